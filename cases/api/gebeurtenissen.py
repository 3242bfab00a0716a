"""What changed, to be pulled or pushed: gebeurtenissen, abonnementen and their deliveries.

Docstrings of serializers and views are the published description, so they are in Dutch.
"""

from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import path, reverse
from drf_spectacular.utils import OpenApiExample, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import remove_query_param, replace_query_param

from cases.gebeurtenissen import SOORTEN
from cases.models import Abonnement, Casus, Gebeurtenisbericht, Levering
from cases.services import abonnement as service
from ketenregie.foundation import logboek
from ketenregie.foundation.api.serializers import LijstVraag, StrictSerializer
from ketenregie.foundation.api.views import ApiView
from ketenregie.foundation.errors import NotVisible
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.permissions import Permission

SOORTKEUZE = [(naam, naam) for naam in sorted(SOORTEN)]


class GebeurtenisSerializer(serializers.Serializer[Any]):
    """Er veranderde iets. Wat, leest u op het adres in `href`."""

    id = serializers.UUIDField()
    volgnummer = serializers.IntegerField(help_text="Telt op; geef het laatste mee als `na`.")
    soort = serializers.ChoiceField(choices=SOORTKEUZE)
    tijdstip = serializers.DateTimeField()
    casus = serializers.UUIDField(allow_null=True)
    object = serializers.UUIDField(help_text="Id van wat er veranderde.")
    href = serializers.CharField()


class GebeurtenisVraag(StrictSerializer):
    na = serializers.IntegerField(
        required=False,
        min_value=0,
        max_value=2**62,
        help_text="Alles na dit volgnummer. Begin met 0 en bewaar steeds het laatste.",
    )
    sinds = serializers.DateTimeField(required=False, help_text="Alles vanaf dit moment.")
    soort = serializers.ChoiceField(choices=SOORTKEUZE, required=False)
    limit = serializers.IntegerField(required=False, min_value=1, max_value=100)
    velden = serializers.CharField(
        required=False,
        max_length=500,
        help_text="Alleen deze velden, met komma's ertussen. `id` komt altijd mee.",
    )


class AbonnementSerializer(serializers.Serializer[Any]):
    """Een adres van u dat gebeurtenissen krijgt."""

    id = serializers.UUIDField()
    naam = serializers.CharField(allow_blank=True)
    url = serializers.CharField()
    soorten = serializers.ListField(
        child=serializers.ChoiceField(choices=SOORTKEUZE), help_text="Leeg: alle soorten."
    )
    actief = serializers.BooleanField()
    wachtend = serializers.IntegerField(help_text="Berichten die nog niet zijn aangekomen.")
    niet_te_leveren = serializers.IntegerField(
        help_text="Berichten waarmee is gestopt. Zie `herhaling`."
    )
    vorig_geheim_tot = serializers.DateTimeField(
        allow_null=True, help_text="Tot dan ondertekent ook het vorige geheim."
    )
    geheim = serializers.CharField(
        required=False, help_text="Alleen bij het maken en vernieuwen; daarna nooit meer te lezen."
    )


class AbonnementInvoerSerializer(StrictSerializer):
    """Een nieuw abonnement."""

    url = serializers.CharField(
        max_length=500, help_text="Openbaar adres met https. Een doorverwijzing volgen wij niet."
    )
    soorten = serializers.ListField(
        child=serializers.ChoiceField(choices=SOORTKEUZE), required=False, max_length=100
    )
    naam = serializers.CharField(required=False, allow_blank=True, max_length=80)


class LeegSerializer(StrictSerializer):
    """Geen velden."""


class HerhalingSerializer(StrictSerializer):
    """Wat opnieuw wordt verstuurd."""

    na = serializers.IntegerField(
        required=False,
        allow_null=True,
        default=None,
        min_value=0,
        max_value=2**62,
        help_text="Alles na dit volgnummer. Zonder: alleen wat niet te leveren was.",
    )


class HerhaaldSerializer(serializers.Serializer[Any]):
    """Hoeveel er opnieuw klaarstaat; ten hoogste 1000 per keer."""

    aantal = serializers.IntegerField()


class LeveringSerializer(serializers.Serializer[Any]):
    """Eén bericht aan een abonnement."""

    id = serializers.UUIDField()
    gebeurtenis = serializers.UUIDField()
    volgnummer = serializers.IntegerField()
    soort = serializers.ChoiceField(choices=SOORTKEUZE)
    status = serializers.ChoiceField(choices=Levering.Status.choices)
    pogingen = serializers.IntegerField()
    volgende_poging = serializers.DateTimeField(allow_null=True)
    geleverd = serializers.DateTimeField(allow_null=True)
    http_status = serializers.IntegerField(allow_null=True)
    fout = serializers.CharField(allow_blank=True)


class LeveringVraag(LijstVraag):
    status = serializers.ChoiceField(choices=Levering.Status.choices, required=False)


def gebeurtenissen_for(viewer: Viewer, scopes: frozenset[str]) -> QuerySet[Gebeurtenisbericht]:
    """Lines of the organisation about what it may still see, of the kinds that the token may read."""
    zichtbaar = Casus.objects.visible_to(viewer).values("pk")  # type: ignore[attr-defined]
    return Gebeurtenisbericht.objects.filter(
        Q(casus_id__isnull=True) | Q(casus_id__in=zichtbaar),
        deelname_id=viewer.eigen_id,
        soort__in=[naam for naam, scope in SOORTEN.items() if scope in scopes],
    ).order_by("volgnummer")


def gebeurtenis_beeld(rij: Gebeurtenisbericht) -> dict[str, Any]:
    """Ids and an address; nothing of what it is about."""
    return {
        "id": rij.pk,
        "volgnummer": rij.volgnummer,
        "soort": rij.soort,
        "tijdstip": rij.gebeurd_at,
        "casus": rij.casus_id,
        "object": rij.object_id,
        "href": rij.pad,
    }


class Gebeurtenissen(ApiView):
    """Wat er veranderde, om op te halen."""

    scopes = {"GET": "gebeurtenissen:lezen"}
    serializer_class = GebeurtenisSerializer

    @extend_schema(
        operation_id="gebeurtenissen_lijst",
        summary="Wat er veranderde",
        description=(
            "Oudste eerst. Bewaar het laatste `volgnummer` dat u verwerkte en vraag daarna met `na`: u "
            "mist niets, ook niet wat tegelijk gebeurde. Alleen wat uw organisatie mag weten, van de "
            "soorten waarvoor uw token de scope heeft. Ze blijven negentig dagen staan."
        ),
        responses=GebeurtenisSerializer(many=True),
        parameters=[GebeurtenisVraag],
    )
    def get(self, request: Request) -> Response:
        viewer = self.viewer
        policy.require(viewer, Permission.CASUSSEN_ZIEN)
        vraag = self.invoer(GebeurtenisVraag, request.query_params.dict())
        rows = gebeurtenissen_for(viewer, request._request.token_scopes)  # type: ignore[attr-defined]
        if "na" in vraag:
            rows = rows.filter(volgnummer__gt=vraag["na"])
        if "sinds" in vraag:
            rows = rows.filter(gebeurd_at__gte=vraag["sinds"])
        if "soort" in vraag:
            rows = rows.filter(soort=vraag["soort"])
        limit = vraag.get("limit", 25)
        page = list(rows[: limit + 1])
        volgende: str | None = None
        if len(page) > limit:
            page = page[:limit]
            adres = remove_query_param(request.build_absolute_uri(), "sinds")
            volgende = replace_query_param(adres, "na", str(page[-1].volgnummer))
        logboek.lijst("cases.gebeurtenisbericht", [rij.pk for rij in page])
        headers = {"Link": f'<{volgende}>; rel="next"'} if volgende else {}
        shown = [self.met_velden(gebeurtenis_beeld(rij)) for rij in page]
        return Response({"resultaten": shown, "volgende": volgende}, headers=headers)


def abonnement_beeld(rij: Abonnement, geheim: str = "") -> dict[str, Any]:
    """Representation; the secret only right after it was made."""
    rows = Levering.objects.filter(abonnement=rij)
    beeld: dict[str, Any] = {
        "id": rij.pk,
        "naam": rij.naam,
        "url": rij.url,
        "soorten": rij.soorten,
        "actief": rij.actief,
        "wachtend": rows.filter(status=Levering.Status.WACHT)[:1001].count(),
        "niet_te_leveren": rows.filter(status=Levering.Status.DOOD)[:1001].count(),
        "vorig_geheim_tot": rij.vorig_geheim_tot,
    }
    return beeld | ({"geheim": geheim} if geheim else {})


def eigen_abonnement(viewer: Viewer, pk: UUID) -> Abonnement:
    """One of the own organisation.

    Raises:
        NotVisible: absent or of another.
    """
    policy.require(viewer, Permission.KOPPELING_GEBRUIKEN)
    rij = Abonnement.objects.filter(deelname_id=viewer.eigen_id, pk=pk).first()
    if rij is None:
        raise NotVisible
    return rij


class Abonnementen(ApiView):
    """Adressen van uw organisatie die gebeurtenissen krijgen."""

    scopes = {"GET": "abonnementen:lezen", "POST": "abonnementen:schrijven"}
    serializer_class = AbonnementSerializer

    @extend_schema(
        operation_id="abonnementen_lijst",
        summary="Abonnementen van uw organisatie",
        responses=AbonnementSerializer(many=True),
        parameters=[LijstVraag],
    )
    def get(self, request: Request) -> Response:
        policy.require(self.viewer, Permission.KOPPELING_GEBRUIKEN)
        self.vraag(LijstVraag)
        rows = Abonnement.objects.filter(deelname_id=self.viewer.eigen_id)
        return self.bladzijde(rows, "cases.abonnement", abonnement_beeld)

    @extend_schema(
        operation_id="abonnement_nemen",
        summary="Een abonnement nemen",
        description=(
            "U krijgt elk bericht als CloudEvent met alleen een id en een adres, ondertekend met het "
            "geheim uit dit antwoord. Bewaar dat: het is daarna niet meer te lezen."
        ),
        request=AbonnementInvoerSerializer,
        responses={201: AbonnementSerializer},
        examples=[
            OpenApiExample(
                "Alles over acties",
                value={
                    "url": "https://ketenpartner.example/ketenregie",
                    "soorten": ["actie.bijgewerkt"],
                    "naam": "Zaaksysteem",
                },
                request_only=True,
            )
        ],
    )
    def post(self, request: Request) -> Response:
        rij, geheim = service.neem_abonnement(
            self.viewer, **self.invoer(AbonnementInvoerSerializer)
        )
        return self.antwoord(
            abonnement_beeld(rij, geheim),
            status=201,
            headers={"Location": reverse("api_abonnement", args=[rij.pk])},
        )


class AbonnementDetail(ApiView):
    """Eén abonnement."""

    scopes = {"GET": "abonnementen:lezen", "DELETE": "abonnementen:schrijven"}
    serializer_class = AbonnementSerializer

    @extend_schema(
        operation_id="abonnement_lezen",
        summary="Een abonnement lezen",
        responses=AbonnementSerializer,
    )
    def get(self, request: Request, pk: UUID) -> Response:
        rij = eigen_abonnement(self.viewer, pk)
        logboek.bekeken(rij)
        return self.antwoord(abonnement_beeld(rij))

    @extend_schema(
        operation_id="abonnement_beeindigen",
        summary="Een abonnement beëindigen",
        description="Wat nog wacht, wordt niet meer verstuurd.",
        responses={204: OpenApiResponse(description="Beëindigd.")},
    )
    def delete(self, request: Request, pk: UUID) -> Response:
        service.beeindig_abonnement(self.viewer, pk)
        return Response(status=204)


class AbonnementGeheim(ApiView):
    """Een nieuw geheim voor een abonnement."""

    scopes = {"POST": "abonnementen:schrijven"}
    serializer_class = AbonnementSerializer

    @extend_schema(
        operation_id="abonnement_geheim",
        summary="Het geheim van een abonnement vernieuwen",
        description="Een dag lang staan beide handtekeningen bij elk bericht.",
        request=LeegSerializer,
        responses=AbonnementSerializer,
    )
    def post(self, request: Request, pk: UUID) -> Response:
        self.invoer(LeegSerializer)
        geheim = service.vernieuw_geheim(self.viewer, pk)
        return self.antwoord(abonnement_beeld(eigen_abonnement(self.viewer, pk), geheim))


class AbonnementHerhaling(ApiView):
    """Berichten opnieuw laten versturen."""

    scopes = {"POST": "abonnementen:schrijven"}
    serializer_class = HerhaaldSerializer

    @extend_schema(
        operation_id="abonnement_herhalen",
        summary="Berichten opnieuw laten versturen",
        request=HerhalingSerializer,
        responses=HerhaaldSerializer,
    )
    def post(self, request: Request, pk: UUID) -> Response:
        velden = self.invoer(HerhalingSerializer)
        return self.antwoord({"aantal": service.herhaal(self.viewer, pk, **velden)})


class AbonnementLeveringen(ApiView):
    """Wat er naar een abonnement ging, en wat niet aankwam."""

    scopes = {"GET": "abonnementen:lezen"}
    serializer_class = LeveringSerializer
    ordering = ("-volgnummer", "-id")

    @extend_schema(
        operation_id="leveringen_lijst",
        summary="Leveringen aan een abonnement",
        responses=LeveringSerializer(many=True),
        parameters=[LeveringVraag],
    )
    def get(self, request: Request, pk: UUID) -> Response:
        rij = eigen_abonnement(self.viewer, pk)
        rows = rij.leveringen.select_related("bericht")
        if status := self.vraag(LeveringVraag).get("status"):
            rows = rows.filter(status=status)
        return self.bladzijde(rows, "cases.levering", levering_beeld)


def levering_beeld(rij: Levering) -> dict[str, Any]:
    """One delivery, without its body."""
    return {
        "id": rij.pk,
        "gebeurtenis": rij.bericht_id,
        "volgnummer": rij.volgnummer,
        "soort": rij.bericht.soort,
        "status": rij.status,
        "pogingen": rij.pogingen,
        "volgende_poging": rij.volgende_at if rij.status == Levering.Status.WACHT else None,
        "geleverd": rij.geleverd_at,
        "http_status": rij.http_status,
        "fout": rij.fout,
    }


urlpatterns = [
    path("gebeurtenissen", Gebeurtenissen.as_view(), name="api_gebeurtenissen"),
    path("abonnementen", Abonnementen.as_view(), name="api_abonnementen"),
    path("abonnementen/<uuid:pk>", AbonnementDetail.as_view(), name="api_abonnement"),
    path("abonnementen/<uuid:pk>/geheim", AbonnementGeheim.as_view(), name="api_abonnement_geheim"),
    path("abonnementen/<uuid:pk>/herhaling", AbonnementHerhaling.as_view(), name="api_abonnement_herhaling"),
    path("abonnementen/<uuid:pk>/leveringen", AbonnementLeveringen.as_view(), name="api_leveringen"),
]  # fmt: skip
