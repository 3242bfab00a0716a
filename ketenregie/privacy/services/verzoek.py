"""What the FG does with a request, from arrival to the moment the search can begin."""

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from ketenregie.foundation import clock, logboek
from ketenregie.foundation.errors import DomainError, NotVisible
from ketenregie.foundation.history import met_reden
from ketenregie.foundation.locking import lock
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.viewer import Viewer
from ketenregie.privacy.leeftijd import toets
from ketenregie.privacy.models import Brontermijn, Privacybericht, Privacyverzoek
from ketenregie.privacy.termijnen import WETTEN, Regime
from ketenregie.privacy.verzoek import nieuw_verzoek
from partners.access import policy
from partners.access.permissions import Permission

Status = Privacyverzoek.Status


@transaction.atomic
def registreer(
    viewer: Viewer,
    *,
    ontvangen: date,
    kanaal: str,
    verzoek_id: UUID | None = None,
    at: datetime | None = None,
    **antwoorden: Any,
) -> Privacyverzoek:
    """A request that came by letter, telephone or at the desk; the terms count from its arrival.

    Args:
        verzoek_id: key of the form; sent twice it makes one.
        antwoorden: see `nieuw_verzoek`.
    Raises:
        AccessDenied: not the FG of the procesregie.
        DomainError: a day that is still to come.
    """
    at = at or clock.now()
    policy.require(viewer, Permission.PRIVACY_BEHANDELEN)
    if ontvangen > clock.local_date(at):
        raise DomainError("Deze dag moet nog komen.", veld="ontvangen")
    pk = verzoek_id or uuid4()
    known = Privacyverzoek.objects.filter(pk=pk).first()
    if known is not None:
        return known
    begin = min(at, clock.start_of_day(ontvangen))
    verzoek, termijnen = nieuw_verzoek(viewer.keten_id, pk, antwoorden, begin)
    verzoek.kanaal, verzoek.behandelaar_id = kanaal, viewer.medewerker_id
    verzoek.status = Status.IDENTITEIT
    verzoek.save(force_insert=True)
    for termijn in termijnen:
        termijn.save(force_insert=True)
    logboek.record(Gebeurtenis.PRIVACYVERZOEK_ONTVANGEN, verzoek, actie="C", at=at)
    return verzoek


@transaction.atomic
def pak_op(viewer: Viewer, pk: UUID, *, at: datetime | None = None) -> Privacyverzoek:
    """This FG works on it from now on."""
    verzoek = vast(viewer, pk)
    if verzoek.behandelaar_id != viewer.medewerker_id:
        verzoek.behandelaar_id = viewer.medewerker_id
        if verzoek.status == Status.ONTVANGEN:
            verzoek.status = Status.IDENTITEIT
        verzoek.save()
        logboek.record(Gebeurtenis.PRIVACYVERZOEK_OPGEPAKT, verzoek, at=at)
    return verzoek


@transaction.atomic
def stel_identiteit_vast(
    viewer: Viewer,
    pk: UUID,
    *,
    wijze: str,
    toelichting: str = "",
    geboren: date | None = None,
    oudertoets: str = "",
    kindbelang: str = "",
    at: datetime | None = None,
) -> Privacyverzoek:
    """Record how it is known that this is the person, or one who may speak for the person.

    Raises:
        DomainError: at its field; for a representative whether that is a suspect, for a child between
            12 and 16 why it asks alone.
    """
    at = at or clock.now()
    verzoek = vast(viewer, pk)
    if verzoek.identiteit_at is not None:
        raise DomainError("De identiteit is al vastgesteld.")
    if wijze not in Privacyverzoek.Wijze.values:
        raise DomainError("Kies hoe u de identiteit hebt gecontroleerd.", veld="wijze")
    if geboren is not None:
        verzoek.geboren = geboren.isoformat()
    regels = toets(verzoek, clock.local_date(at))
    if regels.leeftijd is None:
        raise DomainError("Vul de geboortedatum in; de regels hangen ervan af.", veld="geboren")
    if regels.ouder and oudertoets not in Privacyverzoek.Oudertoets.values:
        raise DomainError("Ga eerst na of de vertegenwoordiger verdachte is.", veld="oudertoets")
    if regels.belang and not kindbelang.strip():
        raise DomainError(
            "Deze persoon is 12 tot en met 15 jaar. Leg vast waarom het belang van het kind vraagt "
            "dat het dit zelf doet, of wacht op de wettelijk vertegenwoordiger.",
            veld="kindbelang" if geboren is None else "geboren",
        )
    verzoek.identiteit_wijze, verzoek.identiteit_toelichting = wijze, toelichting.strip()
    verzoek.identiteit_at, verzoek.identiteit_door_id = at, viewer.medewerker_id
    verzoek.oudertoets, verzoek.kindbelang = oudertoets, kindbelang.strip()
    verzoek.status = Status.BEHANDELING
    verzoek.behandelaar_id = verzoek.behandelaar_id or viewer.medewerker_id
    verzoek.save()
    logboek.record(
        Gebeurtenis.PRIVACYVERZOEK_IDENTITEIT, verzoek, at=at, details={"wijze": str(wijze)}
    )
    return verzoek


@transaction.atomic
def verleng(
    viewer: Viewer, pk: UUID, *, regime: str, met: int, reden: str, at: datetime | None = None
) -> Brontermijn:
    """More time under one law, told to who asks with the reason, before the term is over.

    Raises:
        DomainError: the law gives no more time, or the day has passed.
    """
    at = at or clock.now()
    verzoek = vast(viewer, pk)
    termijn = lock(
        verzoek.termijnen.filter(klaar_at__isnull=True, regime=regime), _pk(verzoek, regime)
    )
    wet = WETTEN[Regime(regime)].voor(verzoek.soort)
    if wet is None or met not in verlengkeuzes(termijn, verzoek.soort):
        raise DomainError("De wet geeft hiervoor niet meer tijd.", veld="met")
    if clock.local_date(at) > termijn.uiterlijk:
        raise DomainError("De termijn is al voorbij. Verlengen kan alleen ervoor.", veld="met")
    if not reden.strip():
        raise DomainError("Schrijf op waarom meer tijd nodig is.", veld="reden")
    termijn.verlengd += met
    termijn.verlengd_keer += 1
    termijn.verlengreden = reden.strip()
    termijn.uiterlijk = wet.eind(clock.local_date(verzoek.ontvangen_at), termijn.verlengd)
    with met_reden(reden.strip()):
        termijn.save()
    zet_uiterlijk(verzoek)
    _zeg(
        verzoek,
        f"Wij hebben meer tijd nodig: tot en met {termijn.uiterlijk:%-d-%-m-%Y}. {reden.strip()}",
        at,
    )
    logboek.record(
        Gebeurtenis.PRIVACYVERZOEK_VERLENGD, verzoek, at=at, reden=reden.strip(),
        details={"regime": str(regime), "met": wet.in_woorden(met)},
    )  # fmt: skip
    return termijn


def verlengkeuzes(termijn: Brontermijn, soort: str) -> tuple[int, ...]:
    """By how much this term may still grow; () when the law gives no more."""
    wet = WETTEN[Regime(termijn.regime)].voor(soort)
    if wet is None or (wet.keren is not None and termijn.verlengd_keer >= wet.keren):
        return ()
    return wet.verlengen


@transaction.atomic
def schrijf(
    viewer: Viewer, pk: UUID, *, tekst: str, sleutel: UUID | None = None, at: datetime | None = None
) -> Privacybericht:
    """A message that who asks reads on the return page.

    Raises:
        DomainError: there is no such page for a request that came by letter, or nothing was written.
    """
    at = at or clock.now()
    verzoek = vast(viewer, pk)
    if not verzoek.code_hash:
        raise DomainError("Deze persoon heeft geen code. Bel of schrijf.", veld="tekst")
    if not tekst.strip():
        raise DomainError("Schrijf uw bericht op.", veld="tekst")
    known = Privacybericht.objects.filter(pk=sleutel, verzoek=verzoek).first() if sleutel else None
    if known is not None:
        return known
    bericht = _zeg(verzoek, tekst.strip(), at, sleutel)
    logboek.record(Gebeurtenis.PRIVACYVERZOEK_BERICHT, verzoek, actie="C", at=at)
    return bericht


@transaction.atomic
def sluit_zonder_besluit(
    viewer: Viewer, pk: UUID, *, reden: str, at: datetime | None = None
) -> Privacyverzoek:
    """Withdrawn, or nobody could establish who asks.

    Raises:
        DomainError: no reason.
    """
    at = at or clock.now()
    verzoek = vast(viewer, pk)
    if not reden.strip():
        raise DomainError("Schrijf op waarom u dit niet verder behandelt.", veld="reden")
    rond_af(verzoek, Status.BUITEN, at, reden=reden.strip())
    _zeg(verzoek, reden.strip(), at)
    logboek.record(Gebeurtenis.PRIVACYVERZOEK_GESLOTEN, verzoek, at=at, reden=reden.strip())
    return verzoek


def rond_af(verzoek: Privacyverzoek, status: str, at: datetime, *, reden: str = "") -> None:
    """Part of another service: the end, and no term runs any more."""
    verzoek.status, verzoek.afgehandeld_at, verzoek.afgehandeld_reden = status, at, reden
    verzoek.save()
    for termijn in verzoek.termijnen.filter(klaar_at__isnull=True):
        termijn.klaar_at = at
        termijn.save()


def zet_uiterlijk(verzoek: Privacyverzoek) -> None:
    """The first day of the terms that still run."""
    dagen = verzoek.termijnen.filter(klaar_at__isnull=True).values_list("uiterlijk", flat=True)
    eerste = min(dagen, default=verzoek.uiterlijk)
    if eerste != verzoek.uiterlijk:
        verzoek.uiterlijk = eerste
        verzoek.save()


def vast(viewer: Viewer, pk: UUID) -> Privacyverzoek:
    """An open request, held, for the FG.

    Raises:
        AccessDenied: not the FG of the procesregie.
        NotVisible: no such request in this keten.
        DomainError: it has an end.
    """
    policy.require(viewer, Permission.PRIVACY_BEHANDELEN)
    verzoek = lock(Privacyverzoek.objects.filter(keten_id=viewer.keten_id), pk)
    if not verzoek.is_open:
        raise DomainError("Dit verzoek is al afgehandeld.")
    return verzoek


def _pk(verzoek: Privacyverzoek, regime: str) -> UUID:
    found = verzoek.termijnen.filter(regime=regime).values_list("pk", flat=True).first()
    if found is None:
        raise NotVisible
    return found


def _zeg(
    verzoek: Privacyverzoek, tekst: str, at: datetime, sleutel: UUID | None = None
) -> Privacybericht:
    bericht = Privacybericht(
        id=sleutel or uuid4(), verzoek=verzoek, soort=Privacybericht.Soort.BUREAU, created_at=at
    )
    bericht.tekst = tekst
    bericht.save(force_insert=True)
    return bericht
