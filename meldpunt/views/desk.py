"""The desk: what came in, by what needs doing first."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_POST

from cases.views.basis import viewer_of_request
from ketenregie.foundation import filters as bewaarfilters
from ketenregie.foundation import logboek
from ketenregie.foundation.registries import filterlijsten
from ketenregie.foundation.tellen import BegrensdePaginator, telling
from ketenregie.foundation.web import filterchips, filterquery, filterwaarden
from meldpunt import beeld, selectors
from meldpunt.models import Melding
from meldpunt.services import toewijsbaar, wijs_toe
from meldpunt.views.basis import gemeenten_van, model_van_keten, namen_van
from partners.access import policy
from partners.access.permissions import Permission

PER_PAGINA = 25


@require_GET
def bureau(request: HttpRequest) -> HttpResponse:
    """Meldingen of the meldpunt; every filter stands in the URL and each count equals its list."""
    viewer = viewer_of_request(request)
    policy.require(viewer, Permission.MELDPUNT_WERKEN)
    chosen = request.GET.get("status", "open")
    if chosen not in selectors.FILTERS:
        chosen = "open"
    filters = filterwaarden(request, selectors.FILTERNAMEN)
    counts = selectors.tellingen(viewer, filters)
    paginator = BegrensdePaginator(selectors.bureau(viewer, chosen, filters), PER_PAGINA)
    paginator.__dict__["_geteld"] = counts[chosen]  # counted already
    page = paginator.get_page(request.GET.get("pagina"))
    meldingen = list(page.object_list)
    logboek.lijst("meldpunt.melding", [m.pk for m in meldingen])
    collegas = selectors.collegas(viewer)
    # Who left still stands at what they did.
    missing = {m.behandelaar_id for m in meldingen} - collegas.keys()
    model = meldingen[0].model if meldingen else model_van_keten(viewer)
    status = {"status": chosen if chosen != "open" else ""}
    query = filterquery(status | filters)
    context = {
        "page": page,
        "regels": beeld.regels(meldingen, collegas | namen_van(missing), viewer.deelname_id),
        "tabs": [
            {
                "label": label,
                "url": "?" + filterquery({"status": naam if naam != "open" else ""} | filters),
                "actief": naam == chosen,
                "teller": telling(counts[naam]),
            }
            for naam, label in selectors.FILTERS.items()
        ],
        "gekozen": chosen,
        "nieuw": uuid4(),
        "filters": filters,
        "chips": filterchips(status | filters, _labels(filters, collegas)),
        "query": query,
        "bewaard": bewaarfilters.bewaarde(viewer, "meldpunt", query),
        "soorten": Melding.Soort.choices,
        "kanalen": Melding.Kanaal.choices,
        "urgenties": selectors.URGENTIE.items(),
        "collegas": [(str(pk), naam) for pk, naam in collegas.items()],
        "gemeenten": gemeenten_van(model),
        "te_kiezen": chosen != "afgerond",
    }
    return render(request, "meldpunt/bureau.html", context)


def _labels(filters: dict[str, str], collegas: dict[UUID, str]) -> dict[str, object]:
    namen = {str(pk): naam for pk, naam in collegas.items()} | {
        "mij": "van mij",
        "niemand": "nog van niemand",
    }
    kenmerk = filters["zoek"].upper()
    return {
        "soort": dict(Melding.Soort.choices).get(filters["soort"], filters["soort"]),
        "kanaal": dict(Melding.Kanaal.choices).get(filters["kanaal"], filters["kanaal"]),
        "urgentie": selectors.URGENTIE.get(filters["urgentie"], filters["urgentie"]),
        "behandelaar": namen.get(filters["behandelaar"], "een oud-collega"),
        "gemeente": filters["gemeente"],
        "zoek": f"kenmerk {kenmerk}",
    }


@require_POST
def toewijzen(request: HttpRequest) -> HttpResponse:
    """Give ticked meldingen to a colleague: first what will happen, then it happens."""
    viewer = viewer_of_request(request)
    policy.require(viewer, Permission.MELDPUNT_WERKEN)
    collegas = selectors.collegas(viewer)
    terug = _terug(request)
    wie = _uuid(request.POST.get("collega", ""))
    gekozen = [pk for x in request.POST.getlist("kies")[:100] if (pk := _uuid(x))]
    if wie not in collegas or not gekozen:
        messages.error(request, "Kies een of meer meldingen en een collega.")
        return redirect(terug)
    meldingen = list(
        Melding.objects.visible_to(viewer)  # type: ignore[attr-defined]
        .filter(pk__in=gekozen)
        .select_related("keten", "eigenaar__organisatie", "indiener__organisatie")
        .order_by("-acuut", "volgende_datum", "pk")
    )
    logboek.lijst("meldpunt.melding", [m.pk for m in meldingen])
    redenen = {m.pk: toewijsbaar(viewer, m, wie) for m in meldingen}
    past = [m for m in meldingen if not redenen[m.pk]]
    if "bevestig" in request.POST:
        for melding in past:
            wijs_toe(viewer, melding, wie)
        messages.success(request, f"{len(past)} naar {collegas[wie]}.")
        return redirect(terug)
    names = collegas | namen_van({m.behandelaar_id for m in meldingen} - collegas.keys())
    context = {
        "regels": beeld.regels(past, names, viewer.deelname_id),
        "uitgesloten": [
            {"regel": regel, "reden": redenen[regel.pk]}
            for regel in beeld.regels(
                [m for m in meldingen if redenen[m.pk]], names, viewer.deelname_id
            )
        ],
        "collega": {"pk": wie, "naam": collegas[wie]},
        "query": request.POST.get("query", "")[:500],
        "terug": terug,
        "kruimels": [
            {"label": "Meldpunt", "url": reverse("meldpunt")},
            {"label": "Toewijzen"},
        ],
    }
    return render(request, "meldpunt/toewijzen.html", context)


def _terug(request: HttpRequest) -> str:
    """The list as it was, with the filters that it knows and nothing else."""
    kind = filterlijsten["meldpunt"]
    query = bewaarfilters.schone_query(kind, request.POST.get("query", ""))
    return reverse("meldpunt") + (f"?{query}" if query else "")


def _uuid(tekst: str) -> UUID | None:
    try:
        return UUID(tekst)
    except ValueError:
        return None


urlpatterns = [
    path("meldpunt/", bureau, name="meldpunt"),
    path("meldpunt/toewijzen/", toewijzen, name="meldpunt_toewijzen"),
]
