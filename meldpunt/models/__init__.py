"""A melding up to its named end, its documents, and the talk with who filed it."""

from meldpunt.models.bericht import Meldingbericht
from meldpunt.models.document import MeldingDocument
from meldpunt.models.hoorvraag import Hoormelding, Hoorvraag
from meldpunt.models.mail import Meldingmail, Poststand
from meldpunt.models.melding import (
    EINDEN,
    OPEN,
    Melder,
    Melding,
    MeldingMatch,
    MeldingQuerySet,
    Status,
)
from meldpunt.models.navraag import Navraag, Navraagantwoord
from meldpunt.models.object import Meldingobject, Objectmatch
from meldpunt.models.publiek import Melderbericht, PubliekConcept

__all__ = [
    "EINDEN",
    "OPEN",
    "Hoormelding",
    "Hoorvraag",
    "Melder",
    "Melderbericht",
    "Melding",
    "MeldingDocument",
    "MeldingMatch",
    "MeldingQuerySet",
    "Meldingbericht",
    "Meldingmail",
    "Meldingobject",
    "Navraag",
    "Navraagantwoord",
    "Objectmatch",
    "Poststand",
    "PubliekConcept",
    "Status",
]
