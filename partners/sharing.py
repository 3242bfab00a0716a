"""THE sharing rules: what may be told to whom, decided once for page, list, PDF, API and export.

A datum is one row per field group x supplier x casus. The first deelregel of the convenant in force
that fits decides; without one the default is verbergen for bijzondere and strafrechtelijke data and
afschermen for the rest. Own data are always shown to the supplier.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol
from uuid import UUID

from ketenregie.foundation import clock
from ketenregie.foundation.viewer import Viewer
from partners.models import Deelname, Deelregel, geldig_op
from referentiemodel.enums import Gegevenscategorie, Rasci

TONEN, AFSCHERMEN, VERBERGEN = Deelregel.Uitkomst
GEEN_REGEL = "geen deelregel"


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


@dataclass(frozen=True, slots=True)
class Omstandigheid:
    """The viewer's side of the decision, the same for every datum of one casus."""

    letter: Rasci | None
    hoofdstap: str
    doel: str


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

    `gegeven` and `categoriecode` name the datum for a toegangsverzoek; `vraag_url` is the page for it,
    empty when this viewer cannot ask.
    """

    regel: str
    categorie: str
    leverancier: str
    tekst: str = ""

    afgeschermd: bool = True
    gegeven: UUID | None = field(default=None, kw_only=True)
    categoriecode: str = field(default="", kw_only=True)
    vraag_url: str = field(default="", kw_only=True, compare=False)


@dataclass(frozen=True, slots=True)
class Leverancier:
    """The supplier's side: kind of organisation and domein."""

    naam: str
    partnersoort: str
    domein: str


class Regelboek:
    """The deelregels and suppliers of one keten, loaded in two queries and used for a whole answer."""

    def __init__(self, keten_id: UUID) -> None:
        vandaag = clock.today()
        self.regels = list(
            Deelregel.objects.filter(
                convenant__keten_id=keten_id, convenant__status="geldend"
            ).order_by("volgorde")
        )
        rows = Deelname.objects.filter(keten_id=keten_id).values_list(
            "pk", "organisatie__naam", "organisatie__partnersoort", "organisatie__domein"
        )
        self.leveranciers = {
            pk: Leverancier(naam, soort, domein) for pk, naam, soort, domein in rows
        }
        self.partijen = set(
            Deelname.objects.filter(
                geldig_op(vandaag, "partijen__"),
                partijen__convenant__keten_id=keten_id,
                partijen__convenant__status="geldend",
            ).values_list("pk", flat=True)
        )

    def beslis(self, viewer: Viewer, omstandigheid: Omstandigheid, datum: Datum) -> Deling:
        """The decision for one datum, without a query."""
        if viewer.is_systeem:
            return Deling(TONEN, "systeem", f"Taak met doel {viewer.systeem}.")
        if datum.leverancier_id == viewer.deelname_id:
            return Deling(TONEN, "eigen", "Uw organisatie leverde dit zelf.")
        if viewer.deelname_id not in self.partijen:
            return Deling(VERBERGEN, "partij", "Uw organisatie is geen partij bij het convenant.")
        leverancier = self.leveranciers.get(datum.leverancier_id)
        for regel in self.regels:
            if leverancier and _past(regel, viewer, omstandigheid, datum, leverancier):
                return Deling(regel.uitkomst, f"deelregel {regel.nummer}", regel.tekst)
        return _standaard(Gegevenscategorie(datum.gegevenscategorie))

    def beslis_categorie(
        self, viewer: Viewer, omstandigheid: Omstandigheid, categorie: Gegevenscategorie
    ) -> Deling:
        """What would happen to this category if another organisation supplied it now."""
        for regel in self.regels:
            if _past_ontvanger(regel, viewer, omstandigheid) and _in(regel.categorieen, categorie):
                return Deling(regel.uitkomst, f"deelregel {regel.nummer}", regel.tekst)
        return _standaard(categorie)

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


def _standaard(categorie: Gegevenscategorie) -> Deling:
    """No rule speaks: sensitive data do not exist for the viewer, the rest is withheld."""
    if categorie.gevoelig:
        return Deling(VERBERGEN, GEEN_REGEL, "Geen deelregel laat dit zien.")
    return Deling(AFSCHERMEN, GEEN_REGEL, "Het convenant heeft geen regel die dit aan u laat zien.")


def _past(
    regel: Deelregel, viewer: Viewer, om: Omstandigheid, datum: Datum, leverancier: Leverancier
) -> bool:
    return (
        _in(regel.categorieen, datum.gegevenscategorie)
        and _in(regel.soorten, datum.gegevenssoort)
        and _in(regel.leveranciers, leverancier.partnersoort, f"domein:{leverancier.domein}")
        and _past_ontvanger(regel, viewer, om)
    )


def _past_ontvanger(regel: Deelregel, viewer: Viewer, om: Omstandigheid) -> bool:
    return (
        _in(regel.ontvangers, viewer.partnersoort, f"domein:{viewer.domein}")
        and _in(regel.letters, om.letter or "")
        and _in(regel.hoofdstappen, om.hoofdstap)
        and _in(regel.doelen, om.doel)
    )


def _in(allowed: list[str], *values: str) -> bool:
    """An empty list means any value."""
    return not allowed or any(value in allowed for value in values)
