"""What changed between two versions, for the page that moves a casus and for publishing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Verschil:
    """One change; `oud` or `nieuw` is empty when something was added or removed."""

    plek: str
    oud: str
    nieuw: str

    @property
    def soort(self) -> str:
        """'toegevoegd', 'vervallen' or 'gewijzigd'."""
        if not self.oud:
            return "toegevoegd"
        return "gewijzigd" if self.nieuw else "vervallen"


def verschillen(oud: Mapping[str, Any], nieuw: Mapping[str, Any]) -> list[Verschil]:
    """Every difference between two documents in normal form, by place.

    Rows with a sleutel are compared by sleutel, so that a moved row is not a change; the number of
    the version itself is left out.
    """
    return [v for v in _vergelijk("", oud, nieuw) if v.plek != "versie"]


def _vergelijk(plek: str, oud: Any, nieuw: Any) -> Iterator[Verschil]:
    if isinstance(oud, Mapping) and isinstance(nieuw, Mapping):
        for veld in dict.fromkeys([*oud, *nieuw]):
            yield from _vergelijk(
                f"{plek}, {veld}" if plek else str(veld), oud.get(veld), nieuw.get(veld)
            )
    elif _per_sleutel(oud) and _per_sleutel(nieuw):
        voor, na = ({_naam(rij): rij for rij in lijst} for lijst in (oud, nieuw))
        for naam in dict.fromkeys([*voor, *na]):
            yield from _vergelijk(f"{plek}, {naam}" if plek else naam, voor.get(naam), na.get(naam))
    elif oud != nieuw:
        yield Verschil(plek, _tekst(oud), _tekst(nieuw))


def _naam(rij: Mapping[str, Any]) -> str:
    for veld in ("sleutel", "activiteit"):
        if veld in rij:
            return str(rij[veld])
    return f"{_tekst(rij.get('van'))} naar {_tekst(rij.get('naar'))}"


def _per_sleutel(lijst: Any) -> bool:
    return isinstance(lijst, list) and all(
        isinstance(rij, Mapping)
        and ({"sleutel", "activiteit"} & set(rij) or {"van", "naar"} <= set(rij))
        for rij in lijst
    )


def _tekst(waarde: Any) -> str:
    if waarde is None or waarde == [] or waarde == {}:
        return ""
    if isinstance(waarde, list):
        return "; ".join(_tekst(deel) for deel in waarde)
    if isinstance(waarde, Mapping):
        return str(
            waarde.get("naam")
            or waarde.get("tekst")
            or ", ".join(f"{k}: {_tekst(v)}" for k, v in waarde.items())
        )
    if isinstance(waarde, bool):
        return "ja" if waarde else "nee"
    return str(waarde)
