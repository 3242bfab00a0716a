"""Help on every page leads to a section that is there; every functie has a guide; pictures exist."""

import re

import pytest
from django.test import Client
from django.urls import get_resolver

from ketenregie.gegevensmap import BASE_DIR
from ketenregie.portaal import handleiding
from referentiemodel.enums import Functie
from tests.access.test_routes import _routes

ROUTES = {p.name or "" for _, p in _routes(get_resolver().url_patterns)}


@pytest.mark.parametrize("functie", Functie.values)
def test_every_page_leads_every_functie_to_a_section_that_exists(functie):
    for route in ROUTES:
        adres = handleiding.hulp_bij(route, functie)
        naam, _, anker = adres.removeprefix("/handleiding/").partition("/")
        gids = handleiding.gidsen()[naam]
        assert not anker or anker.removeprefix("#") in {d.anker for d in gids.delen}, adres


def test_sections_name_pages_that_exist_and_guides_that_exist():
    for naam, gids in handleiding.gidsen().items():
        for deel in gids.delen:
            for pagina in deel.paginas:
                assert any(r == pagina or r.startswith(f"{pagina}_") for r in ROUTES | {"sleutels", "preventie"}), (naam, pagina)  # fmt: skip
    assert set(handleiding.GIDS) == set(Functie.values)
    assert set(handleiding.GIDS.values()) <= set(handleiding.gidsen())


def test_every_picture_of_a_guide_is_there():
    for pad in (BASE_DIR / "docs/handleiding").glob("*.md"):
        for naam in re.findall(r"screens/([a-z0-9-]+)\.png", pad.read_text("utf-8")):
            assert handleiding.beeld(naam), (pad.name, naam)
    assert handleiding.beeld("../../ketenregie/settings") is None


def test_help_opens_the_section_for_one_s_own_functie(client_als):
    client = client_als("zvh.beheer")
    adres = re.search(r'href="([^"]+)">Help bij deze pagina', client.get("/beheer/medewerkers/").content.decode()).group(1)  # fmt: skip
    assert adres == "/handleiding/ketenbeheer/#medewerkers-uitnodigen"
    gids = client.get(adres)
    assert 'id="medewerkers-uitnodigen"' in gids.content.decode()
    assert client.get("/handleiding/").status_code == 200
    assert client.get("/handleiding/meldpunt/").content.count(b"<img") == 3
    plaat = client.get("/handleiding/beeld/werk.png")
    assert plaat.headers["Content-Type"] == "image/png"
    assert client.get("/handleiding/bestaat-niet/").status_code == 404


def test_the_statement_on_accessibility_is_public(wereld):
    antwoord = Client().get("/toegankelijkheid/")
    assert antwoord.status_code == 200
    assert "EN 301 549" in antwoord.content.decode()
    assert 'href="/toegankelijkheid/"' in Client().get("/").content.decode()
