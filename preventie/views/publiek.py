"""Public pages for participants: the agenda, signing up, and saying what it was like. No login, no
JavaScript, nothing about a person in an address."""

from typing import Any
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_http_methods

from ketenregie.foundation.errors import NotVisible
from meldpunt.publiek.remmen import te_veel
from meldpunt.views.melden_basis import openbaar, publieke_keten
from partners.models import Keten
from preventie import deur
from preventie.forms import InschrijfForm, OordeelForm

UUR = 3600
RUSTIG = (
    "Er komt nu te veel tegelijk binnen van deze verbinding. Wacht even en probeer het opnieuw."
)
VOL = "Er zijn geen plaatsen meer. Kijk op de agenda of er een andere bijeenkomst is."
DICHT = "U kunt zich hier niet meer inschrijven."


def _keten() -> Keten:
    keten = publieke_keten()
    if keten is None:
        raise NotVisible
    return keten


def _haal(code: str) -> tuple[Keten, deur.Openbaar]:
    keten = _keten()
    found = deur.bij_code(keten.pk, code)
    if found is None:
        raise NotVisible
    return keten, found


def _toon(
    request: HttpRequest, blad: str, keten: Keten, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    context = {"keten": keten, **context}
    return render(request, f"preventie/publiek/{blad}.html", context, status=status)


@require_http_methods(["GET", "HEAD"])
@openbaar
def agenda(request: HttpRequest) -> HttpResponse:
    """Everything that anybody can sign up for."""
    keten = _keten()
    return _toon(request, "agenda", keten, {"regels": deur.agenda(keten.pk)})


@require_http_methods(["GET", "HEAD", "POST"])
@openbaar
def voorlichting(request: HttpRequest, code: str) -> HttpResponse:
    """One voorlichting, and the form to sign up."""
    keten, v = _haal(code)
    form = InschrijfForm(request.POST or None, initial={"sleutel": uuid4()})
    status = 200
    if request.method == "POST" and v.open:
        if te_veel(request, "inschrijven", hoogstens=20, seconden=UUR):
            form.is_valid()
            form.add_error(None, RUSTIG)
            status = 429
        elif form.is_valid():
            uitslag = deur.schrijf_in(v, **form.cleaned_data)
            if uitslag == "ja":
                return _toon(request, "ingeschreven", keten, {"v": v})
            form.add_error(None, VOL if uitslag == "vol" else DICHT)
            status = 422
        else:
            status = 422
    return _toon(request, "voorlichting", keten, {"v": v, "form": form}, status)


@require_http_methods(["GET", "HEAD", "POST"])
@openbaar
def oordeel(request: HttpRequest, code: str) -> HttpResponse:
    """A few questions afterwards; nobody can tell who answered."""
    keten, v = _haal(code)
    form = OordeelForm(request.POST or None, initial={"sleutel": uuid4()})
    status = 200
    if request.method == "POST" and v.oordeel:
        if te_veel(request, "oordeel", hoogstens=60, seconden=UUR):
            form.is_valid()
            form.add_error(None, RUSTIG)
            status = 429
        elif form.is_valid():
            antwoorden = dict(form.cleaned_data)
            antwoorden["sleutel"] = antwoorden["sleutel"] or uuid4()
            if deur.geef_oordeel(code, **antwoorden):
                return _toon(request, "bedankt", keten, {"v": v})
            form.add_error(None, "Hier kunt u nu geen oordeel geven.")
            status = 422
        else:
            status = 422
    return _toon(request, "oordeel", keten, {"v": v, "form": form}, status)


urlpatterns = [
    path("voorlichting/", agenda, name="voorlichtingen_openbaar"),
    path("voorlichting/<slug:code>/", voorlichting, name="voorlichting_openbaar"),
    path("voorlichting/<slug:code>/evaluatie/", oordeel, name="voorlichting_oordeel"),
]
