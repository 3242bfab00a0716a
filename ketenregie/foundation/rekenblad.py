"""A list as a file for a spreadsheet: xlsx, ods or csv, where a text is never a formula."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from xml.sax.saxutils import escape, quoteattr

import xlsxwriter

from ketenregie.foundation.csv import csv_bestand

Cel = str | int | date | None


@dataclass(frozen=True, slots=True)
class Kolom:
    """One column; `breedte` in characters."""

    label: str
    breedte: int = 16


@dataclass(frozen=True, slots=True)
class Blad:
    """What stands in the file. `toelichting` says beside it what it is, from when and for whom."""

    titel: str
    kolommen: Sequence[Kolom]
    rijen: Sequence[Sequence[Cel]]
    toelichting: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True)
class Formaat:
    """A kind of file and how it is made."""

    naam: str
    media_type: str
    maak: Callable[[Blad], bytes]


def _xlsx(blad: Blad) -> bytes:
    buffer = io.BytesIO()
    # Text stays text: no formula, no link, no number out of a kenmerk.
    options = {
        "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
        "strings_to_numbers": False, "default_date_format": "d-m-yyyy",
    }  # fmt: skip
    with xlsxwriter.Workbook(buffer, options) as boek:
        vet = boek.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        terug = boek.add_format({"text_wrap": True, "valign": "top"})
        sheet = boek.add_worksheet("Lijst")
        sheet.write_row(0, 0, [kolom.label for kolom in blad.kolommen], vet)
        for nr, kolom in enumerate(blad.kolommen):
            sheet.set_column(nr, nr, kolom.breedte, terug)
        for nr, rij in enumerate(blad.rijen, 1):
            for plek, cel in enumerate(rij):
                if isinstance(cel, str):
                    sheet.write_string(nr, plek, _schoon(cel))
                elif cel is not None:
                    sheet.write(nr, plek, cel)
        sheet.freeze_panes(1, 1)
        if blad.rijen:
            sheet.autofilter(0, 0, len(blad.rijen), len(blad.kolommen) - 1)
        uitleg = boek.add_worksheet("Toelichting")
        uitleg.set_column(0, 0, 22, vet)
        uitleg.set_column(1, 1, 80, terug)
        for nr, (label, tekst) in enumerate([("Lijst", blad.titel), *blad.toelichting]):
            uitleg.write_string(nr, 0, label)
            uitleg.write_string(nr, 1, _schoon(tekst))
    return buffer.getvalue()


def _ods(blad: Blad) -> bytes:
    kop = [[kolom.label for kolom in blad.kolommen]]
    uitleg = [("Lijst", blad.titel), *blad.toelichting]
    inhoud = (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<office:document-content {_NAMEN} office:version="1.3"><office:automatic-styles>'
        '<number:date-style style:name="D"><number:day/><number:text>-</number:text><number:month/>'
        '<number:text>-</number:text><number:year number:style="long"/></number:date-style>'
        '<style:style style:name="datum" style:family="table-cell" style:data-style-name="D"/>'
        "</office:automatic-styles><office:body><office:spreadsheet>"
        f"{_tabel('Lijst', [*kop, *blad.rijen])}{_tabel('Toelichting', uitleg)}"
        "</office:spreadsheet></office:body></office:document-content>"
    )
    media = FORMATEN["ods"].media_type
    manifest = (
        '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest manifest:version="1.3" '
        'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{media}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
        "</manifest:manifest>"
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archief:
        # The norm wants this one first and as it is, so that the kind of file can be read off.
        archief.writestr("mimetype", media, zipfile.ZIP_STORED)
        archief.writestr("content.xml", inhoud)
        archief.writestr("META-INF/manifest.xml", manifest)
    return buffer.getvalue()


_NAMEN = " ".join(
    f'xmlns:{kort}="urn:oasis:names:tc:opendocument:xmlns:{lang}:1.0"'
    for kort, lang in (
        ("office", "office"), ("table", "table"), ("text", "text"), ("style", "style"),
        ("number", "datastyle"),
    )
)  # fmt: skip


def _tabel(naam: str, rijen: Sequence[Sequence[Cel]]) -> str:
    regels = (
        f"<table:table-row>{''.join(_ods_cel(cel) for cel in rij)}</table:table-row>"
        for rij in rijen
    )
    return f"<table:table table:name={quoteattr(naam)}>{''.join(regels)}</table:table>"


def _ods_cel(cel: Cel) -> str:
    if cel is None or cel == "":
        return "<table:table-cell/>"
    if isinstance(cel, date):
        waarde = f'office:value-type="date" office:date-value="{cel.isoformat()}" table:style-name="datum"'
        return f"<table:table-cell {waarde}><text:p>{cel:%d-%m-%Y}</text:p></table:table-cell>"
    if isinstance(cel, int):
        return f'<table:table-cell office:value-type="float" office:value="{cel}"><text:p>{cel}</text:p></table:table-cell>'
    regels = "".join(f"<text:p>{escape(regel)}</text:p>" for regel in _schoon(cel).split("\n"))
    return f'<table:table-cell office:value-type="string">{regels}</table:table-cell>'


def _csv(blad: Blad) -> bytes:
    def tekst(cel: Cel) -> Cel:
        if isinstance(cel, date):
            return f"{cel.day}-{cel.month}-{cel.year}"
        return _schoon(cel) if isinstance(cel, str) else cel

    return csv_bestand(
        [kolom.label for kolom in blad.kolommen],
        ([tekst(cel) for cel in rij] for rij in blad.rijen),
    )


def _schoon(tekst: str) -> str:
    """Without the characters that no XML may hold; a broken file helps nobody."""
    return "".join(
        teken
        for teken in tekst.replace("\r\n", "\n").replace("\r", "\n")
        if teken in "\t\n" or (teken >= " " and not "\ud800" <= teken <= "\udfff" and teken < "\ufffe")
        or teken > "\uffff"
    )  # fmt: skip


FORMATEN = {
    "xlsx": Formaat(
        "Excel (xlsx)",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        _xlsx,
    ),
    "ods": Formaat("LibreOffice (ods)", "application/vnd.oasis.opendocument.spreadsheet", _ods),
    "csv": Formaat("Tekst met puntkomma's (csv)", "text/csv; charset=utf-8", _csv),
}
