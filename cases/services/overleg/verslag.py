"""The verslag to everyone who takes part: one verstrekking per casus, each organisation its own variant."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from cases.models import Agendapunt, Casus, Casusoverleg, OverlegUitnodiging, Verstrekking
from cases.services.verstrekken import verstrek_aan_deelnemers
from cases.verslag import van_agendapunt
from ketenregie.foundation import clock, logboek
from ketenregie.foundation.errors import DomainError
from ketenregie.foundation.locking import lock
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.permissions import Permission

BIJ_VERSLAG = {
    "subsidiariteit": "De organisaties zaten samen aan tafel en werken met wat daar is besloten.",
    "proportionaliteit": "Elke organisatie krijgt alleen wat de deelregels van het convenant haar "
    "tonen.",
    "need_to_know": "De organisatie doet mee aan deze casus en voert uit wat is besloten.",
}


def te_versturen(viewer: Viewer, overleg: Casusoverleg) -> list[Agendapunt]:
    """Discussed casussen of the meeting that this viewer may give the verslag of."""
    punten = (
        Agendapunt.objects.filter(overleg=overleg, besproken_at__isnull=False)
        .select_related("casus")
        .order_by("volgorde")
    )
    return [p for p in punten if policy.may(viewer, Permission.VERSTREKKEN, p.casus)]


def verstuur_verslag(
    viewer: Viewer,
    overleg: Casusoverleg,
    *,
    meld: Callable[[int, int], None] | None = None,
    at: datetime | None = None,
) -> list[Verstrekking]:
    """Give the verslag of each discussed casus to the organisations that were asked for it.

    Sent twice it reaches only who did not have it.
    Args:
        meld: called as `meld(done, total)` after each casus.
    Raises:
        AccessDenied: not the procesregie, or no right to give.
        DomainError: the meeting is not closed yet, or nothing was discussed.
    """
    policy.require(viewer, Permission.OVERLEG_PLANNEN)
    if overleg.status != Casusoverleg.Status.GEHOUDEN:
        raise DomainError("Sluit eerst het overleg; daarna staat het verslag vast.")
    punten = te_versturen(viewer, overleg)
    if not punten:
        raise DomainError("Er is geen casus besproken waarvan u het verslag mag verstrekken.")
    made = []
    for nummer, punt in enumerate(punten, start=1):
        given = _verstuur(viewer, overleg, punt, at or clock.now())
        if given is not None:
            made.append(given)
        if meld:
            meld(nummer, len(punten))
    return made


@transaction.atomic
def _verstuur(
    viewer: Viewer, overleg: Casusoverleg, punt: Agendapunt, at: datetime
) -> Verstrekking | None:
    casus = lock(Casus, punt.casus_id)
    policy.require(viewer, Permission.VERSTREKKEN, casus)
    asked = OverlegUitnodiging.objects.filter(overleg=overleg, casus=casus)
    given = verstrek_aan_deelnemers(
        viewer,
        casus,
        van_agendapunt(punt.pk, casus.pk),
        BIJ_VERSLAG,
        verstrekker_id=viewer.eigen_id,
        alleen=asked.values_list("deelname_id", flat=True),
        at=at,
    )
    if given is not None:
        logboek.record(
            Gebeurtenis.VERSLAG_VERSTREKT, overleg, casus=casus, actie="E", at=at,
            details={"verstrekking": str(given.pk)},
        )  # fmt: skip
    return given
