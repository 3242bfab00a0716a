"""The days on which something is due, for the calendar program of one person: counts and times only.

The key in the address is the login, so what it opens is next to nothing: no kenmerk, no title, no place.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from hashlib import sha256
from uuid import UUID, uuid5

from django.conf import settings
from django.contrib import messages
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_POST, require_safe
from icalendar import Calendar, Event

from cases import tafel
from cases.models import Casusoverleg
from ketenregie.foundation import clock, logboek
from ketenregie.foundation.errors import AccessDenied
from ketenregie.foundation.postvak import agenda
from ketenregie.foundation.viewer import Viewer, acting_as
from ketenregie.foundation.web import niet_gevonden, publiek
from ketenregie.foundation.werk import werkblad
from meldpunt.publiek.remmen import te_veel
from partners.access import policy
from partners.access.permissions import Permission
from partners.access.viewers import viewer_for_later

PER_UUR = 60
MISSERS_PER_UUR = 30


@require_POST
def adres(request: HttpRequest) -> HttpResponse:
    """A new key; the page that shows it is the answer itself, so that it stands in no history."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    policy.require(viewer, Permission.WERK_ZIEN)
    pad = reverse("agenda_feed", args=[agenda.maak(viewer)])
    context = {"adres": settings.ADRES + pad, "kruimels": []}
    return render(request, "portaal/agenda_adres.html", context)


@require_POST
def intrekken(request: HttpRequest) -> HttpResponse:
    """The key opens nothing any more."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    policy.require(viewer, Permission.WERK_ZIEN)
    if agenda.trek_in(viewer):
        messages.success(request, "Het adres van uw agenda werkt niet meer.")
    return redirect("berichten_voorkeuren")


@publiek
@require_safe
def feed(request: HttpRequest, sleutel: str) -> HttpResponse:
    """text/calendar with the rights of this moment; a key that opens nothing is as absent."""
    if _vaak(sleutel):
        return HttpResponse(status=429, headers={"Retry-After": "3600"})
    gevonden = agenda.wie(sleutel)
    if gevonden is None:
        te_vaak = te_veel(request, "agenda", hoogstens=MISSERS_PER_UUR, seconden=3600)
        return HttpResponse(status=429) if te_vaak else niet_gevonden(request)
    try:
        medewerker_id, lidmaatschap_id = gevonden
        viewer = viewer_for_later(lidmaatschap_id, medewerker_id)
    except AccessDenied:
        return niet_gevonden(request)
    with (
        acting_as(viewer),
        logboek.verzoek(kanaal="web", route="agenda_feed") as log,
    ):
        inhoud = _ics(lidmaatschap_id, _termijnen(viewer), _overleggen(viewer))
        log.schrijf(actie="R", status=200)
    return HttpResponse(inhoud, content_type="text/calendar; charset=utf-8")


def _vaak(sleutel: str) -> bool:
    naam = f"agenda:{sha256(sleutel.encode()).hexdigest()}"
    try:
        cache.add(naam, 0, timeout=3600)
        return cache.incr(naam) > PER_UUR
    except ValueError:  # expired between the two
        return False


def _termijnen(viewer: Viewer) -> dict[date, int]:
    """Day -> how many lines of Mijn werk are due, those that wait for others left out."""
    return dict(Counter(r.dag for r in werkblad(viewer).regels if r.dag and not r.wacht))


def _overleggen(viewer: Viewer) -> list[Casusoverleg]:
    if not policy.may(viewer, Permission.OVERLEG_ZIEN):
        return []
    rijen = tafel.overleggen_voor(viewer).filter(status=Casusoverleg.Status.GEPLAND)
    return list(rijen.order_by("begint_at", "pk"))


def _ics(wiens: UUID, termijnen: dict[date, int], overleggen: Iterable[Casusoverleg]) -> bytes:
    """The same day is the same entry each time; ids of rows do not leave."""
    calendar = Calendar()
    calendar.add("prodid", "-//Ketenregie//Termijnen//NL")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", "Ketenregie")
    calendar.add("refresh-interval", timedelta(hours=4))
    for dag, aantal in sorted(termijnen.items()):
        woord = "Termijn" if aantal == 1 else f"{aantal} termijnen"
        event = _event(wiens, f"dag {dag}", f"{woord} in Ketenregie", "/werk/")
        event.add("dtstart", dag)
        event.add("dtend", dag + timedelta(days=1))
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    for overleg in overleggen:
        event = _event(wiens, f"overleg {overleg.pk}", "Overleg", "/overleggen/")
        event.add("dtstart", overleg.begint_at)
        event.add("dtend", overleg.eindigt_at)
        calendar.add_component(event)
    return calendar.to_ical()  # type: ignore[no-any-return]


def _event(wiens: UUID, wat: str, titel: str, pad: str) -> Event:
    event = Event()
    event.add("uid", f"{uuid5(wiens, wat)}@ketenregie")
    event.add("dtstamp", clock.now())
    event.add("summary", titel)
    event.add("url", settings.ADRES + pad)
    event.add("class", "PRIVATE")
    return event


urlpatterns = [
    path("berichten/agenda/", adres, name="agenda_adres"),
    path("berichten/agenda/intrekken/", intrekken, name="agenda_intrekken"),
    path("agenda/<str:sleutel>.ics", feed, name="agenda_feed"),
]
