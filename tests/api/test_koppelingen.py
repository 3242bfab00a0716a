"""Secrets that overlap, certificates, speed, and the page where an organisation sees its own."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from ketenregie.foundation import clock
from ketenregie.foundation.viewer import acting_as
from ketenregie.portaal.demo.keten import API_GEHEIM
from partners.access import tempo
from partners.models import ApiClient, Deelname
from partners.services import koppelingen
from tests.api.conftest import haal_token

AFDRUK = "ab" * 32


@pytest.fixture
def politie(viewer):
    return viewer("politie.krt")


def client_van(naam):
    return ApiClient.objects.get(client_id=naam)


def test_old_and_new_secret_both_work_for_a_week(politie, wereld):
    with acting_as(politie):
        _, nieuw = koppelingen.vernieuw_geheim(politie, client_van("demo-politie").pk)
    assert haal_token("demo-politie", nieuw).status_code == 200
    assert haal_token("demo-politie").status_code == 200
    with clock.frozen(clock.now() + timedelta(days=8)):
        assert haal_token("demo-politie").status_code == 401
        assert haal_token("demo-politie", nieuw).status_code == 200
    # Asked twice: the one that systems still use keeps working.
    with acting_as(politie):
        _, derde = koppelingen.vernieuw_geheim(politie, client_van("demo-politie").pk)
    assert [haal_token("demo-politie", s).status_code for s in (API_GEHEIM, nieuw, derde)] == [
        200, 401, 200,
    ]  # fmt: skip


def test_leaked_secret_ends_at_once_with_its_tokens(politie, api):
    client = api("demo-politie")
    assert client.get("/api/v1/casussen").status_code == 200
    with acting_as(politie):
        koppelingen.vernieuw_geheim(politie, client_van("demo-politie").pk, direct=True)
    assert client.get("/api/v1/casussen").status_code == 401
    assert haal_token("demo-politie").status_code == 401


def test_bound_client_needs_its_certificate_from_a_trusted_proxy(politie, api, settings):
    client = api("demo-politie")
    with acting_as(politie):
        koppelingen.bind_certificaat(
            politie, client_van("demo-politie").pk, certificaat=AFDRUK.upper()
        )
    kop = {"X-Client-Cert-Sha256": AFDRUK}
    # The header means nothing as long as the setting does not name it.
    assert client.get("/api/v1/casussen", headers=kop).status_code == 401
    assert haal_token("demo-politie").status_code == 401
    settings.CLIENTCERTIFICAAT_KOP = "X-Client-Cert-Sha256"
    assert client.get("/api/v1/casussen").status_code == 401
    assert client.get("/api/v1/casussen", headers=kop).status_code == 200
    wrong = {"X-Client-Cert-Sha256": "cd" * 32}
    assert client.get("/api/v1/casussen", headers=wrong).status_code == 401


def test_too_fast_is_told_when_to_come_back_and_others_are_not_slowed(api, settings):
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": settings.BROKER_URL,
        }
    }
    settings.API_PER_MINUUT, settings.API_INEENS = 6, 3
    fast, other = api("demo-politie"), api("demo-moviera")
    for client_id in ("demo-politie", "demo-moviera"):
        from uuid import UUID

        tempo._valkey().delete(f"tempo:{UUID(int=client_van(client_id).pk)}")
    codes = [fast.get("/api/v1/organisaties").status_code for _ in range(4)]
    assert codes == [200, 200, 200, 429]
    late = fast.get("/api/v1/organisaties")
    assert late.headers["Content-Type"] == "application/problem+json"
    assert 1 <= int(late.headers["Retry-After"]) <= 11
    assert other.get("/api/v1/organisaties").status_code == 200
    key = f"tempo:proef-{uuid4()}"
    for _ in range(20):
        tempo.wacht(key, 6000, 100)
    assert tempo._valkey().strlen(f"tempo:{key}") < 40
    assert 0 < tempo._valkey().ttl(f"tempo:{key}") <= 3


def test_organisation_sees_its_own_koppelingen_and_calls_only(client_als, api):
    api("demo-politie").get("/api/v1/casussen")
    api("demo-moviera").get("/api/v1/casussen")
    browser = client_als("politie.krt")
    page = browser.get("/koppelingen/").content.decode()
    assert "demo-politie" in page and "demo-moviera" not in page
    detail = browser.get("/koppelingen/demo-politie/")
    assert "api_casussen" in detail.content.decode()
    absent = browser.get("/koppelingen/bestaat-niet/")
    foreign = browser.get("/koppelingen/demo-moviera/")
    assert (foreign.status_code, foreign.content) == (404, absent.content)
    assert client_als("elders.krt").get("/koppelingen/demo-politie/").status_code == 404


def test_secret_is_shown_once_and_works(client_als):
    browser = client_als("politie.krt")
    made = browser.post("/koppelingen/demo-politie/", {"formulier": "geheim"})
    text = made.content.decode()
    secret = text.split('class="kr-code">')[1].split("<")[0]
    assert haal_token("demo-politie", secret).status_code == 200
    assert secret not in browser.get("/koppelingen/demo-politie/").content.decode()
    assert (
        made.headers["Cache-Control"].startswith("no-store")
        or "no-store" in made.headers["Cache-Control"]
    )


def test_beheerder_makes_a_koppeling_but_never_gets_its_secret(client_als, viewer, wereld):
    beheer = client_als("zvh.beheer")
    politie = Deelname.objects.get(pk=viewer("politie.krt").deelname_id)
    made = beheer.post(
        "/koppelingen/nieuw/",
        {"deelname": str(politie.pk), "naam": "Zaaksysteem", "scopes": ["casussen:lezen"]},
    )
    assert made.status_code == 302
    url = made.headers["Location"]
    assert "Client-id" in beheer.get(url).content.decode()
    assert "Nieuw geheim" not in beheer.get(url).content.decode()
    assert beheer.post(url, {"formulier": "geheim"}).status_code in {400, 422}
    client_id = url.rstrip("/").rpartition("/")[2]
    secret = (
        client_als("politie.krt").post(url, {"formulier": "geheim"}).content.decode()
        .split('class="kr-code">')[1].split("<")[0]
    )  # fmt: skip
    answer = haal_token(client_id, secret)
    assert answer.json()["scope"] == "casussen:lezen"
    token = Client(headers={"Authorization": f"Bearer {answer.json()['access_token']}"})
    beheer.post(url, {"formulier": "rechten", "scopes": ["organisaties:lezen"]})
    assert token.get("/api/v1/casussen").status_code == 401  # less is less at once
    assert client_als("politie.krt").post(f"{url}beeindig/", {"reden": "Weg"}).status_code == 302
    assert haal_token(client_id, secret).status_code == 401


@pytest.mark.parametrize("account", ["nog.bestuurder", "zvh.fg", "moviera.zorg"])
def test_others_do_not_come_here(client_als, account):
    assert client_als(account).get("/koppelingen/").status_code == 403


def test_logregels_are_the_own_calls_without_a_number_that_counts_others(api):
    politie, moviera = api("demo-politie"), api("demo-moviera")
    moviera.get("/api/v1/casussen")
    for _ in range(3):
        politie.get(f"/api/v1/casussen/{uuid4()}")
    url, found = "/api/v1/logregels?limit=2&uitkomst=geweigerd", []
    while url:
        page = politie.get(url).json()
        found += page["resultaten"]
        url = page["volgende"]
    assert [r["status"] for r in found[:3]] == [404, 404, 404]
    assert {r["route"] for r in found[:3]} == {"api_casus"}
    assert len({r["id"] for r in found}) == len(found)
    assert politie.get("/api/v1/logregels?cursor=onzin").status_code == 400
