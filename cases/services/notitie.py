"""Notes on the tijdlijn: written, and corrected with a reason; never removed."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from cases.models import Casus, Notitie
from cases.services.eisen import require_tekst
from cases.services.vermelding import (
    Vermeldbaar,
    genoemd,
    met_keuze,
    require_leesbaar,
    te_vermelden,
)
from ketenregie.foundation import clock, logboek, outbox
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
    vermeld: UUID | None = None,
    notitie_id: UUID | None = None,
    at: datetime | None = None,
) -> Notitie:
    """A note in the name of one's own organisation. The row of the casus stays untouched.

    Args:
        vermeld: somebody chosen from the list, as if named with @ in the text.
        notitie_id: key of the form; sent twice it makes one note.
    Raises:
        AccessDenied: no letter in this casus.
        DomainError: nothing written, or too much, or an @ with a name of nobody who sees this casus.
    """
    at = at or clock.now()
    casus.houd_vast()
    if not mag_noteren(viewer, casus):
        policy.require(viewer, Permission.NOTITIE_MAKEN, casus)
    if notitie_id and (known := Notitie.objects.filter(pk=notitie_id, casus=casus).first()):
        if known.leverancier_id != viewer.eigen_id:
            raise NotVisible
        return known
    mensen = te_vermelden(casus)
    rij = Notitie(
        id=notitie_id or uuid4(), casus=casus, leverancier_id=viewer.eigen_id,
        tekst=met_keuze(_tekst(tekst), vermeld, mensen), verwerkt_at=at, created_at=at,
        gegevenscategorie=Notitie.CATEGORIE, gegevenssoort=Notitie.SOORT,
    )  # fmt: skip
    wie = genoemd(rij.tekst, mensen)
    require_leesbaar(casus, rij, wie)
    rij.save(force_insert=True)
    logboek.record(Gebeurtenis.NOTITIE_GEMAAKT, rij, actie="C", doel=casus.doel, at=at)
    _bericht(viewer, rij, wie)
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
    mensen = te_vermelden(casus)
    # Who was named before heard of it then, also when that person left since.
    oud = rij.tekst.casefold()
    rij.tekst = _tekst(tekst)
    wie = {w for w in genoemd(_nieuw(rij.tekst, oud), mensen) if f"@{w.naam.casefold()}" not in oud}
    require_leesbaar(casus, rij, wie)
    with met_reden(reden):
        rij.save()
    logboek.record(Gebeurtenis.NOTITIE_GECORRIGEERD, rij, reden=reden, at=at)
    _bericht(viewer, rij, wie)
    return rij


def _bericht(viewer: Viewer, rij: Notitie, wie: Iterable[Vermeldbaar]) -> None:
    for w in sorted(wie, key=lambda w: str(w.pk)):
        if w.medewerker_id != viewer.medewerker_id:
            outbox.post("notitie.vermeld", notitie_id=rij.pk, lidmaatschap_id=w.pk)


def _nieuw(tekst: str, oud: str) -> str:
    """The lines that were not there: an @ that stood there already is not judged again."""
    return "\n".join(regel for regel in tekst.splitlines() if regel.casefold() not in oud)


def _tekst(tekst: str) -> str:
    schoon = require_tekst(tekst, "tekst", "Schrijf op wat u wilt noteren.")
    if len(schoon) > LENGTE:
        raise DomainError("Houd het bij 2.000 tekens. Meer weten is een bijdrage.", veld="tekst")
    return schoon
