"""Making a backup: one snapshot of the database, then the documents it names."""

from __future__ import annotations

import json
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from ketenregie.foundation import clock
from ketenregie.foundation.documenten.opslag import alle_paden, opslag
from ketenregie.foundation.kopie import pakket
from ketenregie.foundation.kopie.server import met_naam, start

FORMAAT = 1


@dataclass(frozen=True, slots=True)
class Verslag:
    """What went in."""

    rijen: int
    documenten: int
    bytes: int


def maak(doel: Path) -> Verslag:
    """Write a backup; runs as role kopie, which reads everything and changes nothing.

    Documents are copied after the snapshot: each file that a row names was there before the row, and a
    file never changes. One that was destroyed meanwhile is left out.
    Raises:
        Pakketfout: no key to encrypt for, or the file cannot be written.
    """
    ontvangers = [o for o in settings.KETENREGIE_KOPIE_ONTVANGERS if o]
    with pakket.schrijf(doel, ontvangers) as uit, transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute("SELECT pg_export_snapshot()")
            snapshot = cursor.fetchone()[0]
        kop = _kop()
        uit.voeg("inhoud.json", json.dumps(kop).encode())
        som = _database(uit, snapshot)
        aantal = _documenten(uit)
        uit.voeg("einde.json", json.dumps({"database": som, "documenten": aantal}).encode())
    return Verslag(sum(kop["tellingen"].values()), aantal, doel.stat().st_size)


def tabellen() -> list[str]:
    """Every table with rows of its own or of its partitions."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace "
            "AND relkind IN ('r', 'p') AND NOT relispartition ORDER BY relname"
        )
        return [row[0] for row in cursor.fetchall()]


def tellingen() -> dict[str, int]:
    """Rows of each table, as this role sees them: kopie and zichthouder see all."""
    found = {}
    with connection.cursor() as cursor:
        for tabel in tabellen():
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(tabel)}")  # noqa: S608  names from the catalogue
            found[tabel] = int(cursor.fetchone()[0])
    return found


def _kop() -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations ORDER BY id")
        migraties = [list(row) for row in cursor.fetchall()]
        cursor.execute("SELECT current_setting('server_version'), logboek_epoch_nu()")
        server, epoch = cursor.fetchone()
    return {
        "formaat": FORMAAT,
        "gemaakt_at": clock.now().isoformat(),
        "server": server,
        "epoch": epoch,
        "migraties": migraties,
        "tellingen": tellingen(),
    }


def _database(uit: pakket.Schrijver, snapshot: str) -> str:
    # Policies give kopie every row; without --enable-row-security pg_dump refuses on principle.
    # --schema: the extensions are the server's own, see sql/rollen.sql.
    url = met_naam(settings.DATABASE_KOPIE_URL, connection.settings_dict["NAME"])
    with tempfile.TemporaryFile() as klachten:
        dump = start(
            "pg_dump", "--format=custom", "--compress=gzip:1", "--enable-row-security",
            "--schema=public", f"--snapshot={snapshot}",
            url=url, stdout=subprocess.PIPE, stderr=klachten,
        )  # fmt: skip
        assert dump.stdout is not None
        with dump:
            som = uit.stroom("database", dump.stdout)
        if dump.returncode:
            klachten.seek(0)
            regels = klachten.read().decode(errors="replace").strip().splitlines()
            raise pakket.Pakketfout(f"pg_dump stopte: {regels[-1] if regels else 'geen uitleg'}")
    return som


def _documenten(uit: pakket.Schrijver) -> int:
    store, aantal = opslag(), 0
    for pad in alle_paden(store):
        try:
            with store.open(pad, "rb") as file:
                inhoud = file.read()  # a document is at most 100 MB, and encrypted
        except FileNotFoundError:
            continue
        uit.voeg(f"documenten/{pad}", inhoud)
        aantal += 1
    return aantal
