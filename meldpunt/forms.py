"""Forms of the meldpunt. Only "In het kort" is required; every other answer may wait."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.core.exceptions import ValidationError

from cases.models import Persoon
from cases.services.bijdrage import GEEN_BIJDRAGE
from ketenregie.foundation import clock
from ketenregie.foundation.documenten.velden import Bestandenveld
from ketenregie.foundation.forms import (
    AantalVeld,
    DatumVeld,
    Formulier,
    JaNeeOnbekendVeld,
    VageDatumVeld,
)
from ketenregie.foundation.vaag import VageDatum
from meldpunt.matching import Beeld
from meldpunt.models import EINDEN, Melder, Melderbericht, Melding
from meldpunt.services import MelderInvoer
from partners.models import Deelname
from referentiemodel.enums import Gegevenscategorie, Persoonsrol
from referentiemodel.schema import Model

KORT = {"autocomplete": "off"}
ANONIEM_MET_NAAM = (
    "De melder wil anoniem blijven. Haal de naam weg, of zet het vinkje ‘anoniem’ uit."
)
# Answers that are no field of Melding.
GEEN_VELD = frozenset({"melding_id", "versie", "versie_nu", "doorsturen"})
GEMEENTE = {"autocomplete": "off", "list": "gemeenten"}


def _tekst(label: str, lengte: int, hint: str = "", **attrs: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=lengte,
        required=False,
        help_text=hint,
        widget=forms.TextInput(attrs=KORT | attrs),
    )


def _gebied(label: str, rijen: int, hint: str = "", **opties: Any) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=hint, widget=forms.Textarea(attrs={"rows": rijen}), **opties
    )


def _ja_nee(label: str, hint: str = "") -> JaNeeOnbekendVeld:
    return JaNeeOnbekendVeld(label=label, required=False, help_text=hint)


def _vage(label: str, **opties: Any) -> VageDatumVeld:
    return VageDatumVeld(label=label, required=False, verleden=True, vrij=True, **opties)


class MeldingForm(Formulier):
    """Everything the meldpunt may ask on the phone, on one page."""

    # The key of the draft and of the record: a double click makes one.
    melding_id = forms.UUIDField(widget=forms.HiddenInput)
    versie = forms.IntegerField(widget=forms.HiddenInput, required=False)

    korte_inhoud = _gebied(
        "In het kort",
        5,
        "Schrijf op wat de melder vertelt, zonder de naam van de melder. Meer is niet nodig om op te slaan.",
        error_messages={"required": "Schrijf in het kort op wat er aan de hand is."},
    )
    soort = forms.ChoiceField(
        label="Soort",
        choices=Melding.Soort.choices,
        widget=forms.RadioSelect(attrs={"data-naast-elkaar": ""}),
    )
    kanaal = forms.ChoiceField(label="Binnengekomen via", choices=Melding.Kanaal.choices)
    verschijningsvormen = forms.MultipleChoiceField(
        label="Type uitbuiting",
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"data-naast-elkaar": ""}),
    )
    acuut = forms.BooleanField(
        label="Er is nu acuut gevaar",
        required=False,
        help_text="Bel bij direct gevaar eerst 112. Deze melding komt bovenaan te staan.",
    )
    nu_veilig = _ja_nee("Is de persoon nu veilig?")
    dreiging = _tekst(
        "Wat dreigt er, en wanneer?", 200, "Bijvoorbeeld: vanavond naar een ander adres."
    )
    gevaar_anderen = _tekst("Gevaar voor anderen of hulpverleners", 200)

    persoon_onbekend = forms.BooleanField(label="De persoon is onbekend", required=False)
    voornaam = _tekst("Voornaam", 80)
    tussenvoegsel = _tekst("Tussenvoegsel", 20, **{"class": "kr-kort"})
    achternaam = _tekst("Achternaam", 80)
    geboorte = _vage("Geboortedatum of leeftijd", leeftijd=True)
    geslacht = forms.ChoiceField(
        label="Geslacht",
        required=False,
        choices=Persoon.Geslacht.choices,
        widget=forms.RadioSelect(attrs={"data-naast-elkaar": ""}),
    )
    woonplaats = _tekst("Woonplaats", 80)
    telefoon = _tekst("Telefoon van de persoon", 20, inputmode="tel")
    andere_namen = _tekst(
        "Andere namen of schrijfwijzen", 200, "Met komma’s ertussen. Ook als u twijfelt."
    )
    adres = _tekst("Adres", 160)
    verblijft_nu = _tekst("Waar is de persoon nu?", 200, "Of: waar en wanneer het laatst gezien.")
    nationaliteit = _tekst("Nationaliteit", 60)
    taal = _tekst("Taal", 60)
    tolk_nodig = _ja_nee("Is een tolk nodig?")
    veilig_contact = _tekst(
        "Hoe en wanneer is contact veilig?", 200, "Schrijf ook op wat juist niet mag."
    )
    wens = _tekst("Wat wil de persoon zelf?", 200)
    directe_hulp = _tekst("Wat is direct nodig?", 200, "Bijvoorbeeld opvang, een arts of geld.")
    vertegenwoordiger = _tekst("Wettelijk vertegenwoordiger", 160)

    locatie = _tekst("Waar gebeurt het?", 200, "Adres, bedrijf, hotel, website of app.")
    gemeente = _tekst("Gemeente waar het gebeurt", 60, "Mag ook buiten de regio zijn.", **GEMEENTE)
    gemeente_melding = _tekst("Gemeente waar de melding vandaan komt", 60, **GEMEENTE)
    periode_van = _vage("Sinds wanneer?")
    periode_tot = VageDatumVeld(label="Tot wanneer?", required=False, vrij=True)
    frequentie = _tekst("Hoe vaak?", 120)
    aantal_slachtoffers = AantalVeld(label="Hoeveel slachtoffers?", required=False, vrij=True)
    aantal_daders = AantalVeld(label="Hoeveel daders?", required=False, vrij=True)
    voertuigen = _tekst("Voertuig of kenteken", 200)
    accounts = _tekst("Telefoonnummers of online accounts", 200)

    signalen = forms.MultipleChoiceField(
        label="Welke signalen zijn er?", required=False, widget=forms.CheckboxSelectMultiple
    )

    hulpverlening_betrokken = _ja_nee("Is er al hulpverlening?")
    politie_gebeld = _ja_nee("Is de politie gebeld?")
    zorgcoordinator_betrokken = _ja_nee("Is er een zorgcoördinator?")
    zorgcoordinator = forms.ChoiceField(label="Organisatie van de zorgcoördinator", required=False)
    zorgcoordinator_naam = _tekst("Naam van de zorgcoördinator", 120)
    extern_kenmerk = _tekst("Kenmerk bij een andere organisatie", 60)
    gegeven_advies = _gebied("Welk advies gaf u?", 3, "Alleen bij een adviesvraag.", required=False)

    melder_soort = forms.ChoiceField(
        label="Wie meldt dit?",
        required=False,
        choices=Melder.Soort.choices,
        widget=forms.RadioSelect(attrs={"data-naast-elkaar": ""}),
    )
    melder_anoniem = forms.BooleanField(
        label="De melder wil anoniem blijven",
        required=False,
        help_text="Dat mag. Leg uit dat wij met een naam kunnen terugbellen, en dat die in de kluis blijft.",
    )
    melder_naam = _tekst("Naam van de melder", 120)
    melder_contact = _tekst("Telefoon of e-mail van de melder", 120)
    melder_organisatie = _tekst("Organisatie van de melder", 120)
    melder_relatie = _tekst("Hoe kent de melder de persoon?", 160)
    melder_mag_bellen = _ja_nee("Mogen wij terugbellen?")
    melder_gevaar = forms.BooleanField(
        label="Het is gevaarlijk als bekend wordt wie meldde", required=False
    )

    bestanden = Bestandenveld(label="Bestanden", required=False)
    bestanden_melder = forms.BooleanField(
        label="In deze bestanden staat wie het meldde",
        required=False,
        help_text="Dan blijven ze bij het meldpunt en gaan ze niet mee naar een casus.",
    )

    def __init__(self, *args: Any, model: Model, deelnames: Sequence[Deelname] = (), **kwargs: Any):
        super().__init__(*args, **kwargs)
        self._deelnames = {str(d.pk): d for d in deelnames}
        vormen = model.waardelijst("verschijningsvorm")
        self._kies("verschijningsvormen", vormen.keuzes())
        signalen = model.waardelijst("signaal")
        self._kies(
            "signalen",
            [
                (w.naam, signalen.keuzes_onder(w.sleutel)) if w.onder else (w.sleutel, w.naam)
                for w in signalen.actief
            ],
        )
        self._kies(
            "zorgcoordinator",
            [("", "Kies een organisatie"), *((pk, str(d)) for pk, d in self._deelnames.items())],
        )

    def _kies(self, naam: str, keuzes: Sequence[Any]) -> None:
        if naam in self.fields:
            self.fields[naam].choices = keuzes  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("melder_anoniem") and data.get("melder_naam"):
            self.add_error("melder_naam", ANONIEM_MET_NAAM)
        return data

    def velden(self) -> dict[str, Any]:
        """What the service takes: fields of Melding by name, with the birth date under `geboorte`."""
        found: dict[str, Any] = {}
        for naam, waarde in self.cleaned_data.items():
            if naam in GEEN_VELD or naam.startswith(("melder_", "bestanden")):
                continue
            found[naam] = waarde
        for naam in ("periode_van", "periode_tot", "aantal_slachtoffers", "aantal_daders"):
            if naam in found:
                found[naam] = str(found[naam] or "")
        if "zorgcoordinator" in found:
            found["zorgcoordinator"] = self._deelnames.get(found["zorgcoordinator"])
        if "geboorte" in found and found["geboorte"] is None:
            found["geboorte"] = VageDatum("")
        return found

    def melder(self) -> MelderInvoer:
        """What goes into the vault."""
        data = self.cleaned_data
        return MelderInvoer(
            soort=data.get("melder_soort", ""),
            naam=data.get("melder_naam", ""),
            contact=data.get("melder_contact", ""),
            organisatie=data.get("melder_organisatie", ""),
            relatie=data.get("melder_relatie", ""),
            anoniem=data.get("melder_anoniem", False),
            mag_bellen=data.get("melder_mag_bellen", ""),
            gevaar_bij_herleiding=data.get("melder_gevaar", False),
        )


class MelderForm(Formulier):
    """Who reported it, from the opened vault or for the first time."""

    prefix = "kluis"

    soort = forms.ChoiceField(
        label="Wie meldt dit?",
        required=False,
        choices=Melder.Soort.choices,
        widget=forms.RadioSelect(attrs={"data-naast-elkaar": ""}),
    )
    anoniem = forms.BooleanField(label="De melder wil anoniem blijven", required=False)
    naam = _tekst("Naam van de melder", 120)
    contact = _tekst("Telefoon of e-mail van de melder", 120)
    organisatie = _tekst("Organisatie van de melder", 120)
    relatie = _tekst("Hoe kent de melder de persoon?", 160)
    mag_bellen = _ja_nee("Mogen wij terugbellen?")
    gevaar_bij_herleiding = forms.BooleanField(
        label="Het is gevaarlijk als bekend wordt wie meldde", required=False
    )
    versie = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("anoniem") and data.get("naam"):
            self.add_error("naam", ANONIEM_MET_NAAM)
        return data

    def invoer(self) -> MelderInvoer:
        data = {k: v for k, v in self.cleaned_data.items() if k != "versie"}
        return MelderInvoer(**data)


class WijzigForm(MeldingForm):
    """The same questions later; the melder has a page of its own way in."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for naam in [n for n in self.fields if n.startswith(("melder_", "bestanden"))]:
            del self.fields[naam]


SIGNAAL = (
    "melding_id", "korte_inhoud", "soort", "verschijningsvormen", "acuut", "nu_veilig", "dreiging",
    "persoon_onbekend", "voornaam", "tussenvoegsel", "achternaam", "geboorte", "geslacht",
    "woonplaats", "telefoon", "veilig_contact", "locatie", "gemeente", "gemeente_melding",
    "periode_van", "signalen", "hulpverlening_betrokken", "politie_gebeld", "extern_kenmerk",
    "melder_naam", "melder_contact", "melder_anoniem", "melder_relatie", "melder_mag_bellen",
    "bestanden", "bestanden_melder", "doorsturen", "versie_nu",
)  # fmt: skip


class SignaalForm(MeldingForm):
    """What a partner tells the meldpunt."""

    doorsturen = forms.BooleanField(
        label="Dit kwam bij ons binnen, maar hoort bij het meldpunt",
        required=False,
        help_text="Wij sturen het door. Uw organisatie blijft verantwoordelijk tot het meldpunt het aanneemt.",
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for naam in [n for n in self.fields if n not in SIGNAAL]:
            del self.fields[naam]
        self.fields["soort"].choices = [  # type: ignore[attr-defined]
            (Melding.Soort.SIGNAAL, "Signaal: ik maak mij zorgen"),
            (Melding.Soort.MELDING, "Melding: ik vermoed uitbuiting"),
        ]
        self.fields[
            "korte_inhoud"
        ].help_text = "Wat ziet of hoort u? Noem hier geen namen van melders."
        self.fields["melder_naam"].label = "Wie kan het meldpunt bellen?"
        self.fields["melder_contact"].label = "Telefoon of e-mail"
        self.fields["melder_anoniem"].label = "Ik geef geen naam door"
        self.fields["melder_anoniem"].help_text = "Uw organisatie is wel bekend bij het meldpunt."


class SignaalWijzigForm(SignaalForm):
    """The same questions until the meldpunt takes it on."""

    versie_nu = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for naam in [
            n for n in self.fields if n.startswith(("melder_", "bestanden", "doorsturen"))
        ]:
            del self.fields[naam]


class MeldingDocumentForm(Formulier):
    """Files with a melding that is there already."""

    prefix = "document"

    bestanden = Bestandenveld(label="Bestanden")
    omschrijving = forms.CharField(
        label="Wat is het?",
        max_length=200,
        required=False,
        help_text="Leeg: de naam van het bestand.",
    )
    gegevenscategorie = forms.ChoiceField(
        label="Wat voor gegeven is dit?",
        choices=[(c.value, c.label) for c in Gegevenscategorie if c not in GEEN_BIJDRAGE],
        initial=Gegevenscategorie.UITBUITING.value,
        help_text="Hiervan hangt af wie het in een casus mag zien.",
    )
    noemt_melder = forms.BooleanField(
        label="In dit bestand staat wie het meldde",
        required=False,
        help_text="Dan blijft het bij het meldpunt en gaat het niet mee naar een casus.",
    )
    document_id = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["document_id"].initial = uuid4


class VraagForm(Formulier):
    """What the meldpunt asks who filed it."""

    tekst = _gebied("Wat wilt u weten?", 3, "Alleen de organisatie die dit meldde, leest dit.")
    uiterlijk = DatumVeld(
        label="Antwoord uiterlijk", required=False, help_text="Leeg: over twee werkdagen."
    )


class AntwoordForm(Formulier):
    tekst = _gebied("Uw antwoord", 4, "Alleen het meldpunt leest dit.")


class TerugForm(Formulier):
    reden = _gebied("Waarom stuurt u dit terug?", 3, "De afzender blijft verantwoordelijk.")


class IntrekkenForm(Formulier):
    reden = _gebied("Waarom trekt u dit in?", 2)


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
    reden = _gebied("Waarom?", 3, "Bij doorverwijzen: naar wie, en is dat aangekomen?")


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
    waarom = _gebied(
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


WEGEN = [
    (Melderbericht.Weg.PAGINA, "Op de terugkeerpagina: de melder leest het met de code"),
    (Melderbericht.Weg.TELEFOON, "Wij bellen de melder"),
]


class MeldervraagForm(Formulier):
    """What the meldpunt asks the melder."""

    prefix = "meldervraag"

    tekst = _gebied(
        "Wat wilt u de melder vragen?", 3, "Schrijf niets over anderen: u weet niet wie dit leest."
    )
    weg = forms.ChoiceField(
        label="Hoe vraagt u het?",
        choices=WEGEN,
        initial=Melderbericht.Weg.PAGINA,
        widget=forms.RadioSelect,
    )
    uiterlijk = DatumVeld(label="Uiterlijk", required=False, help_text="Leeg: over twee werkdagen.")
    bericht_id = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, heeft_code: bool = True, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if not heeft_code:
            self.fields["weg"].choices = WEGEN[1:]  # type: ignore[attr-defined]
            self.fields["weg"].initial = Melderbericht.Weg.TELEFOON


class GesprekForm(Formulier):
    """How a call with the melder went."""

    prefix = "gesprek"

    bereikt = forms.ChoiceField(
        label="Hebt u de melder gesproken?",
        choices=[("ja", "Ja"), ("nee", "Nee, niet bereikt")],
        widget=forms.RadioSelect(attrs={"data-naast-elkaar": ""}),
    )
    tekst = _gebied("Wat zei de melder?", 3, "Blijft bij het meldpunt.", required=False)


class HoorvraagForm(Formulier):
    """What a partner wants to know from the melder."""

    vraag = _gebied(
        "Wat wilt u van de melder weten?",
        4,
        "Het meldpunt vraagt het de melder. U leest het antwoord als bijdrage, zonder wie het zei.",
    )
    hoorvraag_id = forms.UUIDField(widget=forms.HiddenInput, required=False)


class StelAanMelderForm(Formulier):
    """The question of a partner, in words for the melder."""

    prefix = "stel"

    melding = forms.ChoiceField(label="Aan de melder van", widget=forms.RadioSelect)
    tekst = _gebied(
        "Wat vraagt u de melder?", 3, "Haal weg waaruit de melder iets over de casus kan opmaken."
    )
    weg = forms.ChoiceField(
        label="Hoe vraagt u het?",
        choices=WEGEN,
        initial=Melderbericht.Weg.PAGINA,
        widget=forms.RadioSelect,
    )
    uiterlijk = DatumVeld(label="Uiterlijk", required=False, help_text="Leeg: over twee werkdagen.")

    def __init__(self, *args: Any, meldingen: Sequence[tuple[str, str]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["melding"].choices = meldingen  # type: ignore[attr-defined]


class KanNietForm(Formulier):
    """Why a melder is not asked."""

    prefix = "kanniet"

    reden = forms.CharField(
        label="Waarom kan het niet?",
        max_length=300,
        help_text="Wie het vroeg, leest dit. Noem de melder niet.",
    )
