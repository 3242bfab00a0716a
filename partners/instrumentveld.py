"""An instrument on a form: a list of ticks under a name of its own."""

from django import forms

from referentiemodel.instrumenten import Instrument

VOOR = "instrument_"  # before the sleutel of the instrument, in the name of its field


def instrumentveld(lijst: Instrument) -> forms.MultipleChoiceField:
    """What may be ticked; ticking nothing is an answer too (R17)."""
    return forms.MultipleChoiceField(
        label=lijst.naam,
        help_text=lijst.uitleg,
        choices=lijst.keuzes(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
