"""The page on which one organisation prepares a casusoverleg."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from cases import tafel
from cases.models import Casusoverleg
from cases.views.basis import viewer_of_request
from cases.views.overleg.tafel import overleg_url
from cases.voorbereiding import voorbereiding_van
from ketenregie.foundation import logboek
from partners.access import policy
from partners.access.permissions import Permission as P


@require_GET
def overleg_voorbereiding(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Per casus on the own agenda: what we know, what is asked of us, and by when."""
    viewer = viewer_of_request(request)
    policy.require(viewer, P.OVERLEG_ZIEN)
    overleg = tafel.haal_overleg(viewer, pk)
    logboek.bekeken(overleg)
    rijen = voorbereiding_van(viewer, overleg)
    context = {
        "overleg_pk": overleg.pk,
        "begint_at": overleg.begint_at,
        "eindigt_at": overleg.eindigt_at,
        "locatie": overleg.locatie,
        "gepland": overleg.status == Casusoverleg.Status.GEPLAND,
        "organisatie": viewer.organisatie,
        "rijen": rijen,
        "klaar": sum(rij.klaar for rij in rijen),
        "kruimels": [
            {"label": "Overleggen", "url": reverse("overleggen")},
            {"label": "Casusoverleg", "url": overleg_url(overleg, None)},
            {"label": "Voorbereiding", "url": ""},
        ],
    }
    return render(request, "cases/overleg_voorbereiding.html", context)
