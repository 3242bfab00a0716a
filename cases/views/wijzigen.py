"""Changing what stands on top of a casus: the next step, and what it is about."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse

from cases.forms.bulk import VervolgForm
from cases.services.kerngegevens import wijzig_casus
from cases.services.vervolg import wijzig_vervolg
from cases.views.basis import CasusPagina, casus_pagina
from cases.views.formulier import Blad, behandel
from ketenregie.foundation.forms import Formulier
from partners.access import policy
from partners.access.permissions import Permission
from referentiemodel.enums import JaNeeOnbekend
from referentiemodel.schema import Model


class CasusWijzigForm(Formulier):
    """What the casus is about at a glance."""

    titel = forms.CharField(label="Titel", max_length=120, help_text="Zonder namen.")
    verschijningsvormen = forms.MultipleChoiceField(
        label="Type uitbuiting", required=False, widget=forms.CheckboxSelectMultiple
    )
    gemeente = forms.CharField(label="Gemeente", required=False, max_length=60)
    minderjarig = forms.ChoiceField(
        label="Is het slachtoffer minderjarig?", choices=JaNeeOnbekend.choices,
        widget=forms.RadioSelect(attrs={"data-naast-elkaar": ""}),
    )  # fmt: skip
    reden = forms.CharField(
        label="Waarom verandert dit?", max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )
    versie = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, model: Model, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["verschijningsvormen"].choices = model.waardelijst(  # type: ignore[attr-defined]
            "verschijningsvorm"
        ).keuzes()


def casus_vervolg(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Another next step or day."""
    pagina = _mag(request, pk)
    casus = pagina.casus
    blad = _blad(
        pk,
        "Volgende stap wijzigen",
        "Een casus heeft altijd een volgende stap en een datum. Een wettelijke termijn schuift niet mee.",
    )
    begin = {"stap": casus.volgende_stap, "uiterlijk": casus.volgende_datum, "versie": casus.versie}
    form = VervolgForm(request.POST or None, initial=begin)

    def bewaar(form: Any) -> object:
        return wijzig_vervolg(pagina.viewer, casus, **form.cleaned_data)

    return behandel(request, pagina, blad, form, bewaar)


def casus_wijzig(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Title, kinds of uitbuiting, gemeente."""
    pagina = _mag(request, pk)
    casus = pagina.casus
    namen = ("titel", "verschijningsvormen", "gemeente", "minderjarig", "versie")
    form = CasusWijzigForm(
        request.POST or None, model=casus.model, initial={n: getattr(casus, n) for n in namen}
    )
    blad = _blad(pk, "Casus wijzigen", "Iedereen die deze casus ziet, leest dit.")

    def bewaar(form: Any) -> object:
        return wijzig_casus(pagina.viewer, casus, **form.cleaned_data)

    return behandel(request, pagina, blad, form, bewaar)


def _mag(request: HttpRequest, pk: UUID) -> CasusPagina:
    pagina = casus_pagina(request, pk, "overzicht")
    policy.require(pagina.viewer, Permission.CASUS_WIJZIGEN, pagina.casus)
    return pagina


def _blad(pk: UUID, titel: str, uitleg: str) -> Blad:
    return Blad(titel, "Bewaar", reverse("casus", args=[pk]), uitleg=uitleg)


urlpatterns = [
    path("casussen/<uuid:pk>/vervolg/", casus_vervolg, name="casus_vervolg"),
    path("casussen/<uuid:pk>/wijzig/", casus_wijzig, name="casus_wijzig"),
]
