"""PostgreSQL's own programs for dumping and loading, and the address of a database."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from ketenregie.embedded import postgres_binary


def met_naam(url: str, naam: str) -> str:
    """The same login on another database of the same server."""
    return urlsplit(url)._replace(path=f"/{naam}").geturl()


def naam_van(url: str) -> str:
    return urlsplit(url).path.lstrip("/")


def omgeving(url: str) -> dict[str, str]:
    """Where a program of PostgreSQL connects; the password is on no command line."""
    delen = urlsplit(url)
    return os.environ | {
        "PGHOST": delen.hostname or "",
        "PGPORT": str(delen.port or 5432),
        "PGUSER": unquote(delen.username or ""),
        "PGPASSWORD": unquote(delen.password or ""),
        "PGDATABASE": naam_van(url),
    }


def start(programma: str, *opties: str, url: str, **anders: Any) -> subprocess.Popen[bytes]:
    """Start pg_dump or pg_restore."""
    binary: Path = postgres_binary(programma)
    return subprocess.Popen([binary, *opties], env=omgeving(url), cwd="/", **anders)
