"""A real SMTP server for the tests: loopback, a thread per connection, keeps what it took."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import Message


class Smtpserver(socketserver.ThreadingTCPServer):
    """`weiger` lets it answer with a temporary failure, as a mail server that is full."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Gesprek)
        self.post: list[tuple[str, Message]] = []
        self.weiger = False

    @property
    def poort(self) -> int:
        return int(self.server_address[1])


class _Gesprek(socketserver.StreamRequestHandler):
    server: Smtpserver

    def _zeg(self, zin: str) -> None:
        self.wfile.write(f"{zin}\r\n".encode())

    def handle(self) -> None:
        self._zeg("220 proef")
        aan: list[str] = []
        while regel := self.rfile.readline():
            woord = regel.decode().strip()
            kop = woord.upper()
            if kop.startswith("EHLO"):
                self._zeg("250 proef")
            elif kop.startswith("RCPT"):
                aan.append(woord.split("<")[1].split(">")[0])
                self._zeg("451 vol" if self.server.weiger else "250 ok")
            elif kop == "DATA":
                self._zeg("354 ga door")
                self._neem(aan)
                aan = []
            elif kop == "QUIT":
                return self._zeg("221 dag")
            else:
                self._zeg("250 ok")
        return None

    def _neem(self, aan: list[str]) -> None:
        regels = []
        while (regel := self.rfile.readline()) not in {b".\r\n", b""}:
            regels.append(regel.removeprefix(b"."))
        bericht = message_from_bytes(b"".join(regels))
        self.server.post += [(adres, bericht) for adres in aan]
        self._zeg("250 genomen")


@contextmanager
def smtpserver() -> Iterator[Smtpserver]:
    """Listening while the block runs."""
    with Smtpserver() as server:
        draad = threading.Thread(target=server.serve_forever, daemon=True)
        draad.start()
        try:
            yield server
        finally:
            server.shutdown()
            draad.join(10)
