"""Instruments of an activiteit: lists of observable signals, each in versions of its own.

A version is a file in `instrumentbestanden/` and never changes once it is out; what was ticked is stored with
the number of the version. A keten can make versions of its own after those (partners/instrumenten.py): the
rooms ask there. An instrument names what was seen; there is no score and no outcome (R17).
"""

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from ketenregie.foundation.errors import DomainError

BESTANDEN = Path(__file__).resolve().parent / "instrumentbestanden"


@dataclass(frozen=True, slots=True)
class Signaal:
    """One thing somebody can see or hear; its sleutel carries that of its categorie."""

    sleutel: str
    tekst: str


@dataclass(frozen=True, slots=True)
class Categorie:
    sleutel: str
    naam: str
    signalen: tuple[Signaal, ...]


@dataclass(frozen=True, slots=True)
class Instrument:
    """One version of a list.

    Args:
        modellen: sleutels of the referentiemodellen that use it.
        gezondheid: what it names is health data: it stays out of every casus text.
        bij: where it is used: at the meldpunt, in each weging, or in the 2e weging alone.
    """

    sleutel: str
    naam: str
    versie: int
    geldig_van: date
    modellen: tuple[str, ...]
    bron: str
    uitleg: str
    categorieen: tuple[Categorie, ...]
    gezondheid: bool = False
    bij: str = "meldpunt"

    def signaal(self, sleutel: str) -> Signaal | None:
        return next((s for c in self.categorieen for s in c.signalen if s.sleutel == sleutel), None)

    def __contains__(self, sleutel: object) -> bool:
        return isinstance(sleutel, str) and self.signaal(sleutel) is not None

    def keuzes(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """Choices for a form field, by categorie."""
        return [(c.naam, [(s.sleutel, s.tekst) for s in c.signalen]) for c in self.categorieen]

    def geraakt(
        self, gekozen: "frozenset[str] | set[str]"
    ) -> list[tuple[Categorie, list[Signaal]]]:
        """The categorieen that were touched, each with its signals, in the order of the list."""
        found = ((c, [s for s in c.signalen if s.sleutel in gekozen]) for c in self.categorieen)
        return [(c, signalen) for c, signalen in found if signalen]


@cache
def instrumenten() -> tuple[Instrument, ...]:
    """Every version of every instrument, oldest first; read once per process."""
    found = [_lees(yaml.safe_load(p.read_text("utf-8"))) for p in sorted(BESTANDEN.glob("*.yaml"))]
    sleutels = [(i.sleutel, i.versie) for i in found]
    if len(set(sleutels)) != len(sleutels):
        raise ValueError("Een versie van een instrument staat er twee keer.")
    return tuple(sorted(found, key=lambda i: (i.sleutel, i.versie)))


def _lees(ruw: dict[str, Any]) -> Instrument:
    categorieen = tuple(
        Categorie(
            sleutel,
            inhoud["naam"],
            tuple(Signaal(f"{sleutel}.{s}", tekst) for s, tekst in inhoud["signalen"].items()),
        )
        for sleutel, inhoud in ruw.pop("categorieen").items()
    )
    return Instrument(**ruw | {"modellen": tuple(ruw["modellen"])}, categorieen=categorieen)


def instrument(sleutel: str, versie: int) -> Instrument:
    """One version, also one that is no longer offered.

    Raises:
        DomainError: there is none.
    """
    found = next((i for i in instrumenten() if (i.sleutel, i.versie) == (sleutel, versie)), None)
    if found is None:
        raise DomainError(f"Er is geen versie {versie} van instrument '{sleutel}'.")
    return found
