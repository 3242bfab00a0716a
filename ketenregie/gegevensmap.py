"""The data folder of the embedded servers: where each file lives, its secrets, its lock. No Django."""

import base64
import contextlib
import errno
import fcntl
import json
import os
import secrets
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pyrage import x25519

from ketenregie.processen import Startfout

BASE_DIR = Path(__file__).resolve().parent.parent
LOGINS = ("eigenaar", "app", "werker", "publiek", "kopie")
SUPERUSER = "beheerder"
MARKER_FILE = ".ketenregie-gegevens"
MINIMUM_FREE = 300 * 1024 * 1024  # bytes: an empty cluster with its first WAL needs about 100 MB


@dataclass(frozen=True)
class Account:
    """The operating-system user that runs the servers, and the prefix that becomes this user."""

    uid: int
    gid: int
    prefix: tuple[str, ...] = ()


@dataclass(frozen=True)
class Gegevensmap:
    """One data folder: where each file lives, and the lock that serialises start and stop."""

    path: Path

    @classmethod
    def from_environment(cls) -> "Gegevensmap":
        return cls(Path(os.environ.get("KETENREGIE_DATA") or BASE_DIR / "var").resolve())

    @cached_property
    def pgdata(self) -> Path:
        return self.path / "postgres"

    @cached_property
    def valkey(self) -> Path:
        return self.path / "valkey"

    @cached_property
    def socket(self) -> Path:
        return self.path / "socket"

    @cached_property
    def log(self) -> Path:
        return self.path / "log"

    @cached_property
    def env_file(self) -> Path:
        return self.path / "embedded.env"

    @cached_property
    def state_file(self) -> Path:
        return self.path / "embedded.json"

    def is_ours(self) -> bool:
        return (self.path / MARKER_FILE).exists()

    def claim(self) -> None:
        """Make the folder and mark it as ours; a folder with other people's files is refused."""
        with self.sentences():
            self.path.mkdir(parents=True, exist_ok=True)
            if not self.is_ours() and any(self.path.iterdir()):
                raise Startfout(
                    f"De map {self.path} bevat andere bestanden; kies een lege map als KETENREGIE_DATA."
                )
            if shutil.disk_usage(self.path).free < MINIMUM_FREE:
                raise Startfout(f"De schijf van {self.path} is vol; maak minstens 300 MB vrij.")
            (self.path / MARKER_FILE).touch()

    def prepare(self, account: Account) -> None:
        """Create the folders. Only the server's group may pass through; the secrets stay ours."""
        self.log.mkdir(exist_ok=True)
        self.path.chmod(0o710)
        if os.geteuid() == 0:
            os.chown(self.path, 0, account.gid)
        for folder in (self.pgdata, self.valkey, self.socket):
            folder.mkdir(mode=0o700, exist_ok=True)
            if os.geteuid() == 0:
                os.chown(folder, account.uid, account.gid)

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the folder's lock; the kernel drops it when the holder dies."""
        with (self.path / "embedded.lock").open("a") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield

    @contextlib.contextmanager
    def sentences(self) -> Iterator[None]:
        """Turn the failures people meet (full disk, no right to write) into one sentence."""
        try:
            yield
        except OSError as error:
            if error.errno == errno.ENOSPC:
                sentence = f"De schijf van {self.path} is vol; maak ruimte en start opnieuw."
            elif error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
                sentence = f"U mag niet schrijven in {self.path}; kies een andere KETENREGIE_DATA."
            elif error.errno in {errno.EEXIST, errno.ENOTDIR}:
                sentence = f"{self.path} is geen map; kies een andere KETENREGIE_DATA."
            else:
                raise
            raise Startfout(sentence) from error

    def read_state(self) -> dict[str, str]:
        try:
            state: dict[str, str] = json.loads(self.state_file.read_text())
        except FileNotFoundError:
            return {}
        except ValueError as error:
            raise Startfout(
                f"{self.state_file} is beschadigd; herstel het bestand of kies `make demo-reset`."
            ) from error
        return state


def read_env(path: Path) -> dict[str, str]:
    """KEY=value lines of an environment file; empty when it does not exist."""
    if not path.exists():
        return {}
    lines = (line.partition("=") for line in path.read_text().splitlines())
    return {key.strip(): value.strip() for key, sign, value in lines if sign and key[:1] != "#"}


def write_private(path: Path, text: str) -> None:
    """Replace a file at once, readable by its owner only."""
    beside = path.with_name(f"{path.name}.nieuw")
    beside.unlink(missing_ok=True)
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as handle:
        handle.write(text)
        handle.flush()
        os.fsync(handle.fileno())
    beside.replace(path)


def new_state() -> dict[str, str]:
    """Fresh secrets of a data folder; they stay as long as the folder does."""
    return {
        "secret_key": secrets.token_urlsafe(50),
        "sleutel": base64.b64encode(secrets.token_bytes(32)).decode(),
        "valkey": secrets.token_hex(24),
        "kopie_sleutel": str(x25519.Identity.generate()),
        SUPERUSER: secrets.token_hex(24),
        **{login: secrets.token_hex(24) for login in LOGINS},
    }


def environment_for(state: Mapping[str, str]) -> dict[str, str]:
    """The settings the application reads. The superuser is not among them."""

    def url(login: str) -> str:
        return f"postgres://{login}:{state[login]}@127.0.0.1:{state['postgres_port']}/ketenregie"

    return {
        "SECRET_KEY": state["secret_key"],
        "KETENREGIE_SLEUTEL": state["sleutel"],
        "DATABASE_URL": url("app"),
        "DATABASE_OWNER_URL": url("eigenaar"),
        "DATABASE_WERKER_URL": url("werker"),
        "DATABASE_PUBLIEK_URL": url("publiek"),
        "DATABASE_KOPIE_URL": url("kopie"),
        "BROKER_URL": f"redis://:{state['valkey']}@127.0.0.1:{state['valkey_port']}/0",
        "KETENREGIE_KOPIE_ONTVANGERS": str(
            x25519.Identity.from_str(state["kopie_sleutel"]).to_public()
        ),
        "KETENREGIE_KOPIE_SLEUTEL": state["kopie_sleutel"],
        "KETENREGIE_DEMO": "1",
    }


def save(data: Gegevensmap, state: dict[str, str]) -> None:
    write_private(data.state_file, json.dumps(state, indent=1))
    lines = [f"{key}={value}\n" for key, value in environment_for(state).items()]
    write_private(
        data.env_file, "".join(["# Gemaakt door ketenregie/embedded.py; niet wijzigen.\n", *lines])
    )
