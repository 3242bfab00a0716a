"""Forms of heropenen, samenvoegen and ontkoppelen."""

from typing import Any

from django import forms

from cases.forms.bijdrage import KIES, grondslagkeuzes
from ketenregie.foundation.forms import Formulier
from referentiemodel.enums import Doel


def _reden(label: str, hint: str = "", *, verplicht: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=hint, max_length=300, required=verplicht,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip


class HeropeningForm(Formulier):
    prefix = "heropenen"

    kenmerk = forms.CharField(
        label="Kenmerk van de casus",
        max_length=20,
        help_text="Van een oud stuk of uit het dossier. Er is geen lijst van afgesloten casussen.",
    )
    reden = _reden(
        "Waarom moet de casus weer open?",
        "Iedereen die meedeed of gegevens leverde, leest dit. Zonder namen.",
    )
    doel = forms.ChoiceField(label="Voor welk doel?")
    grondslag = forms.ChoiceField(label="Op welke grondslag?")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["doel"].choices = [KIES, *Doel.choices]  # type: ignore[attr-defined]
        self.fields["grondslag"].choices = grondslagkeuzes()  # type: ignore[attr-defined]


class HeropeningsakkoordForm(Formulier):
    prefix = "akkoord"

    akkoord = forms.TypedChoiceField(
        label="Gaat uw organisatie akkoord?",
        choices=[
            ("ja", "Ja, de casus mag weer open"),
            ("nee", "Nee, wat wij leverden blijft afgeschermd"),
        ],
        coerce=lambda waarde: waarde == "ja",
        widget=forms.RadioSelect,
    )
    reden = _reden(
        "Waarom niet?",
        "Alleen nodig bij nee. Alleen de functionaris gegevensbescherming leest dit.",
        verplicht=False,
    )


class SamenvoegenForm(Formulier):
    prefix = "samenvoegen"

    reden = _reden("Waarom is dit dezelfde zaak?")
    grondslag = forms.ChoiceField(
        label="Op welke grondslag delen de partners dit met elkaar?",
        help_text="De deelregels van het convenant bepalen daarna wat ieder ziet.",
    )
    uitnodigen = forms.BooleanField(
        label="Vraag wie alleen hier meedoet, ook daar mee te doen", required=False, initial=True
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["grondslag"].choices = grondslagkeuzes()  # type: ignore[attr-defined]


class OntkoppelForm(Formulier):
    prefix = "ontkoppelen"

    reden = _reden("Waarom zijn dit toch twee zaken?")
