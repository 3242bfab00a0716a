"""Forms of the acute path and of the on-call list."""

from collections.abc import Sequence
from typing import Any

from django import forms

from ketenregie.foundation.forms import Formulier
from meldpunt.models.alarm import DAGEN
from partners.models import Deelname
from referentiemodel.enums import Functie


class AfmeldenForm(Formulier):
    prefix = "afmelden"
    reden = forms.CharField(
        label="Waarom meldt u het alarm af?",
        max_length=300,
        help_text="Wie is opgeroepen, leest dit. Schrijf geen namen op.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class AlarmberichtForm(Formulier):
    prefix = "bericht"
    bericht = forms.CharField(
        label="Wat moet wie komt weten?",
        required=False,
        help_text="Alleen wie is opgeroepen leest dit, na inloggen. Noem nooit de melder.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class GebeldForm(Formulier):
    prefix = "gebeld"
    naam = forms.CharField(label="Wie bevestigde aan de telefoon?", max_length=120)


class PiketForm(Formulier):
    """One line of the list."""

    versie = forms.IntegerField(widget=forms.HiddenInput, required=False)
    regel_id = forms.UUIDField(widget=forms.HiddenInput)
    volgorde = forms.IntegerField(
        label="Volgorde",
        min_value=1,
        max_value=99,
        help_text="Regels met hetzelfde nummer worden tegelijk opgeroepen.",
    )
    deelname = forms.ChoiceField(label="Organisatie")
    functie = forms.ChoiceField(
        label="Functie",
        required=False,
        choices=[("", "Geen functie"), *Functie.choices],
        help_text="Iedereen bij deze organisatie met deze functie krijgt de oproep.",
    )
    medewerker_id = forms.ChoiceField(label="Of één persoon", required=False)
    email = forms.EmailField(
        label="E-mail van het piket", required=False, help_text="Bijvoorbeeld een piketpostbus."
    )
    telefoon = forms.CharField(
        label="Telefoon van het piket",
        max_length=20,
        required=False,
        help_text="Het meldpunt ziet dit nummer zodra het alarm loopt.",
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
    )
    dagen = forms.TypedMultipleChoiceField(
        label="Dagen",
        coerce=int,
        choices=[(dag, naam.capitalize()) for dag, naam in DAGEN],
        widget=forms.CheckboxSelectMultiple(attrs={"data-naast-elkaar": ""}),
    )
    van = forms.TimeField(
        label="Vanaf",
        required=False,
        help_text="Uren en minuten, bijvoorbeeld 17:00. Leeg: dag en nacht.",
    )
    tot = forms.TimeField(
        label="Tot", required=False, help_text="Mag na middernacht zijn, bijvoorbeeld 08:00."
    )
    minuten = forms.IntegerField(
        label="Minuten om te bevestigen",
        min_value=1,
        max_value=240,
        help_text="Daarna wordt de volgende opgeroepen.",
    )
    actief = forms.BooleanField(label="Staat op de lijst", required=False)

    def __init__(
        self,
        *args: Any,
        deelnames: Sequence[Deelname],
        mensen: Sequence[tuple[str, str]],
        **kwargs: Any,
    ):
        super().__init__(*args, **kwargs)
        self._deelnames = {str(d.pk): d for d in deelnames}
        self.fields["deelname"].choices = [  # type: ignore[attr-defined]
            ("", "Kies een organisatie"),
            *((pk, str(d)) for pk, d in self._deelnames.items()),
        ]
        self.fields["medewerker_id"].choices = [("", "Niemand in het bijzonder"), *mensen]  # type: ignore[attr-defined]

    def velden(self) -> dict[str, Any]:
        """As `bewaar_piketregel` takes them."""
        data = dict(self.cleaned_data)
        data["deelname"] = self._deelnames[data["deelname"]]
        data["medewerker_id"] = data["medewerker_id"] or None
        return data
