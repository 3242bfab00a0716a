"""Logging in: a second factor, the login service of an organisation, sessions that end when they must."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core.cache import cache
from django.test import Client

from ketenregie.foundation import clock
from ketenregie.foundation.errors import AccessDenied, DomainError
from ketenregie.foundation.viewer import acting_as
from partners.models import Deelname, Inlogdienst, Lidmaatschap, Medewerker, Sessie
from partners.services import inlogdiensten, sessies, uitnodigen
from tests.portaal.oidc import GEHEIM, inlogdienst, van_de_politie

DEMO = "demo-ketenregie"


@pytest.fixture(autouse=True)
def schone_teller():
    cache.clear()


def code_nu(geheim: str) -> str:
    return format_hotp_value(hotp_value(geheim, next(yield_hotp_counters_from_time())))


def log_in(username: str, wachtwoord: str = DEMO) -> tuple[Client, str]:
    """A browser after the first step, and where it was sent."""
    client = Client()
    antwoord = client.post("/inloggen/", {"login": username, "password": wachtwoord})
    return client, antwoord.headers.get("Location", "")


def stel_totp_in(client: Client) -> str:
    pagina = client.get("/account/2fa/totp/activate/", follow=True)
    if "Uw wachtwoord" in pagina.content.decode():
        client.post(pagina.request["PATH_INFO"] + "?" + pagina.request["QUERY_STRING"], {"password": DEMO})  # fmt: skip
        pagina = client.get("/account/2fa/totp/activate/")
    geheim = pagina.context["form"].secret
    klaar = client.post("/account/2fa/totp/activate/", {"code": code_nu(geheim)})
    assert klaar.status_code == 302, klaar.content.decode()
    return geheim


def test_totp_is_asked_after_the_password_stored_encrypted_and_used_once(wereld, client_als):
    geheim = stel_totp_in(log_in("politie.krt")[0])
    rij = Authenticator.objects.get(type="totp")
    assert geheim not in str(rij.data)
    client, naar = log_in("politie.krt")
    assert naar.startswith("/account/2fa/authenticate/")
    assert client.get("/werk/").status_code == 302, "half logged in is not in"
    fout = client.post("/account/2fa/authenticate/", {"code": "000000"})
    assert "klopt niet" in fout.content.decode()
    cache.clear()
    code = code_nu(geheim)
    assert client.post("/account/2fa/authenticate/", {"code": code}).status_code == 302
    assert client.get("/werk/").status_code == 200
    tweede, _ = log_in("politie.krt")
    opnieuw = tweede.post("/account/2fa/authenticate/", {"code": code})
    assert opnieuw.status_code == 200, "a code works once"


def test_a_recovery_code_works_once(wereld):
    client, _ = log_in("politie.krt")
    stel_totp_in(client)
    pagina = client.get("/account/2fa/recovery-codes/").content.decode()
    codes = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()
    assert codes[0] in pagina
    for keer, status in ((1, 302), (2, 200)):
        cache.clear()
        ander, _ = log_in("politie.krt")
        antwoord = ander.post("/account/2fa/authenticate/", {"code": codes[0]})
        assert antwoord.status_code == status, keer


def test_outside_the_demo_nobody_works_without_a_second_factor(wereld, settings):
    settings.TWEEDE_FACTOR_VERPLICHT = True
    client, _ = log_in("politie.krt")
    assert client.get("/werk/").headers["Location"] == "/account/2fa/"
    assert "Stel eerst een tweede stap in" in client.get("/account/2fa/").content.decode()
    stel_totp_in(client)
    assert client.get("/werk/").status_code == 200
    uit = client.post("/account/2fa/totp/deactivate/")
    assert "verplicht" in uit.content.decode(), "the last one stays"
    assert Authenticator.objects.filter(type="totp").exists()


def test_a_session_ends_after_nine_hours_and_says_so(wereld, monkeypatch):
    client, _ = log_in("politie.krt")
    assert client.get("/werk/").status_code == 200
    later = clock.wall_now() + timedelta(hours=9, seconds=5)
    monkeypatch.setattr(clock, "wall_now", lambda: later)
    antwoord = client.get("/werk/")
    assert antwoord.headers["Location"].startswith("/inloggen/")
    assert "9 uur ingelogd" in client.get("/inloggen/").content.decode()


def test_somebody_sees_the_own_sessions_and_ends_another(viewer, wereld):
    hier, _ = log_in("politie.krt")
    daar, _ = log_in("politie.krt")
    iris = viewer("politie.krt")
    pagina = hier.get("/account/2fa/").content.decode()
    assert pagina.count("Log daar uit") == 1
    with acting_as(iris):
        ander = Sessie.objects.exclude(sleutel=hier.session.session_key).get()
    vreemd, _ = log_in("om.krt")
    for wie in (hier, vreemd):  # asked again who sits there
        wie.post("/account/reauthenticate/", {"password": DEMO})
    assert vreemd.post(f"/account/sessies/{ander.pk}/einde/").status_code == 404
    assert hier.post(f"/account/sessies/{ander.pk}/einde/").status_code == 302
    assert daar.get("/werk/").status_code == 302
    assert hier.get("/werk/").status_code == 200
    mens = Medewerker.objects.get(username="politie.krt")
    assert [s.deze for s in sessies.sessies_van(mens, hier.session.session_key)] == [True]


def test_switching_organisation_is_explicit_and_logged(client_als, viewer):
    from ketenregie.foundation.logboek.models import Logregel

    client, iris = client_als("politie.krt"), viewer("politie.krt")
    client.post("/organisatie/", {"lidmaatschap": str(iris.lidmaatschap_id)})
    with acting_as(viewer("zvh.fg")):
        assert Logregel.objects.filter(gebeurtenis="organisatie_gekozen", medewerker_id=iris.medewerker_id).exists()  # fmt: skip


# --- The login service of an organisation ----------------------------------------------------------


@pytest.fixture
def dienst(viewer):
    with inlogdienst() as draait:
        draait.rij = van_de_politie(viewer, draait)
        yield draait


def ga(client: Client, dienst) -> object:
    """Button, service and back."""
    heen = client.post(f"/account/oidc/{dienst.rij.pk}/login/")
    assert heen.status_code == 200, heen.content.decode()
    terug = urlsplit(dienst.naar(heen.headers["Refresh"].removeprefix("0; url=")))
    return client.get(f"{terug.path}?{terug.query}")


def nodig_uit(viewer, email: str, kort: str = "Politie") -> Client:
    """A browser that holds the link of an invitation."""
    beheer = viewer("zvh.beheer")
    deelname = Deelname.objects.get(keten_id=beheer.keten_id, organisatie__kort=kort)
    with acting_as(beheer):
        rij = uitnodigen.nodig_uit(
            beheer, deelname_id=deelname.pk, naam="Iris Prins", email=email, functie="secretaris"
        )
    client = Client()
    client.get(f"/uitnodiging/{rij.pk}/{uitnodigen.code_van(rij)}/")
    return client


def test_oidc_lets_in_by_invitation_only_and_knows_the_person_by_issuer_and_subject(dienst, viewer):
    assert ga(Client(), dienst).status_code == 403, "known at the organisation, not invited here"
    assert not Medewerker.objects.filter(email="iris@politie.example").exists()
    client = nodig_uit(viewer, "iris@politie.example")
    assert "Verder met Politie-account" in client.get("/uitnodiging/").content.decode()
    assert ga(client, dienst).status_code == 302
    assert client.get("/werk/").status_code == 200
    mens = Medewerker.objects.get(email="iris@politie.example")
    assert not mens.has_usable_password()
    assert Lidmaatschap.objects.get(medewerker=mens).functie == "secretaris"
    # Next time without invitation; another address at the service changes nothing, another subject does.
    dienst.claims = {"sub": "u-1", "email": "getrouwd@politie.example"}
    later = Client()
    assert ga(later, dienst).status_code == 302
    assert later.get("/werk/").status_code == 200
    dienst.claims = {"sub": "u-2", "email": "iris@politie.example"}
    assert ga(Client(), dienst).status_code == 403


def test_oidc_refuses_an_invitation_for_another_address_or_organisation(dienst, viewer):
    assert ga(nodig_uit(viewer, "ander@politie.example"), dienst).status_code == 403
    assert ga(nodig_uit(viewer, "iris@politie.example", "OM"), dienst).status_code == 403
    assert not Medewerker.objects.filter(email="iris@politie.example").exists()


@pytest.mark.parametrize(
    "aanval", ["none", "andere sleutel", "andere aud", "verlopen", "andere iss"]
)
def test_oidc_refuses_a_token_that_is_not_signed_for_us_now(dienst, viewer, aanval):
    client = nodig_uit(viewer, "iris@politie.example")
    if aanval == "none":
        dienst.alg = "none"
    elif aanval == "andere sleutel":
        dienst.teken_met = dienst.ander
    else:
        dienst.claims |= {
            "andere aud": {"aud": "iemand-anders"},
            "verlopen": {"exp": 1_000_000_000},
            "andere iss": {"iss": "https://elders.example"},
        }[aanval]
    antwoord = ga(client, dienst)
    assert antwoord.status_code in {200, 401, 403}
    assert "lukte niet" in antwoord.content.decode()
    assert client.get("/werk/").status_code == 302
    assert not Medewerker.objects.filter(email="iris@politie.example").exists()


def test_a_second_factor_at_the_service_counts_only_when_it_says_so(dienst, viewer, settings):
    settings.TWEEDE_FACTOR_VERPLICHT = True
    client = nodig_uit(viewer, "iris@politie.example")
    ga(client, dienst)
    assert client.get("/werk/").headers["Location"] == "/account/2fa/"
    dienst.claims["amr"] = ["pwd", "mfa"]
    later = Client()
    ga(later, dienst)
    assert later.get("/werk/").status_code == 200


def test_only_the_platformbeheerder_names_a_login_service_and_only_over_tls(dienst, viewer):
    beheer, platform = viewer("zvh.beheer"), viewer("platform.beheer")
    velden = {"naam": "x", "client_id": "c", "geheim": "g", "tweede_factor": False, "actief": True}
    with acting_as(beheer), pytest.raises(AccessDenied):
        inlogdiensten.bewaar_inlogdienst(
            beheer, dienst.rij.organisatie_id, issuer="https://x.example", **velden
        )
    with acting_as(platform), pytest.raises(DomainError, match="https"):
        inlogdiensten.bewaar_inlogdienst(
            platform, dienst.rij.organisatie_id, issuer="http://x.example", **velden
        )
    assert GEHEIM.encode() not in bytes(Inlogdienst.objects.get().geheim_versleuteld)
