"""Headers on every answer except static files (WhiteNoise answers those before we see them); sessions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.signals import user_logged_out
from django.contrib.sessions.middleware import SessionMiddleware as DjangoSessionMiddleware
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse, HttpResponseBase

_POLICY = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer", "autoplay", "browsing-topics", "camera", "display-capture",
        "encrypted-media", "geolocation", "gyroscope", "hid", "magnetometer", "microphone", "midi",
        "payment", "picture-in-picture", "screen-wake-lock", "serial", "usb", "xr-spatial-tracking",
    )
)  # fmt: skip
_HEADERS = {
    # Browser, proxy and the Back button keep nothing of a page with personal data.
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": _POLICY,
    "X-Robots-Tag": "noindex, nofollow",
}


class HeadersMiddleware:
    """Sets the headers of `_HEADERS`, and wipes the browser's copy of the site after logging out."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        for name, value in _HEADERS.items():
            response.headers[name] = value
        if getattr(request, "afgemeld", False):
            # Not "cookies": the session is gone on the server and the goodbye message needs one.
            response.headers["Clear-Site-Data"] = '"cache", "storage"'
        return response


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
