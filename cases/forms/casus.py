"""Forms of the casus pages."""

from typing import Any

from django import forms

from ketenregie.foundation.forms import DatumVeld, Formulier
from referentiemodel.enums import Gegevenscategorie, Grondslag, Persoonsrol
from referentiemodel.schema import Model


class StapForm(Formulier):
    """The reason for a step."""

    reden = forms.CharField(
        label="Waarom",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Anderen lezen dit terug in de tijdlijn. Noem geen namen.",
    )

    def __init__(self, *args: Any, verplicht: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reden"].required = verplicht


class UitnodigingForm(Formulier):
    """The answer to an invitation."""

    antwoord = forms.ChoiceField(
        label="Doet uw organisatie mee?",
        choices=[("ja", "Ja, wij doen mee"), ("nee", "Nee, wij doen niet mee")],
        widget=forms.RadioSelect,
        error_messages={"required": "Kies ja of nee."},
    )
    reden = forms.CharField(
        label="Toelichting",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Nodig als u niet meedoet.",
    )
    verklaring = forms.BooleanField(
        label="Wij houden geheim wat wij in dit overleg horen en gebruiken het alleen hiervoor",
        required=False,
    )


class CasusOpenenForm(Formulier):
    """Opening a casus without a melding first."""

    titel = forms.CharField(
        label="Titel",
        max_length=120,
        help_text="Zonder namen, bijvoorbeeld: Arbeidsuitbuiting in de horeca.",
    )
    hoofdstap = forms.ChoiceField(label="Waar begint de casus?", widget=forms.RadioSelect)
    reden = forms.CharField(
        label="Waarom begint de casus hier?", widget=forms.Textarea(attrs={"rows": 2})
    )
    korte_inhoud = forms.CharField(
        label="Wat is er aan de hand?", widget=forms.Textarea(attrs={"rows": 5})
    )
    verschijningsvormen = forms.MultipleChoiceField(
        label="Type uitbuiting", widget=forms.CheckboxSelectMultiple
    )
    gemeente = forms.CharField(label="Gemeente", required=False, max_length=60)
    locatie = forms.CharField(label="Locatie", required=False, max_length=200)
    grondslag = forms.ChoiceField(label="Grondslag van uw informatie")
    voornaam = forms.CharField(label="Voornaam", required=False, max_length=80)
    tussenvoegsel = forms.CharField(label="Tussenvoegsel", required=False, max_length=20)
    achternaam = forms.CharField(label="Achternaam", required=False, max_length=80)
    geboortedatum = DatumVeld(label="Geboortedatum", required=False, verleden=True)
    rol = forms.ChoiceField(label="Rol van deze persoon", choices=Persoonsrol.choices)

    def __init__(self, *args: Any, model: Model, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["hoofdstap"].choices = [  # type: ignore[attr-defined]
            (h.sleutel, h.naam)
            for h in model.hoofdstappen
            if h.sleutel in {"preventie", "analyse", "uitvoering"}
        ]
        self.fields["verschijningsvormen"].choices = model.waardelijst(  # type: ignore[attr-defined]
            "verschijningsvorm"
        ).keuzes()
        self.fields["grondslag"].choices = [("", "Kies een grondslag")] + [  # type: ignore[attr-defined]
            (g.value, g.label) for g in Grondslag if not g.bezwaar(Gegevenscategorie.UITBUITING)
        ]
