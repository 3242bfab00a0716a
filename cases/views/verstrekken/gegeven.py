"""One datum: its conditions, its toestemming, keeping it back, and where it went."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from cases import verstrekkingsbeeld
from cases.forms.verstrekking import AchterhoudenForm, ToestemmingForm, VoorwaardenForm
from cases.models import Betrokkene, Betrokkenheid, Gegeven, Motief, Toestemming, Voorbehoud
from cases.services import voorbehoud as service
from cases.services.verstrekken import mag_verstrekken
from cases.stukken import LOSSE_DATA, van_datum
from cases.views.basis import CasusPagina, casus_pagina
from ketenregie.foundation import logboek
from ketenregie.foundation.errors import AccessDenied, DomainError, NotVisible
from ketenregie.foundation.invoer import zet_fout
from partners.access import policy
from partners.access.permissions import Permission

GELUKT = {
    "voorwaarden": "De voorwaarden zijn bewaard.",
    "toestemming": "De toestemming is vastgelegd.",
    "intrekken": "De toestemming is ingetrokken. Anderen zien dit gegeven vanaf nu niet meer.",
    "achterhouden": "U deelt dit gegeven met niemand meer.",
    "delen": "De deelregels van het convenant gelden weer voor dit gegeven.",
}


def haal_datum(pagina: CasusPagina, soort: str, pk: UUID) -> Gegeven:
    """A datum of this casus that is shown to the viewer.

    Raises:
        NotVisible: absent, or withheld or hidden from the viewer: which of these does not show.
    """
    if soort not in LOSSE_DATA:
        raise NotVisible
    model = LOSSE_DATA[soort][0]
    rij = model._default_manager.filter(pk=pk, casus=pagina.casus).first()  # type: ignore[misc]
    if rij is None or not pagina.deler.deling(rij).tonen:
        raise NotVisible
    rij.casus = pagina.casus  # type: ignore[attr-defined]
    return rij


@require_http_methods(["GET", "POST"])
def gegeven(request: HttpRequest, pk: UUID, soort: str, datum_pk: UUID) -> HttpResponse:
    """For its supplier everything about sharing it; for others its conditions."""
    pagina = casus_pagina(request, pk, "weging" if soort == "gezondheid" else "overzicht")
    rij = haal_datum(pagina, soort, datum_pk)
    logboek.bekeken(rij, casus=pagina.casus)
    eigen = rij.leverancier_id == pagina.viewer.deelname_id
    forms_ = _forms(pagina, rij, request) if eigen else {}
    status = 200
    if request.method == "POST":
        besluit = policy.may(
            pagina.viewer, Permission.GEGEVEN_BEHEREN, pagina.casus, van=rij.leverancier_id
        )
        if not besluit:
            raise AccessDenied(
                besluit.reason, permission=Permission.GEGEVEN_BEHEREN, regel=besluit.regel
            )
        status = _doe(pagina, rij, request.POST.get("actie", ""), forms_)
        if status == 200:
            messages.success(request, GELUKT[request.POST["actie"]])
            return redirect("gegeven", pk=pk, soort=soort, datum_pk=datum_pk)
    pagina.context |= _context(pagina, rij, soort, eigen) | forms_
    return render(request, "cases/gegeven.html", pagina.context, status=status)


def _forms(pagina: CasusPagina, rij: Gegeven, request: HttpRequest) -> dict[str, Any]:
    actie = request.POST.get("actie", "")

    def data(naam: str) -> Any:
        return request.POST if actie == naam else None

    personen = [
        (str(b.persoon_id), b.persoon.naam)
        for b in Betrokkene.objects.filter(casus=pagina.casus).select_related("persoon")
        if pagina.deler.deling(b).tonen
    ]
    organisaties = [
        (str(b.deelname_id), b.deelname.organisatie.naam)
        for b in Betrokkenheid.objects.filter(
            casus=pagina.casus, status=Betrokkenheid.Status.AANVAARD
        )
        .exclude(deelname_id=pagina.viewer.eigen_id)
        .select_related("deelname__organisatie")
        .order_by("deelname__organisatie__naam")
    ]
    return {
        "voorwaardenform": VoorwaardenForm(
            data("voorwaarden"),
            initial={
                "voorwaarden": rij.voorwaarden,
                "niet_verder": pagina.deler.niet_verder(rij.pk),
                "versie": rij.versie,
            },
        ),
        "toestemmingform": ToestemmingForm(
            data("toestemming"),
            personen=list(dict.fromkeys(personen)),
            organisaties=organisaties,
        ),
        "achterhoudenform": AchterhoudenForm(data("achterhouden")),
    }


def _doe(pagina: CasusPagina, rij: Gegeven, actie: str, forms_: dict[str, Any]) -> int:
    """Carry out one step; 200 when done, else the status with which the page comes back."""
    viewer = pagina.viewer
    if actie == "intrekken":
        service.trek_toestemming_in(viewer, rij)
        return 200
    if actie == "delen":
        service.deel_weer(viewer, rij)
        return 200
    form: forms.Form | None = forms_.get(f"{actie}form")
    if form is None:
        raise NotVisible
    if not form.is_valid():
        return 422
    try:
        if actie == "voorwaarden":
            service.stel_voorwaarden(viewer, rij, **form.cleaned_data)
        elif actie == "toestemming":
            service.leg_toestemming_vast(viewer, rij, form.invoer())  # type: ignore[attr-defined]
        else:
            service.houd_achter(viewer, rij, reden=form.cleaned_data["reden"])
    except DomainError as fout:
        return zet_fout(form, fout)
    return 200


def _context(pagina: CasusPagina, rij: Gegeven, soort: str, eigen: bool) -> dict[str, Any]:
    onderwerp = van_datum(rij)
    voorbehouden = {v.soort: v for v in pagina.deler.voorbehouden.get(rij.pk, ())}
    achter = voorbehouden.get(Voorbehoud.Soort.ZWAARWEGEND) if eigen else None
    context: dict[str, Any] = {
        "titel": onderwerp.titel,
        "soort": soort,
        "datum_id": rij.pk,
        "inhoud": list(onderwerp.stukken[0].waarde.items()),
        "categorie": onderwerp.stukken[0].categorie,
        "leverancier": pagina.deler.leverancier(rij),
        "grondslag": rij.get_grondslag_display(),  # type: ignore[attr-defined]
        "voorwaarden": rij.voorwaarden,
        "niet_verder": pagina.deler.niet_verder(rij.pk),
        "eigen": eigen,
        "mag_verstrekken": mag_verstrekken(pagina.viewer, pagina.casus, rij.leverancier_id).allowed,
        "mag_langer": policy.may(pagina.viewer, Permission.HERGEBRUIK_VRAGEN, pagina.casus).allowed,
        "achter": achter,
    }
    if eigen:
        motief = Motief.objects.filter(onderwerp_id=achter.pk).first() if achter else None
        context |= {
            "motief": motief.reden if motief else "",
            "toestemmingen": [
                {
                    "op": t.gegeven_op,
                    "wijze": t.get_wijze_display(),
                    "bewijs": t.bewijs,
                    "tot": t.geldig_tot,
                    "ingetrokken_at": t.ingetrokken_at,
                    "beperkt": bool(t.ontvangers),
                }
                for t in Toestemming.objects.filter(datum_id=rij.pk)
            ],
            "geldt": service.heeft_toestemming(rij),
            "waar": verstrekkingsbeeld.waar_verstrekt(pagina.viewer, rij.pk),
        }
    return context
