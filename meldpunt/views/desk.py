"""The desk: what came in, by what needs doing first."""

from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_GET

from cases.views.basis import viewer_of_request
from ketenregie.foundation import logboek
from ketenregie.foundation.tellen import BegrensdePaginator, telling
from meldpunt import beeld, selectors
from meldpunt.views.basis import namen_van
from partners.access import policy
from partners.access.permissions import Permission

PER_PAGINA = 25


@require_GET
def bureau(request: HttpRequest) -> HttpResponse:
    """Meldingen of the meldpunt; the filter stands in the URL and its count equals its list."""
    viewer = viewer_of_request(request)
    policy.require(viewer, Permission.MELDPUNT_WERKEN)
    chosen = request.GET.get("status", "open")
    if chosen not in selectors.FILTERS:
        chosen = "open"
    counts = selectors.tellingen(viewer)
    paginator = BegrensdePaginator(selectors.bureau(viewer, chosen), PER_PAGINA)
    paginator.__dict__["_geteld"] = counts[chosen]  # counted already
    page = paginator.get_page(request.GET.get("pagina"))
    meldingen = list(page.object_list)
    logboek.lijst("meldpunt.melding", [m.pk for m in meldingen])
    context = {
        "page": page,
        "regels": beeld.regels(meldingen, namen_van({m.behandelaar_id for m in meldingen})),
        "tabs": [
            {
                "label": label,
                "url": "?" if naam == "open" else f"?status={naam}",
                "actief": naam == chosen,
                "teller": telling(counts[naam]),
            }
            for naam, label in selectors.FILTERS.items()
        ],
        "gekozen": chosen,
        "nieuw": uuid4(),
        "query": f"status={chosen}" if chosen != "open" else "",
    }
    return render(request, "meldpunt/bureau.html", context)


urlpatterns = [path("meldpunt/", bureau, name="meldpunt")]
