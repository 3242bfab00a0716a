"""Persoonszoekvragen: "is this person known?" to the procesregie, from a partner's own system.

The answer is the same in words and in time whatever is found (meldpunt/services/navraag.py).
Docstrings of serializers and views are the published description, so they are in Dutch.
"""

from datetime import UTC
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.urls import path, reverse
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from cases.models import Persoon
from ketenregie.foundation import clock, logboek
from ketenregie.foundation.api.serializers import LijstVraag, StrictSerializer
from ketenregie.foundation.api.views import ApiView
from ketenregie.foundation.errors import NotVisible
from ketenregie.foundation.viewer import Viewer
from meldpunt.models import Navraag
from meldpunt.services.navraag import GEDAAN, stand, vraag_persoon
from partners.access import policy
from partners.access.permissions import Permission

VOORBEELD = {
    "voornaam": "Fenna",
    "achternaam": "de Boer",
    "geboortedatum": "2010-05-04",
    "reden": "Aangetroffen bij een controle, vermoeden van uitbuiting.",
}


class PersoonszoekvraagInvoerSerializer(StrictSerializer):
    """Om wie het gaat, en waarom u het vraagt. Minstens een naam, geboortedatum of telefoonnummer."""

    voornaam = serializers.CharField(required=False, allow_blank=True, max_length=80)
    tussenvoegsel = serializers.CharField(required=False, allow_blank=True, max_length=20)
    achternaam = serializers.CharField(required=False, allow_blank=True, max_length=80)
    geboortedatum = serializers.DateField(required=False)
    geslacht = serializers.ChoiceField(choices=Persoon.Geslacht.choices, required=False)
    woonplaats = serializers.CharField(required=False, allow_blank=True, max_length=80)
    telefoon = serializers.CharField(required=False, allow_blank=True, max_length=20)
    reden = serializers.CharField(
        max_length=300, help_text="Waarvoor u dit moet weten. De procesregie leest dit."
    )

    def validate_geboortedatum(self, dag: Any) -> Any:
        if dag.year < 1900 or dag > clock.today():
            raise ValidationError("Geef een datum in het verleden.")
        return dag


class PersoonszoekvraagSerializer(serializers.Serializer[Any]):
    """Een vraag van uw organisatie. Het antwoord is altijd hetzelfde, wat er ook is gevonden."""

    id = serializers.UUIDField()
    gesteld_op = serializers.DateTimeField()
    antwoord_vanaf = serializers.DateTimeField(help_text="Eerder verandert er niets.")
    bekeken = serializers.BooleanField()
    antwoord = serializers.CharField()


def zoekvragen_for(viewer: Viewer) -> QuerySet[Navraag]:
    """Questions of the own organisation without a melding."""
    return Navraag.objects.filter(vrager_id=viewer.eigen_id, melding_id__isnull=True)


def zoekvraag_beeld(rij: Navraag) -> dict[str, Any]:
    """What who asked may know; nothing of what was found, nor of the person."""
    antwoord = stand(rij)
    return {
        "id": rij.pk,
        "gesteld_op": rij.created_at,
        "antwoord_vanaf": rij.bericht_vanaf.astimezone(UTC),
        "bekeken": antwoord == GEDAAN,
        "antwoord": antwoord,
    }


class Persoonszoekvragen(ApiView):
    """Vragen of een persoon bekend is."""

    scopes = {"GET": "personen:navragen", "POST": "personen:navragen"}
    serializer_class = PersoonszoekvraagSerializer
    ordering = ("-created_at", "-id")

    @extend_schema(
        operation_id="persoonszoekvragen_lijst",
        summary="Persoonszoekvragen van uw organisatie",
        description="Zonder de personen om wie het ging.",
        responses=PersoonszoekvraagSerializer(many=True),
        parameters=[LijstVraag],
    )
    def get(self, request: Request) -> Response:
        policy.require(self.viewer, Permission.PERSOON_NAVRAGEN)
        self.vraag(LijstVraag)
        return self.bladzijde(zoekvragen_for(self.viewer), "meldpunt.navraag", zoekvraag_beeld)

    @extend_schema(
        operation_id="persoon_navragen",
        summary="Navragen of een persoon bekend is",
        description=(
            "Voor wie het convenant heeft getekend. De procesregie kijkt; u hoort op een vast moment "
            "dat dit is gebeurd, met altijd dezelfde woorden. Kan uw organisatie ergens aan meewerken, "
            "dan krijgt zij een uitnodiging."
        ),
        request=PersoonszoekvraagInvoerSerializer,
        responses={201: PersoonszoekvraagSerializer},
        examples=[OpenApiExample("Na een controle", value=VOORBEELD, request_only=True)],
    )
    def post(self, request: Request) -> Response:
        rij = vraag_persoon(self.viewer, **self.invoer(PersoonszoekvraagInvoerSerializer))
        return self.antwoord(
            zoekvraag_beeld(rij),
            status=201,
            headers={"Location": reverse("api_persoonszoekvraag", args=[rij.pk])},
        )


class PersoonszoekvraagDetail(ApiView):
    """Eén persoonszoekvraag."""

    scopes = {"GET": "personen:navragen"}
    serializer_class = PersoonszoekvraagSerializer

    @extend_schema(
        operation_id="persoonszoekvraag_lezen",
        summary="Een persoonszoekvraag lezen",
        responses=PersoonszoekvraagSerializer,
    )
    def get(self, request: Request, pk: UUID) -> Response:
        policy.require(self.viewer, Permission.PERSOON_NAVRAGEN)
        rij = zoekvragen_for(self.viewer).filter(pk=pk).first()
        if rij is None:
            raise NotVisible
        logboek.bekeken(rij)
        return self.antwoord(zoekvraag_beeld(rij))


urlpatterns = [
    path("persoonszoekvragen", Persoonszoekvragen.as_view(), name="api_persoonszoekvragen"),
    path("persoonszoekvragen/<uuid:pk>", PersoonszoekvraagDetail.as_view(), name="api_persoonszoekvraag"),
]  # fmt: skip
