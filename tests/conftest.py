"""What every test stands on: the database as the role that serves people, and no network."""

import ipaddress
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import TransactionTestCase

from tests.sjabloon import ensure_template

ROLE = "app"
CHROMIUM = Path("/usr/bin/chromium")


@pytest.fixture
def meting(record_property: Callable[[str, object], None]) -> Callable[[str, object], None]:
    """`meting("AUC", 0.51)`: a figure that stands at the end of the run, also of parallel runs."""
    return lambda wat, waarde: record_property("meting", f"{wat}: {waarde}")


def pytest_terminal_summary(terminalreporter: Any) -> None:
    reports = [r for kind in ("passed", "failed") for r in terminalreporter.stats.get(kind, [])]
    found = [w for r in reports if r.when == "call" for n, w in r.user_properties if n == "meting"]
    if found:
        terminalreporter.section("metingen")
        terminalreporter.write_line("\n".join(found))


@contextmanager
def database_role(role: str) -> Iterator[None]:
    """Act as another database role on this connection, then be `app` again.

    The login behind it is eigenaar, a member of every role. The trap: SET ROLE belongs to the
    transaction, so a rollback inside the block also takes the role back; do not roll back across it.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {connection.ops.quote_name(role)}")
    try:
        yield
    finally:
        if not (connection.in_atomic_block and connection.needs_rollback):
            with connection.cursor() as cursor:
                cursor.execute(f"SET ROLE {ROLE}")


@contextmanager
def truncate_allowed() -> Iterator[None]:
    """Switch off the triggers that refuse TRUNCATE (logboek and the like), only for the flush."""
    with connection.cursor() as cursor:
        # Bit 32 of tgtype: the trigger fires on TRUNCATE.
        cursor.execute(
            "SELECT format('%I', tgname), tgrelid::regclass::text FROM pg_trigger "
            "WHERE tgtype & 32 = 32 AND NOT tgisinternal"
        )
        guards = cursor.fetchall()
        for trigger, table in guards:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {trigger}")
        yield
        for trigger, table in guards:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER {trigger}")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> None:
    """Let Django copy the test database from one that is migrated already."""
    connection.settings_dict["TEST"]["TEMPLATE"] = ensure_template()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Created and migrated as eigenaar; from here every connection does SET ROLE app, as in production.

    A transactional test empties the tables afterwards. That happens as eigenaar, so that app has no
    TRUNCATE here either. What migrations loaded is then gone too: such a test loads what it needs.
    """
    original = TransactionTestCase._fixture_teardown

    def flush_as_owner(self: TransactionTestCase) -> None:
        with database_role("eigenaar"), truncate_allowed(), connection.cursor() as cursor:
            # Unmanaged, so Django leaves it.
            cursor.execute("TRUNCATE logboek_regel")
            original(self)

    patch = pytest.MonkeyPatch()
    options = connection.settings_dict.setdefault("OPTIONS", {})
    with django_db_blocker.unblock():
        connection.close()
    # The settings are shared by the threads of live_server, so their connections follow.
    patch.setitem(options, "assume_role", ROLE)
    patch.setattr(TransactionTestCase, "_fixture_teardown", flush_as_owner)
    yield
    # Dropping the test database is the owner's work again.
    patch.undo()
    with django_db_blocker.unblock():
        connection.close()


@pytest.fixture(autouse=True)
def hartslag(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """The beat of a taak has a connection of its own, and does not see what a test did not commit.

    On a slow machine it would find the taak taken, and stop it.
    """
    from ketenregie.foundation.taak.hartslag import Hartslag

    marker = request.node.get_closest_marker("django_db")
    vast = marker is not None and marker.kwargs.get("transaction")
    if not vast and not {"transactional_db", "live_server"} & set(request.fixturenames):
        monkeypatch.setattr(Hartslag, "slag", lambda self: None)


@pytest.fixture
def as_role(db: None) -> Callable[[str], AbstractContextManager[None]]:
    """`with as_role("werker"): ...` runs the block as that database role."""
    return database_role


@pytest.fixture
def as_owner(db: None) -> AbstractContextManager[None]:
    """`with as_owner: ...` for the rare test that must touch the schema. Rows stay under the lock."""
    return database_role("eigenaar")


@pytest.fixture(scope="session", autouse=True)
def loopback_only() -> Iterator[None]:
    """A test that calls the outside world fails, instead of passing only where there is a network."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family in {socket.AF_INET, socket.AF_INET6}:
            host = str(address[0])
            if host != "localhost" and not ipaddress.ip_address(host).is_loopback:
                self.close()
                # Not an OSError: code under test may catch that and try again later.
                pytest.fail(f"Deze test belt naar buiten: {host}")
        connect(self, address)

    patch = pytest.MonkeyPatch()
    patch.setattr(socket.socket, "connect", guarded)
    yield
    patch.undo()


# --- The base keten and who acts in it -----------------------------------------------------------


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """First what stands on the world of the attacks, so that each process builds it once."""
    items.sort(key=lambda item: "w" not in getattr(item, "fixturenames", ()))
    if not CHROMIUM.exists():
        for item in items:
            if item.get_closest_marker("browser"):
                item.add_marker(pytest.mark.skip(reason="Chromium is niet geïnstalleerd"))


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """The world of the attacks stays open from module to module; others find the base keten only."""
    if "w" not in getattr(item, "fixturenames", ()):
        _sluit_wereld()


def pytest_sessionfinish() -> None:
    _sluit_wereld()


def _sluit_wereld() -> None:
    # Only when somebody opened it: it imports every room.
    if module := sys.modules.get("tests.access.wereld"):
        module.sluit_wereld()


@pytest.fixture(scope="session")
def basiswereld(django_db_setup: None, django_db_blocker: Any) -> None:
    """The demo's ketens without casussen, loaded once per test database."""
    from ketenregie.portaal.demo.keten import laad_ketens

    with django_db_blocker.unblock(), database_role("werker"):
        laad_ketens()


@pytest.fixture
def wereld(basiswereld: None, db: None) -> None:
    """Base keten plus database; a transactional test that emptied the tables gets it anew."""
    from ketenregie.portaal.demo.keten import laad_ketens

    with database_role("werker"):
        laad_ketens()


@pytest.fixture
def viewer(wereld: None) -> Callable[[str], Any]:
    """`viewer("politie.krt")`: the Viewer of a demo account."""
    from partners.access.viewers import viewer_of
    from partners.models import Lidmaatschap

    def _viewer(username: str) -> Any:
        lidmaatschap = Lidmaatschap.objects.select_related(
            "medewerker", "deelname__organisatie", "deelname__keten", "namens_deelnemer"
        ).get(medewerker__username=username)
        return viewer_of(lidmaatschap)

    return _viewer


@pytest.fixture
def als(viewer: Callable[[str], Any]) -> Callable[[str], AbstractContextManager[Any]]:
    """`with als("vt.krt") as v: ...` acts as this person."""
    from ketenregie.foundation.viewer import acting_as

    return lambda username: acting_as(viewer(username))


@pytest.fixture
def client_als(wereld: None) -> Callable[[str], Any]:
    """`client_als("vt.krt")`: a Django client with this person logged in."""
    from django.test import Client

    from partners.models import Medewerker

    def _client(username: str) -> Any:
        client = Client()
        client.force_login(Medewerker.objects.get(username=username))
        return client

    return _client
