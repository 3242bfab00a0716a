"""Overdrachten for partner systems: what is offered to the organisation, and what it offered itself.

Docstrings of serializers and views are the published description, so they are in Dutch.
"""

from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cases.api.basis import OpMandaatSerializer, op_mandaat
from cases.models import Casus, Overdracht
from cases.overdrachtbeeld import overdrachtbeeld
from cases.services import overdracht as service
from ketenregie.foundation import logboek
from ketenregie.foundation.api.serializers import LijstVraag, StrictSerializer
from ketenregie.foundation.api.views import ApiView
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.permissions import Permission
from partners.api import OrganisatieKortSerializer
from referentiemodel.enums import Mandaatsoort


class OverdrachtSerializer(serializers.Serializer[Any]):
    """Een overdracht aan of van uw organisatie. Wie verstuurt, blijft verantwoordelijk tot u aanvaardt."""

    id = serializers.UUIDField()
    soort = serializers.ChoiceField(choices=Overdracht.Soort.choices)
    status = serializers.ChoiceField(choices=Overdracht.Status.choices)
    richting = serializers.ChoiceField(choices=["ontvangen", "verstuurd"])
    casus = serializers.UUIDField(
        required=False, help_text="Alleen voor wie de casus ziet; een ontvanger ziet die nog niet."
    )
    van = OrganisatieKortSerializer()
    naar = OrganisatieKortSerializer(allow_null=True)
    aanleiding = serializers.CharField(allow_blank=True, help_text="Wat wordt gevraagd.")
    bericht = serializers.CharField(
        allow_blank=True, help_text="Wat de ontvanger moet weten; te lezen na aanvaarding."
    )
    verstuurd_op = serializers.DateTimeField(allow_null=True)
    antwoord_voor = serializers.DateField(allow_null=True)
    beantwoord_op = serializers.DateTimeField(allow_null=True)
    reden = serializers.CharField(allow_blank=True, help_text="Waarom geweigerd of ingetrokken.")


class OverdrachtVraag(LijstVraag):
    status = serializers.ChoiceField(choices=Overdracht.Status.choices, required=False)


class OverdrachtAanvaardingSerializer(OpMandaatSerializer):
    """Uw organisatie neemt het over."""


class WeigeringSerializer(StrictSerializer):
    """Uw organisatie neemt het niet over."""

    reden = serializers.CharField(max_length=300)


def overdrachten_for(viewer: Viewer) -> QuerySet[Overdracht]:
    """Offered to the organisation, and its own on casussen that it sees."""
    rows: Any = Overdracht.objects
    offered = rows.voor_ontvanger(viewer)
    own = Q(van_id=viewer.eigen_id, casus__in=Casus.objects.visible_to(viewer))  # type: ignore[attr-defined]
    return (  # type: ignore[no-any-return]
        Overdracht.objects.filter(Q(pk__in=offered.values("pk")) | own)
        .select_related("van__organisatie", "naar__organisatie")
        .order_by("-created_at", "-id")
    )


def overdracht_beeld(viewer: Viewer, rij: Overdracht) -> dict[str, Any]:
    """Representation for one of the two sides."""
    shown = overdrachtbeeld(viewer, rij)
    beeld: dict[str, Any] = {
        "id": rij.pk,
        "soort": rij.soort,
        "status": rij.status,
        "richting": "ontvangen" if shown.ik_ontvang else "verstuurd",
        "van": {"id": rij.van_id, "naam": shown.van},
        "naar": {"id": rij.naar_id, "naam": shown.naar} if rij.naar_id else None,
        "aanleiding": shown.aanleiding,
        "bericht": shown.bericht,
        "verstuurd_op": shown.verstuurd_at,
        "antwoord_voor": rij.antwoord_voor,
        "beantwoord_op": shown.beantwoord_at,
        "reden": shown.reden,
    }
    if not shown.ik_ontvang:
        beeld["casus"] = rij.casus_id
    return beeld


class Overdrachten(ApiView):
    """Overdrachten aan en van uw organisatie."""

    scopes = {"GET": "overdrachten:lezen"}
    serializer_class = OverdrachtSerializer
    ordering = ("-created_at", "-id")

    @extend_schema(
        operation_id="overdrachten_lijst",
        summary="Overdrachten aan en van uw organisatie",
        responses=OverdrachtSerializer(many=True),
        parameters=[OverdrachtVraag],
    )
    def get(self, request: Request) -> Response:
        viewer = self.viewer
        policy.require(viewer, Permission.CASUSSEN_ZIEN)
        rows = overdrachten_for(viewer)
        if status := self.vraag(OverdrachtVraag).get("status"):
            rows = rows.filter(status=status)
        return self.bladzijde(rows, "cases.overdracht", lambda rij: overdracht_beeld(viewer, rij))


class OverdrachtDetail(ApiView):
    """Eén overdracht."""

    scopes = {"GET": "overdrachten:lezen"}
    serializer_class = OverdrachtSerializer

    @extend_schema(
        operation_id="overdracht_lezen",
        summary="Een overdracht lezen",
        responses=OverdrachtSerializer,
    )
    def get(self, request: Request, pk: UUID) -> Response:
        besluit = policy.require(self.viewer, Permission.CASUSSEN_ZIEN)
        rij, _ = service.haal_voor(self.viewer, pk)
        logboek.bekeken(rij, regel=besluit.regel)
        return self.antwoord(overdracht_beeld(self.viewer, rij))


class _Antwoord(ApiView):
    scopes = {"POST": "overdrachten:beantwoorden"}
    serializer_class = OverdrachtSerializer

    def eerst(self, pk: UUID) -> None:
        """What the client saw last, if it says so."""
        rij, _ = service.haal_voor(self.viewer, pk)
        self.als_if_match(overdracht_beeld(self.viewer, rij))

    def daarna(self, pk: UUID) -> Response:
        rij, _ = service.haal_voor(self.viewer, pk)
        return self.antwoord(overdracht_beeld(self.viewer, rij))


class OverdrachtAanvaarding(_Antwoord):
    """Een overdracht aanvaarden."""

    @extend_schema(
        operation_id="overdracht_aanvaarden",
        summary="Een overdracht aanvaarden",
        description="Op het mandaat van een collega: dit bindt uw organisatie.",
        request=OverdrachtAanvaardingSerializer,
        responses=OverdrachtSerializer,
    )
    def post(self, request: Request, pk: UUID) -> Response:
        self.eerst(pk)
        velden = self.invoer(OverdrachtAanvaardingSerializer)
        with op_mandaat(self.viewer, velden["namens"], Mandaatsoort.OVERDRACHT) as wie:
            service.beantwoord_overdracht(wie, pk, aanvaard=True)
        return self.daarna(pk)


class OverdrachtWeigering(_Antwoord):
    """Een overdracht weigeren."""

    @extend_schema(
        operation_id="overdracht_weigeren",
        summary="Een overdracht weigeren",
        description="De afzender blijft verantwoordelijk.",
        request=WeigeringSerializer,
        responses=OverdrachtSerializer,
    )
    def post(self, request: Request, pk: UUID) -> Response:
        self.eerst(pk)
        velden = self.invoer(WeigeringSerializer)
        service.beantwoord_overdracht(self.viewer, pk, aanvaard=False, reden=velden["reden"])
        return self.daarna(pk)


urlpatterns = [
    path("overdrachten", Overdrachten.as_view(), name="api_overdrachten"),
    path("overdrachten/<uuid:pk>", OverdrachtDetail.as_view(), name="api_overdracht"),
    path("overdrachten/<uuid:pk>/aanvaarding", OverdrachtAanvaarding.as_view(), name="api_overdracht_aanvaarding"),
    path("overdrachten/<uuid:pk>/weigering", OverdrachtWeigering.as_view(), name="api_overdracht_weigering"),
]  # fmt: skip
