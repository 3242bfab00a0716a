"""Stapeling: measures and tables that pile up for one person, as far as this viewer may know.

Nothing is counted that the viewer could not read: only casussen it sees, and in those only what the
sharing rules show, of persons they show. So the warning says nothing about the rest; whoever sees less
gets the same fixed sentence whether there is more or not (toegang before content).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q

from cases.delen import Deler
from cases.models import Betrokkene, Casus, Gremium, Interventie
from ketenregie.foundation import clock
from ketenregie.foundation.viewer import Viewer

# So many running measures for one person ask for somebody to look; fewer when there is another table.
VANAF = 3
# Casussen beside this one that are looked into; whoever is in more has more than enough.
HOOGSTENS = 5
VASTE_TEKST = (
    "U ziet hier alleen wat uw organisatie mag weten. Twijfelt u of er elders ook iets loopt voor deze "
    "persoon? Vraag het de procesregie."
)


@dataclass(frozen=True, slots=True)
class Deel:
    """One running measure or table; `casus` is empty when it is in the casus at hand."""

    wat: str
    wie: str
    sinds: date
    kenmerk: str
    casus: UUID | None


@dataclass(frozen=True, slots=True)
class Stapel:
    """What piles up for one person."""

    naam: str
    maatregelen: tuple[Deel, ...]
    gremia: tuple[Deel, ...]

    @property
    def veel(self) -> bool:
        elders = any(d.casus for d in self.maatregelen)
        return len(self.maatregelen) >= VANAF or bool(self.maatregelen and (self.gremia or elders))


def stapels(viewer: Viewer, casus: Casus, deler: Deler) -> list[Stapel]:
    """Persons of this casus for whom measures pile up; four queries and those of up to five casussen."""
    mensen = [
        b
        for b in Betrokkene.objects.filter(casus=casus).select_related("persoon")
        if deler.deling(b).tonen
    ]
    namen = {b.persoon_id: b.persoon.naam for b in mensen}
    if not namen:
        return []
    lopend = Interventie.objects.filter(eind__isnull=True, betrokkene__persoon__in=namen)
    tafels = Gremium.objects.filter(
        Q(tot__isnull=True) | Q(tot__gte=clock.today()), betrokkene__persoon__in=namen
    )
    rows: list[Any] = [
        *lopend.select_related("betrokkene", "uitvoerder__organisatie"),
        *tafels.select_related("betrokkene"),
    ]
    gezien = _gezien(viewer, casus, deler, rows)
    found = []
    for persoon, naam in namen.items():
        van_deze = [(r, c) for r, c in gezien if r.betrokkene.persoon_id == persoon]
        stapel = Stapel(
            naam,
            tuple(
                Deel(r.omschrijving, r.uitvoerder.organisatie.kort, r.start, *_elders(casus, c))
                for r, c in van_deze
                if isinstance(r, Interventie)
            ),
            tuple(
                Deel(r.naam, r.contact, r.sinds, *_elders(casus, c))
                for r, c in van_deze
                if isinstance(r, Gremium)
            ),
        )
        if stapel.veel:
            found.append(stapel)
    return found


def _elders(hier: Casus, daar: Casus) -> tuple[str, UUID | None]:
    return ("", None) if daar.pk == hier.pk else (daar.kenmerk, daar.pk)


def _gezien(
    viewer: Viewer, casus: Casus, deler: Deler, rows: Iterable[Any]
) -> list[tuple[Any, Casus]]:
    """Rows the viewer may read, each with its casus."""
    rows = list(rows)
    delers = {casus.pk: deler}
    others = {r.casus_id for r in rows} - {casus.pk}
    if others:
        andere = Casus.objects.visible_to(viewer).filter(pk__in=others)  # type: ignore[attr-defined]
        for c in andere.order_by("-created_at")[:HOOGSTENS]:
            delers[c.pk] = Deler(viewer, c, deler.regelboek)
    return [
        (rij, mijn.casus)
        for rij in rows
        if (mijn := delers.get(rij.casus_id)) is not None and _leest(mijn, rij)
    ]


def _leest(deler: Deler, rij: Any) -> bool:
    eigen = isinstance(rij, Interventie) and rij.uitvoerder_id == deler.viewer.deelname_id
    return (eigen or deler.deling(rij).tonen) and deler.deling(rij.betrokkene).tonen
