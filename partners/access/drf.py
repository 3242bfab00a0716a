"""The door for partner systems: the same viewer, the same policy, scopes on top."""

from hashlib import sha256
from typing import Any

from django.http import HttpRequest
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from oauth2_provider.models import get_access_token_model
from oauth2_provider.scopes import BaseScopes
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import MethodNotAllowed, NotAuthenticated
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from ketenregie.foundation import clock
from ketenregie.foundation.viewer import Viewer
from partners.access.validator import certificaat_klopt
from partners.access.viewers import viewer_of_client
from partners.models import ApiClient

SCOPES = {
    "abonnementen:lezen": "Eigen abonnementen op gebeurtenissen lezen",
    "abonnementen:schrijven": "Abonnementen op gebeurtenissen beheren",
    "acties:lezen": "Acties van een casus lezen",
    "acties:schrijven": "Eigen acties aannemen, teruggeven en afronden",
    "bijdragen:lezen": "Bijdragen lezen",
    "bijdragen:schrijven": "Bijdragen leveren en eigen bijdragen corrigeren",
    "casusoverleggen:lezen": "Casusoverleggen lezen",
    "casussen:lezen": "Casussen lezen waarbij de organisatie betrokken is",
    "documenten:lezen": "Documenten lezen en downloaden",
    "documenten:schrijven": "Documenten toevoegen",
    "gebeurtenissen:lezen": "Lezen wat er veranderde",
    "interventies:lezen": "Interventies lezen",
    "interventies:schrijven": "Interventies vastleggen en afronden",
    "logregels:lezen": "Eigen verzoeken in het logboek lezen",
    "meldingen:lezen": "Eigen meldingen lezen",
    "meldingen:schrijven": "Een melding doen",
    "organisaties:lezen": "De sociale kaart lezen",
    "overdrachten:beantwoorden": "Overdrachten aanvaarden en weigeren",
    "overdrachten:lezen": "Overdrachten lezen",
    "personen:navragen": "Navragen of een persoon bekend is",
    "plannen:instemmen": "Instemmen met een plan van aanpak",
    "plannen:lezen": "Plannen van aanpak lezen, ook als PDF",
    "referentiemodellen:lezen": "Het referentiemodel lezen",
    "toegang:lezen": "Verzoeken om toegang lezen",
    "toegang:schrijven": "Toegang vragen en over verzoeken beslissen",
    "indicatoren:lezen": "Indicatoren met hun gepubliceerde cijfer lezen",
    "uitwisseling:lezen": "Een casus als ZGW, een CoMensha-set en de gegevenskwaliteit ophalen",
    "verstrekkingen:bevestigen": "De ontvangst van een verstrekking bevestigen",
}


def viewer_of_token(request: HttpRequest) -> Viewer | None:
    """Viewer of a valid bearer token; sets `request.token_scopes`. None without one.

    A token that was issued and does not count (expired, deelname ended, another certificate) leaves
    its viewer in `request.former_viewer`, for the logboek only.
    """
    found = _token(request)
    if found is None or not isinstance(found.application, ApiClient):
        return None
    viewer = viewer_of_client(found.application)
    elsewhere = not certificaat_klopt(found.application, request)
    if viewer is None or found.expires <= clock.now() or elsewhere:
        request.former_viewer = viewer  # type: ignore[attr-defined]
        return None
    request.token_scopes = frozenset(found.scope.split())  # type: ignore[attr-defined]
    return viewer


def _token(request: HttpRequest) -> Any:
    soort, _, token = request.headers.get("Authorization", "").partition(" ")
    if soort.lower() != "bearer" or not token:
        return None
    # The token itself is not stored.
    checksum = sha256(token.encode("utf-8", "surrogateescape")).hexdigest()
    return (
        get_access_token_model()
        .objects.select_related(
            "application__deelname__organisatie", "application__deelname__keten"
        )
        .filter(token_checksum=checksum)
        .first()
    )


class ClientAuthentication(BaseAuthentication):
    """Hands DRF the viewer that the middleware found; there is no second way in."""

    def authenticate(self, request: Request) -> tuple[Viewer, str] | None:
        viewer = getattr(request._request, "viewer", None)
        if viewer is None or viewer.client_id is None:
            return None
        return viewer, ""

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="ketenregie"'


class HasScope(BasePermission):
    """A view names `scopes = {"GET": "casussen:lezen"}`; a method without a scope does not exist."""

    def has_permission(self, request: Request, view: Any) -> bool:
        if getattr(view, "publiek", False):
            return True
        if request.user is None:
            raise NotAuthenticated
        method = "GET" if request.method == "HEAD" else request.method or ""
        needed = getattr(view, "scopes", {}).get(method)
        if needed is None:
            raise MethodNotAllowed(method)
        return needed in request._request.token_scopes  # type: ignore[attr-defined]


class ClientScopes(BaseScopes):  # type: ignore[misc]
    """Scopes of the client; asking for none means all of them."""

    def get_all_scopes(self) -> dict[str, str]:
        return SCOPES

    def get_available_scopes(
        self, application: Any = None, request: Any = None, *args: Any, **kwargs: Any
    ) -> list[str]:
        return list(application.scopes) if application is not None else list(SCOPES)

    def get_default_scopes(
        self, application: Any = None, request: Any = None, *args: Any, **kwargs: Any
    ) -> list[str]:
        return self.get_available_scopes(application)


class ClientScheme(OpenApiAuthenticationExtension):  # type: ignore[misc, no-untyped-call]
    target_class = "partners.access.drf.ClientAuthentication"
    name = "oauth2"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        return {
            "type": "oauth2",
            "description": "Client credentials; een token geldt 10 minuten.",
            "flows": {"clientCredentials": {"tokenUrl": "/oauth/token", "scopes": SCOPES}},
        }

    def get_security_requirement(self, auto_schema: Any) -> dict[str, list[str]]:
        scope = getattr(auto_schema.view, "scopes", {}).get(auto_schema.method)
        return {self.name: [scope] if scope else []}
