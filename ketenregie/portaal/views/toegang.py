"""Confirming who has access (R9), and arranging who stands in."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods

from cases.services.hercertificatie import bevestig_persoonsrechten
from ketenregie.foundation import logboek
from ketenregie.foundation.errors import NotVisible
from ketenregie.foundation.invoer import KLAAR, verwerk
from ketenregie.foundation.viewer import Viewer
from ketenregie.portaal import toegang
from ketenregie.portaal.forms import RedenForm, VervangingForm
from partners.access import policy
from partners.access.permissions import Permission
from partners.services import hercertificatie, vervanging
from referentiemodel.enums import Functie


def _viewer(request: HttpRequest) -> Viewer:
    return request.viewer  # type: ignore[attr-defined,no-any-return]


@require_http_methods(["GET", "POST"])
def bevestigen(request: HttpRequest) -> HttpResponse:
    """Who has access by which functie or duty; tick, check, confirm."""
    viewer = _viewer(request)
    policy.require(viewer, Permission.TOEGANG_BEVESTIGEN)
    regels = toegang.regels_voor(viewer)
    chosen = set(request.POST.getlist("wie"))
    gekozen = [r for r in regels if r.sleutel in chosen and r.mag]
    if request.method == "POST" and len(gekozen) != len(chosen):
        raise NotVisible  # a row of somebody else, or the own one
    status, fout = 200, ""
    if request.method == "POST" and not gekozen:
        status, fout = 422, "Kies ten minste één regel."
    elif request.POST.get("stap") == "bevestig":
        _bevestig(viewer, chosen)
        messages.success(request, f"Bevestigd: {len(gekozen)}.")
        return redirect("toegang_bevestigen")
    logboek.lijst("partners.lidmaatschap", _lid_ids({r.sleutel for r in regels}))
    context = {
        "regels": regels,
        "gekozen": gekozen if not fout else [],
        "fout": fout,
        "beheer": viewer.functie == Functie.KETENBEHEERDER,
        "maanden": hercertificatie.maanden_van(viewer),
        "kruimels": [
            {"label": "Mijn werk", "url": reverse("werk")},
            {"label": "Toegang bevestigen"},
        ],
    }
    return render(request, "portaal/toegang_bevestigen.html", context, status=status)


@transaction.atomic
def _bevestig(viewer: Viewer, chosen: set[str]) -> None:
    hercertificatie.bevestig_lidmaatschappen(viewer, _lid_ids(chosen))
    rechten = [int(s.removeprefix("recht:")) for s in chosen if s.startswith("recht:")]
    if rechten:
        bevestig_persoonsrechten(viewer, rechten)


def _lid_ids(sleutels: set[str]) -> list[UUID]:
    return [UUID(s.removeprefix("lid:")) for s in sleutels if s.startswith("lid:")]


@require_http_methods(["GET", "POST"])
def beeindigen(request: HttpRequest, pk: UUID) -> HttpResponse:
    """End a functie of a person, with the reason."""
    viewer = _viewer(request)
    policy.require(viewer, Permission.TOEGANG_BEVESTIGEN)
    regel = next((r for r in toegang.regels_voor(viewer) if r.sleutel == f"lid:{pk}"), None)
    if regel is None or not regel.mag:
        raise NotVisible
    form = RedenForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = verwerk(
            form, lambda data: hercertificatie.beeindig_lidmaatschap(viewer, pk, **data)
        )
        if status == KLAAR:
            messages.success(request, f"{regel.naam} heeft deze toegang niet meer.")
            return redirect("toegang_bevestigen")
    context = {
        "form": form,
        "titel": f"Toegang van {regel.naam} beëindigen",
        "uitleg": f"{regel.waardoor} bij {regel.organisatie}. De toegang stopt meteen.",
        "knop": "Beëindig de toegang",
        "terug": reverse("toegang_bevestigen"),
    }
    return render(request, "portaal/reden.html", context, status=status)


@require_http_methods(["GET", "POST"])
def vervangingen(request: HttpRequest) -> HttpResponse:
    """Who stands in for whom, and arranging it."""
    viewer = _viewer(request)
    policy.require(viewer, Permission.VERVANGING_REGELEN)
    afwezigen = vervanging.te_vervangen(viewer)
    form = VervangingForm(
        request.POST or None,
        afwezigen=afwezigen,
        collegas=vervanging.vervangers(viewer),
        initial={"lidmaatschap": str(viewer.lidmaatschap_id)},
    )
    status = 200
    if request.method == "POST":
        status = verwerk(
            form,
            lambda data: vervanging.regel_vervanging(
                viewer,
                lidmaatschap_id=data["lidmaatschap"],
                vervanger_id=data["vervanger"],
                van=data["van"],
                tot=data["tot"],
                reden=data["reden"],
                vervanging_id=data["vervanging_id"],
            ),
        )
        if status == KLAAR:
            messages.success(request, "De vervanging is geregeld. De vervanger krijgt bericht.")
            return redirect("vervanging")
    regels = toegang.vervangingen_voor(viewer)
    logboek.lijst("partners.vervanging", [regel.pk for regel in regels])
    context = {"regels": regels, "form": form if not viewer.namens_id else None}
    return render(request, "portaal/vervanging.html", context, status=status)


@require_http_methods(["GET", "POST"])
def vervanging_beeindigen(request: HttpRequest, pk: UUID) -> HttpResponse:
    """End a vervanging early."""
    viewer = _viewer(request)
    policy.require(viewer, Permission.VERVANGING_REGELEN)
    regel = next((r for r in toegang.vervangingen_voor(viewer) if r.pk == pk), None)
    if regel is None:
        raise NotVisible
    form = RedenForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = verwerk(form, lambda data: vervanging.beeindig_vervanging(viewer, pk, **data))
        if status == KLAAR:
            messages.success(request, "De vervanging is beëindigd.")
            return redirect("vervanging")
    context = {
        "form": form,
        "titel": f"Vervanging van {regel.afwezige} beëindigen",
        "uitleg": f"{regel.vervanger} kan daarna niet meer voor {regel.afwezige} werken.",
        "knop": "Beëindig de vervanging",
        "terug": reverse("vervanging"),
    }
    return render(request, "portaal/reden.html", context, status=status)


urlpatterns = [
    path("toegang/bevestigen/", bevestigen, name="toegang_bevestigen"),
    path("toegang/bevestigen/<uuid:pk>/beeindig/", beeindigen, name="toegang_beeindigen"),
    path("vervanging/", vervangingen, name="vervanging"),
    path("vervanging/<uuid:pk>/beeindig/", vervanging_beeindigen, name="vervanging_beeindigen"),
]
