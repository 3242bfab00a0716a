"""Headers on every answer (static files have theirs from koppen.py), what is let in at all, sessions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.signals import user_logged_out
from django.contrib.sessions.middleware import SessionMiddleware as DjangoSessionMiddleware
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed

from ketenregie.foundation import koppen, problems

METHODEN = frozenset({"GET", "HEAD", "POST"})
METHODEN_API = METHODEN | {"PUT", "PATCH", "DELETE", "OPTIONS"}
KOPPELVLAK = ("/api/", "/oauth/")


class HeadersMiddleware:
    """Sets the headers of `koppen`, and wipes the browser's copy of the site after logging out."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        for name, value in koppen.VAN_PAGINA.items():
            response.headers[name] = value
        if getattr(request, "afgemeld", False):
            # Not "cookies": the session is gone on the server and the goodbye message needs one.
            response.headers["Clear-Site-Data"] = '"cache", "storage"'
        return response


class ToelatingMiddleware:
    """Refuses what no page or call of ours uses: other methods, and the API without TLS.

    A browser that comes over http is sent on to https. A partner system is told instead: sent on, it
    would go on sending its token over an open line, and nobody would notice.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        api = request.path_info.startswith(KOPPELVLAK)
        methoden = METHODEN_API if api else METHODEN
        if request.method not in methoden:
            return self._niet_toegestaan(api, methoden)
        if api and settings.SECURE_SSL_REDIRECT and not request.is_secure():
            return problems.response(403, "Gebruik https.")
        return self.get_response(request)

    def _niet_toegestaan(self, api: bool, methoden: frozenset[str]) -> HttpResponse:
        if not api:
            return HttpResponseNotAllowed(sorted(methoden))
        answer = problems.response(405, "Deze methode bestaat hier niet.")
        answer.headers["Allow"] = ", ".join(sorted(methoden))
        return answer


class SessionMiddleware(DjangoSessionMiddleware):
    """A page that asks by itself how far a task is, is no sign that someone sits at the screen.

    Every other request lengthens the session (SESSION_SAVE_EVERY_REQUEST); an answer marked
    `X-Achtergrond` does not, unless the view changed the session.
    """

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if response.has_header("X-Achtergrond") and not request.session.modified:
            return response
        return super().process_response(request, response)


@receiver(user_logged_out)
def _mark(sender: Any, request: HttpRequest | None = None, **kwargs: Any) -> None:
    if request is not None:
        request.afgemeld = True  # type: ignore[attr-defined]
