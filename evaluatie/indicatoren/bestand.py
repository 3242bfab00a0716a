"""The published figures as csv: exactly what the pages show, withheld ones included as such."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path

from cases.views.basis import viewer_of_request
from evaluatie.indicatoren import selectors
from evaluatie.indicatoren.beeld import Cijfer, cijfers, norm_tekst
from evaluatie.indicatoren.perioden import Periode
from evaluatie.indicatoren.schema import Indicator, Niveau
from evaluatie.indicatoren.views import gekozen_periode
from ketenregie.foundation import logboek
from ketenregie.foundation.csv import csv_bestand
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.permissions import Permission
from referentiemodel.schema import Model

KOP = ("Indicator", "Periode", "Verdeling", "Onderdeel", "Cijfer", "Eenheid", "Teller", "Noemer", "Norm", "Toelichting")  # fmt: skip


def dashboard(request: HttpRequest, niveau: str) -> HttpResponse:
    """The indicators of one level over one period."""
    viewer = viewer_of_request(request)
    policy.require(viewer, Permission.INDICATOREN_ZIEN)
    if niveau not in set(Niveau):
        raise Http404
    periode = gekozen_periode(request, selectors.perioden())
    regels = selectors.regels(viewer, selectors.model_voor(viewer), Niveau(niveau), periode)
    return _antwoord(
        [_rij(r.indicator, r.cijfer) for r in regels],
        f"indicatoren-{niveau}-{periode.sleutel}",
        {"niveau": niveau, "periode": periode.sleutel},
    )


def indicator(request: HttpRequest, sleutel: str) -> HttpResponse:
    """One indicator: every year and quarter that may be chosen, and the divisions of the year asked for."""
    viewer = viewer_of_request(request)
    policy.require(viewer, Permission.INDICATOREN_ZIEN)
    model = selectors.model_voor(viewer)
    gevonden = selectors.een_van_model(model, sleutel)
    if gevonden is None:
        raise Http404
    keuzes = selectors.perioden()
    periode = gekozen_periode(request, keuzes)
    jaren = sorted({p.van.year for p in keuzes} | {periode.van.year})
    alle = cijfers(viewer.keten_id, gevonden, jaren, selectors.gemeenten_van(model))
    rijen = [_rij(gevonden, c) for _, c in sorted(alle.items()) if c.reden != "later"]
    rijen += _verdelingen(viewer, model, gevonden, alle[Periode.jaar(periode.van.year)])
    return _antwoord(
        rijen,
        f"indicator-{gevonden.nummer}-{periode.sleutel}",
        {"indicator": sleutel, "periode": periode.sleutel},
    )


def _verdelingen(viewer: Viewer, model: Model, i: Indicator, totaal: Cijfer) -> list[list[Any]]:
    jaar = totaal.periode.van.year
    return [
        _rij(i, cel.cijfer, u.naam, cel.naam)
        for u in i.uitsplitsingen
        for cel in selectors.verdeling_van(viewer, model, i, u, jaar, totaal)
    ]


def _rij(i: Indicator, c: Cijfer, verdeling: str = "", onderdeel: str = "") -> list[Any]:
    toelichting = c.uitleg if c.waarde is None else ""
    return [i.naam, c.periode.naam, verdeling, onderdeel, c.tekst, i.eenheid, c.teller, c.noemer,
            norm_tekst(i), toelichting]  # fmt: skip


def _antwoord(rijen: list[list[Any]], naam: str, details: dict[str, str]) -> HttpResponse:
    logboek.noem(logboek.Gebeurtenis.CIJFERS_BEKEKEN, details=details | {"vorm": "csv"})
    response = HttpResponse(csv_bestand(KOP, rijen), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{naam}.csv"'
    return response


urlpatterns = [
    path("indicatoren/<slug:niveau>.csv", dashboard, name="indicatoren_csv"),
    path("indicatoren/over/<slug:sleutel>.csv", indicator, name="indicator_csv"),
]
