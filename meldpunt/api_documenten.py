"""Files with a melding for partner systems: adding to what one filed, and reading one's own part.

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

from cases.services.bijdrage import GEEN_BIJDRAGE
from ketenregie.foundation import logboek
from ketenregie.foundation.api.json import CamelJSONRenderer
from ketenregie.foundation.api.serializers import StrictSerializer
from ketenregie.foundation.api.views import ApiView
from ketenregie.foundation.documenten import antwoord
from ketenregie.foundation.documenten.api import BESTAND, MULTIPART, AlsBytes, formulier
from ketenregie.foundation.documenten.keuring import keur
from ketenregie.foundation.documenten.soorten import UITLEG
from ketenregie.foundation.errors import NotVisible
from ketenregie.foundation.logboek import Gebeurtenis
from meldpunt.api import meldingen_for
from meldpunt.models import Melding, MeldingDocument
from meldpunt.services import voeg_bij_melding
from partners.access import policy
from partners.access.permissions import Permission
from referentiemodel.enums import Doel, Gegevenscategorie


class MeldingDocumentInvoerSerializer(StrictSerializer):
    """Een bestand bij een melding, als `multipart/form-data`."""

    bestand = serializers.FileField(
        max_length=None, help_text=f"{UITLEG}; hooguit 25 MB, geluid en video 100 MB."
    )
    omschrijving = serializers.CharField(required=False, allow_blank=True, max_length=200)
    gegevenscategorie = serializers.ChoiceField(
        choices=[c for c in Gegevenscategorie.choices if c[0] not in GEEN_BIJDRAGE],
        required=False,
        help_text="Soort gegeven; standaard de aard van de uitbuiting.",
    )
    noemt_melder = serializers.BooleanField(
        required=False,
        help_text="In het bestand staat wie het meldde; dan blijft het bij het meldpunt.",
    )


class MeldingDocumentSerializer(serializers.Serializer[Any]):
    """Een bestand bij een melding."""

    id = serializers.UUIDField()
    omschrijving = serializers.CharField()
    naam = serializers.CharField(help_text="Bestandsnaam.")
    bytes = serializers.IntegerField(help_text="Grootte in bytes.")
    media_type = serializers.CharField()
    sha256 = serializers.CharField(
        help_text="Controlegetal van het bestand zoals het is ingeleverd."
    )
    scan = serializers.ChoiceField(choices=MeldingDocument.Scan.choices)
    te_openen = serializers.BooleanField()
    noemt_melder = serializers.BooleanField()


class MeldingDocumentenSerializer(serializers.Serializer[Any]):
    """De bestanden bij een melding."""

    resultaten = MeldingDocumentSerializer(many=True)
    volgende = serializers.URLField(allow_null=True)


def document_beeld(row: MeldingDocument) -> dict[str, Any]:
    return {
        "id": row.pk,
        "omschrijving": row.omschrijving,
        "naam": row.naam,
        "bytes": row.grootte,
        "media_type": row.bestandssoort.media_type,
        "sha256": row.sha256,
        "scan": row.scan,
        "te_openen": row.te_openen,
        "noemt_melder": row.noemt_melder,
    }


class _Melding(ApiView):
    def melding(self, pk: UUID) -> Melding:
        besluit = policy.require(self.viewer, Permission.MELDING_DOEN)
        found = meldingen_for(self.viewer).filter(pk=pk).first()
        if found is None:
            raise NotVisible
        logboek.bekeken(found, regel=besluit.regel, doel=Doel.MELDING_BEHANDELEN)
        return found


class MeldingDocumenten(_Melding):
    """Bestanden bij een melding."""

    scopes = {"GET": "documenten:lezen", "POST": "documenten:schrijven"}
    serializer_class = MeldingDocumentSerializer
    parser_classes = MULTIPART

    @extend_schema(
        operation_id="melding_documenten_lijst",
        summary="Bestanden bij een melding",
        description="Die van uw organisatie; voor het meldpunt alle.",
        responses=MeldingDocumentenSerializer,
    )
    def get(self, request: Request, pk: UUID) -> Response:
        rows: Any = MeldingDocument.objects
        found = list(rows.visible_to(self.viewer).filter(melding=self.melding(pk)))
        logboek.lijst("meldpunt.meldingdocument", [row.pk for row in found])
        return self.met_etag({"resultaten": [document_beeld(r) for r in found], "volgende": None})

    @extend_schema(
        operation_id="melding_document_toevoegen",
        summary="Een bestand bij een melding voegen",
        description="Zolang de melding open is. Het meldpunt beslist wat meegaat naar een casus.",
        request={"multipart/form-data": MeldingDocumentInvoerSerializer},
        responses={201: MeldingDocumentSerializer},
    )
    def post(self, request: Request, pk: UUID) -> Response:
        melding = self.melding(pk)
        velden = self.invoer(MeldingDocumentInvoerSerializer, formulier(request))
        gekeurd = keur(velden.pop("bestand"), veld="bestand")
        (made,) = voeg_bij_melding(self.viewer, melding, [gekeurd], **velden)
        address = reverse("api_melding_document_bestand", args=[pk, made.pk])
        return self.antwoord(document_beeld(made), status=201, headers={"Location": address})


class MeldingDocumentBestand(_Melding):
    """Het bestand zelf."""

    scopes = {"GET": "documenten:lezen"}
    renderer_classes = (CamelJSONRenderer, AlsBytes)

    @extend_schema(
        operation_id="melding_document_bestand",
        summary="Een bestand bij een melding downloaden",
        description="De bytes zelf. Elke download staat in het logboek.",
        responses={(200, "application/octet-stream"): BESTAND},
    )
    def get(self, request: Request, pk: UUID, document_pk: UUID) -> HttpResponseBase:
        melding = self.melding(pk)
        rows: Any = MeldingDocument.objects
        row = rows.visible_to(self.viewer).filter(melding=melding, pk=document_pk).first()
        if row is None:
            raise NotVisible
        antwoord.open_bestand(row)
        logboek.record(Gebeurtenis.DOCUMENT_OPGEHAALD, row, actie="R", doel=Doel.MELDING_BEHANDELEN)
        return antwoord.download(row)


urlpatterns = [
    path(
        "meldingen/<uuid:pk>/documenten", MeldingDocumenten.as_view(), name="api_melding_documenten"
    ),
    path(
        "meldingen/<uuid:pk>/documenten/<uuid:document_pk>/bestand",
        MeldingDocumentBestand.as_view(),
        name="api_melding_document_bestand",
    ),
]
