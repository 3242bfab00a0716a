"""Forms of the overdracht and of the zorgcoordinator."""

from collections.abc import Sequence
from typing import Any

from django import forms

from cases.forms.bijdrage import grondslagkeuzes
from cases.models import Overdracht
from cases.services.overdracht import TE_KIEZEN
from ketenregie.foundation.forms import Formulier, JaNeeOnbekendVeld
from partners.models import Deelname


class _MetDeelname(Formulier):
    """A form that asks for an organisation of the keten."""

    def _deelnames(self, deelnames: Sequence[Deelname]) -> None:
        self._keuze = {str(d.pk): d for d in deelnames}
        field = self.fields[self.organisatieveld]
        field.choices = [  # type: ignore[attr-defined]
            ("", "Kies een organisatie"),
            *((pk, str(d)) for pk, d in self._keuze.items()),
        ]

    organisatieveld = "deelname"

    def velden(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        data[self.organisatieveld] = self._keuze.get(data[self.organisatieveld])
        return data


class OverdrachtForm(_MetDeelname):
    """To whom, what and on what ground."""

    prefix = "overdracht"
    organisatieveld = "naar"

    soort = forms.ChoiceField(
        label="Wat draagt u over?",
        choices=[(s.value, s.label) for s in Overdracht.Soort if s in TE_KIEZEN],
        widget=forms.RadioSelect,
    )
    naar = forms.ChoiceField(label="Aan welke organisatie?")
    aanleiding = forms.CharField(
        label="Wat vraagt u?",
        max_length=300,
        help_text="Zonder namen. De ontvanger leest dit vóór het antwoord.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    bericht = forms.CharField(
        label="Wat moet de ontvanger weten?",
        help_text="De ontvanger leest dit pas nadat die aanvaardt. Alleen wat nodig is; nooit de melder.",
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    grondslag = forms.ChoiceField(label="Op welke grondslag deelt u dit?")
    versie = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, deelnames: Sequence[Deelname], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._deelnames(deelnames)
        self.fields["grondslag"].choices = grondslagkeuzes()  # type: ignore[attr-defined]


class IntrekkenForm(Formulier):
    prefix = "intrekken"
    reden = forms.CharField(
        label="Waarom trekt u de overdracht in?",
        max_length=300,
        help_text="Bijvoorbeeld: er is geen hulp nodig. Dit blijft bij de casus staan.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class WeigerForm(Formulier):
    prefix = "weiger"
    reden = forms.CharField(
        label="Waarom weigert u?",
        max_length=300,
        help_text="De afzender leest dit en blijft verantwoordelijk.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ZorgcoordinatorForm(_MetDeelname):
    prefix = "zorg"

    nodig = JaNeeOnbekendVeld(label="Is er een zorgcoördinator?")
    deelname = forms.ChoiceField(label="Organisatie van de zorgcoördinator", required=False)
    naam = forms.CharField(label="Naam van de zorgcoördinator", max_length=120, required=False)
    versie = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, deelnames: Sequence[Deelname], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._deelnames(deelnames)


class VerrijktForm(Formulier):
    prefix = "verrijkt"
    toelichting = forms.CharField(
        label="Wat is aangevuld?",
        max_length=300,
        help_text="Zonder inhoud, bijvoorbeeld: bijdrage over de hulp tot nu toe. Wat u weet, brengt u in als bijdrage.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
