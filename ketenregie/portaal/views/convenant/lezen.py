"""The convenant for everyone who works in the keten: what it says and what it means for you."""

from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.http import urlencode

from ketenregie.foundation.csv import csv_bestand
from ketenregie.foundation.viewer import Viewer
from ketenregie.portaal.views.convenant.basis import Pagina, pagina, van_versie
from partners import selectors
from partners.access import policy
from partners.access.permissions import Permission
from partners.convenant import beeld
from partners.convenant.matrix import DELEN, Matrix, csv_rijen, keuzes, kolommen, matrix, vraag
from partners.sharing import Regelboek

LABELS = {
    "leverancier": "Geleverd door",
    "letter": "Rol van de ontvanger",
    "hoofdstap": "Hoofdstap",
    "soort": "Soort gegeven",
    "doel": "Doel van de casus",
}


def convenant(request: HttpRequest) -> HttpResponse:
    """The version in force; without one, what that means and who can help."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    policy.require(viewer, Permission.CONVENANT_ZIEN)
    geldend = beeld.geldend_for(viewer)
    if geldend is None:
        context = {
            "versies": beeld.versiekoppen(viewer),
            "mag_concept": policy.may(viewer, Permission.CONVENANT_BEWERKEN).allowed,
            "nieuw_id": uuid4(),
        }
        return render(request, "portaal/convenant/geen.html", context)
    return _regels(request, van_versie(viewer, geldend, geldend, "regels"))


def versie(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The rules of one version; in a concept with the buttons to change them."""
    return _regels(request, pagina(request, pk, "regels"))


def _regels(request: HttpRequest, blad: Pagina) -> HttpResponse:
    gezien = beeld.versiebeeld(blad.viewer, blad.convenant, blad.model, naast=blad.naast)
    blad.context |= {
        "convenant": gezien,
        "nieuw_id": uuid4(),
        "voorstellen": selectors.deelregelvoorstellen(blad.viewer),
        "aantal": sum(len(regels) for _, regels in gezien.groepen),
        "fouten": [
            (r.nummer, zin)
            for _, regels in gezien.groepen
            for r in regels
            for zin in (*r.bezwaren, *([r.schaduw] if r.schaduw else []))
        ],
    }
    return blad.toon(request, "regels")


def tekst(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Doel, grondslag, bewaartermijnen and articles."""
    blad = pagina(request, pk, "tekst")
    blad.context["convenant"] = beeld.versiebeeld(blad.viewer, blad.convenant, blad.model)
    return blad.toon(request, "tekst")


def _tabel(request: HttpRequest, blad: Pagina) -> tuple[Matrix, dict[str, str], bool]:
    """The matrix that the address asks for: chosen parts, and whether it is compared."""
    columns = kolommen(blad.viewer)
    choices = keuzes(columns, blad.model)
    gekozen = {
        naam: waarde
        for naam in DELEN
        if (waarde := request.GET.get(naam, "R" if naam == "letter" else "")) in dict(choices[naam])
    }
    verschil = blad.naast is not None and request.GET.get("verschil") == "ja"
    boek = Regelboek(blad.viewer.keten_id, versie=blad.convenant)
    naast = Regelboek(blad.viewer.keten_id, versie=blad.naast) if verschil else None
    blad.context |= {"keuzes": [(n, LABELS[n], gekozen.get(n, ""), choices[n]) for n in DELEN]}
    tabel = matrix(boek, vraag(gekozen), columns, blad.model, naast=naast)
    return tabel, gekozen, verschil


def wie_ziet_wat(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Categorie x ontvanger; every filter stands in the URL, a concept can be laid beside what is in force."""
    blad = pagina(request, pk, "matrix")
    tabel, gekozen, verschil = _tabel(request, blad)
    names = {n: dict(keus) for n, _, _, keus in blad.context["keuzes"]}
    state = {"letter": "", **gekozen} | ({"verschil": "ja"} if verschil else {})
    blad.context["chips"] = [
        {"label": f"{LABELS[n]}: {names[n][w]}", "url": "?" + urlencode({**state, n: ""})}
        for n, w in gekozen.items()
    ]
    blad.context |= {
        "tabel": tabel,
        "verschil": verschil,
        "csv_url": reverse("convenant_matrix_csv", args=[pk]) + "?" + urlencode(state),
        "organisatie": blad.viewer.organisatie,
    }
    return blad.toon(request, "matrix")


def wie_ziet_wat_csv(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The same table for a spreadsheet."""
    blad = pagina(request, pk, "matrix")
    tabel, _, _ = _tabel(request, blad)
    kop, *rijen = csv_rijen(tabel)
    response = HttpResponse(csv_bestand(kop, rijen), content_type="text/csv; charset=utf-8")
    naam = f"convenant-versie-{blad.convenant.nummer}.csv"
    response["Content-Disposition"] = f'attachment; filename="{naam}"'
    return response


urlpatterns = [
    path("convenant/", convenant, name="convenant"),
    path("convenant/<uuid:pk>/", versie, name="convenant_versie"),
    path("convenant/<uuid:pk>/tekst/", tekst, name="convenant_tekst"),
    path("convenant/<uuid:pk>/matrix/", wie_ziet_wat, name="convenant_matrix"),
    path("convenant/<uuid:pk>/matrix.csv", wie_ziet_wat_csv, name="convenant_matrix_csv"),
]
