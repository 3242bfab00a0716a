"""Forms of datalekken and of the register."""

from datetime import datetime, time
from typing import Any
from uuid import uuid4

from django import forms

from ketenregie.foundation import clock
from ketenregie.foundation.forms import DatumVeld, Formulier
from ketenregie.privacy.models import Datalek, JaNee
from referentiemodel.enums import Gegevenscategorie, Grondslag


def _tekst(label: str, rijen: int = 3, **opties: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=4000, widget=forms.Textarea(attrs={"rows": rijen}), **opties
    )


def _ja_nee(label: str) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=JaNee.choices,
        widget=forms.RadioSelect(attrs={"data-naast-elkaar": ""}),
    )


class _Moment(Formulier):
    """A day and a time that make one moment."""

    @staticmethod
    def moment(dag: Any, tijd: time | None) -> datetime | None:
        if dag is None:
            return None
        return datetime.combine(dag, tijd or time(0), tzinfo=clock.AMSTERDAM)


class DatalekForm(_Moment):
    """What anybody in the keten can tell."""

    soort = forms.ChoiceField(
        label="Wat voor datalek is het?", choices=Datalek.Soort.choices, widget=forms.RadioSelect
    )
    ontdekt_op = DatumVeld(label="Op welke dag is het ontdekt?", verleden=True)
    ontdekt_tijd = forms.TimeField(
        label="Hoe laat?",
        widget=forms.TextInput(attrs={"class": "kr-kort"}),
        help_text="Bijvoorbeeld 14:30. De klok van 72 uur telt vanaf dit moment.",
    )
    omschrijving = _tekst(
        "Wat is er gebeurd?", 5,
        help_text="Noem geen namen. De functionaris gegevensbescherming belt u.",
    )  # fmt: skip
    sleutel = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        nu = clock.local(clock.now())
        kwargs["initial"] = {
            "sleutel": uuid4(), "ontdekt_op": nu.date(), "ontdekt_tijd": f"{nu:%H:%M}",
        }  # fmt: skip
        super().__init__(*args, **kwargs)


class BeoordeelForm(Formulier):
    """Both decisions of the FG."""

    categorieen = forms.MultipleChoiceField(
        label="Welke gegevens", required=False, choices=Gegevenscategorie.choices,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    aantal = forms.CharField(label="Van hoeveel personen", required=False, max_length=40)
    gevolgen = _tekst("Wat kan dit voor hen betekenen", 2, required=False)
    maatregelen = _tekst("Wat is er gedaan om de schade te beperken", 2, required=False)
    ap_melden = _ja_nee("Melden bij de Autoriteit Persoonsgegevens (AP)?")
    ap_reden = _tekst(
        "Waarom meldt u het wel of niet?", 2,
        help_text="Melden hoeft alleen niet als een risico voor personen onwaarschijnlijk is (AVG art. 33).",
    )  # fmt: skip
    informeren = _ja_nee("De betrokkenen informeren?")
    informeren_reden = _tekst(
        "Waarom informeert u hen wel of niet?", 2,
        help_text="Informeren moet bij een hoog risico. Soms maakt een bericht het juist gevaarlijk (AVG art. 34).",
    )  # fmt: skip
    versie = forms.IntegerField(widget=forms.HiddenInput)


class ApForm(_Moment):
    """That it was reported."""

    gemeld_op = DatumVeld(label="Gemeld op", verleden=True)
    gemeld_tijd = forms.TimeField(
        label="Hoe laat?", widget=forms.TextInput(attrs={"class": "kr-kort"})
    )
    kenmerk = forms.CharField(label="Nummer van de melding", required=False, max_length=40)
    te_laat = _tekst("Waarom later dan 72 uur, als dat zo is", 2, required=False)


class GeinformeerdForm(Formulier):
    """Nothing to fill in."""


class LesForm(Formulier):
    les = _tekst("Wat verandert er om dit te voorkomen?", 3)


class VerwerkingForm(Formulier):
    """One line of the register."""

    naam = forms.CharField(label="Naam van de verwerking", max_length=120)
    doel = _tekst("Doel", 2)
    grondslag = forms.ChoiceField(label="Grondslag", choices=Grondslag.choices)
    artikel = forms.CharField(label="Artikel", required=False, max_length=200)
    verantwoordelijken = _tekst("Wie is verantwoordelijk?", 2)
    betrokkenen = _tekst("Van wie zijn de gegevens?", 2)
    categorieen = forms.MultipleChoiceField(
        label="Categorieën van gegevens",
        choices=Gegevenscategorie.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    ontvangers = _tekst("Wie krijgt ze?", 2)
    bewaartermijn = forms.CharField(label="Bewaartermijn", max_length=300)
    doorgifte = forms.CharField(label="Doorgifte buiten de EU", max_length=200, initial="Geen")
    beveiliging = _tekst("Beveiliging", 2, required=False)
    versie = forms.IntegerField(widget=forms.HiddenInput, required=False)
