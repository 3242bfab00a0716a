"""Choosing recipients, sending, answering, and what a supplier decides about its own datum."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

from django import forms

from cases.models import Toestemming, Verstrekking
from cases.services.verstrekken import Derde, Reden
from cases.services.voorbehoud import Toestemmingsinvoer
from cases.stukken import Stuk
from ketenregie.foundation.forms import DatumVeld, Formulier
from referentiemodel.enums import Doel, Grondslag

KIES = ("", "Maak een keuze")
# What something of a casus is given for; the others are about running the system itself.
DOELEN = (
    Doel.COMPLEXE_CASUISTIEK,
    Doel.SLACHTOFFER_IN_VEILIGHEID,
    Doel.ZORGCOORDINATIE,
    Doel.DADERAANPAK,
    Doel.NAZORG,
    Doel.WETTELIJKE_MELDING,
)
LANG = forms.Textarea(attrs={"rows": 2})


class VerstrekkenForm(Formulier):
    """To whom, what of it goes to a derde, and why."""

    ontvangers = forms.MultipleChoiceField(
        label="Organisaties in de casus",
        required=False,
        help_text="Elke organisatie krijgt precies wat de deelregels van het convenant haar tonen.",
        widget=forms.CheckboxSelectMultiple,
    )
    derde_naam = forms.CharField(label="Naam van de persoon", required=False, max_length=120)
    derde_functie = forms.CharField(label="Functie", required=False, max_length=120)
    derde_organisatie = forms.CharField(label="Organisatie", required=False, max_length=120)
    derde_contact = forms.CharField(
        label="E-mail of telefoon", required=False, max_length=160,
        help_text="Ketenregie stuurt niets naar dit adres; u geeft het document zelf.",
    )  # fmt: skip
    derde_waarom = forms.CharField(
        label="Waarom heeft deze persoon dit nodig?", required=False, max_length=300
    )
    gekozen = forms.MultipleChoiceField(
        label="Welke gegevens krijgt deze persoon?",
        required=False,
        help_text="Kies alleen wat nodig is. Elke organisatie die iets leverde, moet eerst "
        "toestemming geven.",
        widget=forms.CheckboxSelectMultiple,
    )
    doel = forms.ChoiceField(
        label="Waarvoor verstrekt u dit?", choices=[KIES, *((d.value, d.label) for d in DOELEN)]
    )
    grondslag = forms.ChoiceField(
        label="Op welke grondslag?",
        choices=[KIES, *((g.value, f"{g.label} ({g.bron})") for g in Grondslag)],
    )
    subsidiariteit = forms.CharField(
        label="Waarom kan het niet met minder?",
        help_text="Subsidiariteit: is er een minder ingrijpende manier?",
        widget=LANG,
    )
    proportionaliteit = forms.CharField(
        label="Waarom staat dit in verhouding tot het doel?",
        help_text="Proportionaliteit: weegt het belang op tegen de inbreuk?",
        widget=LANG,
    )
    need_to_know = forms.CharField(
        label="Wat gaat de ontvanger ermee doen?",
        help_text="Need-to-know: alleen wat iemand voor zijn taak nodig heeft.",
        widget=LANG,
    )
    voorwaarden = forms.CharField(
        label="Voorwaarden voor de ontvanger",
        required=False,
        max_length=500,
        help_text="Bijvoorbeeld: bespreek dit niet met de familie. Staat op het document.",
    )
    vorm = forms.ChoiceField(
        label="In welke vorm?",
        choices=Verstrekking.Vorm.choices,
        widget=forms.RadioSelect,
    )
    verstrekking_id = forms.UUIDField(widget=forms.HiddenInput)

    DERDE = ("derde_naam", "derde_functie", "derde_organisatie", "derde_contact", "derde_waarom")
    MOTIVERING = (
        "doel", "grondslag", "subsidiariteit", "proportionaliteit", "need_to_know", "voorwaarden",
    )  # fmt: skip

    def __init__(
        self,
        *args: Any,
        organisaties: Sequence[tuple[str, str]],
        stukken: Sequence[Stuk],
        leveranciers: dict[UUID, str],
        export: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.export = export
        if not export:
            self.fields["vorm"].choices = [  # type: ignore[attr-defined]
                v for v in Verstrekking.Vorm.choices if v[0] != Verstrekking.Vorm.EXPORT
            ]
        self.fields["ontvangers"].choices = list(organisaties)  # type: ignore[attr-defined]
        self.fields["gekozen"].choices = [  # type: ignore[attr-defined]
            (
                str(s.pk),
                f"{s.naam}{': ' if s.kort else ''}{s.kort} ({s.categorie.lower()}), "
                f"van {leveranciers[s.leverancier_id]}",
            )
            for s in stukken
        ]
        self.fields["verstrekking_id"].initial = uuid4
        if not organisaties:
            del self.fields["ontvangers"]

    def velden(self, *namen: str) -> list[Any]:
        return [self[naam] for naam in namen if naam in self.fields]

    @property
    def derde_velden(self) -> list[Any]:
        return self.velden(*self.DERDE, "gekozen")

    @property
    def motivering_velden(self) -> list[Any]:
        return self.velden(*self.MOTIVERING, "vorm")

    def inhoud(self) -> dict[str, Any]:
        """Arguments of `bereid_voor`, apart from viewer, casus and onderwerp."""
        data = self.cleaned_data
        derde = None
        if any(data[naam].strip() for naam in self.DERDE) or data["gekozen"]:
            derde = Derde(*(data[naam] for naam in (
                "derde_naam", "derde_organisatie", "derde_functie", "derde_contact", "derde_waarom",
            )))  # fmt: skip
        return {
            "reden": Reden(*(data[naam] for naam in self.MOTIVERING)),
            "ontvangers": [UUID(pk) for pk in data.get("ontvangers", [])],
            "derde": derde,
            "gekozen": [UUID(pk) for pk in data["gekozen"]],
            "vorm": data["vorm"],
            "verstrekking_id": data["verstrekking_id"],
        }


class VerstuurForm(Formulier):
    """The last step; for a derde with the look of the rechtmatigheidsadviescommissie."""

    gezien = forms.CharField(widget=forms.HiddenInput)
    rac_op = DatumVeld(
        label="Wanneer toetste de rechtmatigheidsadviescommissie dit?", verleden=True
    )
    rac_door = forms.CharField(label="Wie toetste namens de commissie?", max_length=120)

    def __init__(self, *args: Any, naar_derde: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not naar_derde:
            del self.fields["rac_op"], self.fields["rac_door"]


class IntrekkenForm(Formulier):
    reden = forms.CharField(
        label="Waarom?",
        max_length=300,
        help_text="Staat bij de verstrekking; wie iets ontving, leest het.",
        widget=LANG,
    )


class OntvangstForm(Formulier):
    gelezen = forms.BooleanField(
        label="Ik heb de voorwaarden gelezen en mijn collega's houden zich eraan.", required=False
    )

    def __init__(self, *args: Any, lezen_eerst: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not lezen_eerst:
            del self.fields["gelezen"]


class AkkoordForm(Formulier):
    """Toestemming of a supplier, or whether a deelnemer objects."""

    antwoord = forms.ChoiceField(label="Uw antwoord", choices=[], widget=forms.RadioSelect)
    voorwaarden = forms.CharField(
        label="Voorwaarden bij uw akkoord",
        required=False,
        max_length=300,
        help_text="Reizen mee met uw gegevens en staan op het document.",
    )
    reden = forms.CharField(
        label="Waarom niet?",
        required=False,
        help_text="Alleen nodig als u weigert. Alleen uw eigen organisatie leest dit.",
        widget=LANG,
    )

    def __init__(self, *args: Any, leverancier: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["antwoord"].choices = (  # type: ignore[attr-defined]
            [
                ("ja", "Wij geven toestemming voor onze gegevens"),
                ("nee", "Wij geven geen toestemming"),
            ]
            if leverancier
            else [("ja", "Wij hebben geen bezwaar"), ("nee", "Wij hebben bezwaar")]
        )
        if not leverancier:
            del self.fields["voorwaarden"]


class VoorwaardenForm(Formulier):
    """Conditions that travel with a datum."""

    prefix = "voorwaarden"

    voorwaarden = forms.CharField(
        label="Voorwaarden",
        required=False,
        max_length=300,
        help_text="Iedereen die dit gegeven ziet, ziet ook de voorwaarden.",
        widget=LANG,
    )
    niet_verder = forms.BooleanField(
        label="Niet verder verstrekken zonder onze toestemming", required=False
    )
    versie = forms.IntegerField(widget=forms.HiddenInput)


class ToestemmingForm(Formulier):
    """How the betrokkene gave toestemming for one datum."""

    prefix = "toestemming"

    toestemming_persoon = forms.ChoiceField(label="Wie gaf toestemming?", required=False)
    toestemming_op = DatumVeld(label="Wanneer?", verleden=True)
    toestemming_wijze = forms.ChoiceField(
        label="Hoe?", choices=Toestemming.Wijze.choices, widget=forms.RadioSelect
    )
    toestemming_bewijs = forms.CharField(
        label="Waar staat het bewijs?",
        required=False,
        max_length=300,
        help_text="Bijvoorbeeld: formulier in ons eigen dossier.",
    )
    toestemming_tot = DatumVeld(
        label="Geldig tot en met", required=False, help_text="Daarna wordt dit gegeven afgeschermd."
    )
    toestemming_ontvangers = forms.MultipleChoiceField(
        label="Voor welke organisaties?",
        required=False,
        help_text="Kiest u niets, dan geldt de toestemming voor iedereen in de casus.",
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self,
        *args: Any,
        personen: Sequence[tuple[str, str]],
        organisaties: Sequence[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["toestemming_persoon"].choices = [("", "Niet op naam bekend"), *personen]  # type: ignore[attr-defined]
        self.fields["toestemming_ontvangers"].choices = list(organisaties)  # type: ignore[attr-defined]

    def invoer(self) -> Toestemmingsinvoer:
        data = self.cleaned_data
        return Toestemmingsinvoer(
            gegeven_op=data["toestemming_op"],
            wijze=data["toestemming_wijze"],
            bewijs=data["toestemming_bewijs"],
            geldig_tot=data["toestemming_tot"],
            ontvangers=tuple(UUID(pk) for pk in data["toestemming_ontvangers"]),
            persoon_id=UUID(data["toestemming_persoon"]) if data["toestemming_persoon"] else None,
        )


class AchterhoudenForm(Formulier):
    prefix = "achterhouden"

    reden = forms.CharField(
        label="Waarom deelt u dit niet meer?",
        help_text="Alleen bij zwaarwegende redenen. Alleen uw eigen organisatie leest dit.",
        widget=LANG,
    )
