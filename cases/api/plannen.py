"""Plannen van aanpak for partner systems: the variant of one's own organisation, and its instemming.

Docstrings of serializers and views are the published description, so they are in Dutch.
"""

from dataclasses import fields
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase
from django.urls import path
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cases.api.basis import CasusView, OpMandaatSerializer, op_mandaat
from cases.delen import Deler
from cases.documents import Grijs, Planbeeld, ontvangst_van, plan_pdf, planbeeld, require_plan_zien
from cases.models import Casus, Instemming, PlanVanAanpak
from cases.services import plan as service
from cases.services.verstrekken import bevestig_ontvangst, heeft_voorwaarden
from ketenregie.foundation import logboek
from ketenregie.foundation.api.json import CamelJSONRenderer
from ketenregie.foundation.api.serializers import LijstVraag
from ketenregie.foundation.documenten.api import AlsBytes
from ketenregie.foundation.errors import NotVisible
from partners.access import policy
from partners.access.permissions import Permission
from referentiemodel.enums import Mandaatsoort

Status = PlanVanAanpak.Status
# What stands in a Planbeeld about the plan itself; the rest are lists of its content.
_ZELF = {"nummer", "status", "statusnaam", "kern", "vastgesteld_op", "vaststelreden", "controlegetal"}  # fmt: skip
_ONDERDELEN = [f.name for f in fields(Planbeeld) if f.name not in _ZELF]


class PlanKortSerializer(serializers.Serializer[Any]):
    """Een versie van het plan van aanpak."""

    id = serializers.UUIDField()
    versie = serializers.IntegerField(help_text="Nummer van de versie, in het adres.")
    status = serializers.ChoiceField(choices=Status.choices)
    vastgesteld_op = serializers.DateTimeField(allow_null=True)
    instemmen_voor = serializers.DateField(allow_null=True)
    mijn_instemming = serializers.ChoiceField(
        choices=Instemming.Oordeel.choices, allow_null=True, help_text="Leeg: nog geen antwoord."
    )


def _onderdeel(help_text: str) -> serializers.ListField:
    return serializers.ListField(child=serializers.DictField(), help_text=help_text)


class PlanSerializer(PlanKortSerializer):
    """Het plan zoals uw organisatie het mag kennen; wat is afgeschermd, zegt door welke regel."""

    controlegetal = serializers.CharField(
        allow_blank=True, help_text="Staat ook op het papier; alleen bij een vastgesteld plan."
    )
    kern = serializers.DictField(help_text="Samenvatting, voorstellen, regie en evaluatiedatum.")
    doelen = _onderdeel("Doelen met het resultaat waaraan u ziet dat ze zijn bereikt.")
    slachtoffers = _onderdeel("Slachtoffers en kwetsbaren.")
    netwerk = _onderdeel("Anderen om hen heen.")
    verdachten = _onderdeel("Verdachten en daders.")
    partners = _onderdeel("Organisaties die meedoen.")
    situaties = _onderdeel("Wat er aan de hand is.")
    ondernemingen = _onderdeel("Ondernemingen in de casus.")
    locaties = _onderdeel("Plaatsen in de casus.")
    eerste_wegingen = _onderdeel("De 1e weging.")
    tweede_wegingen = _onderdeel("De 2e weging.")
    gezondheid = _onderdeel("Wat over de gezondheid bekend is.")
    acties = _onderdeel("Wat is afgesproken.")
    instemmingen = _onderdeel("Wie instemde, op wiens mandaat.")


class InstemmingInvoerSerializer(OpMandaatSerializer):
    """Het antwoord van uw organisatie op een plan."""

    oordeel = serializers.ChoiceField(choices=Instemming.Oordeel.choices)
    toelichting = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=5000,
        help_text="Verplicht bij een opmerking en bij bezwaar.",
    )


def _kaal(rij: Any) -> dict[str, Any]:
    if isinstance(rij, Grijs):
        return {
            "afgeschermd": True,
            "tekst": rij.tekst,
            "regel": rij.regel,
            "leverancier": rij.leverancier,
        }
    return {"afgeschermd": False} | {
        k: v for k, v in rij.items() if k not in ("grijs", "waarom", "vraag_url")
    }


def plan_kort(plan: PlanVanAanpak, mijn: dict[UUID, str]) -> dict[str, Any]:
    """Representation in a list."""
    return {
        "id": plan.pk,
        "versie": plan.nummer,
        "status": plan.status,
        "vastgesteld_op": plan.vastgesteld_at,
        "instemmen_voor": plan.instemmen_voor,
        "mijn_instemming": mijn.get(plan.pk),
    }


class _Plan(CasusView):
    def plannen(self, deler: Deler) -> list[PlanVanAanpak]:
        """Those that this organisation may know, newest first."""
        concept = policy.may(self.viewer, Permission.PLAN_CONCEPT_ZIEN, deler.casus).allowed
        known = [Status.VASTGESTELD, *([Status.CONCEPT, Status.TER_INSTEMMING] if concept else [])]
        rows = PlanVanAanpak.objects.filter(casus=deler.casus, status__in=known)
        return list(rows.select_related("regievoerder__organisatie").order_by("-nummer"))

    def mijn(self, plannen: list[PlanVanAanpak]) -> dict[UUID, str]:
        rows = Instemming.objects.filter(plan__in=plannen, deelname_id=self.viewer.eigen_id)
        return dict(rows.values_list("plan_id", "oordeel"))

    def vind(self, pk: UUID, versie: int) -> tuple[Casus, Deler, PlanVanAanpak]:
        casus, deler = self.casus(pk)
        for plan in self.plannen(deler):
            if plan.nummer == versie:
                logboek.bekeken(plan, casus=casus)
                return casus, deler, plan
        raise NotVisible

    def beeld(self, deler: Deler, plan: PlanVanAanpak) -> dict[str, Any]:
        shown = planbeeld(deler, plan)
        return (
            plan_kort(plan, self.mijn([plan]))
            | {
                "controlegetal": shown.controlegetal,
                "kern": {k: v for k, v in _kaal(shown.kern).items() if k != "afgeschermd"},
            }
            | {naam: [_kaal(rij) for rij in getattr(shown, naam)] for naam in _ONDERDELEN}
        )


class Plannen(_Plan):
    """De versies van het plan van aanpak van een casus."""

    scopes = {"GET": "plannen:lezen"}
    serializer_class = PlanKortSerializer

    @extend_schema(
        operation_id="plannen_lijst",
        summary="Versies van het plan van aanpak",
        description="Nieuwste eerst. Een plan in de maak is er voor wie eraan meewerkt.",
        responses=PlanKortSerializer(many=True),
        parameters=[LijstVraag],
    )
    def get(self, request: Request, pk: UUID) -> Response:
        _, deler = self.casus(pk)
        plannen = self.plannen(deler)
        mijn = self.mijn(plannen)
        return self.alles("cases.planvanaanpak", [plan_kort(p, mijn) for p in plannen])


class PlanDetail(_Plan):
    """Eén versie van het plan van aanpak."""

    scopes = {"GET": "plannen:lezen"}
    serializer_class = PlanSerializer

    @extend_schema(
        operation_id="plan_lezen",
        summary="Een plan van aanpak lezen",
        description=(
            "In de variant voor uw organisatie. Was het aan u verstrekt zonder voorwaarden, dan geldt "
            "lezen als ontvangst."
        ),
        responses=PlanSerializer,
    )
    def get(self, request: Request, pk: UUID, versie: int) -> Response:
        _, deler, plan = self.vind(pk, versie)
        given = ontvangst_van(self.viewer, plan)
        if (
            request.method == "GET"
            and given is not None
            and given.ontvangen_at is None
            and not heeft_voorwaarden(given.verstrekking, given)
        ):
            bevestig_ontvangst(self.viewer, given.verstrekking_id)
        return self.antwoord(self.beeld(deler, plan))


class PlanPdf(_Plan):
    """Het plan van aanpak op papier."""

    scopes = {"GET": "plannen:lezen"}
    renderer_classes = (CamelJSONRenderer, AlsBytes)

    @extend_schema(
        operation_id="plan_pdf",
        summary="Het plan als PDF",
        description=(
            "In de variant voor uw organisatie. Wie het haalt, heeft het ontvangen, met de "
            "voorwaarden die erop staan."
        ),
        responses={
            (200, "application/pdf"): OpenApiResponse(response=bytes, description="De PDF.")
        },
    )
    def get(self, request: Request, pk: UUID, versie: int) -> HttpResponseBase:
        casus, deler, plan = self.vind(pk, versie)
        require_plan_zien(deler, plan)
        given = ontvangst_van(self.viewer, plan)
        if given is not None and request.method == "GET":
            bevestig_ontvangst(self.viewer, given.verstrekking_id, gelezen=True)
        response = HttpResponse(plan_pdf(deler, plan), content_type="application/pdf")
        naam = f"plan-{casus.kenmerk}-versie-{versie}.pdf"
        response["Content-Disposition"] = f'attachment; filename="{naam}"'
        return response


class PlanInstemming(_Plan):
    """Het antwoord van uw organisatie op een plan dat ter instemming ligt."""

    scopes = {"POST": "plannen:instemmen"}
    serializer_class = PlanSerializer

    @extend_schema(
        operation_id="plan_instemmen",
        summary="Instemmen met een plan, of bezwaar maken",
        description=(
            "Op het mandaat van een collega. Stuur de ETag mee van het plan dat hij las: zo stemt "
            "niemand in met een andere tekst."
        ),
        parameters=[
            OpenApiParameter("If-Match", str, "header", required=True, description="ETag van het plan.")
        ],
        request=InstemmingInvoerSerializer,
        responses=PlanSerializer,
    )  # fmt: skip
    def post(self, request: Request, pk: UUID, versie: int) -> Response:
        _, deler, plan = self.vind(pk, versie)
        self.require_if_match(self.beeld(deler, plan))
        velden = self.invoer(InstemmingInvoerSerializer)
        with op_mandaat(self.viewer, velden.pop("namens"), Mandaatsoort.INSTEMMEN) as wie:
            service.geef_instemming(wie, plan, versie=plan.versie, **velden)
        plan.refresh_from_db()
        return self.antwoord(self.beeld(deler, plan))


urlpatterns = [
    path("casussen/<uuid:pk>/plannen-van-aanpak", Plannen.as_view(), name="api_plannen"),
    path("casussen/<uuid:pk>/plannen-van-aanpak/<int:versie>", PlanDetail.as_view(), name="api_plan"),
    path("casussen/<uuid:pk>/plannen-van-aanpak/<int:versie>/pdf", PlanPdf.as_view(), name="api_plan_pdf"),
    path("casussen/<uuid:pk>/plannen-van-aanpak/<int:versie>/instemmingen", PlanInstemming.as_view(), name="api_plan_instemming"),
]  # fmt: skip
