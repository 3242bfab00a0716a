"""A list as xlsx, ods and csv: the same cells, dates as dates, and no text that works."""

import io
import zipfile
from datetime import date
from xml.etree import ElementTree

import pytest

from ketenregie.foundation.rekenblad import FORMATEN, Blad, Kolom

GEVAAR = '=HYPERLINK("http://kwaad.invalid";"klik")'
BLAD = Blad(
    titel="Casussen",
    kolommen=[Kolom("Kenmerk"), Kolom("Titel"), Kolom("Uiterlijk"), Kolom("Aantal")],
    rijen=[
        ["0012-34", GEVAAR, date(2026, 3, 1), 7],
        ["B", "regel een\nregel twee <&> \x0b\ud800\U0001f600", None, None],
    ],
    toelichting=[("Reden", "=1+1")],
)


def deel(bestand: bytes, naam: str) -> str:
    with zipfile.ZipFile(io.BytesIO(bestand)) as archief:
        assert archief.testzip() is None
        for info in archief.infolist():
            if info.filename.endswith((".xml", ".rels")):
                ElementTree.fromstring(archief.read(info))  # noqa: S314  (our own file)
        return archief.read(naam).decode()


def test_xlsx_holds_text_as_text_and_days_as_days() -> None:
    bestand = FORMATEN["xlsx"].maak(BLAD)
    blad, teksten = deel(bestand, "xl/worksheets/sheet1.xml"), deel(bestand, "xl/sharedStrings.xml")
    assert "<f>" not in blad
    assert "hyperlink" not in blad.lower()
    assert GEVAAR.replace('"', "&quot;") in teksten or GEVAAR in teksten
    assert "0012-34" in teksten
    assert "<v>46082</v>" in blad  # 1 March 2026 counted from 1900
    assert "<v>7</v>" in blad
    assert "regel twee &lt;&amp;&gt; \U0001f600" in teksten
    assert "=1+1" in teksten


def test_ods_holds_text_as_text_and_days_as_days() -> None:
    bestand = FORMATEN["ods"].maak(BLAD)
    inhoud = deel(bestand, "content.xml")
    with zipfile.ZipFile(io.BytesIO(bestand)) as archief:
        first = archief.infolist()[0]
    assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
    assert "table:formula" not in inhoud
    assert 'office:date-value="2026-03-01"' in inhoud
    assert 'office:value="7"' in inhoud
    assert (
        "<text:p>regel een</text:p><text:p>regel twee &lt;&amp;&gt; \U0001f600</text:p>" in inhoud
    )


def test_csv_shows_a_formula_as_text() -> None:
    tekst = FORMATEN["csv"].maak(BLAD).decode("utf-8-sig")
    assert tekst.startswith("Kenmerk;Titel;Uiterlijk;Aantal\r\n")
    assert "'=HYPERLINK" in tekst
    assert ";1-3-2026;7\r\n" in tekst


@pytest.mark.parametrize("soort", FORMATEN)
def test_an_empty_list_is_a_file_with_only_a_head(soort: str) -> None:
    leeg = Blad("Casussen", BLAD.kolommen, [])
    assert FORMATEN[soort].maak(leeg)
