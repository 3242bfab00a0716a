"""Lists of the API: `cursor` and `limit` in, `resultaten` and `volgende` out."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError as DjangoValidationError
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param


class Pagination(CursorPagination):
    """Newest first unless the view says `ordering`; end it with the key, so that the order is total.

    There is no total: a count of what others may see would tell something.
    """

    page_size = 25
    max_page_size = 100
    page_size_query_param = "limit"
    cursor_query_param = "cursor"
    ordering = ("-created_at", "-id")
    invalid_cursor_message = "De cursor is niet geldig."

    def decode_cursor(self, request: Request) -> Any:
        try:
            return super().decode_cursor(request)
        except NotFound as error:
            raise self._no_cursor() from error

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> Any:
        self.ordering = getattr(view, "ordering", self.ordering)
        try:
            return super().paginate_queryset(queryset, request, view)
        except (DjangoValidationError, ValueError) as error:  # a position that cannot be one
            raise self._no_cursor() from error

    def _no_cursor(self) -> ValidationError:
        return ValidationError({"cursor": [self.invalid_cursor_message]})

    def get_page_size(self, request: Request) -> int:
        value = request.query_params.get("limit")
        if value is None:
            return self.page_size
        if not (value.isascii() and value.isdigit() and 1 <= int(value[:6]) <= self.max_page_size):
            raise ValidationError({"limit": [f"Kies een getal van 1 tot {self.max_page_size}."]})
        return int(value)

    def get_paginated_response(self, data: Any) -> Response:
        volgende = self.get_next_link()
        headers = {"Link": f'<{volgende}>; rel="next"'} if volgende else {}
        return Response({"resultaten": data, "volgende": volgende}, headers=headers)

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        return {
            "type": "object",
            "required": ["resultaten", "volgende"],
            "properties": {
                "resultaten": schema,
                "volgende": {
                    "type": ["string", "null"],
                    "format": "uri",
                    "description": "Adres van de volgende bladzijde; null op de laatste.",
                },
            },
        }


def stuk(
    request: Request, rijen: Sequence[Any], cursor: str, limit: int | None
) -> tuple[Sequence[Any], str | None]:
    """A page of a list that is whole in memory, and the address of the next one.

    Raises:
        ValidationError: 400, a cursor that is none.
    """
    try:
        begin = int(urlsafe_b64decode(cursor.encode())) if cursor else 0
    except ValueError as error:
        raise ValidationError({"cursor": [Pagination.invalid_cursor_message]}) from error
    if begin < 0:
        raise ValidationError({"cursor": [Pagination.invalid_cursor_message]})
    eind = begin + (limit or Pagination.page_size)
    if eind >= len(rijen):
        return rijen[begin:], None
    volgende = urlsafe_b64encode(str(eind).encode()).decode()
    adres = request.build_absolute_uri()
    return rijen[begin:eind], str(replace_query_param(adres, "cursor", volgende))
