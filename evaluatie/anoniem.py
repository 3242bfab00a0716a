"""From personal to anonymous text (R32): names, kenmerken, numbers, addresses, exact days and ages.

Pure text work; what is known of a casus comes in as `Bekend` (evaluatie/bekend.py). A proposal is
masked with it, and what a person hands in is searched with it: software proposes, a person checks.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from ketenregie.foundation import clock
from ketenregie.foundation.geheim import blinde_index

KORT = 4  # a shorter name is only a name when it is written with a capital: "Wil", not "wil"
LEEFTIJDEN = (
    (12, "jonger dan 12 jaar"),
    (16, "12 tot en met 15 jaar"),
    (18, "16 of 17 jaar"),
    (23, "18 tot en met 22 jaar"),
    (30, "23 tot en met 29 jaar"),
    (50, "30 tot en met 49 jaar"),
)
MAANDEN = {
    naam: nummer
    for nummer, namen in enumerate(
        (
            "januari jan", "februari feb", "maart mrt", "april apr", "mei", "juni jun", "juli jul",
            "augustus aug", "september sept sep", "oktober okt", "november nov", "december dec",
        ),
        start=1,
    )
    for naam in namen.split()
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Bekend:
    """A text that points at a person or a casus, and what stands in its place."""

    tekst: str
    vervanging: str
    hoofdletter: bool = False
    naam: bool = False  # part of the name of a betrokkene


def leeftijdsband(leeftijd: int | None) -> str:
    """The band an age falls in; never the age itself."""
    if leeftijd is None:
        return "leeftijd onbekend"
    return next((naam for onder, naam in LEEFTIJDEN if leeftijd < onder), "50 jaar of ouder")


def vouw(tekst: str) -> str:
    """Lower case without accents, position by position the same length."""
    return "".join(
        (unicodedata.normalize("NFD", teken)[0].lower() or teken)[0]
        for teken in unicodedata.normalize("NFC", tekst)
    )


def masker(tekst: str, bekenden: Iterable[Bekend]) -> str:
    """The text with everything known and everything that looks like a number or day replaced."""
    tekst = unicodedata.normalize("NFC", tekst)
    for patroon, vervang in PATRONEN_VOORAF:
        tekst = patroon.sub(vervang, tekst)
    for bekend in sorted(bekenden, key=lambda b: -len(b.tekst)):
        tekst = _vervang(tekst, bekend)
    for patroon, vervang in PATRONEN:
        tekst = patroon.sub(vervang, tekst)
    return tekst


def vervang(tekst: str, bekenden: Iterable[Bekend]) -> str:
    """The text with what is known replaced, and nothing else: days and numbers stay."""
    tekst = unicodedata.normalize("NFC", tekst)
    for bekend in sorted(bekenden, key=lambda b: -len(b.tekst)):
        tekst = _vervang(tekst, bekend)
    return tekst


def gevonden(tekst: str, bekenden: Iterable[Bekend]) -> list[str]:
    """Every piece of the text that still points at someone, as it was typed, each once."""
    tekst = unicodedata.normalize("NFC", tekst)
    found = [
        (m.start(), m.group()) for patroon, _ in PATRONEN_VOORAF for m in _echt(patroon, tekst)
    ]
    found += [(m.start(), m.group()) for patroon, _ in PATRONEN for m in _echt(patroon, tekst)]
    for bekend in bekenden:
        found += [(van, tekst[van:tot]) for van, tot in _plekken(tekst, bekend)]
    kept: list[str] = []
    for _, stuk in sorted(found, key=lambda f: (f[0], -len(f[1]))):
        if not any(vouw(stuk) in vouw(ander) for ander in kept):
            kept.append(stuk.strip())
    return kept


def namen_index(bekenden: Iterable[Bekend]) -> list[str]:
    """Keyed hashes of single words of names, to search with by someone who may not know them."""
    woorden = {w for b in bekenden if b.naam for w in _woorden(b.tekst)}
    return sorted(_hash(w) for w in woorden)


def namen_in(tekst: str, index: Iterable[str]) -> list[str]:
    """Capitalised words of the text whose hash is in the index."""
    known, kept = set(index), []
    for woord in re.findall(r"[^\W\d_]{2,}", unicodedata.normalize("NFC", tekst)):
        forms = {vouw(woord), vouw(woord).removesuffix("s")}
        if woord[0].isupper() and woord not in kept and {_hash(f) for f in forms} & known:
            kept.append(woord)
    return kept


def _hash(woord: str) -> str:
    return blinde_index(woord, context="evaluatie").hex()


def _woorden(tekst: str) -> list[str]:
    return [w for w in re.findall(r"[^\W\d_]{2,}", vouw(tekst)) if w not in TUSSENVOEGSELS]


TUSSENVOEGSELS = frozenset(
    "van de der den het ten ter te in op aan bij el al la le di da du von zu ben bin ibn abu".split()  # noqa: SIM905  (reads as a list of words)
)


def delen_van_naam(naam: str) -> list[str]:
    """The name itself and the parts that say who it is."""
    delen = [
        deel
        for deel in re.split(r"[\s\-]+", naam.strip())
        if len(deel.strip(".")) > 1 and vouw(deel) not in TUSSENVOEGSELS
    ]
    return list(dict.fromkeys([naam.strip(), *delen])) if naam.strip() else []


def _plekken(tekst: str, bekend: Bekend) -> list[tuple[int, int]]:
    kern = r"[\s\-.]*".join(
        re.escape(deel) for deel in re.split(r"[\s\-.]+", vouw(bekend.tekst)) if deel
    )
    if not kern:
        return []
    capital = bekend.hoofdletter or len(bekend.tekst) < KORT
    return [
        (m.start(), m.end())
        for m in re.finditer(rf"(?<![\w]){kern}(?:['’]?s)?(?![\w])", vouw(tekst))
        if not capital or tekst[m.start()].isupper()
    ]


def _vervang(tekst: str, bekend: Bekend) -> str:
    for van, tot in reversed(_plekken(tekst, bekend)):
        tekst = tekst[:van] + bekend.vervanging + tekst[tot:]
    return tekst


def _echt(patroon: re.Pattern[str], tekst: str) -> list[re.Match[str]]:
    return [m for m in patroon.finditer(tekst) if _vervangt(patroon, m)]


def _vervangt(patroon: re.Pattern[str], m: re.Match[str]) -> bool:
    vervang = dict((*PATRONEN_VOORAF, *PATRONEN))[patroon]
    return (vervang(m) if callable(vervang) else vervang) != m.group()


def _dag_in_cijfers(m: re.Match[str]) -> str:
    return _kwartaal(int(m["dag"]), int(m["maand"]), m["jaar"], m.group())


def _dag_in_woorden(m: re.Match[str]) -> str:
    return _kwartaal(int(m["dag"] or 1), MAANDEN[m["maand"].lower()], m["jaar"], m.group())


def _kwartaal(dag: int, maand: int, jaar: str | None, anders: str) -> str:
    if jaar is None:
        return "[datum]"
    heel = int(jaar) + (2000 if len(jaar) == 2 else 0)
    try:
        return clock.kwartaal(date(heel, maand, dag))
    except ValueError:
        return anders


def _leeftijd(m: re.Match[str]) -> str:
    jaren = int(m["jaren"])
    if not 0 < jaren < 110:
        return m.group()
    return f"({leeftijdsband(jaren)})"


_MAAND = "|".join(sorted(MAANDEN, key=len, reverse=True))
Vervang = str | Callable[[re.Match[str]], str]
# Before the names: an e-mail address holds a name and must go as a whole.
PATRONEN_VOORAF: tuple[tuple[re.Pattern[str], Vervang], ...] = (
    (re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"), "[e-mailadres]"),
    (re.compile(r"https?://\S+|www\.\S+"), "[website]"),
)
PATRONEN: tuple[tuple[re.Pattern[str], Vervang], ...] = (
    # A kenmerk needs a digit somewhere: WORD-WORD is an ordinary compound.
    (re.compile(r"\b(?=[0-9A-Z-]*\d)[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}\b"), "[kenmerk]"),
    (re.compile(r"\b[A-Z]{2}\d{2}\s?[A-Z]{4}(?:\s?\d){10}\b"), "[rekeningnummer]"),
    (re.compile(r"(?<![\w])(?:\+|00)\d{2}[\s-]?(?:\(0\))?(?:[\s-]?\d){8,9}\b"), "[telefoonnummer]"),
    (re.compile(r"(?<![\w-])0\d(?:[\s-]?\d){8}(?![\d])"), "[telefoonnummer]"),
    (re.compile(r"(?<![\d])\d{9}(?![\d])"), "[nummer]"),
    (
        re.compile(r"\b(?P<dag>\d{1,2})[-/.](?P<maand>\d{1,2})[-/.](?P<jaar>\d{4}|\d{2})\b"),
        _dag_in_cijfers,
    ),
    (
        re.compile(
            rf"\b(?:(?P<dag>\d{{1,2}})\s+)(?P<maand>{_MAAND})\b(?:\.?\s+(?P<jaar>\d{{4}}))?", re.I
        ),
        _dag_in_woorden,
    ),
    (re.compile(rf"\b(?P<dag>)(?P<maand>{_MAAND})\s+(?P<jaar>\d{{4}})\b", re.I), _dag_in_woorden),
    (re.compile(r"\b\d{4}\s?[A-Z]{2}\b(?!-)"), "[postcode]"),
    (
        re.compile(
            r"\b[A-Z][\w'’-]*(?:straat|weg|laan|plein|dijk|kade|steeg|gracht|hof|pad|singel|dreef)"
            r"\s+\d+\s?[a-zA-Z]?\b"
        ),
        "[adres]",
    ),
    (re.compile(r"\b(?P<jaren>\d{1,2})-?\s?jarige?\b", re.I), _leeftijd),
    (
        re.compile(
            # Not the bands themselves ("16 of 17 jaar"), not a duration.
            r"(?<!en met )(?<!dan )(?<!of )\b(?P<jaren>[1-9]\d)\s+jaar(?:\s+oud)?\b"
            r"(?!\s+(?:of ouder|geleden|lang|later|cel|gevangenis))",
            re.I,
        ),
        _leeftijd,
    ),
)
