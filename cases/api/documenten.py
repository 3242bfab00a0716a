"""Documents of a casus for partner systems: the same rules as the pages.

Docstrings of serializers and views are the published description, so they are in Dutch.
"""

from typing import Any
from uuid import UUID

from django.http import HttpResponseBase
from django.urls import path, reverse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cases import documentbeeld
from cases.api.basis import DatumSerializer, datums
from cases.delen import Deler
from cases.models import Casus, Document
from cases.services import document as service
from ketenregie.foundation import logboek
from ketenregie.foundation.api.json import CamelJSONRenderer
from ketenregie.foundation.api.serializers import StrictSerializer
from ketenregie.foundation.api.views import ApiView
from ketenregie.foundation.documenten import antwoord
from ketenregie.foundation.documenten.api import BESTAND, MULTIPART, AlsBytes, formulier
from ketenregie.foundation.documenten.keuring import keur
from ketenregie.foundation.documenten.soorten import UITLEG
from ketenregie.foundation.logboek import Gebeurtenis
from partners.access import policy
from partners.access.permissions import Permission
from referentiemodel.enums import Gegevenscategorie, Gegevenssoort, Grondslag

VELDEN = (
    "id", "omschrijving", "naam", "bytes", "media_type", "sha256", "nummer", "categorie",
    "voorwaarden", "scan", "te_openen", "leverancier",
)  # fmt: skip


class DocumentInvoerSerializer(StrictSerializer):
    """Een bestand met zijn label, als `multipart/form-data`."""

    bestand = serializers.FileField(
        max_length=None, help_text=f"{UITLEG}; hooguit 25 MB, geluid en video 100 MB."
    )
    omschrijving = serializers.CharField(
        required=False, allow_blank=True, max_length=200, help_text="Wat is het."
    )
    gegevenscategorie = serializers.ChoiceField(
        choices=Gegevenscategorie.choices, help_text="Soort gegeven; hiervan hangt af wie het ziet."
    )
    grondslag = serializers.ChoiceField(
        choices=Grondslag.choices, help_text="Op welke grondslag u dit deelt."
    )
    gegevenssoort = serializers.ChoiceField(choices=Gegevenssoort.choices, required=False)
    voorwaarden = serializers.CharField(required=False, allow_blank=True, max_length=300)
    motivering = serializers.CharField(
        required=False,
        allow_blank=True,
        help_text="Waarom gezondheidsgegevens zonder toestemming gedeeld mogen worden.",
    )
    wpg_artikel = serializers.ChoiceField(choices=[("8", "Artikel 8"), ("13", "Artikel 13")], required=False)  # fmt: skip


class DocumentSerializer(DatumSerializer):
    """Een document bij een casus; van elk document de nieuwste versie die uw organisatie mag zien."""

    id = serializers.UUIDField(required=False)
    omschrijving = serializers.CharField(required=False)
    naam = serializers.CharField(required=False, help_text="Bestandsnaam.")
    bytes = serializers.IntegerField(required=False, help_text="Grootte in bytes.")
    media_type = serializers.CharField(required=False)
    sha256 = serializers.CharField(
        required=False, help_text="Controlegetal van het bestand zoals het is ingeleverd."
    )
    nummer = serializers.IntegerField(required=False, help_text="Versie.")
    voorwaarden = serializers.CharField(required=False)
    scan = serializers.ChoiceField(
        choices=Document.Scan.choices, required=False, help_text="Uitkomst van de virusscan."
    )
    te_openen = serializers.BooleanField(required=False, help_text="Onwaar zolang de virusscan loopt, of als het is ingetrokken.")  # fmt: skip


class DocumentenSerializer(serializers.Serializer[Any]):
    """De documenten van een casus."""

    resultaten = DocumentSerializer(many=True)
    volgende = serializers.URLField(allow_null=True)


class Documenten(ApiView):
    """Documenten bij een casus."""

    scopes = {"GET": "documenten:lezen", "POST": "documenten:schrijven"}
    serializer_class = DocumentSerializer
    parser_classes = MULTIPART

    @extend_schema(
        operation_id="documenten_lijst",
        summary="Documenten van een casus",
        description="Nieuwste eerst. Wat het convenant verbergt, staat er niet in.",
        responses=DocumentenSerializer,
    )
    def get(self, request: Request, pk: UUID) -> Response:
        casus, deler = self._casus(pk)
        lijst = documentbeeld.documenten(casus, deler)
        logboek.lijst(
            "cases.document", [d.id for d in lijst if isinstance(d, documentbeeld.DocumentBeeld)]
        )
        return self.met_etag({"resultaten": datums(lijst, *VELDEN), "volgende": None})

    @extend_schema(
        operation_id="document_toevoegen",
        summary="Een document toevoegen",
        description=(
            "Namens uw organisatie. Uit foto's gaan plaats en toestel weg. Met een virusscanner is het "
            "document pas te openen als de scan klaar is."
        ),
        request={"multipart/form-data": DocumentInvoerSerializer},
        responses={201: DocumentSerializer},
    )
    def post(self, request: Request, pk: UUID) -> Response:
        casus, deler = self._casus(pk)
        velden = self.invoer(DocumentInvoerSerializer, formulier(request))
        gekeurd = keur(velden.pop("bestand"), veld="bestand")
        (made,) = service.voeg_documenten_toe(self.viewer, casus, [gekeurd], **velden)
        return self.antwoord(
            datums([documentbeeld.beeld_van(made, deler)], *VELDEN)[0],
            status=201,
            headers={"Location": reverse("api_document", args=[pk, made.pk])},
        )

    def _casus(self, pk: UUID) -> tuple[Casus, Deler]:
        viewer = self.viewer
        casus = Casus.objects.haal(viewer, pk)  # type: ignore[attr-defined]
        besluit = policy.require(viewer, Permission.CASUS_ZIEN, casus)
        logboek.bekeken(casus, regel=besluit.regel, doel=casus.doel)
        return casus, Deler(viewer, casus)


class _Een(ApiView):
    """One document that the sharing rules show."""

    scopes = {"GET": "documenten:lezen"}

    def vind(self, pk: UUID, document_pk: UUID) -> tuple[Casus, Deler, Document, str]:
        viewer = self.viewer
        casus = Casus.objects.haal(viewer, pk)  # type: ignore[attr-defined]
        policy.require(viewer, Permission.CASUS_ZIEN, casus)
        deler = Deler(viewer, casus)
        rij, regel = documentbeeld.haal(viewer, casus, deler, document_pk)
        logboek.bekeken(rij, casus=casus, regel=regel, doel=casus.doel)
        return casus, deler, rij, regel


class DocumentDetail(_Een):
    """Eén document bij een casus."""

    serializer_class = DocumentSerializer

    @extend_schema(
        operation_id="document_lezen",
        summary="Een document lezen",
        description="Wat het is, zonder de inhoud.",
        responses=DocumentSerializer,
    )
    def get(self, request: Request, pk: UUID, document_pk: UUID) -> Response:
        _, deler, rij, _ = self.vind(pk, document_pk)
        return self.antwoord(datums([documentbeeld.beeld_van(rij, deler)], *VELDEN)[0])


class DocumentBestand(_Een):
    """Het bestand van een document."""

    renderer_classes = (CamelJSONRenderer, AlsBytes)

    @extend_schema(
        operation_id="document_bestand",
        summary="Een document downloaden",
        description="De bytes zelf. Elke download staat in het logboek.",
        responses={(200, "application/octet-stream"): BESTAND},
    )
    def get(self, request: Request, pk: UUID, document_pk: UUID) -> HttpResponseBase:
        casus, _, rij, regel = self.vind(pk, document_pk)
        service.te_openen(rij, self.viewer)
        logboek.record(Gebeurtenis.DOCUMENT_OPGEHAALD, rij, actie="R", regel=regel, doel=casus.doel)
        return antwoord.download(rij)


urlpatterns = [
    path("casussen/<uuid:pk>/documenten", Documenten.as_view(), name="api_documenten"),
    path("casussen/<uuid:pk>/documenten/<uuid:document_pk>", DocumentDetail.as_view(), name="api_document"),
    path("casussen/<uuid:pk>/documenten/<uuid:document_pk>/bestand", DocumentBestand.as_view(), name="api_document_bestand"),
]  # fmt: skip
