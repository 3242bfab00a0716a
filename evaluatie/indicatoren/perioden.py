"""The periods that are published: calendar years and their quarters, never a free range of days.

A free range would let anybody subtract two answers. A period is counted once, at its peildatum: when it is
over, the outcome had its time, and two weeks passed for what was written down late. So its figure is the
same on any later day.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from ketenregie.foundation import clock

NAZENDTIJD = timedelta(days=14)
_VORM = re.compile(r"(20\d\d)(?:-K([1-4]))?")


@dataclass(frozen=True, slots=True, order=True)
class Periode:
    """From `van` up to, not including, `tot`."""

    van: date
    tot: date

    @classmethod
    def lees(cls, sleutel: str) -> Periode | None:
        """ "2026" or "2026-K3"; None for anything else."""
        match = _VORM.fullmatch(sleutel)
        if match is None:
            return None
        jaar, kwartaal = int(match[1]), int(match[2] or 0)
        return cls.kwartaal(jaar, kwartaal) if kwartaal else cls.jaar(jaar)

    @classmethod
    def jaar(cls, jaar: int) -> Periode:
        return cls(date(jaar, 1, 1), date(jaar + 1, 1, 1))

    @classmethod
    def kwartaal(cls, jaar: int, nummer: int) -> Periode:
        van = date(jaar, 3 * nummer - 2, 1)
        return cls(van, clock.add_maanden(van, 3))

    @property
    def is_jaar(self) -> bool:
        return (self.tot - self.van).days > 300

    @property
    def sleutel(self) -> str:
        return str(self.van.year) if self.is_jaar else clock.kwartaal(self.van)

    @property
    def naam(self) -> str:
        nummer = (self.van.month + 2) // 3
        return str(self.van.year) if self.is_jaar else f"{nummer}e kwartaal {self.van.year}"

    @property
    def kort(self) -> str:
        nummer = (self.van.month + 2) // 3
        return str(self.van.year) if self.is_jaar else f"K{nummer} {self.van.year}"

    @property
    def laatste_dag(self) -> date:
        return self.tot - timedelta(days=1)

    @property
    def kwartalen(self) -> list[Periode]:
        return [Periode.kwartaal(self.van.year, n) for n in (1, 2, 3, 4)]

    def peil(self, volgdagen: int = 0) -> datetime:
        """The moment as of which the period is counted."""
        return clock.start_of_day(self.tot + timedelta(days=volgdagen) + NAZENDTIJD)

    def vast(self, volgdagen: int = 0) -> bool:
        """Counted for good; before that there is no figure."""
        return self.peil(volgdagen) <= clock.now()


def laatste(aantal: int, *, jaren: bool = False) -> list[Periode]:
    """The last periods that are counted, oldest first."""
    dag = clock.today()
    gevonden: list[Periode] = []
    periode = Periode.jaar(dag.year) if jaren else Periode.kwartaal(dag.year, (dag.month + 2) // 3)
    while len(gevonden) < aantal:
        if periode.vast():
            gevonden.append(periode)
        vorige = periode.van - timedelta(days=1)
        periode = (
            Periode.jaar(vorige.year)
            if jaren
            else Periode.kwartaal(vorige.year, (vorige.month + 2) // 3)
        )
    return gevonden[::-1]
