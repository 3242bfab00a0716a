"""What the desk does with a melding: asking, recognising, dossier, ending, handing over."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError

from ketenregie.foundation import clock
from ketenregie.foundation.forms import DatumVeld, Formulier, VageDatumVeld
from ketenregie.foundation.vaag import VageDatum
from meldpunt.forms_velden import gebiedveld
from meldpunt.matching import Beeld
from meldpunt.models import EINDEN
from referentiemodel.enums import Persoonsrol


class VraagForm(Formulier):
    """What the meldpunt asks who filed it."""

    tekst = gebiedveld("Wat wilt u weten?", 3, "Alleen de organisatie die dit meldde, leest dit.")
    uiterlijk = DatumVeld(
        label="Antwoord uiterlijk", required=False, help_text="Leeg: over twee werkdagen."
    )


class AntwoordForm(Formulier):
    tekst = gebiedveld("Uw antwoord", 4, "Alleen het meldpunt leest dit.")


class TerugForm(Formulier):
    reden = gebiedveld("Waarom stuurt u dit terug?", 3, "De afzender blijft verantwoordelijk.")


class IntrekkenForm(Formulier):
    reden = gebiedveld("Waarom trekt u dit in?", 2)


class MatchForm(Formulier):
    """The few answers that a suggestion is looked up with, read as far as they make sense yet."""

    voornaam = forms.CharField(required=False, max_length=80)
    tussenvoegsel = forms.CharField(required=False, max_length=20)
    achternaam = forms.CharField(required=False, max_length=80)
    andere_namen = forms.CharField(required=False, max_length=200)
    geboorte = VageDatumVeld(required=False, verleden=True, leeftijd=True)
    geslacht = forms.CharField(required=False, max_length=10)
    woonplaats = forms.CharField(required=False, max_length=80)
    telefoon = forms.CharField(required=False, max_length=20)

    def beeld(self) -> Beeld:
        """Half a date is no date yet; the rest counts."""
        self.is_valid()
        data = self.cleaned_data
        geboorte: VageDatum | None = data.get("geboorte")
        van, tot = (geboorte.van, geboorte.tot) if geboorte else (None, None)
        return Beeld(
            voornaam=data.get("voornaam", ""),
            tussenvoegsel=data.get("tussenvoegsel", ""),
            achternaam=data.get("achternaam", ""),
            andere_namen=tuple(
                n.strip() for n in data.get("andere_namen", "").split(",") if n.strip()
            ),
            geboortedatum=van if geboorte and geboorte.exact else None,
            jaar_van=van.year if van else None,
            jaar_tot=tot.year if tot else None,
            geslacht=data.get("geslacht", ""),
            woonplaats=data.get("woonplaats", ""),
            telefoon=data.get("telefoon", ""),
        )


class DossierForm(Formulier):
    """New dossier or that of a known person, and who is invited."""

    dossier = forms.ChoiceField(
        label="Bij welk dossier hoort deze melding?", widget=forms.RadioSelect
    )
    titel = forms.CharField(
        label="Titel van de casus",
        max_length=120,
        help_text="Zonder namen. Uitgenodigde organisaties lezen deze titel.",
    )
    rol = forms.ChoiceField(
        label="De persoon is",
        choices=[
            (Persoonsrol.SLACHTOFFER, "Mogelijk slachtoffer"),
            (Persoonsrol.KWETSBARE, "Kwetsbaar persoon"),
        ],
        widget=forms.RadioSelect(attrs={"data-naast-elkaar": ""}),
    )
    uitnodigen = forms.MultipleChoiceField(
        label="Wie nodigt u uit?",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Zij lezen eerst alleen de vorm en de gemeente, en besluiten dan zelf.",
    )

    documenten = forms.MultipleChoiceField(
        label="Welke bestanden gaan mee?",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Het convenant bepaalt per soort gegeven wie een bestand ziet.",
    )

    def __init__(
        self,
        *args: Any,
        dossiers: Sequence[tuple[str, str]],
        organisaties: Sequence[tuple[str, str]],
        documenten: Sequence[tuple[str, str]] = (),
        **kwargs: Any,
    ):
        super().__init__(*args, **kwargs)
        self.fields["documenten"].choices = documenten  # type: ignore[attr-defined]
        if not documenten:
            del self.fields["documenten"]
        self.fields["dossier"].choices = [  # type: ignore[attr-defined]
            *dossiers,
            ("nieuw", "Maak een nieuw dossier"),
        ]
        self.fields["uitnodigen"].choices = organisaties  # type: ignore[attr-defined]

    def dossier_id(self) -> UUID | None:
        chosen = self.cleaned_data["dossier"]
        return None if chosen == "nieuw" else UUID(chosen)


class EindeForm(Formulier):
    """A named end without a dossier."""

    einde = forms.ChoiceField(
        label="Hoe eindigt deze melding?",
        choices=[(e.value, e.label) for e in EINDEN],
        widget=forms.RadioSelect,
    )
    reden = gebiedveld("Waarom?", 3, "Bij doorverwijzen: naar wie, en is dat aangekomen?")


class VervolgForm(Formulier):
    """What comes next and by when."""

    stap = forms.CharField(label="Volgende stap", max_length=200)
    datum = DatumVeld(label="Uiterlijk")

    def clean_datum(self) -> date:
        datum: date = self.cleaned_data["datum"]
        if datum < clock.today():
            raise ValidationError("Kies vandaag of een dag hierna.")
        return datum


class ToewijsForm(Formulier):
    """Which colleague takes it on."""

    prefix = "toewijs"

    collega = forms.ChoiceField(label="Collega", help_text="Uw collega krijgt bericht.")

    def __init__(self, *args: Any, collegas: Sequence[tuple[str, str]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["collega"].choices = [("", "Kies een collega"), *collegas]  # type: ignore[attr-defined]


class OverdrachtForm(Formulier):
    """Offer a melding to another organisation."""

    prefix = "overdracht"

    naar = forms.ChoiceField(label="Naar welke organisatie?")
    waarom = gebiedveld(
        "Waarom, en wat is er nodig?",
        4,
        "De ontvanger leest dit voordat die besluit. Noem geen namen.",
    )
    uiterlijk = DatumVeld(
        label="Antwoord uiterlijk", required=False, help_text="Leeg: over twee werkdagen."
    )
    overdracht_id = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, ontvangers: Sequence[tuple[str, str]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["naar"].choices = [("", "Kies een organisatie"), *ontvangers]  # type: ignore[attr-defined]

    def velden(self) -> dict[str, Any]:
        return self.cleaned_data | {"naar": UUID(self.cleaned_data["naar"])}


class WeigerForm(Formulier):
    """Why a melding is not taken over."""

    prefix = "weiger"

    reden = forms.CharField(
        label="Waarom neemt u dit niet over?", max_length=300, help_text="De afzender leest dit."
    )


class OpwaardeerForm(Formulier):
    """A signaal or adviesvraag that is a melding after all."""

    prefix = "opwaardeer"

    reden = forms.CharField(label="Waarom?", max_length=300)


class RedenForm(Formulier):
    """A reason, for what is logged."""

    reden = forms.CharField(label="Waarom wilt u dit zien?", max_length=300, min_length=5)
