"""Bijdragen and betrokkenen of a casus for partner systems.

Docstrings of serializers and views are the published description, so they are in Dutch.
"""

from typing import Any
from uuid import UUID, uuid4

from django.urls import path, reverse
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cases import gegevens
from cases.api.basis import CasusView, afgeschermd_beeld, datums
from cases.api.casussen import BETROKKENE, BetrokkeneSerializer, BijdrageSerializer
from cases.delen import Deler
from cases.models import Bijdrage, Casus
from cases.services.bijdrage import corrigeer_bijdrage, lever_bijdrage
from ketenregie.foundation.api.serializers import LijstVraag, StrictSerializer
from ketenregie.foundation.errors import NotVisible
from partners.sharing import Afgeschermd
from referentiemodel.enums import Gegevenscategorie, Gegevenssoort, Grondslag

# The verloop is written by the system itself, and a BSN belongs to the person.
TE_KIEZEN = [
    (c.value, c.label)
    for c in Gegevenscategorie
    if c not in (Gegevenscategorie.PROCES, Gegevenscategorie.BSN)
]
VOORBEELD = {
    "tekst": "Bij de controle zijn zes slaapplaatsen gezien, de paspoorten lagen bij de werkgever.",
    "gegevenscategorie": "toezicht_handhaving",
    "grondslag": "wgs",
    "bron": "Controle van 12 maart",
    "voorwaarden": "Niet met betrokkene bespreken",
}


class BijdrageDetailSerializer(BijdrageSerializer):
    """Een bijdrage met haar label."""

    gegevenscategorie = serializers.ChoiceField(choices=Gegevenscategorie.choices, required=False)
    gegevenssoort = serializers.ChoiceField(choices=Gegevenssoort.choices, required=False)
    grondslag = serializers.ChoiceField(choices=Grondslag.choices, required=False)
    bron = serializers.CharField(required=False)
    ingebracht_op = serializers.DateTimeField(required=False)
    gewijzigd = serializers.BooleanField(
        required=False, help_text="Waar: de leverancier heeft haar gecorrigeerd."
    )
    eigen = serializers.BooleanField(required=False, help_text="Ingebracht door uw organisatie.")


class BijdrageVeldenSerializer(StrictSerializer):
    tekst = serializers.CharField(max_length=20000, help_text="Wat u inbrengt.")
    vraag = serializers.CharField(
        required=False, allow_blank=True, max_length=5000, help_text="Wat u van anderen wilt weten."
    )
    gegevenscategorie = serializers.ChoiceField(
        choices=TE_KIEZEN,
        help_text="Soort gegeven; hiervan hangt af wie het ziet.",
    )
    gegevenssoort = serializers.ChoiceField(choices=Gegevenssoort.choices, required=False)
    grondslag = serializers.ChoiceField(
        choices=Grondslag.choices, help_text="Op welke grondslag u dit deelt."
    )
    voorwaarden = serializers.CharField(
        required=False, allow_blank=True, max_length=300, help_text="Reist met het gegeven mee."
    )
    bron = serializers.CharField(required=False, allow_blank=True, max_length=200)
    wpg_artikel = serializers.ChoiceField(
        choices=[("8", "Artikel 8"), ("13", "Artikel 13")], required=False
    )
    motivering = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=2000,
        help_text="Waarom gezondheidsgegevens zonder toestemming gedeeld mogen worden.",
    )


class BijdrageInvoerSerializer(BijdrageVeldenSerializer):
    """Een nieuwe bijdrage van uw organisatie."""

    niet_verder = serializers.BooleanField(
        required=False, help_text="Niet verder verstrekken zonder uw toestemming."
    )
    toestemming_op = serializers.DateField(
        required=False, help_text="Verplicht bij de grondslag toestemming."
    )
    toestemming_wijze = serializers.CharField(required=False, max_length=20)
    toestemming_tot = serializers.DateField(required=False)


class BijdrageCorrectieSerializer(BijdrageVeldenSerializer):
    """Wat er verandert, en waarom. Wat u weglaat, blijft zoals het was."""

    reden = serializers.CharField(max_length=300, help_text="Waarom u corrigeert.")

    def get_fields(self) -> dict[str, Any]:
        fields = super().get_fields()
        for name, field in fields.items():
            field.required = name == "reden"
        return fields


def bijdrage_beeld(rij: Bijdrage, deler: Deler) -> dict[str, Any]:
    """One bijdrage as this organisation may know it.

    Raises:
        NotVisible: the convenant hides it.
    """
    deling = deler.deling(rij)
    if deling.verborgen:
        raise NotVisible
    if not deling.tonen:
        return afgeschermd_beeld(deler.afgeschermd(rij, deling))
    return {
        "afgeschermd": False,
        "id": rij.pk,
        "tekst": rij.tekst,
        "vraag": rij.vraag,
        "categorie": Gegevenscategorie(rij.gegevenscategorie).label,
        "gegevenscategorie": rij.gegevenscategorie,
        "gegevenssoort": rij.gegevenssoort,
        "grondslag": rij.grondslag,
        "bron": rij.bron,
        "voorwaarden": deler.voorwaarden(rij),
        "leverancier": deler.leverancier(rij),
        "ingebracht_op": rij.verwerkt_at,
        "gewijzigd": rij.versie > 1,
        "eigen": rij.leverancier_id == deler.viewer.deelname_id,
    }


def _bijdragen(casus: Casus, deler: Deler) -> list[dict[str, Any]]:
    shown = deler.toon(
        casus.bijdragen.order_by("verwerkt_at", "pk"), lambda rij: bijdrage_beeld(rij, deler)
    )
    return [afgeschermd_beeld(b) if isinstance(b, Afgeschermd) else _kaal(b) for b in shown]


def _kaal(beeld: dict[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in beeld.items() if k != "waarom"}


class Bijdragen(CasusView):
    """Wat partners in een casus hebben ingebracht."""

    scopes = {"GET": "bijdragen:lezen", "POST": "bijdragen:schrijven"}
    serializer_class = BijdrageDetailSerializer

    @extend_schema(
        operation_id="bijdragen_lijst",
        summary="Bijdragen aan een casus",
        description="Oudste eerst. Wat het convenant verbergt, staat er niet in.",
        responses=BijdrageDetailSerializer(many=True),
        parameters=[LijstVraag],
    )
    def get(self, request: Request, pk: UUID) -> Response:
        casus, deler = self.casus(pk)
        return self.alles("cases.bijdrage", _bijdragen(casus, deler))

    @extend_schema(
        operation_id="bijdrage_leveren",
        summary="Een bijdrage leveren",
        description="Namens uw organisatie, met het label waaraan de regels van het convenant hangen.",
        request=BijdrageInvoerSerializer,
        responses={201: BijdrageDetailSerializer},
        examples=[OpenApiExample("Na een controle", value=VOORBEELD, request_only=True)],
    )
    def post(self, request: Request, pk: UUID) -> Response:
        casus, deler = self.casus(pk)
        velden = self.invoer(BijdrageInvoerSerializer)
        rij = lever_bijdrage(self.viewer, casus, bijdrage_id=uuid4(), **velden)
        return self.antwoord(
            bijdrage_beeld(rij, deler),
            status=201,
            headers={"Location": reverse("api_bijdrage", args=[pk, rij.pk])},
        )


class BijdrageDetail(CasusView):
    """Eén bijdrage aan een casus."""

    scopes = {"GET": "bijdragen:lezen", "PATCH": "bijdragen:schrijven"}
    serializer_class = BijdrageDetailSerializer

    @extend_schema(
        operation_id="bijdrage_lezen",
        summary="Een bijdrage lezen",
        responses=BijdrageDetailSerializer,
    )
    def get(self, request: Request, pk: UUID, bijdrage_pk: UUID) -> Response:
        rij, deler = self._vind(pk, bijdrage_pk)
        return self.antwoord(bijdrage_beeld(rij, deler))

    @extend_schema(
        operation_id="bijdrage_corrigeren",
        summary="Een eigen bijdrage corrigeren",
        description="Wat er stond, blijft in de geschiedenis. Stuur de ETag mee die u het laatst zag.",
        request=BijdrageCorrectieSerializer,
        responses=BijdrageDetailSerializer,
    )
    def patch(self, request: Request, pk: UUID, bijdrage_pk: UUID) -> Response:
        rij, deler = self._vind(pk, bijdrage_pk)
        if rij.leverancier_id != self.viewer.eigen_id:
            raise NotVisible
        self.require_if_match(bijdrage_beeld(rij, deler))
        velden = self.invoer(BijdrageCorrectieSerializer)
        rij = corrigeer_bijdrage(self.viewer, rij.pk, versie=rij.versie, **velden)
        return self.antwoord(bijdrage_beeld(rij, deler))

    def _vind(self, pk: UUID, bijdrage_pk: UUID) -> tuple[Bijdrage, Deler]:
        casus, deler = self.casus(pk)
        rij = casus.bijdragen.filter(pk=bijdrage_pk).first()
        if rij is None or deler.deling(rij).verborgen:
            raise NotVisible
        return rij, deler


class Betrokkenen(CasusView):
    """De personen in een casus."""

    scopes = {"GET": "casussen:lezen"}
    serializer_class = BetrokkeneSerializer

    @extend_schema(
        operation_id="betrokkenen_lijst",
        summary="Betrokkenen van een casus",
        responses=BetrokkeneSerializer(many=True),
        parameters=[LijstVraag],
    )
    def get(self, request: Request, pk: UUID) -> Response:
        casus, deler = self.casus(pk)
        return self.alles(
            "cases.betrokkene", datums(gegevens.betrokkenen(casus, deler), *BETROKKENE)
        )


urlpatterns = [
    path("casussen/<uuid:pk>/betrokkenen", Betrokkenen.as_view(), name="api_betrokkenen"),
    path("casussen/<uuid:pk>/bijdragen", Bijdragen.as_view(), name="api_bijdragen"),
    path("casussen/<uuid:pk>/bijdragen/<uuid:bijdrage_pk>", BijdrageDetail.as_view(), name="api_bijdrage"),
]  # fmt: skip
