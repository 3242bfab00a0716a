"""Long jobs: the list, one job with its progress, cancel, and the result."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_POST

from ketenregie.foundation import logboek, taak
from ketenregie.foundation.errors import NotVisible
from ketenregie.foundation.taak.models import Taak

_KRUIMELS = [{"label": "Mijn werk", "url": "/werk/"}]
_MAX = 100


@require_GET
def lijst(request: HttpRequest) -> HttpResponse:
    """The viewer's own tasks, newest first."""
    taken = list(taak.mijn_taken()[:_MAX])
    logboek.lijst("foundation.taak", [found.pk for found in taken])
    context = {"taken": taken, "kruimels": [*_KRUIMELS, {"label": "Taken"}]}
    return render(request, "portaal/taken.html", context)


@require_GET
def detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One task; htmx asks for the part that changes while it is open."""
    found = _mine(pk)
    if request.headers.get("HX-Request"):
        response = render(request, "portaal/taak_stand.html", {"taak": found})
        # Nobody did anything: this answer does not lengthen the session.
        response["X-Achtergrond"] = "ja"
        return response
    logboek.bekeken(found)
    kruimels = [*_KRUIMELS, {"label": "Taken", "url": reverse("taken")}, {"label": found.titel}]
    return render(request, "portaal/taak.html", {"taak": found, "kruimels": kruimels})


@require_POST
def annuleren(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Stop a task."""
    found = taak.annuleer(pk)
    if found.status == Taak.Status.GEANNULEERD:
        messages.success(request, "De taak is geannuleerd.")
    elif found.annuleren:
        messages.info(request, "De taak stopt zodra dat veilig kan.")
    else:
        messages.info(request, "De taak was al afgerond.")
    return redirect("taak", pk)


@require_GET
def resultaat(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The file a task made, as a download."""
    found, inhoud = taak.haal_resultaat(pk)
    response = HttpResponse(inhoud, content_type=found.resultaat_type)
    response["Content-Disposition"] = content_disposition_header(True, found.resultaat_naam)
    return response


def _mine(pk: UUID) -> Taak:
    found = taak.mijn_taken().filter(pk=pk).first()
    if found is None:
        raise NotVisible
    return found
