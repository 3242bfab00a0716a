"""What every step of a plan shares: its state, who may, and what may be written."""

from collections.abc import Sequence
from datetime import datetime

from cases.models import Actie, Casus, PlanVanAanpak
from ketenregie.foundation import logboek
from ketenregie.foundation.errors import DomainError
from ketenregie.foundation.locking import lock
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.permissions import Permission

ACTIVITEIT = "plan_van_aanpak"
TEKSTVELDEN = (
    "samenvatting",
    "voorstel_inhoud",
    "voorstel_proces",
    "voorstel_rollen",
    "monitoring",
)
VELDEN = frozenset({*TEKSTVELDEN, "regievoerder", "evaluatiedatum"})
OPEN_ACTIES = (Actie.Status.OPEN, Actie.Status.BEZIG)
Status = PlanVanAanpak.Status
# What organisations agree on in an actie; a next version carries these over to the running one.
AFSPRAAK = ("omschrijving", "deelname", "rol", "voor_wie", "domein", "uiterlijk")


def open_plan(
    viewer: Viewer,
    plan: PlanVanAanpak,
    permission: Permission,
    status: str,
    versie: int | None = None,
) -> PlanVanAanpak:
    """Lock casus and plan (always in that order), who, and the state it must be in."""
    casus = lock(Casus, plan.casus_id)
    plan = lock(PlanVanAanpak, plan.pk)
    plan.casus = casus
    policy.require(viewer, permission, casus)
    if plan.status != status:
        raise DomainError(_VERKEERDE_STATUS[status].format(nu=plan.get_status_display().lower()))
    # After status and right: a stale page of a plan that went on has a better answer than "stale".
    if versie is not None and plan.versie != int(versie):
        plan = lock(PlanVanAanpak, plan.pk, versie)
    return plan


_VERKEERDE_STATUS: dict[str, str] = {
    Status.CONCEPT: "Dit plan is {nu}; de inhoud staat vast. Neem het terug of maak een nieuwe versie.",
    Status.TER_INSTEMMING: "Dit plan ligt niet ter instemming; de status is {nu}.",
}


def gewijzigd(plan: PlanVanAanpak, at: datetime, namen: Sequence[str]) -> None:
    Casus.objects.filter(pk=plan.casus_id).update(laatste_activiteit_at=at)
    logboek.record(Gebeurtenis.PLAN_GEWIJZIGD, plan, at=at, details={"velden": list(namen)})
