"""Is this person known already? Candidates come from SQL, likeness is judged here, a person decides.

`vergelijk` is a pure function over two `Beeld`s and explains itself field by field. `suggesties` finds
candidates among dossiers and open meldingen that the viewer may see; of what lies outside that sight
nothing follows from the answer: the page always shows the same sentence (`ELDERS`).
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count
from rapidfuzz.distance import DamerauLevenshtein, JaroWinkler

from cases import sleutels
from cases.models import Persoon
from ketenregie.foundation.viewer import Viewer
from meldpunt.models import Melding, MeldingMatch
from partners.access import policy
from partners.access.permissions import Permission

ELDERS = "Bekend bij een partner? Vraag het na bij het ZVH."
WAARSCHIJNLIJK, MOGELIJK = "waarschijnlijk", "mogelijk"
# Points at which a suggestion is shown, and at which it is called likely.
GRENS_MOGELIJK, GRENS_WAARSCHIJNLIJK = 45, 76
KANDIDATEN = 60
TUSSENVOEGSELS = frozenset(
    [
        "van",
        "de",
        "der",
        "den",
        "het",
        "t",
        "ten",
        "ter",
        "te",
        "von",
        "zu",
        "el",
        "al",
        "ul",
        "ben",
        "bin",
        "ibn",
        "ait",
        "da",
        "dos",
        "do",
        "di",
        "la",
        "le",
        "du",
        "d",
        "op",
        "in",
        "aan",
        "bij",
        "uit",
        "voor",
        "onder",
        "over",
        "s",
    ]
)
_LETTERS = str.maketrans(
    {"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"}
)
# Spellings that sound the same in Dutch and in names written down by ear; order matters.
_KLANK = (
    ("ij", "i"), ("y", "i"), ("ei", "i"), ("sch", "s"), ("sj", "s"), ("sh", "s"), ("sz", "s"),
    ("cz", "ts"), ("tsj", "ts"), ("dzj", "j"), ("dj", "j"), ("zh", "j"), ("ph", "f"), ("th", "t"),
    ("ch", "h"), ("kh", "h"), ("gh", "g"), ("ck", "k"), ("qu", "kw"), ("q", "k"), ("x", "ks"),
    ("ou", "u"), ("oe", "u"), ("oo", "o"), ("ee", "e"), ("aa", "a"), ("ie", "i"), ("ai", "a"),
    ("ae", "a"), ("c", "k"), ("z", "s"), ("w", "v"), ("f", "v"), ("dt", "t"), ("ah", "a"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Beeld:
    """What is known of a person, from either side of a comparison."""

    voornaam: str = ""
    tussenvoegsel: str = ""
    achternaam: str = ""
    andere_namen: tuple[str, ...] = ()
    geboortedatum: date | None = None
    jaar_van: int | None = None
    jaar_tot: int | None = None
    geslacht: str = ""
    woonplaats: str = ""
    telefoon: str = ""
    # Keys of numbers and accounts that were named around the person (cases/sleutels.py).
    nummers: tuple[str, ...] = ()

    @property
    def naam(self) -> str:
        return " ".join(d for d in (self.voornaam, self.tussenvoegsel, self.achternaam) if d)

    @property
    def leeg(self) -> bool:
        """Too little to look for anyone."""
        return not (
            self.naam
            or self.andere_namen
            or self.geboortedatum
            or sleutels.telefoon(self.telefoon)
            or self.nummers
        )


@dataclass(frozen=True, slots=True)
class Vergelijking:
    """How alike two persons are: points, what they amount to, and why per field."""

    punten: int
    sterkte: str
    redenen: tuple[str, ...]
    # More than a name and an age: a birth date or a telephone number agrees.
    vast: bool = False


@dataclass(frozen=True, slots=True)
class Match:
    """A suggestion: a dossier that may be of the same person, or another open melding."""

    dossier_id: UUID | None
    naam: str
    sterkte: str
    redenen: tuple[str, ...]
    melding_count: int
    kenmerk: str = ""
    melding_id: UUID | None = None
    punten: int = 0
    vast: bool = False


def beeld_van(bron: Any) -> Beeld:
    """The sides of a melding, persoon or navraag that are compared."""
    andere = getattr(bron, "andere_namen", "")
    return Beeld(
        voornaam=bron.voornaam,
        tussenvoegsel=bron.tussenvoegsel,
        achternaam=bron.achternaam,
        andere_namen=tuple(n.strip() for n in re.split(r"[,;/]", andere) if n.strip()),
        geboortedatum=bron.geboortedatum,
        jaar_van=bron.geboortejaar_van,
        jaar_tot=bron.geboortejaar_tot,
        geslacht=bron.geslacht,
        woonplaats=bron.woonplaats,
        telefoon=bron.telefoon,
        nummers=tuple(getattr(bron, "nummers", ())),
    )


# --- Likeness ------------------------------------------------------------------------------------


def vergelijk(een: Beeld, ander: Beeld) -> Vergelijking | None:
    """Compare two persons; None when too little is alike to bother anyone."""
    punten, redenen = max(_namen(een, ander), key=lambda uitkomst: uitkomst[0])
    geboorte, telefoon = _geboorte(een, ander), _telefoon(een, ander)
    for extra, reden in (geboorte, telefoon, _woonplaats(een, ander), _geslacht(een, ander)):
        punten += extra
        if reden:
            redenen = [*redenen, reden]
    if punten < GRENS_MOGELIJK:
        return None
    # A twin has the surname, the day and the telephone; a father the whole name. Nothing that is alike
    # outweighs a name or a birth date that speaks against it: then a person has to look.
    tegen = any(reden in TEGENSPRAAK for reden in redenen)
    sterkte = WAARSCHIJNLIJK if punten >= GRENS_WAARSCHIJNLIJK and not tegen else MOGELIJK
    vast = telefoon[1] == TELEFOON_GELIJK or geboorte[0] >= VASTE_DATUM
    return Vergelijking(punten, sterkte, tuple(redenen), vast)


def _namen(een: Beeld, ander: Beeld) -> Iterable[tuple[int, list[str]]]:
    """Every way to lay the names side by side: as given, swapped, and with other names."""
    yield _naam(een, ander)
    if een.voornaam and een.achternaam:
        swapped = Beeld(voornaam=een.achternaam, achternaam=een.voornaam)
        punten, redenen = _naam(swapped, ander)
        if punten >= 55 and ander.voornaam and ander.achternaam:
            yield punten - 4, ["Voor- en achternaam verwisseld", *redenen]
    for x, y in ((een, ander), (ander, een)):
        for alias in x.andere_namen:
            punten, _ = _naam(_als_naam(alias, y), y)
            if punten >= 20:
                yield min(punten, 60), [f"Ook bekend als {alias}"]


def _als_naam(alias: str, ander: Beeld) -> Beeld:
    eerste, _, rest = alias.partition(" ")
    if not rest and not ander.voornaam:
        return Beeld(achternaam=eerste)
    return Beeld(voornaam=eerste, achternaam=rest)


ACHTERNAAM = {
    "gelijk": 40,
    "anders": 38,
    "klinkt": 34,
    "bijna": 30,
    "deel": 24,
    "lijkt": 14,
    "initiaal": 6,
    "nee": -25,
    "": 0,
}
VOORNAAM = {
    "gelijk": 30,
    "anders": 28,
    "klinkt": 25,
    "bijna": 22,
    "deel": 22,
    "lijkt": 10,
    "initiaal": 12,
    "nee": -25,
    "": 0,
}
WOORDEN = {
    "gelijk": "{} gelijk",
    "anders": "{} gelijk, anders geschreven",
    "klinkt": "{} klinkt gelijk",
    "bijna": "{} bijna gelijk",
    "deel": "{} deels gelijk",
    "lijkt": "{} lijkt erop",
    "initiaal": "{} begint gelijk",
    "nee": "{} verschilt",
}  # fmt: skip
TEGENSPRAAK = frozenset({
    "Achternaam verschilt", "Voornaam verschilt", "Geboortedatum verschilt", "Leeftijd verschilt",
    "Geslacht verschilt",
})  # fmt: skip
TELEFOON_GELIJK = "Telefoonnummer gelijk"
# Points of a birth date that agrees to the day, or but for one slip.
VASTE_DATUM = 18


def _naam(een: Beeld, ander: Beeld) -> tuple[int, list[str]]:
    punten, redenen = 0, []
    for label, tabel, a, b in (
        (
            "Achternaam",
            ACHTERNAAM,
            f"{een.tussenvoegsel} {een.achternaam}",
            f"{ander.tussenvoegsel} {ander.achternaam}",
        ),
        ("Voornaam", VOORNAAM, een.voornaam, ander.voornaam),
    ):
        hoe = gelijkenis(a, b)
        punten += tabel[hoe]
        if hoe:
            redenen.append(WOORDEN[hoe].format(label))
    return punten, redenen


@lru_cache(maxsize=4096)
def gelijkenis(een: str, ander: str) -> str:
    """How two names relate: gelijk, anders (spelling), klinkt, bijna, deel, lijkt, initiaal, nee.

    "" when one of them is not known.
    """
    a, b = _kaal(een), _kaal(ander)
    if not a or not b:
        return ""
    if a == b:
        return "gelijk" if een.strip().lower() == ander.strip().lower() else "anders"
    x, y = _kern(a), _kern(b)
    if _spelling(x) == _spelling(y) or _spelling(_heel(a)) == _spelling(_heel(b)):
        return "anders"
    if _klank(x) == _klank(y):
        return "klinkt"
    if _initialen(a) or _initialen(b):
        return "initiaal" if _zelfde_initialen(a, b) else "nee"
    if _bijna(x, y) or _bijna(_heel(a), _heel(b)):
        return "bijna"
    if _deel(a, b):
        return "deel"
    return "lijkt" if _lijkt(x, y) else "nee"


def _kaal(naam: str) -> str:
    """Lower case, no accents, letters and single spaces only."""
    plat = unicodedata.normalize("NFKD", naam.lower().translate(_LETTERS))
    plat = (
        "".join(c for c in plat if not unicodedata.combining(c)).replace("'", "").replace("’", "")
    )
    return " ".join(re.sub(r"[^a-z]+", " ", plat).split())


def _kern(naam: str) -> str:
    """Without tussenvoegsels (unless nothing is left) and spaces: "el Amrani" and "El-Amrani" are one."""
    woorden = naam.split()
    rest = [w for w in woorden if w not in TUSSENVOEGSELS] or woorden
    return "".join(rest)


def _heel(naam: str) -> str:
    """In one piece, tussenvoegsels and all: "vanDijk" and "van Dijk"."""
    return naam.replace(" ", "")


def _initialen(naam: str) -> bool:
    return all(len(woord) == 1 for woord in naam.split())


def _zelfde_initialen(a: str, b: str) -> bool:
    """The first letters agree as far as both go; "J.P." goes with Jan Pieter and with Jan."""
    x, y = a.split(), b.split()
    return all(m[0] == n[0] for m, n in zip(x, y, strict=False)) or (
        min(len(x), len(y)) == 1 and x[0][0] == y[0][0]
    )


def _enkel(naam: str) -> str:
    return re.sub(r"(.)\1+", r"\1", naam)


def _spelling(naam: str) -> str:
    return _enkel(naam.replace("ij", "y"))


def _klank(naam: str) -> str:
    for van, naar in _KLANK:
        naam = naam.replace(van, naar)
    naam = _enkel(naam)
    return naam[:-1] if len(naam) > 3 and naam.endswith("h") else naam


def _bijna(x: str, y: str) -> bool:
    """A typo: one letter wrong, missing or swapped from four letters, two from eight."""
    kortste = min(len(x), len(y))
    if kortste < 4:
        return False
    afstand = DamerauLevenshtein.distance(_spelling(x), _spelling(y), score_cutoff=2)
    if afstand <= (2 if kortste >= 8 else 1):
        return True
    return JaroWinkler.similarity(_klank(x), _klank(y)) >= 0.94


def _deel(a: str, b: str) -> bool:
    """One of several names is the same: a double surname, a second first name."""
    x = [_spelling(w) for w in a.split() if w not in TUSSENVOEGSELS and len(w) > 1]
    y = [_spelling(w) for w in b.split() if w not in TUSSENVOEGSELS and len(w) > 1]
    return bool({*x} & {*y}) and len(x) + len(y) > 2


# Letters that carry a name over from another script differ; the consonants keep their kind.
_SOORT = str.maketrans(
    {**dict.fromkeys("szcx", "s"), **dict.fromkeys("kgq", "k"), **dict.fromkeys("dt", "t"),
     **dict.fromkeys("vfwbp", "v"), **dict.fromkeys("mn", "n"), **dict.fromkeys("aeiouyjh", "")}
)  # fmt: skip
_SIS = re.compile("tsj|tch|sch|tsh|tz|ts|cz|sz|sj|sh|zh|dzj|dj|ch|dz")


def _geraamte(naam: str) -> str:
    """The kinds of its consonants in order: Shevchenko, Sjevtsjenko and Szewczenko have one."""
    return _enkel(_SIS.sub("s", naam).translate(_SOORT))


def _lijkt(x: str, y: str) -> bool:
    """Not a slip, yet the same name may be behind it: short forms, other scripts, several slips."""
    kort, lang = sorted((x, y), key=len)
    if len(kort) >= 3 and lang.startswith(kort):
        return True
    if len(kort) == 3 and len(lang) == 4 and DamerauLevenshtein.distance(kort, lang) == 1:
        return True
    if len(kort) >= 4 and _geraamte(x) == _geraamte(y) and len(_geraamte(x)) >= 2:
        return True
    return len(kort) >= 4 and JaroWinkler.similarity(_klank(x), _klank(y)) >= 0.85


def _geboorte(een: Beeld, ander: Beeld) -> tuple[int, str]:
    a, b = een.geboortedatum, ander.geboortedatum
    if a and b:
        return _twee_datums(a, b)
    x, y = _jaren(een), _jaren(ander)
    if not x or not y:
        return 0, ""
    gap = max(x[0] - y[1], y[0] - x[1])
    if gap <= 0:
        return 12, "Leeftijd past"
    if gap <= 2:
        return 2, "Leeftijd past bijna"
    return -35, "Leeftijd verschilt"


def _twee_datums(a: date, b: date) -> tuple[int, str]:
    if a == b:
        return 30, "Geboortedatum gelijk"
    if a.year == b.year and (a.day, a.month) == (b.month, b.day):
        return 24, "Dag en maand van de geboortedatum verwisseld"
    if DamerauLevenshtein.distance(f"{a:%d%m%Y}", f"{b:%d%m%Y}") == 1:
        return 18, "Geboortedatum scheelt één cijfer"
    # 1 January stands for "day not known" in many papers.
    if a.year == b.year and (1, 1) in {(a.day, a.month), (b.day, b.month)}:
        return 12, "Geboortejaar gelijk"
    return -35, "Geboortedatum verschilt"


def _jaren(beeld: Beeld) -> tuple[int, int] | None:
    if beeld.geboortedatum:
        return beeld.geboortedatum.year, beeld.geboortedatum.year
    if beeld.jaar_van is None and beeld.jaar_tot is None:
        return None
    van = beeld.jaar_van if beeld.jaar_van is not None else beeld.jaar_tot
    tot = beeld.jaar_tot if beeld.jaar_tot is not None else beeld.jaar_van
    assert van is not None
    assert tot is not None
    return van, tot


def _telefoon(een: Beeld, ander: Beeld) -> tuple[int, str]:
    a, b = sleutels.telefoon(een.telefoon), sleutels.telefoon(ander.telefoon)
    if a and a == b:
        return GRENS_MOGELIJK, TELEFOON_GELIJK
    x, y = ({*k.nummers, *([f"tel:{n}"] if n else [])} for k, n in ((een, a), (ander, b)))
    return (GRENS_MOGELIJK, "Genoemd nummer of account gelijk") if x & y else (0, "")


def _woonplaats(een: Beeld, ander: Beeld) -> tuple[int, str]:
    a, b = _kaal(een.woonplaats), _kaal(ander.woonplaats)
    return (6, "Woonplaats gelijk") if a and a == b else (0, "")


def _geslacht(een: Beeld, ander: Beeld) -> tuple[int, str]:
    if {een.geslacht, ander.geslacht} == {"man", "vrouw"}:
        return -20, "Geslacht verschilt"
    return 0, ""


# --- Finding -------------------------------------------------------------------------------------


def suggesties(
    viewer: Viewer, beeld: Beeld, *, melding: Melding | None = None, hoogstens: int = 5
) -> list[Match]:
    """Persons that may be the same, best first; five queries at most, however many are found.

    Args:
        melding: the melding it is for: not suggested itself, and what a person already judged to be
            someone else stays away.
    Raises:
        AccessDenied: the viewer does not work at the meldpunt.
    """
    policy.require(viewer, Permission.MELDPUNT_WERKEN)
    if beeld.leeg:
        return []
    personen, meldingen = kandidaten(beeld)
    anders = _beoordeeld(melding) if melding else set()
    found = [
        *_van_personen(viewer, beeld, personen, anders),
        *_van_meldingen(beeld, meldingen, anders, melding),
    ]
    found.sort(key=lambda match: (-match.punten, match.naam))
    return _naamgenoten(found)[:hoogstens]


def _naamgenoten(found: list[Match]) -> list[Match]:
    """A name and an age that fit more than one person point at none of them in particular."""
    eens = [m for m in found if m.sterkte == WAARSCHIJNLIJK]
    if len(eens) < 2:
        return found
    return [replace(m, sterkte=MOGELIJK) if m in eens and not m.vast else m for m in found]


def kandidaten(beeld: Beeld) -> tuple[set[UUID], set[UUID]]:
    """Ids of personen and of open meldingen by key, within what the acting deelname may know."""
    personen: set[UUID] = set()
    meldingen: set[UUID] = set()
    with connection.cursor() as cursor:
        for naam in (beeld.naam, *beeld.andere_namen[:3]):
            cursor.execute(
                "SELECT soort, id FROM match_kandidaten(%s, %s, %s, %s, %s, %s, %s)",
                [
                    naam,
                    beeld.telefoon,
                    beeld.geboortedatum,
                    beeld.jaar_van,
                    beeld.jaar_tot,
                    list(beeld.nummers),
                    KANDIDATEN,
                ],
            )
            for soort, pk in cursor.fetchall():
                (personen if soort == "persoon" else meldingen).add(pk)
    return personen, meldingen


def _beoordeeld(melding: Melding) -> set[UUID]:
    """Dossiers and meldingen that a person said are someone else."""
    rows = MeldingMatch.objects.filter(
        melding=melding, besluit=MeldingMatch.Besluit.ANDER, herroepen_at__isnull=True
    ).values_list("dossier_id", "andere_melding_id")
    return {pk for row in rows for pk in row if pk}


def _van_personen(viewer: Viewer, beeld: Beeld, ids: set[UUID], anders: set[UUID]) -> list[Match]:
    if not ids:
        return []
    # Who is excluded from a casus does not meet its people: match_kandidaten left them out.
    rows = (
        Persoon.objects.filter(pk__in=ids)
        .exclude(dossier_id__in=anders)
        .select_related("dossier")
        .annotate(aantal=Count("dossier__meldingen"))
    )
    genoemd = _genoemd(viewer, rows) if beeld.nummers else {}
    return [
        Match(
            dossier_id=persoon.dossier_id,
            naam=persoon.naam,
            sterkte=hoe.sterkte,
            redenen=hoe.redenen,
            melding_count=_aantal(persoon),
            kenmerk=persoon.dossier.kenmerk,
            punten=hoe.punten,
            vast=hoe.vast,
        )
        for persoon in rows
        if (hoe := vergelijk(beeld, _met_nummers(persoon, genoemd)))
    ]


def _genoemd(viewer: Viewer, personen: Iterable[Persoon]) -> dict[UUID, list[str]]:
    """Numbers and accounts that earlier meldingen of the viewer named, per dossier."""
    found: dict[UUID, list[str]] = {}
    rows = Melding.objects.filter(
        eigenaar_id=viewer.deelname_id, dossier__in=[p.dossier_id for p in personen]
    ).exclude(nummers=[])
    for dossier_id, nummers in rows.values_list("dossier_id", "nummers"):
        found.setdefault(dossier_id, []).extend(nummers)  # type: ignore[arg-type]
    return found


def _met_nummers(persoon: Persoon, genoemd: dict[UUID, list[str]]) -> Beeld:
    return replace(beeld_van(persoon), nummers=tuple(genoemd.get(persoon.dossier_id, ())))


def _aantal(row: Any) -> int:
    return int(row.aantal)


def _van_meldingen(
    beeld: Beeld, ids: set[UUID], anders: set[UUID], melding: Melding | None
) -> list[Match]:
    own = {melding.pk} if melding else set()
    wanted = ids - anders - own
    if not wanted:
        return []
    return [
        Match(
            dossier_id=None,
            naam=andere.naam,
            sterkte=hoe.sterkte,
            redenen=hoe.redenen,
            melding_count=1,
            kenmerk=andere.kenmerk,
            melding_id=andere.pk,
            punten=hoe.punten,
            vast=hoe.vast,
        )
        for andere in Melding.objects.filter(pk__in=wanted)
        if (hoe := vergelijk(beeld, beeld_van(andere)))
    ]
