"""An organisation answers about its own data, and does what was decided. It does not see who asks."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods

from cases.beeld import dag
from cases.views.basis import viewer_of_request
from ketenregie.foundation import logboek
from ketenregie.foundation.errors import NotVisible
from ketenregie.foundation.forms import Formulier
from ketenregie.foundation.invoer import KLAAR, verwerk
from ketenregie.privacy.forms_behandeling import AdviesForm, UitgevoerdForm
from ketenregie.privacy.models import Bron
from ketenregie.privacy.services import behandeling as dienst
from ketenregie.privacy.services.uitvoeren import gevolgen, stukken
from ketenregie.privacy.termijnen import Soort
from partners.access import policy
from partners.access.permissions import Permission


@require_http_methods(["GET", "POST"])
def advies(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The question of the FG, which own data it is about, and the answer."""
    viewer = viewer_of_request(request)
    rij = Bron.objects.filter(
        pk=pk, leverancier_id=viewer.eigen_id, gevraagd_at__isnull=False
    ).first()
    if rij is None:
        raise NotVisible
    regel = policy.require(viewer, Permission.PRIVACY_ADVISEREN).regel
    logboek.bekeken(rij, regel=regel, doel="privacyverzoek")
    actie = request.POST.get("actie", "") if request.method == "POST" else ""
    forms: dict[str, Formulier] = {}
    if rij.besloten_at is None:
        initial = {"advies": rij.advies, "grond": rij.advies_grond, "toelichting": rij.advies_tekst}
        forms["advies"] = AdviesForm(request.POST if actie == "advies" else None, initial=initial)
    if rij.uitvoering == Bron.Uitvoering.OPEN:
        forms["uitvoeren"] = UitgevoerdForm(request.POST if actie == "uitvoeren" else None)
    status = 200
    if request.method == "POST":
        if actie not in forms:
            raise NotVisible
        doen: Any = {"advies": dienst.adviseer, "uitvoeren": dienst.voer_uit}[actie]
        status = verwerk(forms[actie], lambda data: doen(viewer, pk, **data))
        if status == KLAAR:
            messages.success(
                request,
                "Uw advies is bij de functionaris gegevensbescherming."
                if actie == "advies"
                else "Vastgelegd dat het is uitgevoerd.",
            )
            return redirect("privacy_advies", pk=pk)
    found = stukken(rij)
    context = {
        "bron": rij,
        "soort": Soort(rij.soort),
        "taak": dienst.UIT_TE_VOEREN[Soort(rij.soort)],
        "advies_dag": dag(rij.advies_voor) if "advies" in forms and not rij.advies else None,
        "uitvoer_dag": dag(rij.uitvoeren_voor) if "uitvoeren" in forms else None,
        "stukken": found,
        "anders": len(rij.opgenomen if rij.besluit else rij.kopieen) - len(found),
        "gevolgen": gevolgen(viewer, rij)
        if rij.soort == Soort.INTREKKEN and "uitvoeren" in forms
        else [],
        "forms": forms,
        "form": next((f for f in forms.values() if f.errors), None),
    }
    return render(request, "privacy/advies.html", context, status=status)


urlpatterns = [path("privacy/adviezen/<uuid:pk>/", advies, name="privacy_advies")]
