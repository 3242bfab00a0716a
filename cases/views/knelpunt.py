"""Knelpunten and trends: the list, a new one, and the page on which both sides meet."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_http_methods

from cases import beeld
from cases.forms.knelpunt import AntwoordForm, KnelpuntForm
from cases.models import Knelpunt
from cases.services import knelpunt as diensten
from cases.views.basis import viewer_of_request
from ketenregie.foundation import clock, logboek
from ketenregie.foundation.errors import DomainError
from ketenregie.foundation.invoer import KLAAR, verwerk
from ketenregie.foundation.viewer import Viewer
from ketenregie.foundation.web import filterchips
from partners.access import policy
from partners.access.permissions import Permission as P
from partners.models import Deelname, geldig_op

PER_PAGINA = 50
VARIANT = {"open": "warn", "beantwoord": "ok", "ingetrokken": "neutral"}
FILTERS = ("niveau", "soort", "stand")


def _beeld(viewer: Viewer, rij: Knelpunt) -> dict[str, Any]:
    return {
        "pk": rij.pk,
        "titel": rij.titel,
        "soort": rij.get_soort_display(),
        "niveau": rij.get_niveau_display(),
        "status": rij.get_status_display(),
        "variant": VARIANT[rij.status],
        "van": rij.van.organisatie.naam,
        "aan": rij.aan.organisatie.naam,
        "bestuurder": rij.aan_bestuurder,
        "omschrijving": rij.omschrijving,
        "vraag": rij.vraag,
        "besluit": rij.get_besluit_display() if rij.besluit else "",
        "antwoord": rij.antwoord,
        "beantwoord_at": rij.beantwoord_at,
        "dag": beeld.dag(rij.uiterlijk) if rij.status == Knelpunt.Status.OPEN else None,
        "uiterlijk": rij.uiterlijk,
        "aan_mij": rij.aan_id == viewer.deelname_id,
    }


@require_GET
def knelpunten(request: HttpRequest) -> HttpResponse:
    """What waits first; every filter stands in the URL."""
    viewer = viewer_of_request(request)
    policy.require(viewer, P.KNELPUNTEN_ZIEN)
    filters = {naam: request.GET.get(naam, "") for naam in FILTERS}
    rows = diensten.knelpunten_voor(viewer)
    if filters["niveau"] in Knelpunt.Niveau.values:
        rows = rows.filter(niveau=filters["niveau"])
    if filters["soort"] in Knelpunt.Soort.values:
        rows = rows.filter(soort=filters["soort"])
    if filters["stand"] in Knelpunt.Status.values:
        rows = rows.filter(status=filters["stand"])
    # "open" comes last in the alphabet: what waits is on top, by its day.
    page = Paginator(rows.order_by("-status", "uiterlijk", "pk"), PER_PAGINA).get_page(
        request.GET.get("pagina")
    )
    logboek.lijst("knelpunt", [rij.pk for rij in page])
    labels = {
        "niveau": dict(Knelpunt.Niveau.choices).get(filters["niveau"], ""),
        "soort": dict(Knelpunt.Soort.choices).get(filters["soort"], ""),
        "stand": dict(Knelpunt.Status.choices).get(filters["stand"], ""),
    }
    context = {
        "rijen": [_beeld(viewer, rij) for rij in page],
        "page": page,
        "filters": filters,
        "chips": filterchips(filters, labels),
        "keuzes": (
            ("niveau", "Niveau", Knelpunt.Niveau.choices),
            ("soort", "Soort", Knelpunt.Soort.choices),
            ("stand", "Stand", Knelpunt.Status.choices),
        ),
        "mag": policy.may(viewer, P.KNELPUNT_MELDEN).allowed,
    }
    return render(request, "cases/knelpunten.html", context)


@require_http_methods(["GET", "POST"])
def knelpunt_nieuw(request: HttpRequest) -> HttpResponse:
    viewer = viewer_of_request(request)
    policy.require(viewer, P.KNELPUNT_MELDEN)
    deelnames = Deelname.objects.filter(geldig_op(clock.today()), keten_id=viewer.keten_id)
    form = KnelpuntForm(
        request.POST or None,
        deelnames=list(
            deelnames.exclude(pk=viewer.eigen_id)
            .select_related("organisatie")
            .order_by("organisatie__naam")
        ),
    )
    status = 200
    if request.method == "POST":
        status = verwerk(
            form,
            lambda d: diensten.meld_knelpunt(viewer, knelpunt_id=d["sleutel"], **form.inhoud()),
        )
        if status == KLAAR:
            messages.success(request, "Voorgelegd. U leest het antwoord bij Knelpunten.")
            return redirect("knelpunten")
    context = {
        "form": form,
        "kruimels": [{"label": "Knelpunten", "url": reverse("knelpunten")}, {"label": "Nieuw"}],
    }
    return render(request, "cases/knelpunt_nieuw.html", context, status=status)


@require_http_methods(["GET", "POST"])
def knelpunt(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The question and its answer; `formulier` names what is posted."""
    viewer = viewer_of_request(request)
    rij = diensten.haal(viewer, pk)
    logboek.bekeken(rij)
    gepost, status = request.POST.get("formulier", ""), 200
    form = AntwoordForm(
        request.POST if gepost == "antwoord" else None, initial={"versie": rij.versie}
    )
    if gepost == "antwoord":
        status = verwerk(
            form,
            lambda d: diensten.beantwoord_knelpunt(
                viewer, rij, versie=d["versie"], **form.inhoud()
            ),
        )
        if status == KLAAR:
            messages.success(request, "Uw antwoord staat bij het knelpunt.")
            return redirect("knelpunt", pk=pk)
    elif gepost == "intrekken":
        diensten.trek_knelpunt_in(viewer, rij)
        messages.success(request, "Ingetrokken.")
        return redirect("knelpunt", pk=pk)
    elif request.method == "POST":
        raise DomainError("Dit formulier is niet compleet. Open het opnieuw.")
    is_open = rij.status == Knelpunt.Status.OPEN
    mag = diensten.mag_antwoorden(viewer, rij)
    context = {
        "k": _beeld(viewer, rij),
        "mag": is_open and mag.allowed,
        "waarom_niet": mag.reason if is_open and rij.aan_id == viewer.deelname_id else "",
        "mag_intrekken": is_open
        and rij.van_id == viewer.deelname_id
        and policy.may(viewer, P.KNELPUNT_MELDEN).allowed,
        "antwoord_form": form,
        "form": form if form.is_bound and form.errors else None,
        "kruimels": [{"label": "Knelpunten", "url": reverse("knelpunten")}, {"label": rij.titel}],
    }
    return render(request, "cases/knelpunt.html", context, status=status)


urlpatterns = [
    path("knelpunten/", knelpunten, name="knelpunten"),
    path("knelpunten/nieuw/", knelpunt_nieuw, name="knelpunt_nieuw"),
    path("knelpunten/<uuid:pk>/", knelpunt, name="knelpunt"),
]
