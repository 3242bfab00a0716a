"""Days are local, terms are working days, and nobody reads the system clock behind our back."""

from datetime import UTC, date, datetime

import pytest

from ketenregie.foundation import clock


def test_today_is_the_dutch_day_also_just_after_midnight():
    with clock.frozen(datetime(2026, 6, 30, 22, 30, tzinfo=UTC)):
        assert clock.today() == date(2026, 7, 1)
    with clock.frozen(datetime(2026, 12, 31, 22, 30, tzinfo=UTC)):
        assert clock.today() == date(2026, 12, 31)


def test_frozen_restores_the_clock_also_after_an_error():
    before = clock.now()
    with pytest.raises(RuntimeError), clock.frozen(datetime(2020, 1, 1, tzinfo=UTC)):
        assert clock.now() == datetime(2020, 1, 1, tzinfo=UTC)
        raise RuntimeError
    assert clock.now() >= before


def test_frozen_nests():
    outer, inner = datetime(2020, 1, 1, tzinfo=UTC), datetime(2021, 1, 1, tzinfo=UTC)
    with clock.frozen(outer):
        with clock.frozen(inner):
            assert clock.now() == inner
        assert clock.now() == outer


def test_frozen_refuses_a_moment_without_zone():
    with pytest.raises(ValueError), clock.frozen(datetime(2020, 1, 1)):  # noqa: DTZ001  that is the proof
        pass


@pytest.mark.parametrize(
    "day",
    [
        date(2026, 1, 1),  # nieuwjaarsdag
        date(2026, 4, 3),  # Goede Vrijdag
        date(2026, 4, 6),  # tweede paasdag
        date(2026, 4, 27),  # Koningsdag
        date(2026, 5, 5),  # bevrijdingsdag, also outside lustrum years
        date(2026, 5, 14),  # Hemelvaart
        date(2026, 5, 25),  # tweede pinksterdag
        date(2026, 12, 25),
        date(2026, 11, 21),  # Saturday
        date(2026, 11, 22),  # Sunday
    ],
)
def test_days_of_the_termijnenwet_are_no_werkdag(day):
    assert not clock.is_werkdag(day)


def test_a_decree_can_add_a_free_day():
    days = {date(2026, 5, 15)}
    assert clock.is_werkdag(date(2026, 5, 15))
    clock.extra_vrije_dagen(lambda: days)
    try:
        assert not clock.is_werkdag(date(2026, 5, 15))
    finally:
        clock._extra_days.pop()


def test_werkdagen_skip_weekend_and_easter():
    assert clock.add_werkdagen(date(2026, 4, 2), 1) == date(2026, 4, 7)
    assert clock.add_werkdagen(date(2026, 4, 7), -1) == date(2026, 4, 2)
    assert clock.add_werkdagen(date(2026, 11, 20), 5) == date(2026, 11, 27)
    assert clock.add_werkdagen(date(2026, 11, 21), 0) == date(2026, 11, 23)
    assert clock.add_werkdagen(date(2026, 11, 20), 0) == date(2026, 11, 20)


def test_werkdagen_tussen_is_the_inverse_of_adding():
    start = date(2026, 3, 31)
    for n in range(1, 60):
        assert clock.werkdagen_tussen(start, clock.add_werkdagen(start, n)) == n
    assert clock.werkdagen_tussen(date(2026, 4, 7), date(2026, 4, 2)) == -1
    assert clock.werkdagen_tussen(start, start) == 0


def test_months_stop_at_the_end_of_the_month():
    assert clock.add_maanden(date(2026, 1, 31), 3) == date(2026, 4, 30)
    assert clock.add_maanden(date(2027, 11, 30), 3) == date(2028, 2, 29)
    assert clock.add_maanden(date(2026, 1, 15), -1) == date(2025, 12, 15)
    assert clock.add_maanden(date(2026, 12, 31), 12) == date(2027, 12, 31)


def test_kwartaal():
    assert clock.kwartaal(date(2026, 3, 31)) == "2026-K1"
    assert clock.kwartaal(date(2026, 4, 1)) == "2026-K2"
    assert clock.kwartaal(date(2026, 12, 31)) == "2026-K4"


def test_start_of_day_follows_the_clock_change():
    assert clock.start_of_day(date(2026, 3, 29)) == datetime(2026, 3, 28, 23, tzinfo=UTC)
    assert clock.start_of_day(date(2026, 3, 30)) == datetime(2026, 3, 29, 22, tzinfo=UTC)
