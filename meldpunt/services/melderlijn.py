"""The talk with a melder through the return page or by telephone; nobody else reads along."""

import re
from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import transaction

from ketenregie.foundation import clock, logboek
from ketenregie.foundation.errors import DomainError, NotVisible
from ketenregie.foundation.locking import lock
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.viewer import Viewer
from meldpunt.models import Melder, Melderbericht, Melding
from partners.access import policy
from partners.access.permissions import Permission

Soort, Weg = Melderbericht.Soort, Melderbericht.Weg
TERMIJN = 2  # werkdagen, when nothing else is said


def melder_van(viewer: Viewer, melding: Melding) -> Melder:
    """The vault of a melding of this meldpunt, locked.

    Raises:
        AccessDenied: no MELDER_SPREKEN.
        NotVisible: there is no melder that this meldpunt may speak.
    """
    policy.require(viewer, Permission.MELDER_SPREKEN)
    melder = (
        Melder.objects.select_for_update()
        .filter(melding=melding, eigenaar_id=viewer.eigen_id)
        .first()
    )
    if melder is None:
        raise NotVisible
    return melder


@transaction.atomic
def vraag_melder(
    viewer: Viewer,
    melding: Melding,
    *,
    tekst: str,
    weg: str = Weg.PAGINA,
    uiterlijk: date | None = None,
    bericht_id: UUID | None = None,
    at: datetime | None = None,
) -> Melderbericht:
    """Ask the melder something: on the return page, or as a call to make.

    Args:
        bericht_id: key of the form; sent twice it asks once.
    Raises:
        AccessDenied, NotVisible: see `melder_van`.
        DomainError: nothing asked, a day in the past, or the melder has no code to read it with.
    """
    at = at or clock.now()
    melder = melder_van(viewer, melding)
    if bericht_id:
        known = Melderbericht.objects.filter(pk=bericht_id, melding=melding).first()
        if known is not None:
            return known
    if not tekst.strip():
        raise DomainError("Schrijf op wat u wilt vragen.", veld="tekst")
    if weg not in Weg.values:
        raise DomainError("Kies hoe u het vraagt.", veld="weg")
    if weg == Weg.PAGINA and not melder.code_hash:
        raise DomainError("Deze melder heeft geen code. Bel de melder.", veld="weg")
    vandaag = clock.local_date(at)
    uiterlijk = uiterlijk or clock.add_werkdagen(vandaag, TERMIJN)
    if uiterlijk < vandaag:
        raise DomainError("Kies vandaag of een dag hierna.", veld="uiterlijk")
    bericht = _schrijf(viewer, melding, Soort.VRAAG, weg, tekst, at, pk=bericht_id)
    bericht.uiterlijk = uiterlijk
    bericht.save(force_insert=True)
    logboek.record(
        Gebeurtenis.MELDER_GEVRAAGD, melding, actie="C", at=at, details={"weg": str(weg)}
    )
    return bericht


@transaction.atomic
def noteer_gesprek(
    viewer: Viewer, melding: Melding, *, bereikt: bool, tekst: str = "", at: datetime | None = None
) -> None:
    """The melder was called. What was said closes the open questions; nobody there moves the call a day.

    Raises:
        AccessDenied, NotVisible: see `melder_van`.
        DomainError: spoken, and nothing written down.
    """
    at = at or clock.now()
    melder_van(viewer, melding)
    vragen = Melderbericht.objects.filter(melding=melding, soort=Soort.VRAAG, klaar_at=None)
    if bereikt:
        if not tekst.strip():
            raise DomainError("Schrijf op wat de melder zei.", veld="tekst")
        bericht = _schrijf(viewer, melding, Soort.ANTWOORD, Weg.TELEFOON, tekst, at)
        bericht.klaar_at, bericht.klaar_door_id = at, viewer.medewerker_id
        bericht.save(force_insert=True)
        for vraag in vragen:
            _klaar(viewer, vraag, at)
    else:
        morgen = clock.add_werkdagen(clock.local_date(at), 1)
        for vraag in vragen.filter(weg=Weg.TELEFOON):
            vraag.uiterlijk = morgen
            vraag.save()
    logboek.record(
        Gebeurtenis.MELDER_GEBELD, melding, at=at, details={"bereikt": "ja" if bereikt else "nee"}
    )


@transaction.atomic
def handel_af(viewer: Viewer, melding: Melding, pk: UUID, *, at: datetime | None = None) -> None:
    """What the melder wrote has been read and dealt with.

    Raises:
        AccessDenied, NotVisible: see `melder_van`.
    """
    at = at or clock.now()
    melder_van(viewer, melding)
    answers = Melderbericht.objects.filter(melding=melding, soort=Soort.ANTWOORD)
    bericht = lock(answers, pk)
    if bericht.klaar_at is None:
        _klaar(viewer, bericht, at)
        logboek.record(Gebeurtenis.MELDER_ANTWOORD_AFGEHANDELD, melding, at=at)


def _klaar(viewer: Viewer, bericht: Melderbericht, at: datetime) -> None:
    bericht.klaar_at, bericht.klaar_door_id = at, viewer.medewerker_id
    bericht.save()


def _schrijf(
    viewer: Viewer,
    melding: Melding,
    soort: str,
    weg: str,
    tekst: str,
    at: datetime,
    *,
    pk: UUID | None = None,
) -> Melderbericht:
    bericht = Melderbericht(
        id=pk or uuid4(),
        melding=melding,
        eigenaar_id=viewer.eigen_id,
        soort=soort,
        weg=weg,
        created_at=at,
    )
    bericht.tekst = tekst.strip()
    return bericht


def noemt_melder(melder: Melder, tekst: str) -> bool:
    """Whether a text gives the melder away by name, number or address of the vault.

    Not for who reports about themselves: then the name is that of who it is about.
    """
    if melder.soort == Melder.Soort.SLACHTOFFER:
        return False
    laag = tekst.lower()
    namen = [deel for deel in re.split(r"\W+", (melder.naam or "").lower()) if len(deel) > 3]
    contact = (melder.contact or "").lower()
    cijfers = re.sub(r"\D", "", contact)[-8:]
    return (
        any(re.search(rf"\b{re.escape(naam)}\b", laag) for naam in namen)
        or (len(cijfers) == 8 and cijfers in re.sub(r"\D", "", laag))
        or ("@" in contact and any(a in laag for a in re.findall(r"\S+@\S+", contact)))
    )
