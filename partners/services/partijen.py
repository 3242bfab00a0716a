"""Who is party to a version: joining, signing, and withdrawing at once (R27)."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from ketenregie.foundation import clock, logboek, outbox
from ketenregie.foundation.errors import DomainError, NotVisible
from ketenregie.foundation.locking import lock
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.permissions import Permission
from partners.models import Convenant, Deelname, Partij, geldig_op
from partners.services.convenant import concept


@transaction.atomic
def zet_partijen(viewer: Viewer, convenant_id: UUID, deelnames: set[UUID]) -> Convenant:
    """Who stands in a concept; a signature already given stays with who stays."""
    convenant = concept(viewer, convenant_id)
    known = {p.deelname_id: p for p in convenant.partijen.all()}
    allowed = set(
        Deelname.objects.filter(geldig_op(clock.today()), keten_id=viewer.keten_id)
        .order_by()
        .values_list("pk", flat=True)
    )
    if not deelnames:
        raise DomainError("Kies ten minste één organisatie.", veld="organisaties")
    for pk, partij in known.items():
        if pk not in deelnames:
            partij.delete()
    for pk in (deelnames & allowed) - known.keys():
        Partij.objects.create(convenant=convenant, deelname_id=pk, van=convenant.van)
    logboek.record(Gebeurtenis.CONVENANT_GEWIJZIGD, convenant, details={"velden": ["partijen"]})
    return convenant


@transaction.atomic
def teken(viewer: Viewer, pk: UUID, *, door: str, op: date, at: datetime | None = None) -> Partij:
    """Record that a party signed this version: by its own bestuurder, or from paper by who keeps it.

    Raises:
        DomainError: signed already, withdrawn, or a day that cannot be.
    """
    partij = _partij(viewer, pk)
    if partij.getekend_op or partij.uit_per:
        raise DomainError("Deze partij heeft al getekend of is uitgetreden.")
    if op > clock.local_date(at or clock.now()):
        raise DomainError("Deze datum ligt in de toekomst.", veld="op")
    if not door.strip():
        raise DomainError("Vul in wie er tekende.", veld="door")
    partij.getekend_door, partij.getekend_op = door.strip(), op
    partij.van = max(partij.van, op)
    partij.save()
    logboek.record(Gebeurtenis.CONVENANT_GETEKEND, partij, at=at)
    return partij


@transaction.atomic
def tree_uit(viewer: Viewer, pk: UUID, *, reden: str, at: datetime | None = None) -> Partij:
    """Out at once: from this moment nothing of others is shown to it, in any channel (R27).

    Sharing judges it when it is read, so it holds within this transaction. Ending its part in the
    casussen and bringing back what it owns follows by message (cases/tasks.py).
    Raises:
        DomainError: no party, or no reason.
    """
    at = at or clock.now()
    partij = _partij(viewer, pk)
    vandaag = clock.local_date(at)
    if partij.convenant.status != Convenant.Status.VASTGESTELD or not partij.is_partij(vandaag):
        raise DomainError("Deze organisatie is nu geen partij bij deze versie.")
    if partij.deelname.procesregie:
        raise DomainError(
            "De procesregie kan niet uittreden. Beleg de procesregie eerst ergens anders."
        )
    if not reden.strip():
        raise DomainError("Schrijf op waarom de organisatie uittreedt.", veld="reden")
    partij.uit_per, partij.uit_reden, partij.uit_door_id = vandaag, reden, viewer.medewerker_id
    partij.save()
    _ook_uit_voorbereiding(partij)
    logboek.record(Gebeurtenis.CONVENANT_UITGETREDEN, partij, reden=reden, at=at)
    outbox.post("convenant.uitgetreden", partij_id=partij.pk, deelname_id=partij.deelname_id)
    return partij


def _ook_uit_voorbereiding(partij: Partij) -> None:
    """A version that is not in force yet loses the party too; it can sign a later one again."""
    others = Partij.objects.filter(
        deelname_id=partij.deelname_id,
        convenant__keten_id=partij.convenant.keten_id,
        convenant__nummer__gt=partij.convenant.nummer,
        uit_per__isnull=True,
    ).exclude(convenant__status=Convenant.Status.INGETROKKEN)
    for other in others:
        other.uit_per, other.uit_reden = partij.uit_per, partij.uit_reden
        other.uit_door_id = partij.uit_door_id
        other.save()


def _partij(viewer: Viewer, pk: UUID) -> Partij:
    """The locked party, for who keeps the convenant or is bestuurder of that very organisation.

    The right comes first: to who may not change it, the second lock makes a locked row absent.
    """
    rows = Partij.objects.filter(convenant__keten_id=viewer.keten_id)
    known = rows.filter(pk=pk).values_list("deelname_id", flat=True).first()
    if known is None:
        raise NotVisible
    if not policy.may(viewer, Permission.CONVENANT_BEWERKEN):
        policy.require(viewer, Permission.CONVENANT_TEKENEN, van=known)
    return lock(rows, pk)
