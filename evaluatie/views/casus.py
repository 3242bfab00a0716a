"""The tab evaluatie of a casus: for who takes part in it."""

from typing import Any
from uuid import UUID, uuid5

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse

from cases.views.basis import CasusPagina, casus_pagina
from evaluatie import selectors
from evaluatie.forms import (
    AntwoordForm,
    BeschrijvingForm,
    InstemmingForm,
    OpdrachtForm,
    RedenForm,
)
from evaluatie.models import Evaluatieopdracht
from evaluatie.services import beschrijving as beschrijving_service
from evaluatie.services import borgen, gesprek
from evaluatie.services import opdracht as opdracht_service
from ketenregie.foundation import clock, concept
from ketenregie.foundation.errors import AccessDenied, DomainError, NotVisible
from ketenregie.foundation.invoer import zet_fout
from partners.access import policy
from partners.access.permissions import Permission
from referentiemodel import gates
from referentiemodel.enums import CasusStatus

FORM = "evaluatie-antwoord"
STANDAARD_WERKDAGEN = 30


def tab(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Where the evaluation stands and what this viewer can do now; every action posts here."""
    pagina = casus_pagina(request, pk, "evaluatie")
    opdracht = selectors.opdracht_van_casus(pagina.viewer, pk)
    rechten = _rechten(pagina)
    formulieren = _formulieren(request, pagina, opdracht, rechten)
    if request.method == "POST":
        done = _voer_uit(request, pagina, opdracht, formulieren)
        if done:
            messages.success(request, done)
            return redirect("casus_evaluatie", pk=pk)
    beeld = selectors.beeld_van(pagina.viewer, opdracht) if opdracht else None
    fout = next((f for f in formulieren.values() if f.errors), None)
    pagina.context |= {
        "opdracht": beeld,
        "mag": rechten,
        "formulieren": formulieren,
        "form": fout,
        "in_evaluatie": pagina.casus.hoofdstap == opdracht_service.HOOFDSTAP,
        "afsluiten": _afsluiten(pagina),
        "mag_antwoorden": bool(
            beeld
            and rechten["beantwoorden"]
            and beeld.mijn
            and not beeld.mijn.beantwoord
            and not beeld.geopend
        ),
        "terugkoppelingen": selectors.geplande_terugkoppelingen(pagina.viewer, pagina.casus),
    }
    return render(request, "evaluatie/tab.html", pagina.context, status=422 if fout else 200)


def _rechten(pagina: CasusPagina) -> dict[str, bool]:
    return {
        naam: policy.may(pagina.viewer, permission, pagina.casus).allowed
        for naam, permission in (
            ("opdragen", Permission.EVALUATIE_OPDRAGEN),
            ("instemmen", Permission.EVALUATIE_INSTEMMEN),
            ("beantwoorden", Permission.EVALUATIE_BEANTWOORDEN),
        )
    }


def _afsluiten(pagina: CasusPagina) -> list[dict[str, Any]]:
    """What closing the casus still asks; nothing outside the hoofdstap evaluatie."""
    if pagina.casus.hoofdstap != opdracht_service.HOOFDSTAP:
        return []
    overgang = gates.vind_overgang(pagina.casus, CasusStatus.AFGESLOTEN)
    return [
        {"label": s.poort.naam, "klaar": s.open, "toelichting": " ".join(s.voorwaarden)}
        for s in gates.standen(pagina.casus, overgang)
    ]


def _formulieren(
    request: HttpRequest,
    pagina: CasusPagina,
    opdracht: Evaluatieopdracht | None,
    rechten: dict[str, bool],
) -> dict[str, Any]:
    """The forms this viewer can use now; only the one that was sent is bound."""
    sent = request.POST.get("actie", "") if request.method == "POST" else ""

    def data(actie: str) -> Any:
        return request.POST if sent == actie else None

    found: dict[str, Any] = {}
    running = opdracht is not None and opdracht.loopt
    ended = opdracht is not None and opdracht.status in {"afgerond", "kwijtgescholden"}
    if rechten["opdragen"] and pagina.casus.hoofdstap == opdracht_service.HOOFDSTAP and not ended:
        found["kwijtschelden"] = RedenForm(data("kwijtschelden"), prefix="kwijt")
        if not running:
            found["opdracht"] = OpdrachtForm(
                data("opdracht"),
                kandidaten=opdracht_service.begeleiders_voor(pagina.casus),
                initial={"datum": clock.add_werkdagen(clock.today(), STANDAARD_WERKDAGEN)},
            )
    if opdracht is None:
        return found
    if rechten["instemmen"] and opdracht.status == "voorgesteld":
        found["instemmen"] = InstemmingForm(data("instemmen"))
    tekst = getattr(opdracht, "beschrijving", None)
    if rechten["beantwoorden"] and tekst is not None and not tekst.gecontroleerd:
        found["controleren"] = BeschrijvingForm(
            data("controleren"), initial={"tekst": tekst.tekst, "versie": tekst.versie}
        )
    return found


def _voer_uit(
    request: HttpRequest,
    pagina: CasusPagina,
    opdracht: Evaluatieopdracht | None,
    formulieren: dict[str, Any],
) -> str:
    """Do what was sent. Returns the message, or "" when the form holds an error."""
    actie = request.POST.get("actie", "")
    viewer, casus = pagina.viewer, pagina.casus
    form = formulieren.get(actie)
    if actie == "terugkoppelingen":
        made = borgen.plan_terugkoppelingen(viewer, casus)
        return f"{len(made)} terugkoppelingen gepland."
    if actie == "voorstel" and opdracht is not None:
        beschrijving_service.stel_beschrijving_voor(viewer, opdracht)
        return "Er staat een nieuw voorstel. Lees het na."
    if form is None:
        raise AccessDenied("Deze stap is nu niet aan u.", regel=f"evaluatie:{actie}")
    if not form.is_valid():
        return ""
    velden = form.cleaned_data
    try:
        if actie == "opdracht":
            opdracht_service.geef_opdracht(
                viewer, casus, begeleider=form.gekozen(), datum=velden["datum"]
            )
            return (
                "De opdracht staat klaar. De betrokken organisaties wordt om instemming gevraagd."
            )
        if actie == "kwijtschelden":
            opdracht_service.scheld_evaluatie_kwijt(viewer, casus, reden=velden["reden"])
            return "U ziet af van de evaluatie. Laat de casusbeschrijving nog controleren."
        assert opdracht is not None
        if actie == "instemmen":
            opdracht_service.stem_in_met_begeleider(
                viewer,
                opdracht,
                akkoord=velden["akkoord"] == "ja",
                toelichting=velden["toelichting"],
            )
            return "Uw antwoord is vastgelegd."
        beschrijving_service.controleer_beschrijving(
            viewer, opdracht, tekst=velden["tekst"], versie=velden["versie"]
        )
        return "De beschrijving is gecontroleerd. De procesbegeleider kan haar nu lezen."
    except DomainError as fout:
        zet_fout(form, fout)
    return ""


def antwoord(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The answers of one's own organisation, with a draft that keeps itself."""
    pagina = casus_pagina(request, pk, "evaluatie")
    viewer = pagina.viewer
    policy.require(viewer, Permission.EVALUATIE_BEANTWOORDEN, pagina.casus)
    opdracht = selectors.opdracht_van_casus(viewer, pk)
    if opdracht is None:
        raise NotVisible
    # One draft per person and opdracht.
    concept_id = uuid5(opdracht.pk, str(viewer.medewerker_id))
    saved = concept.laad(FORM, concept_id)
    form = AntwoordForm(
        request.POST or None, model=opdracht.model, initial=saved.data.dict() if saved else None
    )
    if request.method == "POST" and form.is_valid():
        try:
            gesprek.geef_antwoord(viewer, opdracht, stappen=form.stappen())
        except DomainError as fout:
            zet_fout(form, fout)
        else:
            concept.verwijder(concept_id)
            messages.success(request, "Uw antwoorden zijn vastgelegd. Anderen lezen ze pas samen.")
            return redirect("casus_evaluatie", pk=pk)
    pagina.context |= {
        "form": form,
        "groepen": form.groepen(),
        "opdracht": selectors.beeld_van(viewer, opdracht),
        "concept_url": reverse("concept_bewaren", args=[FORM, concept_id]) + f"?object={pk}",
        "concept_versie": saved.versie if saved else 0,
        "bewaard_om": saved.bewaard_om if saved else None,
    }
    status = 422 if form.errors else 200
    return render(request, "evaluatie/antwoord.html", pagina.context, status=status)


urlpatterns = [
    path("casussen/<uuid:pk>/evaluatie/", tab, name="casus_evaluatie"),
    path("casussen/<uuid:pk>/evaluatie/antwoord/", antwoord, name="casus_evaluatie_antwoord"),
]
