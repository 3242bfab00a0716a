"""Filling tables in sets: without triggers, keys and indexes while it lasts, with all of them after.

Runs in one transaction of eigenaar. PostgreSQL undoes DDL too: an interrupted run leaves nothing.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import NOT_PROVIDED, Model


@dataclass(frozen=True, slots=True)
class _Slot:
    """One constraint or index: the table, how it goes and how it comes back."""

    weg: str
    terug: str


@contextmanager
def zonder_bewaking(modellen: Sequence[type[Model]]) -> Iterator[list[str]]:
    """Take triggers, foreign keys, keys and indexes off these tables; yields what will put them back.

    The caller runs the yielded statements when the tables are full (that is most of the work, and it
    wants progress); leaving the block switches the triggers on again.
    """
    tabellen = [m._meta.db_table for m in modellen]
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        sleutels, indexen, vreemd = _sleutels(cursor, tabellen)
        for tabel in tabellen:
            cursor.execute(f'ALTER TABLE "{tabel}" DISABLE TRIGGER USER')
        for slot in (*vreemd, *sleutels, *indexen):
            cursor.execute(slot.weg)
        yield [slot.terug for slot in (*sleutels, *indexen, *vreemd)]
        for tabel in tabellen:
            cursor.execute(f'ALTER TABLE "{tabel}" ENABLE TRIGGER USER')


def _sleutels(cursor: Any, tabellen: list[str]) -> tuple[list[_Slot], list[_Slot], list[_Slot]]:
    """(primary and unique keys, indexes, foreign keys from and to these tables)."""
    cursor.execute(
        "SELECT conrelid::regclass::text, quote_ident(conname), contype::text, "
        "pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = 'public'::regnamespace "
        "AND ((contype = 'f' AND (conrelid = ANY(%s::regclass[]) OR confrelid = ANY(%s::regclass[])))"
        " OR (contype IN ('p', 'u') AND conrelid = ANY(%s::regclass[]))) ORDER BY 1, 2",
        [tabellen, tabellen, tabellen],
    )
    found: dict[str, list[_Slot]] = {"f": [], "k": []}
    for tabel, naam, soort, tekst in cursor.fetchall():
        found["f" if soort == "f" else "k"].append(
            _Slot(
                f"ALTER TABLE {tabel} DROP CONSTRAINT {naam}",
                f"ALTER TABLE {tabel} ADD CONSTRAINT {naam} {tekst}",
            )
        )
    cursor.execute(
        "SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i "
        "WHERE i.indrelid = ANY(%s::regclass[]) AND NOT EXISTS (SELECT 1 FROM pg_constraint c "
        "WHERE c.conindid = i.indexrelid AND c.contype IN ('p', 'u')) ORDER BY 1",
        [tabellen],
    )
    indexen = [_Slot(f"DROP INDEX {naam}", tekst) for naam, tekst in cursor.fetchall()]
    return found["k"], indexen, found["f"]


def vul(model: type[Model], bron: str, kolommen: dict[str, str], grens: Sequence[int] = ()) -> int:
    """INSERT INTO the table of `model` SELECT `kolommen` FROM `bron`; returns the number of rows.

    Args:
        bron: what follows FROM; may hold %s twice for `grens`.
        kolommen: SQL expression per column. A field that is not named gets its own default, so that a
            new field of the model does not break the generator.
        grens: parameters of `bron`.
    """
    velden = dict(kolommen)
    waarden: list[Any] = []
    for veld in model._meta.concrete_fields:  # type: ignore[attr-defined]
        if veld.column in velden or getattr(veld, "db_returning", False):
            continue
        if veld.default is NOT_PROVIDED and not veld.null and veld.empty_strings_allowed:
            waarde: Any = ""
        else:
            waarde = veld.get_default()
        velden[str(veld.column)] = f"%s::{veld.db_type(connection)}"
        waarden.append(veld.get_db_prep_save(waarde, connection))
    namen = ", ".join(f'"{naam}"' for naam in velden)
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO "{model._meta.db_table}" ({namen}) SELECT {", ".join(velden.values())} '
            f"FROM {bron}",
            [*waarden, *grens],
        )
        return int(cursor.rowcount)
