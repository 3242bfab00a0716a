"""The description of the API and its page: open to everyone, also from other sites."""

from typing import Any

from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularJSONAPIView, SpectacularSwaggerSplitView
from rest_framework.request import Request
from rest_framework.response import Response

from ketenregie.foundation.problems import api_version


class Beschrijving(SpectacularJSONAPIView):
    """openapi.json; holds no data, so any site may read it."""

    authentication_classes = ()

    @extend_schema(exclude=True)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        response: Response = super().get(request, *args, **kwargs)  # type: ignore[no-untyped-call]
        response["Access-Control-Allow-Origin"] = "*"
        response["API-Version"] = api_version()
        return response


class Documentatie(SpectacularSwaggerSplitView):
    """The readable page; its script has an address of its own, so the strict CSP stays."""

    authentication_classes = ()
    url_name = "openapi"
    template_name = "api/docs.html"

    def finalize_response(
        self, request: Request, response: Response, *args: Any, **kwargs: Any
    ) -> Response:
        response["API-Version"] = api_version()
        return super().finalize_response(request, response, *args, **kwargs)
