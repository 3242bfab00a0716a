"""The base of every form: classes, ids and messages, so that `<c-form-field :field="form.naam">` is enough.

`Formulier` and `ModelFormulier` hand templates a `Veld` per field. Reusable fields read dates and numbers
the way people know them (foundation/vaag.py).
"""

import re
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField

from ketenregie.foundation import clock
from ketenregie.foundation.vaag import (
    Aantal,
    VageDatum,
    lange_datum,
    lees_aantal,
    lees_datum,
    lees_vage_datum,
)

TEKST = "utrecht-textbox utrecht-textbox--html-input"
KLASSEN: tuple[tuple[type[forms.Widget], str, str], ...] = (
    # First match wins, so a subclass stands before its base.
    (
        forms.CheckboxSelectMultiple,
        "vinkjes",
        "utrecht-checkbox utrecht-checkbox--html-input kr-vink",
    ),
    (forms.RadioSelect, "radio", "utrecht-radio-button utrecht-radio-button--html-input kr-radio"),
    (forms.CheckboxInput, "vinkje", "utrecht-checkbox utrecht-checkbox--html-input kr-vink"),
    (forms.Textarea, "gebied", "utrecht-textarea utrecht-textarea--html-textarea"),
    (forms.SelectMultiple, "lijst", "utrecht-select kr-lijst"),
    (forms.Select, "keuze", "utrecht-select utrecht-select--html-select"),
    (forms.FileInput, "bestand", "kr-bestand__invoer"),
    (forms.Widget, "tekst", TEKST),
)


class Veld(BoundField):
    """A field on a page: knows its kind, its classes, where an error link lands and what to echo."""

    @property
    def soort(self) -> str:
        """Kind of control the template shows: tekst, gebied, keuze, lijst, radio, vinkjes, vinkje, bestand."""
        return self._klasse()[1]

    @property
    def optioneel(self) -> bool:
        return not self.field.required and not self.field.disabled

    @property
    def fout_doel(self) -> str:
        """Id of the element that the error summary links to."""
        return f"{self.auto_id}_0" if self.use_fieldset else self.auto_id

    @property
    def naast_elkaar(self) -> bool:
        """Short options (ja, nee, onbekend) on one line."""
        return "data-naast-elkaar" in self.field.widget.attrs

    @property
    def uitleg_ids(self) -> str:
        """Ids of hint and error for the fieldset of a group; single controls carry them themselves."""
        return self.aria_describedby or ""

    @property
    def groepen(self) -> list[tuple[str, list[Any]]]:
        """Options of a choice per named group; one group without a name when there are none."""
        groepen: dict[str, list[Any]] = {}
        namen = {
            str(waarde): str(naam)
            for naam, opties in getattr(self.field, "choices", [])
            if isinstance(opties, (list, tuple))
            for waarde, _ in opties
        }
        for optie in self.subwidgets:
            groepen.setdefault(namen.get(str(optie.data["value"]), ""), []).append(optie)
        return list(groepen.items())

    @property
    def echo(self) -> str:
        """What the system read in a leniently written value, to show below the control."""
        if not self.form.is_bound or self.errors:
            return ""
        waarde = getattr(self.form, "cleaned_data", {}).get(self.name)
        return (
            lange_datum(waarde)
            if isinstance(waarde, date) and isinstance(self.field, DatumVeld)
            else ""
        )

    def build_widget_attrs(
        self, attrs: dict[str, Any], widget: forms.Widget | None = None
    ) -> dict[str, Any]:
        attrs = super().build_widget_attrs(attrs, widget)
        if (widget or self.field.widget).is_hidden:
            return attrs
        _, soort, klasse = self._klasse(widget)
        eigen = (widget or self.field.widget).attrs.get("class", "")
        attrs["class"] = " ".join(filter(None, [klasse, eigen, self._foutklasse(soort)]))
        if self.field.required and soort in {"tekst", "gebied", "keuze", "lijst", "bestand"}:
            attrs.setdefault("aria-required", "true")
        return attrs

    def _klasse(self, widget: forms.Widget | None = None) -> tuple[type[forms.Widget], str, str]:
        return next(regel for regel in KLASSEN if isinstance(widget or self.field.widget, regel[0]))

    def _foutklasse(self, soort: str) -> str:
        if not self.errors:
            return ""
        return {
            "tekst": "utrecht-textbox--invalid",
            "gebied": "utrecht-textarea--invalid",
            "keuze": "utrecht-select--invalid",
            "vinkjes": "utrecht-checkbox--invalid",
            "radio": "utrecht-radio-button--invalid",
        }.get(soort, "")


def als_veld(veld: BoundField) -> Veld:
    """Any bound field as `Veld`; forms of packages (login) do not know our base class."""
    return veld if isinstance(veld, Veld) else Veld(veld.form, veld.field, veld.name)


class _Basis:
    """Shared by both bases. The browser's own bubbles stay off: our messages are in Dutch and listed on top."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for naam, veld in self.fields.items():  # type: ignore[attr-defined]
            _leg_verplicht_uit(veld, str(veld.label or naam.replace("_", " ").capitalize()))

    @property
    def foutenlijst(self) -> list[tuple[str, str]]:
        """(id to jump to, message) of every error, in the order of the page; "" for the form as a whole."""
        return foutenlijst(self)


class Formulier(_Basis, forms.Form):
    bound_field_class = Veld


class ModelFormulier(_Basis, forms.ModelForm):
    bound_field_class = Veld


def foutenlijst(form: Any) -> list[tuple[str, str]]:
    """Errors of any form or formset, for the error summary."""
    if hasattr(form, "forms"):
        eigen = [("", fout) for fout in form.non_form_errors()]
        return eigen + [regel for deel in form.forms for regel in foutenlijst(deel)]
    regels = [("", fout) for fout in form.non_field_errors()]
    for veld in form:
        doel = "" if veld.is_hidden else als_veld(veld).fout_doel
        regels += [(doel, fout) for fout in veld.errors]
    return regels


def _leg_verplicht_uit(veld: forms.Field, label: str) -> None:
    """Replace Django's "Dit veld is verplicht." by a sentence that names the question."""
    if veld.error_messages.get("required") != forms.Field.default_error_messages["required"]:
        return
    if isinstance(veld.widget, forms.widgets.ChoiceWidget):
        veld.error_messages["required"] = f"Kies een antwoord bij ‘{label}’."
    elif isinstance(veld.widget, forms.CheckboxInput):
        veld.error_messages["required"] = f"Vink ‘{label}’ aan om verder te gaan."
    elif isinstance(veld.widget, forms.FileInput):
        veld.error_messages["required"] = f"Kies een bestand bij ‘{label}’."
    else:
        veld.error_messages["required"] = f"Vul ‘{label}’ in."


def in_woorden(tekst: str) -> bool:
    """Said rather than written as a date or number: a word of three letters or more in it."""
    return re.search(r"[^\W\d_]{3,}", tekst) is not None


class DatumVeld(forms.CharField):
    """One text field for an exact day; cleaned value is a `date` or None.

    Args:
        verleden: the day may not lie ahead; also decides the century of 1-3-68.
    """

    default_error_messages = {"toekomst": "Deze datum ligt in de toekomst."}

    def __init__(self, *, verleden: bool = False, **kwargs: Any) -> None:
        self.verleden = verleden
        kwargs.setdefault("help_text", "Bijvoorbeeld 1-3-2026.")
        kwargs.setdefault(
            "widget", forms.TextInput(attrs={"class": "kr-kort", "autocomplete": "off"})
        )
        super().__init__(max_length=40, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return f"{value.day}-{value.month}-{value.year}" if isinstance(value, date) else value

    def clean(self, value: Any) -> date | None:
        if isinstance(value, date):
            return value
        tekst = super().clean(value)
        if not tekst:
            return None
        try:
            dag = lees_datum(tekst, vandaag=clock.today(), verleden=self.verleden)
        except ValueError as fout:
            zin = self.error_messages.get("invalid", str(fout))
            raise ValidationError(zin, code="invalid") from None
        if self.verleden and dag > clock.today():
            raise ValidationError(self.error_messages["toekomst"], code="toekomst")
        return dag

    def has_changed(self, initial: Any, data: Any) -> bool:
        return str(self.prepare_value(initial) or "") != str(data or "").strip()


class VageDatumVeld(forms.CharField):
    """One text field for a day, month, year, period or "onbekend"; cleaned value is a `VageDatum` or None.

    Args:
        verleden: it may not lie ahead altogether.
        leeftijd: an age is an answer too ("15", "ongeveer 15 jaar").
        vrij: words that are no date are kept as they were said ("toen haar moeder ziek werd"), for a
            conversation that must not wait for a field. A date that does not exist is still refused.
    """

    def __init__(
        self,
        *,
        verleden: bool = False,
        leeftijd: bool = False,
        vrij: bool = False,
        **kwargs: Any,
    ) -> None:
        self.verleden, self.leeftijd, self.vrij = verleden, leeftijd, vrij
        kwargs.setdefault(
            "help_text",
            "Bijvoorbeeld 3-2011, of 15 (leeftijd)."
            if leeftijd
            else "Bijvoorbeeld 1-3-2026, maart vorig jaar, 2026 of onbekend.",
        )
        kwargs.setdefault(
            "widget", forms.TextInput(attrs={"class": "kr-kort", "autocomplete": "off"})
        )
        super().__init__(max_length=60, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, date):
            return f"{value.day}-{value.month}-{value.year}"
        return value.tekst if isinstance(value, VageDatum) else value

    def clean(self, value: Any) -> VageDatum | None:
        if isinstance(value, VageDatum):
            return value
        tekst = super().clean(value)
        if not tekst:
            return None
        vandaag = clock.today()
        try:
            datum = lees_vage_datum(
                tekst, vandaag=vandaag, verleden=self.verleden, leeftijd=self.leeftijd
            )
        except ValueError as fout:
            if self.vrij and in_woorden(tekst):
                return VageDatum(" ".join(tekst.split()))
            raise ValidationError(str(fout), code="invalid") from None
        if self.verleden and datum.van and datum.van > vandaag:
            raise ValidationError("Deze datum ligt in de toekomst.", code="toekomst")
        return datum

    def has_changed(self, initial: Any, data: Any) -> bool:
        return str(self.prepare_value(initial) or "") != str(data or "").strip()


class AantalVeld(forms.CharField):
    """One text field for "3", "5 tot 8", "minstens 3" or "onbekend"; cleaned value is an `Aantal` or None.

    Args:
        vrij: words that are no number are kept as they were said; see `VageDatumVeld`.
    """

    def __init__(self, *, vrij: bool = False, **kwargs: Any) -> None:
        self.vrij = vrij
        kwargs.setdefault("help_text", "Bijvoorbeeld 3, 5 tot 8 of onbekend.")
        kwargs.setdefault(
            "widget", forms.TextInput(attrs={"class": "kr-kort", "autocomplete": "off"})
        )
        super().__init__(max_length=40, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return value.tekst if isinstance(value, Aantal) else value

    def clean(self, value: Any) -> Aantal | None:
        if isinstance(value, Aantal):
            return value
        tekst = super().clean(str(value) if isinstance(value, int) else value)
        if not tekst:
            return None
        try:
            return lees_aantal(tekst)
        except ValueError as fout:
            if self.vrij and in_woorden(tekst):
                return Aantal(" ".join(tekst.split()))
            raise ValidationError(str(fout), code="invalid") from None

    def has_changed(self, initial: Any, data: Any) -> bool:
        return str(self.prepare_value(initial) or "") != str(data or "").strip()


class JaNeeOnbekendVeld(forms.ChoiceField):
    """Radio ja / nee / onbekend; nothing is chosen beforehand.

    Args:
        niet_gevraagd: adds "Niet gevraagd", for a conversation in which the question did not come up.
    """

    JA, NEE, ONBEKEND, NIET_GEVRAAGD = "ja", "nee", "onbekend", "niet_gevraagd"

    def __init__(self, *, niet_gevraagd: bool = False, **kwargs: Any) -> None:
        keuzes = [(self.JA, "Ja"), (self.NEE, "Nee"), (self.ONBEKEND, "Onbekend")]
        if niet_gevraagd:
            keuzes.append((self.NIET_GEVRAAGD, "Niet gevraagd"))
        kwargs.setdefault("widget", forms.RadioSelect(attrs={"data-naast-elkaar": ""}))
        super().__init__(choices=keuzes, **kwargs)


__all__ = [
    "Aantal",
    "AantalVeld",
    "DatumVeld",
    "Formulier",
    "JaNeeOnbekendVeld",
    "ModelFormulier",
    "VageDatum",
    "VageDatumVeld",
    "Veld",
    "als_veld",
    "foutenlijst",
]
