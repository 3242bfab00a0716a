"""Requests about one's own data and what became of them, datalekken, and the register of processing."""

from ketenregie.privacy.models.bron import Bron
from ketenregie.privacy.models.datalek import Datalek, JaNee, Verwerking
from ketenregie.privacy.models.verzoek import Brontermijn, Privacybericht, Privacyverzoek

__all__ = [
    "Bron",
    "Brontermijn",
    "Datalek",
    "JaNee",
    "Privacybericht",
    "Privacyverzoek",
    "Verwerking",
]
