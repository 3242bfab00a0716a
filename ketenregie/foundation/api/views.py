"""The base of every API view."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from ketenregie.foundation import logboek
from ketenregie.foundation.api.etag import check_if_match, etag_of, matches_none
from ketenregie.foundation.api.idempotency import Once
from ketenregie.foundation.api.pagination import Pagination
from ketenregie.foundation.api.serializers import LijstVraag, StrictSerializer
from ketenregie.foundation.errors import AccessDenied
from ketenregie.foundation.problems import api_version
from ketenregie.foundation.viewer import Viewer, require_viewer


class ApiView(GenericAPIView):
    """One transaction per call, versions by ETag, repeats by Idempotency-Key, problems as errors.

    A subclass writes `get`, `post`, ... and answers with `self.antwoord(data)`. Before a change it calls
    `self.require_if_match(data)` with the representation this viewer sees now.
    """

    pagination_class = Pagination

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
        return self.get_paginated_response([beeld(row) for row in page])

    def antwoord(
        self, data: Any, *, status: int = 200, headers: dict[str, str] | None = None
    ) -> Response:
        """`data` with its ETag; 304 on GET when the client has it already."""
        etag = etag_of(data)
        found = {"ETag": etag, **(headers or {})}
        known = self.request.headers.get("If-None-Match")
        if self.request.method == "GET" and matches_none(known, etag):
            return Response(status=304, headers=found)
        return Response(data, status=status, headers=found)

    def require_if_match(self, data: Any) -> None:
        """Refuse a change by who has not seen `data`, the present representation.

        Raises:
            PreconditionRequired: 428.
            PreconditionFailed: 412.
        """
        check_if_match(self.request.headers.get("If-Match"), etag_of(data))
