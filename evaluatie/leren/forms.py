"""Forms of the learning loop."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

from django import forms

from evaluatie.forms import ANONIEM, LANG, zet_plaatsen
from ketenregie.foundation.forms import DatumVeld, Formulier
from referentiemodel.models import ModelVersie
from referentiemodel.schema import Model

KORT = forms.TextInput(attrs={"class": "kr-kort", "autocomplete": "off"})
LEEG = (
    "Laat leeg voor het laatste cijfer van de keten. Of vul zelf in, bijvoorbeeld 62% of 9 dagen."
)


class KetenpuntForm(Formulier):
    """A verbeterpunt that does not come from a casus."""

    niveau = forms.ChoiceField(label="Uit welke evaluatie komt het?", widget=forms.RadioSelect)
    categorie = forms.ChoiceField(
        label="Wat moet er beter?", widget=forms.RadioSelect(attrs={"data-naast-elkaar": ""})
    )
    tekst = forms.CharField(label="Beschrijf het", max_length=500, widget=LANG, help_text=ANONIEM)
    eigenaar = forms.TypedChoiceField(label="Welke organisatie pakt dit op?", coerce=UUID)
    datum = DatumVeld(label="Wanneer is het klaar?")
    activiteit = forms.ChoiceField(
        label="Bij welke activiteit hoort dit", required=False,
        help_text="De les staat dan op elke casus die bij deze activiteit is.",
    )  # fmt: skip
    verschijningsvormen = forms.MultipleChoiceField(
        label="Bij welke vormen van uitbuiting", required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    verbeterpunt_id = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args: Any, model: Model, organisaties: Sequence[tuple[UUID, str]], **kwargs: Any
    ) -> None:
        kwargs["initial"] = {"verbeterpunt_id": uuid4()} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        zet_plaatsen(self, model)
        lijst = model.waardelijst("evaluatieniveau").keuzes()
        self.fields["niveau"].choices = [k for k in lijst if k[0] != "casus"]  # type: ignore[attr-defined]
        self.fields["categorie"].choices = model.waardelijst("verbeterpunt").keuzes()  # type: ignore[attr-defined]
        self.fields["eigenaar"].choices = [("", "Kies een organisatie"), *organisaties]  # type: ignore[attr-defined]


class VoorstelForm(Formulier):
    voorstel = forms.CharField(label="Wat stelt u voor?", widget=LANG, help_text=ANONIEM)
    activiteit = forms.ChoiceField(label="Bij welke activiteit hoort dit", required=False)
    verschijningsvormen = forms.MultipleChoiceField(
        label="Bij welke vormen van uitbuiting", required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    indicator = forms.ChoiceField(
        label="Aan welke indicator ziet u of het helpt", required=False,
        help_text="De stand van nu komt ernaast te staan, en na de verandering nog een keer.",
    )  # fmt: skip
    waarde = forms.CharField(
        label="Stand nu", max_length=60, required=False, widget=KORT,
        help_text=LEEG,
    )  # fmt: skip
    datum = DatumVeld(label="Gemeten op", required=False, verleden=True)
    vraagt_model = forms.BooleanField(
        label="Hiervoor moet het referentiemodel veranderen", required=False,
        help_text="De procesregie krijgt dit als werk en laat weten in welke versie het staat, of "
        "waarom niet.",
    )  # fmt: skip

    def __init__(self, *args: Any, model: Model, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zet_plaatsen(self, model)
        self.fields["indicator"].choices = [  # type: ignore[attr-defined]
            ("", "Geen indicator"),
            *((i.sleutel, i.naam) for i in model.indicatoren),
        ]


class _MetVersie(Formulier):
    geen = "Het referentiemodel hoefde niet te veranderen"
    modelversie = forms.TypedChoiceField(
        label="In welke versie van het referentiemodel staat het", required=False, coerce=UUID,
        empty_value=None,
    )  # fmt: skip

    def __init__(self, *args: Any, versies: Sequence[ModelVersie], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["modelversie"].choices = [  # type: ignore[attr-defined]
            ("", self.geen),
            *((str(v.pk), str(v)) for v in versies),
        ]


class DoorvoerForm(_MetVersie):
    doorvoering = forms.CharField(label="Wat is er veranderd?", widget=LANG)


class ModelantwoordForm(_MetVersie):
    geen = "Het referentiemodel verandert niet"
    toelichting = forms.CharField(
        label="Toelichting", widget=LANG, required=False,
        help_text="Verplicht als het model niet verandert. De hele keten leest dit.",
    )  # fmt: skip


class MetingForm(Formulier):
    waarde = forms.CharField(
        label="Stand nu", max_length=60, required=False, widget=KORT, help_text=LEEG
    )
    datum = DatumVeld(label="Gemeten op", required=False, verleden=True)
