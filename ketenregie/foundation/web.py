"""Pages that refuse: Django's error handlers, refusals of services, and the mark for public views."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.template import TemplateDoesNotExist
from django.template.loader import render_to_string
from structlog.contextvars import get_contextvars

from ketenregie.foundation import problems
from ketenregie.foundation.errors import AccessDenied, DomainError, GateClosed, NotVisible

V = TypeVar("V", bound=Callable[..., Any])
logger = logging.getLogger(__name__)


def publiek(view: V) -> V:
    """Mark a view as open to everyone; every other view needs a login."""
    view.publiek = True  # type: ignore[attr-defined]
    return view


def is_publiek(view: Callable[..., Any]) -> bool:
    """Whether `publiek` marked this view."""
    return getattr(view, "publiek", False)


def filterwaarden(request: HttpRequest, namen: Iterable[str]) -> dict[str, str]:
    """The filters of a list as they stand in the URL; what no database takes is left out."""
    return {naam: request.GET.get(naam, "").replace("\0", "").strip()[:200] for naam in namen}


def filterquery(filters: Mapping[str, str], *, zonder: str = "") -> str:
    """The filters that are on as they stand in the URL, one left out."""
    return urlencode(
        {naam: waarde for naam, waarde in filters.items() if waarde and naam != zonder}
    )


def filterchips(filters: Mapping[str, str], labels: Mapping[str, object]) -> list[dict[str, str]]:
    """Items for <c-filter-chips>: each filter that is on and has a label, with the URL without it."""
    return [
        {"label": str(labels[naam]), "url": f"?{filterquery(filters, zonder=naam)}"}
        for naam, waarde in filters.items()
        if waarde and naam in labels
    ]


def niet_gevonden(request: HttpRequest) -> HttpResponse:
    """404 with the same bytes for what does not exist and for what is not yours.

    Rendered without the request: no name, no navigation, no nonce, no token can differ.
    """
    if _is_api(request):
        return problems.response(404, problems.NIET_GEVONDEN)
    return _page(404, {})


def render_domain_error(request: HttpRequest, error: DomainError) -> HttpResponse:
    """The page (or problem) of a refusal that no form caught.

    404 NotVisible, 403 AccessDenied with the rule that refused, 409 GateClosed with every unmet
    condition and EditConflict (412 in the API), 400 for the rest.
    """
    if isinstance(error, NotVisible):
        return niet_gevonden(request)
    problem = problems.of_domain_error(error, api=_is_api(request))
    status = problem["status"]
    if _is_api(request):
        extra = {k: v for k, v in problem.items() if k in ("regel", "voorwaarden")}
        fouten = {error.veld: [error.zin]} if error.veld else None
        return problems.response(status, problem["detail"], fouten=fouten, **extra)
    context = {
        "zin": problem["detail"],
        "regel": error.regel if isinstance(error, AccessDenied) else "",
        "voorwaarden": error.voorwaarden if isinstance(error, GateClosed) else [],
    }
    return _page(status, context, request)


def handler400(request: HttpRequest, exception: Exception) -> HttpResponse:
    if _is_api(request):
        return problems.response(400, "Het verzoek is niet te begrijpen.")
    return _page(400, {"zin": "Het verzoek is niet te begrijpen."}, request)


def handler403(request: HttpRequest, exception: Exception) -> HttpResponse:
    if _is_api(request):
        return problems.response(403, AccessDenied.standaardzin)
    return _page(403, {"zin": AccessDenied.standaardzin}, request)


def handler404(request: HttpRequest, exception: Exception) -> HttpResponse:
    return niet_gevonden(request)


def handler500(request: HttpRequest) -> HttpResponse:
    """A crash: a reference number and nothing else; the details are in the server's log."""
    nummer = str(get_contextvars().get("request_id", ""))
    if _is_api(request):
        return problems.response(500, problems.FOUT, nummer=nummer)
    return _page(500, {"zin": problems.FOUT, "nummer": nummer})


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was open too long or cookies are off; what was typed is in the draft."""
    zin = "Dit formulier is verlopen. Ga terug, ververs de pagina en verstuur het opnieuw."
    if _is_api(request):
        return problems.response(403, zin)
    return _page(403, {"zin": zin}, request)


def _is_api(request: HttpRequest) -> bool:
    return request.path.startswith("/api/")


def _page(status: int, context: dict[str, Any], request: HttpRequest | None = None) -> HttpResponse:
    """templates/<status>.html; plain text when the template itself fails."""
    context = {"status": status, "titel": problems.TITLES[status], **context}
    try:
        html: str = render_to_string(f"{status}.html", context, request)
    except TemplateDoesNotExist:
        html = _sober(context)
    except Exception:
        # A page that explains a failure must not fail itself.
        logger.exception("foutpagina %s kan niet worden getoond", status)
        html = _sober(context)
    return HttpResponse(html, status=status)


def _sober(context: dict[str, Any]) -> str:
    return (
        '<!DOCTYPE html><html lang="nl"><head><meta charset="utf-8">'
        f"<title>{context['titel']}</title></head><body><main><h1>{context['titel']}</h1>"
        '<p><a href="/">Naar de startpagina</a></p></main></body></html>'
    )
