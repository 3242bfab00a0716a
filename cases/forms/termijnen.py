"""Forms of the clocks of a casus."""

from django import forms

from cases.services.casusreview import UITKOMSTEN
from ketenregie.foundation.forms import Formulier


class VerlengForm(Formulier):
    aantal = forms.IntegerField(
        label="Hoeveel erbij?",
        min_value=1,
        max_value=366,
        widget=forms.TextInput({"inputmode": "numeric"}),
        help_text="Dagen, of werkdagen als de termijn in werkdagen telt.",
    )
    reden = forms.CharField(
        label="Waarom is er meer tijd nodig?", max_length=300, widget=forms.Textarea({"rows": 2})
    )


class PauzeForm(Formulier):
    reden = forms.CharField(
        label="Waarom staat de termijn stil?",
        max_length=300,
        widget=forms.Textarea({"rows": 2}),
        help_text="Iedereen die de casus ziet, leest dit.",
    )


class ReviewForm(Formulier):
    uitkomst = forms.ChoiceField(
        label="Is de casus nog nodig?", choices=list(UITKOMSTEN.items()), widget=forms.RadioSelect
    )
    toelichting = forms.CharField(
        label="Waarom?",
        max_length=240,
        widget=forms.Textarea({"rows": 3}),
        help_text="Kort, zonder namen.",
    )
