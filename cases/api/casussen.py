"""Casussen for partner systems: the same policy and sharing rules as the pages.

Docstrings of serializers and views are the published description, so they are in Dutch.
"""

from typing import Any
from uuid import UUID

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cases import gegevens, selectors, verstrekkingsbeeld
from cases.api.basis import DatumSerializer, datums
from cases.delen import Deler
from cases.inzagedoel import noteer_inzage
from cases.models import Casus
from cases.services.verstrekken import bevestig_ontvangst
from ketenregie.foundation.api.json import Letterlijk
from ketenregie.foundation.api.serializers import LijstVraag, StrictSerializer
from ketenregie.foundation.api.views import ApiView
from ketenregie.foundation.errors import NotVisible
from partners.access import policy
from partners.access.permissions import Permission
from partners.api import OrganisatieKortSerializer
from referentiemodel.enums import CasusStatus, Urgentie


class CasusVraag(LijstVraag):
    hoofdstap = serializers.CharField(
        required=False, max_length=60, help_text="Sleutel van de hoofdstap."
    )
    status = serializers.ChoiceField(choices=CasusStatus.choices, required=False)
    gemeente = serializers.CharField(required=False, max_length=60)


class CasusKortSerializer(serializers.Serializer[Any]):
    """Een casus in een lijst, zonder gegevens van personen."""

    id = serializers.UUIDField()
    kenmerk = serializers.CharField(help_text="Willekeurig kenmerk, bijvoorbeeld K7QX-3MWD.")
    titel = serializers.CharField()
    hoofdstap = serializers.CharField(help_text="Sleutel in het referentiemodel van de casus.")
    activiteit = serializers.CharField()
    status = serializers.ChoiceField(choices=CasusStatus.choices)
    verschijningsvormen = serializers.ListField(child=serializers.CharField())
    gemeente = serializers.CharField()
    urgentie = serializers.ChoiceField(choices=Urgentie.choices)
    eigenaar = OrganisatieKortSerializer()
    volgende_stap = serializers.CharField()
    uiterlijk = serializers.DateField()


class SituatieSerializer(DatumSerializer):
    """Wat er aan de hand is."""

    id = serializers.UUIDField(required=False)
    korte_inhoud = serializers.CharField(required=False)
    vormen = serializers.CharField(required=False)
    locatie = serializers.CharField(required=False)
    gemeente = serializers.CharField(required=False)
    periode = serializers.CharField(required=False)
    slachtoffers = serializers.CharField(required=False)
    daders = serializers.CharField(required=False)
    voorwaarden = serializers.CharField(
        required=False, help_text="Wat de leverancier aan gebruik en doorgeven verbindt."
    )


class BetrokkeneSerializer(DatumSerializer):
    """Een persoon in de casus."""

    id = serializers.UUIDField(required=False)
    naam = serializers.CharField(required=False)
    rol = serializers.CharField(required=False)
    geboren = serializers.CharField(required=False)
    woonplaats = serializers.CharField(required=False)
    nu_veilig = serializers.CharField(required=False)
    voorwaarden = serializers.CharField(
        required=False, help_text="Wat de leverancier aan gebruik en doorgeven verbindt."
    )


class ObjectSerializer(DatumSerializer):
    """Een onderneming of plaats in de casus."""

    id = serializers.UUIDField(required=False)
    naam = serializers.CharField(required=False, help_text="De naam, of het adres.")
    rol = serializers.CharField(required=False)
    kort = serializers.CharField(required=False, help_text="De feiten in één regel.")
    periode = serializers.CharField(required=False)
    toelichting = serializers.CharField(required=False)
    voorwaarden = serializers.CharField(
        required=False, help_text="Wat de leverancier aan gebruik en doorgeven verbindt."
    )


class BijdrageSerializer(DatumSerializer):
    """Wat een partner heeft ingebracht."""

    id = serializers.UUIDField(required=False)
    tekst = serializers.CharField(required=False)
    vraag = serializers.CharField(required=False)
    voorwaarden = serializers.CharField(required=False)


class DeelnemerSerializer(serializers.Serializer[Any]):
    """Een organisatie die meedoet aan de casus."""

    organisatie = OrganisatieKortSerializer()
    sinds = serializers.DateTimeField(
        allow_null=True, help_text="Wanneer zij de uitnodiging aanvaardde."
    )
    eindigt = serializers.DateTimeField(
        allow_null=True, help_text="Alleen gevuld als zij er voor één casusoverleg bij is."
    )
    rollen = serializers.DictField(
        child=serializers.ListField(child=serializers.CharField()),
        help_text="Per activiteit de letters (RASCI).",
    )


class CasusSerializer(CasusKortSerializer):
    """Een casus met haar gegevens, voor zover het convenant die aan uw organisatie toont."""

    mijn_rollen = serializers.DictField(
        child=serializers.ListField(child=serializers.CharField()),
        help_text="Per activiteit van het referentiemodel de letters (RASCI) van uw organisatie.",
    )
    organisaties = DeelnemerSerializer(many=True)
    situaties = SituatieSerializer(many=True)
    betrokkenen = BetrokkeneSerializer(many=True)
    ondernemingen = ObjectSerializer(many=True)
    locaties = ObjectSerializer(many=True)
    bijdragen = BijdrageSerializer(many=True)


OBJECT = (
    "id", "naam", "rol", "kort", "periode", "toelichting", "leverancier", "voorwaarden",
)  # fmt: skip
BETROKKENE = (
    "id", "naam", "rol", "geboren", "woonplaats", "nu_veilig", "leverancier", "voorwaarden",
)  # fmt: skip


def casus_kort(casus: Casus) -> dict[str, Any]:
    """Representation in a list."""
    return {
        "id": casus.pk,
        "kenmerk": casus.kenmerk,
        "titel": casus.titel,
        "hoofdstap": casus.hoofdstap,
        "activiteit": casus.activiteit,
        "status": casus.status,
        "verschijningsvormen": casus.verschijningsvormen,
        "gemeente": casus.gemeente,
        "urgentie": casus.urgentie,
        "eigenaar": {"id": casus.eigenaar_id, "naam": casus.eigenaar.organisatie.naam},
        "volgende_stap": casus.volgende_stap,
        "uiterlijk": casus.volgende_datum,
    }


def deelnemers(casus: Casus) -> list[dict[str, Any]]:
    """Who takes part, with its letters; who is only asked or proposed is not in it. One query."""
    rows = casus.betrokkenheden.meedoend().select_related("deelname__organisatie")  # type: ignore[attr-defined]
    return [
        {
            "organisatie": {"id": rij.deelname_id, "naam": rij.deelname.organisatie.naam},
            "sinds": rij.beantwoord_at,
            "eindigt": rij.eindigt_at,
            "rollen": Letterlijk({a: sorted(tekens) for a, tekens in rij.letters.items()}),
        }
        for rij in rows
    ]


class Casussen(ApiView):
    """Casussen waarbij de organisatie betrokken is."""

    scopes = {"GET": "casussen:lezen"}
    serializer_class = CasusKortSerializer
    ordering = selectors.SORTERING["nieuwste"]  # has an index

    @extend_schema(
        operation_id="casussen_lijst",
        summary="Casussen van uw organisatie",
        responses=CasusKortSerializer(many=True),
        parameters=[CasusVraag],
    )
    def get(self, request: Request) -> Response:
        viewer = self.viewer
        policy.require(viewer, Permission.CASUSSEN_ZIEN)
        vraag = self.vraag(CasusVraag)
        rows = selectors.casussen_for(
            viewer, **{naam: vraag.get(naam, "") for naam in ("hoofdstap", "status", "gemeente")}
        )
        return self.bladzijde(rows, "cases.casus", casus_kort)


class CasusDetail(ApiView):
    """Eén casus, met wat het convenant aan de organisatie laat zien."""

    scopes = {"GET": "casussen:lezen"}
    serializer_class = CasusSerializer

    @extend_schema(operation_id="casus_lezen", summary="Een casus lezen", responses=CasusSerializer)
    def get(self, request: Request, pk: UUID) -> Response:
        viewer = self.viewer
        casus = Casus.objects.haal(viewer, pk)  # type: ignore[attr-defined]
        besluit = policy.require(viewer, Permission.CASUS_ZIEN, casus)
        noteer_inzage(request, viewer, casus, besluit.regel)
        deler = Deler(viewer, casus)
        rollen = casus.toegang_van(viewer).letters
        return self.antwoord(
            casus_kort(casus)
            | {
                "mijn_rollen": Letterlijk({a: sorted(letters) for a, letters in rollen.items()}),
                "organisaties": deelnemers(casus),
                "situaties": datums(
                    gegevens.situaties(casus, deler), "id", "korte_inhoud", "vormen", "locatie",
                    "gemeente", "periode", "slachtoffers", "daders", "leverancier", "voorwaarden",
                ),
                "betrokkenen": datums(
                    gegevens.betrokkenen(casus, deler), *BETROKKENE
                ),
                "ondernemingen": datums(gegevens.ondernemingen(casus, deler), *OBJECT),
                "locaties": datums(gegevens.locaties(casus, deler), *OBJECT),
                "bijdragen": datums(
                    gegevens.bijdragen(casus, deler), "id", "tekst", "vraag", "categorie",
                    "voorwaarden", "leverancier",
                ),
            }
        )  # fmt: skip


class VerstrektDatumSerializer(serializers.Serializer[Any]):
    """Een gegeven in een verstrekking: welk, van wie, onder welke voorwaarden. Nooit de inhoud."""

    naam = serializers.CharField()
    categorie = serializers.CharField()
    leverancier = serializers.CharField()
    voorwaarden = serializers.CharField()


class VerstrekkingSerializer(serializers.Serializer[Any]):
    """Wat uw organisatie uit deze casus kreeg of gaf. Andere ontvangers staan er niet in."""

    id = serializers.UUIDField()
    kenmerk = serializers.CharField()
    titel = serializers.CharField()
    richting = serializers.ChoiceField(choices=["ontvangen", "verstuurd"])
    status = serializers.CharField()
    verstrekker = serializers.CharField()
    doel = serializers.CharField()
    grondslag = serializers.CharField()
    voorwaarden = serializers.CharField()
    verstrekt_op = serializers.DateTimeField()
    ontvangen_op = serializers.DateTimeField(
        allow_null=True, help_text="Leeg zolang u de ontvangst niet bevestigde."
    )
    terugkoppeling_voor = serializers.DateField(
        allow_null=True, help_text="Uiterste dag om te vertellen wat u ermee deed."
    )
    gegevens = VerstrektDatumSerializer(many=True)


class OntvangstSerializer(StrictSerializer):
    """Bevestiging dat u een verstrekking hebt en de voorwaarden kent."""

    voorwaarden_gelezen = serializers.BooleanField(
        default=False, help_text="Verplicht waar als er voorwaarden zijn."
    )


def verstrekking_beeld(v: Any) -> dict[str, Any]:
    """The own part of one verstrekking, as `verstrekkingsbeeld.eigen_in` gives it."""
    mijn = v.van_mij[0] if v.van_mij else None
    return {
        "id": v.pk,
        "kenmerk": v.kenmerk,
        "titel": v.titel,
        "richting": "ontvangen" if mijn else "verstuurd",
        "status": v.status,
        "verstrekker": v.verstrekker.organisatie.naam,
        "doel": v.doel,
        "grondslag": v.grondslag,
        "voorwaarden": v.voorwaarden,
        "verstrekt_op": v.verstrekt_at,
        "ontvangen_op": mijn.ontvangen_at if mijn else None,
        "terugkoppeling_voor": mijn.termijn.uiterlijk if mijn and mijn.termijn else None,
        "gegevens": [
            {
                "naam": d.naam,
                "categorie": d.gegevenscategorie,
                "leverancier": d.leverancier.organisatie.naam,
                "voorwaarden": d.voorwaarden,
            }
            for d in v.aan_mij
        ],
    }


class Verstrekkingen(ApiView):
    """Wat de organisatie uit een casus kreeg en gaf."""

    scopes = {"GET": "casussen:lezen"}
    serializer_class = VerstrekkingSerializer

    @extend_schema(
        operation_id="verstrekkingen_lijst",
        summary="Verstrekkingen aan en van uw organisatie in een casus",
        responses=VerstrekkingSerializer(many=True),
        parameters=[LijstVraag],
    )
    def get(self, request: Request, pk: UUID) -> Response:
        viewer = self.viewer
        casus = Casus.objects.haal(viewer, pk)  # type: ignore[attr-defined]
        policy.require(viewer, Permission.CASUS_ZIEN, casus)
        self.vraag(LijstVraag)
        rows = verstrekkingsbeeld.eigen_in(viewer, casus)
        return self.bladzijde(rows, "cases.verstrekking", verstrekking_beeld)


class VerstrekkingOntvangst(ApiView):
    """De ontvangst van één verstrekking bevestigen."""

    scopes = {"POST": "verstrekkingen:bevestigen"}
    serializer_class = OntvangstSerializer

    @extend_schema(
        operation_id="verstrekking_ontvangst",
        summary="De ontvangst van een verstrekking bevestigen",
        request=OntvangstSerializer,
        responses=VerstrekkingSerializer,
    )
    def post(self, request: Request, pk: UUID, verstrekking_pk: UUID) -> Response:
        viewer = self.viewer
        casus = Casus.objects.haal(viewer, pk)  # type: ignore[attr-defined]
        rows = verstrekkingsbeeld.eigen_in(viewer, casus).filter(pk=verstrekking_pk)
        if not rows.exists():
            raise NotVisible
        invoer = self.invoer(OntvangstSerializer)
        bevestig_ontvangst(viewer, verstrekking_pk, gelezen=invoer["voorwaarden_gelezen"])
        return self.antwoord(verstrekking_beeld(rows.get()))


urlpatterns = [
    path("casussen", Casussen.as_view(), name="api_casussen"),
    path("casussen/<uuid:pk>", CasusDetail.as_view(), name="api_casus"),
    path("casussen/<uuid:pk>/verstrekkingen", Verstrekkingen.as_view(), name="api_verstrekkingen"),
    path(
        "casussen/<uuid:pk>/verstrekkingen/<uuid:verstrekking_pk>/ontvangst",
        VerstrekkingOntvangst.as_view(),
        name="api_verstrekking_ontvangst",
    ),
]
