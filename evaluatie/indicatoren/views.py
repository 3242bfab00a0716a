"""Dashboards on three levels and the page of one indicator; filters stand in the address."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse

from cases.views.basis import viewer_of_request
from evaluatie.indicatoren import grafieken, selectors
from evaluatie.indicatoren.beeld import REDENEN, cijfers, norm_tekst
from evaluatie.indicatoren.geheimhouding import drempel
from evaluatie.indicatoren.perioden import Periode
from evaluatie.indicatoren.schema import Niveau
from ketenregie.foundation import logboek
from ketenregie.foundation.viewer import Viewer
from ketenregie.foundation.web import filterquery
from partners.access import policy
from partners.access.permissions import Permission
from referentiemodel.schema import Model

NIVEAUS = {
    Niveau.STRATEGISCH: ("Strategisch", "Wat bereiken we samen? Voor bestuur en beleid, per jaar of kwartaal."),
    Niveau.TACTISCH: ("Tactisch", "Werkt de aanpak? Voor wie de samenwerking inricht."),
    Niveau.OPERATIONEEL: ("Operationeel", "Loopt het werk op tijd? Voor wie casussen behandelt."),
}  # fmt: skip
UITLEG = (
    "Een periode wordt één keer geteld: als hij voorbij is en er twee weken zijn geweest om na te "
    "werken. Daarna verandert het cijfer niet meer, ook niet als een casus wordt vernietigd."
)


def dashboard(request: HttpRequest, niveau: str = "strategisch") -> HttpResponse:
    """One level: its indicators for one period; strategisch with how much and of what kind."""
    viewer = viewer_of_request(request)
    policy.require(viewer, Permission.INDICATOREN_ZIEN)
    level = Niveau(niveau)
    keuzes = selectors.perioden()
    periode = gekozen_periode(request, keuzes)
    model = selectors.model_voor(viewer)
    regels = selectors.regels(viewer, model, level, periode)
    logboek.noem(
        logboek.Gebeurtenis.CIJFERS_BEKEKEN,
        details={"niveau": niveau, "periode": periode.sleutel},
    )
    context: dict[str, Any] = {
        "niveau": niveau,
        "titel": NIVEAUS[level][0],
        "waarvoor": NIVEAUS[level][1],
        "tabs": _tabs(niveau, periode),
        "periode": periode,
        "perioden": keuzes,
        "regels": regels,
        "samenvatting": _samenvatting(regels, periode),
        "uitleg": UITLEG,
        "drempel": drempel(),
        "beheert": policy.may(viewer, Permission.CIJFERS_BEHEREN).allowed,
        "kruimels": [{"label": "Indicatoren"}],
    }
    if level is Niveau.STRATEGISCH:
        context["omvang"] = selectors.omvang(viewer, model, periode.van.year)
        context["externe"] = selectors.externe(viewer, periode.van.year)
    if level is Niveau.OPERATIONEEL:
        context["eigen"] = selectors.eigen_werk(viewer, model)
    return render(request, "evaluatie/indicatoren/dashboard.html", context)


def indicator(request: HttpRequest, sleutel: str) -> HttpResponse:
    """One indicator: what it means, how it goes, divided, and the casussen behind it that one may see."""
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
    kwartalen = [c for p, c in sorted(alle.items()) if not p.is_jaar and c.reden != "later"][-12:]
    niet, wel = selectors.casussen_achter(viewer, gevonden, periode)
    logboek.noem(
        logboek.Gebeurtenis.CIJFERS_BEKEKEN,
        details={"indicator": sleutel, "periode": periode.sleutel},
    )
    logboek.lijst("cases.casus", [c.pk for c in (*niet, *wel)])
    norm = gevonden.norm
    context = {
        "indicator": gevonden,
        "cijfer": alle[periode],
        "norm": norm_tekst(gevonden),
        "jaren": [c for p, c in sorted(alle.items()) if p.is_jaar][::-1],
        "kwartalen": kwartalen[::-1],
        "trend": grafieken.lijn(
            "trend",
            f"{gevonden.naam} per kwartaal",
            grafieken.metingen(kwartalen[-8:]),
            norm=norm.waarde if norm and not norm.per_jaar else None,
            norm_tekst=norm_tekst(gevonden),
        ),
        "verdelingen": _verdelingen(viewer, model, gevonden, periode, alle),
        "wel": wel,
        "niet": niet,
        "toont_casussen": gevonden.doorklik and bool(policy.may(viewer, Permission.CASUSSEN_ZIEN)),
        "periode": periode,
        "perioden": keuzes,
        "redenen": REDENEN,
        "uitleg": UITLEG,
        "kruimels": [
            {
                "label": "Indicatoren",
                "url": f"{reverse('indicatoren_' + gevonden.niveau)}?periode={periode.sleutel}",
            },
            {"label": gevonden.naam},
        ],
    }
    return render(request, "evaluatie/indicatoren/indicator.html", context)


def _verdelingen(
    viewer: Viewer, model: Model, gevonden: Any, periode: Periode, alle: dict[Periode, Any]
) -> list[dict[str, Any]]:
    """The published divisions of the year of the period."""
    jaar = periode.van.year
    return [
        {
            "naam": u.naam,
            "jaar": jaar,
            "cellen": selectors.verdeling_van(
                viewer, model, gevonden, u, jaar, alle[Periode.jaar(jaar)]
            ),
        }
        for u in gevonden.uitsplitsingen
    ]


def gekozen_periode(request: HttpRequest, keuzes: list[Periode]) -> Periode:
    """The period of the address when it is one that may be chosen, else the last quarter that is counted."""
    gevraagd = Periode.lees(request.GET.get("periode", ""))
    if gevraagd in keuzes:
        return gevraagd  # type: ignore[return-value]
    return next(p for p in keuzes if p.is_jaar)


def _tabs(niveau: str, periode: Periode) -> list[dict[str, Any]]:
    vraag = filterquery({"periode": periode.sleutel})
    return [
        {
            "label": naam,
            "url": f"{reverse('indicatoren_' + sleutel)}?{vraag}",
            "actief": sleutel == niveau,
        }
        for sleutel, (naam, _) in NIVEAUS.items()
    ]


def _samenvatting(regels: list[selectors.Regel], periode: Periode) -> str:
    met_norm = [r for r in regels if r.cijfer.norm_gehaald is not None]
    if not met_norm:
        return f"Over {periode.naam} is er bij geen indicator een cijfer met een norm."
    gehaald = sum(bool(r.cijfer.norm_gehaald) for r in met_norm)
    return f"In {periode.naam} zijn {gehaald} van de {len(met_norm)} normen met een cijfer gehaald."


urlpatterns = [
    path("indicatoren/", dashboard, name="indicatoren"),
    path(
        "indicatoren/strategisch/",
        dashboard,
        {"niveau": "strategisch"},
        name="indicatoren_strategisch",
    ),
    path("indicatoren/tactisch/", dashboard, {"niveau": "tactisch"}, name="indicatoren_tactisch"),
    path(
        "indicatoren/operationeel/",
        dashboard,
        {"niveau": "operationeel"},
        name="indicatoren_operationeel",
    ),
    path("indicatoren/over/<slug:sleutel>/", indicator, name="indicator"),
]
