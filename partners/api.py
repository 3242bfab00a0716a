"""The sociale kaart and the referentiemodel of one's own keten, for partner systems.

Docstrings of serializers and views are the published description, so they are in Dutch.
"""

from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet
from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from ketenregie.foundation import clock, logboek
from ketenregie.foundation.api.json import Letterlijk
from ketenregie.foundation.api.serializers import LijstVraag
from ketenregie.foundation.api.views import ApiView
from ketenregie.foundation.errors import NotVisible
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.permissions import Permission
from partners.models import Deelname, Keten, geldig_op
from referentiemodel.enums import Partnersoort
from referentiemodel.models import Modelstatus, ModelVersie


class OrganisatieKortSerializer(serializers.Serializer[Any]):
    """Een organisatie bij naam."""

    id = serializers.UUIDField(help_text="Id van de organisatie in deze keten.")
    naam = serializers.CharField()


class AanbodSerializer(serializers.Serializer[Any]):
    """Een interventie die de organisatie aanbiedt."""

    naam = serializers.CharField()
    soort = serializers.CharField()
    doelgroep = serializers.CharField()
    omschrijving = serializers.CharField()


class ContactpersoonSerializer(serializers.Serializer[Any]):
    """Wie u bij de organisatie kunt bellen."""

    naam = serializers.CharField()
    rol = serializers.CharField()
    telefoon = serializers.CharField()
    email = serializers.CharField()


class OrganisatieSerializer(OrganisatieKortSerializer):
    """Een organisatie op de sociale kaart."""

    soort = serializers.ChoiceField(choices=Partnersoort.choices, help_text="Soort partner.")
    gemeente = serializers.CharField()
    werkgebied = serializers.ListField(child=serializers.CharField())
    meldpunt = serializers.BooleanField(help_text="Voert het meldpunt van de keten.")
    procesregie = serializers.BooleanField(help_text="Voert de procesregie van de keten.")
    expertise = serializers.CharField()
    verschijningsvormen = serializers.ListField(
        child=serializers.CharField(), help_text="Sleutels uit het referentiemodel."
    )
    leeftijd_van = serializers.IntegerField(allow_null=True)
    leeftijd_tot = serializers.IntegerField(allow_null=True)
    wachttijd_weken = serializers.IntegerField(allow_null=True)
    bereikbaarheid = serializers.CharField()
    telefoon = serializers.CharField()
    aanbod = AanbodSerializer(many=True)
    contactpersonen = ContactpersoonSerializer(many=True)


class ReferentiemodelKortSerializer(serializers.Serializer[Any]):
    """Een gepubliceerde versie van het referentiemodel."""

    id = serializers.UUIDField()
    sleutel = serializers.CharField()
    versie = serializers.IntegerField()
    naam = serializers.CharField()
    thema = serializers.CharField()
    geldig_van = serializers.DateField()
    geldig_tot = serializers.DateField(allow_null=True)
    huidig = serializers.BooleanField(help_text="De versie waarmee nieuwe casussen beginnen.")


class ReferentiemodelSerializer(ReferentiemodelKortSerializer):
    """Een versie met het hele document."""

    document = serializers.DictField(
        help_text="Het hele model: hoofdstappen, activiteiten, RASCI, poorten, overgangen, termijnen en "
        "waardelijsten. De sleutels zijn die van het document zelf."
    )
    controlegetal = serializers.CharField(help_text="SHA-256 van het document.")


def organisaties_for(viewer: Viewer) -> QuerySet[Deelname]:
    """Who takes part in the viewer's keten now; four queries however many."""
    return (
        Deelname.objects.filter(geldig_op(clock.today()), keten_id=viewer.keten_id)
        .select_related("organisatie__profiel")
        .prefetch_related("organisatie__aanbod", "organisatie__contactpersonen")
        .annotate(naam=F("organisatie__naam"))
    )


def organisatie_beeld(deelname: Deelname) -> dict[str, Any]:
    """Representation of an organisation; what nobody filled in is empty."""
    organisatie = deelname.organisatie
    profiel = getattr(organisatie, "profiel", None)
    return {
        "id": deelname.pk,
        "naam": organisatie.naam,
        "soort": organisatie.partnersoort,
        "gemeente": organisatie.gemeente,
        "werkgebied": organisatie.werkgebied,
        "meldpunt": deelname.meldpunt,
        "procesregie": deelname.procesregie,
        "expertise": profiel.expertise if profiel else "",
        "verschijningsvormen": profiel.verschijningsvormen if profiel else [],
        "leeftijd_van": profiel.leeftijd_van if profiel else None,
        "leeftijd_tot": profiel.leeftijd_tot if profiel else None,
        "wachttijd_weken": profiel.wachttijd_weken if profiel else None,
        "bereikbaarheid": profiel.bereikbaarheid if profiel else "",
        "telefoon": profiel.telefoon if profiel else "",
        "aanbod": [
            {"naam": a.naam, "soort": a.soort, "doelgroep": a.doelgroep, "omschrijving": a.omschrijving}
            for a in organisatie.aanbod.all()
        ],
        "contactpersonen": [
            {"naam": c.naam, "rol": c.rol, "telefoon": c.telefoon, "email": c.email}
            for c in organisatie.contactpersonen.all()
        ],
    }  # fmt: skip


class Organisaties(ApiView):
    """De sociale kaart: wie doet mee, wat kan zij, en wie belt u."""

    scopes = {"GET": "organisaties:lezen"}
    serializer_class = OrganisatieSerializer
    ordering = ("naam", "id")

    @extend_schema(
        operation_id="organisaties_lijst",
        summary="Organisaties in uw keten",
        responses=OrganisatieSerializer(many=True),
        parameters=[LijstVraag],
    )
    def get(self, request: Request) -> Response:
        policy.require(self.viewer, Permission.PARTNERS_ZIEN)
        self.vraag(LijstVraag)
        return self.bladzijde(organisaties_for(self.viewer), "partners.deelname", organisatie_beeld)


class OrganisatieDetail(ApiView):
    """Eén organisatie van de sociale kaart."""

    scopes = {"GET": "organisaties:lezen"}
    serializer_class = OrganisatieSerializer

    @extend_schema(
        operation_id="organisatie_lezen",
        summary="Een organisatie lezen",
        responses=OrganisatieSerializer,
    )
    def get(self, request: Request, pk: UUID) -> Response:
        policy.require(self.viewer, Permission.PARTNERS_ZIEN)
        deelname = organisaties_for(self.viewer).filter(pk=pk).first()
        if deelname is None:
            raise NotVisible
        logboek.bekeken(deelname)
        return self.antwoord(organisatie_beeld(deelname))


def modellen_for(viewer: Viewer) -> QuerySet[ModelVersie]:
    """Published versions of the model that the viewer's keten works with; `huidig` marks its own."""
    huidig = Keten.objects.filter(pk=viewer.keten_id)
    return ModelVersie.objects.filter(
        sleutel__in=huidig.values("modelversie__sleutel"), status=Modelstatus.GEPUBLICEERD
    ).annotate(
        huidig_id=huidig.values("modelversie_id")[:1]  # type: ignore[misc]
    )


def model_kort(versie: Any) -> dict[str, Any]:
    """Representation in a list."""
    return {
        "id": versie.pk,
        "sleutel": versie.sleutel,
        "versie": versie.nummer,
        "naam": versie.naam,
        "thema": versie.thema,
        "geldig_van": versie.geldig_van,
        "geldig_tot": versie.geldig_tot,
        "huidig": versie.pk == versie.huidig_id,
    }


class Referentiemodellen(ApiView):
    """De gepubliceerde versies van het referentiemodel van uw keten."""

    scopes = {"GET": "referentiemodellen:lezen"}
    serializer_class = ReferentiemodelKortSerializer
    ordering = ("-nummer", "-id")

    @extend_schema(
        operation_id="referentiemodellen_lijst",
        summary="Versies van het referentiemodel",
        responses=ReferentiemodelKortSerializer(many=True),
        parameters=[LijstVraag],
    )
    def get(self, request: Request) -> Response:
        policy.require(self.viewer, Permission.REFERENTIEMODEL_ZIEN)
        self.vraag(LijstVraag)
        rows = modellen_for(self.viewer).defer("inhoud")
        return self.bladzijde(rows, "referentiemodel.modelversie", model_kort)


class ReferentiemodelDetail(ApiView):
    """Het hele document van één versie; een gepubliceerde versie verandert nooit."""

    scopes = {"GET": "referentiemodellen:lezen"}
    serializer_class = ReferentiemodelSerializer

    @extend_schema(
        operation_id="referentiemodel_lezen",
        summary="Een versie van het referentiemodel lezen",
        responses=ReferentiemodelSerializer,
    )
    def get(self, request: Request, pk: UUID) -> Response:
        policy.require(self.viewer, Permission.REFERENTIEMODEL_ZIEN)
        versie = modellen_for(self.viewer).filter(pk=pk).first()
        if versie is None:
            raise NotVisible
        logboek.bekeken(versie)
        return self.antwoord(
            model_kort(versie)
            | {"document": Letterlijk(versie.inhoud), "controlegetal": versie.controlegetal}
        )


urlpatterns = [
    path("organisaties", Organisaties.as_view(), name="api_organisaties"),
    path("organisaties/<uuid:pk>", OrganisatieDetail.as_view(), name="api_organisatie"),
    path("referentiemodellen", Referentiemodellen.as_view(), name="api_referentiemodellen"),
    path(
        "referentiemodellen/<uuid:pk>", ReferentiemodelDetail.as_view(), name="api_referentiemodel"
    ),
]
