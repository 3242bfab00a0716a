"""Dates and numbers the way people know them: exactly, roughly, or not at all.

Pure functions: text in, value out, or a `ValueError` whose message can stand beside the field. What the
user typed stays in `tekst`; `van` and `tot` make it sortable and comparable.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

MAANDEN = (
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
)
DAGEN = ("ma", "di", "wo", "do", "vr", "za", "zo")
SEIZOENEN = {
    "voorjaar": (3, 5),
    "lente": (3, 5),
    "zomer": (6, 8),
    "najaar": (9, 11),
    "herfst": (9, 11),
}
DAGDELEN = {
    "begin": (1, 10),
    "half": (11, 20),
    "midden": (11, 20),
    "eind": (21, 31),
    "einde": (21, 31),
}
JAARDELEN = {
    "begin": (1, 4),
    "half": (5, 8),
    "midden": (5, 8),
    "eind": (9, 12),
    "einde": (9, 12),
}
ONBEKEND = {
    "onbekend", "weet niet", "weet ik niet", "weten wij niet", "niet bekend", "geen idee", "?",
}  # fmt: skip
WEEKDAGEN = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")
TELWOORDEN = {
    "een": 1, "één": 1, "twee": 2, "drie": 3, "vier": 4, "vijf": 5, "zes": 6, "zeven": 7, "acht": 8,
    "negen": 9, "tien": 10, "elf": 11, "twaalf": 12,
}  # fmt: skip
_GELEDEN = re.compile(
    r"(?:(een half)|(\d{1,3}|[a-zé]+)) (dag|dagen|week|weken|maand|maanden|jaar|jaren) (?:geleden|terug)"
)
VROEGSTE_JAAR = 1900
UITERSTE_JAAR = 2100

_GEEN_DATUM = "Schrijf de datum als dag-maand-jaar, bijvoorbeeld 1-3-2026."
_GEEN_VAGE_DATUM = "Schrijf een dag (1-3-2026), een maand (3-2026), een jaar (2026) of ‘onbekend’."
_GEEN_AANTAL = "Schrijf een aantal (3), een schatting (5 tot 8) of ‘onbekend’."


@dataclass(frozen=True, slots=True)
class VageDatum:
    """A day, month, year or period; both ends are None when it is unknown."""

    tekst: str
    van: date | None = None
    tot: date | None = None

    @property
    def onbekend(self) -> bool:
        return self.van is None and self.tot is None

    @property
    def exact(self) -> bool:
        return self.van is not None and self.van == self.tot

    def __str__(self) -> str:
        return self.tekst


@dataclass(frozen=True, slots=True)
class Aantal:
    """A number, a range or "at least"; `tot` is None when there is no upper end, both when unknown."""

    tekst: str
    van: int | None = None
    tot: int | None = None

    @property
    def onbekend(self) -> bool:
        return self.van is None and self.tot is None

    @property
    def exact(self) -> bool:
        return self.van is not None and self.van == self.tot

    def __str__(self) -> str:
        return self.tekst


def lange_datum(dag: date) -> str:
    """The day as people read it back: "zo 1 maart 2026"."""
    return f"{DAGEN[dag.weekday()]} {dag.day} {MAANDEN[dag.month - 1]} {dag.year}"


def lees_datum(tekst: str, *, vandaag: date, verleden: bool = False) -> date:
    """One exact day, leniently written: 1-3-26, 01/03/2026, 01032026, 2026-03-01, 1 mrt 2026, vandaag.

    Args:
        vandaag: decides what "gisteren" and a year of two digits mean.
        verleden: the day cannot lie ahead (birth date), so 68 is 1968 and not 2068.
    Raises:
        ValueError: not a day that exists.
    """
    schoon = _schoon(tekst)
    if (
        verschuiving := {"vandaag": 0, "gisteren": -1, "eergisteren": -2, "morgen": 1}.get(schoon)
    ) is not None:
        return vandaag + timedelta(days=verschuiving)
    if match := re.fullmatch(r"(\d{4})[-/. ](\d{1,2})[-/. ](\d{1,2})", schoon):
        jaar, maand, dag = (int(deel) for deel in match.groups())
        return _dag(jaar, maand, dag)
    match = re.fullmatch(r"(\d{2})(\d{2})(\d{4})", schoon) or re.fullmatch(
        r"(\d{1,2})[-/. ]+([a-z]+|\d{1,2})[-/. ]+(\d{2}|\d{4})", schoon
    )
    if not match:
        raise ValueError(_GEEN_DATUM)
    return _dag(_jaar(match[3], vandaag, verleden), _maand(match[2], _GEEN_DATUM), int(match[1]))


def lees_vage_datum(
    tekst: str, *, vandaag: date, verleden: bool = False, leeftijd: bool = False
) -> VageDatum:
    """A day, month, year, season, two of those with "tot" between them, or "onbekend".

    Args:
        leeftijd: read "15" and "15 jaar" as an age today; `van` and `tot` then enclose the birth dates.
    Raises:
        ValueError: none of these.
    """
    gegeven = " ".join(tekst.split())
    schoon = _schoon(tekst)
    if schoon in ONBEKEND:
        return VageDatum("onbekend")
    if leeftijd and (periode := _leeftijd(schoon, vandaag)):
        return VageDatum(gegeven, *periode)
    schoon = re.sub(r"^(ongeveer|rond|circa|ca\.?|sinds|vanaf|±) ?", "", schoon)
    delen = re.split(r"\s+(?:tot en met|tot|t/m)\s+", schoon)
    if len(delen) == 2:
        van, tot = (
            _periode(delen[0], vandaag, verleden)[0],
            _periode(delen[1], vandaag, verleden)[1],
        )
        if tot < van:
            raise ValueError("Het einde ligt voor het begin. Zet de vroegste datum eerst.")
        return VageDatum(gegeven, van, tot)
    return VageDatum(gegeven, *_periode(schoon, vandaag, verleden))


def lees_aantal(tekst: str) -> Aantal:
    """3 · 5 tot 8 · 5-8 · minstens 3 · 3 of meer · hooguit 4 · ongeveer 5 · onbekend.

    Raises:
        ValueError: no number in it, or the ends are swapped.
    """
    gegeven = " ".join(tekst.split())
    schoon = _schoon(tekst)
    if schoon in ONBEKEND:
        return Aantal("onbekend")
    schoon = re.sub(r"^(ongeveer|circa|ca\.?|rond|±) ?", "", schoon)
    if re.fullmatch(r"\d{1,6}", schoon):
        return Aantal(gegeven, int(schoon), int(schoon))
    if match := re.fullmatch(r"(\d{1,6}) ?(?:tot en met|tot|t/m|-|–|a|à|of) ?(\d{1,6})", schoon):
        van, tot = int(match[1]), int(match[2])
        if tot < van:
            raise ValueError("Schrijf het kleinste aantal eerst, bijvoorbeeld 5 tot 8.")
        return Aantal(gegeven, van, tot)
    if match := re.fullmatch(
        r"(?:minstens|minimaal|zeker|ten minste) (\d{1,6})|(\d{1,6}) of meer|(\d{1,6}) ?\+", schoon
    ):
        return Aantal(gegeven, int(match[1] or match[2] or match[3]))
    if match := re.fullmatch(r"meer dan (\d{1,6})", schoon):
        return Aantal(gegeven, int(match[1]) + 1)
    if match := re.fullmatch(r"(?:hooguit|maximaal|hoogstens|ten hoogste) (\d{1,6})", schoon):
        return Aantal(gegeven, 0, int(match[1]))
    raise ValueError(_GEEN_AANTAL)


def _schoon(tekst: str) -> str:
    return " ".join(tekst.lower().replace("'", "").replace("’", "").split())


def _jaar(cijfers: str, vandaag: date, verleden: bool) -> int:
    if len(cijfers) == 4:
        return int(cijfers)
    jaar = vandaag.year // 100 * 100 + int(cijfers)
    return jaar - 100 if jaar > vandaag.year + (0 if verleden else 10) else jaar


def _maand(tekst: str, fout: str) -> int:
    if tekst.isdigit():
        return int(tekst)
    afgekort = {"mrt": "maart", "mar": "maart"}.get(tekst.rstrip("."), tekst.rstrip("."))
    passend = [
        i for i, naam in enumerate(MAANDEN, 1) if len(afgekort) >= 3 and naam.startswith(afgekort)
    ]
    if len(passend) != 1:
        raise ValueError(fout)
    return passend[0]


def _dag(jaar: int, maand: int, dag: int) -> date:
    _toets_jaar(jaar)
    if not 1 <= maand <= 12:
        raise ValueError(
            f"Maand {maand} bestaat niet. Schrijf dag-maand-jaar, bijvoorbeeld 1-3-2026."
        )
    laatste = calendar.monthrange(jaar, maand)[1]
    if not 1 <= dag <= laatste:
        raise ValueError(
            f"Deze dag bestaat niet: {MAANDEN[maand - 1]} {jaar} heeft {laatste} dagen."
        )
    return date(jaar, maand, dag)


def _toets_jaar(jaar: int) -> None:
    if not VROEGSTE_JAAR <= jaar <= UITERSTE_JAAR:
        raise ValueError(f"Het jaar {jaar} kan niet kloppen.")


def _maandperiode(jaar: int, eerste: int, laatste: int) -> tuple[date, date]:
    return _dag(jaar, eerste, 1), date(jaar, laatste, calendar.monthrange(jaar, laatste)[1])


def _periode(schoon: str, vandaag: date, verleden: bool) -> tuple[date, date]:
    if gezegd := _gezegd(schoon, vandaag):
        return gezegd
    if re.fullmatch(r"\d{4}", schoon):
        _toets_jaar(int(schoon))
        return _maandperiode(int(schoon), 1, 12)
    if match := re.fullmatch(r"(\d{1,2})[-/. ]+(\d{4})", schoon):
        maand = int(match[1])
        if not 1 <= maand <= 12:
            raise ValueError(f"Maand {maand} bestaat niet. {_GEEN_VAGE_DATUM}")
        _toets_jaar(int(match[2]))
        return _maandperiode(int(match[2]), maand, maand)
    if match := re.fullmatch(r"(?:(begin|half|midden|einde?) )?([a-z]+\.?) (\d{4})", schoon):
        deel, woord, jaar = match[1], match[2], int(match[3])
        _toets_jaar(jaar)
        if woord in SEIZOENEN:
            return _maandperiode(jaar, *SEIZOENEN[woord])
        maand = _maand(woord, _GEEN_VAGE_DATUM)
        van, tot = _maandperiode(jaar, maand, maand)
        if deel:
            eerste, laatste = DAGDELEN[deel]
            return van.replace(day=eerste), van.replace(day=min(laatste, tot.day))
        return van, tot
    try:
        dag = lees_datum(schoon, vandaag=vandaag, verleden=verleden)
    except ValueError as fout:
        raise ValueError(_GEEN_VAGE_DATUM if str(fout) == _GEEN_DATUM else str(fout)) from None
    return dag, dag


def _gezegd(schoon: str, vandaag: date) -> tuple[date, date] | None:
    """What people say beside the calendar: vorig jaar, afgelopen maart, drie weken geleden."""
    jaar = {"vorig jaar": -1, "verleden jaar": -1, "dit jaar": 0, "volgend jaar": 1}
    for woorden, verschil in jaar.items():
        if schoon == woorden:
            return _maandperiode(vandaag.year + verschil, 1, 12)
        if schoon.endswith(f" {woorden}"):
            eerste = schoon.removesuffix(f" {woorden}").removesuffix(" van")
            return _deel_van(eerste, vandaag.year + verschil)
        if schoon.startswith(f"{woorden} "):
            return _deel_van(schoon.removeprefix(f"{woorden} "), vandaag.year + verschil)
    if match := re.fullmatch(r"(begin|half|midden|einde?) (\d{4})", schoon):
        return _deel_van(match[1], int(match[2]))
    if schoon in {"deze maand", "vorige maand", "afgelopen maand", "volgende maand"}:
        verschil = {"deze": 0, "volgende": 1}.get(schoon.split()[0], -1)
        index = vandaag.year * 12 + vandaag.month - 1 + verschil
        return _maandperiode(index // 12, index % 12 + 1, index % 12 + 1)
    if schoon in {"deze week", "vorige week", "afgelopen week", "volgende week"}:
        verschil = {"deze": 0, "volgende": 7}.get(schoon.split()[0], -7)
        maandag = vandaag - timedelta(days=vandaag.weekday()) + timedelta(days=verschil)
        return maandag, maandag + timedelta(days=6)
    if match := _GELEDEN.fullmatch(schoon):
        return _geleden(match, vandaag)
    return _laatste(schoon, vandaag)


def _deel_van(woord: str, jaar: int) -> tuple[date, date]:
    """A month, season or part of a year."""
    _toets_jaar(jaar)
    if woord in JAARDELEN:
        return _maandperiode(jaar, *JAARDELEN[woord])
    woord = re.sub(r"^(de|het|in) ", "", woord)
    if woord in SEIZOENEN:
        return _maandperiode(jaar, *SEIZOENEN[woord])
    if match := re.fullmatch(r"(begin|half|midden|einde?) ([a-z]+\.?)", woord):
        van, tot = _deel_van(match[2], jaar)
        eerste, laatste = DAGDELEN[match[1]]
        return van.replace(day=eerste), van.replace(day=min(laatste, tot.day))
    maand = _maand(woord, _GEEN_VAGE_DATUM)
    if not 1 <= maand <= 12:
        raise ValueError(_GEEN_VAGE_DATUM)
    return _maandperiode(jaar, maand, maand)


def _geleden(match: re.Match[str], vandaag: date) -> tuple[date, date] | None:
    """Three weeks ago is that week, two years ago that year."""
    aantal = 0 if match[1] else TELWOORDEN.get(match[2], 0)
    if not match[1] and match[2].isdigit():
        aantal = int(match[2])
    if not aantal and not match[1]:
        return None  # "een paar weken": not to be counted with
    eenheid = match[3][:2]
    if eenheid == "ja" and match[1]:
        eenheid, aantal = "ma", 6
    if not aantal or aantal > 130:
        return None
    if eenheid == "da":
        dag = vandaag - timedelta(days=aantal)
        return dag, dag
    if eenheid == "we":
        maandag = vandaag - timedelta(days=vandaag.weekday() + 7 * aantal)
        return maandag, maandag + timedelta(days=6)
    if eenheid == "ma":
        index = vandaag.year * 12 + vandaag.month - 1 - aantal
        return _maandperiode(index // 12, index % 12 + 1, index % 12 + 1)
    _toets_jaar(vandaag.year - aantal)
    return _maandperiode(vandaag.year - aantal, 1, 12)


def _laatste(schoon: str, vandaag: date) -> tuple[date, date] | None:
    """The last time it was that weekday, month or season; today counts."""
    woord = re.sub(r"^(afgelopen|vorige|deze|de|het) ", "", schoon)
    if woord in WEEKDAGEN:
        terug = (vandaag.weekday() - WEEKDAGEN.index(woord)) % 7
        dag = vandaag - timedelta(days=terug or (7 if woord != schoon else 0))
        return dag, dag
    eerste = SEIZOENEN.get(woord, (0, 0))[0] or (
        MAANDEN.index(woord) + 1 if woord in MAANDEN else 0
    )
    if not eerste:
        return None
    jaar = vandaag.year if eerste <= vandaag.month else vandaag.year - 1
    return _deel_van(woord, jaar)


def _leeftijd(schoon: str, vandaag: date) -> tuple[date, date] | None:
    """Earliest and latest birth date of someone of this age (or "13 tot 15 jaar") today."""
    match = re.fullmatch(
        r"(?:ongeveer|rond|circa|ca\.?|±)? ?(\d{1,3})(?: ?(?:tot|-|à|of) ?(\d{1,3}))?(?: jaar| jr\.?)?",
        schoon,
    )
    if not match or int(match[2] or match[1]) > 120 or int(match[2] or match[1]) < int(match[1]):
        return None
    jongst, oudst = int(match[1]), int(match[2] or match[1])
    return _jaren_terug(vandaag, oudst + 1) + timedelta(days=1), _jaren_terug(vandaag, jongst)


def _jaren_terug(dag: date, jaren: int) -> date:
    jaar = dag.year - jaren
    return date(jaar, dag.month, min(dag.day, calendar.monthrange(jaar, dag.month)[1]))
