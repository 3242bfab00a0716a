"""Heropenen, samenvoegen and ontkoppelen: each page says who will see what before it is done."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods

from cases import beeld, gevolgen
from cases.forms.einde import (
    HeropeningForm,
    HeropeningsakkoordForm,
    OntkoppelForm,
    SamenvoegenForm,
)
from cases.models import Casus, Heropening, Samenvoeging
from cases.services import heropenen, samenvoegen
from cases.views.basis import casus_pagina, viewer_of_request
from ketenregie.foundation import logboek
from ketenregie.foundation.errors import DomainError, GateClosed, NotVisible
from ketenregie.foundation.invoer import KLAAR, verwerk
from ketenregie.foundation.kenmerk import lees_kenmerk
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.permissions import Permission as P
from referentiemodel.enums import Grondslag

Status = Heropening.Status
VARIANT = {"gevraagd": "warn", "heropend": "ok", "geweigerd": "danger", "ingetrokken": "neutral"}


def _kruimels(label: str, url: str = "") -> list[dict[str, str]]:
    return [{"label": "Casussen", "url": reverse("casussen")}, {"label": label, "url": url}]


@require_http_methods(["GET", "POST"])
def casus_heropenen(request: HttpRequest) -> HttpResponse:
    """Decide to open a shielded casus, by its kenmerk; and what was asked before."""
    viewer = viewer_of_request(request)
    policy.require(viewer, P.CASUS_HEROPENEN)
    form = HeropeningForm(request.POST or None)
    status = 200
    if request.method == "POST":
        made: list[Heropening] = []
        status = verwerk(form, lambda d: made.append(heropenen.vraag_heropening(viewer, **d)))
        if status == KLAAR:
            messages.success(request, "Wie meedeed of gegevens leverde, is om akkoord gevraagd.")
            return redirect("heropening", pk=made[0].pk)
    lopend = heropenen.besloten_door(viewer).filter(status=Status.GEVRAAGD)
    context = {
        "form": form,
        "lopend": [{"pk": h.pk, "kenmerk": h.casus_kenmerk, "dag": beeld.dag(h.antwoord_voor)} for h in lopend],
        "kruimels": _kruimels("Heropenen"),
    }  # fmt: skip
    return render(request, "cases/heropenen.html", context, status=status)


@require_http_methods(["GET", "POST"])
def heropening(request: HttpRequest, pk: UUID) -> HttpResponse:
    """How it stands; who will see the casus again; open it, or withdraw."""
    viewer = viewer_of_request(request)
    rij = heropenen.haal_heropening(viewer, pk)
    logboek.noem(Gebeurtenis.BEKEKEN, casus=rij.casus_id, details={"heropening": str(pk)})
    gepost = request.POST.get("formulier", "")
    fout = ""
    if gepost == "heropenen":
        try:
            casus = heropenen.heropen_casus(viewer, pk)
        except GateClosed as dicht:
            fout = " ".join(dicht.voorwaarden)
        else:
            messages.success(request, f"Casus {casus.kenmerk} is weer open.")
            return redirect("casus", pk=casus.pk)
    elif gepost == "intrekken":
        heropenen.trek_heropening_in(viewer, pk)
        messages.success(request, "Ingetrokken. De casus blijft afgeschermd.")
        return redirect("casus_heropenen")
    elif request.method == "POST":
        raise DomainError("Dit formulier is niet compleet. Open het opnieuw.")
    gesloten = Casus.objects.met_recht(viewer).filter(pk=rij.casus_id).first()  # type: ignore[attr-defined]
    if gesloten is None:
        raise NotVisible
    gevraagd = list(rij.akkoorden.values_list("antwoord", flat=True))
    context = {
        "h": _beeld(rij),
        "gevolgen": gevolgen.bij_heropenen(rij, gesloten),
        "gevraagd": len(gevraagd),
        "akkoord": gevraagd.count("akkoord"),
        "lopend": rij.status == Status.GEVRAAGD,
        "klaar": rij.status == Status.GEVRAAGD and set(gevraagd) == {"akkoord"},
        "fout": fout,
        "kruimels": _kruimels("Heropenen", reverse("casus_heropenen")),
    }
    return render(request, "cases/heropening.html", context, status=422 if fout else 200)


def _beeld(rij: Heropening) -> dict[str, Any]:
    return {
        "pk": rij.pk,
        "kenmerk": rij.casus_kenmerk,
        "wie": rij.aanvrager.organisatie.naam,
        "reden": rij.reden,
        "doel": rij.get_doel_display(),
        "grondslag": Grondslag(rij.grondslag).label,
        "status": rij.get_status_display(),
        "variant": VARIANT[rij.status],
        "dag": beeld.dag(rij.antwoord_voor) if rij.status == Status.GEVRAAGD else None,
    }


@require_http_methods(["GET", "POST"])
def heropening_akkoord(request: HttpRequest, pk: UUID) -> HttpResponse:
    """For who took part or supplied something: what is asked, and the answer."""
    viewer = viewer_of_request(request)
    besluit = policy.require(viewer, P.HEROPENING_BEANTWOORDEN, van=viewer.eigen_id)
    rij = (
        heropenen.gevraagd_aan(viewer)
        .filter(pk=pk)
        .select_related("heropening__aanvrager__organisatie")
        .first()
    )
    if rij is None:
        raise NotVisible
    logboek.bekeken(rij, regel=besluit.regel)
    form = HeropeningsakkoordForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = verwerk(form, lambda d: heropenen.beantwoord_heropening(viewer, pk, **d))
        if status == KLAAR:
            messages.success(request, "Uw antwoord is vastgelegd.")
            return redirect("heropening_akkoord", pk=pk)
    context = {
        "h": _beeld(rij.heropening),
        "antwoord": rij.get_antwoord_display() if rij.antwoord else "",
        "mag": not rij.antwoord and rij.heropening.status == Status.GEVRAAGD,
        "form": form,
        "kruimels": [{"label": "Mijn werk", "url": reverse("werk")}, {"label": "Heropenen"}],
    }
    return render(request, "cases/heropening_akkoord.html", context, status=status)


@require_http_methods(["GET", "POST"])
def casus_samenvoegen(request: HttpRequest, pk: UUID) -> HttpResponse:
    """This casus goes on in another: choose which, see who will see what, then do it."""
    pagina = casus_pagina(request, pk, "overzicht")
    viewer, casus = pagina.viewer, pagina.casus
    gezocht = request.GET.get("met", "")
    naar, fout = _gekozen(viewer, casus, gezocht)
    status = 200
    if naar is not None:
        samenvoegen.require_mag(viewer, casus, naar)
    form = SamenvoegenForm(request.POST or None)
    if request.method == "POST" and naar is not None:
        status = verwerk(form, lambda d: samenvoegen.voeg_samen(viewer, casus, naar, **d))
        if status == KLAAR:
            messages.success(
                request, f"{casus.kenmerk} gaat verder in {naar.kenmerk}. De gegevens komen zo mee."
            )
            return redirect("casus", pk=naar.pk)
    zelfde = Casus.objects.visible_to(viewer).exclude(pk=pk)  # type: ignore[attr-defined]
    pagina.context |= {
        "met": gezocht,
        "fout": fout,
        "naar": {"kenmerk": naar.kenmerk, "titel": naar.titel} if naar else None,
        "gevolgen": gevolgen.bij_samenvoegen(casus, naar) if naar else [],
        "in_de_weg": samenvoegen.werk_in_de_weg(casus),
        "voorstellen": [
            {"kenmerk": c.kenmerk, "titel": c.titel}
            for c in (zelfde.filter(dossier_id=casus.dossier_id)[:5] if casus.dossier_id else [])
        ],
        "form": form if naar else None,
    }
    return render(request, "cases/samenvoegen.html", pagina.context, status=status)


def _gekozen(viewer: Viewer, casus: Casus, tekst: str) -> tuple[Casus | None, str]:
    """The casus with this kenmerk, as far as the viewer sees it; else one sentence for every reason."""
    if not tekst:
        return None, ""
    kenmerk = lees_kenmerk(tekst)
    row = Casus.objects.visible_to(viewer).filter(kenmerk=kenmerk).exclude(pk=casus.pk).first()  # type: ignore[attr-defined]
    return row, "" if row else "Met dit kenmerk is geen andere casus van u te vinden."


@require_http_methods(["GET", "POST"])
def casus_ontkoppelen(request: HttpRequest, pk: UUID, samenvoeging_pk: UUID) -> HttpResponse:
    """The casus that went on in this one stands alone again."""
    pagina = casus_pagina(request, pk, "overzicht")
    viewer = pagina.viewer
    samenvoegen.require_mag_ontkoppelen(viewer, pagina.casus)
    rij = Samenvoeging.objects.filter(pk=samenvoeging_pk, naar=pk).first()
    if rij is None:
        raise NotVisible
    form = OntkoppelForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = verwerk(form, lambda d: samenvoegen.ontkoppel(viewer, rij.pk, **d))
        if status == KLAAR:
            messages.success(request, f"Casus {rij.casus_kenmerk} staat weer op zichzelf.")
            return redirect("casus", pk=pk)
    pagina.context |= {
        "form": form,
        "s": {
            "kenmerk": rij.casus_kenmerk,
            "reden": rij.reden,
            "moment": rij.created_at,
            "aantal": sum(len(ids) for ids in rij.verplaatst.values()),
            "ontkoppeld_at": rij.ontkoppeld_at,
        },
    }
    return render(request, "cases/ontkoppelen.html", pagina.context, status=status)


urlpatterns = [
    path("casussen/heropenen/", casus_heropenen, name="casus_heropenen"),
    path("heropeningen/<uuid:pk>/", heropening, name="heropening"),
    path("heropeningen/akkoord/<uuid:pk>/", heropening_akkoord, name="heropening_akkoord"),
    path("casussen/<uuid:pk>/samenvoegen/", casus_samenvoegen, name="casus_samenvoegen"),
    path(
        "casussen/<uuid:pk>/ontkoppelen/<uuid:samenvoeging_pk>/",
        casus_ontkoppelen,
        name="casus_ontkoppelen",
    ),
]
