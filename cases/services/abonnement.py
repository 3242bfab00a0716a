"""Abonnementen of an organisation: subscribe, new secret, send again, stop."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction

from cases.gebeurtenissen import SOORTEN, zet_klaar
from cases.models import Abonnement, Gebeurtenisbericht, Levering
from ketenregie.foundation import clock, geheim, logboek, outbox
from ketenregie.foundation.errors import DomainError
from ketenregie.foundation.locking import lock
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.uitgaand import AdresGeweigerd, controleer_url
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.permissions import Permission

MEER_DAN_GENOEG = 10
OVERLAP = timedelta(hours=24)
VOORVOEGSEL = "whsec_"
PER_HERHALING = 1000


def _sluit(rij: Abonnement, waarde: str, kolom: str) -> bytes:
    return geheim.versleutel(waarde, context=geheim.context_of("cases_abonnement", kolom, rij.pk))


def geheimen_van(rij: Abonnement, at: datetime) -> list[str]:
    """The secrets that sign now, newest first."""
    context = geheim.context_of("cases_abonnement", "geheim", rij.pk)
    found = [geheim.ontsleutel(rij.geheim, context=context)]
    if rij.vorig_geheim and rij.vorig_geheim_tot and rij.vorig_geheim_tot > at:
        found.append(geheim.ontsleutel(rij.vorig_geheim, context=context))
    return found


@transaction.atomic
def neem_abonnement(
    viewer: Viewer,
    *,
    url: str,
    soorten: Sequence[str] = (),
    naam: str = "",
    at: datetime | None = None,
) -> tuple[Abonnement, str]:
    """Subscribe an address; returns the secret, which is shown this once.

    Raises:
        DomainError: not an address we send to, an unknown kind, or there are enough of them.
    """
    at = at or clock.now()
    policy.require(viewer, Permission.KOPPELING_GEBRUIKEN)
    try:
        controleer_url(url)
    except AdresGeweigerd as fout:
        raise DomainError(str(fout), veld="url") from fout
    if unknown := sorted(set(soorten) - set(SOORTEN)):
        raise DomainError(
            f"Deze gebeurtenissen bestaan niet: {', '.join(unknown)}.", veld="soorten"
        )
    mine = Abonnement.objects.filter(deelname_id=viewer.eigen_id, beeindigd_at=None)
    if mine.count() >= MEER_DAN_GENOEG:
        raise DomainError("Uw organisatie heeft al tien abonnementen. Beëindig er eerst een.")
    waarde = VOORVOEGSEL + secrets.token_urlsafe(32)
    rij = Abonnement(
        id=uuid4(), deelname_id=viewer.eigen_id, url=url, soorten=sorted(set(soorten)),
        naam=naam.strip()[:80], created_at=at,
    )  # fmt: skip
    rij.geheim = _sluit(rij, waarde, "geheim")
    rij.save(force_insert=True)
    logboek.record(Gebeurtenis.ABONNEMENT_GENOMEN, rij, actie="C", at=at)
    return rij, waarde


@transaction.atomic
def vernieuw_geheim(viewer: Viewer, pk: UUID, *, at: datetime | None = None) -> str:
    """A new secret for signing; the old one signs along for a day, so that both sides can change over."""
    at = at or clock.now()
    rij = _eigen(viewer, pk)
    waarde = VOORVOEGSEL + secrets.token_urlsafe(32)
    rij.vorig_geheim, rij.vorig_geheim_tot = bytes(rij.geheim), at + OVERLAP
    rij.geheim = _sluit(rij, waarde, "geheim")
    rij.save()
    logboek.record(Gebeurtenis.ABONNEMENT_GEHEIM_VERNIEUWD, rij, at=at)
    return waarde


@transaction.atomic
def beeindig_abonnement(viewer: Viewer, pk: UUID, *, at: datetime | None = None) -> Abonnement:
    """Stop; what waits is not sent any more. Stopped twice it is once."""
    at = at or clock.now()
    policy.require(viewer, Permission.KOPPELING_GEBRUIKEN)
    rij = lock(Abonnement.objects.filter(deelname_id=viewer.eigen_id), pk)
    if rij.beeindigd_at is None:
        rij.beeindigd_at = at
        rij.save()
        wait = Levering.objects.filter(abonnement=rij, status=Levering.Status.WACHT)
        wait.update(status=Levering.Status.VERVALLEN)
        logboek.record(Gebeurtenis.ABONNEMENT_BEEINDIGD, rij, at=at)
    return rij


@transaction.atomic
def herhaal(viewer: Viewer, pk: UUID, *, na: int | None = None, at: datetime | None = None) -> int:
    """Send again: the dead letters, or everything after a number; returns how many were lined up.

    Args:
        na: volgnummer of the last one that did arrive; None for the dead letters only.
    """
    at = at or clock.now()
    rij = _eigen(viewer, pk)
    rows = Levering.objects.filter(abonnement=rij)
    again = (
        rows.filter(status=Levering.Status.DOOD) if na is None else rows.filter(volgnummer__gt=na)
    )
    again = Levering.objects.filter(pk__in=list(again.values_list("pk", flat=True)[:PER_HERHALING]))
    count = again.update(status=Levering.Status.WACHT, pogingen=0, volgende_at=at, fout="")
    if na is not None:
        missed = Gebeurtenisbericht.objects.filter(deelname_id=viewer.eigen_id, volgnummer__gt=na)
        if rij.soorten:
            missed = missed.filter(soort__in=rij.soorten)
        new = list(
            missed.exclude(leveringen__abonnement=rij).order_by("volgnummer")[:PER_HERHALING]
        )
        zet_klaar([rij], new)
        count += len(new)
    logboek.record(Gebeurtenis.LEVERING_HERHAALD, rij, at=at, details={"aantal": count})
    outbox.post("levering.klaar")
    return count


def _eigen(viewer: Viewer, pk: UUID) -> Abonnement:
    policy.require(viewer, Permission.KOPPELING_GEBRUIKEN)
    return lock(Abonnement.objects.filter(deelname_id=viewer.eigen_id, beeindigd_at=None), pk)
