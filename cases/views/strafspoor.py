"""Beside the casus: zorgafstemming between two organisations, and the wegingsformulier.

These pages load the casus right-first as every other, but their line in the logboek does not name it: the
organisation that owns the casus reads who looked, and even that there is a thread or a form can tip off (R21).
"""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods

from cases import beeld
from cases import wegingsformulier as document
from cases.delen import Deler
from cases.forms.strafspoor import WegingsformulierForm, ZorgafstemmingForm, ZorgberichtForm
from cases.models import Betrokkenheid, Casus, Zorgafstemming
from cases.services import zorgafstemming as diensten
from cases.views.basis import viewer_of_request
from ketenregie.foundation import clock, logboek
from ketenregie.foundation.errors import DomainError
from ketenregie.foundation.invoer import KLAAR, verwerk
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.permissions import Permission as P
from partners.models import Deelname
from referentiemodel.enums import Grondslag


def _kruimels(casus: Casus, label: str) -> list[dict[str, str]]:
    return [
        {"label": "Casussen", "url": reverse("casussen")},
        {"label": casus.kenmerk, "url": reverse("casus_uitvoering", args=[casus.pk])},
        {"label": label, "url": ""},
    ]


def _partners(viewer: Viewer, casus: Casus) -> list[Deelname]:
    """Who takes part beside the own organisation; zorg first."""
    meedoend = Betrokkenheid.objects.meedoend().filter(casus=casus)  # type: ignore[attr-defined]
    rows = Deelname.objects.filter(pk__in=meedoend.values("deelname")).exclude(pk=viewer.eigen_id)
    found = rows.select_related("organisatie").order_by("organisatie__naam")
    return sorted(found, key=lambda d: d.organisatie.domein != "zorg")


@require_http_methods(["GET", "POST"])
def zorgafstemming_nieuw(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask one partner of the casus what somebody needs."""
    viewer = viewer_of_request(request)
    casus = Casus.objects.haal(viewer, pk)  # type: ignore[attr-defined]
    policy.require(viewer, P.ZORG_AFSTEMMEN, casus)
    form = ZorgafstemmingForm(
        request.POST or None, deelnames=_partners(viewer, casus), initial={"sleutel": uuid4()}
    )
    status = 200
    if request.method == "POST":
        made: list[Zorgafstemming] = []

        def dienst(data: dict[str, Any]) -> None:
            sleutel = data.pop("sleutel")
            made.append(diensten.begin_zorgafstemming(viewer, casus, afstemming_id=sleutel, **data))

        status = verwerk(form, dienst)
        if status == KLAAR:
            messages.success(request, f"Verstuurd. Alleen u en {made[0].aan} zien dit.")
            return redirect("zorgafstemming", pk=made[0].pk)
    context = {"form": form, "casus_pk": pk, "kruimels": _kruimels(casus, "Zorg afstemmen")}
    return render(request, "cases/zorgafstemming_nieuw.html", context, status=status)


@require_http_methods(["GET", "POST"])
def zorgafstemming(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The thread; `formulier` names what is posted."""
    viewer = viewer_of_request(request)
    rij, casus = diensten.haal_afstemming(viewer, pk)
    logboek.noem(Gebeurtenis.ZORGAFSTEMMING_BEKEKEN, details={"afstemming": str(pk)})
    gepost, status = request.POST.get("formulier", ""), 200
    form = ZorgberichtForm(request.POST if gepost == "bericht" else None)
    if gepost == "bericht":
        status = verwerk(form, lambda d: diensten.schrijf_zorgbericht(viewer, pk, **d))
        if status == KLAAR:
            messages.success(request, "Verstuurd.")
            return redirect("zorgafstemming", pk=pk)
    elif gepost == "afronden":
        diensten.rond_zorgafstemming_af(viewer, pk)
        messages.success(request, "De afstemming is afgerond.")
        return redirect("zorgafstemming", pk=pk)
    elif request.method == "POST":
        raise DomainError("Dit formulier is niet compleet. Open het opnieuw.")
    context = {
        "z": _beeld(viewer, rij),
        "berichten": [
            {
                "wie": b.deelname.organisatie.naam,
                "eigen": b.deelname_id == viewer.deelname_id,
                "moment": b.created_at,
                "tekst": b.tekst,
                "grondslag": Grondslag(b.grondslag).label,
            }
            for b in rij.berichten.select_related("deelname__organisatie").order_by("created_at")
        ],
        "casus": {"pk": casus.pk, "kenmerk": casus.kenmerk},
        "bericht_form": form,
        "form": form if form.is_bound and form.errors else None,
        "kruimels": _kruimels(casus, rij.onderwerp),
    }
    return render(request, "cases/zorgafstemming.html", context, status=status)


def _beeld(viewer: Viewer, rij: Zorgafstemming) -> dict[str, Any]:
    ander = rij.aan if rij.van_id == viewer.deelname_id else rij.van
    return {
        "pk": rij.pk,
        "onderwerp": rij.onderwerp,
        "ander": ander.organisatie.naam,
        "afgerond_at": rij.afgerond_at,
        "aan_mij": rij.aan_zet_id == viewer.deelname_id,
        "dag": beeld.dag(rij.uiterlijk) if rij.uiterlijk else None,
    }


def zorgafstemmingen(viewer: Viewer, casus: Casus) -> dict[str, Any]:
    """For the tab Uitvoering: one's own threads, and whether one may begin another."""
    return {
        "afstemmingen": [_beeld(viewer, rij) for rij in diensten.afstemmingen_voor(viewer, casus)],
        "mag_afstemmen": policy.may(viewer, P.ZORG_AFSTEMMEN, casus),
    }


@require_http_methods(["GET", "POST"])
def wegingsformulier(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Fill in and get the paper; nothing typed here is kept."""
    viewer = viewer_of_request(request)
    casus = Casus.objects.haal(viewer, pk)  # type: ignore[attr-defined]
    document.mag_maken(viewer, casus)
    form = WegingsformulierForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = document.wegingsformulier_pdf(Deler(viewer, casus), form.cleaned_data)
        response = HttpResponse(data, content_type="application/pdf")
        dag = f"{clock.today():%Y-%m-%d}"
        response.headers["Content-Disposition"] = (
            f'attachment; filename="wegingsformulier-{casus.kenmerk}-{dag}.pdf"'
        )
        response.headers["Cache-Control"] = "no-store"
        return response
    context = {"form": form, "casus_pk": pk, "kruimels": _kruimels(casus, "Wegingsformulier")}
    status = 422 if form.errors else 200
    return render(request, "cases/wegingsformulier.html", context, status=status)


urlpatterns = [
    path("casussen/<uuid:pk>/zorgafstemming/", zorgafstemming_nieuw, name="casus_zorgafstemming"),
    path("zorgafstemming/<uuid:pk>/", zorgafstemming, name="zorgafstemming"),
    path("casussen/<uuid:pk>/wegingsformulier/", wegingsformulier, name="casus_wegingsformulier"),
]
