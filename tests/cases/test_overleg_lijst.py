"""The list of casusoverleggen: twelve queries, however many meetings and casussen there are."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.models import Agendapunt, Casusoverleg
from ketenregie.foundation import clock
from ketenregie.foundation.viewer import acting_as
from tests.factories.overleg import casus_in_behandeling, maak_overleg, nodig_aan_tafel

CONTROL = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")


@pytest.mark.parametrize("aantal", [1, 100])
def test_the_list_costs_twelve_queries(viewer, client_als, aantal):
    casus = casus_in_behandeling(viewer)
    eerste = maak_overleg(viewer, casus)
    nodig_aan_tafel(viewer, eerste, casus, "politie.krt")
    zvh = viewer("zvh.procesregisseur")
    with acting_as(zvh):
        for nummer in range(1, aantal):
            begin = clock.now() + timedelta(days=nummer)
            voorbij = nummer % 2 == 1
            overleg = Casusoverleg.objects.create(
                keten_id=zvh.keten_id,
                organisator_id=zvh.deelname_id,
                begint_at=begin,
                eindigt_at=begin + timedelta(hours=1),
                status="vervallen" if voorbij else "gepland",
            )
            Agendapunt.objects.create(
                overleg=overleg, casus=casus, bijdragen_voor=clock.local_date(begin), volgorde=1
            )
    for username in ("zvh.procesregisseur", "politie.krt"):
        client = client_als(username)
        client.get("/overleggen/")
        with CaptureQueriesContext(connection) as queries:
            page = client.get("/overleggen/")
        assert page.content.decode().count(casus.kenmerk) >= min(aantal, 50)
        asked = [q for q in queries.captured_queries if not q["sql"].startswith(CONTROL)]
        # One less while no meeting is behind us: an empty page is not asked for.
        assert len(asked) <= 12, username
