"""What the pages of the casusoverleg show one viewer: only casussen it may see, data as the rules say.

Another organisation's casussen on the same agenda are absent: no line, no number, no count.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from cases.delen import Deler
from cases.models import (
    Actie,
    Agendapunt,
    Bijdrage,
    Casus,
    Casusoverleg,
    OverlegUitnodiging,
    PlanVanAanpak,
    Situatie,
)
from ketenregie.foundation import clock
from ketenregie.foundation.errors import NotVisible
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.permissions import Permission
from partners.models import Deelname
from partners.sharing import Afgeschermd
from referentiemodel.enums import Gegevenscategorie, Gegevenssoort, Grondslag

Status = OverlegUitnodiging.Status
ERBIJ = (Status.AANWEZIG, Status.KOMT)


@dataclass(frozen=True, slots=True)
class Agendaregel:
    """One casus on the agenda."""

    punt_id: UUID
    casus_id: UUID
    kenmerk: str
    titel: str
    stap: str
    besproken: bool
    # The own organisation still has to say whether it comes for this casus.
    gevraagd: bool = False
    minuten: int = 15
    waarom: str = ""


@dataclass(frozen=True, slots=True)
class Overlegregel:
    """One line of the list."""

    pk: UUID
    begint_at: datetime
    eindigt_at: datetime
    locatie: str
    status: str
    gepland: bool
    voorbij: bool
    agenda: tuple[Agendaregel, ...]
    te_beantwoorden: int


@dataclass(frozen=True, slots=True)
class Plaats:
    """An organisation at the table."""

    uitnodiging_id: UUID
    deelname_id: UUID
    naam: str
    waarom: str
    status: str
    status_code: str
    vervanger: str
    toelichting: str
    incidenteel: bool
    eigen: bool
    geen_inbreng: bool
    variant: str


@dataclass(frozen=True, slots=True)
class Inbreng:
    """A bijdrage the viewer may read."""

    pk: UUID
    leverancier_id: UUID
    tekst: str
    vraag: str
    categorie: str
    soort: str
    grondslag: str
    voorwaarden: str
    bron: str
    wpg: str
    moment: datetime
    gewijzigd: bool
    eigen: bool
    afgeschermd: bool = False


@dataclass(frozen=True, slots=True)
class Rij:
    """One organisation in "halen en brengen": what it brings and asks, as far as the viewer knows."""

    naam: str
    eigen: bool
    inbreng: tuple[Inbreng, ...]
    afgeschermd: tuple[tuple[str, int], ...]
    geen_inbreng: bool


@dataclass(frozen=True, slots=True)
class Situatiebeeld:
    tekst: str
    locatie: str
    slachtoffers: str
    door: str
    moment: datetime
    voorwaarden: str = ""
    afgeschermd: bool = False


@dataclass(frozen=True, slots=True)
class Actieregel:
    omschrijving: str
    organisatie: str
    rol: str
    uiterlijk: date
    afgeschermd: bool = False


def overleggen_voor(viewer: Viewer) -> QuerySet[Casusoverleg]:
    """Meetings the viewer organises or that discuss a casus it may see."""
    mine = Agendapunt.objects.filter(
        overleg=OuterRef("pk"),
        casus__in=Casus.objects.visible_to(viewer),  # type: ignore[attr-defined]
    )
    return Casusoverleg.objects.filter(keten_id=viewer.keten_id).filter(
        Q(organisator_id=viewer.eigen_id) | Exists(mine)
    )


def haal_overleg(viewer: Viewer, pk: UUID) -> Casusoverleg:
    """One meeting.

    Raises:
        NotVisible: there is none for this viewer.
    """
    overleg = (
        overleggen_voor(viewer).select_related("organisator__organisatie").filter(pk=pk).first()
    )
    if overleg is None:
        raise NotVisible
    return overleg


def agenda_van(viewer: Viewer, overleggen: list[Casusoverleg]) -> dict[UUID, list[Agendaregel]]:
    """Visible agenda items per overleg, in order, with what is asked; one query however many."""
    gevraagd = OverlegUitnodiging.objects.filter(
        overleg=OuterRef("overleg"),
        casus=OuterRef("casus"),
        deelname_id=viewer.eigen_id,
        status=Status.UITGENODIGD,
    )
    punten = (
        Agendapunt.objects.filter(
            overleg__in=overleggen,
            casus__in=Casus.objects.visible_to(viewer),  # type: ignore[attr-defined]
        )
        .annotate(gevraagd=Exists(gevraagd))
        .select_related("casus")
        .order_by("volgorde", "created_at")
    )
    found: dict[UUID, list[Agendaregel]] = defaultdict(list)
    for punt in punten:
        casus = punt.casus
        found[punt.overleg_id].append(
            Agendaregel(
                punt.pk,
                casus.pk,
                casus.kenmerk,
                casus.titel,
                casus.volgende_stap,
                punt.besproken_at is not None,
                punt.gevraagd,
                punt.minuten,
                punt.waarom,
            )  # fmt: skip
        )
    return found


def regels(viewer: Viewer, overleggen: list[Casusoverleg]) -> list[Overlegregel]:
    """Lines of the list; one query however many."""
    agenda = agenda_van(viewer, overleggen)
    return [
        Overlegregel(
            pk=o.pk,
            begint_at=o.begint_at,
            eindigt_at=o.eindigt_at,
            locatie=o.locatie,
            status=Casusoverleg.Status(o.status).label,
            gepland=o.status == Casusoverleg.Status.GEPLAND,
            voorbij=o.eindigt_at < clock.now(),
            agenda=tuple(agenda[o.pk]),
            te_beantwoorden=sum(regel.gevraagd for regel in agenda[o.pk])
            if o.status == Casusoverleg.Status.GEPLAND
            else 0,
        )
        for o in overleggen
    ]


def korte_namen(keten_id: UUID) -> dict[UUID, str]:
    """Short name of every deelname of the keten; one query."""
    return dict(Deelname.objects.filter(keten_id=keten_id).values_list("pk", "organisatie__kort"))


def plaatsen(viewer: Viewer, overleg: Casusoverleg, casus: Casus) -> list[Plaats]:
    """Who is invited for this casus, kern first."""
    found = []
    rijen = (
        OverlegUitnodiging.objects.filter(overleg=overleg, casus=casus)
        .select_related("deelname__organisatie")
        .order_by("incidenteel", "deelname__organisatie__kort")
    )
    for rij in rijen:
        if rij.status in ERBIJ:
            variant = "warn" if rij.vervanger else "ok"
        else:
            variant = "warn" if rij.status == Status.AFGEMELD else ""
        found.append(
            Plaats(
                uitnodiging_id=rij.pk,
                deelname_id=rij.deelname_id,
                naam=rij.deelname.organisatie.kort,
                waarom=rij.waarom,
                status=Status(rij.status).label,
                status_code=rij.status,
                vervanger=rij.vervanger,
                toelichting=rij.toelichting,
                incidenteel=rij.incidenteel,
                eigen=rij.deelname_id == viewer.deelname_id,
                geen_inbreng=rij.geen_inbreng_at is not None,
                variant=variant,
            )
        )
    return found


def inbreng(deler: Deler) -> list[Inbreng | Afgeschermd]:
    """Bijdragen of the casus as the viewer may know them, oldest first."""

    def bouw(rij: Bijdrage) -> Inbreng:
        return Inbreng(
            pk=rij.pk,
            leverancier_id=rij.leverancier_id,
            tekst=rij.tekst,
            vraag=rij.vraag,
            categorie=Gegevenscategorie(rij.gegevenscategorie).label,
            soort=Gegevenssoort(rij.gegevenssoort).label,
            grondslag=Grondslag(rij.grondslag).label,
            voorwaarden=deler.voorwaarden(rij),
            bron=rij.bron,
            wpg=rij.wpg_artikel,
            moment=rij.verwerkt_at,
            gewijzigd=rij.versie > 1,
            eigen=rij.leverancier_id == deler.viewer.deelname_id,
        )

    return deler.toon(deler.casus.bijdragen.order_by("verwerkt_at", "pk"), bouw)


def halen_en_brengen(
    deler: Deler, getoond: list[Inbreng | Afgeschermd], aan_tafel: list[Plaats]
) -> list[Rij]:
    """Per organisation what it brings and asks; own organisation first.

    An invited organisation without anything visible reads the same whether it brought nothing or
    only what is hidden.
    """
    namen = korte_namen(deler.casus.keten_id)
    kort = {lev.naam: namen.get(pk, lev.naam) for pk, lev in deler.regelboek.leveranciers.items()}
    own = namen.get(deler.viewer.eigen_id, deler.viewer.organisatie)
    shown: dict[str, list[Inbreng]] = defaultdict(list)
    withheld: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for item in getoond:
        if isinstance(item, Afgeschermd):
            withheld[kort.get(item.leverancier, item.leverancier)][item.regel] += 1
        else:
            shown[namen.get(item.leverancier_id, "")].append(item)
    nothing = {plaats.naam for plaats in aan_tafel if plaats.geen_inbreng}
    order = dict.fromkeys([own, *(p.naam for p in aan_tafel), *shown, *withheld])
    return [
        Rij(
            naam=naam,
            eigen=naam == own,
            inbreng=tuple(shown[naam]),
            afgeschermd=tuple(withheld[naam].items()),
            geen_inbreng=naam in nothing,
        )
        for naam in order
    ]


def situaties(deler: Deler) -> list[Situatiebeeld | Afgeschermd]:
    """What is going on, latest first."""

    def bouw(rij: Situatie) -> Situatiebeeld:
        return Situatiebeeld(
            tekst=rij.korte_inhoud,
            locatie=", ".join(d for d in (rij.locatie, rij.gemeente) if d),
            slachtoffers=rij.aantal_slachtoffers,
            door=deler.leverancier(rij),
            moment=rij.verwerkt_at,
            voorwaarden=deler.voorwaarden(rij),
        )

    return deler.toon(deler.casus.situaties.order_by("-verwerkt_at"), bouw)


def acties(deler: Deler) -> list[Actieregel | Afgeschermd]:
    """Acties of the plan, most urgent first."""

    def bouw(rij: Actie) -> Actieregel:
        namen = deler.regelboek.leveranciers
        who = namen.get(rij.deelname_id)
        return Actieregel(rij.omschrijving, who.naam if who else "", rij.rol, rij.uiterlijk)

    agreed = deler.casus.acties.exclude(status=Actie.Status.VERVALLEN).order_by("uiterlijk")
    if policy.may(deler.viewer, Permission.PLAN_CONCEPT_ZIEN, deler.casus):
        # Who works on the plan sees what is being proposed; a changed actie once.
        rows = agreed.exclude(plan__status=PlanVanAanpak.Status.INGETROKKEN).filter(vervangt=None)
    else:
        rows = agreed.in_uitvoering()
    return deler.toon(rows, bouw)
