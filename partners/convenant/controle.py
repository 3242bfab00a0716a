"""Whether deelregels can stand: R5 per rule, and no rule that never gets its turn.

A rule is a box: per dimension the set of values it asks. What is left of a rule after all earlier boxes
are cut out of it is what it decides; nothing left means it is wholly shadowed. Exact, also when several
earlier rules do it together.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product

from partners.convenant.zinnen import gegevens, opsomming
from partners.models import Deelregel
from referentiemodel.enums import (
    Doel,
    Domein,
    Gegevenscategorie,
    Gegevenssoort,
    Grondslag,
    Partnersoort,
    Rasci,
)

Doos = tuple[frozenset[object], ...]
TONEN = Deelregel.Uitkomst.TONEN
_PARTNERDELEN = (2, 3)
_GEWOON: frozenset[object] = frozenset((s.value, s.domein.value) for s in Partnersoort)


@dataclass(frozen=True, slots=True)
class Schaduw:
    """How the rules above stand to one rule.

    `door`: rules that take a part of it; `anders`: those among them that decide otherwise;
    `geheel`: nothing is left.
    """

    door: tuple[str, ...]
    anders: tuple[str, ...]
    geheel: bool

    @property
    def uitleg(self) -> str:
        """Why the rule never gets its turn; empty when it does."""
        if not self.geheel:
            return ""
        boven = (
            f"regel {self.door[0]}" if len(self.door) == 1 else f"de regels {opsomming(self.door)}"
        )
        beslist = "beslist" if len(self.door) == 1 else "beslissen"
        soort = (
            "Dat is tegenstrijdig: die uitkomst is anders."
            if self.anders
            else "Deze regel is overbodig: de uitkomst is dezelfde."
        )
        return (
            f"Deze regel komt nooit aan de beurt: {boven} {'staat' if len(self.door) == 1 else 'staan'} "
            f"erboven en {beslist} al over alles wat hier staat. {soort} Zet deze regel hoger, of maak "
            f"{boven} kleiner."
        )


def schaduwen(regels: Sequence[Deelregel]) -> dict[str, Schaduw]:
    """Per number of a rule what the rules above it take away; in the order in which they decide."""
    stappen = frozenset(h for r in regels for h in r.hoofdstappen) | {""}
    dozen = [_doos(r, stappen) for r in regels]
    found = {}
    for i, regel in enumerate(regels):
        rest = [dozen[i]]
        door: list[Deelregel] = []
        for j in range(i):
            smaller = [piece for box in rest for piece in _zonder(box, dozen[j])]
            if smaller != rest:
                if _gewoon(dozen[i], dozen[j]):
                    door.append(regels[j])
                rest = smaller
            if not rest:
                break
        found[regel.nummer] = Schaduw(
            tuple(r.nummer for r in door),
            tuple(r.nummer for r in door if r.uitkomst != regel.uitkomst),
            not rest,
        )
    return found


def bezwaren(regel: Deelregel) -> list[tuple[str, str]]:
    """(field, sentence): why this rule may not stand by itself (R5, R24); empty when it may."""
    if regel.uitkomst != TONEN:
        return []
    if not regel.categorieen:
        return [
            (
                "categorieen",
                "Noem de soorten gegevens. Alles tonen kan niet: voor elke soort moet een grondslag zijn.",
            )
        ]
    missing = [
        c
        for c in map(Gegevenscategorie, regel.categorieen)
        if c.kenmerken.persoonsgegeven and not c.wgs_genoemd
    ]
    if not regel.grondslag:
        if missing:
            namen = gegevens(missing)
            return [
                (
                    "grondslag",
                    f"De Wet gegevensverwerking door samenwerkingsverbanden noemt {namen} niet. "
                    "Tonen kan alleen op een andere grondslag; kies die.",
                )
            ]
        if any(Gegevenscategorie(c).kenmerken.persoonsgegeven for c in regel.categorieen):
            return [("grondslag", "Kies de grondslag waarop deze gegevens getoond worden.")]
        return []
    grondslag = Grondslag(regel.grondslag)
    found = [grondslag.bezwaar(Gegevenscategorie(c)) for c in regel.categorieen]
    return [("grondslag", zin) for zin in dict.fromkeys(found) if zin]


def _doos(regel: Deelregel, stappen: frozenset[str]) -> Doos:
    return (
        _of(regel.categorieen, Gegevenscategorie.values),
        _of(regel.soorten, Gegevenssoort.values),
        _partners(tuple(regel.leveranciers)),
        _partners(tuple(regel.ontvangers)),
        _of(regel.letters, [*Rasci.values, ""]),
        # "" stands for every hoofdstap that no rule names.
        _of(regel.hoofdstappen, stappen),
        _of(regel.doelen, Doel.values),
    )


def _gewoon(box: Doos, other: Doos) -> bool:
    """They meet for organisations whose domein is the usual one of their soort: worth naming."""
    return all(
        mine & theirs & _GEWOON if i in _PARTNERDELEN else mine & theirs
        for i, (mine, theirs) in enumerate(zip(box, other, strict=True))
    )


def _of(values: Iterable[object], alle: Iterable[object]) -> frozenset[object]:
    return frozenset(values) or frozenset(alle)


@cache
def _partners(sleutels: tuple[str, ...]) -> frozenset[object]:
    """Pairs of soort and domein: an organisation may have another domein than its soort usually has."""
    return frozenset(
        (soort, domein)
        for soort, domein in product(Partnersoort.values, Domein.values)
        if not sleutels or soort in sleutels or f"domein:{domein}" in sleutels
    )


def _zonder(box: Doos, weg: Doos) -> list[Doos]:
    """What is left of `box` without `weg`, in separate boxes; the box itself when they do not meet."""
    if any(not (mine & theirs) for mine, theirs in zip(box, weg, strict=True)):
        return [box]
    pieces = []
    kern = list(box)
    for i, theirs in enumerate(weg):
        if rest := kern[i] - theirs:
            pieces.append((*kern[:i], rest, *kern[i + 1 :]))
            kern[i] = kern[i] & theirs
    return pieces
