"""That an investigation runs, for who may know."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from cases.models import Casus, StrafrechtelijkOnderzoek
from ketenregie.foundation import clock, logboek
from ketenregie.foundation.errors import DomainError
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.permissions import Permission
from referentiemodel.enums import Onderdeel


@transaction.atomic
def zet_onderzoeksvlag(
    viewer: Viewer,
    casus: Casus,
    *,
    vlag: str,
    vrijgegeven: bool,
    at: datetime | None = None,
) -> StrafrechtelijkOnderzoek:
    """Set the flag of one's own organisation and whether others may see it (R21).

    Touches nothing else: the casus is not locked, not marked as changed and gets no step; no message
    goes out; the line in the logboek names the row and not the casus.

    Raises:
        AccessDenied: no R or A for the strafrechtelijk onderzoek.
        DomainError: the model has no strafrechtelijk onderzoek.
    """
    at = at or clock.now()
    casus.houd_vast()
    policy.require(viewer, Permission.ONDERZOEK_VASTLEGGEN, casus)
    if not casus.model.heeft(Onderdeel.STRAFRECHTELIJK_ONDERZOEK):
        raise DomainError("Het referentiemodel van deze casus kent geen strafrechtelijk onderzoek.")
    row = (
        StrafrechtelijkOnderzoek.objects.select_for_update()
        .filter(casus=casus, deelname_id=viewer.eigen_id)
        .first()
    ) or StrafrechtelijkOnderzoek(casus=casus, deelname_id=viewer.eigen_id, created_at=at)
    row.vlag, row.vrijgegeven = StrafrechtelijkOnderzoek.Vlag(vlag), vrijgegeven
    row.save()
    logboek.record(Gebeurtenis.ONDERZOEKSVLAG_GEZET, at=at, details={"onderzoek": str(row.pk)})
    return row


def onderzoeken_voor(viewer: Viewer, casus: Casus) -> list[StrafrechtelijkOnderzoek]:
    """What a viewer may know of it: the own flag, and those that were released."""
    return list(
        StrafrechtelijkOnderzoek.objects.filter(
            Q(deelname_id=viewer.eigen_id) | Q(vrijgegeven=True), casus=casus
        )
        .select_related("deelname__organisatie")
        .order_by("created_at")
    )
