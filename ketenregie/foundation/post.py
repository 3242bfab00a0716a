"""E-mail that tells nothing: who should look, and where. Content stays behind the login."""

from collections.abc import Iterable

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string


def stuur(aan: Iterable[str], onderwerp: str, zin: str, pad: str) -> int:
    """One message per address, so that nobody sees who else got it.

    Args:
        zin: what to do, without names, places or a kenmerk.
        pad: address within the system; opening it needs a login and a right.
    Returns: how many went out.
    """
    body = render_to_string("emails/bericht.txt", {"zin": zin, "link": settings.ADRES + pad})
    sent = 0
    for address in sorted({a for a in aan if a}):
        sent += EmailMessage(onderwerp, body, to=[address]).send()
    return sent
