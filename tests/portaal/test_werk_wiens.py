"""Mijn werk of a person and of a team, of who is away, and what each functie finds there in a browser."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from cases.models import Actie
from cases.services import uitvoering
from ketenregie.foundation import clock
from ketenregie.foundation.viewer import acting_as
from partners.models import Lidmaatschap, Medewerker, Vervanging
from tests.factories.plan import leg_voor, maak_casus, maak_plan, maak_vastgesteld_plan
from tests.screens.kijken import chromium, faults
from tests.screens.test_axe import _answer

MOVIERA, ZVH = "moviera.krt", "zvh.procesregisseur"


@pytest.fixture
def actie(viewer) -> Actie:
    """An actie of Moviera that nobody took up yet, due soon."""
    casus = maak_casus(viewer, hoofdstap="uitvoering", at=clock.now())
    maak_vastgesteld_plan(viewer, casus, at=clock.now())
    with acting_as(viewer(MOVIERA)):
        return Actie.objects.get(casus=casus, omschrijving="Zorgcoördinatie")


@pytest.fixture
def collega(viewer) -> Medewerker:
    """A second teamlid at Moviera."""
    zelf = Lidmaatschap.objects.get(medewerker__username=MOVIERA)
    rij = Medewerker.objects.create_user("moviera.tweede", naam="Tess de Boer")
    with acting_as(viewer(MOVIERA)):
        Lidmaatschap.objects.create(
            medewerker=rij, deelname=zelf.deelname, functie=zelf.functie,
            namens_deelnemer=zelf.namens_deelnemer, hercertificatie_op=zelf.hercertificatie_op,
            van=zelf.van,
        )  # fmt: skip
    return rij


def _client(medewerker: Medewerker) -> Client:
    client = Client()
    client.force_login(medewerker)
    return client


def _alle(client: Client, wie: str = "") -> list[str]:
    antwoord = client.get("/werk/", {"wie": wie} if wie else {})
    return [r.werk.wat for g in antwoord.context["groepen"] for r in g.regels]


def _lijnen(client: Client, wie: str = "") -> list[str]:
    """The lines of the actie; the plan it is in gives other work too."""
    return [wat for wat in _alle(client, wie) if wat == "Zorgcoördinatie"]


def test_what_nobody_has_is_for_all_and_what_a_colleague_took_is_in_the_team(
    viewer, client_als, actie, collega
):
    mijn, zijn = client_als(MOVIERA), _client(collega)
    assert _lijnen(mijn) == _lijnen(zijn) == ["Zorgcoördinatie"]
    assert _lijnen(zijn, "niemand") == ["Zorgcoördinatie"]
    with acting_as(viewer(MOVIERA)) as moviera:
        uitvoering.neem_actie_aan(moviera, actie)
    assert _lijnen(mijn, "naam") == ["Zorgcoördinatie"]
    assert _lijnen(zijn) == _lijnen(zijn, "naam") == _lijnen(zijn, "niemand") == []
    assert _lijnen(zijn, "team") == ["Zorgcoördinatie"]
    inhoud = zijn.get("/werk/?wie=team").content.decode()
    assert f"Op naam van {Medewerker.objects.get(username=MOVIERA).naam}" in inhoud


def test_the_counts_are_those_of_the_lists_behind_them(viewer, client_als, actie, collega):
    with acting_as(viewer(MOVIERA)) as moviera:
        uitvoering.neem_actie_aan(moviera, actie)
    client = _client(collega)
    for keuze in client.get("/werk/").context["keuzes"]:
        assert len(_alle(client, keuze["sleutel"])) == keuze["aantal"], keuze["sleutel"]


def test_who_stands_in_is_told_and_finds_the_work_of_the_absent(viewer, client_als, actie, collega):
    with acting_as(viewer(MOVIERA)) as moviera:
        uitvoering.neem_actie_aan(moviera, actie)
    weg = Lidmaatschap.objects.get(medewerker__username=MOVIERA)
    vandaag = clock.today()
    with acting_as(viewer(MOVIERA)):
        Vervanging.objects.create(
            lidmaatschap=weg, vervanger=collega, van=vandaag, tot=vandaag + timedelta(days=7)
        )
    client = _client(collega)
    eigen = Lidmaatschap.objects.get(medewerker=collega)
    client.post(reverse("organisatie_kiezen"), {"lidmaatschap": str(eigen.pk)})
    assert f"U vervangt {weg.medewerker.naam}" in client.get("/werk/").content.decode()
    assert _lijnen(client) == []
    client.post(reverse("organisatie_kiezen"), {"lidmaatschap": str(weg.pk)})
    assert _lijnen(client, "naam") == ["Zorgcoördinatie"]


def test_an_unknown_choice_is_the_usual_list(client_als, actie):
    assert _lijnen(client_als(MOVIERA), "iets") == ["Zorgcoördinatie"]


FUNCTIES = {
    "zvh.procesregisseur": "Plan van aanpak vaststellen",
    "politie.krt": "Instemmen met het plan van aanpak",
    "moviera.krt": "Zorgcoördinatie",
    "vt.meldpunt": "Melding",
    "nog.bestuurder": "Knelpunt of trend beantwoorden",
    "kmar.flex": "U bent bij",
}


@pytest.mark.browser
def test_six_functies_find_their_own_work_in_a_browser(viewer, client_als, actie):
    leg_voor(
        viewer,
        maak_plan(viewer, maak_casus(viewer, at=clock.now()), at=clock.now()),
        at=clock.now(),
    )
    client_als("politie.krt").post(
        "/knelpunten/nieuw/",
        {
            "soort": "trend", "niveau": "strategisch", "titel": "Meer minderjarigen",
            "omschrijving": "Vaker ronseling rond opvang.", "vraag": "Wat doet u?",
            "aan": str(viewer("apeldoorn.krt").deelname_id), "aan_bestuurder": "on",
            "sleutel": str(uuid4()),
        },
    )  # fmt: skip
    melding = str(uuid4())
    client_als("vt.meldpunt").post(
        "/meldpunt/nieuw/",
        {
            "melding_id": melding, "korte_inhoud": "Mensen in een loods.", "soort": "melding",
            "kanaal": "telefoon", "locatie": "Loods", "signalen": ["herhaling"],
            "melder_naam": "Buurman",
        },
    )  # fmt: skip
    pages = {f"/werk/?{naam}": client_als(naam).get("/werk/").content for naam in FUNCTIES}
    with chromium() as browser:
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.route("**/*", lambda route: _answer(pages, route))
        for naam, verwacht in FUNCTIES.items():
            page.goto(f"http://ketenregie.invalid/werk/?{naam}")
            assert page.get_by_role("heading", name="Mijn werk").is_visible(), naam
            shown = page.get_by_role("main").get_by_text(verwacht)
            assert shown.first.is_visible(), naam
            page.keyboard.press("Tab")
            assert page.evaluate("document.activeElement.tagName") == "A", naam
            page.set_viewport_size({"width": 390, "height": 900})
            assert faults(page) == [], naam
            page.set_viewport_size({"width": 1280, "height": 900})
        assert faults(page) == []
        page.close()
