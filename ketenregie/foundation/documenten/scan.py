"""ClamAV's INSTREAM over a socket: the bytes go, a verdict comes back. Nothing of ours is kept there.

Source: clamd(8), command INSTREAM: blocks of a four-byte length and data, ended by a length of zero.
"""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings

SECONDEN = 60
POORT = 3310


class ScannerWeg(Exception):
    """clamd does not answer, or cannot judge now; try again later."""


@dataclass(frozen=True, slots=True)
class Oordeel:
    """`vondst` is the name of what was found, "" when clean."""

    vondst: str = ""

    @property
    def schoon(self) -> bool:
        return not self.vondst


def staat_aan() -> bool:
    """Whether there is a scanner: without one a file says "niet gescand"."""
    return bool(settings.CLAMD_ADRES)


def scan(blokken: Iterable[bytes]) -> Oordeel:
    """The verdict of clamd on a stream.

    Raises:
        ScannerWeg: no connection, no answer, or the stream is over clamd's own limit.
    """
    try:
        with _verbinding() as line:
            line.sendall(b"zINSTREAM\0")
            for blok in blokken:
                line.sendall(struct.pack(">I", len(blok)) + blok)
            line.sendall(struct.pack(">I", 0))
            answer = b""
            while not answer.endswith(b"\0") and len(answer) < 4096 and (part := line.recv(4096)):
                answer += part
    except OSError as error:
        raise ScannerWeg(type(error).__name__) from error
    return _oordeel(answer.rstrip(b"\0").decode("utf-8", "replace"))


def _oordeel(answer: str) -> Oordeel:
    _, _, verdict = answer.partition(": ")
    if verdict == "OK":
        return Oordeel()
    if verdict.endswith(" FOUND"):
        return Oordeel(verdict.removesuffix(" FOUND")[:100] or "onbekend")
    raise ScannerWeg(answer[:100] or "geen antwoord")


def _verbinding() -> socket.socket:
    address = settings.CLAMD_ADRES
    if address.startswith(("unix:", "/")):
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(SECONDEN)
        try:
            line.connect(address.removeprefix("unix://").removeprefix("unix:"))
        except OSError:
            line.close()
            raise
        return line
    parts = urlsplit(address if "//" in address else f"tcp://{address}")
    return socket.create_connection((parts.hostname or "", parts.port or POORT), timeout=SECONDEN)
