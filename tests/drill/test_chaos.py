"""The whole system while its parts die: nothing that was acknowledged is lost, nothing happens twice.

KETENREGIE_DRILL_GEBEURTENISSEN=10000 KETENREGIE_DRILL_DODEN=100 make drill ARGS="-k chaos"
"""

import os
import random
import signal
import time
from collections.abc import Callable

import pytest

from ketenregie import embedded
from tests.drill.opstelling import Belasting, opgezet, schade, start_servers, vuur

AANTAL = int(os.environ.get("KETENREGIE_DRILL_GEBEURTENISSEN", "10000"))
DODEN = int(os.environ.get("KETENREGIE_DRILL_DODEN", str(max(5, AANTAL // 100))))
ZAAD = int(os.environ.get("KETENREGIE_DRILL_ZAAD", "9"))
pytestmark = [
    pytest.mark.drill,
    # What is killed leaves lines open; that is the point.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
Meting = Callable[[str, object], None]


def test_chaos_loses_nothing_that_was_acknowledged_and_doubles_nothing(meting: Meting) -> None:
    """kill -9 of web, worker, beat, broker and database at random, under load."""
    with opgezet("web", "worker", "beat") as hier:
        with Belasting(hier) as belasting:
            vuur(
                hier,
                belasting,
                aantal=AANTAL,
                doden=DODEN,
                toeval=random.Random(ZAAD),
                hoogstens=3000,
            )
        assert not belasting.fout, belasting.fout
        assert hier.wacht_op_leeg(300), "berichten bleven liggen"
        meting("niet meteen gelukt, opnieuw gevraagd", dict(belasting.fouten))
        assert schade(hier, belasting.erkend, meting) == []
        # Who looks afterwards finds everything in order: the locks, the rights, the chain of the logboek.
        hier.manage("manage.py", "verify", rol="werker")


def test_the_broker_away_with_a_full_backlog(meting: Meting) -> None:
    """Reporting goes on without the broker; when it is back everything is delivered, once."""
    aantal = max(50, AANTAL // 20)
    with opgezet("web", "worker", "beat") as hier:
        pid = embedded.valkey_pid(hier.data)
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        with Belasting(hier) as belasting:
            tot = time.monotonic() + 1200
            while len(belasting.erkend) < aantal:
                assert time.monotonic() < tot and not belasting.fout, belasting.fout
                time.sleep(0.5)
        [(wachtend,)] = hier.vraag(
            "SELECT count(*) FROM foundation_bericht WHERE verzonden_at IS NULL"
        )
        assert wachtend >= aantal
        langst = max(k.langst for k in belasting.koppelingen)
        meting("langste antwoord zonder broker", f"{langst:.1f} s")
        assert langst < 10
        start_servers(hier.data)
        begin = time.monotonic()
        assert hier.wacht_op_leeg(600), "de achterstand liep niet leeg"
        meting("achterstand", f"{wachtend} berichten in {time.monotonic() - begin:.0f} s")
        assert schade(hier, belasting.erkend, meting) == []


def test_an_upgrade_under_load_refuses_nobody(meting: Meting) -> None:
    """`migrate` puts the rules of every table back while people work: no error, and nobody waits long."""
    with opgezet("web", "worker", "beat") as hier:
        with Belasting(hier, pauze=0.05) as belasting:
            time.sleep(3)
            voor = len(belasting.erkend)
            for _ in range(3):
                hier.manage("manage.py", "migrate", "--verbosity", "0")
            tijdens = len(belasting.erkend) - voor
        meting("tijdens drie keer migrate erkend", tijdens)
        meting("langste antwoord", f"{max(k.langst for k in belasting.koppelingen):.1f} s")
        assert tijdens > 0 and not belasting.fout
        assert belasting.fouten.total() == 0, (dict(belasting.fouten), hier.fouten_in_log("web"))
        assert max(k.langst for k in belasting.koppelingen) < 10
        assert hier.wacht_op_leeg(60), "berichten bleven liggen"
        assert schade(hier, belasting.erkend, meting) == []
