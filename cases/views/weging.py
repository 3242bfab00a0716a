"""The tab Weging: both wegingen side by side, the doeltoets and the doorlaatverbod."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods

from cases import weegbeeld
from cases.concepten import hang_aan, sleutel
from cases.forms.weging import (
    BewijsmiddelForm,
    DoeltoetsForm,
    DoorlaatverbodForm,
    TweedeWegingForm,
    VoorbereidingForm,
    WeegForm,
)
from cases.models import Casus
from cases.overdrachtbeeld import laatste_overdracht
from cases.services import weging as diensten
from cases.services.betrokkenheid.voorstellen import deskundigen
from cases.services.casus import bevoegd, neem_in_behandeling
from cases.views.basis import CasusPagina, casus_pagina
from cases.weegbeeld import Bewijs, Eerste, Gezondheid, Tweede
from ketenregie.foundation import concept
from ketenregie.foundation.errors import DomainError
from ketenregie.foundation.invoer import KLAAR, verwerk
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.permissions import Permission as P
from partners.sharing import Afgeschermd
from referentiemodel import gates
from referentiemodel.enums import CasusStatus


@dataclass(slots=True)
class Stand:
    """What is there already, as the viewer may know it; the forms are built on it."""

    eerste: list[Eerste | Afgeschermd]
    tweede: list[Tweede | Afgeschermd]
    gezondheid: list[Gezondheid | Afgeschermd]
    bewijs: list[Bewijs | Afgeschermd]

    @property
    def laatste(self) -> Eerste | None:
        first = self.eerste[0] if self.eerste else None
        return first if isinstance(first, Eerste) else None


def stand_van(pagina: CasusPagina) -> Stand:
    deler = pagina.deler
    return Stand(
        weegbeeld.eerste_wegingen(deler),
        weegbeeld.tweede_wegingen(deler),
        weegbeeld.gezondheid(deler),
        weegbeeld.bewijsmiddelen(deler) if diensten.heeft_doorlaatverbod(pagina.casus) else [],
    )


def eigen_naam(viewer: Viewer) -> list[str]:
    return [f"{viewer.naam}, {viewer.organisatie}"]


def tweede_weging_form(
    viewer: Viewer,
    casus: Casus,
    tweede: list[Tweede | Afgeschermd],
    gezondheid: list[Gezondheid | Afgeschermd],
    data: Any = None,
    klasse: type[TweedeWegingForm] = TweedeWegingForm,
) -> TweedeWegingForm:
    """The form, filled with the last analysis the viewer may read; outcome and motivering stay open."""
    initial: dict[str, Any] = {"wegers": eigen_naam(viewer)}
    last = tweede[0] if tweede else None
    if isinstance(last, Tweede):
        initial |= last.invoer | {"uitkomst": last.sleutel, "motivering": last.motivering}
        initial |= last.aangekruist
    for beeld in gezondheid:
        if isinstance(beeld, Gezondheid) and beeld.eigen:
            initial |= beeld.invoer
    return klasse(data, casus=casus, initial=initial)


def _formulieren(pagina: CasusPagina, stand: Stand) -> dict[str, Callable[[Any], forms.Form]]:
    """Forms of the page by name; each may be bound to what was posted."""
    viewer, casus = pagina.viewer, pagina.casus
    laatste = stand.laatste
    opnieuw = bool(laatste and laatste.gewogen)
    feiten: dict[str, Any] = {}
    if laatste is not None:
        feiten = dict(laatste.invoer)
        if not laatste.gewogen:
            feiten["versie"] = laatste.versie
    keuzes = [
        (str(b.pk), f"{b.soort}: {b.omschrijving} ({b.door})")
        for b in stand.bewijs
        if isinstance(b, Bewijs)
    ]
    return {
        "voorbereiden": lambda data: VoorbereidingForm(data, casus=casus, initial=feiten),
        "wegen": lambda data: WeegForm(
            data,
            casus=casus,
            opnieuw=opnieuw,
            initial=feiten
            | (laatste.aangekruist if laatste else {})
            | {"wegers": eigen_naam(viewer)},
        ),
        "doeltoets": lambda data: DoeltoetsForm(
            data, kan_in_behandeling=_alleen_doeltoets_ontbreekt(viewer, casus)
        ),
        "bewijsmiddel": lambda data: BewijsmiddelForm(data, casus=casus),
        "doorlaatverbod": lambda data: DoorlaatverbodForm(data, keuzes=keuzes),
        "tweede": lambda data: tweede_weging_form(
            viewer, casus, stand.tweede, stand.gezondheid, data
        ),
    }


def _alleen_doeltoets_ontbreekt(viewer: Viewer, casus: Casus) -> bool:
    """Whether a positive doeltoets is the last thing needed to take the casus in behandeling."""
    if casus.status != CasusStatus.AANGEMELD:
        return False
    overgang = gates.vind_overgang(casus, CasusStatus.IN_BEHANDELING)
    if not bevoegd(viewer, casus, overgang):
        return False
    past = any(toets.past for toets in casus.doeltoetsen.order_by("-getoetst_at")[:1])
    return len(gates.unmet(casus, overgang)) <= (0 if past else 1)


def _dienst(naam: str, pagina: CasusPagina, form: Any) -> tuple[Callable[[Any], object], str]:
    """The service behind a form, and what to tell when it is done."""
    viewer, casus = pagina.viewer, pagina.casus
    acties: dict[str, tuple[Callable[[Any], object], str]] = {
        "voorbereiden": (
            lambda d: diensten.bereid_weging_voor(viewer, casus, **d),
            "De voorbereiding is bewaard.",
        ),
        "wegen": (
            lambda d: diensten.weeg(viewer, casus, **form.voor_dienst()),
            "De 1e weging is vastgelegd.",
        ),
        "doeltoets": (
            lambda d: diensten.doeltoets(viewer, casus, **d),
            "De doeltoets is vastgelegd.",
        ),
        "bewijsmiddel": (
            lambda d: diensten.voeg_bewijsmiddel_toe(viewer, casus, **d),
            "Het bewijsmiddel is toegevoegd.",
        ),
        "doorlaatverbod": (
            lambda d: diensten.besluit_doorlaatverbod(
                viewer,
                casus,
                bewijsmiddelen=[UUID(pk) for pk in d["bewijsmiddelen"]],
                motivering=d["motivering"],
            ),
            "Het doorlaatverbod is besloten. Breng het slachtoffer vandaag in veiligheid.",
        ),
        "tweede": (
            lambda d: diensten.leg_tweede_weging_vast(viewer, casus, **form.voor_dienst()),
            "De 2e weging is vastgelegd.",
        ),
    }
    return acties[naam]


KNOPPEN: dict[str, tuple[Callable[[Viewer, Casus], object], str]] = {
    "in_behandeling": (neem_in_behandeling, "De casus is in behandeling."),
    "veilig": (diensten.meld_slachtoffer_veilig, "Vastgelegd dat het slachtoffer veilig is."),
}


@require_http_methods(["GET", "POST"])
def casus_weging(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show both wegingen; a form posts its name in `formulier`."""
    pagina = casus_pagina(request, pk, "weging")
    naam = request.POST.get("formulier", "")
    if naam in KNOPPEN:
        dienst, gelukt = KNOPPEN[naam]
        try:
            dienst(pagina.viewer, pagina.casus)
        except DomainError as error:
            if type(error) is not DomainError:
                raise
            messages.error(request, error.zin)
        else:
            messages.success(request, gelukt)
        return redirect("casus_weging", pk=pk)
    stand = stand_van(pagina)
    bouwers = _formulieren(pagina, stand)
    gepost, status = None, 200
    if naam in bouwers:
        gepost = bouwers[naam](request.POST)
        dienst_van_form, gelukt = _dienst(naam, pagina, gepost)
        status = verwerk(gepost, dienst_van_form)
        if status == KLAAR:
            concept.verwijder(sleutel(pagina.viewer, "weging", pk, naam))
            messages.success(request, gelukt)
            return redirect("casus_weging", pk=pk)
    context = pagina.context | _context(pagina, stand, bouwers, naam, gepost)
    return render(request, "cases/weging.html", context, status=status)


def _context(
    pagina: CasusPagina,
    stand: Stand,
    bouwers: dict[str, Callable[[Any], forms.Form]],
    naam: str,
    gepost: forms.Form | None,
) -> dict[str, Any]:
    """Decided values for the template; a form is there only for who may use it."""
    viewer, casus = pagina.viewer, pagina.casus
    laatste = stand.laatste
    aangemeld = casus.status == CasusStatus.AANGEMELD
    weegt_nog = aangemeld and (not stand.eerste or laatste is not None)
    gewogen = bool(laatste and laatste.gewogen)
    doorlaat = diensten.heeft_doorlaatverbod(casus)
    besluiten = weegbeeld.besluiten(pagina.deler) if doorlaat else []
    loopt = bool(besluiten) and besluiten[0].veilig_at is None
    mag = {
        "voorbereiden": policy.may(viewer, P.EERSTE_WEGING_VOORBEREIDEN, casus),
        "wegen": policy.may(viewer, P.EERSTE_WEGING_WEGEN, casus),
        "doeltoets": policy.may(viewer, P.DOELTOETS, casus),
        "bewijsmiddel": policy.may(viewer, P.BIJDRAGE_LEVEREN, casus),
        "doorlaatverbod": policy.may(viewer, P.EERSTE_WEGING_WEGEN, casus),
        "tweede": policy.may(viewer, P.TWEEDE_WEGING_VASTLEGGEN, casus),
    }
    aan_de_orde = {
        "voorbereiden": weegt_nog and not gewogen and not mag["wegen"],
        "wegen": weegt_nog,
        "doeltoets": aangemeld,
        "bewijsmiddel": doorlaat,
        "doorlaatverbod": doorlaat and not loopt,
        "tweede": casus.status == CasusStatus.IN_BEHANDELING,
    }
    formulieren = {
        key: gepost if key == naam and gepost else bouw(None)
        for key, bouw in bouwers.items()
        if aan_de_orde[key] and mag[key]
    }
    hang_aan(viewer, "weging", casus.pk, formulieren)
    return {
        "form": gepost,
        "open_formulier": naam if gepost else "",
        "formulieren": formulieren,
        "mag": mag,
        "eerste": stand.eerste[0] if stand.eerste else None,
        "eerder": stand.eerste[1:],
        "gewogen": gewogen,
        "tweede": stand.tweede[0] if stand.tweede else None,
        "tweede_eerder": stand.tweede[1:],
        "gezondheid": stand.gezondheid,
        "toetsen": weegbeeld.doeltoetsen(pagina.deler),
        "doorlaat": doorlaat,
        "bewijsmiddelen": stand.bewijs,
        "besluiten": besluiten,
        "doorlaat_loopt": loopt,
        "alarm": bool(laatste and laatste.invoer["doorlaatverbod"] == "ja" and not besluiten),
        "thema": diensten.thema(casus),
        **_expertise(viewer, casus, stand),
        "aangemeld": aangemeld,
        "overdracht": laatste_overdracht(viewer, casus),
        **_poort(viewer, casus),
    }


def _expertise(viewer: Viewer, casus: Casus, stand: Stand) -> dict[str, Any]:
    """Who is still needed, by what the last weging asks and the sociale kaart offers."""
    last = stand.tweede[0] if stand.tweede else None
    if not isinstance(last, Tweede) or not last.expertise or not casus.is_open:
        return {}
    mag = policy.may(viewer, P.UITNODIGEN, casus).allowed
    if not mag and not policy.may(viewer, P.ORGANISATIE_VOORSTELLEN, casus):
        return {}
    return {
        "mag_uitnodigen": mag,
        "expertise_url": reverse("casus_organisaties", args=[casus.pk]),
        "deskundig": deskundigen(casus, last.expertise),
    }


def _poort(viewer: Viewer, casus: Casus) -> dict[str, Any]:
    """What is still needed to take the casus in behandeling, and whether this viewer may."""
    if casus.status != CasusStatus.AANGEMELD:
        return {"poort": None}
    overgang = gates.vind_overgang(casus, CasusStatus.IN_BEHANDELING)
    besluit = bevoegd(viewer, casus, overgang)
    return {
        "poort": gates.unmet(casus, overgang),
        "poort_naam": CasusStatus.IN_BEHANDELING.label,
        "mag_in_behandeling": besluit.allowed,
        "waarom_niet_in_behandeling": besluit.reason,
    }


urlpatterns = [path("casussen/<uuid:pk>/weging/", casus_weging, name="casus_weging")]
