"""A meeting for one's own calendar: when and where, the same entry each time, nothing about whom."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from icalendar import Calendar

from cases.models import Casusoverleg
from ketenregie.foundation.viewer import acting_as
from tests.factories.overleg import casus_in_behandeling, maak_overleg


def overleg_met_casus(viewer):
    casus = casus_in_behandeling(viewer)
    return maak_overleg(viewer, casus), casus


def test_the_entry_tells_when_and_where_and_nothing_about_the_casus(viewer, client_als):
    overleg, casus = overleg_met_casus(viewer)
    answer = client_als("zvh.procesregisseur").get(f"/overleggen/{overleg.pk}/agenda.ics")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    (event,) = Calendar.from_ical(answer.content).walk("VEVENT")
    assert event["summary"] == "Casusoverleg"
    assert event.decoded("dtstart") == overleg.begint_at.replace(microsecond=0)
    assert event.decoded("dtend") == overleg.eindigt_at.replace(microsecond=0)
    assert event["status"] == "CONFIRMED"
    tekst = answer.content.decode()
    assert casus.titel not in tekst
    assert casus.kenmerk not in tekst
    assert f"/overleggen/{overleg.pk}/" in tekst.replace("\r\n ", "")


def test_a_moved_and_a_cancelled_meeting_change_the_same_entry(viewer, client_als):
    overleg, _ = overleg_met_casus(viewer)
    client = client_als("zvh.procesregisseur")

    def entry():
        content = client.get(f"/overleggen/{overleg.pk}/agenda.ics").content
        return Calendar.from_ical(content).walk("VEVENT")[0]

    first = entry()
    with acting_as(viewer("zvh.procesregisseur")):
        row = Casusoverleg.objects.get(pk=overleg.pk)
        # From summer into winter time.
        row.begint_at = datetime(2026, 10, 26, 9, tzinfo=UTC)
        row.eindigt_at = row.begint_at + timedelta(hours=2)
        row.status = Casusoverleg.Status.VERVALLEN
        row.save()
    second = entry()
    assert second["uid"] == first["uid"]
    assert second["sequence"] > first["sequence"]
    assert second["status"] == "CANCELLED"
    assert second.decoded("dtstart") == datetime(2026, 10, 26, 9, tzinfo=UTC)


def test_who_is_not_at_the_meeting_gets_what_an_absent_one_gives(viewer, client_als):
    overleg, _ = overleg_met_casus(viewer)
    for username in ("elders.krt", "meesamen.krt"):
        client = client_als(username)
        foreign = client.get(f"/overleggen/{overleg.pk}/agenda.ics")
        absent = client.get(f"/overleggen/{uuid4()}/agenda.ics")
        assert foreign.status_code == absent.status_code == 404
        assert foreign.content == absent.content
