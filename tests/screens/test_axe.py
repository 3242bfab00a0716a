"""WCAG 2.2 AA by axe, and no sideways scrolling, on a wide screen, a phone and at 320 pixels.

The pages are rendered by the test client first; Chromium gets them, and our static files, without a server.
Each page is loaded once and made narrower. axe looks at all of them on the wide screen, where nothing is
folded, and at one page of each layout (NARROW) where it is.
"""

import mimetypes
import re
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from playwright.sync_api import Route

from cases.models import Betrokkenheid
from ketenregie.foundation.viewer import Viewer, acting_as
from partners.models import Medewerker, Partij
from partners.services import convenant
from tests.factories.documenten import maak_document
from tests.factories.overleg import casus_in_behandeling, maak_overleg, nodig_aan_tafel
from tests.factories.toegang import opstelling, vraag
from tests.screens.kijken import PHONE, chromium, faults

WIDTHS = (1280, PHONE, 320)
NARROW = {"/", "/werk/", "/meldpunt/nieuw/", "/componenten/"}

pytestmark = pytest.mark.browser


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
    spoed = str(uuid4())
    meldpunt.post("/meldpunt/alarm/", {"melding_id": spoed})
    found = re.search(
        r"/alarm/[0-9a-f-]{36}/", meldpunt.get(f"/meldpunt/{spoed}/").content.decode()
    )
    assert found
    alarm = found[0]
    return {
        alarm: meldpunt.get(alarm).content,
        "/meldpunt/piket/": regisseur.get("/meldpunt/piket/").content,
        "/meldpunt/piket/nieuw/": regisseur.get("/meldpunt/piket/nieuw/").content,
        "/": public.get("/").content,
        "/inloggen/": public.get("/inloggen/").content,
        "/inloggen/?fout": public.post("/inloggen/", {"login": ""}).content,
        "/bestaat-niet/": public.get("/bestaat-niet/").content,
        "/privacyverzoek/": public.get("/privacyverzoek/").content,
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


@pytest.fixture
def casuspages(viewer: Any, client_als: Any) -> dict[str, bytes]:
    """The same, of a casus, of access to it and of the convenant."""
    o = opstelling(viewer)
    verzoek, document = vraag(o), maak_document(o.politie, o.casus)
    kmar, beheer = viewer("kmar.flex"), viewer("zvh.beheer")
    with acting_as(beheer):
        concept = convenant.maak_concept(beheer, pk=uuid4())
        regel = concept.deelregels.first()
        partij = Partij.objects.filter(convenant__status="vastgesteld").first()
    with acting_as(Viewer.voor_systeem(kmar.keten_id, "proef")):
        Partij.objects.filter(deelname_id=kmar.deelname_id).update(
            getekend_op=None, getekend_door=""
        )
    tafel = casus_in_behandeling(viewer)
    nodig_aan_tafel(viewer, maak_overleg(viewer, tafel), tafel, "kmar.flex")
    with acting_as(kmar):
        uitnodiging = Betrokkenheid.objects.get(casus=tafel.pk, deelname_id=kmar.deelname_id)
    casus, versie = f"/casussen/{o.casus.pk}", f"/convenant/{concept.pk}"
    addresses = {
        "kmar.flex": [f"/casussen/uitnodigingen/{uitnodiging.pk}/"],
        "zvh.beheer": [
            f"{versie}/", f"{versie}/wijzig/", f"{versie}/regels/{regel.pk}/", f"{versie}/effect/",
            f"{versie}/partijen/", f"{versie}/procedure/", "/beheer/vrije-dagen/",
            "/beheer/instrumenten/lijst/lvb/", "/beheer/teksten/",
            f"/convenant/{partij.convenant_id}/partijen/{partij.pk}/uittreden/",
        ],
        "apeldoorn.krt": [
            f"{casus}/toegang/", f"{casus}/geschiedenis/", f"{casus}/documenten/",
            f"{casus}/documenten/{document.pk}/", "/verstrekkingen/",
        ],
        "politie.krt": [
            f"{casus}/", f"{casus}/toegang/verzoeken/{verzoek.pk}/", f"{casus}/noodknop/",
            "/noodknop/", "/werk/", f"{casus}/termijnen/",
        ],
        "zvh.procesregisseur": [
            "/convenant/", "/berichten/", "/berichten/voorkeuren/", "/risico/",
        ],
        "zvh.fg": [
            "/privacy/", "/privacy/datalekken/melden/", "/privacy/verwerkingen/", "/privacy/vernietigen/",
            "/noodknop/gebruik/", "/logboek/", "/logboek/betrokkene/", "/logboek/export/",
            f"{casus}/zicht/{o.moviera.deelname_id}/",
        ],
    }  # fmt: skip
    found = {}
    for username, paths in addresses.items():
        client = client_als(username)
        for path in paths:
            response = client.get(path)
            assert response.status_code == 200, path
            found[f"{path}?{username}"] = response.content
    return found


@cache
def _bestand(pad: str) -> bytes:
    found = finders.find(pad.removeprefix("/static/"))
    return Path(found).read_bytes() if isinstance(found, str) else b""


def _answer(pages: dict[str, bytes], route: Route) -> None:
    url = urlsplit(route.request.url)
    if url.path.startswith("/static/") and (body := _bestand(url.path)):
        kind = mimetypes.guess_type(url.path)[0] or "application/octet-stream"
        route.fulfill(body=body, content_type=kind)
        return
    key = url.path + (f"?{url.query}" if url.query else "")
    route.fulfill(
        status=200 if key in pages else 404,
        body=pages.get(key, b""),
        content_type="text/html; charset=utf-8",
    )


def test_pages_pass_axe_and_fit_every_screen(
    pages: dict[str, bytes], casuspages: dict[str, bytes]
) -> None:
    every = pages | casuspages
    found: dict[str, list[str]] = {address: [] for address in every}
    with chromium() as browser:
        page = browser.new_page()
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.route("**/*", lambda route: _answer(every, route))
        for address in every:
            page.set_viewport_size({"width": WIDTHS[0], "height": 900})
            page.goto(f"http://ketenregie.invalid{address}")
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 900})
                errors += faults(page, axe=width == WIDTHS[0] or address in NARROW)
            found[address] += errors
            errors.clear()
        page.close()
    assert found == {address: [] for address in every}
