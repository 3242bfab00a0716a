"""Ticks on the instruments of the meldpunt, kept with the version that was used. Nothing is concluded (R17)."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction

from ketenregie.foundation import clock, logboek
from ketenregie.foundation.errors import DomainError
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.viewer import Viewer
from meldpunt.models import Melding, Signalering
from partners.access import policy
from partners.access.permissions import Permission
from partners.instrumenten import Instrumentarium


@transaction.atomic
def leg_signalering_vast(
    viewer: Viewer,
    melding: Melding,
    gekozen: Mapping[str, Iterable[str]],
    *,
    at: datetime | None = None,
) -> list[Signalering]:
    """Keep what is ticked now, per instrument; an instrument without ticks is kept once it had any.

    What was filled in stays on the version it was filled in with, until nothing is ticked any more.

    Args:
        gekozen: sleutel of the instrument -> sleutels of its signals.
    Raises:
        AccessDenied: not the meldpunt.
        DomainError: an instrument or signal that the version does not have.
    """
    at = at or clock.now()
    policy.require(viewer, Permission.MELDPUNT_WERKEN)
    instrumentarium = Instrumentarium(viewer.keten_id)
    geldig = instrumentarium.geldig(melding.model.sleutel, "meldpunt", op=clock.local_date(at))
    known = {s.instrument_sleutel: s for s in melding.signaleringen.select_for_update()}
    changed = []
    for sleutel, ticks in gekozen.items():
        rij = known.get(sleutel)
        lijst = (
            instrumentarium.versie(sleutel, rij.instrument_versie)
            if rij and rij.signalen
            else geldig.get(sleutel)
        )
        if lijst is None:
            raise DomainError("Dit instrument is hier niet in gebruik.")
        aan = set(ticks)
        if any(s not in lijst for s in aan):
            raise DomainError("Een van de signalen staat niet op deze lijst.")
        signalen = [s.sleutel for c in lijst.categorieen for s in c.signalen if s.sleutel in aan]
        if rij is None and not signalen:
            continue
        if rij is None:
            rij = Signalering(
                melding=melding,
                eigenaar_id=viewer.eigen_id,
                instrument_sleutel=sleutel,
                created_at=at,
            )
        elif rij.signalen == signalen:
            continue
        rij.signalen, rij.instrument_versie = signalen, lijst.versie
        rij.save()
        logboek.record(
            Gebeurtenis.SIGNALERING_VASTGELEGD, rij, at=at,
            details={"instrument": sleutel, "versie": lijst.versie},
        )  # fmt: skip
        changed.append(rij)
    return changed


def signaleringen_van(viewer: Viewer, melding: Melding) -> list[Signalering]:
    """What was ticked, for the meldpunt that owns the melding; one query."""
    return list(melding.signaleringen.filter(eigenaar_id=viewer.deelname_id))
