"""Freezing a plan; from there its acties count."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from cases import planinhoud
from cases.models import Actie, Casus, Instemming, PlanVanAanpak
from cases.services.casus import vervolg
from cases.services.eisen import require_tekst
from cases.services.plan.basis import ACTIVITEIT, AFSPRAAK, OPEN_ACTIES, Status, open_plan
from cases.services.plan.instemmen import Stem, stemmen
from cases.services.termijnen import voldoe_termijn
from cases.services.verstrekken import verstrek_vastgesteld_plan
from ketenregie.foundation import clock, logboek, outbox
from ketenregie.foundation.errors import GateClosed
from ketenregie.foundation.history import met_reden
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.viewer import Viewer
from partners.access.permissions import Permission


@dataclass(frozen=True, slots=True)
class Gereedheid:
    """Whether a plan can be vastgesteld now: what still stands in the way, and what needs a reason."""

    wacht_op: tuple[str, ...]
    bezwaren: tuple[str, ...]
    termijn_voorbij: bool

    @property
    def kan(self) -> bool:
        return self.termijn_voorbij or not (self.wacht_op or self.bezwaren)

    @property
    def reden_nodig(self) -> bool:
        """Passing over an objection or a silence is a decision that must be motivated."""
        return bool(self.wacht_op or self.bezwaren)

    def zinnen(self) -> list[str]:
        """What is missing, one Dutch sentence each."""
        return [f"{naam} moet nog antwoorden." for naam in self.wacht_op] + [
            f"{naam} heeft bezwaar." for naam in self.bezwaren
        ]


def gereedheid(
    plan: PlanVanAanpak, given: Sequence[Stem] | None = None, *, at: datetime | None = None
) -> Gereedheid:
    """What vaststellen waits for; three queries unless `given` is passed."""
    given = stemmen(plan) if given is None else given
    vandaag = clock.local_date(at or clock.now())
    return Gereedheid(
        wacht_op=tuple(s.organisatie for s in given if s.gevraagd and s.instemming is None),
        bezwaren=tuple(
            s.organisatie
            for s in given
            if s.instemming and s.instemming.oordeel == Instemming.Oordeel.BEZWAAR
        ),
        termijn_voorbij=plan.instemmen_voor is not None and plan.instemmen_voor < vandaag,
    )


@transaction.atomic
def stel_plan_vast(
    viewer: Viewer,
    plan: PlanVanAanpak,
    *,
    toelichting: str = "",
    versie: int | None = None,
    at: datetime | None = None,
) -> PlanVanAanpak:
    """Freeze the plan: content, hashes, who agreed on what mandaat; its acties start to count.

    Args:
        toelichting: needed when the term has passed with an objection or a silence.
    Raises:
        AccessDenied: not A for the plan.
        GateClosed: organisations must still answer or object, and the term has not passed.
    """
    at = at or clock.now()
    plan = open_plan(viewer, plan, Permission.PLAN_VASTSTELLEN, Status.TER_INSTEMMING, versie)
    stand = gereedheid(plan, at=at)
    if not stand.kan:
        raise GateClosed(stand.zinnen(), "Het plan kan nog niet worden vastgesteld.")
    if stand.reden_nodig:
        plan.vaststelreden = require_tekst(
            toelichting, "toelichting", "Schrijf op waarom u het plan toch vaststelt."
        )
    _neem_acties_over(plan, at)
    plan.status, plan.vastgesteld_at = Status.VASTGESTELD, at
    plan.vastgesteld_door_id = viewer.medewerker_id
    with clock.frozen(at):
        plan.inhoud, plan.controlegetal = planinhoud.bevries(plan)
    plan.save()
    casus = plan.casus
    casus.regievoerder_id = plan.regievoerder_id
    _daarna(casus, plan, at)
    voldoe_termijn(casus, ACTIVITEIT, at=at)
    logboek.record(
        Gebeurtenis.PLAN_VASTGESTELD, plan, at=at, details={"controlegetal": plan.controlegetal}
    )
    outbox.post("plan.vastgesteld", plan_id=plan.pk)
    verstrek_vastgesteld_plan(viewer, plan, verstrekker_id=viewer.eigen_id, at=at)
    return plan


def _neem_acties_over(plan: PlanVanAanpak, at: datetime) -> None:
    """Carry the drafts of a next version over to the running acties, so that ids and status stay."""
    drafts = list(plan.acties.select_related("vervangt", "deelname"))
    if plan.nummer == 1:
        return
    kept = set()
    with met_reden(f"Plan van aanpak, versie {plan.nummer}"):
        for draft in drafts:
            running = draft.vervangt
            if running is None:
                continue
            kept.add(running.pk)
            if running.status not in OPEN_ACTIES:  # finished while the version went round
                draft.delete()
                continue
            for naam in AFSPRAAK:
                setattr(running, naam, getattr(draft, naam))
            draft.delete()
            running.plan = plan
            running.save()
        gone = (
            Actie.objects.filter(casus=plan.casus_id, status__in=OPEN_ACTIES)
            .in_uitvoering()  # type: ignore[attr-defined]
            .exclude(pk__in=kept)
            .exclude(plan=plan)
        )
        for actie in gone:
            actie.status, actie.afgerond_at = Actie.Status.VERVALLEN, at
            actie.resultaat = f"Staat niet meer in versie {plan.nummer} van het plan."
            actie.save()


def _daarna(casus: Casus, plan: PlanVanAanpak, at: datetime) -> None:
    """What comes next: the step to uitvoering, or on with it until the evaluatiedatum."""
    if casus.hoofdstap in {"preventie", "melden", "analyse"}:
        vervolg(casus, casus.activiteit, at=at, stap="Casus naar uitvoering brengen")
    else:
        vervolg(casus, casus.activiteit, at=at, stap="Voortgang van de acties bespreken",
                uiterlijk=plan.evaluatiedatum)  # fmt: skip
