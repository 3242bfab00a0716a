"""The pull feed: what changed since a number, for who may know, without gaps."""

import json

import psycopg
import pytest
from django.db import connection

from cases.models import Gebeurtenisbericht
from cases.services.betrokkenheid.einde import stop_zelf
from cases.services.bijdrage import lever_bijdrage
from ketenregie.foundation import outbox
from ketenregie.foundation.viewer import acting_as
from meldpunt.services.registratie import neem_op
from tests.conftest import database_role
from tests.factories.meldpunt import maak_signaal
from tests.factories.plan import leg_voor, maak_casus, maak_plan
from tests.factories.toegang import opstelling, vraag

FEED = "/api/v1/gebeurtenissen"


def bezorg():
    with database_role("werker"):
        return outbox.relay()


def lees(client, **vraag):
    return client.get(FEED, vraag).json()["resultaten"]


def soorten(client, **vraag):
    return [g["soort"] for g in lees(client, **vraag)]


def test_each_partner_hears_what_it_may_know_and_nothing_else(viewer, api):
    o = opstelling(viewer)
    bezorg()
    politie, moviera = api("demo-politie"), api("demo-moviera")
    objecten = {n: {g["object"] for g in lees(c)} for n, c in (("p", politie), ("m", moviera))}
    assert str(o.hulp.pk) in objecten["p"]  # withheld: it sees that it is there
    assert str(o.justitie.pk) not in objecten["m"]  # hidden
    assert lees(api("demo-elders")) == []
    [een] = [g for g in lees(politie, soort="bijdrage.geleverd") if g["object"] == str(o.hulp.pk)]
    assert politie.get(een["href"]).json()["afgeschermd"] is True
    assert een["casus"] == str(o.casus.pk)
    assert set(een) == {"id", "volgnummer", "soort", "tijdstip", "casus", "object", "href"}


def test_after_a_number_comes_everything_later_once(viewer, api):
    o = opstelling(viewer)
    bezorg()
    politie = api("demo-politie")
    eerst = lees(politie, na=0)
    laatste = eerst[-1]["volgnummer"]
    assert [g["volgnummer"] for g in eerst] == sorted(g["volgnummer"] for g in eerst)
    assert lees(politie, na=laatste) == []
    vraag(o)
    bezorg()
    assert bezorg() == 0  # delivered again it is one line
    assert soorten(politie, na=laatste) == ["toegangsverzoek.gedaan"]
    url, all_of_it = f"{FEED}?na=0&limit=2", []
    while url:
        page = politie.get(url).json()
        all_of_it += page["resultaten"]
        url = page["volgende"]
    assert [g["id"] for g in all_of_it] == [g["id"] for g in lees(politie, na=0, limit=100)]
    assert soorten(politie, sinds="2999-01-01T00:00:00Z") == []


def test_number_is_handed_out_under_a_lock_that_lasts_until_the_commit(viewer):
    opstelling(viewer)
    keten = viewer("politie.krt").keten_id
    bezorg()
    with acting_as(viewer("politie.krt")):
        assert Gebeurtenisbericht.objects.exists()
    params = connection.get_connection_params()
    for name in ("cursor_factory", "context", "assume_role"):
        params.pop(name, None)
    with psycopg.connect(**params) as other:
        taken = other.execute(
            "SELECT pg_try_advisory_lock(hashtext(%s))", [f"gebeurtenissen|{keten}"]
        ).fetchone()
    assert taken == (False,)


def test_who_left_the_casus_hears_nothing_any_more_not_even_of_before(viewer, api):
    o = opstelling(viewer)
    bezorg()
    politie = api("demo-politie")
    assert lees(politie)
    with acting_as(o.politie):
        stop_zelf(o.politie, o.casus, reden="Niet meer nodig")
    assert lees(politie) == []


def test_kinds_follow_the_scopes_of_the_token(viewer, api):
    o = opstelling(viewer)
    vraag(o)
    bezorg()
    token = api("demo-politie", scope="gebeurtenissen:lezen toegang:lezen")
    assert set(soorten(token)) == {"toegangsverzoek.gedaan"}
    assert api("demo-politie", scope="casussen:lezen").get(FEED).status_code == 403


def test_plan_in_the_making_is_told_to_who_works_on_it(viewer, api):
    casus = maak_casus(viewer)
    leg_voor(viewer, maak_plan(viewer, casus))
    bezorg()
    assert "plan.ter-instemming" in soorten(api("demo-politie"))
    [g] = lees(api("demo-politie"), soort="plan.ter-instemming")
    assert api("demo-politie").get(g["href"]).json()["id"] == g["object"]


def test_no_line_holds_a_word_of_the_casus(viewer, api):
    o = opstelling(viewer)
    with acting_as(o.politie):
        lever_bijdrage(
            o.politie, o.casus, tekst="KANARIE", gegevenscategorie="toezicht_handhaving",
            grondslag="wgs",
        )  # fmt: skip
    bezorg()
    assert "KANARIE" not in json.dumps(lees(api("demo-apeldoorn"), limit=100))


@pytest.mark.parametrize("aantal", [1, 3])
def test_query_count_of_the_feed(viewer, api, django_assert_max_num_queries, aantal):
    opstelling(viewer)
    bezorg()
    politie = api("demo-politie")
    with django_assert_max_num_queries(14):
        assert len(lees(politie, limit=aantal)) == aantal


def test_who_filed_a_melding_hears_that_its_status_changed(viewer, api):
    melding = maak_signaal(viewer("politie.krt"))
    vt = viewer("vt.meldpunt")
    with acting_as(vt):
        neem_op(vt, melding)
    bezorg()
    [g] = lees(api("demo-politie"), soort="melding.status-gewijzigd")
    assert api("demo-politie").get(g["href"]).json()["status"] == "in_behandeling"
    assert lees(api("demo-moviera")) == []
