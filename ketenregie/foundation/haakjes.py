"""SQL conditions in one form, to compare what we wrote with what PostgreSQL makes of it.

PostgreSQL writes brackets around every operand. Those go; the ones that decide which AND, OR and NOT
belong together stay, so that `(a OR b) AND c` and `a OR (b AND c)` differ.
"""

import re
from collections.abc import Iterator
from typing import Any

_TEKEN = re.compile(r"'(?:[^']|'')*'|\w+|[()]|,|[^\s\w(),']+")
# What begins a new part of a query; AND and OR reach no further.
_DELEN = {"select", "from", "where", "on", "join", "order", "limit", ","}
Tekens = list[Any]  # words, and lists for what is between brackets


def vorm(expression: str) -> str:
    """The condition without brackets that change nothing."""
    return _query(_groepen(iter(_TEKEN.findall(expression))))


def _groepen(tekens: Iterator[str]) -> Tekens:
    found: Tekens = []
    for teken in tekens:
        if teken == ")":
            break
        found.append(_groepen(tekens) if teken == "(" else teken)
    return found


def _query(tekens: Tekens) -> str:
    """A condition, or a query with conditions in its parts."""
    out: list[str] = []
    deel: Tekens = []
    for teken in _zonder_haken_om_joins(tekens):
        if isinstance(teken, str) and teken in _DELEN:
            out += [_of(deel), teken]
            deel = []
        else:
            deel.append(teken)
    return " ".join(filter(None, [*out, _of(deel)]))


def _zonder_haken_om_joins(tekens: Tekens) -> Iterator[Any]:
    """PostgreSQL writes FROM (a JOIN b ON c)."""
    for teken in tekens:
        if isinstance(teken, list) and "join" in teken and "select" not in teken:
            yield from _zonder_haken_om_joins(teken)
        else:
            yield teken


def _of(tekens: Tekens) -> str:
    return _samen(tekens, "or", _en)


def _en(tekens: Tekens) -> str:
    return _samen(tekens, "and", _niet)


def _samen(tekens: Tekens, woord: str, dieper: Any) -> str:
    """Operands of AND or OR in one row."""
    operands = [x for part in _splits(tekens, woord) for x in _operanden(part, woord, dieper)]
    return operands[0] if len(operands) == 1 else f"[{f' {woord} '.join(operands)}]"


def _operanden(tekens: Tekens, woord: str, dieper: Any) -> list[str]:
    """One operand without its brackets; the same word within joins in: a AND (b AND c)."""
    while len(tekens) == 1 and isinstance(tekens[0], list) and not _is_query(tekens[0]):
        tekens = tekens[0]
    if woord == "and" and "or" in tekens:  # was between brackets, so it stays together
        return [_of(tekens)]
    parts = _splits(tekens, woord)
    if len(parts) > 1:
        return [x for part in parts for x in _operanden(part, woord, dieper)]
    return [dieper(tekens)]


def _splits(tekens: Tekens, woord: str) -> list[Tekens]:
    parts: list[Tekens] = [[]]
    for teken in tekens:
        if teken == woord:
            parts.append([])
        else:
            parts[-1].append(teken)
    return parts


def _niet(tekens: Tekens) -> str:
    if tekens[:1] == ["not"]:
        return f"not {_of(tekens[1:])}"
    return _los(tekens)


def _los(tekens: Tekens) -> str:
    """One comparison or call; brackets within it that hold no AND or OR go."""
    if len(tekens) == 1 and isinstance(tekens[0], list):
        return _groep(tekens[0])
    return "".join(_groep(t) if isinstance(t, list) else str(t) for t in tekens)


def _groep(tekens: Tekens) -> str:
    inner = _query(tekens)
    return f"({inner})" if _is_query(tekens) or not tekens else inner


def _is_query(tekens: Tekens) -> bool:
    return tekens[:1] == ["select"]
