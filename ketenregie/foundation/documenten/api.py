"""What API views with files share: reading a form with a file, and answering with bytes."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiResponse
from rest_framework.exceptions import ParseError
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request

from ketenregie.foundation.api.json import CamelJSONRenderer, snake

MULTIPART = (MultiPartParser,)
BYTES = {(200, "application/octet-stream"): bytes}
BESTAND = OpenApiResponse(response=bytes, description="Het bestand, als download.")


class AlsBytes(CamelJSONRenderer):
    """Lets a client ask for the file by any media type; problems stay JSON."""

    media_type = "*/*"
    format = "bestand"


def formulier(request: Request) -> dict[str, Any]:
    """Fields and files of a multipart body with the names of the inside.

    Raises:
        ParseError: 400; a name twice, or written with an underscore.
    """
    found: dict[str, Any] = {}
    for name, values in request.data.lists():  # type: ignore[union-attr]
        if "_" in name or len(values) > 1 or snake(name) in found:
            raise ParseError("Elk veld komt één keer voor en heet zoals in de beschrijving.")
        found[snake(name)] = values[0]
    return found
