"""A backup opens only with the key, comes back whole, and nothing happens when it is not whole."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pyrage
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from psycopg import sql

from ketenregie.foundation.kopie.herstel import URLS, zet_terug
from ketenregie.foundation.kopie.pakket import Pakketfout
from ketenregie.foundation.kopie.server import met_naam
from ketenregie.gegevensmap import BASE_DIR

# The base keten must be there to be copied.
pytestmark = pytest.mark.django_db
NA = "SELECT to_regclass('na_de_kopie') IS NOT NULL"
KOPIE = "DATABASE_KOPIE_URL"
VREEMD = str(pyrage.x25519.Identity.generate())


def _sql(naam: str, zin: str, url: str = "DATABASE_OWNER_URL") -> list[tuple[Any, ...]]:
    with psycopg.connect(met_naam(os.environ[url], naam), autocommit=True) as db:
        done = db.execute(zin)
        return done.fetchall() if done.description else []


class Opstelling:
    """A database and a folder of documents, used as a beheerder does: by the commands."""

    def __init__(self, naam: str, map_: Path) -> None:
        self.naam, self.map = naam, map_

    def manage(self, *opdracht: str | Path, **anders: str) -> subprocess.CompletedProcess[str]:
        urls = {k: met_naam(os.environ[k], self.naam) for k in URLS}
        schoon = {k: v for k, v in os.environ.items() if k != "KETENREGIE_ROL"}
        eigen = {"DJANGO_SETTINGS_MODULE": "ketenregie.settings", "KETENREGIE_DATA": str(self.map)}
        return subprocess.run(
            [sys.executable, "manage.py", *map(str, opdracht)],
            cwd=BASE_DIR, capture_output=True, text=True, env=schoon | urls | eigen | anders,
        )  # fmt: skip

    def document(self) -> Path:
        naam = uuid4().hex
        file = self.map / "documenten" / naam[:2] / naam
        file.parent.mkdir(parents=True)
        file.write_bytes(b"gesloten")
        return file


@pytest.fixture(scope="module")
def hier(
    basiswereld: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Opstelling]:
    """A copy of the base keten as it stands in the database, under a name of its own."""
    with django_db_blocker.unblock():
        connection.close()  # a database is copied only when nobody is in it
        bron = connection.settings_dict["NAME"]
    naam = f"{bron}_kopie"
    with psycopg.connect(
        met_naam(os.environ["DATABASE_OWNER_URL"], "postgres"), autocommit=True
    ) as db:

        def weg() -> None:
            rows = db.execute("SELECT datname FROM pg_database WHERE datname ^@ %s", [naam])
            for (oud,) in rows.fetchall():
                db.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(oud)))

        weg()
        db.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(*map(sql.Identifier, (naam, bron)))
        )
        yield Opstelling(naam, tmp_path_factory.mktemp("gegevens"))
        weg()


@pytest.fixture(scope="module")
def kopie(hier: Opstelling, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup with a document, of a system where afterwards everything is lost."""
    file = hier.document()
    bestand = tmp_path_factory.mktemp("kopie") / "kopie.age"
    done = hier.manage("backup", bestand)
    assert done.returncode == 0, done.stderr
    assert "1 documenten" in done.stdout
    file.unlink()
    _sql(hier.naam, "CREATE TABLE na_de_kopie ()")
    return bestand


def test_the_file_says_nothing_without_the_key_and_only_its_owner_may_read_it(kopie: Path) -> None:
    inhoud = kopie.read_bytes()
    assert inhoud.startswith(b"age-encryption.org/v1")
    assert b"mensenhandel" not in inhoud and b"inhoud.json" not in inhoud
    assert kopie.stat().st_mode & 0o777 == 0o600
    assert not kopie.with_name("kopie.age.deel").exists()


@pytest.mark.parametrize("wat", ["vreemde sleutel", "geen sleutel", "afgebroken", "veranderd"])
def test_a_copy_that_does_not_open_changes_nothing(
    hier: Opstelling, kopie: Path, tmp_path: Path, settings: Any, wat: str
) -> None:
    inhoud, sleutel = bytearray(kopie.read_bytes()), os.environ["KETENREGIE_KOPIE_SLEUTEL"]
    if wat == "afgebroken":
        inhoud = inhoud[: len(inhoud) // 2]
    elif wat == "veranderd":
        inhoud[-20] ^= 1
    else:
        sleutel = VREEMD if wat == "vreemde sleutel" else ""
    bestand = tmp_path / "kopie.age"
    bestand.write_bytes(inhoud)
    settings.KETENREGIE_KOPIE_SLEUTEL = sleutel
    with pytest.raises(Pakketfout):
        zet_terug(bestand, naam=hier.naam)
    assert _sql(hier.naam, NA) == [(True,)]
    rows = _sql("postgres", f"SELECT FROM pg_database WHERE datname ^@ '{hier.naam}_'")
    assert rows == []


def test_a_backup_comes_back_whole_beside_a_user_who_is_in_it(
    hier: Opstelling, kopie: Path
) -> None:
    voor = _sql(hier.naam, "SELECT logboek_epoch_nu()")[0][0]
    with psycopg.connect(
        met_naam(os.environ["DATABASE_URL"], hier.naam), autocommit=True
    ) as binnen:
        done = hier.manage("restore", kopie)
        assert done.returncode == 0, done.stdout + done.stderr
        with pytest.raises(psycopg.OperationalError):
            binnen.execute("SELECT 1")
    assert _sql(hier.naam, NA) == [(False,)]
    assert _sql(hier.naam, "SELECT count(*) > 10 FROM partners_medewerker", KOPIE) == [(True,)]
    assert [p.read_bytes() for p in (hier.map / "documenten").rglob("*") if p.is_file()] == [
        b"gesloten"
    ]
    assert _sql(hier.naam, "SELECT logboek_epoch_nu()")[0][0] == voor + 1
    regels = _sql(hier.naam, "SELECT gebeurtenis FROM logboek_regel", KOPIE)
    assert ("logboek_hersteld",) in regels
    # The second lock came back too: without a viewer the app sees nothing.
    assert _sql(hier.naam, "SELECT count(*) FROM logboek_regel", "DATABASE_URL") == [(0,)]
    oud = _sql(
        "postgres", f"SELECT datname, datallowconn FROM pg_database WHERE datname ^@ '{hier.naam}_'"
    )
    assert [dicht for _, dicht in oud] == [False] and oud[0][0] in done.stdout


@pytest.mark.parametrize(
    ("sleutels", "zin"),
    [("", "Zet KETENREGIE_KOPIE_ONTVANGERS"), ("age1onzin", "geen geldige sleutel")],
)
def test_without_a_public_key_no_backup_is_made(
    tmp_path: Path, settings: Any, sleutels: str, zin: str
) -> None:
    settings.KETENREGIE_KOPIE_ONTVANGERS = [sleutels]
    with pytest.raises(CommandError, match=zin):
        call_command("backup", tmp_path / "x")
    assert list(tmp_path.iterdir()) == []
