"""Ticking off what an activiteit needs beforehand: the knowledge is in the process."""

from datetime import datetime

from django.db import transaction

from cases.models import Casus, InfoVooraf
from ketenregie.foundation import clock, logboek
from ketenregie.foundation.errors import AccessDenied, DomainError
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.permissions import Permission
from partners.models import Deelname
from referentiemodel.enums import Rasci


@transaction.atomic
def vink_af(
    viewer: Viewer, casus: Casus, *, item: str, klaar: bool, at: datetime | None = None
) -> None:
    """Tick or untick an item of the current activiteit; ticking twice changes nothing.

    Raises:
        AccessDenied: the deelname neither carries out nor answers for the activiteit.
        DomainError: the activiteit has no such item.
    """
    casus.houd_vast()
    policy.require(viewer, Permission.CASUS_ZIEN, casus)
    letters = casus.toegang_van(viewer).letters.get(casus.activiteit, frozenset())
    if not letters & {Rasci.R, Rasci.A}:
        raise AccessDenied("Alleen wie deze activiteit uitvoert, houdt de lijst bij.")
    if item not in {i.sleutel for i in casus.activiteit_nu.info_vooraf}:
        raise DomainError("Dit punt hoort niet bij deze activiteit.")
    key = {"casus": casus, "activiteit": casus.activiteit, "item": item}
    if klaar:
        InfoVooraf.objects.get_or_create(
            **key,
            defaults={
                "deelname": Deelname.objects.get(pk=viewer.eigen_id),
                "afgevinkt_at": at or clock.now(),
            },
        )
    else:
        InfoVooraf.objects.filter(**key).delete()
    logboek.record(
        Gebeurtenis.INFO_VOORAF_BIJGEWERKT, casus, at=at, details={"item": item, "klaar": klaar}
    )
