"""Requests about one's own data and what became of them."""

from ketenregie.privacy.models.verzoek import Brontermijn, Privacybericht, Privacyverzoek

__all__ = ["Brontermijn", "Privacybericht", "Privacyverzoek"]
