"""The token endpoint: one grant, short tokens, and a line for every request."""

import base64
from datetime import timedelta

import pytest
from django.test import Client
from oauth2_provider.models import get_access_token_model

from ketenregie.foundation import clock
from ketenregie.foundation.logboek import Gebeurtenis, Logregel
from ketenregie.foundation.viewer import acting_as
from partners.models import ApiClient, Deelname
from tests.api.conftest import haal_token
from tests.conftest import database_role

TOKEN = (Gebeurtenis.TOKEN_UITGEGEVEN, Gebeurtenis.TOKEN_GEWEIGERD)


@pytest.fixture
def regels(wereld, viewer):
    """Lines of the logboek since the test began, read as the keten of the politie may."""

    def _regels(username: str = "politie.krt", **wat):
        with acting_as(viewer(username)):
            return list(Logregel.objects.filter(**wat).order_by("id"))

    return _regels


def test_token_lasts_ten_minutes_and_holds_all_scopes_of_the_client(wereld):
    answer = haal_token("demo-politie").json()
    client = ApiClient.objects.get(client_id="demo-politie")
    assert (answer["token_type"], answer["expires_in"]) == ("Bearer", 600)
    assert set(answer["scope"].split()) == set(client.scopes)
    assert "refresh_token" not in answer


def test_only_a_checksum_of_the_token_is_stored(wereld):
    token = haal_token("demo-politie").json()["access_token"]
    row = get_access_token_model().objects.get()
    assert row.token == ""
    assert token not in str(vars(row))


def test_fewer_scopes_may_be_asked_and_unknown_ones_are_refused(wereld):
    assert haal_token("demo-politie", scope="casussen:lezen").json()["scope"] == "casussen:lezen"
    refused = haal_token("demo-politie", scope="casussen:lezen alles:wissen")
    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_scope")


def test_scope_that_the_client_does_not_have_is_refused(wereld):
    ApiClient.objects.filter(client_id="demo-politie").update(scopes=["meldingen:lezen"])
    assert haal_token("demo-politie").json()["scope"] == "meldingen:lezen"
    assert haal_token("demo-politie", scope="casussen:lezen").json()["error"] == "invalid_scope"


@pytest.mark.parametrize(
    "grant",
    ["password", "authorization_code", "refresh_token", "", "implicit",
     "urn:ietf:params:oauth:grant-type:device_code"],
)  # fmt: skip
def test_other_grants_are_refused(wereld, grant):
    answer = haal_token("demo-politie", grant_type=grant, device_code="x", code="x", username="x")
    assert answer.status_code == 400
    assert answer.json()["error"] in {"unsupported_grant_type", "invalid_request"}
    assert get_access_token_model().objects.count() == 0


@pytest.mark.parametrize(
    ("client_id", "secret"),
    [("demo-politie", "fout"), ("bestaat-niet", "demo-geheim"), ("demo-politie", ""), ("", "")],
)
def test_wrong_secret_and_unknown_client_give_the_same_answer(wereld, client_id, secret):
    answer = haal_token(client_id, secret)
    assert (answer.status_code, answer.json()) == (401, {"error": "invalid_client"})
    assert answer.headers["WWW-Authenticate"].startswith(("Basic", "Bearer"))
    assert answer.headers["Cache-Control"] == "no-store"


def test_client_of_an_ended_deelname_gets_no_token_and_its_old_one_ends(wereld, api):
    client = api("demo-politie")
    gisteren = clock.today() - timedelta(days=1)
    with database_role("werker"):
        Deelname.objects.filter(api_clients__client_id="demo-politie").update(tot=gisteren)
    assert haal_token("demo-politie").status_code == 401
    assert client.get("/api/v1/casussen").status_code == 401


@pytest.mark.parametrize("body", [b"grant_type=client_credentials&client_id=%00", b"\xff\xfe", b""])
def test_garbage_is_refused_in_the_same_format(wereld, body):
    answer = Client().post("/oauth/token", body, "application/x-www-form-urlencoded")
    assert answer.status_code in {400, 401}
    assert answer.json()["error"] in {"invalid_request", "invalid_client", "unsupported_grant_type"}


def test_every_token_request_is_one_line_of_the_client(wereld, regels):
    haal_token("demo-politie")
    haal_token("demo-politie", "fout")
    haal_token("demo-politie", "fout")
    client = ApiClient.objects.get(client_id="demo-politie")
    lines = regels(route="oauth_token")
    assert [line.gebeurtenis for line in lines] == [TOKEN[0], TOKEN[1], TOKEN[1]]
    assert [line.uitkomst for line in lines] == ["gelukt", "geweigerd", "geweigerd"]
    assert {line.deelname_id for line in lines} == {client.deelname_id}
    assert {line.client_id.int for line in lines} == {client.pk}
    assert lines[1].reden == "invalid_client"
    rate = [line.details.get("geweigerd_in_10_minuten") for line in lines]
    assert rate[0] is None
    assert rate[2] == rate[1] + 1


def test_someone_logged_in_does_not_stand_on_the_line_of_a_token(client_als, regels):
    basic = base64.b64encode(b"demo-politie:demo-geheim").decode()
    browser = client_als("politie.krt")
    browser.post(
        "/oauth/token",
        {"grant_type": "client_credentials"},
        headers={"Authorization": f"Basic {basic}"},
    )
    lines = regels(route="oauth_token")
    assert [line.medewerker_id for line in lines] == [None]


def test_every_api_call_is_one_line_with_client_and_organisation(api, regels):
    client = api("demo-politie")
    for address in ("casussen", "organisaties", "meldingen?limit=0", f"casussen/{'0' * 8}"):
        client.get(f"/api/v1/{address}")
    lines = [line for line in regels(kanaal="api") if line.route != "oauth_token"]
    assert [line.route for line in lines] == [
        "api_casussen",
        "api_organisaties",
        "api_meldingen",
        "",
    ]
    assert all(line.client_id and line.deelname_id for line in lines)
    assert [line.details["status"] for line in lines] == [200, 200, 400, 404]


def test_expired_token_is_refused_and_stands_in_the_logboek(api, regels):
    client = api("demo-politie")
    with clock.frozen(clock.now() + timedelta(minutes=11)):
        answer = client.get("/api/v1/casussen")
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert answer.headers["Content-Type"] == "application/problem+json"
    line = regels(route="api_casussen")[0]
    assert (line.uitkomst, bool(line.client_id)) == ("geweigerd", True)


@pytest.mark.parametrize("header", ["Bearer x", "Bearer ", "Basic x", "x", "Bearer \u00e9\u00e9"])
def test_unusable_authorization_is_refused(wereld, header):
    answer = Client().get("/api/v1/casussen", headers={"Authorization": header})
    assert answer.status_code == 401


def test_cookie_of_a_browser_opens_no_api(client_als):
    browser = client_als("politie.krt")
    assert browser.get("/werk/").status_code == 200
    assert browser.get("/api/v1/casussen").status_code == 401
    assert browser.post("/api/v1/meldingen", {}, "application/json").status_code == 401


def test_token_in_the_address_opens_no_api(wereld):
    token = haal_token("demo-politie").json()["access_token"]
    assert Client().get(f"/api/v1/casussen?access_token={token}").status_code == 401


def test_scope_decides_per_method(api):
    reader = api("demo-politie", scope="meldingen:lezen")
    assert reader.get("/api/v1/meldingen").status_code == 200
    assert reader.get("/api/v1/casussen").status_code == 403
    refused = reader.post("/api/v1/meldingen", {"korteInhoud": "x"}, "application/json")
    assert (refused.status_code, refused.headers["Content-Type"]) == (
        403,
        "application/problem+json",
    )
