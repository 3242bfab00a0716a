"""Lessons have an owner; terugkoppelingen outlive the casus."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction

from cases.models import Casus, Termijn, Uitsluiting
from cases.services.betrokkenheid.einde import stop_zelf
from cases.services.casus import einde_casus
from evaluatie.gates import terugkoppelingen_gepland
from evaluatie.models import Evaluatieopdracht, Terugkoppeling, Verbeterpunt
from evaluatie.selectors import terugkoppelingen_for
from evaluatie.services.beschrijving import controleer_beschrijving
from evaluatie.services.borgen import (
    geef_terugkoppeling,
    plan_terugkoppelingen,
    rond_verbeterpunt_af,
)
from evaluatie.services.opdracht import scheld_evaluatie_kwijt
from evaluatie.work import terugkoppelingen as terugkoppelingen_bron
from ketenregie.foundation import clock
from ketenregie.foundation.errors import AccessDenied, DomainError, GateClosed, NotVisible
from ketenregie.foundation.logboek.models import Logregel
from ketenregie.foundation.viewer import Viewer, acting_as
from ketenregie.foundation.werk import Werksoort
from partners.models import Partij
from partners.services.partijen import tree_uit
from tests.factories.evaluatie import deelname


@pytest.fixture
def gesloten(als, casus):
    """Waived, checked, planned, closed."""
    with als("zvh.procesregisseur") as regie:
        opdracht = scheld_evaluatie_kwijt(regie, casus, reden="Te kort.")
        with pytest.raises(GateClosed):
            einde_casus(regie, casus, "afgesloten", reden="Klaar.")
        controleer_beschrijving(regie, opdracht, tekst=opdracht.beschrijving.tekst)
        plan_terugkoppelingen(regie, casus)
        return einde_casus(regie, casus, "afgesloten", reden="Klaar.")


def test_each_receiving_organisation_gets_a_termijn_of_twelve_months(als, casus):
    with als("zvh.procesregisseur") as regie:
        assert terugkoppelingen_gepland(casus) != []
        made = plan_terugkoppelingen(regie, casus)
        assert {t.uiterlijk for t in made} == {clock.add_maanden(clock.today(), 12)}
        assert len(made) == 4
        assert terugkoppelingen_gepland(casus) == []
        assert plan_terugkoppelingen(regie, casus) == []


def test_a_terugkoppeling_is_due_and_given_after_the_closing(als, gesloten):
    with als("politie.krt") as politie:
        assert not Casus.objects.visible_to(politie).exists()
        termijn = Termijn.objects.get(
            deelname_id=politie.deelname_id, sleutel__startswith="terugkoppeling"
        )
        assert termijn.voldaan_at is None
        with pytest.raises(DomainError):
            geef_terugkoppeling(politie, termijn.pk, tekst="")
        geef_terugkoppeling(politie, termijn.pk, tekst="Twee controles gedaan.")
        termijn.refresh_from_db()
        assert termijn.voldaan_at is not None
    with als("vt.krt") as vt, pytest.raises(NotVisible):
        geef_terugkoppeling(vt, termijn.pk, tekst="Niet van ons.")


@pytest.fixture
def vertrokken(als, casus):
    """The clock of the politie, which left the open casus after it was planned."""
    with als("zvh.procesregisseur") as regie:
        plan_terugkoppelingen(regie, casus)
    with als("politie.krt") as politie:
        stop_zelf(politie, Casus.objects.haal(politie, casus.pk), reden="Onze rol is over.")
    with als("zvh.procesregisseur"):
        return Termijn.objects.get(casus=casus, deelname=deelname("Politie"))


def test_who_left_an_open_casus_tells_what_it_did_and_sees_nothing_else(
    als, client_als, casus, vertrokken
):
    client, adres = client_als("politie.krt"), f"/evaluatie/terugkoppelingen/{vertrokken.pk}/"
    with clock.frozen(clock.now() + timedelta(days=330)):
        with als("politie.krt") as politie:
            [werk] = Werksoort(terugkoppelingen_bron)(politie)
            assert (werk.url, werk.casus_kenmerk) == (adres, "")
            assert casus.kenmerk in werk.waarom
            assert not Casus.objects.exists()
            assert set(Termijn.objects.all()) == {vertrokken}
            assert {h.id for h in Termijn.history.all()} == {vertrokken.pk}
        assert client.get(f"/casussen/{casus.pk}/").status_code == 404
        page = client.get(adres)
        html = page.content.decode()
        assert (page.status_code, casus.titel in html, str(casus.pk) in html) == (200, False, False)
        assert vertrokken.naam in client.get("/evaluatie/").content.decode()
        assert client.post(adres, {"tekst": " "}).status_code == 422
        assert client.post(adres, {"tekst": "Twee controles gedaan."}).status_code == 302
        assert client.get(adres).status_code == 404  # given is given
    with als("zvh.procesregisseur") as regie:
        assert Terugkoppeling.objects.get(termijn=vertrokken).tekst == "Twee controles gedaan."
        seen = Logregel.objects.filter(object_id=vertrokken.pk, gebeurtenis="bekeken")
        assert {(r.casus_id, r.deelname_id) for r in seen} == {(casus.pk, deelname("Politie").pk)}
        assert terugkoppelingen_for(regie) != []


def test_nobody_else_finds_that_clock_nor_an_excluded_person_of_the_same_organisation(
    als, viewer, client_als, casus, vertrokken
):
    adres = f"/evaluatie/terugkoppelingen/{vertrokken.pk}/"
    with als("zvh.procesregisseur") as regie:
        Uitsluiting.objects.create(
            casus=casus, medewerker_id=viewer("politie.krt").medewerker_id,
            deelname=deelname("Politie"), reden="Familie.", created_by_id=regie.medewerker_id,
        )  # fmt: skip
    for wie in ("politie.krt", "vt.krt", "om.krt", "moviera.zorg", "elders.krt"):
        client = client_als(wie)
        foreign, absent = client.get(adres), client.get(f"/evaluatie/terugkoppelingen/{uuid4()}/")
        assert (foreign.status_code, foreign.content) == (404, absent.content), wie
        with als(wie) as iemand, pytest.raises(NotVisible):
            geef_terugkoppeling(iemand, vertrokken.pk, tekst="Niet van ons.")
    with als("politie.krt") as politie:
        assert terugkoppelingen_for(politie) == []
        assert not Termijn.objects.exists()  # the second lock alone


def test_beside_the_answer_who_left_changes_nothing_and_answers_for_nobody_else(
    als, viewer, casus, vertrokken
):
    with als("zvh.procesregisseur"):
        other = Termijn.objects.get(casus=casus, deelname=deelname("Veilig Thuis"))
    own = {"casus_id": casus.pk, "deelname": deelname("Politie"), "tekst": "x"}
    with als("politie.krt"):
        rows = Termijn.objects.filter(pk=vertrokken.pk)
        for change in (
            lambda: rows.update(uiterlijk=clock.today()),
            lambda: rows.update(voldaan_at=clock.now(), naam="x"),
            lambda: Terugkoppeling.objects.create(termijn_id=other.pk, **own),
            lambda: Termijn.objects.create(
                casus_id=casus.pk, deelname=deelname("Politie"), sleutel="terugkoppeling:x",
                naam="x", uiterlijk=clock.today(),
            ),
        ):  # fmt: skip
            with pytest.raises(DatabaseError), transaction.atomic():
                change()


def test_a_party_that_withdrew_still_tells_what_it_did(als, viewer, casus, vertrokken):
    with als("zvh.beheer") as beheer:
        partij = Partij.objects.get(deelname=deelname("Politie"), convenant__nummer=1)
        tree_uit(beheer, partij.pk, reden="Bestuur besloot te stoppen.")
    with als("politie.krt") as politie:
        assert [t.pk for t in terugkoppelingen_for(politie)] == [vertrokken.pk]
        geef_terugkoppeling(politie, vertrokken.pk, tekst="Niets: het was al bekend.")


@pytest.fixture
def punt(viewer):
    begeleider = viewer("riec.begeleider")
    with acting_as(Viewer.voor_systeem(begeleider.keten_id, "toezicht")):
        return Verbeterpunt.objects.create(
            keten_id=begeleider.keten_id,
            categorie="kennis",
            tekst="Train de baliemedewerkers.",
            eigenaar=deelname("Politie"),
            datum=clock.today(),
        )


def test_only_the_owner_ends_a_lesson_and_with_a_result(als, punt):
    with als("vt.krt") as vt, pytest.raises(AccessDenied):
        rond_verbeterpunt_af(vt, punt.pk, resultaat="Gedaan.")
    with als("politie.krt") as politie:
        with pytest.raises(DomainError):
            rond_verbeterpunt_af(politie, punt.pk, resultaat="")
        done = rond_verbeterpunt_af(politie, punt.pk, resultaat="Training gegeven.")
        assert (done.status, done.afgerond_at is not None) == ("gerealiseerd", True)
    with als("elders.krt") as elders, pytest.raises(NotVisible):
        rond_verbeterpunt_af(elders, punt.pk, resultaat="Gedaan.")


def test_a_lesson_survives_the_casus(als, viewer, lopend, casus):
    with als("riec.begeleider") as begeleider:
        Verbeterpunt.objects.create(
            keten_id=begeleider.keten_id, opdracht=lopend, categorie="kennis", tekst="Train.",
            eigenaar=deelname("Politie"), datum=clock.today(),
        )  # fmt: skip
    with acting_as(Viewer.voor_systeem(casus.keten_id, "bewaartermijn")):
        Evaluatieopdracht.objects.filter(pk=lopend.pk).delete()
        assert Verbeterpunt.objects.get().opdracht_id is None
