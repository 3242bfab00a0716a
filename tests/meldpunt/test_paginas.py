"""The pages: desk, intake, melding and the partner's signaal."""

import re
from typing import Any
from uuid import uuid4

import pytest

from cases.models import Casus
from ketenregie.foundation.viewer import acting_as
from meldpunt.models import Melding
from meldpunt.services import MelderInvoer, vorm_dossier
from tests.factories.meldpunt import KORT, maak_melding, maak_signaal

pytestmark = pytest.mark.django_db


def form_of(pk: object, **meer: Any) -> dict[str, Any]:
    return {
        "melding_id": str(pk),
        "korte_inhoud": KORT,
        "soort": "melding",
        "kanaal": "telefoon",
    } | meer


def test_desk_shows_acute_first_and_counts_what_it_lists(viewer: Any, client_als: Any) -> None:
    vt = viewer("vt.meldpunt")
    gewoon, acuut = maak_melding(vt), maak_melding(vt, acuut=True)
    page = client_als("vt.meldpunt").get("/meldpunt/").content.decode()

    assert page.index(acuut.kenmerk) < page.index(gewoon.kenmerk)
    assert "(2)" in page
    assert "Acuut gevaar" in page


def test_desk_with_a_filter_shows_that_status(viewer: Any, client_als: Any) -> None:
    melding = maak_melding(viewer("vt.meldpunt"))
    client = client_als("vt.meldpunt")

    assert melding.kenmerk in client.get("/meldpunt/?status=nieuw").content.decode()
    assert melding.kenmerk not in client.get("/meldpunt/?status=in_behandeling").content.decode()
    assert client.get("/meldpunt/?status=onzin").status_code == 200


def test_desk_costs_the_same_queries_for_one_and_three(
    viewer: Any, client_als: Any, django_assert_num_queries: Any
) -> None:
    client = client_als("vt.meldpunt")
    maak_melding(viewer("vt.meldpunt"))
    client.get("/meldpunt/")
    for extra in (0, 2):
        for _ in range(extra):
            maak_melding(viewer("vt.meldpunt"))
        with django_assert_num_queries(18):
            assert client.get("/meldpunt/").status_code == 200


@pytest.mark.parametrize(
    ("username", "status"),
    [("politie.krt", 403), ("zvh.procesregisseur", 403), ("zvh.fg", 403), ("elders.krt", 200)],
)
def test_the_desk_is_for_the_meldpunt(client_als: Any, username: str, status: int) -> None:
    client = client_als(username)
    for address in ("/meldpunt/", "/meldpunt/nieuw/"):
        assert client.get(address).status_code == status


def test_an_outsider_gets_the_same_bytes_as_for_an_absent_melding(
    viewer: Any, client_als: Any
) -> None:
    melding = maak_signaal(viewer("apeldoorn.krt"))
    for username in ("politie.krt", "elders.krt", "zvh.fg", "apeldoorn.krt"):
        client = client_als(username)
        for tail in ("", "wijzig/"):
            foreign = client.get(f"/meldpunt/{melding.pk}/{tail}")
            absent = client.get(f"/meldpunt/{uuid4()}/{tail}")
            assert foreign.status_code == absent.status_code == 404
            assert foreign.content == absent.content


def test_intake_saves_with_only_a_short_description(viewer: Any, client_als: Any) -> None:
    client, pk = client_als("vt.meldpunt"), uuid4()
    page = client.get("/meldpunt/nieuw/").content.decode()
    assert re.search(r"Kenmerk <b>[0-9A-Z]{4}-[0-9A-Z]{4}</b>", page)

    for _ in range(2):  # a double click
        response = client.post("/meldpunt/nieuw/", form_of(pk))
        assert response["Location"] == f"/meldpunt/{pk}/#dossier"
    with acting_as(viewer("vt.meldpunt")):
        assert Melding.objects.count() == 1


def test_intake_keeps_what_was_typed_when_something_is_wrong(client_als: Any) -> None:
    response = client_als("vt.meldpunt").post(
        "/meldpunt/nieuw/",
        form_of(uuid4(), korte_inhoud="", woonplaats="Twello", geboorte="32-13-2000"),
    )
    page = response.content.decode()

    assert response.status_code == 422
    assert "Schrijf in het kort op wat er aan de hand is." in page
    assert 'value="Twello"' in page
    assert "<title>Fout:" in page


def test_intake_continues_from_a_draft(client_als: Any) -> None:
    client, pk = client_als("vt.meldpunt"), uuid4()
    saved = client.post(
        f"/concepten/melding/{pk}/",
        form_of(pk, woonplaats="Twello", verschijningsvormen=["arbeidsuitbuiting", "onbekend"]),
        headers={"If-Match": "0"},
    )
    assert saved.status_code == 200

    page = client.get(f"/meldpunt/nieuw/?concept={pk}").content.decode()
    assert 'value="Twello"' in page
    assert page.count("checked") >= 2
    client.post("/meldpunt/nieuw/", form_of(pk))
    assert "Twello" not in client.get(f"/meldpunt/nieuw/?concept={pk}").content.decode()


def test_matches_appear_while_typing(viewer: Any, client_als: Any) -> None:
    known = maak_melding(viewer("vt.meldpunt"), voornaam="Plamen", achternaam="Dimitrov")
    client = client_als("vt.meldpunt")
    page = client.post("/meldpunt/matches/", {"voornaam": "Plamen", "achternaam": "Dimitrof"})

    assert known.kenmerk in page.content.decode()
    nothing = client.post("/meldpunt/matches/", {"voornaam": "", "geboorte": "1-"}).content.decode()
    assert "Bekend bij een partner? Vraag het na bij het ZVH." in nothing
    assert client_als("politie.krt").post("/meldpunt/matches/", {}).status_code == 403


def test_melder_is_shown_only_with_a_reason(viewer: Any, client_als: Any) -> None:
    melding = maak_melding(
        viewer("vt.meldpunt"), melder=MelderInvoer(soort="burger", naam="Karin Bosgoed")
    )
    client = client_als("vt.meldpunt")
    closed = client.get(f"/meldpunt/{melding.pk}/").content.decode()
    assert "Burger, naam bekend" in closed
    assert "Bosgoed" not in closed

    assert client.post(f"/meldpunt/{melding.pk}/melder/", {"melder-reden": ""}).status_code == 422
    opened = client.post(f"/meldpunt/{melding.pk}/melder/", {"melder-reden": "Terugbellen"})
    assert "Karin Bosgoed" in opened.content.decode()
    assert client_als("vt.krt").post(
        f"/meldpunt/{melding.pk}/melder/", {"melder-reden": "Terugbellen"}
    ).status_code == 403  # fmt: skip


def test_dossier_is_made_from_the_page_with_the_ticked_organisations(
    viewer: Any, client_als: Any
) -> None:
    melding = maak_melding(viewer("vt.meldpunt"), gemeente="Apeldoorn")
    client = client_als("vt.meldpunt")
    page = client.get(f"/meldpunt/{melding.pk}/").content.decode()
    ticked = re.findall(r'name="uitnodigen" value="([^"]+)"[^>]*checked', page)
    assert ticked

    data = {
        "dossier": "nieuw",
        "titel": "Zorg in Apeldoorn",
        "rol": "kwetsbare",
        "uitnodigen": ticked[:2],
    }
    response = client.post(f"/meldpunt/{melding.pk}/dossier/", data)
    with acting_as(viewer("vt.meldpunt")):
        casus = Casus.objects.get()
        assert response["Location"] == f"/casussen/{casus.pk}/"
        assert casus.betrokkenheden.filter(status="uitgenodigd").count() == 2
    again = client.post(f"/meldpunt/{melding.pk}/dossier/", data)
    assert again["Location"] == f"/casussen/{casus.pk}/"
    assert "Dossier gevormd" in client.get(f"/meldpunt/{melding.pk}/").content.decode()
    assert client.get(f"/casussen/{casus.pk}/").status_code == 200


def test_a_known_dossier_can_be_chosen_on_the_page(viewer: Any, client_als: Any) -> None:
    vt = viewer("vt.meldpunt")
    who = {"voornaam": "Plamen", "achternaam": "Dimitrov", "woonplaats": "Lochem"}
    known = maak_melding(vt, **who)
    with acting_as(vt):
        casus = vorm_dossier(vt, known, invite=[])
    melding = maak_melding(vt, **who)
    client = client_als("vt.meldpunt")
    page = client.get(f"/meldpunt/{melding.pk}/?dossier={casus.dossier_id}").content.decode()
    assert "Voeg toe aan dit dossier" in page

    client.post(
        f"/meldpunt/{melding.pk}/dossier/",
        {"dossier": str(casus.dossier_id), "titel": "x", "rol": "slachtoffer"},
    )
    with acting_as(vt):
        assert casus.situaties.count() == 2


def test_another_person_and_taking_that_back(viewer: Any, client_als: Any) -> None:
    vt = viewer("vt.meldpunt")
    who = {"voornaam": "Plamen", "achternaam": "Dimitrov"}
    known, melding = maak_melding(vt, **who), maak_melding(vt, **who)
    client = client_als("vt.meldpunt")
    address = f"/meldpunt/{melding.pk}/"
    client.post(f"{address}ander/", {"match": str(known.pk)})
    page = client.get(address).content.decode()
    assert f"{known.kenmerk} is een ander persoon" in page
    back = re.search(r'action="([^"]+/terug/)"', page)
    assert back
    client.post(back[1])
    assert f"Open melding {known.kenmerk}" in client.get(address).content.decode()


def test_closing_planning_and_taking_on_from_the_page(viewer: Any, client_als: Any) -> None:
    melding = maak_melding(viewer("vt.meldpunt"))
    client, address = client_als("vt.meldpunt"), f"/meldpunt/{melding.pk}/"
    client.post(f"{address}oppakken/")
    client.post(f"{address}vervolg/", {"vervolg-stap": "School bellen", "vervolg-datum": "morgen"})
    page = client.get(address).content.decode()
    assert "In behandeling" in page
    assert "School bellen" in page
    wrong = client.post(f"{address}sluit/", {"einde-einde": "doorverwezen", "einde-reden": ""})
    assert wrong.status_code == 422
    done = client.post(
        f"{address}sluit/", {"einde-einde": "doorverwezen", "einde-reden": "Wijkteam Epe"}
    )
    assert done["Location"] == "/meldpunt/"
    assert "Wijkteam Epe" in client.get("/meldpunt/?status=afgerond").content.decode()


def test_changing_shows_both_versions_when_someone_was_first(viewer: Any, client_als: Any) -> None:
    melding = maak_melding(viewer("vt.meldpunt"), woonplaats="Epe")
    client, address = client_als("vt.meldpunt"), f"/meldpunt/{melding.pk}/wijzig/"
    assert client.get(address).status_code == 200
    first = client.post(address, form_of(melding.pk, versie=1, woonplaats="Ede"))
    assert first["Location"] == f"/meldpunt/{melding.pk}/"
    stale = client.post(address, form_of(melding.pk, versie=1, woonplaats="Ermelo"))
    page = stale.content.decode()
    assert stale.status_code == 422
    assert "Ede" in page
    assert "Ermelo" in page
    again = client.post(address, form_of(melding.pk, versie=2, woonplaats="Ermelo"))
    assert again.status_code == 302


def test_partner_files_a_signaal_and_sees_its_own_words_only(viewer: Any, client_als: Any) -> None:
    client, pk = client_als("apeldoorn.krt"), uuid4()
    assert client.get("/meldpunt/signaal/").status_code == 200
    sent = client.post(
        "/meldpunt/signaal/", form_of(pk, woonplaats="Twello", melder_naam="Yasmin Haddou")
    )
    assert sent["Location"] == f"/meldpunt/signaal/{pk}/"
    meldpunt = client_als("vt.meldpunt")
    meldpunt.post(
        f"/meldpunt/{pk}/wijzig/", form_of(pk, versie=1, korte_inhoud="Door ons aangevuld")
    )

    page = client.get(f"/meldpunt/signaal/{pk}/").content.decode()
    assert KORT in page
    assert "Twello" in page
    assert "Door ons aangevuld" not in page
    other = client_als("politie.krt")
    foreign, absent = (
        other.get(f"/meldpunt/signaal/{pk}/"),
        other.get(f"/meldpunt/signaal/{uuid4()}/"),
    )
    assert (foreign.status_code, foreign.content) == (404, absent.content)
    assert str(pk) not in other.get("/meldpunt/signaal/").content.decode()


def test_who_may_not_report_is_told_so(client_als: Any) -> None:
    assert client_als("nog.bestuurder").get("/meldpunt/signaal/").status_code == 403


def test_open_meldingen_are_work(viewer: Any, client_als: Any) -> None:
    melding = maak_melding(viewer("vt.meldpunt"), acuut=True)

    assert melding.kenmerk in client_als("vt.meldpunt").get("/werk/").content.decode()
    assert melding.kenmerk not in client_als("politie.krt").get("/werk/").content.decode()
