"""The normal form of a model document: lists where a YAML file may have tables.

In a YAML file a section may be a table (`sleutel: ...`), which reads well. The database does not keep
the order of a table, so what is stored has lists.
"""

from collections.abc import Callable, Mapping
from typing import Any

from .lezer import ModelFout

Document = dict[str, Any]
_TABELLEN = ("poorten", "termijnen", "indicatoren", "waardelijsten")


def normaliseer(ruw: object) -> Document:
    """The normal form; what is wrong stays as it is, for `document.lees` to name.

    Raises:
        ModelFout: not a table at all.
    """
    if not isinstance(ruw, Mapping):
        raise ModelFout(["Het document moet een tabel met velden zijn."])
    document: Document = dict(ruw)
    for naam in _TABELLEN:
        _vervang(document, naam, _als_lijst)
    _vervang(document, "hoofdstappen", lambda stappen: _ieder(stappen, _hoofdstap))
    _vervang(document, "waardelijsten", lambda lijsten: _ieder(lijsten, _waardelijst))
    if isinstance(document.get("rasci"), Mapping):
        document["rasci"] = dict(document["rasci"])
        _vervang(document["rasci"], "rijen", _rijen)
    return document


def _vervang(tabel: dict[str, Any], veld: str, functie: Callable[[Any], Any]) -> None:
    if veld in tabel:
        tabel[veld] = functie(tabel[veld])


def _als_lijst(tabel: Any, tekstveld: str = "naam") -> Any:
    """`{a: {..}, b: 'x'}` becomes `[{sleutel: a, ..}, {sleutel: b, naam: x}]`; else unchanged."""
    if not isinstance(tabel, Mapping):
        return tabel
    return [
        {"sleutel": sleutel, **(waarde if isinstance(waarde, Mapping) else {tekstveld: waarde})}
        for sleutel, waarde in tabel.items()
    ]


def _ieder(lijst: Any, functie: Callable[[dict[str, Any]], dict[str, Any]]) -> Any:
    if not isinstance(lijst, list):
        return lijst
    return [functie(dict(item)) if isinstance(item, Mapping) else item for item in lijst]


def _hoofdstap(stap: dict[str, Any]) -> dict[str, Any]:
    _vervang(stap, "activiteiten", lambda activiteiten: _ieder(activiteiten, _activiteit))
    return stap


def _activiteit(activiteit: dict[str, Any]) -> dict[str, Any]:
    info = activiteit.get("info_vooraf")
    if isinstance(info, Mapping) and "nader_te_bepalen" not in info:
        activiteit["info_vooraf"] = _als_lijst(info, "tekst")
    return activiteit


def _waardelijst(lijst: dict[str, Any]) -> dict[str, Any]:
    _vervang(lijst, "waarden", lambda waarden: _ieder(_als_lijst(waarden), _waarde))
    return lijst


def _waarde(waarde: dict[str, Any]) -> dict[str, Any]:
    _vervang(waarde, "onder", _als_lijst)
    return waarde


def _rijen(rijen: Any) -> Any:
    if not isinstance(rijen, Mapping):
        return rijen
    return [
        {"activiteit": sleutel, "cellen": str(cellen).split()} for sleutel, cellen in rijen.items()
    ]
