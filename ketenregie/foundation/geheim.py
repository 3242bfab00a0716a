"""Encryption of the few fields that need it: AES-256-GCM with versioned master keys.

A sealed value is `1 byte format | 1 byte key version | 12 bytes nonce | ciphertext | 16 bytes tag`.
The context (`table|column|id`) is authenticated: a value copied to another row or column does not open.
KETENREGIE_SLEUTEL is base64 of 32 bytes (version 1), or "v2:<base64>,v1:<base64>" while rotating: the
first is used to seal, all of them open. A dossier has its own key, kept sealed under the master key;
destroying that one value makes everything of the dossier unreadable.
Source: NIST SP 800-38D (GCM), RFC 5869 (HKDF).
"""

from __future__ import annotations

import base64
import binascii
import hmac
import os
from collections.abc import Callable
from functools import lru_cache
from hashlib import sha256
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

FORMAT = 1
NONCE = 12
DOSSIERSLEUTEL = 0  # key version of values sealed with a dossier's own key


class GeheimError(Exception):
    """The value does not open: wrong key, wrong place, or changed. Never shown to a user."""


@lru_cache(maxsize=4)
def _master_keys(value: str) -> dict[int, bytes]:
    """Version -> 32 bytes; the first entry seals."""
    keys: dict[int, bytes] = {}
    for part in value.split(","):
        name, _, encoded = part.strip().rpartition(":")
        try:
            version = int(name.removeprefix("v") or 1)
            key = base64.b64decode(encoded, validate=True)
        except (ValueError, binascii.Error) as error:
            raise ImproperlyConfigured("KETENREGIE_SLEUTEL is geen base64.") from error
        if len(key) != 32 or not 1 <= version <= 255:
            raise ImproperlyConfigured("KETENREGIE_SLEUTEL moet base64 van 32 bytes zijn.")
        keys[version] = key
    return keys


@lru_cache(maxsize=32)
def _derive(key: bytes, purpose: bytes) -> bytes:
    """A key for one purpose, so that sealing and indexing never share one."""
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=purpose).derive(key)


def _sealing_keys() -> dict[int, bytes]:
    keys = _master_keys(settings.KETENREGIE_SLEUTEL)
    return {version: _derive(key, b"ketenregie versleutelen") for version, key in keys.items()}


def check() -> None:
    """Raise ImproperlyConfigured when the master key is unusable."""
    _master_keys(settings.KETENREGIE_SLEUTEL)


def context_of(table: str, column: str, pk: UUID | str) -> str:
    """The place of a value, as it is authenticated."""
    return f"{table}|{column}|{pk}"


def versleutel(waarde: bytes | str, *, context: str, sleutel: bytes | None = None) -> bytes:
    """Seal a value for one place.

    Args:
        waarde: text is stored as UTF-8.
        context: `table|column|id`; the same must be given to open.
        sleutel: an opened dossier key (`open_sleutel`); None takes the current master key.
    """
    if sleutel is None:
        keys = _sealing_keys()
        version = next(iter(keys))
        key = keys[version]
    else:
        version, key = DOSSIERSLEUTEL, sleutel
    data = waarde.encode() if isinstance(waarde, str) else waarde
    nonce = os.urandom(NONCE)
    return bytes([FORMAT, version]) + nonce + AESGCM(key).encrypt(nonce, data, context.encode())


def ontsleutel_bytes(
    gesloten: bytes | memoryview, *, context: str, sleutel: bytes | None = None
) -> bytes:
    """Open a sealed value.

    Raises:
        GeheimError: wrong key, wrong context, or changed bytes.
    """
    blob = bytes(gesloten)
    if len(blob) < 2 + NONCE + 16 or blob[0] != FORMAT:
        raise GeheimError("onbekend formaat")
    key = sleutel if blob[1] == DOSSIERSLEUTEL else _sealing_keys().get(blob[1])
    if key is None:
        raise GeheimError(f"sleutel v{blob[1]} ontbreekt")
    try:
        return AESGCM(key).decrypt(blob[2 : 2 + NONCE], blob[2 + NONCE :], context.encode())
    except InvalidTag as error:
        raise GeheimError("waarde hoort hier niet of is veranderd") from error


def ontsleutel(gesloten: bytes | memoryview, *, context: str, sleutel: bytes | None = None) -> str:
    """Open a sealed text; see `ontsleutel_bytes`."""
    return ontsleutel_bytes(gesloten, context=context, sleutel=sleutel).decode()


def versie_van(gesloten: bytes | memoryview) -> int:
    """Master key version a value was sealed with; 0 for a dossier key."""
    return bytes(gesloten)[1]


def huidige_versie() -> int:
    """Version of the master key that seals now."""
    return next(iter(_sealing_keys()))


def versies() -> list[int]:
    """Versions of the master keys that open, the one that seals first."""
    return list(_sealing_keys())


def herversleutel(gesloten: bytes | memoryview, *, context: str) -> bytes:
    """Seal again under the current master key (rotation); a value already there comes back as it is."""
    if versie_van(gesloten) in (DOSSIERSLEUTEL, huidige_versie()):
        return bytes(gesloten)
    return versleutel(ontsleutel_bytes(gesloten, context=context), context=context)


def maak_sleutel(*, context: str) -> bytes:
    """A new random key for one dossier, sealed under the master key: store this."""
    return versleutel(os.urandom(32), context=context)


def open_sleutel(gesloten: bytes | memoryview, *, context: str) -> bytes:
    """The dossier key itself (32 bytes); keep it in memory only."""
    return ontsleutel_bytes(gesloten, context=context)


def blinde_index(waarde: str, *, context: str = "") -> bytes:
    """32 bytes by which an encrypted value can be found again without opening it.

    HMAC-SHA256 under a key derived from the oldest master key, so that rotation keeps the index.
    Args:
        waarde: already normalised by the caller (digits only, lower case ...).
        context: kind of value, so that the same value of two kinds has two indexes.
    """
    keys = _master_keys(settings.KETENREGIE_SLEUTEL)
    key = _derive(keys[min(keys)], b"ketenregie blinde index")
    return hmac.new(key, f"{context}|{waarde}".encode(), sha256).digest()


class VersleuteldVeld(property):
    """Text kept encrypted in a BinaryField: `naam = VersleuteldVeld("naam_versleuteld")`.

    Reads and assigns as a plain str, also in the constructor; None stays None. A history row opens
    with `Melder.naam.lees(row)`: it holds the bytes of the row it follows.

    Args:
        kolom: the BinaryField (null=True) that holds the bytes.
        sleutel: gives the opened dossier key of a row; None takes the master key.
    """

    def __init__(self, kolom: str, *, sleutel: Callable[[Any], bytes] | None = None) -> None:
        self.kolom = kolom
        self.sleutel = sleutel
        super().__init__(self.lees, self.schrijf)

    def _place(self, row: Any) -> str:
        model = getattr(row, "instance_type", type(row))
        return context_of(model._meta.db_table, self.kolom, row.id)

    def lees(self, row: Any) -> str | None:
        """The text of this row, or None."""
        gesloten = getattr(row, self.kolom)
        if gesloten is None:
            return None
        return ontsleutel(
            gesloten, context=self._place(row), sleutel=self.sleutel and self.sleutel(row)
        )

    def schrijf(self, row: Any, waarde: str | None) -> None:
        """Seal and set; saving is up to the caller."""
        gesloten = (
            None
            if waarde is None
            else versleutel(
                waarde, context=self._place(row), sleutel=self.sleutel and self.sleutel(row)
            )
        )
        setattr(row, self.kolom, gesloten)
