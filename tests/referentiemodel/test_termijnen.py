"""Last days: werkdagen, calendar days and months, at weekends, free days and the clock change."""

from datetime import UTC, date, datetime

import pytest

from referentiemodel import termijnen
from referentiemodel.loader import laad_bestand

MODEL = laad_bestand("mensenhandel_nog_1")


@pytest.mark.parametrize(
    ("sleutel", "start", "uiterlijk"),
    [
        ("eerste_weging", date(2026, 3, 2), date(2026, 3, 9)),  # Monday to Monday
        ("eerste_weging", date(2026, 3, 7), date(2026, 3, 13)),  # from a Saturday
        ("eerste_weging", date(2026, 3, 30), date(2026, 4, 8)),  # Goede Vrijdag, Tweede Paasdag
        ("dossier_aanmaken", date(2026, 12, 24), date(2026, 12, 28)),  # over Christmas
        ("onderzoek_veilig_thuis", date(2026, 3, 2), date(2026, 3, 7)),  # calendar: a Saturday
        ("plan_van_aanpak", date(2026, 3, 2), date(2026, 3, 30)),
        ("bedenktijd", date(2026, 1, 31), date(2026, 4, 30)),
        ("bedenktijd_dublin", date(2026, 1, 31), date(2026, 3, 2)),
        ("bewaren", date(2024, 2, 29), date(2029, 2, 28)),
        # 23:30 UTC is already the next day in the Netherlands.
        ("plan_van_aanpak", datetime(2026, 3, 1, 23, 30, tzinfo=UTC), date(2026, 3, 30)),
    ],
)
def test_last_day(sleutel: str, start: date, uiterlijk: date) -> None:
    assert termijnen.uiterlijk(MODEL.termijn(sleutel), start) == uiterlijk


def test_hours_need_a_moment() -> None:
    with pytest.raises(TypeError):
        termijnen.uiterlijk(MODEL.termijn("datalek"), date(2026, 3, 27))


@pytest.mark.parametrize(
    ("op", "zin"),
    [
        (date(2026, 3, 4), "nog 3 werkdagen"),
        (date(2026, 3, 6), "nog 1 werkdag"),
        (date(2026, 3, 9), "vandaag"),
        (date(2026, 3, 10), "1 werkdag te laat"),
        (date(2026, 3, 12), "3 werkdagen te laat"),
    ],
)
def test_distance_in_words(op: date, zin: str) -> None:
    assert termijnen.stand(date(2026, 3, 9), op=op) == zin


def test_distance_over_a_weekend_counts_days() -> None:
    assert termijnen.stand(date(2026, 3, 7), op=date(2026, 3, 8)) == "1 dag te laat"
