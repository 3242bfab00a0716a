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
from referentiemodel.instrumenten import geldige_instrumenten


@transaction.atomic
def leg_signalering_vast(
    viewer: Viewer,
    melding: Melding,
    gekozen: Mapping[str, Iterable[str]],
    *,
    at: datetime | None = None,
) -> list[Signalering]:
    """Keep what is ticked now, per instrument; an instrument without ticks is kept once it had any.

    Args:
        gekozen: sleutel of the instrument -> sleutels of its signals.
    Raises:
        AccessDenied: not the meldpunt.
        DomainError: an instrument or signal that the version in force does not have.
    """
    at = at or clock.now()
    policy.require(viewer, Permission.MELDPUNT_WERKEN)
    geldig = geldige_instrumenten(melding.model.sleutel, clock.local_date(at))
    known = {s.instrument_sleutel: s for s in melding.signaleringen.select_for_update()}
    changed = []
    for sleutel, ticks in gekozen.items():
        lijst = geldig.get(sleutel)
        if lijst is None:
            raise DomainError("Dit instrument is hier niet in gebruik.")
        rij = known.get(sleutel)
        aan = set(ticks)
        # Ticked before on an older version: what that version had may stay.
        ouder = set(rij.signalen) if rij else set()
        if any(s not in lijst and s not in ouder for s in aan):
            raise DomainError("Een van de signalen staat niet op deze lijst.")
        signalen = [s.sleutel for c in lijst.categorieen for s in c.signalen if s.sleutel in aan]
        signalen += sorted(aan - set(signalen))
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
