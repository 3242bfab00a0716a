"""One version of the convenant as frozen views: for the page, the editor and partner systems."""

import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from ketenregie.foundation import clock
from ketenregie.foundation.errors import NotVisible
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.permissions import Permission
from partners.convenant.controle import bezwaren, schaduwen
from partners.convenant.matrix import ICONEN, WOORDEN
from partners.convenant.zinnen import gegevens, zin
from partners.models import Convenant, Deelregel, Effectberekening, Medewerker, Partij
from referentiemodel.enums import Grondslag
from referentiemodel.schema import Model

_KOP = re.compile(r"^Artikel .+$")


@dataclass(frozen=True, slots=True)
class RegelBeeld:
    """A deelregel: the sentence made from its data, the explanation of the parties beside it.

    `bezwaren` and `schaduw` say why it cannot stand; `verandering` is nieuw, gewijzigd or "".
    """

    pk: UUID
    nummer: str
    zin: str
    tekst: str
    uitkomst: str
    woord: str
    icoon: str
    grond: str
    voor_ons: bool
    schaduw: str = ""
    bezwaren: tuple[str, ...] = ()
    verandering: str = ""


@dataclass(frozen=True, slots=True)
class PartijBeeld:
    """An organisation in this version: since when, who signed, and whether it is out."""

    pk: UUID
    deelname_id: UUID
    naam: str
    van: date
    tot: date | None
    getekend_door: str
    getekend_op: date | None
    uit_per: date | None
    uit_reden: str
    nu: bool
    eigen: bool


@dataclass(frozen=True, slots=True)
class VersieKop:
    """A version in a list."""

    pk: UUID
    nummer: int
    titel: str
    stand: str
    van: date
    tot: date | None


@dataclass(frozen=True, slots=True)
class Stap:
    """One step of the procedure: what was done, by whom, when."""

    naam: str
    wie: str
    wanneer: str
    tekst: str = ""


@dataclass(frozen=True, slots=True)
class VersieBeeld:
    """One version, readable."""

    kop: VersieKop
    status: str
    doel: str
    grondslag: str
    bewaren: str
    artikelen: tuple[tuple[str, str], ...]
    partijen: tuple[PartijBeeld, ...]
    ben_partij: bool
    groepen: tuple[tuple[str, tuple[RegelBeeld, ...]], ...]
    vervallen: tuple[str, ...]
    stappen: tuple[Stap, ...]


def versies_for(viewer: Viewer) -> "QuerySet[Convenant]":
    """Versions this viewer may read: everybody the vastgestelde, who prepares or decides all of them."""
    rows = Convenant.objects.filter(keten_id=viewer.keten_id)
    if policy.may(viewer, Permission.CONVENANT_VOORBEREIDING_ZIEN):
        return rows
    return rows.filter(status=Convenant.Status.VASTGESTELD)


def versiekoppen(viewer: Viewer) -> list[VersieKop]:
    """Newest first; one query."""
    return [kop(c) for c in versies_for(viewer).exclude(status=Convenant.Status.INGETROKKEN)]


def versie_for(viewer: Viewer, pk: UUID) -> Convenant:
    """One version.

    Raises:
        NotVisible: absent, of another keten, or still in preparation and not for this viewer.
    """
    found = versies_for(viewer).filter(pk=pk).first()
    if found is None:
        raise NotVisible
    return found


def geldend_for(viewer: Viewer) -> Convenant | None:
    """The version in force today in the viewer's keten."""
    rows: QuerySet[Convenant] = Convenant.objects.in_werking(viewer.keten_id, clock.today())  # type: ignore[attr-defined]
    return rows.first()


def controlegetal(convenant: Convenant, regels: Iterable[Deelregel]) -> str:
    """Hash over what decides: the rules in order, and who is in it. One query."""
    inhoud = [
        [r.categorieen, r.soorten, r.leveranciers, r.ontvangers, r.letters, r.hoofdstappen, r.doelen,
         r.uitkomst]
        for r in regels
    ]  # fmt: skip
    leden = sorted(
        str(pk)
        for pk in convenant.partijen.filter(uit_per__isnull=True).values_list(
            "deelname_id", flat=True
        )
    )
    return hashlib.sha256(json.dumps([inhoud, leden]).encode()).hexdigest()


def effect_van(convenant: Convenant) -> Effectberekening | None:
    """The latest computation of the effect."""
    return convenant.effecten.first()


def versiebeeld(
    viewer: Viewer, convenant: Convenant, model: Model, *, naast: Convenant | None = None
) -> VersieBeeld:
    """The whole version; four queries, two more with `naast`.

    Args:
        naast: the version it is compared with.
    """
    vandaag = clock.today()
    regels = list(convenant.deelregels.all())
    before = {r.nummer: r for r in naast.deelregels.all()} if naast else {}
    partijen = partijen_van(viewer, convenant)
    gone = [r.nummer for nummer, r in before.items() if nummer not in {x.nummer for x in regels}]
    return VersieBeeld(
        kop=kop(convenant),
        status=convenant.status,
        doel=convenant.doel,
        grondslag=convenant.grondslag,
        bewaren=convenant.bewaren,
        artikelen=artikelen(convenant.artikelen),
        partijen=partijen,
        ben_partij=any(p.eigen and p.nu for p in partijen)
        if convenant.stand_op(vandaag) == "Geldend"
        else True,
        groepen=_groepen(regelbeelden(viewer, regels, model, before if naast else None), regels),
        vervallen=tuple(gone),
        stappen=_stappen(convenant),
    )


def partijen_van(viewer: Viewer, convenant: Convenant) -> tuple[PartijBeeld, ...]:
    """Everybody in this version, by name; one query."""
    vandaag = clock.today()
    rows = (
        Partij.objects.filter(convenant=convenant)
        .select_related("deelname__organisatie")
        .order_by("deelname__organisatie__naam")
    )
    return tuple(
        PartijBeeld(
            p.pk,
            p.deelname_id,
            p.deelname.organisatie.naam,
            p.van,
            p.tot,
            p.getekend_door,
            p.getekend_op,
            p.uit_per,
            p.uit_reden,
            p.is_partij(vandaag),
            p.deelname_id == viewer.deelname_id,
        )
        for p in rows
    )


def regelbeelden(
    viewer: Viewer,
    regels: Sequence[Deelregel],
    model: Model,
    before: dict[str, Deelregel] | None = None,
) -> list[RegelBeeld]:
    """Each rule with its sentence and what is wrong with it; without a query."""
    shadows = schaduwen(regels)
    mine = {viewer.partnersoort, f"domein:{viewer.domein}"}
    return [
        RegelBeeld(
            pk=regel.pk,
            nummer=regel.nummer,
            zin=zin(regel, model, shadows[regel.nummer].anders),
            tekst=regel.tekst,
            uitkomst=regel.uitkomst,
            woord=WOORDEN[regel.uitkomst],
            icoon=ICONEN[regel.uitkomst],
            grond=_grond(regel),
            voor_ons=not regel.ontvangers or bool(mine & set(regel.ontvangers)),
            schaduw=shadows[regel.nummer].uitleg,
            bezwaren=tuple(text for _, text in bezwaren(regel)),
            verandering=_verandering(regel, before) if before is not None else "",
        )
        for regel in regels
    ]


def artikelen(tekst: str) -> tuple[tuple[str, str], ...]:
    """A text with lines "Artikel n ..." as (heading, text) pairs; what stands before has no heading."""
    found: list[tuple[str, list[str]]] = []
    for regel in tekst.splitlines():
        if _KOP.match(regel):
            found.append((regel.strip(), []))
        elif found or regel.strip():
            if not found:
                found.append(("", []))
            found[-1][1].append(regel)
    return tuple((kop, "\n".join(regels).strip()) for kop, regels in found)


def kop(convenant: Convenant) -> VersieKop:
    """A version in one line, as it stands today."""
    return VersieKop(
        convenant.pk,
        convenant.nummer,
        convenant.titel,
        convenant.stand_op(clock.today()),
        convenant.van,
        convenant.tot,
    )


def _grond(regel: Deelregel) -> str:
    delen = [str(Grondslag(regel.grondslag).label)] if regel.grondslag else []
    return " · ".join([*delen, regel.grond] if regel.grond else delen)


def _verandering(regel: Deelregel, before: dict[str, Deelregel]) -> str:
    old = before.get(regel.nummer)
    if old is None:
        return "nieuw"
    names = ("categorieen", "soorten", "leveranciers", "ontvangers", "letters", "hoofdstappen",
             "doelen", "uitkomst", "grondslag", "grond", "tekst")  # fmt: skip
    same = all(_waarde(regel, n) == _waarde(old, n) for n in names)
    return "" if same else "gewijzigd"


def _waarde(regel: Deelregel, naam: str) -> object:
    value = getattr(regel, naam)
    return sorted(value) if isinstance(value, list) else value


def _groepen(
    beelden: Sequence[RegelBeeld], regels: Sequence[Deelregel]
) -> tuple[tuple[str, tuple[RegelBeeld, ...]], ...]:
    """Deelregels with the same first number that follow each other stand together, by what they are about."""
    groups: list[tuple[str, list[RegelBeeld], list[str]]] = []
    for beeld, regel in zip(beelden, regels, strict=True):
        first = regel.nummer.split(".")[0]
        if not groups or groups[-1][0] != first:
            groups.append((first, [], []))
        groups[-1][1].append(beeld)
        groups[-1][2].extend(regel.categorieen)
    titles = [gegevens(dict.fromkeys(cats)) or "alle gegevens" for _, _, cats in groups]
    return tuple(
        (f"{first}. {title[:1].upper()}{title[1:]}", tuple(rows))
        for (first, rows, _), title in zip(groups, titles, strict=True)
    )


def _stappen(convenant: Convenant) -> tuple[Stap, ...]:
    """What was done with this version so far; one query."""
    if convenant.overgenomen:
        return (Stap("Op papier getekend, voordat de keten met dit systeem werkte", "", ""),)
    people = {
        convenant.created_by_id,
        convenant.voorgelegd_door_id,
        convenant.rac_door_id,
        convenant.besluit_door_id,
    } - {None}
    namen = dict(Medewerker.objects.filter(Q(pk__in=people)).values_list("pk", "naam"))

    def wie(pk: UUID | None) -> str:
        return namen.get(pk, "") if pk else ""

    steps = [Stap("Concept gemaakt", wie(convenant.created_by_id), _dag(convenant.created_at))]
    if convenant.voorgelegd_at:
        steps.append(
            Stap(
                "Voorgelegd aan de rechtmatigheidsadviescommissie",
                wie(convenant.voorgelegd_door_id),
                _dag(convenant.voorgelegd_at),
            )
        )
    if convenant.rac_advies:
        steps.append(
            Stap(
                f"Advies van de commissie: {convenant.get_rac_advies_display().lower()}",
                wie(convenant.rac_door_id),
                f"{convenant.rac_datum:%-d-%-m-%Y}",
                convenant.rac_tekst,
            )
        )
    if convenant.besluit_at:
        steps.append(
            Stap(
                "Vastgesteld" if convenant.status == "vastgesteld" else "Besloten",
                wie(convenant.besluit_door_id),
                _dag(convenant.besluit_at),
                convenant.besluit_motivering,
            )
        )
    return tuple(steps)


def _dag(moment: datetime) -> str:
    return f"{clock.local_date(moment):%-d-%-m-%Y}"
