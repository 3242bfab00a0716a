"""The casus pages: who sees what, who may do what, and what an outsider gets."""

from uuid import uuid4

import pytest

from tests.factories.cases import doe_mee, maak_casus

TABS = ["", "betrokkenen/", "tijdlijn/", "toegang/"]


def test_owner_sees_every_tab(viewer, client_als):
    casus = maak_casus(viewer("apeldoorn.krt"))
    client = client_als("apeldoorn.krt")
    for tab in TABS:
        response = client.get(f"/casussen/{casus.pk}/{tab}")
        assert response.status_code == 200, tab
        assert casus.kenmerk in response.content.decode()


def test_outsider_gets_the_same_bytes_as_for_an_absent_casus(viewer, client_als):
    casus = maak_casus(viewer("apeldoorn.krt"))
    for username in ("politie.krt", "elders.krt", "riec.begeleider", "zvh.fg", "nog.bestuurder"):
        client = client_als(username)
        for tab in TABS:
            foreign = client.get(f"/casussen/{casus.pk}/{tab}")
            absent = client.get(f"/casussen/{uuid4()}/{tab}")
            assert foreign.status_code == absent.status_code == 404
            assert foreign.content == absent.content
            assert foreign.headers.items() == absent.headers.items()


def test_invited_organisation_sees_the_casus_only_after_accepting(viewer, client_als):
    eigenaar, politie = viewer("apeldoorn.krt"), viewer("politie.krt")
    casus = maak_casus(eigenaar)
    client = client_als("politie.krt")
    assert client.get(f"/casussen/{casus.pk}/").status_code == 404
    doe_mee(eigenaar, casus, politie)
    page = client.get(f"/casussen/{casus.pk}/").content.decode()
    assert "Plamen Dimitrov" in page


def test_list_costs_the_same_queries_for_one_and_three_casussen(
    viewer, client_als, django_assert_num_queries
):
    client = client_als("apeldoorn.krt")
    maak_casus(viewer("apeldoorn.krt"))
    client.get("/casussen/")
    for extra in (0, 2):
        for _ in range(extra):
            maak_casus(viewer("apeldoorn.krt"))
        with django_assert_num_queries(19):
            response = client.get("/casussen/")
        assert response.content.decode().count('aria-label="Kies ') == 1 + extra


def test_partner_without_a_role_in_the_step_cannot_open_a_casus(client_als):
    response = client_als("zvh.fg").get("/casussen/nieuw/")
    assert response.status_code == 403


def test_opening_asks_a_reason_and_keeps_what_was_typed(client_als):
    typed = {
        "titel": "Controle in de bouw",
        "hoofdstap": "uitvoering",
        "reden": "",
        "korte_inhoud": "Drie mannen zonder papieren.",
        "verschijningsvormen": ["arbeidsuitbuiting"],
        "grondslag": "taak_algemeen_belang",
        "rol": "slachtoffer",
    }
    response = client_als("nla.krt").post("/casussen/nieuw/", typed)
    page = response.content.decode()
    assert response.status_code == 422
    assert "Controle in de bouw" in page
    assert "Drie mannen zonder papieren." in page


@pytest.mark.parametrize(
    "username", ["vt.meldpunt", "politie.krt", "zvh.procesregisseur", "zvh.fg"]
)
def test_mijn_werk_opens_for_every_functie(client_als, username):
    assert client_als(username).get("/werk/").status_code == 200


def test_page_without_login_leads_to_the_login_page(client, wereld):
    response = client.get("/werk/")
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/inloggen/")
