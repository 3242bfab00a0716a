"""A model version in memory: frozen, without queries, the same for every request of a process.

Everything is addressed by sleutel. A code such as 3.1 is a label that a next version may change.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from ketenregie.foundation.errors import DomainError

from .enums import CasusStatus, Eenheid, Hoedanigheid, Partnersoort, Rasci

# Values of Overgang.van beside the sleutels of hoofdstappen and statuses.
NIEUW = "nieuw"
ELKE = "*"

# The columns of the bronrapport's table, in its order: attribute and heading.
CELLEN: tuple[tuple[str, str], ...] = (
    ("omschrijving", "Omschrijving"),
    ("info_vooraf", "Informatie vooraf"),
    ("resultaat", "Resultaat"),
    ("output", "Output"),
    ("instrumenten", "Instrumenten"),
    ("kennis", "Kennis"),
    ("partners", "Partners"),
    ("aandachtspunt", "Aandachtspunt"),
)
NADER_TE_BEPALEN = "Nader te bepalen"


@dataclass(frozen=True, slots=True)
class Hoofdstap:
    """One of the main steps; the state of a casus."""

    sleutel: str
    naam: str
    volgorde: int
    aliassen: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class InfoItem:
    """One piece of information needed beforehand; ticked off per casus by its sleutel."""

    sleutel: str
    tekst: str


@dataclass(frozen=True, slots=True)
class Activiteit:
    """One activiteit with every cell of the bronrapport; an empty cell is an empty tuple.

    `nader_te_bepalen` names the cells that the bronrapport leaves open; their text says so too.
    """

    sleutel: str
    code: str
    hoofdstap: str
    naam: str
    volgorde: int
    omschrijving: tuple[str, ...] = ()
    info_vooraf: tuple[InfoItem, ...] = ()
    resultaat: tuple[str, ...] = ()
    output: tuple[str, ...] = ()
    instrumenten: tuple[str, ...] = ()
    kennis: tuple[str, ...] = ()
    partners: tuple[str, ...] = ()
    aandachtspunt: tuple[str, ...] = ()
    nader_te_bepalen: frozenset[str] = frozenset()

    def __str__(self) -> str:
        return f"{self.code} {self.naam}"


@dataclass(frozen=True, slots=True)
class Bevoegdheid:
    """Who may take a step: a letter for an activiteit, or a hoedanigheid, or both together.

    Attributes:
        activiteit: sleutel; empty when no letter is asked.
        letters: any one of these suffices.
        functies: values of Functie; empty means any functie the permission table allows.
        hoedanigheid: extra condition on the organisation.
    """

    activiteit: str = ""
    letters: frozenset[Rasci] = frozenset()
    functies: frozenset[str] = frozenset()
    hoedanigheid: Hoedanigheid | None = None


@dataclass(frozen=True, slots=True)
class Poort:
    """A named condition; the checker with this sleutel lives in the room that knows the data."""

    sleutel: str
    naam: str
    uitleg: str = ""


@dataclass(frozen=True, slots=True)
class Overgang:
    """One allowed step of a casus.

    Attributes:
        van: sleutel of a hoofdstap, a status, NIEUW, or ELKE (from anywhere open).
        naar: sleutel of a hoofdstap or a status.
        bevoegd: any one of these suffices.
        poorten: sleutels of the conditions, all needed.
        reden_verplicht: the step asks a motivation.
        acuut_passeerbaar: with an acute casus the step may be taken while poorten are open, with
            a doorlaatverbod or a reason; the poorten stay visibly open.
        ongedaan_te_maken: the step can be undone by the same people.
    """

    van: str
    naar: str
    naam: str
    bevoegd: tuple[Bevoegdheid, ...]
    poorten: tuple[str, ...] = ()
    reden_verplicht: bool = False
    acuut_passeerbaar: bool = False
    ongedaan_te_maken: bool = False

    @property
    def activiteit(self) -> str:
        """Activiteit the step belongs to: that of the first bevoegdheid that names one."""
        return next((b.activiteit for b in self.bevoegd if b.activiteit), "")

    @property
    def letters(self) -> frozenset[Rasci]:
        """All letters that may give the right, over every bevoegdheid."""
        return frozenset(letter for b in self.bevoegd for letter in b.letters)


@dataclass(frozen=True, slots=True)
class Termijn:
    """A clock: `aantal` `eenheid` counted from the event `vanaf`, stopped by `voldaan_door`."""

    sleutel: str
    naam: str
    aantal: int
    eenheid: Eenheid
    vanaf: str
    voldaan_door: str
    bron: str

    @property
    def duur(self) -> str:
        """For people: '5 werkdagen'."""
        enkel = {"werkdagen": "werkdag", "dagen": "dag", "maanden": "maand", "uren": "uur"}
        woord = enkel[self.eenheid] if self.aantal == 1 else str(self.eenheid.label)
        return f"{self.aantal} {woord}"

    @property
    def vanaf_tekst(self) -> str:
        """The event it counts from, in words."""
        return self.vanaf.replace("_", " ")


@dataclass(frozen=True, slots=True)
class Waarde:
    """One item of a value list; an inactive item is shown on old data but not offered.

    A sub-item carries the sleutel of its parent: 'seksuele_uitbuiting.hotel'.
    """

    sleutel: str
    naam: str
    omschrijving: str = ""
    bron: str = ""
    actief: bool = True
    onder: tuple["Waarde", ...] = ()


@dataclass(frozen=True, slots=True)
class Waardelijst:
    """A closed list that this keten filled in itself."""

    sleutel: str
    naam: str
    waarden: tuple[Waarde, ...]
    bron: str = ""

    @property
    def actief(self) -> tuple[Waarde, ...]:
        """What a form offers."""
        return tuple(waarde for waarde in self.waarden if waarde.actief)

    def keuzes(self) -> list[tuple[str, str]]:
        """Choices for a form field: active items only."""
        return [(waarde.sleutel, waarde.naam) for waarde in self.actief]

    def keuzes_onder(self, sleutel: str) -> list[tuple[str, str]]:
        """Active sub-items of one item, as choices."""
        return [
            (waarde.sleutel, waarde.naam) for waarde in self.waarde(sleutel).onder if waarde.actief
        ]

    def alles(self) -> Iterator[Waarde]:
        """Every item and sub-item."""
        for waarde in self.waarden:
            yield waarde
            yield from waarde.onder

    def label(self, sleutel: str) -> str:
        """Name of an item or sub-item, active or not; the sleutel itself when unknown."""
        return next((w.naam for w in self.alles() if w.sleutel == sleutel), sleutel)

    def waarde(self, sleutel: str) -> Waarde:
        """An item or sub-item. Raises Onbekend.

        Not `lijst[sleutel]`: a template would look up its attributes that way.
        """
        for waarde in self.alles():
            if waarde.sleutel == sleutel:
                return waarde
        raise Onbekend(f"De lijst {self.naam} kent geen waarde '{sleutel}'.")

    def __contains__(self, sleutel: object) -> bool:
        return any(waarde.sleutel == sleutel for waarde in self.alles())


@dataclass(frozen=True, slots=True)
class Toelating:
    """A rule that proposes an aanbieder for a task, e.g. zorgcoordinatie; no match = by hand.

    Ages are whole years, both inclusive; None is open.
    """

    taak: str
    partnersoort: Partnersoort
    verschijningsvormen: frozenset[str]
    leeftijd_van: int | None = None
    leeftijd_tot_en_met: int | None = None
    bron: str = ""

    def past(self, verschijningsvorm: str, leeftijd: int | None) -> bool:
        """True when the rule speaks for this vorm and age; an unknown age matches no age rule."""
        if verschijningsvorm not in self.verschijningsvormen:
            return False
        if self.leeftijd_van is None and self.leeftijd_tot_en_met is None:
            return True
        if leeftijd is None:
            return False
        onder = self.leeftijd_van is None or leeftijd >= self.leeftijd_van
        boven = self.leeftijd_tot_en_met is None or leeftijd <= self.leeftijd_tot_en_met
        return onder and boven


@dataclass(frozen=True, slots=True)
class Indicator:
    """A KPI that this model asks for; the code with this sleutel counts it."""

    sleutel: str
    nummer: int
    naam: str
    niveau: str
    hoofdstap: str
    norm: str = ""  # as people read it; its first number is what the figure is held against

    @property
    def normgetal(self) -> float | None:
        return normgetal(self.norm)


def normgetal(norm: str) -> float | None:
    """The first number in a norm, with a decimal comma or point; None without one."""
    gevonden = re.search(r"\d+(?:[.,]\d+)?", norm)
    return float(gevonden[0].replace(",", ".")) if gevonden else None


class Onbekend(DomainError):
    """A sleutel that this model version does not have."""


@dataclass(frozen=True)
class Model:
    """One version of a referentiemodel."""

    sleutel: str
    naam: str
    thema: str
    versie: int
    omschrijving: str
    bron: str
    hoofdstappen: tuple[Hoofdstap, ...]
    activiteiten: tuple[Activiteit, ...]
    rasci: Mapping[str, Mapping[Partnersoort, frozenset[Rasci]]]
    poorten: tuple[Poort, ...]
    overgangen: tuple[Overgang, ...]
    termijnen: tuple[Termijn, ...]
    waardelijsten: Mapping[str, Waardelijst]
    toelatingen: tuple[Toelating, ...] = ()
    indicatoren: tuple[Indicator, ...] = ()
    onderdelen: frozenset[str] = frozenset()
    rasci_bron: str = ""
    _leeg: frozenset[Rasci] = field(default=frozenset(), repr=False)

    @cached_property
    def _activiteiten(self) -> dict[str, Activiteit]:
        return {a.sleutel: a for a in self.activiteiten}

    @cached_property
    def _hoofdstappen(self) -> dict[str, Hoofdstap]:
        return {h.sleutel: h for h in self.hoofdstappen}

    @cached_property
    def kolommen(self) -> tuple[Partnersoort, ...]:
        """Columns of the matrix, in the order of the first row."""
        gezien: dict[Partnersoort, None] = {}
        for rij in self.rasci.values():
            gezien.update(dict.fromkeys(rij))
        return tuple(gezien)

    def heeft(self, onderdeel: str) -> bool:
        """True when the model has this optional part (see Onderdeel)."""
        return onderdeel in self.onderdelen

    def hoofdstap(self, sleutel: str) -> Hoofdstap:
        """Raises Onbekend."""
        try:
            return self._hoofdstappen[sleutel]
        except KeyError:
            raise Onbekend(f"Het referentiemodel kent geen hoofdstap '{sleutel}'.") from None

    def heeft_activiteit(self, sleutel: str) -> bool:
        """True when this version has the activiteit."""
        return sleutel in self._activiteiten

    def activiteit(self, sleutel: str) -> Activiteit:
        """Raises Onbekend."""
        try:
            return self._activiteiten[sleutel]
        except KeyError:
            raise Onbekend(f"Het referentiemodel kent geen activiteit '{sleutel}'.") from None

    def activiteiten_van(self, hoofdstap: str) -> tuple[Activiteit, ...]:
        """Activiteiten of one hoofdstap, in order."""
        return tuple(a for a in self.activiteiten if a.hoofdstap == hoofdstap)

    def letters(self, activiteit: str, partnersoort: str) -> frozenset[Rasci]:
        """Letters the matrix proposes; a soort without a column follows the flexibele schil."""
        rij = self.rasci.get(activiteit, {})
        soort = Partnersoort(partnersoort)
        if soort not in self.kolommen:
            soort = Partnersoort.FLEXIBELE_SCHIL
        return rij.get(soort, self._leeg)

    def eindverantwoordelijke(self, activiteit: str) -> Partnersoort:
        """The one partner with the A."""
        return next(
            soort for soort, letters in self.rasci[activiteit].items() if Rasci.A in letters
        )

    def poort(self, sleutel: str) -> Poort:
        """Raises Onbekend."""
        for poort in self.poorten:
            if poort.sleutel == sleutel:
                return poort
        raise Onbekend(f"Het referentiemodel kent geen poort '{sleutel}'.")

    def overgang(self, van: str, naar: str) -> Overgang | None:
        """The step from a hoofdstap, status or NIEUW; an exact row wins over ELKE.

        ELKE covers every hoofdstap and open status: not NIEUW, not a closed casus.
        """
        algemeen = None
        for overgang in self.overgangen:
            if overgang.naar != naar:
                continue
            if overgang.van == van:
                return overgang
            if overgang.van == ELKE and self._open(van):
                algemeen = overgang
        return algemeen

    def overgangen_van(self, van: str) -> tuple[Overgang, ...]:
        """Every step possible from this hoofdstap, status or NIEUW."""
        return tuple(
            o
            for o in self.overgangen
            if o.van == van
            or (o.van == ELKE and self._open(van) and self.overgang(van, o.naar) is o)
        )

    def stappen(self, hoofdstap: str, status: str) -> tuple[Overgang, ...]:
        """Every step a casus in this hoofdstap and status can take; a closed one only reopens."""
        vanuit_status = self.overgangen_van(status)
        if status in CasusStatus.values and not CasusStatus(status).open:
            return vanuit_status
        gezien = {(o.van, o.naar) for o in self.overgangen_van(hoofdstap)}
        rest = tuple(o for o in vanuit_status if (o.van, o.naar) not in gezien)
        return self.overgangen_van(hoofdstap) + rest

    def _open(self, van: str) -> bool:
        return van in self._hoofdstappen or van in CasusStatus.open_waarden()

    def termijn(self, sleutel: str) -> Termijn:
        """Raises Onbekend."""
        for termijn in self.termijnen:
            if termijn.sleutel == sleutel:
                return termijn
        raise Onbekend(f"Het referentiemodel kent geen termijn '{sleutel}'.")

    def waardelijst(self, sleutel: str) -> Waardelijst:
        """Raises Onbekend."""
        try:
            return self.waardelijsten[sleutel]
        except KeyError:
            raise Onbekend(f"Het referentiemodel kent geen lijst '{sleutel}'.") from None

    def toelating(
        self, taak: str, verschijningsvormen: frozenset[str] | set[str], leeftijd: int | None
    ) -> Partnersoort | None:
        """The one partner every vorm points at; None when unclear: a person chooses."""
        voorstellen = {
            next(
                (
                    t.partnersoort
                    for t in self.toelatingen
                    if t.taak == taak and t.past(vorm, leeftijd)
                ),
                None,
            )
            for vorm in verschijningsvormen
        }
        return voorstellen.pop() if len(voorstellen) == 1 else None
