"""The name of a file as people may see it: no path, nothing invisible, no second nature."""

from __future__ import annotations

import unicodedata

from ketenregie.foundation.documenten.soorten import GEVAARLIJK, PER_EXTENSIE, UITLEG, Soort
from ketenregie.foundation.errors import DomainError

LENGTE = 120
_WINDOWS = {"con", "prn", "aux", "nul", *(f"{n}{i}" for n in ("com", "lpt") for i in range(10))}
_VERBODEN = set('<>:"/\\|?*')


def schoon(naam: str) -> str:
    """The last part of a path, without control, invisible and turning (RTL) characters, at most 120."""
    naam = unicodedata.normalize("NFC", naam.replace("\\", "/").rsplit("/", 1)[-1])
    # Category C: NUL, line ends, zero width, U+202E and its kin, private use, half surrogates.
    kept = "".join(" " if c in _VERBODEN else c for c in naam if unicodedata.category(c)[0] != "C")
    kept = " ".join(kept.split()).strip(" .~")
    stem, dot, ext = kept.rpartition(".")
    if not dot:
        stem, ext = kept, ""
    stem = stem.strip(" .") or "document"
    if stem.split(".")[0].lower() in _WINDOWS:
        stem = f"bestand {stem}"
    ext = ext.strip().lower()[:12]
    return f"{stem[: LENGTE - 14].rstrip(' .')}.{ext}" if ext else stem[:LENGTE]


def soort_van(naam: str) -> Soort:
    """The kind that a cleaned name claims.

    Raises:
        DomainError: not on the allow-list, or a dangerous extension hides in the middle.
    """
    _, *extensions = naam.lower().split(".")
    claimed = PER_EXTENSIE.get(extensions[-1]) if extensions else None
    if claimed is None:
        raise DomainError(f"‘{naam}’: dit soort bestand kan niet. Kies {UITLEG}.")
    if set(extensions[:-1]) & GEVAARLIJK:
        raise DomainError(
            f"‘{naam}’ heeft een naam die op een programma lijkt. Geef het bestand een gewone naam."
        )
    return claimed


def met_extensie(naam: str, soort: Soort) -> str:
    """The name of a file that was converted."""
    return f"{naam.rpartition('.')[0]}.{soort.extensies[0]}"
