"""Lines of a verslag: decided values, no models."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Gegevenregel:
    """What an organisation brought and asked."""

    wie: str
    tekst: str
    vraag: str
    bron: str
    categorie: str
    voorwaarden: str
    afgeschermd: bool = False


@dataclass(frozen=True, slots=True)
class Wegingregel:
    """A 2e weging that was made at the table."""

    uitkomst: str
    urgentie: str
    motivering: str
    regels: tuple[tuple[str, str], ...]
    wegers: tuple[str, ...]
    voorwaarden: str
    afgeschermd: bool = False
