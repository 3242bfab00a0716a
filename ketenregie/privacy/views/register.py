"""The register of processing and the data sheet of the DPIA, on the screen and on paper."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ketenregie.foundation import clock, logboek
from ketenregie.foundation.errors import DomainError, NotVisible
from ketenregie.foundation.invoer import KLAAR, verwerk
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.pdf import html_to_pdf
from ketenregie.foundation.rekenblad import FORMATEN
from ketenregie.foundation.viewer import Viewer
from ketenregie.privacy.dpia import blad
from ketenregie.privacy.forms_register import VerwerkingForm
from ketenregie.privacy.models import Verwerking
from ketenregie.privacy.services import register as dienst
from ketenregie.privacy.views.bureau import KRUIMEL, fg, tabs
from referentiemodel.enums import Gegevenscategorie


def _rijen(viewer: Viewer) -> list[Verwerking]:
    return list(Verwerking.objects.filter(keten_id=viewer.keten_id))


def _beeld(rij: Verwerking) -> dict[str, Any]:
    return {
        "r": rij,
        "categorieen": [Gegevenscategorie(c).label for c in rij.categorieen],
        "lopend": rij.lopend,
    }


@require_http_methods(["GET", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """All lines; in a keten that has none, a first register to begin with."""
    viewer, _regel = fg(request)
    if request.method == "POST":
        aantal = dienst.begin_register(viewer)
        messages.success(request, f"Er staan {aantal} verwerkingen. Controleer ze en pas ze aan.")
        return redirect("verwerkingen")
    rows = _rijen(viewer)
    logboek.lijst("privacy.verwerking", [r.pk for r in rows])
    context = {"regels": [_beeld(r) for r in rows], "tabs": tabs("verwerkingen")}
    return render(request, "privacy/verwerkingen.html", context)


@require_http_methods(["GET", "POST"])
def bewerk(request: HttpRequest, pk: UUID | None = None) -> HttpResponse:
    viewer, _regel = fg(request)
    rij = Verwerking.objects.filter(keten_id=viewer.keten_id, pk=pk).first() if pk else None
    if pk and rij is None:
        raise NotVisible
    initial = {n: getattr(rij, n) for n in (*dienst.VELDEN, "versie")} if rij else None
    form = VerwerkingForm(request.POST or None, initial=initial)
    status = 200
    if request.method == "POST":
        status = verwerk(form, lambda data: dienst.bewaar_verwerking(viewer, pk=pk, **data))
        if status == KLAAR:
            messages.success(request, "De verwerking staat in het register.")
            return redirect("verwerkingen")
    context = {
        "form": form,
        "rij": rij,
        "kruimels": [
            KRUIMEL,
            {"label": "Verwerkingsregister", "url": reverse("verwerkingen")},
            {"label": rij.naam if rij else "Verwerking toevoegen"},
        ],
    }
    return render(request, "privacy/verwerking.html", context, status=status)


@require_POST
def beeindig(request: HttpRequest, pk: UUID) -> HttpResponse:
    viewer, _regel = fg(request)
    dienst.beeindig_verwerking(viewer, pk)
    messages.success(request, "De verwerking is beëindigd en blijft in het register staan.")
    return redirect("verwerkingen")


@require_GET
def uitvoer(request: HttpRequest, formaat: str) -> HttpResponse:
    """The register as a file: pdf, or a spreadsheet."""
    viewer, regel = fg(request)
    rows = _rijen(viewer)
    if not rows:
        raise DomainError("Het register is nog leeg.")
    logboek.noem(Gebeurtenis.VERWERKINGSREGISTER_UITVOER, regel=regel, details={"formaat": formaat})
    if formaat == "pdf":
        context = _papier(viewer, "Register van verwerkingen") | {
            "rijen": [_beeld(r) for r in rows]
        }
        inhoud = html_to_pdf(render_to_string("documents/verwerkingsregister.html", context))
        return _bestand(inhoud, "application/pdf", "verwerkingsregister.pdf")
    if formaat not in FORMATEN:
        raise NotVisible
    soort = FORMATEN[formaat]
    inhoud = soort.maak(dienst.als_blad(viewer.keten, rows))
    return _bestand(inhoud, soort.media_type, f"verwerkingsregister.{formaat}")


@require_GET
def dpia(request: HttpRequest) -> HttpResponse:
    """What a DPIA must know of this system, from the system itself."""
    viewer, _regel = fg(request)
    return render(request, "privacy/dpia.html", {"b": blad(viewer), "tabs": tabs("dpia")})


@require_GET
def dpia_pdf(request: HttpRequest) -> HttpResponse:
    viewer, regel = fg(request)
    logboek.noem(Gebeurtenis.DPIA_GEMAAKT, regel=regel)
    context = _papier(viewer, "Gegevensblad voor de DPIA") | {"b": blad(viewer)}
    inhoud = html_to_pdf(render_to_string("documents/dpia.html", context))
    return _bestand(inhoud, "application/pdf", "dpia-gegevensblad.pdf")


def _papier(viewer: Viewer, titel: str) -> dict[str, Any]:
    return {
        "titel": titel,
        "ondertitel": f"Stand van {clock.today():%-d-%-m-%Y}",
        "keten": viewer.keten,
        "organisatie": viewer.organisatie,
        "klasse": "INTERN",
    }


def _bestand(inhoud: bytes, soort: str, naam: str) -> HttpResponse:
    response = HttpResponse(inhoud, content_type=soort)
    response["Content-Disposition"] = f'attachment; filename="{naam}"'
    return response


urlpatterns = [
    path("privacy/verwerkingen/", register, name="verwerkingen"),
    path("privacy/verwerkingen/nieuw/", bewerk, name="verwerking_nieuw"),
    path("privacy/verwerkingen/<uuid:pk>/", bewerk, name="verwerking"),
    path("privacy/verwerkingen/<uuid:pk>/einde/", beeindig, name="verwerking_einde"),
    path("privacy/verwerkingsregister.<slug:formaat>", uitvoer, name="verwerkingen_uitvoer"),
    path("privacy/dpia/", dpia, name="dpia"),
    path("privacy/dpia.pdf", dpia_pdf, name="dpia_pdf"),
]
