"""One file with a melding: its page with a preview, and handing it out to the meldpunt or its filer."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.http import require_GET

from cases.views.basis import viewer_of_request
from ketenregie.foundation import logboek
from ketenregie.foundation.documenten import antwoord
from ketenregie.foundation.documenten.werk import tekst_voorbeeld
from ketenregie.foundation.errors import NotVisible
from ketenregie.foundation.logboek import Gebeurtenis
from meldpunt import beeld
from meldpunt.models import Melding, MeldingDocument
from partners.access import policy
from partners.access.permissions import Permission
from referentiemodel.enums import Doel


def _haal(request: HttpRequest, document_pk: UUID) -> MeldingDocument:
    """A file the viewer's organisation may know, with a melding it still reaches.

    Raises:
        NotVisible: everything else.
    """
    viewer = viewer_of_request(request)
    policy.require(viewer, Permission.MELDING_DOEN)
    rows: MeldingDocument | None = (
        MeldingDocument.objects.visible_to(viewer)  # type: ignore[attr-defined]
        .select_related("melding", "leverancier__organisatie")
        .filter(pk=document_pk)
        .first()
    )
    if rows is None:
        raise NotVisible
    desk = policy.may(viewer, Permission.MELDPUNT_WERKEN)
    meldingen = Melding.objects
    mine = meldingen.visible_to(viewer) if desk else meldingen.ingediend_door(viewer)  # type: ignore[attr-defined]
    if not mine.filter(pk=rows.melding_id).exists():
        raise NotVisible
    return rows


@require_GET
def document(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What it is, and a preview."""
    viewer = viewer_of_request(request)
    row = _haal(request, pk)
    logboek.bekeken(row, doel=Doel.MELDING_BEHANDELEN)
    shown = beeld.document(row, viewer.deelname_id)
    desk = policy.may(viewer, Permission.MELDPUNT_WERKEN).allowed
    melding = row.melding
    context = {
        "d": shown,
        "tekst": tekst_voorbeeld(row) if shown.te_openen else "",
        "kruimels": [
            {"label": "Meldpunt", "url": reverse("meldpunt")} if desk
            else {"label": "Mijn signalen", "url": reverse("signalen")},
            {"label": f"Melding {melding.kenmerk}" if desk else f"Signaal {melding.kenmerk}",
             "url": reverse("melding" if desk else "signaal_detail", args=[melding.pk])},
            {"label": shown.omschrijving},
        ],
    }  # fmt: skip
    return render(request, "meldpunt/document.html", context)


@require_GET
def bestand(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """The file itself, as a download."""
    row = _haal(request, pk)
    logboek.bekeken(row, doel=Doel.MELDING_BEHANDELEN)
    antwoord.open_bestand(row)
    logboek.record(Gebeurtenis.DOCUMENT_OPGEHAALD, row, actie="R", doel=Doel.MELDING_BEHANDELEN)
    return antwoord.download(row)


@require_GET
def voorbeeld(request: HttpRequest, pk: UUID) -> HttpResponse:
    row = _haal(request, pk)
    logboek.bekeken(row, doel=Doel.MELDING_BEHANDELEN)
    return antwoord.voorbeeld(row)


urlpatterns = [
    path("meldpunt/documenten/<uuid:pk>/", document, name="melding_document"),
    path("meldpunt/documenten/<uuid:pk>/bestand/", bestand, name="melding_document_bestand"),
    path("meldpunt/documenten/<uuid:pk>/voorbeeld/", voorbeeld, name="melding_document_voorbeeld"),
]
