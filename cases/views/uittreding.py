"""What a withdrawn party left in a casus: decided per datum, without seeing the content."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse

from cases.services.uittreding import Punt, beslis, punten
from cases.views.basis import casus_pagina
from ketenregie.foundation import clock
from ketenregie.foundation.forms import Formulier
from ketenregie.foundation.invoer import KLAAR, verwerk
from partners.access import policy
from partners.access.permissions import Permission
from referentiemodel.enums import Uittreedbesluit


class UittredingForm(Formulier):
    """One choice per datum; undecided stays withheld."""

    def __init__(self, *args: Any, punten: list[Punt], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for nummer, punt in enumerate(punten, start=1):
            self.fields[punt.sleutel] = forms.ChoiceField(
                label=f"{nummer}. {punt.wat.capitalize()}: {punt.categorie.lower()}",
                help_text=f"{punt.leverancier}, {clock.local_date(punt.moment):%-d-%-m-%Y}",
                choices=[("", "Nog niet beslissen"), *Uittreedbesluit.choices],
                initial=punt.besluit,
                required=False,
                widget=forms.RadioSelect(attrs={"data-naast-elkaar": ""}),
            )
        self.fields["reden"] = forms.CharField(
            label="Waarom beslist u zo?", widget=forms.Textarea(attrs={"rows": 3})
        )


def uittreding(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Decide what happens with the data of a party that left the convenant."""
    pagina = casus_pagina(request, pk, "toegang")
    policy.require(pagina.viewer, Permission.UITTREDING_BESLISSEN, pagina.casus)
    found = punten(pagina.casus, pagina.deler.regelboek.uitgetreden)
    form = UittredingForm(request.POST or None, punten=found)
    status = 200
    if request.method == "POST":
        status = verwerk(form, lambda data: _beslis(pagina, data))
        if status == KLAAR:
            messages.success(request, "Uw besluiten zijn vastgelegd en gelden nu.")
            return redirect("casus_uittreding", pk=pk)
    pagina.context |= {
        "form": form,
        "velden": [form[p.sleutel] for p in found],
        "partijen": sorted({p.leverancier for p in found}),
        "open": sum(1 for p in found if not p.besluit),
        "terug": reverse("casus_toegang", args=[pk]),
    }
    return render(request, "cases/uittreding.html", pagina.context, status=status)


def _beslis(pagina: Any, data: dict[str, str]) -> int:
    reden = data.pop("reden")
    return beslis(pagina.viewer, pagina.casus, data, reden=reden)


urlpatterns = [path("casussen/<uuid:pk>/uittreding/", uittreding, name="casus_uittreding")]
