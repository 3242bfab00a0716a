"""The public form in a real browser, without JavaScript, in English and at the width of a small phone."""

from typing import Any

import pytest
from playwright.sync_api import Page, Request

from meldpunt.publiek import concept
from tests.screens.kijken import chromium, faults

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def _next(page: Page) -> None:
    # The page after it, and not this one again: going back too early ends nowhere.
    with page.expect_navigation():
        page.click("main form button[type=submit]:not([name]) >> nth=-1")


def test_melden_without_javascript_in_english_on_a_phone_and_back(
    live_server: Any, wereld: None
) -> None:
    found: list[str] = []
    elsewhere: list[str] = []

    def note(request: Request) -> None:
        if not request.url.startswith((live_server.url, "data:")):
            elsewhere.append(request.url)

    with chromium() as browser:
        page = browser.new_page(java_script_enabled=False, viewport={"width": 320, "height": 640})
        page.on("request", note)
        page.goto(f"{live_server.url}/melden/")
        page.click("text=English")
        assert page.locator("html").get_attribute("lang") == "en"
        page.check("input[value=burger]")
        _next(page)
        _next(page)  # nothing filled in
        assert page.title().startswith("Error: What is going on?")
        page.fill("[name=korte_inhoud]", "People sleep in the shed behind us.")
        page.check("[name=acuut][value=nee]")
        _next(page)
        page.fill("[name=locatie]", "Shed at the Veldweg")
        _next(page)
        page.go_back()
        page.reload()
        assert page.input_value("[name=locatie]") == "Shed at the Veldweg"
        _next(page)
        page.check("[name=anoniem][value=ja]")
        _next(page)
        assert "Do you have photos or other files?" in page.inner_text("main")
        _next(page)
        assert "People sleep in the shed behind us." in page.inner_text("main")
        _next(page)
        code = page.inner_text("#code")
        assert len(code.replace("-", "")) == 26
        page.click("main >> text=continue with your code")
        page.fill("[name=code]", code.lower())
        _next(page)
        page.fill("[name=tekst]", "The van came again.")
        _next(page)
        assert "Your message has been sent." in page.inner_text("main")
        assert "The van came again." in page.inner_text("main")
        assert code not in page.url
        href = page.get_attribute("text=Leave this site quickly", "href")
        page.close()
    assert (elsewhere, href, found) == ([], "/melden/weg/", [])


def test_the_public_pages_pass_axe_and_leaving_replaces_the_history(
    live_server: Any, wereld: None, settings: Any
) -> None:
    settings.MELDEN_UITWEG = f"{live_server.url}/healthz"  # no call to the outside from a test
    found: dict[str, list[str]] = {}

    def look(page: Page, name: str) -> None:
        for width in (1280, 390, 320):
            page.set_viewport_size({"width": width, "height": 800})
            if faulty := faults(page):
                found.setdefault(name, []).extend(faulty)

    with chromium() as browser:
        page = browser.new_page()
        page.goto(f"{live_server.url}/melden/")
        look(page, "wie")
        page.check("input[value=professional]")
        _next(page)
        _next(page)
        look(page, "wat, fout")
        page.fill("[name=korte_inhoud]", "In de loods slapen mensen.")
        _next(page)
        look(page, "over")
        _next(page)
        look(page, "contact")
        page.check("[name=anoniem][value=ja]")
        _next(page)
        look(page, "bestanden")
        _next(page)
        look(page, "controle")
        _next(page)
        look(page, "bon")
        code = page.inner_text("#code")
        page.goto(f"{live_server.url}/melden/vervolg/")
        look(page, "terug")
        page.fill("[name=code]", code)
        _next(page)
        look(page, "gesprek")
        page.goto(f"{live_server.url}/melden/")
        page.check("input[value=burger]")
        _next(page)
        page.fill("[name=dreiging]", "vrijdag weg")
        length = page.evaluate("history.length")
        for _ in range(3):
            page.keyboard.press("Escape")
        page.wait_for_url("**/healthz")
        assert page.evaluate("history.length") == length  # this page took the place of the form
        assert concept.COOKIE not in [c["name"] for c in page.context.cookies()]
        page.close()
    assert found == {}
