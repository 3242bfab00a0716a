"""Taking in a melding in a real browser: a crash, a logout and a second tab lose nothing; keys walk the desk."""

from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect

from ketenregie.foundation.viewer import acting_as
from meldpunt.models import Melding
from tests.factories.meldpunt import maak_melding
from tests.journeys.mensen import Mens
from tests.screens.kijken import chromium, faults

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TEKST = "Docent: leerling van 15 wordt na school opgehaald door oudere jongens."
STATUS = "[data-concept-status]"


def _bewaard(page: Page) -> None:
    expect(page.locator(STATUS)).to_contain_text("Concept bewaard om")


def _kenmerk(page: Page) -> str:
    return page.locator(".kr-bron b").first.inner_text()


def test_a_crash_a_logout_and_a_second_tab_lose_nothing(
    live_server: Any, wereld: None, viewer: Any
) -> None:
    with chromium() as browser:
        vt = Mens(browser, live_server.url, "vt.meldpunt")
        vt.page.clock.install()
        vt.ga("/meldpunt/nieuw/")
        kenmerk = _kenmerk(vt.page)
        vt.vul("In het kort", TEKST)
        # Saved on leaving a field, and by itself every ten seconds.
        vt.page.get_by_label("Woonplaats").first.focus()
        _bewaard(vt.page)
        vt.page.get_by_label("Woonplaats").first.press_sequentially("Apel")
        with vt.page.expect_response(lambda r: "/concepten/melding/" in r.url) as saved:
            vt.page.clock.fast_forward(10_500)
        assert saved.value.status == 200
        address = vt.page.url
        assert "?concept=" in address

        # The browser dies: no unload, no goodbye. Its address brings everything back.
        state = vt.page.context.storage_state()
        vt.page.context.close()
        terug = browser.new_context(storage_state=state, locale="nl-NL").new_page()
        terug.goto(address)
        assert terug.get_by_label("In het kort").input_value() == TEKST
        assert terug.get_by_label("Woonplaats").first.input_value() == "Apel"
        assert _kenmerk(terug) == kenmerk

        # Logged out and in again: the start of a new melding shows the way to the old one.
        opnieuw = Mens(browser, live_server.url, "vt.meldpunt")
        opnieuw.ga("/meldpunt/nieuw/")
        opnieuw.klik(f"Ga verder met {kenmerk}")
        assert opnieuw.page.get_by_label("In het kort").input_value() == TEKST

        # Two tabs with the same draft: the later one sees both versions and chooses.
        tweede = opnieuw.page.context.new_page()
        tweede.goto(address)
        tweede.get_by_label("Achternaam").first.fill("uit tab twee")
        tweede.get_by_label("Voornaam").first.focus()
        _bewaard(tweede)
        opnieuw.page.get_by_label("Achternaam").first.fill("uit tab een")
        opnieuw.page.get_by_label("Voornaam").first.focus()
        dialoog = opnieuw.page.locator("#conflict-dialoog")
        expect(dialoog).to_contain_text("Hier: uit tab een")
        expect(dialoog).to_contain_text("Elders: uit tab twee")
        assert faults(opnieuw.page) == []
        opnieuw.page.get_by_role("button", name="Houd wat hier staat").click()
        _bewaard(opnieuw.page)
        expect(dialoog).to_be_hidden()
        opnieuw.page.wait_for_timeout(500)
        tweede.reload()
        assert tweede.get_by_label("Achternaam").first.input_value() == "uit tab een"

        # An urgent melding is not held up: words for dates, the rest empty; sent from both tabs it is one.
        opnieuw.vul("Sinds wanneer?", "maart vorig jaar")
        opnieuw.vul("Tot wanneer?", "weet niet")
        opnieuw.druk("Later verder")
        opnieuw.page.wait_for_url("**/meldpunt/")
        tweede.get_by_role("button", name="Later verder").click()
        tweede.wait_for_url("**/meldpunt/")
        pk = UUID(address.rpartition("=")[2])
    with acting_as(viewer("vt.meldpunt")) as vt_viewer:
        (melding,) = Melding.objects.visible_to(vt_viewer)
        assert (melding.pk, melding.kenmerk, melding.periode_van) == (
            pk, kenmerk, "maart vorig jaar",  # the second tab did not know, and took nothing away
        )  # fmt: skip


def test_the_desk_by_keyboard_and_on_a_phone(live_server: Any, wereld: None, viewer: Any) -> None:
    rows = [maak_melding(viewer("vt.meldpunt"), acuut=n == 0) for n in range(3)]
    found: dict[str, list[str]] = {}
    with chromium() as browser:
        vt = Mens(browser, live_server.url, "vt.meldpunt")
        vt.ga("/meldpunt/?urgentie=week")
        links = vt.page.locator("[data-rij]")
        links.first.focus()
        vt.page.keyboard.press("ArrowDown")
        vt.page.keyboard.press("ArrowDown")
        vt.page.keyboard.press("ArrowDown")  # there is no fourth
        vt.page.keyboard.press("ArrowUp")
        second = links.nth(1).inner_text()
        vt.page.keyboard.press("Enter")
        vt.page.wait_for_load_state()
        vt.ziet(second)
        vt.ga("/meldpunt/?urgentie=week")
        vt.open("Bewaar dit filter")
        vt.page.fill("#filternaam", "Deze week")
        vt.druk("Bewaar")
        vt.ziet("Deze week")
        for width in (1280, 390, 320):
            vt.page.set_viewport_size({"width": width, "height": 800})
            found[f"desk {width}"] = faults(vt.page)
        vt.page.get_by_label(f"Kies melding {rows[0].kenmerk}").check()
        vt.page.select_option("#collega", index=1)
        vt.druk("Bekijk en wijs toe")
        found["toewijzen"] = faults(vt.page)
        vt.druk("Wijs 1 toe")
        vt.ga(f"/meldpunt/{rows[1].pk}/")
        vt.open("Bied aan een andere organisatie aan")
        vt.kies("Naar welke organisatie?", "Gemeente Apeldoorn")
        vt.vul("Waarom, en wat is er nodig?", "Begeleiding nodig.")
        vt.page.set_viewport_size({"width": 1280, "height": 900})
        found["melding"] = faults(vt.page)
        vt.druk("Bied aan")
        found["overdracht"] = faults(vt.page)
        vt.ga(f"/meldpunt/{rows[2].pk}/")
        vt.open("Geef de melder een code")
        vt.druk("Maak een code")
        assert len(vt.page.inner_text("#code").replace("-", "")) == 26
        found["code"] = faults(vt.page)
        vt.page.context.close()
        apd = Mens(browser, live_server.url, "apeldoorn.krt")
        apd.werk("Neemt u deze melding over?")
        apd.druk("Neem over")
        for width in (1280, 320):
            apd.page.set_viewport_size({"width": width, "height": 900})
            found[f"overgenomen {width}"] = faults(apd.page)
        apd.ga("/meldpunt/overdrachten/")
        found["overdrachten"] = faults(apd.page)
        errors = apd.fouten
    assert {naam: fouten for naam, fouten in found.items() if fouten} == {}
    assert errors == []
