"""Casusoverleggen for partner systems: when, where and which casussen that the organisation sees.

Docstrings of serializers and views are the published description, so they are in Dutch.
"""

from typing import Any
from uuid import UUID

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cases import tafel
from cases.models import Casusoverleg
from cases.tafel import Agendaregel
from ketenregie.foundation import logboek
from ketenregie.foundation.api.serializers import LijstVraag
from ketenregie.foundation.api.views import ApiView
from partners.access import policy
from partners.access.permissions import Permission
from partners.api import OrganisatieKortSerializer


class AgendapuntSerializer(serializers.Serializer[Any]):
    """Een casus op de agenda. Casussen die u niet ziet, staan er niet."""

    id = serializers.UUIDField()
    casus = serializers.UUIDField()
    kenmerk = serializers.CharField()
    titel = serializers.CharField()
    besproken = serializers.BooleanField()
    antwoord_gevraagd = serializers.BooleanField(
        help_text="Uw organisatie moet nog laten weten of zij komt."
    )


class CasusoverlegSerializer(serializers.Serializer[Any]):
    """Een casusoverleg."""

    id = serializers.UUIDField()
    begint = serializers.DateTimeField()
    eindigt = serializers.DateTimeField()
    locatie = serializers.CharField(allow_blank=True)
    status = serializers.ChoiceField(choices=Casusoverleg.Status.choices)
    organisator = OrganisatieKortSerializer()
    agenda = AgendapuntSerializer(many=True)


class CasusoverlegVraag(LijstVraag):
    status = serializers.ChoiceField(choices=Casusoverleg.Status.choices, required=False)


def overleg_beeld(rij: Casusoverleg, agenda: list[Agendaregel]) -> dict[str, Any]:
    """Representation with the visible part of the agenda."""
    return {
        "id": rij.pk,
        "begint": rij.begint_at,
        "eindigt": rij.eindigt_at,
        "locatie": rij.locatie,
        "status": rij.status,
        "organisator": {"id": rij.organisator_id, "naam": rij.organisator.organisatie.naam},
        "agenda": [
            {
                "id": punt.punt_id,
                "casus": punt.casus_id,
                "kenmerk": punt.kenmerk,
                "titel": punt.titel,
                "besproken": punt.besproken,
                "antwoord_gevraagd": punt.gevraagd,
            }
            for punt in agenda
        ],
    }


class Casusoverleggen(ApiView):
    """Casusoverleggen over casussen die uw organisatie ziet."""

    scopes = {"GET": "casusoverleggen:lezen"}
    serializer_class = CasusoverlegSerializer
    ordering = ("-begint_at", "-id")

    @extend_schema(
        operation_id="casusoverleggen_lijst",
        summary="Casusoverleggen van uw organisatie",
        responses=CasusoverlegSerializer(many=True),
        parameters=[CasusoverlegVraag],
    )
    def get(self, request: Request) -> Response:
        viewer = self.viewer
        policy.require(viewer, Permission.OVERLEG_ZIEN)
        rows = tafel.overleggen_voor(viewer).select_related("organisator__organisatie")
        if status := self.vraag(CasusoverlegVraag).get("status"):
            rows = rows.filter(status=status)
        page = self.paginate_queryset(rows) or []
        agenda = tafel.agenda_van(viewer, list(page))
        logboek.lijst("cases.casusoverleg", [rij.pk for rij in page])
        return self.get_paginated_response(
            [self.met_velden(overleg_beeld(rij, agenda[rij.pk])) for rij in page]
        )


class CasusoverlegDetail(ApiView):
    """Eén casusoverleg."""

    scopes = {"GET": "casusoverleggen:lezen"}
    serializer_class = CasusoverlegSerializer

    @extend_schema(
        operation_id="casusoverleg_lezen",
        summary="Een casusoverleg lezen",
        responses=CasusoverlegSerializer,
    )
    def get(self, request: Request, pk: UUID) -> Response:
        viewer = self.viewer
        besluit = policy.require(viewer, Permission.OVERLEG_ZIEN)
        rij = tafel.haal_overleg(viewer, pk)
        logboek.bekeken(rij, regel=besluit.regel)
        return self.antwoord(overleg_beeld(rij, tafel.agenda_van(viewer, [rij])[rij.pk]))


urlpatterns = [
    path("casusoverleggen", Casusoverleggen.as_view(), name="api_casusoverleggen"),
    path("casusoverleggen/<uuid:pk>", CasusoverlegDetail.as_view(), name="api_casusoverleg"),
]
