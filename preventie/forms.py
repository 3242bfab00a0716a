"""Forms of preventie."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

from django import forms

from ketenregie.foundation.documenten.velden import Bestandenveld
from ketenregie.foundation.forms import DatumVeld, Formulier
from preventie.models import Deelnemersoordeel, RepressieveActie, Voorlichting
from preventie.selectors import gemeenten_van
from referentiemodel.enums import Gegevenscategorie, Grondslag
from referentiemodel.schema import Model

KORT = forms.Textarea(attrs={"rows": 3})


def _gemeenten(model: Model, leeg: str) -> list[tuple[str, str]]:
    return [("", leeg), *((naam, naam) for naam in gemeenten_van(model))]


def _vormen(model: Model) -> list[tuple[str, str]]:
    return list(model.waardelijst("verschijningsvorm").keuzes())


class VoorlichtingForm(Formulier):
    """Planning or changing one voorlichting."""

    soort = forms.ChoiceField(label="Wat voor voorlichting?", choices=Voorlichting.Soort.choices)
    titel = forms.CharField(label="Titel", max_length=150)
    doelgroep = forms.ChoiceField(
        label="Voor wie?", choices=Voorlichting.Doelgroep.choices, widget=forms.RadioSelect
    )
    doelgroep_precies = forms.CharField(
        label="Wie precies", max_length=150, required=False,
        help_text="Bijvoorbeeld: mentoren van het vmbo.",
    )  # fmt: skip
    omschrijving = forms.CharField(label="Waar gaat het over?", required=False, widget=KORT)
    verschijningsvormen = forms.MultipleChoiceField(
        label="Over welke vormen", required=False, widget=forms.CheckboxSelectMultiple
    )
    gemeente = forms.ChoiceField(label="Gemeente", required=False)
    plaats = forms.CharField(label="Plaats", max_length=150, required=False,
                             help_text="Zaal, school of adres.")  # fmt: skip
    datum = DatumVeld(label="Datum")
    tot_datum = DatumVeld(label="Tot en met", required=False, help_text="Bij een campagne.")
    tijd = forms.CharField(
        label="Tijd", max_length=40, required=False, help_text="Bijvoorbeeld 13.30 - 16.00 uur.",
        widget=forms.TextInput(attrs={"class": "kr-kort"}),
    )  # fmt: skip
    partner_ids = forms.TypedMultipleChoiceField(
        label="Met welke partners", required=False, coerce=UUID,
        widget=forms.SelectMultiple(attrs={"size": 8}),
        help_text="Houd Ctrl ingedrukt om er meer te kiezen.",
    )  # fmt: skip
    inschrijven = forms.BooleanField(
        label="Deelnemers kunnen zich inschrijven op de openbare agenda", required=False
    )
    plaatsen = forms.IntegerField(
        label="Aantal plaatsen", required=False, min_value=1, max_value=2000,
        widget=forms.TextInput(attrs={"class": "kr-kort", "inputmode": "numeric"}),
        help_text="Leeg: zonder grens.",
    )  # fmt: skip
    contact = forms.CharField(
        label="Contact voor deelnemers", max_length=150, required=False,
        help_text="Staat op de openbare pagina. Gebruik een adres of nummer van uw organisatie.",
    )  # fmt: skip
    versie = forms.IntegerField(widget=forms.HiddenInput, required=False)
    voorlichting_id = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args: Any, model: Model, partners: Sequence[tuple[UUID, str]], **kwargs: Any
    ) -> None:
        kwargs["initial"] = {"voorlichting_id": uuid4()} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        self.fields["verschijningsvormen"].choices = _vormen(model)  # type: ignore[attr-defined]
        self.fields["gemeente"].choices = _gemeenten(model, "Hele regio")  # type: ignore[attr-defined]
        self.fields["partner_ids"].choices = list(partners)  # type: ignore[attr-defined]


class AfrondenForm(Formulier):
    """It was held."""

    bereik = forms.IntegerField(
        label="Hoeveel mensen bereikte u?", min_value=0, max_value=1_000_000,
        widget=forms.TextInput(attrs={"class": "kr-kort", "inputmode": "numeric"}),
        help_text="Aanwezigen, leerlingen of kijkers. Een schatting mag.",
    )  # fmt: skip
    terugblik = forms.CharField(
        label="Wat neemt u mee naar een volgende keer?", required=False, widget=KORT,
        help_text="De hele keten leest dit. Noem geen namen.",
    )  # fmt: skip


class RedenForm(Formulier):
    reden = forms.CharField(label="Waarom gaat het niet door?", max_length=300, widget=KORT)


class MateriaalForm(Formulier):
    bestanden = Bestandenveld(label="Bestanden")
    omschrijving = forms.CharField(label="Wat is het?", max_length=200, required=False)


class InschrijfForm(Formulier):
    """The public form; asks no more than is needed to expect somebody."""

    naam = forms.CharField(
        label="Uw naam", max_length=80, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    email = forms.EmailField(
        label="Uw e-mailadres", max_length=120,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text="Alleen om u te bereiken over deze bijeenkomst.",
    )  # fmt: skip
    organisatie = forms.CharField(
        label="Waar werkt u", max_length=120, required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )  # fmt: skip
    sleutel = forms.UUIDField(widget=forms.HiddenInput, required=False)


SCHAAL = [(str(n), str(n)) for n in range(1, 6)]


class OordeelForm(Formulier):
    """What a participant thought; asks nothing about who that is."""

    cijfer = forms.TypedChoiceField(
        label="Welk cijfer geeft u?", coerce=int,
        choices=[("", "Kies een cijfer"), *((str(n), str(n)) for n in range(1, 11))],
    )  # fmt: skip
    vooraf = forms.TypedChoiceField(
        label="Hoeveel wist u vooraf over mensenhandel?", coerce=int, choices=SCHAAL,
        widget=forms.RadioSelect(attrs={"data-naast-elkaar": ""}),
        help_text="1 is heel weinig, 5 is heel veel.",
    )  # fmt: skip
    achteraf = forms.TypedChoiceField(
        label="Hoeveel weet u nu?", coerce=int, choices=SCHAAL,
        widget=forms.RadioSelect(attrs={"data-naast-elkaar": ""}),
        help_text="1 is heel weinig, 5 is heel veel.",
    )  # fmt: skip
    handelen = forms.ChoiceField(
        label="Weet u wat u moet doen bij een vermoeden?",
        choices=Deelnemersoordeel.Handelen.choices,
        widget=forms.RadioSelect(attrs={"data-naast-elkaar": ""}),
    )
    beter = forms.CharField(
        label="Wat kan beter", max_length=500, required=False, widget=KORT,
        help_text="Schrijf geen namen op, ook niet uw eigen naam.",
    )  # fmt: skip
    sleutel = forms.UUIDField(widget=forms.HiddenInput, required=False)


class RepressiefForm(Formulier):
    """Planning a control or action."""

    soort = forms.ChoiceField(
        label="Waar richt de actie zich op?", choices=RepressieveActie.Soort.choices,
        widget=forms.RadioSelect(attrs={"data-naast-elkaar": ""}),
    )  # fmt: skip
    titel = forms.CharField(label="Wat gaat u doen?", max_length=150)
    waar = forms.CharField(
        label="Welke plaats of sector?", max_length=200,
        help_text="Noem geen personen. Weet u iets over personen, doe dan een melding.",
    )  # fmt: skip
    gemeente = forms.ChoiceField(label="Gemeente", required=False)
    datum = DatumVeld(label="Datum")
    verschijningsvormen = forms.MultipleChoiceField(
        label="Welke vorm verwacht u daar", required=False, widget=forms.CheckboxSelectMultiple
    )
    aanleiding = forms.CharField(label="Aanleiding", required=False, widget=KORT)
    partners = forms.TypedMultipleChoiceField(
        label="Welke organisaties doen mee", required=False, coerce=UUID,
        widget=forms.SelectMultiple(attrs={"size": 8}),
        help_text="Alleen zij en u weten van deze actie. Houd Ctrl ingedrukt om er meer te kiezen.",
    )  # fmt: skip
    actie_id = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args: Any, model: Model, organisaties: Sequence[tuple[UUID, str]], **kwargs: Any
    ) -> None:
        kwargs["initial"] = {"actie_id": uuid4()} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        self.fields["verschijningsvormen"].choices = _vormen(model)  # type: ignore[attr-defined]
        self.fields["gemeente"].choices = _gemeenten(model, "Hele regio")  # type: ignore[attr-defined]
        self.fields["partners"].choices = list(organisaties)  # type: ignore[attr-defined]


class ActieAfrondenForm(Formulier):
    status = forms.ChoiceField(
        label="Hoe ging het?",
        choices=[("uitgevoerd", "Uitgevoerd"), ("vervallen", "Ging niet door")],
        widget=forms.RadioSelect(attrs={"data-naast-elkaar": ""}),
    )
    uitkomst = forms.ChoiceField(
        label="Wat trof u aan", required=False, choices=RepressieveActie.Uitkomst.choices,
        widget=forms.RadioSelect,
    )  # fmt: skip
    resultaat = forms.CharField(
        label="Resultaat", required=False, widget=KORT,
        help_text="Zonder namen. Alleen de organisaties die meededen lezen dit.",
    )  # fmt: skip


class SignaalForm(Formulier):
    korte_inhoud = forms.CharField(
        label="Wat trof u aan?", widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Het meldpunt leest dit en beoordeelt het.",
    )  # fmt: skip


class CasusForm(Formulier):
    titel = forms.CharField(
        label="Titel", max_length=120,
        help_text="Zonder namen, bijvoorbeeld: Arbeidsuitbuiting in de horeca.",
    )  # fmt: skip
    korte_inhoud = forms.CharField(
        label="Wat is er aan de hand?", widget=forms.Textarea(attrs={"rows": 5})
    )
    grondslag = forms.ChoiceField(
        label="Grondslag van uw informatie",
        choices=[("", "Kies een grondslag")]
        + [(g.value, g.label) for g in Grondslag if not g.bezwaar(Gegevenscategorie.UITBUITING)],
    )
