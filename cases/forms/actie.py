"""Forms of one actie: give back, in a colleague's name, offer to another organisation, answer an offer."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms

from cases.forms.plan import DeelnameKeuze, VersieForm
from ketenregie.foundation.forms import Formulier
from partners.access.roles import CASUSWERK
from partners.models import Deelname, Lidmaatschap
from referentiemodel.enums import Functie


def _reden(label: str, hint: str) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=300, help_text=hint, widget=forms.Textarea(attrs={"rows": 2})
    )


class TeruggevenForm(Formulier):
    prefix = "terug"
    reden = _reden(
        "Waarom geeft u de actie terug?",
        "De procesregie leest dit en zoekt een andere organisatie. Zonder namen.",
    )


class CollegaForm(Formulier):
    prefix = "collega"
    behandelaar_id = forms.ChoiceField(label="Welke collega doet dit?")

    def __init__(self, *args: Any, collegas: Sequence[Lidmaatschap], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        seen: dict[str, str] = {}
        for lid in collegas:
            naam = f"{lid.medewerker.naam} ({lid.get_functie_display().lower()})"
            seen.setdefault(str(lid.medewerker_id), naam)
        self.fields["behandelaar_id"].choices = [("", "Kies een collega"), *seen.items()]  # type: ignore[attr-defined]

    def clean_behandelaar_id(self) -> UUID:
        return UUID(self.cleaned_data["behandelaar_id"])


class AanbiedenForm(VersieForm):
    prefix = "aanbod"
    naar = DeelnameKeuze(label="Aan welke organisatie?")
    functie = forms.ChoiceField(
        label="Voor welke functie daar?",
        required=False,
        choices=[("", "Dat bepaalt de organisatie zelf")]
        + [(f.value, f.label) for f in Functie if f in CASUSWERK],
    )
    toelichting = _reden(
        "Waarom deze organisatie?", "De ontvanger leest dit vóór het antwoord. Zonder namen."
    )

    def __init__(self, *args: Any, deelnames: Sequence[Deelname], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["naar"].vul(deelnames)  # type: ignore[attr-defined]


class AanbodWeigerenForm(Formulier):
    prefix = "weiger"
    reden = _reden("Waarom neemt u dit niet over?", "De afzender leest dit en houdt de actie.")
