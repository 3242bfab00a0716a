"""A long plan on paper: made as a task, and handed out only while the asker may still see all of it."""

from uuid import UUID

from cases import planinhoud
from cases.archief import archief_pdf
from cases.delen import Deler
from cases.documents import beslis_items, ontvangst_van, plan_pdf, require_plan_zien
from cases.models import Casus, PlanVanAanpak
from cases.planverschil import vorige_van
from cases.services.verstrekken import bevestig_ontvangst
from ketenregie.foundation.errors import NotVisible
from ketenregie.foundation.taak import Resultaat, start
from ketenregie.foundation.taak.models import Taak
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.permissions import Permission

SOORT = "plan_pdf"
# Items (an actie, a person, a weging) of a plan that is still made while one waits: about ten pages.
DIRECT = 120


def is_lang(plan: PlanVanAanpak) -> bool:
    """More than one waits for."""
    return len(planinhoud.inhoud_van(plan)) > DIRECT


def start_taak(viewer: Viewer, plan: PlanVanAanpak, *, archief: bool = False) -> Taak:
    """Make the paper in the background; the asker follows it on the page of the task."""
    wat = "Archiefexemplaar van het plan" if archief else "Plan van aanpak als PDF"
    return start(
        SOORT,
        viewer=viewer,
        titel=f"{wat}, {plan.casus.kenmerk} versie {plan.nummer}",
        invoer={"archief": archief},
        plan_id=plan.pk,
    )


def maak(taak: Taak, viewer: Viewer, *, plan_id: UUID) -> Resultaat:
    """The paper for who asked, with the rights of now.

    Raises:
        NotVisible: the plan is withdrawn, or the casus is no longer for the viewer.
        AccessDenied: see `require_plan_zien`.
    """
    archief = taak.lees_invoer()["archief"]
    deler, plan = _vind(viewer, plan_id, archief=archief)
    taak.meld(1, 3)
    taak.bewaar_invoer({"archief": archief, "getoond": sorted(getoond(deler, plan))})
    naam = f"plan-{deler.casus.kenmerk}-versie-{plan.nummer}"
    if archief:
        return Resultaat(f"{naam}-archief.pdf", archief_pdf(deler, plan), "application/pdf")
    given = ontvangst_van(viewer, plan)
    if given is not None:
        bevestig_ontvangst(viewer, given.verstrekking_id, gelezen=True)
    taak.meld(2, 3)
    return Resultaat(f"{naam}.pdf", plan_pdf(deler, plan), "application/pdf")


def controleer(viewer: Viewer, taak: Taak) -> None:
    """The paper holds what could be seen when it was made: only while all of that still can."""
    invoer = taak.lees_invoer()
    deler, plan = _vind(viewer, UUID(taak.ids["plan_id"]), archief=invoer["archief"])
    if set(invoer["getoond"]) - getoond(deler, plan):
        raise NotVisible


def _vind(viewer: Viewer, plan_id: UUID, *, archief: bool) -> tuple[Deler, PlanVanAanpak]:
    plan = PlanVanAanpak.objects.filter(pk=plan_id).first()
    if plan is None or plan.status == PlanVanAanpak.Status.INGETROKKEN:
        raise NotVisible
    casus = Casus.objects.haal(viewer, plan.casus_id)  # type: ignore[attr-defined]
    plan.casus = casus
    deler = Deler(viewer, casus)
    policy.require(viewer, Permission.CASUS_ZIEN, casus)
    require_plan_zien(deler, plan)
    if archief:
        policy.require(viewer, Permission.PLAN_VASTSTELLEN, casus)
    return deler, plan


def getoond(deler: Deler, plan: PlanVanAanpak) -> set[str]:
    """Ids of what this viewer gets of the plan and of the version that it is compared with."""
    vorige = vorige_van(plan, PlanVanAanpak.objects.filter(casus=deler.casus))
    return {
        item.id
        for versie in (plan, vorige)
        if versie is not None
        for item, regel in beslis_items(deler, versie)
        if isinstance(regel, dict)
    }
