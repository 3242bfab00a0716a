"""One IMAP server for the tests of the mailbox; each test finds it empty."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.mail.server import GEBRUIKER, WACHTWOORD, Postserver, postserver


@pytest.fixture(scope="session")
def imap() -> Iterator[Postserver]:
    with postserver() as server:
        yield server


@pytest.fixture
def postbus(imap: Postserver, settings: Any, wereld: None) -> Postserver:
    """The server, empty, and the settings that point at it."""
    imap.leeg()
    settings.POSTBUS_HOST, settings.POSTBUS_POORT = "127.0.0.1", imap.poort
    settings.POSTBUS_TLS, settings.POSTBUS_KETEN = "geen", "mensenhandel-nog"
    settings.POSTBUS_GEBRUIKER, settings.POSTBUS_WACHTWOORD = GEBRUIKER, WACHTWOORD
    return imap
