"""What the outside may say about our security: where to report a weak spot, and what a browser stopped."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import structlog
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.checks import Warning as Waarschuwing
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from ketenregie.foundation import clock
from ketenregie.foundation.metingen import teller
from ketenregie.foundation.web import niet_gevonden

GELDIG = timedelta(days=180)  # the norm asks for less than a year
GROOTSTE_RAPPORT = 16 * 1024
# A word in a log line or metric is one of these, whatever a browser or a stranger sends.
RICHTLIJNEN = frozenset(settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]) | {
    "script-src-elem", "script-src-attr", "style-src-elem", "style-src-attr", "worker-src", "media-src",
    "manifest-src", "child-src",
}  # fmt: skip
logger = structlog.get_logger(__name__)


@require_GET
def security_txt(request: HttpRequest) -> HttpResponse:
    """/.well-known/security.txt (RFC 9116): whom to tell. The end lies half a year ahead, always."""
    if not settings.BEVEILIGING_CONTACT:
        return niet_gevonden(request)
    einde = (clock.now() + GELDIG).replace(hour=0, minute=0, second=0, microsecond=0)
    regels = [
        *(f"Contact: {adres}" for adres in settings.BEVEILIGING_CONTACT),
        f"Expires: {einde:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: nl, en",
    ]
    if settings.ADRES:
        regels.append(f"Canonical: {settings.ADRES.rstrip('/')}/.well-known/security.txt")
    if settings.BEVEILIGING_BELEID:
        regels.append(f"Policy: {settings.BEVEILIGING_BELEID}")
    return HttpResponse("\n".join(regels) + "\n", content_type="text/plain; charset=utf-8")


@csrf_exempt
@require_POST
def csp_rapport(request: HttpRequest) -> HttpResponse:
    """A browser tells what our Content-Security-Policy stopped. Kept: which rule, and nothing else.

    Addresses in a report may name a casus, and its sample may be text of a page.
    """
    answer = HttpResponse(status=204)
    # Sent by the browser: no sign that somebody sits at the screen.
    answer.headers["X-Achtergrond"] = "csp"
    if int(request.META.get("CONTENT_LENGTH") or 0) > GROOTSTE_RAPPORT:
        return answer
    richtlijn = richtlijn_van(request.body)
    teller.CSP.labels(richtlijn).inc()
    # Anybody can send these: a line each would fill the log.
    logger.info("csp_geschonden", richtlijn=richtlijn)
    return answer


def richtlijn_van(body: bytes) -> str:
    """The rule that a report is about, from our own list; "onbekend" for anything else."""
    try:
        found: Any = json.loads(body)
        rapport = found["csp-report"]
        zin = str(rapport.get("effective-directive") or rapport.get("violated-directive"))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return "onbekend"
    naam = zin.split(" ")[0]
    return naam if naam in RICHTLIJNEN else "onbekend"


@register(Tags.security, deploy=True)
def contact_is_bekend(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """`manage.py check --deploy`: security.txt has somebody to tell, in a form that the norm knows."""
    contact = settings.BEVEILIGING_CONTACT
    if not contact:
        return [
            Waarschuwing(
                "Niemand kan een zwakke plek melden: KETENREGIE_BEVEILIGING_CONTACT is leeg.",
                id="ketenregie.W001",
            )
        ]
    fout = [adres for adres in contact if not adres.startswith(("mailto:", "https://", "tel:"))]
    if fout:
        return [
            Error(
                "KETENREGIE_BEVEILIGING_CONTACT begint met mailto:, https:// of tel:.",
                id="ketenregie.E001",
            )
        ]
    return []
