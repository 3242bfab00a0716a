"""Documents of a casus: the tab, one document with its preview, and handing a file out."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cases import documentbeeld
from cases.delen import Deler
from cases.forms.document import DocumentForm, DocumentLabelForm, IntrekkenForm, NieuweVersieForm
from cases.models import Casus, Document
from cases.services import document as service
from cases.views.basis import CasusPagina, casus_pagina, viewer_of_request
from ketenregie.foundation import logboek
from ketenregie.foundation.documenten import antwoord
from ketenregie.foundation.documenten.werk import tekst_voorbeeld
from ketenregie.foundation.invoer import KLAAR, verwerk
from ketenregie.foundation.logboek import Gebeurtenis
from partners.access import policy
from partners.access.permissions import Permission


@require_http_methods(["GET", "POST"])
def documenten(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The list, and the form for who may bring something in."""
    pagina = casus_pagina(request, pk, "documenten")
    besluit = service.mag_toevoegen(pagina.viewer, pagina.casus)
    data = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = DocumentForm(*data, viewer=pagina.viewer)
    status = 200
    if request.method == "POST":
        policy_ok = besluit or policy.require(
            pagina.viewer, Permission.DOCUMENT_TOEVOEGEN, pagina.casus
        )
        assert policy_ok
        status = verwerk(
            form, lambda data: service.voeg_documenten_toe(pagina.viewer, pagina.casus, **data)
        )
        if status == KLAAR:
            aantal = len(form.cleaned_data["bestanden"])
            messages.success(
                request, "Het document is toegevoegd." if aantal == 1 else f"{aantal} documenten zijn toegevoegd."
            )  # fmt: skip
            return redirect("casus_documenten", pk=pk)
    lijst = documentbeeld.documenten(pagina.casus, pagina.deler)
    logboek.lijst(
        "cases.document", [d.id for d in lijst if isinstance(d, documentbeeld.DocumentBeeld)]
    )
    pagina.context |= {
        "casus_pk": pk,
        "documenten": lijst,
        "form": form,
        "mag_toevoegen": besluit.allowed,
        "waarom_niet": "" if besluit else besluit.reason,
    }
    return render(request, "cases/documenten.html", pagina.context, status=status)


@require_GET
def document(request: HttpRequest, pk: UUID, document_pk: UUID) -> HttpResponse:
    """One document: what it is, a preview, its versions, and what its supplier can do."""
    return _pagina(request, pk, document_pk)


def _pagina(
    request: HttpRequest, pk: UUID, document_pk: UUID, *, status: int = 200, **forms: Any
) -> HttpResponse:
    pagina = casus_pagina(request, pk, "documenten")
    rij, regel = documentbeeld.haal(pagina.viewer, pagina.casus, pagina.deler, document_pk)
    deling = pagina.deler.deling(rij)
    logboek.bekeken(rij, casus=pagina.casus, regel=regel, doel=pagina.casus.doel)
    beeld = pagina.deler.verklaard(documentbeeld.beeld_van(rij, pagina.deler), rij, deling)
    anders = Document.objects.filter(reeks=rij.reeks).exclude(pk=rij.pk).order_by("-nummer")
    versies = pagina.deler.toon(anders, lambda row: documentbeeld.beeld_van(row, pagina.deler))
    mag = beeld.eigen and service.mag_toevoegen(pagina.viewer, pagina.casus).allowed
    pagina.context |= {
        "casus_pk": pk,
        "d": beeld,
        "versies": [v for v in versies if isinstance(v, documentbeeld.DocumentBeeld)],
        "tekst": tekst_voorbeeld(rij) if beeld.te_openen else "",
        "kruimels": [
            {"label": "Casussen", "url": reverse("casussen")},
            {"label": pagina.casus.kenmerk, "url": reverse("casus", args=[pk])},
            {"label": "Documenten", "url": reverse("casus_documenten", args=[pk])},
            {"label": beeld.omschrijving, "url": ""},
        ],
        "mag": mag,
        "eerder_label": _eerder(rij) if beeld.eigen else [],
    }
    if mag:
        pagina.context |= {
            "intrekken_form": IntrekkenForm(),
            "versie_form": NieuweVersieForm(),
            "label_form": _labelform(pagina, rij),
        } | forms
    pagina.context["form"] = next((f for f in forms.values() if f.errors), None)
    return render(request, "cases/document.html", pagina.context, status=status)


def _labelform(pagina: CasusPagina, rij: Document) -> DocumentLabelForm:
    initial = {n: getattr(rij, n) for n in (*service.LABEL, "omschrijving", "versie")}
    return DocumentLabelForm(viewer=pagina.viewer, initial=initial)


def _eerder(rij: Document) -> list[dict[str, Any]]:
    """Earlier labels with the reason of the change, for the supplier."""
    rows = [r for r in rij.history.all() if r.history_reden]  # type: ignore[attr-defined]
    return [{"moment": r.history_date, "reden": r.history_reden} for r in rows]


def _haal(request: HttpRequest, pk: UUID, document_pk: UUID) -> tuple[Casus, Document, str]:
    """The casus and document for this viewer; 404 for everything else."""
    viewer = viewer_of_request(request)
    casus = Casus.objects.haal(viewer, pk)  # type: ignore[attr-defined]
    policy.require(viewer, Permission.CASUS_ZIEN, casus)
    rij, regel = documentbeeld.haal(viewer, casus, Deler(viewer, casus), document_pk)
    return casus, rij, regel


@require_GET
def bestand(request: HttpRequest, pk: UUID, document_pk: UUID) -> HttpResponseBase:
    """The file itself, as a download."""
    casus, rij, regel = _haal(request, pk, document_pk)
    service.te_openen(rij, viewer_of_request(request))
    logboek.bekeken(rij, casus=casus, regel=regel, doel=casus.doel)
    logboek.record(Gebeurtenis.DOCUMENT_OPGEHAALD, rij, actie="R", regel=regel, doel=casus.doel)
    return antwoord.download(rij)


@require_GET
def voorbeeld(request: HttpRequest, pk: UUID, document_pk: UUID) -> HttpResponse:
    """The picture on the page of the document."""
    casus, rij, regel = _haal(request, pk, document_pk)
    service.te_openen(rij, viewer_of_request(request))
    logboek.bekeken(rij, casus=casus, regel=regel, doel=casus.doel)
    return antwoord.voorbeeld(rij)


@require_POST
def label(request: HttpRequest, pk: UUID, document_pk: UUID) -> HttpResponse:
    """Correct the label."""
    viewer = viewer_of_request(request)
    _haal(request, pk, document_pk)
    form = DocumentLabelForm(request.POST, viewer=viewer)
    status = verwerk(form, lambda data: service.wijzig_label(viewer, document_pk, **data))
    if status == KLAAR:
        messages.success(request, "Het label is gewijzigd.")
        return redirect("casus_document", pk=pk, document_pk=document_pk)
    return _pagina(request, pk, document_pk, status=status, label_form=form)


@require_POST
def versie(request: HttpRequest, pk: UUID, document_pk: UUID) -> HttpResponse:
    """A newer file in its place."""
    viewer = viewer_of_request(request)
    _haal(request, pk, document_pk)
    form = NieuweVersieForm(request.POST, request.FILES)
    made: list[Document] = []

    def dienst(data: dict[str, Any]) -> None:
        (gekeurd,) = data.pop("bestand")
        made.append(service.nieuwe_versie(viewer, document_pk, gekeurd, **data))

    status = verwerk(form, dienst)
    if status == KLAAR:
        messages.success(request, "De nieuwe versie is toegevoegd. De oude blijft eronder staan.")
        return redirect("casus_document", pk=pk, document_pk=made[0].pk)
    return _pagina(request, pk, document_pk, status=status, versie_form=form)


@require_POST
def intrekken(request: HttpRequest, pk: UUID, document_pk: UUID) -> HttpResponse:
    viewer = viewer_of_request(request)
    _haal(request, pk, document_pk)
    form = IntrekkenForm(request.POST)
    status = verwerk(form, lambda data: service.trek_in(viewer, document_pk, **data))
    if status == KLAAR:
        messages.success(
            request, "Het document is ingetrokken. Anderen kunnen het niet meer openen."
        )
        return redirect("casus_documenten", pk=pk)
    return _pagina(request, pk, document_pk, status=status, intrekken_form=form)


_EEN = "casussen/<uuid:pk>/documenten/<uuid:document_pk>/"
urlpatterns = [
    path("casussen/<uuid:pk>/documenten/", documenten, name="casus_documenten"),
    path(_EEN, document, name="casus_document"),
    path(_EEN + "bestand/", bestand, name="casus_document_bestand"),
    path(_EEN + "voorbeeld/", voorbeeld, name="casus_document_voorbeeld"),
    path(_EEN + "label/", label, name="casus_document_label"),
    path(_EEN + "versie/", versie, name="casus_document_versie"),
    path(_EEN + "intrekken/", intrekken, name="casus_document_intrekken"),
]
