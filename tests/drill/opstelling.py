"""A whole system on servers of its own, to be hurt: web, worker, beat, broker and database, and load on it.

Killing these harms nobody: everything lies in a folder of its own, with ports of its own.
"""

from __future__ import annotations

import base64
import contextlib
import http.client
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

import psycopg

from ketenregie import embedded
from ketenregie.gegevensmap import BASE_DIR, Gegevensmap, read_env
from ketenregie.portaal.demo.keten import API_GEHEIM
from ketenregie.processen import MARKER, free_port, marked_with, stop, wait_until

CELERY = ("-m", "celery", "-A", "ketenregie", "--quiet")
LADEN = "import django; django.setup(); from ketenregie.portaal.demo.keten import laad_ketens; laad_ketens()"


def start_servers(data: Gegevensmap) -> None:
    """By a command of its own: a killed server is then collected by the system, not left to us."""
    done = subprocess.run(
        [sys.executable, "-m", "ketenregie.embedded", "start"], cwd=BASE_DIR, capture_output=True, text=True,
        env=os.environ | {"KETENREGIE_DATA": str(data.path)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


class Opstelling:
    """Started with `opgezet`; `dood` kills a part with kill -9 and starts it again."""

    def __init__(self, data: Gegevensmap, extra: dict[str, str]) -> None:
        self.data, self.poort, self.extra = data, free_port(), extra
        self.delen: dict[str, subprocess.Popen[bytes]] = {}
        self.gedood = Counter[str]()

    # --- Processes ---------------------------------------------------------------------------------------

    def omgeving(self, rol: str) -> dict[str, str]:
        schoon = {k: v for k, v in os.environ.items() if not k.endswith("_URL")}
        return schoon | read_env(self.data.env_file) | {
            "KETENREGIE_DATA": str(self.data.path), "KETENREGIE_ROL": rol, MARKER: str(self.data.path),
            "DJANGO_SETTINGS_MODULE": "ketenregie.settings", "PORT": str(self.poort), **self.extra,
        }  # fmt: skip

    def manage(self, *opdracht: str, rol: str = "eigenaar") -> str:
        done = subprocess.run(
            [sys.executable, *opdracht],
            cwd=BASE_DIR,
            env=self.omgeving(rol),
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, (done.stdout + done.stderr)[-3000:]
        return done.stdout

    def start_deel(self, naam: str) -> None:
        opdracht = {
            "web": ["-m", "gunicorn", "ketenregie.wsgi", "-c", "python:ketenregie.gunicorn", "--preload",
                    f"--bind=127.0.0.1:{self.poort}", "--graceful-timeout=1"],
            "worker": [*CELERY, "worker", "--concurrency=1", "--loglevel=ERROR"],
            "beat": [*CELERY, "beat", "--loglevel=ERROR", "--pidfile="],
            "herinneraar": ["-m", "tests.drill.herinneraar"],
        }[naam]  # fmt: skip
        with (self.data.log / f"{naam}.log").open("a") as log:
            self.delen[naam] = subprocess.Popen(
                [sys.executable, *opdracht], cwd=BASE_DIR, stdout=log, stderr=log, start_new_session=True,
                env=self.omgeving("app" if naam == "web" else "werker"),
            )  # fmt: skip

    def dood(self, naam: str) -> None:
        """kill -9 of a part, as a machine that fails; then it is started again, as a supervisor does."""
        if naam in {"broker", "database"}:
            zoek = embedded.valkey_pid if naam == "broker" else embedded.postgres_pid
            pid = zoek(self.data)
            if pid is None:
                return
            os.kill(pid, signal.SIGKILL)
            time.sleep(0.5)
            start_servers(self.data)
        else:
            proces = self.delen[naam]
            with contextlib.suppress(ProcessLookupError):
                # The whole group: a pool of a killed master does not live on.
                os.killpg(proces.pid, signal.SIGKILL)
            proces.wait(30)
            self.start_deel(naam)
        self.gedood[naam] += 1

    def fouten_in_log(self, naam: str) -> str:
        """The errors a part wrote down, without what surrounds them."""
        regels = (self.data.log / f"{naam}.log").read_text(errors="replace").splitlines()
        return "\n".join(r for r in regels if "rror" in r)[-4000:]

    def antwoordt(self) -> bool:
        with contextlib.suppress(OSError, http.client.HTTPException):
            verbinding = http.client.HTTPConnection("127.0.0.1", self.poort, timeout=5)
            with contextlib.closing(verbinding):
                verbinding.request("GET", "/healthz")
                return verbinding.getresponse().status == 200
        return False

    # --- Questions -----------------------------------------------------------------------------------------

    def vraag(self, sql: str) -> list[tuple[Any, ...]]:
        """As the role that reads everything; waits for a database that was just killed."""
        tot = time.monotonic() + 60
        while True:
            try:
                with psycopg.connect(
                    self.omgeving("kopie")["DATABASE_KOPIE_URL"], connect_timeout=5
                ) as db:
                    return db.execute(sql).fetchall()
            except psycopg.OperationalError:
                if time.monotonic() > tot:
                    raise
                time.sleep(0.5)

    def wacht_op_leeg(self, seconden: float) -> bool:
        """Until every message was delivered."""
        leeg = "SELECT count(*) FROM foundation_bericht WHERE verzonden_at IS NULL"
        return wait_until(lambda: self.vraag(leeg) == [(0,)], seconden, step=1)


@contextlib.contextmanager
def opgezet(*delen: str, **omgeving: str) -> Iterator[Opstelling]:
    """Servers, the base keten, and these parts, with these settings."""
    with TemporaryDirectory(prefix="ketenregie-") as naam:
        map_ = Path(naam)
        map_.chmod(0o755)
        data = Gegevensmap(map_)
        start_servers(data)
        hier = Opstelling(data, omgeving)
        try:
            hier.manage("manage.py", "migrate", "--verbosity", "0")
            hier.manage("-c", LADEN, rol="werker")
            for deel in delen:
                hier.start_deel(deel)
            if "web" in delen:
                assert wait_until(hier.antwoordt, 60), (data.log / "web.log").read_text()[-2000:]
            yield hier
        finally:
            for proces in hier.delen.values():
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(proces.pid, signal.SIGKILL)
                proces.wait(30)
            stop(marked_with(data.path), first=signal.SIGKILL, patience=5)
            embedded.stop_servers(data)


class Koppeling:
    """A partner system that goes on until its call is acknowledged: the same key, again and again."""

    def __init__(self, hier: Opstelling, naam: str) -> None:
        self.hier, self.naam, self.token = hier, naam, ""
        self.verbinding: http.client.HTTPConnection | None = None
        self.fouten = Counter[str]()
        self.langst = 0.0

    def _roep(self, methode: str, pad: str, body: str, koppen: dict[str, str]) -> tuple[int, bytes]:
        if self.verbinding is None:
            self.verbinding = http.client.HTTPConnection("127.0.0.1", self.hier.poort, timeout=30)
        try:
            self.verbinding.request(methode, pad, body, koppen)
            answer = self.verbinding.getresponse()
            return answer.status, answer.read()
        except (OSError, http.client.HTTPException) as fout:
            self.verbinding.close()
            self.verbinding = None
            return 0, type(fout).__name__.encode()

    def _haal_token(self) -> None:
        geheim = base64.b64encode(f"{self.naam}:{API_GEHEIM}".encode()).decode()
        koppen = {
            "Authorization": f"Basic {geheim}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        status, body = self._roep("POST", "/oauth/token", "grant_type=client_credentials", koppen)
        self.token = json.loads(body)["access_token"] if status == 200 else ""

    def meld(self, tekst: str, tot: float) -> str:
        """File a melding until it is acknowledged; returns its id.

        Raises:
            TimeoutError: nobody acknowledged it in time.
        """
        sleutel = str(uuid4())
        body = json.dumps({"korteInhoud": tekst})
        while time.monotonic() < tot:
            if not self.token:
                self._haal_token()
            if self.token:
                begin = time.monotonic()
                koppen = {"Authorization": f"Bearer {self.token}", "Idempotency-Key": sleutel,
                          "Content-Type": "application/json"}  # fmt: skip
                status, answer = self._roep("POST", "/api/v1/meldingen", body, koppen)
                self.langst = max(self.langst, time.monotonic() - begin)
                if status in {200, 201}:
                    return str(json.loads(answer)["id"])
                self.fouten[str(status)] += 1
                if status == 401:
                    self.token = ""
            time.sleep(0.1)
        raise TimeoutError(tekst)


class Belasting:
    """Partner systems that file meldingen side by side; what was acknowledged is remembered."""

    def __init__(self, hier: Opstelling, *, systemen: int = 4, pauze: float = 0.0) -> None:
        self.erkend: dict[str, str] = {}
        self.klaar = threading.Event()
        self.fout: list[BaseException] = []
        namen = ("demo-politie", "demo-moviera", "demo-apeldoorn", "demo-veiligthuis")
        self.koppelingen = [Koppeling(hier, namen[i % len(namen)]) for i in range(systemen)]
        self.pauze = pauze
        self.draden = [
            threading.Thread(target=self._loop, args=(k, i), daemon=True)
            for i, k in enumerate(self.koppelingen)
        ]

    def _loop(self, koppeling: Koppeling, nummer: int) -> None:
        teller = 0
        try:
            while not self.klaar.is_set():
                tekst = f"proef-{nummer}-{teller}"
                self.erkend[tekst] = koppeling.meld(tekst, time.monotonic() + 300)
                teller += 1
                time.sleep(self.pauze)
        except BaseException as fout:
            self.fout.append(fout)

    def __enter__(self) -> Belasting:
        for draad in self.draden:
            draad.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.klaar.set()
        for draad in self.draden:
            draad.join(310)
        for koppeling in self.koppelingen:
            if koppeling.verbinding is not None:
                koppeling.verbinding.close()

    @property
    def fouten(self) -> Counter[str]:
        return sum((k.fouten for k in self.koppelingen), Counter[str]())


def schade(
    hier: Opstelling, erkend: dict[str, str], meting: Callable[[str, object], None]
) -> list[str]:
    """What was lost or doubled of what the systems were told is safe."""
    rijen = hier.vraag(
        "SELECT korte_inhoud, id::text FROM meldpunt_melding WHERE korte_inhoud LIKE 'proef-%'"
    )
    per_tekst = Counter(tekst for tekst, _ in rijen)
    ids = dict(rijen)
    per_bericht = hier.vraag(
        "SELECT b.ids->>'melding_id', count(DISTINCT b.id), count(e.id) FROM foundation_bericht b "
        "LEFT JOIN foundation_effect e ON e.bericht_id = b.id "
        "WHERE b.soort = 'melding.geregistreerd' GROUP BY 1"
    )
    triage = dict(
        hier.vraag("SELECT melding_id::text, count(*) FROM meldpunt_eigentermijn GROUP BY 1")
    )
    berichten = {pk: (n, effecten) for pk, n, effecten in per_bericht}
    log = dict(hier.vraag(
        "SELECT object_id::text, count(*) FROM logboek_regel WHERE gebeurtenis = 'melding_geregistreerd' GROUP BY 1"
    ))  # fmt: skip
    mis = [f"{t} is erkend en er niet" for t in erkend if t not in per_tekst]
    mis += [
        f"{t} heeft een ander nummer dan is gezegd"
        for t, pk in erkend.items()
        if ids.get(t, pk) != pk
    ]
    mis += [f"{t} is er {n} keer" for t, n in per_tekst.items() if n != 1]
    for tekst, pk in rijen:
        if berichten.get(pk, (0, 0))[0] != 1:
            mis.append(f"{tekst}: {berichten.get(pk)} berichten")
        elif berichten[pk][1] != 1:
            mis.append(f"{tekst}: effect {berichten[pk][1]} keer")
        if triage.get(pk, 0) > 1:
            mis.append(f"{tekst}: {triage[pk]} termijnen")
        if log.get(pk) != 1:
            mis.append(f"{tekst}: {log.get(pk)} regels in het logboek")
    meting("erkend", len(erkend))
    meting("kill -9", dict(hier.gedood))
    return mis


def vuur(
    hier: Opstelling,
    belasting: Belasting,
    *,
    aantal: int,
    doden: int,
    toeval: random.Random,
    hoogstens: float,
) -> None:
    """Kill parts at random while the load goes on, until so many were acknowledged and killed."""
    tot = time.monotonic() + hoogstens
    wie = ["web", "worker", "beat", "broker", "database"]
    while len(belasting.erkend) < aantal or hier.gedood.total() < doden:
        assert time.monotonic() < tot, (
            f"het duurde te lang: {len(belasting.erkend)} erkend, {dict(hier.gedood)}"
        )
        assert not belasting.fout, belasting.fout
        # A part that never comes up proves nothing; and the kills are spread over the whole load.
        time.sleep(toeval.uniform(1.0, 6.0))
        gedood = hier.gedood.total()
        if gedood < doden and len(belasting.erkend) * doden >= gedood * aantal:
            hier.dood(toeval.choice(wie))
