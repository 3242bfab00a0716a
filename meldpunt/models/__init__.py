"""A melding up to its named end, its documents, the talk with who filed it, and the alarm."""

from meldpunt.models.alarm import Alarm, AlarmQuerySet, Oproep, Piketregel
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
from meldpunt.models.overdracht import MeldingOverdracht
from meldpunt.models.publiek import Melderbericht, PubliekConcept
from meldpunt.models.signalering import Signalering
from meldpunt.models.termijn import Eigentermijn

__all__ = [
    "EINDEN",
    "OPEN",
    "Alarm",
    "AlarmQuerySet",
    "Eigentermijn",
    "Hoormelding",
    "Hoorvraag",
    "Melder",
    "Melderbericht",
    "Melding",
    "MeldingDocument",
    "MeldingMatch",
    "MeldingOverdracht",
    "MeldingQuerySet",
    "Meldingbericht",
    "Meldingmail",
    "Meldingobject",
    "Navraag",
    "Navraagantwoord",
    "Objectmatch",
    "Oproep",
    "Piketregel",
    "Poststand",
    "PubliekConcept",
    "Signalering",
    "Status",
]
