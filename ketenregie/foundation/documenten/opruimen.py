"""At night: files that no row names. They come from a crash between the file and its row."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db import connection

from ketenregie.foundation import clock
from ketenregie.foundation.documenten import opslag
from ketenregie.foundation.registries import bestandsbronnen

RUST = timedelta(hours=24)  # a transaction that still runs is younger than this


def in_gebruik() -> set[UUID]:
    """Names of every stored file, over all ketens; role werker only."""
    names: set[UUID] = set()
    with connection.cursor() as cursor:
        for functie in bestandsbronnen.values():
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(functie)}()")  # noqa: S608  a name from the code
            names |= {name for (name,) in cursor.fetchall()}
    return names


def ruim_op() -> int:
    """Remove nameless files older than a day; returns how many. Without sources nothing goes."""
    if not len(bestandsbronnen):
        return 0
    before = clock.now() - RUST
    return opslag.ruim_wezen(in_gebruik(), voor=before)
