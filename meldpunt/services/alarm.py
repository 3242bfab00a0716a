"""The acute path: raise, call the next, confirm, call off. Every step is in the logboek.

Whoever is called gets the kenmerk and a link (meldpunt/tasks.py); the content stays where it is.
"""

import logging
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from cases.models import Casus
from ketenregie.foundation import clock, logboek, outbox
from ketenregie.foundation.errors import DomainError, NotVisible
from ketenregie.foundation.locking import lock
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.viewer import Viewer
from meldpunt.models import Alarm, Melding, Oproep, Piketregel
from meldpunt.services.registratie import ACUTE_STAP, registreer_melding
from partners.access import policy
from partners.access.permissions import Permission

logger = logging.getLogger(__name__)
Status = Alarm.Status
# What a melding says when the alarm came before the first word.
NOG_NIET_INGEVULD = "Alarm geslagen tijdens het gesprek; de melding wordt nog ingevuld."


@transaction.atomic
def sla_alarm_bij_nieuwe(
    viewer: Viewer, melding_id: UUID, *, at: datetime | None = None
) -> tuple[Alarm, Melding]:
    """Alarm from the phone intake before anything is saved: the melding is made on the spot.

    The key of the form becomes the key of the melding, so that saving the form fills it in.
    Raises:
        AccessDenied: not the meldpunt.
        NotVisible: the key is of somebody else's melding.
    """
    at = at or clock.now()
    policy.require(viewer, Permission.MELDPUNT_WERKEN)
    melding = Melding.objects.filter(pk=melding_id).first()
    if melding is None:
        melding = registreer_melding(
            viewer, melding_id=melding_id, korte_inhoud=NOG_NIET_INGEVULD, acuut=True, at=at
        )
    return sla_alarm_bij_melding(viewer, melding, at=at), melding


@transaction.atomic
def sla_alarm_bij_melding(viewer: Viewer, melding: Melding, *, at: datetime | None = None) -> Alarm:
    """Raise the alarm over a melding of the meldpunt; a second press gives the alarm that runs.

    Raises:
        AccessDenied: not the meldpunt. NotVisible: not its own melding.
        DomainError: the melding has ended without a casus.
    """
    at = at or clock.now()
    policy.require(viewer, Permission.MELDPUNT_WERKEN)
    mine = Melding.objects.filter(
        Q(eigenaar_id=viewer.deelname_id)
        | Q(doorgestuurd_naar_id=viewer.deelname_id, teruggestuurd_at__isnull=True)
    )
    melding = lock(mine, melding.pk)
    if running := Alarm.objects.filter(melding=melding, status=Status.LOPEND).first():
        return running
    if not melding.is_open and melding.casus_id is None:
        raise DomainError("Deze melding heeft een einde. Sla alarm bij een nieuwe melding.")
    if melding.is_open and not melding.wacht_op_aannemen:
        melding.acuut = True
        melding.volgende_stap, melding.volgende_datum = ACUTE_STAP, clock.local_date(at)
        melding.save()
    return _sla(
        Alarm(
            keten_id=melding.keten_id, melding=melding, casus_id=melding.casus_id,
            kenmerk=melding.kenmerk, afzender_id=viewer.eigen_id,
        ),
        at,
    )  # fmt: skip


@transaction.atomic
def sla_alarm_bij_casus(viewer: Viewer, casus: Casus, *, at: datetime | None = None) -> Alarm:
    """Raise the alarm over a casus that the viewer takes part in; one runs at a time.

    Raises:
        AccessDenied, NotVisible: see the policy.
        DomainError: an alarm of another organisation runs already.
    """
    at = at or clock.now()
    policy.require(viewer, Permission.ALARM_SLAAN)
    policy.require(viewer, Permission.CASUS_ZIEN, casus)
    casus = lock(Casus, casus.pk)
    return _sla_bij_casus(casus, viewer.eigen_id, Alarm.Herkomst.KNOP, at)


@transaction.atomic
def sla_alarm_doorlaatverbod(casus: Casus, afzender_id: UUID, *, at: datetime) -> Alarm:
    """The 1e weging says doorlaatverbod: the list is called; run by a task."""
    return _sla_bij_casus(lock(Casus, casus.pk), afzender_id, Alarm.Herkomst.DOORLAATVERBOD, at)


def _sla_bij_casus(casus: Casus, afzender_id: UUID, herkomst: str, at: datetime) -> Alarm:
    running = Alarm.objects.filter(casus=casus, status=Status.LOPEND)
    if found := running.filter(afzender_id=afzender_id).first() or running.first():
        return found
    return _sla(
        Alarm(
            keten_id=casus.keten_id, casus=casus, kenmerk=casus.kenmerk, afzender_id=afzender_id,
            herkomst=herkomst,
        ),
        at,
    )  # fmt: skip


def _sla(alarm: Alarm, at: datetime) -> Alarm:
    alarm.geslagen_at = alarm.created_at = alarm.volgende_at = at
    alarm.save(force_insert=True)
    logboek.record(
        Gebeurtenis.ALARM_GESLAGEN, alarm, actie="C", at=at, details={"herkomst": alarm.herkomst}
    )
    _roep_volgende(alarm, at)
    return alarm


def _roep_volgende(alarm: Alarm, at: datetime) -> None:
    """Call the next lines on duty that were not called yet; `alarm` is held by the caller."""
    called = set(alarm.oproepen.values_list("regel", flat=True))
    lijst = (
        Piketregel.objects.filter(keten_id=alarm.keten_id, actief=True)
        .exclude(pk__in=called)
        .select_related("deelname__organisatie", "medewerker")
    )
    op_dienst = [regel for regel in lijst if regel.dienst(at)]
    if not op_dienst:
        alarm.volgende_at, alarm.uitgeput_at = None, at
        alarm.save()
        logboek.record(Gebeurtenis.ALARM_UITGEPUT, alarm, at=at)
        outbox.post("alarm.uitgeput", alarm_id=alarm.pk)
        return
    nu = [regel for regel in op_dienst if regel.volgorde == op_dienst[0].volgorde]
    stap = (alarm.oproepen.order_by("-stap").values_list("stap", flat=True).first() or 0) + 1
    alarm.volgende_at = at + timedelta(minutes=min(regel.minuten for regel in nu))
    alarm.save()
    for regel in nu:
        oproep = Oproep.objects.create(
            alarm=alarm, afzender_id=alarm.afzender_id, deelname=regel.deelname, regel=regel,
            stap=stap, wie=regel.wie[:200], telefoon=regel.telefoon, opgeroepen_at=at,
            uiterlijk_at=at + timedelta(minutes=regel.minuten), created_at=at,
        )  # fmt: skip
        logboek.record(
            Gebeurtenis.ALARM_OPGEROEPEN, oproep, casus=alarm.casus_id, actie="C", at=at,
            details={"stap": stap, "alarm": str(alarm.pk)},
        )  # fmt: skip
        outbox.post("alarm.opgeroepen", oproep_id=oproep.pk)


def escaleer(at: datetime | None = None) -> int:
    """Call the next for every alarm of the acting keten whose time is over; returns how many.

    Two beats at once: who holds the alarm moves it on, the other passes it by and finds it moved.
    """
    at = at or clock.now()
    done = 0
    for pk in list(_te_laat(at).values_list("pk", flat=True)):
        try:
            with transaction.atomic():
                rows = _te_laat(at).filter(pk=pk)
                alarm = rows.select_for_update(skip_locked=True, of=("self",)).first()
                if alarm is not None:
                    _roep_volgende(alarm, at)
                    done += 1
        except Exception:  # one alarm that cannot go on holds up no other
            logger.exception("alarm %s kon niet verder", pk)
    return done


def _te_laat(at: datetime) -> QuerySet[Alarm]:
    return Alarm.objects.filter(status=Status.LOPEND, volgende_at__lte=at).order_by("volgende_at")


def koppel_alarmen(melding: Melding, casus: Casus) -> None:
    """The melding became a casus: its alarms show there too; part of the transaction of its caller."""
    busy = set(
        Alarm.objects.filter(casus=casus, status=Status.LOPEND).values_list(
            "afzender_id", flat=True
        )
    )
    for alarm in melding.alarmen.filter(casus__isnull=True):
        if not (alarm.loopt and alarm.afzender_id in busy):
            alarm.casus = casus
            alarm.save()


def _houd(viewer: Viewer, pk: UUID) -> Alarm:
    """Lock an alarm that the viewer's organisation raised or was called for."""
    alarmen = Alarm.objects.voor(viewer)  # type: ignore[attr-defined]
    return lock(alarmen, pk)


@transaction.atomic
def bevestig_alarm(viewer: Viewer, pk: UUID, *, at: datetime | None = None) -> Alarm:
    """ "Wij komen in actie": the calling stops. Confirming twice changes nothing.

    Raises:
        NotVisible: this organisation was not called.
        DomainError: it was called off.
    """
    at = at or clock.now()
    policy.require(viewer, Permission.ALARM_BEVESTIGEN)
    alarm = _houd(viewer, pk)
    eigen = list(alarm.oproepen.filter(deelname_id=viewer.eigen_id))
    if not eigen:
        raise NotVisible
    for oproep in eigen:
        if oproep.bevestigd_at is None:
            oproep.bevestigd_at, oproep.bevestigd_door_id = at, viewer.medewerker_id
            oproep.save()
    return _bevestigd(alarm, viewer.eigen_id, eigen[0], at)


@transaction.atomic
def noteer_bevestiging(
    viewer: Viewer, pk: UUID, oproep_id: UUID, *, naam: str, at: datetime | None = None
) -> Alarm:
    """Who raised it called by telephone, and this person said: we come.

    Raises:
        NotVisible: not an alarm of this organisation, or no such call.
        DomainError: no name, or it was called off.
    """
    at = at or clock.now()
    policy.require(viewer, Permission.ALARM_SLAAN)
    alarm = _houd(viewer, pk)
    if alarm.afzender_id != viewer.eigen_id:
        raise NotVisible
    oproep = lock(alarm.oproepen.all(), oproep_id)
    if not naam.strip():
        raise DomainError("Schrijf op wie u sprak.", veld="naam")
    if oproep.bevestigd_at is None:
        oproep.bevestigd_at, oproep.bevestigd_naam = at, naam.strip()[:120]
        oproep.save()
    return _bevestigd(alarm, oproep.deelname_id, oproep, at)


def _bevestigd(alarm: Alarm, deelname_id: UUID, oproep: Oproep, at: datetime) -> Alarm:
    if alarm.status == Status.AFGEMELD:
        raise DomainError("Dit alarm is afgemeld. U hoeft niets meer te doen.")
    if alarm.status == Status.BEVESTIGD:
        return alarm
    alarm.status, alarm.volgende_at = Status.BEVESTIGD, None
    alarm.bevestigd_at, alarm.bevestigd_door_id = at, deelname_id
    alarm.save()
    logboek.record(Gebeurtenis.ALARM_BEVESTIGD, alarm, at=at, details={"oproep": str(oproep.pk)})
    outbox.post("alarm.bevestigd", alarm_id=alarm.pk)
    return alarm


@transaction.atomic
def meld_alarm_af(viewer: Viewer, pk: UUID, *, reden: str, at: datetime | None = None) -> Alarm:
    """False alarm, or no longer needed: everyone who was called hears it. Sent twice it is one.

    Raises:
        NotVisible: not raised by this organisation.
        DomainError: no reason.
    """
    at = at or clock.now()
    policy.require(viewer, Permission.ALARM_SLAAN)
    alarm = _houd(viewer, pk)
    if alarm.afzender_id != viewer.eigen_id:
        raise NotVisible
    if alarm.status == Status.AFGEMELD:
        return alarm
    if not reden.strip():
        raise DomainError("Schrijf op waarom u het alarm afmeldt.", veld="reden")
    alarm.status, alarm.volgende_at = Status.AFGEMELD, None
    alarm.afgemeld_at, alarm.afmeldreden = at, reden.strip()[:300]
    alarm.save()
    logboek.record(Gebeurtenis.ALARM_AFGEMELD, alarm, reden=alarm.afmeldreden, at=at)
    outbox.post("alarm.afgemeld", alarm_id=alarm.pk)
    return alarm


@transaction.atomic
def schrijf_alarmbericht(
    viewer: Viewer, pk: UUID, *, bericht: str, at: datetime | None = None
) -> Alarm:
    """What those who are called need to know, chosen by who raised it; read after login, and logged.

    Raises:
        NotVisible: not raised by this organisation.
    """
    at = at or clock.now()
    policy.require(viewer, Permission.ALARM_SLAAN)
    alarm = _houd(viewer, pk)
    if alarm.afzender_id != viewer.eigen_id:
        raise NotVisible
    if alarm.bericht != bericht.strip():
        alarm.bericht = bericht.strip()
        alarm.save()
        logboek.record(Gebeurtenis.ALARM_BERICHT, alarm, at=at)
    return alarm
