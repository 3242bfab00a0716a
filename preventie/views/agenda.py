"""The agenda of preventie: what is planned, what was held, and where it is silent."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse

from cases.views.basis import viewer_of_request
from ketenregie.foundation import clock
from ketenregie.foundation.web import filterchips, filterwaarden
from partners.access import policy
from partners.access.permissions import Permission
from preventie import selectors
from preventie.models import Voorlichting

FILTERS = ("soort", "doelgroep", "gemeente")
TABS = (
    ("preventie", "Agenda"),
    ("preventie_gehouden", "Gehouden"),
    ("preventie_gemeenten", "Gemeenten"),
    ("repressief", "Repressieve preventie"),
)


def tabs(actief: str) -> list[dict[str, Any]]:
    """The tabs of this room."""
    return [
        {"label": label, "url": reverse(naam), "actief": naam == actief} for naam, label in TABS
    ]


def _filters(request: HttpRequest, model: Any) -> dict[str, Any]:
    filters = filterwaarden(request, FILTERS)
    labels = {
        "soort": dict(Voorlichting.Soort.choices).get(filters["soort"], filters["soort"]),
        "doelgroep": dict(Voorlichting.Doelgroep.choices).get(
            filters["doelgroep"], filters["doelgroep"]
        ),
        "gemeente": filters["gemeente"],
    }
    return {
        "filters": filters,
        "chips": filterchips(filters, labels),
        "soorten": Voorlichting.Soort.choices,
        "doelgroepen": Voorlichting.Doelgroep.choices,
        "gemeenten": selectors.gemeenten_van(model),
    }


def agenda(request: HttpRequest) -> HttpResponse:
    """What is planned, and how the year stands against the norm."""
    viewer = viewer_of_request(request)
    policy.require(viewer, Permission.PREVENTIE_ZIEN)
    model = selectors.model_voor(viewer)
    context = _filters(request, model)
    context |= {
        "tabs": tabs("preventie"),
        "regels": selectors.agenda_for(viewer, **context["filters"]),
        "stand": selectors.jaarstand(viewer, clock.today().year),
        "mag": policy.may(viewer, Permission.VOORLICHTING_ORGANISEREN).allowed,
        "openbaar_url": request.build_absolute_uri(reverse("voorlichtingen_openbaar")),
    }
    return render(request, "preventie/agenda.html", context)


def gehouden(request: HttpRequest) -> HttpResponse:
    """One year back: what was held, for whom, and whom it reached."""
    viewer = viewer_of_request(request)
    policy.require(viewer, Permission.PREVENTIE_ZIEN)
    nu = clock.today().year
    gevraagd = request.GET.get("jaar", "")
    jaar = int(gevraagd) if gevraagd.isdecimal() and 2000 <= int(gevraagd) <= nu else nu
    context = _filters(request, selectors.model_voor(viewer))
    context |= {
        "tabs": tabs("preventie_gehouden"),
        "regels": selectors.gehouden_for(viewer, jaar, **context["filters"]),
        "stand": selectors.jaarstand(viewer, jaar),
        "jaar": jaar,
        "jaren": [nu - n for n in range(4)],
    }
    return render(request, "preventie/gehouden.html", context)


def gemeenten(request: HttpRequest) -> HttpResponse:
    """Per gemeente whether there was a melding and what voorlichting there was; the silent ones first."""
    viewer = viewer_of_request(request)
    policy.require(viewer, Permission.PREVENTIE_ZIEN)
    regels = selectors.gemeenten_for(viewer, selectors.model_voor(viewer))
    context = {
        "tabs": tabs("preventie_gemeenten"),
        "regels": regels,
        "stil": sum(r.stil for r in regels),
        "mag": policy.may(viewer, Permission.VOORLICHTING_ORGANISEREN).allowed,
    }
    return render(request, "preventie/gemeenten.html", context)


urlpatterns = [
    path("preventie/", agenda, name="preventie"),
    path("preventie/gehouden/", gehouden, name="preventie_gehouden"),
    path("preventie/gemeenten/", gemeenten, name="preventie_gemeenten"),
]
