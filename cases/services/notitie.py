"""Notes on the tijdlijn: written, and corrected with a reason; never removed."""

from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from cases.models import Casus, Notitie
from cases.services.eisen import require_tekst
from ketenregie.foundation import clock, logboek
from ketenregie.foundation.errors import DomainError, NotVisible
from ketenregie.foundation.history import met_reden
from ketenregie.foundation.locking import lock
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.permissions import Permission
from partners.access.policy import Besluit

LENGTE = 2_000


def mag_noteren(viewer: Viewer, casus: Casus) -> Besluit:
    """A letter in the activiteit at hand or in the weging, or the owner."""
    wat = Permission.NOTITIE_MAKEN
    nu = policy.may(viewer, wat, casus, activiteit=casus.activiteit)
    return nu if nu or not nu.zichtbaar else policy.may(viewer, wat, casus)


@transaction.atomic
def noteer(
    viewer: Viewer,
    casus: Casus,
    *,
    tekst: str,
    notitie_id: UUID | None = None,
    at: datetime | None = None,
) -> Notitie:
    """A note in the name of one's own organisation. The row of the casus stays untouched.

    Args:
        notitie_id: key of the form; sent twice it makes one note.
    Raises:
        AccessDenied: no letter in this casus.
        DomainError: nothing written, or too much.
    """
    at = at or clock.now()
    casus.houd_vast()
    if not mag_noteren(viewer, casus):
        policy.require(viewer, Permission.NOTITIE_MAKEN, casus)
    if notitie_id and (known := Notitie.objects.filter(pk=notitie_id, casus=casus).first()):
        if known.leverancier_id != viewer.eigen_id:
            raise NotVisible
        return known
    rij = Notitie(
        id=notitie_id or uuid4(), casus=casus, leverancier_id=viewer.eigen_id, tekst=_tekst(tekst),
        verwerkt_at=at, created_at=at,
    )  # fmt: skip
    rij.save(force_insert=True)
    logboek.record(Gebeurtenis.NOTITIE_GEMAAKT, rij, actie="C", doel=casus.doel, at=at)
    return rij


@transaction.atomic
def corrigeer_notitie(
    viewer: Viewer,
    casus: Casus,
    pk: UUID,
    *,
    tekst: str,
    reden: str,
    versie: int | str | None = None,
    at: datetime | None = None,
) -> Notitie:
    """Correct a note of one's own organisation; what it said stays in the history.

    Raises:
        NotVisible: no such note of this organisation.
        EditConflict: someone saved a newer version.
        DomainError: nothing written, or no reason.
    """
    at = at or clock.now()
    casus.houd_vast()
    rij = lock(Notitie.objects.filter(casus=casus, leverancier_id=viewer.eigen_id), pk, versie)
    if not mag_noteren(viewer, casus):
        policy.require(viewer, Permission.NOTITIE_MAKEN, casus)
    reden = require_tekst(reden, "reden", "Schrijf op waarom u dit wijzigt.")
    rij.tekst = _tekst(tekst)
    with met_reden(reden):
        rij.save()
    logboek.record(Gebeurtenis.NOTITIE_GECORRIGEERD, rij, reden=reden, at=at)
    return rij


def _tekst(tekst: str) -> str:
    schoon = require_tekst(tekst, "tekst", "Schrijf op wat u wilt noteren.")
    if len(schoon) > LENGTE:
        raise DomainError("Houd het bij 2.000 tekens. Meer weten is een bijdrage.", veld="tekst")
    return schoon
