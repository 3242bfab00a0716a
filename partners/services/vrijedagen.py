"""Extra free days of a keten: added and removed by beheer, with a name. A task moves the clocks that run."""

from datetime import date, datetime

from django.db import transaction

from ketenregie.foundation import clock, logboek, taak
from ketenregie.foundation.errors import DomainError
from ketenregie.foundation.history import met_reden
from ketenregie.foundation.locking import lock
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.permissions import Permission
from partners.models import Keten
from partners.vrijedagen import vergeet

HOOGSTENS = 60
# Carried out by a room that knows the clocks (meldpunt/kloktaken.py).
TAAK = "vrije_dag"


@transaction.atomic
def zet_vrije_dag(viewer: Viewer, dag: date, *, naam: str, at: datetime | None = None) -> Keten:
    """Count this day as free; running termijnen in werkdagen that count it get a day more.

    Raises:
        AccessDenied: not the ketenbeheerder.
        DomainError: no name, in the past, already free, or more than sixty days.
    """
    at = at or clock.now()
    policy.require(viewer, Permission.BEHEREN)
    keten = lock(Keten, viewer.keten_id)
    if not naam.strip():
        raise DomainError("Schrijf op waarom deze dag vrij is.", veld="naam")
    if dag < clock.local_date(at):
        raise DomainError("Kies een dag die nog komt.", veld="dag")
    if not clock.is_werkdag(dag) or any(r["dag"] == dag.isoformat() for r in keten.vrije_dagen):
        raise DomainError("Deze dag is al vrij.", veld="dag")
    if len(keten.vrije_dagen) >= HOOGSTENS:
        raise DomainError("Er staan al zestig dagen. Haal er eerst een weg.", veld="dag")
    regels = [*keten.vrije_dagen, {"dag": dag.isoformat(), "naam": naam.strip()[:80]}]
    keten = _bewaar(keten, sorted(regels, key=lambda r: r["dag"]), naam.strip(), dag, at)
    _verschuif(viewer, dag, vrij=True)
    return keten


@transaction.atomic
def haal_vrije_dag_weg(viewer: Viewer, dag: date, *, at: datetime | None = None) -> Keten:
    """Count it as a werkdag again; removing it twice is once.

    Raises:
        AccessDenied: not the ketenbeheerder.
    """
    at = at or clock.now()
    policy.require(viewer, Permission.BEHEREN)
    keten = lock(Keten, viewer.keten_id)
    regels = [r for r in keten.vrije_dagen if r["dag"] != dag.isoformat()]
    was = len(keten.vrije_dagen) != len(regels)
    keten = _bewaar(keten, regels, "Weer een werkdag", dag, at)
    if was and dag >= clock.local_date(at):
        _verschuif(viewer, dag, vrij=False)
    return keten


def _verschuif(viewer: Viewer, dag: date, *, vrij: bool) -> None:
    taak.start(
        TAAK,
        viewer=viewer,
        titel="Termijnen verschuiven na een vrije dag",
        invoer={"dag": dag.isoformat(), "vrij": vrij},
    )


def _bewaar(
    keten: Keten, regels: list[dict[str, str]], reden: str, dag: date, at: datetime
) -> Keten:
    keten.vrije_dagen = regels
    with met_reden(reden):
        keten.save()
    transaction.on_commit(lambda: vergeet(keten.pk))
    logboek.record(
        Gebeurtenis.VRIJE_DAGEN_GEWIJZIGD, keten, reden=reden, at=at, details={"dag": str(dag)}
    )
    return keten
