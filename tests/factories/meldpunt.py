"""Meldingen as the meldpunt and partners make them, through the services."""

from typing import Any
from uuid import uuid4

from ketenregie.foundation.viewer import Viewer, acting_as
from meldpunt.models import Melding
from meldpunt.services import doe_signaal, registreer_melding

KORT = "Leerling met dure spullen wordt na school opgehaald door oudere jongens."


def maak_melding(viewer: Viewer, **velden: Any) -> Melding:
    """A melding taken in at the meldpunt; pass `vt.meldpunt` or `vt.krt`."""
    with acting_as(viewer):
        return registreer_melding(
            viewer, **({"melding_id": uuid4(), "korte_inhoud": KORT} | velden)
        )


def maak_signaal(viewer: Viewer, **velden: Any) -> Melding:
    """A signaal of a partner."""
    with acting_as(viewer):
        return doe_signaal(viewer, **({"melding_id": uuid4(), "korte_inhoud": KORT} | velden))
