"""The extra free days of the acting keten, for the count of werkdagen."""

import time
from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from ketenregie.foundation import clock
from ketenregie.foundation.viewer import current_viewer
from partners.models import Keten

# People carry the days of their keten; a task asks, and again after a minute.
_SECONDEN = 60
_gevraagd: dict[UUID, tuple[float, frozenset[date]]] = {}


def dagen_van(regels: Iterable[dict[str, Any]]) -> frozenset[date]:
    return frozenset(date.fromisoformat(regel["dag"]) for regel in regels)


def regels_van(keten: Keten) -> list[dict[str, Any]]:
    """`dag` and `naam` of each extra free day, first first."""
    rijen = [{"dag": date.fromisoformat(r["dag"]), "naam": r["naam"]} for r in keten.vrije_dagen]
    return sorted(rijen, key=lambda r: r["dag"])


@clock.extra_vrije_dagen
def van_de_keten() -> Iterable[date]:
    viewer = current_viewer()
    if viewer is None:
        return ()
    return _voor_taak(viewer.keten_id) if viewer.is_systeem else viewer.vrije_dagen


def _voor_taak(keten_id: UUID) -> frozenset[date]:
    tot, dagen = _gevraagd.get(keten_id, (0.0, frozenset()))
    if time.monotonic() > tot:
        regels = Keten.objects.filter(pk=keten_id).values_list("vrije_dagen", flat=True).first()
        dagen = dagen_van(regels or [])
        _gevraagd[keten_id] = (time.monotonic() + _SECONDEN, dagen)
    return dagen


def vergeet(keten_id: UUID) -> None:
    """The days changed; other processes know within a minute."""
    _gevraagd.pop(keten_id, None)
