"""Tokens for partner systems: client credentials only, one line in the logboek for each request."""

import base64
import binascii
import contextlib
import json
import logging
from hashlib import sha256
from urllib.parse import unquote_plus

from django.core.cache import cache
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.decorators import method_decorator
from django.views.decorators.debug import sensitive_post_parameters
from oauth2_provider.views import TokenView
from oauthlib.oauth2 import BackendApplicationServer
from redis.exceptions import RedisError

from ketenregie.foundation import logboek
from ketenregie.foundation.logboek import Gebeurtenis
from partners.access.viewers import viewer_of_client
from partners.models import ApiClient

logger = logging.getLogger(__name__)
VENSTER = 600  # seconds over which refusals of one client are counted


class Token(TokenView):
    """RFC 6749 section 4.4; every other grant is refused, errors in the format of section 5.2."""

    server_class = BackendApplicationServer

    @method_decorator(sensitive_post_parameters("client_secret"))
    def post(self, request: HttpRequest) -> HttpResponse:
        client_id = _client_id(request)
        with transaction.atomic(), logboek.verzoek(kanaal="api", route="oauth_token") as log:
            if "\0" in client_id:  # the database would choke on it
                response: HttpResponse = JsonResponse({"error": "invalid_request"}, status=400)
            else:
                response = self.authorization_flow_token_response(request)
            client = (
                ApiClient.objects.select_related("deelname__organisatie", "deelname__keten")
                .filter(client_id=client_id.replace("\0", ""))
                .first()
            )
            issued = response.status_code == 200
            log.gebeurtenis = (
                Gebeurtenis.TOKEN_UITGEGEVEN if issued else Gebeurtenis.TOKEN_GEWEIGERD
            )
            error = "" if issued else str(json.loads(response.content).get("error", ""))
            if not issued:
                log.details["geweigerd_in_10_minuten"] = _tel(client_id)
                logger.warning("token geweigerd: %s", error)
            log.schrijf(
                viewer=viewer_of_client(client) if client else None,
                actie="C",
                uitkomst=logboek.GELUKT if issued else logboek.GEWEIGERD,
                reden=error,
                status=response.status_code,
            )
        return response


def _client_id(request: HttpRequest) -> str:
    """Who the request says to be, in the header or in the body; not yet proven."""
    soort, _, value = request.headers.get("Authorization", "").partition(" ")
    if soort == "Basic":
        with contextlib.suppress(binascii.Error, UnicodeError):
            return unquote_plus(base64.b64decode(value).decode().partition(":")[0])
        return ""
    return request.POST.get("client_id", "")


def _tel(client_id: str) -> int:
    """How often this client was refused within the window; 0 when the cache is away."""
    key = f"token-geweigerd:{sha256(client_id.encode()).hexdigest()}"
    with contextlib.suppress(RedisError):
        cache.add(key, 0, VENSTER)
        return cache.incr(key)
    return 0
