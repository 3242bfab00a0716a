"""One voorlichting: planning, changing, closing, its material and its participants."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_POST

from cases.views.basis import viewer_of_request
from ketenregie.foundation import clock, logboek
from ketenregie.foundation.documenten import antwoord
from ketenregie.foundation.errors import NotVisible
from ketenregie.foundation.invoer import KLAAR, verwerk
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.permissions import Permission
from partners.models import Deelname, geldig_op
from preventie import selectors
from preventie.forms import AfrondenForm, MateriaalForm, RedenForm, VoorlichtingForm
from preventie.models import Inschrijving, Voorlichting, Voorlichtingsmateriaal
from preventie.services import voorlichting as dienst

KRUIMEL = {"label": "Preventie", "url": "/preventie/"}
GELUKT = {
    "afronden": "De voorlichting is afgerond.",
    "afgelasten": "De voorlichting is afgelast.",
    "materiaal": "Het materiaal staat klaar voor alle partners.",
}


def partnerkeuzes(viewer: Viewer) -> list[tuple[UUID, str]]:
    """Other organisations of the keten today; one query."""
    rows = Deelname.objects.filter(geldig_op(clock.today()), keten_id=viewer.keten_id)
    return list(
        rows.exclude(pk=viewer.eigen_id)
        .order_by("organisatie__naam")
        .values_list("pk", "organisatie__naam")
    )


def nieuw(request: HttpRequest) -> HttpResponse:
    """Plan one; the gemeente may come along in the address."""
    viewer = viewer_of_request(request)
    policy.require(viewer, Permission.VOORLICHTING_ORGANISEREN)
    form = VoorlichtingForm(
        request.POST or None,
        model=selectors.model_voor(viewer),
        partners=partnerkeuzes(viewer),
        initial={"gemeente": request.GET.get("gemeente", "")},
    )
    status = 200
    if request.method == "POST":
        status = verwerk(form, lambda data: dienst.plan_voorlichting(viewer, **_velden(data)))
        if status == KLAAR:
            messages.success(request, "De voorlichting staat op de agenda.")
            return redirect("preventie")
    context = {"form": form, "kruimels": [KRUIMEL, {"label": "Voorlichting plannen"}]}
    return render(request, "preventie/formulier.html", context, status=status)


def _velden(data: dict[str, Any]) -> dict[str, Any]:
    return {naam: waarde for naam, waarde in data.items() if naam != "versie"}


def wijzig(request: HttpRequest, pk: UUID) -> HttpResponse:
    viewer = viewer_of_request(request)
    v = selectors.voorlichting_for(viewer, pk)
    policy.require(viewer, Permission.VOORLICHTING_ORGANISEREN)
    form = VoorlichtingForm(
        request.POST or None,
        model=selectors.model_voor(viewer),
        partners=partnerkeuzes(viewer),
        initial={naam: getattr(v, naam) for naam in (*dienst.VELDEN, "versie")},
    )
    status = 200
    if request.method == "POST":

        def bewaar(data: dict[str, Any]) -> object:
            rest = {n: w for n, w in data.items() if n != "voorlichting_id"}
            return dienst.wijzig_voorlichting(viewer, pk, **rest)

        status = verwerk(form, bewaar)
        if status == KLAAR:
            messages.success(request, "Bewaard.")
            return redirect("voorlichting", pk=pk)
    context = {
        "form": form,
        "v": selectors.regel(viewer, v),
        "kruimels": [
            KRUIMEL,
            {"label": v.titel, "url": reverse("voorlichting", args=[pk])},
            {"label": "Wijzig"},
        ],
    }
    return render(request, "preventie/formulier.html", context, status=status)


def detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Everything of one voorlichting; what only the organiser does, for the organiser."""
    viewer = viewer_of_request(request)
    v = selectors.voorlichting_for(viewer, pk)
    policy.require(viewer, Permission.PREVENTIE_ZIEN)
    logboek.bekeken(v, doel="preventie")
    eigen = v.organisator_id == viewer.deelname_id
    mag = eigen and policy.may(viewer, Permission.VOORLICHTING_ORGANISEREN).allowed
    forms = _formulieren(request, v, mag)
    status = 200
    if request.method == "POST":
        actie = request.POST.get("actie", "")
        if actie not in forms:
            policy.require(viewer, Permission.VOORLICHTING_ORGANISEREN)
            raise NotVisible
        status = verwerk(forms[actie], lambda data: _doe(viewer, pk, actie, data))
        if status == KLAAR:
            messages.success(request, GELUKT[actie])
            return redirect("voorlichting", pk=pk)
    inschrijvingen = list(Inschrijving.objects.filter(voorlichting=v)) if mag else []
    context = {
        "v": v,
        "regel": selectors.regel(viewer, v),
        "mag": mag,
        "eigen": eigen,
        "partners": selectors.partners_van(viewer, v),
        "vormen": _vormen(viewer, v),
        "materiaal": list(v.materiaal.all()),
        "inschrijvingen": [
            {"pk": i.pk, "naam": i.naam, "email": i.email, "organisatie": i.organisatie or ""}
            for i in inschrijvingen
        ],
        "oordelen": selectors.oordelen_van(viewer, v),
        "forms": forms,
        "form": next((f for f in forms.values() if f.errors), None),
        "inschrijf_url": request.build_absolute_uri(
            reverse("voorlichting_openbaar", args=[v.code])
        ),
        "oordeel_url": request.build_absolute_uri(reverse("voorlichting_oordeel", args=[v.code])),
        "kruimels": [KRUIMEL, {"label": v.titel}],
    }
    return render(request, "preventie/detail.html", context, status=status)


def _vormen(viewer: Viewer, v: Voorlichting) -> list[str]:
    if not v.verschijningsvormen:
        return []
    lijst = selectors.model_voor(viewer).waardelijst("verschijningsvorm")
    return [lijst.label(x) for x in v.verschijningsvormen]


def _formulieren(request: HttpRequest, v: Voorlichting, mag: bool) -> dict[str, Any]:
    if not mag:
        return {}
    sent = request.POST.get("actie", "") if request.method == "POST" else ""

    def data(actie: str) -> Any:
        return request.POST if sent == actie else None

    forms: dict[str, Any] = {
        "materiaal": MateriaalForm(data("materiaal"), request.FILES or None, prefix="m")
    }
    if v.status == Voorlichting.Status.GEPLAND:
        forms["afgelasten"] = RedenForm(data("afgelasten"), prefix="a")
        if v.datum <= clock.today():
            forms["afronden"] = AfrondenForm(data("afronden"), prefix="r")
    return forms


def _doe(viewer: Viewer, pk: UUID, actie: str, data: dict[str, Any]) -> object:
    if actie == "afronden":
        return dienst.rond_af(viewer, pk, **data)
    if actie == "afgelasten":
        return dienst.last_af(viewer, pk, **data)
    return dienst.voeg_materiaal_toe(
        viewer, pk, data["bestanden"], omschrijving=data["omschrijving"]
    )


@require_POST
def afmelden(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take one participant off the list."""
    viewer = viewer_of_request(request)
    rij = Inschrijving.objects.filter(pk=pk, organisator_id=viewer.eigen_id).first()
    if rij is None:
        raise NotVisible
    voorlichting_id = rij.voorlichting_id
    dienst.meld_deelnemer_af(viewer, pk)
    messages.success(request, "De deelnemer is afgemeld.")
    return redirect("voorlichting", pk=voorlichting_id)


@require_GET
def materiaal(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """A file for every partner of the keten, as a download."""
    viewer = viewer_of_request(request)
    policy.require(viewer, Permission.PREVENTIE_ZIEN)
    rij = Voorlichtingsmateriaal.objects.filter(
        pk=pk, voorlichting__keten_id=viewer.keten_id
    ).first()
    if rij is None:
        raise NotVisible
    logboek.bekeken(rij, doel="preventie")
    antwoord.open_bestand(rij)
    logboek.record(Gebeurtenis.DOCUMENT_OPGEHAALD, rij, actie="R", doel="preventie")
    return antwoord.download(rij)


urlpatterns = [
    path("preventie/nieuw/", nieuw, name="voorlichting_nieuw"),
    path("preventie/<uuid:pk>/", detail, name="voorlichting"),
    path("preventie/<uuid:pk>/wijzig/", wijzig, name="voorlichting_wijzig"),
    path("preventie/materiaal/<uuid:pk>/", materiaal, name="voorlichting_materiaal"),
    path("preventie/deelnemers/<uuid:pk>/afmelden/", afmelden, name="voorlichting_afmelden"),
]
