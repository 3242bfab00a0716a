"""What happens after an alarm is committed: the list is called by mail, and the clock runs.

A message holds the kenmerk and a link, nothing else.
"""

from uuid import UUID

from celery import shared_task
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from cases.models import Casus, EersteWeging, Uitsluiting
from ketenregie.foundation import clock, logboek, outbox, post
from ketenregie.foundation.outbox.models import Bericht
from ketenregie.foundation.viewer import Viewer, acting_as
from ketenregie.foundation.werker import als_werker
from meldpunt.models import Alarm, Oproep
from meldpunt.services.alarm import escaleer, sla_alarm_doorlaatverbod
from partners.access.permissions import Permission
from partners.access.roles import RECHTEN
from partners.geadresseerden import geadresseerden
from partners.models import Keten, Lidmaatschap, bevestigd_op, geldig_op

BEVESTIGEN = "Er is alarm geslagen. Open de link en bevestig dat u in actie komt, of bel meteen."


@outbox.handler("alarm.opgeroepen", naam="meldpunt.mail_oproep")
def mail_oproep(ids: dict[str, UUID], bericht: Bericht) -> None:
    """Whom this line of the list calls; nobody any more once it was confirmed or called off."""
    oproep = (
        Oproep.objects.filter(pk=ids["oproep_id"], alarm__status=Alarm.Status.LOPEND)
        .select_related("alarm", "regel__medewerker")
        .first()
    )
    if oproep is not None:
        alarm = oproep.alarm
        post.stuur(
            _adressen_van(oproep),
            f"ALARM {alarm.kenmerk}: bevestig nu",
            BEVESTIGEN,
            reverse("alarm", args=[alarm.pk]),
        )


@outbox.handler("alarm.bevestigd", naam="meldpunt.mail_alarm_bevestigd")
def mail_bevestigd(ids: dict[str, UUID], bericht: Bericht) -> None:
    """Who raised it hears that somebody comes."""
    _mail_afzender(ids, bericht, "bevestigd", "Een organisatie bevestigde het alarm. Kijk wie.")


@outbox.handler("alarm.uitgeput", naam="meldpunt.mail_alarm_uitgeput")
def mail_uitgeput(ids: dict[str, UUID], bericht: Bericht) -> None:
    """Who raised it hears that nobody is left to call."""
    _mail_afzender(
        ids,
        bericht,
        "niemand bevestigde",
        "De hele piketlijst is opgeroepen en niemand bevestigde. Bel nu zelf.",
    )


def _mail_afzender(ids: dict[str, UUID], bericht: Bericht, wat: str, zin: str) -> None:
    alarm = Alarm.objects.filter(pk=ids["alarm_id"]).first()
    if alarm is not None:
        wie = Q(deelname_id=alarm.afzender_id, functie__in=RECHTEN[Permission.ALARM_SLAAN].functies)
        post.stuur(
            _adressen(alarm, wie),
            f"Alarm {alarm.kenmerk}: {wat}",
            zin,
            reverse("alarm", args=[alarm.pk]),
        )


@outbox.handler("alarm.afgemeld", naam="meldpunt.mail_alarm_afgemeld")
def mail_afgemeld(ids: dict[str, UUID], bericht: Bericht) -> None:
    """Everyone who was called hears that it is over."""
    alarm = Alarm.objects.filter(pk=ids["alarm_id"]).first()
    if alarm is None:
        return
    oproepen = alarm.oproepen.select_related("alarm", "regel__medewerker")
    post.stuur(
        {adres for oproep in oproepen for adres in _adressen_van(oproep)},
        f"Alarm {alarm.kenmerk}: afgemeld",
        "Het alarm is afgemeld. U hoeft niets meer te doen.",
        reverse("alarm", args=[alarm.pk]),
    )


def _adressen_van(oproep: Oproep) -> list[post.Geadresseerde]:
    """The address of the line, its person, or everyone at the organisation with its functie."""
    regel = oproep.regel
    found = [post.Geadresseerde(regel.email)] if regel.email else []
    wie = Q(deelname_id=oproep.deelname_id)
    if regel.medewerker_id:
        return found + _adressen(oproep.alarm, wie & Q(medewerker_id=regel.medewerker_id))
    if regel.functie:
        return found + _adressen(oproep.alarm, wie & Q(functie=regel.functie))
    return found


def _adressen(alarm: Alarm, wie: Q) -> list[post.Geadresseerde]:
    """Active people; nobody hears of a casus he is excluded from."""
    vandaag = clock.today()
    uit = Uitsluiting.objects.in_kracht().filter(  # type: ignore[attr-defined]
        casus=alarm.casus_id, medewerker=OuterRef("medewerker")
    )
    return geadresseerden(
        Lidmaatschap.objects.filter(
            wie, ~Exists(uit), geldig_op(vandaag), bevestigd_op(vandaag), medewerker__is_active=True
        )
    )


@outbox.handler("doorlaatverbod.alarm", naam="meldpunt.alarm_doorlaatverbod")
def alarm_doorlaatverbod(ids: dict[str, UUID], bericht: Bericht) -> None:
    """The 1e weging raised it: the on-call list too, whether they take part in the casus or not."""
    weging = EersteWeging.objects.filter(pk=ids["weging_id"]).first()
    casus = Casus.objects.filter(pk=ids["casus_id"]).first()
    if weging is not None and casus is not None and casus.is_open:
        afzender = weging.gewogen_door_id or weging.leverancier_id
        sla_alarm_doorlaatverbod(casus, afzender, at=clock.now())


@shared_task
def escaleer_alarmen() -> int:
    """Every 15 seconds: nobody confirmed in time, so the next of the list is called."""
    with als_werker():
        ketens = list(Keten.objects.filter(actief=True).values_list("pk", flat=True))
    done = 0
    for pk in ketens:
        viewer = Viewer.voor_systeem(pk, "alarm escaleren")
        with logboek.verzoek(kanaal="taak", route="meldpunt.escaleer_alarmen"), acting_as(viewer):
            done += escaleer()
    return done
