"""Mijn werk of the FG: requests whose term runs."""

from django.urls import reverse

from ketenregie.foundation.registries import Werk, work_kinds
from ketenregie.foundation.viewer import Viewer
from ketenregie.foundation.werk import Rij, Werkbron, Werksoort, datum, per_rij
from ketenregie.privacy.models import Privacyverzoek
from ketenregie.privacy.termijnen import Soort
from partners.access import policy
from partners.access.permissions import Permission

WAAROM = {
    "ontvangen": ("Niemand heeft dit verzoek nog opgepakt", "Pak op"),
    "identiteit": ("Eerst moet vaststaan dat de juiste persoon dit vraagt", "Controleer"),
    "behandeling": ("De identiteit staat vast; de wettelijke termijn loopt", "Behandel"),
}


def verzoeken(viewer: Viewer) -> list[Werkbron]:
    """Every open request of the keten, first term first."""
    if not policy.may(viewer, Permission.PRIVACY_BEHANDELEN):
        return []
    rijen = Privacyverzoek.objects.filter(keten_id=viewer.keten_id, afgehandeld_at__isnull=True)

    def bouw(rij: Rij) -> Werk:
        waarom, knop = WAAROM[rij["status"]]
        return Werk(
            f"Privacyverzoek {rij['kenmerk']}: {Soort(rij['soort']).kort.lower()}",
            waarom,
            "",
            reverse("privacy_verzoek", args=[rij["id"]]),
            datum(rij["dag"]),
            soort="privacyverzoek",
            knop=knop,
        )

    velden = {
        "id": "pk", "kenmerk": "kenmerk", "soort": "soort", "status": "status", "dag": "uiterlijk",
    }  # fmt: skip
    return [Werkbron(rijen, velden, per_rij(bouw), dag="uiterlijk", van="behandelaar_id")]


def register() -> None:
    """Called from AppConfig.ready()."""
    work_kinds.register("privacy.verzoeken", Werksoort(verzoeken))
