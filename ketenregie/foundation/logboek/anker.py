"""The anchor: the head of the chain, written once an hour to a place that others keep.

Whoever owns the database can make all seals anew; what was written down elsewhere cannot be taken
back. `LOGBOEK_ANKER` names a file, as a path or `file://`, best on a disk of another party that only
accepts additions. Empty: no anchor. Each line is one JSON object.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import UTC, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from ketenregie.foundation import clock, eenmaal
from ketenregie.foundation.logboek.zegel import Zegel, nieuwe_epoch
from ketenregie.foundation.werker import als_werker


def bestand() -> Path | None:
    """The file of the anchor; None when there is none.

    Raises:
        ImproperlyConfigured: a kind of address that is not supported.
    """
    waarde: str = settings.LOGBOEK_ANKER
    if not waarde:
        return None
    delen = urlsplit(waarde)
    if delen.scheme == "file" and delen.netloc in {"", "localhost"}:
        return Path(unquote(delen.path))
    if delen.scheme:
        raise ImproperlyConfigured("LOGBOEK_ANKER is een pad of een adres dat met file:// begint.")
    return Path(waarde)


def schrijf() -> bool:
    """Write the head of the chain, once an hour; False when it was done or there is nothing to write.

    When writing fails the claim on the hour is rolled back with it, so that the next minute tries again.
    """
    doel = bestand()
    if doel is None:
        return False
    with als_werker():
        zegel = Zegel.objects.last()
        uur = eenmaal.slot_of(clock.now(), timedelta(hours=1))
        if zegel is None or not eenmaal.neem_slot("logboek_anker", uur):
            return False
        _voeg_toe(
            doel,
            volgnummer=zegel.volgnummer,
            epoch=zegel.epoch,
            hash=zegel.hash,
            gezegeld_at=zegel.gezegeld_at.astimezone(UTC).isoformat(),
        )
    return True


def meld_herstel(epoch: int) -> None:
    """After a restore: seals after the last one of the restored copy are gone, and that is known."""
    doel = bestand()
    if doel is None:
        return
    with als_werker():
        zegel = Zegel.objects.last()
    _voeg_toe(doel, herstel=epoch, volgnummer=zegel.volgnummer if zegel else 0)


def begin_na_herstel() -> str:
    """A new epoch of the logboek, known to the anchor. Role eigenaar."""
    epoch = nieuwe_epoch()
    meld_herstel(epoch)
    return f"Het logboek gaat verder als tijdperk {epoch}."


def controle() -> list[str]:
    """Every head that was written down and is no longer in the chain, as Dutch sentences."""
    doel = bestand()
    if doel is None or not doel.exists():
        return []
    with als_werker():
        hashes = dict(Zegel.objects.values_list("volgnummer", "hash"))
    return list(_vergelijk(doel, hashes))


def _vergelijk(doel: Path, hashes: dict[int, str]) -> Iterator[str]:
    koppen: dict[int, str] = {}
    for nummer, tekst in enumerate(doel.read_text().splitlines(), 1):
        try:
            kop: dict[str, Any] = json.loads(tekst)
            volgnummer = int(kop["volgnummer"])
            hash_ = "" if "herstel" in kop else str(kop["hash"])
        except (ValueError, KeyError, TypeError):
            yield f"regel {nummer} van het anker is onleesbaar"
            continue
        if "herstel" in kop:
            koppen = {n: h for n, h in koppen.items() if n <= volgnummer}
        elif koppen.setdefault(volgnummer, hash_) != hash_:
            yield f"het anker kent zegel {volgnummer} in twee vormen"
    for volgnummer, hash_ in sorted(koppen.items()):
        if volgnummer not in hashes:
            yield f"zegel {volgnummer} staat in het anker en ontbreekt in het logboek"
        elif hashes[volgnummer] != hash_:
            yield f"zegel {volgnummer} is anders dan in het anker"


def _voeg_toe(doel: Path, **kop: Any) -> None:
    """One line, on disk before we go on."""
    doel.parent.mkdir(parents=True, exist_ok=True)
    with doel.open("a") as file:
        file.write(json.dumps(kop) + "\n")
        file.flush()
        os.fsync(file.fileno())
