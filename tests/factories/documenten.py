"""Documents as partners bring them in, through the service."""

from typing import Any

from cases.models import Casus, Document
from cases.services.document import voeg_documenten_toe
from ketenregie.foundation.documenten.keuring import keur
from ketenregie.foundation.viewer import Viewer, acting_as
from tests.documenten.maken import upload

TEKST = "Verslag van het gesprek: KANARIE-7Q."


def maak_document(
    viewer: Viewer, casus: Casus, *, naam: str = "verslag.txt", inhoud: bytes = TEKST.encode(), **label: Any
) -> Document:  # fmt: skip
    label = {"gegevenscategorie": "uitbuiting", "grondslag": "taak_algemeen_belang"} | label
    with acting_as(viewer):
        (made,) = voeg_documenten_toe(viewer, casus, [keur(upload(naam, inhoud))], **label)
    return made
