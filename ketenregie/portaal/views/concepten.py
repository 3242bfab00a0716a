"""Drafts: autosave, the list, and throwing one away."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from ketenregie.foundation import concept, logboek
from ketenregie.foundation.concept import ConceptConflict
from ketenregie.foundation.errors import DomainError, NotVisible
from ketenregie.foundation.registries import concept_forms


@require_GET
def lijst(request: HttpRequest) -> HttpResponse:
    """The viewer's own drafts with a link to go on."""
    rows = [
        {"concept": found, "label": form.label, "url": form.url(found.pk, found.object_id)}
        for found in concept.mijn_concepten()
        if (form := concept_forms.get(found.form))
    ]
    kruimels = [{"label": "Mijn werk", "url": "/werk/"}, {"label": "Concepten"}]
    return render(request, "portaal/concepten.html", {"rows": rows, "kruimels": kruimels})


@require_POST
def bewaren(request: HttpRequest, form: str, pk: UUID) -> HttpResponse:
    """Autosave: the fields of the form, with the last known version in If-Match.

    `?object=<uuid>` names the record it is about. 200 {versie, bewaard_om};
    409 {uw, hun, versie} when another tab saved something else.
    """
    try:
        found = concept.bewaar(
            form, pk, request.POST, versie=_version(request), object_id=_object_id(request)
        )
    except ConceptConflict as conflict:
        body = {
            "uw": concept.plat(concept.schoon(request.POST)),
            "hun": concept.plat(conflict.hun),
            "versie": conflict.versie,
        }
        return JsonResponse(body, status=409)
    return JsonResponse({"versie": found.versie, "bewaard_om": found.updated_at.isoformat()})


@require_POST
def weg(request: HttpRequest, form: str, pk: UUID) -> HttpResponse:
    """Throw a draft away."""
    if not concept.verwijder(pk):
        raise NotVisible
    logboek.record(logboek.Gebeurtenis.CONCEPT_VERWIJDERD, actie="D", details={"form": form})
    messages.success(request, "Het concept is weggegooid.")
    return redirect("concepten")


def _version(request: HttpRequest) -> int:
    text = request.headers.get("If-Match", "0").strip().strip('"')
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise DomainError("De versie van het concept ontbreekt.")
    return int(text)


def _object_id(request: HttpRequest) -> UUID | None:
    text = request.GET.get("object", "")
    try:
        return UUID(text) if text else None
    except ValueError as error:
        raise NotVisible from error
