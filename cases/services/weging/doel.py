"""The doeltoets: does the casus fit the purpose of the convenant."""

from datetime import datetime

from django.db import transaction

from cases.models import Casus, Doeltoets
from cases.services.casus import neem_in_behandeling
from cases.services.weging.basis import vervolg_eerste
from ketenregie.foundation import clock, logboek, outbox
from ketenregie.foundation.errors import DomainError
from ketenregie.foundation.locking import lock
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.permissions import Permission


@transaction.atomic
def doeltoets(
    viewer: Viewer,
    casus: Casus,
    *,
    past: bool,
    motivering: str,
    in_behandeling: bool = False,
    at: datetime | None = None,
) -> Doeltoets:
    """A public deelnemer judges whether the casus fits the doel of the samenwerking (R2).

    Args:
        in_behandeling: take the casus in behandeling in the same transaction.
    Raises:
        AccessDenied: not a public deelnemer with R or A for the 1e weging.
        GateClosed: asked to take it in behandeling while something is missing.
    """
    at = at or clock.now()
    casus = lock(Casus, casus.pk)
    policy.require(viewer, Permission.DOELTOETS, casus)
    if not motivering.strip():
        raise DomainError("Schrijf op waarom de casus wel of niet past.", veld="motivering")
    toets = Doeltoets.objects.create(
        casus=casus,
        deelname_id=viewer.eigen_id,
        past=past,
        motivering=motivering.strip(),
        getoetst_at=at,
        created_at=at,
    )
    logboek.record(
        Gebeurtenis.DOELTOETS_GEDAAN,
        toets,
        actie="C",
        doel=casus.doel,
        at=at,
        details={"past": past},
    )
    outbox.post("doeltoets.gedaan", casus_id=casus.pk, doeltoets_id=toets.pk)
    vervolg_eerste(casus, at)
    if in_behandeling:
        neem_in_behandeling(viewer, casus, at=at)
    return toets
