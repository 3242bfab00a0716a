"""Planning a casusoverleg and what happens at the table."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from django import forms

from cases.forms.plan import ActieForm
from cases.forms.weging import TweedeWegingForm
from cases.services.weging import ANALYSEVELDEN
from ketenregie.foundation.clock import AMSTERDAM
from ketenregie.foundation.forms import DatumVeld, Formulier

NAAST = {"data-naast-elkaar": ""}


def _tijd(label: str) -> forms.TimeField:
    return forms.TimeField(
        label=label,
        input_formats=["%H:%M", "%H.%M", "%H"],
        error_messages={"invalid": "Schrijf een tijd als 10:00."},
        widget=forms.TimeInput(attrs={"class": "kr-kort", "autocomplete": "off"}, format="%H:%M"),
    )


class OverlegForm(Formulier):
    """Day, time, place and agenda of a new overleg."""

    datum = DatumVeld(label="Datum")
    van = _tijd("Begint om")
    tot = _tijd("Eindigt om")
    locatie = forms.CharField(
        label="Waar",
        required=False,
        max_length=120,
        help_text="Bijvoorbeeld Casustafel mensenhandel, Zorg- en Veiligheidshuis Apeldoorn.",
    )
    bijdragen_voor = DatumVeld(
        label="Bijdragen uiterlijk",
        required=False,
        help_text="Leeg is één werkdag voor het overleg.",
    )
    casussen = forms.MultipleChoiceField(
        label="Casussen op de agenda", required=False, widget=forms.CheckboxSelectMultiple
    )
    overleg_id = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, keuzes: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["casussen"].choices = keuzes  # type: ignore[attr-defined]
        self.fields["overleg_id"].initial = uuid4
        if not keuzes:
            del self.fields["casussen"]

    def momenten(self) -> tuple[datetime, datetime]:
        """Begin and end as moments in UTC."""
        data = self.cleaned_data
        begin, eind = (
            datetime.combine(data["datum"], data[naam], tzinfo=AMSTERDAM).astimezone(UTC)
            for naam in ("van", "tot")
        )
        return begin, eind


class AgendaForm(Formulier):
    prefix = "agenda"

    casus = forms.ChoiceField(label="Casus")

    def __init__(self, *args: Any, keuzes: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["casus"].choices = [("", "Kies een casus"), *keuzes]  # type: ignore[attr-defined]


class AgendazoekForm(Formulier):
    """Any other casus, by its kenmerk or words of its title. Posted: a title stays out of the address."""

    prefix = "agendazoek"

    zoek = forms.CharField(
        label="Of zoek een andere casus",
        max_length=80,
        help_text="Het kenmerk, of woorden uit de titel.",
    )


class _Deelnames(Formulier):
    """Boxes for organisations; the page shows them with the reason of each."""

    deelnames = forms.TypedMultipleChoiceField(
        label="Organisaties", required=False, coerce=UUID, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, keuzes: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["deelnames"].choices = keuzes  # type: ignore[attr-defined]


class UitnodigenForm(_Deelnames):
    prefix = "uitnodigen"

    def clean_deelnames(self) -> list[UUID]:
        chosen: list[UUID] = self.cleaned_data["deelnames"]
        if not chosen:
            raise forms.ValidationError("Kies ten minste één organisatie.")
        return chosen


class AanwezigForm(_Deelnames):
    prefix = "aanwezig"


class AntwoordForm(Formulier):
    """The answer to an invitation for the table."""

    prefix = "antwoord"

    antwoord = forms.ChoiceField(
        label="Komt uw organisatie?",
        choices=[
            ("komt", "Wij komen"),
            ("vervanger", "Er komt een vervanger"),
            ("afgemeld", "Er komt niemand"),
        ],
        widget=forms.RadioSelect,
    )
    vervanger = forms.CharField(label="Naam van de vervanger", required=False, max_length=120)
    toelichting = forms.CharField(
        label="Toelichting", required=False, max_length=200, help_text="Nodig als er niemand komt."
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("antwoord") == "vervanger" and not data.get("vervanger", "").strip():
            self.add_error("vervanger", "Schrijf op wie er komt.")
        return data

    def voor_dienst(self) -> dict[str, Any]:
        """Cleaned values as `beantwoord_overleguitnodiging` takes them."""
        data = self.cleaned_data
        return {
            "komt": data["antwoord"] != "afgemeld",
            "vervanger": data["vervanger"] if data["antwoord"] == "vervanger" else "",
            "toelichting": data["toelichting"],
        }


class BesluitForm(Formulier):
    prefix = "besluit"

    besluit = forms.CharField(
        label="Wat is besloten?",
        help_text="Iedereen die de casus ziet, leest dit. Schrijf hier geen gezondheids- of politiegegevens.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    versie = forms.IntegerField(widget=forms.HiddenInput)


class TafelActieForm(ActieForm):
    """A decision that becomes an actie of the plan."""

    prefix = "actie"


class TafelWegingForm(TweedeWegingForm):
    """The outcome at the table; the analysis comes from what the table wrote together."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for naam in ANALYSEVELDEN:
            del self.fields[naam]

    @property
    def analyse(self) -> list[Any]:
        return []


class AgendapuntForm(Formulier):
    """When bijdragen are due for one casus, and how long the table takes."""

    prefix = "punt"

    bijdragen_voor = DatumVeld(label="Bijdragen uiterlijk")
    minuten = forms.IntegerField(label="Minuten", min_value=5, max_value=120)
    versie = forms.IntegerField(widget=forms.HiddenInput)


class RedenForm(Formulier):
    reden = forms.CharField(label="Reden", max_length=300)
