"""E-mail that tells nothing: who should look, and where. Content stays behind the login."""

from collections.abc import Iterable
from uuid import UUID, uuid5

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string


def stuur(
    aan: Iterable[str], onderwerp: str, zin: str, pad: str, *, eenmaal: UUID | None = None
) -> int:
    """One message per address, so that nobody sees who else got it.

    Args:
        zin: what to do, without names, places or a kenmerk.
        pad: address within the system; opening it needs a login and a right.
        eenmaal: id of the outbox message. A mail sent again after a crash then has the same
            Message-ID, and the mailbox of the receiver keeps one.
    Returns: how many went out.
    """
    body = render_to_string("emails/bericht.txt", {"zin": zin, "link": settings.ADRES + pad})
    sent = 0
    for address in sorted({a for a in aan if a}):
        headers = {"Message-ID": f"<{uuid5(eenmaal, address)}@ketenregie>"} if eenmaal else None
        sent += EmailMessage(onderwerp, body, to=[address], headers=headers).send()
    return sent
