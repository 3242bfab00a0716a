"""The convenant of the keten, for everyone who works in it: what it says and what it means for you."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from ketenregie.foundation.viewer import Viewer
from partners import selectors
from partners.access import policy
from partners.access.permissions import Permission
from referentiemodel.enums import Rasci


def convenant(request: HttpRequest) -> HttpResponse:
    """Title, doel, parties, deelregels as sentences, and the matrix for a chosen role."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    policy.require(viewer, Permission.CONVENANT_ZIEN)
    asked = request.GET.get("rol", "")
    letter = Rasci(asked) if asked in Rasci.values else Rasci.R
    context = {
        "convenant": selectors.convenant_for(viewer, letter),
        "letter": letter.value,
        "rollen": [(x.value, x.label) for x in Rasci],
        "organisatie": viewer.organisatie,
    }
    return render(request, "portaal/convenant.html", context)


urlpatterns = [path("convenant/", convenant, name="convenant")]
