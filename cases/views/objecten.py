"""Ondernemingen and locaties of a casus: adding, the page of one, correcting, and "the same as"."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, register_converter, reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cases import objectbeeld, objectmatch
from cases.forms.objecten import NIEUW, WIJZIG, NogEenRolForm, TerugnemenForm, begin
from cases.models import Koppeling
from cases.services import objecten as service
from cases.views.basis import CasusPagina, casus_pagina
from cases.views.formulier import Blad, behandel
from ketenregie.foundation import logboek
from ketenregie.foundation.errors import NotVisible
from ketenregie.foundation.invoer import KLAAR, verwerk
from partners.access import policy
from partners.access.permissions import Permission

WOORD = {"onderneming": "onderneming", "locatie": "plek"}


class ObjectSoort:
    """ "ondernemingen" or "locaties" in an address; the kind itself in the view."""

    regex = "ondernemingen|locaties"

    def to_python(self, value: str) -> str:
        return {"ondernemingen": "onderneming", "locaties": "locatie"}[value]

    def to_url(self, value: str) -> str:
        return {"onderneming": "ondernemingen", "locatie": "locaties"}.get(value, value)


register_converter(ObjectSoort, "objectsoort")


@require_http_methods(["GET", "POST"])
def nieuw(request: HttpRequest, pk: UUID, soort: str) -> HttpResponse:
    """Add one; who may not bring anything in gets no form."""
    pagina = casus_pagina(request, pk, "betrokkenen")
    if not service.mag_vastleggen(pagina.viewer, pagina.casus):
        policy.require(pagina.viewer, Permission.OBJECT_VASTLEGGEN, pagina.casus)
    form = NIEUW[soort](request.POST or None)
    blad = Blad(
        titel="Onderneming toevoegen" if soort == "onderneming" else "Plek toevoegen",
        knop="Voeg toe",
        terug=reverse("casus_betrokkenen", args=[pk]) + f"#{soort}",
        gelukt=f"De {WOORD[soort]} is toegevoegd.",
        uitleg="U voegt dit toe namens uw organisatie. Wie het mag zien, volgt uit het convenant.",
    )

    def bewaar(form: Any) -> object:
        data = dict(form.cleaned_data)
        return service.voeg_toe(pagina.viewer, pagina.casus, soort, **data)

    return behandel(request, pagina, blad, form, bewaar)


@require_GET
def detail(request: HttpRequest, pk: UUID, soort: str, object_pk: UUID) -> HttpResponse:
    return _pagina(request, pk, soort, object_pk)


def _pagina(
    request: HttpRequest,
    pk: UUID,
    soort: str,
    object_pk: UUID,
    *,
    status: int = 200,
    pagina: CasusPagina | None = None,
    **forms: Any,
) -> HttpResponse:
    pagina = pagina or casus_pagina(request, pk, "betrokkenen")
    casus, viewer = pagina.casus, pagina.viewer
    rij = objectbeeld.haal(casus, pagina.deler, soort, object_pk)
    logboek.bekeken(rij, casus=casus, doel=casus.doel)
    blad = objectbeeld.pagina(viewer, casus, pagina.deler, rij)
    logboek.lijst(f"cases.{soort}", [*(e.id for e in blad.elders), *(b.id for b in blad.bekend)])
    mag = blad.beeld.eigen and service.mag_vastleggen(viewer, casus).allowed
    pagina.context |= {
        "casus_pk": pk,
        "soort": soort,
        "woord": WOORD[soort],
        "o": blad.beeld,
        "elders": blad.elders,
        "anders": blad.anders,
        "bekend": blad.bekend,
        "mag": mag,
        "mag_koppelen": bool(service.mag_koppelen(viewer, casus)),
        "eerder": objectbeeld.eerder(rij) if blad.beeld.eigen else [],
        "rol_form": NogEenRolForm(soort=soort, prefix="rol") if mag else None,
        "terug_form": TerugnemenForm(prefix="terug"),
        "kruimels": [
            {"label": "Casussen", "url": reverse("casussen")},
            {"label": casus.kenmerk, "url": reverse("casus", args=[pk])},
            {"label": "Betrokkenen", "url": reverse("casus_betrokkenen", args=[pk])},
            {"label": blad.beeld.naam, "url": ""},
        ],
    } | forms
    pagina.context["form"] = next((f for f in forms.values() if f.errors), None)
    return render(request, "cases/object.html", pagina.context, status=status)


@require_http_methods(["GET", "POST"])
def wijzig(request: HttpRequest, pk: UUID, soort: str, object_pk: UUID) -> HttpResponse:
    """Correct one of the own organisation; someone else's is not there."""
    pagina = casus_pagina(request, pk, "betrokkenen")
    rij = objectbeeld.haal(pagina.casus, pagina.deler, soort, object_pk)
    if rij.leverancier_id != pagina.viewer.eigen_id:
        raise NotVisible
    if not service.mag_vastleggen(pagina.viewer, pagina.casus):
        policy.require(pagina.viewer, Permission.OBJECT_VASTLEGGEN, pagina.casus)
    form = WIJZIG[soort](request.POST or None, initial=begin(rij, soort))
    blad = Blad(
        titel=f"{WOORD[soort].capitalize()} wijzigen",
        knop="Bewaar",
        terug=reverse("casus_object", args=[pk, soort, object_pk]),
        gelukt="Gewijzigd. Wat er stond, staat in de geschiedenis.",
        uitleg="Vul bij ‘tot wanneer’ een dag in als de rol voorbij is.",
    )

    def bewaar(form: Any) -> object:
        return service.corrigeer(pagina.viewer, soort, rij.pk, **form.cleaned_data)

    return behandel(request, pagina, blad, form, bewaar)


@require_POST
def rol(request: HttpRequest, pk: UUID, soort: str, object_pk: UUID) -> HttpResponse:
    """The same thing in one more role."""
    pagina = casus_pagina(request, pk, "betrokkenen")
    rij = objectbeeld.haal(pagina.casus, pagina.deler, soort, object_pk)
    form = NogEenRolForm(request.POST, soort=soort, prefix="rol")
    status = verwerk(form, lambda data: service.nog_een_rol(pagina.viewer, rij, **data))
    if status == KLAAR:
        messages.success(request, "De rol is toegevoegd.")
        return redirect("casus_object", pk, soort, object_pk)
    return _pagina(request, pk, soort, object_pk, status=status, pagina=pagina, rol_form=form)


@require_POST
def koppel(request: HttpRequest, pk: UUID, soort: str, object_pk: UUID) -> HttpResponse:
    """A suggestion is the same, or is not; what it said at this moment is kept with the decision."""
    pagina = casus_pagina(request, pk, "betrokkenen")
    viewer = pagina.viewer
    rij = objectbeeld.haal(pagina.casus, pagina.deler, soort, object_pk)
    blad = objectbeeld.pagina(viewer, pagina.casus, pagina.deler, rij)
    gekozen = next((b for b in blad.bekend if str(b.id) == request.POST.get("ander", "")), None)
    besluit = request.POST.get("besluit", "")
    if gekozen is None or besluit not in Koppeling.Besluit.values:
        raise NotVisible
    ((ander, _deler),) = objectmatch.getoond(viewer, service.MODELLEN[soort], [gekozen.id])
    service.koppel(viewer, rij, ander, besluit, sterkte=gekozen.sterkte, redenen=gekozen.redenen)
    gelijk = besluit == Koppeling.Besluit.ZELFDE
    messages.success(
        request,
        f"Vastgelegd: dit is dezelfde {WOORD[soort]}."
        if gelijk
        else f"Vastgelegd: dit is een andere {WOORD[soort]}.",
    )
    return redirect("casus_object", pk, soort, object_pk)


@require_POST
def ontkoppel(
    request: HttpRequest, pk: UUID, soort: str, object_pk: UUID, koppeling_pk: UUID
) -> HttpResponse:
    pagina = casus_pagina(request, pk, "betrokkenen")
    rij = objectbeeld.haal(pagina.casus, pagina.deler, soort, object_pk)
    form = TerugnemenForm(request.POST, prefix="terug")
    status = verwerk(
        form, lambda data: service.ontkoppel(pagina.viewer, rij, koppeling_pk, data["reden"])
    )
    if status == KLAAR:
        messages.success(request, "Het besluit is teruggenomen.")
        return redirect("casus_object", pk, soort, object_pk)
    return _pagina(request, pk, soort, object_pk, status=status, pagina=pagina, terug_form=form)


_BASIS = "casussen/<uuid:pk>/<objectsoort:soort>"
urlpatterns = [
    path(f"{_BASIS}/nieuw/", nieuw, name="casus_object_nieuw"),
    path(f"{_BASIS}/<uuid:object_pk>/", detail, name="casus_object"),
    path(f"{_BASIS}/<uuid:object_pk>/wijzig/", wijzig, name="casus_object_wijzig"),
    path(f"{_BASIS}/<uuid:object_pk>/rol/", rol, name="casus_object_rol"),
    path(f"{_BASIS}/<uuid:object_pk>/koppel/", koppel, name="casus_object_koppel"),
    path(
        f"{_BASIS}/<uuid:object_pk>/koppel/<uuid:koppeling_pk>/",
        ontkoppel,
        name="casus_object_ontkoppel",
    ),
]
