"""Repressieve preventie: known only to the organisations that take part."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse

from cases.models import Casus
from cases.views.basis import viewer_of_request
from ketenregie.foundation import logboek
from ketenregie.foundation.errors import NotVisible
from ketenregie.foundation.invoer import KLAAR, verwerk
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.permissions import Permission
from preventie import selectors
from preventie.forms import ActieAfrondenForm, CasusForm, RepressiefForm, SignaalForm
from preventie.models import RepressieveActie
from preventie.services import repressief as dienst
from preventie.views.agenda import tabs
from preventie.views.voorlichting import KRUIMEL, partnerkeuzes

GELUKT = {
    "afronden": "De actie is afgerond.",
    "signaal": "Het signaal ligt bij het meldpunt.",
    "casus": "De casus is geopend.",
}
VARIANT = {"gepland": "accent", "uitgevoerd": "ok", "vervallen": "neutral"}


def lijst(request: HttpRequest) -> HttpResponse:
    """Actions of the own organisation and those it takes part in."""
    viewer = viewer_of_request(request)
    policy.require(viewer, Permission.PREVENTIE_ZIEN)
    mag = policy.may(viewer, Permission.REPRESSIEF_WERKEN).allowed
    rijen = list(dienst.acties_for(viewer).order_by("-datum")) if mag else []
    logboek.lijst("preventie.repressieveactie", [r.pk for r in rijen])
    context = {
        "tabs": tabs("repressief"),
        "rijen": [(r, VARIANT[r.status]) for r in rijen],
        "mag": mag,
        "mag_plannen": dienst.mag_organiseren(viewer),
    }
    return render(request, "preventie/repressief.html", context)


def nieuw(request: HttpRequest) -> HttpResponse:
    viewer = viewer_of_request(request)
    policy.require(viewer, Permission.REPRESSIEF_WERKEN)
    form = RepressiefForm(
        request.POST or None,
        model=selectors.model_voor(viewer),
        organisaties=partnerkeuzes(viewer),
    )
    status = 200
    if request.method == "POST":
        status = verwerk(form, lambda data: dienst.plan_actie(viewer, **data))
        if status == KLAAR:
            messages.success(request, "De actie is gepland.")
            return redirect("repressief")
    context = {
        "form": form,
        "kruimels": [
            KRUIMEL,
            {"label": "Repressieve preventie", "url": reverse("repressief")},
            {"label": "Actie plannen"},
        ],
    }
    return render(request, "preventie/repressief_nieuw.html", context, status=status)


def detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One action, for who takes part; who leads it closes it and passes on what was found."""
    viewer = viewer_of_request(request)
    actie = _haal(viewer, pk)
    logboek.bekeken(actie, doel="preventie")
    leidt = actie.organisator_id == viewer.deelname_id
    forms = _formulieren(request, actie) if leidt else {}
    status = 200
    if request.method == "POST":
        gekozen = request.POST.get("actie", "")
        if gekozen not in forms:
            raise NotVisible
        status = verwerk(forms[gekozen], lambda data: _doe(viewer, pk, gekozen, data))
        if status == KLAAR:
            messages.success(request, GELUKT[gekozen])
            return redirect("repressief_actie", pk=pk)
    context = {
        "a": actie,
        "variant": VARIANT[actie.status],
        "leidt": leidt,
        "partners": list(
            actie.partners.order_by("deelname__organisatie__kort").values_list(
                "deelname__organisatie__kort", flat=True
            )
        ),
        "vormen": [
            selectors.model_voor(viewer).waardelijst("verschijningsvorm").label(x)
            for x in actie.verschijningsvormen
        ],
        # Only who may see the casus gets the way to it.
        "casus_id": actie.casus_id
        if actie.casus_id and Casus.objects.visible_to(viewer).filter(pk=actie.casus_id).exists()  # type: ignore[attr-defined]
        else None,
        "forms": forms,
        "form": next((f for f in forms.values() if f.errors), None),
        "kruimels": [
            KRUIMEL,
            {"label": "Repressieve preventie", "url": reverse("repressief")},
            {"label": actie.titel},
        ],
    }
    return render(request, "preventie/repressief_actie.html", context, status=status)


def _haal(viewer: Viewer, pk: UUID) -> RepressieveActie:
    if not policy.may(viewer, Permission.REPRESSIEF_WERKEN):
        raise NotVisible
    found: RepressieveActie | None = dienst.acties_for(viewer).filter(pk=pk).first()
    if found is None:
        raise NotVisible
    return found


def _formulieren(request: HttpRequest, actie: RepressieveActie) -> dict[str, Any]:
    sent = request.POST.get("actie", "") if request.method == "POST" else ""

    def data(naam: str) -> Any:
        return request.POST if sent == naam else None

    if actie.status == RepressieveActie.Status.GEPLAND:
        return {"afronden": ActieAfrondenForm(data("afronden"), prefix="r")}
    gevonden = actie.uitkomst in {"signalen", "vermoeden"}
    if gevonden and not actie.signaal_id and not actie.casus_id:
        return {
            "signaal": SignaalForm(data("signaal"), prefix="s"),
            "casus": CasusForm(data("casus"), prefix="c"),
        }
    return {}


def _doe(viewer: Viewer, pk: UUID, gekozen: str, data: dict[str, Any]) -> object:
    if gekozen == "afronden":
        return dienst.rond_actie_af(viewer, pk, **data)
    if gekozen == "signaal":
        return dienst.geef_door_als_signaal(viewer, pk, **data)
    return dienst.open_casus_van_actie(viewer, pk, **data)


urlpatterns = [
    path("preventie/repressief/", lijst, name="repressief"),
    path("preventie/repressief/nieuw/", nieuw, name="repressief_nieuw"),
    path("preventie/repressief/<uuid:pk>/", detail, name="repressief_actie"),
]
