"""The desk of the FG: which requests there are, and one of them."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_http_methods

from cases.views.basis import viewer_of_request
from ketenregie.foundation import clock, logboek
from ketenregie.foundation.errors import NotVisible
from ketenregie.foundation.forms import Formulier
from ketenregie.foundation.invoer import KLAAR, verwerk
from ketenregie.foundation.viewer import Viewer
from ketenregie.privacy import selectors
from ketenregie.privacy.forms import (
    BerichtForm,
    IdentiteitForm,
    RegistreerForm,
    SluitForm,
    VerlengForm,
)
from ketenregie.privacy.services import verzoek as dienst
from ketenregie.privacy.services.behandeling import hef_beperking_op
from partners.access import policy
from partners.access.permissions import Permission

KRUIMEL = {"label": "Privacy", "url": "/privacy/"}
TABS = (
    ("privacy", "Verzoeken"),
    ("datalekken", "Datalekken"),
    ("verwerkingen", "Verwerkingsregister"),
    ("dpia", "DPIA"),
)
GELUKT = {
    "oppakken": "U behandelt dit verzoek.",
    "identiteit": "De identiteit is vastgesteld.",
    "verlengen": "De termijn is verlengd. De aanvrager leest waarom.",
    "bericht": "Het bericht staat op de pagina van de aanvrager.",
    "opheffen": "De beperking is opgeheven.",
    "sluiten": "Het verzoek is gesloten zonder besluit.",
}


def fg(request: HttpRequest) -> tuple[Viewer, str]:
    """The FG of the procesregie, and the rule by which. Raises AccessDenied for anyone else."""
    viewer = viewer_of_request(request)
    return viewer, policy.require(viewer, Permission.PRIVACY_BEHANDELEN).regel


def tabs(actief: str) -> list[dict[str, Any]]:
    return [
        {"label": tekst, "url": reverse(naam), "actief": naam == actief} for naam, tekst in TABS
    ]


@require_GET
def lijst(request: HttpRequest) -> HttpResponse:
    """Open requests by their first term; on the second tab what is done."""
    viewer, _regel = fg(request)
    afgehandeld = "afgehandeld" in request.GET
    rows = list(selectors.verzoeken_for(viewer, afgehandeld=afgehandeld)[:200])
    logboek.lijst("privacy.privacyverzoek", [r.pk for r in rows])
    context = {
        "regels": selectors.regels(viewer, rows),
        "afgehandeld": afgehandeld,
        "tabs": tabs("privacy"),
        "openbaar_url": request.build_absolute_uri(reverse("privacyverzoek")),
    }
    return render(request, "privacy/lijst.html", context)


@require_http_methods(["GET", "POST"])
def nieuw(request: HttpRequest) -> HttpResponse:
    """What came by letter, telephone or at the desk."""
    viewer, _regel = fg(request)
    form = RegistreerForm(request.POST or None, initial={"ontvangen": clock.today()})
    status = 200
    if request.method == "POST":
        gemaakt: list[UUID] = []

        def bewaar(data: dict[str, Any]) -> object:
            rest = {naam: waarde for naam, waarde in data.items() if naam != "sleutel"}
            rij = dienst.registreer(viewer, verzoek_id=data["sleutel"], **rest)
            gemaakt.append(rij.pk)
            return rij

        status = verwerk(form, bewaar)
        if status == KLAAR:
            messages.success(request, "Het verzoek staat op de lijst.")
            return redirect("privacy_verzoek", pk=gemaakt[0])
    context = {"form": form, "kruimels": [KRUIMEL, {"label": "Verzoek vastleggen"}]}
    return render(request, "privacy/nieuw.html", context, status=status)


@require_http_methods(["GET", "POST"])
def verzoek(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One request: who asks what, its terms, the check of identity, the talk."""
    viewer, regel = fg(request)
    rij = selectors.verzoek_for(viewer, pk)
    logboek.bekeken(rij, regel=regel, doel="privacyverzoek")
    v = selectors.beeld(viewer, rij)
    forms = _formulieren(request, v)
    status = 200
    if request.method == "POST":
        actie = request.POST.get("actie", "")
        if actie not in forms:
            raise NotVisible
        status = verwerk(forms[actie], lambda data: _doe(viewer, pk, actie, data))
        if status == KLAAR:
            messages.success(request, GELUKT[actie.split(":")[0]])
            return redirect("privacy_verzoek", pk=pk)
    context = {
        "v": v,
        "forms": forms,
        "verlengen": [(t, forms.get(f"verlengen:{t.regime}")) for t in v.termijnen],
        "form": next((f for f in forms.values() if f.errors), None),
        "kruimels": [KRUIMEL, {"label": f"Verzoek {v.regel.kenmerk}"}],
    }
    return render(request, "privacy/verzoek.html", context, status=status)


def _formulieren(request: HttpRequest, v: selectors.VerzoekBeeld) -> dict[str, Formulier]:
    """What may be done now; the posted one with what was typed."""
    actie = request.POST.get("actie", "") if request.method == "POST" else ""

    def data(naam: str) -> Any:
        return request.POST if actie == naam else None

    if not v.open:
        return {"opheffen": SluitForm(data("opheffen"))} if v.te_heffen else {}
    forms: dict[str, Formulier] = {}
    if not v.regel.eigen:
        forms["oppakken"] = Formulier(data("oppakken"))
    if v.identiteit_at is None:
        forms["identiteit"] = IdentiteitForm(data("identiteit"), toets=v.toets)
    for t in v.termijnen:
        if t.keuzes:
            naam = f"verlengen:{t.regime}"
            forms[naam] = VerlengForm(data(naam), regime=t.regime, keuzes=list(t.keuzes))
    if v.heeft_code:
        forms["bericht"] = BerichtForm(data("bericht"))
    forms["sluiten"] = SluitForm(data("sluiten"))
    return forms


def _doe(viewer: Viewer, pk: UUID, actie: str, data: dict[str, Any]) -> object:
    if actie == "oppakken":
        return dienst.pak_op(viewer, pk)
    if actie == "identiteit":
        return dienst.stel_identiteit_vast(viewer, pk, **data)
    if actie == "bericht":
        return dienst.schrijf(viewer, pk, **data)
    if actie == "sluiten":
        return dienst.sluit_zonder_besluit(viewer, pk, **data)
    if actie == "opheffen":
        return hef_beperking_op(viewer, pk, **data)
    return dienst.verleng(viewer, pk, **data)


urlpatterns = [
    path("privacy/", lijst, name="privacy"),
    path("privacy/nieuw/", nieuw, name="privacy_nieuw"),
    path("privacy/<uuid:pk>/", verzoek, name="privacy_verzoek"),
]
