"""How a keten is set up: its name and numbers, extra free days, notices."""

from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import transaction

from ketenregie.foundation import clock, logboek
from ketenregie.foundation.errors import DomainError, NotVisible
from ketenregie.foundation.locking import lock
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.permissions import Permission
from partners.models import Keten, Mededeling


@transaction.atomic
def wijzig_keten(
    viewer: Viewer,
    *,
    telefoon_meldpunt: str,
    email_meldpunt: str,
    hercertificatie_maanden: int,
    versie: int | str | None = None,
) -> Keten:
    """How to reach the meldpunt, and how often access is confirmed (R9: at most twelve months)."""
    policy.require(viewer, Permission.BEHEREN)
    if not 1 <= hercertificatie_maanden <= 12:
        raise DomainError("Kies 1 tot en met 12 maanden.", veld="hercertificatie_maanden")
    keten = lock(Keten, viewer.keten_id, versie)
    keten.telefoon_meldpunt = telefoon_meldpunt.strip()
    keten.email_meldpunt = email_meldpunt.strip()
    keten.hercertificatie_maanden = hercertificatie_maanden
    keten.save()
    logboek.record(Gebeurtenis.KETENINRICHTING_GEWIJZIGD, keten)
    return keten


@transaction.atomic
def plaats_mededeling(
    viewer: Viewer,
    *,
    plek: str,
    tekst: str,
    van: date,
    tot: date,
    rij_id: UUID | None = None,
    at: datetime | None = None,
) -> Mededeling:
    """A notice on one place, for some days."""
    at = at or clock.now()
    policy.require(viewer, Permission.BEHEREN)
    mine = Mededeling.objects.filter(keten_id=viewer.keten_id)
    if rij_id and (known := mine.filter(pk=rij_id).first()):
        return known
    if tot < van:
        raise DomainError("De laatste dag ligt voor de eerste.", veld="tot")
    rij = Mededeling(
        id=rij_id or uuid4(),
        keten_id=viewer.keten_id,
        plek=plek,
        tekst=tekst.strip(),
        van=van,
        tot=tot,
        created_at=at,
    )
    rij.save(force_insert=True)
    logboek.record(Gebeurtenis.MEDEDELING_GEWIJZIGD, rij, actie="C", at=at)
    return rij


@transaction.atomic
def haal_mededeling_weg(viewer: Viewer, pk: UUID) -> None:
    """The notice is gone from the page; the history keeps it."""
    policy.require(viewer, Permission.BEHEREN)
    rij = Mededeling.objects.filter(keten_id=viewer.keten_id, pk=pk).first()
    if rij is None:
        raise NotVisible
    logboek.record(Gebeurtenis.MEDEDELING_GEWIJZIGD, rij, actie="D")
    rij.delete()
