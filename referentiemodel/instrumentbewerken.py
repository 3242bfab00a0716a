"""The content of an instrument as plain data: made from a version, changed piece by piece, checked, told apart.

`Inhoud` is {"naam", "uitleg", "bron", "bij", "gezondheid", "categorieen": [{"sleutel", "naam", "signalen":
[{"sleutel", "tekst"}]}]}. A sleutel stays when its text changes, so that what was ticked is still recognised.
"""

import re
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from typing import Any

import yaml

from ketenregie.foundation.errors import DomainError
from referentiemodel.bewerken import maak_sleutel
from referentiemodel.instrumenten import Categorie, Instrument, Signaal

Inhoud = dict[str, Any]
BIJ = {
    "meldpunt": "bij een melding",
    "weging": "bij beide wegingen",
    "tweede_weging": "bij de 2e weging",
}
NERGENS = "nergens"
# A version that is used nowhere takes the instrument out of use; what was filled in stays readable.
GEBRUIK = BIJ | {NERGENS: "nergens meer (uit gebruik)"}
TEKST, KORT, LANG = 200, 120, 600
MEEST = 180  # points on a list
# A list that counts or concludes would be a test (R17).
_OORDEEL = re.compile(r"\b(\w*score\w*|(on)?waarschijnlijk\w*|puntentelling|eindoordeel)\b", re.I)
_SLEUTEL = re.compile(r"[a-z][a-z0-9_]{0,27}")


def inhoud_van(lijst: Instrument) -> Inhoud:
    """A version as data to work on."""
    return {
        "naam": lijst.naam,
        "uitleg": lijst.uitleg,
        "bron": lijst.bron,
        "bij": lijst.bij,
        "gezondheid": lijst.gezondheid,
        "categorieen": [
            {
                "sleutel": c.sleutel,
                "naam": c.naam,
                "signalen": [
                    {"sleutel": s.sleutel.split(".", 1)[1], "tekst": s.tekst} for s in c.signalen
                ],
            }
            for c in lijst.categorieen
        ],
    }


def leeg(naam: str, *, bij: str, gezondheid: bool, uitleg: str = "", bron: str = "") -> Inhoud:
    """A new instrument, without any signal yet."""
    return {
        "naam": _schoon(naam), "uitleg": _schoon(uitleg), "bron": _schoon(bron), "bij": bij,
        "gezondheid": gezondheid, "categorieen": [],
    }  # fmt: skip


def instrument_uit(
    inhoud: Mapping[str, Any], sleutel: str, *, versie: int, geldig_van: date
) -> Instrument:
    """The data as a version that is used; for a keten of its own, so with any model."""
    return Instrument(
        sleutel=sleutel,
        naam=inhoud["naam"],
        versie=versie,
        geldig_van=geldig_van,
        modellen=(),
        bron=inhoud["bron"],
        uitleg=inhoud["uitleg"],
        categorieen=tuple(
            Categorie(
                c["sleutel"],
                c["naam"],
                tuple(Signaal(f"{c['sleutel']}.{s['sleutel']}", s["tekst"]) for s in c["signalen"]),
            )
            for c in inhoud["categorieen"]
        ),
        gezondheid=inhoud["gezondheid"],
        bij=inhoud["bij"],
    )


def fouten(inhoud: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What does not hold in the texts: (place, sentence); the place is "naam", "cat" or "cat.signaal", "" for
    the whole."""
    found = [(veld, "Vul dit in.") for veld in ("naam", "uitleg", "bron") if not inhoud[veld]]
    if sum(len(c["signalen"]) for c in inhoud["categorieen"]) > MEEST:
        found.append(("", f"Een lijst heeft hoogstens {MEEST} punten."))
    namen: set[str] = set()
    for c in inhoud["categorieen"]:
        if c["naam"].lower() in namen:
            found.append((c["sleutel"], "Deze categorie staat er twee keer."))
        namen.add(c["naam"].lower())
        if not c["naam"]:
            found.append((c["sleutel"], "Geef de categorie een naam, of haal haar weg."))
        teksten: set[str] = set()
        for s in c["signalen"]:
            plek = f"{c['sleutel']}.{s['sleutel']}"
            if not s["tekst"]:
                found.append((plek, "Vul een tekst in, of haal het punt weg."))
            elif s["tekst"].lower() in teksten:
                found.append((plek, "Dit punt staat er twee keer."))
            teksten.add(s["tekst"].lower())
    return found + [
        (plek, f"Een lijst telt niet en concludeert niet: laat ‘{woord}’ weg.")
        for plek, tekst in _teksten(inhoud)
        if (woord := _oordeel(tekst))
    ]


def onaf(inhoud: Mapping[str, Any]) -> list[str]:
    """What a list still lacks before it can be used, in Dutch."""
    found = [] if inhoud["categorieen"] else ["Er staat nog geen categorie op de lijst."]
    return found + [
        f"Onder ‘{c['naam']}’ staat nog geen punt."
        for c in inhoud["categorieen"]
        if not c["signalen"]
    ]


def _oordeel(tekst: str) -> str:
    found = _OORDEEL.search(tekst)
    return found.group(0) if found else ""


def _teksten(inhoud: Mapping[str, Any]) -> list[tuple[str, str]]:
    """(place, text) of everything that people read."""
    found = [(veld, inhoud[veld]) for veld in ("naam", "uitleg")]
    for c in inhoud["categorieen"]:
        found.append((c["sleutel"], c["naam"]))
        found += [(f"{c['sleutel']}.{s['sleutel']}", s["tekst"]) for s in c["signalen"]]
    return found


# --- changing ------------------------------------------------------------------------------------------


def zet(inhoud: Mapping[str, Any], teksten: Mapping[str, str]) -> Inhoud:
    """Other texts: {"naam" | "uitleg" | "bron" | "cat" | "cat.signaal": text}, and "bij": where it is used."""
    nieuw = deepcopy(dict(inhoud))
    nieuw["bij"] = teksten.get("bij") or nieuw["bij"]
    for veld in ("naam", "uitleg", "bron"):
        nieuw[veld] = _schoon(teksten.get(veld, nieuw[veld]))
    for c in nieuw["categorieen"]:
        c["naam"] = _schoon(teksten.get(c["sleutel"], c["naam"]))
        for s in c["signalen"]:
            s["tekst"] = _schoon(teksten.get(f"{c['sleutel']}.{s['sleutel']}", s["tekst"]))
    return nieuw


def _schoon(tekst: str) -> str:
    return " ".join(tekst.split())


def _plaats(inhoud: Inhoud, plek: str) -> tuple[list[dict[str, Any]], int]:
    """The list in which a category or signal stands, and where."""
    sleutel, _, signaal = plek.partition(".")
    rijen: list[dict[str, Any]] = inhoud["categorieen"]
    for nummer, c in enumerate(rijen):
        if c["sleutel"] == sleutel and not signaal:
            return rijen, nummer
        if c["sleutel"] == sleutel:
            for onder, s in enumerate(c["signalen"]):
                if s["sleutel"] == signaal:
                    return c["signalen"], onder
    raise DomainError("Dit staat niet meer op de lijst.")


def verplaats(inhoud: Mapping[str, Any], plek: str, stap: int) -> Inhoud:
    """One place up (-1) or down (1); at an end it stays.

    Raises:
        DomainError: there is no such category or signal.
    """
    nieuw = deepcopy(dict(inhoud))
    rijen, nummer = _plaats(nieuw, plek)
    rij = rijen.pop(nummer)
    rijen.insert(max(nummer + stap, 0), rij)
    return nieuw


def haal_weg(inhoud: Mapping[str, Any], plek: str) -> Inhoud:
    """Without this category and all under it, or without this signal.

    Raises:
        DomainError: there is no such category or signal.
    """
    nieuw = deepcopy(dict(inhoud))
    rijen, nummer = _plaats(nieuw, plek)
    del rijen[nummer]
    return nieuw


def voeg_toe(inhoud: Mapping[str, Any], teksten: Sequence[str], *, categorie: str = "") -> Inhoud:
    """Signals under a category, or categories when none is named.

    Raises:
        DomainError: there is no such category.
    """
    nieuw = deepcopy(dict(inhoud))
    rijen = nieuw["categorieen"]
    if categorie:
        categorieen, nummer = _plaats(nieuw, categorie)
        rijen = categorieen[nummer]["signalen"]
    bezet = {r["sleutel"] for r in rijen}
    for tekst in filter(None, map(_schoon, teksten)):
        sleutel = _nieuwe_sleutel(tekst, bezet)
        bezet.add(sleutel)
        rijen.append(
            {"sleutel": sleutel, "tekst": tekst}
            if categorie
            else {"sleutel": sleutel, "naam": tekst, "signalen": []}
        )
    return nieuw


def _nieuwe_sleutel(tekst: str, bezet: set[str]) -> str:
    basis = maak_sleutel(tekst)[:24].rstrip("_")
    sleutel, teller = basis, 2
    while sleutel in bezet:
        sleutel, teller = f"{basis}_{teller}", teller + 1
    return sleutel


# --- difference ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Verschil:
    plek: str
    soort: str
    oud: str
    nieuw: str


def verschillen(oud: Mapping[str, Any], nieuw: Mapping[str, Any]) -> list[Verschil]:
    """What was added, taken away, said otherwise or moved."""
    namen = {"naam": "Naam", "uitleg": "Uitleg", "bron": "Bron"}
    found = [
        Verschil(titel, "gewijzigd", oud[veld], nieuw[veld])
        for veld, titel in namen.items()
        if oud[veld] != nieuw[veld]
    ]
    if oud["bij"] != nieuw["bij"]:
        van, naar = (GEBRUIK[inhoud["bij"]].capitalize() for inhoud in (oud, nieuw))
        found.append(Verschil("Waar men haar gebruikt", "gewijzigd", van, naar))
    was, wordt = _regels(oud), _regels(nieuw)
    for plek, (waar, tekst) in wordt.items():
        if plek not in was:
            found.append(Verschil(waar, "nieuw", "", tekst))
        elif was[plek][1] != tekst:
            found.append(Verschil(waar, "gewijzigd", was[plek][1], tekst))
    found += [
        Verschil(waar, "weg", tekst, "") for p, (waar, tekst) in was.items() if p not in wordt
    ]
    if [p for p in was if p in wordt] != [p for p in wordt if p in was]:
        found.append(
            Verschil("Volgorde", "gewijzigd", "", "De punten staan in een andere volgorde.")
        )
    return found


def _regels(inhoud: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    found: dict[str, tuple[str, str]] = {}
    for c in inhoud["categorieen"]:
        found[c["sleutel"]] = ("Categorie", c["naam"])
        for s in c["signalen"]:
            found[f"{c['sleutel']}.{s['sleutel']}"] = (c["naam"], s["tekst"])
    return found


# --- files ---------------------------------------------------------------------------------------------


def als_yaml(inhoud: Mapping[str, Any], sleutel: str, versie: int) -> str:
    """The content as a file of `instrumentbestanden/`, which `van_yaml` reads back."""
    ruw = {
        "sleutel": sleutel,
        "naam": inhoud["naam"],
        "versie": versie,
        "bij": inhoud["bij"],
        "bron": inhoud["bron"],
        "uitleg": inhoud["uitleg"],
        "gezondheid": inhoud["gezondheid"],
        "categorieen": {
            c["sleutel"]: {
                "naam": c["naam"],
                "signalen": {s["sleutel"]: s["tekst"] for s in c["signalen"]},
            }
            for c in inhoud["categorieen"]
        },
    }
    text: str = yaml.safe_dump(ruw, allow_unicode=True, sort_keys=False, width=110)
    return text


def van_yaml(ruw: object, basis: Mapping[str, Any]) -> Inhoud:
    """The texts of a file that was read; where it is used and whether it names health stay as they are.

    Raises:
        DomainError: it is no instrument.
    """
    niet = DomainError(
        "Dit bestand is geen lijst. Sla eerst een versie op en pas dat bestand aan.", veld="bestand"
    )
    if not isinstance(ruw, Mapping) or not isinstance(ruw.get("categorieen"), Mapping):
        raise niet
    nieuw = deepcopy(dict(basis))
    if len(ruw["categorieen"]) > MEEST:
        raise niet
    for veld, meest in (("naam", KORT), ("uitleg", LANG), ("bron", TEKST)):
        nieuw[veld] = _gelezen(ruw.get(veld), meest)
    nieuw["categorieen"] = []
    for sleutel, c in ruw["categorieen"].items():
        signalen = c.get("signalen") if isinstance(c, Mapping) else None
        if not isinstance(signalen, Mapping) or len(signalen) > MEEST:
            raise niet
        for naam in (sleutel, *signalen):
            if not isinstance(naam, str) or not _SLEUTEL.fullmatch(naam):
                raise DomainError(
                    f"‘{naam}’ is geen sleutel: kleine letters, cijfers en _, hoogstens 28.",
                    veld="bestand",
                )
        nieuw["categorieen"].append(
            {
                "sleutel": sleutel,
                "naam": _gelezen(c.get("naam"), KORT),
                "signalen": [
                    {"sleutel": s, "tekst": _gelezen(tekst, TEKST)} for s, tekst in signalen.items()
                ],
            }
        )
    return nieuw


def _gelezen(waarde: object, meest: int) -> str:
    """A text of a file; what is no text counts as absent and is asked for on the page."""
    return _schoon(waarde)[:meest] if isinstance(waarde, str) else ""
