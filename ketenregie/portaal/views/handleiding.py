"""The guides, and the statement on accessibility."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_GET

from ketenregie.foundation.errors import NotVisible
from ketenregie.foundation.viewer import Viewer
from ketenregie.foundation.web import publiek
from ketenregie.portaal import handleiding


@require_GET
def lijst(request: HttpRequest) -> HttpResponse:
    """Every guide, one's own first."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    eigen = handleiding.GIDS.get(viewer.functie, handleiding.ALGEMEEN)
    gidsen = handleiding.gidsen()
    context = {
        "eigen": gidsen[eigen],
        "algemeen": gidsen[handleiding.ALGEMEEN],
        "andere": [g for naam, g in gidsen.items() if naam not in {eigen, handleiding.ALGEMEEN}],
    }
    return render(request, "portaal/handleiding/lijst.html", context)


@require_GET
def gids(request: HttpRequest, sleutel: str) -> HttpResponse:
    """One guide with its sections."""
    gevonden = handleiding.gidsen().get(sleutel)
    if gevonden is None:
        raise NotVisible
    kruimels = [{"label": "Handleiding", "url": "/handleiding/"}, {"label": gevonden.titel}]
    return render(
        request, "portaal/handleiding/gids.html", {"gids": gevonden, "kruimels": kruimels}
    )


@require_GET
def beeld(request: HttpRequest, naam: str) -> HttpResponseBase:
    """A picture of a guide: of the demo world, so of nobody."""
    pad = handleiding.beeld(naam)
    if pad is None:
        raise NotVisible
    return HttpResponse(pad.read_bytes(), content_type="image/png")


@publiek
@require_GET
def toegankelijkheid(request: HttpRequest) -> HttpResponse:
    """What works for whom, what does not, and where to tell."""
    return render(request, "portaal/handleiding/toegankelijkheid.html")


urlpatterns = [
    path("handleiding/", lijst, name="handleiding"),
    path("handleiding/beeld/<slug:naam>.png", beeld, name="handleiding_beeld"),
    path("handleiding/<slug:sleutel>/", gids, name="handleiding_gids"),
    path("toegankelijkheid/", toegankelijkheid, name="toegankelijkheid"),
]
