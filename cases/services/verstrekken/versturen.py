"""Giving it: the record of who got what, in the same transaction; and taking it back."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from cases.delen import deler_van
from cases.models import (
    Akkoord,
    Betrokkenheid,
    Casus,
    Ontvanger,
    PlanVanAanpak,
    Termijn,
    Verstrekking,
    VerstrekkingDatum,
)
from cases.services.termijnen import einddatum
from cases.services.verstrekken.basis import (
    MAANDEN,
    TERUGKOPPELING,
    Reden,
    Status,
    datumrij,
    eigen_verstrekking,
    overzicht_van,
    require_verstrekken,
)
from cases.services.verstrekken.voorbereiden import bereid_voor
from cases.stukken import Onderwerp, Stuk, onderwerp_van, van_plan
from ketenregie.foundation import clock, logboek, outbox
from ketenregie.foundation.errors import DomainError, EditConflict, GateClosed
from ketenregie.foundation.history import met_reden
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.viewer import Viewer
from partners.sharing import Regelboek

GEWIJZIGD = (
    "Er is iets veranderd sinds u dit overzicht zag. Lees na wie wat krijgt en verstrek opnieuw."
)
# Why a vastgesteld plan goes to who takes part; each organisation gets its own variant of it.
BIJ_VASTSTELLEN = {
    "subsidiariteit": "De organisaties voeren het plan samen uit; zonder het plan kan dat niet.",
    "proportionaliteit": "Elke organisatie krijgt alleen wat de deelregels van het convenant haar "
    "tonen.",
    "need_to_know": "De organisatie doet mee aan deze casus en heeft een rol in de uitvoering.",
}


@transaction.atomic
def verstuur(
    viewer: Viewer,
    pk: UUID,
    *,
    gezien: str | None = None,
    rac_op: date | None = None,
    rac_door: str = "",
    at: datetime | None = None,
) -> Verstrekking:
    """Give each recipient its part, judged anew: what was withdrawn meanwhile does not go along.

    Sent twice it happens once.
    Args:
        gezien: fingerprint of the summary the sender saw; None when no person looked at one.
        rac_op, rac_door: the look of the rechtmatigheidsadviescommissie; needed for a derde.
    Raises:
        AccessDenied: no longer allowed to give this.
        EditConflict: the outcome is no longer the one the sender saw.
        GateClosed: a toestemming is missing, or a recipient may not get it.
    """
    at = at or clock.now()
    verstrekking = eigen_verstrekking(viewer, pk)
    if verstrekking.status == Status.VERSTREKT:
        return verstrekking
    onderwerp = onderwerp_van(verstrekking)
    require_verstrekken(viewer, verstrekking.casus, onderwerp)
    if verstrekking.status != Status.VOORBEREID:
        raise DomainError("Deze verstrekking gaat niet door. Begin een nieuwe.")
    _houd_vast(verstrekking)
    overzicht = overzicht_van(viewer, verstrekking)
    if gezien is not None and gezien != overzicht.vingerafdruk:
        raise EditConflict(GEWIJZIGD)
    if overzicht.belemmeringen:
        raise GateClosed(overzicht.belemmeringen, "Verstrekken kan nog niet.")
    if overzicht.naar_derde:
        _zet_rac(verstrekking, rac_op, rac_door, at)
    voorwaarden = dict(
        Akkoord.objects.filter(verstrekking=verstrekking)
        .exclude(voorwaarden="")
        .values_list("deelname_id", "voorwaarden")
    )
    VerstrekkingDatum.objects.filter(verstrekking=verstrekking).delete()
    VerstrekkingDatum.objects.bulk_create(
        datumrij(p.ontvanger, stuk, extra=voorwaarden.get(stuk.leverancier_id, ""))
        for p in overzicht.pakketten
        for stuk in p.mee
    )
    verstrekking.object_versie = onderwerp.object_versie
    _start_klokken(verstrekking, [p.ontvanger for p in overzicht.pakketten], at)
    _sluit(viewer, verstrekking, at)
    return verstrekking


def _houd_vast(verstrekking: Verstrekking) -> None:
    """Nobody leaves or takes an akkoord back between looking and giving."""
    list(
        Betrokkenheid.objects.select_for_update(of=("self",)).filter(
            casus=verstrekking.casus_id,
            deelname__in=Ontvanger.objects.filter(verstrekking=verstrekking).values("deelname"),
        )
    )
    list(Akkoord.objects.select_for_update(of=("self",)).filter(verstrekking=verstrekking))


def _zet_rac(verstrekking: Verstrekking, op: date | None, door: str, at: datetime) -> None:
    if op is None or op > clock.local_date(at):
        raise DomainError("Vul in op welke dag de commissie dit toetste.", veld="rac_op")
    if not door.strip():
        raise DomainError("Vul in wie er namens de commissie toetste.", veld="rac_door")
    verstrekking.rac_op, verstrekking.rac_door = op, door.strip()


def _start_klokken(
    verstrekking: Verstrekking, ontvangers: Sequence[Ontvanger], at: datetime
) -> None:
    """The terugkoppeling of each recipient is due after twelve months (R15).

    A derde has no account here: the sender asks and writes down what came of it.
    """
    casus = verstrekking.casus
    dag = einddatum(casus.model, TERUGKOPPELING, at) or clock.add_maanden(
        clock.local_date(at), MAANDEN
    )
    for nummer, ontvanger in enumerate(ontvangers, start=1):
        wat = "vragen over" if ontvanger.is_derde else "over"
        ontvanger.termijn = Termijn.objects.create(
            casus=casus,
            sleutel=f"{TERUGKOPPELING}:{verstrekking.kenmerk}:{nummer}",
            naam=f"Terugkoppeling {wat} verstrekking {verstrekking.kenmerk}",
            deelname_id=ontvanger.deelname_id or verstrekking.verstrekker_id,
            gestart_at=at,
            uiterlijk=dag,
            created_at=at,
        )
        ontvanger.save()


def _sluit(viewer: Viewer, verstrekking: Verstrekking, at: datetime, *, door: str = "") -> None:
    """From here on it is frozen."""
    verstrekking.status, verstrekking.verstrekt_at = Status.VERSTREKT, at
    verstrekking.verstrekt_door_id = viewer.medewerker_id
    verstrekking.verstrekt_door = door or viewer.naam
    verstrekking.save()
    logboek.record(
        Gebeurtenis.VERSTREKKING_GEDAAN, verstrekking, actie="E", doel=verstrekking.doel, at=at,
        details={"soort": verstrekking.soort, "object": str(verstrekking.object_id)},
    )  # fmt: skip
    outbox.post("verstrekking.gedaan", verstrekking_id=verstrekking.pk)


@transaction.atomic
def verstrek(
    viewer: Viewer,
    casus: Casus,
    onderwerp: Onderwerp,
    reden: Reden,
    *,
    ontvangers: Iterable[UUID],
    vorm: str = Verstrekking.Vorm.EXPORT,
    verstrekking_id: UUID | None = None,
    at: datetime | None = None,
) -> Verstrekking:
    """Give something to organisations in the casus in one step: for a verslag or an export.

    Raises:
        GateClosed: an akkoord is needed; then it goes through `bereid_voor` and a summary page.
    """
    made = bereid_voor(
        viewer, casus, onderwerp, reden,
        ontvangers=ontvangers, vorm=vorm, verstrekking_id=verstrekking_id, at=at,
    )  # fmt: skip
    return verstuur(viewer, made.pk, at=at)


def verstrek_vastgesteld_plan(
    viewer: Viewer,
    plan: PlanVanAanpak,
    *,
    verstrekker_id: UUID,
    door: str = "",
    alleen: Iterable[UUID] | None = None,
    at: datetime,
) -> Verstrekking | None:
    """What vaststelling is: the plan to every organisation that takes part, each its own variant.

    Part of another service or task, which has judged that it may.
    Args:
        verstrekker_id: the organisation that gives it.
        alleen: only these deelnames, for who joins later; who has the plan already is left out.
    Returns: None when there is nobody else.
    """
    return verstrek_aan_deelnemers(
        viewer, plan.casus, van_plan(plan), BIJ_VASTSTELLEN,
        verstrekker_id=verstrekker_id, door=door, alleen=alleen, at=at,
    )  # fmt: skip


def verstrek_aan_deelnemers(
    viewer: Viewer,
    casus: Casus,
    onderwerp: Onderwerp,
    motivering: dict[str, str],
    *,
    verstrekker_id: UUID,
    door: str = "",
    alleen: Iterable[UUID] | None = None,
    at: datetime,
) -> Verstrekking | None:
    """A document to every organisation that takes part in the casus, each what the rules show it.

    Part of another service, in its transaction, which has judged that it may.
    Args:
        motivering: the three questions of the convenant, by field.
        alleen: only these deelnames; who has this document already is left out.
    Returns: None when there is nobody to give it to.
    """
    rijen = (
        Betrokkenheid.objects.filter(casus=casus, status=Betrokkenheid.Status.AANVAARD)
        .exclude(deelname_id=verstrekker_id)
        .exclude(
            deelname__in=Ontvanger.objects.filter(
                verstrekking__object_id=onderwerp.object_id,
                verstrekking__status=Status.VERSTREKT,
            ).values("deelname")
        )
        .select_related("deelname__organisatie")
        .order_by("created_at")
    )
    if alleen is not None:
        rijen = rijen.filter(deelname__in=list(alleen))
    boek = Regelboek(casus.keten_id)
    parts: list[tuple[Betrokkenheid, list[Stuk]]] = []
    known = None
    for rij in rijen:
        if rij.deelname_id not in boek.partijen:
            continue
        deler = deler_van(casus, rij, boek, known)
        known = deler.voorbehouden
        parts.append(
            (
                rij,
                [
                    s
                    for s in onderwerp.stukken
                    if s.is_kern
                    or s.leverancier_id == rij.deelname_id
                    or (deler.deling(s).tonen and not deler.niet_verder(s.pk))
                ],
            )
        )
    if not parts:
        return None
    verstrekking = Verstrekking.objects.create(
        casus=casus,
        verstrekker_id=verstrekker_id,
        soort=onderwerp.soort,
        object_type=onderwerp.object_type,
        object_id=onderwerp.object_id,
        object_versie=onderwerp.object_versie,
        titel=onderwerp.titel,
        doel=casus.doel,
        grondslag=casus.grondslag,
        vorm=Verstrekking.Vorm.INZAGE,
        created_at=at,
        **motivering,
    )
    ontvangers = []
    for rij, stukken in parts:
        ontvanger = Ontvanger.objects.create(
            verstrekking=verstrekking,
            verstrekker_id=verstrekker_id,
            deelname=rij.deelname,
            waarom=rij.waarom,
            created_at=at,
        )
        VerstrekkingDatum.objects.bulk_create(datumrij(ontvanger, s) for s in stukken)
        ontvangers.append(ontvanger)
    _start_klokken(verstrekking, ontvangers, at)
    _sluit(viewer, verstrekking, at, door=door)
    return verstrekking


def verstrek_export(
    viewer: Viewer,
    casus: Casus,
    rij: Betrokkenheid,
    onderwerp: Onderwerp,
    *,
    titel: str,
    redenen: dict[str, str],
    door: str,
    at: datetime,
) -> Verstrekking | None:
    """On record what an organisation in the casus took to its own system: what it is shown, no more.

    Part of a task, which has judged that it may; the owner of the casus is who gives.
    Args:
        rij: its betrokkenheid, with `deelname__organisatie` loaded.
    Returns: None when nothing of it is shown, or it took just this before.
    """
    deler = deler_van(casus, rij)
    stukken = [
        s
        for s in onderwerp.stukken
        if s.leverancier_id == rij.deelname_id
        or (deler.deling(s).tonen and not deler.niet_verder(s.pk))
    ]
    given = Ontvanger.objects.filter(
        deelname_id=rij.deelname_id,
        verstrekking__casus=casus,
        verstrekking__soort=Verstrekking.Soort.EXPORT,
        verstrekking__status=Status.VERSTREKT,
    ).select_related("termijn", "verstrekking")
    same_form = [o for o in given if o.verstrekking.titel == titel]
    if not stukken or any(_zelfde(o, stukken) for o in same_form):
        return None
    verstrekking = Verstrekking.objects.create(
        casus=casus,
        verstrekker_id=casus.eigenaar_id,
        soort=Verstrekking.Soort.EXPORT,
        object_type=onderwerp.object_type,
        object_id=onderwerp.object_id,
        object_versie=onderwerp.object_versie,
        titel=titel,
        doel=casus.doel,
        grondslag=casus.grondslag,
        vorm=Verstrekking.Vorm.EXPORT,
        created_at=at,
        **redenen,
    )
    ontvanger = Ontvanger.objects.create(
        verstrekking=verstrekking,
        verstrekker_id=casus.eigenaar_id,
        deelname=rij.deelname,
        waarom=rij.waarom,
        created_at=at,
    )
    VerstrekkingDatum.objects.bulk_create(datumrij(ontvanger, s) for s in stukken)
    if not any(o.termijn and o.termijn.voldaan_at is None for o in given):
        _start_klokken(verstrekking, [ontvanger], at)  # one at a time: a system takes often
    _sluit(viewer, verstrekking, at, door=door)
    return verstrekking


def _zelfde(ontvanger: Ontvanger, stukken: Sequence[Stuk]) -> bool:
    """Exactly these data, with this content, were given before."""
    rows = {row.datum_id: row for row in ontvanger.gegevens.all()}
    return rows.keys() == {s.pk for s in stukken} and all(
        rows[s.pk].hash == s.hash(rows[s.pk].zout) for s in stukken
    )


@transaction.atomic
def trek_in(viewer: Viewer, pk: UUID, *, reden: str, at: datetime | None = None) -> Verstrekking:
    """Take back what was given, or stop what was prepared; what happened stays on record.

    Raises:
        NotVisible: not of this organisation.
        AccessDenied: no longer allowed to give this.
        DomainError: no reason, or ended already.
    """
    at = at or clock.now()
    verstrekking = eigen_verstrekking(viewer, pk)
    require_verstrekken(viewer, verstrekking.casus, onderwerp_van(verstrekking))
    if not reden.strip():
        raise DomainError("Schrijf op waarom u dit intrekt.", veld="reden")
    if verstrekking.status not in {Status.VOORBEREID, Status.VERSTREKT}:
        raise DomainError("Deze verstrekking is al ingetrokken of niet doorgegaan.")
    given = verstrekking.status == Status.VERSTREKT
    verstrekking.status = Status.INGETROKKEN if given else Status.AFGEBROKEN
    verstrekking.einde_at, verstrekking.einde_reden = at, reden.strip()
    with met_reden(reden):
        verstrekking.save()
    logboek.record(
        Gebeurtenis.VERSTREKKING_INGETROKKEN if given else Gebeurtenis.VERSTREKKING_AFGEBROKEN,
        verstrekking, reden=reden, at=at,
    )  # fmt: skip
    if given:
        outbox.post("verstrekking.ingetrokken", verstrekking_id=verstrekking.pk)
    return verstrekking
