"""Handing an open melding on: offered, accepted or refused. Until then nothing moves."""

from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.db.models import Exists, OuterRef

from ketenregie.foundation import clock, logboek, outbox
from ketenregie.foundation.errors import DomainError
from ketenregie.foundation.history import met_reden
from ketenregie.foundation.locking import lock
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.viewer import Viewer
from meldpunt.models import Melding, MeldingOverdracht, Status
from meldpunt.services.registratie import ACUTE_STAP, open_melding
from partners.access import policy
from partners.access.permissions import Permission
from partners.access.roles import RECHTEN
from partners.models import Deelname, Lidmaatschap, geldig_op, is_partij

TERMIJN = 2  # werkdagen to answer, when nothing else is said
OVERGENOMEN_STAP = "Overgenomen: bepaal de eerste stap"
Stand = MeldingOverdracht.Status


def ontvangers(viewer: Viewer) -> list[Deelname]:
    """Parties to the convenant with somebody who may answer, by name; one query."""
    vandaag = clock.today()
    people = Lidmaatschap.objects.filter(
        geldig_op(vandaag),
        deelname=OuterRef("pk"),
        functie__in=RECHTEN[Permission.OVERDRACHT_BEHANDELEN].functies,
        medewerker__is_active=True,
    )
    return list(
        Deelname.objects.filter(Exists(people), is_partij(vandaag, "pk"), keten_id=viewer.keten_id)
        .exclude(pk=viewer.eigen_id)
        .select_related("organisatie")
        .order_by("organisatie__naam")
    )


@transaction.atomic
def bied_aan(
    viewer: Viewer,
    melding: Melding,
    *,
    naar: UUID,
    waarom: str,
    uiterlijk: date | None = None,
    overdracht_id: UUID | None = None,
    at: datetime | None = None,
) -> MeldingOverdracht:
    """Offer an open melding to another organisation. The viewer's stays owner.

    Args:
        waarom: what the receiver reads before it decides, without names.
        uiterlijk: by when it answers; two werkdagen, today when there is acute danger.
        overdracht_id: key of the form; sent twice it offers once.
    Raises:
        AccessDenied, NotVisible: see `open_melding`.
        DomainError: nobody there who may answer, nothing written, or it is offered already.
    """
    at = at or clock.now()
    if overdracht_id and (known := MeldingOverdracht.objects.filter(pk=overdracht_id).first()):
        return known
    melding = open_melding(viewer, melding, ook_overgenomen=True)
    if naar not in {d.pk for d in ontvangers(viewer)}:
        raise DomainError("Kies een organisatie die dit kan overnemen.", veld="naar")
    if not waarom.strip():
        raise DomainError("Schrijf op waarom u dit overdraagt.", veld="waarom")
    if melding.overdrachten.filter(status=Stand.AANGEBODEN).exists():
        raise DomainError("Deze melding is al aangeboden. Wacht op antwoord of trek dat in.")
    vandaag = clock.local_date(at)
    uiterlijk = uiterlijk or (vandaag if melding.acuut else clock.add_werkdagen(vandaag, TERMIJN))
    if uiterlijk < vandaag:
        raise DomainError("Kies vandaag of een dag hierna.", veld="uiterlijk")
    rij = MeldingOverdracht(
        id=overdracht_id or uuid4(),
        melding=melding,
        melding_keten_id=melding.keten_id,
        kenmerk=melding.kenmerk,
        verschijningsvormen=melding.verschijningsvormen,
        gemeente=melding.gemeente,
        acuut=melding.acuut,
        van_id=viewer.eigen_id,
        naar_id=naar,
        waarom=waarom.strip(),
        uiterlijk=uiterlijk,
        created_at=at,
    )
    rij.save(force_insert=True)
    if melding.status == Status.NIEUW:
        melding.status, melding.behandelaar_id = Status.IN_BEHANDELING, viewer.medewerker_id
    _stap(melding, f"Antwoord van {rij.naar} op de overdracht", uiterlijk)
    logboek.record(Gebeurtenis.MELDING_AANGEBODEN, melding, at=at, details={"naar": str(naar)})
    outbox.post("melding.overdracht", overdracht_id=rij.pk, deelname=naar)
    return rij


@transaction.atomic
def neem_over(viewer: Viewer, pk: UUID, *, at: datetime | None = None) -> Melding:
    """Accept: from now on the receiver owns the melding, and sees it.

    Raises:
        AccessDenied: not for this functie.
        NotVisible: not offered to the viewer's organisation.
        DomainError: answered or withdrawn already.
    """
    at = at or clock.now()
    rij, vandaag = _aan_ons(viewer, pk), clock.local_date(at)
    stap, dag = OVERGENOMEN_STAP, clock.add_werkdagen(vandaag, 1)
    if rij.acuut:
        stap, dag = ACUTE_STAP, vandaag
    _antwoord(viewer, rij, ja=True, reden="", at=at, stap=stap, dag=dag)
    melding = lock(Melding, rij.melding_id)
    logboek.record(
        Gebeurtenis.MELDING_OVERGENOMEN, melding, at=at, details={"van": str(rij.van_id)}
    )
    return melding


@transaction.atomic
def weiger(viewer: Viewer, pk: UUID, *, reden: str, at: datetime | None = None) -> None:
    """Do not take it: the sender reads why, and has it on top of the list again.

    Raises:
        AccessDenied, NotVisible: see `neem_over`.
        DomainError: no reason, or answered already.
    """
    at = at or clock.now()
    rij = _aan_ons(viewer, pk)
    if not reden.strip():
        raise DomainError("Schrijf op waarom u dit niet overneemt.", veld="reden")
    stap = f"{rij.naar} nam dit niet over: kies een andere weg"
    with met_reden(reden.strip()[:300]):
        _antwoord(viewer, rij, ja=False, reden=reden, at=at, stap=stap, dag=clock.local_date(at))
    logboek.record(Gebeurtenis.OVERDRACHT_GEWEIGERD, rij, reden=reden.strip()[:300], at=at)


def _antwoord(
    viewer: Viewer,
    rij: MeldingOverdracht,
    *,
    ja: bool,
    reden: str,
    at: datetime,
    stap: str,
    dag: date,
) -> None:
    """The melding is out of sight of who answers, so the database does both (overdracht.sql)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT melding_overdracht_antwoord(%s, %s, %s, %s, %s, %s, %s)",
            [rij.pk, ja, reden.strip(), at, viewer.medewerker_id, stap, dag],
        )
        if not cursor.fetchone()[0]:
            raise DomainError("Deze overdracht is al beantwoord.")
    outbox.post("melding.overdracht", overdracht_id=rij.pk, deelname=rij.van_id)


@transaction.atomic
def trek_aanbod_in(
    viewer: Viewer, pk: UUID, *, reden: str, at: datetime | None = None
) -> MeldingOverdracht:
    """The sender keeps it after all.

    Raises:
        AccessDenied, NotVisible: not offered by the viewer's organisation.
        DomainError: no reason, or answered already.
    """
    at = at or clock.now()
    policy.require(viewer, Permission.OVERDRACHT_BEHANDELEN)
    rij = lock(MeldingOverdracht.objects.filter(van_id=viewer.eigen_id), pk)
    _require_open(rij)
    if not reden.strip():
        raise DomainError("Schrijf op waarom u dit intrekt.", veld="reden")
    _trek_in(viewer, rij, reden, at)
    _stap(lock(Melding, rij.melding_id), "Bepaal de volgende stap", clock.local_date(at))
    return rij


def _aan_ons(viewer: Viewer, pk: UUID) -> MeldingOverdracht:
    policy.require(viewer, Permission.OVERDRACHT_BEHANDELEN)
    rij = lock(MeldingOverdracht.objects.filter(naar_id=viewer.eigen_id), pk)
    _require_open(rij)
    return rij


def _require_open(rij: MeldingOverdracht) -> None:
    if not rij.open:
        raise DomainError("Deze overdracht is al beantwoord.")


def _trek_in(viewer: Viewer, rij: MeldingOverdracht, reden: str, at: datetime) -> None:
    """The step itself, for a locked row that is still open."""
    rij.status, rij.antwoord = Stand.INGETROKKEN, reden.strip()[:300]
    rij.beantwoord_at, rij.beantwoord_door_id = at, viewer.medewerker_id
    with met_reden(rij.antwoord):
        rij.save()
    logboek.record(Gebeurtenis.OVERDRACHT_INGETROKKEN, rij, reden=rij.antwoord, at=at)
    outbox.post("melding.overdracht", overdracht_id=rij.pk, deelname=rij.naar_id)


def _stap(melding: Melding, stap: str, dag: date) -> None:
    melding.volgende_stap, melding.volgende_datum = stap[:200], dag
    melding.save()
