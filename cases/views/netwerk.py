"""The network of a casus, and its persons: adding one, one more role, correcting a role."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.http import require_GET

from cases import netwerk as beeld
from cases.forms.rollen import PersoonForm, RolForm, RolWijzigForm, begin
from cases.models import Betrokkene
from cases.services import rollen as service
from cases.views.basis import CasusPagina, casus_pagina
from cases.views.formulier import Blad, behandel
from ketenregie.foundation.errors import NotVisible
from partners.access import policy
from partners.access.permissions import Permission


@require_GET
def casus_netwerk(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The drawing, and the same in a table."""
    pagina = casus_pagina(request, pk, "betrokkenen")
    rijen = beeld.deelnemers(pagina.viewer, pagina.casus, pagina.deler)
    pagina.context |= {"rijen": rijen, "tekening": beeld.tekening(pagina.casus, rijen)}
    return render(request, "cases/netwerk.html", pagina.context)


def persoon_nieuw(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A person who is not in the casus yet."""
    pagina = _mag(request, pk)
    blad = Blad(
        "Persoon toevoegen",
        "Voeg toe",
        _terug(pk),
        gelukt="De persoon is toegevoegd.",
        uitleg="U voegt dit toe namens uw organisatie. Wie het mag zien, volgt uit het convenant.",
    )

    def bewaar(form: Any) -> object:
        return service.voeg_persoon_toe(pagina.viewer, pagina.casus, **form.cleaned_data)

    return behandel(request, pagina, blad, PersoonForm(request.POST or None), bewaar)


def rol_nieuw(request: HttpRequest, pk: UUID, rij_pk: UUID) -> HttpResponse:
    """One more role for a person who is shown to the viewer."""
    pagina = _mag(request, pk)
    rij = _getoond(pagina, rij_pk)
    blad = Blad(
        f"Nog een rol voor {rij.persoon.naam}",
        "Voeg rol toe",
        _terug(pk),
        gelukt="De rol is toegevoegd.",
        uitleg="Iemand kan slachtoffer en verdachte tegelijk zijn. Elke rol heeft een eigen periode.",
    )

    def bewaar(form: Any) -> object:
        return service.nog_een_rol(pagina.viewer, pagina.casus, rij, **form.cleaned_data)

    return behandel(request, pagina, blad, RolForm(request.POST or None), bewaar)


def rol_wijzig(request: HttpRequest, pk: UUID, rij_pk: UUID) -> HttpResponse:
    """Correct or end a role of the own organisation; someone else's is not there."""
    pagina = _mag(request, pk)
    rij = _getoond(pagina, rij_pk)
    if rij.leverancier_id != pagina.viewer.eigen_id:
        raise NotVisible
    blad = Blad(
        f"Rol van {rij.persoon.naam} wijzigen", "Bewaar", _terug(pk), gelukt="De rol is gewijzigd."
    )
    form = RolWijzigForm(request.POST or None, initial=begin(rij))

    def bewaar(form: Any) -> object:
        return service.corrigeer_rol(pagina.viewer, pagina.casus, rij_pk, **form.cleaned_data)

    return behandel(request, pagina, blad, form, bewaar)


def _mag(request: HttpRequest, pk: UUID) -> CasusPagina:
    pagina = casus_pagina(request, pk, "betrokkenen")
    if not service.mag_vastleggen(pagina.viewer, pagina.casus):
        policy.require(pagina.viewer, Permission.PERSOON_VASTLEGGEN, pagina.casus)
    return pagina


def _getoond(pagina: CasusPagina, rij_pk: UUID) -> Betrokkene:
    """A role that is shown to the viewer.

    Raises:
        NotVisible: absent, hidden or withheld.
    """
    rij = pagina.casus.betrokkenen.filter(pk=rij_pk).select_related("persoon").first()
    if rij is None or not pagina.deler.deling(rij).tonen:
        raise NotVisible
    return rij


def _terug(pk: UUID) -> str:
    return reverse("casus_betrokkenen", args=[pk])


urlpatterns = [
    path("casussen/<uuid:pk>/netwerk/", casus_netwerk, name="casus_netwerk"),
    path("casussen/<uuid:pk>/personen/nieuw/", persoon_nieuw, name="casus_persoon_nieuw"),
    path("casussen/<uuid:pk>/personen/<uuid:rij_pk>/rol/", rol_nieuw, name="casus_rol_nieuw"),
    path("casussen/<uuid:pk>/personen/<uuid:rij_pk>/wijzig/", rol_wijzig, name="casus_rol_wijzig"),
]
