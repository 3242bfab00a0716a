"""Medians of interleaved runs. On a busy machine only variants that take turns can be compared."""

import statistics
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import connection


@dataclass
class Databasetijd:
    """Statements of one piece of work with the time each took, transaction control apart."""

    opdrachten: list[tuple[str, float]] = field(default_factory=list)

    def __call__(self, execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        begin = time.perf_counter()
        try:
            return execute(sql, *rest)
        finally:
            self.opdrachten.append((sql, time.perf_counter() - begin))

    @property
    def vragen(self) -> int:
        """Statements that ask or write; savepoints only mark a place."""
        return sum(
            not sql.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")) for sql, _ in self.opdrachten
        )

    def tijd(self, *met: str) -> float:
        """Seconds of all statements, or of those that name one of these tables."""
        return sum(t for sql, t in self.opdrachten if not met or any(naam in sql for naam in met))


@contextmanager
def gemeten() -> Iterator[Databasetijd]:
    """Count and time what happens on Django's connection."""
    teller = Databasetijd()
    with connection.execute_wrapper(teller):
        yield teller


def om_beurten(
    varianten: Mapping[str, Callable[[], float | None]], rondes: int, *, warm: int = 1
) -> dict[str, float]:
    """Median of each variant in milliseconds; one after the other in every round.

    A variant may return the seconds that count; else its own duration does.
    """
    tijden: dict[str, list[float]] = {naam: [] for naam in varianten}
    for ronde in range(rondes + warm):
        for naam, doe in varianten.items():
            begin = time.perf_counter()
            eigen = doe()
            duur = time.perf_counter() - begin
            if ronde >= warm:
                tijden[naam].append(duur if eigen is None else eigen)
    return {naam: round(statistics.median(rij) * 1000, 3) for naam, rij in tijden.items()}


def oordeel(waarde: float, grens: float) -> dict[str, Any]:
    """A figure beside its budget."""
    return {"waarde": round(waarde, 3), "budget": grens, "gehaald": waarde <= grens}
