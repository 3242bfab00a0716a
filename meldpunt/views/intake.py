"""The phone on one page: new melding, its matches while typing, and changing it later."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods, require_POST

from cases.views.basis import viewer_of_request
from ketenregie.foundation import clock, concept, logboek
from ketenregie.foundation.errors import DomainError, EditConflict
from ketenregie.foundation.invoer import zet_fout
from ketenregie.foundation.vaag import VageDatum
from meldpunt import selectors
from meldpunt.alarmbeeld import lopend_of_laatste
from meldpunt.forms import MeldingForm, WijzigForm
from meldpunt.forms_behandelen import MatchForm
from meldpunt.forms_objecten import WaarForm
from meldpunt.kenmerk import kenmerk_van
from meldpunt.matching import ELDERS, Match, suggesties
from meldpunt.models import Melding
from meldpunt.services import (
    leg_signalering_vast,
    neem_waar_op,
    registreer_melding,
    wijzig_melding,
)
from meldpunt.views.basis import bewaar_bestanden, gemeenten_van, met_concept, model_van_keten
from meldpunt.views.instrumenten import instrumenten_form
from partners.access import policy
from partners.access.permissions import Permission


@require_http_methods(["GET", "POST"])
def nieuw(request: HttpRequest) -> HttpResponse:
    """Take in a melding. "Later verder" saves it as it is and goes back to the desk."""
    viewer = viewer_of_request(request)
    policy.require(viewer, Permission.MELDPUNT_WERKEN)
    thread = met_concept(
        request, "melding", MeldingForm, viewer, {"soort": "melding", "kanaal": "telefoon"}
    )
    form = thread.form
    model = model_van_keten(viewer)
    lijsten = instrumenten_form(request, model, viewer.keten_id, draft=thread.draft)
    waar = WaarForm.uit(thread.draft.data) if thread.draft else WaarForm(request.POST or None)
    if request.method == "POST":
        waar = WaarForm(request.POST)
    if request.method == "POST" and form.is_valid() and lijsten.is_valid():
        try:
            melding = registreer_melding(
                viewer, melding_id=thread.form_id, melder=form.melder(),
                **form.velden() | lijsten.velden(),
            )  # fmt: skip
            leg_signalering_vast(viewer, melding, lijsten.gekozen())
            bewaar_bestanden(viewer, melding, form)
            if waar.is_valid():
                neem_waar_op(viewer, melding, waar.cleaned_data)
        except DomainError as fout:
            zet_fout(form, fout)
        else:
            concept.verwijder(thread.form_id)
            return _verder(request, melding)
    context = {
        "form": form,
        "instrumenten": lijsten,
        "form_id": thread.form_id,
        "waar_form": waar,
        "draft": thread.draft,
        "alarm": lopend_of_laatste(viewer, thread.form_id),
        "kenmerk": kenmerk_van(thread.form_id),
        "geopend_at": clock.now(),
        "concepten": _concepten(thread.form_id)
        if thread.draft is None and not form.is_bound
        else [],
        "gemeenten": gemeenten_van(model),
        "matches": _matches(request, form),
        "elders": ELDERS,
        "kruimels": [
            {"label": "Meldpunt", "url": reverse("meldpunt")},
            {"label": "Melding opnemen"},
        ],
    }
    return render(
        request,
        "meldpunt/nieuw.html",
        context,
        status=422 if form.errors or lijsten.errors else 200,
    )


def _concepten(behalve: UUID) -> list[dict[str, Any]]:
    """Own drafts of this form: after a crash the way back stands where one starts."""
    return [
        {"pk": c.pk, "kenmerk": kenmerk_van(c.pk), "bewaard_om": c.updated_at}
        for c in concept.mijn_concepten()
        if c.form == "melding" and c.pk != behalve
    ][:3]


def _verder(request: HttpRequest, melding: Melding) -> HttpResponse:
    messages.success(request, f"Melding {melding.kenmerk} is opgeslagen.")
    if "later" in request.POST:
        return redirect("meldpunt")
    address = reverse("melding", args=[melding.pk])
    chosen = request.POST.get("dossier", "")
    try:
        return redirect(f"{address}?dossier={UUID(chosen)}#dossier")
    except ValueError:
        return redirect(f"{address}#dossier")


def _matches(request: HttpRequest, form: MeldingForm) -> list[Match]:
    """Suggestions for what is in the form now, also without script."""
    if form.is_bound:
        beeld = MatchForm(form.data).beeld()
    else:
        beeld = MatchForm({k: form.initial.get(k, "") for k in MatchForm.base_fields}).beeld()
    return _toon(suggesties(viewer_of_request(request), beeld))


def _toon(matches: list[Match]) -> list[Match]:
    logboek.lijst("cases.dossier", [m.dossier_id for m in matches if m.dossier_id])
    return matches


@require_POST
def matches(request: HttpRequest) -> HttpResponse:
    """The side panel while typing; a name is personal data, so it comes by POST."""
    viewer = viewer_of_request(request)
    found = _toon(suggesties(viewer, MatchForm(request.POST).beeld()))
    return render(request, "meldpunt/_matches.html", {"matches": found, "elders": ELDERS})


@require_http_methods(["GET", "POST"])
def wijzig(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Change what is known; a stale version shows both."""
    viewer = viewer_of_request(request)
    melding = Melding.objects.haal(viewer, pk)  # type: ignore[attr-defined]
    extra: dict[str, Any] = {
        "model": melding.model,
        "deelnames": selectors.mogelijke_zorgcoordinatoren(viewer),
    }
    verschillen: list[tuple[str, str, str]] = []
    lijsten = instrumenten_form(request, melding.model, viewer.keten_id, melding=melding)
    if request.method == "POST":
        form = WijzigForm(request.POST, **extra)
        if form.is_valid() and lijsten.is_valid():
            try:
                wijzig_melding(
                    viewer, melding, versie=form.cleaned_data["versie"],
                    **form.velden() | lijsten.velden(),
                )  # fmt: skip
                leg_signalering_vast(viewer, melding, lijsten.gekozen())
            except EditConflict as fout:
                zet_fout(form, fout)
                verschillen = _verschillen(form, fout.actueel)
                form.data = _met_versie(request, fout.actueel.versie)
            except DomainError as fout:
                zet_fout(form, fout)
            else:
                messages.success(request, "De melding is bijgewerkt.")
                return redirect("melding", pk=pk)
    else:
        form = WijzigForm(initial=begin(melding), **extra)
    logboek.bekeken(melding)
    context = {
        "form": form,
        "instrumenten": lijsten,
        "melding": {"pk": pk, "kenmerk": melding.kenmerk},
        "gemeenten": gemeenten_van(melding.model),
        "verschillen": verschillen,
        "kruimels": [
            {"label": "Meldpunt", "url": reverse("meldpunt")},
            {"label": f"Melding {melding.kenmerk}", "url": reverse("melding", args=[pk])},
            {"label": "Wijzigen"},
        ],
    }
    return render(
        request,
        "meldpunt/wijzig.html",
        context,
        status=422 if form.errors or lijsten.errors else 200,
    )


def _met_versie(request: HttpRequest, versie: int) -> QueryDict:
    """What was sent, as a change of the version that is there now."""
    data = request.POST.copy()
    data["versie"] = str(versie)
    return data


def begin(melding: Melding) -> dict[str, Any]:
    """The form as the melding stands."""
    found = {
        naam: getattr(melding, naam)
        for naam in WijzigForm.base_fields
        if hasattr(melding, naam) and naam != "zorgcoordinator"
    }
    return found | {
        "melding_id": melding.pk,
        "zorgcoordinator": str(melding.zorgcoordinator_id or ""),
        "geboorte": _geboorte(melding),
    }


def _geboorte(melding: Melding) -> Any:
    """As it was said; an age that was said once becomes the years it stands for."""
    if melding.geboortedatum:
        return melding.geboortedatum
    van, tot = melding.geboortejaar_van, melding.geboortejaar_tot
    if van and tot:
        return str(van) if van == tot else f"{van} tot {tot}"
    return VageDatum(melding.geboorte_omschrijving)


def _verschillen(form: WijzigForm, actueel: Melding) -> list[tuple[str, str, str]]:
    """(question, yours, theirs) of every answer that differs."""
    theirs, rows = begin(actueel), []
    for naam, waarde in form.velden().items():
        a, b = _leesbaar(waarde), _leesbaar(theirs.get(naam, ""))
        if a != b:
            rows.append((str(form.fields[naam].label), a or "leeg", b or "leeg"))
    return rows


def _leesbaar(waarde: Any) -> str:
    if isinstance(waarde, bool):
        return "ja" if waarde else "nee"
    return ", ".join(map(str, waarde)) if isinstance(waarde, list) else str(waarde or "")


urlpatterns = [
    path("meldpunt/nieuw/", nieuw, name="melding_nieuw"),
    path("meldpunt/matches/", matches, name="melding_matches"),
    path("meldpunt/<uuid:pk>/wijzig/", wijzig, name="melding_wijzig"),
]
