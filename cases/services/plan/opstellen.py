"""Beginning a plan, writing its texts, taking it back and dropping it."""

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from cases.models import Actie, Casus, Plandoel, PlanVanAanpak, Termijn
from cases.services.casus import vervolg
from cases.services.eisen import require_doet_mee, require_tekst
from cases.services.plan.basis import (
    ACTIVITEIT,
    AFSPRAAK,
    OPEN_ACTIES,
    VELDEN,
    Status,
    gewijzigd,
    open_plan,
)
from ketenregie.foundation import clock, logboek, outbox
from ketenregie.foundation.errors import AccessDenied, DomainError
from ketenregie.foundation.history import met_reden
from ketenregie.foundation.locking import lock
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.permissions import Permission


@transaction.atomic
def start_plan(
    viewer: Viewer, casus: Casus, *, plan_id: UUID | None = None, at: datetime | None = None
) -> PlanVanAanpak:
    """Begin the first plan of a casus, or the next version of the one in force.

    A next version starts as a copy; its acties are drafts of the running ones until it is vastgesteld.

    Args:
        plan_id: key of the form that asked, so that a double click makes one plan.
    Raises:
        AccessDenied: not R or A for the plan.
        DomainError: one is in the making already.
    """
    at = at or clock.now()
    casus = lock(Casus, casus.pk)
    policy.require(viewer, Permission.PLAN_OPSTELLEN, casus)
    plannen = list(PlanVanAanpak.objects.filter(casus=casus).order_by("nummer"))
    if any(p.pk == plan_id for p in plannen):
        return next(p for p in plannen if p.pk == plan_id)
    if any(p.status in {Status.CONCEPT, Status.TER_INSTEMMING} for p in plannen):
        raise DomainError("Er is al een plan in de maak. Werk daarin verder.")
    previous = next((p for p in reversed(plannen) if p.status == Status.VASTGESTELD), None)
    plan = PlanVanAanpak(
        id=plan_id or uuid4(),
        casus=casus,
        nummer=plannen[-1].nummer + 1 if plannen else 1,
        opsteller_id=viewer.eigen_id,
        created_at=at,
    )
    if previous:
        for veld in VELDEN:
            setattr(plan, veld, getattr(previous, veld))
        if plan.evaluatiedatum and plan.evaluatiedatum < clock.local_date(at):
            plan.evaluatiedatum = None
    plan.save(force_insert=True)
    if previous:
        _kopieer(previous, plan, at)
    else:
        vervolg(casus, casus.activiteit if casus.hoofdstap != "analyse" else ACTIVITEIT,
                at=at, stap="Plan van aanpak schrijven", uiterlijk=_uiterlijk_plan(casus))  # fmt: skip
    logboek.record(Gebeurtenis.PLAN_GESTART, plan, actie="C", at=at)
    outbox.post("plan.gestart", plan_id=plan.pk)
    return plan


def _uiterlijk_plan(casus: Casus) -> date | None:
    """Day of the running clock on the plan, if the casusoverleg started one."""
    return (
        Termijn.objects.filter(casus=casus, sleutel=ACTIVITEIT, voldaan_at__isnull=True)
        .values_list("uiterlijk", flat=True)
        .first()
    )


def _kopieer(previous: PlanVanAanpak, plan: PlanVanAanpak, at: datetime) -> None:
    for doel in previous.doelen.all():
        Plandoel.objects.create(
            plan=plan,
            volgorde=doel.volgorde,
            doel=doel.doel,
            resultaat=doel.resultaat,
            uiterlijk=doel.uiterlijk,
            created_at=at,
        )
    running = Actie.objects.filter(casus=plan.casus_id, status__in=OPEN_ACTIES).in_uitvoering()  # type: ignore[attr-defined]
    for actie in running:
        Actie.objects.create(
            casus_id=plan.casus_id,
            plan=plan,
            vervangt=actie,
            leverancier_id=actie.leverancier_id,
            grondslag=actie.grondslag,
            verwerkt_at=actie.verwerkt_at,
            created_at=at,
            **{naam: getattr(actie, naam) for naam in AFSPRAAK},
        )


@transaction.atomic
def wijzig_plan(
    viewer: Viewer,
    plan: PlanVanAanpak,
    *,
    versie: int | None = None,
    at: datetime | None = None,
    **velden: Any,
) -> PlanVanAanpak:
    """Change texts, regievoerder or evaluatiedatum of a concept.

    Args:
        versie: version of the plan that the writer was looking at.
        velden: any of samenvatting, voorstel_inhoud, voorstel_proces, voorstel_rollen, monitoring,
            regievoerder (Deelname or None), evaluatiedatum (date or None).
    Raises:
        EditConflict: someone else saved in between; carries the plan as it is now.
        DomainError: no concept, or the regievoerder does not take part.
    """
    at = at or clock.now()
    if unknown := set(velden) - VELDEN:
        raise TypeError(f"Dit zijn geen velden van een plan: {sorted(unknown)}")
    plan = open_plan(viewer, plan, Permission.PLAN_OPSTELLEN, Status.CONCEPT, versie)
    if regievoerder := velden.get("regievoerder"):
        require_doet_mee(plan.casus_id, regievoerder, "regievoerder")
    if (dag := velden.get("evaluatiedatum")) and dag <= clock.local_date(at):
        raise DomainError("De evaluatiedatum moet in de toekomst liggen.", veld="evaluatiedatum")
    for naam, waarde in velden.items():
        setattr(plan, naam, waarde)
    plan.save()
    gewijzigd(plan, at, sorted(velden))
    return plan


@transaction.atomic
def neem_terug(
    viewer: Viewer, plan: PlanVanAanpak, *, reden: str, at: datetime | None = None
) -> PlanVanAanpak:
    """Make it a concept again, to change it; answers given so far lapse and stay in the history.

    Raises:
        AccessDenied: neither drew it up nor answers for it.
        DomainError: no reason, or it is not ter instemming.
    """
    at = at or clock.now()
    reden = require_tekst(reden, "reden", "Schrijf op waarom u het plan terugneemt.")
    plan = open_plan(viewer, plan, Permission.PLAN_OPSTELLEN, Status.TER_INSTEMMING)
    _require_van(viewer, plan)
    with met_reden(reden):
        for rij in plan.instemmingen.all():
            rij.delete()
        plan.status, plan.ter_instemming_at, plan.instemmen_voor = Status.CONCEPT, None, None
        plan.save()
    vervolg(plan.casus, plan.casus.activiteit, at=at, stap="Plan van aanpak aanpassen")
    logboek.record(Gebeurtenis.PLAN_TERUGGENOMEN, plan, at=at)
    outbox.post("plan.teruggenomen", plan_id=plan.pk)
    return plan


@transaction.atomic
def trek_in(
    viewer: Viewer, plan: PlanVanAanpak, *, reden: str, at: datetime | None = None
) -> PlanVanAanpak:
    """Drop a concept; the plan in force, if any, stays in force.

    Raises:
        AccessDenied: neither drew it up nor answers for it.
        DomainError: no reason, or it is no concept.
    """
    at = at or clock.now()
    reden = require_tekst(reden, "reden", "Schrijf op waarom u dit concept weglegt.")
    plan = open_plan(viewer, plan, Permission.PLAN_OPSTELLEN, Status.CONCEPT)
    _require_van(viewer, plan)
    plan.status = Status.INGETROKKEN
    with met_reden(reden):
        plan.save()
    logboek.record(Gebeurtenis.PLAN_INGETROKKEN, plan, at=at)
    return plan


def mag_terug(viewer: Viewer, plan: PlanVanAanpak) -> policy.Besluit:
    """Taking back and dropping is for who drew the plan up, and for the eindverantwoordelijke."""
    own = viewer.deelname_id == plan.opsteller_id
    permission = Permission.PLAN_OPSTELLEN if own else Permission.PLAN_VASTSTELLEN
    return policy.may(viewer, permission, plan.casus)


def _require_van(viewer: Viewer, plan: PlanVanAanpak) -> None:
    besluit = mag_terug(viewer, plan)
    if not besluit:
        raise AccessDenied(
            besluit.reason, permission=Permission.PLAN_VASTSTELLEN, regel=besluit.regel
        )
