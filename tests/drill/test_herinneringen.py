"""10,000 reminders while worker, broker and database are killed with kill -9: each once, none lost.

Runs on servers of its own, so that killing them harms nobody.
"""

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from ketenregie import embedded
from ketenregie.gegevensmap import BASE_DIR, Gegevensmap
from tests.mail.smtp import Smtpserver, smtpserver

AANTAL = int(os.environ.get("KETENREGIE_DRILL_HERINNERINGEN", "10000"))
# So that all long proofs together stay within the hour of `make drill`.
HOOGSTENS = 1200  # seconds
pytestmark = pytest.mark.drill


@pytest.fixture
def data() -> Iterator[Gegevensmap]:
    with tempfile.TemporaryDirectory(prefix="ketenregie-") as map_:
        os.chmod(map_, 0o755)  # noqa: S103  (the server account has to reach it)
        gegevens = Gegevensmap(Path(map_))
        embedded.start(gegevens, fast=False)
        try:
            yield gegevens
        finally:
            embedded.stop_servers(gegevens)


def _omgeving(data: Gegevensmap, rol: str, smtp: Smtpserver) -> dict[str, str]:
    schoon = {k: v for k, v in os.environ.items() if not k.endswith("_URL")}
    eigen = dict(
        regel.split("=", 1)
        for regel in (data.path / "embedded.env").read_text().splitlines()
        if "=" in regel and not regel.startswith("#")
    )
    return (
        schoon
        | eigen
        | {
            "KETENREGIE_DATA": str(data.path),
            "KETENREGIE_ROL": rol,
            "DJANGO_SETTINGS_MODULE": "ketenregie.settings",
            "EMAIL_URL": f"smtp://127.0.0.1:{smtp.poort}",
        }
    )


def _doe(data: Gegevensmap, smtp: Smtpserver, rol: str, *args: str) -> None:
    subprocess.run(
        [sys.executable, *args], cwd=BASE_DIR, env=_omgeving(data, rol, smtp), check=True
    )


class Kudde:
    """A process that is started again after each kill."""

    def __init__(self, start: Callable[[], "subprocess.Popen[bytes]"]) -> None:
        self.start = start
        self.proces = start()
        self.keren = 0

    def dood(self) -> None:
        os.kill(self.proces.pid, signal.SIGKILL)
        self.proces.wait(30)
        self.keren += 1
        self.proces = self.start()


def _start(data: Gegevensmap, smtp: Smtpserver, *args: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-m", *args], cwd=BASE_DIR, env=_omgeving(data, "werker", smtp),
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip


def _tel(data: Gegevensmap, smtp: Smtpserver, sql: str) -> list[tuple[object, ...]]:
    url = _omgeving(data, "werker", smtp)["DATABASE_KOPIE_URL"]
    try:
        with psycopg.connect(url, connect_timeout=5) as verbinding:
            return verbinding.execute(sql).fetchall()
    except psycopg.OperationalError:
        return []


def test_10_000_reminders_survive_kill_9_of_worker_broker_and_database(
    data: Gegevensmap, meting: Callable[[str, object], None]
) -> None:
    toeval = random.Random(22)
    with smtpserver() as smtp:
        _doe(data, smtp, "eigenaar", "manage.py", "migrate", "--verbosity", "0")
        _doe(data, smtp, "werker", "-m", "tests.drill.herinneraar", "klaarzetten", str(AANTAL))
        celery = ("celery", "-A", "ketenregie", "worker", "--pool=solo", "-l", "ERROR")
        kuddes = [
            Kudde(lambda: _start(data, smtp, "tests.drill.herinneraar")),
            Kudde(lambda: _start(data, smtp, *celery)),
        ]
        servers = Counter[str]()
        tot = time.monotonic() + HOOGSTENS
        try:
            while True:
                assert time.monotonic() < tot, "het duurde te lang"
                time.sleep(toeval.uniform(5, 15))
                klaar = _tel(
                    data, smtp,
                    "SELECT count(*) FROM foundation_bericht "
                    "WHERE soort = 'termijn.herinnerd' AND verzonden_at IS NOT NULL",
                )  # fmt: skip
                if klaar and klaar[0][0] == AANTAL:
                    break
                wie = toeval.choice(["werker", "werker", "broker", "database"])
                if wie == "werker":
                    toeval.choice(kuddes).dood()
                else:
                    pid = (
                        embedded.valkey_pid(data)
                        if wie == "broker"
                        else embedded.postgres_pid(data)
                    )
                    if pid is not None:
                        os.kill(pid, signal.SIGKILL)
                        servers[wie] += 1
                        time.sleep(1)
                        embedded.start(data, fast=False)
        finally:
            for kudde in kuddes:
                kudde.proces.kill()
                kudde.proces.wait(30)
        per_mail = Counter((wie, m["Message-ID"]) for wie, m in smtp.post)
        (treden,) = _tel(data, smtp, "SELECT count(*) FROM cases_trede")[0]
        per_persoon = _tel(
            data, smtp,
            "SELECT medewerker_id, count(*) FROM foundation_postbericht WHERE soort = 'termijn' "
            "GROUP BY 1",
        )  # fmt: skip
    meting("kill -9", f"werker {sum(k.keren for k in kuddes)}, {dict(servers)}")
    meting("mails, nogmaals dezelfde", sum(per_mail.values()) - len(per_mail))
    assert treden == AANTAL
    assert {n for _, n in per_persoon} == {AANTAL}
    assert len(per_mail) == AANTAL * len(per_persoon)
