"""Who at the meldpunt works on what, and what kind of thing it is."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from ketenregie.foundation import clock, logboek, outbox
from ketenregie.foundation.errors import DomainError
from ketenregie.foundation.history import met_reden
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.viewer import Viewer
from meldpunt.models import Melding, Status
from meldpunt.selectors import collegas
from meldpunt.services.registratie import noteer_soort, open_melding


def toewijsbaar(viewer: Viewer, melding: Melding, medewerker_id: UUID) -> str:
    """Why this melding cannot go to this colleague; "" when it can. No queries."""
    if not melding.is_open:
        return "Deze melding heeft een einde."
    if melding.eigenaar_id != viewer.deelname_id:
        return "Dit doorgestuurde signaal is nog niet aangenomen."
    if melding.behandelaar_id == medewerker_id:
        return "Deze collega heeft de melding al."
    return ""


@transaction.atomic
def wijs_toe(
    viewer: Viewer, melding: Melding, medewerker_id: UUID, *, at: datetime | None = None
) -> Melding:
    """Give an open melding to a colleague at the meldpunt, who hears of it; to oneself is taking it on.

    Raises:
        AccessDenied: not the meldpunt.
        DomainError: no colleague at the meldpunt, or the melding has ended or is not accepted yet.
    """
    at = at or clock.now()
    melding = open_melding(viewer, melding)
    if medewerker_id not in collegas(viewer):
        raise DomainError("Kies een collega van het meldpunt.", veld="collega")
    if melding.behandelaar_id == medewerker_id:
        return melding
    melding.behandelaar_id, melding.status = medewerker_id, Status.IN_BEHANDELING
    melding.save()
    logboek.record(
        Gebeurtenis.MELDING_TOEGEWEZEN, melding, at=at, details={"aan": str(medewerker_id)}
    )
    if medewerker_id != viewer.medewerker_id:
        outbox.post("melding.toegewezen", melding_id=melding.pk, medewerker=medewerker_id)
    return melding


@transaction.atomic
def maak_melding_van(
    viewer: Viewer, melding: Melding, *, reden: str, at: datetime | None = None
) -> Melding:
    """A signaal or adviesvraag turns out to be a melding.

    Raises:
        AccessDenied: not the meldpunt.
        DomainError: no reason, or it is a melding already.
    """
    at = at or clock.now()
    melding = open_melding(viewer, melding)
    if melding.soort == Melding.Soort.MELDING:
        raise DomainError("Dit is al een melding.")
    if not reden.strip():
        raise DomainError("Schrijf op waarom dit een melding is.", veld="reden")
    was, melding.soort = melding.soort, Melding.Soort.MELDING
    with met_reden(reden.strip()[:300]):
        melding.save()
    noteer_soort(melding, was, reden=reden.strip()[:300], at=at)
    return melding
