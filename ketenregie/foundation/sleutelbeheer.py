"""The master key changes while people work: every sealed value is sealed again under the new one.

Each column is `table|column|id` (geheim.py), so nothing but the row is needed. Small batches, each committed;
a value that somebody writes meanwhile is new already and stays. Broken off, the next run goes on with what is
left: which key a value is under stands in the value. Runs as eigenaar: history tables are written by nobody else.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection, models, transaction
from django.db.backends.utils import CursorWrapper

from ketenregie.foundation import geheim, rls
from ketenregie.foundation.registries import sleutelbronnen

# Bytes that are no sealed value: found by, never opened.
INDEXEN = ("_index", "_hash")


@dataclass(frozen=True, slots=True)
class Kolom:
    """A column with sealed values; `plaats` is the table their context names (history: the one it follows)."""

    tabel: str
    kolom: str
    sleutelkolom: str
    plaats: str


def kolommen() -> Iterator[Kolom]:
    """Every column of bytes that holds sealed values, history included, from the models themselves."""
    for model in rls.own_models():
        origin = getattr(model, "instance_type", model)
        for veld in model._meta.concrete_fields:
            kolom = str(veld.column)
            if isinstance(veld, models.BinaryField) and not kolom.endswith(INDEXEN):
                yield Kolom(
                    model._meta.db_table,
                    kolom,
                    str(model._meta.pk.column),
                    origin._meta.db_table,
                )


@contextmanager
def als_eigenaar() -> Iterator[CursorWrapper]:
    """A transaction in which the owner reaches rows, and sealing again leaves no history."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('app.migratie', 'aan', true), set_config('app.rotatie', 'aan', true)"
        )
        yield cursor
        # Inside another transaction (tests) the settings would outlive this block.
        cursor.execute(
            "SELECT set_config('app.migratie', '', true), set_config('app.rotatie', '', true)"
        )


def stand() -> dict[int, int]:
    """Version of the master key -> number of values under it; those of dossiers (0) are not counted."""
    found: dict[int, int] = {}
    with als_eigenaar() as cursor:
        for k in kolommen():
            cursor.execute(
                f'SELECT get_byte("{k.kolom}", 1), count(*) FROM "{k.tabel}" '  # noqa: S608  (our own tables)
                f'WHERE {_gesloten(k)} AND get_byte("{k.kolom}", 1) <> %s GROUP BY 1',
                [geheim.DOSSIERSLEUTEL],
            )
            for versie, aantal in cursor.fetchall():
                found[versie] = found.get(versie, 0) + aantal
    return found


def roteer(
    *, groep: int = 200, voortgang: Callable[[str, int, int], None] = lambda *_: None
) -> int:
    """Seal everything again under the current master key; how many values changed.

    Args:
        voortgang: told (table, done, to do) after each batch.
    Raises:
        GeheimError: a value does not open with the keys there are; what was done stays done.
    """
    gedaan = 0
    for kolom in kolommen():
        nog = _te_doen(kolom)
        begin, totaal = 0, nog
        while nog:
            found = _groep(kolom, groep)
            if not found:
                break
            begin += found
            gedaan += found
            voortgang(f"{kolom.tabel}.{kolom.kolom}", min(begin, totaal), totaal)
    for naam, bron in sleutelbronnen.items():
        while found := bron():
            gedaan += found
            voortgang(naam, found, found)
    return gedaan


def _gesloten(k: Kolom) -> str:
    """Long enough for a sealed value and of our format."""
    least = 2 + geheim.NONCE + 16
    return f'length("{k.kolom}") >= {least} AND get_byte("{k.kolom}", 0) = {geheim.FORMAT}'


def _oud(k: Kolom) -> str:
    return f'{_gesloten(k)} AND get_byte("{k.kolom}", 1) NOT IN (%s, %s)'


def _te_doen(k: Kolom) -> int:
    with als_eigenaar() as cursor:
        cursor.execute(
            f'SELECT count(*) FROM "{k.tabel}" WHERE {_oud(k)}',  # noqa: S608  names from the code
            [geheim.DOSSIERSLEUTEL, geheim.huidige_versie()],
        )
        return int(cursor.fetchone()[0])


def _groep(k: Kolom, groep: int) -> int:
    """One batch, in a transaction of its own; rows in use by others are left for the next round."""
    with als_eigenaar() as cursor:
        cursor.execute(
            f'SELECT "{k.sleutelkolom}", id, "{k.kolom}" FROM "{k.tabel}" WHERE {_oud(k)} '  # noqa: S608  names from the code
            "LIMIT %s FOR UPDATE SKIP LOCKED",
            [geheim.DOSSIERSLEUTEL, geheim.huidige_versie(), groep],
        )
        rijen = cursor.fetchall()
        for sleutel, pk, waarde in rijen:
            context = geheim.context_of(k.plaats, k.kolom, pk)
            cursor.execute(
                f'UPDATE "{k.tabel}" SET "{k.kolom}" = %s WHERE "{k.sleutelkolom}" = %s',  # noqa: S608  names from the code
                [geheim.herversleutel(waarde, context=context), sleutel],
            )
        return len(rijen)
