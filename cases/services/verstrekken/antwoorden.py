"""The other side of a verstrekking: giving or refusing akkoord, and confirming receipt."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cases.models import Akkoord, Motief, Ontvanger, Verstrekking, VerstrekkingDatum
from cases.services.verstrekken.basis import Status
from ketenregie.foundation import clock, logboek, outbox
from ketenregie.foundation.errors import DomainError, NotVisible
from ketenregie.foundation.locking import lock
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.permissions import Permission


@transaction.atomic
def beantwoord_akkoord(
    viewer: Viewer,
    akkoord_id: UUID,
    *,
    akkoord: bool,
    reden: str = "",
    voorwaarden: str = "",
    at: datetime | None = None,
) -> Akkoord:
    """Toestemming of a supplier, or the objection of a deelnemer; may change until it is sent.

    The reason of a refusal stays with the organisation itself: others learn only that toestemming is
    missing (art. 1.5).
    Raises:
        NotVisible: this organisation was not asked.
        DomainError: refused without a reason, or the verstrekking is done.
    """
    at = at or clock.now()
    rij = lock(Akkoord.objects.filter(deelname_id=viewer.eigen_id), akkoord_id)
    policy.require(viewer, Permission.VERSTREKKING_BEANTWOORDEN, van=rij.deelname_id)
    verstrekking = Verstrekking.objects.get(pk=rij.verstrekking_id)
    if verstrekking.status != Status.VOORBEREID or rij.status == Akkoord.Status.WEGGELATEN:
        raise DomainError("Deze verstrekking wacht niet meer op uw antwoord.")
    if not akkoord and not reden.strip():
        raise DomainError("Schrijf op waarom u dit niet wilt.", veld="reden")
    rij.status = Akkoord.Status.GEGEVEN if akkoord else Akkoord.Status.GEWEIGERD
    rij.voorwaarden = voorwaarden.strip() if akkoord else ""
    rij.beantwoord_at, rij.beantwoord_door = at, viewer.naam
    rij.save()
    if not akkoord:
        bewaar_motief(viewer, rij.pk, reden)
    logboek.record(
        Gebeurtenis.AKKOORD_GEGEVEN if akkoord else Gebeurtenis.AKKOORD_GEWEIGERD,
        rij, casus=verstrekking.casus_id, at=at,
    )  # fmt: skip
    outbox.post("verstrekking.akkoord_beantwoord", akkoord_id=rij.pk)
    return rij


def bewaar_motief(viewer: Viewer, onderwerp_id: UUID, reden: str) -> None:
    """The reason that only the own organisation reads; a later one takes the place of the first."""
    known = Motief.objects.filter(onderwerp_id=onderwerp_id).first()
    if known is None:
        Motief.objects.create(
            deelname_id=viewer.eigen_id, onderwerp_id=onderwerp_id, reden=reden.strip()
        )
    elif known.reden != reden.strip():
        known.reden = reden.strip()
        known.save()


def heeft_voorwaarden(verstrekking: Verstrekking, ontvanger: Ontvanger) -> bool:
    """Whether a recipient must say that it read the conditions."""
    if verstrekking.voorwaarden:
        return True
    rows = VerstrekkingDatum.objects.filter(ontvanger=ontvanger)
    return rows.exclude(voorwaarden="").exists()


@transaction.atomic
def bevestig_ontvangst(
    viewer: Viewer, verstrekking_id: UUID, *, gelezen: bool = False, at: datetime | None = None
) -> Ontvanger:
    """The receiving organisation has it, and knows its conditions; the first moment counts.

    Raises:
        NotVisible: nothing of this was given to this organisation.
        DomainError: the conditions were not read, or it was taken back.
    """
    at = at or clock.now()
    eigen = Ontvanger.objects.filter(
        verstrekking=verstrekking_id,
        verstrekking__verstrekt_at__isnull=False,
        deelname_id=viewer.eigen_id,
    )
    found = eigen.first()
    if found is None:
        raise NotVisible
    rij = lock(eigen, found.pk)
    policy.require(viewer, Permission.VERSTREKKING_BEANTWOORDEN, van=rij.deelname_id)
    verstrekking = Verstrekking.objects.get(pk=rij.verstrekking_id)
    if rij.ontvangen_at is not None:
        return rij
    if verstrekking.status != Status.VERSTREKT:
        raise DomainError("Deze verstrekking is ingetrokken.")
    if not gelezen and heeft_voorwaarden(verstrekking, rij):
        raise DomainError("Lees eerst de voorwaarden en vink aan dat u ze kent.", veld="gelezen")
    rij.ontvangen_at, rij.ontvangen_door_id = at, viewer.medewerker_id
    rij.ontvangen_door = viewer.naam or viewer.organisatie
    rij.save()
    logboek.record(
        Gebeurtenis.VERSTREKKING_ONTVANGEN, verstrekking, casus=verstrekking.casus_id, at=at
    )
    return rij
