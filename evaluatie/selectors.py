"""Reads of evaluations: frozen views, decided for one viewer."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from cases.beeld import Dag, dag
from cases.models import Casus, Termijn, op_casus_met_recht, uitgesloten
from evaluatie.gates import TERUGKOPPELING
from evaluatie.models import Antwoord, Evaluatieopdracht, Verbeterpunt
from evaluatie.models.gesprek import VRAGEN
from ketenregie.foundation import clock
from ketenregie.foundation.errors import NotVisible
from ketenregie.foundation.viewer import Viewer
from partners.access.roles import ORGANISATIEBREED
from referentiemodel.enums import Functie
from referentiemodel.schema import Model

VRAAG_LABELS = {
    "verloop": "Hoe verliep het",
    "rol": "Rol",
    "bevoegdheden": "Ingezette bevoegdheden",
    "goed": "Wat ging goed",
    "beter": "Wat kan beter",
}
STATUS_VARIANT = {
    "voorgesteld": "warn",
    "aanvaard": "accent",
    "afgerond": "ok",
    "open": "accent",
    "gerealiseerd": "ok",
}


@dataclass(frozen=True, slots=True)
class Alinea:
    """A block of the description: a heading with its lines, or plain text."""

    kop: str
    regels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BeschrijvingBeeld:
    """The anonymous description; `alineas` for reading, `tekst` for editing."""

    tekst: str
    alineas: tuple[Alinea, ...]
    gecontroleerd: bool
    door: str
    at: datetime | None
    versie: int


@dataclass(frozen=True, slots=True)
class Gevraagde:
    """An involved organisation: agreed or not, answered or not."""

    naam: str
    akkoord: bool | None
    toelichting: str
    beantwoord: bool
    eigen: bool


@dataclass(frozen=True, slots=True)
class AntwoordBeeld:
    """What one organisation wrote about one hoofdstap."""

    organisatie: str
    regels: tuple[tuple[str, str], ...]
    eigen: bool


@dataclass(frozen=True, slots=True)
class VerbeterpuntBeeld:
    """A lesson of the keten; nothing in it leads to a casus."""

    pk: UUID
    categorie: str
    tekst: str
    eigenaar: str
    uiterlijk: Dag | None
    status: str
    variant: str
    resultaat: str
    open: bool
    eigen: bool
    versie: int


@dataclass(frozen=True, slots=True)
class OpdrachtBeeld:
    """An opdracht as shown on the tab of the casus and on the page of the begeleider.

    No casus in it: no id, no kenmerk, no title.
    """

    pk: UUID
    status: str
    status_naam: str
    variant: str
    begeleider: str
    opdrachtgever: str
    afgesproken: Dag | None
    reden: str
    loopt: bool
    beschrijving: BeschrijvingBeeld | None
    gevraagden: tuple[Gevraagde, ...]
    mijn: Gevraagde | None
    ben_begeleider: bool
    geopend: bool
    samenvatting: str
    antwoorden: tuple[tuple[str, tuple[AntwoordBeeld, ...]], ...]
    verbeterpunten: tuple[VerbeterpuntBeeld, ...]

    @property
    def wacht_op_instemming(self) -> int:
        return sum(g.akkoord is None for g in self.gevraagden)

    @property
    def mag_openen(self) -> bool:
        """Something to lay side by side, and a description that a person checked."""
        return bool(self.beantwoord and self.beschrijving and self.beschrijving.gecontroleerd)

    @property
    def beantwoord(self) -> int:
        return sum(g.beantwoord for g in self.gevraagden)


def opdracht_for(viewer: Viewer, pk: UUID) -> Evaluatieopdracht:
    """One opdracht the viewer may see.

    Raises:
        NotVisible: absent, or outside the viewer's scope.
    """
    rows = Evaluatieopdracht.objects.visible_to(viewer)  # type: ignore[attr-defined]
    found: Evaluatieopdracht | None = (
        rows.filter(pk=pk)
        .select_related(
            "begeleider__organisatie", "opdrachtgever__organisatie", "beschrijving", "bespreking"
        )
        .first()
    )
    if found is None:
        raise NotVisible
    return found


def opdracht_van_casus(viewer: Viewer, casus_id: UUID) -> Evaluatieopdracht | None:
    """The opdracht of a casus that counts now: the newest."""
    rows = Evaluatieopdracht.objects.visible_to(viewer)  # type: ignore[attr-defined]
    found: Evaluatieopdracht | None = (
        rows.filter(casus_id=casus_id)
        .select_related(
            "begeleider__organisatie", "opdrachtgever__organisatie", "beschrijving", "bespreking"
        )
        .first()
    )
    return found


def beeld_van(viewer: Viewer, opdracht: Evaluatieopdracht) -> OpdrachtBeeld:
    """Everything the viewer may read of it; three queries beside the opdracht itself."""
    guides = (
        viewer.functie == Functie.PROCESBEGELEIDER and opdracht.begeleider_id == viewer.deelname_id
    )
    asked = tuple(
        Gevraagde(
            naam=rij.deelname.organisatie.kort,
            akkoord=rij.akkoord,
            toelichting=rij.toelichting,
            beantwoord=rij.antwoord_at is not None,
            eigen=rij.deelname_id == viewer.deelname_id,
        )
        for rij in opdracht.instemmingen.select_related("deelname__organisatie")
    )
    bespreking = getattr(opdracht, "bespreking", None)
    return OpdrachtBeeld(
        pk=opdracht.pk,
        status=opdracht.status,
        status_naam=opdracht.get_status_display(),
        variant=STATUS_VARIANT.get(opdracht.status, "neutral"),
        begeleider=opdracht.begeleider.organisatie.naam if opdracht.begeleider else "",
        opdrachtgever=opdracht.opdrachtgever.organisatie.naam,
        afgesproken=dag(opdracht.afgesproken_datum),
        reden=opdracht.reden,
        loopt=opdracht.loopt,
        beschrijving=_beschrijving(opdracht, guides),
        gevraagden=asked,
        mijn=next((g for g in asked if g.eigen), None),
        ben_begeleider=guides,
        geopend=bespreking is not None,
        samenvatting=bespreking.samenvatting if bespreking else "",
        antwoorden=_antwoorden(viewer, opdracht, bespreking is not None),
        verbeterpunten=tuple(
            verbeterpunt_beeld(viewer, opdracht.model, punt)
            for punt in opdracht.verbeterpunten.select_related("eigenaar__organisatie")
        ),
    )


def _beschrijving(opdracht: Evaluatieopdracht, guides: bool) -> BeschrijvingBeeld | None:
    found = getattr(opdracht, "beschrijving", None)
    if found is None or (guides and not found.gecontroleerd):
        return None
    return BeschrijvingBeeld(
        tekst=found.tekst,
        alineas=alineas(found.tekst),
        gecontroleerd=found.gecontroleerd,
        door=found.gecontroleerd_door,
        at=found.gecontroleerd_at,
        versie=found.versie,
    )


def alineas(tekst: str) -> tuple[Alinea, ...]:
    """Blocks between empty lines; "- " at the start of a line makes it an item of a list."""
    blocks = []
    for blok in tekst.replace("\r\n", "\n").split("\n\n"):
        regels = [r.strip() for r in blok.split("\n") if r.strip()]
        if not regels:
            continue
        heading = len(regels) > 1 and not regels[0].startswith("- ")
        body = regels[1:] if heading else regels
        blocks.append(
            Alinea(regels[0] if heading else "", tuple(r.removeprefix("- ") for r in body))
        )
    return tuple(blocks)


def _antwoorden(
    viewer: Viewer, opdracht: Evaluatieopdracht, geopend: bool
) -> tuple[tuple[str, tuple[AntwoordBeeld, ...]], ...]:
    """Per hoofdstap side by side. Before the opening only one's own; the begeleider reads none."""
    rows = Antwoord.objects.filter(opdracht=opdracht).select_related("deelname__organisatie")
    if not geopend:
        rows = rows.filter(deelname_id=viewer.eigen_id)
    per_stap: dict[str, list[AntwoordBeeld]] = {}
    for rij in rows:
        regels = tuple(
            (VRAAG_LABELS[vraag], getattr(rij, vraag)) for vraag in VRAGEN if getattr(rij, vraag)
        )
        per_stap.setdefault(rij.hoofdstap, []).append(
            AntwoordBeeld(
                rij.deelname.organisatie.kort, regels, rij.deelname_id == viewer.deelname_id
            )
        )
    return tuple(
        (h.naam, tuple(per_stap[h.sleutel]))
        for h in opdracht.model.hoofdstappen
        if h.sleutel in per_stap
    )


def verbeterpunt_beeld(viewer: Viewer, model: Model, punt: Verbeterpunt) -> VerbeterpuntBeeld:
    """No query: the owner comes with the row."""
    return VerbeterpuntBeeld(
        pk=punt.pk,
        categorie=model.waardelijst("verbeterpunt").label(punt.categorie),
        tekst=punt.tekst,
        eigenaar=punt.eigenaar.organisatie.kort,
        uiterlijk=dag(punt.datum) if punt.status == Verbeterpunt.Status.OPEN else None,
        status=punt.get_status_display(),
        variant=STATUS_VARIANT.get(punt.status, "neutral"),
        resultaat=punt.resultaat,
        open=punt.status == Verbeterpunt.Status.OPEN,
        eigen=punt.eigenaar_id == viewer.deelname_id,
        versie=punt.versie,
    )


@dataclass(frozen=True, slots=True)
class OpdrachtRegel:
    """One line of the list; the casus is named only for who may see it."""

    pk: UUID
    casus_id: UUID | None
    naam: str
    toelichting: str
    begeleider: str
    status: str
    variant: str
    afgesproken: Dag | None
    stand: str


def opdrachten_for(viewer: Viewer) -> list[OpdrachtRegel]:
    """Opdrachten the viewer guides or takes part in, running ones first; two queries."""
    guides = viewer.functie == Functie.PROCESBEGELEIDER
    rows = (
        Evaluatieopdracht.objects.visible_to(viewer)  # type: ignore[attr-defined]
        .select_related("begeleider__organisatie", "opdrachtgever__organisatie", "bespreking")
        .prefetch_related("instemmingen")
        .order_by("einde_at", "afgesproken_datum", "created_at")
    )
    if not guides:
        rows = rows.select_related("casus")
    return [_regel(opdracht, guides) for opdracht in rows]


def _regel(opdracht: Evaluatieopdracht, guides: bool) -> OpdrachtRegel:
    asked = list(opdracht.instemmingen.all())
    if opdracht.status == Evaluatieopdracht.Status.VOORGESTELD:
        agreed = sum(bool(r.akkoord) for r in asked)
        stand = f"{agreed} van {len(asked)} organisaties stemden in"
    elif hasattr(opdracht, "bespreking"):
        stand = "Gezamenlijke bespreking is open" if opdracht.loopt else "Besproken"
    else:
        stand = f"{sum(r.antwoord_at is not None for r in asked)} van {len(asked)} antwoorden"
    return OpdrachtRegel(
        pk=opdracht.pk,
        casus_id=None if guides else opdracht.casus_id,
        naam="Evaluatie van een casus" if guides else opdracht.casus.titel,
        toelichting=f"Opdracht van {opdracht.opdrachtgever.organisatie.kort}"
        if guides
        else opdracht.casus.kenmerk,
        begeleider=opdracht.begeleider.organisatie.kort if opdracht.begeleider else "geen",
        status=opdracht.get_status_display(),
        variant=STATUS_VARIANT.get(opdracht.status, "neutral"),
        afgesproken=dag(opdracht.afgesproken_datum) if opdracht.loopt else None,
        stand=opdracht.reden if opdracht.reden and not opdracht.loopt else stand,
    )


@dataclass(frozen=True, slots=True)
class TerugkoppelingBeeld:
    """A terugkoppeling the own organisation owes, and nothing else of its casus.

    `kenmerk` of the casus is empty for who sees it no more; the name says what was given.
    """

    pk: UUID
    kenmerk: str
    gestart: date
    uiterlijk: Dag | None
    naam: str


def terugkoppelingen_for(viewer: Viewer) -> list[TerugkoppelingBeeld]:
    """Open terugkoppelingen of the acting deelname, first due first; one query."""
    rows = open_terugkoppelingen(viewer).annotate(kenmerk=KENMERK)
    return [_terugkoppeling(termijn, termijn.kenmerk) for termijn in rows]


def terugkoppeling_for(viewer: Viewer, pk: UUID) -> tuple[Termijn, TerugkoppelingBeeld]:
    """The clock and what may be shown of it.

    Raises:
        NotVisible: absent, given, or of another organisation.
    """
    termijn = open_terugkoppelingen(viewer).annotate(kenmerk=KENMERK).filter(pk=pk).first()
    if termijn is None:
        raise NotVisible
    return termijn, _terugkoppeling(termijn, termijn.kenmerk)


def geplande_terugkoppelingen(viewer: Viewer, casus: Casus) -> list[tuple[str, Dag | None, bool]]:
    """(organisation, by when, given) for who received data; one query.

    Of a verstrekking only its sender and the recipient itself see it.
    """
    mine = Q(deelname_id=viewer.deelname_id) | Q(ontvanger__verstrekker_id=viewer.deelname_id)
    open_to_all = Q(sleutel__regex=rf"^{TERUGKOPPELING}:\d+$")
    rows = (
        casus.termijnen.filter(mine | open_to_all, sleutel__startswith=f"{TERUGKOPPELING}:")
        .select_related("deelname__organisatie")
        .order_by("deelname__organisatie__naam")
    )
    return [(t.deelname.organisatie.naam, dag(t.uiterlijk), t.voldaan_at is not None) for t in rows]


# Of a casus that the second lock hides there is no kenmerk.
KENMERK = Coalesce(
    Subquery(Casus.objects.filter(pk=OuterRef("casus_id")).order_by().values("kenmerk")), Value("")
)


def verantwoordt(viewer: Viewer) -> Q:
    """Terugkoppelingen this person may give: what was received asks for an account after the end of the
    casus, of who left it and of who is party no more (R15); an excluded person gives none.

    Who works on casussen by name: only of those.
    """
    if viewer.functie in ORGANISATIEBREED or viewer.client_id:
        return ~Q(uitgesloten(viewer, "casus"))
    return op_casus_met_recht(viewer)


def open_terugkoppelingen(viewer: Viewer) -> QuerySet[Termijn]:
    """What the acting deelname owes still."""
    return Termijn.objects.filter(
        verantwoordt(viewer),
        deelname_id=viewer.eigen_id,
        # Everything that starts with "terugkoppeling:". LIKE is not leakproof: under the second lock it
        # comes after the policy of every row and uses no index; comparing does.
        sleutel__gt=f"{TERUGKOPPELING}:",
        sleutel__lt=f"{TERUGKOPPELING};",
        voldaan_at__isnull=True,
    )


def _terugkoppeling(termijn: Termijn, kenmerk: str) -> TerugkoppelingBeeld:
    return TerugkoppelingBeeld(
        pk=termijn.pk,
        kenmerk=kenmerk,
        gestart=clock.local_date(termijn.gestart_at),
        uiterlijk=dag(termijn.uiterlijk),
        naam=termijn.naam,
    )
