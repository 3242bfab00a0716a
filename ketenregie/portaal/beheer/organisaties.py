"""Organisations of the keten, and their entry in the sociale kaart."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ketenregie.foundation import clock, logboek
from ketenregie.foundation.errors import NotVisible
from ketenregie.foundation.viewer import Viewer
from ketenregie.portaal.beheer import beeld
from ketenregie.portaal.beheer.basis import beheerder, formulierpagina, kruimels
from ketenregie.portaal.beheer.forms import (
    AanbodForm,
    ContactForm,
    NieuweOrganisatieForm,
    OrganisatieForm,
    ProfielForm,
    StoptForm,
)
from partners.models import Aanbod, Contactpersoon, Deelname, Lidmaatschap, Profiel, geldig_op
from partners.selectors import model_van_keten
from partners.services import deelnemers


def _deelname(viewer: Viewer, pk: UUID) -> Deelname:
    found = (
        Deelname.objects.filter(keten_id=viewer.keten_id, pk=pk)
        .select_related("organisatie")
        .first()
    )
    if found is None:
        raise NotVisible
    return found


def _pad(deelname: Deelname, hier: str) -> list[dict[str, str]]:
    return kruimels(
        ("Organisaties", reverse("beheer_organisaties")),
        (deelname.organisatie.kort, _terug(deelname)),
        (hier, ""),
    )


def _terug(deelname: Deelname) -> str:
    return reverse("beheer_organisatie", args=[deelname.pk])


@require_GET
def lijst(request: HttpRequest) -> HttpResponse:
    viewer = beheerder(request)
    rijen = beeld.organisaties_van(viewer)
    vandaag = clock.today()
    logboek.lijst("partners.deelname", [r.pk for r in rijen])
    context = {
        "rijen": [r for r in rijen if r.geldig(vandaag)],
        "gestopt": [r for r in rijen if not r.geldig(vandaag)],
        "kruimels": kruimels(("Organisaties", "")),
    }
    return render(request, "portaal/beheer/organisaties.html", context)


@require_http_methods(["GET", "POST"])
def nieuw(request: HttpRequest) -> HttpResponse:
    viewer = beheerder(request)

    def dienst(data: dict[str, Any]) -> None:
        deelnemers.voeg_organisatie_toe(viewer, deelname_id=data.pop("rij_id"), **data)

    return formulierpagina(
        request,
        NieuweOrganisatieForm(request.POST or None, initial={"positie": "geen"}),
        dienst,
        titel="Organisatie toevoegen",
        uitleg="Nodig daarna haar medewerkers uit, en laat haar het convenant tekenen: pas dan kan zij meedoen aan casussen.",
        terug=reverse("beheer_organisaties"),
        klaar="De organisatie doet mee aan de keten.",
        pad=kruimels(("Organisaties", reverse("beheer_organisaties")), ("Toevoegen", "")),
    )


@require_GET
def detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One organisation: its people, sociale kaart and what changed."""
    viewer = beheerder(request)
    deelname = _deelname(viewer, pk)
    organisatie = deelname.organisatie
    vandaag = clock.today()
    profiel = Profiel.objects.filter(organisatie=organisatie).first()
    aanbod, contacten = list(organisatie.aanbod.all()), list(organisatie.contactpersonen.all())
    logboek.bekeken(deelname)
    context = {
        "deelname": deelname,
        "doet_mee": deelname.geldig(vandaag),
        "kern": deelname.kernlidmaatschappen.filter(
            geldig_op(vandaag), gremium="ketenregieteam"
        ).exists(),
        "wgs": [r for r in organisatie.wgs_rollen.all() if r.geldig(vandaag)],
        "mensen": Lidmaatschap.objects.filter(geldig_op(vandaag), deelname=deelname)
        .select_related("medewerker")
        .order_by("medewerker__naam"),
        "profiel": profiel,
        "aanbod": aanbod,
        "contacten": contacten,
        "wijzigingen": beeld.wijzigingen(
            [organisatie, deelname, *([profiel] if profiel else []), *aanbod, *contacten]
        ),
        "kruimels": kruimels(
            ("Organisaties", reverse("beheer_organisaties")), (organisatie.kort, "")
        ),
    }
    return render(request, "portaal/beheer/organisatie.html", context)


@require_http_methods(["GET", "POST"])
def wijzig(request: HttpRequest, pk: UUID) -> HttpResponse:
    viewer = beheerder(request)
    deelname = _deelname(viewer, pk)
    organisatie = deelname.organisatie
    form = OrganisatieForm(
        request.POST or None,
        initial={
            "versie": organisatie.versie,
            "kort": organisatie.kort,
            "gemeente": organisatie.gemeente,
            "werkgebied": ", ".join(organisatie.werkgebied),
            "kernlid": deelname.kernlidmaatschappen.filter(
                geldig_op(clock.today()), gremium="ketenregieteam"
            ).exists(),
        },
    )
    return formulierpagina(
        request,
        form,
        lambda d: deelnemers.wijzig_organisatie(viewer, pk, **d),
        titel=f"{organisatie.naam} wijzigen",
        terug=_terug(deelname),
        klaar="De organisatie is bijgewerkt.",
        pad=_pad(deelname, "Wijzigen"),
    )


@require_http_methods(["GET", "POST"])
def stopt(request: HttpRequest, pk: UUID) -> HttpResponse:
    viewer = beheerder(request)
    deelname = _deelname(viewer, pk)
    return formulierpagina(
        request,
        StoptForm(request.POST or None),
        lambda d: deelnemers.beeindig_deelname(viewer, pk, **d),
        titel=f"{deelname.organisatie.naam} stopt",
        uitleg="Na de laatste dag kan niemand meer voor deze organisatie werken in deze keten.",
        knop="Beëindig de deelname",
        gevaar=True,
        terug=_terug(deelname),
        klaar="De laatste dag is vastgelegd.",
        pad=_pad(deelname, "Stoppen"),
    )


@require_http_methods(["GET", "POST"])
def profiel(request: HttpRequest, pk: UUID) -> HttpResponse:
    viewer = beheerder(request)
    deelname = _deelname(viewer, pk)
    rij = Profiel.objects.filter(organisatie=deelname.organisatie).first() or Profiel()
    velden = ("expertise", "verschijningsvormen", "leeftijd_van", "leeftijd_tot", "wachttijd_weken",
              "bereikbaarheid", "telefoon")  # fmt: skip
    form = ProfielForm(
        request.POST or None,
        vormen=model_van_keten(viewer).waardelijst("verschijningsvorm").keuzes(),
        initial={"versie": rij.versie} | {veld: getattr(rij, veld) for veld in velden},
    )
    return formulierpagina(
        request,
        form,
        lambda d: deelnemers.bewaar_profiel(viewer, pk, **d),
        titel=f"Sociale kaart: {deelname.organisatie.kort}",
        terug=_terug(deelname),
        klaar="De sociale kaart is bijgewerkt.",
        pad=_pad(deelname, "Sociale kaart"),
    )


def _regel(
    request: HttpRequest, pk: UUID, model: Any, rij_pk: UUID | None, **keuzes: Any
) -> HttpResponse:
    """One line of the sociale kaart, new or changed."""
    viewer = beheerder(request)
    deelname = _deelname(viewer, pk)
    aanbod = model is Aanbod
    rij = (
        model.objects.filter(organisatie=deelname.organisatie, pk=rij_pk).first()
        if rij_pk
        else None
    )
    if rij_pk and rij is None:
        raise NotVisible
    velden = ("naam", "soort", "doelgroep", "omschrijving") if aanbod else ("naam", "rol", "telefoon", "email")  # fmt: skip
    begin = {veld: getattr(rij, veld) for veld in velden} if rij else {}
    if rij is not None:
        begin |= {"rij_id": rij.pk, "versie": rij.versie}
    vorm: Any = AanbodForm if aanbod else ContactForm

    def dienst(data: dict[str, Any]) -> None:
        sleutel = data.pop("rij_id")
        if rij is not None and sleutel != rij.pk:
            raise NotVisible
        if aanbod:
            deelnemers.bewaar_aanbod(viewer, pk, aanbod_id=sleutel, **data)
        else:
            deelnemers.bewaar_contactpersoon(viewer, pk, contact_id=sleutel, **data)

    naam = "Aanbod" if aanbod else "Contactpersoon"
    return formulierpagina(
        request,
        vorm(request.POST or None, initial=begin, **keuzes),
        dienst,
        titel=f"{naam} {'wijzigen' if rij else 'toevoegen'}: {deelname.organisatie.kort}",
        terug=_terug(deelname),
        klaar="De sociale kaart is bijgewerkt.",
        pad=_pad(deelname, naam),
    )


@require_http_methods(["GET", "POST"])
def aanbod(request: HttpRequest, pk: UUID, rij: UUID | None = None) -> HttpResponse:
    soorten = model_van_keten(beheerder(request)).waardelijst("interventiesoort")
    return _regel(request, pk, Aanbod, rij, soorten=soorten.keuzes())


@require_http_methods(["GET", "POST"])
def contact(request: HttpRequest, pk: UUID, rij: UUID | None = None) -> HttpResponse:
    return _regel(request, pk, Contactpersoon, rij)


@require_POST
def aanbod_weg(request: HttpRequest, pk: UUID, rij: UUID) -> HttpResponse:
    return _weg(request, pk, Aanbod, rij)


@require_POST
def contact_weg(request: HttpRequest, pk: UUID, rij: UUID) -> HttpResponse:
    return _weg(request, pk, Contactpersoon, rij)


def _weg(request: HttpRequest, pk: UUID, model: Any, rij: UUID) -> HttpResponse:
    viewer = beheerder(request)
    deelnemers.haal_weg(viewer, pk, model, rij)
    messages.success(request, "De regel staat niet meer op de sociale kaart.")
    return redirect("beheer_organisatie", pk)


_ORG = "beheer/organisaties/"
urlpatterns = [
    path(_ORG, lijst, name="beheer_organisaties"),
    path(f"{_ORG}nieuw/", nieuw, name="beheer_organisatie_nieuw"),
    path(f"{_ORG}<uuid:pk>/", detail, name="beheer_organisatie"),
    path(f"{_ORG}<uuid:pk>/wijzig/", wijzig, name="beheer_organisatie_wijzig"),
    path(f"{_ORG}<uuid:pk>/stopt/", stopt, name="beheer_organisatie_stopt"),
    path(f"{_ORG}<uuid:pk>/profiel/", profiel, name="beheer_profiel"),
    path(f"{_ORG}<uuid:pk>/aanbod/", aanbod, name="beheer_aanbod_nieuw"),
    path(f"{_ORG}<uuid:pk>/aanbod/<uuid:rij>/", aanbod, name="beheer_aanbod"),
    path(f"{_ORG}<uuid:pk>/aanbod/<uuid:rij>/weg/", aanbod_weg, name="beheer_aanbod_weg"),
    path(f"{_ORG}<uuid:pk>/contact/", contact, name="beheer_contact_nieuw"),
    path(f"{_ORG}<uuid:pk>/contact/<uuid:rij>/", contact, name="beheer_contact"),
    path(f"{_ORG}<uuid:pk>/contact/<uuid:rij>/weg/", contact_weg, name="beheer_contact_weg"),
]
