"""The instruments as a form: one list of ticks per instrument, beside the questions of a melding."""

from collections.abc import Mapping, Sequence
from typing import Any

from ketenregie.foundation.forms import Formulier
from meldpunt.models.signalering import SIGNALENLIJST
from partners.instrumentveld import VOOR, instrumentveld
from referentiemodel.instrumenten import Instrument


class InstrumentenForm(Formulier):
    """Fields follow from the instruments in force."""

    def __init__(self, *args: Any, lijsten: Mapping[str, Instrument], eerder: Sequence[str] = (),
                 **kwargs: Any) -> None:  # fmt: skip
        """
        Args:
            eerder: signalen that the melding has already, also of who filled in another list.
        """
        super().__init__(*args, **kwargs)
        lijst = lijsten.get(SIGNALENLIJST)
        self._blijft = [s for s in eerder if lijst is None or s not in lijst]
        # The signalenlijst first; the other instruments after it.
        self.lijsten = dict(sorted(lijsten.items(), key=lambda i: (i[0] != SIGNALENLIJST, i[0])))
        for sleutel, lijst in self.lijsten.items():
            self.fields[VOOR + sleutel] = instrumentveld(lijst)

    def gekozen(self) -> dict[str, list[str]]:
        """sleutel of the instrument -> what is ticked."""
        return {sleutel: self.cleaned_data[VOOR + sleutel] for sleutel in self.lijsten}

    def velden(self) -> dict[str, Any]:
        """What goes into the melding itself."""
        if SIGNALENLIJST not in self.lijsten or "signalen" in self.data:
            return {}  # told without the instrument
        return {"signalen": [*self._blijft, *self.cleaned_data[VOOR + SIGNALENLIJST]]}

    def blokken(self) -> list[dict[str, Any]]:
        """For the template: each instrument with its field and the categorieen touched so far."""
        found = []
        for sleutel, lijst in self.lijsten.items():
            veld = self[VOOR + sleutel]
            aan = {str(x) for x in veld.value() or ()}
            found.append(
                {
                    "lijst": lijst,
                    "veld": veld,
                    "geraakt": ", ".join(c.naam for c, _ in lijst.geraakt(aan)),
                }
            )
        return found
