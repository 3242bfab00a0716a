"""10,000 reminders while worker, broker and database are killed with kill -9: each once, none lost.

KETENREGIE_DRILL_HERINNERINGEN=10000 make drill ARGS="tests/drill/test_herinneringen.py"
"""

import os
import random
import time
from collections import Counter
from collections.abc import Callable

import pytest

from tests.drill.opstelling import opgezet
from tests.mail.smtp import smtpserver

AANTAL = int(os.environ.get("KETENREGIE_DRILL_HERINNERINGEN", "10000"))
# So that all long proofs together stay within the hour of `make drill`.
HOOGSTENS = 1200  # seconds
pytestmark = [
    pytest.mark.drill,
    # What is killed leaves lines open; that is the point.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
KLAAR = """
SELECT count(*) FROM foundation_bericht WHERE soort = 'termijn.herinnerd' AND verzonden_at IS NOT NULL
"""
PER_PERSOON = """
SELECT medewerker_id, count(*) FROM foundation_postbericht WHERE soort = 'termijn' GROUP BY 1
"""


def test_10_000_reminders_survive_kill_9_of_worker_broker_and_database(
    meting: Callable[[str, object], None],
) -> None:
    toeval = random.Random(22)
    with smtpserver() as smtp, opgezet(EMAIL_URL=f"smtp://127.0.0.1:{smtp.poort}") as hier:
        hier.manage("-m", "tests.drill.herinneraar", "klaarzetten", str(AANTAL), rol="werker")
        for deel in ("herinneraar", "worker"):
            hier.start_deel(deel)
        tot = time.monotonic() + HOOGSTENS
        while (klaar := hier.vraag(KLAAR)[0][0]) < AANTAL:
            assert time.monotonic() < tot, f"het duurde te lang: {klaar} verstuurd"
            time.sleep(toeval.uniform(5, 15))
            hier.dood(toeval.choice(["herinneraar", "worker", "broker", "database"]))
        [(treden,)] = hier.vraag("SELECT count(*) FROM cases_trede")
        per_persoon = dict(hier.vraag(PER_PERSOON))
        per_mail = Counter((wie, m["Message-ID"]) for wie, m in smtp.post)
        meting("kill -9", dict(hier.gedood))
        meting("mails, nogmaals dezelfde", sum(per_mail.values()) - len(per_mail))
        assert treden == AANTAL
        assert set(per_persoon.values()) == {AANTAL}
        assert len(per_mail) == AANTAL * len(per_persoon)
