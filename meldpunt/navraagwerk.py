"""Questions to the procesregie as lines of Mijn werk."""

from django.urls import reverse

from ketenregie.foundation.registries import Werk
from ketenregie.foundation.viewer import Viewer
from ketenregie.foundation.werk import Rij, Werkbron, Werksoort, datum, per_rij
from meldpunt.models import Navraag
from partners.access import policy
from partners.access.permissions import Permission


def _navragen(viewer: Viewer) -> list[Werkbron]:
    if not policy.may(viewer, Permission.NAVRAAG_BEANTWOORDEN):
        return []
    rijen = Navraag.objects.filter(vrager__keten_id=viewer.keten_id, afgehandeld_at__isnull=True)
    velden = {"pk": "pk", "uiterlijk": "uiterlijk", "vrager": "vrager__organisatie__kort"}
    return [Werkbron(rijen, velden, per_rij(_regel), dag="uiterlijk")]


def _regel(rij: Rij) -> Werk:
    return Werk(
        wat="Beantwoord een navraag",
        waarom=f"{rij['vrager']} vraagt of iemand elders bekend is",
        casus_kenmerk="",
        url=reverse("navraag", args=[rij["pk"]]),
        uiterlijk=datum(rij["uiterlijk"]),
        soort="navraag",
        knop="Bekijk",
    )


open_navragen = Werksoort(_navragen)
