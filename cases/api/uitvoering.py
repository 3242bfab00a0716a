"""Acties and interventies of a casus for partner systems.

Docstrings of serializers and views are the published description, so they are in Dutch.
"""

from typing import Any
from uuid import UUID, uuid4

from django.db.models import Prefetch, QuerySet
from django.urls import path, reverse
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cases.api.basis import CasusView, DatumSerializer, afgeschermd_beeld, toon
from cases.delen import Deler
from cases.gegevens import Uitkomst
from cases.models import Actie, Casus, Interventie, Toewijzing
from cases.services import uitvoering as service
from ketenregie.foundation.api.serializers import LijstVraag, StrictSerializer
from ketenregie.foundation.errors import NotVisible
from partners.access import policy
from partners.access.permissions import Permission
from partners.api import OrganisatieKortSerializer
from referentiemodel.enums import Domein


class ResultaatSerializer(DatumSerializer):
    """Wat een actie heeft opgeleverd: een gegeven van wie haar uitvoerde."""

    inhoud = serializers.CharField(required=False)


class ActieSerializer(DatumSerializer):
    """Een actie uit het plan van aanpak: wat één organisatie doet, in welke rol, voor welke dag."""

    id = serializers.UUIDField(required=False)
    omschrijving = serializers.CharField(required=False)
    organisatie = OrganisatieKortSerializer(required=False)
    eigen = serializers.BooleanField(required=False, help_text="Voor uw organisatie.")
    rol = serializers.CharField(required=False)
    domein = serializers.ChoiceField(choices=Domein.choices, required=False)
    uiterlijk = serializers.DateField(required=False)
    status = serializers.ChoiceField(choices=Actie.Status.choices, required=False)
    antwoord = serializers.ChoiceField(
        choices=[(s.value, s.label) for s in map(Toewijzing.Status, Toewijzing.HUIDIG)],
        required=False,
        allow_null=True,
        help_text="Wat de organisatie op de actie antwoordde; null zolang zij niets zei.",
    )
    resultaat = ResultaatSerializer(required=False)


class ActieVraag(LijstVraag):
    status = serializers.ChoiceField(choices=Actie.Status.choices, required=False)
    eigen = serializers.BooleanField(
        required=False, default=False, help_text="Alleen die van uw organisatie."
    )


class AanvaardingSerializer(StrictSerializer):
    """Leeg: uw organisatie neemt de actie aan."""


class TeruggaveSerializer(StrictSerializer):
    """Waarom uw organisatie de actie niet doet."""

    reden = serializers.CharField(max_length=300)


class AfrondingSerializer(StrictSerializer):
    """Wat de actie heeft opgeleverd."""

    resultaat = serializers.CharField(max_length=5000)


class InterventieSerializer(DatumSerializer):
    """Een interventie: wat is ingezet, door wie, met welk effect."""

    id = serializers.UUIDField(required=False)
    omschrijving = serializers.CharField(required=False)
    soort = serializers.CharField(required=False, help_text="Sleutel uit het referentiemodel.")
    doelgroep = serializers.CharField(required=False)
    uitvoerder = OrganisatieKortSerializer(required=False)
    start = serializers.DateField(required=False)
    eind = serializers.DateField(required=False, allow_null=True)
    effect = serializers.CharField(required=False, allow_blank=True)
    wat_ging_goed = serializers.CharField(required=False, allow_blank=True)
    wat_ging_minder = serializers.CharField(required=False, allow_blank=True)


class InterventieInvoerSerializer(StrictSerializer):
    """Een interventie van uw organisatie."""

    soort = serializers.CharField(
        max_length=30, help_text="Sleutel uit de lijst `interventiesoort` van het referentiemodel."
    )
    doelgroep = serializers.CharField(
        max_length=30, help_text="Sleutel uit de lijst `interventie_doelgroep`."
    )
    omschrijving = serializers.CharField(max_length=300)
    start = serializers.DateField(required=False, help_text="Standaard vandaag.")


class InterventieAfrondingSerializer(StrictSerializer):
    """Het einde van een interventie en haar effect."""

    effect = serializers.CharField(
        max_length=20, help_text="Sleutel uit de lijst `interventie_effect`."
    )
    eind = serializers.DateField(required=False, help_text="Standaard vandaag.")
    wat_ging_goed = serializers.CharField(required=False, allow_blank=True, max_length=5000)
    wat_ging_minder = serializers.CharField(required=False, allow_blank=True, max_length=5000)


def _organisatie(deelname: Any) -> dict[str, Any]:
    return {"id": deelname.pk, "naam": deelname.organisatie.naam}


def acties_van(casus: Casus) -> QuerySet[Actie]:
    """Acties that count: agreed in a plan in force."""
    rows: Any = Actie.objects.filter(casus=casus)
    huidig = Prefetch("toewijzingen", Toewijzing.objects.huidig(), to_attr="huidig")  # type: ignore[attr-defined]
    return (  # type: ignore[no-any-return]
        rows.in_uitvoering()
        .select_related("deelname__organisatie")
        .prefetch_related(huidig)
        .order_by("uiterlijk", "pk")
    )


def actie_beelden(deler: Deler, rows: Any) -> list[dict[str, Any]]:
    """Decided acties; one's own are always shown."""

    def bouw(rij: Actie) -> dict[str, Any]:
        beeld = {
            "id": rij.pk,
            "omschrijving": rij.omschrijving,
            "organisatie": _organisatie(rij.deelname),
            "eigen": rij.deelname_id == deler.viewer.deelname_id,
            "rol": rij.rol,
            "domein": rij.domein,
            "uiterlijk": rij.uiterlijk,
            "status": rij.status,
            "antwoord": _antwoord(rij),
            "leverancier": deler.leverancier(rij),
        }
        return beeld | _resultaat(deler, rij)

    return toon(deler, rows, bouw, lambda rij: rij.deelname_id)


def _antwoord(rij: Any) -> str | None:
    """Of the organisation that has it now; an older one ended with a change of the plan."""
    return next((t.status for t in rij.huidig if t.naar_id == rij.deelname_id), None)


def _resultaat(deler: Deler, rij: Actie) -> dict[str, Any]:
    if not rij.resultaat:
        return {}
    datum = Uitkomst.van(rij)
    deling = deler.deling(datum)
    if deling.verborgen:
        return {}
    if not deling.tonen:
        return {"resultaat": afgeschermd_beeld(deler.afgeschermd(datum, deling))}
    leverancier = deler.leverancier(datum)
    return {
        "resultaat": {"afgeschermd": False, "inhoud": rij.resultaat, "leverancier": leverancier}
    }


def interventie_beelden(deler: Deler, rows: Any) -> list[dict[str, Any]]:
    """Decided interventies; those one carries out oneself are always shown."""

    def bouw(rij: Interventie) -> dict[str, Any]:
        return {
            "id": rij.pk,
            "omschrijving": rij.omschrijving,
            "soort": rij.soort,
            "doelgroep": rij.doelgroep,
            "uitvoerder": _organisatie(rij.uitvoerder),
            "start": rij.start,
            "eind": rij.eind,
            "effect": rij.effect,
            "wat_ging_goed": rij.wat_ging_goed,
            "wat_ging_minder": rij.wat_ging_minder,
            "leverancier": deler.leverancier(rij),
        }

    return toon(deler, rows, bouw, lambda rij: rij.uitvoerder_id)


def _een(beelden: list[dict[str, Any]]) -> dict[str, Any]:
    if not beelden:
        raise NotVisible
    return beelden[0]


class Acties(CasusView):
    """Acties van een casus."""

    scopes = {"GET": "acties:lezen"}
    serializer_class = ActieSerializer

    @extend_schema(
        operation_id="acties_lijst",
        summary="Acties van een casus",
        description="Wie het eerst moet, staat bovenaan. Uw eigen acties ziet u altijd.",
        responses=ActieSerializer(many=True),
        parameters=[ActieVraag],
    )
    def get(self, request: Request, pk: UUID) -> Response:
        casus, deler = self.casus(pk)
        vraag, rows = self.vraag(ActieVraag), acties_van(casus)
        if status := vraag.get("status"):
            rows = rows.filter(status=status)
        if vraag["eigen"]:
            rows = rows.filter(deelname_id=self.viewer.eigen_id)
        return self.alles("cases.actie", actie_beelden(deler, rows), ActieVraag)


class _EenActie(CasusView):
    serializer_class = ActieSerializer

    def vind(self, pk: UUID, actie_pk: UUID) -> tuple[Actie, Deler]:
        casus, deler = self.casus(pk)
        rij = acties_van(casus).filter(pk=actie_pk).first()
        if rij is None:
            raise NotVisible
        return rij, deler

    def beeld(self, rij: Actie, deler: Deler) -> dict[str, Any]:
        return _een(actie_beelden(deler, [rij]))

    def eigen(self, pk: UUID, actie_pk: UUID, permission: Permission) -> tuple[Actie, Deler]:
        """One's own actie, as the client saw it last; of another organisation it is not for this one."""
        rij, deler = self.vind(pk, actie_pk)
        self.als_if_match(self.beeld(rij, deler))
        policy.require(self.viewer, permission, deler.casus, van=rij.deelname_id)
        return rij, deler

    def daarna(self, rij: Actie, deler: Deler) -> Response:
        """How it stands now."""
        return self.antwoord(self.beeld(acties_van(deler.casus).get(pk=rij.pk), deler))


class ActieDetail(_EenActie):
    """Eén actie van een casus."""

    scopes = {"GET": "acties:lezen"}

    @extend_schema(operation_id="actie_lezen", summary="Een actie lezen", responses=ActieSerializer)
    def get(self, request: Request, pk: UUID, actie_pk: UUID) -> Response:
        return self.antwoord(self.beeld(*self.vind(pk, actie_pk)))


class ActieAanvaarding(_EenActie):
    """Een actie voor uw organisatie aannemen."""

    scopes = {"POST": "acties:schrijven"}

    @extend_schema(
        operation_id="actie_aanvaarden",
        summary="Een actie aannemen",
        description="Uw organisatie gaat ermee aan de slag.",
        request=AanvaardingSerializer,
        responses=ActieSerializer,
    )
    def post(self, request: Request, pk: UUID, actie_pk: UUID) -> Response:
        self.invoer(AanvaardingSerializer)
        rij, deler = self.eigen(pk, actie_pk, Permission.ACTIE_BIJWERKEN)
        service.werk_actie_bij(self.viewer, rij, status=Actie.Status.BEZIG, versie=rij.versie)
        service.neem_actie_aan(self.viewer, rij)
        return self.daarna(rij, deler)


class ActieTeruggave(_EenActie):
    """Een actie van uw organisatie teruggeven."""

    scopes = {"POST": "acties:schrijven"}

    @extend_schema(
        operation_id="actie_teruggeven",
        summary="Een actie teruggeven",
        description=(
            "Met de reden. Wie de uitvoering leidt, geeft de actie aan een andere organisatie. Tot die "
            "haar aanneemt, staat de actie bij u."
        ),
        request=TeruggaveSerializer,
        responses=ActieSerializer,
    )
    def post(self, request: Request, pk: UUID, actie_pk: UUID) -> Response:
        velden = self.invoer(TeruggaveSerializer)
        rij, deler = self.eigen(pk, actie_pk, Permission.ACTIE_AANNEMEN)
        service.geef_actie_terug(self.viewer, rij, **velden)
        return self.daarna(rij, deler)


class ActieAfronding(_EenActie):
    """Een actie van uw organisatie afronden."""

    scopes = {"POST": "acties:schrijven"}

    @extend_schema(
        operation_id="actie_afronden",
        summary="Een actie afronden",
        request=AfrondingSerializer,
        responses=ActieSerializer,
    )
    def post(self, request: Request, pk: UUID, actie_pk: UUID) -> Response:
        velden = self.invoer(AfrondingSerializer)
        rij, deler = self.eigen(pk, actie_pk, Permission.ACTIE_BIJWERKEN)
        service.werk_actie_bij(
            self.viewer, rij, status=Actie.Status.GEDAAN, versie=rij.versie, **velden
        )
        return self.daarna(rij, deler)


class Interventies(CasusView):
    """Interventies in een casus."""

    scopes = {"GET": "interventies:lezen", "POST": "interventies:schrijven"}
    serializer_class = InterventieSerializer

    @extend_schema(
        operation_id="interventies_lijst",
        summary="Interventies van een casus",
        responses=InterventieSerializer(many=True),
        parameters=[LijstVraag],
    )
    def get(self, request: Request, pk: UUID) -> Response:
        casus, deler = self.casus(pk)
        rows = casus.interventies.select_related("uitvoerder__organisatie")
        return self.alles("cases.interventie", interventie_beelden(deler, rows))

    @extend_schema(
        operation_id="interventie_vastleggen",
        summary="Een interventie vastleggen",
        description="Uw organisatie voert haar uit.",
        request=InterventieInvoerSerializer,
        responses={201: InterventieSerializer},
        examples=[
            OpenApiExample(
                "Bestuurlijke controle",
                value={
                    "soort": "bestuurlijk", "doelgroep": "omgeving",
                    "omschrijving": "Controle op de vergunning van het pand",
                },
                request_only=True,
            )
        ],
    )  # fmt: skip
    def post(self, request: Request, pk: UUID) -> Response:
        casus, deler = self.casus(pk)
        velden = self.invoer(InterventieInvoerSerializer)
        rij = service.leg_interventie_vast(self.viewer, casus, interventie_id=uuid4(), **velden)
        return self.antwoord(
            _een(interventie_beelden(deler, [rij])),
            status=201,
            headers={"Location": reverse("api_interventie", args=[pk, rij.pk])},
        )


class _EenInterventie(CasusView):
    serializer_class = InterventieSerializer

    def vind(self, pk: UUID, interventie_pk: UUID) -> tuple[Interventie, Deler]:
        casus, deler = self.casus(pk)
        rows = casus.interventies.select_related("uitvoerder__organisatie")
        rij = rows.filter(pk=interventie_pk).first()
        if rij is None or not interventie_beelden(deler, [rij]):
            raise NotVisible
        return rij, deler


class InterventieDetail(_EenInterventie):
    """Eén interventie in een casus."""

    scopes = {"GET": "interventies:lezen"}

    @extend_schema(
        operation_id="interventie_lezen",
        summary="Een interventie lezen",
        responses=InterventieSerializer,
    )
    def get(self, request: Request, pk: UUID, interventie_pk: UUID) -> Response:
        rij, deler = self.vind(pk, interventie_pk)
        return self.antwoord(_een(interventie_beelden(deler, [rij])))


class InterventieAfronding(_EenInterventie):
    """Een interventie van uw organisatie afronden."""

    scopes = {"POST": "interventies:schrijven"}

    @extend_schema(
        operation_id="interventie_afronden",
        summary="Een interventie afronden met haar effect",
        request=InterventieAfrondingSerializer,
        responses=InterventieSerializer,
    )
    def post(self, request: Request, pk: UUID, interventie_pk: UUID) -> Response:
        rij, deler = self.vind(pk, interventie_pk)
        self.als_if_match(_een(interventie_beelden(deler, [rij])))
        velden = self.invoer(InterventieAfrondingSerializer)
        rij = service.rond_interventie_af(self.viewer, rij, versie=rij.versie, **velden)
        return self.antwoord(_een(interventie_beelden(deler, [rij])))


urlpatterns = [
    path("casussen/<uuid:pk>/acties", Acties.as_view(), name="api_acties"),
    path("casussen/<uuid:pk>/acties/<uuid:actie_pk>", ActieDetail.as_view(), name="api_actie"),
    path("casussen/<uuid:pk>/acties/<uuid:actie_pk>/aanvaarding", ActieAanvaarding.as_view(), name="api_actie_aanvaarding"),
    path("casussen/<uuid:pk>/acties/<uuid:actie_pk>/afronding", ActieAfronding.as_view(), name="api_actie_afronding"),
    path("casussen/<uuid:pk>/acties/<uuid:actie_pk>/teruggave", ActieTeruggave.as_view(), name="api_actie_teruggave"),
    path("casussen/<uuid:pk>/interventies", Interventies.as_view(), name="api_interventies"),
    path("casussen/<uuid:pk>/interventies/<uuid:interventie_pk>", InterventieDetail.as_view(), name="api_interventie"),
    path("casussen/<uuid:pk>/interventies/<uuid:interventie_pk>/afronding", InterventieAfronding.as_view(), name="api_interventie_afronding"),
]  # fmt: skip
