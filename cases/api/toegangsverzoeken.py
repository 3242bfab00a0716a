"""Toegangsverzoeken for partner systems: the same services as the pages.

Docstrings of serializers and views are the published description, so they are in Dutch.
"""

from typing import Any
from uuid import UUID, uuid4

from django.db.models import Q, QuerySet
from django.urls import path, reverse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cases.forms.toegang import DOELEN
from cases.models import Casus, Toegangsverzoek
from cases.services import toegang as service
from ketenregie.foundation import logboek
from ketenregie.foundation.api.schema import NIET_GEVONDEN
from ketenregie.foundation.api.serializers import LijstVraag, StrictSerializer
from ketenregie.foundation.api.views import ApiView
from ketenregie.foundation.errors import NotVisible
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.permissions import Permission
from partners.api import OrganisatieKortSerializer
from referentiemodel.enums import Doel, Gegevenscategorie


class ToegangsverzoekInvoerSerializer(StrictSerializer):
    """Een verzoek om een afgeschermd gegeven te zien."""

    casus = serializers.UUIDField()
    gegeven = serializers.UUIDField(help_text="`gegeven` van het afgeschermde gegeven.")
    categorie = serializers.ChoiceField(
        choices=Gegevenscategorie.choices, help_text="`categorieCode` van het afgeschermde gegeven."
    )
    alles = serializers.BooleanField(
        default=False, help_text="Alles van deze soort en leverancier in deze casus."
    )
    doel = serializers.ChoiceField(choices=[(d.value, d.label) for d in DOELEN])
    motivering = serializers.CharField(max_length=1000, help_text="Zonder namen.")


class BesluitInvoerSerializer(StrictSerializer):
    """Toewijzen tot en met een dag, of afwijzen met een toelichting."""

    toewijzen = serializers.BooleanField()
    tot = serializers.DateField(required=False, allow_null=True, default=None)
    toelichting = serializers.CharField(
        required=False, allow_blank=True, default="", max_length=300
    )


class ToegangsverzoekSerializer(serializers.Serializer[Any]):
    """Een verzoek om toegang, van uw organisatie of aan uw organisatie."""

    id = serializers.UUIDField()
    kenmerk = serializers.CharField()
    casus = serializers.UUIDField()
    aanvrager = OrganisatieKortSerializer()
    leverancier = OrganisatieKortSerializer()
    categorie = serializers.ChoiceField(choices=Gegevenscategorie.choices)
    alles = serializers.BooleanField()
    doel = serializers.ChoiceField(choices=Doel.choices)
    motivering = serializers.CharField()
    status = serializers.ChoiceField(choices=Toegangsverzoek.Status.choices)
    toelichting = serializers.CharField(allow_blank=True)
    antwoord_voor = serializers.DateField()
    geldig_tot = serializers.DateTimeField(allow_null=True)


def verzoeken_for(viewer: Viewer) -> QuerySet[Toegangsverzoek]:
    """Those that the organisation made or decides about, on casussen that it sees."""
    return Toegangsverzoek.objects.filter(
        Q(aanvrager_id=viewer.eigen_id) | Q(beslisser_id=viewer.eigen_id),
        casus__in=Casus.objects.visible_to(viewer),  # type: ignore[attr-defined]
    ).select_related("aanvrager__organisatie", "leverancier__organisatie")


def verzoek_beeld(rij: Toegangsverzoek) -> dict[str, Any]:
    """Representation for both sides; what is asked for is never in it."""
    return {
        "id": rij.pk,
        "kenmerk": rij.kenmerk,
        "casus": rij.casus_id,
        "aanvrager": {"id": rij.aanvrager_id, "naam": rij.aanvrager.organisatie.naam},
        "leverancier": {"id": rij.leverancier_id, "naam": rij.leverancier.organisatie.naam},
        "categorie": rij.categorie,
        "alles": rij.gegeven_id is None,
        "doel": rij.doel,
        "motivering": rij.motivering,
        "status": rij.status,
        "toelichting": rij.besluit_reden,
        "antwoord_voor": rij.antwoord_voor,
        "geldig_tot": rij.geldig_tot,
    }


class Toegangsverzoeken(ApiView):
    """Verzoeken om toegang, van en aan uw organisatie."""

    scopes = {"GET": "toegang:lezen", "POST": "toegang:schrijven"}
    serializer_class = ToegangsverzoekSerializer
    ordering = ("-created_at", "-id")

    @extend_schema(
        operation_id="toegangsverzoeken_lijst",
        summary="Verzoeken om toegang",
        responses=ToegangsverzoekSerializer(many=True),
        parameters=[LijstVraag],
    )
    def get(self, request: Request) -> Response:
        policy.require(self.viewer, Permission.CASUSSEN_ZIEN)
        self.vraag(LijstVraag)
        return self.bladzijde(verzoeken_for(self.viewer), "cases.toegangsverzoek", verzoek_beeld)

    @extend_schema(
        operation_id="toegang_vragen",
        summary="Toegang vragen tot een afgeschermd gegeven",
        description=(
            "Alleen wat in een casus als afgeschermd staat, kunt u vragen. Al het andere bestaat voor "
            "deze vraag niet (404). De organisatie die het leverde, beslist."
        ),
        request=ToegangsverzoekInvoerSerializer,
        responses={201: ToegangsverzoekSerializer, 404: NIET_GEVONDEN},
    )
    def post(self, request: Request) -> Response:
        viewer = self.viewer
        velden = self.invoer(ToegangsverzoekInvoerSerializer)
        casus = Casus.objects.haal(viewer, velden.pop("casus"))  # type: ignore[attr-defined]
        rij = service.vraag_toegang(
            viewer, casus, verzoek_id=uuid4(), gegeven_id=velden.pop("gegeven"), **velden
        )
        return self.antwoord(
            verzoek_beeld(rij),
            status=201,
            headers={"Location": reverse("api_toegangsverzoek", args=[rij.pk])},
        )


class ToegangsverzoekDetail(ApiView):
    """Eén verzoek om toegang."""

    scopes = {"GET": "toegang:lezen"}
    serializer_class = ToegangsverzoekSerializer

    @extend_schema(
        operation_id="toegangsverzoek_lezen",
        summary="Een verzoek om toegang lezen",
        responses=ToegangsverzoekSerializer,
    )
    def get(self, request: Request, pk: UUID) -> Response:
        besluit = policy.require(self.viewer, Permission.CASUSSEN_ZIEN)
        rij = verzoeken_for(self.viewer).filter(pk=pk).first()
        if rij is None:
            raise NotVisible
        logboek.bekeken(rij, regel=besluit.regel, doel=rij.doel)
        return self.antwoord(verzoek_beeld(rij))


class ToegangsverzoekBesluit(ApiView):
    """Het besluit over een verzoek aan uw organisatie."""

    scopes = {"POST": "toegang:schrijven"}
    serializer_class = ToegangsverzoekSerializer

    @extend_schema(
        operation_id="toegangsverzoek_beslissen",
        summary="Over een verzoek om toegang beslissen",
        request=BesluitInvoerSerializer,
        responses=ToegangsverzoekSerializer,
    )
    def post(self, request: Request, pk: UUID) -> Response:
        velden = self.invoer(BesluitInvoerSerializer)
        rij = service.beslis_verzoek(
            self.viewer,
            pk,
            toewijzen=velden["toewijzen"],
            tot=velden["tot"],
            reden=velden["toelichting"],
        )
        return self.antwoord(verzoek_beeld(rij))


urlpatterns = [
    path("toegangsverzoeken", Toegangsverzoeken.as_view(), name="api_toegangsverzoeken"),
    path(
        "toegangsverzoeken/<uuid:pk>", ToegangsverzoekDetail.as_view(), name="api_toegangsverzoek"
    ),
    path(
        "toegangsverzoeken/<uuid:pk>/besluit",
        ToegangsverzoekBesluit.as_view(),
        name="api_toegangsverzoek_besluit",
    ),
]
