"""Reading values from a document with the place of every fault."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from django.db import models

from ketenregie.foundation.errors import DomainError

K = TypeVar("K", bound=models.TextChoices)
_SLEUTEL = re.compile(r"[a-z][a-z0-9_]*\Z")


class ModelFout(DomainError):
    """A model document that cannot be used; `fouten` lists every fault with its place."""

    def __init__(self, fouten: Sequence[str]) -> None:
        self.fouten = list(fouten)
        super().__init__("Het referentiemodel klopt niet. " + " ".join(self.fouten))


class Lezer:
    """Reads one document; a fault is noted and replaced by a harmless value, so reading goes on."""

    def __init__(self) -> None:
        self.fouten: list[str] = []

    def fout(self, plek: str, zin: str) -> None:
        """Note a fault."""
        self.fouten.append(f"{plek}: {zin}")

    def tabel(self, waarde: object, velden: set[str], plek: str) -> Mapping[str, Any]:
        """A table with known fields only."""
        if not isinstance(waarde, Mapping):
            self.fout(plek, "hier hoort een tabel met velden.")
            return {}
        for veld in sorted(str(v) for v in set(waarde) - velden):
            self.fout(plek, f"'{veld}' is geen bekend veld.")
        return waarde

    def lijst(self, bron: Mapping[str, Any], naam: str, plek: str) -> list[Any]:
        """A list; absent is empty."""
        waarde = bron.get(naam)
        if waarde is None:
            return []
        if not isinstance(waarde, list):
            self.fout(plek, f"'{naam}' moet een lijst zijn.")
            return []
        return waarde

    def tekst(
        self, bron: Mapping[str, Any], naam: str, plek: str, *, verplicht: bool = True
    ) -> str:
        """A text without surrounding space."""
        waarde = bron.get(naam)
        if waarde is None or waarde == "":
            if verplicht:
                self.fout(plek, f"'{naam}' ontbreekt.")
            return ""
        if not isinstance(waarde, str):
            self.fout(plek, f"'{naam}' moet tekst zijn, niet '{waarde}'.")
            return ""
        return waarde.strip()

    def teksten(self, waarden: object, plek: str) -> tuple[str, ...]:
        """A list of texts."""
        if waarden is None:
            return ()
        if not isinstance(waarden, list):
            self.fout(plek, "hier hoort een lijst.")
            return ()
        for nummer, regel in enumerate(waarden, start=1):
            if not isinstance(regel, str) or not regel.strip():
                self.fout(plek, f"regel {nummer} moet tekst zijn, niet '{regel}'.")
        return tuple(regel.strip() for regel in waarden if isinstance(regel, str))

    def getal(self, bron: Mapping[str, Any], naam: str, plek: str) -> int:
        """A whole number of 1 or more."""
        waarde = bron.get(naam)
        if isinstance(waarde, bool) or not isinstance(waarde, int) or waarde < 1:
            self.fout(plek, f"'{naam}' moet een heel getal van 1 of meer zijn, niet '{waarde}'.")
            return 1
        return waarde

    def vlag(self, bron: Mapping[str, Any], naam: str, plek: str, *, anders: bool = False) -> bool:
        """True or false."""
        waarde = bron.get(naam, anders)
        if not isinstance(waarde, bool):
            self.fout(plek, f"'{naam}' moet true of false zijn, niet '{waarde}'.")
            return anders
        return waarde

    def keuze(self, soort: type[K], waarde: object, plek: str) -> K | None:
        """A value of a closed list."""
        if waarde in soort.values:
            return soort(waarde)
        self.fout(plek, f"'{waarde}' is niet bekend. Kies uit: {', '.join(soort.values)}.")
        return None

    def keuzes(self, soort: type[K], waarden: Sequence[object], plek: str) -> frozenset[K]:
        """Values of a closed list."""
        gelezen = (self.keuze(soort, waarde, plek) for waarde in waarden)
        return frozenset(waarde for waarde in gelezen if waarde is not None)

    def sleutel(self, bron: Mapping[str, Any], plek: str, gezien: set[str]) -> str:
        """A stable sleutel, unique within `gezien`."""
        sleutel = self.tekst(bron, "sleutel", plek)
        if sleutel and not _SLEUTEL.match(sleutel):
            self.fout(plek, f"sleutel '{sleutel}' mag alleen kleine letters, cijfers en _ hebben.")
        if sleutel in gezien:
            self.fout(plek, f"sleutel '{sleutel}' komt twee keer voor.")
        gezien.add(sleutel)
        return sleutel
