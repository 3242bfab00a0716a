"""Technical log lines hold nothing about people."""

import json
import logging
import logging.config

import structlog

from ketenregie.foundation.logregels import configure, without_people


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


def test_a_line_is_one_line_of_json(capsys):
    """For a program that collects them: a name with a line end in it makes no second line."""
    was = structlog.get_config()
    vorm = configure("WARNING", readable=False)
    formatter = vorm["formatters"]["regel"]
    assert set(vorm["handlers"]) == {"console"}, "no files: the output of the process only"
    handler = logging.StreamHandler()
    handler.setFormatter(
        formatter["()"](
            foreign_pre_chain=formatter["foreign_pre_chain"], processors=formatter["processors"]
        )
    )
    try:
        record = logging.LogRecord("x", logging.ERROR, "", 0, 'een\n{"level": "info"}', (), None)
        line = handler.format(record)
    finally:
        structlog.configure(**was)
    assert "\n" not in line
    found = json.loads(line)
    assert found["level"] == "error" and found["timestamp"].endswith("Z")
