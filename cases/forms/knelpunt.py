"""Forms of knelpunten and trends."""

from collections.abc import Sequence
from typing import Any

from django import forms

from cases.forms.plan import DeelnameKeuze, VersieForm
from cases.models import Knelpunt
from ketenregie.foundation.forms import DatumVeld
from partners.models import Deelname

NAAST = {"data-naast-elkaar": ""}


class KnelpuntForm(VersieForm):
    soort = forms.ChoiceField(
        label="Wat legt u voor?",
        choices=Knelpunt.Soort.choices,
        widget=forms.RadioSelect(attrs=NAAST),
    )
    niveau = forms.ChoiceField(
        label="Op welk niveau moet hier iets gebeuren?",
        choices=[(n.value, f"{n.label}: {n.uitleg.lower()}") for n in Knelpunt.Niveau],
        widget=forms.RadioSelect,
    )
    titel = forms.CharField(label="Waar gaat het over?", max_length=120)
    omschrijving = forms.CharField(
        label="Wat is er aan de hand?",
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Zonder namen, kenmerken of iets waaraan een casus te herkennen is. De ontvanger ziet "
        "geen casussen.",
    )
    vraag = forms.CharField(
        label="Wat vraagt u?", max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )
    aan = DeelnameKeuze(label="Aan welke organisatie?")
    aan_bestuurder = forms.BooleanField(
        label="De bestuurder van die organisatie antwoordt", required=False
    )
    uiterlijk = DatumVeld(
        label="Antwoord uiterlijk", required=False, help_text="Leeg: over 20 werkdagen."
    )

    def __init__(self, *args: Any, deelnames: Sequence[Deelname], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["aan"].vul(deelnames)  # type: ignore[attr-defined]


class AntwoordForm(VersieForm):
    prefix = "antwoord"
    besluit = forms.ChoiceField(
        label="Wat doet u hiermee?", choices=Knelpunt.Besluit.choices, widget=forms.RadioSelect
    )
    antwoord = forms.CharField(
        label="Uw antwoord",
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Wat u doet en wanneer, of waarom niet. Zonder casusinhoud.",
    )
