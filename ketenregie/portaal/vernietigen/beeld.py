"""What the pages and the verklaring show: numbers by kind and supplier, days and names of who decided. No content."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.apps import apps

from ketenregie.foundation import clock
from ketenregie.foundation.bewaren.models import (
    Bewaarplicht,
    Hergebruik,
    Vernietigd,
    Vernietiglijst,
    Vernietigonderwerp,
)
from ketenregie.foundation.bewaren.regels import wortels
from ketenregie.foundation.viewer import Viewer
from ketenregie.portaal.vernietigen.lijsten import OPEN, aantal, mag_bevestigen
from partners.models import Deelname
from referentiemodel.enums import Functie

Tellingen = dict[str, dict[str, int]]


@dataclass(frozen=True, slots=True)
class Soortregel:
    """One kind of rows, and of whom they are."""

    naam: str
    aantal: int
    van: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Onderwerpbeeld:
    """A subject on a list."""

    pk: UUID
    soort: str
    kenmerk: str
    eigenaar: str
    eerste: date
    uiterlijk: date
    te_laat: bool
    aantal: int
    geteld: bool
    status: str
    variant: str
    fout: str
    plicht: bool


@dataclass(frozen=True, slots=True)
class Lijstbeeld:
    """A list in short."""

    pk: UUID
    kenmerk: str
    grond: str
    status: str
    variant: str
    aantal: int
    uiterlijk: date | None
    door: str


_VARIANT = {"voorgesteld": "warn", "klaargezet": "warn", "bevestigd": "accent", "uitgevoerd": "ok",
            "open": "warn", "bewaard": "neutral", "vernietigd": "ok"}  # fmt: skip


def soortnaam(object_type: str) -> str:
    """What kind of subject or datum, for people."""
    model = apps.get_model(object_type)
    wortel = wortels.get(model._meta.label)
    return wortel.naam if wortel else str(model._meta.verbose_name).capitalize()


def organisaties(ids: Iterable[UUID | str | None]) -> dict[str, str]:
    """id -> short name."""
    wie = {str(x) for x in ids if x}
    rows = Deelname.objects.filter(pk__in=wie).values_list("pk", "organisatie__kort")
    return {str(pk): kort for pk, kort in rows}


def soorten(tellingen: Iterable[Tellingen]) -> tuple[Soortregel, ...]:
    """The dry run together: how many of each kind and whose; the largest first."""
    per: dict[str, Counter[str]] = {}
    for telling in tellingen:
        for label, wie in telling.items():
            per.setdefault(label, Counter()).update(wie)
    namen = organisaties(x for teller in per.values() for x in teller)
    regels = [
        Soortregel(
            soortnaam(label),
            sum(teller.values()),
            tuple((namen.get(wie, "de keten"), n) for wie, n in teller.most_common()),
        )
        for label, teller in per.items()
    ]
    return tuple(sorted(regels, key=lambda r: (-r.aantal, r.naam)))


def onderwerpen(rijen: Iterable[Vernietigonderwerp]) -> list[Onderwerpbeeld]:
    rows = list(rijen)
    namen = organisaties(r.eigenaar_id for r in rows)
    plichten = set(
        Bewaarplicht.objects.filter(
            object_id__in=[r.object_id for r in rows],
            status__in=["gevraagd", "van_kracht"],
            tot__gte=clock.today(),
        ).values_list("object_id", flat=True)
    )
    return [
        Onderwerpbeeld(
            pk=r.pk,
            soort=soortnaam(r.object_type),
            kenmerk=r.kenmerk,
            eigenaar=namen.get(str(r.eigenaar_id), ""),
            eerste=clock.local_date(r.eerste_at),
            uiterlijk=r.uiterlijk,
            te_laat=r.uiterlijk < clock.today() and r.status == r.Status.OPEN,
            aantal=aantal(r.tellingen),
            geteld=r.geteld_at is not None,
            status="Bewaarplicht" if _vast(r, plichten) else r.get_status_display(),
            variant="neutral" if _vast(r, plichten) else _VARIANT[r.status],
            fout=r.fout,
            plicht=r.object_id in plichten,
        )
        for r in rows
    ]


def _vast(rij: Vernietigonderwerp, plichten: set[UUID]) -> bool:
    return rij.status == rij.Status.OPEN and rij.object_id in plichten


def lijsten(viewer: Viewer) -> tuple[list[Lijstbeeld], list[Lijstbeeld]]:
    """(what waits or runs, what was decided before; at most fifty)."""
    rijen = Vernietiglijst.objects.filter(keten_id=viewer.keten_id).prefetch_related("onderwerpen")
    found = [
        (
            lijst.status in OPEN,
            Lijstbeeld(
                pk=lijst.pk,
                kenmerk=lijst.kenmerk,
                grond=lijst.get_grond_display(),
                status=lijst.get_status_display(),
                variant=_VARIANT.get(lijst.status, "neutral"),
                aantal=len(lijst.onderwerpen.all()),
                uiterlijk=min((o.uiterlijk for o in lijst.onderwerpen.all()), default=None),
                door=" en ".join(n for n in (lijst.voorbereid_naam, lijst.bevestigd_naam) if n),
            ),
        )
        for lijst in rijen[:50]
    ]
    return [b for is_open, b in found if is_open], [b for is_open, b in found if not is_open]


@dataclass(frozen=True, slots=True)
class Plichtbeeld:
    pk: UUID
    soort: str
    kenmerk: str
    organisatie: str
    grond: str
    reden: str
    tot: date
    beoordelen_voor: date
    status: str
    open: bool


def plichten(rijen: Iterable[Bewaarplicht]) -> list[Plichtbeeld]:
    rows = list(rijen)
    namen = organisaties(r.deelname_id for r in rows)
    return [
        Plichtbeeld(
            pk=r.pk,
            soort=soortnaam(r.object_type),
            kenmerk=r.kenmerk,
            organisatie=namen.get(str(r.deelname_id), ""),
            grond=r.get_grond_display(),
            reden=r.reden,
            tot=r.tot,
            beoordelen_voor=r.beoordelen_voor,
            status=r.get_status_display(),
            open=r.status in {"gevraagd", "van_kracht"},
        )
        for r in rows
    ]


@dataclass(frozen=True, slots=True)
class Verklaringbeeld:
    """What was destroyed: kinds, numbers, days, keys, and the two who decided."""

    pk: UUID
    soort: str
    kenmerk: str
    grond: str
    eerste: date
    uiterlijk: date
    op: date
    aantal: int
    soorten: tuple[Soortregel, ...]
    sleutels: tuple[str, ...]
    eerste_persoon: str
    tweede_persoon: str


def verklaring(rij: Vernietigd) -> Verklaringbeeld:
    functies = dict(Functie.choices)
    return Verklaringbeeld(
        pk=rij.pk,
        soort=soortnaam(rij.object_type),
        kenmerk=rij.kenmerk,
        grond=rij.get_grond_display(),
        eerste=clock.local_date(rij.eerste_at),
        uiterlijk=rij.uiterlijk,
        op=clock.local_date(rij.klaar_at or rij.begonnen_at),
        aantal=aantal(rij.tellingen),
        soorten=soorten([rij.tellingen]),
        sleutels=tuple(s.partition(":")[2] for s in rij.sleutels),
        eerste_persoon=f"{rij.eerste_naam} ({str(functies.get(rij.eerste_functie, '')).lower()})",
        tweede_persoon=f"{rij.tweede_naam} ({str(functies.get(rij.tweede_functie, '')).lower()})",
    )


@dataclass(frozen=True, slots=True)
class Stap:
    """What this viewer can do with a list now."""

    klaarzetten: bool
    bevestigen: bool
    intrekken: bool
    wacht: str


def stap(viewer: Viewer, lijst: Vernietiglijst) -> Stap:
    wacht = ""
    tweede = lijst.status == "klaargezet"
    if tweede and not mag_bevestigen(viewer, lijst):
        wacht = "Een ander moet dit bevestigen: de procesregisseur en de FG samen, of twee FG's."
    return Stap(
        klaarzetten=lijst.status == "voorgesteld",
        bevestigen=tweede and not wacht,
        intrekken=lijst.status in {"voorgesteld", "klaargezet"},
        wacht=wacht,
    )


def hergebruik(rij: Hergebruik) -> dict[str, object]:
    """A question about one datum."""
    namen = organisaties([rij.vrager_id, rij.leverancier_id])
    return {
        "pk": rij.pk,
        "soort": soortnaam(rij.datum_type),
        "kenmerk": rij.kenmerk,
        "vrager": namen.get(str(rij.vrager_id), ""),
        "leverancier": namen.get(str(rij.leverancier_id), ""),
        "reden": rij.reden,
        "tot": rij.tot,
        "status": rij.get_status_display(),
        "open": rij.status == rij.Status.GEVRAAGD,
        "antwoord": rij.antwoord,
    }
