"""Following along: what changed at the table since one last asked, and writing one field of the analysis.

A browser asks every few seconds with the ETag of what it has; that is a hash of the viewer's own
representation, so that nothing hidden can move it. Nothing new is 304, without a body and without a line
in the logboek: it shows nothing.
"""

import hashlib
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.views.decorators.http import require_GET, require_POST

from cases import tafelbeeld
from cases.models import Tafelnotitie
from cases.services import overleg as diensten
from cases.views.overleg.tafel import (
    Tafel,
    agenda_context,
    casus_context,
    notitiesleutel,
    overleg_url,
    pagina,
)
from ketenregie.foundation import clock, concept
from ketenregie.foundation.errors import DomainError, EditConflict, NotVisible

# Parts of the page that hold no form; each is one template.
DELEN = ("agenda", "stoelen_rij", "inbreng", "analyse_stand", "besluit_stand", "acties", "nodig")


@require_GET
def overleg_stand(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What the page shows now, as JSON: parts as HTML, fields with their version, who writes where."""
    t = Tafel(request, pk)
    if t.regel is None:
        raise NotVisible
    context: dict[str, Any] = {
        "overleg_pk": t.overleg.pk,
        "gepland": t.gepland,
        "leidt": t.leidt,
        "begonnen": t.overleg.begint_at <= clock.now(),
        # Only whether one may; the forms themselves stand on the page.
        "formulieren": {"bijdrage": t.mag_inbrengen},
    }
    context |= agenda_context(t) | casus_context(t)
    gemeld = tafelbeeld.meld_schrijven(
        t.viewer,
        t.overleg.pk,
        t.casus.pk,
        request.GET.get("schrijft", "") if context["mag_schrijven"] else "",
    )
    schrijft = tafelbeeld.schrijvers(gemeld) if t.velden is not None else []
    # Decided values only. Rendering costs most, so whether there is news is known before it.
    seen = repr((t.viewer.lidmaatschap_id, sorted(context.items()), schrijft))
    etag = f'"{hashlib.sha256(seen.encode()).hexdigest()[:32]}"'
    if request.headers.get("If-None-Match") == etag:
        response = HttpResponse(status=304)
    else:
        response = JsonResponse(_stand(t, context, schrijft))
    response["ETag"] = etag
    response["X-Achtergrond"] = "ja"
    return response


def _stand(t: Tafel, context: dict[str, Any], schrijft: list[dict[str, str]]) -> dict[str, Any]:
    nu = next((item for item in context["agenda"] if item["nu"]), None)
    return {
        "delen": {naam: render_to_string(f"cases/overleg_{naam}.html", context) for naam in DELEN},
        "velden": [
            {"veld": v.sleutel, "tekst": v.tekst, "versie": v.versie, "laatst": v.laatst}
            for v in t.velden or ()
        ],
        "schrijft": schrijft,
        "nu": {"kenmerk": nu["regel"].kenmerk, "url": nu["url"], "hier": nu["hier"]}
        if nu
        else None,
        "gepland": t.gepland,
    }


@require_POST
def overleg_notitie(request: HttpRequest, pk: UUID, casus_pk: UUID, veld: str) -> HttpResponse:
    """Save one field of the analysis, with the version that was read.

    JSON for the page that saves by itself: 200 {versie, laatst}, 409 {tekst, versie, wie}. Without
    script it is a form: back to the table, or the table with both texts.
    """
    t = Tafel(request, pk, casus_pk)
    json_ = "application/json" in request.headers.get("Accept", "")
    try:
        row = diensten.schrijf_notitie(
            t.viewer,
            t.overleg,
            t.casus,
            veld,
            request.POST.get("tekst", ""),
            versie=_versie(request),
        )
    except EditConflict as conflict:
        now = conflict.actueel
        assert isinstance(now, Tafelnotitie)
        response: HttpResponse
        if json_:
            body = {"tekst": now.tekst, "versie": now.versie, "wie": now.schrijver}
            response = JsonResponse(body, status=409)
            response.na_weigering = lambda: _bewaar_uw(t, veld, request.POST.get("tekst", ""))  # type: ignore[attr-defined]
            return response
        botsing = {
            "veld": veld,
            "hun": now.tekst,
            "wie": now.schrijver,
            "versie": now.versie,
            "uw": request.POST.get("tekst", ""),
        }
        context = pagina(t) | {"botsing": botsing}
        response = render(request, "cases/overleg.html", context, status=409)
        response.na_weigering = lambda: _bewaar_uw(t, veld, request.POST.get("tekst", ""))  # type: ignore[attr-defined]
        return response
    except DomainError as fout:
        if json_ and type(fout) is DomainError:
            return JsonResponse({"fout": fout.zin}, status=422)
        raise
    concept.verwijder(notitiesleutel(t, veld))
    if json_:
        laatst = f"{row.schrijver}, {clock.local(row.geschreven_at):%H:%M}"
        return JsonResponse({"versie": row.versie, "laatst": laatst})
    return redirect(overleg_url(t.overleg, casus_pk, f"#veld-{veld}"))


def _bewaar_uw(t: Tafel, veld: str, tekst: str) -> None:
    """The text that came second is kept as a draft of the writer: a lost tab loses nothing."""
    pk = notitiesleutel(t, veld)
    known = concept.laad("tafelnotitie", pk)
    concept.bewaar(
        "tafelnotitie", pk, {"tekst": tekst}, versie=known.versie if known else 0,
        object_id=t.overleg.pk,
    )  # fmt: skip


def _versie(request: HttpRequest) -> int:
    text = request.POST.get("versie", "")
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise DomainError("De versie van dit veld ontbreekt. Open de pagina opnieuw.")
    return int(text)
