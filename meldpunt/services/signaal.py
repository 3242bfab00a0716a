"""What happens with a signaal between the organisation that filed it and the meldpunt.

Until the meldpunt takes it on, who filed it may change it. A forwarded signaal stays owned by the sender
until the meldpunt accepts; sent back it is the sender's again, with a next step and a date.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from ketenregie.foundation import clock, logboek, outbox
from ketenregie.foundation.errors import DomainError, NotVisible
from ketenregie.foundation.history import met_reden
from ketenregie.foundation.locking import lock
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.vaag import VageDatum
from ketenregie.foundation.viewer import Viewer
from meldpunt.models import Melding, Meldingbericht, Status
from meldpunt.services.registratie import DOORGESTUURD_STAP, beeindig, inhoud, meldpunt_van, vul
from partners.access import policy
from partners.access.permissions import Permission

Soort = Meldingbericht.Soort
TERUG_STAP = "Teruggestuurd: lees waarom, vul aan of rond af"
ANTWOORD_STAP = "Antwoord op uw vraag lezen"
INTREK_STAP = "Verzoek om in te trekken beoordelen"


def eigen_versies(meldingen: Iterable[Melding]) -> dict[UUID, Any]:
    """Each melding as its filer last sent it: the history up to the first change by someone else.

    One query. What the meldpunt writes later stands in later rows, also when the filer answers after
    that: those are never shown.
    """
    indieners = {m.pk: m.indiener_id for m in meldingen}
    history: Any = Melding.history  # type: ignore[attr-defined]
    found: dict[UUID, Any] = {}
    closed: set[UUID] = set()
    for row in history.filter(id__in=indieners).order_by("history_id"):
        if row.id in found and row.history_deelname_id != indieners[row.id]:
            closed.add(row.id)
        if row.id not in closed:
            found[row.id] = row
    return found


def te_wijzigen(melding: Melding) -> bool:
    """Whether who filed it may still change it: nobody else took it on or changed it."""
    rows = melding.history.exclude(history_deelname_id=melding.indiener_id)  # type: ignore[attr-defined]
    return melding.status == Status.NIEUW and not rows.exists()


@transaction.atomic
def wijzig_signaal(
    viewer: Viewer,
    pk: UUID,
    *,
    versie: int | str | None = None,
    geboorte: VageDatum | date | None = None,
    at: datetime | None = None,
    **velden: Any,
) -> Melding:
    """Change what was sent, until the meldpunt takes it on.

    Raises:
        NotVisible, EditConflict: see `lock`.
        DomainError: taken on meanwhile, or a value does not fit.
    """
    melding = _eigen(viewer, pk, versie)
    if not te_wijzigen(melding):
        raise DomainError(
            "Het meldpunt is al met dit signaal bezig. Stuur wat u nog weet als nieuw signaal."
        )
    before = inhoud(melding)
    vul(melding, velden, geboorte)
    changed = sorted(naam for naam, waarde in inhoud(melding).items() if waarde != before[naam])
    if changed:
        melding.save()
        logboek.record(Gebeurtenis.MELDING_GEWIJZIGD, melding, at=at, details={"velden": changed})
    return melding


@transaction.atomic
def trek_signaal_in(viewer: Viewer, pk: UUID, *, reden: str, at: datetime | None = None) -> Melding:
    """Withdraw: at once while nobody took it on, else a request that the meldpunt judges.

    Raises:
        DomainError: no reason, or it ended.
    """
    at = at or clock.now()
    melding = _eigen(viewer, pk)
    if not reden.strip():
        raise DomainError("Schrijf op waarom u dit intrekt.", veld="reden")
    if te_wijzigen(melding) or melding.eigenaar_id == viewer.deelname_id:
        _schrijf(viewer, melding, Soort.INGETROKKEN, reden, at)
        melding.doorgestuurd_naar = melding.teruggestuurd_at = None
        beeindig(melding, Status.INGETROKKEN, reden.strip(), at=at)
    else:
        _schrijf(viewer, melding, Soort.INTREKVERZOEK, reden, at)
        _zet_stap(melding, INTREK_STAP, clock.local_date(at))
        outbox.post("signaal.bericht", melding_id=melding.pk, deelname=melding.eigenaar_id)
    logboek.record(Gebeurtenis.SIGNAAL_INGETROKKEN, melding, reden=reden.strip(), at=at)
    return melding


@transaction.atomic
def stel_vraag(
    viewer: Viewer,
    melding: Melding,
    *,
    tekst: str,
    uiterlijk: date | None = None,
    at: datetime | None = None,
) -> Meldingbericht:
    """The meldpunt asks who filed it something; the answer is the next step of the melding.

    Args:
        uiterlijk: by when; two werkdagen when nothing is given.
    Raises:
        AccessDenied: not the meldpunt.
        DomainError: nothing asked, or there is nobody to ask.
    """
    at = at or clock.now()
    melding = _van_meldpunt(viewer, melding)
    if melding.indiener_id in {None, viewer.deelname_id}:
        raise DomainError("Deze melding komt niet van een andere organisatie.")
    if not tekst.strip():
        raise DomainError("Schrijf op wat u wilt weten.", veld="tekst")
    vandaag = clock.local_date(at)
    uiterlijk = uiterlijk or clock.add_werkdagen(vandaag, 2)
    if uiterlijk < vandaag:
        raise DomainError("Kies vandaag of een dag hierna.", veld="uiterlijk")
    bericht = _schrijf(viewer, melding, Soort.VRAAG, tekst, at)
    if melding.status == Status.NIEUW:
        melding.status, melding.behandelaar_id = Status.IN_BEHANDELING, viewer.medewerker_id
    _zet_stap(melding, f"Antwoord van {melding.indiener} afwachten", uiterlijk)
    logboek.record(Gebeurtenis.SIGNAAL_VRAAG_GESTELD, melding, at=at)
    assert melding.indiener_id is not None
    outbox.post("signaal.bericht", melding_id=melding.pk, deelname=melding.indiener_id)
    return bericht


@transaction.atomic
def beantwoord(
    viewer: Viewer, pk: UUID, *, tekst: str, at: datetime | None = None
) -> Meldingbericht:
    """Answer what the meldpunt asked; it is the meldpunt's turn again.

    Raises:
        DomainError: nothing written, or nothing is asked.
    """
    at = at or clock.now()
    melding = _eigen(viewer, pk)
    if not tekst.strip():
        raise DomainError("Schrijf uw antwoord op.", veld="tekst")
    vragen = list(melding.berichten.filter(soort=Soort.VRAAG, beantwoord_at__isnull=True))
    if not vragen:
        raise DomainError("Er staat geen vraag meer open.")
    for vraag in vragen:
        vraag.beantwoord_at = at
        vraag.save()
    bericht = _schrijf(viewer, melding, Soort.ANTWOORD, tekst, at)
    _zet_stap(melding, ANTWOORD_STAP, clock.local_date(at))
    logboek.record(Gebeurtenis.SIGNAAL_BEANTWOORD, melding, at=at)
    outbox.post("signaal.bericht", melding_id=melding.pk, deelname=melding.eigenaar_id)
    return bericht


@transaction.atomic
def stuur_door(viewer: Viewer, pk: UUID, *, at: datetime | None = None) -> Melding:
    """Forward a signaal that one's own organisation owns to the meldpunt (again).

    Raises:
        DomainError: it is on its way already, or is the meldpunt's.
    """
    at = at or clock.now()
    melding = _eigen(viewer, pk)
    if melding.eigenaar_id != viewer.deelname_id or melding.wacht_op_aannemen:
        raise DomainError("Dit signaal is al bij het meldpunt.")
    stuur_naar_meldpunt(viewer, melding, at)
    return melding


def stuur_naar_meldpunt(viewer: Viewer, melding: Melding, at: datetime) -> None:
    """The step itself, for a locked or new melding: the sender stays owner until it is accepted."""
    melding.doorgestuurd_naar, melding.teruggestuurd_at = meldpunt_van(viewer), None
    vandaag = clock.local_date(at)
    _zet_stap(
        melding, DOORGESTUURD_STAP, vandaag if melding.acuut else clock.add_werkdagen(vandaag, 1)
    )
    _schrijf(viewer, melding, Soort.DOOR, "", at)
    logboek.record(Gebeurtenis.SIGNAAL_DOORGESTUURD, melding, at=at)
    outbox.post("signaal.bericht", melding_id=melding.pk, deelname=melding.doorgestuurd_naar.pk)


@transaction.atomic
def stuur_terug(
    viewer: Viewer, melding: Melding, *, reden: str, at: datetime | None = None
) -> Melding:
    """The meldpunt does not take a forwarded signaal on: it is the sender's again.

    Raises:
        AccessDenied: not the meldpunt.
        NotVisible: it was not forwarded to this meldpunt.
        DomainError: no reason.
    """
    at = at or clock.now()
    policy.require(viewer, Permission.MELDPUNT_WERKEN)
    pending = Melding.objects.filter(doorgestuurd_naar_id=viewer.eigen_id, teruggestuurd_at=None)
    melding = lock(pending, melding.pk)
    if not reden.strip():
        raise DomainError("Schrijf op waarom u dit terugstuurt.", veld="reden")
    _schrijf(viewer, melding, Soort.TERUG, reden, at)
    assert melding.eigenaar_id is not None
    outbox.post("signaal.bericht", melding_id=melding.pk, deelname=melding.eigenaar_id)
    logboek.record(Gebeurtenis.SIGNAAL_TERUGGESTUURD, melding, reden=reden.strip(), at=at)
    melding.volgende_stap = TERUG_STAP
    melding.volgende_datum = clock.add_werkdagen(clock.local_date(at), 1)
    melding.teruggestuurd_at = at
    with met_reden(reden.strip()):
        melding.save()
    return melding


def _eigen(viewer: Viewer, pk: UUID, versie: int | str | None = None) -> Melding:
    """An open signaal of the viewer's own organisation, locked."""
    policy.require(viewer, Permission.MELDING_DOEN)
    mine = Melding.objects.ingediend_door(viewer)  # type: ignore[attr-defined]
    if not mine.filter(pk=pk).exists():
        raise NotVisible
    melding = lock(Melding.objects.filter(indiener_id=viewer.eigen_id), pk, versie)
    if not melding.is_open:
        raise DomainError("Dit signaal is afgerond; er verandert niets meer aan.")
    return melding


def _van_meldpunt(viewer: Viewer, melding: Melding) -> Melding:
    policy.require(viewer, Permission.MELDPUNT_WERKEN)
    found = lock(Melding.objects.filter(eigenaar_id=viewer.eigen_id), melding.pk)
    if not found.is_open:
        raise DomainError("Deze melding heeft een einde; er verandert niets meer aan.")
    return found


def _schrijf(
    viewer: Viewer, melding: Melding, soort: str, tekst: str, at: datetime
) -> Meldingbericht:
    return Meldingbericht.objects.create(
        melding=melding, van_id=viewer.eigen_id, soort=soort, tekst=tekst.strip(), created_at=at
    )


def _zet_stap(melding: Melding, stap: str, datum: date) -> None:
    melding.volgende_stap, melding.volgende_datum = stap[:200], datum
    melding.save()
