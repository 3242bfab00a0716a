"""What the casus is about at a glance: title, kinds of uitbuiting, gemeente; changed with a reason."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from cases.models import Casus
from cases.services.eisen import require_tekst
from ketenregie.foundation import clock, logboek
from ketenregie.foundation.errors import DomainError
from ketenregie.foundation.history import met_reden
from ketenregie.foundation.locking import lock
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.permissions import Permission
from referentiemodel.enums import JaNeeOnbekend


@transaction.atomic
def wijzig_casus(
    viewer: Viewer,
    casus: Casus,
    *,
    titel: str,
    verschijningsvormen: Sequence[str],
    gemeente: str,
    minderjarig: str,
    reden: str,
    versie: int | str | None = None,
    at: datetime | None = None,
) -> Casus:
    """Change what everybody who sees the casus reads on top; what it said stays in the history.

    Raises:
        AccessDenied: not the owner of the casus.
        DomainError: no title, no reason, or a kind of uitbuiting that the model does not know.
        EditConflict: somebody changed the casus meanwhile.
    """
    at = at or clock.now()
    casus = lock(Casus, casus.pk, versie)
    policy.require(viewer, Permission.CASUS_WIJZIGEN, casus)
    nieuw = {
        "titel": require_tekst(titel, "titel", "Geef de casus een titel zonder namen.")[:120],
        "verschijningsvormen": list(verschijningsvormen),
        "gemeente": gemeente.strip()[:60],
        "minderjarig": minderjarig,
    }
    bekend = {sleutel for sleutel, _ in casus.model.waardelijst("verschijningsvorm").keuzes()}
    if set(verschijningsvormen) - bekend - set(casus.verschijningsvormen):
        raise DomainError("Kies een type uitbuiting uit de lijst.", veld="verschijningsvormen")
    if minderjarig not in JaNeeOnbekend.values:
        raise DomainError("Kies ja, nee of onbekend.", veld="minderjarig")
    reden = require_tekst(reden, "reden", "Schrijf op waarom dit verandert.")
    gewijzigd = sorted(naam for naam, waarde in nieuw.items() if getattr(casus, naam) != waarde)
    if not gewijzigd:
        return casus
    for naam in gewijzigd:
        setattr(casus, naam, nieuw[naam])
    casus.laatste_activiteit_at = at
    with met_reden(reden):
        casus.save()
    logboek.record(
        Gebeurtenis.CASUS_GEWIJZIGD, casus, casus=casus, reden=reden, at=at,
        details={"velden": gewijzigd},
    )  # fmt: skip
    return casus
