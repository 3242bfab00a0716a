"""Handing a file out: as a download, never as a page of ours."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header

from ketenregie.foundation.documenten.models import Bestand
from ketenregie.foundation.errors import DomainError
from ketenregie.foundation.geheim import GeheimError

# Beside what every answer carries (no-store, same-origin, DENY): nothing in the file may run or load.
_KOPPEN = {
    "Content-Security-Policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Download-Options": "noopen",
    "Cache-Control": "no-store",
}
WACHT = "Dit bestand wordt nog op virussen gescand. Probeer het over een paar minuten opnieuw."
BESMET = "In dit bestand is een virus gevonden. Niemand kan het openen."
WEG = "De inhoud van dit bestand is er niet meer."


def open_bestand(bestand: Bestand) -> None:
    """Refuse what nobody may open now.

    Raises:
        DomainError: in quarantine, infected, or destroyed.
    """
    if bestand.scan == Bestand.Scan.BESMET:
        raise DomainError(BESMET)
    if not bestand.aanwezig:
        raise DomainError(WEG)
    if not bestand.te_openen:
        raise DomainError(WACHT)


def download(bestand: Bestand) -> StreamingHttpResponse:
    """The file as an attachment.

    Raises:
        DomainError: see `open_bestand`; also when the stored bytes were changed or are gone.
    """
    open_bestand(bestand)
    try:
        blocks: Iterator[bytes] = bestand.lees()
    except GeheimError as error:
        raise DomainError(WEG) from error
    response = StreamingHttpResponse(blocks, content_type=bestand.bestandssoort.media_type)
    response["Content-Length"] = str(bestand.grootte)
    response["Content-Disposition"] = content_disposition_header(True, bestand.naam) or "attachment"
    for name, value in _KOPPEN.items():
        response[name] = value
    return response


def voorbeeld(bestand: Bestand) -> HttpResponse:
    """The preview picture, made by us.

    Raises:
        DomainError: see `open_bestand`; or there is no preview.
    """
    open_bestand(bestand)
    try:
        jpeg = b"".join(bestand.lees_voorbeeld())
    except GeheimError as error:
        raise DomainError(WEG) from error
    response = HttpResponse(jpeg, content_type="image/jpeg")
    response["Content-Disposition"] = "inline"
    for name, value in _KOPPEN.items():
        response[name] = value
    return response
