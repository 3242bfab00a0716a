"""The doelen and acties of a concept."""

from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import transaction

from cases.models import Actie, Plandoel, PlanVanAanpak
from cases.services.eisen import niet_voorbij, require_doet_mee, require_tekst
from cases.services.plan.basis import Status, gewijzigd, open_plan
from ketenregie.foundation import clock
from ketenregie.foundation.errors import DomainError
from ketenregie.foundation.locking import lock
from ketenregie.foundation.viewer import Viewer
from partners.access.permissions import Permission
from partners.models import Deelname
from referentiemodel.enums import Domein


@transaction.atomic
def voeg_doel_toe(
    viewer: Viewer,
    plan: PlanVanAanpak,
    *,
    doel: str,
    resultaat: str,
    uiterlijk: date | None = None,
    doel_id: UUID | None = None,
    at: datetime | None = None,
) -> Plandoel:
    """Add a goal with the result that shows it is reached; the same `doel_id` twice makes one."""
    at = at or clock.now()
    plan = open_plan(viewer, plan, Permission.PLAN_OPSTELLEN, Status.CONCEPT)
    if doel_id and (known := Plandoel.objects.filter(pk=doel_id, plan=plan).first()):
        return known
    row = Plandoel(
        id=doel_id or uuid4(),
        plan=plan,
        volgorde=plan.doelen.count() + 1,
        doel=require_tekst(doel, "doel", "Schrijf op wat u wilt bereiken."),
        resultaat=require_tekst(
            resultaat, "resultaat", "Schrijf op waaraan u ziet dat het doel is bereikt."
        ),
        uiterlijk=niet_voorbij(uiterlijk, at),
        created_at=at,
    )
    row.save(force_insert=True)
    gewijzigd(plan, at, ["doelen"])
    return row


@transaction.atomic
def wijzig_doel(
    viewer: Viewer,
    rij: Plandoel,
    *,
    doel: str,
    resultaat: str,
    uiterlijk: date | None = None,
    versie: int | None = None,
    at: datetime | None = None,
) -> Plandoel:
    """Change a goal of a concept.

    Raises:
        EditConflict: someone else changed it in between.
    """
    at = at or clock.now()
    plan = open_plan(viewer, rij.plan, Permission.PLAN_OPSTELLEN, Status.CONCEPT)
    rij = lock(Plandoel, rij.pk, versie)
    rij.doel = require_tekst(doel, "doel", "Schrijf op wat u wilt bereiken.")
    rij.resultaat = require_tekst(
        resultaat, "resultaat", "Schrijf op waaraan u ziet dat het doel is bereikt."
    )
    rij.uiterlijk = niet_voorbij(uiterlijk, at)
    rij.save()
    gewijzigd(plan, at, ["doelen"])
    return rij


@transaction.atomic
def verwijder_doel(viewer: Viewer, rij: Plandoel, *, at: datetime | None = None) -> None:
    """Take a goal out of a concept; the history keeps it."""
    at = at or clock.now()
    plan = open_plan(viewer, rij.plan, Permission.PLAN_OPSTELLEN, Status.CONCEPT)
    lock(Plandoel, rij.pk).delete()
    gewijzigd(plan, at, ["doelen"])


@transaction.atomic
def voeg_actie_toe(
    viewer: Viewer,
    plan: PlanVanAanpak,
    *,
    omschrijving: str,
    deelname: Deelname,
    rol: str,
    uiterlijk: date,
    domein: str,
    voor_wie: str = "",
    actie_id: UUID | None = None,
    at: datetime | None = None,
) -> Actie:
    """Add what one organisation does, in which role, by when; the same `actie_id` twice makes one.

    Raises:
        DomainError: the organisation does not take part, or the last day has passed.
    """
    at = at or clock.now()
    plan = open_plan(viewer, plan, Permission.PLAN_OPSTELLEN, Status.CONCEPT)
    if actie_id and (known := Actie.objects.filter(pk=actie_id, plan=plan).first()):
        return known
    row = Actie(
        id=actie_id or uuid4(),
        casus_id=plan.casus_id,
        plan=plan,
        leverancier_id=viewer.eigen_id,
        verwerkt_at=at,
        created_at=at,
    )
    _vul_actie(row, plan, at, omschrijving, deelname, rol, uiterlijk, domein)
    row.voor_wie = voor_wie.strip()[:120]
    row.save(force_insert=True)
    gewijzigd(plan, at, ["acties"])
    return row


@transaction.atomic
def wijzig_actie(
    viewer: Viewer,
    actie: Actie,
    *,
    omschrijving: str,
    deelname: Deelname,
    rol: str,
    uiterlijk: date,
    domein: str,
    voor_wie: str = "",
    versie: int | None = None,
    at: datetime | None = None,
) -> Actie:
    """Change an actie of a concept.

    Raises:
        EditConflict: someone else changed it in between.
    """
    at = at or clock.now()
    plan = open_plan(viewer, _plan_van(actie), Permission.PLAN_OPSTELLEN, Status.CONCEPT)
    actie = lock(Actie, actie.pk, versie)
    _vul_actie(actie, plan, at, omschrijving, deelname, rol, uiterlijk, domein)
    actie.voor_wie = voor_wie.strip()[:120]
    actie.save()
    gewijzigd(plan, at, ["acties"])
    return actie


@transaction.atomic
def verwijder_actie(viewer: Viewer, actie: Actie, *, at: datetime | None = None) -> None:
    """Take an actie out of a concept; a running one ends when that version is vastgesteld."""
    at = at or clock.now()
    plan = open_plan(viewer, _plan_van(actie), Permission.PLAN_OPSTELLEN, Status.CONCEPT)
    lock(Actie, actie.pk).delete()
    gewijzigd(plan, at, ["acties"])


def _plan_van(actie: Actie) -> PlanVanAanpak:
    if actie.plan is None:
        raise DomainError("Deze actie hoort niet bij een plan.")
    return actie.plan


def _vul_actie(
    row: Actie,
    plan: PlanVanAanpak,
    at: datetime,
    omschrijving: str,
    deelname: Deelname,
    rol: str,
    uiterlijk: date,
    domein: str,
) -> None:
    require_doet_mee(plan.casus_id, deelname, "deelname")
    row.omschrijving = require_tekst(omschrijving, "omschrijving", "Schrijf op wat er gebeurt.")
    row.deelname = deelname
    row.rol = require_tekst(rol, "rol", "Schrijf op in welke rol de organisatie dit doet.")
    row.domein = Domein(domein)
    if uiterlijk < clock.local_date(at):
        raise DomainError(
            "De laatste dag van een actie ligt niet in het verleden.", veld="uiterlijk"
        )
    row.uiterlijk = uiterlijk
