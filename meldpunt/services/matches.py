"""A match suggests; here a person decides, and may take it back (R17)."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from cases.models import Dossier
from ketenregie.foundation import clock, logboek
from ketenregie.foundation.errors import DomainError, NotVisible
from ketenregie.foundation.locking import lock
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.viewer import Viewer
from meldpunt.models import Melding, MeldingMatch
from partners.access import policy
from partners.access.permissions import Permission


@transaction.atomic
def beslis_match(
    viewer: Viewer,
    melding: Melding,
    besluit: str,
    *,
    dossier: Dossier | None = None,
    andere_melding: Melding | None = None,
    sterkte: str = "",
    redenen: Sequence[str] = (),
    toelichting: str = "",
    at: datetime | None = None,
) -> MeldingMatch:
    """Record what a person decided about a suggestion; the same decision twice is one row.

    Args:
        sterkte, redenen: what the suggestion said at this moment.
    Raises:
        AccessDenied: not the meldpunt.
        DomainError: a different decision stands; take that back first.
    """
    policy.require(viewer, Permission.MELDPUNT_WERKEN)
    if melding.eigenaar_id != viewer.deelname_id:
        raise NotVisible
    known = MeldingMatch.objects.filter(
        melding=melding, dossier=dossier, andere_melding=andere_melding, herroepen_at__isnull=True
    ).first()
    if known is not None:
        if known.besluit == besluit:
            return known
        raise DomainError("Hierover is al anders besloten. Neem dat besluit eerst terug.")
    match = MeldingMatch.objects.create(
        melding=melding,
        eigenaar_id=melding.eigenaar_id,
        dossier=dossier,
        andere_melding=andere_melding,
        besluit=MeldingMatch.Besluit(besluit),
        sterkte=sterkte,
        redenen=list(redenen),
        toelichting=toelichting.strip(),
        besloten_at=at or clock.now(),
        created_at=at or clock.now(),
    )
    logboek.record(
        Gebeurtenis.MATCH_BESLIST, match, actie="C", at=at, details={"besluit": match.besluit}
    )
    return match


@transaction.atomic
def herroep_match(
    viewer: Viewer, pk: UUID, reden: str, *, at: datetime | None = None
) -> MeldingMatch:
    """Take a decision back; it stays on record and the suggestion returns.

    Raises:
        DomainError: no reason, or the melding has ended.
    """
    policy.require(viewer, Permission.MELDPUNT_WERKEN)
    match = lock(MeldingMatch.objects.filter(eigenaar_id=viewer.deelname_id), pk)
    if not match.melding.is_open:
        raise DomainError("Deze melding heeft een einde; er verandert niets meer aan.")
    if not reden.strip():
        raise DomainError("Schrijf op waarom u het besluit terugneemt.", veld="reden")
    if match.herroepen_at is None:
        match.herroepen_at, match.herroepen_door_id = at or clock.now(), viewer.medewerker_id
        match.herroepen_reden = reden.strip()[:300]
        match.save()
        logboek.record(Gebeurtenis.MATCH_HERROEPEN, match, reden=reden.strip(), at=at)
    return match
