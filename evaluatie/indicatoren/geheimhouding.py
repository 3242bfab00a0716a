"""Disclosure control: no published figure, alone or with others, tells of fewer than five people or cases.

What is published is a fixed set: each quarter, each year, and for some indicators the divisions of a year.
A number of 1 to 4 is withheld, and so is a part of a whole when the part or the rest is 1 to 4. Sums are
known to everybody (quarters add up to a year, cells to a total), so more is withheld until every withheld
cell could still be at least two things. A quarter is published before its year is over: a year gives way
to its quarters, never the other way round, so no later figure reveals an earlier one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.conf import settings

from evaluatie.indicatoren.tellen import Telling

# Around a number that is withheld for others, so many are tried; more possibilities never hurt.
_RUIMTE = 20
Paar = tuple[int, int]  # teller and rest


class Zichtbaar(StrEnum):
    JA = "ja"
    KLEIN = "klein"  # fewer than the threshold
    AFGELEID = "afgeleid"  # withheld because it would tell another one


@dataclass(frozen=True, slots=True)
class Cel:
    """One cell; `teller` counts within `noemer`, or stands alone (`noemer` None)."""

    teller: int
    noemer: int | None = None

    @classmethod
    def van(cls, telling: Telling, *, deel: bool) -> Cel:
        return cls(telling.teller, telling.noemer if deel else None)

    @property
    def paar(self) -> Paar:
        return self.teller, 0 if self.noemer is None else self.noemer - self.teller

    @property
    def delen(self) -> tuple[int, ...]:
        if self.noemer is None:
            return (self.teller,)
        return self.teller, self.noemer - self.teller, self.noemer


def drempel() -> int:
    """The smallest number that is published."""
    return int(settings.CIJFERS_DREMPEL)


def klein(getal: int) -> bool:
    return 0 < getal < drempel()


def mag(cel: Cel) -> bool:
    """By itself."""
    return not any(klein(deel) for deel in cel.delen)


def bescherm_jaar(kwartalen: Sequence[Cel], jaar: Cel) -> Zichtbaar:
    """Whether a year may be published beside what was published of its quarters."""
    if not mag(jaar):
        return Zichtbaar.KLEIN
    hidden = [cel for cel in kwartalen if not mag(cel)]
    return Zichtbaar.JA if _veilig(hidden, []) else Zichtbaar.AFGELEID


def bescherm_verdeling(cellen: Mapping[str, Cel], *, totaal_getoond: bool) -> dict[str, Zichtbaar]:
    """Which cells of a division may be published, beside their total.

    Without its total nothing of a division is published: the total would follow.
    """
    if not totaal_getoond:
        return dict.fromkeys(cellen, Zichtbaar.AFGELEID)
    uit = {naam: Zichtbaar.JA if mag(cel) else Zichtbaar.KLEIN for naam, cel in cellen.items()}
    primair = [cellen[naam] for naam, z in uit.items() if z is Zichtbaar.KLEIN]
    extra: list[str] = []
    while not _veilig(primair, [cellen[naam] for naam in extra]):
        over = sorted(
            (sum(cellen[naam].paar), naam)
            for naam in cellen
            if uit[naam] is Zichtbaar.JA and sum(cellen[naam].paar) > 0 and naam not in extra
        )
        if not over:
            return dict.fromkeys(cellen, Zichtbaar.AFGELEID)
        genoeg = (n for _, n in over if _veilig(primair, [cellen[m] for m in (*extra, n)]))
        extra.append(next(genoeg, over[0][1]))
    return uit | dict.fromkeys(extra, Zichtbaar.AFGELEID)


def _veilig(primair: Sequence[Cel], extra: Sequence[Cel]) -> bool:
    """Could each withheld cell be at least two things, for who knows all sums and all these rules?"""
    if not primair:
        return not extra
    mogelijk = [_mogelijk(cel) for cel in primair] + [_mogelijk_extra(cel) for cel in extra]
    som = _op([cel.paar for cel in (*primair, *extra)])
    voor: list[set[Paar]] = [{(0, 0)}]
    for keuze in mogelijk:
        voor.append(_plus(voor[-1], keuze, som))
    na: list[set[Paar]] = [{(0, 0)}]
    for keuze in reversed(mogelijk):
        na.append(_plus(na[-1], keuze, som))
    na.reverse()
    for plek, keuze in enumerate(mogelijk):
        rest = na[plek + 1]
        kan = 0
        for t, r in keuze:
            if any((som[0] - t - a, som[1] - r - b) in rest for a, b in voor[plek]):
                kan += 1
            if kan > 1:
                break
        if kan < 2:
            return False
    return True


def _mogelijk(cel: Cel) -> set[Paar]:
    """What a cell that is withheld by itself could be; a noemer that is large enough is known."""
    d = drempel()
    if cel.noemer is None:
        return {(t, 0) for t in range(1, d)}
    if klein(cel.noemer):
        return {(t, n - t) for n in range(1, d) for t in range(n + 1)}
    n = cel.noemer
    return {(t, n - t) for k in range(1, d) for t in (k, n - k)}


def _mogelijk_extra(cel: Cel) -> set[Paar]:
    """What a cell that is withheld for others could be: itself large enough, and known to be."""
    if cel.noemer is None:
        return {(t, 0) for t in range(max(drempel(), cel.teller - _RUIMTE), cel.teller + _RUIMTE)}
    n = cel.noemer
    rond = range(max(0, cel.teller - _RUIMTE), min(n, cel.teller + _RUIMTE) + 1)
    return {(t, n - t) for t in rond if mag(Cel(t, n))}


def _plus(sommen: set[Paar], keuze: set[Paar], hoogstens: Paar) -> set[Paar]:
    return {
        (a + t, b + r)
        for a, b in sommen
        for t, r in keuze
        if a + t <= hoogstens[0] and b + r <= hoogstens[1]
    }


def _op(paren: Sequence[Paar]) -> Paar:
    return sum(p[0] for p in paren), sum(p[1] for p in paren)
