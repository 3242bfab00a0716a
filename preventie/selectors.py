"""Reads of preventie: frozen views for the pages."""

from dataclasses import dataclass
from datetime import date
from statistics import mean
from uuid import UUID

from django.db import connection
from django.db.models import Count, Q, QuerySet

from ketenregie.foundation import clock
from ketenregie.foundation.errors import NotVisible
from ketenregie.foundation.viewer import Viewer
from partners.models import Deelname, Keten
from preventie.models import Deelnemersoordeel, Voorlichting
from referentiemodel.loader import model_van
from referentiemodel.schema import Model

# Of the bronrapport: bijeenkomsten for professionals to which people can sign up, per year per region.
NORM = 2
STATUS_VARIANT = {"gepland": "accent", "gehouden": "ok", "afgelast": "neutral"}
# Fewer opinions than this say too much about who gave them.
GENOEG_OORDELEN = 5


@dataclass(frozen=True, slots=True)
class VoorlichtingRegel:
    """One line of the agenda."""

    pk: UUID
    titel: str
    soort: str
    doelgroep: str
    waar: str
    datum: date
    tot_datum: date | None
    tijd: str
    organisator: str
    eigen: bool
    status: str
    variant: str
    bereik: int | None
    open: bool
    te_doen: bool


def regel(viewer: Viewer, v: Voorlichting) -> VoorlichtingRegel:
    """No query: the organiser comes with the row."""
    laatste = v.tot_datum or v.datum
    return VoorlichtingRegel(
        pk=v.pk,
        titel=v.titel,
        soort=v.get_soort_display(),
        doelgroep=v.get_doelgroep_display(),
        waar=", ".join(x for x in (v.plaats, v.gemeente) if x) or "Hele regio",
        datum=v.datum,
        tot_datum=v.tot_datum,
        tijd=v.tijd,
        organisator=v.organisator.organisatie.kort,
        eigen=v.organisator_id == viewer.deelname_id,
        status=v.get_status_display(),
        variant=STATUS_VARIANT[v.status],
        bereik=v.bereik,
        open=v.inschrijven,
        te_doen=v.status == Voorlichting.Status.GEPLAND and laatste < clock.today(),
    )


def voorlichtingen(viewer: Viewer) -> QuerySet[Voorlichting]:
    """Everything of the viewer's keten."""
    return Voorlichting.objects.filter(keten_id=viewer.keten_id).select_related(
        "organisator__organisatie"
    )


def agenda_for(viewer: Viewer, **filters: str) -> list[VoorlichtingRegel]:
    """Planned, first day first; one query. What is past its day stands on top until it is closed."""
    rows = _gefilterd(voorlichtingen(viewer), filters).filter(status="gepland")
    return [regel(viewer, v) for v in rows]


def gehouden_for(viewer: Viewer, jaar: int, **filters: str) -> list[VoorlichtingRegel]:
    """Held or called off in a year, newest first; one query."""
    rows = _gefilterd(voorlichtingen(viewer), filters).exclude(status="gepland")
    rows = rows.filter(datum__year=jaar).order_by("-datum", "created_at")
    return [regel(viewer, v) for v in rows]


def _gefilterd(rows: QuerySet[Voorlichting], filters: dict[str, str]) -> QuerySet[Voorlichting]:
    for naam in ("soort", "doelgroep", "gemeente"):
        if filters.get(naam):
            rows = rows.filter(**{naam: filters[naam]})
    return rows


@dataclass(frozen=True, slots=True)
class Jaarstand:
    """How a year stands: bijeenkomsten against the norm, and everybody that was reached."""

    jaar: int
    gehouden: int
    gepland: int
    norm: int
    voorlichtingen: int
    bereik: int
    per_doelgroep: tuple[tuple[str, int, int], ...]

    @property
    def zin(self) -> str:
        if self.gehouden >= self.norm:
            return f"De norm van {self.norm} bijeenkomsten voor professionals is gehaald."
        nog = self.norm - self.gehouden
        meer = f"Nog {nog} te houden om de norm van {self.norm} te halen."
        return meer + (
            f" Gepland: {self.gepland}." if self.gepland else " Er is er nog geen gepland."
        )


def jaarstand(viewer: Viewer, jaar: int) -> Jaarstand:
    """One query."""
    telt = Q(soort="bijeenkomst", doelgroep="professionals")
    groepen = list(
        voorlichtingen(viewer)
        .filter(datum__year=jaar)
        .order_by()
        .values("doelgroep")
        .annotate(
            gehouden=Count("pk", filter=telt & Q(status="gehouden")),
            gepland=Count("pk", filter=telt & Q(status="gepland")),
            aantal=Count("pk", filter=Q(status="gehouden")),
        )
    )
    bereik: dict[str, int] = {}
    for doelgroep, aantal in (
        voorlichtingen(viewer)
        .filter(datum__year=jaar, status="gehouden")
        .values_list("doelgroep", "bereik")
    ):
        bereik[doelgroep] = bereik.get(doelgroep, 0) + (aantal or 0)
    return Jaarstand(
        jaar=jaar,
        gehouden=sum(g["gehouden"] for g in groepen),
        gepland=sum(g["gepland"] for g in groepen),
        norm=NORM,
        voorlichtingen=sum(g["aantal"] for g in groepen),
        bereik=sum(bereik.values()),
        per_doelgroep=tuple(
            (str(d.label), next((g["aantal"] for g in groepen if g["doelgroep"] == d), 0),
             bereik.get(d, 0))
            for d in Voorlichting.Doelgroep
        ),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class GemeenteRegel:
    """What is known of one gemeente in the last twelve months; never a number of meldingen."""

    naam: str
    melding: bool
    voorlichtingen: int
    laatste: date | None
    gepland: date | None

    @property
    def stil(self) -> bool:
        return not self.melding and not self.voorlichtingen


def gemeenten_van(model: Model) -> list[str]:
    """Names of the gemeenten of the keten; empty when its model has no such list."""
    lijst = model.waardelijsten.get("gemeente")
    return [naam for _, naam in lijst.keuzes()] if lijst else []


def model_voor(viewer: Viewer) -> Model:
    keten = Keten.objects.values_list("modelversie_id", flat=True).get(pk=viewer.keten_id)
    return model_van(keten)


def gemeenten_for(viewer: Viewer, model: Model) -> list[GemeenteRegel]:
    """Every gemeente, the silent ones first; two queries. A voorlichting for the whole region counts for
    none in particular."""
    vandaag = clock.today()
    sinds = clock.add_maanden(vandaag, -12)
    with connection.cursor() as cursor:
        cursor.execute("SELECT gemeenten_met_melding(%s)", [sinds])
        gemeld = {row[0] for row in cursor.fetchall()}
    gehouden: dict[str, list[date]] = {}
    gepland: dict[str, list[date]] = {}
    rows = voorlichtingen(viewer).filter(datum__gte=sinds).exclude(status="afgelast")
    for gemeente, datum, status in rows.values_list("gemeente", "datum", "status"):
        (gehouden if status == "gehouden" else gepland).setdefault(gemeente, []).append(datum)
    found = [
        GemeenteRegel(
            naam=naam,
            melding=naam.lower() in gemeld,
            voorlichtingen=len(gehouden.get(naam, ())),
            laatste=max(gehouden.get(naam, ()), default=None),
            gepland=min((d for d in gepland.get(naam, ()) if d >= vandaag), default=None),
        )
        for naam in gemeenten_van(model)
    ]
    return sorted(found, key=lambda g: (not g.stil, g.melding, g.naam))


@dataclass(frozen=True, slots=True)
class Oordelen:
    """What participants thought, together; no figures below `GENOEG_OORDELEN`."""

    aantal: int
    genoeg: bool
    cijfer: str = ""
    vooraf: str = ""
    achteraf: str = ""
    weet_het: str = ""
    opmerkingen: tuple[str, ...] = ()


def oordelen_van(viewer: Viewer, v: Voorlichting) -> Oordelen | None:
    """For the organiser only; one query."""
    if v.organisator_id != viewer.deelname_id:
        return None
    rows = list(Deelnemersoordeel.objects.filter(voorlichting=v).order_by("id"))
    if len(rows) < GENOEG_OORDELEN:
        return Oordelen(len(rows), False)

    def gemiddeld(naam: str) -> str:
        return f"{mean(getattr(r, naam) for r in rows):.1f}".replace(".", ",")

    weet = sum(r.weet_wat_te_doen == Deelnemersoordeel.Handelen.JA for r in rows)
    return Oordelen(
        aantal=len(rows),
        genoeg=True,
        cijfer=gemiddeld("cijfer"),
        vooraf=gemiddeld("kennis_vooraf"),
        achteraf=gemiddeld("kennis_achteraf"),
        weet_het=f"{weet} van {len(rows)}",
        opmerkingen=tuple(r.beter for r in rows if r.beter),
    )


def voorlichting_for(viewer: Viewer, pk: UUID) -> Voorlichting:
    """Raises NotVisible: not of this keten."""
    found = voorlichtingen(viewer).filter(pk=pk).first()
    if found is None:
        raise NotVisible
    return found


def partners_van(viewer: Viewer, v: Voorlichting) -> list[str]:
    """Names of the partners of a voorlichting; one query."""
    return list(
        Deelname.objects.filter(pk__in=v.partner_ids, keten_id=viewer.keten_id)
        .order_by("organisatie__kort")
        .values_list("organisatie__kort", flat=True)
    )
