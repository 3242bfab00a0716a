"""Asking organisations to agree, and their answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from cases.delen import Deler
from cases.models import Actie, Betrokkenheid, Casus, Instemming, PlanVanAanpak
from cases.services.casus import vervolg
from cases.services.eisen import niet_voorbij
from cases.services.plan.basis import Status, open_plan
from ketenregie.foundation import clock, logboek, outbox
from ketenregie.foundation.errors import DomainError, GateClosed
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.viewer import Viewer
from partners.access.permissions import Permission
from partners.models import Mandaat, Medewerker, geldig_op
from referentiemodel.enums import Mandaatsoort

# Letters of the organisations that are asked to agree; the rest is consulted or informed.
INSTEMMERS = r"[RSA]"
INSTEMTERMIJN_WERKDAGEN = 5


@dataclass(frozen=True, slots=True)
class Punt:
    """One thing a plan needs before organisations can agree to it."""

    label: str
    klaar: bool
    toelichting: str = ""


@dataclass(frozen=True, slots=True)
class Stem:
    """An organisation that was asked, and its answer so far."""

    deelname_id: UUID
    organisatie: str
    instemming: Instemming | None
    gevraagd: bool = True


def checklist(
    plan: PlanVanAanpak, *, deler: Deler | None = None, at: datetime | None = None
) -> list[Punt]:
    """What a plan needs before it goes round, and what is there; two queries.

    Args:
        deler: decides for the viewer which actie may be named; without it none is.
    """
    vandaag = clock.local_date(at or clock.now())
    doelen, acties = list(plan.doelen.all()), list(plan.acties.all())
    te_laat = [a for a in acties if a.uiterlijk < vandaag]
    return [
        Punt("Ten minste één doel met een resultaat", bool(doelen)),
        Punt("Ten minste één actie met organisatie, rol en laatste dag", bool(acties)),
        Punt(
            "Geen actie met een dag die al voorbij is",
            not te_laat,
            "; ".join(_namen(deler, te_laat)) if deler else "",
        ),
        Punt("Een regievoerder", plan.regievoerder_id is not None),
        Punt(
            "Een evaluatiedatum in de toekomst",
            plan.evaluatiedatum is not None and plan.evaluatiedatum > vandaag,
        ),
        Punt("Monitorings- en regieafspraken", bool(plan.monitoring.strip())),
    ]


def _namen(deler: Deler, acties: list[Actie]) -> list[str]:
    shown = deler.toon(acties, lambda a: a.omschrijving)
    names = [s for s in shown if isinstance(s, str)]
    return names + (["een actie die u niet ziet"] if len(names) < len(acties) else [])


@transaction.atomic
def leg_ter_instemming_voor(
    viewer: Viewer,
    plan: PlanVanAanpak,
    *,
    instemmen_voor: date | None = None,
    versie: int | None = None,
    at: datetime | None = None,
) -> PlanVanAanpak:
    """Ask every organisation with R, A or S for the plan to agree before a day.

    Raises:
        GateClosed: with everything that is missing.
        DomainError: the day has passed.
    """
    at = at or clock.now()
    plan = open_plan(viewer, plan, Permission.PLAN_OPSTELLEN, Status.CONCEPT, versie)
    if missing := [punt.label for punt in checklist(plan, at=at) if not punt.klaar]:
        raise GateClosed(missing, "Het plan is nog niet compleet.")
    dag = niet_voorbij(instemmen_voor, at, "instemmen_voor")
    dag = dag or clock.add_werkdagen(clock.local_date(at), INSTEMTERMIJN_WERKDAGEN)
    plan.status, plan.ter_instemming_at, plan.instemmen_voor = Status.TER_INSTEMMING, at, dag
    plan.save()
    vervolg(plan.casus, plan.casus.activiteit, at=at,
            stap=f"Instemming met het plan van aanpak, versie {plan.nummer}", uiterlijk=dag)  # fmt: skip
    logboek.record(Gebeurtenis.PLAN_TER_INSTEMMING, plan, at=at)
    outbox.post("plan.ter_instemming", plan_id=plan.pk)
    return plan


def stemmen(plan: PlanVanAanpak) -> list[Stem]:
    """Who was asked and what each answered; two queries. See `stemmen_van`."""
    return stemmen_van([plan])[plan.pk]


def stemmen_van(plannen: Sequence[PlanVanAanpak]) -> dict[UUID, list[Stem]]:
    """For each plan who was asked and what each answered, by name; two queries however many.

    Asked are the organisations that took part with R, A or S when the plan went round. One that joined
    later may answer too, and is not waited for.
    """
    rows = (
        Betrokkenheid.objects.filter(
            casus__in=[plan.casus_id for plan in plannen],
            status=Betrokkenheid.Status.AANVAARD,
            letters__plan_van_aanpak__regex=INSTEMMERS,
        )
        .select_related("deelname__organisatie")
        .order_by("deelname__organisatie__naam")
    )
    per_casus: dict[UUID, list[Betrokkenheid]] = {}
    for rij in rows:
        per_casus.setdefault(rij.casus_id, []).append(rij)
    given = {
        (stem.plan_id, stem.deelname_id): stem
        for stem in Instemming.objects.filter(plan__in=plannen)
    }
    return {
        plan.pk: [
            Stem(
                rij.deelname_id,
                rij.deelname.organisatie.naam,
                given.get((plan.pk, rij.deelname_id)),
                gevraagd=plan.ter_instemming_at is None
                or rij.beantwoord_at is None
                or rij.beantwoord_at <= plan.ter_instemming_at,
            )
            for rij in per_casus.get(plan.casus_id, [])
        ]
        for plan in plannen
    }


@transaction.atomic
def geef_instemming(
    viewer: Viewer,
    plan: PlanVanAanpak,
    *,
    oordeel: str,
    toelichting: str = "",
    versie: int | None = None,
    at: datetime | None = None,
) -> Instemming:
    """Answer for one's organisation, on a mandaat; may be changed until the plan is vastgesteld.

    Args:
        versie: version of the plan that was read, so that nobody agrees to another text.
    Raises:
        AccessDenied: no mandaat, or no R, A or S for the plan.
        DomainError: an opmerking or bezwaar without text.
    """
    at = at or clock.now()
    plan = open_plan(viewer, plan, Permission.PLAN_INSTEMMEN, Status.TER_INSTEMMING, versie)
    oordeel = Instemming.Oordeel(oordeel)
    toelichting = toelichting.strip()
    if oordeel == Instemming.Oordeel.BEZWAAR and not toelichting:
        raise DomainError("Schrijf op waarom uw organisatie bezwaar heeft.", veld="toelichting")
    if oordeel == Instemming.Oordeel.OPMERKING and not toelichting:
        raise DomainError("Schrijf uw opmerking op.", veld="toelichting")
    mandaat = Mandaat.objects.filter(
        geldig_op(clock.local_date(at)),
        lidmaatschap=viewer.lidmaatschap_id,
        soort=Mandaatsoort.INSTEMMEN,
    ).first()
    if mandaat is None:
        raise DomainError("Uw mandaat om in te stemmen gold op die dag niet.")
    row = plan.instemmingen.filter(deelname_id=viewer.eigen_id).first() or Instemming(
        plan=plan, deelname_id=viewer.eigen_id, created_at=at
    )
    row.oordeel, row.toelichting, row.gegeven_at = oordeel, toelichting, at
    assert viewer.medewerker_id is not None
    row.medewerker_id = viewer.medewerker_id
    row.medewerker_naam = Medewerker.objects.values_list("naam", flat=True).get(
        pk=viewer.medewerker_id
    )
    row.mandaatgever = mandaat.mandaatgever
    row.save()
    Casus.objects.filter(pk=plan.casus_id).update(laatste_activiteit_at=at)
    logboek.record(
        Gebeurtenis.INSTEMMING_GEGEVEN,
        row,
        casus=plan.casus_id,
        at=at,
        details={"oordeel": oordeel},
    )
    outbox.post("plan.instemming", plan_id=plan.pk)
    return row
