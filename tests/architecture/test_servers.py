"""The embedded servers for real, in a folder of their own: start, adopt, survive a kill, stop."""

import os
import signal
import subprocess
import sys

import psycopg
import pytest

from ketenregie import embedded
from ketenregie.gegevensmap import BASE_DIR, Gegevensmap, read_env
from ketenregie.processen import is_alive, wait_until


@pytest.fixture
def data(tmp_path):
    folder = Gegevensmap(tmp_path / "var")
    yield folder
    if folder.path.exists():
        embedded.reset(folder)


def launch(data):
    """Start as a command of its own, so that the servers are nobody's children."""
    done = subprocess.run(
        [sys.executable, "-m", "ketenregie.embedded", "start"],
        cwd=BASE_DIR,
        env=os.environ | {"KETENREGIE_DATA": str(data.path)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return read_env(data.env_file)


def ask(url, sql):
    with psycopg.connect(url, autocommit=True) as connection:
        cursor = connection.execute(sql)
        return cursor.fetchall() if cursor.description else None


def test_servers_survive_a_kill_and_keep_their_secrets(data):
    environment = launch(data)
    owner = environment["DATABASE_OWNER_URL"]
    ask(owner, "CREATE TABLE proef AS SELECT 'bewaard' AS waarde")
    pids = embedded.postgres_pid(data), embedded.valkey_pid(data)

    assert launch(data) == environment
    assert (embedded.postgres_pid(data), embedded.valkey_pid(data)) == pids, "not adopted"

    for pid in pids:
        os.kill(pid, signal.SIGKILL)
    assert launch(data) == environment
    assert ask(owner, "SELECT waarde FROM proef") == [("bewaard",)]

    pids = embedded.postgres_pid(data), embedded.valkey_pid(data)
    embedded.stop_servers(data)
    assert wait_until(lambda: not any(is_alive(pid) for pid in pids), 5)
    assert not embedded.is_running(data)


def test_roles_can_do_what_they_are_for_and_no_more(data):
    environment = launch(data)
    app, owner = environment["DATABASE_URL"], environment["DATABASE_OWNER_URL"]
    roles = ask(
        owner,
        "SELECT rolname, rolsuper, rolbypassrls, rolcanlogin, rolcreatedb, rolcreaterole FROM pg_roles "
        "WHERE rolname NOT LIKE 'pg_%' AND rolname <> 'beheerder' ORDER BY rolname",
    )
    assert roles == [
        ("app", False, False, True, False, False),
        ("eigenaar", False, False, True, True, False),
        ("kopie", False, False, True, False, False),
        ("publiek", False, False, True, False, False),
        ("werker", False, False, True, False, False),
        ("zichthouder", False, True, False, False, False),
    ]
    for refused in ("CREATE TABLE van_mij ()", "SET ROLE eigenaar", "CREATE DATABASE van_mij"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            ask(app, refused)
    # A membership that is not inherited: a migration is not past the lock by accident.
    ask(owner, "CREATE TABLE van_eigenaar (x int); GRANT SELECT ON van_eigenaar TO app")
    assert ask(owner, "SELECT pg_has_role('zichthouder', 'USAGE')") == [(False,)]
    assert ask(owner, "SET ROLE zichthouder") is None
    assert ask(app, "SELECT * FROM van_eigenaar") == []
    # A new database has what the first one has.
    ask(owner, "CREATE DATABASE erbij")
    extensions = ask(owner.replace("/ketenregie", "/erbij"), "SELECT extname FROM pg_extension")
    assert {name for (name,) in extensions} == {
        "plpgsql",
        "pg_trgm",
        "unaccent",
        "fuzzystrmatch",
        "btree_gist",
    }


def test_servers_listen_on_loopback_only_and_ask_a_password(data):
    environment = launch(data)
    assert ask(environment["DATABASE_URL"], "SHOW listen_addresses") == [("127.0.0.1",)]
    without = environment["DATABASE_URL"].replace(
        environment["DATABASE_URL"].split(":")[2].split("@")[0], "fout"
    )
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        ask(without, "SELECT 1")
