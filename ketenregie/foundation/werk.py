"""Mijn werk of all rooms in two queries: which lines there are, and what the lines of one page say.

A room registers `Werksoort(maak)` in `work_kinds`: `maak(viewer)` gives the queries behind one kind of
work. A plain function viewer -> list[Werk] works too, at the price of its own queries.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BooleanField, DateField, F, IntegerField, QuerySet, UUIDField, Value
from django.db.models.expressions import Combinable, ExpressionWrapper
from django.db.models.functions import Cast, JSONObject

from ketenregie.foundation.registries import Werk, work_kinds
from ketenregie.foundation.tellen import TEL_TOT
from ketenregie.foundation.viewer import Viewer
from ketenregie.foundation.voorbereid import VoorbereideSql

Rij = dict[str, Any]  # what JSON leaves of a row: ids, dates and moments are text


@dataclass(frozen=True, slots=True)
class Werkbron:
    """One query of work: rows that are all work for this viewer, decided in SQL.

    Args:
        rijen: unsliced, any order; the key is a UUID.
        velden: what `bouw` needs, by name: a path or an expression.
        bouw: lines out of rows; asks the policy again where letters count. May query a fixed number of
            times, not per row.
        dag: path or expression of the day by which it is due.
        wacht: others move first; a condition or a constant.
        van: path or expression of the id of the medewerker who has it; nobody in particular when absent.
    """

    rijen: "QuerySet[Any]"
    velden: Mapping[str, Any]
    bouw: Callable[[list[Rij]], Iterable[Werk]]
    dag: str | Combinable | None = None
    wacht: Any = False
    van: str | Combinable | None = None


class Werksoort:
    """A kind of work that is asked together with the others; called by itself it gives its lines."""

    def __init__(self, maak: Callable[[Viewer], Sequence[Werkbron]]) -> None:
        self.maak = maak
        # Putting the questions together costs more than answering them: each kind of viewer once.
        self.vraag = VoorbereideSql(lambda viewer: _regelvraag(maak(viewer)))

    def __call__(self, viewer: Viewer) -> list[Werk]:
        blad = Werkblad(tuple(_regels(viewer, [self])), viewer, (self,))
        return blad.laad(blad.regels)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Werksoort) and other.maak == self.maak

    def __hash__(self) -> int:
        return hash(self.maak)


@dataclass(frozen=True, slots=True)
class Regel:
    """A line that is not loaded yet (source `nr` of kind `soort`), or is (`werk`)."""

    soort: int
    nr: int
    pk: UUID | None
    dag: date | None
    wacht: bool
    van: UUID | None = None
    werk: Werk | None = None


@dataclass(frozen=True, slots=True)
class Werkblad:
    """All lines by day up to a thousand and one, and how to load some of them."""

    regels: tuple[Regel, ...]
    viewer: Viewer
    soorten: tuple[Werksoort, ...]

    @property
    def meer(self) -> bool:
        return len(self.regels) > TEL_TOT

    def laad(self, regels: Iterable[Regel]) -> list[Werk]:
        """The lines of one page, one query (and those of their builders)."""
        chosen = list(regels)
        found = [r.werk for r in chosen if r.werk]
        te_laden: dict[tuple[int, int], list[UUID | None]] = {}
        for regel in chosen:
            if regel.werk is None:
                te_laden.setdefault((regel.soort, regel.nr), []).append(regel.pk)
        # Only the kinds that are on this page.
        bronnen = {n: self.soorten[n].maak(self.viewer) for n in {soort for soort, _ in te_laden}}
        return found + _bouw([(bronnen[s][nr], te_laden[s, nr]) for s, nr in sorted(te_laden)])


def werkblad(viewer: Viewer) -> Werkblad:
    """Everything that waits for this viewer; one query, plus those of kinds that are plain functions."""
    soorten: list[Werksoort] = []
    regels: list[Regel] = []
    for soort in work_kinds.values():
        if isinstance(soort, Werksoort):
            soorten.append(soort)
        else:
            regels += [
                Regel(-1, -1, None, w.uiterlijk, bool(w.wacht_op), werk=w) for w in soort(viewer)
            ]
    regels += _regels(viewer, soorten)
    regels.sort(key=lambda r: (r.wacht, r.dag or date.max))
    return Werkblad(tuple(regels[: TEL_TOT + 1]), viewer, tuple(soorten))


def _regels(viewer: Viewer, soorten: Iterable[Werksoort]) -> list[Regel]:
    delen, waarden = [], []
    for nr, soort in enumerate(soorten):
        try:
            sql, nodig = soort.vraag.sql(viewer)
        except EmptyResultSet:
            continue  # no work of this kind for this functie
        delen.append(f"SELECT {nr}, soort.* FROM ({sql}) AS soort")  # noqa: S608  Django wrote the SQL
        waarden += nodig
    if not delen:
        return []
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(delen), waarden)
        return [Regel(*rij) for rij in cursor.fetchall()]


def _regelvraag(bronnen: Sequence[Werkbron]) -> "QuerySet[Any, Any]":
    """The lines of one kind: number of the source, key, day, whether others move first, whose it is."""
    delen = []
    for nr, bron in enumerate(bronnen):
        dag = F(bron.dag) if isinstance(bron.dag, str) else bron.dag
        rijen = bron.rijen.order_by().annotate(
            _nr=Value(nr, IntegerField()),
            _dag=Cast(Value(None), DateField())
            if dag is None
            else ExpressionWrapper(dag, DateField()),
            _wacht=ExpressionWrapper(bron.wacht, BooleanField())
            if not isinstance(bron.wacht, bool)
            else Value(bron.wacht, BooleanField()),
            # Cast: a kind may know no day or no person at all, and NULL would be text.
            _van=Cast(
                Value(None)
                if bron.van is None
                else F(bron.van)
                if isinstance(bron.van, str)
                else bron.van,
                UUIDField(),
            ),
        )
        # The date of the column itself, so that an index on it gives the order.
        volgorde = [F("_dag").asc()] if dag is not None else []
        delen.append(
            rijen.order_by(*volgorde).values_list("_nr", "pk", "_dag", "_wacht", "_van")[
                : TEL_TOT + 1
            ]
        )
    if not delen:
        raise EmptyResultSet
    eerste, *rest = delen
    return eerste.union(*rest, all=True) if rest else eerste


def _bouw(gekozen: Sequence[tuple[Werkbron, list[UUID | None]]]) -> list[Werk]:
    delen = [
        bron.rijen.filter(pk__in=pks)
        .order_by()
        .annotate(_nr=Value(nr, IntegerField()), _velden=JSONObject(**bron.velden))
        .values_list("_nr", "_velden")
        for nr, (bron, pks) in enumerate(gekozen)
    ]
    if not delen:
        return []
    eerste, *rest = delen
    rows: dict[int, list[Rij]] = {}
    for nr, velden in eerste.union(*rest, all=True) if rest else eerste:
        rows.setdefault(nr, []).append(velden)
    return [werk for nr in sorted(rows) for werk in gekozen[nr][0].bouw(rows[nr])]


def per_rij(bouw: Callable[[Rij], Werk | None]) -> Callable[[list[Rij]], list[Werk]]:
    """A builder out of one that makes a line of a row, or nothing."""
    return lambda rijen: [werk for rij in rijen if (werk := bouw(rij))]


def datum(tekst: str | None) -> date | None:
    """A date out of the JSON of a row."""
    return date.fromisoformat(tekst[:10]) if tekst else None
