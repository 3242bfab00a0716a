"""What people see of verstrekkingen: each organisation its own part, as frozen views.

The sender sees what it gave, as far as it may know the data itself; a recipient what it got; a supplier
which of its data went where; who is asked, what is asked of it. Nobody sees another's part.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from cases.beeld import Dag, dag
from cases.delen import Deler
from cases.models import (
    OPEN,
    Akkoord,
    Casus,
    Motief,
    Ontvanger,
    Verstrekking,
    VerstrekkingDatum,
    uitgesloten,
)
from cases.services.verstrekken import ONTBREEKT, heeft_voorwaarden
from ketenregie.foundation import clock
from ketenregie.foundation.errors import NotVisible
from ketenregie.foundation.viewer import Viewer
from partners.access.roles import ORGANISATIEBREED
from referentiemodel.enums import Gegevenscategorie

Status = Verstrekking.Status
GEDAAN = (Status.VERSTREKT, Status.INGETROKKEN)
VARIANT = {
    Status.VOORBEREID: "warn",
    Status.VERSTREKT: "ok",
    Status.INGETROKKEN: "danger",
    Status.AFGEBROKEN: "neutral",
}
HOOGSTENS = 100


@dataclass(frozen=True, slots=True)
class Regel:
    """One line of a list."""

    pk: UUID
    kenmerk: str
    titel: str
    casus: str
    met_wie: str
    status: str
    variant: str
    moment: datetime
    ontvangen: bool = False
    # Nothing is asked any more of a casus that has ended (R12), but the terugkoppeling.
    te_bevestigen: bool = False
    antwoord_voor: Dag | None = None


@dataclass(frozen=True, slots=True)
class DatumRegel:
    """One datum in a verstrekking: what kind, of whom, to whom; never its content."""

    naam: str
    categorie: str
    leverancier: str
    ontvanger: str
    voorwaarden: str


@dataclass(frozen=True, slots=True)
class OntvangerBeeld:
    """A recipient as its sender sees it."""

    pk: UUID
    naam: str
    functie: str
    contact: str
    waarom: str
    derde: bool
    ontvangen_at: datetime | None
    ontvangen_door: str
    terugkoppeling: Dag | None
    teruggekoppeld: bool
    gegevens: tuple[DatumRegel, ...] = ()


@dataclass(frozen=True, slots=True)
class AkkoordBeeld:
    """What is asked of the own organisation."""

    pk: UUID
    leverancier: bool
    ontvangers: str
    antwoord_voor: Dag | None
    open: bool
    gegeven: bool
    geweigerd: bool
    voorwaarden: str
    reden: str


@dataclass(frozen=True, slots=True)
class Detail:
    """A verstrekking as the viewer may know it."""

    pk: UUID
    kenmerk: str
    titel: str
    soort: str
    casus_id: UUID
    casus: str
    casus_open: bool
    status: str
    statusnaam: str
    variant: str
    verstrekker: str
    zender: bool
    doel: str
    grondslag: str
    motivering: tuple[tuple[str, str], ...]
    voorwaarden: str
    vorm: str
    bestand: bool
    verstrekt_at: datetime | None
    verstrekt_door: str
    rac: str
    einde_op: date | None
    einde_reden: str
    plan_nummer: int | None
    ontvangers: tuple[OntvangerBeeld, ...] = ()
    mijn: OntvangerBeeld | None = None
    mijn_termijn_id: UUID | None = None
    lezen_eerst: bool = False
    akkoord: AkkoordBeeld | None = None
    van_ons: tuple[DatumRegel, ...] = field(default=())


def zichtbaar(viewer: Viewer) -> QuerySet[Verstrekking]:
    """Verstrekkingen in which the viewer's organisation has a part, also after the end of the casus.

    Whoever works on casussen by name sees those only, and an excluded person none.
    """
    mine = viewer.eigen_id

    def heeft(model: type, **eigen: object) -> Exists:
        return Exists(model._default_manager.filter(verstrekking=OuterRef("pk"), **eigen))  # type: ignore[attr-defined]

    rows = Verstrekking.objects.filter(
        Q(verstrekker_id=mine)
        | Q(heeft(Ontvanger, deelname_id=mine), status__in=GEDAAN)
        | Q(heeft(Akkoord, deelname_id=mine))
        | Q(heeft(VerstrekkingDatum, leverancier_id=mine), status__in=GEDAAN),
        # After the end of the casus only what was done stays, for the duties that outlive it (R12).
        Q(casus__status__in=OPEN) | Q(status__in=GEDAAN),
        ~uitgesloten(viewer, "casus"),
        casus__keten_id=viewer.keten_id,
    )
    if viewer.functie not in ORGANISATIEBREED and not viewer.client_id:
        rows = rows.filter(casus__in=Casus.objects.met_recht(viewer).order_by())  # type: ignore[attr-defined]
    return rows


def haal(viewer: Viewer, pk: UUID) -> Verstrekking:
    """One verstrekking.

    Raises:
        NotVisible: absent, or the viewer's organisation has no part in it.
    """
    found = (
        zichtbaar(viewer).filter(pk=pk).select_related("casus", "verstrekker__organisatie").first()
    )
    if found is None:
        raise NotVisible
    return found


def eigen_in(viewer: Viewer, casus: Casus) -> QuerySet[Verstrekking]:
    """Done verstrekkingen of one casus that the own organisation gave or received.

    With the own receipt in `van_mij` and what it got in `aan_mij`: three queries however many.
    """
    received = Ontvanger.objects.filter(verstrekking=OuterRef("pk"), deelname_id=viewer.eigen_id)
    return (
        zichtbaar(viewer)
        .filter(
            Q(verstrekker_id=viewer.eigen_id) | Q(Exists(received)),
            casus=casus,
            status__in=GEDAAN,
        )
        .select_related("casus", "verstrekker__organisatie")
        .prefetch_related(
            Prefetch(
                "ontvangers",
                Ontvanger.objects.filter(deelname_id=viewer.eigen_id).select_related("termijn"),
                to_attr="van_mij",
            ),
            Prefetch(
                "gegevens",
                VerstrekkingDatum.objects.filter(ontvangende_id=viewer.eigen_id).select_related(
                    "leverancier__organisatie"
                ),
                to_attr="aan_mij",
            ),
        )
    )


def gevraagd(viewer: Viewer) -> list[Regel]:
    """Where the akkoord of the own organisation is asked, first due first; one query."""
    rows = (
        Akkoord.objects.filter(
            deelname_id=viewer.eigen_id,
            status=Akkoord.Status.GEVRAAGD,
            verstrekking__status=Status.VOORBEREID,
            verstrekking__in=zichtbaar(viewer),
        )
        .select_related("verstrekking__casus", "verstrekking__verstrekker__organisatie")
        .order_by("antwoord_voor")[:HOOGSTENS]
    )
    return [
        _regel(
            rij.verstrekking,
            rij.verstrekking.verstrekker.organisatie.naam,
            antwoord_voor=dag(rij.antwoord_voor),
        )
        for rij in rows
    ]


def ontvangen(viewer: Viewer, casus: Casus | None = None) -> list[Regel]:
    """What was given to the own organisation, newest first; one query."""
    rows = (
        Ontvanger.objects.filter(
            deelname_id=viewer.eigen_id,
            verstrekking__status__in=GEDAAN,
            verstrekking__in=zichtbaar(viewer),
            **({"verstrekking__casus": casus} if casus else {}),
        )
        .select_related("verstrekking__casus", "verstrekking__verstrekker__organisatie")
        .order_by("-verstrekking__verstrekt_at")[:HOOGSTENS]
    )
    return [
        _regel(
            rij.verstrekking,
            rij.verstrekking.verstrekker.organisatie.naam,
            ontvangen=rij.ontvangen_at is not None,
        )
        for rij in rows
    ]


def verstuurd(viewer: Viewer, casus: Casus | None = None) -> list[Regel]:
    """What the own organisation gave or prepares, newest first; two queries."""
    rows = (
        zichtbaar(viewer)
        .filter(verstrekker_id=viewer.eigen_id, **({"casus": casus} if casus else {}))
        .select_related("casus")
        .prefetch_related("ontvangers__deelname__organisatie")
        .order_by("-created_at")[:HOOGSTENS]
    )
    return [_regel(v, ", ".join(o.naam for o in v.ontvangers.all())) for v in rows]


def _regel(
    v: Verstrekking, met_wie: str, *, ontvangen: bool = False, antwoord_voor: Dag | None = None
) -> Regel:
    return Regel(
        pk=v.pk,
        kenmerk=v.kenmerk,
        titel=v.titel,
        casus=v.casus.kenmerk,
        met_wie=met_wie,
        status=v.get_status_display(),
        variant=VARIANT[Status(v.status)],
        moment=v.verstrekt_at or v.created_at,
        ontvangen=ontvangen,
        te_bevestigen=not ontvangen and v.status == Status.VERSTREKT and v.casus.is_open,
        antwoord_voor=antwoord_voor,
    )


def waar_verstrekt(viewer: Viewer, datum_id: UUID) -> list[tuple[str, str, date | None]]:
    """(to whom, kenmerk, day) of every time the own datum was given; two queries."""
    rows = (
        VerstrekkingDatum.objects.filter(
            datum_id=datum_id,
            leverancier_id=viewer.eigen_id,
            verstrekking__status__in=GEDAAN,
        )
        .exclude(ontvangende_id=viewer.eigen_id)
        .select_related("verstrekking")
        .order_by("-verstrekking__verstrekt_at", "ontvanger_naam")
    )
    return [
        (
            rij.ontvanger_naam,
            rij.verstrekking.kenmerk,
            clock.local_date(rij.verstrekking.verstrekt_at)
            if rij.verstrekking.verstrekt_at
            else None,
        )
        for rij in rows
    ]


def detail(viewer: Viewer, v: Verstrekking) -> Detail:
    """Everything this viewer may read of it; at most ten queries.

    After the end of the casus only that it happened, when, and what the own organisation still owes.
    """
    zender = v.verstrekker_id == viewer.deelname_id
    open_casus = v.casus.toegang_van(viewer).zichtbaar
    shown = v.casus.is_open
    eigen = Ontvanger.objects.filter(verstrekking=v, deelname_id=viewer.eigen_id)
    mijn = eigen.select_related("deelname__organisatie", "termijn").first()
    deler = Deler(viewer, v.casus) if open_casus else None
    return Detail(
        pk=v.pk,
        kenmerk=v.kenmerk,
        titel=v.titel,
        soort=v.soort,
        casus_id=v.casus_id,
        casus=v.casus.kenmerk,
        casus_open=open_casus,
        status=v.status,
        statusnaam=v.get_status_display(),
        variant=VARIANT[Status(v.status)],
        verstrekker=v.verstrekker.organisatie.naam,
        zender=zender,
        doel=v.get_doel_display(),
        grondslag=v.get_grondslag_display(),
        motivering=(
            ("Waarom niet met minder (subsidiariteit)", v.subsidiariteit),
            ("Waarom in verhouding (proportionaliteit)", v.proportionaliteit),
            ("Waarvoor nodig (need-to-know)", v.need_to_know),
        )
        if shown
        else (),
        voorwaarden=v.voorwaarden if shown else "",
        vorm=v.get_vorm_display(),
        bestand=v.vorm == Verstrekking.Vorm.EXPORT,
        verstrekt_at=v.verstrekt_at,
        verstrekt_door=v.verstrekt_door,
        rac=f"{v.rac_door}, {v.rac_op:%-d-%-m-%Y}" if v.rac_op and zender else "",
        einde_op=clock.local_date(v.einde_at) if v.einde_at else None,
        einde_reden=v.einde_reden if shown else "",
        plan_nummer=v.object_versie if v.soort == Verstrekking.Soort.PLAN else None,
        ontvangers=_ontvangers(v, deler) if zender and v.status in GEDAAN else (),
        mijn=_ontvanger(mijn, _gegevens(v, ontvanger=mijn.pk) if shown else ()) if mijn else None,
        mijn_termijn_id=mijn.termijn_id
        if mijn and mijn.termijn and mijn.termijn.voldaan_at is None
        else None,
        lezen_eerst=bool(mijn and heeft_voorwaarden(v, mijn)),
        akkoord=_akkoord(viewer, v) if shown else None,
        van_ons=_gegevens(v, leverancier=viewer.eigen_id) if shown and not zender else (),
    )


def _gegevens(
    v: Verstrekking, *, ontvanger: UUID | None = None, leverancier: UUID | None = None
) -> tuple[DatumRegel, ...]:
    rows = VerstrekkingDatum.objects.filter(verstrekking=v).select_related(
        "leverancier__organisatie"
    )
    if ontvanger is not None:
        rows = rows.filter(ontvanger=ontvanger)
    if leverancier is not None:
        rows = rows.filter(leverancier=leverancier)
    return tuple(_datumregel(rij) for rij in rows)


def _datumregel(rij: VerstrekkingDatum) -> DatumRegel:
    return DatumRegel(
        naam=rij.naam,
        categorie=str(Gegevenscategorie(rij.gegevenscategorie).label),
        leverancier=rij.leverancier.organisatie.naam,
        ontvanger=rij.ontvanger_naam,
        voorwaarden=rij.voorwaarden,
    )


def _ontvangers(v: Verstrekking, deler: Deler | None) -> tuple[OntvangerBeeld, ...]:
    """Recipients with what they got; data that the sender may not know of are left out."""
    per_ontvanger: dict[UUID, list[DatumRegel]] = {}
    if deler is not None:
        for rij in VerstrekkingDatum.objects.filter(verstrekking=v).select_related(
            "leverancier__organisatie"
        ):
            if not deler.deling(rij).verborgen:
                per_ontvanger.setdefault(rij.ontvanger_id, []).append(_datumregel(rij))
    rows = Ontvanger.objects.filter(verstrekking=v).select_related(
        "deelname__organisatie", "termijn"
    )
    return tuple(_ontvanger(rij, tuple(per_ontvanger.get(rij.pk, ()))) for rij in rows)


def _ontvanger(rij: Ontvanger, gegevens: tuple[DatumRegel, ...]) -> OntvangerBeeld:
    return OntvangerBeeld(
        pk=rij.pk,
        naam=rij.naam,
        functie=rij.derde_functie,
        contact=rij.derde_contact,
        waarom=rij.waarom,
        derde=rij.is_derde,
        ontvangen_at=rij.ontvangen_at,
        ontvangen_door=rij.ontvangen_door,
        terugkoppeling=dag(rij.termijn.uiterlijk) if rij.termijn else None,
        teruggekoppeld=bool(rij.termijn and rij.termijn.voldaan_at),
        gegevens=gegevens,
    )


def _akkoord(viewer: Viewer, v: Verstrekking) -> AkkoordBeeld | None:
    rij = Akkoord.objects.filter(verstrekking=v, deelname_id=viewer.eigen_id).first()
    if rij is None:
        return None
    wacht = v.status == Status.VOORBEREID and rij.status != Akkoord.Status.WEGGELATEN
    geweigerd = rij.status == Akkoord.Status.GEWEIGERD
    motief = Motief.objects.filter(onderwerp_id=rij.pk).first() if geweigerd else None
    return AkkoordBeeld(
        pk=rij.pk,
        leverancier=rij.rol == Akkoord.Rol.LEVERANCIER,
        ontvangers=rij.ontvangers,
        antwoord_voor=dag(rij.antwoord_voor),
        open=wacht,
        gegeven=rij.status == Akkoord.Status.GEGEVEN,
        geweigerd=geweigerd,
        voorwaarden=rij.voorwaarden,
        reden=motief.reden if motief else "",
    )


__all__ = [
    "ONTBREEKT",
    "Detail",
    "Regel",
    "detail",
    "gevraagd",
    "haal",
    "ontvangen",
    "verstuurd",
    "waar_verstrekt",
    "zichtbaar",
]
