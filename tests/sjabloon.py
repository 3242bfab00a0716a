"""A migrated database to copy test databases from: migrating costs most of a minute, a copy half a second."""

import hashlib
import os
import subprocess
import sys
from urllib.parse import urlsplit

import psycopg

from ketenregie.gegevensmap import BASE_DIR


def fingerprint() -> str:
    """Changes with what migrations are made of. Policies are not in it: each test database gets them
    anew, because Django runs migrate (and so post_migrate) on the copy too."""
    patterns = ("migrations/*.py", "*.sql", "*.yaml")
    rooms = [path.parent for path in BASE_DIR.glob("*/__init__.py")]
    found = {path for room in rooms for pattern in patterns for path in room.rglob(pattern)}
    total = hashlib.sha256((BASE_DIR / "requirements/runtime.txt").read_bytes())
    for path in sorted(found):
        total.update(str(path.relative_to(BASE_DIR)).encode() + path.read_bytes())
    return total.hexdigest()[:16]


def ensure_template() -> str:
    """Name of the migrated database of this code; made when it does not exist yet.

    Raises:
        subprocess.CalledProcessError: migrate failed; its output is on the terminal.
    """
    url = os.environ["DATABASE_OWNER_URL"]
    name = f"sjabloon_{fingerprint()}"
    with psycopg.connect(url, autocommit=True) as connection:
        # Workers of one run and other runs on the same server take turns.
        connection.execute("SELECT pg_advisory_lock(hashtext('ketenregie sjabloon'))")
        rows = connection.execute("SELECT datname FROM pg_database WHERE datname LIKE 'sjabloon%'")
        existing = {row[0] for row in rows}
        if name in existing:
            return name
        for old in existing:
            connection.execute(f'DROP DATABASE IF EXISTS "{old}"')
        # Under another name until it is complete: an interrupted migrate leaves nothing to copy.
        connection.execute("CREATE DATABASE sjabloon_nieuw TEMPLATE template1")
        subprocess.run(
            [sys.executable, "manage.py", "migrate", "--verbosity=0"],
            cwd=BASE_DIR,
            env=os.environ
            | {
                "DATABASE_OWNER_URL": urlsplit(url)._replace(path="/sjabloon_nieuw").geturl(),
                "KETENREGIE_ROL": "eigenaar",
                "DJANGO_SETTINGS_MODULE": "ketenregie.settings",
            },
            check=True,
        )
        connection.execute(f'ALTER DATABASE sjabloon_nieuw RENAME TO "{name}"')
    return name
