"""What every casus page shares: right-first loading, the look in the logboek, head and tabs."""

from dataclasses import dataclass, field
from functools import cache
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.urls import get_resolver, reverse

from cases import beeld
from cases.delen import NOODKNOP, Deler
from cases.inzagedoel import noteer_inzage
from cases.models import Casus
from cases.services.toegang.noodknop import lopend
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.permissions import Permission

TABS = (
    ("overzicht", "Overzicht", "casus"),
    ("betrokkenen", "Betrokkenen", "casus_betrokkenen"),
    ("tijdlijn", "Tijdlijn", "casus_tijdlijn"),
    ("weging", "Weging", "casus_weging"),
    ("plan", "Plan", "casus_plan"),
    ("uitvoering", "Uitvoering", "casus_uitvoering"),
    ("documenten", "Documenten", "casus_documenten"),
    ("evaluatie", "Evaluatie", "casus_evaluatie"),
    ("toegang", "Toegang", "casus_toegang"),
)


@dataclass(slots=True)
class CasusPagina:
    """A loaded casus with its sharing decision and the context of templates/cases/casus_basis.html."""

    casus: Casus
    viewer: Viewer
    deler: Deler
    context: dict[str, Any] = field(default_factory=dict)


def viewer_of_request(request: HttpRequest) -> Viewer:
    """The viewer the middleware found; pages behind the login always have one."""
    return request.viewer  # type: ignore[attr-defined,no-any-return]


def casus_pagina(request: HttpRequest, pk: UUID, tab: str) -> CasusPagina:
    """Load the casus for this viewer and record the look.

    Raises:
        NotVisible: no such casus for this viewer; the page is the same 404 as for an absent id.
        AccessDenied: visible, but this functie does no casework.
        DoelGevraagd: outside the viewer's own work; the page that asks what for comes first.
    """
    viewer = viewer_of_request(request)
    casus = Casus.objects.haal(viewer, pk)  # type: ignore[attr-defined]
    besluit = policy.require(viewer, Permission.CASUS_ZIEN, casus)
    toegang = casus.toegang_van(viewer)
    regel = NOODKNOP if toegang.noodknop_tot else besluit.regel
    noteer_inzage(request, viewer, casus, regel)
    context = {
        "noodknop": lopend(viewer, casus) if toegang.noodknop_tot else None,
        "kop": beeld.kop(casus, toegang),
        "stappen": beeld.stappen(casus),
        "tabs": [
            {"label": label, "url": reverse(name, args=[pk]), "actief": key == tab}
            for key, label, name in TABS
            if name in _known_names()
        ],
        "kruimels": [
            {"label": "Casussen", "url": reverse("casussen")},
            {"label": casus.kenmerk, "url": ""},
        ],
        "tab": tab,
        "mag_wijzigen": policy.may(viewer, Permission.CASUS_WIJZIGEN, casus).allowed,
    }
    return CasusPagina(casus, viewer, Deler(viewer, casus), context)


@cache
def _known_names() -> frozenset[str]:
    """Names of URL patterns: a room that is not installed has no tab."""
    return frozenset(name for name in get_resolver().reverse_dict if isinstance(name, str))
