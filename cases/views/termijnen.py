"""The clocks of a casus: what runs, who was reminded, more time, standing still, and the review."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cases import beeld
from cases.forms import termijnen as forms
from cases.models import Termijn
from cases.services import casusreview as review
from cases.services import termijnen as service
from cases.services.stapelafstemming import STAPELING
from cases.views.basis import CasusPagina, casus_pagina
from cases.views.formulier import Blad, behandel
from ketenregie.foundation import logboek
from ketenregie.foundation.errors import DomainError, NotVisible
from partners.access import policy
from partners.access.permissions import Permission
from referentiemodel.enums import Eenheid


@dataclass(frozen=True, slots=True)
class Tredebeeld:
    """A step of the ladder that was taken."""

    naam: str
    wie: str
    op: date


@dataclass(frozen=True, slots=True)
class Klokbeeld:
    """One clock as the page shows it."""

    pk: UUID
    naam: str
    wie: str
    gestart: Any
    dag: beeld.Dag | None
    voldaan: Any
    uitkomst: str
    stil_sinds: date | None
    stil_reden: str
    rest: str
    verlengd: str
    verleng_reden: str
    treden: tuple[Tredebeeld, ...]
    review: bool
    comensha: bool
    wijzigbaar: bool


def _terug(pk: UUID) -> str:
    return reverse("casus_termijnen", args=[pk])


def _woord(termijn: Termijn, aantal: int) -> str:
    woord = "werkdag" if termijn.eenheid == Eenheid.WERKDAGEN else "dag"
    return f"{aantal} {woord}{'' if aantal == 1 else 'en'}"


def _beeld(pagina: CasusPagina, termijn: Termijn) -> Klokbeeld:
    eigen = termijn.deelname_id == pagina.viewer.deelname_id
    loopt = termijn.voldaan_at is None
    return Klokbeeld(
        pk=termijn.pk,
        naam=termijn.naam,
        wie=termijn.deelname.organisatie.kort,
        gestart=termijn.gestart_at,
        dag=beeld.dag(termijn.uiterlijk) if termijn.loopt else None,
        voldaan=termijn.voldaan_at,
        uitkomst=termijn.uitkomst,
        stil_sinds=termijn.gepauzeerd_op,
        stil_reden=termijn.pauze_reden,
        rest=_woord(termijn, termijn.rest) if termijn.rest is not None else "",
        verlengd=_woord(termijn, termijn.verlengd) if termijn.verlengd else "",
        verleng_reden=termijn.verleng_reden,
        treden=tuple(
            Tredebeeld(t.get_nummer_display(), t.deelname.organisatie.kort, t.created_at)  # type: ignore[arg-type]
            for t in termijn.treden.all()
        ),
        review=loopt and termijn.sleutel == review.REVIEW,
        comensha=loopt and eigen and termijn.sleutel.startswith(f"{review.COMENSHA}:"),
        wijzigbaar=loopt and not termijn.sleutel.startswith("terugkoppeling"),
    )


def _rijen(pagina: CasusPagina) -> list[Termijn]:
    """What an organisation must report or agree on itself is nobody else's business."""
    rijen = pagina.casus.termijnen.select_related("deelname__organisatie").prefetch_related(
        "treden__deelname__organisatie"
    )
    return [
        t
        for t in rijen.order_by("voldaan_at", "uiterlijk", "pk")
        if not t.sleutel.startswith((f"{review.COMENSHA}:", f"{STAPELING}:"))
        or t.deelname_id == pagina.viewer.deelname_id
    ]


@require_GET
def overzicht(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Every clock of the casus, those that run first."""
    pagina = casus_pagina(request, pk, "overzicht")
    klokken = [_beeld(pagina, t) for t in _rijen(pagina)]
    logboek.lijst("cases.termijn", [k.pk for k in klokken])
    pagina.context |= {
        "lopend": [k for k in klokken if k.voldaan is None],
        "klaar": [k for k in klokken if k.voldaan is not None],
        "mag": policy.may(pagina.viewer, Permission.TERMIJN_BEHEREN, pagina.casus),
    }
    return render(request, "cases/termijnen.html", pagina.context)


def _een(pagina: CasusPagina, pk: UUID) -> Termijn:
    rij = next((t for t in _rijen(pagina) if t.pk == pk and t.voldaan_at is None), None)
    if rij is None:
        raise NotVisible
    policy.require(pagina.viewer, Permission.TERMIJN_BEHEREN, pagina.casus)
    return rij


@require_http_methods(["GET", "POST"])
def verlengen(request: HttpRequest, pk: UUID, termijn_id: UUID) -> HttpResponse:
    """More time, with the reason."""
    pagina = casus_pagina(request, pk, "overzicht")
    rij = _een(pagina, termijn_id)
    form = forms.VerlengForm(request.POST or None)
    blad = Blad(f"Verlengen: {rij.naam}", "Verleng", _terug(pk), "De termijn is verlengd.")
    return behandel(
        request, pagina, blad, form,
        lambda f: service.verleng_termijn(pagina.viewer, pagina.casus, rij.pk, **f.cleaned_data),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def pauzeren(request: HttpRequest, pk: UUID, termijn_id: UUID) -> HttpResponse:
    """Stand still, with the reason."""
    pagina = casus_pagina(request, pk, "overzicht")
    rij = _een(pagina, termijn_id)
    form = forms.PauzeForm(request.POST or None)
    blad = Blad(
        f"Stilzetten: {rij.naam}", "Zet stil", _terug(pk), "De termijn staat stil.",
        uitleg="Wat er over is, krijgt u terug als de termijn weer loopt. "
        "Staat hij lang stil, dan komt hij op Risico op verdwijnen.",
    )  # fmt: skip
    return behandel(
        request, pagina, blad, form,
        lambda f: service.pauzeer_termijn(pagina.viewer, pagina.casus, rij.pk, **f.cleaned_data),
    )  # fmt: skip


@require_POST
def hervatten(request: HttpRequest, pk: UUID, termijn_id: UUID) -> HttpResponse:
    """Go on with what was left."""
    pagina = casus_pagina(request, pk, "overzicht")
    rij = _een(pagina, termijn_id)
    return _doe(
        request, pk, "De termijn loopt weer.",
        lambda: service.hervat_termijn(pagina.viewer, pagina.casus, rij.pk),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def beoordelen(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Is the casus still needed?"""
    pagina = casus_pagina(request, pk, "overzicht")
    policy.require(pagina.viewer, Permission.TERMIJN_BEHEREN, pagina.casus)
    form = forms.ReviewForm(request.POST or None)
    blad = Blad(
        "Is de casus nog nodig?", "Leg vast", _terug(pk), "De beoordeling is vastgelegd.",
        uitleg="Kijk of de organisaties nog nodig zijn, of de gegevens nog nodig zijn, en wat er nog moet gebeuren. "
        "Over een half jaar komt deze vraag terug.",
    )  # fmt: skip
    return behandel(
        request, pagina, blad, form,
        lambda f: review.doe_review(pagina.viewer, pagina.casus, **f.cleaned_data),
    )  # fmt: skip


@require_POST
def comensha(request: HttpRequest, pk: UUID, termijn_id: UUID) -> HttpResponse:
    """The own organisation reported, or had nobody to report."""
    pagina = casus_pagina(request, pk, "overzicht")
    uitkomst = request.POST.get("uitkomst", "")
    return _doe(
        request, pk, "Vastgelegd.",
        lambda: review.meld_comensha(pagina.viewer, pagina.casus, termijn_id, uitkomst=uitkomst),
    )  # fmt: skip


def _doe(request: HttpRequest, pk: UUID, gelukt: str, dienst: Callable[[], object]) -> HttpResponse:
    try:
        dienst()
    except NotVisible:
        raise
    except DomainError as fout:
        messages.error(request, fout.zin)
    else:
        messages.success(request, gelukt)
    return redirect("casus_termijnen", pk)


_CASUS = "casussen/<uuid:pk>/"
_EEN = f"{_CASUS}termijnen/<uuid:termijn_id>/"
urlpatterns = [
    path(f"{_CASUS}termijnen/", overzicht, name="casus_termijnen"),
    path(f"{_EEN}verlengen/", verlengen, name="casus_termijn_verlengen"),
    path(f"{_EEN}stilzetten/", pauzeren, name="casus_termijn_stilzetten"),
    path(f"{_EEN}hervatten/", hervatten, name="casus_termijn_hervatten"),
    path(f"{_EEN}comensha/", comensha, name="casus_comensha"),
    path(f"{_CASUS}beoordelen/", beoordelen, name="casus_review"),
]
