"""Plan van aanpak: writing it, asking instemming, vaststellen, and a next version."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from cases import planinhoud
from cases.models import (
    Actie,
    Betrokkenheid,
    Casus,
    Instemming,
    Plandoel,
    PlanVanAanpak,
    Termijn,
)
from cases.services.casus import vervolg
from cases.services.termijnen import voldoe_termijn
from ketenregie.foundation import clock, logboek, outbox
from ketenregie.foundation.errors import AccessDenied, DomainError, GateClosed
from ketenregie.foundation.history import met_reden
from ketenregie.foundation.locking import lock
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.permissions import Permission
from partners.models import Deelname, Mandaat, Medewerker, geldig_op
from referentiemodel.enums import Domein, Mandaatsoort

ACTIVITEIT = "plan_van_aanpak"
# Letters of the organisations that are asked to agree; the rest is consulted or informed.
INSTEMMERS = r"[RSA]"
INSTEMTERMIJN_WERKDAGEN = 5
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
            **{naam: getattr(actie, naam) for naam in _AFSPRAAK},
        )


# What organisations agree on in an actie; a next version carries these over to the running one.
_AFSPRAAK = ("omschrijving", "deelname", "rol", "domein", "uiterlijk")


def _open(
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
    plan = _open(viewer, plan, Permission.PLAN_OPSTELLEN, Status.CONCEPT, versie)
    if regievoerder := velden.get("regievoerder"):
        _require_doet_mee(plan, regievoerder, "regievoerder")
    if (dag := velden.get("evaluatiedatum")) and dag <= clock.local_date(at):
        raise DomainError("De evaluatiedatum moet in de toekomst liggen.", veld="evaluatiedatum")
    for naam, waarde in velden.items():
        setattr(plan, naam, waarde)
    plan.save()
    _gewijzigd(plan, at, sorted(velden))
    return plan


def _gewijzigd(plan: PlanVanAanpak, at: datetime, namen: Sequence[str]) -> None:
    Casus.objects.filter(pk=plan.casus_id).update(laatste_activiteit_at=at)
    logboek.record(Gebeurtenis.PLAN_GEWIJZIGD, plan, at=at, details={"velden": list(namen)})


def _require_doet_mee(plan: PlanVanAanpak, deelname: Deelname, veld: str) -> None:
    if not Betrokkenheid.objects.filter(
        casus=plan.casus_id, deelname=deelname, status=Betrokkenheid.Status.AANVAARD
    ).exists():
        raise DomainError(
            f"{deelname} doet nog niet mee aan deze casus. Nodig de organisatie eerst uit.",
            veld=veld,
        )


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
    plan = _open(viewer, plan, Permission.PLAN_OPSTELLEN, Status.CONCEPT)
    if doel_id and (known := Plandoel.objects.filter(pk=doel_id, plan=plan).first()):
        return known
    row = Plandoel(
        id=doel_id or uuid4(),
        plan=plan,
        volgorde=plan.doelen.count() + 1,
        doel=_tekst(doel, "doel", "Schrijf op wat u wilt bereiken."),
        resultaat=_tekst(
            resultaat, "resultaat", "Schrijf op waaraan u ziet dat het doel is bereikt."
        ),
        uiterlijk=_niet_voorbij(uiterlijk, at),
        created_at=at,
    )
    row.save(force_insert=True)
    _gewijzigd(plan, at, ["doelen"])
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
    plan = _open(viewer, rij.plan, Permission.PLAN_OPSTELLEN, Status.CONCEPT)
    rij = lock(Plandoel, rij.pk, versie)
    rij.doel = _tekst(doel, "doel", "Schrijf op wat u wilt bereiken.")
    rij.resultaat = _tekst(
        resultaat, "resultaat", "Schrijf op waaraan u ziet dat het doel is bereikt."
    )
    rij.uiterlijk = _niet_voorbij(uiterlijk, at)
    rij.save()
    _gewijzigd(plan, at, ["doelen"])
    return rij


@transaction.atomic
def verwijder_doel(viewer: Viewer, rij: Plandoel, *, at: datetime | None = None) -> None:
    """Take a goal out of a concept; the history keeps it."""
    at = at or clock.now()
    plan = _open(viewer, rij.plan, Permission.PLAN_OPSTELLEN, Status.CONCEPT)
    lock(Plandoel, rij.pk).delete()
    _gewijzigd(plan, at, ["doelen"])


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
    actie_id: UUID | None = None,
    at: datetime | None = None,
) -> Actie:
    """Add what one organisation does, in which role, by when; the same `actie_id` twice makes one.

    Raises:
        DomainError: the organisation does not take part, or the last day has passed.
    """
    at = at or clock.now()
    plan = _open(viewer, plan, Permission.PLAN_OPSTELLEN, Status.CONCEPT)
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
    row.save(force_insert=True)
    _gewijzigd(plan, at, ["acties"])
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
    versie: int | None = None,
    at: datetime | None = None,
) -> Actie:
    """Change an actie of a concept.

    Raises:
        EditConflict: someone else changed it in between.
    """
    at = at or clock.now()
    plan = _open(viewer, _plan_van(actie), Permission.PLAN_OPSTELLEN, Status.CONCEPT)
    actie = lock(Actie, actie.pk, versie)
    _vul_actie(actie, plan, at, omschrijving, deelname, rol, uiterlijk, domein)
    actie.save()
    _gewijzigd(plan, at, ["acties"])
    return actie


@transaction.atomic
def verwijder_actie(viewer: Viewer, actie: Actie, *, at: datetime | None = None) -> None:
    """Take an actie out of a concept; a running one ends when that version is vastgesteld."""
    at = at or clock.now()
    plan = _open(viewer, _plan_van(actie), Permission.PLAN_OPSTELLEN, Status.CONCEPT)
    lock(Actie, actie.pk).delete()
    _gewijzigd(plan, at, ["acties"])


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
    _require_doet_mee(plan, deelname, "deelname")
    row.omschrijving = _tekst(omschrijving, "omschrijving", "Schrijf op wat er gebeurt.")
    row.deelname = deelname
    row.rol = _tekst(rol, "rol", "Schrijf op in welke rol de organisatie dit doet.")
    row.domein = Domein(domein)
    if uiterlijk < clock.local_date(at):
        raise DomainError(
            "De laatste dag van een actie ligt niet in het verleden.", veld="uiterlijk"
        )
    row.uiterlijk = uiterlijk


def _tekst(waarde: str, veld: str, zin: str) -> str:
    if not waarde.strip():
        raise DomainError(zin, veld=veld)
    return waarde.strip()


def _niet_voorbij(dag: date | None, at: datetime) -> date | None:
    if dag and dag < clock.local_date(at):
        raise DomainError("Deze dag is al voorbij.", veld="uiterlijk")
    return dag


def checklist(plan: PlanVanAanpak, *, at: datetime | None = None) -> list[Punt]:
    """What a plan needs before it goes round, and what is there; two queries."""
    vandaag = clock.local_date(at or clock.now())
    doelen, acties = list(plan.doelen.all()), list(plan.acties.all())
    te_laat = [a for a in acties if a.uiterlijk < vandaag]
    return [
        Punt("Ten minste één doel met een resultaat", bool(doelen)),
        Punt("Ten minste één actie met organisatie, rol en laatste dag", bool(acties)),
        Punt(
            "Geen actie met een dag die al voorbij is",
            not te_laat,
            "; ".join(a.omschrijving for a in te_laat),
        ),
        Punt("Een regievoerder", plan.regievoerder_id is not None),
        Punt(
            "Een evaluatiedatum in de toekomst",
            plan.evaluatiedatum is not None and plan.evaluatiedatum > vandaag,
        ),
        Punt("Monitorings- en regieafspraken", bool(plan.monitoring.strip())),
    ]


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
    plan = _open(viewer, plan, Permission.PLAN_OPSTELLEN, Status.CONCEPT, versie)
    if missing := [punt.label for punt in checklist(plan, at=at) if not punt.klaar]:
        raise GateClosed(missing, "Het plan is nog niet compleet.")
    vandaag = clock.local_date(at)
    dag = instemmen_voor or clock.add_werkdagen(vandaag, INSTEMTERMIJN_WERKDAGEN)
    if dag < vandaag:
        raise DomainError("Deze dag is al voorbij.", veld="instemmen_voor")
    plan.status, plan.ter_instemming_at, plan.instemmen_voor = Status.TER_INSTEMMING, at, dag
    plan.save()
    vervolg(plan.casus, plan.casus.activiteit, at=at,
            stap=f"Instemming met het plan van aanpak, versie {plan.nummer}", uiterlijk=dag)  # fmt: skip
    logboek.record(Gebeurtenis.PLAN_TER_INSTEMMING, plan, at=at)
    outbox.post("plan.ter_instemming", plan_id=plan.pk)
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
    reden = _tekst(reden, "reden", "Schrijf op waarom u het plan terugneemt.")
    plan = _open(viewer, plan, Permission.PLAN_OPSTELLEN, Status.TER_INSTEMMING)
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
    reden = _tekst(reden, "reden", "Schrijf op waarom u dit concept weglegt.")
    plan = _open(viewer, plan, Permission.PLAN_OPSTELLEN, Status.CONCEPT)
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
    plan = _open(viewer, plan, Permission.PLAN_INSTEMMEN, Status.TER_INSTEMMING, versie)
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
    plan = _open(viewer, plan, Permission.PLAN_VASTSTELLEN, Status.TER_INSTEMMING, versie)
    stand = gereedheid(plan, at=at)
    if not stand.kan:
        raise GateClosed(stand.zinnen(), "Het plan kan nog niet worden vastgesteld.")
    if stand.reden_nodig:
        plan.vaststelreden = _tekst(
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
            for naam in _AFSPRAAK:
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
