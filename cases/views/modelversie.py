"""Moving one casus to the version of the referentiemodel that its keten follows now."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path

from cases.modelversie import overstap, verplaats
from cases.views.basis import casus_pagina
from ketenregie.foundation.forms import Formulier
from ketenregie.foundation.invoer import KLAAR, verwerk
from partners.access import policy
from partners.access.permissions import Permission


class OverstapForm(Formulier):
    """Which difference was seen, and why the casus goes along."""

    naar = forms.UUIDField(widget=forms.HiddenInput)
    reden = forms.CharField(
        label="Waarom zet u deze casus over?", max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip


def modelversie(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The difference between the version of this casus and that of the keten, and the step itself."""
    pagina = casus_pagina(request, pk, "overzicht")
    gezien = overstap(pagina.casus)
    mag = policy.may(pagina.viewer, Permission.CASUS_MODELVERSIE, pagina.casus).allowed
    form = OverstapForm(request.POST or None, initial={"naar": gezien.versie if gezien else None})
    status = 200
    if request.method == "POST":
        policy.require(pagina.viewer, Permission.CASUS_MODELVERSIE, pagina.casus)
        status = verwerk(form, lambda data: verplaats(pagina.viewer, pagina.casus, **data))
        if status == KLAAR:
            messages.success(request, "De casus volgt nu de nieuwe versie.")
            return redirect("casus", pk=pk)
    pagina.context |= {
        "overstap": gezien,
        "form": form,
        "mag_over": mag,
        "versienummer": pagina.casus.model.versie,
    }
    return render(request, "cases/modelversie.html", pagina.context, status=status)


urlpatterns = [
    path("casussen/<uuid:pk>/modelversie/", modelversie, name="casus_modelversie"),
]
