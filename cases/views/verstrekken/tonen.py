"""A verstrekking for whoever has a part in it: sender, recipient, supplier, who is asked."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from cases import verstrekkingsbeeld as beelden
from cases.forms.verstrekking import AkkoordForm, IntrekkenForm, OntvangstForm, VerstuurForm
from cases.models import Verstrekking
from cases.services import verstrekken as service
from cases.verstrekkingspapier import start_als_lang, verstrekking_bestand, verstrekking_pdf
from cases.views.basis import viewer_of_request
from ketenregie.foundation import logboek
from ketenregie.foundation.errors import DomainError, NotVisible
from ketenregie.foundation.invoer import zet_fout
from ketenregie.foundation.rekenblad import FORMATEN
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.permissions import Permission

Status = Verstrekking.Status
GELUKT = {
    "versturen": "Verstrekt. De ontvangers krijgen bericht; over twaalf maanden volgt de terugkoppeling.",
    "intrekken": "Ingetrokken. Wat er gebeurde, blijft hier staan.",
    "ontvangst": "De ontvangst is bevestigd.",
    "akkoord": "Het antwoord van uw organisatie is bewaard.",
    "weglaten": "Deze gegevens gaan niet mee.",
    "vragen": "De organisaties zien uw vraag bij Mijn werk.",
}


@require_safe
def verstrekkingen(request: HttpRequest) -> HttpResponse:
    """What the own organisation is asked, received and gave."""
    viewer = viewer_of_request(request)
    policy.require(viewer, Permission.VERSTREKKINGEN_ZIEN)
    context = {
        "gevraagd": beelden.gevraagd(viewer),
        "ontvangen": beelden.ontvangen(viewer),
        "verstuurd": beelden.verstuurd(viewer),
    }
    shown = {regel.pk for lijst in context.values() for regel in lijst}
    logboek.lijst("cases.verstrekking", sorted(shown))
    return render(request, "cases/verstrekkingen.html", context)


@require_http_methods(["GET", "POST"])
def verstrekking(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The own part of one verstrekking, and what can be done with it now."""
    viewer = viewer_of_request(request)
    found = beelden.haal(viewer, pk)
    policy.require(viewer, Permission.VERSTREKKINGEN_ZIEN)
    logboek.bekeken(found, doel=found.doel)
    actie = request.POST.get("actie", "") if request.method == "POST" else ""
    detail = beelden.detail(viewer, found)
    overzicht = None
    if detail.zender and detail.casus_open and found.status == Status.VOORBEREID:
        overzicht = service.overzicht_van(viewer, found)
    forms_ = _forms(request, actie, detail, overzicht)
    status = 200
    if actie:
        status = _doe(viewer, found, actie, forms_, request)
        if status == 200:
            messages.success(request, GELUKT[actie])
            return redirect("verstrekking", pk=pk)
        if status == 409 and overzicht is not None:  # what was seen is old: show and ask again
            forms_["verstuurform"].data = forms_["verstuurform"].data.copy()
            forms_["verstuurform"].data["gezien"] = overzicht.vingerafdruk
    context = {
        "v": detail,
        "overzicht": overzicht,
        "kruimels": [
            {"label": "Verstrekkingen", "url": reverse("verstrekkingen")},
            {"label": detail.kenmerk, "url": ""},
        ],
    }
    return render(request, "cases/verstrekking.html", context | forms_, status=status)


def _forms(
    request: HttpRequest,
    actie: str,
    detail: beelden.Detail,
    overzicht: service.Overzicht | None,
) -> dict[str, Any]:
    def data(naam: str) -> Any:
        return request.POST if actie == naam else None

    found: dict[str, Any] = {}
    if overzicht is not None:
        found["verstuurform"] = VerstuurForm(
            data("versturen"),
            naar_derde=overzicht.naar_derde,
            initial={"gezien": overzicht.vingerafdruk},
        )
    if (
        detail.zender
        and detail.casus_open
        and detail.status in {Status.VOORBEREID, Status.VERSTREKT}
    ):
        found["intrekkenform"] = IntrekkenForm(data("intrekken"))
    if detail.mijn and detail.mijn.ontvangen_at is None and detail.status == Status.VERSTREKT:
        found["ontvangstform"] = OntvangstForm(data("ontvangst"), lezen_eerst=detail.lezen_eerst)
    if detail.akkoord and detail.akkoord.open:
        initial = {"voorwaarden": detail.akkoord.voorwaarden, "reden": detail.akkoord.reden}
        if detail.akkoord.gegeven or detail.akkoord.geweigerd:
            initial["antwoord"] = "ja" if detail.akkoord.gegeven else "nee"
        found["akkoordform"] = AkkoordForm(
            data("akkoord"), leverancier=detail.akkoord.leverancier, initial=initial
        )
    return found


def _doe(
    viewer: Viewer,
    found: Verstrekking,
    actie: str,
    forms_: dict[str, Any],
    request: HttpRequest,
) -> int:
    """Carry out one step; 200 when done, else the status with which the page comes back."""
    if actie == "vragen":
        service.vraag_akkoorden(viewer, found.pk)
        return 200
    if actie == "weglaten":
        try:
            wie = UUID(request.POST.get("deelname", ""))
        except ValueError as error:
            raise NotVisible from error
        service.laat_weg(viewer, found.pk, wie)
        return 200
    form: forms.Form | None = forms_.get(
        {"versturen": "verstuurform", "intrekken": "intrekkenform", "ontvangst": "ontvangstform",
         "akkoord": "akkoordform"}.get(actie, "")
    )  # fmt: skip
    if form is None:
        # Sent twice: the second finds it done.
        if actie == "versturen" and found.status == Status.VERSTREKT:
            service.verstuur(viewer, found.pk)
            return 200
        raise NotVisible
    if not form.is_valid():
        return 422
    try:
        _dienst(viewer, found, actie, form.cleaned_data)
    except DomainError as fout:
        return zet_fout(form, fout)
    return 200


def _dienst(viewer: Viewer, found: Verstrekking, actie: str, data: dict[str, Any]) -> None:
    if actie == "versturen":
        service.verstuur(viewer, found.pk, **data)
    elif actie == "intrekken":
        service.trek_in(viewer, found.pk, reden=data["reden"])
    elif actie == "ontvangst":
        service.bevestig_ontvangst(viewer, found.pk, gelezen=data.get("gelezen", False))
    else:
        akkoord = beelden.detail(viewer, found).akkoord
        if akkoord is None:
            raise NotVisible
        service.beantwoord_akkoord(
            viewer,
            akkoord.pk,
            akkoord=data["antwoord"] == "ja",
            reden=data["reden"],
            voorwaarden=data.get("voorwaarden", ""),
        )


@require_GET  # HEAD brings no paper, so it is no receipt
def document(request: HttpRequest, pk: UUID, ontvanger_pk: UUID) -> HttpResponse:
    """The paper for one recipient: a derde's for its sender, one's own for a recipient."""
    viewer = viewer_of_request(request)
    found = beelden.haal(viewer, pk)
    policy.require(viewer, Permission.VERSTREKKINGEN_ZIEN)
    if taak := start_als_lang(viewer, found, ontvanger_pk):
        return redirect("taak", pk=taak.pk)
    data, naam = verstrekking_pdf(viewer, found, ontvanger_pk)
    return _bestand(data, naam, "application/pdf", "inline")


@require_GET
def bestand(request: HttpRequest, pk: UUID, ontvanger_pk: UUID, formaat: str) -> HttpResponse:
    """All data of a casus for one recipient as a spreadsheet."""
    viewer = viewer_of_request(request)
    found = beelden.haal(viewer, pk)
    policy.require(viewer, Permission.VERSTREKKINGEN_ZIEN)
    if formaat not in FORMATEN:
        raise NotVisible
    data, naam = verstrekking_bestand(viewer, found, ontvanger_pk, formaat)
    return _bestand(data, naam, FORMATEN[formaat].media_type, "attachment")


def _bestand(data: bytes, naam: str, media_type: str, hoe: str) -> HttpResponse:
    response = HttpResponse(data, content_type=media_type)
    response["Content-Disposition"] = f'{hoe}; filename="{naam}"'
    response["Cache-Control"] = "no-store"
    return response
