"""The description: complete, without a warning, in Dutch, and true."""

import json
from contextlib import contextmanager
from datetime import UTC, datetime
from io import StringIO

import jsonschema
import pytest
import schemathesis
from django.core.management import call_command
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from ketenregie.foundation.api.breuk import breuken
from ketenregie.foundation.api.views import ApiView, Vervalt
from ketenregie.foundation.problems import api_version
from ketenregie.gegevensmap import BASE_DIR
from ketenregie.wsgi import application
from partners.access.drf import SCOPES
from tests.factories.cases import maak_casus
from tests.factories.meldpunt import maak_signaal
from tests.factories.plan import maak_casus as plan_casus
from tests.factories.plan import maak_vastgesteld_plan
from tests.factories.toegang import opstelling, vraag

# Lists of things that only come about in a longer story; their own tests read them.
VOLGT_APART = {
    f"/api/v1/{naam}"
    for naam in (
        "abonnementen", "casusoverleggen", "gebeurtenissen", "logregels", "overdrachten",
        "gegevenskwaliteit", "indicatoren", "persoonszoekvragen",
    )
}  # fmt: skip
METHODS = {"get", "post", "put", "patch", "delete"}
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    response_headers_conformance,
]


@pytest.fixture(scope="module")
def beschrijving():
    out = StringIO()
    call_command("openapi", stdout=out)
    return json.loads(out.getvalue())


def operaties(description):
    for path, item in description["paths"].items():
        for method in METHODS & set(item):
            yield path, method, item[method]


def past(description, name: str, value) -> None:
    """`value` fits the named schema."""
    jsonschema.Draft202012Validator(
        {"$ref": f"#/components/schemas/{name}", "components": description["components"]}
    ).validate(value)


def test_the_generator_has_nothing_to_remark(tmp_path):
    call_command("spectacular", validate=True, fail_on_warn=True, file=str(tmp_path / "api.yaml"))


def test_command_writes_the_same_to_a_file(beschrijving, tmp_path):
    call_command("openapi", str(tmp_path / "api.json"))
    assert json.loads((tmp_path / "api.json").read_text()) == beschrijving


def test_description_is_open_to_every_site(client, db, beschrijving):
    response = client.get("/api/v1/openapi.json")
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert response.headers["API-Version"] == beschrijving["info"]["version"] == api_version()
    assert {"name", "email", "url"} <= set(beschrijving["info"]["contact"])
    assert beschrijving["openapi"].startswith("3.1")


def test_each_operation_is_complete(beschrijving):
    security = beschrijving["components"]["securitySchemes"]["oauth2"]
    assert security["flows"]["clientCredentials"] == {"tokenUrl": "/oauth/token", "scopes": SCOPES}
    for path, method, operation in operaties(beschrijving):
        place = f"{method} {path}"
        assert operation["summary"] and operation["description"], place
        (scheme,) = operation["security"]
        assert set(scheme["oauth2"]) <= set(SCOPES) and scheme["oauth2"], place
        assert {"400", "401", "403", "406"} <= set(operation["responses"]), place
        for code, answer in operation["responses"].items():
            assert answer.get("$ref") or answer["description"], (place, code)
            assert answer.get("$ref") or "API-Version" in answer["headers"], (place, code)


def test_names_on_the_wire_are_camel_case(beschrijving):
    for name, schema in beschrijving["components"]["schemas"].items():
        assert not [p for p in schema.get("properties", {}) if "_" in p], name


def test_every_example_works(beschrijving, api, viewer):
    client, tried = api("demo-politie"), 0
    casus = str(plan_casus(viewer, hoofdstap="uitvoering").pk)
    for path, method, operation in operaties(beschrijving):
        content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
        for example in content.get("examples", {}).values():
            past(beschrijving, content["schema"]["$ref"].rpartition("/")[2], example["value"])
            address = path.replace("{id}", casus)
            answer = getattr(client, method)(
                address, json.dumps(example["value"]), "application/json"
            )
            assert answer.status_code == 201, answer.content
            schema = operation["responses"]["201"]["content"]["application/json"]["schema"]
            past(beschrijving, schema["$ref"].rpartition("/")[2], answer.json())
            tried += 1
    assert tried >= 5
    problem = beschrijving["components"]["schemas"]["Probleem"]
    for example in problem["examples"]:
        past(beschrijving, "Probleem", example)


def test_answers_fit_the_description(beschrijving, api, viewer):
    vraag(opstelling(viewer))
    maak_signaal(viewer("politie.krt"))
    client = api("demo-politie")
    for path, method, operation in operaties(beschrijving):
        if method != "get" or "{" in path or path in VOLGT_APART:
            continue
        listed = client.get(path)
        schema = operation["responses"]["200"]["content"]["application/json"]["schema"]["$ref"]
        past(beschrijving, schema.rpartition("/")[2], listed.json())
        assert listed.json()["resultaten"], f"make one of {path} above"
        first = listed.json()["resultaten"][0]["id"]
        one = client.get(f"{path}/{first}")
        detail = beschrijving["paths"][f"{path}/{{id}}"]["get"]["responses"]["200"]["content"]
        past(
            beschrijving,
            detail["application/json"]["schema"]["$ref"].rpartition("/")[2],
            one.json(),
        )
        again = client.get(f"{path}/{first}", headers={"If-None-Match": one.headers["ETag"]})
        assert (again.status_code, again.content) == (304, b""), path


@pytest.mark.parametrize(
    "path", ["casussen", "meldingen", "organisaties", "referentiemodellen", "meldingen/{}"]
)
def test_wrong_method_form_and_kind_are_problems(api, path):
    client = api("demo-politie")
    address = f"/api/v1/{path}".format("00000000-0000-4000-8000-000000000000")
    answers = {
        405: client.delete(address),
        406: client.get(address, headers={"Accept": "application/xml"}),
    }
    if path == "meldingen":
        answers[415] = client.post(address, "<x/>", "application/xml")
    for status, answer in answers.items():
        assert (answer.status_code, answer.json()["status"]) == (status, status)
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert answer.headers["API-Version"] == api_version()
    assert "GET" in answers[405].headers["Allow"]


def test_page_of_the_description_has_nothing_inline(client, db):
    page = client.get("/api/v1/docs")
    assert page.status_code == 200
    text = page.content.decode()
    assert "<style" not in text and " style=" not in text
    assert text.count("<script") == text.count("<script src=")


@contextmanager
def one_connection():
    """The end of a request would close the connection that holds the transaction of the test."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in signals:
            signal.connect(close_old_connections)


PARTNERS = ("vt.krt", "politie.krt", "moviera.krt", "apeldoorn.krt")


def _echt(viewer, client) -> dict[str, dict[str, object]]:
    """Per path with an id below a casus or overdracht: keys of rows that are there."""
    casus = plan_casus(viewer, hoofdstap="uitvoering", partners=PARTNERS)
    maak_vastgesteld_plan(viewer, casus, partners=PARTNERS)
    url = f"/api/v1/casussen/{casus.pk}"
    client.post(
        f"{url}/bijdragen",
        {"tekst": "x", "gegevenscategorie": "toezicht_handhaving", "grondslag": "wgs"},
        "application/json",
    )

    def eerste(naam: str) -> object:
        found = [r["id"] for r in client.get(f"{url}/{naam}").json()["resultaten"] if "id" in r]
        assert found, naam
        return found[0]

    return {
        "/api/v1/casussen/": {
            "id": str(casus.pk), "versie": 1, "actie": eerste("acties"), "bijdrage": eerste("bijdragen"),
        }
    }  # fmt: skip


def _probe(api, examples: int, echt: dict[str, dict[str, object]] | None = None) -> None:
    """Made-up requests, good and bad, over every operation: no crash, no answer that is not described.

    Args:
        echt: keys of rows that are there, per beginning of a path; else nearly every address is a 404.
    """
    token = api("demo-veiligthuis").defaults["HTTP_AUTHORIZATION"]
    with one_connection():
        schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
    for found in schema.get_all_operations():
        operation = found.ok()
        # Where nothing can be sent, nothing wrong can be.
        wrong = bool(operation.query or operation.path_parameters or operation.body)
        here = {k: v for begin, ids in (echt or {}).items() if operation.path.startswith(begin)
                for k, v in ids.items()}  # fmt: skip
        for mode in (GenerationMode.POSITIVE, *([GenerationMode.NEGATIVE] if wrong else [])):
            keys = here if mode is GenerationMode.POSITIVE else {}
            _probe_een(operation, mode, keys, token, examples)


def _probe_een(operation, mode, keys: dict[str, object], token: str, examples: int) -> None:
    @settings(
        max_examples=examples, deadline=None, database=None, derandomize=True,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=operation.as_strategy(generation_mode=mode))
    def probe(case):
        case.path_parameters.update({k: v for k, v in keys.items() if k in case.path_parameters})
        headers = {"Authorization": token, "Host": "localhost"}
        case.call_and_validate(headers=headers, checks=CHECKS)

    with one_connection():
        probe()


def test_made_up_requests_get_described_answers(api, viewer):
    maak_casus(viewer("vt.krt"))
    _probe(api, 6, _echt(viewer, api("demo-veiligthuis")))


@pytest.mark.drill
def test_many_made_up_requests_get_described_answers(api, viewer):
    maak_casus(viewer("vt.krt"))
    _probe(api, 100, _echt(viewer, api("demo-veiligthuis")))


def test_nobody_gets_more_than_a_description_without_token(db):
    for path in ("casussen", "meldingen", "organisaties", "referentiemodellen"):
        answer = Client().get(f"/api/v1/{path}")
        assert (answer.status_code, answer.json()["status"]) == (401, 401)


def test_nothing_that_was_released_is_broken(beschrijving):
    released = json.loads((BASE_DIR / "docs/openapi.json").read_text())
    assert breuken(released, beschrijving) == []


def test_breaking_changes_are_found_and_additions_are_not(beschrijving):
    def met(change):
        doc = json.loads(json.dumps(beschrijving))
        change(doc)
        return breuken(beschrijving, doc)

    melding = "/api/v1/meldingen"
    schemas = beschrijving["components"]["schemas"]
    assert met(lambda d: d["paths"].pop(melding)) == [
        f"GET {melding} bestaat niet meer",
        f"POST {melding} bestaat niet meer",
    ]
    assert met(lambda d: d["components"]["schemas"]["Melding"]["properties"].pop("kenmerk"))
    assert met(
        lambda d: d["components"]["schemas"]["MeldingInvoerRequest"]["required"].append("gemeente")
    )
    assert met(lambda d: d["components"]["schemas"]["Melding"]["required"].remove("kenmerk"))
    assert met(
        lambda d: d["components"]["schemas"]["Melding"]["properties"].update(
            kenmerk={"type": "integer"}
        )
    )
    assert met(lambda d: d["paths"][melding]["get"]["parameters"].pop(0))
    assert "MeldingInvoerRequest" in schemas
    assert (
        met(
            lambda d: d["components"]["schemas"]["Melding"]["properties"].update(
                nieuw={"type": "string"}
            )
        )
        == []
    )
    assert met(lambda d: d["paths"].update({"/api/v1/nieuw": d["paths"][melding]})) == []


def test_resource_that_will_go_says_so_on_every_answer():
    view = ApiView()
    view.vervalt = Vervalt(
        datetime(2027, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC), "/api/v1/docs"
    )
    headers = view.vervalt.koppen()
    assert headers["Deprecation"] == "@1798761600"
    assert headers["Sunset"] == "Sat, 01 Jan 2028 00:00:00 GMT"
    assert 'rel="deprecation"' in headers["Link"]
