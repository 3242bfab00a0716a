"""Small forms beside a melding: a business or place, a decision, and a question to the procesregie."""

from typing import Any
from uuid import uuid4

from django import forms

from cases.services.bijdrage import GEEN_BIJDRAGE
from ketenregie.foundation.forms import Formulier
from meldpunt.models import Meldingobject, Navraagantwoord
from referentiemodel.enums import Gegevenscategorie, Locatierol, Ondernemingsrol


class MeldingobjectForm(Formulier):
    """What a caller says about where it happens and for whom people work: one line is enough."""

    prefix = "object"

    objectsoort = forms.ChoiceField(
        label="Bedrijf of plek?",
        choices=Meldingobject.Soort.choices,
        widget=forms.RadioSelect(attrs={"data-naast-elkaar": ""}),
    )
    naam = forms.CharField(label="Naam", required=False, max_length=160)
    kvk_nummer = forms.CharField(label="KvK-nummer", required=False, max_length=20)
    adres = forms.CharField(label="Straat", required=False, max_length=160)
    huisnummer = forms.CharField(label="Huisnummer", required=False, max_length=12)
    postcode = forms.CharField(label="Postcode", required=False, max_length=8)
    plaats = forms.CharField(label="Plaats", required=False, max_length=80)
    rol = forms.ChoiceField(
        label="Wat is de rol?",
        required=False,
        choices=[
            ("", "Weet ik niet"),
            ("Van een bedrijf", Ondernemingsrol.choices[:-1]),
            ("Van een plek", Locatierol.choices),
        ],
    )
    object_id = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["object_id"].initial = uuid4


class WaarForm(Formulier):
    """On the phone: the name of a business and an address, in the form of a new melding. Nothing of it
    is required, and nothing of it holds a melding up."""

    prefix = "waar"

    bedrijf = forms.CharField(label="Naam van een bedrijf", required=False, max_length=160)
    kvk_nummer = forms.CharField(label="KvK-nummer", required=False, max_length=60)
    adres = forms.CharField(label="Straat", required=False, max_length=160)
    huisnummer = forms.CharField(label="Huisnummer", required=False, max_length=60)
    postcode = forms.CharField(label="Postcode", required=False, max_length=60)
    plaats = forms.CharField(label="Plaats", required=False, max_length=600)

    @classmethod
    def uit(cls, data: Any) -> "WaarForm":
        """With what was typed in an earlier draft."""
        return cls(initial={n: data.get(f"waar-{n}", "") for n in cls.base_fields})


class VrijgevenForm(Formulier):
    """A file that came by mail may go to a casus: someone looked at it."""

    prefix = "vrij"

    omschrijving = forms.CharField(
        label="Wat is het, zonder wie het stuurde?",
        max_length=200,
        help_text="Dit wordt ook de naam van het bestand.",
    )
    gegevenscategorie = forms.ChoiceField(
        label="Wat voor gegeven is dit?",
        choices=[(c.value, c.label) for c in Gegevenscategorie if c not in GEEN_BIJDRAGE],
        initial=Gegevenscategorie.UITBUITING.value,
    )
    bekeken = forms.BooleanField(
        label="Ik heb het bestand bekeken: nergens staat wie het meldde",
        error_messages={"required": "Bekijk het bestand eerst."},
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        data.pop("bekeken", None)
        return data


class NavraagForm(Formulier):
    """Why, and about what."""

    prefix = "navraag"

    over = forms.ChoiceField(label="Waarover?", required=False)
    reden = forms.CharField(
        label="Waarom vraagt u dit na?",
        max_length=300,
        help_text="Het ZVH leest dit. Noem de melder niet.",
    )
    navraag_id = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, over: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["over"].choices = over  # type: ignore[attr-defined]
        self.fields["navraag_id"].initial = uuid4
        if len(over) < 2:
            del self.fields["over"]


class NavraagAntwoordForm(Formulier):
    """What the procesregie found, from a fixed set."""

    uitkomst = forms.ChoiceField(
        label="Wat hebt u gevonden?",
        choices=Navraagantwoord.Uitkomst.choices,
        widget=forms.RadioSelect,
    )
    casus = forms.ChoiceField(
        label="Bij welke casus kan de vrager aansluiten?",
        required=False,
        help_text="Alleen als u de vrager uitnodigt.",
    )
    motivering = forms.CharField(
        label="Waarom?",
        required=False,
        max_length=300,
        help_text="Alleen het ZVH leest dit.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, casussen: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["casus"].choices = [("", "Geen"), *casussen]  # type: ignore[attr-defined]
