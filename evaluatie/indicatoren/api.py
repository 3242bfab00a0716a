"""The indicators for partner systems: the published figures, the same as on the page."""

from __future__ import annotations

from typing import Any

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from evaluatie.indicatoren import selectors
from evaluatie.indicatoren.beeld import Cijfer, cijfers, norm_tekst
from evaluatie.indicatoren.perioden import Periode
from evaluatie.indicatoren.schema import Indicator
from ketenregie.foundation import logboek
from ketenregie.foundation.api.pagination import stuk
from ketenregie.foundation.api.serializers import LijstVraag
from ketenregie.foundation.api.views import ApiView
from partners.access import policy
from partners.access.permissions import Permission


class IndicatorVraag(LijstVraag):
    """Over welke periode: een jaar (2025) of een kwartaal (2025-K4)."""

    periode = serializers.CharField(
        required=False, max_length=10, help_text="Zonder periode: het laatste vastgestelde jaar."
    )


class IndicatorSerializer(serializers.Serializer[Any]):
    """Een indicator met zijn definitie en het gepubliceerde cijfer."""

    id = serializers.CharField(help_text="De sleutel van de indicator.")
    nummer = serializers.IntegerField()
    naam = serializers.CharField()
    versie = serializers.IntegerField(help_text="Versie van de definitie.")
    niveau = serializers.CharField()
    formule = serializers.CharField()
    teller_omschrijving = serializers.CharField()
    noemer_omschrijving = serializers.CharField()
    eenheid = serializers.CharField()
    norm = serializers.CharField(help_text="Leeg zonder norm.")
    periode = serializers.CharField()
    waarde = serializers.FloatField(allow_null=True, help_text="Null als er geen cijfer is.")
    teller = serializers.IntegerField(allow_null=True)
    noemer = serializers.IntegerField(allow_null=True)
    reden = serializers.CharField(
        help_text="Waarom er geen cijfer is: klein, afgeleid, nvt of later; anders leeg."
    )
    norm_gehaald = serializers.BooleanField(allow_null=True)


def beeld(indicator: Indicator, cijfer: Cijfer) -> dict[str, Any]:
    """Representation of one indicator; what is withheld is null and says why."""
    return {
        "id": indicator.sleutel,
        "nummer": indicator.nummer,
        "naam": indicator.naam,
        "versie": indicator.versie,
        "niveau": str(indicator.niveau),
        "formule": indicator.formule,
        "teller_omschrijving": indicator.teller_tekst,
        "noemer_omschrijving": indicator.noemer_tekst,
        "eenheid": indicator.eenheid,
        "norm": norm_tekst(indicator),
        "periode": cijfer.periode.sleutel,
        "waarde": cijfer.waarde,
        "teller": cijfer.teller,
        "noemer": cijfer.noemer,
        "reden": cijfer.reden,
        "norm_gehaald": cijfer.norm_gehaald,
    }


class Indicatoren(ApiView):
    """De indicatoren van uw keten met het gepubliceerde cijfer over één periode."""

    scopes = {"GET": "indicatoren:lezen"}
    serializer_class = IndicatorSerializer

    @extend_schema(
        operation_id="indicatoren_lijst",
        summary="Indicatoren met hun cijfer",
        responses=IndicatorSerializer(many=True),
        parameters=[IndicatorVraag],
    )
    def get(self, request: Request) -> Response:
        policy.require(self.viewer, Permission.INDICATOREN_ZIEN)
        vraag = self.vraag(IndicatorVraag)
        tekst = vraag.get("periode", "")
        keuzes = selectors.perioden()
        periode = Periode.lees(tekst) if tekst else next(p for p in keuzes if p.is_jaar)
        if periode not in keuzes or periode is None:
            raise ValidationError({"periode": ["Kies een vastgesteld jaar of kwartaal."]})
        model = selectors.model_voor(self.viewer)
        namen = selectors.gemeenten_van(model)
        alle = selectors.van_model(model)
        deel, volgende = stuk(self.request, alle, vraag.get("cursor", ""), vraag.get("limit"))
        resultaten = [
            self.met_velden(
                beeld(i, cijfers(self.viewer.keten_id, i, [periode.van.year], namen)[periode])
            )
            for i in deel
        ]
        logboek.noem(logboek.Gebeurtenis.CIJFERS_BEKEKEN, details={"periode": periode.sleutel})
        headers = {"Link": f'<{volgende}>; rel="next"'} if volgende else {}
        return self.met_etag({"resultaten": resultaten, "volgende": volgende}, headers=headers)


urlpatterns = [path("indicatoren", Indicatoren.as_view(), name="api_indicatoren")]
