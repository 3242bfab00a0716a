"""Extra free days of the keten: the list, adding one, taking one away."""

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods, require_POST

from ketenregie.foundation.errors import NotVisible
from ketenregie.foundation.invoer import KLAAR, verwerk
from ketenregie.foundation.viewer import Viewer
from ketenregie.portaal.forms import VrijeDagForm
from partners.access import policy
from partners.access.permissions import Permission
from partners.models import Keten
from partners.services import vrijedagen as service
from partners.vrijedagen import regels_van


@require_http_methods(["GET", "POST"])
def lijst(request: HttpRequest) -> HttpResponse:
    """Which days count as free besides those of the law."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    policy.require(viewer, Permission.BEHEREN)
    form = VrijeDagForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = verwerk(form, lambda data: service.zet_vrije_dag(viewer, **data))
        if status == KLAAR:
            messages.success(request, "De dag telt vanaf nu als vrije dag.")
            return redirect("vrije_dagen")
    context = {
        "form": form,
        "regels": regels_van(Keten.objects.get(pk=viewer.keten_id)),
        "kruimels": [
            {"label": "Beheer", "url": reverse("beheer")},
            {"label": "Vrije dagen"},
        ],
    }
    return render(request, "portaal/vrije_dagen.html", context, status=status)


@require_POST
def weg(request: HttpRequest, dag: str) -> HttpResponse:
    """A werkdag again."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    policy.require(viewer, Permission.BEHEREN)
    try:
        gekozen = date.fromisoformat(dag)
    except ValueError:
        raise NotVisible from None
    service.haal_vrije_dag_weg(viewer, gekozen)
    messages.success(request, "De dag is weer een werkdag.")
    return redirect("vrije_dagen")


urlpatterns = [
    path("beheer/vrije-dagen/", lijst, name="vrije_dagen"),
    path("beheer/vrije-dagen/<slug:dag>/weg/", weg, name="vrije_dag_weg"),
]
