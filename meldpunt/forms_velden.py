"""Fields as the forms of the meldpunt have them: short answers that the browser does not remember."""

from typing import Any

from django import forms

from ketenregie.foundation.forms import JaNeeOnbekendVeld, VageDatumVeld

KORT = {"autocomplete": "off"}


def tekstveld(label: str, lengte: int, hint: str = "", **attrs: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=lengte,
        required=False,
        help_text=hint,
        widget=forms.TextInput(attrs=KORT | attrs),
    )


def gebiedveld(label: str, rijen: int, hint: str = "", **opties: Any) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=hint, widget=forms.Textarea(attrs={"rows": rijen}), **opties
    )


def ja_neeveld(label: str, hint: str = "") -> JaNeeOnbekendVeld:
    return JaNeeOnbekendVeld(label=label, required=False, help_text=hint)


def vageveld(label: str, **opties: Any) -> VageDatumVeld:
    return VageDatumVeld(label=label, required=False, verleden=True, vrij=True, **opties)
