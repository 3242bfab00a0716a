"""Reading the registration of before the system as facts, so that a region starts with its history.

Only facts come in: no names, no text. All rows or none; undone as a whole. Days on which the keten
already had facts of its own are refused, so no figure that was counted before changes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Min

from evaluatie.feiten.models import Feit
from evaluatie.indicatoren.models import Inlezing
from ketenregie.foundation import clock, logboek
from ketenregie.foundation.errors import DomainError, NotVisible
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.permissions import Permission

BATCH = 1000


@dataclass(frozen=True, slots=True)
class Rij:
    """One melding of the old registration and what became of it; a day that is not known is None."""

    melding: date
    gemeente: str = ""
    vormen: tuple[str, ...] = ()
    anoniem: bool = False
    dossier: date | None = None
    weging: date | None = None
    mensenhandel: bool | None = None
    overleg: date | None = None
    plan: date | None = None
    einde: date | None = None
    gestopt: bool | None = None


def eerste_eigen_dag(keten_id: UUID) -> date | None:
    """From this day on the keten counts for itself; None when it has no facts yet."""
    eerste: date | None = Feit.objects.filter(
        keten_id=keten_id, inlezing_id__isnull=True, soort__in=["melding", "casus_geopend"]
    ).aggregate(dag=Min("dag"))["dag"]
    return eerste


@transaction.atomic
def lees_in(viewer: Viewer, *, naam: str, rijen: Sequence[Rij]) -> Inlezing:
    """Write the facts of all rows.

    Raises:
        AccessDenied: this functie manages no figures.
        DomainError: nothing to read, or a row of a day that the keten counted itself.
    """
    policy.require(viewer, Permission.CIJFERS_BEHEREN)
    if not rijen:
        raise DomainError("Er staan geen rijen in dit bestand.")
    grens = eerste_eigen_dag(viewer.keten_id)
    for nr, rij in enumerate(rijen, start=1):
        if grens is not None and rij.melding >= grens:
            raise DomainError(
                f"Rij {nr}: de melding is van {rij.melding:%d-%m-%Y}. Vanaf {grens:%d-%m-%Y} telt het "
                "systeem zelf."
            )
    inlezing = Inlezing(keten_id=viewer.keten_id, naam=naam, rijen=len(rijen), feiten=0)
    feiten = [feit for rij in rijen for feit in _feiten(inlezing, rij)]
    inlezing.feiten = len(feiten)
    inlezing.save(force_insert=True)
    Feit.objects.bulk_create(feiten, batch_size=BATCH)
    logboek.record(
        Gebeurtenis.REGISTRATIE_INGELEZEN,
        inlezing,
        viewer=viewer,
        actie="C",
        details={"rijen": len(rijen), "feiten": len(feiten)},
    )
    return inlezing


@transaction.atomic
def maak_ongedaan(viewer: Viewer, pk: UUID, *, reden: str) -> Inlezing:
    """Take back every fact of one inlezing; the rows stay and say so.

    Raises:
        AccessDenied: this functie manages no figures.
        NotVisible: no such inlezing in this keten.
        DomainError: undone already, or no reason.
    """
    policy.require(viewer, Permission.CIJFERS_BEHEREN)
    inlezing = Inlezing.objects.select_for_update().filter(keten_id=viewer.keten_id, pk=pk).first()
    if inlezing is None:
        raise NotVisible
    if inlezing.ongedaan_at is not None:
        raise DomainError("Deze inlezing is al ongedaan gemaakt.")
    if not reden.strip():
        raise DomainError("Schrijf op waarom u dit ongedaan maakt.", veld="reden")
    terug = []
    for feit in Feit.objects.filter(inlezing_id=inlezing.pk, volg=0).iterator(BATCH):
        feit.pk, feit.volg, feit.vervallen = None, 1, True
        terug.append(feit)
    Feit.objects.bulk_create(terug, batch_size=BATCH)
    inlezing.ongedaan_at, inlezing.ongedaan_reden = clock.now(), reden.strip()
    inlezing.save(update_fields=["ongedaan_at", "ongedaan_reden"])
    logboek.record(Gebeurtenis.INLEZING_ONGEDAAN, inlezing, viewer=viewer, actie="U")
    return inlezing


def _feiten(inlezing: Inlezing, rij: Rij) -> Iterator[Feit]:
    casus = uuid4() if rij.dossier or rij.weging else None
    onderwerp = uuid4()

    def feit(soort: str, dag: date, **velden: Any) -> Feit:
        moment = clock.start_of_day(dag)
        # Known from the day itself: the old registration had it then.
        return Feit(
            keten_id=inlezing.keten_id, soort=soort, sleutel=uuid4(), moment=moment, dag=dag,
            vastgelegd_at=moment, casus_sleutel=casus, inlezing_id=inlezing.pk, **velden,
        )  # fmt: skip

    vormen = list(rij.vormen)
    yield feit(
        "melding", rij.melding, onderwerp_sleutel=onderwerp, gemeente=rij.gemeente, vormen=vormen,
        hoofdstap="melden", categorie="melding", uitkomst="anoniem" if rij.anoniem else "bekend",
    )  # fmt: skip
    if rij.dossier:
        yield feit(
            "melding_einde", rij.dossier, onderwerp_sleutel=onderwerp, hoofdstap="melden",
            categorie="melding", uitkomst="dossier_gevormd",
        )  # fmt: skip
    if rij.weging and rij.mensenhandel is not None:
        uitkomst = "mensenhandel" if rij.mensenhandel else "geen_mensenhandel"
        yield feit("eerste_weging", rij.weging, hoofdstap="analyse", uitkomst=uitkomst)
    if casus and rij.overleg:
        yield feit("overleg", rij.overleg, hoofdstap="analyse", uitkomst="gehouden")
    if casus and rij.plan:
        yield feit("plan", rij.plan, hoofdstap="analyse", categorie="1")
    # A casus without an end would stand open for ever.
    if casus and rij.einde:
        begin = rij.dossier or rij.weging or rij.melding
        yield feit(
            "casus_geopend", begin, gemeente=rij.gemeente, vormen=vormen, hoofdstap="melden",
            uitkomst="geen_zorgcoordinator",
        )  # fmt: skip
        yield feit(
            "casus_einde", rij.einde, gemeente=rij.gemeente, vormen=vormen, hoofdstap="evaluatie",
            uitkomst="afgesloten" if rij.mensenhandel else "afgeschaald",
        )  # fmt: skip
        for dag in {d for d in (begin, rij.weging, rij.overleg, rij.plan, rij.einde) if d}:
            yield feit("activiteit", dag)
        if rij.gestopt is not None:
            yield feit(
                "interventie", rij.einde, hoofdstap="uitvoering",
                uitkomst="gestopt" if rij.gestopt else "geen",
            )  # fmt: skip
