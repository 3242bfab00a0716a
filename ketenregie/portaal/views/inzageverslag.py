"""The report for a person whose data it is. Names travel in the body of a form, never in an address."""

from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_http_methods

from ketenregie.foundation import clock, logboek
from ketenregie.foundation.csv import csv_bestand
from ketenregie.foundation.forms import DatumVeld, Formulier
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.pdf import html_to_pdf
from ketenregie.foundation.viewer import Viewer
from ketenregie.portaal.inzageverslag import KOP, Verslag, in_woorden, verslag, voor_export, zoek
from partners.access import policy
from partners.access.permissions import Permission

PER_BLAD = 50


class ZoekForm(Formulier):
    """Whose data, and why the FG looks."""

    naam = forms.CharField(label="Volledige naam", required=False, max_length=180)
    geboren = DatumVeld(label="Geboortedatum", required=False)
    kenmerk = forms.CharField(label="Of het kenmerk van het dossier", required=False, max_length=20)
    reden = forms.CharField(
        label="Waarvoor zoekt u?",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Deze reden komt in het logboek. Noem geen namen.",
    )

    def clean(self) -> dict[str, object]:
        data: dict[str, object] = super().clean() or {}
        if not data.get("naam") and not data.get("kenmerk"):
            self.add_error("naam", "Vul een naam of een kenmerk in.")
        return data


@require_http_methods(["GET", "POST"])
def zoeken(request: HttpRequest) -> HttpResponse:
    """Find the dossier of the person who asks."""
    _viewer, regel = _fg(request)
    form = ZoekForm(request.POST or None)
    gevonden = None
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        gevonden = zoek(data["naam"], data["geboren"], data["kenmerk"].strip().upper())
        logboek.noem(
            Gebeurtenis.INZAGEVERSLAG_GEZOCHT,
            regel=regel,
            reden=data["reden"],
            details={"dossiers": [str(pk) for pk, _kenmerk in gevonden]},
        )
    context = {
        "form": form,
        "gevonden": gevonden,
        "kruimels": [{"label": "Logboek", "url": reverse("logboek")}, {"label": "Inzageverslag"}],
    }
    status = 422 if form.errors else 200
    return render(request, "portaal/inzageverslag_zoeken.html", context, status=status)


@require_GET
def bekijken(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The looks, newest first."""
    v = _verslag(request, pk, Gebeurtenis.INZAGEVERSLAG_BEKEKEN)
    cursor = request.GET.get("cursor", "")
    blad = v.regels().bladzijde(cursor, PER_BLAD)
    context = {
        "verslag": v,
        "casussen": sorted(v.casussen.values()),
        "regels": in_woorden(list(blad.regels), v.casussen),
        "volgende": f"?cursor={blad.volgende}" if blad.volgende else "",
        "begin": bool(cursor),
        "mag_vernietigen": policy.may(request.viewer, Permission.VERNIETIGEN).allowed,  # type: ignore[attr-defined]
        "kruimels": [
            {"label": "Logboek", "url": reverse("logboek")},
            {"label": "Inzageverslag", "url": reverse("inzageverslag_zoeken")},
            {"label": v.kenmerk},
        ],
    }
    return render(request, "portaal/inzageverslag.html", context)


@require_GET
def als_csv(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The whole report for a spreadsheet."""
    v = _verslag(request, pk, Gebeurtenis.INZAGEVERSLAG_GEMAAKT)
    response = HttpResponse(
        csv_bestand(KOP, voor_export(v)), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="inzageverslag-{v.kenmerk}.csv"'
    return response


@require_GET
def als_pdf(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The whole report on paper, for the person who asked."""
    v = _verslag(request, pk, Gebeurtenis.INZAGEVERSLAG_GEMAAKT)
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    html = render_to_string(
        "documents/inzageverslag.html",
        {
            "titel": "Wie uw gegevens heeft ingezien",
            "ondertitel": f"Dossier {v.kenmerk}, stand van {clock.today():%-d-%-m-%Y}",
            "keten": viewer.keten,
            "organisatie": viewer.organisatie,
            "kenmerk": v.kenmerk,
            "kop": KOP[:-1],
            "rijen": [rij[:-1] for rij in voor_export(v)],
        },
    )
    response = HttpResponse(html_to_pdf(html), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="inzageverslag-{v.kenmerk}.pdf"'
    return response


def _verslag(request: HttpRequest, pk: UUID, gebeurtenis: Gebeurtenis) -> Verslag:
    viewer, regel = _fg(request)
    v = verslag(viewer, pk)
    logboek.noem(gebeurtenis, regel=regel, details={"dossier": str(pk)})
    return v


def _fg(request: HttpRequest) -> tuple[Viewer, str]:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    return viewer, policy.require(viewer, Permission.LOGBOEK_ZIEN).regel


urlpatterns = [
    path("logboek/betrokkene/", zoeken, name="inzageverslag_zoeken"),
    path("logboek/betrokkene/<uuid:pk>/", bekijken, name="inzageverslag"),
    path("logboek/betrokkene/<uuid:pk>.csv", als_csv, name="inzageverslag_csv"),
    path("logboek/betrokkene/<uuid:pk>.pdf", als_pdf, name="inzageverslag_pdf"),
]
