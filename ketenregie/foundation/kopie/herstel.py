"""Putting a backup back: a database beside the running one, proven whole, then swapped in one step.

Until the swap nothing of the running system is touched, except that missing documents are put back: under
their own random names, which no running row uses. The old database stays, closed, under another name.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import IO, Any

import psycopg
from django.apps import apps
from django.conf import settings
from django.core.files.base import ContentFile
from django.db import connection, transaction
from psycopg import sql

from ketenregie.foundation import clock
from ketenregie.foundation.documenten.opslag import opslag
from ketenregie.foundation.geheim import GeheimError, VersleuteldVeld
from ketenregie.foundation.kopie import pakket
from ketenregie.foundation.kopie.maak import FORMAAT, tellingen
from ketenregie.foundation.kopie.pakket import KAPOT, Pakketfout
from ketenregie.foundation.kopie.server import met_naam, start
from ketenregie.foundation.registries import herstelstappen
from ketenregie.gegevensmap import BASE_DIR, LOGINS

DOCUMENT = re.compile(r"documenten/([0-9a-f]{2}/[0-9a-f]{32})")
STEEKPROEF = 20
URLS = (
    "DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_WERKER_URL", "DATABASE_PUBLIEK_URL",
    "DATABASE_KOPIE_URL",
)  # fmt: skip
Meld = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Uitslag:
    """What was put back."""

    gemaakt_at: str
    rijen: int
    documenten: int
    oude_database: str


def zet_terug(bron: Path, *, naam: str = "", meld: Meld = lambda _: None) -> Uitslag:
    """Restore a backup; runs as role eigenaar.

    Args:
        naam: database that is replaced; else the one of the settings.
        meld: is told each step.
    Raises:
        Pakketfout: the file does not open, or what came out of it is not whole; the running database
            is then as it was.
    """
    naam = naam or connection.settings_dict["NAME"]
    beside = f"{naam}_herstel"
    _nieuwe_database(beside)
    try:
        kop, documenten = _laad(bron, beside, meld)
        with _django_op(beside):
            meld("Controleren: aantallen, sleutels, sloten, logboek.")
            _vergelijk(kop["tellingen"])
            _controleer_geheimen()
        _draai("migrate", beside, "eigenaar")
        with _django_op(beside):
            for stap in herstelstappen.values():
                meld(stap())
        _draai("verify", beside, "werker")
        meld("Wisselen.")
        oud = _wissel(naam, beside)
    finally:
        _weg(beside)
    return Uitslag(kop["gemaakt_at"], sum(kop["tellingen"].values()), documenten, oud)


# --- a database beside ---------------------------------------------------------------------------------


@contextmanager
def _beheer() -> Iterator[psycopg.Connection[Any]]:
    """Connected to none of the databases that are made and renamed."""
    url = met_naam(settings.DATABASE_OWNER_URL, "postgres")
    with psycopg.connect(url, autocommit=True) as verbinding:
        yield verbinding


def _nieuwe_database(naam: str) -> None:
    """Empty, with the extensions and grants of template1, see sql/rollen.sql."""
    _weg(naam)
    wie = sql.SQL(", ").join(map(sql.Identifier, sorted({*LOGINS} - {"eigenaar"})))
    with _beheer() as db:
        for zin in (
            "CREATE DATABASE {naam} TEMPLATE template1",
            "REVOKE ALL ON DATABASE {naam} FROM PUBLIC",
            "GRANT CONNECT, TEMPORARY ON DATABASE {naam} TO {wie}",
        ):
            db.execute(sql.SQL(zin).format(naam=sql.Identifier(naam), wie=wie))  # type: ignore[arg-type]


def _weg(naam: str) -> None:
    with _beheer() as db:
        db.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(naam)))


def _laad(bron: Path, beside: str, meld: Meld) -> tuple[dict[str, Any], int]:
    """(the head of the package, number of documents); the package is read to its end."""
    kop: dict[str, Any] = {}
    slot: dict[str, Any] = {}
    som, documenten = sha256(), 0
    with tempfile.TemporaryFile() as klachten:
        laden: subprocess.Popen[bytes] | None = None
        try:
            with pakket.lees(bron, settings.KETENREGIE_KOPIE_SLEUTEL) as stukken:
                for naam, inhoud in stukken:
                    if naam == "inhoud.json":
                        kop = _kop(inhoud)
                        meld(f"Kopie van {kop['gemaakt_at']}: de database laden.")
                        laden = _begin_laden(beside, klachten)
                    elif naam.startswith("database/") and laden is not None:
                        _naar(laden, inhoud, som)
                    elif gevonden := DOCUMENT.fullmatch(naam):
                        documenten += 1
                        _zet_document(gevonden[1], inhoud.read())
                    elif naam == "einde.json":
                        slot = json.loads(inhoud.read())
        finally:
            if laden is not None and laden.stdin is not None:
                laden.stdin.close()
                laden.wait()
        if laden is None or laden.returncode:
            klachten.seek(0)
            regels = klachten.read().decode(errors="replace").strip().splitlines()
            raise Pakketfout(f"De database is niet te laden: {regels[0] if regels else KAPOT}")
    if slot != {"database": som.hexdigest(), "documenten": documenten}:
        raise Pakketfout(KAPOT)
    return kop, documenten


def _kop(inhoud: IO[bytes]) -> dict[str, Any]:
    kop: dict[str, Any] = json.loads(inhoud.read())
    if kop.get("formaat") != FORMAAT:
        raise Pakketfout("Deze kopie is gemaakt met een andere versie. Gebruik die versie.")
    return kop


def _begin_laden(beside: str, klachten: IO[bytes]) -> subprocess.Popen[bytes]:
    return start(
        "pg_restore", "--dbname", beside, "--exit-on-error", "--schema=public",
        url=met_naam(settings.DATABASE_OWNER_URL, beside), stdin=subprocess.PIPE, stderr=klachten,
    )  # fmt: skip


def _naar(laden: subprocess.Popen[bytes], inhoud: IO[bytes], som: Any) -> None:
    assert laden.stdin is not None
    while blok := inhoud.read(1 << 20):
        som.update(blok)
        try:
            laden.stdin.write(blok)
        except BrokenPipeError:
            return  # pg_restore stopped; it says why


def _zet_document(pad: str, inhoud: bytes) -> None:
    store = opslag()
    if not store.exists(pad):
        store.save(pad, ContentFile(inhoud))


# --- is it whole? ----------------------------------------------------------------------------------------


@contextmanager
def _django_op(naam: str) -> Iterator[None]:
    """Django's own connection, for a while on another database."""
    eerst = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = naam
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = eerst


@contextmanager
def _leest_alles() -> Iterator[None]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE kopie")
        yield
        cursor.execute("SET LOCAL ROLE NONE")


def _vergelijk(verwacht: dict[str, int]) -> None:
    with _leest_alles():
        gevonden = tellingen()
    anders = [t for t in verwacht if gevonden.get(t) != verwacht[t]]
    if anders:
        raise Pakketfout(f"Niet elke rij is terug: {', '.join(anders[:5])}.")


def _controleer_geheimen() -> None:
    """A sample of every sealed column opens with the master key that is set here."""
    with _leest_alles():
        for model in apps.get_models():
            for naam, veld in vars(model).items():
                if isinstance(veld, VersleuteldVeld):
                    vol = model._default_manager.filter(**{f"{veld.kolom}__isnull": False})
                    for rij in vol.order_by("?")[:STEEKPROEF]:
                        try:
                            veld.lees(rij)
                        except GeheimError as fout:
                            raise Pakketfout(
                                f"{model._meta.verbose_name} ({naam}) gaat niet open. Hoort bij deze "
                                "kopie een andere KETENREGIE_SLEUTEL?"
                            ) from fout


def _draai(opdracht: str, naam: str, rol: str) -> None:
    """One of our own commands on the new database, as a process of its own."""
    urls = {k: met_naam(os.environ[k], naam) for k in URLS if k in os.environ}
    done = subprocess.run(
        [sys.executable, "manage.py", opdracht],
        cwd=BASE_DIR,
        env=os.environ
        | urls
        | {"KETENREGIE_ROL": rol, "DJANGO_SETTINGS_MODULE": "ketenregie.settings"},
        capture_output=True,
        text=True,
    )
    if done.returncode:
        regels = (done.stdout + done.stderr).strip().splitlines()
        raise Pakketfout(f"`{opdracht}` op de teruggezette database: {' '.join(regels[-3:])}")


# --- the swap ----------------------------------------------------------------------------------------------


def _wissel(naam: str, beside: str) -> str:
    """The new database under the name of the old; returns the name the old one has now, "" for none."""
    oud = f"{naam}_voor_{clock.now():%Y%m%d_%H%M%S}"
    ids = {
        "naam": sql.Identifier(naam),
        "oud": sql.Identifier(oud),
        "beside": sql.Identifier(beside),
    }
    with _beheer() as db:
        bestaat = db.execute("SELECT FROM pg_database WHERE datname = %s", [naam]).rowcount
        if bestaat:
            # Nobody new, then those who are in; each role may end its own.
            db.execute(sql.SQL("ALTER DATABASE {naam} ALLOW_CONNECTIONS false").format(**ids))
            for rol in LOGINS:
                db.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(rol)))
                db.execute(
                    "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
                    "WHERE datname = %s AND usename = %s AND pid <> pg_backend_pid()",
                    [naam, rol],
                )
                db.execute("RESET ROLE")
            db.execute(sql.SQL("ALTER DATABASE {naam} RENAME TO {oud}").format(**ids))
        db.execute(sql.SQL("ALTER DATABASE {beside} RENAME TO {naam}").format(**ids))
    return oud if bestaat else ""
