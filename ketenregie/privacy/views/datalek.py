"""Datalekken: anybody in the keten reports one, the FG judges it while the clock runs."""

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
from ketenregie.privacy.forms_register import (
    ApForm,
    BeoordeelForm,
    DatalekForm,
    GeinformeerdForm,
    LesForm,
)
from ketenregie.privacy.models import Datalek, JaNee
from ketenregie.privacy.services import datalek as dienst
from ketenregie.privacy.views.bureau import KRUIMEL, fg, tabs
from partners.access import policy
from partners.access.permissions import Permission
from referentiemodel.enums import Gegevenscategorie

GELUKT = {
    "beoordelen": "De beoordeling staat vast.",
    "ap": "Vastgelegd dat bij de AP is gemeld.",
    "informeren": "Vastgelegd dat de betrokkenen bericht kregen.",
    "sluiten": "Het datalek is gesloten.",
}


@require_http_methods(["GET", "POST"])
def melden(request: HttpRequest) -> HttpResponse:
    """Report one; what becomes of it is for the FG."""
    viewer = viewer_of_request(request)
    policy.require(viewer, Permission.DATALEK_MELDEN)
    form = DatalekForm(request.POST or None)
    status = 200
    if request.method == "POST":

        def bewaar(data: dict[str, Any]) -> object:
            at = form.moment(data["ontdekt_op"], data["ontdekt_tijd"])
            assert at is not None
            return dienst.meld(
                viewer, soort=data["soort"], ontdekt_at=at, omschrijving=data["omschrijving"],
                datalek_id=data["sleutel"],
            )  # fmt: skip

        status = verwerk(form, bewaar)
        if status == KLAAR:
            messages.success(
                request,
                "Uw melding is bij de functionaris gegevensbescherming. Die neemt contact op.",
            )
            return redirect("werk")
    return render(request, "privacy/datalek_melden.html", {"form": form}, status=status)


def klok(rij: Datalek) -> dict[str, Any]:
    """How much of the 72 hours is left, in words."""
    over = rij.uiterlijk_at - clock.now()
    uren = int(over.total_seconds() // 3600)
    if not rij.klok_loopt:
        return {"tekst": "", "state": "", "op": rij.uiterlijk_at}
    if uren < 0:
        return {"tekst": f"{-uren} uur te laat", "state": "te-laat", "op": rij.uiterlijk_at}
    return {
        "tekst": f"nog {uren} uur",
        "state": "vandaag" if uren < 24 else "",
        "op": rij.uiterlijk_at,
    }


@require_GET
def lijst(request: HttpRequest) -> HttpResponse:
    """Newest first, with the clock of what is open."""
    viewer, _regel = fg(request)
    rows = list(
        Datalek.objects.filter(keten_id=viewer.keten_id).select_related("melder__organisatie")[:200]
    )
    logboek.lijst("privacy.datalek", [r.pk for r in rows])
    context = {
        "regels": [{"r": r, "klok": klok(r)} for r in rows],
        "tabs": tabs("datalekken"),
    }
    return render(request, "privacy/datalekken.html", context)


@require_http_methods(["GET", "POST"])
def detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    viewer, regel = fg(request)
    rij = (
        Datalek.objects.filter(keten_id=viewer.keten_id, pk=pk)
        .select_related("melder__organisatie")
        .first()
    )
    if rij is None:
        raise NotVisible
    logboek.bekeken(rij, regel=regel, doel="datalek")
    forms = _formulieren(request, rij)
    status = 200
    if request.method == "POST":
        actie = request.POST.get("actie", "")
        if actie not in forms:
            raise NotVisible
        status = verwerk(forms[actie], lambda data: _doe(viewer, pk, actie, data))
        if status == KLAAR:
            messages.success(request, GELUKT[actie])
            return redirect("datalek", pk=pk)
    context = {
        "d": rij,
        "klok": klok(rij),
        "categorieen": [Gegevenscategorie(c).label for c in rij.categorieen],
        "forms": forms,
        "form": next((f for f in forms.values() if f.errors), None),
        "kruimels": [
            KRUIMEL,
            {"label": "Datalekken", "url": reverse("datalekken")},
            {"label": rij.kenmerk},
        ],
    }
    return render(request, "privacy/datalek.html", context, status=status)


def _formulieren(request: HttpRequest, rij: Datalek) -> dict[str, Formulier]:
    if rij.status == Datalek.Status.GESLOTEN:
        return {}
    actie = request.POST.get("actie", "") if request.method == "POST" else ""

    def data(naam: str) -> Any:
        return request.POST if actie == naam else None

    nu = {naam: getattr(rij, naam) for naam in BeoordeelForm.base_fields if hasattr(rij, naam)}
    forms: dict[str, Formulier] = {"beoordelen": BeoordeelForm(data("beoordelen"), initial=nu)}
    if rij.status == Datalek.Status.BEOORDEELD:
        if rij.ap_melden == JaNee.JA and rij.ap_gemeld_at is None:
            vandaag = clock.local(clock.now())
            eerst = {"gemeld_op": vandaag.date(), "gemeld_tijd": f"{vandaag:%H:%M}"}
            forms["ap"] = ApForm(data("ap"), initial=eerst)
        if rij.informeren == JaNee.JA and rij.geinformeerd_at is None:
            forms["informeren"] = GeinformeerdForm(data("informeren"))
        if "ap" not in forms and "informeren" not in forms:
            forms["sluiten"] = LesForm(data("sluiten"))
    return forms


def _doe(viewer: Viewer, pk: UUID, actie: str, data: dict[str, Any]) -> object:
    if actie == "beoordelen":
        return dienst.beoordeel(viewer, pk, **data)
    if actie == "ap":
        at = ApForm.moment(data["gemeld_op"], data["gemeld_tijd"])
        assert at is not None
        return dienst.meld_bij_ap(
            viewer, pk, gemeld_at=at, kenmerk=data["kenmerk"], te_laat=data["te_laat"]
        )
    if actie == "informeren":
        return dienst.informeer(viewer, pk)
    return dienst.sluit(viewer, pk, **data)


urlpatterns = [
    path("privacy/datalekken/", lijst, name="datalekken"),
    path("privacy/datalekken/melden/", melden, name="datalek_melden"),
    path("privacy/datalekken/<uuid:pk>/", detail, name="datalek"),
]
