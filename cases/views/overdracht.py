"""Overdracht: the page of the sender on the casus, and the page on which both sides meet."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cases import gevolgen
from cases.forms.overdracht import (
    IntrekkenForm,
    OverdrachtForm,
    VerrijktForm,
    WeigerForm,
    ZorgcoordinatorForm,
)
from cases.models import Overdracht
from cases.overdrachtbeeld import overdrachtbeeld
from cases.services import overdracht as diensten
from cases.services.zorgcoordinator import (
    leg_zorgcoordinator_vast,
    meld_verrijkt,
    stel_zorgcoordinator_voor,
)
from cases.views.basis import casus_pagina, viewer_of_request
from ketenregie.foundation import clock, logboek
from ketenregie.foundation.errors import AccessDenied, DomainError, NotVisible
from ketenregie.foundation.invoer import KLAAR, verwerk
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.permissions import Permission as P
from partners.models import Deelname, geldig_op
from referentiemodel.enums import JaNeeOnbekend, Mandaatsoort


def _deelnames(viewer: Viewer, *, zorg: bool = False) -> list[Deelname]:
    rows = Deelname.objects.filter(geldig_op(clock.today()), keten_id=viewer.keten_id)
    if zorg:
        rows = rows.filter(organisatie__domein="zorg")
    else:
        rows = rows.exclude(pk=viewer.eigen_id)
    return list(rows.select_related("organisatie").order_by("organisatie__naam"))


@require_http_methods(["GET", "POST"])
def casus_overdracht(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What is, was and can be handed over; a form posts its name in `formulier`."""
    pagina = casus_pagina(request, pk, "weging")
    viewer, casus = pagina.viewer, pagina.casus
    mag = policy.may(viewer, P.OVERDRACHT_DOEN, casus).allowed
    rijen = list(
        casus.overdrachten.select_related("van__organisatie", "naar__organisatie").order_by(
            "-created_at", "-id"
        )
    )
    running = [rij for rij in rijen if rij.loopt]
    klaar = next((rij for rij in running if rij.status == Overdracht.Status.VOORBEREID), None)
    gepost, status = request.POST.get("formulier", ""), 200
    if request.method == "POST" and gepost not in GELUKT:
        raise DomainError("Dit formulier is niet compleet. Open het opnieuw.")
    form = OverdrachtForm(
        request.POST if gepost == "voorbereiden" else None,
        deelnames=_deelnames(viewer) if mag else [],
        initial=_begin(klaar),
    )
    # One per overdracht on the page: each field has an id of its own.
    intrek = {
        rij.pk: IntrekkenForm(
            request.POST
            if gepost == "intrekken" and request.POST.get("overdracht") == str(rij.pk)
            else None,
            auto_id=f"id_{rij.pk}_%s",
        )
        for rij in running
    }
    if gepost == "voorbereiden":
        status = verwerk(
            form, lambda _: diensten.bereid_overdracht_voor(viewer, casus, **form.velden())
        )
    elif gepost == "intrekken":
        doel = _pk(request)
        if doel not in intrek:
            raise NotVisible
        status = verwerk(
            intrek[doel], lambda d: diensten.trek_overdracht_in(viewer, casus, doel, **d)
        )
    elif gepost == "versturen":
        status = _verstuur(request, viewer, casus)
    if gepost and status == KLAAR:
        messages.success(request, GELUKT[gepost])
        return redirect("casus_overdracht", pk=pk)
    pagina.context |= {
        "overdrachten": [overdrachtbeeld(viewer, rij) for rij in rijen],
        "mag": mag,
        "mandaat": Mandaatsoort.OVERDRACHT in viewer.mandaten,
        "klaar": overdrachtbeeld(viewer, klaar) if klaar else None,
        "gevolgen": gevolgen.bij_overdracht(casus, klaar) if klaar else [],
        "onderweg": [(overdrachtbeeld(viewer, r), intrek[r.pk]) for r in running if r is not klaar],
        "overdracht_form": form if mag else None,
        "klaar_form": intrek[klaar.pk] if klaar else None,
        "form": next((f for f in (form, *intrek.values()) if f.errors), None),
    }
    return render(request, "cases/overdrachten.html", pagina.context, status=status)


GELUKT = {
    "voorbereiden": "De overdracht staat klaar. Verstuur haar als zij klopt.",
    "intrekken": "De overdracht is ingetrokken.",
    "versturen": "De overdracht is verstuurd. U blijft verantwoordelijk tot de ontvanger aanvaardt.",
}


def _verstuur(request: HttpRequest, viewer: Viewer, casus: Any) -> int:
    try:
        diensten.verstuur_overdracht(viewer, casus, _pk(request))
    except AccessDenied:
        raise
    except DomainError as fout:
        if type(fout) is not DomainError:
            raise
        messages.error(request, fout.zin)
        return 422
    return KLAAR


def _pk(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("overdracht", ""))
    except ValueError as fout:
        raise DomainError("Dit formulier is niet compleet. Open het opnieuw.") from fout


def _begin(klaar: Overdracht | None) -> dict[str, Any]:
    if klaar is None:
        return {"soort": Overdracht.Soort.AFSCHALING}
    return {
        "soort": klaar.soort,
        "naar": str(klaar.naar_id or ""),
        "aanleiding": klaar.aanleiding,
        "bericht": klaar.bericht,
        "grondslag": klaar.grondslag,
        "versie": klaar.versie,
    }


@require_GET
def overdracht(request: HttpRequest, pk: UUID) -> HttpResponse:
    return _pagina(request, pk)


def _pagina(
    request: HttpRequest, pk: UUID, *, status: int = 200, weiger_form: WeigerForm | None = None
) -> HttpResponse:
    viewer = viewer_of_request(request)
    rij, casus = diensten.haal_voor(viewer, pk)
    logboek.bekeken(rij)
    mag = rij.naar_id is not None and policy.may(viewer, P.OVERDRACHT_BEANTWOORDEN, van=rij.naar_id)
    context = {
        "o": overdrachtbeeld(viewer, rij),
        "casus": {"pk": casus.pk, "kenmerk": casus.kenmerk} if casus else None,
        "mag": bool(mag) and rij.status == Overdracht.Status.VERSTUURD,
        "mandaat": Mandaatsoort.OVERDRACHT in viewer.mandaten,
        "weiger_form": weiger_form or WeigerForm(),
        "form": weiger_form,
        "kruimels": [{"label": "Mijn werk", "url": reverse("werk")}, {"label": "Overdracht"}],
    }
    return render(request, "cases/overdracht.html", context, status=status)


@require_POST
def aanvaard(request: HttpRequest, pk: UUID) -> HttpResponse:
    viewer = viewer_of_request(request)
    try:
        diensten.beantwoord_overdracht(viewer, pk, aanvaard=True)
    except DomainError as fout:
        if type(fout) is not DomainError:
            raise
        messages.error(request, fout.zin)
    else:
        messages.success(request, "Uw organisatie neemt dit over. De afzender krijgt bericht.")
    return redirect("overdracht", pk=pk)


@require_POST
def weiger(request: HttpRequest, pk: UUID) -> HttpResponse:
    viewer = viewer_of_request(request)
    form = WeigerForm(request.POST)
    status = verwerk(
        form, lambda d: diensten.beantwoord_overdracht(viewer, pk, aanvaard=False, **d)
    )
    if status == KLAAR:
        messages.success(request, "U hebt geweigerd. De afzender blijft verantwoordelijk.")
        return redirect("overdracht", pk=pk)
    return _pagina(request, pk, status=status, weiger_form=form)


@require_http_methods(["GET", "POST"])
def casus_zorgcoordinator(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Who the zorgcoordinator is, and that the dossier is enriched."""
    pagina = casus_pagina(request, pk, "betrokkenen")
    viewer, casus = pagina.viewer, pagina.casus
    mag = policy.may(viewer, P.ZORGCOORDINATOR_VASTLEGGEN, casus).allowed
    nodig = casus.zorgcoordinator_nodig == JaNeeOnbekend.JA
    verrijkt = bool(
        nodig and casus.zorgcoordinator_id and not casus.verrijkt_at
        and viewer.deelname_id in (casus.zorgcoordinator_id, casus.eigenaar_id)
    )  # fmt: skip
    gepost, status = request.POST.get("formulier", ""), 200
    if request.method == "POST" and gepost not in {"zorgcoordinator", "verrijkt"}:
        raise DomainError("Dit formulier is niet compleet. Open het opnieuw.")
    voorstel = (
        stel_zorgcoordinator_voor(pagina.deler)
        if mag and casus.zorgcoordinator_id is None
        else None
    )
    voorkeur = voorstel.deelname.pk if voorstel and voorstel.deelname else ""
    form = ZorgcoordinatorForm(
        request.POST if gepost == "zorgcoordinator" else None,
        deelnames=_deelnames(viewer, zorg=True) if mag else [],
        initial={
            "nodig": casus.zorgcoordinator_nodig,
            "deelname": str(casus.zorgcoordinator_id or voorkeur),
            "naam": casus.zorgcoordinator_naam,
            "versie": casus.versie,
        },
    )
    klaar = VerrijktForm(request.POST if gepost == "verrijkt" else None)
    if gepost == "zorgcoordinator":
        status = verwerk(form, lambda _: leg_zorgcoordinator_vast(viewer, casus, **form.velden()))
    elif gepost == "verrijkt":
        status = verwerk(klaar, lambda d: meld_verrijkt(viewer, casus, **d))
    if gepost and status == KLAAR:
        messages.success(request, "Bewaard.")
        return redirect("casus_zorgcoordinator", pk=pk)
    pagina.context |= {
        "zorg_form": form if mag else None,
        "voorstel": voorstel,
        "verrijkt_form": klaar if verrijkt else None,
        "nodig": JaNeeOnbekend(casus.zorgcoordinator_nodig).label,
        "organisatie": str(casus.zorgcoordinator or ""),
        "naam": casus.zorgcoordinator_naam,
        "verrijkt_at": casus.verrijkt_at,
        "is_ja": nodig,
        "form": next((f for f in (form, klaar) if f.errors), None),
    }
    return render(request, "cases/zorgcoordinator.html", pagina.context, status=status)


urlpatterns = [
    path("casussen/<uuid:pk>/overdracht/", casus_overdracht, name="casus_overdracht"),
    path(
        "casussen/<uuid:pk>/zorgcoordinator/", casus_zorgcoordinator, name="casus_zorgcoordinator"
    ),
    path("overdrachten/<uuid:pk>/", overdracht, name="overdracht"),
    path("overdrachten/<uuid:pk>/aanvaard/", aanvaard, name="overdracht_aanvaard"),
    path("overdrachten/<uuid:pk>/weiger/", weiger, name="overdracht_weiger"),
]
