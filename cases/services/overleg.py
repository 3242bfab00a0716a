"""The casusoverleg: agenda, who sits at the table and why, what was discussed, and the end of it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Max

from cases.models import Agendapunt, Betrokkenheid, Casus, Casusoverleg, OverlegUitnodiging
from cases.services.betrokkenheid import KETENREGIETEAM, Voorstel, beeindig, nodig_uit, stel_voor
from cases.services.casus import vervolg
from ketenregie.foundation import clock, logboek, outbox
from ketenregie.foundation.errors import DomainError, NotVisible
from ketenregie.foundation.history import met_reden
from ketenregie.foundation.locking import lock
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.permissions import Permission
from partners.access.roles import MEEDENKEND
from partners.models import Deelname, Kernlidmaatschap, geldig_op
from referentiemodel.enums import CasusStatus, Partnersoort, Rasci

ACTIVITEIT = "tweede_weging"
# While a casus is here, the overleg is what it waits for.
VOOR_OVERLEG = frozenset({"eerste_weging", "inbreng_casusoverleg", ACTIVITEIT})
OPNIEUW_WERKDAGEN = 5
Status = OverlegUitnodiging.Status


@dataclass(frozen=True, slots=True)
class Stoel:
    """An organisation that belongs at the table for one casus, and why.

    `stand` is "betrokken" (takes part in the casus), "uitgenodigd" (still has to answer the
    invitation to the casus) or "nieuw" (is invited to the casus in the same step). `incidenteel`:
    its part in the casus ends with the overleg (R14). `aangeraden`: chosen beforehand
    on the page; another gemeente than that of the casus only when a person finds it needed.
    """

    deelname: Deelname
    waarom: str
    letters: dict[str, str]
    stand: str
    kern: bool
    incidenteel: bool = False
    aangeraden: bool = True


# --- plannen ----------------------------------------------------------------------------------------


@transaction.atomic
def plan_overleg(
    viewer: Viewer,
    *,
    begint_at: datetime,
    eindigt_at: datetime,
    locatie: str = "",
    casussen: Iterable[Casus] = (),
    bijdragen_voor: date | None = None,
    overleg_id: UUID | None = None,
    at: datetime | None = None,
) -> Casusoverleg:
    """Plan a meeting and put casussen on its agenda, in the order given.

    Args:
        bijdragen_voor: day by which partners bring in what they know; one werkdag before without it.
        overleg_id: key of the form; sent twice it makes one overleg.
    Raises:
        AccessDenied: not the procesregie.
        DomainError: the moment has passed, or it ends before it begins.
    """
    at = at or clock.now()
    policy.require(viewer, Permission.OVERLEG_PLANNEN)
    if overleg_id and (known := Casusoverleg.objects.filter(pk=overleg_id).first()):
        return known
    if begint_at <= at:
        raise DomainError("Kies een moment dat nog moet komen.", veld="datum")
    if eindigt_at <= begint_at:
        raise DomainError("Het overleg eindigt na het begin.", veld="tot")
    overleg = Casusoverleg.objects.create(
        id=overleg_id or uuid4(),
        keten_id=viewer.keten_id,
        organisator_id=viewer.eigen_id,
        begint_at=begint_at,
        eindigt_at=eindigt_at,
        locatie=locatie.strip(),
        created_at=at,
    )
    logboek.record(Gebeurtenis.OVERLEG_GEPLAND, overleg, actie="C", at=at)
    for casus in casussen:
        voeg_toe_aan_agenda(viewer, overleg, casus, bijdragen_voor=bijdragen_voor, at=at)
    return overleg


@transaction.atomic
def voeg_toe_aan_agenda(
    viewer: Viewer,
    overleg: Casusoverleg,
    casus: Casus,
    *,
    bijdragen_voor: date | None = None,
    at: datetime | None = None,
) -> Agendapunt:
    """Put a casus on the agenda; waiting for this overleg becomes its next step.

    Raises:
        AccessDenied: not the procesregie.
        NotVisible: the casus is outside the viewer's scope.
        DomainError: the overleg is over, or the casus is not in behandeling or on the agenda already.
    """
    at = at or clock.now()
    overleg = _gepland(viewer, overleg)
    casus = lock(Casus, casus.pk)
    policy.require(viewer, Permission.CASUS_ZIEN, casus)
    if casus.status != CasusStatus.IN_BEHANDELING:
        raise DomainError(
            f"Casus {casus.kenmerk} is nog niet in behandeling. Eerst de 1e weging en de doeltoets.",
            veld="casussen",
        )
    if overleg.agendapunten.filter(casus=casus).exists():
        raise DomainError(f"Casus {casus.kenmerk} staat al op deze agenda.", veld="casussen")
    dag = clock.local_date(overleg.begint_at)
    voor = bijdragen_voor or max(clock.add_werkdagen(dag, -1), clock.local_date(at))
    if voor > dag:
        raise DomainError("Bijdragen komen voor het overleg.", veld="bijdragen_voor")
    last = overleg.agendapunten.aggregate(hoogste=Max("volgorde"))["hoogste"] or 0
    punt = Agendapunt.objects.create(
        overleg=overleg, casus=casus, volgorde=last + 1, bijdragen_voor=voor, created_at=at
    )
    if casus.activiteit in VOOR_OVERLEG:
        activiteit = "inbreng_casusoverleg" if casus.activiteit != ACTIVITEIT else ACTIVITEIT
        vervolg(casus, activiteit, at=at, stap="Bespreken in het casusoverleg", uiterlijk=dag)
    logboek.record(
        Gebeurtenis.AGENDAPUNT_TOEGEVOEGD,
        punt,
        actie="C",
        at=at,
        details={"overleg": str(overleg.pk)},
    )
    outbox.post("agendapunt.toegevoegd", agendapunt_id=punt.pk)
    return punt


def _gepland(viewer: Viewer, overleg: Casusoverleg) -> Casusoverleg:
    """The overleg, held; only the procesregie works on it and only before it is closed."""
    overleg = lock(Casusoverleg.objects.filter(keten_id=viewer.keten_id), overleg.pk)
    policy.require(viewer, Permission.OVERLEG_PLANNEN)
    if overleg.status != Casusoverleg.Status.GEPLAND:
        raise DomainError("Dit overleg is al gesloten.")
    return overleg


# --- uitnodigen -------------------------------------------------------------------------------------


def stel_tafel_voor(casus: Casus) -> list[Stoel]:
    """Kern and flexibele schil for one casus, with the reason of each; kern first.

    The letters for the 2e weging decide (S and up, or adviseert); who is not in the casus yet comes
    from `stel_voor`: ketenregieteam, gemeente of the casus, expertise on the sociale kaart.
    Six queries. A person decides; this only suggests.
    """
    model, vandaag = casus.model, clock.today()
    kern = set(
        Kernlidmaatschap.objects.filter(
            geldig_op(vandaag), gremium=KETENREGIETEAM, deelname__keten_id=casus.keten_id
        ).values_list("deelname_id", flat=True)
    )
    activiteit = (
        model.activiteit(ACTIVITEIT).naam if model.heeft_activiteit(ACTIVITEIT) else "het overleg"
    )
    stoelen = []
    rijen = casus.betrokkenheden.filter(
        status__in=[Betrokkenheid.Status.AANVAARD, Betrokkenheid.Status.UITGENODIGD]
    ).select_related("deelname__organisatie")
    for rij in rijen:
        letters = _letters(rij.letters)
        if not letters & MEEDENKEND:
            continue
        sterkste = max(letters, key=lambda letter: letter.sterkte)
        accepted = rij.status == Betrokkenheid.Status.AANVAARD
        stoelen.append(
            Stoel(
                rij.deelname,
                f"{sterkste.label} bij {activiteit[:1].lower()}{activiteit[1:]}",
                rij.letters,
                "betrokken" if accepted else "uitgenodigd",
                rij.deelname_id in kern or rij.deelname.procesregie,
            )
        )
    for voorstel in stel_voor(casus):
        if not _letters(voorstel.letters) & MEEDENKEND:
            continue
        deelname = voorstel.deelname
        in_kern = deelname.pk in kern or deelname.procesregie
        own_gemeente = bool(casus.gemeente) and deelname.organisatie.gemeente == casus.gemeente
        stoelen.append(
            Stoel(
                deelname,
                voorstel.waarom,
                voorstel.letters,
                "nieuw",
                in_kern,
                incidenteel=not (in_kern or own_gemeente),
                aangeraden=own_gemeente
                or (in_kern and deelname.partnersoort != Partnersoort.GEMEENTE),
            )  # fmt: skip
        )
    return sorted(stoelen, key=lambda s: (not s.kern, s.incidenteel, s.deelname.organisatie.naam))


def _letters(per_activiteit: dict[str, str]) -> set[Rasci]:
    return {Rasci(teken) for teken in per_activiteit.get(ACTIVITEIT, "")}


@transaction.atomic
def nodig_uit_voor_overleg(
    viewer: Viewer,
    overleg: Casusoverleg,
    casus: Casus,
    deelnames: Collection[UUID],
    *,
    at: datetime | None = None,
) -> list[OverlegUitnodiging]:
    """Invite organisations to the table for one casus.

    Who does not take part in the casus yet is invited to the casus first, in the same transaction:
    it reads vorm, gemeente and why, and sees the casus only after accepting.

    Args:
        deelnames: ids out of `stel_tafel_voor`; who is invited already is left as it is.
    Raises:
        AccessDenied: not the procesregie.
        DomainError: an organisation that was not proposed, or a casus that is not on the agenda.
    """
    at = at or clock.now()
    overleg = _gepland(viewer, overleg)
    policy.require(viewer, Permission.CASUS_ZIEN, casus)
    if not overleg.agendapunten.filter(casus=casus).exists():
        raise DomainError("Deze casus staat niet op de agenda van dit overleg.")
    stoelen = {stoel.deelname.pk: stoel for stoel in stel_tafel_voor(casus)}
    if set(deelnames) - set(stoelen):
        raise DomainError("Kies alleen organisaties uit het voorstel.", veld="deelnames")
    known = set(
        OverlegUitnodiging.objects.filter(overleg=overleg, casus=casus).values_list(
            "deelname_id", flat=True
        )
    )
    chosen = [stoelen[pk] for pk in dict.fromkeys(deelnames) if pk not in known]
    new = [s for s in chosen if s.stand == "nieuw"]
    if new:
        nodig_uit(viewer, casus, [Voorstel(s.deelname, s.waarom, s.letters) for s in new], at=at)
    made = []
    for stoel in chosen:
        host = stoel.deelname.pk == overleg.organisator_id
        rij = OverlegUitnodiging.objects.create(
            overleg=overleg,
            casus=casus,
            deelname=stoel.deelname,
            waarom=stoel.waarom[:200],
            status=Status.KOMT if host else Status.UITGENODIGD,
            incidenteel=stoel.incidenteel,
            created_at=at,
        )
        logboek.record(Gebeurtenis.OVERLEG_UITGENODIGD, rij, actie="C", at=at, reden=stoel.waarom)
        outbox.post("overleg.uitgenodigd", overleguitnodiging_id=rij.pk)
        made.append(rij)
    return made


@transaction.atomic
def beantwoord_overleguitnodiging(
    viewer: Viewer,
    pk: UUID,
    *,
    komt: bool,
    vervanger: str = "",
    toelichting: str = "",
    at: datetime | None = None,
) -> OverlegUitnodiging:
    """Say whether one's organisation comes, or who comes instead.

    Args:
        vervanger: name of the colleague who comes; only with `komt`.
        toelichting: why nobody comes; required then.
    Raises:
        NotVisible: there is no such invitation for this organisation.
        DomainError: the overleg is over, or nobody comes and no reason is given.
    """
    at = at or clock.now()
    rij = lock(OverlegUitnodiging.objects.filter(deelname_id=viewer.eigen_id), pk)
    policy.require(viewer, Permission.UITNODIGING_BEANTWOORDEN, van=rij.deelname_id)
    policy.require(viewer, Permission.CASUS_ZIEN, _casus_van(viewer, rij))
    if rij.overleg.status != Casusoverleg.Status.GEPLAND or rij.status in (
        Status.AANWEZIG,
        Status.AFWEZIG,
    ):
        raise DomainError("Dit overleg is al geweest.")
    if not komt and not toelichting.strip():
        raise DomainError("Schrijf kort op waarom niemand komt.", veld="toelichting")
    rij.status = Status.KOMT if komt else Status.AFGEMELD
    rij.vervanger = vervanger.strip() if komt else ""
    rij.toelichting = toelichting.strip()
    rij.save()
    logboek.record(
        Gebeurtenis.OVERLEG_UITNODIGING_BEANTWOORD, rij, at=at, details={"status": rij.status}
    )
    outbox.post("overleg.beantwoord", overleguitnodiging_id=rij.pk)
    return rij


@transaction.atomic
def meld_geen_inbreng(
    viewer: Viewer, pk: UUID, *, at: datetime | None = None
) -> OverlegUitnodiging:
    """One's own organisation knows nothing to bring in for this casus; the request is answered.

    Raises:
        NotVisible: there is no such invitation for this organisation.
    """
    at = at or clock.now()
    rij = lock(OverlegUitnodiging.objects.filter(deelname_id=viewer.eigen_id), pk)
    policy.require(viewer, Permission.BIJDRAGE_LEVEREN, _casus_van(viewer, rij))
    if rij.geen_inbreng_at is None:
        rij.geen_inbreng_at = at
        rij.save()
        logboek.record(Gebeurtenis.OVERLEG_GEEN_INBRENG, rij, at=at)
    return rij


def _casus_van(viewer: Viewer, rij: OverlegUitnodiging) -> Casus:
    """The casus of the invitation; behind the second lock as long as the casus is not accepted."""
    casus = Casus.objects.filter(pk=rij.casus_id).first()
    if casus is None:
        raise NotVisible
    return casus


# --- het overleg zelf -------------------------------------------------------------------------------


@transaction.atomic
def leg_aanwezigheid_vast(
    viewer: Viewer,
    overleg: Casusoverleg,
    casus: Casus,
    aanwezig: Collection[UUID],
    *,
    at: datetime | None = None,
) -> list[OverlegUitnodiging]:
    """Write down who sat at the table for one casus; who had cancelled stays afgemeld.

    Args:
        aanwezig: ids of deelnames.
    Raises:
        AccessDenied: not the procesregie.
    """
    at = at or clock.now()
    overleg = _gepland(viewer, overleg)
    policy.require(viewer, Permission.CASUS_ZIEN, casus)
    rijen = list(
        OverlegUitnodiging.objects.select_for_update(of=("self",)).filter(
            overleg=overleg, casus=casus
        )
    )
    for rij in rijen:
        old = rij.status
        if rij.deelname_id in aanwezig:
            rij.status = Status.AANWEZIG
        elif old != Status.AFGEMELD:
            rij.status = Status.AFWEZIG
        if rij.status != old:
            rij.save()
    logboek.record(
        Gebeurtenis.AANWEZIGHEID_VASTGELEGD, overleg, casus=casus, at=at,
        details={"aanwezig": [str(pk) for pk in aanwezig]},
    )  # fmt: skip
    return rijen


@transaction.atomic
def bespreek(
    viewer: Viewer,
    overleg: Casusoverleg,
    casus: Casus,
    besluit: str,
    *,
    versie: int | str | None = None,
    at: datetime | None = None,
) -> Agendapunt:
    """The casus is discussed: what was decided. Recording it again corrects the text.

    Raises:
        AccessDenied: not the procesregie.
        DomainError: no decision, or the casus is not on the agenda.
    """
    at = at or clock.now()
    overleg = _gepland(viewer, overleg)
    casus = lock(Casus, casus.pk)
    policy.require(viewer, Permission.CASUS_ZIEN, casus)
    punt = overleg.agendapunten.filter(casus=casus).first()
    if punt is None:
        raise DomainError("Deze casus staat niet op de agenda van dit overleg.")
    punt = lock(Agendapunt, punt.pk, versie)
    if not besluit.strip():
        raise DomainError("Schrijf op wat er is besloten.", veld="besluit")
    first = punt.besproken_at is None
    punt.besluit = besluit.strip()
    punt.besproken_at = punt.besproken_at or at
    punt.save()
    weighed = casus.tweede_wegingen.exists()
    if first and not weighed and casus.activiteit in VOOR_OVERLEG:
        dag = clock.add_werkdagen(clock.local_date(at), 1)
        vervolg(casus, ACTIVITEIT, at=at, stap="2e weging vastleggen", uiterlijk=dag)
    logboek.record(Gebeurtenis.AGENDAPUNT_BESPROKEN, punt, at=at, doel=casus.doel)
    outbox.post("agendapunt.besproken", agendapunt_id=punt.pk)
    return punt


@transaction.atomic
def sluit_overleg(
    viewer: Viewer, overleg: Casusoverleg, *, at: datetime | None = None
) -> Casusoverleg:
    """Close the meeting. Who came in for it only loses access now (R14); a casus that was not
    discussed gets a next step, so that it cannot fall out of sight.

    Raises:
        AccessDenied: not the procesregie.
        DomainError: closed already.
    """
    at = at or clock.now()
    overleg = _gepland(viewer, overleg)
    _agendeer_opnieuw(overleg, at)
    overleg.status, overleg.gehouden_at = Casusoverleg.Status.GEHOUDEN, at
    overleg.save()
    logboek.record(Gebeurtenis.OVERLEG_GESLOTEN, overleg, at=at)
    _beeindig_incidenteel(viewer, overleg, at)
    outbox.post("overleg.gesloten", overleg_id=overleg.pk)
    return overleg


@transaction.atomic
def laat_overleg_vervallen(
    viewer: Viewer, overleg: Casusoverleg, *, reden: str, at: datetime | None = None
) -> Casusoverleg:
    """Cancel a planned meeting; every casus on it gets a next step again.

    Raises:
        AccessDenied: not the procesregie.
        DomainError: no reason, or something was discussed already.
    """
    at = at or clock.now()
    overleg = _gepland(viewer, overleg)
    if not reden.strip():
        raise DomainError("Schrijf op waarom het overleg niet doorgaat.", veld="reden")
    if overleg.agendapunten.filter(besproken_at__isnull=False).exists():
        raise DomainError("Er is al een casus besproken; sluit het overleg.")
    _agendeer_opnieuw(overleg, at)
    overleg.status = Casusoverleg.Status.VERVALLEN
    with met_reden(reden):
        overleg.save()
    logboek.record(Gebeurtenis.OVERLEG_VERVALLEN, overleg, reden=reden, at=at)
    _beeindig_incidenteel(viewer, overleg, at)
    outbox.post("overleg.vervallen", overleg_id=overleg.pk)
    return overleg


def _agendeer_opnieuw(overleg: Casusoverleg, at: datetime) -> None:
    dag = clock.add_werkdagen(clock.local_date(at), OPNIEUW_WERKDAGEN)
    for punt in overleg.agendapunten.filter(besproken_at__isnull=True):
        casus = lock(Casus, punt.casus_id)
        if casus.is_open and casus.activiteit in VOOR_OVERLEG:
            vervolg(
                casus, casus.activiteit, at=at,
                stap="Opnieuw op de agenda van een casusoverleg", uiterlijk=dag,
            )  # fmt: skip


def _beeindig_incidenteel(viewer: Viewer, overleg: Casusoverleg, at: datetime) -> None:
    """End the betrokkenheid of organisations that came in through this overleg."""
    for uitnodiging in overleg.uitnodigingen.filter(incidenteel=True):
        rij = Betrokkenheid.objects.filter(
            casus_id=uitnodiging.casus_id,
            deelname_id=uitnodiging.deelname_id,
            status__in=[Betrokkenheid.Status.AANVAARD, Betrokkenheid.Status.UITGENODIGD],
        ).first()
        if rij is not None:
            beeindig(viewer, rij.pk, reden="Alleen betrokken voor het casusoverleg.", at=at)
