"""Where encrypted files lie: Django's storage `documenten`, under random names that say nothing."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Collection
from datetime import datetime
from pathlib import Path
from typing import IO
from uuid import UUID, uuid4

from django.core.files import File
from django.core.files.storage import FileSystemStorage, Storage, storages

from ketenregie.foundation.documenten import formaat
from ketenregie.foundation.geheim import GeheimError

IN_GEHEUGEN = 1024 * 1024


class Bestandsmap(FileSystemStorage):
    """Files on disk for the owner of the process only; on disk for sure before the row is written."""

    def _save(self, name: str, content: File[bytes]) -> str:
        saved: str = super()._save(name, content)  # type: ignore[misc]
        full = Path(self.path(saved))
        for place in (full, full.parent):
            handle = os.open(place, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
        return saved


def opslag() -> Storage:
    return storages["documenten"]


def pad(naam: UUID) -> str:
    return f"{naam.hex[:2]}/{naam.hex}"


def schrijf(bron: IO[bytes], *, sleutel: bytes, context: str) -> UUID:
    """Encrypt what is left to read in `bron` into a new file; returns its random name."""
    naam = uuid4()
    # What may spill to disk here is encrypted already.
    with tempfile.SpooledTemporaryFile(max_size=IN_GEHEUGEN) as sealed:
        for part in formaat.versleutel(bron, sleutel=sleutel, context=context):
            sealed.write(part)
        sealed.seek(0)
        opslag().save(pad(naam), File(sealed))  # type: ignore[arg-type]
    return naam


class Blokken:
    """The plain blocks of one file; closes it at the end, and when nobody reads to the end."""

    def __init__(self, handle: IO[bytes], *, sleutel: bytes, context: str) -> None:
        self._handle = handle
        self._blocks = formaat.ontsleutel(handle, sleutel=sleutel, context=context)
        try:
            self._first: bytes | None = next(self._blocks)
        except BaseException:
            self.close()
            raise

    def __iter__(self) -> Blokken:
        return self

    def __next__(self) -> bytes:
        if self._first is not None:
            first, self._first = self._first, None
            return first
        try:
            return next(self._blocks)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        self._handle.close()

    def __del__(self) -> None:
        self._handle.close()


def lees(naam: UUID, *, sleutel: bytes, context: str) -> Blokken:
    """The plain blocks; the first is read and authenticated before this returns.

    Raises:
        GeheimError: the file is gone, does not belong here, or was changed.
    """
    try:
        handle: IO[bytes] = opslag().open(pad(naam), "rb")  # type: ignore[assignment]
    except OSError as error:
        raise GeheimError("bestand ontbreekt") from error
    return Blokken(handle, sleutel=sleutel, context=context)


def verwijder(naam: UUID) -> None:
    """Remove a file; one that is gone already is fine."""
    opslag().delete(pad(naam))


def ruim_wezen(gebruikt: Collection[UUID], *, voor: datetime) -> int:
    """Remove files that no row names and that are older than `voor`; returns how many.

    A younger one may belong to a transaction that still runs.
    """
    store, used, gone = opslag(), {pad(naam) for naam in gebruikt}, 0
    for path in alle_paden(store):
        if path not in used and store.get_modified_time(path) < voor:
            store.delete(path)
            gone += 1
    return gone


def alle_paden(store: Storage) -> list[str]:
    """Names of all files, as `pad` makes them."""
    try:
        folders, _ = store.listdir("")
    except FileNotFoundError:  # nothing was ever stored
        return []
    return [f"{folder}/{name}" for folder in folders for name in store.listdir(folder)[1]]
