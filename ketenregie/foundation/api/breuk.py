"""What of a description would break a partner that was built on an earlier one.

Adding is free: a path, an optional field, a parameter that may be left out. Breaking is what a client
cannot have foreseen: something gone, another type, a field that it must send or may no longer count on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

METHODS = ("get", "post", "put", "patch", "delete")
Doc = dict[str, Any]


def breuken(oud: Doc, nieuw: Doc) -> list[str]:
    """Every breaking difference between two descriptions, as a Dutch sentence."""
    return sorted(set(_paden(oud, nieuw)))


def _paden(oud: Doc, nieuw: Doc) -> Iterator[str]:
    na = {_vorm(path): item for path, item in nieuw.get("paths", {}).items()}
    for path, item in oud.get("paths", {}).items():
        for method in METHODS:
            if method not in item:
                continue
            place = f"{method.upper()} {path}"
            other = na.get(_vorm(path), {}).get(method)
            if other is None:
                yield f"{place} bestaat niet meer"
                continue
            yield from _parameters(
                place, _parameters_van(oud, item[method]), _parameters_van(nieuw, other)
            )
            yield from _vraag(place, oud, nieuw, item[method], other)
            yield from _antwoord(place, oud, nieuw, item[method], other)


def _vorm(path: str) -> str:
    """What is sent: how the description calls a place in the address is for reading only."""
    return re.sub(r"\{\w+\}", "{}", path)


def _parameters_van(doc: Doc, operation: Doc) -> dict[tuple[str, str], Doc]:
    found = [_volg(doc, p) for p in operation.get("parameters", [])]
    return {(p["in"], p["name"]): p for p in found if p["in"] != "path"}


def _parameters(place: str, oud: dict[Any, Doc], nieuw: dict[Any, Doc]) -> Iterator[str]:
    for key in oud.keys() - nieuw.keys():
        yield f"{place}: parameter {key[1]} bestaat niet meer"
    for key, parameter in nieuw.items():
        if parameter.get("required") and not oud.get(key, {}).get("required"):
            yield f"{place}: parameter {key[1]} is verplicht geworden"


def _vraag(place: str, oud: Doc, nieuw: Doc, een: Doc, ander: Doc) -> Iterator[str]:
    for soort, inhoud in een.get("requestBody", {}).get("content", {}).items():
        other = ander.get("requestBody", {}).get("content", {}).get(soort)
        if other is None:
            yield f"{place}: {soort} mag niet meer worden gestuurd"
        else:
            yield from _vergelijk(
                f"{place} vraag",
                oud,
                nieuw,
                inhoud.get("schema", {}),
                other.get("schema", {}),
                True,
                0,
            )


def _antwoord(place: str, oud: Doc, nieuw: Doc, een: Doc, ander: Doc) -> Iterator[str]:
    for status, answer in een["responses"].items():
        if not status.startswith("2"):
            continue
        other = ander["responses"].get(status)
        if other is None:
            yield f"{place}: antwoord {status} bestaat niet meer"
            continue
        for soort, inhoud in _volg(oud, answer).get("content", {}).items():
            content = _volg(nieuw, other).get("content", {}).get(soort)
            if content is None:
                yield f"{place}: antwoord {status} is geen {soort} meer"
            else:
                yield from _vergelijk(
                    f"{place} {status}", oud, nieuw, inhoud.get("schema", {}),
                    content.get("schema", {}), False, 0,
                )  # fmt: skip


def _vergelijk(
    place: str, oud: Doc, nieuw: Doc, een: Doc, ander: Doc, vraag: bool, diep: int
) -> Iterator[str]:
    if diep > 8:
        return
    een, ander = _volg(oud, een), _volg(nieuw, ander)
    if een.get("type") != ander.get("type") and een.get("type") and ander.get("type"):
        smaller, larger = (_types(een), _types(ander)) if vraag else (_types(ander), _types(een))
        if not smaller <= larger:
            yield f"{place}: ander type ({een['type']} werd {ander['type']})"
    if vraag and een.get("enum") and ander.get("enum"):
        for gone in {*map(str, een["enum"])} - {*map(str, ander["enum"])}:
            yield f"{place}: '{gone}' mag niet meer"
    old, new = een.get("properties", {}), ander.get("properties", {})
    for name in old.keys() - new.keys():
        yield f"{place}: veld {name} bestaat niet meer"
    had, must = {*een.get("required", [])}, {*ander.get("required", [])}
    for name in (must - had) if vraag else ((had - must) & new.keys()):
        state = "verplicht geworden" if vraag else "niet meer zeker"
        yield f"{place}: veld {name} is {state}"
    for name in old.keys() & new.keys():
        yield from _vergelijk(f"{place}.{name}", oud, nieuw, old[name], new[name], vraag, diep + 1)
    if "items" in een and "items" in ander:
        yield from _vergelijk(
            f"{place}[]", oud, nieuw, een["items"], ander["items"], vraag, diep + 1
        )


def _types(schema: Doc) -> set[str]:
    found = schema["type"]
    types = {found} if isinstance(found, str) else set(found)
    return types | ({"integer"} if "number" in types else set())


def _volg(doc: Doc, deel: Doc) -> Doc:
    """The thing itself behind a reference, also when it is wrapped alone."""
    for _ in range(5):
        if "$ref" in deel:
            found: Any = doc
            for step in deel["$ref"].removeprefix("#/").split("/"):
                found = found[step]
            deel = found
        elif len(deel.get("allOf", [])) == 1:
            deel = deel["allOf"][0]
        else:
            break
    return deel
