"""Forms between an established identity and a decision, and the answer of an organisation."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms

from ketenregie.foundation.forms import Formulier
from ketenregie.privacy.kopieen import Kandidaat
from ketenregie.privacy.models import Bron


class ZoekForm(Formulier):
    """Another spelling, or the kenmerk of a dossier."""

    naam = forms.CharField(label="Andere spelling van de naam", required=False, max_length=180)
    dossier = forms.CharField(label="Of het kenmerk van een dossier", required=False, max_length=20)


class KoppelForm(Formulier):
    """Which dossiers and meldingen are about this person; none is an answer too."""

    gekozen = forms.TypedMultipleChoiceField(
        label="Wat gaat over deze persoon",
        required=False,
        coerce=UUID,
        widget=forms.CheckboxSelectMultiple,
        help_text="Kies alleen wat zeker over deze persoon gaat. Niets kiezen kan ook.",
    )
    naam = forms.CharField(required=False, widget=forms.HiddenInput)
    dossier = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, kandidaten: Iterable[Kandidaat], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["gekozen"].choices = [  # type: ignore[attr-defined]
            (k.id, _kandidaat(k)) for k in kandidaten
        ]


def _kandidaat(k: Kandidaat) -> str:
    feiten = [f"geboren {k.geboren:%-d-%-m-%Y}" if k.geboren else "geboortedatum onbekend"]
    if k.woonplaats:
        feiten.append(f"woonplaats {k.woonplaats}")
    wat = "Dossier" if k.soort == "dossier" else "Melding zonder dossier"
    return f"{wat} {k.kenmerk} ({', '.join(feiten)})"


class MaskeerForm(Formulier):
    woorden = forms.CharField(
        label="Namen en woorden van anderen die weg moeten",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Een per regel. Namen van andere betrokkenen en van de melder gaan al vanzelf weg.",
    )


class VraagForm(Formulier):
    vraag = forms.CharField(
        label="Wat vraagt u de organisatie?",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="De organisatie ziet om welke eigen gegevens het gaat, niet wie het vraagt. Noem geen naam.",
    )


class AdviesForm(Formulier):
    """What an organisation advises about its own data."""

    advies = forms.ChoiceField(
        label="Wat adviseert u?", choices=Bron.Oordeel.choices, widget=forms.RadioSelect
    )
    grond = forms.ChoiceField(
        label="Grond, als u niet alles toewijst",
        choices=[("", "Kies een grond"), *Bron.Grond.choices],
        required=False,
    )
    toelichting = forms.CharField(
        label="Toelichting",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Alleen de functionaris gegevensbescherming leest dit.",
    )


class BesluitForm(Formulier):
    """The decision about one source."""

    besluit = forms.ChoiceField(
        label="Besluit", choices=Bron.Oordeel.choices, widget=forms.RadioSelect
    )
    grond = forms.ChoiceField(
        label="Grond, als u niet alles toewijst",
        choices=[("", "Kies een grond"), *Bron.Grond.choices],
        required=False,
    )
    toelichting = forms.CharField(
        label="Uitleg in de brief",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Bij opsporing: zeg niet of er gegevens zijn. Die bron staat dan ook niet in de brief.",
    )


class EindbesluitForm(Formulier):
    toelichting = forms.CharField(
        label="Wat leest de aanvrager in de brief?",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class UitgevoerdForm(Formulier):
    tekst = forms.CharField(
        label="Wat hebt u gedaan?", max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
