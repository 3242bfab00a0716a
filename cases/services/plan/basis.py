"""What every step of a plan shares: its state, who may, and what may be written."""

from collections.abc import Sequence
from datetime import date, datetime

from cases.models import Actie, Betrokkenheid, Casus, PlanVanAanpak
from ketenregie.foundation import clock, logboek
from ketenregie.foundation.errors import DomainError
from ketenregie.foundation.locking import lock
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.permissions import Permission
from partners.models import Deelname

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
AFSPRAAK = ("omschrijving", "deelname", "rol", "domein", "uiterlijk")


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


def require_doet_mee(plan: PlanVanAanpak, deelname: Deelname, veld: str) -> None:
    if not Betrokkenheid.objects.filter(
        casus=plan.casus_id, deelname=deelname, status=Betrokkenheid.Status.AANVAARD
    ).exists():
        raise DomainError(
            f"{deelname} doet nog niet mee aan deze casus. Nodig de organisatie eerst uit.",
            veld=veld,
        )


def tekst(waarde: str, veld: str, zin: str) -> str:
    if not waarde.strip():
        raise DomainError(zin, veld=veld)
    return waarde.strip()


def niet_voorbij(dag: date | None, at: datetime) -> date | None:
    if dag and dag < clock.local_date(at):
        raise DomainError("Deze dag is al voorbij.", veld="uiterlijk")
    return dag
