"""Form of the casuslijst as a file."""

from django import forms

from cases.uitvoer import KOLOMMEN
from ketenregie.foundation.forms import Formulier
from ketenregie.foundation.rekenblad import FORMATEN


class UitvoerForm(Formulier):
    """The casuslijst as a file."""

    kolommen = forms.MultipleChoiceField(
        label="Kolommen",
        choices=[(sleutel, k.kolom.label) for sleutel, k in KOLOMMEN.items()],
        initial=list(KOLOMMEN),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Kies minstens één kolom."},
    )
    formaat = forms.ChoiceField(
        label="Soort bestand",
        choices=[(sleutel, f.naam) for sleutel, f in FORMATEN.items()],
        initial="xlsx",
        widget=forms.RadioSelect,
    )
    reden = forms.CharField(
        label="Waarvoor hebt u deze lijst nodig?",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Dit komt in het logboek en in het bestand. Noem geen namen.",
    )
