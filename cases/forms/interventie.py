"""Forms of interventies and of other tables."""

from collections.abc import Sequence
from typing import Any

from django import forms

from cases.forms.plan import VersieForm
from cases.models import Gremium
from ketenregie.foundation.forms import DatumVeld, Formulier
from partners.models import Aanbod
from referentiemodel.schema import Model

NAAST = {"data-naast-elkaar": ""}


class AanbodKeuze(forms.ChoiceField):
    """Something from the sociale kaart; the cleaned value is its Aanbod, None when it is not there."""

    def vul(self, rows: Sequence[Aanbod]) -> None:
        self._aanbod = {str(a.pk): a for a in rows}
        per_organisatie: dict[str, list[tuple[str, str]]] = {}
        for pk, a in self._aanbod.items():
            per_organisatie.setdefault(a.organisatie.naam, []).append((pk, a.naam))
        self.choices = [("", "Staat er niet bij"), *per_organisatie.items()]  # type: ignore[list-item]

    def clean(self, value: Any) -> Any:
        return self._aanbod.get(super().clean(value))

    def prepare_value(self, value: Any) -> Any:
        return str(value.pk) if isinstance(value, Aanbod) else str(value or "")


class PersoonKeuze(forms.ChoiceField):
    """A person of the casus; the cleaned value is its id, "" for nobody."""

    def vul(self, personen: Sequence[tuple[str, str]], leeg: str) -> None:
        self.choices = [("", leeg), *personen]


class InterventieForm(VersieForm):
    aanbod = AanbodKeuze(
        label="Uit de sociale kaart",
        required=False,
        help_text="Wat organisaties in deze casus bieden. De organisatie is dan de uitvoerder.",
    )
    soort = forms.ChoiceField(
        label="Soort",
        required=False,
        widget=forms.RadioSelect,
        help_text="Laat leeg als u hierboven iets koos.",
    )
    doelgroep = forms.ChoiceField(label="Voor wie of wat", widget=forms.RadioSelect)
    betrokkene = PersoonKeuze(label="Voor welke persoon?", required=False)
    omschrijving = forms.CharField(
        label="Wat zet u in?",
        max_length=300,
        required=False,
        help_text="Nodig als het niet op de sociale kaart staat.",
    )
    stand = forms.ChoiceField(
        label="Hoe staat het ervoor?",
        choices=[("gestart", "Gestart"), ("wachtlijst", "Op de wachtlijst")],
        initial="gestart",
        required=False,
        widget=forms.RadioSelect(attrs=NAAST),
    )
    start = DatumVeld(label="Sinds wanneer", verleden=True)

    def __init__(
        self,
        *args: Any,
        model: Model,
        aanbod: Sequence[Aanbod],
        personen: Sequence[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        for naam, lijst in (("soort", "interventiesoort"), ("doelgroep", "interventie_doelgroep")):
            self.fields[naam].choices = model.waardelijst(lijst).keuzes()  # type: ignore[attr-defined]
        self.fields["aanbod"].vul(aanbod)  # type: ignore[attr-defined]
        self.fields["betrokkene"].vul(personen, "Niet één persoon")  # type: ignore[attr-defined]


class InterventieStartForm(VersieForm):
    start = DatumVeld(label="Wanneer begon het?", verleden=True)


class InterventieAfrondenForm(VersieForm):
    effect = forms.ChoiceField(label="Wat is het effect?", widget=forms.RadioSelect)
    eind = DatumVeld(label="Wanneer eindigde het?", verleden=True)
    wat_ging_goed = forms.CharField(
        label="Wat ging goed?", required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    wat_ging_minder = forms.CharField(
        label="Wat ging minder goed?", required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, model: Model, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["effect"].choices = model.waardelijst("interventie_effect").keuzes()  # type: ignore[attr-defined]


class GremiumForm(VersieForm):
    betrokkene = PersoonKeuze(label="Over wie gaat het?")
    soort = forms.ChoiceField(
        label="Wat voor overleg is het?",
        choices=Gremium.Soort.choices,
        widget=forms.RadioSelect,
    )
    naam = forms.CharField(
        label="Hoe heet het overleg?",
        max_length=120,
        help_text="Bijvoorbeeld: gezinsoverleg van het wijkteam.",
    )
    contact = forms.CharField(label="Wie belt u daar?", max_length=120, required=False)
    sinds = DatumVeld(label="Sinds wanneer", verleden=True)

    def __init__(self, *args: Any, personen: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["betrokkene"].vul(personen, "Kies een persoon")  # type: ignore[attr-defined]


class GremiumEindeForm(VersieForm):
    tot = DatumVeld(label="Tot wanneer?", verleden=True)


class StapelingForm(Formulier):
    """What was agreed about measures that pile up."""

    uitkomst = forms.CharField(
        label="Wat sprak u af?",
        max_length=300,
        help_text="Alleen uw organisatie leest dit terug. Noem geen namen van personen.",
    )
