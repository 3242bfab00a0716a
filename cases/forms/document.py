"""Bringing a document in: the files, what they are, and their label."""

from typing import Any
from uuid import uuid4

from django import forms

from cases.forms.bijdrage import categoriekeuzes, grondslagkeuzes
from cases.services.bijdrage import WPG_ARTIKELEN
from ketenregie.foundation.documenten.velden import Bestandenveld
from ketenregie.foundation.forms import Formulier
from ketenregie.foundation.viewer import Viewer
from referentiemodel.enums import Domein, Gegevenssoort


class LabelForm(Formulier):
    """What kind of datum it is; `viewer` decides which questions are asked."""

    omschrijving = forms.CharField(
        label="Wat is het?",
        max_length=200,
        required=False,
        help_text="Bijvoorbeeld: verslag van het huisbezoek. Leeg: de naam van het bestand.",
    )
    gegevenscategorie = forms.ChoiceField(
        label="Wat voor gegeven is dit?", help_text="Hiervan hangt af wie het mag zien."
    )
    grondslag = forms.ChoiceField(label="Op welke grondslag deelt u dit?")
    motivering = forms.CharField(
        label="Waarom mag u dit delen zonder toestemming?",
        help_text="Alleen bij gezondheidsgegevens: u hebt een beroepsgeheim.",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    wpg_artikel = forms.ChoiceField(
        label="Artikel van de Wet politiegegevens",
        help_text="Alleen bij politiegegevens.",
        required=False,
        choices=[("", "Geen politiegegevens"), *((a, f"Artikel {a}") for a in WPG_ARTIKELEN)],
        widget=forms.RadioSelect(attrs={"data-naast-elkaar": ""}),
    )
    gegevenssoort = forms.ChoiceField(
        label="Hoe vast staat dit?",
        choices=Gegevenssoort.choices,
        initial=Gegevenssoort.DYNAMISCH.value,
        required=False,
        widget=forms.RadioSelect,
    )
    voorwaarden = forms.CharField(
        label="Voorwaarden",
        required=False,
        max_length=300,
        help_text="Bijvoorbeeld: niet gebruiken zonder overleg met ons.",
    )

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["gegevenscategorie"].choices = categoriekeuzes(viewer)  # type: ignore[attr-defined]
        self.fields["grondslag"].choices = grondslagkeuzes()  # type: ignore[attr-defined]
        del self.fields["wpg_artikel" if viewer.domein == Domein.ZORG else "motivering"]


class DocumentForm(LabelForm):
    """New documents of one kind."""

    prefix = "document"
    field_order = ("bestanden", "omschrijving")

    bestanden = Bestandenveld(label="Bestanden")
    document_id = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, viewer=viewer, **kwargs)
        self.fields["document_id"].initial = uuid4


class DocumentLabelForm(LabelForm):
    prefix = "label"

    reden = forms.CharField(
        label="Waarom wijzigt u dit?", max_length=300, help_text="Komt in de geschiedenis te staan."
    )
    versie = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, viewer=viewer, **kwargs)
        self.fields["omschrijving"].required = True
        self.fields["omschrijving"].help_text = ""


class NieuweVersieForm(Formulier):
    prefix = "nieuw"

    bestand = Bestandenveld(label="Nieuw bestand", meer=False)
    reden = forms.CharField(label="Wat is er anders?", max_length=300)
    document_id = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["document_id"].initial = uuid4


class IntrekkenForm(Formulier):
    prefix = "intrekken"

    reden = forms.CharField(
        label="Waarom trekt u dit in?",
        max_length=300,
        help_text="Wie het document zag, ziet dat het is ingetrokken en waarom.",
    )
