"""JSON with camelCase keys outside and snake_case inside."""

from __future__ import annotations

import json
import re
from typing import Any, ClassVar

from django.conf import settings
from rest_framework.exceptions import APIException, ParseError
from rest_framework.parsers import BaseParser
from rest_framework.renderers import JSONRenderer

from ketenregie.foundation.problems import camel


class Letterlijk(dict[str, Any]):
    """A dict whose keys are data (codes, ids) and stay as they are."""


def snake(name: str) -> str:
    """`geboorteDatum` -> `geboorte_datum`."""
    return re.sub(r"(?<=[a-z0-9])([A-Z])", lambda m: "_" + m[1].lower(), name)


def camelize(data: Any) -> Any:
    """The same structure with camelCase keys, at every depth."""
    if isinstance(data, Letterlijk):
        return data
    if isinstance(data, dict):
        return {camel(k) if isinstance(k, str) else k: camelize(v) for k, v in data.items()}
    if isinstance(data, list | tuple):
        return [camelize(item) for item in data]
    return data


class CamelJSONRenderer(JSONRenderer):
    """Answers in JSON with camelCase keys."""

    charset = "utf-8"

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,
        renderer_context: Any = None,
    ) -> Any:
        return super().render(camelize(data), accepted_media_type, renderer_context)


class TooLarge(APIException):
    status_code = 413
    default_detail = "Dit bericht is te groot."


class CamelJSONParser(BaseParser):
    """Reads JSON strictly: camelCase keys only, each once, no NaN, UTF-8.

    Raises:
        ParseError: 400; a key twice, a key with an underscore, or no valid JSON.
        TooLarge: 413.
    """

    media_type = "application/json"
    renderer_class: ClassVar = CamelJSONRenderer

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        raw = stream.read(settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)
        if len(raw) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            raise TooLarge
        try:
            data = json.loads(
                raw.decode("utf-8"), object_pairs_hook=_unique, parse_constant=_no_constant
            )
            # Half a surrogate pair is valid JSON and no text: it cannot be stored or sent back.
            json.dumps(data, ensure_ascii=False).encode("utf-8")
            return data
        except (ValueError, RecursionError) as error:
            raise ParseError("De inhoud is geen geldige JSON.") from error


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if "_" in key:
            raise ParseError(
                "Een sleutel met een liggend streepje bestaat niet; schrijf camelCase."
            )
        name = snake(key)
        if name in found:
            raise ParseError("Een sleutel komt twee keer voor.")
        found[name] = value
    return found


def _no_constant(name: str) -> Any:
    raise ValueError(name)
