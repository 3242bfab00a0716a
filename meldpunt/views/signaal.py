"""For partners: tell the meldpunt, and follow your own part."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cases.views.basis import viewer_of_request
from ketenregie.foundation import concept, logboek
from ketenregie.foundation.errors import DomainError, EditConflict, NotVisible
from ketenregie.foundation.invoer import KLAAR, verwerk, zet_fout
from ketenregie.foundation.viewer import Viewer
from meldpunt import beeld, selectors
from meldpunt.forms import MeldingDocumentForm, MeldingForm, SignaalForm, SignaalWijzigForm
from meldpunt.forms_behandelen import AntwoordForm, IntrekkenForm
from meldpunt.kenmerk import kenmerk_van
from meldpunt.models import Melding, MeldingDocument
from meldpunt.services import (
    MelderInvoer,
    beantwoord,
    doe_signaal,
    stuur_door,
    trek_document_in,
    trek_signaal_in,
    voeg_bij_melding,
    wijzig_signaal,
)
from meldpunt.services.signaal import eigen_versies, te_wijzigen
from meldpunt.views.basis import (
    bewaar_bestanden,
    gemeenten_van,
    met_concept,
    model_van_keten,
    tekst_uit,
)
from meldpunt.views.intake import begin
from partners.access import policy
from partners.access.permissions import Permission

PER_PAGINA = 25


@require_http_methods(["GET", "POST"])
def signaal(request: HttpRequest) -> HttpResponse:
    """The form, with the organisation's latest signals beside it."""
    viewer = viewer_of_request(request)
    policy.require(viewer, Permission.MELDING_DOEN)
    if request.method == "GET" and policy.may(viewer, Permission.MELDPUNT_WERKEN):
        return redirect("melding_nieuw")
    thread = met_concept(
        request, "signaal", SignaalForm, viewer, {"soort": "signaal", "melder_naam": viewer.naam}
    )
    form = thread.form
    if request.method == "POST" and form.is_valid():
        try:
            found = doe_signaal(
                viewer,
                melding_id=thread.form_id,
                melder=_melder(viewer, form),
                doorsturen=form.cleaned_data["doorsturen"],
                **form.velden(),
            )
            bewaar_bestanden(viewer, found, form)
        except DomainError as fout:
            zet_fout(form, fout)
        else:
            concept.verwijder(thread.form_id)
            messages.success(
                request, f"Verstuurd naar het meldpunt. Uw kenmerk is {found.kenmerk}."
            )
            return redirect("signaal_detail", pk=found.pk)
    context = {
        "form": form,
        "form_id": thread.form_id,
        "draft": thread.draft,
        "kenmerk": kenmerk_van(thread.form_id),
        "gemeenten": gemeenten_van(model_van_keten(viewer)),
        "signalen": _toon(list(selectors.eigen_signalen(viewer)[:5])),
        "organisatie": viewer.organisatie,
    }
    return render(request, "meldpunt/signaal.html", context, status=422 if form.errors else 200)


@require_GET
def signalen(request: HttpRequest) -> HttpResponse:
    """Everything the organisation filed, and how far it is."""
    viewer = viewer_of_request(request)
    policy.require(viewer, Permission.MELDING_DOEN)
    if policy.may(viewer, Permission.MELDPUNT_WERKEN):
        return redirect("meldpunt")
    page = Paginator(selectors.eigen_signalen(viewer), PER_PAGINA).get_page(
        request.GET.get("pagina")
    )
    context = {
        "page": page,
        "signalen": _toon(list(page.object_list)),
        "organisatie": viewer.organisatie,
    }
    return render(request, "meldpunt/signalen.html", context)


def _toon(rows: list[Melding]) -> list[beeld.EigenSignaal]:
    logboek.lijst("meldpunt.melding", [m.pk for m in rows])
    own = eigen_versies(rows)
    return [beeld.eigen_signaal(m, own.get(m.pk)) for m in rows]


def _melder(viewer: Viewer, form: MeldingForm) -> MelderInvoer:
    """Who files is a professional of this organisation; goes into the vault, not to the casus."""
    invoer = form.melder()
    return MelderInvoer(
        soort="professional",
        naam=invoer.naam,
        contact=invoer.contact,
        organisatie=viewer.organisatie,
        relatie=invoer.relatie,
        anoniem=invoer.anoniem,
        mag_bellen=invoer.mag_bellen,
    )


@require_GET
def detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What this organisation sent, how far the meldpunt is, and the talk about it."""
    return _pagina(request, _eigen(request, pk))


def _eigen(request: HttpRequest, pk: UUID) -> Melding:
    viewer = viewer_of_request(request)
    found = selectors.eigen_signalen(viewer).filter(pk=pk).first()
    if found is None:
        raise NotVisible
    return found


def _pagina(
    request: HttpRequest, found: Melding, *, status: int = 200, **forms: Any
) -> HttpResponse:
    """The page, with the forms of this request or fresh ones."""
    viewer = viewer_of_request(request)
    logboek.bekeken(found)
    files = MeldingDocument.objects.filter(melding=found, leverancier_id=viewer.eigen_id)
    shown = beeld.eigen_signaal(found, eigen_versies([found]).get(found.pk), alles=True)
    context: dict[str, Any] = {
        "signaal": shown,
        "draad": beeld.draad(found, viewer.deelname_id),
        "documenten": beeld.documenten(
            files.select_related("leverancier__organisatie"), viewer.deelname_id
        ),
        "te_wijzigen": found.is_open and te_wijzigen(found),
        "door_te_sturen": found.is_open
        and found.eigenaar_id == viewer.deelname_id
        and not found.wacht_op_aannemen,
        "antwoord_form": AntwoordForm(prefix="antwoord"),
        "intrekken_form": IntrekkenForm(prefix="intrekken"),
        "document_form": MeldingDocumentForm(),
        "kruimels": [
            {"label": "Mijn signalen", "url": reverse("signalen")},
            {"label": found.kenmerk},
        ],
    } | forms
    context["form"] = next((f for f in forms.values() if f.errors), None)
    return render(request, "meldpunt/eigen_signaal.html", context, status=status)


@require_http_methods(["GET", "POST"])
def wijzig(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Change what was sent, until the meldpunt takes it on."""
    viewer, found = viewer_of_request(request), _eigen(request, pk)
    if not (found.is_open and te_wijzigen(found)):
        messages.warning(request, "Het meldpunt is al bezig; wijzigen kan niet meer.")
        return redirect("signaal_detail", pk=pk)
    extra: dict[str, Any] = {"model": found.model}
    status = 200
    if request.method == "POST":
        form = SignaalWijzigForm(request.POST, **extra)
        if form.is_valid():
            try:
                wijzig_signaal(viewer, pk, versie=form.cleaned_data["versie_nu"], **form.velden())
            except DomainError as fout:
                status = zet_fout(form, fout)
                if isinstance(fout, EditConflict):
                    form.data = request.POST.copy()
                    form.data["versie_nu"] = str(fout.actueel.versie)
            else:
                messages.success(request, "Uw signaal is bijgewerkt.")
                return redirect("signaal_detail", pk=pk)
        else:
            status = 422
    else:
        form = SignaalWijzigForm(initial=begin(found) | {"versie_nu": found.versie}, **extra)
    logboek.bekeken(found)
    context = {
        "form": form,
        "signaal": {"pk": pk, "kenmerk": found.kenmerk},
        "gemeenten": gemeenten_van(found.model),
        "kruimels": [
            {"label": "Mijn signalen", "url": reverse("signalen")},
            {"label": found.kenmerk, "url": reverse("signaal_detail", args=[pk])},
            {"label": "Wijzigen"},
        ],
    }
    return render(request, "meldpunt/signaal_wijzig.html", context, status=status)


@require_POST
def antwoord(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Answer what the meldpunt asked."""
    viewer, found = viewer_of_request(request), _eigen(request, pk)
    form = AntwoordForm(request.POST, prefix="antwoord")
    status = verwerk(form, lambda data: beantwoord(viewer, pk, **data))
    if status == KLAAR:
        messages.success(request, "Uw antwoord is verstuurd aan het meldpunt.")
        return redirect("signaal_detail", pk=pk)
    return _pagina(request, found, status=status, antwoord_form=form)


@require_POST
def intrekken(request: HttpRequest, pk: UUID) -> HttpResponse:
    viewer, found = viewer_of_request(request), _eigen(request, pk)
    form = IntrekkenForm(request.POST, prefix="intrekken")
    made: list[Melding] = []
    status = verwerk(form, lambda data: made.append(trek_signaal_in(viewer, pk, **data)))
    if status == KLAAR:
        ended = not made[0].is_open
        messages.success(
            request,
            "Uw signaal is ingetrokken."
            if ended
            else "Het meldpunt is al bezig en beoordeelt uw verzoek om in te trekken.",
        )
        return redirect("signaal_detail", pk=pk)
    return _pagina(request, found, status=status, intrekken_form=form)


@require_POST
def doorsturen(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Send a signaal that came back to the meldpunt again."""
    viewer = viewer_of_request(request)
    _eigen(request, pk)
    stuur_door(viewer, pk)
    messages.success(
        request, "Doorgestuurd. U blijft verantwoordelijk tot het meldpunt dit aanneemt."
    )
    return redirect("signaal_detail", pk=pk)


@require_POST
def documenten(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Add files to an own signaal."""
    viewer, found = viewer_of_request(request), _eigen(request, pk)
    form = MeldingDocumentForm(request.POST, request.FILES)
    status = verwerk(form, lambda data: voeg_bij_melding(viewer, found, **data))
    if status == KLAAR:
        messages.success(request, "Toegevoegd aan uw signaal.")
        return redirect("signaal_detail", pk=pk)
    return _pagina(request, found, status=status, document_form=form)


@require_POST
def document_intrekken(request: HttpRequest, pk: UUID, document_pk: UUID) -> HttpResponse:
    """Take an own file back."""
    viewer, found = viewer_of_request(request), _eigen(request, pk)
    if not found.documenten.filter(pk=document_pk).exists():
        raise NotVisible
    reden = tekst_uit(request, "reden") or "Verkeerd bestand"
    trek_document_in(viewer, document_pk, reden=reden)
    messages.success(request, "Het bestand is weg.")
    return redirect("signaal_detail", pk=pk)


_EEN = "meldpunt/signaal/<uuid:pk>/"
urlpatterns = [
    path("meldpunt/signaal/", signaal, name="signaal"),
    path("meldpunt/signalen/", signalen, name="signalen"),
    path(_EEN, detail, name="signaal_detail"),
    path(_EEN + "wijzig/", wijzig, name="signaal_wijzig"),
    path(_EEN + "antwoord/", antwoord, name="signaal_antwoord"),
    path(_EEN + "intrekken/", intrekken, name="signaal_intrekken"),
    path(_EEN + "doorsturen/", doorsturen, name="signaal_doorsturen"),
    path(_EEN + "documenten/", documenten, name="signaal_documenten"),
    path(
        _EEN + "documenten/<uuid:document_pk>/intrekken/",
        document_intrekken,
        name="signaal_document_intrekken",
    ),
]
