"""The meeting for one's own calendar: time, place and the link, nothing about whom it is."""

from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET
from icalendar import Calendar, Event

from cases import tafel
from cases.models import Casusoverleg
from cases.views.basis import viewer_of_request
from ketenregie.foundation import clock, logboek
from partners.access import policy
from partners.access.permissions import Permission


@require_GET
def overleg_agenda(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One meeting as text/calendar; fetched again it changes the same entry.

    Raises:
        NotVisible: no meeting that this viewer is at.
    """
    viewer = viewer_of_request(request)
    policy.require(viewer, Permission.OVERLEG_ZIEN)
    overleg = tafel.haal_overleg(viewer, pk)
    logboek.bekeken(overleg)
    response = HttpResponse(_ics(overleg), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="casusoverleg.ics"'
    return response


def _ics(overleg: Casusoverleg) -> bytes:
    """Times in UTC: right on every device, also over the clock change."""
    link = settings.ADRES + reverse("overleg", args=[overleg.pk])
    event = Event()
    event.add("uid", f"{overleg.pk}@{urlsplit(settings.ADRES).hostname or 'ketenregie'}")
    event.add("dtstamp", clock.now())
    # A higher number replaces what the calendar has.
    event.add("sequence", overleg.versie)
    event.add("dtstart", overleg.begint_at)
    event.add("dtend", overleg.eindigt_at)
    event.add("summary", "Casusoverleg")
    if overleg.locatie:
        event.add("location", overleg.locatie)
    event.add("description", f"Agenda en stukken staan in Ketenregie: {link}")
    event.add("url", link)
    event.add("class", "PRIVATE")
    vervallen = overleg.status == Casusoverleg.Status.VERVALLEN
    event.add("status", "CANCELLED" if vervallen else "CONFIRMED")
    calendar = Calendar()
    calendar.add("prodid", "-//Ketenregie//Casusoverleg//NL")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if vervallen else "PUBLISH")
    calendar.add_component(event)
    return calendar.to_ical()  # type: ignore[no-any-return]
