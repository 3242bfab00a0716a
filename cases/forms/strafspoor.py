"""Forms of the zorgafstemming and of the wegingsformulier."""

from collections.abc import Sequence
from typing import Any

from django import forms

from cases.forms.bijdrage import grondslagkeuzes
from cases.forms.plan import DeelnameKeuze
from cases.wegingsformulier import ADVIES, JA_NEE, VRAGEN
from ketenregie.foundation.forms import Formulier
from partners.models import Deelname
from referentiemodel.enums import Grondslag

NAAST = {"data-naast-elkaar": ""}


class ZorgberichtForm(Formulier):
    """A question or an answer, and on what ground it is told."""

    prefix = "bericht"

    tekst = forms.CharField(
        label="Uw bericht",
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Alleen wat nodig is voor de zorg. Niets over een onderzoek.",
    )
    grondslag = forms.ChoiceField(label="Op welke grondslag deelt u dit?")
    motivering = forms.CharField(
        label="Waarom mag dit zonder toestemming?",
        required=False,
        max_length=300,
        help_text="Nodig als u een beroepsgeheim hebt.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["grondslag"].choices = grondslagkeuzes()  # type: ignore[attr-defined]
        self.fields["grondslag"].initial = Grondslag.WGS


class ZorgafstemmingForm(ZorgberichtForm):
    """Whom to ask, and about what."""

    sleutel = forms.UUIDField(widget=forms.HiddenInput)
    aan = DeelnameKeuze(label="Met welke organisatie stemt u af?")
    onderwerp = forms.CharField(
        label="Waar gaat het over?", max_length=120, help_text="Zonder namen."
    )

    field_order = ("sleutel", "aan", "onderwerp", "tekst", "grondslag", "motivering")

    def __init__(self, *args: Any, deelnames: Sequence[Deelname], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["aan"].vul(deelnames)  # type: ignore[attr-defined]


class WegingsformulierForm(Formulier):
    """The preweeg. Nothing of it is kept: it goes into the document and is gone."""

    prefix = "preweeg"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for naam, label, uitleg in JA_NEE:
            self.fields[naam] = forms.ChoiceField(
                label=label, help_text=uitleg, required=False, widget=forms.RadioSelect(attrs=NAAST),
                choices=[("Ja", "Ja"), ("Nee", "Nee"), ("Onbekend", "Onbekend")],
            )  # fmt: skip
        for naam, label, uitleg in VRAGEN:
            self.fields[naam] = forms.CharField(
                label=label, help_text=uitleg, required=False, max_length=4000,
                widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
            )  # fmt: skip
        self.fields["advies"] = forms.ChoiceField(
            label="Advies",
            required=False,
            widget=forms.RadioSelect,
            choices=[(a, a) for a in ADVIES],
        )
        self.fields["motivering"] = forms.CharField(
            label="Waarom dit advies?", required=False, max_length=4000,
            widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
        )  # fmt: skip
