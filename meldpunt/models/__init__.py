"""A melding up to its named end, its documents, and the talk with who filed it."""

from meldpunt.models.bericht import Meldingbericht
from meldpunt.models.document import MeldingDocument
from meldpunt.models.melding import (
    EINDEN,
    OPEN,
    Melder,
    Melding,
    MeldingMatch,
    MeldingQuerySet,
    Status,
)

__all__ = [
    "EINDEN",
    "OPEN",
    "Melder",
    "Melding",
    "MeldingDocument",
    "MeldingMatch",
    "MeldingQuerySet",
    "Meldingbericht",
    "Status",
]
