"""What a partner brings in: the text, its label and its ground."""

from typing import Any
from uuid import uuid4

from django import forms

from cases.models import Toestemming
from cases.services.bijdrage import GEEN_BIJDRAGE, WPG_ARTIKELEN
from ketenregie.foundation.forms import DatumVeld, Formulier
from ketenregie.foundation.viewer import Viewer
from referentiemodel.enums import (
    Domein,
    Gegevenscategorie,
    Gegevenssoort,
    Grondslag,
    Partnersoort,
)

KIES = ("", "Maak een keuze")
TOESTEMMING = ("toestemming_op", "toestemming_wijze", "toestemming_bewijs", "toestemming_tot")


def categoriekeuzes(viewer: Viewer) -> list[Any]:
    """Categories this organisation can bring in, those that the WGS names first."""
    skip = set(GEEN_BIJDRAGE)
    if viewer.domein == Domein.ZORG:
        skip.add(Gegevenscategorie.POLITIEGEGEVENS_8_13)
    if viewer.partnersoort != Partnersoort.OM:
        skip.add(Gegevenscategorie.JUSTITIEEL)
    open_to_us = [c for c in Gegevenscategorie if c not in skip]
    named = [(c.value, c.label) for c in open_to_us if c.wgs_genoemd]
    others = [(c.value, c.label) for c in open_to_us if not c.wgs_genoemd]
    return [KIES, ("Genoemd in de wet (WGS)", named), ("Alleen met een eigen grondslag", others)]


def grondslagkeuzes() -> list[tuple[str, str]]:
    """Every grondslag with its article."""
    return [KIES, *((g.value, f"{g.label} ({g.bron})") for g in Grondslag)]


class BijdrageForm(Formulier):
    """`viewer` decides which questions are asked; the service checks them again."""

    prefix = "bijdrage"

    tekst = forms.CharField(
        label="Wat weet uw organisatie?",
        help_text="Alleen wat nodig is voor deze casus. Eén soort gegeven per bijdrage.",
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    gegevenscategorie = forms.ChoiceField(
        label="Wat voor gegeven is dit?",
        help_text="Hiervan hangt af wie het mag zien.",
    )
    grondslag = forms.ChoiceField(label="Op welke grondslag deelt u dit?")
    toestemming_op = DatumVeld(
        label="Wanneer gaf de betrokkene toestemming?",
        help_text="Alleen als u deelt op grond van toestemming.",
        required=False,
        verleden=True,
    )
    toestemming_wijze = forms.ChoiceField(
        label="Hoe gaf de betrokkene toestemming?",
        required=False,
        choices=[("", "Niet van toepassing"), *Toestemming.Wijze.choices],
        widget=forms.RadioSelect(attrs={"data-naast-elkaar": ""}),
    )
    toestemming_bewijs = forms.CharField(
        label="Waar staat het bewijs van de toestemming?",
        required=False,
        max_length=300,
        help_text="Alleen uw eigen organisatie leest dit.",
    )
    toestemming_tot = DatumVeld(
        label="Tot en met wanneer geldt de toestemming?",
        required=False,
        help_text="Leeg als er geen einddatum is.",
    )
    motivering = forms.CharField(
        label="Waarom mag u dit delen zonder toestemming?",
        help_text="Bij gezondheid, hulpverlening en seksualiteit: u hebt een beroepsgeheim.",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    wpg_artikel = forms.ChoiceField(
        label="Artikel van de Wet politiegegevens",
        help_text="Alleen bij politiegegevens. Gegevens onder artikel 9 of 10 horen hier niet.",
        required=False,
        choices=[("", "Geen politiegegevens"), *((a, f"Artikel {a}") for a in WPG_ARTIKELEN)],
        widget=forms.RadioSelect(attrs={"data-naast-elkaar": ""}),
    )
    gegevenssoort = forms.ChoiceField(
        label="Hoe vast staat dit?",
        choices=Gegevenssoort.choices,
        initial=Gegevenssoort.DYNAMISCH.value,
        widget=forms.RadioSelect,
    )
    vraag = forms.CharField(
        label="Wat vraagt u de anderen?",
        required=False,
        help_text="Wie uw bijdrage niet mag zien, ziet ook uw vraag niet.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    bron = forms.CharField(
        label="Bron",
        required=False,
        max_length=200,
        help_text="Bijvoorbeeld een controle of gesprek.",
    )
    voorwaarden = forms.CharField(
        label="Voorwaarden",
        required=False,
        max_length=300,
        help_text="Bijvoorbeeld: niet gebruiken zonder overleg met ons.",
    )
    niet_verder = forms.BooleanField(
        label="Niet verder verstrekken zonder onze toestemming", required=False
    )
    bijdrage_id = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["gegevenscategorie"].choices = categoriekeuzes(viewer)  # type: ignore[attr-defined]
        self.fields["grondslag"].choices = grondslagkeuzes()  # type: ignore[attr-defined]
        self.fields["bijdrage_id"].initial = uuid4
        if viewer.domein == Domein.ZORG:
            del self.fields["wpg_artikel"]
        if viewer.domein != Domein.ZORG:
            del self.fields["motivering"]


class BijdrageWijzigenForm(BijdrageForm):
    """As bringing in, with the reason of the change."""

    reden = forms.CharField(
        label="Waarom wijzigt u dit?", max_length=300, help_text="Komt in de geschiedenis te staan."
    )
    versie = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, viewer=viewer, **kwargs)
        for naam in ("bijdrage_id", "niet_verder", *TOESTEMMING):  # have a page of their own
            del self.fields[naam]
