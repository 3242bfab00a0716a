"""Zorg and nazorg of a casus: per person what is needed and how it goes, slachtoffer and dader apart."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from cases import beeld
from cases.forms import zorg as forms
from cases.models import Betrokkene, Nazorg, Nazorgcontact, Zorgbehoefte
from cases.selectors import deelnemers
from cases.services import uitvoering as service
from cases.views.basis import CasusPagina, casus_pagina
from cases.views.formulier import Blad, behandel
from cases.views.uitvoering.formulieren import haal_gegeven, personen_keuze
from cases.views.uitvoering.overzicht import toon_ook_eigen
from ketenregie.foundation import clock
from partners.access import policy
from partners.access.permissions import Permission
from partners.sharing import Afgeschermd
from referentiemodel.enums import Persoonsrol

GROEPEN = (
    ("Slachtoffers", frozenset({Persoonsrol.SLACHTOFFER, Persoonsrol.KWETSBARE})),
    ("Verdachten en daders", frozenset({Persoonsrol.VERDACHTE, Persoonsrol.DADER})),
)
OVERIG = "Niet op één persoon, of niet voor u te zien"
BEELD_VARIANT = {
    "goed": "ok", "wisselend": "neutral", "zorgen": "warn", "terugval": "danger",
    "niet_bereikt": "neutral",
}  # fmt: skip
Getoond = dict[str, Any] | Afgeschermd


def _terug(pk: UUID) -> str:
    return reverse("casus_zorg", args=[pk])


@require_GET
def zorg(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Needs with what they were before, and nazorg with its contacts; by who may read what."""
    pagina = casus_pagina(request, pk, "uitvoering")
    viewer, casus = pagina.viewer, pagina.casus
    groepen: dict[str, dict[str, list[Getoond]]] = {}
    for soort, rijen in (("behoeften", _behoeften(pagina)), ("nazorg", _nazorg(pagina))):
        for titel, rij in rijen:
            groepen.setdefault(titel, {"behoeften": [], "nazorg": []})[soort].append(rij)
    pagina.context |= {
        "groepen": [
            (titel, groepen[titel])
            for titel in (*(naam for naam, _ in GROEPEN), OVERIG)
            if titel in groepen
        ],
        "mag_behoefte": policy.may(viewer, Permission.ZORGBEHOEFTE_VASTLEGGEN, casus),
        "mag_nazorg": policy.may(viewer, Permission.NAZORG_BELEGGEN, casus).allowed,
        "zorgcoordinator": casus.zorgcoordinator_naam,
    }
    return render(request, "cases/zorg.html", pagina.context)


def _groep(pagina: CasusPagina, betrokkene: Betrokkene | None) -> str:
    """The role is withheld together with the name, and so is the group."""
    if betrokkene is None or not pagina.deler.deling(betrokkene).tonen:
        return OVERIG
    return next((naam for naam, rollen in GROEPEN if betrokkene.rol in rollen), OVERIG)


def _naam(pagina: CasusPagina, betrokkene: Betrokkene | None) -> str:
    if betrokkene is None or not pagina.deler.deling(betrokkene).tonen:
        return ""
    return betrokkene.persoon.naam


def _behoeften(pagina: CasusPagina) -> Iterable[tuple[str, Getoond]]:
    viewer, lijst = pagina.viewer, pagina.casus.model.waardelijst("nazorgvraag")
    rows = list(
        Zorgbehoefte.objects.filter(casus=pagina.casus).select_related(
            "betrokkene__persoon", "uitvoerder__organisatie"
        )
    )
    eerder: dict[UUID, list[dict[str, Any]]] = {}
    for oud in Zorgbehoefte.history.filter(id__in=[r.pk for r in rows]).order_by("history_date"):
        eerder.setdefault(oud.id, []).append(
            {
                "dag": clock.local_date(oud.history_date),
                "stand": Zorgbehoefte.Stand(oud.stand).label,
                "omschrijving": oud.omschrijving,
            }
        )
    mag = policy.may(viewer, Permission.ZORGBEHOEFTE_VASTLEGGEN, pagina.casus).allowed

    def bouw(row: Zorgbehoefte) -> dict[str, Any]:
        mijn = viewer.deelname_id in {row.leverancier_id, row.uitvoerder_id}
        return {
            "pk": row.pk,
            "voor": _naam(pagina, row.betrokkene),
            "soort": lijst.label(row.soort),
            "omschrijving": row.omschrijving,
            "stand": row.stand,
            "standnaam": row.get_stand_display(),
            "sinds": row.sinds,
            "wie": row.uitvoerder.organisatie.naam if row.uitvoerder else "",
            "eerder": eerder.get(row.pk, [])[:-1],
            "mag": mag and mijn,
        }

    for row in rows:
        getoond = toon_ook_eigen(
            pagina.deler, [row], bouw, lambda r: r.uitvoerder_id or r.leverancier_id
        )
        for rij in getoond:
            yield _groep(pagina, row.betrokkene) if isinstance(rij, dict) else OVERIG, rij


def _nazorg(pagina: CasusPagina) -> Iterable[tuple[str, Getoond]]:
    mijn = pagina.viewer.deelname_id
    rows = list(
        Nazorg.objects.filter(casus=pagina.casus).select_related(
            "deelname__organisatie", "betrokkene__persoon"
        )
    )
    contacten: dict[UUID, list[Nazorgcontact]] = {}
    for contact in Nazorgcontact.objects.filter(casus=pagina.casus).order_by("-dag", "-created_at"):
        contacten.setdefault(contact.nazorg_id, []).append(contact)

    def bouw(row: Nazorg) -> dict[str, Any]:
        in_zorg = row.status in service.IN_ZORG
        return {
            "pk": row.pk,
            "voor": _naam(pagina, row.betrokkene),
            "vraag": row.vraag,
            "wie": row.deelname.organisatie.naam,
            "statusnaam": row.get_status_display(),
            "check": beeld.dag(row.terugvalcheck) if row.terugvalcheck and in_zorg else None,
            "contacten": pagina.deler.toon(contacten.get(row.pk, []), _contact),
            "mag": in_zorg and row.deelname_id == mijn,
        }

    for row in rows:
        for rij in toon_ook_eigen(pagina.deler, [row], bouw, lambda r: r.deelname_id):
            yield _groep(pagina, row.betrokkene) if isinstance(rij, dict) else OVERIG, rij


def _contact(row: Nazorgcontact) -> dict[str, Any]:
    return {
        "dag": row.dag,
        "wijze": row.get_wijze_display(),
        "beeld": row.get_beeld_display(),
        "variant": BEELD_VARIANT[row.beeld],
        "is_controle": row.is_controle,
        "notitie": row.notitie,
    }


def behoefte_nieuw(request: HttpRequest, pk: UUID) -> HttpResponse:
    pagina = casus_pagina(request, pk, "uitvoering")
    policy.require(pagina.viewer, Permission.ZORGBEHOEFTE_VASTLEGGEN, pagina.casus)
    form = forms.BehoefteForm(
        request.POST or None, model=pagina.casus.model, personen=personen_keuze(pagina)
    )
    blad = Blad("Zorgbehoefte vastleggen", "Leg vast", _terug(pk))

    def bewaar(f: Any) -> object:
        velden = f.inhoud()
        persoon = Betrokkene.objects.get(pk=velden.pop("betrokkene"), casus=pagina.casus)
        return service.leg_behoefte_vast(
            pagina.viewer, pagina.casus, betrokkene=persoon,
            behoefte_id=f.cleaned_data["sleutel"], **velden,
        )  # fmt: skip

    return behandel(request, pagina, blad, form, bewaar)


def behoefte(request: HttpRequest, pk: UUID, behoefte_id: UUID) -> HttpResponse:
    pagina = casus_pagina(request, pk, "uitvoering")
    row = haal_gegeven(
        pagina, Zorgbehoefte, behoefte_id, lambda r: r.uitvoerder_id == pagina.viewer.deelname_id
    )
    policy.require(pagina.viewer, Permission.ZORGBEHOEFTE_VASTLEGGEN, pagina.casus)
    huidig = Zorgbehoefte.Stand(row.stand)
    form = forms.BehoefteWijzigenForm(
        request.POST or None,
        initial={
            "omschrijving": row.omschrijving, "stand": huidig, "uitvoerder": row.uitvoerder,
            "versie": row.versie,
        },
        standen=[huidig, *service.BEHOEFTE_VERLOOP[huidig]],
        deelnames=deelnemers(pagina.casus),
    )  # fmt: skip
    blad = Blad(
        "Zorgbehoefte wijzigen", "Bewaar", _terug(pk),
        uitleg="Wat er nu staat, blijft te lezen als wat eerder nodig was.",
    )  # fmt: skip
    return behandel(
        request, pagina, blad, form,
        lambda f: service.wijzig_behoefte(
            pagina.viewer, row, versie=f.cleaned_data["versie"], **f.inhoud()
        ),
    )  # fmt: skip


def nazorg_contact(request: HttpRequest, pk: UUID, nazorg_id: UUID) -> HttpResponse:
    pagina = casus_pagina(request, pk, "uitvoering")
    row = haal_gegeven(
        pagina, Nazorg, nazorg_id, lambda r: r.deelname_id == pagina.viewer.deelname_id
    )
    policy.require(pagina.viewer, Permission.NAZORG_AANVAARDEN, pagina.casus, van=row.deelname_id)
    vandaag = clock.today()
    te_doen = row.terugvalcheck is not None and row.terugvalcheck <= clock.add_werkdagen(vandaag, 2)
    form = forms.ContactForm(request.POST or None, initial={"dag": vandaag, "is_controle": te_doen})
    blad = Blad("Contact in de nazorg vastleggen", "Leg vast", _terug(pk), uitleg=row.vraag)
    return behandel(
        request, pagina, blad, form,
        lambda f: service.leg_contact_vast(
            pagina.viewer, row, contact_id=f.cleaned_data["sleutel"], **f.inhoud()
        ),
    )  # fmt: skip
