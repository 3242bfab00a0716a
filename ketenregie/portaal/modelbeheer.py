"""Forms of the editor of the referentiemodel."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from ketenregie.foundation.forms import DatumVeld, Formulier
from partners.models import Convenant
from referentiemodel.bewerken import cel_als_tekst, lijst_als_tekst
from referentiemodel.enums import Eenheid, Partnersoort
from referentiemodel.schema import CELLEN, NADER_TE_BEPALEN

KORT = forms.TextInput(attrs={"class": "kr-kort", "autocomplete": "off"})
MAX_BESTAND = 1024 * 1024


class Versieformulier(Formulier):
    """Carries the save counter of the concept, so that two people do not overwrite each other."""

    versie = forms.IntegerField(widget=forms.HiddenInput, required=False)


class ActiviteitForm(Versieformulier):
    """Every cell of one activiteit, and one field per column of the matrix."""

    naam = forms.CharField(label="Naam", max_length=160)
    code = forms.CharField(
        label="Code", max_length=10, widget=KORT,
        help_text="Een opschrift, zoals 3.1. Rechten en termijnen hangen er niet aan.",
    )  # fmt: skip

    def __init__(
        self, *args: Any, rij: Mapping[str, Any], kolommen: Sequence[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for naam, titel in CELLEN:
            self.fields[f"cel-{naam}"] = forms.CharField(
                label=titel, required=False, widget=forms.Textarea(attrs={"rows": 4}),
                initial=cel_als_tekst(rij, naam),
                help_text=f"Eén punt per regel. Begin met de regel ‘{NADER_TE_BEPALEN}’ als het nog "
                "open is." if naam == "omschrijving" else "",
            )  # fmt: skip
        for kolom in kolommen:
            self.fields[f"rol-{kolom}"] = forms.CharField(
                label=str(Partnersoort(kolom).label), required=False, max_length=9, widget=KORT
            )

    def cellen(self) -> dict[str, str]:
        return {naam: self.cleaned_data[f"cel-{naam}"] for naam, _ in CELLEN}

    def celvelden(self) -> list[Any]:
        return [self[f"cel-{naam}"] for naam, _ in CELLEN]

    def rolvelden(self) -> list[Any]:
        return [self[naam] for naam in self.fields if naam.startswith("rol-")]


class NieuweActiviteitForm(Versieformulier):
    naam = forms.CharField(label="Naam", max_length=120)
    code = forms.CharField(label="Code", max_length=10, widget=KORT, help_text="Bijvoorbeeld 3.5.")
    hoofdstap = forms.ChoiceField(label="In welke hoofdstap?")
    verantwoordelijk = forms.ChoiceField(
        label="Wie is eindverantwoordelijk?",
        help_text="De andere rollen vult u daarna in.",
    )

    def __init__(
        self, *args: Any, stappen: Sequence[tuple[str, str]], kolommen: Sequence[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["hoofdstap"].choices = list(stappen)  # type: ignore[attr-defined]
        self.fields["verantwoordelijk"].choices = [  # type: ignore[attr-defined]
            (k, str(Partnersoort(k).label)) for k in kolommen
        ]


class PlekForm(Versieformulier):
    hoofdstap = forms.ChoiceField(label="Hoofdstap")
    plek = forms.IntegerField(
        label="Plek in de hoofdstap", min_value=1, max_value=99, widget=KORT,
        help_text="1 is de eerste.",
    )  # fmt: skip

    def __init__(self, *args: Any, stappen: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["hoofdstap"].choices = list(stappen)  # type: ignore[attr-defined]


class TermijnForm(Versieformulier):
    aantal = forms.IntegerField(label="Hoeveel?", min_value=1, max_value=10000, widget=KORT)
    eenheid = forms.ChoiceField(label="Waarvan?", choices=Eenheid.choices)
    bron = forms.CharField(
        label="Waar komt deze termijn vandaan?", max_length=200,
        help_text="De wet, een protocol of een norm van de keten.",
    )  # fmt: skip


class NormForm(Versieformulier):
    norm = forms.CharField(
        label="Norm", required=False, max_length=60, widget=KORT,
        help_text="Een getal, zoals 90%. Leeg: de norm van de definitie geldt.",
    )  # fmt: skip


class LijstForm(Versieformulier):
    tekst = forms.CharField(
        label="Waarden", widget=forms.Textarea(attrs={"rows": 18, "spellcheck": "false"}),
        help_text="Eén waarde per regel: ‘sleutel: naam’. Zet twee spaties voor wat onder een waarde "
        "valt. Verander een sleutel niet: oude gegevens verwijzen ernaar. Zet ‘(niet meer te kiezen)’ "
        "achter een naam om haar niet meer aan te bieden.",
    )  # fmt: skip

    def __init__(self, *args: Any, lijst: Mapping[str, Any], **kwargs: Any) -> None:
        kwargs["initial"] = {"tekst": lijst_als_tekst(lijst)} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)

    # Two spaces at the beginning mean something.
    tekst.strip = False


class PoortenForm(Versieformulier):
    poorten = forms.MultipleChoiceField(
        label="Wat moet er zijn?", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, poorten: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["poorten"].choices = list(poorten)  # type: ignore[attr-defined]


class YamlbestandVeld(forms.FileField):
    """A file that was saved here and edited elsewhere; its value is the text in it."""

    widget = forms.FileInput(attrs={"accept": ".yaml,.yml"})

    def clean(self, data: Any, initial: Any = None) -> str:
        bestand = super().clean(data, initial)
        if bestand.size > MAX_BESTAND:
            raise forms.ValidationError("Dit bestand is te groot.")
        try:
            return str(bestand.read().decode("utf-8-sig"))
        except UnicodeDecodeError:
            raise forms.ValidationError("Dit is geen tekstbestand (UTF-8).") from None


class ImportForm(Versieformulier):
    bestand = YamlbestandVeld(
        label="Bestand",
        help_text="Een bestand dat hier is opgeslagen en daarna bewerkt (YAML). Het hele concept wordt "
        "vervangen.",
    )


class ToelichtingForm(Formulier):
    toelichting = forms.CharField(
        label="Waarom komt deze versie er?", widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Wie adviseert en besluit, leest dit.",
    )  # fmt: skip


class AdviesForm(Formulier):
    advies = forms.ChoiceField(
        label="Wat is het advies?", choices=Convenant.Advies.choices,
        widget=forms.RadioSelect(attrs={"data-naast-elkaar": ""}),
    )  # fmt: skip
    datum = DatumVeld(label="Datum van het advies", verleden=True)
    tekst = forms.CharField(label="Het advies in het kort", widget=forms.Textarea({"rows": 4}))


class VaststelForm(Formulier):
    motivering = forms.CharField(
        label="Motivering", required=False, widget=forms.Textarea({"rows": 3}),
        help_text="Nodig als u afwijkt van een negatief advies.",
    )  # fmt: skip
    gezien = forms.BooleanField(
        label="Ik heb het verschil en de gevolgen voor lopende casussen gezien"
    )


class RedenForm(Formulier):
    reden = forms.CharField(label="Waarom?", max_length=300, widget=forms.Textarea({"rows": 2}))


class LegeForm(Formulier):
    """A step without questions."""
