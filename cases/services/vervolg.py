"""The next step and its date, changed by hand: with a reason, and never without either of them."""

from datetime import date, datetime

from django.db import transaction

from cases.models import Casus
from cases.services.eisen import niet_voorbij, require_tekst
from ketenregie.foundation import clock, logboek
from ketenregie.foundation.errors import DomainError
from ketenregie.foundation.history import met_reden
from ketenregie.foundation.locking import lock
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.permissions import Permission


@transaction.atomic
def wijzig_vervolg(
    viewer: Viewer,
    casus: Casus,
    *,
    reden: str,
    stap: str = "",
    uiterlijk: date | None = None,
    versie: int | None = None,
    at: datetime | None = None,
) -> Casus:
    """Another next step, another day, or both; what is left empty stays.

    A termijn of the model goes on by itself: moving this day does not lengthen it.

    Raises:
        AccessDenied: not the owner of the casus.
        DomainError: nothing changes, no reason, or the day has passed.
        EditConflict: somebody changed the casus meanwhile.
    """
    at = at or clock.now()
    casus = lock(Casus, casus.pk, versie)
    policy.require(viewer, Permission.CASUS_WIJZIGEN, casus)
    reden = require_tekst(reden, "reden", "Schrijf op waarom dit verandert.")
    niet_voorbij(uiterlijk, at)
    stap = stap.strip()[:200] or casus.volgende_stap
    dag = uiterlijk or casus.volgende_datum
    if (stap, dag) == (casus.volgende_stap, casus.volgende_datum):
        raise DomainError("Dit staat er al. Kies een andere stap of een andere dag.")
    velden = [
        naam
        for naam, oud, nieuw in (
            ("volgende_stap", casus.volgende_stap, stap),
            ("volgende_datum", casus.volgende_datum, dag),
        )
        if oud != nieuw
    ]
    casus.volgende_stap, casus.volgende_datum = stap, dag
    casus.laatste_activiteit_at = at
    with met_reden(reden):
        casus.save()
    logboek.record(
        Gebeurtenis.VERVOLG_GEWIJZIGD, casus, casus=casus, reden=reden, at=at,
        details={"velden": velden},
    )  # fmt: skip
    return casus
