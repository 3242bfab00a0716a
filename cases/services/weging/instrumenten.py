"""Instruments of a weging, kept with it: what was ticked, and on which version. Nothing is concluded (R17)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from cases.models import Casus
from ketenregie.foundation.errors import DomainError
from partners.instrumenten import Instrumentarium
from referentiemodel.instrumenten import Instrument

WEGING, TWEEDE = "weging", "tweede_weging"
Ingevuld = dict[str, dict[str, Any]]


def instrumentarium(casus: Casus) -> Instrumentarium:
    """Of the keten of the casus; one for as long as this object lives."""
    found: Instrumentarium = casus.__dict__.setdefault(
        "_instrumentarium", Instrumentarium(casus.keten_id)
    )
    return found


def instrumenten_bij(casus: Casus, *bij: str, op: date | None = None) -> dict[str, Instrument]:
    """sleutel -> the version to use now, for the 1e weging (`WEGING`) or the 2e (`TWEEDE` too)."""
    found = instrumentarium(casus).geldig(casus.model.sleutel, *bij, op=op)
    return dict(sorted(found.items(), reverse=True))


def lees_ingevuld(
    casus: Casus, gekozen: Mapping[str, Iterable[str]], *bij: str, op: date
) -> Ingevuld:
    """What a weging keeps of it: {sleutel: {"versie": 1, "signalen": [...]}}, in the order of the list.

    Raises:
        DomainError: an instrument or signal that the version in force does not have.
    """
    geldig = instrumenten_bij(casus, *bij, op=op)
    kept: Ingevuld = {}
    for sleutel, ticks in gekozen.items():
        lijst, aan = geldig.get(sleutel), set(ticks)
        if lijst is None:
            raise DomainError("Dit instrument is hier niet in gebruik.")
        if any(signaal not in lijst for signaal in aan):
            raise DomainError("Een van de punten staat niet op deze lijst.")
        if aan:
            signalen = [
                s.sleutel for c in lijst.categorieen for s in c.signalen if s.sleutel in aan
            ]
            kept[sleutel] = {"versie": lijst.versie, "signalen": signalen}
    return kept


@dataclass(frozen=True, slots=True)
class Kaart:
    """One filled-in instrument in words, on the version that was used."""

    sleutel: str
    naam: str
    versie: int
    groepen: tuple[tuple[str, str], ...]


def kaarten(casus: Casus, ingevuld: Any) -> tuple[Kaart, ...]:
    """As a page shows them; what has no known version is left out."""
    found = []
    for sleutel, inhoud in ingevuld.items() if isinstance(ingevuld, dict) else ():
        if not isinstance(inhoud, dict):
            continue
        try:
            lijst = instrumentarium(casus).versie(sleutel, inhoud.get("versie", 0))
        except DomainError:
            continue
        geraakt = lijst.geraakt(set(inhoud.get("signalen", [])))
        groepen = tuple((c.naam, "; ".join(s.tekst for s in ticks)) for c, ticks in geraakt)
        found.append(Kaart(sleutel, lijst.naam, lijst.versie, groepen))
    return tuple(found)


def aangekruist(ingevuld: Any) -> dict[str, list[str]]:
    """{"instrument_<sleutel>": [...]}: what to begin with when it is weighed again; it stays a choice."""
    rows = ingevuld.items() if isinstance(ingevuld, dict) else ()
    return {
        f"instrument_{sleutel}": list(inhoud.get("signalen", []))
        for sleutel, inhoud in rows
        if isinstance(inhoud, dict)
    }
