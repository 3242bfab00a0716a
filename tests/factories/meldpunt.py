"""Meldingen as the meldpunt and partners make them, through the services."""

import re
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


# --- The public form, as a browser fills it in ---------------------------------------------------

BURGER: dict[str, dict[str, Any]] = {
    "": {"soort": "burger"},
    "wat": {
        "korte_inhoud": "In de loods achter ons slapen elke nacht mensen.",
        "acuut": "nee",
        "vormen": ["arbeidsuitbuiting"],
    },
    "over": {"voornaam": "Marek", "locatie": "Loods aan de Veldweg", "gemeente": "Lochem"},
    "contact": {
        "anoniem": "nee",
        "naam": "Wilma Kanarie",
        "contact": "06-98765432",
        "relatie": "Ik woon ernaast",
        "mag_bellen": "ja",
    },
}


def vul_in(browser: Any, antwoorden: dict[str, dict[str, Any]] = BURGER, taal: str = "") -> None:
    """Every step up to the overview."""
    for stap, data in antwoorden.items():
        answer = browser.post(f"/melden/{stap + '/' if stap else ''}{taal}", data)
        assert answer.status_code == 303, (stap, answer.content.decode())


def doe_melding(
    browser: Any, antwoorden: dict[str, dict[str, Any]] = BURGER, taal: str = ""
) -> Any:
    """Fill in and send; the answer is the page with the receipt."""
    vul_in(browser, antwoorden, taal)
    return browser.post(f"/melden/controle/{taal}")


def code_in(bon: Any) -> str:
    """The receipt code on the page."""
    found = re.search(r'id="code"[^>]*>([A-Z2-7-]+)<', bon.content.decode())
    assert found, bon.content.decode()
    return found[1]
