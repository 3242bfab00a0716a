"""The instruments as a form: one list of ticks per instrument, beside the questions of a melding."""

from collections.abc import Mapping
from typing import Any

from django import forms

from ketenregie.foundation.forms import Formulier
from referentiemodel.instrumenten import Instrument

VOOR = "instrument_"
# The ticks on this one are the signalen of the melding as well.
SIGNALENLIJST = "signalenlijst"


class InstrumentenForm(Formulier):
    """Fields follow from the instruments in force."""

    def __init__(self, *args: Any, lijsten: Mapping[str, Instrument], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The signalenlijst first; the other instruments after it.
        self.lijsten = dict(sorted(lijsten.items(), key=lambda i: (i[0] != SIGNALENLIJST, i[0])))
        for sleutel, lijst in self.lijsten.items():
            self.fields[VOOR + sleutel] = forms.MultipleChoiceField(
                label=lijst.naam,
                help_text=lijst.uitleg,
                choices=lijst.keuzes(),
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )

    def gekozen(self) -> dict[str, list[str]]:
        """sleutel of the instrument -> what is ticked."""
        return {sleutel: self.cleaned_data[VOOR + sleutel] for sleutel in self.lijsten}

    def velden(self) -> dict[str, Any]:
        """What goes into the melding itself."""
        if SIGNALENLIJST not in self.lijsten or "signalen" in self.data:
            return {}  # told without the instrument
        return {"signalen": self.cleaned_data[VOOR + SIGNALENLIJST]}

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
