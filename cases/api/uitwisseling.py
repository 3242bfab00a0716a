"""Exchange for partner systems: a casus as zaak, the set for CoMensha, and the mirror of own data.

Docstrings of serializers and views are the published description, so they are in Dutch.
"""

from typing import Any
from uuid import UUID

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cases.api.basis import CasusView
from cases.uitwisseling.comensha import comensha_van
from cases.uitwisseling.kwaliteit import spiegel
from cases.uitwisseling.zgw import zgw_van
from ketenregie.foundation import outbox
from ketenregie.foundation.api.views import ApiView
from partners.access import policy
from partners.access.permissions import Permission


class ZgwSerializer(serializers.Serializer[Any]):
    """Een casus in de begrippen van de ZGW-standaarden, om te lezen."""

    id = serializers.UUIDField()
    zaaktype = serializers.DictField()
    zaak = serializers.DictField()
    status = serializers.DictField()
    rollen = serializers.ListField(child=serializers.DictField())
    zaakeigenschappen = serializers.ListField(child=serializers.DictField())
    zaakinformatieobjecten = serializers.ListField(child=serializers.DictField())
    besluiten = serializers.ListField(child=serializers.DictField())


class SlachtofferSerializer(serializers.Serializer[Any]):
    """Een slachtoffer zonder identiteit."""

    kenmerk = serializers.CharField(help_text="Pseudoniem; voor elke organisatie een ander.")
    geslacht = serializers.CharField()
    leeftijdsgroep = serializers.CharField(allow_blank=True)
    nationaliteit = serializers.CharField(
        allow_blank=True, help_text="Alleen van wie uw organisatie zelf aanleverde."
    )


class ComenshaSerializer(serializers.Serializer[Any]):
    """De set voor een melding aan CoMensha."""

    id = serializers.UUIDField(help_text="Id van de casus.")
    meldende_organisatie = serializers.CharField()
    meldplichtig = serializers.BooleanField(
        help_text="Waar: uw organisatie is een opsporingsdienst en moet melden."
    )
    datum = serializers.DateField()
    vormen = serializers.ListField(child=serializers.CharField())
    gemeente = serializers.CharField(allow_blank=True)
    slachtoffers = SlachtofferSerializer(many=True)
    ontbreekt = serializers.ListField(child=serializers.CharField())


class PlekSerializer(serializers.Serializer[Any]):
    """Waar iets ontbreekt."""

    id = serializers.UUIDField()
    casus = serializers.UUIDField()


class OpmerkingSerializer(serializers.Serializer[Any]):
    """Wat er ontbreekt, en waar; ten hoogste honderd plekken."""

    wat = serializers.CharField()
    aantal = serializers.IntegerField()
    waar = PlekSerializer(many=True)


class SpiegelSerializer(serializers.Serializer[Any]):
    """Wat uw organisatie van één soort aanleverde."""

    soort = serializers.CharField()
    aangeleverd = serializers.IntegerField()
    opmerkingen = OpmerkingSerializer(many=True)


class GegevenskwaliteitSerializer(serializers.Serializer[Any]):
    """De kwaliteit van wat uw organisatie zelf aanleverde."""

    soorten = SpiegelSerializer(many=True)


class Uitwisseling(CasusView):
    """What one gets of a casus is given to one's organisation."""

    scopes = {"GET": "uitwisseling:lezen"}

    def verstrek(self, soort: str, casus_id: UUID) -> None:
        if self.request.method == "GET":  # HEAD brings nothing along
            outbox.post(soort, casus_id=casus_id, ontvanger=self.viewer.eigen_id)


class CasusZgw(Uitwisseling):
    """Een casus als zaak."""

    serializer_class = ZgwSerializer

    @extend_schema(
        operation_id="casus_zgw",
        summary="Een casus als zaak (ZGW)",
        description=(
            "Alleen om te lezen, en alleen wat uw organisatie mag zien. Ophalen geldt als verstrekking "
            "aan uw organisatie; die staat bij `verstrekkingen`, opnieuw als er iets veranderde."
        ),
        responses=ZgwSerializer,
    )
    def get(self, request: Request, pk: UUID) -> Response:
        _, deler = self.casus(pk)
        data = zgw_van(deler)
        self.verstrek("uitwisseling.zgw", pk)
        return self.antwoord(data)


class CasusComensha(Uitwisseling):
    """De set voor CoMensha."""

    serializer_class = ComenshaSerializer

    @extend_schema(
        operation_id="casus_comensha",
        summary="De set voor een melding aan CoMensha",
        description=(
            "Zonder identiteit. Een opsporingsdienst moet melden (`meldplichtig`) en doet dat met de "
            "identiteit uit haar eigen systeem; een ander meldt alleen deze set, of met toestemming. "
            "Ophalen geldt als verstrekking aan uw organisatie."
        ),
        responses=ComenshaSerializer,
    )
    def get(self, request: Request, pk: UUID) -> Response:
        _, deler = self.casus(pk)
        data = comensha_van(deler)
        self.verstrek("uitwisseling.comensha", pk)
        return self.antwoord(data)


class Gegevenskwaliteit(ApiView):
    """Een spiegel van wat uw organisatie zelf aanleverde."""

    scopes = {"GET": "uitwisseling:lezen"}
    serializer_class = GegevenskwaliteitSerializer

    @extend_schema(
        operation_id="gegevenskwaliteit",
        summary="De kwaliteit van uw eigen gegevens",
        description="Wat uw organisatie aanleverde in casussen die zij ziet, en wat daarin ontbreekt.",
        responses=GegevenskwaliteitSerializer,
    )
    def get(self, request: Request) -> Response:
        policy.require(self.viewer, Permission.CASUSSEN_ZIEN)
        return self.antwoord({"soorten": spiegel(self.viewer)})


urlpatterns = [
    path("casussen/<uuid:pk>/zgw", CasusZgw.as_view(), name="api_zgw"),
    path("casussen/<uuid:pk>/comensha", CasusComensha.as_view(), name="api_comensha"),
    path("gegevenskwaliteit", Gegevenskwaliteit.as_view(), name="api_gegevenskwaliteit"),
]
