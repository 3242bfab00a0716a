"""Horen van de melder: a partner asks, the meldpunt asks the melder, the answer comes without the name."""

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from cases.models import Casus
from cases.services.bijdrage import lever_bijdrage
from ketenregie.foundation import clock, logboek, outbox
from ketenregie.foundation.errors import DomainError
from ketenregie.foundation.locking import lock
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.viewer import Viewer
from meldpunt.models import Hoormelding, Hoorvraag, Melder, Melding
from meldpunt.services.melderlijn import noemt_melder, vraag_melder
from meldpunt.services.registratie import meldpunt_van
from partners.access import policy
from partners.access.permissions import Permission

Status = Hoorvraag.Status
BRON = "Melder, gehoord door het meldpunt"
TERMIJN = 5  # werkdagen


@transaction.atomic
def vraag_te_horen(
    viewer: Viewer,
    casus: Casus,
    *,
    vraag: str,
    hoorvraag_id: UUID | None = None,
    at: datetime | None = None,
) -> Hoorvraag:
    """Ask the meldpunt to put a question to the melder of this casus.

    Nothing tells whether there is a melder: the meldpunt answers that too.
    Raises:
        AccessDenied: no letter for the 2e weging.
        DomainError: nothing asked, or the keten has no meldpunt.
    """
    at = at or clock.now()
    policy.require(viewer, Permission.MELDER_VRAGEN, casus)
    if hoorvraag_id and (known := Hoorvraag.objects.filter(pk=hoorvraag_id, casus=casus).first()):
        return known
    if not vraag.strip():
        raise DomainError("Schrijf op wat u wilt weten.", veld="vraag")
    rij = Hoorvraag.objects.create(
        id=hoorvraag_id or uuid4(),
        casus=casus,
        vrager_id=viewer.eigen_id,
        meldpunt=meldpunt_van(viewer),
        vraag=vraag.strip(),
        uiterlijk=clock.add_werkdagen(clock.local_date(at), TERMIJN),
        created_at=at,
    )
    logboek.record(Gebeurtenis.HOORVRAAG_GESTELD, rij, actie="C", doel=casus.doel, at=at)
    outbox.post("hoorvraag.gesteld", hoorvraag_id=rij.pk)
    return rij


def _lopend(viewer: Viewer, pk: UUID) -> Hoorvraag:
    policy.require(viewer, Permission.MELDER_SPREKEN)
    rij = lock(Hoorvraag.objects.filter(meldpunt_id=viewer.eigen_id), pk)
    if rij.status not in Hoorvraag.LOPEND:
        raise DomainError("Deze vraag is al afgerond.")
    return rij


@transaction.atomic
def stel_aan_melder(
    viewer: Viewer,
    pk: UUID,
    melding: Melding,
    *,
    tekst: str,
    weg: str,
    uiterlijk: date | None = None,
    at: datetime | None = None,
) -> Hoorvraag:
    """Put the question to the melder of one melding of the casus.

    Raises:
        AccessDenied, NotVisible, DomainError: see `vraag_melder`; or the melding is of another casus.
    """
    at = at or clock.now()
    rij = _lopend(viewer, pk)
    if melding.casus_id != rij.casus_id:
        raise DomainError("Deze melding hoort niet bij de casus.", veld="melding")
    vraag_melder(viewer, melding, tekst=tekst, weg=weg, uiterlijk=uiterlijk, at=at)
    Hoormelding.objects.get_or_create(
        hoorvraag=rij, melding=melding, defaults={"eigenaar_id": viewer.eigen_id, "created_at": at}
    )
    rij.status = Status.GESTELD
    rij.save()
    logboek.record(Gebeurtenis.HOORVRAAG_DOORGEGEVEN, rij, casus=rij.casus_id, at=at)
    return rij


@transaction.atomic
def deel_antwoord(
    viewer: Viewer, pk: UUID, casus: Casus, *, at: datetime | None = None, **bijdrage: Any
) -> Hoorvraag:
    """Share what the melder said as a bijdrage of the meldpunt, without who said it.

    Args:
        bijdrage: as `lever_bijdrage` takes them; the convenant decides who reads it.
    Raises:
        DomainError: the text gives the melder away (R19), or see `lever_bijdrage`.
    """
    at = at or clock.now()
    rij = _lopend(viewer, pk)
    if casus.pk != rij.casus_id:
        raise DomainError("Dit antwoord hoort bij een andere casus.")
    melders = Melder.objects.filter(melding__casus_id=casus.pk, eigenaar_id=viewer.eigen_id)
    said = " ".join(str(w) for w in bijdrage.values())
    if any(noemt_melder(melder, said) for melder in melders):
        raise DomainError(
            "Hierin staat wie het meldde: een naam, telefoonnummer of e-mailadres. Haal dat weg.",
            veld="tekst",
        )
    bijdrage["bron"] = BRON
    rij.bijdrage = lever_bijdrage(viewer, casus, at=at, **bijdrage)
    _rond_af(rij, Status.BEANTWOORD, at)
    return rij


@transaction.atomic
def kan_niet_horen(
    viewer: Viewer, pk: UUID, *, reden: str, at: datetime | None = None
) -> Hoorvraag:
    """The melder cannot or should not be asked; who asked reads why.

    Raises:
        DomainError: no reason.
    """
    at = at or clock.now()
    rij = _lopend(viewer, pk)
    if not reden.strip():
        raise DomainError(
            "Schrijf op waarom het niet kan, zonder de melder te noemen.", veld="reden"
        )
    melders = Melder.objects.filter(melding__casus_id=rij.casus_id, eigenaar_id=viewer.eigen_id)
    if any(noemt_melder(melder, reden) for melder in melders):
        raise DomainError("Hierin staat wie het meldde. Haal dat weg.", veld="reden")
    rij.reden = reden.strip()[:300]
    _rond_af(rij, Status.NIET_MOGELIJK, at)
    return rij


def _rond_af(rij: Hoorvraag, status: str, at: datetime) -> None:
    rij.status, rij.afgerond_at = status, at
    rij.save()
    logboek.record(
        Gebeurtenis.HOORVRAAG_AFGEROND,
        rij,
        casus=rij.casus_id,
        at=at,
        details={"naar": str(status)},
    )
    outbox.post("hoorvraag.afgerond", hoorvraag_id=rij.pk)
