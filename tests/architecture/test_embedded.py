"""The launcher of the embedded servers: its sentences, its secrets, and who may read them."""

import base64
import errno
import os
import re
import shutil
import socket
import stat
import subprocess
import sys

import pytest

from ketenregie import embedded, processen
from ketenregie.gegevensmap import (
    BASE_DIR,
    LOGINS,
    MARKER_FILE,
    Account,
    Gegevensmap,
    environment_for,
    new_state,
    read_env,
    save,
    write_private,
)
from ketenregie.processen import Startfout

MYSELF = Account(os.geteuid(), os.getegid())


class Usage:
    free = 1024


@pytest.fixture
def state():
    return new_state() | {"postgres_port": "5433", "valkey_port": "6380"}


def run_launcher(*arguments, **environment):
    return subprocess.run(
        [sys.executable, "-m", "ketenregie.embedded", *arguments],
        cwd=BASE_DIR,
        env=os.environ | environment,
        capture_output=True,
        text=True,
    )


def test_launcher_starts_without_django():
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "import ketenregie.demo, sys; sys.exit('django' in sys.modules or 'celery' in sys.modules)",
        ],
        cwd=BASE_DIR,
    )
    assert done.returncode == 0


def test_application_gets_every_login_but_never_the_superuser(state):
    environment = environment_for(state)
    assert set(environment) == {
        "SECRET_KEY",
        "KETENREGIE_SLEUTEL",
        "DATABASE_URL",
        "DATABASE_OWNER_URL",
        "DATABASE_WERKER_URL",
        "DATABASE_PUBLIEK_URL",
        "DATABASE_KOPIE_URL",
        "KETENREGIE_KOPIE_ONTVANGERS",
        "KETENREGIE_KOPIE_SLEUTEL",
        "BROKER_URL",
        "KETENREGIE_DEMO",
    }
    assert state["beheerder"] not in "".join(environment.values())
    assert environment["DATABASE_URL"] == (
        f"postgres://app:{state['app']}@127.0.0.1:5433/ketenregie"
    )
    assert environment["BROKER_URL"] == f"redis://:{state['valkey']}@127.0.0.1:6380/0"


def test_every_folder_has_its_own_secrets():
    one, other = new_state(), new_state()
    assert all(one[key] != other[key] for key in one)
    assert len({one[login] for login in LOGINS}) == len(LOGINS)
    assert len(base64.b64decode(one["sleutel"], validate=True)) == 32


def test_settings_file_is_private_and_reads_back(tmp_path, state):
    data = Gegevensmap(tmp_path)
    save(data, state)
    assert read_env(data.env_file) == environment_for(state)
    assert data.read_state() == state
    for path in (data.env_file, data.state_file):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_private_file_replaces_one_that_was_open_to_all(tmp_path):
    path = tmp_path / "geheim"
    path.write_text("oud")
    path.chmod(0o644)
    write_private(path, "nieuw")
    assert (path.read_text(), stat.S_IMODE(path.stat().st_mode)) == ("nieuw", 0o600)


def test_damaged_state_gives_a_sentence(tmp_path):
    data = Gegevensmap(tmp_path)
    data.state_file.write_text("{half")
    with pytest.raises(Startfout, match="beschadigd"):
        data.read_state()


def test_folder_with_other_files_is_refused_and_untouched(tmp_path):
    (tmp_path / "verslag.odt").touch()
    with pytest.raises(Startfout, match="bevat andere bestanden"):
        Gegevensmap(tmp_path).claim()
    with pytest.raises(Startfout, match="is niet van Ketenregie"):
        embedded.reset(Gegevensmap(tmp_path))
    assert [path.name for path in tmp_path.iterdir()] == ["verslag.odt"]


def test_reset_leaves_a_folder_inside_that_has_its_own_marker(tmp_path):
    data = Gegevensmap(tmp_path / "var")
    data.claim()
    data.prepare(MYSELF)
    inner = Gegevensmap(data.path / "test")
    inner.claim()
    embedded.reset(data)
    assert sorted(path.name for path in data.path.iterdir()) == sorted([MARKER_FILE, "test"])
    embedded.reset(inner)
    embedded.reset(data)
    assert not data.path.exists()


def test_full_disk_is_told_before_anything_starts(tmp_path, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage)
    with pytest.raises(Startfout, match="is vol; maak minstens 300 MB vrij"):
        Gegevensmap(tmp_path / "var").claim()


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (errno.ENOSPC, "is vol; maak ruimte"),
        (errno.EACCES, "mag niet schrijven"),
        (errno.EROFS, "mag niet schrijven"),
        (errno.ENOTDIR, "is geen map"),
    ],
)
def test_failures_of_the_disk_become_one_sentence(tmp_path, number, sentence):
    with pytest.raises(Startfout, match=sentence), Gegevensmap(tmp_path).sentences():
        raise OSError(number, "x")


def test_another_postgresql_gives_a_sentence(tmp_path):
    data = Gegevensmap(tmp_path)
    data.pgdata.mkdir()
    (data.pgdata / "PG_VERSION").write_text("12\n")
    with pytest.raises(Startfout, match=r"horen bij PostgreSQL 12 en hier draait \d\d;"):
        embedded.check_version(data)


def test_command_prints_one_line_without_traceback(tmp_path):
    (tmp_path / "iets").touch()
    done = run_launcher("start", KETENREGIE_DATA=str(tmp_path))
    assert done.returncode == 1
    assert re.fullmatch(r"Fout: .*\n", done.stderr)


def test_status_of_nothing_is_not_running(tmp_path):
    assert run_launcher("status", KETENREGIE_DATA=str(tmp_path / "leeg")).returncode == 3


@pytest.mark.parametrize(
    ("output", "sentence"),
    [
        ("FATAL: could not write: No space left on device", "is vol"),
        ("setpriv: setresuid failed: Operation not permitted", "start als gewone gebruiker"),
        ("LOG: a\nFATAL: iets anders\n", "De server start niet (FATAL: iets anders)"),
    ],
)
def test_last_words_of_a_server_become_a_sentence(tmp_path, output, sentence):
    assert sentence in embedded.explain(output, Gegevensmap(tmp_path))


def test_number_of_a_stranger_is_not_taken_for_our_server(tmp_path):
    # The pid file of a crashed server may name a process that came later: this test itself.
    data = Gegevensmap(tmp_path)
    data.pgdata.mkdir()
    data.valkey.mkdir()
    (data.pgdata / "postmaster.pid").write_text(f"{os.getpid()}\n\n\n\n\n\n\nready\n")
    (data.valkey / "valkey.pid").write_text(str(os.getpid()))
    assert embedded.postgres_pid(data) is None
    assert embedded.valkey_pid(data) is None
    assert not embedded.postgres_is_ready(data, None)


def test_only_tests_run_without_durability(tmp_path):
    data = Gegevensmap(tmp_path)
    assert "fsync" not in embedded.postgres_settings(data, 1, fast=False)
    assert "fsync = off" in embedded.postgres_settings(data, 1, fast=True)
    assert "listen_addresses = '127.0.0.1'" in embedded.postgres_settings(data, 1, fast=False)


def test_socket_is_left_out_when_its_path_is_too_long(tmp_path):
    deep = Gegevensmap(tmp_path / ("d" * 100))
    assert "unix_socket_directories = ''" in embedded.postgres_settings(deep, 1, fast=False)


def test_closed_folder_above_is_noticed(tmp_path):
    inner = tmp_path / "dicht" / "var"
    inner.mkdir(parents=True)
    stranger = 54321
    (tmp_path / "dicht").chmod(0o700)
    assert not embedded.is_open_to(stranger, inner)


def test_port_in_use_is_not_free():
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        assert not processen.port_is_free(server.getsockname()[1])
    assert processen.port_is_free(processen.free_port())


def test_roles_file_names_no_password():
    text = embedded.ROLLEN_SQL.read_text()
    assert set(re.findall(r"PASSWORD (\S+);", text)) == {
        f":'{login}_wachtwoord'" for login in LOGINS
    }
