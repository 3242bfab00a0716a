"""Sessions of people: when one counts, and ending them when rights change."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.sessions.models import Session

from ketenregie.foundation import clock, logboek
from ketenregie.foundation.errors import NotVisible
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.viewer import Viewer, acting_as
from partners.models import Medewerker, Sessie

BEGONNEN = "begonnen"
_SYSTEMEN = {"Windows": "Windows", "iPhone": "iPhone", "iPad": "iPad", "Android": "Android",
             "Mac OS": "Mac", "CrOS": "Chromebook", "Linux": "Linux"}  # fmt: skip
_BROWSERS = {"Edg/": "Edge", "Firefox/": "Firefox", "Chrome/": "Chrome", "Safari/": "Safari"}


def begin_sessie(session: Any, at: datetime | None = None) -> None:
    """Note when somebody logged in: an absolute end counts from here."""
    session[BEGONNEN] = (at or clock.wall_now()).timestamp()


def waarom_voorbij(session: Any, medewerker: Medewerker, at: datetime | None = None) -> str:
    """Why this session no longer counts, in Dutch; "" while it does. No queries."""
    at = at or clock.wall_now()
    begonnen = datetime.fromtimestamp(session.get(BEGONNEN, 0), UTC)
    if (at - begonnen).total_seconds() > settings.SESSIE_UREN * 3600:
        return f"U was {settings.SESSIE_UREN} uur ingelogd. Log opnieuw in om verder te gaan; uw concepten staan er nog."
    if medewerker.sessies_vanaf and begonnen < medewerker.sessies_vanaf:
        return "Uw rechten of uw inloggegevens zijn gewijzigd. Log opnieuw in; uw concepten staan er nog."
    return ""


def beeindig_sessies(medewerker_ids: Iterable[UUID], *, at: datetime | None = None) -> None:
    """Every session of these people ends at its next request; they log in again with the rights of then."""
    Medewerker.objects.filter(pk__in=list(medewerker_ids)).update(
        sessies_vanaf=at or clock.wall_now()
    )


def onthoud_sessie(request: Any, medewerker: Medewerker) -> None:
    """Note the browser of this session, in words, so that its owner recognises it. No address is kept."""
    agent = request.META.get("HTTP_USER_AGENT", "")
    systeem = next((naam for deel, naam in _SYSTEMEN.items() if deel in agent), "onbekend toestel")
    browser = next((naam for deel, naam in _BROWSERS.items() if deel in agent), "Een browser")
    with acting_as(_zichzelf(medewerker)):
        # No session lasts that long: these were never ended by hand.
        Sessie.objects.filter(
            medewerker=medewerker, created_at__lt=clock.wall_now() - timedelta(days=1)
        ).delete()
        Sessie.objects.update_or_create(
            sleutel=request.session.session_key,
            defaults={"medewerker": medewerker, "toestel": f"{browser} op {systeem}"},
        )


def _zichzelf(medewerker: Medewerker) -> Viewer:
    """Before somebody acts for an organisation there is only the person."""
    return Viewer(keten_id=UUID(int=0), medewerker_id=medewerker.pk, naam=medewerker.naam)


@dataclass(frozen=True, slots=True)
class SessieRegel:
    """One browser in which somebody is logged in."""

    pk: UUID
    toestel: str
    begonnen_at: datetime
    laatst_at: datetime
    deze: bool


def sessies_van(medewerker: Medewerker, deze: str | None) -> list[SessieRegel]:
    """Sessions that still run, the newest first; rows of sessions that are over are cleared. Three queries."""
    with acting_as(_zichzelf(medewerker)):
        rijen = list(Sessie.objects.filter(medewerker=medewerker))
        lopend = dict(
            Session.objects.filter(
                session_key__in=[r.sleutel for r in rijen], expire_date__gt=clock.wall_now()
            ).values_list("session_key", "expire_date")
        )
        Sessie.objects.filter(pk__in=[r.pk for r in rijen if r.sleutel not in lopend]).delete()
    duur = timedelta(seconds=settings.SESSION_COOKIE_AGE)
    return [
        SessieRegel(r.pk, r.toestel, r.created_at, lopend[r.sleutel] - duur, r.sleutel == deze)
        for r in rijen
        if r.sleutel in lopend
    ]


def beeindig_sessie(medewerker: Medewerker, pk: UUID) -> None:
    """End one session of one's own; its browser is logged out at the next click.

    Raises:
        NotVisible: no session of this person.
    """
    with acting_as(_zichzelf(medewerker)):
        rij = Sessie.objects.filter(medewerker=medewerker, pk=pk).first()
        if rij is None:
            raise NotVisible
        Session.objects.filter(session_key=rij.sleutel).delete()
        rij.delete()
    logboek.record(Gebeurtenis.SESSIE_BEEINDIGD, medewerker, actie="E")
