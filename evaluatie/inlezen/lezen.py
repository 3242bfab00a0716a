"""From the text of a csv file or a workbook to rows of facts, with a fault for each cell that cannot be read."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, WorksheetNotFound, ZipError

from evaluatie.inlezen.services import Rij
from ketenregie.foundation import clock
from ketenregie.foundation.errors import DomainError
from ketenregie.foundation.vaag import lees_datum
from referentiemodel.schema import Model

MAX_BYTES, MAX_RIJEN = 1_500_000, 5_000
MAX_UITGEPAKT = 40_000_000
TE_GROOT = "Dit bestand is te groot. Deel het op in delen van 5.000 rijen."
JA = {"ja", "j", "1", "true", "waar", "x"}
NEE = {"nee", "n", "0", "false", "onwaar", ""}


@dataclass(frozen=True, slots=True)
class Kolomveld:
    """What a column of the old registration may be."""

    sleutel: str
    label: str
    soort: str  # dag, ja_nee, gemeente, vorm
    herken: tuple[str, ...]
    verplicht: bool = False


VELDEN = (
    Kolomveld("melding", "Dag van de melding", "dag", ("melding", "datum melding", "datum", "gemeld op"), verplicht=True),
    Kolomveld("gemeente", "Gemeente", "gemeente", ("gemeente", "plaats")),
    Kolomveld("vormen", "Verschijningsvorm", "vorm", ("verschijningsvorm", "vorm", "type uitbuiting")),
    Kolomveld("anoniem", "Anonieme melder (ja of nee)", "ja_nee", ("anoniem",)),
    Kolomveld("dossier", "Dag van het dossier", "dag", ("dossier", "datum dossier")),
    Kolomveld("weging", "Dag van de 1e weging", "dag", ("weging", "1e weging", "datum weging")),
    Kolomveld("mensenhandel", "Mensenhandel (ja of nee)", "ja_nee", ("mensenhandel", "kwalificatie")),
    Kolomveld("overleg", "Dag van het casusoverleg", "dag", ("overleg", "casusoverleg")),
    Kolomveld("plan", "Dag van het plan", "dag", ("plan", "plan van aanpak")),
    Kolomveld("einde", "Dag van het einde", "dag", ("einde", "afgesloten", "datum einde")),
    Kolomveld("gestopt", "Slachtofferschap gestopt (ja of nee)", "ja_nee", ("gestopt",)),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tabel:
    kop: Sequence[str]
    rijen: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Fout:
    """A cell that cannot be read; `rij` as the spreadsheet counts them."""

    rij: int
    kolom: str
    zin: str


def lees_tabel(tekst: str) -> Tabel:
    """The heading and rows of csv, with semicolons or commas.

    Raises:
        DomainError: too large, empty, or no csv.
    """
    if len(tekst) > MAX_BYTES:
        raise DomainError(TE_GROOT)
    eerste = tekst.split("\n", 1)[0]
    teken = ";" if eerste.count(";") >= eerste.count(",") else ","
    try:
        alle = [
            r for r in csv.reader(io.StringIO(tekst), delimiter=teken) if any(c.strip() for c in r)
        ]
    except csv.Error as fout:
        raise DomainError(
            "Dit is geen csv-bestand of rekenblad. Bewaar het als xlsx, ods of csv."
        ) from fout
    if len(alle) < 2 or "\0" in tekst:
        raise DomainError("Dit bestand heeft geen rijen met een kop erboven.")
    if len(alle) > MAX_RIJEN + 1:
        raise DomainError("Dit bestand heeft meer dan 5.000 rijen. Deel het op.")
    kop = [cel.strip()[:60] for cel in alle[0]]
    return Tabel(kop, [[*(c.strip() for c in r), *[""] * (len(kop) - len(r))] for r in alle[1:]])


def tekst_van(data: bytes) -> str:
    """The text of a csv file, or of the first sheet of a workbook; older spreadsheets write cp1252.

    Raises:
        DomainError: too large (also once unpacked), or a workbook that cannot be read.
    """
    if len(data) > MAX_BYTES:
        raise DomainError(TE_GROOT)
    if data.startswith(b"PK"):
        return _werkboek(data)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _werkboek(data: bytes) -> str:
    """An xlsx or ods file as csv."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as pak:
            # A small zip may hold a huge sheet.
            if sum(deel.file_size for deel in pak.infolist()) > MAX_UITGEPAKT:
                raise DomainError(TE_GROOT)
        blad = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0)
        rijen = blad.to_python(skip_empty_area=True, nrows=MAX_RIJEN + 2)
    except (CalamineError, ZipError, WorksheetNotFound, zipfile.BadZipFile) as fout:
        raise DomainError("Dit rekenblad is niet te lezen. Bewaar het als csv.") from fout
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=";").writerows([_celtekst(cel) for cel in rij] for rij in rijen)
    return buffer.getvalue()


def _celtekst(cel: object) -> str:
    if isinstance(cel, bool):
        return "ja" if cel else "nee"
    if isinstance(cel, date):  # a moment too: only the day counts
        return f"{cel:%-d-%-m-%Y}"
    if isinstance(cel, float) and cel.is_integer():
        return str(int(cel))
    return str(cel)


def raad(kop: Sequence[str]) -> dict[str, int]:
    """The columns that speak for themselves."""
    namen = [naam.casefold() for naam in kop]
    out = {}
    for veld in VELDEN:
        plek = next(
            (namen.index(h) for h in (veld.label.casefold(), *veld.herken) if h in namen), None
        )
        if plek is not None:
            out[veld.sleutel] = plek
    return out


def vertaal(
    tabel: Tabel, koppeling: Mapping[str, int], model: Model
) -> tuple[list[Rij], list[Fout]]:
    """Rows of facts and every fault; rows count only when there is no fault at all."""
    gemeenten = (
        {naam.casefold(): naam for _, naam in model.waardelijsten["gemeente"].keuzes()}
        if ("gemeente" in model.waardelijsten)
        else {}
    )
    vormen = {
        tekst.casefold(): sleutel
        for sleutel, naam in model.waardelijst("verschijningsvorm").keuzes()
        for tekst in (sleutel, naam)
    }
    rijen, fouten = [], []
    for nr, cellen in enumerate(tabel.rijen, start=2):
        waarden: dict[str, Any] = {}
        for veld in VELDEN:
            if veld.sleutel not in koppeling:
                continue
            plek = koppeling[veld.sleutel]
            try:
                waarden[veld.sleutel] = _cel(veld, cellen[plek], gemeenten, vormen)
            except ValueError as fout:
                fouten.append(Fout(nr, tabel.kop[plek], str(fout)))
        if fouten and fouten[-1].rij == nr:
            continue
        try:
            rijen.append(_rij(waarden))
        except ValueError as fout:
            fouten.append(Fout(nr, "", str(fout)))
    return rijen, fouten


def _cel(veld: Kolomveld, tekst: str, gemeenten: dict[str, str], vormen: dict[str, str]) -> Any:
    if veld.soort == "dag":
        if not tekst:
            if veld.verplicht:
                raise ValueError("Vul de dag van de melding in.")
            return None
        return lees_datum(tekst, vandaag=clock.today(), verleden=True)
    if veld.soort == "ja_nee":
        laag = tekst.casefold()
        if laag in JA | NEE:
            return laag in JA
        raise ValueError(f"‘{tekst[:30]}’ is geen ja of nee.")
    if veld.soort == "gemeente":
        if tekst and tekst.casefold() not in gemeenten:
            raise ValueError(
                f"‘{tekst[:30]}’ is geen gemeente in het werkgebied; laat leeg als dat zo is."
            )
        return gemeenten.get(tekst.casefold(), "")
    delen = [d.strip() for d in tekst.replace("+", ",").split(",") if d.strip()]
    if vreemd := [d for d in delen if d.casefold() not in vormen]:
        raise ValueError(f"‘{vreemd[0][:30]}’ is geen verschijningsvorm van het referentiemodel.")
    return tuple(vormen[d.casefold()] for d in delen)


def _rij(waarden: dict[str, Any]) -> Rij:
    rij = Rij(**waarden)
    dagen: list[tuple[str, date]] = [
        (naam, dag)
        for naam in ("dossier", "weging", "overleg", "plan", "einde")
        if (dag := getattr(rij, naam)) is not None
    ]
    if vroeg := [naam for naam, dag in dagen if dag < rij.melding]:
        raise ValueError(f"De dag van {vroeg[0]} ligt voor de melding.")
    if rij.einde and any(dag > rij.einde for _, dag in dagen):
        raise ValueError("Er gebeurde nog iets na het einde.")
    return rij
