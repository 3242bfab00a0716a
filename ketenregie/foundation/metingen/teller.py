"""What each web process counts about its own requests.

A label is the name of a route, a method, a status or a word from a list of ours: never a path, an id or
anything that a visitor typed. With several processes each counts in files of its own, in the folder
PROMETHEUS_MULTIPROC_DIR (ketenregie/gunicorn.py); the one that is asked adds them up.
"""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from prometheus_client import Counter, Histogram

METHODEN = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
VERZOEKEN = Counter(
    "ketenregie_verzoeken", "Verzoeken per route en uitkomst", ["route", "methode", "status"]
)
DUUR = Histogram(
    "ketenregie_verzoek_seconden",
    "Hoe lang een antwoord duurde",
    ["route"],
    buckets=(0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
CSP = Counter("ketenregie_csp_geschonden", "Wat de browser tegenhield, per regel", ["richtlijn"])


class MetingenMiddleware:
    """The outermost: also what others refuse is counted."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        begin = perf_counter()
        response = self.get_response(request)
        route = route_van(request)
        methode = request.method if request.method in METHODEN else "anders"
        VERZOEKEN.labels(route, methode, str(response.status_code)).inc()
        DUUR.labels(route).observe(perf_counter() - begin)
        return response


def route_van(request: HttpRequest) -> str:
    """Name of the URL pattern; one word for static files and one for what leads nowhere."""
    match = request.resolver_match
    if match is not None:
        return match.view_name or "zonder_naam"
    return (
        "statisch"
        if request.path_info.startswith(f"/{settings.STATIC_URL.strip('/')}/")
        else "geen"
    )
