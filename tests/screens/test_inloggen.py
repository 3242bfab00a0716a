"""Logging in in a real browser, on localhost: a passkey without a password, a code from an app; axe on each page."""

import os
import time
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache import cache

from ketenregie.foundation.viewer import acting_as
from partners.services import uitnodigen
from tests.portaal.oidc import inlogdienst, van_de_politie
from tests.screens.kijken import chromium, faults

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def _wachtwoord(page: Any, basis: str, wie: str = "politie.krt") -> None:
    page.goto(f"{basis}/inloggen/")
    page.get_by_label("Gebruikersnaam").fill(wie)
    page.get_by_label("Wachtwoord", exact=True).fill("demo-ketenregie")
    page.get_by_role("button", name="Inloggen", exact=True).click()


def _bevestig(page: Any) -> None:
    """Before anything about the login changes, the password once more."""
    if "reauthenticate" in page.url:
        page.get_by_label("Uw wachtwoord").fill("demo-ketenregie")
        page.get_by_role("button", name="Bevestig").click()
        page.wait_for_load_state()


def _uitloggen(page: Any, basis: str) -> None:
    page.goto(f"{basis}/uitloggen/")
    page.locator("main").get_by_role("button", name="Uitloggen").click()
    page.wait_for_load_state()


def test_a_passkey_and_a_code_from_an_app(live_server: Any, wereld: None) -> None:
    cache.clear()
    basis = live_server.url.replace("127.0.0.1", "localhost")  # a passkey belongs to a name
    gezien: dict[str, list[str]] = {}
    with chromium() as browser:
        page = browser.new_context(locale="nl-NL").new_page()
        apparaat = page.context.new_cdp_session(page)
        apparaat.send("WebAuthn.enable")
        apparaat.send(
            "WebAuthn.addVirtualAuthenticator",
            {
                "options": {
                    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
                    "hasUserVerification": True, "isUserVerified": True,
                    "automaticPresenceSimulation": True,
                }
            },
        )  # fmt: skip
        _wachtwoord(page, basis)
        page.goto(f"{basis}/account/2fa/webauthn/add/")
        gezien["bevestigen"] = faults(page)
        _bevestig(page)
        gezien["passkey toevoegen"] = faults(page)
        page.get_by_label("Ook zonder wachtwoord inloggen").check()
        page.get_by_role("button", name="Voeg toe").click()
        page.wait_for_url("**/recovery-codes/**")
        gezien["herstelcodes"] = faults(page)
        _uitloggen(page, basis)

        page.goto(f"{basis}/inloggen/")
        gezien["inloggen"] = faults(page)
        page.get_by_role("button", name="Log in met een passkey").click()
        page.wait_for_url("**/werk/")

        page.goto(f"{basis}/account/2fa/totp/activate/")
        _bevestig(page)
        geheim = page.locator(".kr-smal b").first.inner_text()
        gezien["app instellen"] = faults(page)
        page.get_by_label("Code uit de app").fill(_code(geheim))
        page.get_by_role("button", name="Zet aan").click()
        page.wait_for_load_state()
        page.goto(f"{basis}/account/2fa/")
        gezien["mijn account"] = faults(page)
        assert "vraagt het inloggen een code uit uw app" in page.inner_text("main")
        _uitloggen(page, basis)

        _wachtwoord(page, basis)
        page.wait_for_url("**/2fa/authenticate/")
        gezien["tweede stap"] = faults(page)
        page.get_by_role("button", name="Gebruik mijn passkey").click()
        page.wait_for_url("**/werk/")
    assert {naam: fouten for naam, fouten in gezien.items() if fouten} == {}


def test_the_account_of_ones_own_organisation_lets_in_after_an_invitation(
    live_server: Any, wereld: None, viewer: Any
) -> None:
    """We are localhost and the service is 127.0.0.1: for the browser another site, as in the world."""
    cache.clear()
    basis = live_server.url.replace("127.0.0.1", "localhost")
    beheer, politie = viewer("zvh.beheer"), viewer("politie.krt")
    with inlogdienst() as dienst:
        van_de_politie(viewer, dienst)
        with acting_as(beheer):
            rij = uitnodigen.nodig_uit(
                beheer, deelname_id=politie.deelname_id, naam="Iris Prins",
                email="iris@politie.example", functie="secretaris",
            )  # fmt: skip
            link = f"{basis}/uitnodiging/{rij.pk}/{uitnodigen.code_van(rij)}/"
        with chromium() as browser:
            page = browser.new_context(locale="nl-NL").new_page()
            for begin, knop in ((link, "Verder met Politie-account"), ("", "Politie-account")):
                page.goto(begin or f"{basis}/inloggen/")
                page.get_by_role("button", name=knop).click()
                page.get_by_role("link", name="Ga verder als Iris").click()
                page.wait_for_url("**/werk/")
                page.get_by_text("Iris Prins").first.wait_for()
                _uitloggen(page, basis)
            dienst.claims = {"sub": "u-2", "email": "iris@politie.example"}
            page.goto(f"{basis}/inloggen/")
            page.get_by_role("button", name="Politie-account").click()
            page.get_by_role("link", name="Ga verder als Iris").click()
            page.wait_for_load_state()
            assert "/werk/" not in page.url
            assert faults(page) == []


def _code(geheim: str) -> str:
    return format_hotp_value(hotp_value(geheim, int(time.time()) // 30))


def test_pages_of_the_beheerder_and_an_invitation(
    live_server: Any, wereld: None, viewer: Any
) -> None:
    """Seen at a wide screen and a phone; SCHERMEN=1 writes the pictures of the guides."""
    cache.clear()
    iemand = viewer("moviera.zorg")
    beheer = viewer("zvh.beheer")
    with acting_as(beheer):
        rij = uitnodigen.nodig_uit(
            beheer, deelname_id=iemand.deelname_id, naam="Mila Bos", email="mila@moviera.example",
            functie="secretaris",
        )  # fmt: skip
    paden = {
        "/beheer/": "beheer",
        "/beheer/medewerkers/": "beheer-medewerkers",
        f"/beheer/medewerkers/{iemand.medewerker_id}/": "",
        "/beheer/medewerkers/uitnodigen/": "",
        f"/beheer/organisaties/{iemand.deelname_id}/": "beheer-organisatie",
        "/beheer/vrije-dagen/": "",
        "/handleiding/ketenbeheer/": "",
    }
    gezien: dict[str, list[str]] = {}
    with chromium() as browser:
        page = browser.new_context(locale="nl-NL").new_page()
        page.goto(f"{live_server.url}/uitnodiging/{rij.pk}/{uitnodigen.code_van(rij)}/")
        gezien["uitnodiging"] = faults(page)
        _wachtwoord(page, live_server.url, "zvh.beheer")
        page.wait_for_url("**/werk/")
        for pad, naam in paden.items():
            page.set_viewport_size({"width": 1280, "height": 900})
            page.goto(live_server.url + pad)
            gezien[pad] = faults(page)
            if naam and os.environ.get("SCHERMEN"):
                page.screenshot(path=f"docs/screens/{naam}.png", full_page=True)
            page.set_viewport_size({"width": 390, "height": 800})
            gezien[pad] += faults(page)
        _uitloggen(page, live_server.url)
        _wachtwoord(page, live_server.url, "platform.beheer")
        page.wait_for_url("**/werk/")
        for pad in ("/beheer/ketens/", "/beheer/ketens/nieuw/", "/beheer/inlogdiensten/"):
            page.goto(live_server.url + pad)
            gezien[pad] = faults(page)
    assert {naam: fouten for naam, fouten in gezien.items() if fouten} == {}
