"""Acties of the plan in force."""

from datetime import datetime

from django.db import transaction

from cases.models import Actie, Casus, PlanVanAanpak
from cases.services.eisen import require_tekst
from cases.services.uitvoering.basis import bijgewerkt
from ketenregie.foundation import clock, logboek, outbox
from ketenregie.foundation.errors import DomainError
from ketenregie.foundation.locking import lock
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.permissions import Permission

AFGEROND = frozenset({Actie.Status.GEDAAN, Actie.Status.VERVALLEN})


@transaction.atomic
def werk_actie_bij(
    viewer: Viewer,
    actie: Actie,
    *,
    status: str,
    resultaat: str = "",
    versie: int | None = None,
    at: datetime | None = None,
) -> Actie:
    """Say how an actie of one's own organisation stands; done or dropped asks what came of it.

    Raises:
        AccessDenied: an actie of another organisation.
        DomainError: the plan is not vastgesteld, it is finished already, or the text is missing.
        EditConflict: a colleague changed it in between.
    """
    at = at or clock.now()
    casus = lock(Casus, actie.casus_id)
    actie = lock(Actie, actie.pk, versie)
    policy.require(viewer, Permission.ACTIE_BIJWERKEN, casus, van=actie.deelname_id)
    if (
        actie.plan_id
        and not PlanVanAanpak.objects.filter(
            pk=actie.plan_id, status=PlanVanAanpak.Status.VASTGESTELD
        ).exists()
    ):
        raise DomainError("Deze actie staat in een plan dat nog niet is vastgesteld.")
    if actie.status in AFGEROND:
        raise DomainError("Deze actie is al afgerond.", veld="status")
    actie.status = Actie.Status(status)
    actie.resultaat = resultaat.strip()
    if actie.status in AFGEROND:
        zin = (
            "Schrijf op wat de actie heeft opgeleverd."
            if actie.status == Actie.Status.GEDAAN
            else "Schrijf op waarom de actie niet meer doorgaat."
        )
        actie.resultaat = require_tekst(resultaat, "resultaat", zin)
        actie.afgerond_at = at
    actie.save()
    bijgewerkt(casus, at)
    logboek.record(Gebeurtenis.ACTIE_BIJGEWERKT, actie, at=at, details={"status": actie.status})
    outbox.post("actie.bijgewerkt", actie_id=actie.pk)
    return actie
