"""Words that must not travel, and how to find them in whatever the system gives out.

`leesbaar` opens an answer by its content type, so a new kind of export is searched without a new test:
HTML, JSON, PDF (text, metadata, attachments), CSV, XLSX, ODS, iCal, mail, and archives within archives.
"""

import gzip
import html
import io
import json
import re
import zipfile
from collections.abc import Iterable
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pikepdf
from django.http import HttpResponse

WOORD = "KANARIE"
_TAG = re.compile(WOORD + "([A-Z])", re.IGNORECASE)


def tags(text: str) -> set[str]:
    """The tags of the words in a text, however it is cased."""
    return {tag.upper() for tag in _TAG.findall(text)}


def inhoud_van(response: HttpResponse) -> bytes:
    """The body, also of an answer that comes in pieces and can be read once."""
    if response.streaming and not hasattr(response, "gelezen"):
        response.gelezen = b"".join(response.streaming_content)  # type: ignore[attr-defined]
    return response.gelezen if response.streaming else response.content  # type: ignore[attr-defined]


def gevonden(response: HttpResponse) -> set[str]:
    """The tags of the words in body, headers and cookies of an answer."""
    koppen = repr(response.headers) + repr(response.cookies)
    body = inhoud_van(response)
    return tags(leesbaar(body, response.headers.get("Content-Type", "")) + koppen)


def leesbaar(inhoud: bytes, soort: str = "") -> str:
    """All text in some bytes: as they are, and as a program for this content type would show it."""
    rauw = inhoud.decode("utf-8", "replace")
    return "\n".join([rauw, *_geopend(inhoud, rauw, soort.lower())])


def _geopend(inhoud: bytes, rauw: str, soort: str) -> Iterable[str]:
    if inhoud.startswith(b"%PDF"):
        yield from _pdf(inhoud)
    elif inhoud.startswith(b"PK\x03\x04"):  # xlsx, ods, zip
        yield from _archief(inhoud)
    elif inhoud.startswith(b"\x1f\x8b"):
        yield leesbaar(gzip.decompress(inhoud))
    elif inhoud.startswith((b"\xff\xfe", b"\xfe\xff")):
        yield inhoud.decode("utf-16", "replace")
    elif "json" in soort:
        yield from _json(rauw)
    elif "html" in soort or "xml" in soort:
        yield html.unescape(rauw)
    elif "calendar" in soort:
        yield re.sub(r"\r?\n[ \t]", "", rauw)  # RFC 5545 folds long lines
    elif "rfc822" in soort:
        yield from brief(message_from_bytes(inhoud, policy=policy.default))


def _json(rauw: str) -> Iterable[str]:
    """Letters may be escaped (backslash u)."""
    try:
        yield json.dumps(json.loads(rauw), ensure_ascii=False)
    except ValueError:
        return


def _archief(inhoud: bytes) -> Iterable[str]:
    with zipfile.ZipFile(io.BytesIO(inhoud)) as archief:
        for naam in archief.namelist():
            yield naam
            yield leesbaar(archief.read(naam), "application/xml")


def _pdf(inhoud: bytes) -> Iterable[str]:
    """Every string and stream: page content, metadata, outline, attachments.

    Text on a page may be drawn by glyph number; `tests/documents` extracts it with the font's own table.
    """
    with pikepdf.open(io.BytesIO(inhoud)) as pdf:
        for obj in pdf.objects:
            if isinstance(obj, pikepdf.Stream):
                try:
                    data = obj.read_bytes()
                except pikepdf.PdfError:  # an image
                    data = obj.read_raw_bytes()
                yield data.decode("utf-8", "replace")
                if obj.get("/Type") == "/EmbeddedFile":
                    yield leesbaar(data)
            yield repr(obj)
        yield from map(_tekst, pdf.pages)


def _tekst(page: Any) -> str:
    """Text of a page, through the ToUnicode tables of its fonts."""
    tabellen = {}
    for naam, font in dict(page.obj.get("/Resources", {}).get("/Font", {})).items():
        cmap = font["/ToUnicode"].read_bytes().decode("latin-1") if "/ToUnicode" in font else ""
        tabellen[str(naam)] = {
            int(a, 16): bytes.fromhex(b).decode("utf-16-be", "replace")
            for a, b in re.findall(r"<([0-9a-fA-F]{2,4})>\s*<([0-9a-fA-F]+)>", cmap)
        }
    found, tabel = [], {}
    for operands, operator in pikepdf.parse_content_stream(page):
        naam = str(operator)
        if naam == "Tf":
            tabel = tabellen.get(str(operands[0]), {})
        elif naam in {"Tj", "TJ", "'", '"'}:
            parts = operands[-1] if naam == "TJ" else [operands[-1]]
            for part in parts:
                if isinstance(part, pikepdf.String):
                    codes = bytes(part)
                    found += [
                        tabel.get(int.from_bytes(codes[i : i + 2]), "")
                        for i in range(0, len(codes), 2)
                    ]
    return "".join(found)


def brief(mail: EmailMessage | Any) -> Iterable[str]:
    """Headers and every part of a mail, decoded."""
    yield repr(mail.items())
    for part in mail.walk():
        if not part.is_multipart():
            yield leesbaar(part.get_payload(decode=True) or b"", part.get_content_type())
