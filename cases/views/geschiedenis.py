"""Wijzigingen of a casus: who changed what, when and why."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.http import require_GET

from cases.geschiedenis import BLOKKEN, geschiedenis
from cases.views.basis import casus_pagina


@require_GET
def wijzigingen(request: HttpRequest, pk: UUID) -> HttpResponse:
    """All changes that the viewer may see, by datum; `blok` keeps one kind."""
    pagina = casus_pagina(request, pk, "tijdlijn")
    blok = request.GET.get("blok", "")
    blok = blok if blok in BLOKKEN else ""
    adres = reverse("casus_geschiedenis", args=[pk])
    pagina.context |= {
        "verlopen": geschiedenis(pagina.casus, pagina.deler, blok),
        "casus_id": pk,
        # Every block, also one without anything: a missing link would tell what there is.
        "blokken": [
            {"label": "Alles", "url": adres, "actief": not blok},
            *(
                {"label": label, "url": f"{adres}?blok={sleutel}", "actief": sleutel == blok}
                for sleutel, (label, _model) in BLOKKEN.items()
            ),
        ],
    }
    return render(request, "cases/geschiedenis.html", pagina.context)


urlpatterns = [
    path("casussen/<uuid:pk>/geschiedenis/", wijzigingen, name="casus_geschiedenis"),
]
