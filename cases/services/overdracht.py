"""Overdracht: prepare, send, accept or refuse, withdraw. The sender stays responsible until it is accepted."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from cases.models import Casus, Overdracht
from cases.services.casus import vervolg
from cases.services.eisen import require_doet_mee
from cases.services.overdrachtgevolg import beleg_nazorg, wissel_eigenaar
from cases.services.termijnen import einddatum, start_termijn, voldoe_termijn
from ketenregie.foundation import clock, logboek, outbox
from ketenregie.foundation.errors import AccessDenied, DomainError, NotVisible
from ketenregie.foundation.history import met_reden
from ketenregie.foundation.locking import lock
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.permissions import Permission
from partners.models import Deelname, geldig_op
from referentiemodel.enums import Grondslag, Mandaatsoort

Soort, Status = Overdracht.Soort, Overdracht.Status
TERMIJN = "overdracht_antwoord"
STANDAARD_WERKDAGEN = 5
# Werkdagen for what only has to be decided.
BESLUIT_WERKDAGEN = 3
TE_KIEZEN = (Soort.AFSCHALING, Soort.CASUS, Soort.EIGENAAR, Soort.NAZORG)
# What goes on within the casus: only an organisation that takes part can carry it.
BINNEN_DE_CASUS = frozenset({Soort.EIGENAAR, Soort.NAZORG})


def zet_klaar(casus: Casus, soort: str, *, at: datetime) -> Overdracht:
    """A weging says that a partner should take over: prepare it, empty; once. `casus` is held."""
    running = casus.overdrachten.lopend().filter(soort=soort).first()
    if running is not None:
        return running
    rij = Overdracht.objects.create(
        casus=casus, soort=soort, van_id=casus.eigenaar_id, created_at=at
    )
    logboek.record(Gebeurtenis.OVERDRACHT_VOORBEREID, rij, actie="C", at=at)
    return rij


@transaction.atomic
def bereid_overdracht_voor(
    viewer: Viewer,
    casus: Casus,
    *,
    soort: str,
    naar: Deelname,
    aanleiding: str,
    bericht: str,
    grondslag: str,
    versie: int | str | None = None,
    at: datetime | None = None,
) -> Overdracht:
    """Write down to whom and what; a prepared one of this soort is filled in.

    Raises:
        AccessDenied: not the owner of the casus.
        DomainError: nothing to ask, the own organisation, or one is on its way already.
    """
    at = at or clock.now()
    casus = lock(Casus, casus.pk)
    policy.require(viewer, Permission.OVERDRACHT_DOEN, casus)
    if soort not in TE_KIEZEN:
        raise DomainError("Kies wat u overdraagt.", veld="soort")
    if naar.pk == casus.eigenaar_id or naar.keten_id != casus.keten_id:
        raise DomainError("Kies een andere organisatie van deze keten.", veld="naar")
    if soort in BINNEN_DE_CASUS:
        require_doet_mee(casus.pk, naar, "naar")
    for veld, tekst in (("aanleiding", aanleiding), ("bericht", bericht)):
        if not tekst.strip():
            raise DomainError("Vul dit in: anders kan de ontvanger niet beslissen.", veld=veld)
    if grondslag not in Grondslag.values:
        raise DomainError("Kies op welke grondslag u dit deelt.", veld="grondslag")
    running = casus.overdrachten.lopend().filter(soort=soort).first()
    if running is not None and running.status == Status.VERSTUURD:
        raise DomainError("Er is al een overdracht onderweg. Wacht op antwoord, of trek die in.")
    rij = lock(casus.overdrachten.all(), running.pk, versie) if running else None
    if rij is None:
        rij = Overdracht(casus=casus, soort=soort, created_at=at)
    rij.van_id, rij.naar = casus.eigenaar_id, naar
    rij.aanleiding, rij.bericht = aanleiding.strip()[:300], bericht.strip()
    rij.grondslag = grondslag
    rij.save()
    logboek.record(Gebeurtenis.OVERDRACHT_VOORBEREID, rij, actie="U" if running else "C", at=at)
    return rij


@transaction.atomic
def verstuur_overdracht(
    viewer: Viewer, casus: Casus, pk: UUID, *, at: datetime | None = None
) -> Overdracht:
    """Offer it to the receiver, who has the termijn of the model to answer. Sent twice it is one.

    Raises:
        AccessDenied: not the owner, or no mandaat to hand over.
        DomainError: it is not complete, or was withdrawn or answered.
    """
    at = at or clock.now()
    casus = lock(Casus, casus.pk)
    policy.require(viewer, Permission.OVERDRACHT_DOEN, casus)
    _mandaat(viewer, Permission.OVERDRACHT_DOEN)
    rij = lock(casus.overdrachten.all(), pk)
    if rij.status == Status.VERSTUURD:
        return rij
    if rij.status != Status.VOORBEREID:
        raise DomainError("Deze overdracht is al afgerond. Bereid een nieuwe voor.")
    if rij.naar is None or not rij.bericht:
        raise DomainError("Vul eerst in aan wie u overdraagt en wat die moet weten.")
    if not Deelname.objects.filter(geldig_op(clock.local_date(at)), pk=rij.naar.pk).exists():
        raise DomainError("Deze organisatie doet niet meer mee in de keten. Kies een andere.")
    if rij.soort in BINNEN_DE_CASUS:
        require_doet_mee(casus.pk, rij.naar, "naar")
    rij.status, rij.verstuurd_at = Status.VERSTUURD, at
    rij.verstuurd_door_id = viewer.medewerker_id
    rij.antwoord_voor = einddatum(casus.model, TERMIJN, at) or clock.add_werkdagen(
        clock.local_date(at), STANDAARD_WERKDAGEN
    )
    rij.save()
    start_termijn(casus, TERMIJN, rij.naar, at=at, uiterlijk=rij.antwoord_voor)
    stap = f"Overdracht wacht op {rij.naar.organisatie.kort}"
    vervolg(casus, casus.activiteit, at=at, stap=stap[:200], uiterlijk=rij.antwoord_voor)
    logboek.record(
        Gebeurtenis.OVERDRACHT_VERSTUURD, rij, at=at, doel=casus.doel,
        details={"naar": str(rij.naar_id)},
    )  # fmt: skip
    outbox.post("overdracht.verstuurd", overdracht_id=rij.pk)
    return rij


@transaction.atomic
def beantwoord_overdracht(
    viewer: Viewer, pk: UUID, *, aanvaard: bool, reden: str = "", at: datetime | None = None
) -> Overdracht:
    """Accept or refuse for the own organisation; the casus itself need not be known.

    What it means for the casus is the work of a task (`verwerk_antwoord`): the receiver cannot see it.
    Raises:
        NotVisible: not offered to this organisation.
        AccessDenied: accepting without mandaat.
        DomainError: refused without a reason, or it was withdrawn or answered otherwise.
    """
    at = at or clock.now()
    rij = lock(Overdracht.objects.voor_ontvanger(viewer), pk)  # type: ignore[attr-defined]
    policy.require(viewer, Permission.OVERDRACHT_BEANTWOORDEN, van=rij.naar_id)
    answer = Status.AANVAARD if aanvaard else Status.GEWEIGERD
    if rij.status == answer:
        return rij
    if rij.status != Status.VERSTUURD:
        raise DomainError("Deze overdracht is ingetrokken of al beantwoord.")
    if aanvaard:
        _mandaat(viewer, Permission.OVERDRACHT_BEANTWOORDEN)
    elif not reden.strip():
        raise DomainError("Schrijf op waarom u weigert.", veld="reden")
    rij.status, rij.beantwoord_at = answer, at
    rij.beantwoord_door_id = viewer.medewerker_id
    rij.reden = "" if aanvaard else reden.strip()[:300]
    rij.save()
    logboek.record(
        Gebeurtenis.OVERDRACHT_AANVAARD if aanvaard else Gebeurtenis.OVERDRACHT_GEWEIGERD,
        rij, casus=rij.casus_id, reden=rij.reden, at=at,
    )  # fmt: skip
    outbox.post("overdracht.beantwoord", overdracht_id=rij.pk)
    return rij


@transaction.atomic
def trek_overdracht_in(
    viewer: Viewer, casus: Casus, pk: UUID, *, reden: str, at: datetime | None = None
) -> Overdracht:
    """Withdraw one that is prepared or sent: "no partner needed" is a reason too.

    Raises:
        AccessDenied: not the owner.
        DomainError: no reason, or it was answered.
    """
    at = at or clock.now()
    casus = lock(Casus, casus.pk)
    policy.require(viewer, Permission.OVERDRACHT_DOEN, casus)
    rij = lock(casus.overdrachten.all(), pk)
    if rij.status == Status.INGETROKKEN:
        return rij
    if not rij.loopt:
        raise DomainError("Deze overdracht is al beantwoord.")
    if not reden.strip():
        raise DomainError("Schrijf op waarom u de overdracht intrekt.", veld="reden")
    _trek_in(casus, rij, reden.strip(), at)
    vervolg(casus, casus.activiteit, at=at, stap=_na_intrekken(rij), uiterlijk=_binnenkort(at))
    return rij


def laat_vervallen(casus: Casus, reden: str, *, at: datetime, soort: str = "") -> None:
    """What happened to the casus leaves nothing to hand over. `casus` is held by the caller."""
    running = casus.overdrachten.lopend().order_by("created_at")
    for rij in running.filter(soort=soort) if soort else running:
        _trek_in(casus, rij, reden, at)


def _trek_in(casus: Casus, rij: Overdracht, reden: str, at: datetime) -> None:
    sent = rij.status == Status.VERSTUURD
    rij.status, rij.ingetrokken_at, rij.reden = Status.INGETROKKEN, at, reden[:300]
    if not sent:
        rij.naar = None  # who was never asked does not hear of it either
    with met_reden(reden):
        rij.save()
    logboek.record(Gebeurtenis.OVERDRACHT_INGETROKKEN, rij, reden=reden, at=at)
    if sent:
        voldoe_termijn(casus, TERMIJN, at=at)
        outbox.post("overdracht.ingetrokken", overdracht_id=rij.pk)


def _na_intrekken(rij: Overdracht) -> str:
    if rij.soort == Soort.AFSCHALING:
        return "Afschalen, of een andere partner vragen"
    return "Casus voortzetten, of een andere partner vragen"


def _binnenkort(at: datetime) -> date:
    return clock.add_werkdagen(clock.local_date(at), BESLUIT_WERKDAGEN)


def verwerk_antwoord(overdracht_id: UUID, *, at: datetime | None = None) -> None:
    """After the answer, run by a task: the clock stops and the sender gets the next step."""
    at = at or clock.now()
    rij = (
        Overdracht.objects.filter(pk=overdracht_id, status__in=Overdracht.BEANTWOORD)
        .select_related("naar__organisatie")
        .first()
    )
    if rij is None or rij.naar is None:
        return
    casus = lock(Casus, rij.casus_id)
    voldoe_termijn(casus, TERMIJN, at=at)
    if not casus.is_open:
        return
    wie = rij.naar.organisatie.kort
    if rij.status == Status.GEWEIGERD:
        zet_klaar(casus, rij.soort, at=at)  # for another partner, or to be withdrawn with a reason
        stap = f"Overdracht geweigerd door {wie}: kies een andere partner of beslis anders"
    elif rij.soort == Soort.EIGENAAR:
        wissel_eigenaar(casus, rij, at)
        stap = "Casus voortzetten als nieuwe eigenaar"
    elif rij.soort == Soort.NAZORG:
        beleg_nazorg(rij, at)
        stap = f"Nazorg belegd bij {wie}; voortgang bewaken"
    elif rij.soort == Soort.AFSCHALING:
        stap = f"Afschalen: {wie} neemt het over"
    else:
        stap = f"Casus overdragen: {wie} aanvaardde"
    vervolg(casus, casus.activiteit, at=at, stap=stap[:200], uiterlijk=_binnenkort(at))


def herinner_overdrachten(at: datetime | None = None) -> int:
    """Unanswered past their day: both sides hear of it, once per termijn; run by a task per keten."""
    at = at or clock.now()
    vandaag = clock.local_date(at)
    late = Overdracht.objects.filter(status=Status.VERSTUURD, antwoord_voor__lt=vandaag)
    done = 0
    for rij in late.select_for_update(skip_locked=True, of=("self",)):
        if rij.herinnerd_at and clock.local_date(rij.herinnerd_at) > clock.add_werkdagen(
            vandaag, -STANDAARD_WERKDAGEN
        ):
            continue
        rij.herinnerd_at = at
        rij.save()
        logboek.record(Gebeurtenis.OVERDRACHT_HERINNERD, rij, at=at)
        outbox.post("overdracht.herinnerd", overdracht_id=rij.pk)
        done += 1
    return done


def _mandaat(viewer: Viewer, permission: Permission) -> None:
    """It binds the organisation, so it takes the mandaat."""
    if Mandaatsoort.OVERDRACHT not in viewer.mandaten:
        raise AccessDenied(
            "Hiervoor is een mandaat nodig; een collega met mandaat kan dit doen.",
            permission=permission,
            regel=f"mandaat:{Mandaatsoort.OVERDRACHT}",
        )


def haal_voor(viewer: Viewer, pk: UUID) -> tuple[Overdracht, Casus | None]:
    """An overdracht for one of its two sides, with the casus for who sees that.

    Raises:
        NotVisible: of others, or not sent yet.
    """
    offered = Overdracht.objects.voor_ontvanger(viewer)  # type: ignore[attr-defined]
    related = ("van__organisatie", "naar__organisatie")
    rij = offered.filter(pk=pk).select_related(*related).first()
    if rij is not None:
        return rij, None
    rij = (
        Overdracht.objects.filter(pk=pk, van_id=viewer.deelname_id).select_related(*related).first()
    )
    if rij is None:
        raise NotVisible
    casus: Casus = Casus.objects.haal(viewer, rij.casus_id)  # type: ignore[attr-defined]
    return rij, casus
