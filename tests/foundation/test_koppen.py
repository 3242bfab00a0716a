"""Headers on every answer there is, what is let in at all, and what the outside is told of our security."""

import json
import re
from datetime import datetime, timedelta

import pytest
from django.test import Client, override_settings
from django.urls import reverse

from ketenregie.foundation import beveiliging, clock
from ketenregie.foundation.metingen import teller
from partners.models import Medewerker
from tests.access.test_routes import ROUTES, _address
from tests.portaal.test_inloggen import log_in

pytestmark = pytest.mark.django_db
TLS = override_settings(
    SECURE_HSTS_SECONDS=31536000, SECURE_HSTS_INCLUDE_SUBDOMAINS=True, SECURE_HSTS_PRELOAD=True
)
KOPPEN = {
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains; preload",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex, nofollow",
}
CSP = ("default-src 'none'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'",
       "form-action 'self'", "report-uri /csp-rapport/")  # fmt: skip


def gebrek(answer) -> str:
    """What an answer lacks; "" when it is as it should be."""
    for naam, waarde in KOPPEN.items():
        # Who leaves the public form quickly leaves not even the name of this site behind.
        strenger = naam == "Referrer-Policy" and answer.headers.get(naam) == "no-referrer"
        if answer.headers.get(naam) != waarde and not strenger:
            return f"{naam}: {answer.headers.get(naam)}"
    if "camera=()" not in answer.headers.get("Permissions-Policy", ""):
        return "Permissions-Policy"
    csp = answer.headers.get("Content-Security-Policy", "")
    if missing := [deel for deel in CSP if deel not in csp]:
        return f"CSP zonder {missing}"
    if "unsafe" in csp or "http:" in csp or "https:" in csp:
        return f"CSP te ruim: {csp}"
    soort = answer.headers.get("Content-Type", "")
    if soort.startswith("text/") and "charset=" not in soort:
        return f"zonder tekenset: {soort}"
    return ""


@TLS
def test_every_answer_has_its_headers(client_als):
    """Every route without login, and some pages with: also a refusal, a redirect and what is absent."""
    mis, gasten = {}, Client()
    gasten.raise_request_exception = False
    for route, _ in ROUTES:
        if fout := gebrek(gasten.get(_address(route), secure=True)):
            mis[route] = fout
    binnen = client_als("zvh.procesregisseur")
    for adres in ("/werk/", "/casussen/", "/bestaat-niet/", "/api/v1/casussen", "/logboek/"):
        if fout := gebrek(binnen.get(adres, secure=True)):
            mis[adres] = fout
    if fout := gebrek(gasten.put("/melden/", secure=True)):
        mis["405"] = fout
    assert mis == {}


@TLS
def test_a_static_file_has_its_headers():
    answer = Client().get("/static/js/ketenregie.js", secure=True)
    assert answer.status_code == 200
    answer.close()
    for naam in ("Strict-Transport-Security", "X-Content-Type-Options", "Referrer-Policy",
                 "Cross-Origin-Resource-Policy"):  # fmt: skip
        assert answer.headers[naam] == KOPPEN[naam]
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    for adres in ("/static/", "/static/js/", "/static/../manage.py", "/static/js/.git"):
        assert Client().get(adres, secure=True).status_code == 404, adres


def test_each_page_has_its_own_nonce():
    nonces = []
    for _ in range(2):
        answer = Client().get("/inloggen/")
        (nonce,) = set(re.findall(r"'nonce-([^']+)'", answer.headers["Content-Security-Policy"]))
        scripts = re.findall(r"<script\b[^>]*>", answer.content.decode())
        assert scripts
        for script in scripts:
            assert f'nonce="{nonce}"' in script or 'src="/' in script, script
        nonces.append(nonce)
    assert nonces[0] != nonces[1] and len(nonces[0]) >= 20


@pytest.mark.parametrize("methode", ["TRACE", "CONNECT", "TRACK", "PROPFIND", "DEBUG"])
def test_methods_that_nothing_uses_are_refused(methode):
    for adres in ("/", "/inloggen/", "/melden/", "/api/v1/casussen", "/oauth/token"):
        answer = Client().generic(methode, adres)
        assert answer.status_code == 405 and "GET" in answer.headers["Allow"], adres
    for geen_pagina in ("PUT", "DELETE", "PATCH", "OPTIONS"):
        assert Client().generic(geen_pagina, "/werk/").status_code == 405


@override_settings(SECURE_SSL_REDIRECT=True)
def test_the_api_refuses_an_open_line():
    """A page sends a browser on to https; a partner system is told, and gets no token over http."""
    assert Client().get("/inloggen/").headers["Location"].startswith("https://")
    for adres in ("/api/v1/casussen", "/oauth/token"):
        answer = Client().post(adres, {"client_secret": "demo-geheim"})
        assert answer.status_code == 403 and answer.json()["detail"] == "Gebruik https.", adres
    assert Client().get("/api/v1/openapi.json", secure=True).status_code == 200
    assert Client().get("/healthz").status_code == 200, "who watches asks from inside"


def test_only_the_description_is_open_to_other_sites(client_als):
    binnen = client_als("zvh.procesregisseur")
    kop = {"origin": "https://kwaad.example"}
    assert (
        binnen.get("/api/v1/openapi.json", headers=kop).headers["Access-Control-Allow-Origin"]
        == "*"
    )
    for adres in ("/werk/", "/api/v1/casussen", "/api/v1/docs", "/oauth/token", "/metrics"):
        assert "Access-Control-Allow-Origin" not in binnen.get(adres, headers=kop).headers, adres


def test_leaving_is_on_every_page(client_als):
    for naam, adres in (("politie.krt", "/casussen/"), ("zvh.beheer", "/beheer/"), ("zvh.fg", "/logboek/"),
                        ("vt.meldpunt", "/meldpunt/"), ("vt.meldpunt", "/account/2fa/")):  # fmt: skip
        assert 'action="/uitloggen/"' in client_als(naam).get(adres).content.decode(), adres


def test_ending_a_session_asks_who_you_are(wereld, monkeypatch):
    """Somebody at a screen that was left open ends no session without the password."""
    from partners.models import Sessie

    hier, _ = log_in("politie.krt")
    log_in("politie.krt")
    mens = Medewerker.objects.get(username="politie.krt")
    session = hier.session
    session["account_authentication_methods"] = [
        {**stap, "at": stap["at"] - 3600} for stap in session["account_authentication_methods"]
    ]
    session.save()
    from partners.services.sessies import sessies_van

    ander = next(s.pk for s in sessies_van(mens, session.session_key) if not s.deze)
    answer = hier.post(reverse("account_sessie_einde", args=[ander]))
    assert answer.headers["Location"].startswith("/account/reauthenticate/")
    klaar = hier.post(answer.headers["Location"], {"password": "demo-ketenregie"})
    assert klaar.status_code == 302, klaar.content.decode()
    assert [s.deze for s in sessies_van(mens, hier.session.session_key)] == [True]
    assert Sessie.objects.count() >= 0


# --- security.txt and what browsers stop ----------------------------------------------------------------


def test_security_txt_says_whom_to_tell(settings):
    settings.BEVEILIGING_CONTACT = ["mailto:a@b.example", "https://b.example/melden"]
    settings.BEVEILIGING_BELEID = "https://b.example/beleid"
    settings.ADRES = "https://ketenregie.example/"
    adres = "/.well-known/security.txt"
    for moment in (clock.now(), clock.now() + timedelta(days=3650)):
        with clock.frozen(moment):
            answer = Client().get(adres)
            velden = [regel.split(": ", 1) for regel in answer.content.decode().splitlines()]
            einde = datetime.fromisoformat(dict(velden)["Expires"])
            assert moment < einde < moment + timedelta(days=365), (
                "never over, less than a year ahead"
            )
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert [w for k, w in velden if k == "Contact"] == settings.BEVEILIGING_CONTACT
    assert dict(velden)["Canonical"] == "https://ketenregie.example" + adres
    assert beveiliging.contact_is_bekend(None) == []
    settings.BEVEILIGING_CONTACT = ["a@b.example"]
    assert [m.id for m in beveiliging.contact_is_bekend(None)] == ["ketenregie.E001"]
    settings.BEVEILIGING_CONTACT = []
    assert [m.id for m in beveiliging.contact_is_bekend(None)] == ["ketenregie.W001"]
    assert Client().get(adres).content == Client().get("/bestaat-niet/").content


def test_what_a_browser_stopped_is_counted_without_its_words():
    geheim = "https://ketenregie.example/casussen/jansen/"
    rapport = {"csp-report": {"document-uri": geheim, "blocked-uri": "https://kwaad.example", "script-sample": "naam",
                              "effective-directive": "script-src-elem"}}  # fmt: skip
    voor = teller.CSP.labels("script-src-elem")._value.get()
    answer = Client().post(
        "/csp-rapport/", json.dumps(rapport), content_type="application/csp-report"
    )
    assert (answer.status_code, answer.content) == (204, b"")
    assert teller.CSP.labels("script-src-elem")._value.get() == voor + 1
    for body in (b"", b"[]", b"null", b'{"csp-report": []}', b"\xff", b'{"csp-report": {"effective-directive": "x y"}}',
                 b"[" * 5000):  # fmt: skip
        assert (
            Client().post("/csp-rapport/", body, content_type="application/csp-report").status_code
            == 204
        )
        assert beveiliging.richtlijn_van(body) == "onbekend"
    assert (
        Client().post("/csp-rapport/", b"x" * 20000, content_type="text/plain").status_code == 204
    )
