"""Small files for the demo world, made here and invented: a letter as PDF, a photo, an e-mail."""

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from ketenregie.foundation.documenten.keuring import Gekeurd, keur


def bestand(naam: str, tekst: str) -> Gekeurd:
    """A checked file; its kind follows from the name."""
    make = {"pdf": _brief, "jpg": _foto, "eml": _mail}[naam.rpartition(".")[2]]
    return keur(SimpleUploadedFile(naam, make(tekst)))


def _brief(tekst: str) -> bytes:
    """One page of plain lines in Helvetica; the least that is a real PDF."""
    lines = [f"({_ontsnap(regel)}) Tj T*" for regel in tekst.split("\n")]
    stream = ("BT /F1 12 Tf 16 TL 60 770 Td " + " ".join(lines) + " ET").encode("cp1252")
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        b"/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = (
        b"xref\n0 6\n0000000000 65535 f \n%strailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n"
    )
    return out + end % (table, len(out))


def _ontsnap(regel: str) -> str:
    return regel.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def _foto(tekst: str) -> bytes:
    """A drawing that stands in for a photo, with a place in it that must go out."""
    image = Image.new("RGB", (960, 640), (196, 214, 226))
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 420, 960, 640), fill=(122, 132, 120))
    pen.polygon([(180, 250), (480, 110), (780, 250)], fill=(120, 60, 48))
    pen.rectangle((220, 250, 740, 500), fill=(214, 200, 176))
    pen.rectangle((430, 350, 530, 500), fill=(84, 62, 48))
    for left in (280, 620):
        pen.rectangle((left, 310, left + 70, 370), fill=(92, 120, 140))
    pen.text((24, 600), tekst, fill=(255, 255, 255))
    exif = Image.Exif()
    exif[0x010F] = "Voorbeeldcamera"
    out = io.BytesIO()
    image.save(out, "JPEG", quality=85, exif=exif)
    return out.getvalue()


def _mail(tekst: str) -> bytes:
    head = (
        "From: Mentor <mentor@voorbeeldschool.example>\r\nTo: meldpunt@mensenhandel-nog.example\r\n"
        "Subject: Zorgen om een leerling\r\nDate: Mon, 2 Mar 2026 09:00:00 +0100\r\n"
        "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
    )
    return (head + tekst.replace("\n", "\r\n")).encode()
