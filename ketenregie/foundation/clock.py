"""Now, today and werkdagen: the only reader of the system clock.

Moments are aware UTC datetimes; days are local days in Europe/Amsterdam. Termijnen count in days.
Source of the free days: Algemene termijnenwet art. 3 (including Goede Vrijdag and 5 mei), plus the days
that a decree adds (`extra_vrije_dagen`).
"""

from __future__ import annotations

import calendar
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

AMSTERDAM = ZoneInfo("Europe/Amsterdam")

_frozen: ContextVar[datetime | None] = ContextVar("clock_frozen", default=None)
_on_freeze: list[Callable[[], None]] = []
_extra_days: list[Callable[[], Iterable[date]]] = []


def now() -> datetime:
    """This moment, timezone-aware in UTC; inside `frozen` the moment given there."""
    return _frozen.get() or datetime.now(UTC)


def wall_now() -> datetime:
    """This moment, also inside `frozen`: for sessions, which Django counts by the real clock too."""
    return datetime.now(UTC)


def today() -> date:
    """The day it is in the Netherlands."""
    return local_date(now())


def local_date(at: datetime) -> date:
    """The day in Europe/Amsterdam on which the aware moment `at` falls."""
    return at.astimezone(AMSTERDAM).date()


def local(at: datetime) -> datetime:
    """The moment on the clock of Amsterdam."""
    return at.astimezone(AMSTERDAM)


def start_of_day(day: date) -> datetime:
    """The first moment of the local `day`, as aware UTC datetime."""
    return datetime.combine(day, time.min, tzinfo=AMSTERDAM).astimezone(UTC)


@contextmanager
def frozen(at: datetime, *, tell: bool = True) -> Iterator[datetime]:
    """Let `now()` stand still at the aware moment `at` in this context (demo loader, tests).

    Args:
        tell: the listeners too; not needed where nothing is asked of the database meanwhile.
    Raises:
        ValueError: `at` has no time zone.
    """
    if at.tzinfo is None:
        raise ValueError("frozen() needs a moment with a time zone")
    at = at.astimezone(UTC)
    token = _frozen.set(at)
    if tell:
        _tell()
    try:
        yield at
    finally:
        _frozen.reset(token)
        if tell:
            _tell()


def frozen_at() -> datetime | None:
    """The moment at which `now()` stands still; None when it runs."""
    return _frozen.get()


def on_freeze(listener: Callable[[], None]) -> None:
    """Call `listener` whenever `now()` begins or ends to stand still."""
    _on_freeze.append(listener)


def _tell() -> None:
    for listener in _on_freeze:
        listener()


def extra_vrije_dagen(provider: Callable[[], Iterable[date]]) -> Callable[[], Iterable[date]]:
    """Register a source of free days on top of the law; the provider caches, it is asked per day."""
    _extra_days.append(provider)
    return provider


@lru_cache(maxsize=64)
def _feestdagen(year: int) -> frozenset[date]:
    return frozenset(
        holidays.country_holidays("NL", years=year, categories=("public", "optional")).keys()
    )


def is_werkdag(day: date) -> bool:
    """Neither Saturday, Sunday nor a generally recognised free day."""
    if day.weekday() >= 5 or day in _feestdagen(day.year):
        return False
    return not any(day in provider() for provider in _extra_days)


def add_werkdagen(day: date, n: int) -> date:
    """The n-th werkdag after `day` (before it when n < 0); n = 0 gives the first werkdag from `day` on."""
    step = timedelta(days=-1 if n < 0 else 1)
    if n == 0:
        while not is_werkdag(day):
            day += step
        return day
    left = abs(n)
    while left:
        day += step
        left -= is_werkdag(day)
    return day


def werkdagen_tussen(a: date, b: date) -> int:
    """How many werkdagen lie after `a` up to and including `b`; negative when b is before a."""
    if b < a:
        return -werkdagen_tussen(b, a)
    return sum(is_werkdag(a + timedelta(days=i)) for i in range(1, (b - a).days + 1))


def add_maanden(day: date, n: int) -> date:
    """The same day n months on, or the last day of that month (31 January + 3 months = 30 April)."""
    year, month0 = divmod(day.year * 12 + day.month - 1 + n, 12)
    last = calendar.monthrange(year, month0 + 1)[1]
    return date(year, month0 + 1, min(day.day, last))


def kwartaal(day: date) -> str:
    """The quarter of `day`, as "2026-K4"."""
    return f"{day.year}-K{(day.month + 2) // 3}"
