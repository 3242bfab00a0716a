"""Changing a concept: activiteiten with their roles, termijnen, lists, gates, or the whole from a file."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path

from ketenregie.foundation.errors import DomainError, NotVisible
from ketenregie.foundation.forms import Formulier
from ketenregie.foundation.invoer import KLAAR, verwerk
from ketenregie.portaal.modelbeheer import (
    ActiviteitForm,
    ImportForm,
    LijstForm,
    NieuweActiviteitForm,
    NormForm,
    PlekForm,
    PoortenForm,
    TermijnForm,
)
from ketenregie.portaal.views.modelbeheer.basis import Blad, bewerkbaar, blad
from partners.services import modelwijziging as dienst
from referentiemodel import bewerken
from referentiemodel.lezer import ModelFout
from referentiemodel.normaal import Document


def _bewaar(
    form: Formulier, pk: UUID, b: Blad, bewerk: Callable[[dict[str, Any]], Document]
) -> int:
    """Store a change; every fault of the whole stands on the form."""

    def doe(data: dict[str, Any]) -> object:
        return dienst.wijzig(b.viewer, pk, lambda _oud: bewerk(data), versie=data.get("versie"))

    return _met_fouten(form, doe)


def _met_fouten(form: Formulier, doe: Callable[[dict[str, Any]], object]) -> int:
    fouten: list[str] = []

    def veilig(data: dict[str, Any]) -> object:
        try:
            return doe(data)
        except ModelFout as fout:
            fouten.extend(fout.fouten[:20])
            raise DomainError("Zo klopt het referentiemodel als geheel niet.") from fout

    status = verwerk(form, veilig)
    for zin in fouten:
        form.add_error(None, zin)
    return status


def concept(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Everything in the version, with a way to change each part of a concept."""
    b = blad(request, pk, "model_concept")
    inhoud = b.versie.inhoud
    b.context |= {
        "stappen": [(h, b.model.activiteiten_van(h.sleutel)) for h in b.model.hoofdstappen],
        "termijnen": b.model.termijnen,
        "indicatoren": sorted(b.model.indicatoren, key=lambda i: i.nummer),
        "lijsten": [(x["sleutel"], x["naam"], len(x["waarden"])) for x in inhoud["waardelijsten"]],
        "overgangen": [
            (nummer, rij["naam"], len(rij.get("poorten") or []))
            for nummer, rij in enumerate(inhoud["overgangen"])
        ],
    }
    return b.toon(request, "concept")


def activiteit(request: HttpRequest, pk: UUID, sleutel: str) -> HttpResponse:
    """The cells and roles of one activiteit; or take it out."""
    b = bewerkbaar(request, pk)
    inhoud = b.versie.inhoud
    if not b.model.heeft_activiteit(sleutel):
        raise NotVisible
    rij = bewerken.activiteit_van(inhoud, sleutel)
    kolommen = inhoud["rasci"]["kolommen"]
    letters = next(r["cellen"] for r in inhoud["rasci"]["rijen"] if r["activiteit"] == sleutel)
    stappen = [(h.sleutel, h.naam) for h in b.model.hoofdstappen]
    deze = b.model.activiteit(sleutel)
    plek = [a.sleutel for a in b.model.activiteiten_van(deze.hoofdstap)].index(sleutel) + 1
    sent = request.POST.get("actie", "") if request.method == "POST" else ""
    begin = {"naam": rij["naam"], "code": rij["code"], "versie": b.wijziging.versie}
    begin |= {f"rol-{k}": "" if x == "-" else x for k, x in zip(kolommen, letters, strict=True)}
    form = ActiviteitForm(
        request.POST if sent == "bewaar" else None, rij=rij, kolommen=kolommen, initial=begin
    )
    plekform = PlekForm(
        request.POST if sent in {"verplaats", "weg"} else None, stappen=stappen, prefix="p",
        initial={"hoofdstap": deze.hoofdstap, "plek": plek, "versie": b.wijziging.versie},
    )  # fmt: skip
    status = 200
    if request.method == "POST":
        status = _activiteit(request, pk, b, sleutel, sent, form, plekform)
        if status == KLAAR:
            messages.success(request, "Het concept is gewijzigd.")
            return redirect("model_concept", pk=pk)
    b.context |= {
        "form": form if sent == "bewaar" or not sent else plekform,
        "hoofd": form, "plekform": plekform, "activiteit": deze,
    }  # fmt: skip
    return b.toon(request, "activiteit", status=status)


def _activiteit(
    request: HttpRequest, pk: UUID, b: Blad, sleutel: str, sent: str,
    form: ActiviteitForm, plekform: PlekForm,
) -> int:  # fmt: skip
    inhoud = b.versie.inhoud
    if sent == "bewaar":
        kolommen = inhoud["rasci"]["kolommen"]
        return _bewaar(form, pk, b, lambda data: bewerken.zet_activiteit(
            inhoud, sleutel, naam=data["naam"], code=data["code"], cellen=form.cellen(),
            letters=[data[f"rol-{k}"] for k in kolommen],
        ))  # fmt: skip
    if sent == "weg":
        return _bewaar(plekform, pk, b, lambda data: bewerken.haal_activiteit_weg(inhoud, sleutel))
    return _bewaar(plekform, pk, b, lambda data: bewerken.verplaats_activiteit(
        inhoud, sleutel, hoofdstap=data["hoofdstap"], plek=data["plek"]
    ))  # fmt: skip


def _pagina(
    request: HttpRequest, pk: UUID, b: Blad, form: Formulier, titel: str, uitleg: str,
    bewerk: Callable[[dict[str, Any]], Document],
) -> HttpResponse:  # fmt: skip
    status = 200
    if request.method == "POST":
        status = _bewaar(form, pk, b, bewerk)
        if status == KLAAR:
            messages.success(request, "Het concept is gewijzigd.")
            return redirect("model_concept", pk=pk)
    b.context |= {"form": form, "titel": titel, "uitleg": uitleg}
    return b.toon(request, "formulier", status=status)


def activiteit_nieuw(request: HttpRequest, pk: UUID) -> HttpResponse:
    b = bewerkbaar(request, pk)
    form = NieuweActiviteitForm(
        request.POST or None,
        stappen=[(h.sleutel, h.naam) for h in b.model.hoofdstappen],
        kolommen=b.versie.inhoud["rasci"]["kolommen"],
        initial={"versie": b.wijziging.versie},
    )

    def bewerk(data: dict[str, Any]) -> Document:
        velden = {n: data[n] for n in ("naam", "code", "verantwoordelijk")}
        return bewerken.voeg_activiteit_toe(b.versie.inhoud, data["hoofdstap"], **velden)[0]

    return _pagina(request, pk, b, form, "Activiteit toevoegen", "", bewerk)


def termijn(request: HttpRequest, pk: UUID, sleutel: str) -> HttpResponse:
    b = bewerkbaar(request, pk)
    rij = next((t for t in b.versie.inhoud["termijnen"] if t["sleutel"] == sleutel), None)
    if rij is None:
        raise NotVisible
    begin = {n: rij[n] for n in ("aantal", "eenheid", "bron")} | {"versie": b.wijziging.versie}

    def bewerk(data: dict[str, Any]) -> Document:
        velden = {n: data[n] for n in ("aantal", "eenheid", "bron")}
        return bewerken.zet_termijn(b.versie.inhoud, sleutel, **velden)

    form = TermijnForm(request.POST or None, initial=begin)
    uitleg = "Termijnen die al lopen, houden hun dag."
    return _pagina(request, pk, b, form, f"Termijn: {rij['naam']}", uitleg, bewerk)


def norm(request: HttpRequest, pk: UUID, sleutel: str) -> HttpResponse:
    b = bewerkbaar(request, pk)
    rij = next((i for i in b.versie.inhoud["indicatoren"] if i["sleutel"] == sleutel), None)
    if rij is None:
        raise NotVisible
    form = NormForm(
        request.POST or None,
        initial={"norm": rij.get("norm", ""), "versie": b.wijziging.versie},
    )
    uitleg = "Een rapport dat al is gemaakt, houdt de norm van toen."
    return _pagina(
        request, pk, b, form, f"Norm: {rij['naam']}", uitleg,
        lambda data: bewerken.zet_norm(b.versie.inhoud, sleutel, data["norm"]),
    )  # fmt: skip


def lijst(request: HttpRequest, pk: UUID, sleutel: str) -> HttpResponse:
    b = bewerkbaar(request, pk)
    rij = next((x for x in b.versie.inhoud["waardelijsten"] if x["sleutel"] == sleutel), None)
    if rij is None:
        raise NotVisible
    form = LijstForm(request.POST or None, lijst=rij, initial={"versie": b.wijziging.versie})
    return _pagina(
        request, pk, b, form, f"Lijst: {rij['naam']}", "",
        lambda data: bewerken.zet_lijst(b.versie.inhoud, sleutel, data["tekst"]),
    )  # fmt: skip


def poorten(request: HttpRequest, pk: UUID, nummer: int) -> HttpResponse:
    b = bewerkbaar(request, pk)
    overgangen = b.versie.inhoud["overgangen"]
    if nummer >= len(overgangen):
        raise NotVisible
    rij = overgangen[nummer]
    form = PoortenForm(
        request.POST or None,
        poorten=[(p.sleutel, p.naam) for p in b.model.poorten],
        initial={"poorten": rij.get("poorten") or [], "versie": b.wijziging.versie},
    )
    uitleg = "De stap kan pas als alles wat u aanvinkt er is."
    return _pagina(
        request, pk, b, form, f"Stap: {rij['naam']}", uitleg,
        lambda data: bewerken.zet_poorten(b.versie.inhoud, nummer, data["poorten"]),
    )  # fmt: skip


def importeren(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The whole concept from a file; nothing changes when one thing in it is wrong."""
    b = bewerkbaar(request, pk)
    form = ImportForm(
        request.POST or None, request.FILES or None, initial={"versie": b.wijziging.versie}
    )
    status = 200
    if request.method == "POST":
        status = _met_fouten(
            form,
            lambda data: dienst.importeer(b.viewer, pk, data["bestand"], versie=data.get("versie")),
        )
        if status == KLAAR:
            messages.success(request, "Het concept komt nu uit het bestand.")
            return redirect("model_verschil", pk=pk)
    b.context |= {"form": form, "titel": "Uit een bestand", "bestand": True, "uitleg":
                  "Alle fouten in het bestand staan bij elkaar. Is er één, dan verandert er niets."}  # fmt: skip
    return b.toon(request, "formulier", status=status)


_BIJ = "referentiemodel/versies/<uuid:pk>/"
urlpatterns = [
    path(_BIJ, concept, name="model_concept"),
    path(f"{_BIJ}activiteit/", activiteit_nieuw, name="model_activiteit_nieuw"),
    path(f"{_BIJ}activiteit/<slug:sleutel>/", activiteit, name="model_activiteit"),
    path(f"{_BIJ}termijn/<slug:sleutel>/", termijn, name="model_termijn"),
    path(f"{_BIJ}norm/<slug:sleutel>/", norm, name="model_norm"),
    path(f"{_BIJ}lijst/<slug:sleutel>/", lijst, name="model_lijst"),
    path(f"{_BIJ}stap/<int:nummer>/", poorten, name="model_poorten"),
    path(f"{_BIJ}importeren/", importeren, name="model_importeren"),
]
