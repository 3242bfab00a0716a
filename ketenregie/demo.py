"""`make demo`: servers, schema, demo world, web and workers in one terminal, and all of it stopped again.

Never imports Django: each process that does costs seconds, so each is started once and only when needed.
"""

import contextlib
import fcntl
import hashlib
import os
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from types import FrameType

from ketenregie.embedded import is_running, start, stop_servers
from ketenregie.gegevensmap import BASE_DIR, Gegevensmap
from ketenregie.processen import (
    MARKER,
    Startfout,
    die_with_parent,
    is_alive,
    marked_with,
    port_is_free,
    send,
    stop,
    wait_until,
)

# Written out here and not read from the database: the text must appear without a Django start.
ACCOUNTS = """\
Gebruikers, wachtwoord voor iedereen: demo-ketenregie
  vt.meldpunt          Veilig Thuis, meldpunt
  vt.krt               Veilig Thuis, ketenregieteam
  zvh.procesregisseur  ZVH, procesregisseur
  zvh.beheer           ZVH, beheer van de keten
  platform.beheer      beheer van alle ketens
  zvh.fg               ZVH, privacy (FG)
  politie.krt          politie, ketenregieteam
  om.krt               OM, ketenregieteam
  nla.krt              Arbeidsinspectie, ketenregieteam
  apeldoorn.krt        gemeente Apeldoorn, ketenregieteam
  berkelland.krt       gemeente Berkelland, ketenregieteam
  harderwijk.krt       gemeente Harderwijk, ketenregieteam
  moviera.krt          Moviera, ketenregieteam
  moviera.zorg         Moviera, zorgcoordinator
  meesamen.krt         MEE Samen, ketenregieteam
  kmar.flex            Marechaussee, flexibele partner
  riec.begeleider      RIEC, procesbegeleider
  ggd.preventie        GGD, preventie
  wijkteam.aandacht    wijkteam, geeft signalen door
  arbeidsmigratie.derde  geen partij, gevraagd voor een overleg
  nog.bestuurder       bestuurder, alleen cijfers
  elders.krt           andere keten, ketenregieteam
  elders.beheer        andere keten, beheer
API: demo-politie, demo-moviera, demo-apeldoorn, demo-veiligthuis, demo-elders; geheim: demo-geheim"""

MAX_RESTARTS = 3  # within RESTART_WINDOW; after that something is really broken
RESTART_WINDOW = 120.0  # seconds
APP_PATIENCE = 1.2  # seconds for web and workers to finish, of the three in which all must be gone
DATABASE_PATIENCE = 1.2


@dataclass
class Onderdeel:
    """One child of the supervisor: what it runs, as which database role, and how often it fell over."""

    naam: str
    command: list[str]
    role: str
    process: subprocess.Popen[str] | None = None
    falls: list[float] = field(default_factory=list)

    def start(self, environment: dict[str, str]) -> None:
        self.process = subprocess.Popen(
            self.command,
            cwd=BASE_DIR,
            env=environment | {"KETENREGIE_ROL": self.role},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            # An own group: Ctrl-C in the terminal reaches only the supervisor, which stops the rest
            # in order. The kernel ends the child when the supervisor is killed.
            start_new_session=True,
            preexec_fn=die_with_parent,
        )
        threading.Thread(target=self.relay, args=(self.process,), daemon=True).start()

    def relay(self, process: subprocess.Popen[str]) -> None:
        """Copy the output line by line, with the name in front."""
        for line in process.stdout or ():
            say(f"{self.naam:>6} | {line.rstrip()}")


class Stopgezet(Exception):
    """Somebody asked the supervisor to stop."""


def say(line: str) -> None:
    # A closed terminal must not keep the supervisor from stopping its children.
    with contextlib.suppress(OSError):
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()


def read_port() -> int:
    text = os.environ.get("PORT") or "8000"
    if not text.isdigit() or not 1 <= int(text) <= 65535:
        raise Startfout(f"PORT={text} is geen poortnummer; kies een getal tussen 1 en 65535.")
    return int(text)


@contextlib.contextmanager
def only_supervisor(data: Gegevensmap) -> Iterator[None]:
    """Hold the folder as its only supervisor; the kernel lets go when we die, however we die."""
    data.claim()
    with data.sentences(), (data.path / "demo.lock").open("a+") as handle:
        # A predecessor that is just stopping gets its three seconds.
        def take() -> bool:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
            return True

        if not wait_until(take, 6, step=0.2):
            raise Startfout(
                f"Met de gegevens in {data.path} draait al een demo; stop die, "
                "of kies een andere KETENREGIE_DATA en PORT."
            )
        handle.truncate(0)
        handle.write(str(os.getpid()))
        handle.flush()
        yield


def commands(port: int) -> list[Onderdeel]:
    python = sys.executable
    # In the demo root may run the worker: it is one machine with made-up people.
    silence = "ignore:You're running the worker with superuser privileges"
    celery = [python, "-W", silence, "-m", "celery", "-A", "ketenregie", "--quiet"]
    return [
        Onderdeel(
            "web",
            [
                *[python, "-m", "gunicorn", "ketenregie.wsgi", f"--bind=127.0.0.1:{port}"],
                *["-c", "python:ketenregie.gunicorn", "--preload", "--graceful-timeout=1"],
            ],
            "app",
        ),
        Onderdeel("werker", [*celery, "worker", "--concurrency=2", "--loglevel=WARNING"], "werker"),
        Onderdeel("klok", [*celery, "beat", "--loglevel=WARNING", "--pidfile="], "werker"),
    ]


def has_command(name: str) -> bool:
    return any(BASE_DIR.glob(f"*/management/commands/{name}.py")) or any(
        BASE_DIR.glob(f"*/*/management/commands/{name}.py")
    )


def fingerprint() -> str:
    """Changes with any source that the schema, the policies or the reference data come from.

    Policies are declared in models and installed after migrate, so migrations alone are not enough.
    """
    rooms = [path.parent for path in BASE_DIR.glob("*/__init__.py") if path.parent.name != "tests"]
    total = hashlib.sha256((BASE_DIR / "requirements/runtime.txt").read_bytes())
    for room in sorted(rooms):
        for path in sorted(room.rglob("*")):
            if path.suffix in {".py", ".sql", ".yaml"}:
                total.update(str(path.relative_to(BASE_DIR)).encode() + path.read_bytes())
    return total.hexdigest()


class Toezicht:
    """The supervisor: prepares, starts, watches and stops."""

    def __init__(self, data: Gegevensmap, port: int) -> None:
        self.data = data
        self.port = port
        self.onderdelen = commands(port)
        self.busy: subprocess.Popen[bytes] | None = None
        self.owns_servers = False
        self.environment = {
            **os.environ,
            MARKER: str(data.path),
            "KETENREGIE_DATA": str(data.path),
            "DJANGO_SETTINGS_MODULE": "ketenregie.settings",
            "PYTHONUNBUFFERED": "1",
        }

    def run(self) -> None:
        begin = time.monotonic()
        self.clear_leftovers()
        if not port_is_free(self.port):
            raise Startfout(
                f"Poort {self.port} is al in gebruik; kies een andere, "
                f"bijvoorbeeld: PORT={self.port + 1} make demo."
            )
        say("PostgreSQL en Valkey starten ...")
        # The embedded servers win from a DATABASE_URL that happens to be in the environment.
        self.owns_servers = True
        # WhiteNoise warns when it is absent; in the demo it serves straight from the sources.
        (self.data.path / "static").mkdir(exist_ok=True)
        self.environment |= start(self.data)
        self.prepare_database()
        say("Web start ...")
        self.onderdelen[0].start(self.environment)
        self.wait_for_web()
        address = f"http://127.0.0.1:{self.port}"
        seconds = time.monotonic() - begin
        say(f"\n{ACCOUNTS}\n\nKetenregie draait op {address}   (na {seconds:.0f} s)")
        say("Stop met Ctrl-C.\n")
        # The workers come after the web: on two cores their start would delay the first page.
        for onderdeel in self.onderdelen[1:]:
            onderdeel.start(self.environment)
        self.watch()

    def clear_leftovers(self) -> None:
        """End what a killed supervisor of this folder left behind."""
        left = marked_with(self.data.path)
        if left:
            say("De vorige demo is niet netjes gestopt; de resten worden opgeruimd.")
            stop(left, first=signal.SIGTERM, patience=1)

    def prepare_database(self) -> None:
        """Migrate when the code changed, load the demo world once."""
        done = self.data.path / "gemigreerd"
        current = fingerprint()
        if not done.exists() or done.read_text() != current:
            say("De database wordt bijgewerkt ...")
            self.manage("migrate", "--verbosity=0", role="eigenaar")
            done.write_text(current)
        loaded = self.data.path / "demo-geladen"
        if not loaded.exists() and has_command("load_demo"):
            say("De demowereld wordt geladen, dit gebeurt een keer ...")
            self.manage("load_demo", role="werker")
            loaded.touch()

    def manage(self, *arguments: str, role: str) -> None:
        """Run one management command to its end."""
        self.busy = subprocess.Popen(
            [sys.executable, "manage.py", *arguments],
            cwd=BASE_DIR,
            env=self.environment | {"KETENREGIE_ROL": role},
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=die_with_parent,
        )
        if self.busy.wait():
            raise Startfout(f"`manage.py {arguments[0]}` is mislukt; zie de uitvoer hierboven.")
        self.busy = None

    def wait_for_web(self) -> None:
        web = self.onderdelen[0]

        def settled() -> bool:
            return self.answers() or (web.process is not None and web.process.poll() is not None)

        if not wait_until(settled, 120, step=0.1) or not self.answers():
            raise Startfout("De webserver start niet; zie de uitvoer hierboven.")

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5):
                return True
        except urllib.error.HTTPError:
            return True  # it answers; what it answers is for /readyz
        except OSError:
            return False

    def watch(self) -> None:
        """Restart what falls over, with a limit."""
        servers = Onderdeel("servers", [], "")
        while True:
            time.sleep(0.5)
            # The servers first: what uses them falls over because they did.
            if not is_running(self.data):
                self.count_fall(servers)
                self.environment |= start(self.data)
            for onderdeel in self.onderdelen:
                if onderdeel.process is not None and onderdeel.process.poll() is not None:
                    self.count_fall(onderdeel)
                    onderdeel.start(self.environment)

    def count_fall(self, onderdeel: Onderdeel) -> None:
        """Wait a little longer each time, and give up when it keeps falling over."""
        now = time.monotonic()
        onderdeel.falls = [at for at in onderdeel.falls if now - at < RESTART_WINDOW] + [now]
        if len(onderdeel.falls) > MAX_RESTARTS:
            raise Startfout(
                f"Onderdeel {onderdeel.naam} valt steeds uit en de demo stopt; zie de uitvoer hierboven."
            )
        say(f"Onderdeel {onderdeel.naam} viel uit en start opnieuw ({len(onderdeel.falls)}).")
        time.sleep(2 ** len(onderdeel.falls) / 4)

    def stop(self) -> None:
        """Stop everything within three seconds: first who uses the database, then the servers."""
        # A second Ctrl-C must not interrupt this.
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        processes = [o.process for o in self.onderdelen if o.process is not None]
        heads = [process.pid for process in processes]
        if self.busy is not None:
            heads.append(self.busy.pid)
        send((pid for pid in heads if is_alive(pid)), signal.SIGTERM)
        if not wait_until(lambda: not any(is_alive(pid) for pid in heads), APP_PATIENCE):
            # A task that runs comes back: it is acknowledged only when it is done.
            send((pid for pid in heads if is_alive(pid)), signal.SIGKILL)
        send(marked_with(self.data.path), signal.SIGKILL)
        if self.owns_servers:
            stop_servers(self.data, patience=DATABASE_PATIENCE)


def on_signal(number: int, frame: FrameType | None) -> None:
    raise Stopgezet


def main() -> int:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, on_signal)
    if os.environ.get("MAKELEVEL"):
        # Killing make must not leave a demo that nobody can stop.
        die_with_parent()
    try:
        port = read_port()
        data = Gegevensmap.from_environment()
        with only_supervisor(data):
            toezicht = Toezicht(data, port)
            try:
                toezicht.run()
            finally:
                toezicht.stop()
    except Stopgezet:
        say("Gestopt.")
        return 0
    except Startfout as error:
        with contextlib.suppress(OSError):
            print(f"Fout: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
