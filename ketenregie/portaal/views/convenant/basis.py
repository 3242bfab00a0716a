"""What every page of one version shares: who looks, the head, the tabs."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from ketenregie.foundation import logboek
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.permissions import Permission
from partners.convenant import beeld
from partners.models import Convenant
from partners.selectors import model_van_keten
from referentiemodel.schema import Model

TABS = (
    ("regels", "Regels", "convenant_versie"),
    ("matrix", "Wie ziet wat", "convenant_matrix"),
    ("tekst", "Doel en artikelen", "convenant_tekst"),
    ("partijen", "Partijen", "convenant_partijen"),
)
VOORBEREIDING = (
    ("effect", "Effect", "convenant_effect"),
    ("procedure", "Procedure", "convenant_procedure"),
)


@dataclass(slots=True)
class Pagina:
    """One version for one viewer, with the context of templates/portaal/convenant/basis.html."""

    viewer: Viewer
    convenant: Convenant
    model: Model
    geldend: Convenant | None
    context: dict[str, Any] = field(default_factory=dict)

    @property
    def mag_wijzigen(self) -> bool:
        """A concept, and somebody who may edit it."""
        return self.convenant.status == Convenant.Status.CONCEPT and self.mag(
            Permission.CONVENANT_BEWERKEN
        )

    @property
    def naast(self) -> Convenant | None:
        """What a version in preparation is compared with: the one in force."""
        other = self.geldend if self.geldend and self.geldend.pk != self.convenant.pk else None
        return other if self.convenant.in_voorbereiding else None

    def mag(self, permission: Permission, van: UUID | None = None) -> bool:
        return policy.may(self.viewer, permission, van=van).allowed

    def toon(self, request: HttpRequest, template: str, *, status: int = 200) -> HttpResponse:
        return render(request, f"portaal/convenant/{template}.html", self.context, status=status)


def pagina(request: HttpRequest, pk: UUID, tab: str) -> Pagina:
    """Load one version for this viewer and record the look.

    Raises:
        NotVisible: absent, of another keten, or in preparation and not for this viewer.
    """
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    policy.require(viewer, Permission.CONVENANT_ZIEN)
    geldend = beeld.geldend_for(viewer)
    same = geldend is not None and geldend.pk == pk
    convenant = geldend if same and geldend else beeld.versie_for(viewer, pk)
    return van_versie(viewer, convenant, geldend, tab)


def van_versie(viewer: Viewer, convenant: Convenant, geldend: Convenant | None, tab: str) -> Pagina:
    """The page of a version that is in hand already."""
    logboek.bekeken(convenant)
    found = Pagina(viewer, convenant, model_van_keten(viewer), geldend)
    voorbereiding = found.mag(Permission.CONVENANT_VOORBEREIDING_ZIEN)
    tabs = TABS + (VOORBEREIDING if voorbereiding and not convenant.overgenomen else ())
    koppen = beeld.versiekoppen(viewer)
    found.context = {
        "versie": next((k for k in koppen if k.pk == convenant.pk), beeld.kop(convenant)),
        "versies": koppen,
        "is_geldend": geldend is not None and geldend.pk == convenant.pk,
        "is_concept": convenant.status == Convenant.Status.CONCEPT,
        "mag_wijzigen": found.mag_wijzigen,
        "mag_concept": found.mag(Permission.CONVENANT_BEWERKEN)
        and not any(k.stand in {"Concept", "Voorgelegd"} for k in koppen),
        "concept_pk": next((k.pk for k in koppen if k.stand == "Concept"), None)
        if found.mag(Permission.CONVENANT_BEWERKEN)
        else None,
        "naast": found.naast,
        "tabs": [
            {"label": label, "url": reverse(name, args=[convenant.pk]), "actief": key == tab}
            for key, label, name in tabs
        ],
        "kruimels": [
            {"label": "Convenant", "url": reverse("convenant")},
            {"label": f"Versie {convenant.nummer}"},
        ],
    }
    return found
