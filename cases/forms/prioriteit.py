"""Why a casus goes first, until when that holds, and why no longer."""

from datetime import timedelta
from typing import Any

from django import forms

from cases.models.prioriteit import Criterium
from ketenregie.foundation import clock
from ketenregie.foundation.forms import DatumVeld, Formulier


class PrioriteitForm(Formulier):
    """A place on the prioriteitenlijst."""

    criteria = forms.MultipleChoiceField(
        label="Wat geldt nu?",
        choices=Criterium.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text="Deze criteria zijn openbaar. Iedereen die de lijst ziet, kan ze lezen.",
        error_messages={"required": "Kies minstens één criterium dat nu geldt."},
    )
    motivering = forms.CharField(
        label="Waarom gaat deze casus voor?",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Kort en zonder namen. Wie deze casus ziet, leest dit mee.",
    )
    herzien_voor = DatumVeld(
        label="Opnieuw bekijken voor",
        help_text="Uiterlijk over vier weken. Dan staat het bij Mijn werk.",
    )
    versie = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["herzien_voor"].initial = clock.today() + timedelta(days=14)


class VanLijstForm(Formulier):
    """Off the list."""

    reden = forms.CharField(label="Waarom gaat deze casus van de lijst?", max_length=300)
