"""The FG at work on one identified request: search, the copies per source, decisions, and what goes out."""

import json
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_http_methods

from ketenregie.foundation import logboek
from ketenregie.foundation.errors import DomainError, NotVisible
from ketenregie.foundation.forms import Formulier
from ketenregie.foundation.invoer import KLAAR, verwerk
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.privacy import kopieen as kopie
from ketenregie.privacy import papier, selectors
from ketenregie.privacy.forms_behandeling import (
    BesluitForm,
    EindbesluitForm,
    KoppelForm,
    MaskeerForm,
    VraagForm,
    ZoekForm,
)
from ketenregie.privacy.models import Privacyverzoek
from ketenregie.privacy.services import behandeling as dienst
from ketenregie.privacy.views.bureau import KRUIMEL, fg

Kruimels = list[dict[str, str]]


def _kruimels(v: Privacyverzoek, *meer: tuple[str, str]) -> Kruimels:
    items = [(f"Verzoek {v.kenmerk}", reverse("privacy_verzoek", args=[v.pk])), *meer]
    return [KRUIMEL, *({"label": label, "url": url} for label, url in items)]


def _geopend(request: HttpRequest, pk: UUID, gebeurtenis: Gebeurtenis) -> Privacyverzoek:
    """The request behind an established identity; the look is in the logboek by what it is."""
    viewer, regel = fg(request)
    v = selectors.verzoek_for(viewer, pk)
    if v.identiteit_at is None:
        raise DomainError("Stel eerst de identiteit vast. Tot dan wordt nergens gezocht.")
    dossiers = [str(d) for d in v.dossier_ids]
    logboek.noem(gebeurtenis, regel=regel, details={"verzoek": str(pk), "dossiers": dossiers})
    return v


@require_http_methods(["GET", "POST"])
def zoeken(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What may be about this person; the FG chooses. Names travel in the body of a form."""
    v = _geopend(request, pk, Gebeurtenis.PRIVACYVERZOEK_GEZOCHT)
    viewer, _regel = fg(request)
    zoek = ZoekForm(request.POST if "zoek" in request.POST else None)
    anders = {"naam": "", "dossier": ""}
    bron = request.POST if "koppel" in request.POST else None
    if zoek.is_bound and zoek.is_valid():
        anders = zoek.cleaned_data
    elif bron is not None:
        anders = {naam: bron.get(naam, "")[:180] for naam in anders}
    anders["dossier"] = anders["dossier"].strip().upper()
    found = kopie.kandidaten(v, **anders)
    gekozen = [*v.dossier_ids, *v.melding_ids]
    form = KoppelForm(bron, kandidaten=found, initial={"gekozen": gekozen} | anders)
    status = 200
    if bron is not None:
        meldingen = {k.id for k in found if k.soort == "melding"}

        def bewaar(data: dict[str, Any]) -> object:
            return dienst.koppel(
                viewer, pk,
                dossiers=[d for d in data["gekozen"] if d not in meldingen],
                meldingen=[m for m in data["gekozen"] if m in meldingen],
                naam=anders["naam"],
                dossier=anders["dossier"],
            )  # fmt: skip

        status = verwerk(form, bewaar)
        if status == KLAAR:
            messages.success(request, "Vastgelegd wat over deze persoon gaat.")
            return redirect("privacy_kopieen", pk=pk)
    context = {
        "v": v,
        "form": form,
        "zoek": zoek,
        "gevonden": found,
        "kruimels": _kruimels(v, ("Zoeken", "")),
    }
    return render(request, "privacy/zoeken.html", context, status=status)


@require_http_methods(["GET", "POST"])
def overzicht(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Every source with its copies, advice and decision; and the decision on the whole."""
    v = _geopend(request, pk, Gebeurtenis.PRIVACYVERZOEK_KOPIEEN)
    viewer, _regel = fg(request)
    actie = request.POST.get("actie", "") if request.method == "POST" else ""
    forms: dict[str, Formulier] = {}
    if v.is_open:
        forms["maskeren"] = MaskeerForm(
            request.POST if actie == "maskeren" else None, initial={"woorden": v.maskeer or ""}
        )
        forms["besluiten"] = EindbesluitForm(request.POST if actie == "besluiten" else None)
    status = 200
    if request.method == "POST":
        if actie not in forms:
            raise NotVisible
        doen: Any = {"maskeren": dienst.maskeer, "besluiten": dienst.neem_besluit}[actie]
        status = verwerk(forms[actie], lambda data: doen(viewer, pk, **data))
        if status == KLAAR:
            gelukt = {
                "maskeren": "Deze woorden blijven weg.",
                "besluiten": "Het besluit staat vast. De brief staat klaar.",
            }
            messages.success(request, gelukt[actie])
            return redirect("privacy_kopieen", pk=pk)
    context = {
        "v": v,
        "bronnen": selectors.bronnen(v),
        "ontvangers": kopie.ontvangers(v),
        "dossiers": v.dossier_ids,
        "verdachte": kopie.naam_van_verdachte(v),
        "forms": forms,
        "form": next((f for f in forms.values() if f.errors), None),
        "kruimels": _kruimels(v, ("Gegevens", "")),
    }
    return render(request, "privacy/kopieen.html", context, status=status)


@require_http_methods(["GET", "POST"])
def bron(request: HttpRequest, pk: UUID, bron_pk: UUID) -> HttpResponse:
    """One source: its copies with the names of others left out, the advice, the decision."""
    v = _geopend(request, pk, Gebeurtenis.PRIVACYVERZOEK_KOPIEEN)
    viewer, _regel = fg(request)
    rij = v.bronnen.filter(pk=bron_pk).select_related("leverancier__organisatie").first()
    if rij is None:
        raise NotVisible
    actie = request.POST.get("actie", "") if request.method == "POST" else ""
    forms: dict[str, Formulier] = {}
    if v.is_open:
        forms["vragen"] = VraagForm(
            request.POST if actie == "vragen" else None, initial={"vraag": rij.vraag}
        )
        forms["besluit"] = BesluitForm(
            request.POST if actie == "besluit" else None,
            initial={"besluit": rij.besluit or rij.advies, "grond": rij.besluit_grond or rij.advies_grond,
                     "toelichting": rij.besluit_tekst},
        )  # fmt: skip
    status = 200
    if request.method == "POST":
        if actie not in forms:
            raise NotVisible
        if actie == "vragen":
            status = verwerk(forms[actie], lambda d: dienst.vraag_advies(viewer, pk, bron_pk, **d))
        else:
            keuze = [k for k in rij.kopieen if str(k) in request.POST.getlist("opgenomen")]
            rij.opgenomen = keuze
            status = verwerk(
                forms[actie],
                lambda d: dienst.besluit(viewer, pk, bron_pk, opgenomen=keuze, **d),
            )
        if status == KLAAR:
            gelukt = {
                "vragen": "De organisatie krijgt uw vraag.",
                "besluit": "Het besluit over deze bron staat vast.",
            }
            messages.success(request, gelukt[actie])
            return redirect("privacy_kopieen", pk=pk)
    naam = rij.leverancier.organisatie.naam
    context = {
        "v": v,
        "bron": rij,
        "naam": naam,
        "beeld": selectors.bron_beeld(rij),
        "kopieen": [k for k in kopie.kopieen(v) if k.leverancier_id == rij.leverancier_id],
        "opgenomen": set(rij.opgenomen),
        "forms": forms,
        "form": next((f for f in forms.values() if f.errors), None),
        "kruimels": _kruimels(v, ("Gegevens", reverse("privacy_kopieen", args=[pk])), (naam, "")),
    }
    return render(request, "privacy/bron.html", context, status=status)


def _uit(request: HttpRequest, pk: UUID) -> Privacyverzoek:
    v = _geopend(request, pk, Gebeurtenis.PRIVACYVERZOEK_UITVOER)
    if not v.bronnen.exclude(besloten_at=None).exists():
        raise DomainError("Er is nog over geen enkele bron besloten.")
    return v


@require_GET
def als_json(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What was granted, for a machine (AVG art. 15 and 20)."""
    v = _uit(request, pk)
    inhoud = json.dumps(papier.uitvoer(v), cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
    return _bestand(inhoud.encode(), "application/json", f"gegevens-{v.kenmerk}.json")


@require_GET
def als_pdf(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What was granted, on paper."""
    v = _uit(request, pk)
    viewer, _regel = fg(request)
    return _bestand(papier.overzicht_pdf(viewer, v), "application/pdf", f"gegevens-{v.kenmerk}.pdf")


@require_GET
def brief(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The letter with the decision."""
    viewer, regel = fg(request)
    v = selectors.verzoek_for(viewer, pk)
    logboek.noem(Gebeurtenis.PRIVACYVERZOEK_UITVOER, regel=regel, details={"verzoek": str(pk)})
    if v.status != Privacyverzoek.Status.BESLOTEN:
        raise DomainError("De brief is er na het besluit.")
    return _bestand(papier.brief_pdf(viewer, v), "application/pdf", f"besluit-{v.kenmerk}.pdf")


def _bestand(inhoud: bytes, soort: str, naam: str) -> HttpResponse:
    response = HttpResponse(inhoud, content_type=soort)
    response["Content-Disposition"] = f'attachment; filename="{naam}"'
    return response


urlpatterns = [
    path("privacy/<uuid:pk>/zoeken/", zoeken, name="privacy_zoeken"),
    path("privacy/<uuid:pk>/gegevens/", overzicht, name="privacy_kopieen"),
    path("privacy/<uuid:pk>/gegevens/<uuid:bron_pk>/", bron, name="privacy_bron"),
    path("privacy/<uuid:pk>/gegevens.json", als_json, name="privacy_json"),
    path("privacy/<uuid:pk>/gegevens.pdf", als_pdf, name="privacy_pdf"),
    path("privacy/<uuid:pk>/brief.pdf", brief, name="privacy_brief"),
]
