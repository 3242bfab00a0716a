"""What the tab Toegang and the pages around it show: frozen, decided for one viewer.

Nobody may infer from these pages what others hold. So every figure is made only from the convenant,
from letters that everyone in the casus reads, and from data that the viewer knows to exist.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Q

from cases.delen import Deler
from cases.gegevens import alle_gegevens
from cases.models import (
    Betrokkenheid,
    Casus,
    Noodknop,
    OverlegUitnodiging,
    Toegangsverzoek,
)
from cases.models.casus import ontsluiting
from cases.services.toegang.verzoek import loopt
from ketenregie.foundation import clock
from ketenregie.foundation.viewer import Viewer
from partners.access.policy import Ontsluiting, Toegang
from partners.access.viewers import ogen_van
from partners.models import Deelname, Medewerker
from partners.sharing import AFSCHERMEN, TONEN, VERBERGEN, Datum, Vraag, wie
from referentiemodel.enums import Functie, Gegevenscategorie, Rasci

AANVAARD = Betrokkenheid.Status.AANVAARD
WOORD = {TONEN: "te zien", AFSCHERMEN: "afgeschermd", VERBERGEN: "verborgen"}


@dataclass(frozen=True, slots=True)
class Ziet:
    """An organisation that sees the casus."""

    deelname_id: UUID
    naam: str
    eigen: bool
    eigenaar: bool
    letters: tuple[str, ...]
    waardoor: str
    sinds: datetime | None
    tot: datetime | None


@dataclass(frozen=True, slots=True)
class Soort:
    """What the viewer's organisation sees of one category, by which rule."""

    categorie: str
    regel: str
    tekst: str


@dataclass(frozen=True, slots=True)
class Cel:
    """Counts for one organisation and category, of data that the viewer knows."""

    delen: tuple[tuple[str, str, int], ...]


@dataclass(frozen=True, slots=True)
class Rij:
    deelname_id: UUID
    naam: str
    rol: str
    cellen: tuple[Cel, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    kolommen: tuple[str, ...]
    rijen: tuple[Rij, ...]


@dataclass(frozen=True, slots=True)
class Verzoekbeeld:
    """A toegangsverzoek as one of the two sides, or who knows of the data, reads it."""

    pk: UUID
    kenmerk: str
    aanvrager: str
    leverancier: str
    categorie: str
    alles: bool
    status: str
    statusnaam: str
    loopt: bool
    gevraagd_at: datetime
    geldig_tot: datetime | None
    van_mij: bool
    te_openen: bool

    @property
    def tot_en_met(self) -> date | None:
        """The last whole day of the access; None when it ends in the middle of a day or not at all."""
        if self.geldig_tot is None:
            return None
        last = clock.local_date(self.geldig_tot - timedelta(microseconds=1))
        return last if last != clock.local_date(self.geldig_tot) else None


@dataclass(frozen=True, slots=True)
class Noodgebruik:
    """A use of the noodknop; the name only for colleagues."""

    pk: UUID
    wie: str
    organisatie: str
    reden: str
    begonnen_at: datetime
    tot: datetime
    loopt: bool
    oordeel: str


def wie_zien(casus: Casus, viewer: Viewer) -> list[Ziet]:
    """Organisations that take part, strongest role first; two queries.

    A guest of an overleg sees the casus until the overleg is over; that is its "tot".
    """
    gasten = dict(
        OverlegUitnodiging.objects.filter(casus=casus, incidenteel=True)
        .order_by("overleg__eindigt_at")
        .values_list("deelname_id", "overleg__eindigt_at")
    )
    rijen = casus.betrokkenheden.filter(status=AANVAARD).select_related("deelname__organisatie")
    found = []
    for rij in rijen:
        letters = sorted(
            (Rasci(x) for x in set(rij.letters.get(casus.activiteit, ""))),
            key=lambda letter: -letter.sterkte,
        )
        eigenaar = rij.deelname_id == casus.eigenaar_id
        tot = gasten.get(rij.deelname_id)
        found.append(
            Ziet(
                deelname_id=rij.deelname_id,
                naam=rij.deelname.organisatie.naam,
                eigen=rij.deelname_id == viewer.deelname_id,
                eigenaar=eigenaar,
                letters=tuple(letter.value for letter in letters),
                waardoor="Gast van een casusoverleg" if tot else rij.waarom,
                sinds=rij.beantwoord_at or rij.created_at,
                tot=tot,
            )
        )
    return sorted(
        found, key=lambda z: (not z.eigenaar, "A" not in z.letters, not z.letters, z.naam)
    )


def soorten_nu(deler: Deler) -> list[tuple[str, list[Soort]]]:
    """Per outcome the categories, as if another organisation supplied them now; no query.

    A category stands under more than one outcome where it hangs on who supplies it.
    """
    boek, om, viewer = deler.regelboek, deler.omstandigheid, deler.viewer
    per: dict[str, list[Soort]] = {TONEN: [], AFSCHERMEN: [], VERBERGEN: []}
    if viewer.deelname_id not in boek.partijen and not om.gast:
        return []
    for categorie in Gegevenscategorie:
        vraag = Vraag(
            categorie=(categorie,),
            ontvanger=wie(viewer.partnersoort, viewer.domein),
            letter=(om.letter or "",),
            hoofdstap=(om.hoofdstap,),
            doel=(om.doel,),
        )
        for deling, _ in boek.mogelijk(vraag):
            per[deling.uitkomst].append(Soort(str(categorie.label), deling.regel, deling.tekst))
    return [(uitkomst, soorten) for uitkomst, soorten in per.items() if soorten]


def mag_matrix(casus: Casus, viewer: Viewer) -> bool:
    """For who answers for the casus: the owner, and the A of the running activiteit."""
    toegang = casus.toegang_van(viewer)
    return toegang.eigenaar or Rasci.A in toegang.letters.get(casus.activiteit, frozenset())


def matrix(deler: Deler) -> Matrix:
    """Per organisation and category: how many data it sees, sees withheld, and does not know of.

    Only over data that the looker knows to exist: what is hidden from the looker counts nowhere, so
    the figures tell nothing new. Fifteen queries, however many organisations.
    """
    casus = deler.casus
    bekend = [d for _, d in alle_gegevens(casus) if not deler.deling(d).verborgen]
    categorieen = [c for c in Gegevenscategorie if any(d.gegevenscategorie == c for d in bekend)]
    verzoeken: dict[UUID, list[Ontsluiting]] = {}
    for v in Toegangsverzoek.objects.van_kracht().filter(casus=casus):  # type: ignore[attr-defined]
        verzoeken.setdefault(v.aanvrager_id, []).append(
            Ontsluiting(v.kenmerk, v.categorie, v.leverancier_id, v.gegeven_id, v.geldig_tot)  # type: ignore[arg-type]
        )
    rijen = casus.betrokkenheden.filter(status=AANVAARD).select_related(
        "deelname__organisatie", "deelname__keten"
    )
    found = []
    for rij in rijen:
        ogen = ogen_van(rij.deelname)
        open_ = verzoeken.get(rij.deelname_id, [])
        casus.onthoud_toegang(ogen, toegang_uit(rij.letters, open_, gast=rij.is_gast))
        ander = Deler(ogen, casus, deler.regelboek)
        found.append(
            Rij(
                deelname_id=rij.deelname_id,
                naam=rij.deelname.organisatie.kort,
                rol=_rol(ander),
                cellen=tuple(_cel(ander, bekend, categorie) for categorie in categorieen),
            )
        )
    return Matrix(
        kolommen=tuple(str(c.label) for c in categorieen),
        rijen=tuple(sorted(found, key=lambda r: r.naam)),
    )


def toegang_uit(
    letters: dict[str, str], ontsloten: list[Ontsluiting], *, gast: bool = False
) -> Toegang:
    """How an organisation stands towards the casus, from its row instead of a query of its own."""
    return Toegang(
        zichtbaar=True,
        letters={a: frozenset(Rasci(x) for x in tekens) for a, tekens in letters.items()},
        ontsloten=tuple(ontsloten),
        gast=gast,
    )


def ontsluitingen(rijen: list[dict[str, str]], deelname_id: UUID) -> list[Ontsluiting]:
    """Those of one organisation, out of what the FG reads of a casus."""
    return [ontsluiting(rij) for rij in rijen if rij["aanvrager"] == str(deelname_id)]


def _rol(deler: Deler) -> str:
    letter = deler.omstandigheid.letter
    return letter.value if letter else ""


def _cel(deler: Deler, bekend: list[Datum], categorie: str) -> Cel:
    aantal = Counter(deler.deling(d).uitkomst for d in bekend if d.gegevenscategorie == categorie)
    return Cel(tuple((u, WOORD[u], aantal[u]) for u in (TONEN, AFSCHERMEN, VERBERGEN) if aantal[u]))  # type: ignore[index]


def verzoeken(deler: Deler) -> list[Verzoekbeeld]:
    """Requests that the viewer may know of: one's own, those to decide, and those about data that the
    viewer knows. A request about data that are hidden from the viewer does not exist for it."""
    casus, viewer = deler.casus, deler.viewer
    rijen = casus.toegangsverzoeken.select_related(
        "aanvrager__organisatie", "leverancier__organisatie"
    )
    eigenaar = casus.toegang_van(viewer).eigenaar
    bekend: set[tuple[str, UUID, UUID | None]] = set()
    if eigenaar and rijen:
        for _, d in alle_gegevens(casus):
            if not deler.deling(d).verborgen:
                for pk in (d.pk, None):
                    bekend.add((d.gegevenscategorie, d.leverancier_id, pk))
    return [
        verzoekbeeld(v, viewer)
        for v in rijen
        if viewer.deelname_id in (v.aanvrager_id, v.leverancier_id, v.beslisser_id)
        or (v.categorie, v.leverancier_id, v.gegeven_id) in bekend
    ]


def verzoekbeeld(v: Toegangsverzoek, viewer: Viewer) -> Verzoekbeeld:
    running = loopt(v)
    over = v.status == Toegangsverzoek.Status.TOEGEWEZEN and not running
    return Verzoekbeeld(
        pk=v.pk,
        kenmerk=v.kenmerk,
        aanvrager=v.aanvrager.organisatie.naam,
        leverancier=v.leverancier.organisatie.naam,
        categorie=str(Gegevenscategorie(v.categorie).label),
        alles=v.gegeven_id is None,
        status="voorbij" if over else v.status,
        statusnaam="Voorbij" if over else str(Toegangsverzoek.Status(v.status).label),
        loopt=running,
        gevraagd_at=v.created_at,
        geldig_tot=v.geldig_tot,
        van_mij=v.aanvrager_id == viewer.deelname_id,
        te_openen=viewer.deelname_id in (v.aanvrager_id, v.beslisser_id),
    )


def noodgebruik(casus: Casus, viewer: Viewer) -> list[Noodgebruik]:
    """Uses in this casus: all for the owner, else those of one's own organisation. Two queries."""
    mag = Q() if casus.toegang_van(viewer).eigenaar else Q(deelname_id=viewer.deelname_id)
    rijen = list(casus.noodknoppen.filter(mag).select_related("deelname__organisatie"))
    return in_woorden(rijen, collegas_van=viewer.deelname_id)


def in_woorden(rijen: list[Noodknop], *, collegas_van: UUID | None) -> list[Noodgebruik]:
    """With the person's name for colleagues (None: for everyone, as the FG reads it); one query."""
    namen = dict(
        Medewerker.objects.filter(pk__in={r.medewerker_id for r in rijen}).values_list("pk", "naam")
    )
    nu = clock.now()
    return [
        Noodgebruik(
            pk=r.pk,
            wie=_wie(r, namen, named=collegas_van in (None, r.deelname_id)),
            organisatie=r.deelname.organisatie.naam,
            reden=r.reden,
            begonnen_at=r.begonnen_at,
            tot=r.beeindigd_at or r.geldig_tot,
            loopt=r.beeindigd_at is None and r.geldig_tot > nu,
            oordeel=r.get_oordeel_display(),
        )
        for r in rijen
    ]


def _wie(rij: Noodknop, namen: dict[UUID, str], *, named: bool) -> str:
    functie = str(Functie(rij.functie).label)
    naam = namen.get(rij.medewerker_id, "")
    return f"{naam} ({functie.lower()})" if named and naam else functie


def deelname_in_keten(viewer: Viewer, pk: UUID) -> Deelname | None:
    """An organisation of the viewer's keten."""
    return (
        Deelname.objects.filter(pk=pk, keten_id=viewer.keten_id)
        .select_related("organisatie", "keten")
        .first()
    )
