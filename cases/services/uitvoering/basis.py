"""What every step of the uitvoering shares."""

from datetime import datetime

from cases.models import Casus
from cases.services.casus import wat_nu_in_uitvoering
from ketenregie.foundation.errors import DomainError


def bijgewerkt(casus: Casus, at: datetime) -> None:
    """Something was done: the casus is alive, and in uitvoering its next step follows its work."""
    casus.laatste_activiteit_at = at
    if casus.hoofdstap == "uitvoering":
        casus.activiteit, casus.volgende_stap, casus.volgende_datum = wat_nu_in_uitvoering(
            casus, at
        )
    casus.save()


def uit_lijst(casus: Casus, lijst: str, waarde: str, veld: str) -> str:
    """A value that the casus's own model still offers."""
    if waarde not in dict(casus.model.waardelijst(lijst).keuzes()):
        raise DomainError("Kies een antwoord uit de lijst.", veld=veld)
    return waarde
