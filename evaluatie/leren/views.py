"""Geleerde lessen: searching, recording one from proces, keten or beleid, and walking its way."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse

from cases.views.basis import viewer_of_request
from evaluatie.forms import AfrondenForm
from evaluatie.leren import diensten, lessen
from evaluatie.leren.forms import (
    DoorvoerForm,
    KetenpuntForm,
    MetingForm,
    ModelantwoordForm,
    VoorstelForm,
)
from evaluatie.models import Verbeterpunt
from evaluatie.services import borgen
from evaluatie.views.niveaus import tabs
from ketenregie.foundation import clock, logboek
from ketenregie.foundation.errors import AccessDenied, NotVisible
from ketenregie.foundation.invoer import KLAAR, verwerk
from ketenregie.foundation.viewer import Viewer
from ketenregie.foundation.web import filterchips, filterquery, filterwaarden
from partners.access import policy
from partners.access.permissions import Permission
from partners.models import Deelname, geldig_op
from referentiemodel.schema import Model

PER_PAGINA = 25
KRUIMEL = {"label": "Evaluatie", "url": "/evaluatie/"}
GELUKT = {
    "voorstel": "Het voorstel is vastgelegd.",
    "modelantwoord": "Uw antwoord staat bij het verbeterpunt.",
    "doorvoeren": "Vastgelegd wat er is veranderd.",
    "meten": "De meting is vastgelegd.",
    "afronden": "Het verbeterpunt is afgerond.",
}


def lijst(request: HttpRequest) -> HttpResponse:
    """Every lesson of the keten; words and filters stand in the URL."""
    viewer = viewer_of_request(request)
    policy.require(viewer, Permission.EVALUATIES_ZIEN)
    model = diensten.model_voor(viewer)
    filters = filterwaarden(request, lessen.FILTERS)
    rows = lessen.zoek(viewer, **filters)
    page = Paginator(rows, PER_PAGINA).get_page(request.GET.get("pagina"))
    regels = [lessen.beeld(viewer, model, punt) for punt in page.object_list]
    logboek.lijst("evaluatie.verbeterpunt", [r.pk for r in regels])
    keuzes = _keuzes(model)
    labels: dict[str, object] = {
        naam: dict(opties).get(filters[naam], filters[naam]) for naam, _, opties in keuzes
    }
    labels |= {"zoek": f"“{filters['zoek']}”", "van": "Van onze organisatie"}
    context = {
        "regels": regels,
        "page": page,
        "query": filterquery(filters),
        "filters": filters,
        "velden": [(naam, label, opties, filters[naam]) for naam, label, opties in keuzes],
        "chips": filterchips(filters, labels),
        "mag": policy.may(viewer, Permission.VERBETERPUNT_VASTLEGGEN).allowed,
        "tabs": tabs("lessen"),
    }
    return render(request, "evaluatie/lessen.html", context)


def _keuzes(model: Model) -> list[tuple[str, str, list[tuple[str, str]]]]:
    return [
        ("status", "Stand", list(Verbeterpunt.Status.choices)),
        ("categorie", "Categorie", list(model.waardelijst("verbeterpunt").keuzes())),
        ("niveau", "Niveau", list(model.waardelijst("evaluatieniveau").keuzes())),
        ("activiteit", "Activiteit", [(a.sleutel, str(a)) for a in model.activiteiten]),
        ("vorm", "Vorm", list(model.waardelijst("verschijningsvorm").keuzes())),
    ]


def nieuw(request: HttpRequest) -> HttpResponse:
    """A verbeterpunt from proces, keten or beleid."""
    viewer = viewer_of_request(request)
    policy.require(viewer, Permission.VERBETERPUNT_VASTLEGGEN)
    rows = Deelname.objects.filter(geldig_op(clock.today()), keten_id=viewer.keten_id)
    form = KetenpuntForm(
        request.POST or None,
        model=diensten.model_voor(viewer),
        organisaties=list(
            rows.order_by("organisatie__naam").values_list("pk", "organisatie__naam")
        ),
        initial={naam: request.GET.get(naam, "") for naam in ("niveau", "activiteit")},
    )
    status = 200
    if request.method == "POST":
        status = verwerk(form, lambda data: diensten.leg_ketenpunt_vast(viewer, **data))
        if status == KLAAR:
            messages.success(request, "Het verbeterpunt staat voor de hele keten vast.")
            return redirect("lessen")
    context = {
        "form": form,
        "kruimels": [
            KRUIMEL,
            {"label": "Geleerde lessen", "url": reverse("lessen")},
            {"label": "Verbeterpunt vastleggen"},
        ],
    }
    return render(request, "evaluatie/verbeterpunt_nieuw.html", context, status=status)


def verbeterpunt(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One lesson and its way; its owner takes the next step."""
    viewer = viewer_of_request(request)
    policy.require(viewer, Permission.EVALUATIES_ZIEN)
    punt = lessen.rijen(viewer).filter(pk=pk).first()
    if punt is None:
        raise NotVisible
    logboek.bekeken(punt, doel="evaluatie")
    model = diensten.model_voor(viewer)
    les = lessen.beeld(viewer, model, punt)
    forms = _formulieren(request, viewer, model, punt, les)
    status = 200
    if request.method == "POST":
        # The form of closing is older than the others and says nothing about itself.
        actie = request.POST.get("actie", "afronden")
        if actie not in forms:
            policy.require(viewer, Permission.VERBETERPUNT_AFRONDEN)
            raise AccessDenied("Deze stap is nu niet aan u.", regel="verbeterpunt:stap")
        status = verwerk(forms[actie], lambda data: _doe(viewer, pk, actie, data))
        if status == KLAAR:
            messages.success(request, GELUKT[actie])
            return redirect("verbeterpunt", pk=pk)
    stappen = [naam for naam, _ in lessen.STAPPEN]
    nu = stappen.index(les.stap)
    context = {
        "les": les,
        "forms": forms,
        "form": next((f for f in forms.values() if f.errors), None),
        "stappen": [
            {
                "label": label,
                "status": "klaar"
                if n < nu or les.stap == "gesloten"
                else "nu"
                if n == nu
                else "straks",
            }
            for n, (_, label) in enumerate(lessen.STAPPEN)
        ],
        "kruimels": [
            KRUIMEL,
            {"label": "Geleerde lessen", "url": reverse("lessen")},
            {"label": "Verbeterpunt"},
        ],
    }
    return render(request, "evaluatie/verbeterpunt.html", context, status=status)


def _formulieren(
    request: HttpRequest, viewer: Viewer, model: Model, punt: Verbeterpunt, les: lessen.Les
) -> dict[str, Any]:
    """The steps that the owner can take now, and the answer of the procesregie."""
    sent = request.POST.get("actie", "afronden") if request.method == "POST" else ""

    def data(actie: str) -> Any:
        return request.POST if sent == actie else None

    forms: dict[str, Any] = {}
    if les.wacht_op_model and policy.may(viewer, Permission.MODEL_BEWERKEN):
        forms["modelantwoord"] = ModelantwoordForm(
            data("modelantwoord"), versies=list(diensten.versies_van(viewer)), prefix="a"
        )
    if not (les.open and les.eigen and policy.may(viewer, Permission.VERBETERPUNT_AFRONDEN)):
        return forms
    traject = getattr(punt, "traject", None)
    begin = {
        "voorstel": les.voorstel,
        "activiteit": traject.activiteit if traject else "",
        "verschijningsvormen": traject.verschijningsvormen if traject else [],
        "indicator": traject.indicator_sleutel if traject else "",
        "waarde": les.voor,
        "datum": les.voor_datum,
        "vraagt_model": les.vraagt_model,
    }
    if les.stap in {"vastgesteld", "voorstel"}:
        forms["voorstel"] = VoorstelForm(data("voorstel"), model=model, prefix="v", initial=begin)
    if les.stap == "voorstel":
        forms["doorvoeren"] = DoorvoerForm(
            data("doorvoeren"), versies=list(diensten.versies_van(viewer)), prefix="d",
            initial={"modelversie": traject.modelversie_id if traject else None},
        )  # fmt: skip
    if les.stap == "doorgevoerd" and les.indicator:
        forms["meten"] = MetingForm(data("meten"), prefix="m")
    forms["afronden"] = AfrondenForm(data("afronden"))
    return forms


def _doe(viewer: Viewer, pk: UUID, actie: str, data: dict[str, Any]) -> object:
    if actie == "voorstel":
        return diensten.doe_voorstel(viewer, pk, **data)
    if actie == "modelantwoord":
        return diensten.beantwoord_modelvraag(viewer, pk, **data)
    if actie == "doorvoeren":
        return diensten.voer_door(viewer, pk, **data)
    if actie == "meten":
        return diensten.meet_na(viewer, pk, **data)
    return borgen.rond_verbeterpunt_af(viewer, pk, **data)


urlpatterns = [
    path("evaluatie/lessen/", lijst, name="lessen"),
    path("evaluatie/lessen/nieuw/", nieuw, name="verbeterpunt_nieuw"),
    path("evaluatie/verbeterpunten/<uuid:pk>/", verbeterpunt, name="verbeterpunt"),
]
