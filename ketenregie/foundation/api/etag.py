"""Strong ETags of what this viewer sees, so that a hidden change betrays nothing."""

from __future__ import annotations

import re
from hashlib import sha256
from typing import Any

from rest_framework import status
from rest_framework.exceptions import APIException

from ketenregie.foundation.api.json import CamelJSONRenderer


class PreconditionRequired(APIException):
    status_code = status.HTTP_428_PRECONDITION_REQUIRED
    default_detail = "Stuur de ETag van wat u wijzigt mee in de header If-Match."


class PreconditionFailed(APIException):
    status_code = status.HTTP_412_PRECONDITION_FAILED
    default_detail = "Dit is intussen gewijzigd. Haal het opnieuw op en probeer het nog eens."


def etag_of(data: Any) -> str:
    """The quoted ETag of a representation, as it would be rendered for this viewer."""
    return f'"{sha256(CamelJSONRenderer().render(data)).hexdigest()[:32]}"'


def check_if_match(header: str | None, etag: str) -> None:
    """Compare If-Match (strong; `*` is no proof of having looked) with the current ETag.

    Raises:
        PreconditionRequired: 428, no header.
        PreconditionFailed: 412, another version.
    """
    if not header or header.strip() == "*":
        raise PreconditionRequired
    if etag not in _strong_tags(header):
        raise PreconditionFailed


def matches_none(header: str | None, etag: str) -> bool:
    """Whether If-None-Match says that the client already has this (weak comparison)."""
    return bool(header) and etag in re.findall(r'"[^"]*"', header or "")


def _strong_tags(header: str) -> list[str]:
    return [tag for weak, tag in re.findall(r'(W/)?("[^"]*")', header) if not weak]
