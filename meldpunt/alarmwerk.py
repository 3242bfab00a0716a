"""Mijn werk around alarms: to confirm for who is called, to follow for who raised one."""

from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse

from ketenregie.foundation.registries import Paneel, Werk
from ketenregie.foundation.viewer import Viewer
from ketenregie.foundation.werk import Rij, Werkbron, Werksoort, datum, per_rij
from meldpunt.models import Alarm, Oproep
from partners.access import policy
from partners.access.permissions import Permission


def _alarmen(viewer: Viewer) -> list[Werkbron]:
    """Alarms that run: for an organisation that was called, and for the one that raised it."""
    if not policy.may(viewer, Permission.ALARM_BEVESTIGEN):
        return []
    velden = {"id": "pk", "kenmerk": "kenmerk", "op": "geslagen_at", "uitgeput": "uitgeput_at"}
    lopend = Alarm.objects.voor(viewer).filter(status=Alarm.Status.LOPEND)  # type: ignore[attr-defined]
    opgeroepen = Exists(Oproep.objects.filter(alarm=OuterRef("pk"), deelname_id=viewer.eigen_id))
    return [
        Werkbron(lopend.filter(opgeroepen), velden, per_rij(_bevestig), dag="geslagen_at__date"),
        Werkbron(
            lopend.filter(~opgeroepen, afzender_id=viewer.deelname_id), velden, per_rij(_volg),
            dag="geslagen_at__date",
        ),
    ]  # fmt: skip


def _bevestig(rij: Rij) -> Werk:
    return Werk(
        wat="ALARM: bevestig dat u in actie komt",
        waarom="Uw organisatie is opgeroepen en nog niemand bevestigde",
        casus_kenmerk=rij["kenmerk"],
        url=reverse("alarm", args=[rij["id"]]),
        uiterlijk=datum(rij["op"]),
        soort="alarm",
        knop="Open alarm",
    )


def _volg(rij: Rij) -> Werk:
    waarom = "Nog niemand bevestigde. De piketlijst wordt opgeroepen"
    if rij["uitgeput"]:
        waarom = "De hele piketlijst is opgeroepen en niemand bevestigde. Bel nu zelf"
    return Werk(
        wat="Alarm loopt",
        waarom=waarom,
        casus_kenmerk=rij["kenmerk"],
        url=reverse("alarm", args=[rij["id"]]),
        uiterlijk=datum(rij["op"]),
        soort="alarm",
        knop="Open alarm",
    )


alarmen = Werksoort(_alarmen)


def alarmpaneel(viewer: Viewer, casus: Any) -> Paneel | None:
    """On the casus: the way to the alarm. No query: it tells nothing of what runs."""
    if not policy.may(viewer, Permission.ALARM_SLAAN):
        return None
    return Paneel(
        titel="Nu direct gevaar?",
        tekst="Bel 112. Sla daarna alarm: de piketlijst van de keten wordt opgeroepen.",
        url=reverse("casus_alarm", args=[casus.pk]),
        knop="Naar het alarm",
    )
