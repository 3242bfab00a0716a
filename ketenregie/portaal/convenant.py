"""Forms of the convenant: its text, its rules, its parties and the steps of the procedure."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms

from ketenregie.foundation.forms import DatumVeld, Formulier
from partners.convenant.matrix import ontvanger_naam
from partners.models import Convenant, Deelregel
from partners.services.deelregels import RegelInvoer
from referentiemodel.enums import (
    Doel,
    Domein,
    Gegevenscategorie,
    Gegevenssoort,
    Grondslag,
    Partnersoort,
    Rasci,
)
from referentiemodel.schema import Model


def _gebied(rijen: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rijen})


class TekstForm(Formulier):
    """Title, doel, grondslag, bewaartermijnen, articles and dates of a concept."""

    titel = forms.CharField(label="Titel", max_length=200)
    van = DatumVeld(label="In werking vanaf")
    tot = DatumVeld(label="Tot en met", required=False, help_text="Leeg: zonder einddatum.")
    doel = forms.CharField(label="Doel", widget=_gebied(3))
    grondslag = forms.CharField(label="Grondslag", widget=_gebied(3))
    bewaren = forms.CharField(label="Bewaartermijnen", widget=_gebied(3), required=False)
    artikelen = forms.CharField(
        label="Artikelen",
        required=False,
        widget=_gebied(18),
        help_text="Begin elk artikel met een eigen regel, bijvoorbeeld: Artikel 4 Grondslag.",
    )
    versie = forms.IntegerField(widget=forms.HiddenInput)


class RegelForm(Formulier):
    """One deelregel; what nobody chooses means: any."""

    nummer = forms.CharField(
        label="Nummer",
        max_length=10,
        widget=forms.TextInput(attrs={"class": "kr-kort"}),
        help_text="Bijvoorbeeld 4.2. Regels met hetzelfde eerste getal staan bij elkaar.",
    )
    voor = forms.TypedChoiceField(
        label="Plaats",
        required=False,
        empty_value=None,
        coerce=UUID,
        help_text="De eerste regel die past, beslist.",
    )
    uitkomst = forms.ChoiceField(
        label="Wat gebeurt er?",
        widget=forms.RadioSelect,
        choices=[
            ("tonen", "Tonen: de ontvanger ziet het"),
            ("afschermen", "Afschermen: de ontvanger ziet dat er iets is, en door welke regel"),
            ("verbergen", "Verbergen: de ontvanger merkt niet dat het er is"),
        ],
    )
    categorieen = forms.MultipleChoiceField(
        label="Welke gegevens?",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Kies er geen, dan geldt de regel voor alle gegevens.",
    )
    leveranciers = forms.MultipleChoiceField(
        label="Geleverd door wie?",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Kies er geen, dan maakt het niet uit wie het leverde.",
    )
    ontvangers = forms.MultipleChoiceField(
        label="Voor welke ontvangers?",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Kies er geen, dan geldt de regel voor elke partij.",
    )
    letters = forms.MultipleChoiceField(
        label="Met welke rol in de lopende stap?",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Kies er geen, dan geldt de regel ook zonder rol.",
        choices=[(x.value, x.label) for x in Rasci],
    )
    hoofdstappen = forms.MultipleChoiceField(
        label="Alleen in deze hoofdstappen", required=False, widget=forms.CheckboxSelectMultiple
    )
    doelen = forms.MultipleChoiceField(
        label="Alleen voor dit doel",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=Doel.choices,
    )
    soorten = forms.MultipleChoiceField(
        label="Alleen dit soort gegevens",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=Gegevenssoort.choices,
    )
    grondslag = forms.ChoiceField(
        label="Grondslag",
        required=False,
        help_text="Nodig als de regel gegevens toont.",
        choices=[("", "Geen"), *Grondslag.choices],
    )
    grond = forms.CharField(
        label="Artikel", required=False, max_length=200, help_text="Bijvoorbeeld: WGS artikel 2.29."
    )
    tekst = forms.CharField(
        label="Toelichting",
        widget=_gebied(3),
        help_text="Waarom deze regel er is, in gewone taal. Wie iets niet ziet, leest dit.",
    )

    def __init__(
        self,
        *args: Any,
        soorten: Iterable[str],
        model: Model,
        regels: Iterable[Deelregel],
        regel: Deelregel | None = None,
        **kwargs: Any,
    ) -> None:
        """`soorten`: partnersoorten of the keten; what the rule names already can be kept."""
        super().__init__(*args, **kwargs)
        extra = {*regel.leveranciers, *regel.ontvangers} if regel else set()
        partners = _partners({*soorten} | extra)
        self._kies("categorieen", _categorieen())
        self._kies("leveranciers", partners)
        self._kies("ontvangers", partners)
        self._kies("hoofdstappen", [(h.sleutel, h.naam) for h in model.hoofdstappen])
        if regel is not None:
            del self.fields["voor"]
        else:
            self._kies(
                "voor",
                [("", "Als laatste"), *[(str(r.pk), f"Voor regel {r.nummer}") for r in regels]],
            )

    def _kies(self, naam: str, keuzes: list[Any]) -> None:
        self.fields[naam].choices = keuzes  # type: ignore[attr-defined]

    def invoer(self) -> RegelInvoer:
        return RegelInvoer(**{n: self.cleaned_data[n] for n in RegelInvoer.__slots__})


def _categorieen() -> list[tuple[str, list[tuple[str, str]]]]:
    named = [(c.value, str(c.label)) for c in Gegevenscategorie if c.wgs_genoemd]
    other = [(c.value, str(c.label)) for c in Gegevenscategorie if not c.wgs_genoemd]
    return [
        ("Genoemd in de WGS", named),
        ("Niet genoemd: tonen vraagt een andere grondslag", other),
    ]


def _partners(soorten: set[str]) -> list[tuple[str, list[tuple[str, str]]]]:
    domeinen = [f"domein:{d}" for d in (Domein.ZORG, Domein.VEILIGHEID)]
    order = [s for s in Partnersoort.values if s in soorten]
    return [
        ("Een heel domein", [(d, ontvanger_naam(d)) for d in domeinen]),
        ("Soort partner", [(s, str(Partnersoort(s).label)) for s in order]),
    ]


class PartijenForm(Formulier):
    """Who stands in a concept."""

    organisaties = forms.MultipleChoiceField(
        label="Organisaties in deze versie", widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, organisaties: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisaties"].choices = organisaties  # type: ignore[attr-defined]


class TekenForm(Formulier):
    """A signature, from paper or by the bestuurder."""

    door = forms.CharField(label="Wie heeft getekend?", max_length=120)
    op = DatumVeld(label="Op welke dag?", verleden=True)


class RedenForm(Formulier):
    """A step that needs a reason."""

    reden = forms.CharField(label="Waarom?", widget=_gebied(3))


class AdviesForm(Formulier):
    """The advice of the rechtmatigheidsadviescommissie."""

    advies = forms.ChoiceField(
        label="Advies",
        widget=forms.RadioSelect(attrs={"data-naast-elkaar": ""}),
        choices=Convenant.Advies.choices,
    )
    datum = DatumVeld(label="Datum van het advies", verleden=True)
    tekst = forms.CharField(label="Wat adviseert de commissie?", widget=_gebied(5))


class VaststelForm(Formulier):
    """The decision; a negative advice asks for a motivation."""

    motivering = forms.CharField(label="Motivering", required=False, widget=_gebied(3))
    gezien = forms.BooleanField(label="Ik heb de wijzigingen en het effect gezien")
