"""Receiving an upload: what must lie on disk for a moment lies there encrypted, under a key in memory.

Django would write an upload of more than 2.5 MB readable to the temporary folder.
"""

from __future__ import annotations

import io
import os
import tempfile
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from ketenregie.foundation.documenten.soorten import GROOTSTE

# One request; the proxy holds the same limit (deploy/Caddyfile).
MAX_VERZOEK = 160 * 1024 * 1024
_BLOK = 16


class Kluisje(io.RawIOBase):
    """A nameless temporary file, encrypted with AES-256-CTR under a key that dies with this object.

    Readable at any place, so that a checker may jump about; written once, from begin to end.
    """

    def __init__(self) -> None:
        super().__init__()
        self._file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115  closed in close()
        self._key, self._nonce = os.urandom(32), os.urandom(8) + bytes(8)
        self._pos = self.lengte = 0

    def readable(self) -> bool:
        return True

    def writable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._pos

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        begin = {os.SEEK_SET: 0, os.SEEK_CUR: self._pos, os.SEEK_END: self.lengte}[whence]
        if begin + offset < 0:
            raise ValueError("voor het begin")
        self._pos = begin + offset
        return self._pos

    def readinto(self, buffer: Any) -> int:
        view = memoryview(buffer).cast("B")
        sealed = os.pread(self._file.fileno(), len(view), self._pos)
        view[: len(sealed)] = self._stroom(sealed)
        self._pos += len(sealed)
        return len(sealed)

    def write(self, data: Any) -> int:
        """Add at the end only: rewriting a place under the same key would give it away."""
        if self._pos != self.lengte:
            raise io.UnsupportedOperation("alleen aan het einde")
        plain = bytes(data)
        sealed = self._stroom(plain)
        done = 0
        while done < len(sealed):
            done += os.pwrite(self._file.fileno(), sealed[done:], self._pos + done)
        self._pos += len(plain)
        self.lengte = self._pos
        return len(plain)

    def close(self) -> None:
        self._file.close()
        super().close()

    def _stroom(self, data: bytes) -> bytes:
        counter = int.from_bytes(self._nonce, "big") + self._pos // _BLOK
        cipher = Cipher(
            algorithms.AES(self._key), modes.CTR((counter % (1 << 128)).to_bytes(16, "big"))
        ).encryptor()
        cipher.update(bytes(self._pos % _BLOK))
        return cipher.update(data)


class Ontvangen(UploadedFile):
    """A received file; `te_groot` when it went over every limit, and then its content was dropped."""

    te_groot = False
    sha256 = ""


class Ontvanger(FileUploadHandler):
    """FILE_UPLOAD_HANDLERS: every upload of the house goes into a Kluisje."""

    chunk_size = 64 * 1024

    def handle_raw_input(
        self, input_data: Any, META: Any, content_length: int, boundary: Any, encoding: Any = None
    ) -> None:
        if content_length > MAX_VERZOEK:
            raise RequestDataTooBig("Te veel in een keer.")

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self._kluisje, self._hash, self._size = Kluisje(), sha256(), 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self._size += len(raw_data)
        if self._size > GROOTSTE:
            if self._kluisje.lengte:
                self._kluisje.close()
                self._kluisje = Kluisje()
            return
        self._hash.update(raw_data)
        self._kluisje.write(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile:
        self._kluisje.seek(0)
        received = Ontvangen(
            io.BufferedReader(self._kluisje),  # type: ignore[arg-type]
            self.file_name,
            self.content_type,
            file_size,
            self.charset,
        )
        received.te_groot = self._size > GROOTSTE
        received.sha256 = self._hash.hexdigest()
        return received

    def upload_interrupted(self) -> None:
        if hasattr(self, "_kluisje"):
            self._kluisje.close()
