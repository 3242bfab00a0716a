"""Almost nothing is lost: the archive of PostgreSQL brings back any moment, on servers of its own.

What docs/kopie.md describes, done: base backup, continuous archive, the disk lost, a restore to a moment
before a mistake and one to the last file that was archived.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from ketenregie import embedded
from ketenregie.gegevensmap import Account, Gegevensmap
from ketenregie.processen import free_port, wait_until


class Cluster:
    """A PostgreSQL in a folder, run by the ordinary user that the system runs its servers as."""

    def __init__(self, map_: Path, account: Account) -> None:
        self.map, self.account, self.proces = map_, account, None
        self.poort = free_port()

    def doe(self, programma: str, *opties: str) -> None:
        done = subprocess.run(
            [*self.account.prefix, embedded.postgres_binary(programma), *opties],
            cwd="/", capture_output=True, text=True,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr

    def stel_in(self, **instellingen: str) -> None:
        with (self.map / "postgresql.conf").open("a") as conf:
            conf.writelines(f"{naam} = '{waarde}'\n" for naam, waarde in instellingen.items())

    def start(self) -> None:
        with (self.map.parent / "server.log").open("a") as log:
            self.proces = subprocess.Popen(
                [*self.account.prefix, embedded.postgres_binary("postgres"), "-D", self.map],
                cwd="/", stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        assert wait_until(self.antwoordt, 30), (self.map.parent / "server.log").read_text()[-2000:]

    def antwoordt(self) -> bool:
        with contextlib.suppress(psycopg.OperationalError):
            return self.vraag("SELECT NOT pg_is_in_recovery()") == [(True,)]
        return False

    def vraag(self, sql: str, *waarden: Any) -> list[tuple[Any, ...]]:
        with psycopg.connect(
            host="127.0.0.1",
            port=self.poort,
            user="beheerder",
            dbname="postgres",
            connect_timeout=3,
            autocommit=True,
        ) as db:
            found = db.execute(sql, waarden or None)
            return found.fetchall() if found.description else []

    def dood(self) -> None:
        """As a machine that loses its power."""
        if self.proces is not None and self.proces.poll() is None:
            os.killpg(self.proces.pid, signal.SIGKILL)
            self.proces.wait(30)


@pytest.fixture
def plek() -> Iterator[tuple[Path, Account]]:
    with tempfile.TemporaryDirectory(prefix="ketenregie-wal-") as naam:
        map_ = Path(naam)
        map_.chmod(0o755)
        account = embedded.server_account(Gegevensmap(map_))
        for folder in ("kern", "basis", "archief"):
            (map_ / folder).mkdir(mode=0o700)
            if account.prefix:
                os.chown(map_ / folder, account.uid, account.gid)
        yield map_, account


def test_any_moment_comes_back_from_the_archive(plek: tuple[Path, Account]) -> None:
    map_, account = plek
    kern = Cluster(map_ / "kern", account)
    kern.doe("initdb", "-D", str(kern.map), "-U", "beheerder", "--auth=trust", "--no-sync", "--locale=C.UTF-8", "--encoding=UTF8")  # fmt: skip
    archief = map_ / "archief"
    gedeeld = {"listen_addresses": "127.0.0.1", "unix_socket_directories": "", "shared_buffers": "16MB",
               "max_connections": "20"}  # fmt: skip
    kern.stel_in(
        **gedeeld, port=str(kern.poort), archive_mode="on", archive_timeout="60", wal_level="replica",
        archive_command=f"test ! -f {archief}/%f && cp %p {archief}/%f.deel && mv {archief}/%f.deel {archief}/%f",
    )  # fmt: skip
    hersteld: list[Cluster] = []
    try:
        kern.start()
        kern.vraag("CREATE TABLE casus (naam text)")
        kern.doe("pg_basebackup", "-h", "127.0.0.1", "-p", str(kern.poort), "-U", "beheerder", "-D", str(map_ / "basis"),
                 "-X", "none", "-c", "fast", "--no-sync")  # fmt: skip
        kern.vraag("INSERT INTO casus VALUES ('voor de vergissing')")
        [(moment,)] = kern.vraag("SELECT clock_timestamp()")
        time.sleep(0.05)
        kern.vraag("DELETE FROM casus")
        kern.vraag("INSERT INTO casus VALUES ('na de vergissing')")
        [(laatste,)] = kern.vraag("SELECT pg_walfile_name(pg_switch_wal())")
        # From here on nothing is archived: this much is lost, at most archive_timeout of work.
        assert wait_until(lambda: (archief / laatste).exists(), 20)
        kern.vraag("INSERT INTO casus VALUES ('nog niet in het archief')")
        kern.dood()
        shutil.rmtree(kern.map)

        for naam, doel, verwacht in (
            ("moment", {"recovery_target_time": moment.isoformat()}, ["voor de vergissing"]),
            ("laatste", {}, ["na de vergissing"]),
        ):
            nieuw = Cluster(map_ / naam, account)
            hersteld.append(nieuw)
            subprocess.run(["cp", "-a", map_ / "basis", nieuw.map], check=True)
            nieuw.stel_in(
                **gedeeld, port=str(nieuw.poort), archive_mode="off", restore_command=f"cp {archief}/%f %p",
                recovery_target_action="promote", **doel,
            )  # fmt: skip
            (nieuw.map / "recovery.signal").touch()
            nieuw.start()
            assert [rij for (rij,) in nieuw.vraag("SELECT naam FROM casus")] == verwacht, naam
            nieuw.vraag("INSERT INTO casus VALUES ('verder')")
            nieuw.dood()
    finally:
        for cluster in (kern, *hersteld):
            cluster.dood()


def test_the_page_and_the_setting_for_compose_say_the_same() -> None:
    import yaml

    from ketenregie.gegevensmap import BASE_DIR

    opdracht = yaml.safe_load((BASE_DIR / "deploy/wal.yml").read_text())["services"]["postgres"][
        "command"
    ]
    tekst = " ".join(opdracht)
    for deel in ("archive_mode=on", "archive_timeout=60", "archive_command="):
        assert deel in tekst
    # The rest of the command is that of docker-compose.yml: an override replaces it as a whole.
    gewoon = yaml.safe_load((BASE_DIR / "docker-compose.yml").read_text())["services"]["postgres"][
        "command"
    ]
    assert [d for d in gewoon if d not in opdracht] == []
    uitleg = (BASE_DIR / "docs/kopie.md").read_text("utf-8")
    for woord in (
        "recovery_target_time",
        "recovery.signal",
        "restore_command",
        "pg_basebackup",
        "deploy/wal.yml",
    ):
        assert woord in uitleg
