"""The pages: what the begeleider reads, what partners do, and what outsiders get."""

from uuid import uuid4

import pytest

from evaluatie.models import Antwoord, Evaluatieopdracht, Verbeterpunt
from evaluatie.services.gesprek import open_bespreking
from ketenregie.foundation import clock
from ketenregie.foundation.registries import work_kinds
from ketenregie.foundation.viewer import Viewer, acting_as
from tests.factories.evaluatie import (
    KANARIES,
    deelname,
    laat_antwoorden,
    laat_instemmen,
    maak_open_bespreking,
)


def _tab(casus):
    return f"/casussen/{casus.pk}/evaluatie/"


def _page(opdracht):
    return f"/evaluatie/{opdracht.pk}/"


def test_the_begeleider_reads_no_name_kenmerk_or_title(client_als, viewer, casus, lopend):
    laat_antwoorden(viewer, lopend, "politie.krt", "Snel ter plaatse.")
    client = client_als("riec.begeleider")
    for url in (_page(lopend), "/evaluatie/", "/werk/"):
        html = client.get(url).content.decode()
        found = [k for k in (*KANARIES, casus.kenmerk, casus.titel, str(casus.pk)) if k in html]
        assert (url, found) == (url, [])
    assert "Snel ter plaatse." not in client.get(_page(lopend)).content.decode()


def test_the_begeleider_gets_the_same_404_on_the_casus_as_on_nothing(client_als, casus, lopend):
    client = client_als("riec.begeleider")
    missing = client.get(f"/casussen/{uuid4()}/evaluatie/")
    for url in (_tab(casus), f"/casussen/{casus.pk}/"):
        response = client.get(url)
        assert (response.status_code, response.content) == (404, missing.content)


@pytest.mark.parametrize("username", ["berkelland.krt", "elders.krt", "zvh.fg"])
def test_an_outsider_gets_the_same_404_as_for_nothing(client_als, casus, lopend, username):
    client = client_als(username)
    missing = client.get(f"/evaluatie/{uuid4()}/")
    response = client.get(_page(lopend))
    assert (response.status_code, response.content) == (404, missing.content)


def test_the_begeleider_accepts_opens_concludes_and_ends(client_als, viewer, opdracht, als):
    from evaluatie.services.beschrijving import controleer_beschrijving

    laat_instemmen(viewer, opdracht)
    client = client_als("riec.begeleider")
    assert "nog niet gecontroleerd" in client.get(_page(opdracht)).content.decode()
    client.post(_page(opdracht), {"actie": "aanvaarden"})
    with als("vt.krt") as wie:
        mine = Evaluatieopdracht.objects.get(pk=opdracht.pk)
        controleer_beschrijving(wie, mine, tekst=mine.beschrijving.tekst)
    laat_antwoorden(viewer, opdracht, "politie.krt", "Snel ter plaatse.")
    client.post(_page(opdracht), {"actie": "openen"})
    assert "Snel ter plaatse." in client.get(_page(opdracht)).content.decode()
    punt = {
        "actie": "verbeterpunt",
        "punt-categorie": "kennis",
        "punt-tekst": "Oefen samen.",
        "punt-eigenaar": str(deelname("Politie").pk),
        "punt-datum": f"{clock.add_werkdagen(clock.today(), 9):%-d-%-m-%Y}",
    }
    refused = client.post(_page(opdracht), punt | {"punt-tekst": "Bel Xantippe."})
    assert refused.status_code == 422
    assert "‘Xantippe’" in refused.content.decode()
    assert client.post(_page(opdracht), punt).status_code == 302
    client.post(_page(opdracht), {"actie": "samenvatting", "samenvatting": "Samen oefenen."})
    client.post(_page(opdracht), {"actie": "afronden"})
    with als("riec.begeleider"):
        opdracht.refresh_from_db()
        assert opdracht.status == "afgerond"
        assert Verbeterpunt.objects.get().tekst == "Oefen samen."


def test_partners_cannot_do_the_begeleiders_part(client_als, lopend):
    for actie in ("openen", "afronden", "verbeterpunt"):
        response = client_als("politie.krt").post(_page(lopend), {"actie": actie})
        assert (actie, response.status_code in {403, 404}) == (actie, True)


@pytest.fixture
def punten(viewer):
    def _maak(n):
        wie = viewer("politie.krt")
        with acting_as(Viewer.voor_systeem(wie.keten_id, "toezicht")):
            for i in range(n):
                Verbeterpunt.objects.create(
                    keten_id=wie.keten_id,
                    categorie="kennis" if i % 2 else "rollen",
                    tekst=f"Verbeterpunt {i}",
                    eigenaar_id=wie.deelname_id,
                    datum=clock.today(),
                )

    return _maak


@pytest.mark.parametrize("aantal", [1, 3])
def test_the_list_costs_the_same_number_of_queries(
    client_als, punten, lopend, aantal, django_assert_num_queries
):
    punten(aantal)
    client = client_als("vt.krt")
    client.get("/evaluatie/lessen/")
    with django_assert_num_queries(17):
        client.get("/evaluatie/lessen/")


def test_a_filter_stands_in_the_url_and_narrows_the_list(client_als, punten):
    punten(2)
    html = client_als("vt.krt").get("/evaluatie/lessen/?categorie=rollen").content.decode()
    assert ("Verbeterpunt 0" in html, "Verbeterpunt 1" in html) == (True, False)


def test_the_owner_ends_a_lesson_on_its_page(client_als, punten, als):
    punten(1)
    with als("politie.krt"):
        pk = Verbeterpunt.objects.get().pk
    url = f"/evaluatie/verbeterpunten/{pk}/"
    assert "Rond af" not in client_als("vt.krt").get(url).content.decode()
    client = client_als("politie.krt")
    assert client.post(url, {"status": "gerealiseerd", "resultaat": ""}).status_code == 422
    assert client.post(url, {"status": "gerealiseerd", "resultaat": "Gedaan."}).status_code == 302
    with als("politie.krt"):
        assert Verbeterpunt.objects.get().status == "gerealiseerd"
    assert client_als("elders.krt").get(url).status_code == 404


def test_a_bestuurder_reads_lessons_and_no_evaluations(client_als, punten, lopend, casus):
    punten(1)
    html = client_als("nog.bestuurder").get("/evaluatie/lessen/").content.decode()
    assert ("Verbeterpunt 0" in html, casus.kenmerk in html) == (True, False)


def test_a_procesregisseur_asks_a_begeleider_on_the_tab(client_als, casus, als):
    client = client_als("zvh.procesregisseur")
    page = client.get(_tab(casus))
    assert (page.status_code, "RIEC Oost-Nederland" in page.content.decode()) == (200, True)
    dag = f"{clock.add_werkdagen(clock.today(), 20):%-d-%-m-%Y}"
    wrong = client.post(_tab(casus), {"actie": "opdracht", "begeleider": "", "datum": dag})
    assert wrong.status_code == 422
    sent = {"actie": "opdracht", "begeleider": str(deelname("RIEC").pk), "datum": dag}
    assert client.post(_tab(casus), sent).status_code == 302
    assert "1 van 4" not in client.get(_tab(casus)).content.decode()
    with als("zvh.procesregisseur"):
        assert Evaluatieopdracht.objects.get().begeleider == deelname("RIEC")


def test_a_partner_agrees_checks_and_answers(client_als, viewer, casus, opdracht, als):
    client = client_als("vt.krt")
    client.post(_tab(casus), {"actie": "instemmen", "akkoord": "ja"})
    with als("vt.krt"):
        tekst = Evaluatieopdracht.objects.get().beschrijving.tekst
    sent = {"actie": "controleren", "tekst": tekst, "gelezen": "on"}
    refused = client.post(_tab(casus), sent | {"tekst": f"{tekst} Quispelaar"})
    assert (refused.status_code, "‘Quispelaar’" in refused.content.decode()) == (422, True)
    assert client.post(_tab(casus), sent).status_code == 302
    for username in ("politie.krt", "moviera.krt"):
        client_als(username).post(_tab(casus), {"actie": "instemmen", "akkoord": "ja"})
    client_als("riec.begeleider").post(_page(opdracht), {"actie": "aanvaarden"})
    url = f"{_tab(casus)}antwoord/"
    assert client.get(url).status_code == 200
    assert client.post(url, {"uitvoering-goed": ""}).status_code == 422
    assert client.post(url, {"uitvoering-goed": "Goed overleg."}).status_code == 302
    assert "Goed overleg." in client.get(_tab(casus)).content.decode()
    assert "Goed overleg." not in client_als("politie.krt").get(_tab(casus)).content.decode()


def test_work_follows_the_evaluation(viewer, casus, opdracht, als):
    with als("vt.krt") as wie:
        assert [w.soort for w in work_kinds["evaluatie.meedoen"](wie)] == [
            "evaluatie_instemmen",
            "evaluatie_controleren",
        ]
    with als("vt.meldpunt") as wie:  # without the right to agree
        assert [w.soort for w in work_kinds["evaluatie.meedoen"](wie)] == ["evaluatie_controleren"]
    laat_instemmen(viewer, opdracht)
    with als("riec.begeleider") as wie:
        begeleiden = work_kinds["evaluatie.begeleiden"](wie)
        assert [(w.wat, w.casus_kenmerk, w.wacht_op) for w in begeleiden] == [
            ("Evaluatieopdracht", "", "")
        ]
    with als("zvh.procesregisseur") as wie:
        assert work_kinds["evaluatie.zonder_opdracht"](wie) == []


def test_a_casus_without_opdracht_is_work_for_the_procesregie(casus, als):
    zonder_opdracht = work_kinds["evaluatie.zonder_opdracht"]
    with als("zvh.procesregisseur") as wie:
        assert [w.casus_kenmerk for w in zonder_opdracht(wie)] == [casus.kenmerk]
    with als("vt.krt") as wie:
        assert zonder_opdracht(wie) == []


def test_answers_stand_side_by_side_after_opening(client_als, viewer, casus, lopend, als):
    laat_antwoorden(viewer, lopend, "vt.krt", "Wij belden snel.")
    maak_open_bespreking(viewer, lopend)
    html = client_als("moviera.krt").get(_tab(casus)).content.decode()
    assert ("Wij belden snel." in html, "Snel samen ter plaatse." in html) == (True, True)
    with als("moviera.krt"):
        assert Antwoord.objects.count() == 2


@pytest.mark.parametrize("wie", [["politie.krt"], ["politie.krt", "vt.krt", "moviera.krt"]])
def test_the_tab_costs_the_same_number_of_queries(
    client_als, viewer, casus, lopend, wie, django_assert_num_queries
):
    for username in wie:
        laat_antwoorden(viewer, lopend, username, "Goed.")
    with acting_as(viewer("riec.begeleider")) as begeleider:
        open_bespreking(begeleider, lopend)
    client = client_als("zvh.procesregisseur")
    client.get(_tab(casus))
    with django_assert_num_queries(25):
        client.get(_tab(casus))
