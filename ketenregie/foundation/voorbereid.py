"""A query that is asked all day with other values: put together once, filled in after that.

Django needs ten times as long to put the question about a right together as the database needs to
answer it. `Voorbereid` keeps the SQL for each kind of viewer and knows which parameter is which fact.

The trap it guards against: a value that is worked out from a fact (a day minus six months) would be
kept as it was the first time. So each query is put together twice, for two made-up viewers at two
made-up moments; a parameter that differs without being one of those facts is an error.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet
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


class Voorbereid:
    """The rows of `maak(viewer, pk)`, a `values_list` that asks about one id."""

    def __init__(self, maak: Callable[[Viewer, UUID], QuerySet[Any, Any]]) -> None:
        self.maak = maak
        self._vragen: dict[Viewer, tuple[str, list[Any], list[str | None], list[Any]]] = {}

    def rijen(self, viewer: Viewer, pk: UUID) -> list[tuple[Any, ...]]:
        """As `list(maak(viewer, pk))`."""
        vorm = _als(viewer, 1)
        if vorm not in self._vragen:
            self._vragen[vorm] = self._stel_op(viewer)
        sql, waarden, plaatsen, kolommen = self._vragen[vorm]
        feiten = _feiten(viewer, pk)
        gevuld = [
            w if plaats is None else _van_soort(w, feiten[plaats])
            for w, plaats in zip(waarden, plaatsen, strict=True)
        ]
        with connection.cursor() as cursor:
            cursor.execute(sql, gevuld)
            rijen = cursor.fetchall()
        return list(_omgezet(rijen, kolommen))

    def _stel_op(self, viewer: Viewer) -> tuple[str, list[Any], list[str | None], list[Any]]:
        sql, waarden, feiten, kolommen = self._proef(viewer, 1)
        ander_sql, andere, anders, _ = self._proef(viewer, 2)
        if sql != ander_sql or len(waarden) != len(andere):
            raise RuntimeError("Deze vraag heeft per waarde een andere vorm.")
        plaatsen: list[str | None] = []
        for een, twee in zip(waarden, andere, strict=True):
            plaats = next((n for n, f in feiten.items() if f == een and anders[n] == twee), None)
            if plaats is None and een != twee:
                raise RuntimeError(f"Een afgeleide waarde is niet in te vullen: {een!r}, {twee!r}")
            plaatsen.append(plaats)
        return sql, waarden, plaatsen, kolommen

    def _proef(self, viewer: Viewer, keer: int) -> tuple[str, list[Any], dict[str, Any], list[Any]]:
        wie, pk = _als(viewer, keer), UUID(int=900 + keer)
        with clock.frozen(datetime(1900 + keer, 1, 1, 12, tzinfo=UTC)):
            feiten = _feiten(wie, pk)
            compiler = self.maak(wie, pk).query.get_compiler(connection=connection)
            sql, waarden = compiler.as_sql()
        return sql, list(waarden), feiten, [expression for expression, *_ in compiler.select]


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
