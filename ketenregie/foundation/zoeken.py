"""Searching over all rooms: what is asked, what is found, and who looks where.

A room registers its search topics (`zoekonderwerpen`). A topic starts at what the viewer may see and
returns frozen hits; nothing about a row that is withheld or hidden comes out of it, not even a count.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from ketenregie.foundation import clock
from ketenregie.foundation.kenmerk import lees_kenmerk
from ketenregie.foundation.registries import Registry
from ketenregie.foundation.vaag import lees_datum
from ketenregie.foundation.viewer import Viewer

MIN_LENGTE, MAX_LENGTE = 2, 100
PER_ONDERWERP = 10  # shown per topic; who needs more asks more precisely


@dataclass(frozen=True, slots=True)
class Zoekvraag:
    """What somebody typed, and what it may be."""

    tekst: str
    kenmerk: str = ""
    datum: date | None = None

    @property
    def zeker_kenmerk(self) -> bool:
        """Eight letters may be a word as well; with a digit or the dash it is a kenmerk."""
        return bool(self.kenmerk) and not self.tekst.isalpha()


@dataclass(frozen=True, slots=True)
class Treffer:
    """One hit, as the page shows it. `soort` and `pk` name the row in the logboek."""

    titel: str
    url: str
    uitleg: str
    soort: str
    pk: UUID
    bij: str = ""


@dataclass(frozen=True, slots=True)
class Zoekonderwerp:
    """One group of the page. `zoek` answers at most PER_ONDERWERP + 1 hits, best first."""

    label: str
    zoek: Callable[[Viewer, Zoekvraag], list[Treffer]]
    order: int


@dataclass(frozen=True, slots=True)
class Groep:
    """The hits of one topic; `meer` says that there are more that this viewer may see."""

    label: str
    treffers: tuple[Treffer, ...]
    meer: bool


zoekonderwerpen: Registry[Zoekonderwerp] = Registry("zoekonderwerpen")


def lees(tekst: str) -> Zoekvraag:
    """From what was typed; too long is cut, what no database takes is left out."""
    schoon = " ".join(tekst.replace("\0", "").split())[:MAX_LENGTE]
    try:
        datum = lees_datum(schoon, vandaag=clock.today(), verleden=True) if schoon else None
    except ValueError:
        datum = None
    return Zoekvraag(schoon, lees_kenmerk(schoon), datum)


def zoek(viewer: Viewer, vraag: Zoekvraag) -> list[Groep]:
    """Every topic that found something, in order."""
    groepen = []
    for onderwerp in sorted(zoekonderwerpen.values(), key=lambda o: o.order):
        hits = onderwerp.zoek(viewer, vraag)
        if hits:
            groepen.append(
                Groep(onderwerp.label, tuple(hits[:PER_ONDERWERP]), len(hits) > PER_ONDERWERP)
            )
    return groepen


def patronen(tekst: str) -> list[str]:
    """LIKE patterns of the words, the longest first: that one is looked up in the index."""
    woorden = {w for w in tekst.lower().split() if len(w) > 1} or set(tekst.lower().split())
    return [f"%{_letterlijk(w)}%" for w in sorted(woorden, key=lambda w: (-len(w), w))]


def _letterlijk(woord: str) -> str:
    return woord.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def bij_soort(treffers: Iterable[Treffer]) -> dict[str, list[Any]]:
    """Ids per kind of row, for the logboek."""
    found: dict[str, list[Any]] = {}
    for treffer in treffers:
        found.setdefault(treffer.soort, []).append(treffer.pk)
    return found
