"""Changing a model document piece by piece: every function takes a document and gives a changed copy.

They see to the form of one piece. Whether the whole is right `document.lees` says, when it is stored.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any

import yaml

from ketenregie.foundation.errors import DomainError

from .normaal import Document
from .schema import CELLEN, NADER_TE_BEPALEN, normgetal

INACTIEF = "(niet meer te kiezen)"
_REGEL = re.compile(r"(?P<in>\s*)(?P<sleutel>[a-z][a-z0-9_]*)\s*:\s*(?P<naam>.+?)\s*\Z")


def maak_sleutel(tekst: str) -> str:
    """A stable sleutel out of words: "Eerste weging!" becomes eerste_weging."""
    plain = unicodedata.normalize("NFKD", tekst).encode("ascii", "ignore").decode().lower()
    sleutel = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:50]
    return sleutel if sleutel[:1].isalpha() else f"x_{sleutel}".rstrip("_")


def als_yaml(inhoud: Mapping[str, Any]) -> str:
    """The document as a file that `loader.document_van_tekst` reads back."""
    text: str = yaml.safe_dump(dict(inhoud), allow_unicode=True, sort_keys=False, width=110)
    return text


# --- activiteiten -------------------------------------------------------------------------------------


def activiteit_van(inhoud: Mapping[str, Any], sleutel: str) -> dict[str, Any]:
    """The row of one activiteit.

    Raises:
        DomainError: there is none.
    """
    return _plaats(inhoud, sleutel)[2]


def _plaats(inhoud: Mapping[str, Any], sleutel: str) -> tuple[dict[str, Any], int, dict[str, Any]]:
    for stap in inhoud["hoofdstappen"]:
        for nummer, rij in enumerate(stap["activiteiten"]):
            if rij["sleutel"] == sleutel:
                return stap, nummer, rij
    raise DomainError("Deze activiteit staat niet in dit concept.")


def cel_als_tekst(rij: Mapping[str, Any], naam: str) -> str:
    """One cell as lines to edit."""
    waarde = rij.get(naam)
    open_cel = isinstance(waarde, Mapping) and waarde.get("nader_te_bepalen")
    regels = (waarde.get("tekst") if isinstance(waarde, Mapping) else waarde) or []
    lines = [r["tekst"] if isinstance(r, Mapping) else str(r) for r in regels]
    return "\n".join(([NADER_TE_BEPALEN] if open_cel else []) + lines)


def _cel(oud: object, naam: str, tekst: str) -> Any:
    lines: list[Any] = [r.strip() for r in tekst.splitlines() if r.strip()]
    open_cel = bool(lines) and lines[0] == NADER_TE_BEPALEN
    lines = lines[1:] if open_cel else lines
    if naam == "info_vooraf":
        lines = _info(oud, lines)
    return {"nader_te_bepalen": True, "tekst": lines} if open_cel else lines


def _info(oud: object, teksten: Sequence[str]) -> list[dict[str, str]]:
    """A line keeps its sleutel by its text, else by its place when no line came or went: what was ticked
    in a casus stays ticked."""
    was = oud.get("tekst") if isinstance(oud, Mapping) else oud
    rows = [r for r in was if isinstance(r, Mapping)] if isinstance(was, list) else []
    by_text = {r["tekst"]: str(r["sleutel"]) for r in rows}
    same = len(rows) == len(teksten)
    taken: set[str] = {by_text[t] for t in teksten if t in by_text}
    found = []
    for nummer, tekst in enumerate(teksten):
        sleutel = by_text.get(tekst, "")
        if not sleutel and same and str(rows[nummer]["sleutel"]) not in taken:
            sleutel = str(rows[nummer]["sleutel"])
        if not sleutel:
            sleutel = basis = maak_sleutel(tekst)
            teller = 2
            while sleutel in taken:
                sleutel, teller = f"{basis}_{teller}", teller + 1
        taken.add(sleutel)
        found.append({"sleutel": sleutel, "tekst": tekst})
    return found


def zet_activiteit(
    inhoud: Document,
    sleutel: str,
    *,
    naam: str,
    code: str,
    cellen: Mapping[str, str],
    letters: Sequence[str] | None = None,
) -> Document:
    """Texts and letters of one activiteit.

    Args:
        cellen: {cell: text with a line for each item}.
        letters: one per column of the matrix: "A/R" or "-".
    """
    nieuw = deepcopy(inhoud)
    rij = activiteit_van(nieuw, sleutel)
    rij["naam"], rij["code"] = naam.strip(), code.strip()
    for cel, _titel in CELLEN:
        if cel in cellen and cellen[cel].replace("\r\n", "\n").strip() != cel_als_tekst(rij, cel):
            rij[cel] = _cel(rij.get(cel), cel, cellen[cel])
    if letters is not None:
        for matrixrij in nieuw["rasci"]["rijen"]:
            if matrixrij["activiteit"] == sleutel:
                matrixrij["cellen"] = [_letters(x) for x in letters]
    return nieuw


def _letters(tekst: str) -> str:
    found = [x for x in re.split(r"[^A-Za-z]+", tekst.upper()) if x]
    return "/".join(dict.fromkeys("".join(found))) or "-"


def voeg_activiteit_toe(
    inhoud: Document, hoofdstap: str, *, naam: str, code: str, verantwoordelijk: str
) -> tuple[Document, str]:
    """A new activiteit at the end of a hoofdstap, with one partner that answers for it.

    Returns: the document and the sleutel.
    Raises:
        DomainError: such a sleutel exists.
    """
    nieuw = deepcopy(inhoud)
    sleutel = maak_sleutel(naam)
    if any(r["activiteit"] == sleutel for r in nieuw["rasci"]["rijen"]):
        raise DomainError("Er is al een activiteit met deze naam.", veld="naam")
    stap = next((s for s in nieuw["hoofdstappen"] if s["sleutel"] == hoofdstap), None)
    if stap is None:
        raise DomainError("Kies een hoofdstap.", veld="hoofdstap")
    leeg: dict[str, Any] = {cel: [] for cel, _titel in CELLEN}
    stap["activiteiten"].append(
        {"sleutel": sleutel, "code": code.strip(), "naam": naam.strip(), **leeg}
    )
    cellen = ["A" if kolom == verantwoordelijk else "-" for kolom in nieuw["rasci"]["kolommen"]]
    nieuw["rasci"]["rijen"].append({"activiteit": sleutel, "cellen": cellen})
    return nieuw, sleutel


def haal_activiteit_weg(inhoud: Document, sleutel: str) -> Document:
    """Without this activiteit and its letters; what refers to it the check of the whole names."""
    nieuw = deepcopy(inhoud)
    stap, nummer, _rij = _plaats(nieuw, sleutel)
    del stap["activiteiten"][nummer]
    nieuw["rasci"]["rijen"] = [r for r in nieuw["rasci"]["rijen"] if r["activiteit"] != sleutel]
    return nieuw


def verplaats_activiteit(inhoud: Document, sleutel: str, *, hoofdstap: str, plek: int) -> Document:
    """To another place or hoofdstap.

    Args:
        plek: 1 is first; beyond the end is last.
    """
    nieuw = deepcopy(inhoud)
    stap, nummer, rij = _plaats(nieuw, sleutel)
    doel = next((s for s in nieuw["hoofdstappen"] if s["sleutel"] == hoofdstap), None)
    if doel is None:
        raise DomainError("Kies een hoofdstap.", veld="hoofdstap")
    del stap["activiteiten"][nummer]
    doel["activiteiten"].insert(max(plek, 1) - 1, rij)
    return nieuw


# --- termijnen, lijsten, poorten ----------------------------------------------------------------------


def zet_termijn(
    inhoud: Document, sleutel: str, *, aantal: int, eenheid: str, bron: str
) -> Document:
    """How long, and where that comes from.

    Raises:
        DomainError: no such termijn.
    """
    nieuw = deepcopy(inhoud)
    for rij in nieuw["termijnen"]:
        if rij["sleutel"] == sleutel:
            rij["aantal"], rij["eenheid"], rij["bron"] = aantal, eenheid, bron.strip()
            return nieuw
    raise DomainError("Deze termijn staat niet in dit concept.")


def zet_norm(inhoud: Document, sleutel: str, norm: str) -> Document:
    """What the keten aims for; without a text the norm of the definition holds.

    Raises:
        DomainError: no such indicator, or a norm without a number.
    """
    norm = norm.strip()
    if norm and normgetal(norm) is None:
        raise DomainError("Noem een getal, bijvoorbeeld 90%.", veld="norm")
    nieuw = deepcopy(inhoud)
    for rij in nieuw["indicatoren"]:
        if rij["sleutel"] == sleutel:
            rij.pop("norm", None)
            if norm:
                rij["norm"] = norm
            return nieuw
    raise DomainError("Deze indicator staat niet in dit concept.")


def lijst_als_tekst(lijst: Mapping[str, Any]) -> str:
    """A value list as lines "sleutel: naam"; what falls under a value is indented."""
    lines = []
    for waarde in lijst["waarden"]:
        lines.append(_waarderegel(waarde, ""))
        lines += [_waarderegel(onder, "  ") for onder in waarde.get("onder") or []]
    return "\n".join(lines)


def _waarderegel(waarde: Mapping[str, Any], inspring: str) -> str:
    uit = "" if waarde.get("actief", True) else f" {INACTIEF}"
    return f"{inspring}{waarde['sleutel']}: {waarde['naam']}{uit}"


def zet_lijst(inhoud: Document, sleutel: str, tekst: str) -> Document:
    """The values of a list out of its lines; a value keeps what is not shown by its sleutel.

    Raises:
        DomainError: no such list, or a line that cannot be read.
    """
    nieuw = deepcopy(inhoud)
    lijst = next((x for x in nieuw["waardelijsten"] if x["sleutel"] == sleutel), None)
    if lijst is None:
        raise DomainError("Deze lijst staat niet in dit concept.")
    was = {w["sleutel"]: w for w in lijst["waarden"]}
    waarden: list[dict[str, Any]] = []
    for nummer, regel in enumerate(tekst.splitlines(), start=1):
        if not regel.strip():
            continue
        gelezen = _REGEL.match(regel)
        if gelezen is None:
            raise DomainError(
                f"Regel {nummer}: schrijf ‘sleutel: naam’, met een sleutel van kleine letters.",
                veld="tekst",
            )
        if gelezen["in"] and waarden:
            ouder = was.get(waarden[-1]["sleutel"], {})
            onder = {o["sleutel"]: o for o in ouder.get("onder") or []}
            waarden[-1].setdefault("onder", []).append(_waarde(gelezen, onder))
        else:
            rij = _waarde(gelezen, was)
            rij.pop("onder", None)
            waarden.append(rij)
    lijst["waarden"] = waarden
    return nieuw


def _waarde(gelezen: "re.Match[str]", was: Mapping[str, Any]) -> dict[str, Any]:
    rij = dict(was.get(gelezen["sleutel"], {"sleutel": gelezen["sleutel"]}))
    naam = gelezen["naam"]
    actief = not naam.endswith(INACTIEF)
    rij["naam"] = naam.removesuffix(INACTIEF).strip()
    rij.pop("actief", None)
    if not actief:
        rij["actief"] = False
    return rij


def zet_poorten(inhoud: Document, nummer: int, poorten: Sequence[str]) -> Document:
    """The conditions of one step.

    Args:
        nummer: place of the step in the document, 0 is first.
    Raises:
        DomainError: no such step.
    """
    nieuw = deepcopy(inhoud)
    if not 0 <= nummer < len(nieuw["overgangen"]):
        raise DomainError("Deze stap staat niet in dit concept.")
    nieuw["overgangen"][nummer]["poorten"] = list(poorten)
    return nieuw
