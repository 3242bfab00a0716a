"""What may come in and what may not: each refusal is a sentence, and nothing is stored."""

import io

import magic
import pytest
from PIL import Image

from ketenregie.foundation.documenten import keuring, namen, scan
from ketenregie.foundation.documenten.keuring import keur
from ketenregie.foundation.errors import DomainError
from tests.documenten import maken
from tests.documenten.maken import EICAR, docx, foto, odt, pdf, upload, zip_bestand


def weiger(naam: str, inhoud: bytes) -> str:
    with pytest.raises(DomainError) as gevangen:
        keur(upload(naam, inhoud))
    assert gevangen.value.veld == "bestanden"
    return gevangen.value.zin


@pytest.mark.parametrize(
    ("naam", "inhoud", "soort"),
    [
        ("Verslag gesprek.pdf", pdf(), "pdf"),
        ("brief.docx", docx(), "docx"),
        ("brief.odt", odt(), "odt"),
        ("notitie.txt", "Zo’n dag, café".encode(), "txt"),
        ("notitie.txt", "café".encode("cp1252"), "txt"),
        ("mail.eml", maken.MAIL, "eml"),
        ("opname.mp4", maken.film(), "mp4"),
        ("foto.JPG", foto(), "jpg"),
        ("beeld.png", foto("PNG"), "png"),
        ("beeld.webp", foto("WEBP"), "webp"),
        ("تقرير.pdf", pdf(), "pdf"),
    ],
)
def test_an_ordinary_file_is_accepted(naam, inhoud, soort):
    found = keur(upload(naam, inhoud))
    assert (found.soort.sleutel, found.opmerking) == (soort, "")
    if soort not in {"jpg", "png", "webp"}:
        assert (found.inhoud.read(), found.grootte) == (inhoud, len(inhoud))


@pytest.mark.parametrize(
    ("naam", "inhoud"),
    [
        ("tekening.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"),
        ("pagina.html", b"<html><script>alert(1)</script>"),
        ("programma.exe", b"MZ" + bytes(100)),
        ("archief.zip", zip_bestand({"a.txt": b"a"})),
        ("zonder", b"tekst"),
        ("factuur.pdf.exe", pdf()),
        ("factuur.exe.pdf", pdf()),
        ("macro.docm", docx()),
        # what it says it is, is not what it is
        ("plaatje.jpg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("plaatje.jpg", foto("PNG")),
        ("verslag.pdf", b"MZ" + bytes(100)),
        ("verslag.pdf", foto()),
        ("verslag.docx", zip_bestand({"a.txt": b"a"})),
        ("verslag.docx", odt()),
        ("verslag.xlsx", docx()),
        ("tekst.txt", b"<!DOCTYPE html><html><script>alert(1)</script></html>"),
        ("tekst.txt", b"a\0b" * 50),
        ("mail.eml", b"Gewoon tekst zonder kop"),
        ("lied.mp3", b"MZ" + bytes(200)),
        ("film.mp4", maken.film() + b"PK\x05\x06rest"),
        # polyglots
        ("dubbel.pdf", pdf() + zip_bestand({"a.html": b"x"})),
        ("dubbel.pdf", b"GIF89a" + pdf()),
        ("dubbel.docx", pdf() + docx()),
        ("dubbel.docx", docx() + b"<script>"),
        # what runs
        ("knop.pdf", pdf(catalogus=b"/Names<</JavaScript<</Names[(a)<</S/JavaScript/JS(app.alert\\(1\\))>>]>>>>")),
        ("brief.docx", docx(word__vbaProject=b"x", **{"word__vbaProject.bin": b"x"})),
        ("brief.docx", docx(**{"word__embeddings__oleObject1.bin": b"x"})),
        ("brief.docx", docx(**{"word___rels__settings.xml.rels": b'<R Type="attachedTemplate" TargetMode="External"/>'})),
        ("brief.docx", docx(**{"..__..__etc__passwd": b"x"})),
        ("mail.eml", maken.MAIL.replace(b"\r\n\r\nWij", b"\r\nMIME-Version: 1.0\r\nContent-Type: application/x; name=a.exe\r\nContent-Disposition: attachment; filename=a.exe\r\n\r\nWij")),
        ("leeg.pdf", b""),
    ],
)  # fmt: skip
def test_anything_else_is_refused_with_a_sentence(naam, inhoud):
    zin = weiger(naam, inhoud)
    assert naam in zin and zin.endswith(".")


def test_zip_bomb_and_image_bomb_are_refused_without_unpacking():
    assert "veel te groot" in weiger("bom.docx", docx(word__groot=bytes(80_000_000)))
    assert "50 megapixel" in weiger("bom.png", maken.reuzenfoto())


def test_a_list_of_sizes_that_lies_does_not_help_a_zip_bomb():
    bomb = bytearray(docx(word__groot=bytes(3_000_000)))
    place = bomb.rfind(b"PK\x01\x02")
    bomb[place + 24 : place + 28] = (10).to_bytes(4, "little")  # "unpacked: 10 bytes"
    assert "beschadigd" in weiger("bom.docx", bytes(bomb))


def test_25_mb_is_accepted_and_one_byte_more_is_not(monkeypatch):
    monkeypatch.setattr(magic, "from_buffer", lambda *a, **k: "text/plain")
    exactly = b"a" * (25 * 1024 * 1024)
    assert keur(upload("lang.txt", exactly)).grootte == len(exactly)
    assert "groter dan 25,0 MB" in weiger("lang.txt", exactly + b"a")


def test_place_and_camera_go_out_of_a_photo_and_it_says_so():
    found = keur(upload("foto.jpg", foto(gps=True)))
    data = found.inhoud.read()
    assert found.opmerking == keuring.GESTRIPT
    assert b"KANARIE" not in data and not Image.open(io.BytesIO(data)).getexif()


def test_a_file_hidden_behind_a_photo_does_not_come_along():
    found = keur(upload("foto.jpg", foto() + zip_bestand({"geheim.txt": b"KANARIE"})))
    assert b"PK" not in found.inhoud.read()


def test_heic_becomes_a_jpeg(monkeypatch):
    monkeypatch.setattr(keuring.zandbak, "werk", lambda *a, **k: ({"verborgen": True}, foto()))
    monkeypatch.setattr(magic, "from_buffer", lambda *a, **k: "image/heic")
    found = keur(upload("IMG_0001.HEIC", b"ftypheic"))
    assert (found.naam, found.soort.sleutel) == ("IMG_0001.jpg", "jpg")
    assert found.opmerking == f"{keuring.GESTRIPT} {keuring.OMGEZET}"


@pytest.mark.parametrize(
    ("naam", "schoon"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\Noor\\Mijn verslag.PDF", "Mijn verslag.pdf"),
        ("ver\0slag\r\n.pdf", "verslag.pdf"),
        ("verslag\u202efdp.exe", "verslagfdp.exe"),
        ("  .verborgen.pdf ", "verborgen.pdf"),
        ("con.pdf", "bestand con.pdf"),
        (".pdf", "pdf"),
        ("a" * 300 + ".pdf", "a" * 106 + ".pdf"),
        ("تقرير\u200f.pdf", "تقرير.pdf"),
        ('vraag?"<b>".txt', "vraag b.txt"),
        ("e\u0301cole.txt", "école.txt"),
    ],
)  # fmt: skip
def test_names_lose_paths_and_what_is_invisible(naam, schoon):
    assert namen.schoon(naam) == schoon


def test_scanner_says_clean_infected_or_is_away(settings):
    with maken.nep_clamd() as (adres, gezien):
        settings.CLAMD_ADRES = adres
        assert scan.scan([b"gewoon", b" bestand"]).schoon
        assert scan.scan([EICAR]).vondst == "Eicar-Test-Signature"
        assert gezien == [b"gewoon bestand", EICAR]
    with pytest.raises(scan.ScannerWeg):
        scan.scan([b"x"])
    with maken.nep_clamd("INSTREAM size limit exceeded. ERROR") as (adres, _):
        settings.CLAMD_ADRES = adres
        with pytest.raises(scan.ScannerWeg):
            scan.scan([b"x"])
