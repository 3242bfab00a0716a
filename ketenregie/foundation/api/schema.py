"""What the generated API description lacks: camelCase, problems and the headers of every answer."""

from __future__ import annotations

import re
from typing import Any

from drf_spectacular.utils import OpenApiResponse

from ketenregie.foundation.problems import CONTENT_TYPE, TITLES, camel

_PROBLEM = {
    "type": "object",
    "description": "Foutmelding volgens RFC 9457.",
    "required": ["type", "status", "title", "detail"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "status": {"type": "integer"},
        "title": {"type": "string"},
        "detail": {"type": "string"},
        "fouten": {
            "type": "array",
            "description": "Alle velden die niet kloppen.",
            "items": {
                "type": "object",
                "required": ["veld", "melding"],
                "properties": {"veld": {"type": "string"}, "melding": {"type": "string"}},
            },
        },
        "voorwaarden": {
            "type": "array",
            "description": "Wat er nog nodig is voor deze stap.",
            "items": {"type": "string"},
        },
        "regel": {"type": "string", "description": "De regel waarop dit is geweigerd."},
        "nummer": {"type": "string", "description": "Noem dit nummer als u ons belt."},
    },
    "examples": [
        {
            "type": "about:blank",
            "status": 400,
            "title": "Onjuist verzoek",
            "detail": "Controleer uw invoer.",
            "fouten": [{"veld": "korteInhoud", "melding": "Dit veld is vereist."}],
        }
    ],
}
_HEADERS = {
    "API-Version": {
        "description": "Volledige versie van het koppelvlak.",
        "schema": {"type": "string", "examples": ["1.1.0"]},
    },
    "ETag": {
        "description": "Kenmerk van wat u nu ziet; stuur het mee als If-None-Match.",
        "schema": {"type": "string", "examples": ['"3f2a9c0d4b5e6f708192a3b4c5d6e7f8"']},
    },
    "Retry-After": {
        "description": "Over zoveel seconden kunt u het opnieuw proberen.",
        "schema": {"type": "integer"},
    },
    "Location": {
        "description": "Adres van wat er is gemaakt.",
        "schema": {"type": "string", "format": "uri-reference"},
    },
}
_PARAMETERS = {
    "IfNoneMatch": {
        "name": "If-None-Match",
        "in": "header",
        "description": "ETag die u al hebt; is er niets veranderd, dan volgt 304.",
        "schema": {"type": "string"},
    },
    "Velden": {
        "name": "velden",
        "in": "query",
        "description": "Alleen deze velden, met komma's ertussen. `id` komt altijd mee.",
        "schema": {"type": "string", "maxLength": 500},
    },
    "IfMatch": {
        "name": "If-Match",
        "in": "header",
        "required": True,
        "description": "ETag van wat u wijzigt, zoals u het het laatst zag.",
        "schema": {"type": "string"},
    },
    "IdempotencyKey": {
        "name": "Idempotency-Key",
        "in": "header",
        "description": "Zelf gekozen sleutel: hetzelfde verzoek met dezelfde sleutel telt binnen 24 uur "
        "één keer en krijgt hetzelfde antwoord.",
        "schema": {"type": "string", "minLength": 1, "maxLength": 255},
    },
}
_PROBLEMS = (400, 401, 403, 404, 406, 409, 412, 413, 415, 428, 429)
# For an operation without a key in its address, that looks one up which came in the body.
NIET_GEVONDEN = OpenApiResponse(description="Bestaat niet, of niet voor u.")
_GELUKT = {"201": "Gemaakt."}
_METHODS = ("get", "post", "put", "patch", "delete")


def schema_hook(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Post-processing hook of drf-spectacular."""
    components = result.setdefault("components", {})
    for schema in components.setdefault("schemas", {}).values():
        _camel_case(schema)
    components["schemas"]["Probleem"] = _PROBLEM
    components["headers"] = components.get("headers", {}) | _HEADERS
    components["parameters"] = components.get("parameters", {}) | _PARAMETERS
    components["responses"] = components.get("responses", {}) | {
        f"Probleem{status}": _response(status) for status in _PROBLEMS
    }
    result["paths"] = {_pad(path): item for path, item in result.get("paths", {}).items()}
    for path, item in result["paths"].items():
        for method in _METHODS:
            if operation := item.get(method):
                _complete(path, method, operation)
    return result


def _pad(path: str) -> str:
    """`{actie_pk}` of the inside is `{actie}` outside."""
    return re.sub(r"\{(\w+)\}", lambda m: "{" + _plek(m[1]) + "}", path)


def _plek(name: str) -> str:
    return camel(name.removesuffix("_pk"))


def _camel_case(schema: Any) -> None:
    """Properties get the names of the wire, as the renderer writes them."""
    if isinstance(schema, list):
        for part in schema:
            _camel_case(part)
    if not isinstance(schema, dict):
        return
    if isinstance(properties := schema.get("properties"), dict):
        schema["properties"] = {camel(name): value for name, value in properties.items()}
        if "required" in schema:
            schema["required"] = [camel(name) for name in schema["required"]]
    for key, part in schema.items():
        if key not in ("example", "examples", "default", "enum"):
            _camel_case(part)


def _complete(path: str, method: str, operation: dict[str, Any]) -> None:
    responses = operation["responses"]
    found = _problems_of(path, method)
    if any(p.get("name") == "If-Match" for p in operation.get("parameters", [])):
        found.append(428)
    if "404" in responses:
        responses.pop("404")
        found.append(404)
    for status in found:
        responses.setdefault(str(status), {"$ref": f"#/components/responses/Probleem{status}"})
    for parameter in operation.get("parameters", []):
        if parameter.get("in") == "path":
            parameter["name"] = _plek(parameter["name"])
    one = "{" in path
    if method in ("put", "patch"):
        _parameter(operation, "IfMatch")
        _header(responses.get("200"), "ETag")
    if method == "get" and one:
        _parameter(operation, "IfNoneMatch")
        if "application/json" in responses.get("200", {}).get("content", {}) and not _lijst(
            operation
        ):
            _parameter(operation, "Velden")
        responses.setdefault("304", {"description": "Niet veranderd."})
        for code in ("200", "304"):
            _header(responses.get(code), "ETag")
    if method == "post":
        _parameter(operation, "IdempotencyKey")
        for name in ("ETag", "Location"):
            _header(responses.get("201"), name)
    for code, answer in responses.items():
        if "$ref" not in answer:
            answer["description"] = answer.get("description") or _GELUKT.get(code, "Gelukt.")
            _header(answer, "API-Version")


def _lijst(operation: dict[str, Any]) -> bool:
    """A list names `velden` among its own parameters."""
    return any(p.get("name") in ("velden", "cursor") for p in operation.get("parameters", []))


def _header(answer: dict[str, Any] | None, name: str) -> None:
    if answer is not None:
        answer.setdefault("headers", {})[name] = {"$ref": f"#/components/headers/{name}"}


def _parameter(operation: dict[str, Any], name: str) -> None:
    operation.setdefault("parameters", []).append({"$ref": f"#/components/parameters/{name}"})


def _problems_of(path: str, method: str) -> list[int]:
    found = [400, 401, 403, 406, 429]
    if "{" in path:
        found.append(404)
    if method != "get":
        found.append(409)
    if method in ("post", "put", "patch"):
        found += [413, 415]
    if method != "get" and "{" in path:
        found.append(412)
    if method in ("put", "patch"):
        found.append(428)
    return sorted(found)


def _response(status: int) -> dict[str, Any]:
    return {
        "description": TITLES[status],
        "headers": _koppen(status),
        "content": {CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Probleem"}}},
    }


def _koppen(status: int) -> dict[str, Any]:
    found = {"API-Version": {"$ref": "#/components/headers/API-Version"}}
    if status == 429:
        found["Retry-After"] = {"$ref": "#/components/headers/Retry-After"}
    return found
