"""Preventie: voorlichting with its participants, and repressieve preventie. No casus, no betrokkene."""

from preventie.models.repressief import RepressieveActie, RepressievePartner
from preventie.models.voorlichting import (
    Deelnemersoordeel,
    Inschrijving,
    Voorlichting,
    Voorlichtingsmateriaal,
)

__all__ = [
    "Deelnemersoordeel",
    "Inschrijving",
    "RepressieveActie",
    "RepressievePartner",
    "Voorlichting",
    "Voorlichtingsmateriaal",
]
