"""Casussen made through the services, as their users would."""

from datetime import datetime
from typing import Any

from cases.models import Betrokkenheid, Casus
from cases.services.betrokkenheid import beantwoord, nodig_uit, stel_voor
from cases.services.inbreng import open_rechtstreeks
from ketenregie.foundation.viewer import Viewer, acting_as


def maak_casus(viewer: Viewer, *, at: datetime | None = None, **anders: Any) -> Casus:
    """A casus opened directly in uitvoering by `viewer` (an organisation with R there)."""
    velden: dict[str, Any] = {
        "titel": "Arbeidsuitbuiting in de horeca",
        "hoofdstap": "uitvoering",
        "reden": "Aangetroffen bij een controle.",
        "korte_inhoud": "Twee medewerkers slapen in de keuken.",
        "grondslag": "taak_algemeen_belang",
        "verschijningsvormen": ["arbeidsuitbuiting"],
        "gemeente": "Apeldoorn",
        "voornaam": "Plamen",
        "achternaam": "Dimitrov",
    } | anders
    with acting_as(viewer):
        return open_rechtstreeks(viewer, at=at, **velden)


def doe_mee(eigenaar: Viewer, casus: Casus, *deelnemers: Viewer) -> None:
    """The owner invites, every participant accepts."""
    with acting_as(eigenaar):
        gezocht = {d.deelname_id for d in deelnemers}
        voorstellen = [v for v in stel_voor(casus) if v.deelname.pk in gezocht]
        assert {v.deelname.pk for v in voorstellen} == gezocht
        nodig_uit(eigenaar, casus, voorstellen)
    for deelnemer in deelnemers:
        with acting_as(deelnemer):
            rij = Betrokkenheid.objects.get(casus_id=casus.pk, deelname_id=deelnemer.deelname_id)
            beantwoord(deelnemer, rij.pk, aanvaard=True)
