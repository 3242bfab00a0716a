"""WCAG 2.2 AA by axe, and no sideways scrolling, on a wide screen, a phone and at 320 pixels.

The pages are rendered by the test client first; Chromium gets them, and our static files, without a server.
"""

import mimetypes
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from playwright.sync_api import Route

from partners.models import Medewerker
from tests.screens.kijken import CHROMIUM, PHONE, chromium, faults

WIDTHS = (1280, PHONE, 320)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is niet geinstalleerd"),
]


@pytest.fixture
def pages(wereld: None, settings: Any) -> dict[str, bytes]:
    """Address -> rendered page, of a visitor and of a procesregisseur."""
    settings.DEMO = True
    public, regisseur, meldpunt = Client(), Client(), Client()
    regisseur.force_login(Medewerker.objects.get(username="zvh.procesregisseur"))
    meldpunt.force_login(Medewerker.objects.get(username="vt.meldpunt"))
    melding = str(uuid4())
    meldpunt.post(
        "/meldpunt/nieuw/",
        {
            "melding_id": melding,
            "korte_inhoud": "Bewoner hoort elke nacht mensen in de loods.",
            "soort": "melding",
            "kanaal": "telefoon",
            "locatie": "Loods aan de Veldweg",
            "signalen": ["herhaling"],
            "melder_naam": "Buurman",
        },
    )
    return {
        "/": public.get("/").content,
        "/inloggen/": public.get("/inloggen/").content,
        "/inloggen/?fout": public.post("/inloggen/", {"login": ""}).content,
        "/bestaat-niet/": public.get("/bestaat-niet/").content,
        "/werk/": regisseur.get("/werk/").content,
        "/casussen/": regisseur.get("/casussen/").content,
        "/meldpunt/": meldpunt.get("/meldpunt/").content,
        "/meldpunt/nieuw/": meldpunt.get("/meldpunt/nieuw/").content,
        "/meldpunt/nieuw/?fout": meldpunt.post("/meldpunt/nieuw/", {"melding_id": melding}).content,
        "/meldpunt/signaal/": regisseur.get("/meldpunt/signaal/").content,
        f"/meldpunt/{melding}/": meldpunt.get(f"/meldpunt/{melding}/").content,
        f"/meldpunt/{melding}/wijzig/": meldpunt.get(f"/meldpunt/{melding}/wijzig/").content,
        "/componenten/": regisseur.get("/componenten/").content,
        "/componenten/?thema": regisseur.get("/componenten/").content.replace(
            b"ketenregie-theme", b"ketenregie-theme thema-bes", 1
        ),
    }


def _answer(pages: dict[str, bytes], route: Route) -> None:
    url = urlsplit(route.request.url)
    if url.path.startswith("/static/"):
        found = finders.find(url.path.removeprefix("/static/"))
        kind = mimetypes.guess_type(url.path)[0] or "application/octet-stream"
        if isinstance(found, str):
            route.fulfill(body=Path(found).read_bytes(), content_type=kind)
            return
    key = url.path + (f"?{url.query}" if url.query else "")
    route.fulfill(
        status=200 if key in pages else 404,
        body=pages.get(key, b""),
        content_type="text/html; charset=utf-8",
    )


def test_pages_pass_axe_and_fit_every_screen(pages: dict[str, bytes]) -> None:
    found: dict[str, list[str]] = {}
    with chromium() as browser:
        for address in pages:
            page = browser.new_page()
            errors: list[str] = []
            page.on("pageerror", lambda error, errors=errors: errors.append(str(error)))
            page.route("**/*", lambda route: _answer(pages, route))
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 900})
                page.goto(f"http://ketenregie.invalid{address}")
                errors += faults(page)
            found[address] = errors
            page.close()
    assert found == {address: [] for address in pages}
