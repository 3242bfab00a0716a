"""The organisation's own calls, as the logboek has them.

Docstrings of serializers and views are the published description, so they are in Dutch.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid5

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from ketenregie.foundation import geheim, logboek
from ketenregie.foundation.api.serializers import LijstVraag
from ketenregie.foundation.api.views import ApiView
from partners.eigen_verzoeken import verzoeken_van


class LogregelSerializer(serializers.Serializer[Any]):
    """Eén regel over een verzoek van uw organisatie. De inhoud van berichten staat er niet in."""

    id = serializers.UUIDField()
    tijdstip = serializers.DateTimeField()
    verzoek = serializers.UUIDField(help_text="Regels van één verzoek hebben hetzelfde nummer.")
    gebeurtenis = serializers.CharField()
    actie = serializers.ChoiceField(choices=[(x, x) for x in "CRUDE"])
    uitkomst = serializers.ChoiceField(choices=["gelukt", "geweigerd", "mislukt"])
    route = serializers.CharField(help_text="Naam van het adres, zonder id's.", allow_blank=True)
    status = serializers.IntegerField(allow_null=True, help_text="HTTP-status.")
    regel = serializers.CharField(allow_blank=True, help_text="De regel die toeliet of weigerde.")
    doel = serializers.CharField(allow_blank=True)
    casus = serializers.UUIDField(allow_null=True)
    object = serializers.UUIDField(allow_null=True)


class LogregelVraag(LijstVraag):
    uitkomst = serializers.ChoiceField(choices=["gelukt", "geweigerd", "mislukt"], required=False)


def logregel_beeld(rij: Any) -> dict[str, Any]:
    """Without the number of the line: that would count what others do."""
    return {
        "id": uuid5(rij.verzoek_id or NAMESPACE_OID, str(rij.id)),
        "tijdstip": rij.tijdstip,
        "verzoek": rij.verzoek_id,
        "gebeurtenis": rij.gebeurtenis,
        "actie": rij.actie,
        "uitkomst": rij.uitkomst,
        "route": rij.route,
        "status": rij.details.get("status"),
        "regel": rij.regel,
        "doel": rij.doel,
        "casus": rij.casus_id,
        "object": rij.object_id,
    }


class Logregels(ApiView):
    """De verzoeken van uw eigen koppelingen."""

    scopes = {"GET": "logregels:lezen"}
    serializer_class = LogregelSerializer

    @extend_schema(
        operation_id="logregels_lijst",
        summary="Uw eigen verzoeken in het logboek",
        description="Nieuwste eerst, van de laatste negentig dagen. Ook wat werd geweigerd.",
        responses=LogregelSerializer(many=True),
        parameters=[LogregelVraag],
    )
    def get(self, request: Request) -> Response:
        viewer = self.viewer
        rows = verzoeken_van(viewer)
        vraag = self.vraag(LogregelVraag)
        if uitkomst := vraag.get("uitkomst"):
            rows = rows.filter(uitkomst=uitkomst)
        page = rows.bladzijde(
            _open(vraag.get("cursor", ""), viewer.eigen_id), vraag.get("limit", 25)
        )
        volgende = None
        if page.volgende:
            cursor = _dicht(page.volgende, viewer.eigen_id)
            volgende = replace_query_param(request.build_absolute_uri(), "cursor", cursor)
        logboek.noem(logboek.Gebeurtenis.LOGBOEK_INGEZIEN)
        headers = {"Link": f'<{volgende}>; rel="next"'} if volgende else {}
        shown = [self.met_velden(logregel_beeld(rij)) for rij in page.regels]
        return Response({"resultaten": shown, "volgende": volgende}, headers=headers)


def _context(deelname_id: UUID) -> str:
    return geheim.context_of("api_logregels", "cursor", deelname_id)


def _dicht(cursor: str, deelname_id: UUID) -> str:
    """The place in the logboek, sealed: it holds the number of a line."""
    return urlsafe_b64encode(geheim.versleutel(cursor, context=_context(deelname_id))).decode()


def _open(cursor: str, deelname_id: UUID) -> str:
    if not cursor:
        return ""
    try:
        return geheim.ontsleutel(urlsafe_b64decode(cursor), context=_context(deelname_id))
    except (ValueError, geheim.GeheimError) as error:
        raise ValidationError({"cursor": ["De cursor is niet geldig."]}) from error


urlpatterns = [path("logregels", Logregels.as_view(), name="api_logregels")]
