"""The prioriteitenlijst as a viewer may know it, and what waits to be looked at again."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from cases.beeld import Dag, dag
from cases.delen import delers
from cases.models import Casus, Prioriteit, op_zichtbare_casus
from cases.models.prioriteit import Criterium
from ketenregie.foundation import clock
from ketenregie.foundation.registries import Paneel, Werk, casus_panels, work_kinds
from ketenregie.foundation.viewer import Viewer
from ketenregie.foundation.werk import Rij, Werkbron, Werksoort, datum, per_rij
from partners.access import policy
from partners.access.permissions import Permission as P
from partners.sharing import Afgeschermd
from referentiemodel.enums import JaNeeOnbekend, Urgentie

HOOGSTENS = 50
# Days before the day on which the list is looked at again that it stands on Mijn werk.
VOORAF = 3


@dataclass(frozen=True, slots=True)
class Prioriteitregel:
    """One casus on the list. `nummer` counts what this viewer sees: what is hidden leaves no gap."""

    nummer: int
    pk: UUID
    kenmerk: str
    titel: str
    eigenaar: str
    volgende_stap: str
    uiterlijk: Dag | None
    criteria: tuple[str, ...]
    motivering: str
    herzien_voor: Dag | None
    sinds: date
    afgeschermd: Afgeschermd | None = None


@dataclass(frozen=True, slots=True)
class Voorstel:
    """A casus that meets a criterium and is not on the list; a person decides (R17)."""

    pk: UUID
    kenmerk: str
    titel: str
    uiterlijk: Dag | None
    redenen: tuple[str, ...]


def regels(viewer: Viewer) -> list[Prioriteitregel]:
    """The list in its order, under the sharing rules; a fixed number of queries."""
    rows = list(
        Prioriteit.objects.lopend()  # type: ignore[attr-defined]
        .filter(op_zichtbare_casus(viewer))
        .select_related("casus__eigenaar__organisatie")
        .order_by("volgorde", "geplaatst_at", "pk")[:HOOGSTENS]
    )
    per_casus = delers(viewer, [rij.casus for rij in rows])
    found: list[Prioriteitregel] = []
    for rij in rows:
        deler = per_casus[rij.casus_id]
        deling = deler.deling(rij)
        if deling.verborgen:
            continue
        casus, tonen = rij.casus, deling.tonen
        found.append(
            Prioriteitregel(
                nummer=len(found) + 1,
                pk=casus.pk,
                kenmerk=casus.kenmerk,
                titel=casus.titel,
                eigenaar=casus.eigenaar.organisatie.kort,
                volgende_stap=casus.volgende_stap,
                uiterlijk=dag(casus.volgende_datum),
                criteria=tuple(str(Criterium(c).label) for c in rij.criteria) if tonen else (),
                motivering=rij.motivering if tonen else "",
                herzien_voor=dag(rij.herzien_voor) if tonen else None,
                sinds=clock.local_date(rij.geplaatst_at),
                afgeschermd=None if tonen else deler.afgeschermd(rij, deling),
            )
        )
    return found


def voorstellen(viewer: Viewer, hoogstens: int = 10) -> list[Voorstel]:
    """Casussen that meet a criterium by what stands on the casus itself; for who keeps the list."""
    if not policy.may(viewer, P.PRIORITEITEN_BEHEREN):
        return []
    op_lijst = Prioriteit.objects.lopend().filter(casus=OuterRef("pk"))  # type: ignore[attr-defined]
    rows = (
        Casus.objects.visible_to(viewer)  # type: ignore[attr-defined]
        .filter(
            ~Exists(op_lijst),
            Q(urgentie=Urgentie.ACUUT) | Q(minderjarig=JaNeeOnbekend.JA),
        )
        .order_by("volgende_datum", "kenmerk")
    )
    return [
        Voorstel(c.pk, c.kenmerk, c.titel, dag(c.volgende_datum), gevonden(c))
        for c in rows[:hoogstens]
    ]


def gevonden(casus: Casus) -> tuple[str, ...]:
    """Criteria that what everybody sees of the casus speaks for."""
    vandaag = clock.today()
    found = (
        (Criterium.ACUUT, casus.urgentie == Urgentie.ACUUT),
        (Criterium.MINDERJARIG, casus.minderjarig == JaNeeOnbekend.JA),
        (Criterium.STILSTAND, bool(casus.volgende_datum and casus.volgende_datum < vandaag)),
    )
    return tuple(str(c.label) for c, holds in found if holds)


def gevonden_sleutels(casus: Casus) -> list[str]:
    """The same as keys, to start the form with."""
    namen = gevonden(casus)
    return [c.value for c in Criterium if str(c.label) in namen]


def register() -> None:
    work_kinds.register("prioriteit", Werksoort(te_herzien))
    casus_panels.register("prioriteit", paneel)


def paneel(viewer: Viewer, casus: Casus) -> Paneel | None:
    """On the casus, for who keeps the list; no query for others."""
    if not policy.may(viewer, P.PRIORITEITEN_BEHEREN):
        return None
    rows = Prioriteit.objects.lopend().filter(casus=casus)  # type: ignore[attr-defined]
    rij = rows.first()
    url = reverse("casus_prioriteit", args=[casus.pk])
    if rij is None:
        return Paneel(
            "Prioriteit", "Deze casus staat niet op de prioriteitenlijst.", url, "Zet op de lijst"
        )
    tekst = f"Op de prioriteitenlijst: {str(rij).lower()}."
    return Paneel("Prioriteit", tekst, url, "Bekijk of haal van de lijst")


def te_herzien(viewer: Viewer) -> list[Werkbron]:
    """A place on the list that is to be looked at again."""
    if not policy.may(viewer, P.PRIORITEITEN_BEHEREN):
        return []
    rijen = Prioriteit.objects.lopend().filter(  # type: ignore[attr-defined]
        op_zichtbare_casus(viewer),
        leverancier_id=viewer.eigen_id,
        herzien_voor__lte=clock.today() + timedelta(days=VOORAF),
    )

    def bouw(rij: Rij) -> Werk:
        return Werk(
            "Prioriteit opnieuw bekijken",
            f"Gaat deze casus nog steeds voor? {rij['titel']}",
            rij["kenmerk"],
            reverse("casus_prioriteit", args=[rij["casus"]]),
            datum(rij["dag"]),
            soort="prioriteit",
            knop="Bekijk",
        )

    velden = {
        "casus": "casus_id", "kenmerk": "casus__kenmerk", "titel": "casus__titel", "dag": "herzien_voor",
    }  # fmt: skip
    return [Werkbron(rijen, velden, per_rij(bouw), dag="herzien_voor")]
