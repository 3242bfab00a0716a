"""The one way from the public pages to the database: the functions of publiek.sql, as role publiek."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connections, transaction
from django.db.models import Model

from ketenregie.foundation import clock

# The web process has a connection for it; a process without one (tests, commands) changes role.
EIGEN, ANDERS = "publiek", "default"


@contextmanager
def _deur() -> Iterator[Any]:
    alias = EIGEN if EIGEN in connections.settings else ANDERS
    with transaction.atomic(using=alias), connections[alias].cursor() as cursor:
        cursor.execute("SELECT current_user")
        role = cursor.fetchone()[0]
        if role != "publiek":
            cursor.execute("SET LOCAL ROLE publiek")
        yield cursor
        # An error ends the transaction and takes the role back with it.
        if role != "publiek":
            cursor.execute(f"SET LOCAL ROLE {connections[alias].ops.quote_name(role)}")


def concept_lees(plaats: str) -> bytes | None:
    """Sealed answers under this key; None when absent or expired."""
    with _deur() as cursor:
        cursor.execute("SELECT publiek_concept_lees(%s, %s)", [plaats, clock.now()])
        found = cursor.fetchone()[0]
    return None if found is None else bytes(found)


def concept_bewaar(plaats: str, gesloten: bytes, tot: datetime) -> None:
    with _deur() as cursor:
        cursor.execute("SELECT publiek_concept_bewaar(%s, %s, %s)", [plaats, gesloten, tot])


def concept_weg(plaats: str) -> None:
    with _deur() as cursor:
        cursor.execute("SELECT publiek_concept_weg(%s)", [plaats])


def meld(
    melding: Model, melder: Model, keten_id: UUID, at: datetime, documenten: Sequence[Model] = ()
) -> bool:
    """Hand in the rows, all or nothing; False when this melding is there already.

    Raises:
        IntegrityError: the kenmerk is taken.
    """
    with _deur() as cursor:
        cursor.execute(
            "SELECT publiek_meld(%s::jsonb, %s::jsonb, %s::jsonb[], %s, %s)",
            [
                als_json(melding),
                als_json(melder),
                [als_json(d) for d in documenten],
                keten_id,
                at,
            ],
        )
        return bool(cursor.fetchone()[0])


def vervolg(code: bytes) -> list[tuple[str, UUID, UUID | None, str, bytes, datetime]]:
    """(stand, keten, bericht, soort, sealed text, moment) per line of the talk; [] for an unknown code."""
    with _deur() as cursor:
        cursor.execute("SELECT * FROM publiek_vervolg(%s)", [code])
        return list(cursor.fetchall())


def antwoord(code: bytes, sleutel: UUID, gesloten: bytes, at: datetime) -> bool:
    """Add an answer of the melder; False when nothing was added."""
    with _deur() as cursor:
        cursor.execute("SELECT publiek_antwoord(%s, %s, %s, %s)", [code, sleutel, gesloten, at])
        return bool(cursor.fetchone()[0])


def vraag(functie: str, *waarden: Any) -> list[Any]:
    """The first column of what another room's function for public pages gives.

    Args:
        functie: name of a definer function that role publiek may call; never from outside.
    """
    with _deur() as cursor:
        plaatsen = ", ".join(["%s"] * len(waarden))
        cursor.execute(f"SELECT {functie}({plaatsen})", list(waarden))  # a name from the code
        return [row[0] for row in cursor.fetchall()]


def rijen(functie: str, *waarden: Any) -> list[tuple[Any, ...]]:
    """As `vraag`, whole rows."""
    with _deur() as cursor:
        plaatsen = ", ".join(["%s"] * len(waarden))
        cursor.execute(f"SELECT * FROM {functie}({plaatsen})", list(waarden))  # noqa: S608  a name from the code
        return list(cursor.fetchall())


class _Encoder(DjangoJSONEncoder):
    def default(self, o: Any) -> Any:
        return "\\x" + bytes(o).hex() if isinstance(o, bytes | memoryview) else super().default(o)


def als_json(rij: Model) -> str:
    """A row by column, as PostgreSQL reads it back."""
    columns: dict[str, Any] = {
        str(f.column): f.value_from_object(rij) for f in rij._meta.concrete_fields
    }
    return json.dumps(columns, cls=_Encoder)
