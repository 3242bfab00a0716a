"""Forms of the evaluation pages."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from evaluatie.models import Verbeterpunt
from evaluatie.models.gesprek import VRAGEN
from evaluatie.services.opdracht import HOOFDSTAP
from ketenregie.foundation.forms import DatumVeld, Formulier
from partners.models import Deelname
from referentiemodel.schema import Model

ANONIEM = "Schrijf anoniem: geen namen, adressen, kenmerken of precieze datums."
LANG = forms.Textarea(attrs={"rows": 3})
VRAAG_TEKST = {
    "verloop": "Hoe verliep deze stap?",
    "rol": "Wat was de rol van uw organisatie?",
    "bevoegdheden": "Welke bevoegdheden zette uw organisatie in?",
    "goed": "Wat ging goed?",
    "beter": "Wat kan beter?",
}


class OpdrachtForm(Formulier):
    """Who guides the evaluation, and by when it is done."""

    begeleider = forms.ChoiceField(label="Wie begeleidt de evaluatie?", widget=forms.RadioSelect)
    datum = DatumVeld(label="Wanneer is de evaluatie klaar?")

    def __init__(self, *args: Any, kandidaten: Sequence[Deelname], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._kandidaten = {str(d.pk): d for d in kandidaten}
        self.fields["begeleider"].choices = [  # type: ignore[attr-defined]
            (pk, d.organisatie.naam) for pk, d in self._kandidaten.items()
        ]

    def gekozen(self) -> Deelname:
        return self._kandidaten[self.cleaned_data["begeleider"]]


class RedenForm(Formulier):
    """Why something is not done."""

    reden = forms.CharField(
        label="Waarom", max_length=300, widget=LANG, help_text="Noem geen namen."
    )


class InstemmingForm(Formulier):
    """Agreeing to the begeleider."""

    akkoord = forms.ChoiceField(
        label="Stemt uw organisatie in met deze procesbegeleider?",
        choices=[("ja", "Ja, wij stemmen in"), ("nee", "Nee, wij stemmen niet in")],
        widget=forms.RadioSelect,
        error_messages={"required": "Kies ja of nee."},
    )
    toelichting = forms.CharField(
        label="Toelichting",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Nodig als u niet instemt. Er wordt dan een andere begeleider gezocht.",
    )


class BeschrijvingForm(Formulier):
    """The description, read and edited by a person before anyone else sees it."""

    tekst = forms.CharField(
        label="Anonieme casusbeschrijving",
        widget=forms.Textarea(attrs={"rows": 22}),
        help_text=ANONIEM,
    )
    versie = forms.IntegerField(widget=forms.HiddenInput, required=False)
    gelezen = forms.BooleanField(
        label="Ik heb de hele tekst gelezen. Niemand is erin te herkennen.",
    )


class AntwoordForm(Formulier):
    """Five questions for each hoofdstap of the casus's model; all optional, together not empty."""

    def __init__(self, *args: Any, model: Model, **kwargs: Any) -> None:
        # The evaluation does not evaluate itself.
        self._stappen = [h for h in model.hoofdstappen if h.sleutel != HOOFDSTAP]
        super().__init__(*args, **kwargs)
        for stap in self._stappen:
            for vraag in VRAGEN:
                self.fields[f"{stap.sleutel}-{vraag}"] = forms.CharField(
                    label=VRAAG_TEKST[vraag],
                    required=False,
                    max_length=4000,
                    widget=forms.Textarea(attrs={"rows": 2}),
                )

    def groepen(self) -> list[tuple[str, list[BoundField], bool]]:
        """(hoofdstap, its questions, unfolded) in order: what is filled in or wrong, else the last."""
        groups = []
        for stap in self._stappen:
            fields = [self[f"{stap.sleutel}-{vraag}"] for vraag in VRAGEN]
            groups.append((stap.naam, fields, any(f.value() or f.errors for f in fields)))
        if groups and not any(filled for _, _, filled in groups):
            naam, fields, _ = groups[-1]
            groups[-1] = (naam, fields, True)
        return groups

    def stappen(self) -> dict[str, dict[str, str]]:
        return {
            stap.sleutel: {
                vraag: self.cleaned_data.get(f"{stap.sleutel}-{vraag}", "") for vraag in VRAGEN
            }
            for stap in self._stappen
        }


class SamenvattingForm(Formulier):
    """What the organisations concluded together."""

    samenvatting = forms.CharField(
        label="Wat bespraken de organisaties?",
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=ANONIEM,
    )


def zet_plaatsen(form: Formulier, model: Model) -> None:
    """The activiteiten and vormen of a model as choices."""
    form.fields["activiteit"].choices = [  # type: ignore[attr-defined]
        ("", "Geen bepaalde activiteit"),
        *((a.sleutel, str(a)) for a in model.activiteiten),
    ]
    lijst = model.waardelijst("verschijningsvorm")
    form.fields["verschijningsvormen"].choices = lijst.keuzes()  # type: ignore[attr-defined]


class VerbeterpuntForm(Formulier):
    """A lesson with an owner and a date."""

    categorie = forms.ChoiceField(
        label="Categorie", widget=forms.RadioSelect(attrs={"data-naast-elkaar": ""})
    )
    tekst = forms.CharField(
        label="Wat moet er beter?", max_length=500, widget=LANG, help_text=ANONIEM
    )
    eigenaar = forms.ChoiceField(label="Welke organisatie pakt dit op?")
    datum = DatumVeld(label="Wanneer is het klaar?")
    activiteit = forms.ChoiceField(
        label="Bij welke activiteit hoort dit",
        required=False,
        help_text="De les staat dan op elke casus die bij deze activiteit is.",
    )
    verschijningsvormen = forms.MultipleChoiceField(
        label="Bij welke vormen van uitbuiting",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Kies alleen als de les voor juist deze vormen geldt.",
    )

    def __init__(
        self, *args: Any, model: Model, deelnames: Sequence[Deelname], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        zet_plaatsen(self, model)
        self._deelnames = {str(d.pk): d for d in deelnames}
        self.fields["categorie"].choices = model.waardelijst("verbeterpunt").keuzes()  # type: ignore[attr-defined]
        self.fields["eigenaar"].choices = [  # type: ignore[attr-defined]
            ("", "Kies een organisatie"),
            *((pk, d.organisatie.naam) for pk, d in self._deelnames.items()),
        ]

    def gekozen(self) -> Deelname:
        return self._deelnames[self.cleaned_data["eigenaar"]]


class AfrondenForm(Formulier):
    """What came of a lesson."""

    status = forms.ChoiceField(
        label="Hoe liep het af?",
        choices=[
            (Verbeterpunt.Status.GEREALISEERD, "Gerealiseerd"),
            (Verbeterpunt.Status.VERVALLEN, "Vervallen"),
        ],
        widget=forms.RadioSelect,
    )
    resultaat = forms.CharField(
        label="Wat is er gebeurd?",
        max_length=500,
        widget=LANG,
        help_text="De hele keten leest dit. " + ANONIEM,
    )


class TerugkoppelingForm(Formulier):
    """What the organisation did with what it received."""

    tekst = forms.CharField(
        label="Wat deed uw organisatie met de gegevens?",
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Deed u er niets mee? Schrijf dan waarom. Noem geen namen.",
    )
