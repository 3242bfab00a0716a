"""Reminders while the process is killed and the database drops its connections: each once, none lost.

The long form, with kill -9 of worker, broker and database, is tests/drill/test_herinneringen.py.
"""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection

from cases.models import Trede
from ketenregie.foundation.outbox.models import Bericht
from ketenregie.foundation.postvak.models import Postbericht
from ketenregie.foundation.viewer import Viewer, acting_as
from ketenregie.foundation.werker import als_werker
from ketenregie.gegevensmap import BASE_DIR
from tests.conftest import database_role
from tests.drill.herinneraar import zet_klaar
from tests.factories.alarm import Wie
from tests.mail.smtp import Smtpserver, smtpserver

pytestmark = pytest.mark.django_db(transaction=True)
AANTAL = 40


def _proces(smtp: Smtpserver) -> "subprocess.Popen[bytes]":
    url = urlsplit(os.environ["DATABASE_WERKER_URL"])
    naam = str(connection.settings_dict["NAME"])
    return subprocess.Popen(
        [sys.executable, "-m", "tests.drill.herinneraar"],
        cwd=BASE_DIR,
        env=os.environ
        | {
            "KETENREGIE_ROL": "werker",
            "DJANGO_SETTINGS_MODULE": "ketenregie.settings",
            "DATABASE_WERKER_URL": url._replace(path=f"/{naam}").geturl(),
            "EMAIL_URL": f"smtp://127.0.0.1:{smtp.poort}",
        },
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def _wacht(klaar: Any, seconden: int = 120) -> None:
    tot = time.monotonic() + seconden
    while not klaar():
        assert time.monotonic() < tot, "het duurde te lang"
        time.sleep(0.05)


def _alles_verzonden() -> bool:
    with database_role("werker"), als_werker():
        herinnerd = Bericht.objects.filter(soort="termijn.herinnerd", verzonden_at__isnull=False)
        return herinnerd.count() == AANTAL


def test_killed_in_the_middle_each_reminder_comes_once_and_none_is_lost(viewer: Wie) -> None:
    politie = viewer("politie.krt")
    with database_role("werker"):
        zet_klaar(AANTAL)
    with smtpserver() as smtp:
        eerste = _proces(smtp)
        _wacht(lambda: len(smtp.post) >= 5)
        os.kill(eerste.pid, signal.SIGKILL)
        eerste.wait(10)
        assert not _alles_verzonden()
        # Two at once, as two beats by accident; the database throws both out once.
        samen = [_proces(smtp), _proces(smtp)]
        try:
            _wacht(lambda: len(smtp.post) >= 15)
            with database_role("werker"), connection.cursor() as cursor:
                cursor.execute(
                    "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
                    "WHERE usename = 'werker' AND datname = current_database()"
                )
            _wacht(_alles_verzonden)
        finally:
            for proces in samen:
                proces.kill()
                proces.wait(10)
        per_mail = Counter((wie, m["Message-ID"]) for wie, m in smtp.post)
    with database_role("werker"), acting_as(Viewer.voor_systeem(politie.keten_id, "proef")):
        assert Trede.objects.count() == AANTAL
        post = Counter(
            Postbericht.objects.filter(soort="termijn").values_list("medewerker_id", flat=True)
        )
    assert post[politie.medewerker_id] == AANTAL
    assert set(post.values()) == {AANTAL}
    # A mail may have come twice for a crash between sending and writing it down: the same mail.
    assert len(per_mail) == AANTAL * len(post)
