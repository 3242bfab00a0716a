"""The logboek for the FG: look, filter, page on, export with a reason. Each of these is logged too."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_http_methods

from ketenregie.foundation import clock, logboek
from ketenregie.foundation.csv import csv_bestand
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.logboek.models import Bladzijde
from ketenregie.foundation.logboek.zegel import Zegel
from ketenregie.foundation.viewer import Viewer
from ketenregie.portaal.logboek import (
    KOP,
    MAX_EXPORT,
    ExportForm,
    LogboekFilter,
    in_woorden,
    voor_export,
)
from partners.access import policy
from partners.access.permissions import Permission

PER_BLAD = 50


@require_GET
def lijst(request: HttpRequest) -> HttpResponse:
    """Who did what, newest first."""
    viewer, regel = _fg(request)
    filter_ = LogboekFilter(request.GET, viewer=viewer)
    geldig = filter_.is_valid()
    cursor = request.GET.get("cursor", "")
    blad = filter_.regels().bladzijde(cursor, PER_BLAD) if geldig else Bladzijde([], "")
    logboek.noem(
        Gebeurtenis.LOGBOEK_INGEZIEN,
        casus=filter_.casus_id,
        regel=regel,
        details={"filter": filter_.voor_logboek() if geldig else {}},
    )
    gekozen = filter_.gekozen()
    zegel = Zegel.objects.last()
    context = {
        "filter": filter_,
        "geldig": geldig,
        "regels": in_woorden(blad.regels),
        "chips": [
            {
                "label": tekst,
                "url": "?" + urlencode({k: v for k, v in gekozen.items() if k != naam}),
            }
            for naam, tekst in filter_.chips()
        ],
        "volgende": "?" + urlencode(gekozen | {"cursor": blad.volgende}) if blad.volgende else "",
        "begin": "?" + urlencode(gekozen) if cursor else "",
        "export": f"{reverse('logboek_export')}?{urlencode(gekozen)}",
        "verzegeld": zegel.gezegeld_at if zegel else None,
    }
    return render(request, "portaal/logboek.html", context, status=200 if geldig else 422)


@require_http_methods(["GET", "POST"])
def export(request: HttpRequest) -> HttpResponse:
    """The lines of a filter as CSV; the filter stands in the URL, the reason in the form."""
    viewer, regel = _fg(request)
    filter_ = LogboekFilter(request.GET, viewer=viewer)
    geldig = filter_.is_valid()
    form = ExportForm(request.POST or None)
    if request.method == "POST" and geldig and form.is_valid():
        inhoud = csv_bestand(KOP, voor_export(filter_.regels()))
        logboek.noem(
            Gebeurtenis.LOGBOEK_GEEXPORTEERD,
            casus=filter_.casus_id,
            regel=regel,
            reden=form.cleaned_data["reden"],
            details={"filter": filter_.voor_logboek()},
        )
        response = HttpResponse(inhoud, content_type="text/csv; charset=utf-8")
        naam = f"logboek-{clock.today():%Y%m%d}.csv"
        response["Content-Disposition"] = f'attachment; filename="{naam}"'
        return response
    terug = f"{reverse('logboek')}?{urlencode(filter_.gekozen())}"
    context = {
        "form": form,
        "filter": filter_,
        "geldig": geldig,
        "chips": [tekst for _naam, tekst in filter_.chips()],
        "maximum": f"{MAX_EXPORT:,}".replace(",", "."),
        "terug": terug,
        "kruimels": [{"label": "Logboek", "url": terug}, {"label": "Exporteren"}],
    }
    status = 422 if form.errors or not geldig else 200
    return render(request, "portaal/logboek_export.html", context, status=status)


def _fg(request: HttpRequest) -> tuple[Viewer, str]:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    return viewer, policy.require(viewer, Permission.LOGBOEK_ZIEN).regel
