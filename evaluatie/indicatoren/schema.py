"""What an indicator is: its words, its count in SQL over the facts, and where it may be shown."""

from dataclasses import dataclass
from enum import StrEnum


class Niveau(StrEnum):
    OPERATIONEEL = "operationeel"
    TACTISCH = "tactisch"
    STRATEGISCH = "strategisch"


class Vorm(StrEnum):
    """What comes out: a number, a part of a whole, or the middle of a row of durations."""

    AANTAL = "aantal"
    DEEL = "deel"
    MEDIAAN = "mediaan"


@dataclass(frozen=True, slots=True)
class Uitsplitsing:
    """A division that may be published: always the same cells, never crossed with another (domain 6)."""

    sleutel: str
    naam: str
    sql: str  # the cell a row falls in


@dataclass(frozen=True, slots=True)
class Norm:
    """What the keten aims for: at least (or at most) this, in the unit of the indicator.

    The model of a keten may name another number; which way is better stays the same.
    """

    waarde: float
    hoogstens: bool = False
    per_jaar: bool = False
    toevoeging: str = ""


@dataclass(frozen=True, slots=True)
class Indicator:
    """One KPI of the keten, in one version of its definition.

    `bron` is SQL from FROM on, with the names of `tellen.py`; `teller` a condition on its rows (DEEL), or
    the number that a row gives (MEDIAAN). A DEEL that adds up numbers instead of rows names them in `som`.
    Args:
        volgdagen: how long after the period the outcome may still come; the figure waits for it.
        klein: numbers of people or cases, so small ones are withheld.
    """

    sleutel: str
    nummer: int
    naam: str
    formule: str
    teller_tekst: str
    noemer_tekst: str
    eenheid: str
    niveau: Niveau
    hoofdstap: str
    succesfactor: str
    vorm: Vorm
    bron: str
    teller: str = ""
    som: tuple[str, str] = ("", "")
    norm: Norm | None = None
    volgdagen: int = 0
    klein: bool = True
    uitsplitsingen: tuple[Uitsplitsing, ...] = ()
    optelbaar: bool = True  # a year is the sum of its quarters, late corrections aside
    doorklik: bool = True  # its rows are casussen, or belong to one
    herkomst: str = "Bronrapport; domeinspecificatie, paragraaf 6"
    versie: int = 1
