"""Risico op verdwijnen: what stands still or is nobody's. Looking changes nothing here."""

from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.http import require_GET

from ketenregie.foundation import logboek
from ketenregie.foundation.registries import Risico, risicos
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.permissions import Permission


@require_GET
def risico(request: HttpRequest) -> HttpResponse:
    """Per reason, longest first."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    policy.require(viewer, Permission.RISICO_ZIEN)
    regels: list[Risico] = [r for maak in risicos.values() for r in maak(viewer)]
    logboek.lijst("risico", [r.pk for r in regels])
    context = {
        "groepen": [
            {"wat": rijen[0].wat, "waarom": rijen[0].waarom, "rijen": rijen}
            for _, groep in groupby(regels, key=lambda r: r.soort)
            if (rijen := list(groep))
        ],
        "procesregie": viewer.procesregie,
        "kruimels": [
            {"label": "Mijn werk", "url": reverse("werk")},
            {"label": "Risico op verdwijnen"},
        ],
    }
    return render(request, "portaal/risico.html", context)


urlpatterns = [path("risico/", risico, name="risico")]
