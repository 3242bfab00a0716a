"""The door for pages: login everywhere unless marked public, one transaction per request, one log line.

Everything a request reads and writes happens as its viewer, inside `acting_as`. The page is rendered in
there too. A refused or failed request loses its changes (savepoint) and keeps its line in the logboek.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import resolve, reverse
from django.urls.exceptions import Resolver404

from ketenregie.foundation import clock, logboek
from ketenregie.foundation.errors import AccessDenied, DoelGevraagd, DomainError, NotVisible
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.viewer import Viewer, acting_as
from ketenregie.foundation.web import render_domain_error
from partners.access.drf import viewer_of_token
from partners.access.inloggen import toonde_tweede_factor
from partners.access.viewers import viewer_of
from partners.models import Lidmaatschap, lidmaatschappen_van
from partners.services.sessies import waarom_voorbij

SESSION_KEY = "lidmaatschap"
API_PREFIX = "/api/"
OAUTH_PREFIX = "/oauth/"
# Nobody has a name here: a colleague who reports or asks something is no viewer and leaves no line.
NAAMLOOS = ("/melden/", "/privacyverzoek/")


class _Terugdraaien(Exception):
    def __init__(self, response: HttpResponse) -> None:
        self.response = response


class ViewerMiddleware:
    """Finds the viewer, opens its transaction, writes the one line of this request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        api = request.path_info.startswith(API_PREFIX)
        request.viewer = viewer = self._viewer(request, api)
        kanaal, route = ("api" if api else "web"), _route(request)
        if viewer is None:
            return self._without_viewer(request, route)
        with acting_as(viewer), logboek.verzoek(kanaal=kanaal, route=route) as log:
            response = self._in_savepoint(request)
            # A page that asks by itself and hears that nothing changed, showed nothing (decision 0020).
            if response.status_code == 304 and response.has_header("X-Achtergrond"):
                return response
            log.schrijf(
                actie="R" if request.method in {"GET", "HEAD"} else "E",
                uitkomst=_uitkomst(response.status_code),
                reden=getattr(request, "refusal_reason", ""),
                regel=getattr(request, "refusal_rule", ""),
                status=response.status_code,
            )
        return response

    def _viewer(self, request: Any, api: bool) -> Viewer | None:
        """A token for the API, a session for pages; a browser's cookie opens no API."""
        if api:
            return viewer_of_token(request)
        # The token endpoint writes its own line, of the client and not of whoever is logged in.
        if request.path_info.startswith((OAUTH_PREFIX, *NAAMLOOS)):
            return None
        end_expired_session(request)
        return chosen_viewer(request)

    def _without_viewer(self, request: Any, route: str) -> HttpResponse:
        """Public pages and refusals; the use of a token that no longer counts is a line too."""
        response = self.get_response(request)
        if (former := getattr(request, "former_viewer", None)) is not None:
            with logboek.verzoek(kanaal="api", route=route) as log:
                log.schrijf(
                    viewer=former,
                    uitkomst=_uitkomst(response.status_code),
                    reden="Het token geldt niet meer.",
                    status=response.status_code,
                )
        return response

    def _in_savepoint(self, request: HttpRequest) -> HttpResponse:
        try:
            with transaction.atomic():
                response = self.get_response(request)
                if response.status_code >= 400:
                    raise _Terugdraaien(response)
        except _Terugdraaien as terug:
            # What somebody typed outlives the refusal.
            if bewaar := getattr(terug.response, "na_weigering", None):
                bewaar()
            return terug.response
        return response

    def process_view(
        self, request: Any, view: Callable[..., Any], args: object, kwargs: object
    ) -> HttpResponse | None:
        """Every page asks for a viewer, unless it is marked public; the API answers for itself."""
        if getattr(view, "publiek", False):
            return None
        if request.viewer is not None:
            return _tweede_factor_eerst(request)
        if request.path_info.startswith(API_PREFIX):
            return None
        if request.user.is_authenticated:
            return HttpResponseRedirect(reverse("organisatie_kiezen"))
        query = urlencode({"next": request.get_full_path()}) if request.method == "GET" else ""
        return HttpResponseRedirect(settings.LOGIN_URL + (f"?{query}" if query else ""))

    def process_exception(self, request: Any, exception: Exception) -> HttpResponse | None:
        """A refusal becomes its page; anything else stays an error."""
        if not isinstance(exception, DomainError):
            return None
        if isinstance(exception, DoelGevraagd):
            return HttpResponseRedirect(exception.url)
        if isinstance(exception, AccessDenied):
            request.refusal_rule = exception.regel
            request.refusal_reason = exception.zin
        elif not isinstance(exception, NotVisible):
            request.refusal_reason = type(exception).__name__
        return render_domain_error(request, exception)


def _tweede_factor_eerst(request: Any) -> HttpResponse | None:
    """Where a second factor is required, who has none yet comes no further than setting one up."""
    if not settings.TWEEDE_FACTOR_VERPLICHT or request.viewer.client_id:
        return None
    naam = request.resolver_match.url_name or ""
    if naam.startswith(("mfa_", "account_")) or toonde_tweede_factor(request):
        return None
    return HttpResponseRedirect(reverse("mfa_index"))


def end_expired_session(request: Any) -> None:
    """Log out whose session began too long ago, or before the rights of this person changed."""
    if not request.user.is_authenticated:
        return
    if reden := waarom_voorbij(request.session, request.user):
        logout(request)
        messages.info(request, reden)


def chosen_viewer(request: Any) -> Viewer | None:
    """Viewer of the lidmaatschap this session acts with; the first own one when none was chosen."""
    if not request.user.is_authenticated:
        return None
    mine = lidmaatschappen_van(request.user, clock.today())
    chosen = request.session.get(SESSION_KEY, "")
    lidmaatschap = next((lid for lid in mine if str(lid.pk) == chosen), None)
    if lidmaatschap is None:
        # Ended meanwhile: choose again, do not slip into another role. Acting for an absent
        # colleague is always chosen.
        if chosen or not mine or mine[0].medewerker_id != request.user.pk:
            return None
        lidmaatschap = mine[0]
    viewer = viewer_of(lidmaatschap, request.user.pk)
    if viewer.namens_id:
        return viewer
    collegas = {
        lid.medewerker.naam
        for lid in mine
        if lid.deelname_id == lidmaatschap.deelname_id and lid.medewerker_id != request.user.pk
    }
    return replace(viewer, vervangt=tuple(sorted(collegas)))


def choose(request: Any, pk: UUID) -> Lidmaatschap | None:
    """Act with this lidmaatschap from now on; None when it is not one of this person."""
    for lidmaatschap in lidmaatschappen_van(request.user, clock.today()):
        if lidmaatschap.pk == pk:
            request.session[SESSION_KEY] = str(pk)
            with acting_as(viewer_of(lidmaatschap, request.user.pk)):
                logboek.record(Gebeurtenis.ORGANISATIE_GEKOZEN, lidmaatschap, actie="E")
            return lidmaatschap
    return None


def _route(request: HttpRequest) -> str:
    """Name of the URL pattern: the address itself may hold an id, the name does not."""
    try:
        return resolve(request.path_info).view_name or ""
    except Resolver404:
        return ""


def _uitkomst(status: int) -> str:
    if status < 400:
        return logboek.GELUKT
    return logboek.GEWEIGERD if status in {401, 403, 404} else logboek.MISLUKT
