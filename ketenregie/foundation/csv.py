"""CSV for a spreadsheet in Dutch: semicolons, UTF-8 with BOM, and no cell that works as a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

_FORMULE = ("=", "+", "-", "@", "|", "%")


def veilig(waarde: object) -> str:
    """Text of one cell; what a spreadsheet might run gets a quote in front.

    Blanks and control characters before the sign do not help: spreadsheets skip them. A NUL, which
    breaks files, goes out.
    """
    tekst = ("" if waarde is None else str(waarde)).replace("\0", "")
    kern = tekst.lstrip("".join(map(chr, range(0x21))) + "\u00a0\u200b\u200e\u200f\u2060\ufeff")
    begint = kern.startswith(_FORMULE) or tekst[:1] in {"\t", "\r", "\n"}
    return f"'{tekst}" if begint else tekst


def csv_bestand(kop: Sequence[str], rijen: Iterable[Sequence[object]]) -> bytes:
    """A whole file; every cell passes `veilig`."""
    buffer = io.StringIO(newline="")
    schrijver = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    schrijver.writerow([veilig(cel) for cel in kop])
    schrijver.writerows([veilig(cel) for cel in rij] for rij in rijen)
    return buffer.getvalue().encode("utf-8-sig")
