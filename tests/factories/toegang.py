"""A casus with something withheld from the police and something hidden from Moviera."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from cases.models import Bijdrage, Casus, Toegangsverzoek
from cases.services.bijdrage import lever_bijdrage
from cases.services.toegang import vraag_toegang
from ketenregie.foundation.viewer import Viewer, acting_as
from tests.factories.cases import doe_mee, maak_casus

HULP = "KANARIE hulp op het geheime adres"
JUSTITIE = "KANARIE dagvaarding"


@dataclass(frozen=True)
class Opstelling:
    """The owner is Apeldoorn; politie, Moviera and OM take part."""

    casus: Casus
    eigenaar: Viewer
    politie: Viewer
    moviera: Viewer
    om: Viewer
    hulp: Bijdrage
    justitie: Bijdrage


def opstelling(viewer: Callable[[str], Viewer], **anders: Any) -> Opstelling:
    eigenaar = viewer("apeldoorn.krt")
    politie, moviera, om = viewer("politie.krt"), viewer("moviera.krt"), viewer("om.krt")
    casus = maak_casus(eigenaar, **anders)
    doe_mee(eigenaar, casus, politie, moviera, om)
    with acting_as(moviera):
        hulp = lever_bijdrage(
            moviera, casus, tekst=HULP, gegevenscategorie="hulpverlening", grondslag="wgs",
            motivering="De wet laat het toe voor dit overleg.",
        )  # fmt: skip
    with acting_as(om):
        justitie = lever_bijdrage(
            om, casus, tekst=JUSTITIE, gegevenscategorie="justitieel", grondslag="wgs"
        )
    return Opstelling(casus, eigenaar, politie, moviera, om, hulp, justitie)


def vraag(o: Opstelling, *, alles: bool = False, **anders: Any) -> Toegangsverzoek:
    """The police ask Moviera for what is withheld from them."""
    velden: dict[str, Any] = {
        "verzoek_id": uuid4(),
        "gegeven_id": o.hulp.pk,
        "categorie": "hulpverlening",
        "alles": alles,
        "doel": "slachtoffer_in_veiligheid",
        "motivering": "Wij moeten weten waar zij veilig is.",
    } | anders
    with acting_as(o.politie):
        return vraag_toegang(o.politie, o.casus, **velden)
