"""Bringing something in from the casus itself, and correcting what one's own organisation brought."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods

from cases.forms.bijdrage import BijdrageForm, BijdrageWijzigenForm
from cases.models import Bijdrage, Casus
from cases.services.bijdrage import VELDEN, corrigeer_bijdrage, lever_bijdrage
from cases.views.basis import viewer_of_request
from ketenregie.foundation import logboek
from ketenregie.foundation.errors import NotVisible
from ketenregie.foundation.invoer import KLAAR, verwerk
from partners.access import policy
from partners.access.permissions import Permission as P


def _kruimels(casus: Casus, hier: str) -> list[dict[str, str]]:
    return [
        {"label": "Casussen", "url": reverse("casussen")},
        {"label": casus.kenmerk, "url": reverse("casus", args=[casus.pk])},
        {"label": hier, "url": ""},
    ]


@require_http_methods(["GET", "POST"])
def bijdrage_nieuw(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A bijdrage outside a casusoverleg."""
    viewer = viewer_of_request(request)
    casus = Casus.objects.haal(viewer, pk)  # type: ignore[attr-defined]
    policy.require(viewer, P.BIJDRAGE_LEVEREN, casus)
    logboek.bekeken(casus, doel=casus.doel)
    form = BijdrageForm(request.POST or None, viewer=viewer)
    status = 200
    if request.method == "POST":
        status = verwerk(form, lambda data: lever_bijdrage(viewer, casus, **data))
        if status == KLAAR:
            messages.success(request, "Uw bijdrage is toegevoegd.")
            return redirect("casus", pk=pk)
    context = {
        "form": form,
        "kenmerk": casus.kenmerk,
        "titel": casus.titel,
        "terug_url": reverse("casus", args=[pk]),
        "kruimels": _kruimels(casus, "Bijdrage toevoegen"),
    }
    return render(request, "cases/bijdrage_nieuw.html", context, status=status)


@require_http_methods(["GET", "POST"])
def bijdrage_wijzigen(request: HttpRequest, pk: UUID, bijdrage_pk: UUID) -> HttpResponse:
    """Correct a bijdrage of one's own organisation; someone else's is not there."""
    viewer = viewer_of_request(request)
    casus = Casus.objects.haal(viewer, pk)  # type: ignore[attr-defined]
    rij = Bijdrage.objects.filter(
        pk=bijdrage_pk, casus=casus, leverancier_id=viewer.eigen_id
    ).first()
    if rij is None:
        raise NotVisible
    policy.require(viewer, P.BIJDRAGE_LEVEREN, casus)
    logboek.bekeken(rij, casus=casus, doel=casus.doel)
    initial = {naam: getattr(rij, naam) for naam in VELDEN} | {"versie": rij.versie}
    form = BijdrageWijzigenForm(request.POST or None, viewer=viewer, initial=initial)
    status = 200
    if request.method == "POST":
        status = verwerk(form, lambda data: corrigeer_bijdrage(viewer, rij.pk, **data))
        if status == KLAAR:
            messages.success(
                request, "Uw bijdrage is gewijzigd. De oude tekst staat in de geschiedenis."
            )
            return redirect("casus", pk=pk)
    context = {
        "form": form,
        "wijzigen": True,
        "kenmerk": casus.kenmerk,
        "titel": casus.titel,
        "terug_url": reverse("casus", args=[pk]),
        "eerder": [
            {"tekst": oud.tekst, "moment": oud.history_date, "reden": oud.history_reden}
            for oud in rij.history.all()[1:]
        ],
        "kruimels": _kruimels(casus, "Bijdrage wijzigen"),
    }
    return render(request, "cases/bijdrage_nieuw.html", context, status=status)


urlpatterns = [
    path("casussen/<uuid:pk>/bijdragen/nieuw/", bijdrage_nieuw, name="bijdrage_nieuw"),
    path(
        "casussen/<uuid:pk>/bijdragen/<uuid:bijdrage_pk>/",
        bijdrage_wijzigen,
        name="bijdrage_wijzigen",
    ),
]
