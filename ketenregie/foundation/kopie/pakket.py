"""The file of a backup: a tar stream inside age (age-encryption.org), written and read without a copy on disk."""

from __future__ import annotations

import hashlib
import io
import os
import tarfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pyrage

from ketenregie.foundation.errors import DomainError

DEEL = 16 * 1024 * 1024


class Pakketfout(DomainError):
    """The file cannot be written or read; the sentence says what to do."""


class _Draad(threading.Thread):
    """Runs one side of the pipe and keeps what went wrong there."""

    def __init__(self, doe: Callable[[], None]) -> None:
        super().__init__(daemon=True)
        self._doe = doe
        self.fout: BaseException | None = None

    def run(self) -> None:
        try:
            self._doe()
        except BaseException as fout:  # told by the other thread
            self.fout = fout


class Schrijver:
    """Puts pieces in a new package."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar

    def voeg(self, naam: str, inhoud: bytes) -> None:
        info = tarfile.TarInfo(naam)
        info.size = len(inhoud)
        self._tar.addfile(info, io.BytesIO(inhoud))

    def stroom(self, naam: str, bron: IO[bytes]) -> str:
        """What is left to read, in numbered parts, because tar wants to know a length; returns its SHA-256."""
        som, nummer = hashlib.sha256(), 0
        while deel := bron.read(DEEL):
            nummer += 1
            som.update(deel)
            self.voeg(f"{naam}/{nummer:06}", deel)
        return som.hexdigest()


@contextmanager
def schrijf(doel: Path, ontvangers: Sequence[str]) -> Iterator[Schrijver]:
    """A new file, there at once and whole, or not at all.

    Args:
        ontvangers: age public keys (`age1...`); each of their owners can open it.
    Raises:
        Pakketfout: no or a wrong key, or the disk is full.
    """
    if not ontvangers:
        raise Pakketfout(
            "Zet KETENREGIE_KOPIE_ONTVANGERS: de openbare age-sleutel van wie de kopie mag openen."
        )
    try:
        sleutels = [pyrage.x25519.Recipient.from_str(o) for o in ontvangers]
    except pyrage.RecipientError as fout:
        raise Pakketfout(
            "KETENREGIE_KOPIE_ONTVANGERS bevat geen geldige sleutel (age1…)."
        ) from fout
    beside = doel.with_name(f"{doel.name}.deel")
    lezen, schrijven = os.pipe()
    try:
        # Made here for its mode: nobody else may read it, also while it grows.
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as uit:

            def versleutel() -> None:
                # Closing our end also when it fails: else the writer waits forever.
                with os.fdopen(lezen, "rb") as bron:
                    pyrage.encrypt_io(bron, uit, sleutels)

            draad = _Draad(versleutel)
            draad.start()
            try:
                with (
                    os.fdopen(schrijven, "wb") as pijp,
                    tarfile.open(fileobj=pijp, mode="w|", bufsize=1 << 20) as tar,
                ):
                    yield Schrijver(tar)
            except BrokenPipeError:
                pass  # the reason is with the thread
            draad.join()
            if draad.fout is not None:
                raise Pakketfout(f"De kopie is niet te schrijven: {draad.fout}") from draad.fout
            uit.flush()
            os.fsync(uit.fileno())
        beside.replace(doel)
    finally:
        beside.unlink(missing_ok=True)


@contextmanager
def lees(bron: Path, sleutel: str) -> Iterator[Iterator[tuple[str, IO[bytes]]]]:
    """The pieces in order, each to be read before the next.

    Args:
        sleutel: the secret age key (`AGE-SECRET-KEY-...`).
    Raises:
        Pakketfout: not a backup, not for this key, cut off or changed.
    """
    try:
        identiteit = pyrage.x25519.Identity.from_str(sleutel.strip())
    except pyrage.IdentityError as fout:
        raise Pakketfout(
            "Zet KETENREGIE_KOPIE_SLEUTEL: de geheime sleutel (AGE-SECRET-KEY-…) van de kopie."
        ) from fout
    lezen, schrijven = os.pipe()
    with bron.open("rb") as dicht:

        def ontsleutel() -> None:
            with os.fdopen(schrijven, "wb") as uit:
                pyrage.decrypt_io(dicht, uit, [identiteit])

        draad = _Draad(ontsleutel)
        draad.start()

        def stukken() -> Iterator[tuple[str, IO[bytes]]]:
            for info in tar:
                inhoud = tar.extractfile(info)
                if inhoud is not None:
                    yield info.name, inhoud

        with os.fdopen(lezen, "rb") as pijp:
            try:
                with tarfile.open(fileobj=pijp, mode="r|", bufsize=1 << 20) as tar:
                    yield stukken()
                while pijp.read(DEEL):
                    pass  # so that the thread reaches the end, where a cut is noticed
            except (tarfile.TarError, EOFError) as fout:
                draad.join(30)
                raise Pakketfout(KAPOT) from (draad.fout or fout)
        draad.join()
        if draad.fout is not None:
            raise Pakketfout(KAPOT) from draad.fout


KAPOT = "Dit bestand is niet te openen: geen kopie, een andere sleutel, afgebroken of veranderd."
