"""The sociale kaart: who can do what, for whom, and whom to call."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse

from ketenregie.foundation.viewer import Viewer
from ketenregie.foundation.web import filterchips
from partners import selectors
from partners.access import policy
from partners.access.permissions import Permission

FILTERS = ("zoek", "vorm", "gemeente", "domein")


def partners(request: HttpRequest) -> HttpResponse:
    """Organisations of the keten; every filter stands in the URL."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    policy.require(viewer, Permission.PARTNERS_ZIEN)
    filters = {naam: request.GET.get(naam, "").strip() for naam in FILTERS}
    keuzes = selectors.filterkeuzes(viewer)
    regels = selectors.partners_for(viewer, **filters)
    context = {
        "aantal": len(regels),
        "groepen": _groepen(regels),
        "filters": filters,
        "chips": _chips(filters, keuzes),
        **keuzes,
    }
    return render(request, "portaal/partners.html", context)


def _groepen(
    regels: list[selectors.PartnerRegel],
) -> list[tuple[str, list[selectors.PartnerRegel]]]:
    """The core team first, then who is neither, then the many gemeenten."""
    groepen = (
        ("Kernpartners in het ketenregieteam", [r for r in regels if r.kern]),
        ("Andere partners", [r for r in regels if not r.kern and not r.gemeente]),
        ("Andere gemeenten", [r for r in regels if not r.kern and r.gemeente]),
    )
    return [(titel, groep) for titel, groep in groepen if groep]


def _chips(
    filters: dict[str, str], keuzes: dict[str, list[tuple[str, str]]]
) -> list[dict[str, str]]:
    labels = {
        "zoek": f"“{filters['zoek']}”",
        "vorm": dict(keuzes["vormen"]).get(filters["vorm"], filters["vorm"]),
        "gemeente": f"Werkt in {filters['gemeente']}",
        "domein": dict(keuzes["domeinen"]).get(filters["domein"], filters["domein"]),
    }
    return filterchips(filters, labels)


def partner(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One organisation: expertise, aanbod, reach, names and numbers, its place in the keten."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    policy.require(viewer, Permission.PARTNERS_ZIEN)
    found = selectors.partner_for(viewer, pk)
    context = {
        "partner": found,
        "kruimels": [
            {"label": "Partners", "url": reverse("partners")},
            {"label": found.regel.naam},
        ],
    }
    return render(request, "portaal/partner.html", context)


urlpatterns = [
    path("partners/", partners, name="partners"),
    path("partners/<uuid:pk>/", partner, name="partner"),
]
