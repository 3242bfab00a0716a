"""The meeting itself: who came, what was decided, and the end of it."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from cases.models import Agendapunt, Betrokkenheid, Casus, Casusoverleg, OverlegUitnodiging
from cases.services.betrokkenheid import NA_OVERLEG, beeindig
from cases.services.casus import vervolg
from cases.services.overleg.plannen import ACTIVITEIT, VOOR_OVERLEG, gepland
from cases.services.overleg.uitnodigen import Status
from ketenregie.foundation import clock, logboek, outbox
from ketenregie.foundation.errors import DomainError
from ketenregie.foundation.history import met_reden
from ketenregie.foundation.locking import lock
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.permissions import Permission

OPNIEUW_WERKDAGEN = 5


@transaction.atomic
def leg_aanwezigheid_vast(
    viewer: Viewer,
    overleg: Casusoverleg,
    casus: Casus,
    aanwezig: Collection[UUID],
    *,
    at: datetime | None = None,
) -> list[OverlegUitnodiging]:
    """Write down who sat at the table for one casus; who had cancelled stays afgemeld.

    Args:
        aanwezig: ids of deelnames.
    Raises:
        AccessDenied: not the procesregie.
    """
    at = at or clock.now()
    overleg = gepland(viewer, overleg)
    policy.require(viewer, Permission.CASUS_ZIEN, casus)
    rijen = list(
        OverlegUitnodiging.objects.select_for_update(of=("self",)).filter(
            overleg=overleg, casus=casus
        )
    )
    for rij in rijen:
        old = rij.status
        if rij.deelname_id in aanwezig:
            rij.status = Status.AANWEZIG
        elif old != Status.AFGEMELD:
            rij.status = Status.AFWEZIG
        if rij.status != old:
            rij.save()
    logboek.record(
        Gebeurtenis.AANWEZIGHEID_VASTGELEGD, overleg, casus=casus, at=at,
        details={"aanwezig": [str(pk) for pk in aanwezig]},
    )  # fmt: skip
    return rijen


@transaction.atomic
def bespreek(
    viewer: Viewer,
    overleg: Casusoverleg,
    casus: Casus,
    besluit: str,
    *,
    versie: int | str | None = None,
    at: datetime | None = None,
) -> Agendapunt:
    """The casus is discussed: what was decided. Recording it again corrects the text.

    Raises:
        AccessDenied: not the procesregie.
        DomainError: no decision, or the casus is not on the agenda.
    """
    at = at or clock.now()
    overleg = gepland(viewer, overleg)
    casus = lock(Casus, casus.pk)
    policy.require(viewer, Permission.CASUS_ZIEN, casus)
    punt = overleg.agendapunten.filter(casus=casus).first()
    if punt is None:
        raise DomainError("Deze casus staat niet op de agenda van dit overleg.")
    punt = lock(Agendapunt, punt.pk, versie)
    if not besluit.strip():
        raise DomainError("Schrijf op wat er is besloten.", veld="besluit")
    first = punt.besproken_at is None
    punt.besluit = besluit.strip()
    punt.besproken_at = punt.besproken_at or at
    punt.save()
    weighed = casus.tweede_wegingen.exists()
    if first and not weighed and casus.activiteit in VOOR_OVERLEG:
        dag = clock.add_werkdagen(clock.local_date(at), 1)
        vervolg(casus, ACTIVITEIT, at=at, stap="2e weging vastleggen", uiterlijk=dag)
    logboek.record(Gebeurtenis.AGENDAPUNT_BESPROKEN, punt, at=at, doel=casus.doel)
    outbox.post("agendapunt.besproken", agendapunt_id=punt.pk)
    return punt


@transaction.atomic
def sluit_overleg(
    viewer: Viewer, overleg: Casusoverleg, *, at: datetime | None = None
) -> Casusoverleg:
    """Close the meeting. Who came in for it only loses access now (R14); a casus that was not
    discussed gets a next step, so that it cannot fall out of sight.

    Raises:
        AccessDenied: not the procesregie.
        DomainError: closed already.
    """
    at = at or clock.now()
    overleg = gepland(viewer, overleg)
    _agendeer_opnieuw(overleg, at)
    overleg.status, overleg.gehouden_at = Casusoverleg.Status.GEHOUDEN, at
    overleg.save()
    logboek.record(Gebeurtenis.OVERLEG_GESLOTEN, overleg, at=at)
    _beeindig_incidenteel(viewer, overleg, at)
    outbox.post("overleg.gesloten", overleg_id=overleg.pk)
    return overleg


@transaction.atomic
def laat_overleg_vervallen(
    viewer: Viewer, overleg: Casusoverleg, *, reden: str, at: datetime | None = None
) -> Casusoverleg:
    """Cancel a planned meeting; every casus on it gets a next step again.

    Raises:
        AccessDenied: not the procesregie.
        DomainError: no reason, or something was discussed already.
    """
    at = at or clock.now()
    overleg = gepland(viewer, overleg)
    if not reden.strip():
        raise DomainError("Schrijf op waarom het overleg niet doorgaat.", veld="reden")
    if overleg.agendapunten.filter(besproken_at__isnull=False).exists():
        raise DomainError("Er is al een casus besproken; sluit het overleg.")
    _agendeer_opnieuw(overleg, at)
    overleg.status = Casusoverleg.Status.VERVALLEN
    with met_reden(reden):
        overleg.save()
    logboek.record(Gebeurtenis.OVERLEG_VERVALLEN, overleg, reden=reden, at=at)
    _beeindig_incidenteel(viewer, overleg, at)
    outbox.post("overleg.vervallen", overleg_id=overleg.pk)
    return overleg


def _agendeer_opnieuw(overleg: Casusoverleg, at: datetime) -> None:
    dag = clock.add_werkdagen(clock.local_date(at), OPNIEUW_WERKDAGEN)
    for punt in overleg.agendapunten.filter(besproken_at__isnull=True):
        casus = lock(Casus, punt.casus_id)
        if casus.is_open and casus.activiteit in VOOR_OVERLEG:
            vervolg(
                casus, casus.activiteit, at=at,
                stap="Opnieuw op de agenda van een casusoverleg", uiterlijk=dag,
            )  # fmt: skip


def _beeindig_incidenteel(viewer: Viewer, overleg: Casusoverleg, at: datetime) -> None:
    """End the betrokkenheid of organisations that came in through this overleg."""
    for uitnodiging in overleg.uitnodigingen.all():
        rij = Betrokkenheid.objects.filter(
            casus_id=uitnodiging.casus_id,
            deelname_id=uitnodiging.deelname_id,
            status__in=Betrokkenheid.LOPEND,
            # Asked for a later overleg too: then it stays until that one.
            eindigt_at__lte=overleg.eindigt_at,
        ).first()
        if rij is not None:
            beeindig(viewer, rij.pk, reden=NA_OVERLEG, at=at)
