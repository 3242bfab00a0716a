"""A full disk of the database: writing is refused with a sentence, reading goes on, and room is enough to go on."""

import contextlib
import os
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from ketenregie import embedded
from ketenregie.gegevensmap import SUPERUSER
from ketenregie.processen import wait_until
from tests.drill.opstelling import Belasting, Koppeling, Opstelling, opgezet

pytestmark = [
    pytest.mark.drill,
    # What is killed leaves lines open; that is the point.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
GROOT = 220  # MB


@contextlib.contextmanager
def kleine_schijf() -> Iterator[Path]:
    """A file system of its own, in memory; needs root."""
    with tempfile.TemporaryDirectory(prefix="ketenregie-schijf-") as naam:
        map_ = Path(naam)
        map_.chmod(0o755)
        done = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={GROOT}m,mode=0777", "tmpfs", naam],
            capture_output=True,
            text=True,
        )
        if done.returncode:
            pytest.skip(f"hier is geen schijf te maken: {done.stderr.strip()}")
        try:
            yield map_
        finally:
            subprocess.run(["umount", "-l", naam], check=True)


def verplaats(hier: Opstelling, schijf: Path) -> None:
    """The database itself onto the small disk; its log (WAL) stays where there is room."""
    account = embedded.server_account(hier.data)
    plek = schijf / "ruimte"
    plek.mkdir(mode=0o700)
    if account.prefix:
        os.chown(plek, account.uid, account.gid)
    staat = hier.data.read_state()
    with psycopg.connect(
        host="127.0.0.1", port=int(staat["postgres_port"]), user=SUPERUSER, password=staat[SUPERUSER],
        dbname="postgres", autocommit=True,
    ) as db:  # fmt: skip
        db.execute(f"CREATE TABLESPACE klein LOCATION '{plek}'")
        db.execute("ALTER DATABASE ketenregie SET TABLESPACE klein")
        db.execute("CHECKPOINT")


def test_a_full_disk_refuses_writing_and_comes_back(
    meting: Callable[[str, object], None],
) -> None:
    with kleine_schijf() as schijf, opgezet() as hier:
        verplaats(hier, schijf)
        for deel in ("web", "worker", "beat"):
            hier.start_deel(deel)
        assert wait_until(hier.antwoordt, 60)
        with Belasting(hier) as belasting:
            assert wait_until(lambda: len(belasting.erkend) >= 20, 60)
        assert belasting.fouten.total() == 0
        ballast = schijf / "ballast"
        with contextlib.suppress(OSError), ballast.open("wb") as handle:
            while True:
                handle.write(b"\0" * 1024 * 1024)
                handle.flush()
        # Filled to the last block: sooner or later a page has no room.
        koppeling, erkend, einde = Koppeling(hier, "demo-politie"), {}, time.monotonic() + 120
        geweigerd = 0
        while not geweigerd and time.monotonic() < einde:
            tekst = f"proef-vol-{len(erkend)}"
            with contextlib.suppress(TimeoutError):
                erkend[tekst] = koppeling.meld(tekst, time.monotonic() + 3)
            geweigerd = koppeling.fouten["500"] + koppeling.fouten["503"]
        meting("geweigerd toen de schijf vol was", geweigerd)
        assert geweigerd, "de schijf werd niet vol"
        assert hier.antwoordt(), "de webserver leeft"
        [(n,)] = hier.vraag("SELECT count(*) FROM meldpunt_melding")
        assert n >= 20, "lezen gaat door"
        ballast.unlink()
        with Belasting(hier) as daarna:
            assert wait_until(lambda: len(daarna.erkend) >= 1 or daarna.fout, 60)
        assert daarna.erkend and not daarna.fout, "met ruimte gaat het vanzelf verder"
        assert hier.wacht_op_leeg(120)
        hier.manage("manage.py", "verify", rol="werker")
        # Both loads use the same words, so only what was acknowledged is asked for here.
        gevonden = {pk for (pk,) in hier.vraag("SELECT id::text FROM meldpunt_melding")}
        for lijst in (belasting.erkend, erkend, daarna.erkend):
            assert set(lijst.values()) <= gevonden
