"""A real IMAP server for the tests: pymap over a maildir, in a process of its own on loopback."""

from __future__ import annotations

import imaplib
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

GEBRUIKER, WACHTWOORD = "meldpunt", "geheim-van-de-test"
MAPPEN = {"INBOX": "", "Verwerkt": ".Verwerkt"}


@dataclass
class Postserver:
    """Its port, its maildir and its process."""

    poort: int
    maildir: Path

    def client(self) -> imaplib.IMAP4:
        server = imaplib.IMAP4("127.0.0.1", self.poort, timeout=10)
        server.login(GEBRUIKER, WACHTWOORD)
        return server

    def bezorg(self, *mails: bytes) -> None:
        """Deliver into the inbox as a mail server does."""
        server = self.client()
        for mail in mails:
            assert server.append("INBOX", "", "", mail)[0] == "OK"  # type: ignore[arg-type]
        server.logout()

    def aantal(self, map_: str) -> int:
        server = self.client()
        answer, data = server.select(f'"{map_}"', readonly=True)
        server.logout()
        return int(data[0] or 0) if answer == "OK" else 0

    def leeg(self) -> None:
        server = self.client()
        for map_ in MAPPEN:
            if server.select(f'"{map_}"')[0] == "OK":
                server.store("1:*", "+FLAGS", "(\\Deleted)")
                server.expunge()
        server.logout()


@contextmanager
def postserver() -> Iterator[Postserver]:
    """Start, wait until it answers, and stop it by its own process."""
    with socket.socket() as zoek, tempfile.TemporaryDirectory() as map_:
        zoek.bind(("127.0.0.1", 0))
        poort = zoek.getsockname()[1]
        zoek.close()
        proces = subprocess.Popen(
            [
                str(Path(sys.executable).parent / "pymap"),
                *("--host", "127.0.0.1", "--port", str(poort), "--no-service", "admin"),
                *("dict", "--demo-data", "--demo-user", GEBRUIKER, "--demo-password", WACHTWOORD),
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=os.environ | {"TMPDIR": map_},
        )
        server = Postserver(poort, Path(map_))
        try:
            for _ in range(100):
                try:
                    server.leeg()
                    break
                except (OSError, imaplib.IMAP4.error):
                    assert proces.poll() is None, "de IMAP-server is niet gestart"
                    time.sleep(0.1)
            yield server
        finally:
            proces.terminate()
            proces.wait(10)
