"""The plumbing of the API: strict in, camelCase out, problems, versions, repeats."""

import json
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from rest_framework import serializers
from rest_framework.exceptions import MethodNotAllowed, NotAuthenticated, Throttled
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.test import APIRequestFactory

from ketenregie.foundation import api, clock
from ketenregie.foundation.api.views import ApiView
from ketenregie.foundation.eenmaal import Idempotentie, Slot
from ketenregie.foundation.errors import AccessDenied, GateClosed, NotVisible
from ketenregie.foundation.problems import api_version
from ketenregie.foundation.viewer import Viewer, acting_as

pytestmark = pytest.mark.django_db
rf = APIRequestFactory()


class Adres(api.StrictSerializer):
    huis_nummer = serializers.IntegerField()


class Invoer(api.StrictSerializer):
    id = serializers.UUIDField(read_only=True)
    voor_naam = serializers.CharField(max_length=5)
    adres = Adres(required=False)


class Proef(ApiView):
    """Echoes, refuses and counts."""

    authentication_classes = ()
    permission_classes = ()
    versie = 1
    calls = 0

    def get(self, request: Request) -> Response:
        return self.antwoord({"voor_naam": "Ada", "versie": Proef.versie})

    def post(self, request: Request) -> Response:
        Proef.calls += 1
        form = Invoer(data=request.data)
        form.is_valid(raise_exception=True)
        if form.validated_data["voor_naam"] == "stuk":
            Slot.objects.create(taak="half", slot="1")
            raise GateClosed(["Eerst wegen."])
        body = {"nummer": Proef.calls, **form.validated_data}
        return self.antwoord(body, status=201, headers={"Location": "/api/v1/proef/1"})

    def patch(self, request: Request) -> Response:
        self.require_if_match({"voor_naam": "Ada", "versie": Proef.versie})
        Proef.versie += 1
        return self.antwoord({"voor_naam": "Ada", "versie": Proef.versie})


@pytest.fixture(autouse=True)
def fresh():
    Proef.versie, Proef.calls = 1, 0


def send(method: str, data: object = None, **headers: str):
    names = {k.replace("_", "-"): v for k, v in headers.items()}
    raw = data if isinstance(data, str | bytes) else json.dumps(data)
    kwargs = {} if data is None else {"data": raw, "content_type": "application/json"}
    response = Proef.as_view()(rf.generic(method, "/api/v1/proef", headers=names, **kwargs))
    if hasattr(response, "render"):
        response.render()
    return response


def body(response) -> dict:
    return json.loads(response.content)


def test_keys_are_camel_case_outside_and_snake_case_inside():
    response = send("POST", {"voorNaam": "Ada", "adres": {"huisNummer": 3}})
    assert response.status_code == 201
    assert body(response) == {"nummer": 1, "voorNaam": "Ada", "adres": {"huisNummer": 3}}


def test_keys_that_are_data_stay_as_they_are():
    rendered = api.CamelJSONRenderer().render({"per_soort": api.Letterlijk({"a_b": 1})})
    assert json.loads(rendered) == {"perSoort": {"a_b": 1}}


def test_unknown_read_only_and_wrong_fields_are_all_told_at_once():
    response = send("POST", {"id": str(uuid4()), "isStaff": True, "adres": {"x": 1}})
    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"
    assert {fout["veld"] for fout in body(response)["fouten"]} == {
        "id", "isStaff", "voorNaam", "adres.x", "adres.huisNummer",
    }  # fmt: skip


@pytest.mark.parametrize(
    "raw",
    [
        '{"voor_naam": "Ada"}',
        '{"voorNaam": "Ada", "voorNaam": "Eva"}',
        '{"voorNaam": NaN}',
        '{"voorNaam": "Ada"',
        b'{"voorNaam": "\xff"}',
        "[" * 100_000,
    ],
)
def test_doubtful_json_is_refused(raw):
    assert send("POST", raw).status_code == 400


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (NotVisible(), 404),
        (Http404("casus 12"), 404),
        (AccessDenied("Nee.", regel="R-1"), 403),
        (PermissionDenied("geheim"), 403),
        (ValidationError({"naam": ["Te kort."]}), 400),
        (ValidationError("Te kort."), 400),
        (NotAuthenticated(), 401),
        (MethodNotAllowed("PUT"), 405),
        (Throttled(wait=3), 429),
    ],
)
def test_every_refusal_is_a_problem(error, status):
    response = api.problem_handler(error, {})
    assert response is not None
    assert response.status_code == response.data["status"] == status
    assert {"type", "title", "detail"} <= set(response.data)
    assert "geheim" not in str(response.data)
    assert "casus 12" not in str(response.data)


def test_absent_and_foreign_give_the_same_problem():
    one, two = api.problem_handler(Http404(), {}), api.problem_handler(NotVisible(), {})
    assert one is not None
    assert two is not None
    assert (one.data, dict(one.items())) == (two.data, dict(two.items()))


def test_throttling_says_when_to_come_back():
    response = api.problem_handler(Throttled(wait=3), {})
    assert response is not None
    assert response["Retry-After"] == "4"


def test_a_refusal_rolls_the_call_back():
    response = send("POST", {"voorNaam": "stuk"})
    assert (response.status_code, body(response)["voorwaarden"]) == (409, ["Eerst wegen."])
    assert Slot.objects.filter(taak="half").count() == 0


def test_every_answer_carries_the_version_and_is_not_kept():
    for response in (send("GET"), send("POST", {}), send("PUT", {}), send("PATCH", {})):
        assert response["API-Version"] == api_version()
        assert response["Cache-Control"] == "no-store"


def test_a_change_needs_the_present_etag():
    etag = send("GET")["ETag"]
    assert etag.startswith('"')
    assert send("PATCH", {}).status_code == 428
    assert send("PATCH", {}, If_Match="*").status_code == 428
    assert send("PATCH", {}, If_Match='"anders"').status_code == 412
    assert send("PATCH", {}, If_Match=f"W/{etag}").status_code == 412
    changed = send("PATCH", {}, If_Match=f'"oud", {etag}')
    assert changed.status_code == 200
    assert changed["ETag"] != etag
    assert send("PATCH", {}, If_Match=etag).status_code == 412


def test_an_unchanged_representation_is_not_sent_again():
    etag = send("GET")["ETag"]
    again = send("GET", If_None_Match=etag)
    assert (again.status_code, again.content) == (304, b"")
    Proef.versie = 2
    assert send("GET", If_None_Match=etag).status_code == 200


def test_the_etag_follows_what_this_viewer_sees_only():
    assert api.etag_of({"a": 1}) == api.etag_of({"a": 1})
    assert api.etag_of({"a": 1}) != api.etag_of({"a": 1, "b": None})


@pytest.fixture
def client_viewer(deelname_id) -> Viewer:
    return Viewer(keten_id=uuid4(), deelname_id=deelname_id, nummer=1, client_id=uuid4())


@pytest.fixture
def deelname_id() -> UUID:
    return uuid4()


@pytest.fixture
def open_slot(as_role):
    """The row filter of Idempotentie asks the deelname; here the plumbing is under test, not the lock."""
    from django.db import connection

    with as_role("eigenaar"), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE foundation_idempotentie NO FORCE ROW LEVEL SECURITY")
        cursor.execute("ALTER TABLE foundation_idempotentie DISABLE ROW LEVEL SECURITY")


def test_the_same_key_and_body_is_done_once(client_viewer, open_slot):
    with acting_as(client_viewer):
        first = send("POST", {"voorNaam": "Ada"}, Idempotency_Key="k1")
        second = send("POST", {"voorNaam": "Ada"}, Idempotency_Key="k1")
    assert Proef.calls == 1
    assert (second.status_code, second.content) == (201, first.content)
    assert (second["ETag"], second["Location"]) == (first["ETag"], first["Location"])
    assert second["Idempotent-Replayed"] == "true"
    assert "Idempotent-Replayed" not in first


def test_the_same_key_with_another_body_is_a_conflict(client_viewer, open_slot):
    with acting_as(client_viewer):
        send("POST", {"voorNaam": "Ada"}, Idempotency_Key="k1")
        assert send("POST", {"voorNaam": "Eva"}, Idempotency_Key="k1").status_code == 409
    assert Proef.calls == 1


def test_another_client_has_its_own_keys(client_viewer, open_slot):
    other = Viewer(keten_id=uuid4(), deelname_id=uuid4(), nummer=2, client_id=uuid4())
    with acting_as(client_viewer):
        send("POST", {"voorNaam": "Ada"}, Idempotency_Key="k1")
    with acting_as(other):
        response = send("POST", {"voorNaam": "Ada"}, Idempotency_Key="k1")
    assert (Proef.calls, "Idempotent-Replayed" in response) == (2, False)


def test_a_refused_call_may_be_tried_again_with_its_key(client_viewer, open_slot):
    with acting_as(client_viewer):
        assert send("POST", {"voorNaam": "stuk"}, Idempotency_Key="k1").status_code == 409
        assert send("POST", {"voorNaam": "Ada"}, Idempotency_Key="k1").status_code == 201


def test_a_kept_answer_is_unreadable_in_the_database(client_viewer, open_slot):
    with acting_as(client_viewer):
        send("POST", {"voorNaam": "Ada"}, Idempotency_Key="k1")
        row = Idempotentie.objects.get()
    assert b"Ada" not in bytes(row.antwoord or b"")
    assert row.created_at <= clock.now()


@pytest.mark.parametrize("key", ["x" * 256, "\u00e9"])
def test_an_unusable_key_is_refused(client_viewer, key):
    with acting_as(client_viewer):
        assert send("POST", {"voorNaam": "Ada"}, Idempotency_Key=key).status_code == 400


@pytest.mark.parametrize("limit", ["0", "101", "-1", "abc", "٣", ""])
def test_an_impossible_limit_is_refused(limit):
    request = Request(rf.get("/", {"limit": limit}))
    with pytest.raises(Exception, match="Kies een getal"):
        api.Pagination().get_page_size(request)


def test_a_list_answers_resultaten_and_volgende():
    page = api.Pagination()
    page.page, page.has_next = [], False
    response = page.get_paginated_response([{"id": 1}])
    assert response.data == {"resultaten": [{"id": 1}], "volgende": None}
    assert "Link" not in response


def test_the_description_gets_problems_and_the_version_header():
    operation = {"responses": {"200": {"description": "ok"}}}
    schema = {"paths": {"/api/v1/casussen/{id}": {"patch": operation, "parameters": []}}}
    result = api.schema_hook(schema)
    assert set(operation["responses"]) == {
        "200", "400", "401", "403", "404", "406", "409", "412", "413", "415", "428", "429",
    }  # fmt: skip
    assert "API-Version" in operation["responses"]["200"]["headers"]
    assert result["components"]["schemas"]["Probleem"]["required"][0] == "type"
