"""The catalogue of interventies: what the sociale kaart offers, and counts over the region."""

from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_GET

from cases.views.basis import viewer_of_request
from ketenregie.foundation import clock
from ketenregie.foundation.viewer import Viewer
from ketenregie.foundation.web import filterchips
from partners.access import policy
from partners.access.permissions import Permission
from partners.selectors import aanbod_for, model_van_keten

FILTERS = ("zoek", "soort")


@require_GET
def interventies(request: HttpRequest) -> HttpResponse:
    """For everybody of the keten: no casus and no person stands behind a line."""
    viewer = viewer_of_request(request)
    policy.require(viewer, Permission.PARTNERS_ZIEN)
    filters = {naam: request.GET.get(naam, "").strip() for naam in FILTERS}
    lijsten = model_van_keten(viewer).waardelijsten
    soorten = lijsten["interventiesoort"].keuzes() if "interventiesoort" in lijsten else []
    regels = aanbod_for(viewer, **filters)
    peil = clock.today().replace(day=1) - timedelta(days=1)
    context = {
        "groepen": [
            (naam, [r for r in regels if r.soort == sleutel])
            for sleutel, naam in soorten
            if any(r.soort == sleutel for r in regels)
        ],
        "aantal": len(regels),
        "soorten": soorten,
        "filters": filters,
        "chips": filterchips(
            filters,
            {"zoek": f"“{filters['zoek']}”", "soort": dict(soorten).get(filters["soort"], "")},
        ),
        "peil": peil,
        **_regio(viewer, peil, soorten),
    }
    return render(request, "cases/interventies.html", context)


def _regio(viewer: Viewer, peil: date, soorten: list[tuple[str, str]]) -> dict[str, Any]:
    """Rounded counts; the exact ones never leave the database (interventies.sql)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT soort, effect, aantal FROM interventie_aantallen(%s)", [peil])
        rows = cursor.fetchall()
    lijsten = model_van_keten(viewer).waardelijsten
    effecten = lijsten["interventie_effect"].keuzes() if "interventie_effect" in lijsten else []
    lopend = {soort: n for soort, _, n in rows if soort}
    einde = {effect: n for _, effect, n in rows if effect}
    return {
        "lopend": [(naam, _woorden(lopend.get(sleutel, 0))) for sleutel, naam in soorten],
        "effecten": [(naam, _woorden(einde.get(sleutel, 0))) for sleutel, naam in effecten],
    }


def _woorden(aantal: int) -> str:
    if aantal < 0:
        return "minder dan 5"
    return f"ongeveer {aantal}" if aantal else "geen"


urlpatterns = [path("interventies/", interventies, name="interventies")]
