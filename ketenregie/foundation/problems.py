"""Refusals as `application/problem+json` (RFC 9457), for API views and for Django's own errors.

The body holds `type`, `status`, `title`, `detail` and, when fields are at fault, `fouten`: all of them
together. It never holds an address, an id or what the client sent.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.http import HttpResponse

from ketenregie.foundation.errors import (
    AccessDenied,
    DomainError,
    EditConflict,
    GateClosed,
    NotVisible,
)

CONTENT_TYPE = "application/problem+json"
TITLES = {
    400: "Onjuist verzoek",
    401: "Niet aangemeld",
    403: "Geen recht",
    404: "Niet gevonden",
    405: "Werkwijze niet toegestaan",
    406: "Vorm niet beschikbaar",
    409: "Conflict",
    412: "Intussen gewijzigd",
    413: "Te groot",
    415: "Soort inhoud niet ondersteund",
    428: "If-Match ontbreekt",
    429: "Te veel verzoeken",
    500: "Fout in het systeem",
    503: "Tijdelijk niet beschikbaar",
}
NIET_GEVONDEN = "Dit bestaat niet, of u hebt er geen toegang toe."
FOUT = "Er ging iets mis. Probeer het later opnieuw."


def camel(name: str) -> str:
    """`geboorte_datum` -> `geboorteDatum`."""
    return re.sub(r"(?<=[a-z0-9])_([a-z0-9])", lambda m: m[1].upper(), name)


def body(status: int, detail: str, *, fouten: Any = None, **extra: Any) -> dict[str, Any]:
    """The members of a problem; `fouten` may be DRF's error structure."""
    found: dict[str, Any] = {
        "type": "about:blank",
        "status": status,
        "title": TITLES.get(status, "Fout"),
        "detail": detail,
        **extra,
    }
    if fouten is not None:
        found["fouten"] = list(_flat(fouten))
    return found


def response(status: int, detail: str, **extra: Any) -> HttpResponse:
    """A problem outside the API views: an unknown address, a crash."""
    return HttpResponse(
        json.dumps(body(status, detail, **extra), ensure_ascii=False),
        status=status,
        content_type=CONTENT_TYPE,
        headers={"API-Version": api_version()},
    )


def api_version() -> str:
    """The full version of the API, sent with every answer."""
    return str(settings.SPECTACULAR_SETTINGS["VERSION"])


def of_domain_error(error: DomainError, *, api: bool) -> dict[str, Any]:
    """The problem of a refusal; its `status` member is the HTTP status."""
    match error:
        case NotVisible():
            return body(404, NIET_GEVONDEN)
        case AccessDenied():
            extra = {"regel": error.regel} if error.regel else {}
            return body(403, error.zin, **extra)
        case GateClosed():
            return body(409, error.standaardzin, voorwaarden=error.voorwaarden)
        case EditConflict():
            return body(412 if api else 409, error.zin)
    fouten = {error.veld: [error.zin]} if error.veld else None
    return body(400, error.zin, fouten=fouten)


def _flat(errors: Any, path: str = "") -> Iterator[dict[str, str]]:
    """DRF's nested errors as a flat list of {veld, melding}; `veld` is dotted and camelCase."""
    if isinstance(errors, dict):
        for key, value in errors.items():
            if key == "non_field_errors":
                yield from _flat(value, path)
            else:
                step = camel(str(key))
                yield from _flat(value, f"{path}.{step}" if path else step)
    elif isinstance(errors, list | tuple):
        for place, item in enumerate(errors):
            nested = isinstance(item, dict | list | tuple)
            yield from _flat(item, f"{path}[{place}]" if nested else path)
    elif errors:
        yield {"veld": path, "melding": str(errors)}
