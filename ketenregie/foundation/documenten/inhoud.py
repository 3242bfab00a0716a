"""Looking inside: is it wholly what it says it is, and does nothing in it run or blow up?"""

from __future__ import annotations

import email
import email.policy
import re
import struct
import zipfile
import zlib
from collections.abc import Callable
from typing import IO

from ketenregie.foundation.documenten.soorten import GEVAARLIJK, MB
from ketenregie.foundation.errors import DomainError

MAX_DELEN, MAX_UITGEPAKT, MAX_VERHOUDING = 2000, 250 * MB, 250
_EIND = b"PK\x05\x06"
_MACROS = re.compile(r"vbaproject|vbadata|macrosheets|activex|^basic/|^scripts/|/basic/", re.I)
_ANDER = re.compile(rb"<\?php|<script|<!doctype\s+html|<html[\s>]|<svg[\s>]", re.I)
# Content type of the main part; with macros it has another name.
_HOOFDDEEL = {
    "docx": b"wordprocessingml.document.main+xml",
    "xlsx": b"spreadsheetml.sheet.main+xml",
}
_ODF = {
    "odt": b"application/vnd.oasis.opendocument.text",
    "ods": b"application/vnd.oasis.opendocument.spreadsheet",
}


def alleen_pdf(naam: str, data: bytes) -> None:
    """A PDF from its first byte, and nothing after it.

    Raises:
        DomainError: something stands before or behind (a polyglot).
    """
    end = data.rfind(b"%%EOF")
    tail = data[end + 5 :] if end >= 0 else b""
    if not data.startswith(b"%PDF-") or end < 0 or tail.strip(b"\r\n\t \0"):
        raise DomainError(f"‘{naam}’ is geen gewone PDF. Druk het opnieuw af als PDF.")
    if _EIND in data[-66_000:] and b"PK\x03\x04" in data:
        raise DomainError(f"In ‘{naam}’ zit nog een ander bestand. Druk het opnieuw af als PDF.")


def pakket(sleutel: str) -> Callable[[str, IO[bytes]], None]:
    """Check of a Word, Excel, ODT or ODS file, which is a zip."""

    def controle(naam: str, bron: IO[bytes]) -> None:
        fout = DomainError(f"‘{naam}’ is beschadigd of geen gewoon bestand van dit soort.")
        begin = bron.read(4)
        bron.seek(-22, 2)
        # The end record without a comment is the last 22 bytes: nothing may stand behind it.
        if begin != b"PK\x03\x04" or not bron.read().startswith(_EIND):
            raise fout
        try:
            with zipfile.ZipFile(bron) as archive:  # type: ignore[arg-type]
                _delen(naam, archive, fout)
                _hoofddeel(naam, sleutel, archive, fout)
                _uitpakken(naam, archive)
        except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, NotImplementedError, OSError, RuntimeError, struct.error) as error:  # fmt: skip
            raise fout from error

    return controle


def _delen(naam: str, archive: zipfile.ZipFile, fout: DomainError) -> None:
    parts = archive.infolist()
    unpacked = sum(part.file_size for part in parts)
    packed = sum(part.compress_size for part in parts) or 1
    if len(parts) > MAX_DELEN or unpacked > MAX_UITGEPAKT or unpacked / packed > MAX_VERHOUDING:
        raise DomainError(f"‘{naam}’ wordt uitgepakt veel te groot.")
    # Something before the archive is another file (a polyglot).
    if not parts or min(part.header_offset for part in parts) != 0:
        raise fout
    for part in parts:
        path = part.filename.replace("\\", "/")
        if part.flag_bits & 1:
            raise DomainError(
                f"‘{naam}’ heeft een wachtwoord. Haal dat eraf en probeer het opnieuw."
            )
        if path.startswith("/") or ".." in path.split("/"):
            raise fout
        if _MACROS.search(path):
            raise DomainError(f"In ‘{naam}’ zitten macro's. Bewaar het zonder macro's of als PDF.")
        ending = path.lower().rpartition(".")[2]
        if ending in GEVAARLIJK - {"xml"} or path.lower().rsplit("/", 1)[-1].startswith(
            "oleobject"
        ):
            raise DomainError(f"In ‘{naam}’ zitten andere bestanden. Voeg die apart toe.")


def _hoofddeel(naam: str, sleutel: str, archive: zipfile.ZipFile, fout: DomainError) -> None:
    if sleutel in _ODF:
        if archive.read("mimetype")[:100].strip() != _ODF[sleutel]:
            raise fout
        return
    if _HOOFDDEEL[sleutel] not in archive.open("[Content_Types].xml").read(2 * MB):
        raise fout
    for part in archive.namelist():
        # A template elsewhere is fetched at opening: macros through the back door.
        if part.endswith("settings.xml.rels"):
            rels = archive.open(part).read(2 * MB)
            if b"attachedTemplate" in rels and b"External" in rels:
                raise DomainError(f"‘{naam}’ haalt iets van buiten op. Bewaar het als PDF.")


def _uitpakken(naam: str, archive: zipfile.ZipFile) -> None:
    """Really unpack, counting: the sizes in the list may lie, and the sums must be right."""
    total = 0
    for part in archive.infolist():
        with archive.open(part) as handle:
            while block := handle.read(256 * 1024):
                total += len(block)
                if total > MAX_UITGEPAKT:
                    raise DomainError(f"‘{naam}’ wordt uitgepakt veel te groot.")


def tekst(naam: str, bron: IO[bytes]) -> None:
    """Readable text, and no page or program that calls itself text."""
    data = bron.read()
    if b"\0" in data or sum(byte < 9 or 13 < byte < 32 for byte in data[:65536]) > 4:
        raise DomainError(f"‘{naam}’ is geen gewone tekst.")
    if _ANDER.search(data[:4096]):
        raise DomainError(f"‘{naam}’ is een webpagina. Bewaar het als PDF.")


def mail(naam: str, bron: IO[bytes]) -> None:
    """An e-mail with a sender; no programs among its attachments."""
    message = email.message_from_bytes(bron.read(), policy=email.policy.default)
    if not message["From"] or not (message["Date"] or message["Received"] or message["Subject"]):
        raise DomainError(f"‘{naam}’ is geen e-mail. Bewaar het bericht opnieuw als .eml.")
    for part in message.walk():
        file_name = part.get_filename() or ""
        if file_name.lower().rpartition(".")[2] in GEVAARLIJK - {"html", "htm", "xml"}:
            raise DomainError(
                f"Bij de e-mail ‘{naam}’ zit een bijlage die niet mag. Haal die weg of voeg alleen de "
                f"tekst toe."
            )


def film(naam: str, bron: IO[bytes]) -> None:
    """MP4 and M4A: boxes from the first byte to the last."""
    size = bron.seek(0, 2)
    place, kinds = 0, list[bytes]()
    while place < size:
        bron.seek(place)
        head = bron.read(16)
        if len(head) < 8 or len(kinds) > 10_000:
            break
        length, kind = struct.unpack(">I4s", head[:8])
        if length == 1 and len(head) == 16:
            length = struct.unpack(">Q", head[8:])[0]
        elif length == 0:
            length = size - place
        if length < 8 or not kind.isascii():
            break
        kinds.append(kind)
        place += length
    if place != size or not kinds or kinds[0] != b"ftyp" or b"moov" not in kinds:
        raise DomainError(f"‘{naam}’ is beschadigd of geen gewone opname.")


def geluid(naam: str, bron: IO[bytes]) -> None:
    """MP3: frames from the start or after its tag."""
    head = bron.read(10)
    if head[:3] == b"ID3":
        length = sum(byte << shift for byte, shift in zip(head[6:10], (21, 14, 7, 0), strict=True))
        bron.seek(10 + length)
        head = bron.read(10).lstrip(b"\0")
    if len(head) < 2 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        raise DomainError(f"‘{naam}’ is beschadigd of geen gewone geluidsopname.")


CONTROLES: dict[str, Callable[[str, IO[bytes]], None]] = {
    "docx": pakket("docx"),
    "xlsx": pakket("xlsx"),
    "odt": pakket("odt"),
    "ods": pakket("ods"),
    "txt": tekst,
    "eml": mail,
    "mp3": geluid,
    "m4a": film,
    "mp4": film,
}
