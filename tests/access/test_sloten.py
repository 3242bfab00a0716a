"""With either lock switched off, the other one alone still shows nothing foreign."""

import pytest
from django.db import InternalError, ProgrammingError, connection, transaction

from cases.models import (
    Betrokkene,
    Betrokkenheid,
    Casus,
    Dossier,
    Persoon,
    Situatie,
    Uitsluiting,
)
from cases.models.casus import CasusQuerySet
from cases.services.betrokkenheid import beeindig
from ketenregie.foundation.viewer import acting_as
from tests.access.sloten import niets_bewaard
from tests.factories.cases import doe_mee, maak_casus

MODELLEN = [Casus, Dossier, Persoon, Betrokkene, Situatie]


@pytest.fixture
def vreemde_casus(viewer):
    return maak_casus(viewer("apeldoorn.krt"), titel="KANARIE vreemde casus")


@pytest.mark.parametrize("username", ["politie.krt", "elders.krt", "moviera.krt", "zvh.fg"])
def test_forgotten_filter_shows_nothing_foreign(vreemde_casus, als, username):
    with als(username):
        for model in MODELLEN:
            assert list(model.objects.all()) == []
        for history in (Casus.history, Persoon.history, Situatie.history):
            assert list(history.all()) == []


@pytest.mark.parametrize("username", ["politie.krt", "elders.krt", "moviera.krt"])
def test_policy_alone_shows_nothing_foreign(vreemde_casus, viewer, as_owner, username):
    vreemd = viewer(username)
    with as_owner, connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # or ALTER TABLE refuses
        for model in MODELLEN:
            cursor.execute(f'ALTER TABLE "{model._meta.db_table}" DISABLE ROW LEVEL SECURITY')
    with acting_as(vreemd):
        assert Casus.objects.count() == 1  # the net is really off
        assert list(Casus.objects.visible_to(vreemd)) == []


def test_page_stays_404_with_the_policy_switched_off(vreemde_casus, client_als, monkeypatch):
    niets_bewaard(monkeypatch)
    monkeypatch.setattr(CasusQuerySet, "visible_to", lambda self, viewer: self)
    page = client_als("politie.krt").get("/casussen/").content.decode()
    assert "KANARIE" not in page


def test_without_a_viewer_the_database_shows_nothing(vreemde_casus):
    assert list(Casus.objects.all()) == []


def test_organisation_cannot_let_itself_in(vreemde_casus, als, viewer):
    with als("politie.krt") as politie:
        with pytest.raises(ProgrammingError), transaction.atomic():
            Betrokkenheid.objects.create(
                casus_id=vreemde_casus.pk, deelname_id=politie.deelname_id, status="aanvaard",
                letters={"acties_uitvoeren": "R"}, waarom="zelf",
            )  # fmt: skip
        with connection.cursor() as cursor:
            cursor.execute("UPDATE cases_casus SET zicht = zicht || %s", [politie.nummer])
            assert cursor.rowcount == 0
    with (
        als("apeldoorn.krt") as eigenaar,
        connection.cursor() as cursor,
        pytest.raises((ProgrammingError, InternalError)),
        transaction.atomic(),
    ):
        cursor.execute("UPDATE cases_casus SET zicht = zicht || %s", [eigenaar.nummer + 1])


def test_ending_the_betrokkenheid_ends_the_right_at_once(viewer, client_als):
    eigenaar, politie = viewer("apeldoorn.krt"), viewer("politie.krt")
    casus = maak_casus(eigenaar)
    doe_mee(eigenaar, casus, politie)
    client = client_als("politie.krt")
    assert client.get(f"/casussen/{casus.pk}/").status_code == 200
    with acting_as(eigenaar):
        rij = Betrokkenheid.objects.get(casus=casus, deelname_id=politie.deelname_id)
        beeindig(eigenaar, rij.pk, reden="Taak is klaar")
    assert client.get(f"/casussen/{casus.pk}/").status_code == 404
    with acting_as(politie):
        assert list(Casus.objects.all()) == []


def test_excluded_person_gets_404_while_colleagues_keep_their_right(viewer, client_als):
    eigenaar = viewer("apeldoorn.krt")
    casus = maak_casus(eigenaar)
    with acting_as(eigenaar):
        Uitsluiting.objects.create(
            casus=casus, medewerker_id=eigenaar.medewerker_id, reden="Familie van een betrokkene"
        )
    assert client_als("apeldoorn.krt").get(f"/casussen/{casus.pk}/").status_code == 404
