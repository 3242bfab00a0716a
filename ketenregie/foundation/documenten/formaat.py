"""The encryption of a stored file: AES-256-GCM in blocks, so that 100 MB needs no 100 MB of memory.

    4 bytes "KRB1" | 7 bytes random prefix | blocks of 64 KiB plain text, each with a tag of 16 bytes

The nonce of a block is prefix | 4 bytes number | 1 byte "last": blocks cannot be swapped, repeated, left
out or cut off at the end without notice. The context (`table|column|id`) is authenticated with each
block: a file laid beside another row does not open.
Source: Hoang, Reyhanitabar, Rogaway, Vizar (2015), STREAM; NIST SP 800-38D.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from ketenregie.foundation.geheim import GeheimError

MERK = b"KRB1"
VOORVOEGSEL = 7
BLOK = 64 * 1024
TAG = 16


def versleutel(
    bron: IO[bytes], *, sleutel: bytes, context: str, voorvoegsel: bytes | None = None
) -> Iterator[bytes]:
    """The encrypted file of what is left to read in `bron`.

    Args:
        sleutel: 32 bytes of this one file.
        voorvoegsel: only for known answers in tests; random otherwise.
    """
    prefix = os.urandom(VOORVOEGSEL) if voorvoegsel is None else voorvoegsel
    cipher, aad = AESGCM(sleutel), context.encode()
    yield MERK + prefix
    block, number = _vol(bron, BLOK), 0
    while True:
        following = _vol(bron, BLOK) if len(block) == BLOK else b""
        last = not following
        yield cipher.encrypt(_nonce(prefix, number, last), block, aad)
        if last:
            return
        block, number = following, number + 1


def ontsleutel(bron: IO[bytes], *, sleutel: bytes, context: str) -> Iterator[bytes]:
    """The plain blocks of an encrypted file; nothing is given out before it is authenticated.

    Raises:
        GeheimError: another key or place, changed, or cut off.
    """
    head = _vol(bron, len(MERK) + VOORVOEGSEL)
    if len(head) != len(MERK) + VOORVOEGSEL or not head.startswith(MERK):
        raise GeheimError("onbekend bestandsformaat")
    prefix = head[len(MERK) :]
    cipher, aad = AESGCM(sleutel), context.encode()
    block, number = _vol(bron, BLOK + TAG), 0
    while True:
        following = _vol(bron, BLOK + TAG)
        last = not following
        try:
            yield cipher.decrypt(_nonce(prefix, number, last), block, aad)
        except (InvalidTag, ValueError) as error:
            raise GeheimError("bestand hoort hier niet of is veranderd") from error
        if last:
            return
        block, number = following, number + 1


def _nonce(prefix: bytes, number: int, last: bool) -> bytes:
    return prefix + number.to_bytes(4, "big") + bytes([last])


def _vol(bron: IO[bytes], length: int) -> bytes:
    """Exactly `length` bytes, fewer only at the end: a storage far away may give less at a time."""
    parts: list[bytes] = []
    while length > 0 and (part := bron.read(length)):
        parts.append(part)
        length -= len(part)
    return b"".join(parts)
