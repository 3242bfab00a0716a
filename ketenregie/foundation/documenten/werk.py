"""What a task does with a new file: scan it, then make its preview. Safe to run twice."""

from __future__ import annotations

import email
import email.policy

from ketenregie.foundation.documenten import scan, zandbak
from ketenregie.foundation.documenten.keuring import FORMAAT
from ketenregie.foundation.documenten.models import Bestand
from ketenregie.foundation.documenten.soorten import FOTOS, MB

TEKST = 20_000  # characters of a text that are shown


def scan_bestand(bestand: Bestand) -> bool:
    """Let the scanner judge a file in quarantine; saving is up to the caller.

    Returns: whether there is a new verdict.
    Raises:
        ScannerWeg: not now; the message that asked for it comes back.
    """
    if bestand.scan != Bestand.Scan.WACHT or not bestand.aanwezig:
        return False
    bestand.oordeel(scan.scan(bestand.lees()))
    return True


def maak_voorbeeld(bestand: Bestand) -> bool:
    """A picture of a photo or of the first page of a PDF; False when there is none to make.

    Saving is up to the caller.
    """
    if bestand.voorbeeld is not None or not bestand.te_openen:
        return False
    try:
        if bestand.soort in FOTOS:
            _, jpeg = zandbak.werk(
                "foto_voorbeeld", _alles(bestand), formaat=FORMAAT[bestand.soort]
            )
        elif bestand.soort == "pdf":
            _, jpeg = zandbak.werk("pdf_voorbeeld", _alles(bestand))
        else:
            return False
    except zandbak.Onleesbaar:
        return False
    bestand.bewaar_voorbeeld(jpeg)
    return True


def _alles(bestand: Bestand) -> bytes:
    return b"".join(bestand.lees())


def tekst_voorbeeld(bestand: Bestand) -> str:
    """The beginning of a text or an e-mail, for showing as plain text; "" for other kinds."""
    if bestand.soort not in {"txt", "eml"} or not bestand.te_openen or bestand.grootte > 5 * MB:
        return ""
    data = _alles(bestand)
    return (_mail(data) if bestand.soort == "eml" else _leesbaar(data))[:TEKST]


def _leesbaar(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _mail(data: bytes) -> str:
    """Head and plain text; no pictures, links or layout of the sender."""
    message = email.message_from_bytes(data, policy=email.policy.default)
    head = [
        f"{woord}: {message[kop]}"
        for woord, kop in (
            ("Van", "From"),
            ("Aan", "To"),
            ("Datum", "Date"),
            ("Onderwerp", "Subject"),
        )
        if message[kop]
    ]
    body = message.get_body(("plain",))
    try:
        text = body.get_content() if body is not None else "(geen platte tekst)"
    except (LookupError, KeyError, UnicodeError):
        text = "(niet te lezen)"
    names = [part.get_filename() or "zonder naam" for part in message.iter_attachments()]
    extra = [f"\nBijlagen: {', '.join(names)}"] if names else []
    return "\n".join([*head, "", str(text), *extra])
