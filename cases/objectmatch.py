"""Is this onderneming or place known already? Explained per field; a person decides (R17).

`vergelijk` is a pure function over two `Kenmerken`. `bekend` finds rows in other casussen that the viewer
may see: what the sharing rules do not show is no suggestion, not even as "something".
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from rapidfuzz.distance import DamerauLevenshtein, JaroWinkler

from cases import sleutels
from cases.delen import Deler, delers
from cases.models import Casus, Gegeven, Kenobject, Locatie, Onderneming
from ketenregie.foundation.viewer import Viewer

ONDERNEMING, LOCATIE = "onderneming", "locatie"
MODELLEN: dict[str, type[Kenobject]] = {ONDERNEMING: Onderneming, LOCATIE: Locatie}
WAARSCHIJNLIJK, MOGELIJK = "waarschijnlijk", "mogelijk"
GRENS_MOGELIJK, GRENS_WAARSCHIJNLIJK = 40, 70
KANDIDATEN = 40


@dataclass(frozen=True, slots=True)
class Kenmerken:
    """What is compared of an onderneming or a place, however it was written down."""

    soort: str
    naam: str = ""
    kvk_nummer: str = ""
    handelsnamen: tuple[str, ...] = ()
    adres: str = ""
    huisnummer: str = ""
    postcode: str = ""
    plaats: str = ""

    @property
    def namen(self) -> list[str]:
        """Search forms of the name and the handelsnamen."""
        alle = (sleutels.bedrijfsnaam(n) for n in (self.naam, *self.handelsnamen) if n)
        return [n for n in dict.fromkeys(alle) if n]

    @property
    def adressleutel(self) -> str:
        return sleutels.adressleutel(self.postcode, self.huisnummer or self.adres)

    @property
    def straatsleutel(self) -> str:
        weg = sleutels.straat(self.adres)
        return f"{weg} {sleutels.plat(self.plaats)}" if weg else ""

    @property
    def leeg(self) -> bool:
        """Too little to look for anything: a place name alone is none."""
        return not (self.namen or self.kvk_nummer or self.adressleutel or self.straatsleutel)


@dataclass(frozen=True, slots=True)
class Gelijkenis:
    """How alike two are: points, what they amount to, and why per field."""

    punten: int
    sterkte: str
    redenen: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Bekend:
    """A row in another casus that may be the same thing, as the viewer may see it."""

    id: UUID
    naam: str
    rol: str
    leverancier: str
    casus_id: UUID
    casus_kenmerk: str
    sterkte: str
    redenen: tuple[str, ...]
    punten: int = 0


def kenmerken_van(rij: Any) -> Kenmerken:
    """The sides of a row that are compared; a row of either kind, or one of a melding."""
    soort = getattr(rij, "objectsoort", "") or (
        ONDERNEMING if isinstance(rij, Onderneming) else LOCATIE
    )
    plaats = getattr(rij, "plaats", "") or getattr(rij, "gemeente", "")
    return Kenmerken(
        soort=soort,
        naam=rij.naam,
        kvk_nummer=getattr(rij, "kvk_nummer", ""),
        handelsnamen=tuple(getattr(rij, "handelsnamen", ())),
        adres=getattr(rij, "adres", ""),
        huisnummer=getattr(rij, "huisnummer", ""),
        postcode=getattr(rij, "postcode", ""),
        plaats=plaats,
    )


# --- Likeness ------------------------------------------------------------------------------------


def vergelijk(een: Kenmerken, ander: Kenmerken) -> Gelijkenis | None:
    """Compare two things of one kind; None when too little is alike to bother anyone."""
    if een.soort != ander.soort:
        return None
    delen = [_kvk(een, ander), _namen(een, ander), _adres(een, ander)]
    punten = sum(p for p, _ in delen)
    redenen = tuple(r for _, r in delen if r)
    if punten < GRENS_MOGELIJK:
        return None
    tegen = any(r in TEGENSPRAAK for r in redenen)
    sterkte = WAARSCHIJNLIJK if punten >= GRENS_WAARSCHIJNLIJK and not tegen else MOGELIJK
    return Gelijkenis(punten, sterkte, redenen)


TEGENSPRAAK = frozenset(
    {"KvK-nummer verschilt", "Huisnummer verschilt", "Plaats verschilt", "Adres verschilt"}
)


def _kvk(een: Kenmerken, ander: Kenmerken) -> tuple[int, str]:
    if not een.kvk_nummer or not ander.kvk_nummer:
        return 0, ""
    if een.kvk_nummer == ander.kvk_nummer:
        return 80, "KvK-nummer gelijk"
    return -30, "KvK-nummer verschilt"


def _namen(een: Kenmerken, ander: Kenmerken) -> tuple[int, str]:
    beste = (0, "")
    for i, a in enumerate(een.namen):
        for j, b in enumerate(ander.namen):
            punten, reden = _naam(a, b)
            if punten and (i or j):
                reden = f"Handelsnaam: {reden[:1].lower()}{reden[1:]}"
            beste = max(beste, (punten, reden))
    return beste


def _naam(a: str, b: str) -> tuple[int, str]:
    """Both in search form. The legal form is gone; what is left must carry the likeness."""
    if a == b:
        return 50, "Naam gelijk"
    x, y = a.replace(" ", ""), b.replace(" ", "")
    if x == y or sorted(a.split()) == sorted(b.split()):
        return 48, "Naam gelijk, anders geschreven"
    kort = min(len(x), len(y))
    afstand = DamerauLevenshtein.distance(x, y, score_cutoff=2)
    if kort >= 5 and afstand <= (2 if kort >= 9 else 1):
        return 42, "Naam bijna gelijk"
    woorden, andere = set(a.split()), set(b.split())
    if min(len(woorden), len(andere)) >= 2 and (woorden <= andere or andere <= woorden):
        return 40, "Naam deels gelijk"
    if kort >= 6 and JaroWinkler.similarity(x, y) >= 0.93:
        return 30, "Naam lijkt erop"
    return 0, ""


def _adres(een: Kenmerken, ander: Kenmerken) -> tuple[int, str]:
    if een.adressleutel and een.adressleutel == ander.adressleutel:
        return 75, "Postcode en huisnummer gelijk"
    nummers = [sleutels.huisnummer(k.huisnummer or k.adres) for k in (een, ander)]
    a, b = sleutels.straat(een.adres), sleutels.straat(ander.adres)
    if a and b and _zelfde_straat(a, b):
        return _in_de_straat(een, ander, nummers)
    if een.adressleutel and ander.adressleutel and een.soort == LOCATIE:
        return -20, "Adres verschilt"
    code = sleutels.postcode(een.postcode)
    if code and code == sleutels.postcode(ander.postcode):
        if all(nummers) and nummers[0] != nummers[1]:
            return 10, "Huisnummer verschilt"
        return 40, "Postcode gelijk"
    plaatsen = [sleutels.plat(k.plaats) for k in (een, ander)]
    if all(plaatsen) and plaatsen[0] == plaatsen[1]:
        return 5, "Plaats gelijk"
    return 0, ""


def _zelfde_straat(a: str, b: str) -> bool:
    return a == b or (
        min(len(a), len(b)) >= 6 and DamerauLevenshtein.distance(a, b, score_cutoff=1) <= 1
    )


def _in_de_straat(een: Kenmerken, ander: Kenmerken, nummers: list[str]) -> tuple[int, str]:
    plaatsen = [sleutels.plat(k.plaats) for k in (een, ander)]
    if all(plaatsen) and plaatsen[0] != plaatsen[1]:
        return 0, "Plaats verschilt"
    if not all(nummers):
        return 40, "Straat gelijk"
    if nummers[0] != nummers[1]:
        return 15, "Huisnummer verschilt"
    return (72, "Straat, huisnummer en plaats gelijk") if all(plaatsen) else (
        60, "Straat en huisnummer gelijk"
    )  # fmt: skip


# --- Finding -------------------------------------------------------------------------------------


def kandidaten(k: Kenmerken) -> list[UUID]:
    """Ids of rows by key, within what the acting deelname may know; one query."""
    if k.leeg:
        return []
    namen = k.namen
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT object_kandidaten(%s, %s, %s, %s, %s, %s, %s, %s)",
            [
                k.soort, namen[0] if namen else "", namen, sleutels.kvk(k.kvk_nummer),
                k.adressleutel, k.straatsleutel, sleutels.nummers(k.naam), KANDIDATEN,
            ],
        )  # fmt: skip
        return [row[0] for row in cursor.fetchall()]


def bekend(
    viewer: Viewer, k: Kenmerken, *, behalve: Iterable[UUID] = (), hoogstens: int = 5
) -> list[Bekend]:
    """Rows in casussen of the viewer that may be the same thing, best first.

    A fixed number of queries, however many casussen hold one.
    Args:
        behalve: rows that are not to be suggested: the row itself, what was decided about already.
    """
    skip = set(behalve)
    ids = [pk for pk in kandidaten(k) if pk not in skip]
    found = []
    for rij, deler in getoond(viewer, MODELLEN[k.soort], ids):
        gelijk = vergelijk(k, kenmerken_van(rij))
        if gelijk is not None:
            found.append(
                Bekend(
                    id=rij.pk,
                    naam=str(rij),
                    rol=rij.get_rol_display(),
                    leverancier=deler.leverancier(rij),
                    casus_id=rij.casus_id,
                    casus_kenmerk=deler.casus.kenmerk,
                    sterkte=gelijk.sterkte,
                    redenen=gelijk.redenen,
                    punten=gelijk.punten,
                )
            )
    found.sort(key=lambda b: (-b.punten, b.casus_kenmerk, b.naam))
    return found[:hoogstens]


def getoond(viewer: Viewer, model: type[Gegeven], ids: Iterable[UUID]) -> list[tuple[Any, Deler]]:
    """Rows that the sharing rules show to this viewer, with the Deler of their casus, in no order."""
    rows: list[Any] = list(model._default_manager.filter(pk__in=list(ids)))
    if not rows:
        return []
    casussen = Casus.objects.visible_to(viewer).filter(pk__in={r.casus_id for r in rows})  # type: ignore[attr-defined]
    per_casus = delers(viewer, casussen)
    return [
        (rij, deler)
        for rij in rows
        if (deler := per_casus.get(rij.casus_id)) is not None and deler.deling(rij).tonen
    ]
