"""The network of a casus: persons, ondernemingen and places with their roles, where else they are known,
and where that stands on the drawing. What is not shown to the viewer is not drawn either.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.urls import reverse

from cases import gegevens, objectmatch
from cases.delen import Deler
from cases.models import Betrokkene, Casus, Koppeling
from ketenregie.foundation.viewer import Viewer
from partners.sharing import Afgeschermd

# Sizes of the drawing, in its own units.
BREED, HOOG, TUSSEN, MARGE = 232, 62, 18, 14
MIDDEN = 200
GAT = 64
TITEL_LENGTE, ONDER_LENGTE, KORTE_TITEL = 24, 31, 20
HOOGSTENS = 200


@dataclass(frozen=True, slots=True)
class Rol:
    """One role of somebody or something, as one organisation says."""

    rol: str
    periode: str
    leverancier: str
    lopend: bool


@dataclass(frozen=True, slots=True)
class Elders:
    """Another casus the viewer may see in which the same person or thing is."""

    casus_id: UUID
    kenmerk: str
    titel: str
    rol: str


@dataclass(frozen=True, slots=True)
class Deelnemer:
    """A person, onderneming or place, with every role that is shown."""

    soort: str
    naam: str
    url: str
    rollen: tuple[Rol, ...]
    elders: tuple[Elders, ...] = ()
    afgeschermd: bool = False

    @property
    def lopend(self) -> bool:
        return any(r.lopend for r in self.rollen)

    @property
    def kort(self) -> str:
        """The roles in one line, what has ended last."""
        return ", ".join(
            dict.fromkeys(r.rol for r in sorted(self.rollen, key=lambda r: not r.lopend))
        )


@dataclass(frozen=True, slots=True)
class Knoop:
    """A box on the drawing."""

    soort: str
    titel: str
    onder: str
    url: str
    x: int
    y: int
    breed: int = BREED
    hoog: int = HOOG
    voorbij: bool = False

    @property
    def tekst_x(self) -> int:
        return self.x + 14

    @property
    def titel_y(self) -> int:
        return self.y + 27

    @property
    def onder_y(self) -> int:
        return self.y + 48


@dataclass(frozen=True, slots=True)
class Lijn:
    """A line on the drawing; dashed for what ties it to another casus, thin for what is over."""

    x1: int
    y1: int
    x2: int
    y2: int
    soort: str = "rol"


@dataclass(frozen=True, slots=True)
class Tekening:
    """What templates/cases/_netwerk.html draws."""

    breed: int
    hoog: int
    knopen: tuple[Knoop, ...]
    lijnen: tuple[Lijn, ...]


def deelnemers(viewer: Viewer, casus: Casus, deler: Deler) -> list[Deelnemer]:
    """Everybody and everything that is shown, persons first; a fixed number of queries."""
    personen = gegevens.betrokkenen(casus, deler)
    dingen = [
        ("onderneming", gegevens.ondernemingen(casus, deler)),
        ("locatie", gegevens.locaties(casus, deler)),
    ]
    elders = _personen_elders(
        viewer, casus, [p for p in personen if not isinstance(p, Afgeschermd)]
    )
    found = _personen(casus, personen, elders)
    for soort, rijen in dingen:
        found += _dingen(viewer, casus, soort, rijen)
    return found


def tekening(casus: Casus, rijen: Sequence[Deelnemer]) -> Tekening:
    """Persons left, the casus in the middle, things right, other casussen at the outside. Pure."""
    links = [r for r in rijen if r.soort == "persoon"]
    rechts = [r for r in rijen if r.soort != "persoon"]
    buiten_links, buiten_rechts = _andere(links), _andere(rechts)
    x_buiten = MARGE
    x_links = x_buiten + (MIDDEN + GAT if buiten_links else 0)
    x_midden = x_links + (BREED + GAT if links else 0)
    x_rechts = x_midden + MIDDEN + GAT
    x_ver = x_rechts + BREED + GAT
    rij_hoog = HOOG + TUSSEN
    meeste = max(len(links), len(rechts), len(buiten_links), len(buiten_rechts), 1)
    hoog = meeste * rij_hoog - TUSSEN + 2 * MARGE
    midden_y = (hoog - HOOG) // 2
    knopen = [
        Knoop(
            "casus", _kort(casus.titel, KORTE_TITEL), casus.kenmerk, "", x_midden, midden_y, MIDDEN
        )
    ]
    lijnen: list[Lijn] = []
    for kant, buiten, x, x_verder in (
        (links, buiten_links, x_links, x_buiten),
        (rechts, buiten_rechts, x_rechts, x_ver),
    ):
        is_links = kant is links
        plaats: dict[UUID, int] = {}
        for y, (pk, e) in zip(_hoogtes(len(buiten), hoog), buiten.items(), strict=True):
            plaats[pk] = y
            url = reverse("casus", args=[pk])
            knopen.append(
                Knoop("elders", _kort(e.titel, KORTE_TITEL), e.kenmerk, url, x_verder, y, MIDDEN)
            )
        for y, rij in zip(_hoogtes(len(kant), hoog), kant, strict=True):
            knopen.append(_knoop(rij, x, y))
            van = x + BREED if is_links else x
            naar = x_midden if is_links else x_midden + MIDDEN
            lijnen.append(
                Lijn(
                    van,
                    y + HOOG // 2,
                    naar,
                    midden_y + HOOG // 2,
                    "rol" if rij.lopend else "voorbij",
                )
            )
            for e in rij.elders:
                uit = x if is_links else x + BREED
                ver = x_verder + MIDDEN if is_links else x_verder
                lijnen.append(
                    Lijn(uit, y + HOOG // 2, ver, plaats[e.casus_id] + HOOG // 2, "elders")
                )
    rechterkant = max(k.x + k.breed for k in knopen)
    return Tekening(rechterkant + MARGE, hoog, tuple(knopen), tuple(lijnen))


def _knoop(rij: Deelnemer, x: int, y: int) -> Knoop:
    soort = "afgeschermd" if rij.afgeschermd else rij.soort
    return Knoop(
        soort, _kort(rij.naam, TITEL_LENGTE), _kort(rij.kort, ONDER_LENGTE), rij.url, x, y,
        voorbij=not rij.lopend,
    )  # fmt: skip


def _hoogtes(aantal: int, hoog: int) -> list[int]:
    """The tops of `aantal` boxes under each other, in the middle of the drawing."""
    begin = (hoog - aantal * (HOOG + TUSSEN) + TUSSEN) // 2
    return [begin + i * (HOOG + TUSSEN) for i in range(aantal)]


def _andere(rijen: Iterable[Deelnemer]) -> dict[UUID, Elders]:
    return {e.casus_id: e for r in rijen for e in r.elders}


def _kort(tekst: str, lengte: int) -> str:
    return tekst if len(tekst) <= lengte else f"{tekst[: lengte - 1].rstrip()}…"


def _personen(
    casus: Casus, personen: Sequence[Any], elders: dict[UUID, list[Elders]]
) -> list[Deelnemer]:
    per_persoon: dict[UUID, list[Any]] = {}
    afgeschermd: list[Deelnemer] = []
    url = reverse("casus_betrokkenen", args=[casus.pk])
    for rij in personen:
        if isinstance(rij, Afgeschermd):
            afgeschermd.append(_withheld("persoon", rij, url))
        else:
            per_persoon.setdefault(rij.persoon_id, []).append(rij)
    return [
        Deelnemer(
            "persoon",
            rijen[0].naam,
            f"{url}#persoon-{rijen[0].id}",
            tuple(Rol(r.rol, r.periode, r.leverancier, r.lopend) for r in rijen),
            tuple(elders.get(pk, ())),
        )
        for pk, rijen in per_persoon.items()
    ] + afgeschermd


def _withheld(soort: str, rij: Afgeschermd, url: str) -> Deelnemer:
    return Deelnemer(
        soort,
        "Afgeschermd",
        url,
        (Rol(f"van {rij.leverancier}", "", rij.leverancier, True),),
        (),
        True,
    )


def _personen_elders(
    viewer: Viewer, casus: Casus, personen: Sequence[Any]
) -> dict[UUID, list[Elders]]:
    """Roles of the same persons in other casussen, under the rules of those."""
    ids = {p.persoon_id for p in personen}
    rows = Betrokkene.objects.filter(persoon__in=ids).exclude(casus=casus).order_by("van", "pk")
    keys = list(rows.values_list("pk", flat=True)[:HOOGSTENS])
    found: dict[UUID, dict[UUID, Elders]] = {}
    for rij, deler in sorted(
        objectmatch.getoond(viewer, Betrokkene, keys), key=lambda p: (p[1].casus.kenmerk, p[0].van)
    ):
        ander = deler.casus
        found.setdefault(rij.persoon_id, {}).setdefault(
            ander.pk, Elders(ander.pk, ander.kenmerk, ander.titel, rij.get_rol_display())
        )
    return {pk: list(per.values()) for pk, per in found.items()}


def _dingen(viewer: Viewer, casus: Casus, soort: str, rijen: Sequence[Any]) -> list[Deelnemer]:
    """Ondernemingen or places; rows that a person tied together here are one."""
    url = reverse("casus_betrokkenen", args=[casus.pk]) + f"#{soort}"
    shown = [r for r in rijen if not isinstance(r, Afgeschermd)]
    ids = [r.id for r in shown]
    paren = _zelfde(soort, ids)
    hier, groep = set(ids), {pk: pk for pk in ids}
    for a, b in paren:
        if a in hier and b in hier:
            oud, nieuw = groep[b], groep[a]
            groep = {pk: nieuw if g == oud else g for pk, g in groep.items()}
    verder = {pk for paar in paren for pk in paar} - hier
    anderen = {
        rij.pk: (rij, deler)
        for rij, deler in objectmatch.getoond(
            viewer, objectmatch.MODELLEN[soort], list(verder)[:HOOGSTENS]
        )
    }
    per_groep: dict[UUID, list[Any]] = {}
    for r in shown:
        per_groep.setdefault(groep[r.id], []).append(r)
    found = []
    for leden in per_groep.values():
        eigen = {r.id for r in leden}
        elders: dict[UUID, Elders] = {}
        for a, b in paren:
            for ik, ander in ((a, b), (b, a)):
                if ik in eigen and ander in anderen:
                    rij, deler = anderen[ander]
                    c = deler.casus
                    if c.pk != casus.pk:
                        elders[c.pk] = Elders(c.pk, c.kenmerk, c.titel, rij.get_rol_display())
        found.append(
            Deelnemer(
                soort,
                leden[0].naam,
                reverse("casus_object", args=[casus.pk, soort, leden[0].id]),
                tuple(Rol(r.rol, r.periode, r.leverancier, r.lopend) for r in leden),
                tuple(sorted(elders.values(), key=lambda e: e.kenmerk)),
            )
        )
    return found + [_withheld(soort, r, url) for r in rijen if isinstance(r, Afgeschermd)]


def _zelfde(soort: str, ids: Sequence[UUID]) -> list[tuple[UUID, UUID]]:
    """Pairs that a person called the same and of which one is here; one query."""
    een, ander = f"{soort}_een_id", f"{soort}_ander_id"
    rows = Koppeling.objects.filter(
        Q(**{f"{soort}_een__in": ids}) | Q(**{f"{soort}_ander__in": ids}),
        herroepen_at__isnull=True,
        besluit=Koppeling.Besluit.ZELFDE,
    )
    return list(rows.order_by("besloten_at").values_list(een, ander)[:HOOGSTENS])
