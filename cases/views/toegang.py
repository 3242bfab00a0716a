"""The tab Toegang, asking for access and deciding about it, and another organisation's eyes."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse

from cases import betrokken, gegevens, toegangsbeeld, verstrekkingsbeeld
from cases.forms.toegang import BesluitForm, IntrekkenForm, ToegangsverzoekForm, ZichtForm
from cases.inzage import inzages
from cases.meekijken import Meekijker, toezichtbeeld
from cases.models import Toegangsverzoek
from cases.services import toegang as service
from cases.services.toegang.verzoek import loopt
from cases.views.basis import CasusPagina, casus_pagina, viewer_of_request
from cases.views.formulier import Blad, behandel
from ketenregie.foundation import logboek
from ketenregie.foundation.errors import NotVisible
from ketenregie.foundation.invoer import KLAAR, verwerk
from ketenregie.foundation.logboek import Gebeurtenis
from partners.access import policy
from partners.access.permissions import Permission
from referentiemodel.enums import Functie, Gegevenscategorie


def toegang(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Who sees this casus through which right, and what one's own organisation sees of it."""
    pagina = casus_pagina(request, pk, "toegang")
    casus, viewer = pagina.casus, pagina.viewer
    policy.require(viewer, Permission.TOEGANG_ZIEN, casus)
    mijn = casus.toegang_van(viewer)
    pagina.context |= {
        "herkomst": mijn.herkomst,
        "mijn_letters": [
            {"activiteit": str(a), "letters": sorted(mijn.letters[a.sleutel])}
            for a in casus.model.activiteiten
            if a.sleutel in mijn.letters
        ],
        "doel": casus.get_doel_display(),
        "grondslag": casus.get_grondslag_display(),
        "inbrenger": casus.inbrenger.organisatie.naam,
        "ingebracht": casus.ingebracht_at,
        "wie_zien": toegangsbeeld.wie_zien(casus, viewer),
        "soorten": toegangsbeeld.soorten_nu(pagina.deler),
        "verzoeken": toegangsbeeld.verzoeken(pagina.deler),
        "noodgebruik": toegangsbeeld.noodgebruik(casus, viewer),
        "verstuurd": verstrekkingsbeeld.verstuurd(viewer, casus),
        "mag_verstrekken": policy.may(viewer, Permission.VERSTREKKEN, casus).allowed,
        "ontvangen": verstrekkingsbeeld.ontvangen(viewer, casus),
        "matrix": toegangsbeeld.matrix(pagina.deler)
        if toegangsbeeld.mag_matrix(casus, viewer)
        else None,
        "mag_zien_als": policy.may(viewer, Permission.ZIEN_ALS, casus).allowed,
        "mag_noodknop": policy.may(viewer, Permission.NOODKNOP).allowed,
        "eigenaar": mijn.eigenaar,
        "inzages": inzages(casus).regels[:5] if mijn.eigenaar else None,
        "casus_id": pk,
    }
    pagina.context |= betrokken.toegang_blok(viewer, casus)
    return render(request, "cases/toegang.html", pagina.context)


def verzoek_nieuw(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask for what a block withholds; the block is named in the address by its id and category."""
    pagina = casus_pagina(request, pk, "toegang")
    policy.require(pagina.viewer, Permission.TOEGANG_VRAGEN, pagina.casus)
    gegeven_id, categorie = _gevraagd(request)
    naam, datum = service.te_vragen(pagina.deler, gegeven_id, categorie)
    leverancier = pagina.deler.leverancier(datum)
    soort = str(Gegevenscategorie(categorie).label)
    form = ToegangsverzoekForm(
        request.POST or None,
        soort=soort,
        leverancier=leverancier,
        initial={"doel": pagina.casus.doel},
    )
    blad = Blad(
        "Toegang vragen",
        "Verstuur het verzoek",
        reverse("casus_toegang", args=[pk]),
        gelukt=f"Uw verzoek is verstuurd naar {leverancier}. U leest het antwoord op deze pagina.",
        template="cases/toegang_vragen.html",
    )
    return behandel(
        request,
        pagina,
        blad,
        form,
        lambda f: service.vraag_toegang(
            pagina.viewer,
            pagina.casus,
            verzoek_id=f.cleaned_data["sleutel"],
            gegeven_id=gegeven_id,
            categorie=categorie,
            alles=f.cleaned_data["omvang"] == "alles",
            doel=f.cleaned_data["doel"],
            motivering=f.cleaned_data["motivering"],
        ),
        naam=naam,
        soort=soort,
        leverancier=leverancier,
        waarom=pagina.deler.waarom(datum, pagina.deler.deling(datum)),
        mag_noodknop=policy.may(pagina.viewer, Permission.NOODKNOP).allowed,
    )


def _gevraagd(request: HttpRequest) -> tuple[UUID, str]:
    """Id and category out of the address; anything else is an absent page."""
    try:
        gegeven_id = UUID(request.GET.get("gegeven", ""))
        categorie = Gegevenscategorie(request.GET.get("categorie", ""))
    except ValueError as error:
        raise NotVisible from error
    return gegeven_id, categorie.value


def verzoek(request: HttpRequest, pk: UUID, verzoek_id: UUID) -> HttpResponse:
    """One request: what is asked and why; who decides does so here, and either side ends it here."""
    pagina = casus_pagina(request, pk, "toegang")
    viewer = pagina.viewer
    rij = (
        Toegangsverzoek.objects.filter(pk=verzoek_id, casus=pagina.casus)
        .select_related(
            "aanvrager__organisatie", "leverancier__organisatie", "beslisser__organisatie"
        )
        .first()
    )
    if rij is None:
        raise NotVisible
    rij.casus = pagina.casus
    beslisser = service.beslisser_van(rij)
    van_mij, aan_mij = rij.aanvrager_id == viewer.deelname_id, beslisser.pk == viewer.deelname_id
    if not (van_mij or aan_mij):
        raise NotVisible
    mag = policy.may(viewer, Permission.TOEGANG_BESLISSEN, pagina.casus, van=beslisser.pk)
    open_ = rij.status == Toegangsverzoek.Status.GEVRAAGD
    intrekken = "intrekken" in request.POST
    besluit = BesluitForm(None if intrekken else request.POST or None)
    einde = IntrekkenForm(request.POST if intrekken else None, verplicht=not van_mij)
    status = 200
    if request.method == "POST":
        form, dienst = (einde, _trek_in) if intrekken else (besluit, _beslis)
        status = verwerk(form, lambda data: dienst(pagina, verzoek_id, data))
        if status == KLAAR:
            messages.success(request, "Vastgelegd. De andere organisatie krijgt bericht.")
            return redirect("casus_toegang", pk=pk)
    pagina.context |= {
        "verzoek": toegangsbeeld.verzoekbeeld(rij, viewer),
        "doel": rij.get_doel_display(),
        "motivering": rij.motivering,
        "toelichting": rij.besluit_reden,
        "besloten_at": rij.besloten_at,
        "beslisser": beslisser.organisatie.naam,
        "besluit": besluit if open_ and aan_mij and mag else None,
        "waarom_niet": mag.reason if open_ and aan_mij else "",
        "einde": einde if loopt(rij) and (van_mij or (mag and not open_)) else None,
        "form": einde if intrekken else besluit,
    }
    return render(request, "cases/toegangsverzoek.html", pagina.context, status=status)


def _beslis(pagina: CasusPagina, pk: UUID, data: dict[str, Any]) -> None:
    service.beslis_verzoek(
        pagina.viewer, pk, toewijzen=data["besluit"] == "ja", tot=data["tot"], reden=data["reden"]
    )


def _trek_in(pagina: CasusPagina, pk: UUID, data: dict[str, Any]) -> None:
    service.trek_verzoek_in(pagina.viewer, pk, reden=data["reden"])


def zicht(request: HttpRequest, pk: UUID, deelname_id: UUID) -> HttpResponse:
    """The casus through another organisation's eyes: procesregisseur and FG only, each look logged."""
    if viewer_of_request(request).functie == Functie.FG:
        return _toezicht(request, pk, deelname_id)
    pagina = casus_pagina(request, pk, "toegang")
    besluit = policy.require(pagina.viewer, Permission.ZIEN_ALS, pagina.casus)
    ander = toegangsbeeld.deelname_in_keten(pagina.viewer, deelname_id)
    if ander is None:
        raise NotVisible
    logboek.record(
        Gebeurtenis.ZICHT_BEKEKEN, pagina.casus, actie="R", regel=besluit.regel,
        doel=pagina.casus.doel, details={"deelname": str(ander.pk)},
    )  # fmt: skip
    ogen = Meekijker(ander, pagina.deler)
    ziet = pagina.casus.toegang_van(ogen.viewer).zichtbaar
    pagina.context |= {
        "ander": ander.organisatie.naam,
        "ziet": ziet,
        "situaties": gegevens.situaties(pagina.casus, ogen) if ziet else [],
        "betrokkenen": gegevens.betrokkenen(pagina.casus, ogen) if ziet else [],
        "bijdragen": gegevens.bijdragen(pagina.casus, ogen) if ziet else [],
        "weggelaten": ogen.weggelaten,
        "niet_voor_hen": ogen.niet_voor_hen,
        "wie_zien": toegangsbeeld.wie_zien(pagina.casus, pagina.viewer),
        "gekozen": ander.pk,
        "casus_id": pk,
    }
    return render(request, "cases/zicht.html", pagina.context)


def _toezicht(request: HttpRequest, pk: UUID, deelname_id: UUID) -> HttpResponse:
    """For the FG: structure and rules, contents masked; first the reason, then the page."""
    viewer = viewer_of_request(request)
    besluit = policy.require(viewer, Permission.ZIEN_ALS_TOEZICHT)
    ander = toegangsbeeld.deelname_in_keten(viewer, deelname_id)
    if ander is None:
        raise NotVisible
    beeld = toezichtbeeld(viewer, pk, ander)
    form = ZichtForm(request.POST or None)
    getoond = request.method == "POST" and form.is_valid()
    if getoond:
        logboek.record(
            Gebeurtenis.ZICHT_BEKEKEN, actie="R", casus=pk, regel=besluit.regel, doel="toezicht",
            reden=form.cleaned_data["reden"], details={"deelname": str(ander.pk)},
        )  # fmt: skip
    context = {
        "beeld": beeld,
        "ander": ander.organisatie.naam,
        "gekozen": ander.pk,
        "form": form,
        "getoond": getoond,
        "casus_id": pk,
        "kruimels": [
            {"label": "Gebruik van de noodknop", "url": reverse("noodknop_toezicht")},
            {"label": f"Wat ziet {ander.organisatie.kort}?"},
        ],
    }
    status = 422 if form.errors else 200
    return render(request, "cases/zicht_toezicht.html", context, status=status)


urlpatterns = [
    path("casussen/<uuid:pk>/toegang/", toegang, name="casus_toegang"),
    path("casussen/<uuid:pk>/toegang/vragen/", verzoek_nieuw, name="toegangsverzoek_nieuw"),
    path(
        "casussen/<uuid:pk>/toegang/verzoeken/<uuid:verzoek_id>/", verzoek, name="toegangsverzoek"
    ),
    path("casussen/<uuid:pk>/zicht/<uuid:deelname_id>/", zicht, name="casus_zicht"),
]
