"""The base of every API view."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.utils.http import http_date
from rest_framework.exceptions import ValidationError
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from ketenregie.foundation import logboek
from ketenregie.foundation.api.etag import check_if_match, etag_of, matches_none
from ketenregie.foundation.api.idempotency import Once
from ketenregie.foundation.api.pagination import Pagination
from ketenregie.foundation.api.serializers import LijstVraag, StrictSerializer
from ketenregie.foundation.errors import AccessDenied
from ketenregie.foundation.problems import api_version, camel
from ketenregie.foundation.viewer import Viewer, require_viewer


@dataclass(frozen=True)
class Vervalt:
    """That a resource was declared old, when it stops, and where the way on is told (RFC 9745, 8594)."""

    sinds: datetime
    stopt: datetime
    uitleg: str

    def koppen(self) -> dict[str, str]:
        return {
            "Deprecation": f"@{int(self.sinds.timestamp())}",
            "Sunset": http_date(self.stopt.timestamp()),
            "Link": f'<{self.uitleg}>; rel="deprecation"; type="text/html"',
        }


class ApiView(GenericAPIView):
    """One transaction per call, versions by ETag, repeats by Idempotency-Key, problems as errors.

    A subclass writes `get`, `post`, ... and answers with `self.antwoord(data)`. Before a change it calls
    `self.require_if_match(data)` with the representation this viewer sees now.
    """

    pagination_class = Pagination
    # Set on a resource that will go: it says so with every answer, until it is gone.
    vervalt: Vervalt | None = None

    @property
    def viewer(self) -> Viewer:
        """The organisation that calls."""
        return require_viewer()

    @property
    def default_response_headers(self) -> dict[str, str]:
        inherited: dict[str, str] = dict(super().default_response_headers)
        return inherited | {
            "API-Version": api_version(),
            "Cache-Control": "no-store",
            **(self.vervalt.koppen() if self.vervalt else {}),
        }

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """As DRF's, with a savepoint: DRF turns a refusal into an answer, so nobody else rolls back."""
        self.args, self.kwargs = args, kwargs
        wrapped = self.initialize_request(request, *args, **kwargs)
        self.request = wrapped
        self.headers = self.default_response_headers
        try:
            with transaction.atomic():
                return self._answer(wrapped, *args, **kwargs)
        except Exception as exc:
            if isinstance(exc, AccessDenied):  # for the line of this request
                request.refusal_reason, request.refusal_rule = exc.zin, exc.regel  # type: ignore[attr-defined]
            self.response = self.finalize_response(
                wrapped, self.handle_exception(exc), *args, **kwargs
            )
            return self.response

    def _answer(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.initial(request, *args, **kwargs)
        once = Once(request)
        if (known := once.replay()) is not None:
            return known
        name = (request.method or "").lower()
        allowed = name in self.http_method_names
        handler = getattr(self, name, None) if allowed else None
        response = (handler or self.http_method_not_allowed)(request, *args, **kwargs)
        self.response = self.finalize_response(request, response, *args, **kwargs)
        if once.active and isinstance(self.response, Response):
            self.response.render()
            once.keep(self.response)
        return self.response

    def invoer(self, soort: type[StrictSerializer], data: Any = None) -> dict[str, Any]:
        """The checked body (or `data`) as a dict.

        Raises:
            ValidationError: 400, with every fault.
        """
        form = soort(data=self.request.data if data is None else data)
        form.is_valid(raise_exception=True)
        return dict(form.validated_data)

    def vraag(self, soort: type[LijstVraag]) -> dict[str, Any]:
        """The checked parameters after the question mark, as a dict."""
        return self.invoer(soort, self.request.query_params.dict())

    def bladzijde(
        self, rows: QuerySet[Any], soort: str, beeld: Callable[[Any], dict[str, Any]]
    ) -> Response:
        """One page of `rows` in the order of the view, on the line of the request.

        Args:
            soort: label of the model, for the logboek.
            beeld: representation of one row.
        """
        page = self.paginate_queryset(rows) or []
        logboek.lijst(soort, [row.pk for row in page])
        return self.get_paginated_response([self.met_velden(beeld(row)) for row in page])

    @cached_property
    def gevraagde_velden(self) -> frozenset[str] | None:
        """Names of the inside that `velden=` asks for; None asks for all.

        Raises:
            ValidationError: 400, a name that this answer does not have.
        """
        tekst = self.request.query_params.get("velden") if self.request.method == "GET" else None
        if tekst is None:
            return None
        fields: Any = getattr(self.get_serializer_class()(), "fields", {})
        known = {camel(name): name for name in fields}
        asked = [part.strip() for part in tekst.split(",")]
        if wrong := [part for part in asked if part not in known]:
            raise ValidationError({"velden": [f"'{part[:60]}' bestaat niet." for part in wrong]})
        return frozenset({"id", *(known[part] for part in asked)})

    def met_velden(self, beeld: dict[str, Any]) -> dict[str, Any]:
        """Only what was asked for; that something is withheld always stays."""
        if (asked := self.gevraagde_velden) is None or beeld.get("afgeschermd"):
            return beeld
        return {k: v for k, v in beeld.items() if k in asked or k == "afgeschermd"}

    def antwoord(
        self, data: dict[str, Any], *, status: int = 200, headers: dict[str, str] | None = None
    ) -> Response:
        """One thing with its ETag; 304 on GET when the client has it already.

        The ETag is of the whole, also when `velden=` asks for a part: it serves for If-Match.
        """
        return self.met_etag(data, self.met_velden(data), status=status, headers=headers)

    def met_etag(
        self,
        data: Any,
        getoond: Any = None,
        *,
        status: int = 200,
        headers: dict[str, str] | None = None,
    ) -> Response:
        """`getoond` (or all of `data`) with the ETag of `data`."""
        etag = etag_of(data)
        found = {"ETag": etag, **(headers or {})}
        known = self.request.headers.get("If-None-Match")
        if self.request.method == "GET" and matches_none(known, etag):
            return Response(status=304, headers=found)
        return Response(data if getoond is None else getoond, status=status, headers=found)

    def require_if_match(self, data: Any) -> None:
        """Refuse a change by who has not seen `data`, the present representation.

        Raises:
            PreconditionRequired: 428.
            PreconditionFailed: 412.
        """
        check_if_match(self.request.headers.get("If-Match"), etag_of(data))

    def als_if_match(self, data: Any) -> None:
        """For a step (POST): If-Match may be left out, and counts when it is there.

        Raises:
            PreconditionFailed: 412.
        """
        if self.request.headers.get("If-Match"):
            self.require_if_match(data)
