"""Open meldingen as lines of Mijn werk."""

from django.urls import reverse

from ketenregie.foundation.registries import Werk
from ketenregie.foundation.viewer import Viewer
from meldpunt import selectors
from meldpunt.beeld import waarom_bovenaan

MEEST = 100


def open_meldingen(viewer: Viewer) -> list[Werk]:
    """Open meldingen of the meldpunt for who works there; one query, at most a hundred."""
    return [
        Werk(
            wat=melding.volgende_stap,
            waarom=waarom_bovenaan(melding) or f"{melding.get_soort_display()} in behandeling",
            casus_kenmerk=melding.kenmerk,
            url=reverse("melding", args=[melding.pk]),
            uiterlijk=melding.volgende_datum,
            soort="melding",
            knop="Open melding",
        )
        for melding in selectors.bureau(viewer)[:MEEST]
    ]
