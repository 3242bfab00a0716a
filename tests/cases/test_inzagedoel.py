"""Who works on a casus opens it at once; who only may see it says first what for."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.auth.models import Permission

from cases.inzagedoel import eigen_werk
from cases.models import Betrokkenheid, Casus, CasusPersoonsrecht, Inzagedoel, OverlegUitnodiging
from ketenregie.foundation import clock
from ketenregie.foundation.logboek.models import Logregel
from ketenregie.foundation.viewer import Viewer, acting_as
from tests.factories.cases import doe_mee, maak_casus

ANTWOORD = {"doel": "gerichte_vraag", "toelichting": "Vraag van de burgemeester"}


def zonder_werk(casus, wie, letters=None):
    """Give the organisation other letters than those with which it works."""
    with acting_as(Viewer.voor_systeem(casus.keten_id, "toezicht")):
        Betrokkenheid.objects.filter(casus=casus, deelname_id=wie.deelname_id).update(
            letters=letters or {}
        )


@pytest.fixture
def casus(viewer):
    """The politie sees it and has nothing to do there."""
    casus = maak_casus(viewer("apeldoorn.krt"))
    doe_mee(viewer("apeldoorn.krt"), casus, viewer("politie.krt"))
    zonder_werk(casus, viewer("politie.krt"))
    return casus


def werk_van(wie, casus):
    with acting_as(wie):
        return eigen_werk(wie, Casus.objects.get(pk=casus.pk))


def test_owner_and_partner_in_their_own_work_are_not_asked(
    viewer, client_als, django_assert_num_queries
):
    casus = maak_casus(viewer("apeldoorn.krt"))
    doe_mee(viewer("apeldoorn.krt"), casus, viewer("politie.krt"))
    for wie in ("apeldoorn.krt", "politie.krt"):
        assert client_als(wie).get(f"/casussen/{casus.pk}/").status_code == 200
        with acting_as(viewer(wie)) as v:
            found = Casus.objects.haal(v, casus.pk)
            assert found.model
            with django_assert_num_queries(0):
                assert eigen_werk(v, found)


@pytest.mark.parametrize(
    ("letters", "eigen"),
    [
        ({}, False),
        ({"acties_uitvoeren": "I"}, False),
        ({"acties_uitvoeren": "C"}, True),
        ({"eerste_weging": "R"}, False),  # that part of the work is over
        ({"eerste_weging": "R", "nazorg": "S"}, True),
    ],
)
def test_letters_count_from_the_running_hoofdstap_on(casus, viewer, letters, eigen):
    politie = viewer("politie.krt")
    zonder_werk(casus, politie, letters)
    assert werk_van(politie, casus) is eigen


def test_something_open_makes_it_own_work(casus, viewer):
    politie = viewer("politie.krt")
    with acting_as(Viewer.voor_systeem(casus.keten_id, "toezicht")):
        from cases.models import Termijn

        Termijn.objects.create(
            casus=casus, sleutel="x", naam="Terugkoppeling", deelname_id=politie.deelname_id,
            uiterlijk=clock.today(),
        )  # fmt: skip
    assert werk_van(politie, casus)
    assert not OverlegUitnodiging.objects.exists()


@pytest.mark.parametrize(("herkomst", "eigen"), [("taak", True), ("toegangsverzoek", False)])
def test_a_right_on_name_is_own_work_when_given_for_a_task(viewer, herkomst, eigen):
    moviera, zorg = viewer("moviera.krt"), viewer("moviera.zorg")
    casus = maak_casus(viewer("apeldoorn.krt"))
    with acting_as(Viewer.voor_systeem(casus.keten_id, "toezicht")):
        CasusPersoonsrecht.objects.create(
            content_object=casus, user_id=zorg.medewerker_id, deelname_id=moviera.deelname_id,
            herkomst=herkomst, permission=Permission.objects.get(
                codename="view_casus", content_type__app_label="cases"
            ),
        )  # fmt: skip
    assert werk_van(zorg, casus) is eigen


def test_the_question_comes_once_per_day_and_stands_in_the_logboek(casus, viewer, client_als):
    client = client_als("politie.krt")
    asked = client.get(f"/casussen/{casus.pk}/tijdlijn/")
    assert asked.status_code == 302
    adres = asked["Location"]
    assert adres == f"/casussen/{casus.pk}/doel/?naar=%2Fcasussen%2F{casus.pk}%2Ftijdlijn%2F"
    page = client.get(adres)
    assert "Waarvoor opent u deze casus?" in page.content.decode()
    assert casus.titel not in page.content.decode()
    assert client.post(adres, {"doel": "spoed", "toelichting": "x"}).status_code == 422
    done = client.post(adres, ANTWOORD)
    assert (done.status_code, done["Location"]) == (302, f"/casussen/{casus.pk}/tijdlijn/")
    for tab in ("", "tijdlijn/", "toegang/"):
        assert client.get(f"/casussen/{casus.pk}/{tab}").status_code == 200
    with acting_as(viewer("politie.krt")):
        looks = Logregel.objects.filter(gebeurtenis="bekeken", casus_id=casus.pk)
        assert {(r.doel, r.reden) for r in looks} == {(ANTWOORD["doel"], ANTWOORD["toelichting"])}
        assert Inzagedoel.objects.count() == 1
        assert Logregel.objects.filter(gebeurtenis="inzagedoel_gegeven").count() == 1
    fg = client_als("zvh.fg").get(f"/logboek/?kenmerk={casus.kenmerk}").content.decode()
    assert "Ik kreeg toegang voor een gerichte vraag" in fg
    assert ANTWOORD["toelichting"] in fg
    with clock.frozen(clock.now() + timedelta(days=1)), acting_as(viewer("politie.krt")) as v:
        from cases.inzagedoel import van_vandaag

        assert van_vandaag(v, casus) is None


def test_sent_twice_is_one_answer_and_leads_nowhere_else(casus, client_als, viewer):
    client = client_als("politie.krt")
    for naar in ("https://elders.nl/", "//elders.nl", f"/casussen/{casus.pk}/../x", "/logboek/"):
        done = client.post(f"/casussen/{casus.pk}/doel/?naar={naar}", ANTWOORD)
        assert done["Location"] == f"/casussen/{casus.pk}/"
    with acting_as(viewer("politie.krt")):
        assert Inzagedoel.objects.count() == 1


def test_the_question_tells_an_outsider_nothing(casus, client_als):
    for wie in ("moviera.krt", "elders.krt", "zvh.fg"):
        client = client_als(wie)
        foreign, absent = (client.get(f"/casussen/{pk}/doel/") for pk in (casus.pk, uuid4()))
        assert foreign.status_code == absent.status_code == 404
        assert foreign.content == absent.content


def test_nobody_answers_in_anothers_name(casus, viewer, client_als):
    client_als("politie.krt").post(f"/casussen/{casus.pk}/doel/", ANTWOORD)
    with acting_as(viewer("apeldoorn.krt")):
        assert Inzagedoel.objects.count() == 0
