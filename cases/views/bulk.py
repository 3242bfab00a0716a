"""Several casussen at once from the casuslijst: preview, then doing."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from cases import bulk
from cases.views.basis import viewer_of_request
from ketenregie.foundation import filters, logboek
from ketenregie.foundation.registries import filterlijsten
from partners.access import policy
from partners.access.permissions import Permission


@require_POST
def casussen_bulk(request: HttpRequest) -> HttpResponse:
    """Which casussen and what with them; shows what will happen, and does it once that is confirmed."""
    viewer = viewer_of_request(request)
    policy.require(viewer, Permission.CASUSSEN_ZIEN)
    query = filters.schone_query(filterlijsten["casussen"], request.POST.get("query", ""))
    terug = reverse("casussen") + (f"?{query}" if query else "")
    ids = _ids(request.POST.getlist("casus"))
    sleutel = request.POST.get("actie", "")
    if sleutel not in dict(bulk.acties_voor(viewer)) or not ids:
        messages.error(
            request, "Kies eerst een of meer casussen." if not ids else "Kies wat u wilt doen."
        )
        return redirect(terug)
    actie = bulk.ACTIES[sleutel]
    bevestigd = "bevestig" in request.POST
    form, status = actie.form(request.POST if bevestigd else None, viewer=viewer), 200
    if bevestigd:
        if form.is_valid():
            klaar, niet = bulk.voer_uit(viewer, actie, ids, form.cleaned_data)
            _meld(request, klaar, niet)
            return redirect(terug)
        status = 422
    regels = bulk.voorbeeld(viewer, actie, ids)
    logboek.lijst("cases.casus", [regel.pk for regel in regels])
    context = {
        "actie": actie,
        "sleutel": sleutel,
        "form": form,
        "kan": [r for r in regels if not r.bezwaar],
        "kan_niet": [r for r in regels if r.bezwaar],
        "query": query,
        "terug": terug,
        "kruimels": [{"label": "Casussen", "url": terug}, {"label": actie.label}],
    }
    return render(request, "cases/bulk.html", context, status=status)


def _ids(waarden: list[str]) -> list[UUID]:
    found = []
    for waarde in waarden[: bulk.HOOGSTENS]:
        try:
            found.append(UUID(waarde))
        except ValueError:
            continue
    return found


def _meld(request: HttpRequest, klaar: list[str], niet: list[tuple[str, str]]) -> None:
    if klaar:
        wat = (
            f"Casus {klaar[0]} is bijgewerkt."
            if len(klaar) == 1
            else f"{len(klaar)} casussen zijn bijgewerkt."
        )
        messages.success(request, wat)
    for kenmerk, waarom in niet[:10]:
        messages.error(request, f"{kenmerk} niet: {waarom}")
    if len(niet) > 10:
        messages.error(request, f"En nog {len(niet) - 10} casussen niet.")


urlpatterns = [path("casussen/samen/", casussen_bulk, name="casussen_bulk")]
