"""What happens after an overdracht is committed: the other side hears, and the sender gets its next step."""

from uuid import UUID

from celery import shared_task
from django.db.models import Q
from django.urls import reverse

from cases.models import Casus, Overdracht
from cases.services import overdracht as diensten
from cases.tasks import adressen_van, per_keten
from ketenregie.foundation import clock, outbox, post
from ketenregie.foundation.locking import lock
from ketenregie.foundation.outbox.models import Bericht

Status = Overdracht.Status


def _rij(ids: dict[str, UUID], *statussen: str) -> Overdracht | None:
    return Overdracht.objects.filter(pk=ids["overdracht_id"], status__in=statussen).first()


def _mail(rij: Overdracht, deelname_id: UUID | None, onderwerp: str, zin: str) -> None:
    post.stuur(
        adressen_van(Q(deelname_id=deelname_id), rij.casus_id),
        onderwerp,
        zin,
        reverse("overdracht", args=[rij.pk]),
    )


@outbox.handler("overdracht.verstuurd", naam="cases.mail_overdracht")
def mail_overdracht(ids: dict[str, UUID], bericht: Bericht) -> None:
    """The receiver hears that it is asked to take over."""
    if rij := _rij(ids, Status.VERSTUURD):
        zin = "Een partner vraagt uw organisatie iets over te nemen. Aanvaard of weiger."
        _mail(rij, rij.naar_id, "Er wacht een overdracht op uw antwoord", zin)


@outbox.handler("overdracht.beantwoord", naam="cases.verwerk_overdracht")
def verwerk_overdracht(ids: dict[str, UUID], bericht: Bericht) -> None:
    """The clock of the sender stops and its next step is there."""
    diensten.verwerk_antwoord(ids["overdracht_id"], at=clock.now())


@outbox.handler("overdracht.beantwoord", naam="cases.mail_overdracht_beantwoord")
def mail_beantwoord(ids: dict[str, UUID], bericht: Bericht) -> None:
    """The sender hears that there is an answer."""
    if rij := _rij(ids, *Overdracht.BEANTWOORD):
        zin = "Een partner heeft uw overdracht beantwoord. Bekijk het antwoord."
        _mail(rij, rij.van_id, "Uw overdracht is beantwoord", zin)


@outbox.handler("overdracht.ingetrokken", naam="cases.mail_overdracht_ingetrokken")
def mail_ingetrokken(ids: dict[str, UUID], bericht: Bericht) -> None:
    """Who was asked hears that it is over."""
    if rij := _rij(ids, Status.INGETROKKEN):
        zin = "Een overdracht aan uw organisatie is ingetrokken. U hoeft niets meer te doen."
        _mail(rij, rij.naar_id, "Een overdracht is ingetrokken", zin)


@outbox.handler("overdracht.herinnerd", naam="cases.mail_overdracht_herinnerd")
def mail_herinnerd(ids: dict[str, UUID], bericht: Bericht) -> None:
    """Both sides hear that an answer is late."""
    if rij := _rij(ids, Status.VERSTUURD):
        onderwerp = "Herinnering: een overdracht wacht op antwoord"
        _mail(rij, rij.naar_id, onderwerp, "De termijn is voorbij. Aanvaard of weiger vandaag.")
        _mail(rij, rij.van_id, onderwerp, "De ontvanger antwoordde niet. Bel, of trek in.")


@outbox.handler("casus.beeindigd", naam="cases.overdracht_vervalt")
def overdracht_vervalt(ids: dict[str, UUID], bericht: Bericht) -> None:
    """A casus that has ended offers nothing any more."""
    casus = lock(Casus, ids["casus_id"])
    diensten.laat_vervallen(casus, "De casus is beëindigd.", at=clock.now())


@shared_task
def herinner_overdrachten() -> int:
    """Daily: what nobody answered in time."""
    return per_keten("overdrachten herinneren", diensten.herinner_overdrachten)
