"""The doorlaatverbod: evidence, the decision, and that the slachtoffer is safe."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from cases.models import Bewijsmiddel, Casus, Doorlaatverbod
from cases.services.bijdrage import controleer_grond
from cases.services.casus import vervolg
from cases.services.weging.basis import BESLUIT_WERKDAGEN, heeft_doorlaatverbod, vervolg_eerste
from ketenregie.foundation import clock, logboek, outbox
from ketenregie.foundation.errors import DomainError
from ketenregie.foundation.locking import lock
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.permissions import Permission
from referentiemodel.enums import CasusStatus, Urgentie


@transaction.atomic
def voeg_bewijsmiddel_toe(
    viewer: Viewer,
    casus: Casus,
    *,
    soort: str,
    omschrijving: str,
    grondslag: str,
    bewijsmiddel_id: UUID | None = None,
    at: datetime | None = None,
) -> Bewijsmiddel:
    """Add one piece of evidence for a doorlaatverbod.

    Raises:
        AccessDenied: no letter with which the organisation may bring something in.
        DomainError: unknown soort, no description, or a ground that cannot carry it.
    """
    at = at or clock.now()
    policy.require(viewer, Permission.BIJDRAGE_LEVEREN, casus)
    _require_doorlaatverbod(casus)
    if soort not in casus.model.waardelijst("bewijsmiddel"):
        raise DomainError("Kies wat voor bewijsmiddel dit is.", veld="soort")
    if not omschrijving.strip():
        raise DomainError("Schrijf op wat het bewijsmiddel laat zien.", veld="omschrijving")
    controleer_grond(viewer, Bewijsmiddel.CATEGORIE, grondslag)
    if bewijsmiddel_id and (
        known := Bewijsmiddel.objects.filter(
            pk=bewijsmiddel_id, casus=casus, leverancier_id=viewer.eigen_id
        ).first()
    ):
        return known
    rij = Bewijsmiddel(
        casus=casus,
        soort=soort,
        omschrijving=omschrijving.strip(),
        grondslag=grondslag,
        leverancier_id=viewer.eigen_id,
        verwerkt_at=at,
        created_at=at,
    )
    if bewijsmiddel_id:
        rij.id = bewijsmiddel_id
    rij.save(force_insert=True)
    logboek.record(
        Gebeurtenis.BEWIJSMIDDEL_TOEGEVOEGD, rij, actie="C", at=at, details={"soort": soort}
    )
    return rij


@transaction.atomic
def besluit_doorlaatverbod(
    viewer: Viewer,
    casus: Casus,
    *,
    bewijsmiddelen: Iterable[UUID],
    motivering: str,
    at: datetime | None = None,
) -> Doorlaatverbod:
    """Decide to get the slachtoffer out; rests on at least two different bewijsmiddelen.

    The casus becomes acuut and its next step, today, is the safety of the slachtoffer.

    Raises:
        AccessDenied: not R or A for the 1e weging.
        DomainError: fewer than two, not of this casus, decided already, or no motivering.
    """
    at = at or clock.now()
    casus = lock(Casus, casus.pk)
    policy.require(viewer, Permission.EERSTE_WEGING_WEGEN, casus)
    _require_doorlaatverbod(casus)
    if casus.doorlaatverboden.filter(veilig_at__isnull=True).exists():
        raise DomainError("Over het doorlaatverbod is al besloten.")
    chosen = set(bewijsmiddelen)
    found = list(casus.bewijsmiddelen.filter(pk__in=chosen).order_by("created_at"))
    rijen = [rij.pk for rij in found]
    # The same thing written down twice is one bewijsmiddel.
    different = {(rij.soort, rij.omschrijving.strip().lower()) for rij in found}
    if len(rijen) != len(chosen) or len(different) < 2:
        raise DomainError(
            "Een doorlaatverbod rust op ten minste twee verschillende bewijsmiddelen.",
            veld="bewijsmiddelen",
        )
    if not motivering.strip():
        raise DomainError("Schrijf op waarom een doorlaatverbod nodig is.", veld="motivering")
    besluit = Doorlaatverbod.objects.create(
        casus=casus,
        besloten_at=at,
        besloten_door_id=viewer.eigen_id,
        motivering=motivering.strip(),
        bewijsmiddelen=rijen,
        created_at=at,
    )
    casus.urgentie = Urgentie.ACUUT
    vervolg_eerste(casus, at)
    logboek.record(
        Gebeurtenis.DOORLAATVERBOD_BESLOTEN, besluit, actie="C", at=at,
        details={"bewijsmiddelen": [str(pk) for pk in rijen]},
    )  # fmt: skip
    outbox.post("doorlaatverbod.besloten", casus_id=casus.pk, doorlaatverbod_id=besluit.pk)
    return besluit


@transaction.atomic
def meld_slachtoffer_veilig(
    viewer: Viewer, casus: Casus, *, at: datetime | None = None
) -> Doorlaatverbod:
    """The slachtoffer is out and safe; the clock of the doorlaatverbod stops.

    Raises:
        AccessDenied: not R or A for the 1e weging.
        DomainError: no doorlaatverbod is running.
    """
    at = at or clock.now()
    casus = lock(Casus, casus.pk)
    policy.require(viewer, Permission.EERSTE_WEGING_WEGEN, casus)
    besluit = casus.doorlaatverboden.filter(veilig_at__isnull=True).order_by("besloten_at").last()
    if besluit is None:
        raise DomainError("Er loopt geen doorlaatverbod.")
    if at < besluit.besloten_at:
        raise DomainError("Dit moment ligt voor het besluit.", veld="veilig_at")
    besluit.veilig_at = at
    besluit.save()
    logboek.record(Gebeurtenis.DOORLAATVERBOD_VEILIG, besluit, at=at)
    outbox.post("doorlaatverbod.veilig", casus_id=casus.pk, doorlaatverbod_id=besluit.pk)
    if casus.status == CasusStatus.AANGEMELD:
        vervolg_eerste(casus, at)
    else:
        dag = clock.add_werkdagen(clock.local_date(at), BESLUIT_WERKDAGEN)
        vervolg(casus, casus.activiteit, at=at, uiterlijk=dag)
    return besluit


def _require_doorlaatverbod(casus: Casus) -> None:
    if not heeft_doorlaatverbod(casus):
        raise DomainError("Deze keten kent geen doorlaatverbod.")
