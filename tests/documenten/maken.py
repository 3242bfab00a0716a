"""Files as people and attackers hand them in; all made here, nothing from elsewhere."""

import io
import socket
import struct
import threading
import zipfile
import zlib
from contextlib import contextmanager
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

# The harmless test virus, in two parts so that no scanner trips over this source.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR" + b"-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
WORD = (
    b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    b'<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-'
    b'officedocument.wordprocessingml.document.main+xml"/></Types>'
)


def pdf(tekst: str = "Verslag", *, extra: bytes = b"", catalogus: bytes = b"") -> bytes:
    """A small real PDF of one page."""
    stream = f"BT /F1 24 Tf 60 760 Td ({tekst}) Tj ET".encode("latin-1")
    objects = [
        b"<</Type/Catalog/Pages 2 0 R" + catalogus + b">>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        b"/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    begin = len(out)
    out += b"xref\n0 6\n0000000000 65535 f \n" + table
    return out + b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % begin + extra


def foto(formaat: str = "JPEG", *, gps: bool = False, maat: tuple[int, int] = (60, 40)) -> bytes:
    out = io.BytesIO()
    image = Image.new("RGB", maat, (30, 90, 160))
    options: dict[str, Any] = {}
    if gps:
        exif = Image.Exif()
        exif[0x010F] = "KANARIE camera"
        exif.get_ifd(0x8825)[2] = (52.0, 13.0, 4.0)
        options["exif"] = exif
    image.save(out, formaat, **options)
    return out.getvalue()


def zip_bestand(delen: dict[str, bytes], *, eerst_gewoon: str = "") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for naam, inhoud in delen.items():
            how = zipfile.ZIP_STORED if naam == eerst_gewoon else zipfile.ZIP_DEFLATED
            archive.writestr(naam, inhoud, compress_type=how)
    return out.getvalue()


def docx(**extra: bytes) -> bytes:
    parts = {"[Content_Types].xml": WORD, "word/document.xml": b"<w:document/>"}
    return zip_bestand(parts | {k.replace("__", "/"): v for k, v in extra.items()})


def odt() -> bytes:
    parts = {"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<x/>"}
    return zip_bestand(parts, eerst_gewoon="mimetype")


def reuzenfoto() -> bytes:
    """A PNG of 31,623 x 31,623 pixels (10^9) that weighs little."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    side = 31_623
    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    packer = zlib.compressobj(9)
    row = bytes(1 + (side + 7) // 8)
    data = b"".join(packer.compress(row * 100) for _ in range(side // 100 + 1)) + packer.flush()
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def film() -> bytes:
    def box(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I4s", len(data) + 8, kind) + data

    return box(b"ftyp", b"isom\0\0\2\0isomiso2mp41") + box(b"moov", bytes(100)) + box(b"mdat", b"x")


MAIL = (
    b"From: school@voorbeeld.example\r\nTo: meldpunt@voorbeeld.example\r\n"
    b"Date: Mon, 2 Mar 2026 09:00:00 +0100\r\nSubject: Zorgen\r\n\r\nWij maken ons zorgen.\r\n"
)


def upload(naam: str, inhoud: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(naam, inhoud)


@contextmanager
def nep_clamd(antwoord: str = ""):
    """A daemon that speaks INSTREAM and finds EICAR; yields its address and what it was sent."""
    server = socket.create_server(("127.0.0.1", 0))
    sent: list[bytes] = []

    def exactly(line: socket.socket, length: int) -> bytes:
        data = b""
        while len(data) < length and (part := line.recv(length - len(data))):
            data += part
        return data

    def serve() -> None:
        while True:
            try:
                line, _ = server.accept()
            except OSError:
                return
            with line:
                assert exactly(line, 10) == b"zINSTREAM\0"
                data = b""
                while length := struct.unpack(">I", exactly(line, 4))[0]:
                    data += exactly(line, length)
                sent.append(data)
                found = "Eicar-Test-Signature FOUND" if EICAR in data else "OK"
                line.sendall(f"stream: {antwoord or found}\0".encode())

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    host, port = server.getsockname()
    try:
        yield f"{host}:{port}", sent
    finally:
        server.shutdown(socket.SHUT_RDWR)
        server.close()
        thread.join(5)
