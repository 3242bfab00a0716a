"""THE sharing rules: what may be told to whom, decided once for page, list, PDF, API and export.

A datum is one row per field group x supplier x casus. The first deelregel of the convenant in force
that fits decides; without one the default is verbergen for bijzondere and strafrechtelijke data and
afschermen for the rest. Own data are always shown to the supplier. Who is no party sees nothing of
others, and what a party left behind when it withdrew is withheld until somebody decides about it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Protocol
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from ketenregie.foundation import clock
from ketenregie.foundation.viewer import Viewer
from partners.models import Convenant, Deelname, Deelregel, Partij, partij_op
from referentiemodel.enums import Gegevenscategorie, Rasci, Uittreedbesluit

TONEN, AFSCHERMEN, VERBERGEN = Deelregel.Uitkomst
GEEN_REGEL = "geen deelregel"
UITTREDING = "uittreding"
ALLES = ("*",)  # a part of a question that is left open: any value


class Datum(Protocol):
    """What a datum tells about itself (mixin `Gegeven` in cases)."""

    @property
    def pk(self) -> UUID: ...
    @property
    def leverancier_id(self) -> UUID: ...
    @property
    def gegevenscategorie(self) -> str: ...
    @property
    def gegevenssoort(self) -> str: ...
    @property
    def uittreedbesluit(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Omstandigheid:
    """The viewer's side of the decision, the same for every datum of one casus."""

    letter: Rasci | None
    hoofdstap: str
    doel: str
    # No party, but a derde who promised geheimhouding and is here for one overleg (R14).
    gast: bool = False


@dataclass(frozen=True, slots=True)
class Deling:
    """Outcome for one datum: what happens, by which rule, in words."""

    uitkomst: str
    regel: str
    tekst: str

    @property
    def tonen(self) -> bool:
        return self.uitkomst == TONEN

    @property
    def verborgen(self) -> bool:
        return self.uitkomst == VERBERGEN


@dataclass(frozen=True, slots=True)
class Waarom:
    """How a decision about one datum is explained to who asks: rule, own role, supplier, grondslag, doel.

    `rol` is empty for an organisation without a letter in the running hoofdstap; `grondslag` for what
    carries none of its own.
    """

    uitkomst: str
    regel: str
    tekst: str
    rol: str = ""
    stap: str = ""
    leverancier: str = ""
    categorie: str = ""
    grondslag: str = ""
    doel: str = ""

    @property
    def tonen(self) -> bool:
        return self.uitkomst == TONEN


@dataclass(frozen=True, slots=True)
class Verklaard:
    """Base of the frozen views: carries why the viewer sees it. Equal views may differ in that."""

    waarom: Waarom | None = field(default=None, kw_only=True, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Afgeschermd(Verklaard):
    """Stands in a view where a datum is withheld: never looks like empty.

    `gegeven` and `categoriecode` name the datum for a toegangsverzoek, which is possible when `te_vragen`;
    `vraag_url` is the page for it, empty when this viewer cannot ask.
    """

    regel: str
    categorie: str
    leverancier: str
    tekst: str = ""

    afgeschermd: bool = True
    gegeven: UUID | None = field(default=None, kw_only=True)
    categoriecode: str = field(default="", kw_only=True)
    te_vragen: bool = field(default=False, kw_only=True, compare=False)
    vraag_url: str = field(default="", kw_only=True, compare=False)


@dataclass(frozen=True, slots=True)
class Leverancier:
    """The supplier's side: kind of organisation and domein."""

    naam: str
    partnersoort: str
    domein: str


@dataclass(frozen=True, slots=True)
class Vraag:
    """One question to the rules; each part holds the values that count, or ALLES when left open.

    A part without a value (`("",)`: no letter, no hoofdstap) fits only rules that ask nothing of it.
    """

    categorie: tuple[str, ...] = ALLES
    soort: tuple[str, ...] = ALLES
    leverancier: tuple[str, ...] = ALLES
    ontvanger: tuple[str, ...] = ALLES
    letter: tuple[str, ...] = ALLES
    hoofdstap: tuple[str, ...] = ALLES
    doel: tuple[str, ...] = ALLES


class Pas(IntEnum):
    """Whether a rule fits a question; SOMS when that hangs on a part left open."""

    NIET = 0
    SOMS = 1
    ALTIJD = 2


def wie(partnersoort: str, domein: str) -> tuple[str, ...]:
    """How rules can name an organisation: by its soort or by its domein."""
    return (partnersoort, f"domein:{domein}")


def pas(regel: Deelregel, vraag: Vraag) -> Pas:
    """THE match of a rule; everything that decides or shows rules asks here. Empty means any."""
    found = Pas.ALTIJD
    for allowed, values in (
        (regel.categorieen, vraag.categorie),
        (regel.ontvangers, vraag.ontvanger),
        (regel.letters, vraag.letter),
        (regel.leveranciers, vraag.leverancier),
        (regel.hoofdstappen, vraag.hoofdstap),
        (regel.soorten, vraag.soort),
        (regel.doelen, vraag.doel),
    ):
        if not allowed:
            continue
        if values is ALLES:
            found = Pas.SOMS
        elif not any(value in allowed for value in values):
            return Pas.NIET
    return found


class Regelboek:
    """The deelregels, suppliers and parties of one keten: three queries, used for a whole answer.

    Without `versie` that of today, by the clock; with one, as if that version were in force and
    everybody in it had signed (for the effect of a concept).
    """

    def __init__(self, keten_id: UUID, *, versie: Convenant | None = None) -> None:
        vandaag = clock.today()
        geldend = Convenant.objects.in_werking(keten_id, vandaag)  # type: ignore[attr-defined]
        regels = Deelregel.objects.order_by("volgorde")
        self.regels = list(
            regels.filter(convenant__in=geldend) if versie is None else versie.deelregels.all()
        )
        rows = Deelname.objects.filter(keten_id=keten_id).values_list(
            "pk", "organisatie__naam", "organisatie__partnersoort", "organisatie__domein"
        )
        self.leveranciers = {
            pk: Leverancier(naam, soort, domein) for pk, naam, soort, domein in rows
        }
        self.partijen, self.uitgetreden = _partijen(keten_id, versie)
        self._bekend: dict[Vraag, Deling] = {}

    def beslis(self, viewer: Viewer, omstandigheid: Omstandigheid, datum: Datum) -> Deling:
        """The decision for one datum, without a query."""
        if viewer.is_systeem:
            return Deling(TONEN, "systeem", f"Taak met doel {viewer.systeem}.")
        if datum.leverancier_id == viewer.deelname_id:
            return Deling(TONEN, "eigen", "Uw organisatie leverde dit zelf.")
        gast = omstandigheid.gast and viewer.deelname_id not in self.uitgetreden
        if viewer.deelname_id not in self.partijen and not gast:
            return Deling(VERBERGEN, "partij", "Uw organisatie is geen partij bij het convenant.")
        leverancier = self.leveranciers.get(datum.leverancier_id)
        deling = self._eerste(
            Vraag(
                categorie=(datum.gegevenscategorie,),
                soort=(datum.gegevenssoort,),
                leverancier=wie(leverancier.partnersoort, leverancier.domein)
                if leverancier
                else ("",),
                ontvanger=wie(viewer.partnersoort, viewer.domein),
                letter=(omstandigheid.letter or "",),
                hoofdstap=(omstandigheid.hoofdstap,),
                doel=(omstandigheid.doel,),
            )
        )
        if datum.leverancier_id in self.uitgetreden:
            return _achtergelaten(deling, datum.uittreedbesluit, leverancier)
        return deling

    def _eerste(self, vraag: Vraag) -> Deling:
        """The first rule that fits; asked once per question, however many data."""
        known = self._bekend.get(vraag)
        if known is None:
            regel = next((r for r in self.regels if pas(r, vraag)), None)
            known = _deling(regel) if regel else _standaard(Gegevenscategorie(vraag.categorie[0]))
            self._bekend[vraag] = known
        return known

    def mogelijk(self, vraag: Vraag) -> list[tuple[Deling, Deelregel | None]]:
        """Every rule that can decide a question with open parts, in order; without a query.

        The last one decides what the others leave. With no part open there is exactly one.
        """
        found: list[tuple[Deling, Deelregel | None]] = []
        for regel in self.regels:
            fit = pas(regel, vraag)
            if fit is not Pas.NIET:
                found.append((_deling(regel), regel))
            if fit is Pas.ALTIJD:
                return found
        return [*found, (_standaard(Gegevenscategorie(vraag.categorie[0])), None)]

    def afgeschermd(self, datum: Datum, deling: Deling) -> Afgeschermd:
        """What a viewer gets to see in place of a withheld datum."""
        leverancier = self.leveranciers.get(datum.leverancier_id)
        return Afgeschermd(
            regel=deling.regel,
            categorie=Gegevenscategorie(datum.gegevenscategorie).label,
            leverancier=leverancier.naam if leverancier else "",
            tekst=deling.tekst,
            gegeven=datum.pk,
            categoriecode=datum.gegevenscategorie,
        )


def beslis(
    viewer: Viewer, omstandigheid: Omstandigheid, gegevens: Iterable[Datum]
) -> Mapping[UUID, Deling]:
    """Decisions for many data of one casus; three queries however many."""
    boek = Regelboek(viewer.keten_id)
    return {datum.pk: boek.beslis(viewer, omstandigheid, datum) for datum in gegevens}


def uitgetreden(keten_id: UUID) -> set[UUID]:
    """Deelnames that were party once and are not today; one query."""
    return _partijen(keten_id, None)[1]


def uitgetreden_rijen(keten_id: UUID) -> "QuerySet[Partij, UUID]":
    """As `uitgetreden`, to ask within another query: the ids of the deelnames."""
    vandaag = clock.today()
    nu = Partij.objects.filter(
        partij_op(vandaag), deelname=OuterRef("deelname"), convenant__keten_id=keten_id
    )
    return (
        Partij.objects.filter(
            ~Exists(nu),
            convenant__keten_id=keten_id,
            convenant__status=Convenant.Status.VASTGESTELD,
            convenant__van__lte=vandaag,
            van__lte=vandaag,
            getekend_op__isnull=False,
        )
        .order_by()
        .values_list("deelname_id", flat=True)
    )


def _partijen(keten_id: UUID, versie: Convenant | None) -> tuple[set[UUID], set[UUID]]:
    """Who is party today, and who ever was and is not any more. One query."""
    vandaag = clock.today()
    signed: set[UUID] = set()
    now: set[UUID] = set()
    for partij in Partij.objects.filter(convenant__keten_id=keten_id).select_related("convenant"):
        convenant = partij.convenant
        if versie is not None and partij.convenant_id == versie.pk and not partij.uit_per:
            now.add(partij.deelname_id)
        if convenant.status != Convenant.Status.VASTGESTELD or not partij.getekend_op:
            continue
        if convenant.van <= vandaag and partij.van <= vandaag:
            signed.add(partij.deelname_id)
        if versie is None and convenant.geldig(vandaag) and partij.is_partij(vandaag):
            now.add(partij.deelname_id)
    return now, signed - now


def _deling(regel: Deelregel) -> Deling:
    return Deling(regel.uitkomst, f"deelregel {regel.nummer}", regel.tekst)


def _achtergelaten(deling: Deling, besluit: str, leverancier: Leverancier | None) -> Deling:
    """R27: data of a party that withdrew are withheld until somebody decided about each."""
    if deling.verborgen or besluit == Uittreedbesluit.DELEN:
        return deling
    naam = leverancier.naam if leverancier else "De leverancier"
    if besluit == Uittreedbesluit.TERUG:
        return Deling(VERBERGEN, UITTREDING, f"{naam} is geen partij meer en nam dit terug.")
    if besluit == Uittreedbesluit.AFSCHERMEN:
        tekst = f"{naam} is geen partij meer. Besloten is dit af te schermen."
    else:
        tekst = f"{naam} is geen partij meer. De procesregisseur beslist nog of dit gedeeld blijft."
    return Deling(AFSCHERMEN, UITTREDING, tekst)


def _standaard(categorie: Gegevenscategorie) -> Deling:
    """No rule speaks: sensitive data do not exist for the viewer, the rest is withheld."""
    if categorie.gevoelig:
        return Deling(VERBERGEN, GEEN_REGEL, "Geen deelregel laat dit zien.")
    return Deling(AFSCHERMEN, GEEN_REGEL, "Het convenant heeft geen regel die dit aan u laat zien.")
