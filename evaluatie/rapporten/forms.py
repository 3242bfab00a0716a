"""Asking for a report, and a figure of others."""

from decimal import Decimal
from typing import Any

from django import forms

from evaluatie.indicatoren.models import ExternCijfer, Rapport
from evaluatie.indicatoren.perioden import Periode
from ketenregie.foundation.forms import DatumVeld, Formulier


class RapportForm(Formulier):
    """What kind and over which period; for a pilot what the system cannot count."""

    soort = forms.ChoiceField(
        label="Welk rapport?", choices=Rapport.Soort.choices, widget=forms.RadioSelect
    )
    periode = forms.ChoiceField(
        label="Over welke periode?",
        help_text="Een kwartaalrapport gaat over een kwartaal, de andere over een heel jaar.",
    )
    uren = forms.DecimalField(
        label="Uren per professional",
        required=False,
        min_value=Decimal(0),
        max_digits=6,
        decimal_places=1,
        localize=True,
        help_text="Alleen voor het pilotrapport: het gemiddelde. Afgesproken is 20 tot en met 28 uur.",
    )
    middelen = forms.CharField(
        label="Mensen en middelen voor het vervolg",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Alleen voor het pilotrapport. Noem geen namen.",
    )

    def __init__(self, *args: Any, perioden: list[Periode], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["periode"].choices = [(p.sleutel, p.naam) for p in perioden]  # type: ignore[attr-defined]

    def invoer(self) -> dict[str, str]:
        uren = self.cleaned_data["uren"]
        return {
            "uren": "" if uren is None else str(uren),
            "middelen": self.cleaned_data["middelen"],
        }


class ExternCijferForm(Formulier):
    """One figure as another published it."""

    onderwerp = forms.CharField(label="Wat is geteld?", max_length=200)
    jaar = forms.IntegerField(label="Over welk jaar?", min_value=2000, max_value=2100)
    waarde = forms.DecimalField(label="Cijfer", max_digits=12, decimal_places=2, localize=True)
    eenheid = forms.CharField(
        label="Eenheid", max_length=40, help_text="Bijvoorbeeld slachtoffers, meldingen of %."
    )
    bron = forms.ChoiceField(label="Bron", choices=ExternCijfer.Bron.choices)
    peildatum = DatumVeld(label="Peildatum", verleden=True)
    vindplaats = forms.CharField(
        label="Waar staat het?", max_length=300, help_text="De naam van het rapport, of het adres."
    )
