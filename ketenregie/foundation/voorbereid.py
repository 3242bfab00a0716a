"""A query that is asked all day with other values: put together once, filled in after that.

Django needs ten times as long to put the question about a right together as the database needs to
answer it. `Voorbereid` keeps the SQL for each kind of viewer and knows which parameter is which fact.

The trap it guards against: a value that is worked out from a fact (a day minus six months) would be
kept as it was the first time. So each query is put together twice, for two made-up viewers at two
made-up moments; a parameter that differs without being one of those facts is an error.
"""

from collections.abc import Callable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any, ClassVar
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import QuerySet
from django.db.models.query import ModelIterable
from django.db.models.sql.compiler import SQLCompiler

from ketenregie.foundation import clock
from ketenregie.foundation.viewer import Viewer

_IDS = ("keten_id", "deelname_id", "medewerker_id", "lidmaatschap_id", "client_id", "namens_id")
_GETALLEN = ("nummer", "group_id")
# What people read; no query depends on it.
_TEKST: dict[str, Any] = {
    "naam": "", "namens": "", "organisatie": "", "keten": "", "kleur": "",
    "vrije_dagen": frozenset(), "mededelingen": (), "vervangt": (),
}  # fmt: skip


class Afgeleid(RuntimeError):
    """A query holds a value that was worked out from a fact, or has another form for each value."""


@dataclass(frozen=True, slots=True)
class _Vraag:
    """SQL with, for each parameter, which fact fills it; None when it is what it is."""

    sql: str
    waarden: list[Any]
    plaatsen: list[str | None]
    kolommen: list[Any]

    def vul(self, feiten: dict[str, Any]) -> list[Any]:
        return [
            w if plaats is None else _van_soort(w, feiten[plaats])
            for w, plaats in zip(self.waarden, self.plaatsen, strict=True)
        ]


class Voorbereid:
    """The rows of `maak(viewer, pk)`, a `values_list` that asks about one id."""

    def __init__(self, maak: Callable[[Viewer, UUID], QuerySet[Any, Any]]) -> None:
        self.maak = maak
        self._vragen: dict[Viewer, _Vraag] = {}

    def rijen(self, viewer: Viewer, pk: UUID) -> list[tuple[Any, ...]]:
        """As `list(maak(viewer, pk))`."""
        vorm = _als(viewer, 1)
        if vorm not in self._vragen:
            self._vragen[vorm] = _stel_op(self.maak, viewer)
        vraag = self._vragen[vorm]
        with connection.cursor() as cursor:
            cursor.execute(vraag.sql, vraag.vul(_feiten(viewer, pk)))
            rijen = cursor.fetchall()
        return list(_omgezet(rijen, vraag.kolommen))


class VoorbereideSql:
    """The SQL of `maak(viewer)`, to be put together with others; a query that cannot be kept is made anew.

    Made for whom it is asked first, and compared: what is kept gives the same SQL with the same values.
    """

    def __init__(self, maak: Callable[[Viewer], QuerySet[Any, Any]]) -> None:
        self.maak = maak
        self._vragen: dict[Viewer, _Vraag | None] = {}

    def sql(self, viewer: Viewer) -> tuple[str, list[Any]]:
        """SQL and values.

        Raises:
            EmptyResultSet: for this viewer it has no rows, whatever is in the database.
        """
        vorm = _als(viewer, 1)
        if (vraag := self._vragen.get(vorm)) is not None:
            return vraag.sql, vraag.vul(_feiten(viewer, _GEEN))
        with clock.frozen(clock.now(), tell=False):
            sql, waarden, _ = _sql(self.maak(viewer))
            if vorm not in self._vragen:
                self._vragen[vorm] = self._te_houden(viewer, sql, waarden)
        return sql, waarden

    def _te_houden(self, viewer: Viewer, sql: str, waarden: list[Any]) -> _Vraag | None:
        try:
            vraag = _stel_op(lambda wie, _: self.maak(wie), viewer)
        except (Afgeleid, EmptyResultSet):
            return None
        same = (vraag.sql, vraag.vul(_feiten(viewer, _GEEN))) == (sql, waarden)
        return vraag if same else None


class VoorbereideObjecten:
    """The objects of `maak(pk, dag)`, a query of models, with what it selects along and annotates."""

    def __init__(self, maak: Callable[[UUID, date], QuerySet[Any]]) -> None:
        self.maak = maak
        self._bewaard: tuple[SQLCompiler, _Vraag] | None = None

    def objecten(self, pk: UUID, dag: date) -> list[Any]:
        """As `list(maak(pk, dag))`."""
        if self._bewaard is None:
            een, twee = ((UUID(int=n), date(1900 + n, 1, 1)) for n in (1, 2))
            compiler = self.maak(*een).query.get_compiler(connection=connection)
            sql, waarden = compiler.as_sql()
            ander_sql, andere, _ = _sql(self.maak(*twee))
            plaatsen = _plaatsen(
                (sql, waarden, dict(zip(("pk", "dag"), een, strict=True))),
                (ander_sql, andere, dict(zip(("pk", "dag"), twee, strict=True))),
            )
            self._bewaard = compiler, _Vraag(sql, list(waarden), plaatsen, [])
        compiler, vraag = self._bewaard
        return list(ModelIterable(_Gevuld(compiler, vraag, {"pk": pk, "dag": dag})))  # type: ignore[arg-type]


class _Gevuld:
    """Stands for a queryset, and for its query, that was put together before."""

    db = DEFAULT_DB_ALIAS
    _known_related_objects: ClassVar[dict[Any, Any]] = {}

    def __init__(self, compiler: SQLCompiler, vraag: _Vraag, feiten: dict[str, Any]) -> None:
        # The connection is that of the thread that asks.
        bewaard: Any = copy(compiler)
        bewaard.connection = connections[self.db]
        bewaard.as_sql = lambda *args, **kwargs: (vraag.sql, vraag.vul(feiten))
        self.compiler = bewaard

    @property
    def query(self) -> "_Gevuld":
        return self

    def get_compiler(self, using: str) -> Any:
        return self.compiler


_GEEN = UUID(int=0)
_Maak = Callable[[Viewer, UUID], QuerySet[Any, Any]]


def _sql(rijen: QuerySet[Any, Any]) -> tuple[str, list[Any], list[Any]]:
    compiler = rijen.query.get_compiler(connection=connection)
    sql, waarden = compiler.as_sql()
    return sql, list(waarden), [expression for expression, *_ in compiler.select]


def _stel_op(maak: _Maak, viewer: Viewer) -> _Vraag:
    (sql, waarden, kolommen), feiten = _proef(maak, viewer, 1)
    (ander_sql, andere, _), anders = _proef(maak, viewer, 2)
    plaatsen = _plaatsen((sql, waarden, feiten), (ander_sql, andere, anders))
    return _Vraag(sql, waarden, plaatsen, kolommen)


def _plaatsen(
    een: tuple[str, Sequence[Any], dict[str, Any]], twee: tuple[str, Sequence[Any], dict[str, Any]]
) -> list[str | None]:
    """Which fact each value is, by the SQL, values and facts of two trials."""
    (sql, waarden, feiten), (ander_sql, andere, anders) = een, twee
    if sql != ander_sql or len(waarden) != len(andere):
        raise Afgeleid("Deze vraag heeft per waarde een andere vorm.")
    plaatsen: list[str | None] = []
    for waarde, ander in zip(waarden, andere, strict=True):
        plaats = next((n for n, f in feiten.items() if f == waarde and anders[n] == ander), None)
        if plaats is None and waarde != ander:
            raise Afgeleid(f"Een afgeleide waarde is niet in te vullen: {waarde!r}, {ander!r}")
        plaatsen.append(plaats)
    return plaatsen


def _proef(maak: _Maak, viewer: Viewer, keer: int) -> tuple[Any, dict[str, Any]]:
    wie, pk = _als(viewer, keer), UUID(int=900 + keer)
    with clock.frozen(datetime(1900 + keer, 1, 1, 12, tzinfo=UTC), tell=False):
        return _sql(maak(wie, pk)), _feiten(wie, pk)


def _als(viewer: Viewer, keer: int) -> Viewer:
    """A made-up viewer of the same kind: what is filled in stays filled in, with other values."""
    ids = {
        n: UUID(int=100 * keer + i) for i, n in enumerate(_IDS) if getattr(viewer, n) is not None
    }
    getallen = {n: -(10 * keer + i) for i, n in enumerate(_GETALLEN)}
    return replace(viewer, **ids, **getallen, **_TEKST)  # type: ignore[arg-type]


def _feiten(viewer: Viewer, pk: UUID) -> dict[str, Any]:
    facts = {naam: getattr(viewer, naam) for naam in (*_IDS, *_GETALLEN)}
    return {
        **{n: v for n, v in facts.items() if v is not None},
        "pk": pk,
        "nu": clock.now(),
        "vandaag": clock.today(),
    }


def _van_soort(voorbeeld: Any, waarde: Any) -> Any:
    """Numbers go to the database as the type Django chose for the column."""
    return type(voorbeeld)(waarde) if isinstance(voorbeeld, int) else waarde


def _omgezet(rijen: list[Any], kolommen: list[Any]) -> Iterator[tuple[Any, ...]]:
    """Through the converters of the columns, as Django does with rows of its own."""
    compiler = SQLCompiler(None, connection, None)  # type: ignore[arg-type]
    converters = compiler.get_converters(kolommen)
    return (tuple(rij) for rij in compiler.apply_converters(rijen, converters))
