"""What every page of a version in preparation shares."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from cases.views.basis import viewer_of_request
from ketenregie.foundation import logboek
from ketenregie.foundation.errors import DomainError, NotVisible
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.permissions import Permission
from partners.models import Modelwijziging
from referentiemodel.document import lees
from referentiemodel.models import ModelVersie
from referentiemodel.schema import Model
from referentiemodel.verschil import verschillen

TABS = (
    ("model_concept", "Inhoud"),
    ("model_verschil", "Verschil"),
    ("model_effect", "Lopende casussen"),
    ("model_procedure", "Procedure"),
)
VARIANT = {
    "concept": "warn",
    "voorgelegd": "accent",
    "gepubliceerd": "ok",
    "ingetrokken": "neutral",
}


@dataclass
class Blad:
    """One page about one version in preparation."""

    viewer: Viewer
    wijziging: Modelwijziging
    versie: ModelVersie
    model: Model
    context: dict[str, Any] = field(default_factory=dict)

    @property
    def mag_wijzigen(self) -> bool:
        return (
            self.wijziging.status == Modelwijziging.Status.CONCEPT
            and policy.may(self.viewer, Permission.MODEL_BEWERKEN).allowed
        )

    def mag(self, permission: Permission) -> bool:
        return policy.may(self.viewer, permission).allowed

    def toon(self, request: HttpRequest, sjabloon: str, *, status: int = 200) -> HttpResponse:
        return render(request, f"portaal/modelbeheer/{sjabloon}.html", self.context, status=status)


def blad(request: HttpRequest, pk: UUID, tab: str) -> Blad:
    """The version, for who prepares, advises or decides.

    Raises:
        NotVisible: absent, of another keten, or not for this functie.
    """
    viewer = viewer_of_request(request)
    if not policy.may(viewer, Permission.MODEL_VOORBEREIDING_ZIEN):
        raise NotVisible
    wijziging = (
        Modelwijziging.objects.filter(keten_id=viewer.keten_id, pk=pk)
        .select_related("modelversie", "basis", "voorgelegd_deelname__organisatie",
                        "besluit_deelname__organisatie")
        .first()
    )  # fmt: skip
    if wijziging is None or wijziging.modelversie is None:
        raise NotVisible
    logboek.bekeken(wijziging, doel="referentiemodel")
    found = Blad(viewer, wijziging, wijziging.modelversie, lees(wijziging.modelversie.inhoud))
    aantal = len(verschillen(wijziging.basis.inhoud, found.versie.inhoud))
    found.context = {
        "w": wijziging,
        "model": found.model,
        "variant": VARIANT[wijziging.status],
        "mag_wijzigen": found.mag_wijzigen,
        "aantal": aantal,
        "tabs": [
            {"label": label, "url": reverse(naam, args=[pk]), "actief": naam == tab,
             "teller": aantal if naam == "model_verschil" else ""}
            for naam, label in TABS
        ],
        "kruimels": [
            {"label": "Referentiemodel", "url": reverse("referentiemodel")},
            {"label": "Versies", "url": reverse("model_versies")},
            {"label": f"Versie {wijziging.nummer}"},
        ],
    }  # fmt: skip
    return found


def bewerkbaar(request: HttpRequest, pk: UUID) -> Blad:
    """A concept that this viewer may change.

    Raises:
        AccessDenied: not for this functie.
        DomainError: no concept any more.
    """
    found = blad(request, pk, "model_concept")
    policy.require(found.viewer, Permission.MODEL_BEWERKEN)
    if not found.mag_wijzigen:
        raise DomainError("Deze versie is geen concept; zij verandert niet.")
    return found
