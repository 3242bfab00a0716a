"""Technical log lines hold nothing about people."""

from ketenregie.foundation.logregels import without_people


def test_search_words_and_visitors_stay_out_of_the_log():
    event = {
        "event": "request_finished",
        "request": "GET /zoeken/?q=Jansen",
        "user_agent": "Firefox",
        "ip": "192.0.2.1",
        "code": 200,
    }
    assert without_people(None, "info", event) == {
        "event": "request_finished",
        "request": "GET /zoeken/",
        "code": 200,
    }


def test_values_of_a_refused_row_stay_out_of_the_log():
    event = {
        "event": "taak mislukt",
        "exception": 'UniqueViolation: duplicate key\nDETAIL:  Key (naam)=(Jansen) already exists.\n  File "x"',
    }
    assert without_people(None, "error", event)["exception"] == (
        'UniqueViolation: duplicate key\nDETAIL: (weggelaten)\n  File "x"'
    )
