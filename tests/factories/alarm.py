"""Alarms and the on-call list, through the services."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from ketenregie.foundation import outbox
from ketenregie.foundation.outbox.models import Bericht
from ketenregie.foundation.viewer import Viewer, acting_as
from ketenregie.foundation.werker import als_werker
from meldpunt.models import Alarm, Melding, Piketregel
from meldpunt.services import bewaar_piketregel, escaleer, sla_alarm_bij_melding
from partners.models import Deelname
from tests.conftest import database_role

Wie = Callable[[str], Viewer]


def sla(viewer: Viewer, melding: Melding, **anders: Any) -> Alarm:
    with acting_as(viewer):
        return sla_alarm_bij_melding(viewer, melding, **anders)


def piketregel(viewer: Viewer, username: Viewer, **anders: Any) -> Piketregel:
    """A line for the organisation of somebody, every day, day and night."""
    with acting_as(viewer):
        deelname = Deelname.objects.get(pk=username.deelname_id)
        velden = {
            "volgorde": 1,
            "dagen": [1, 2, 3, 4, 5, 6, 7],
            "minuten": 10,
            "functie": username.functie,
        }
        return bewaar_piketregel(viewer, deelname=deelname, **velden | anders)


def lege_lijst(viewer: Viewer) -> None:
    """Take the demo's list away."""
    with acting_as(viewer):
        Piketregel.objects.update(actief=False)


def klok(keten_id: Any, at: datetime) -> int:
    """The beat passes: what is due at this moment."""
    with database_role("werker"), acting_as(Viewer.voor_systeem(keten_id, "proef")):
        return escaleer(at)


def bezorg(*soorten: str) -> int:
    """Deliver only these messages: the rest of the world stays as it was."""
    with database_role("werker"):
        with als_werker():
            Bericht.objects.exclude(soort__in=soorten).delete()
        return outbox.relay()
