"""What one fills in about a melding or signaal. Only "In het kort" is required; every other answer may wait."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django import forms

from cases.models import Persoon
from cases.services.bijdrage import GEEN_BIJDRAGE
from ketenregie.foundation.documenten.velden import Bestandenveld
from ketenregie.foundation.forms import AantalVeld, Formulier, VageDatumVeld
from ketenregie.foundation.vaag import VageDatum
from meldpunt.forms_velden import gebiedveld, ja_neeveld, tekstveld, vageveld
from meldpunt.models import Melder, Melding
from meldpunt.services import MelderInvoer
from partners.models import Deelname
from referentiemodel.enums import Gegevenscategorie
from referentiemodel.schema import Model

ANONIEM_MET_NAAM = (
    "De melder wil anoniem blijven. Haal de naam weg, of zet het vinkje ‘anoniem’ uit."
)
# Answers that are no field of Melding.
GEEN_VELD = frozenset({"melding_id", "versie", "versie_nu", "doorsturen"})
GEMEENTE = {"autocomplete": "off", "list": "gemeenten"}


class MeldingForm(Formulier):
    """Everything the meldpunt may ask on the phone, on one page."""

    # The key of the draft and of the record: a double click makes one.
    melding_id = forms.UUIDField(widget=forms.HiddenInput)
    versie = forms.IntegerField(widget=forms.HiddenInput, required=False)

    korte_inhoud = gebiedveld(
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
    nu_veilig = ja_neeveld("Is de persoon nu veilig?")
    dreiging = tekstveld(
        "Wat dreigt er, en wanneer?", 200, "Bijvoorbeeld: vanavond naar een ander adres."
    )
    gevaar_anderen = tekstveld("Gevaar voor anderen of hulpverleners", 200)

    persoon_onbekend = forms.BooleanField(label="De persoon is onbekend", required=False)
    voornaam = tekstveld("Voornaam", 80)
    tussenvoegsel = tekstveld("Tussenvoegsel", 20, **{"class": "kr-kort"})
    achternaam = tekstveld("Achternaam", 80)
    geboorte = vageveld("Geboortedatum of leeftijd", leeftijd=True)
    geslacht = forms.ChoiceField(
        label="Geslacht",
        required=False,
        choices=Persoon.Geslacht.choices,
        widget=forms.RadioSelect(attrs={"data-naast-elkaar": ""}),
    )
    woonplaats = tekstveld("Woonplaats", 80)
    telefoon = tekstveld("Telefoon van de persoon", 20, inputmode="tel")
    andere_namen = tekstveld(
        "Andere namen of schrijfwijzen", 200, "Met komma’s ertussen. Ook als u twijfelt."
    )
    adres = tekstveld("Adres", 160)
    verblijft_nu = tekstveld(
        "Waar is de persoon nu?", 200, "Of: waar en wanneer het laatst gezien."
    )
    nationaliteit = tekstveld("Nationaliteit", 60)
    taal = tekstveld("Taal", 60)
    tolk_nodig = ja_neeveld("Is een tolk nodig?")
    veilig_contact = tekstveld(
        "Hoe en wanneer is contact veilig?", 200, "Schrijf ook op wat juist niet mag."
    )
    wens = tekstveld("Wat wil de persoon zelf?", 200)
    directe_hulp = tekstveld("Wat is direct nodig?", 200, "Bijvoorbeeld opvang, een arts of geld.")
    vertegenwoordiger = tekstveld("Wettelijk vertegenwoordiger", 160)

    locatie = tekstveld("Waar gebeurt het?", 200, "Adres, bedrijf, hotel, website of app.")
    gemeente = tekstveld(
        "Gemeente waar het gebeurt", 60, "Mag ook buiten de regio zijn.", **GEMEENTE
    )
    gemeente_melding = tekstveld("Gemeente waar de melding vandaan komt", 60, **GEMEENTE)
    periode_van = vageveld("Sinds wanneer?")
    periode_tot = VageDatumVeld(label="Tot wanneer?", required=False, vrij=True)
    frequentie = tekstveld("Hoe vaak?", 120)
    aantal_slachtoffers = AantalVeld(label="Hoeveel slachtoffers?", required=False, vrij=True)
    aantal_daders = AantalVeld(label="Hoeveel daders?", required=False, vrij=True)
    voertuigen = tekstveld("Voertuig of kenteken", 200)
    accounts = tekstveld("Telefoonnummers of online accounts", 200)

    signalen = forms.MultipleChoiceField(
        label="Welke signalen zijn er?", required=False, widget=forms.CheckboxSelectMultiple
    )

    hulpverlening_betrokken = ja_neeveld("Is er al hulpverlening?")
    politie_gebeld = ja_neeveld("Is de politie gebeld?")
    zorgcoordinator_betrokken = ja_neeveld("Is er een zorgcoördinator?")
    zorgcoordinator = forms.ChoiceField(label="Organisatie van de zorgcoördinator", required=False)
    zorgcoordinator_naam = tekstveld("Naam van de zorgcoördinator", 120)
    extern_kenmerk = tekstveld("Kenmerk bij een andere organisatie", 60)
    gegeven_advies = gebiedveld(
        "Welk advies gaf u?", 3, "Alleen bij een adviesvraag.", required=False
    )

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
    melder_naam = tekstveld("Naam van de melder", 120)
    melder_contact = tekstveld("Telefoon of e-mail van de melder", 120)
    melder_organisatie = tekstveld("Organisatie van de melder", 120)
    melder_relatie = tekstveld("Hoe kent de melder de persoon?", 160)
    melder_mag_bellen = ja_neeveld("Mogen wij terugbellen?")
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
    naam = tekstveld("Naam van de melder", 120)
    contact = tekstveld("Telefoon of e-mail van de melder", 120)
    organisatie = tekstveld("Organisatie van de melder", 120)
    relatie = tekstveld("Hoe kent de melder de persoon?", 160)
    mag_bellen = ja_neeveld("Mogen wij terugbellen?")
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
