"""Searching from every page. What is typed is in no address and in no log line: it waits, encrypted, in the
session of who typed it, so that going back to the hits does not ask to send a form again."""

import logging
from base64 import b64decode, b64encode
from binascii import Error

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from ketenregie.foundation import logboek
from ketenregie.foundation import zoeken as zoek
from ketenregie.foundation.geheim import GeheimError, ontsleutel, versleutel
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.permissions import Permission

SESSIE = "zoekvraag"
# Who looks for a person needs a few tries; who goes through the whole chain needs many.
PER_MINUUT, PER_DAG = 30, 600
logger = logging.getLogger(__name__)


def zoeken(request: HttpRequest) -> HttpResponse:
    """POST keeps the question, GET answers it."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    policy.require(viewer, Permission.ZOEKEN)
    if request.method == "POST":
        _bewaar(request, viewer, zoek.lees(request.POST.get("q", "")).tekst)
        return redirect("zoeken")
    vraag = zoek.lees(_bewaard(request, viewer))
    context = {"zoekterm": vraag.tekst, "gezocht": False}
    if len(vraag.tekst) < zoek.MIN_LENGTE:
        return render(request, "portaal/zoeken.html", context)
    if _te_veel(viewer):
        logboek.noem(Gebeurtenis.GEZOCHT, reden="te veel zoekvragen achter elkaar")
        return render(request, "portaal/zoeken.html", context | {"te_veel": True}, status=429)
    groepen = zoek.zoek(viewer, vraag)
    for soort, ids in zoek.bij_soort(t for g in groepen for t in g.treffers).items():
        logboek.lijst(soort, ids)
    logboek.noem(Gebeurtenis.GEZOCHT)
    context |= {
        "gezocht": True,
        "groepen": groepen,
        "aantal": sum(len(g.treffers) for g in groepen),
    }
    return render(request, "portaal/zoeken.html", context)


def _bewaar(request: HttpRequest, viewer: Viewer, tekst: str) -> None:
    request.session[SESSIE] = b64encode(versleutel(tekst, context=_context(viewer))).decode()


def _bewaard(request: HttpRequest, viewer: Viewer) -> str:
    """What was asked last, for this organisation; "" when there is nothing to open."""
    try:
        return ontsleutel(b64decode(request.session.get(SESSIE, "")), context=_context(viewer))
    except (GeheimError, Error):
        return ""


def _context(viewer: Viewer) -> str:
    return f"sessie|{SESSIE}|{viewer.medewerker_id}-{viewer.eigen_id}"


def _te_veel(viewer: Viewer) -> bool:
    """Count this search; without a cache people go on searching, and the logboek still tells."""
    try:
        for naam, hoogstens, seconden in (("minuut", PER_MINUUT, 60), ("dag", PER_DAG, 24 * 3600)):
            key = f"zoeken:{naam}:{viewer.medewerker_id}"
            cache.add(key, 0, timeout=seconden)
            if cache.incr(key) > hoogstens:
                return True
    except ValueError:  # expired between the two
        return False
    except Exception:
        logger.warning("de rem op zoeken werkt niet: geen cache", exc_info=True)
    return False
