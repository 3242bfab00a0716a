"""What the generated API description lacks: problems and the version header on every answer."""

from __future__ import annotations

from typing import Any

from ketenregie.foundation.problems import CONTENT_TYPE, TITLES

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
            "items": {
                "type": "object",
                "required": ["veld", "melding"],
                "properties": {"veld": {"type": "string"}, "melding": {"type": "string"}},
            },
        },
        "voorwaarden": {"type": "array", "items": {"type": "string"}},
        "regel": {"type": "string"},
        "nummer": {"type": "string"},
    },
}
_VERSION = {
    "description": "Volledige versie van het koppelvlak.",
    "schema": {"type": "string", "example": "1.0.0"},
}
_METHODS = ("get", "post", "put", "patch", "delete")


def schema_hook(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Post-processing hook of drf-spectacular."""
    components = result.setdefault("components", {})
    components.setdefault("schemas", {})["Probleem"] = _PROBLEM
    components.setdefault("headers", {})["API-Version"] = _VERSION
    components["responses"] = components.get("responses", {}) | {
        f"Probleem{status}": _response(status)
        for status in (400, 401, 403, 404, 406, 409, 412, 415, 428, 429)
    }
    for path, item in result.get("paths", {}).items():
        for method in _METHODS:
            if operation := item.get(method):
                _complete(path, method, operation)
    return result


def _complete(path: str, method: str, operation: dict[str, Any]) -> None:
    responses = operation["responses"]
    for status in _problems_of(path, method):
        responses.setdefault(str(status), {"$ref": f"#/components/responses/Probleem{status}"})
    for answer in responses.values():
        if "$ref" not in answer:
            reference = {"$ref": "#/components/headers/API-Version"}
            answer.setdefault("headers", {})["API-Version"] = reference


def _problems_of(path: str, method: str) -> list[int]:
    found = [400, 401, 403, 406, 429]
    if "{" in path:
        found.append(404)
    if method != "get":
        found.append(409)
    if method in ("post", "put", "patch"):
        found.append(415)
    if method in ("put", "patch", "delete") and "{" in path:
        found += [412, 428]
    return sorted(found)


def _response(status: int) -> dict[str, Any]:
    return {
        "description": TITLES[status],
        "headers": {"API-Version": {"$ref": "#/components/headers/API-Version"}},
        "content": {CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Probleem"}}},
    }
