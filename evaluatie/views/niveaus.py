"""The entry of the four levels, and the pages of proces, keten and beleid."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse

from cases.views.basis import viewer_of_request
from evaluatie import niveaudiensten as dienst
from evaluatie import prioriteit, selectors
from evaluatie.beleid import plateaus
from evaluatie.keten import beeld
from evaluatie.leren.diensten import model_voor
from evaluatie.models import Bron, Kadertoets, Procesevaluatie
from evaluatie.niveauforms import (
    AfwegingForm,
    BronForm,
    MetingForm,
    ProcesForm,
    ToetsForm,
    UitspraakForm,
)
from evaluatie.proces import cijfers
from ketenregie.foundation import clock
from ketenregie.foundation.forms import Formulier
from ketenregie.foundation.invoer import KLAAR, verwerk
from ketenregie.foundation.vaag import lees_datum
from ketenregie.foundation.viewer import Viewer
from ketenregie.foundation.web import filterchips, filterwaarden
from partners.access import policy
from partners.access.permissions import Permission
from referentiemodel.schema import Model

TABS = (
    ("evaluaties", "Overzicht"),
    ("evaluatie_casussen", "Casus"),
    ("evaluatie_proces", "Proces"),
    ("evaluatie_keten", "Keten"),
    ("evaluatie_beleid", "Beleid"),
    ("lessen", "Geleerde lessen"),
)


def tabs(actief: str) -> list[dict[str, Any]]:
    return [
        {"label": label, "url": reverse(naam), "actief": naam == actief} for naam, label in TABS
    ]


def _begin(request: HttpRequest) -> tuple[Viewer, Model, bool]:
    viewer = viewer_of_request(request)
    policy.require(viewer, Permission.EVALUATIES_ZIEN)
    mag = policy.may(viewer, Permission.EVALUATIE_NIVEAUS_BEWERKEN).allowed
    return viewer, model_voor(viewer), mag


def overzicht(request: HttpRequest) -> HttpResponse:
    """The four levels, each with its method; what speaks for one of them now, and what was chosen."""
    viewer, model, mag = _begin(request)
    form = AfwegingForm(request.POST or None, model=model)
    status = 200
    if request.method == "POST":
        policy.require(viewer, Permission.EVALUATIE_NIVEAUS_BEWERKEN)
        status = verwerk(form, lambda data: dienst.weeg_af(viewer, **data))
        if status == KLAAR:
            messages.success(request, "De afweging is vastgelegd.")
            return redirect("evaluaties")
    namen = dict(model.waardelijst("evaluatieniveau").keuzes())
    context = {
        "tabs": tabs("evaluaties"),
        "niveaus": prioriteit.niveaus(viewer, model),
        "afwegingen": [
            (namen.get(a.niveau, a.niveau), a.datum, a.waarom)
            for a in prioriteit.afwegingen(viewer)
        ],
        "form": form,
        "mag": mag,
        "terugkoppelingen": selectors.terugkoppelingen_for(viewer),
        "mag_terugkoppelen": policy.may(
            viewer, Permission.TERUGKOPPELING_GEVEN, van=viewer.deelname_id
        ).allowed,
    }
    return render(request, "evaluatie/overzicht.html", context, status=status)


def _dag(tekst: str, anders: date) -> date:
    try:
        return lees_datum(tekst, vandaag=clock.today(), verleden=True) if tekst else anders
    except ValueError:
        return anders


def proces(request: HttpRequest) -> HttpResponse:
    """Where it stuck in a period, and what was concluded before."""
    viewer, _model, mag = _begin(request)
    ziet = policy.may(viewer, Permission.CASUSSEN_ZIEN).allowed
    filters = filterwaarden(request, ("van", "tot"))
    begin, einde = cijfers.kwartaal_terug(clock.today())
    van, tot = _dag(filters["van"], begin), _dag(filters["tot"], einde)
    rijen = cijfers.termijnen_in(viewer, van, tot) if ziet and van <= tot else []
    form = ProcesForm(request.POST or None, initial={"van": van, "tot": tot})
    status = 200
    if request.method == "POST":
        policy.require(viewer, Permission.EVALUATIE_NIVEAUS_BEWERKEN)

        def doe(data: dict[str, Any]) -> object:
            gevonden = cijfers.termijnen_in(viewer, data["van"], data["tot"])
            return dienst.leg_proces_vast(viewer, rijen=gevonden, **data)

        status = verwerk(form, doe)
        if status == KLAAR:
            messages.success(request, "De procesevaluatie staat vast voor de hele keten.")
            return redirect("evaluatie_proces")
    context = {
        "tabs": tabs("evaluatie_proces"), "rijen": rijen, "van": van, "tot": tot, "ziet": ziet,
        "mag": mag, "form": form,
        "eerder": list(Procesevaluatie.objects.filter(keten_id=viewer.keten_id)[:8]),
    }  # fmt: skip
    return render(request, "evaluatie/proces.html", context, status=status)


def keten(request: HttpRequest) -> HttpResponse:
    """Variabelen over time, goals and succesfactoren per source, statements per theme."""
    viewer, model, mag = _begin(request)
    filters = filterwaarden(request, ("thema", "soort"))
    metingen, rijen = beeld.variabelen(viewer, model)
    bronnen, groepen = beeld.doelen(viewer, model)
    soorten, per_thema, totalen, uitspraken = beeld.uitspraken(viewer, model, **filters)
    labels = {
        "thema": dict(dienst.themas(model)).get(filters["thema"], filters["thema"]),
        "soort": dict(soorten).get(filters["soort"], filters["soort"]),
    }
    context = {
        "tabs": tabs("evaluatie_keten"), "mag": mag, "metingen": metingen, "variabelen": rijen,
        "bronnen": bronnen, "groepen": groepen, "soorten": soorten, "per_thema": per_thema,
        "totalen": totalen, "uitspraken": uitspraken, "filters": filters,
        "chips": filterchips(filters, labels),
    }  # fmt: skip
    return render(request, "evaluatie/keten.html", context)


def _invoer(
    request: HttpRequest, form: Formulier, doe: Callable[[dict[str, Any]], object],
    terug: str, titel: str, gelukt: str, extra: dict[str, Any] | None = None,
) -> HttpResponse:  # fmt: skip
    status = 200
    if request.method == "POST":
        status = verwerk(form, doe)
        if status == KLAAR:
            messages.success(request, gelukt)
            return redirect(terug)
    extra = dict(extra or {})
    extra["kop"] = [form[naam] for naam in extra.get("kop", ())]
    context = {
        "form": form, "titel": titel, "terug": reverse(terug),
        "kruimels": [
            {"label": "Evaluatie", "url": reverse("evaluaties")},
            {"label": dict(TABS)[terug], "url": reverse(terug)},
            {"label": titel},
        ],
    }  # fmt: skip
    return render(request, "evaluatie/invoer.html", context | extra, status=status)


def _bewerker(request: HttpRequest) -> tuple[Viewer, Model]:
    viewer, model, _ = _begin(request)
    policy.require(viewer, Permission.EVALUATIE_NIVEAUS_BEWERKEN)
    return viewer, model


def meting_nieuw(request: HttpRequest) -> HttpResponse:
    viewer, model = _bewerker(request)
    form = MetingForm(request.POST or None, model=model)

    def doe(data: dict[str, Any]) -> object:
        velden = {n: data[n] for n in ("titel", "datum", "toelichting", "meting_id")}
        return dienst.meet_keten(viewer, scores=form.scores(), **velden)

    return _invoer(
        request, form, doe, "evaluatie_keten", "Variabelen scoren", "De meting is vastgelegd.",
        {"kop": ("titel", "datum", "toelichting"), "variabelen": form.groepen()},
    )  # fmt: skip


def bron_nieuw(request: HttpRequest) -> HttpResponse:
    viewer, model = _bewerker(request)
    form = BronForm(request.POST or None, model=model)

    def doe(data: dict[str, Any]) -> object:
        velden = {n: data[n] for n in ("soort", "naam", "datum")}
        return dienst.voeg_bron_toe(viewer, oordelen=form.oordelen(), **velden)

    return _invoer(
        request, form, doe, "evaluatie_keten", "Bron toevoegen", "De bron is toegevoegd.",
        {"kop": ("soort", "naam", "datum"), "groepen": form.groepen()},
    )  # fmt: skip


def uitspraak_nieuw(request: HttpRequest) -> HttpResponse:
    viewer, model = _bewerker(request)
    bronnen = list(Bron.objects.filter(keten_id=viewer.keten_id).order_by("-datum"))
    form = UitspraakForm(request.POST or None, model=model, bronnen=bronnen)
    return _invoer(
        request, form, lambda data: dienst.voeg_uitspraak_toe(viewer, **data),
        "evaluatie_keten", "Uitspraak toevoegen", "De uitspraak is toegevoegd.",
        {"kop": ("soort", "thema", "bron", "tekst"), "geen_bron": not bronnen},
    )  # fmt: skip


def beleid(request: HttpRequest) -> HttpResponse:
    """Per gemeente how far each part of the beleidskader is."""
    viewer, model, mag = _begin(request)
    standen = plateaus.standen_for(viewer, model)
    context = {
        "tabs": tabs("evaluatie_beleid"), "mag": mag, "standen": standen,
        "onderdelen": plateaus.onderdelen(model),
        "getoetst": sum(bool(s.documenten) for s in standen),
    }  # fmt: skip
    return render(request, "evaluatie/beleid.html", context)


def gemeente(request: HttpRequest, sleutel: str) -> HttpResponse:
    """One gemeente: its documents and every indicator; who may, adds a document."""
    viewer, model, mag = _begin(request)
    naam = dienst.gemeente_van(model, sleutel)
    form = ToetsForm(request.POST or None, model=model)
    status = 200
    if request.method == "POST":
        policy.require(viewer, Permission.EVALUATIE_NIVEAUS_BEWERKEN)

        def doe(data: dict[str, Any]) -> object:
            velden = {n: data[n] for n in ("document", "datum")}
            return dienst.toets_beleid(viewer, gemeente=naam, scores=form.scores(), **velden)

        status = verwerk(form, doe)
        if status == KLAAR:
            messages.success(request, "Het document is getoetst.")
            return redirect("evaluatie_gemeente", sleutel=sleutel)
    toetsen = list(
        Kadertoets.objects.filter(keten_id=viewer.keten_id, gemeente=naam)
        .prefetch_related("scores")
        .order_by("-datum", "-created_at")
    )
    gehaald = plateaus.gehaald_door(toetsen)
    context = {
        "naam": naam, "mag": mag, "form": form, "toetsen": toetsen[:8],
        "delen": [
            (
                deel.naam,
                plateaus.stand_van(deel, gehaald),
                [
                    (o.naam, o.sleutel in gehaald,
                     [(t.document, next((s.get_score_display() for s in t.scores.all()
                                         if s.indicator == o.sleutel), "-")) for t in toetsen[:8]])
                    for o in deel.onder if o.actief
                ],
            )
            for deel in plateaus.onderdelen(model)
        ],
        "kruimels": [
            {"label": "Evaluatie", "url": reverse("evaluaties")},
            {"label": "Beleid", "url": reverse("evaluatie_beleid")},
            {"label": naam},
        ],
    }  # fmt: skip
    return render(request, "evaluatie/gemeente.html", context, status=status)


urlpatterns = [
    path("evaluatie/", overzicht, name="evaluaties"),
    path("evaluatie/proces/", proces, name="evaluatie_proces"),
    path("evaluatie/keten/", keten, name="evaluatie_keten"),
    path("evaluatie/keten/meting/", meting_nieuw, name="evaluatie_meting"),
    path("evaluatie/keten/bron/", bron_nieuw, name="evaluatie_bron"),
    path("evaluatie/keten/uitspraak/", uitspraak_nieuw, name="evaluatie_uitspraak"),
    path("evaluatie/beleid/", beleid, name="evaluatie_beleid"),
    path("evaluatie/beleid/<slug:sleutel>/", gemeente, name="evaluatie_gemeente"),
]
