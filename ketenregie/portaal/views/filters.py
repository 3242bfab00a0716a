"""Keeping a filter of a list under a name, and throwing it away; the same for every list."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from cases.views.basis import viewer_of_request
from ketenregie.foundation import filters
from ketenregie.foundation.errors import DomainError, NotVisible
from ketenregie.foundation.filters.kolommen import kies
from ketenregie.foundation.registries import filterlijsten


@require_POST
def bewaar(request: HttpRequest, lijst: str) -> HttpResponse:
    """Keep what is on the list now, and back to it; a refusal is said on the list."""
    viewer = viewer_of_request(request)
    kind = filterlijsten.get(lijst)
    if kind is None:
        raise NotVisible
    query = filters.schone_query(kind, request.POST.get("query", ""))
    try:
        kept = filters.bewaar(viewer, lijst, naam=request.POST.get("naam", ""), query=query)
    except NotVisible:
        raise
    except DomainError as fout:
        messages.error(request, fout.zin)
    else:
        messages.success(request, f"Filter ‘{kept.naam}’ is bewaard.")
    return redirect(reverse(kind.url_name) + (f"?{query}" if query else ""))


@require_POST
def weg(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Throw one away, and back to its list."""
    lijst = filters.gooi_weg(viewer_of_request(request), pk)
    messages.success(request, "Het filter is weg.")
    kind = filterlijsten.get(lijst)
    return redirect(kind.url_name if kind else "werk")


@require_POST
def kolommen(request: HttpRequest, lijst: str) -> HttpResponse:
    """Keep the choice of columns, and back to the list with the filters that were on."""
    kind = filterlijsten.get(lijst)
    if kind is None or not kind.kolommen:
        raise NotVisible
    kies(viewer_of_request(request), lijst, request.POST.getlist("kolom"))
    query = filters.schone_query(kind, request.POST.get("query", ""))
    return redirect(reverse(kind.url_name) + (f"?{query}" if query else ""))


urlpatterns = [
    path("kolommen/<slug:lijst>/", kolommen, name="kolommen"),
    path("filters/<slug:lijst>/", bewaar, name="filter_bewaren"),
    path("filters/<uuid:pk>/weg/", weg, name="filter_weg"),
]
