"""The worker is killed in the middle of an alarm, and two beats run at once: delivered once, called once.

A real worker on a real broker, a mail server that holds it at the worst moments, and SIGKILL.
"""

import os
import signal
import socketserver
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from email import message_from_string
from typing import Any
from urllib.parse import urlsplit

import pytest
from celery import Celery
from django.conf import settings
from django.db import connection, transaction

from ketenregie.foundation import clock
from ketenregie.foundation.logboek.models import Logregel
from ketenregie.foundation.outbox.models import Bericht, Effect
from ketenregie.foundation.viewer import Viewer, acting_as
from ketenregie.foundation.werker import als_werker
from ketenregie.gegevensmap import BASE_DIR
from meldpunt.models import Alarm, Oproep
from meldpunt.services.alarm import _te_laat, escaleer
from tests.conftest import database_role
from tests.factories.alarm import Wie, sla
from tests.factories.meldpunt import maak_melding

pytestmark = pytest.mark.django_db(transaction=True)


class Postserver(socketserver.ThreadingTCPServer):
    """Takes mail over SMTP. `houd` is the command at which it stops answering: DATA (the mail is on its
    way) or QUIT (it was taken, and the worker has not written that down yet)."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Gesprek)
        self.aangenomen: list[str] = []
        self.houd = ""
        self.vast = threading.Event()


class Gesprek(socketserver.StreamRequestHandler):
    server: Postserver

    def handle(self) -> None:
        self.zeg("220 post")
        while line := self.rfile.readline():
            command = line.decode().strip().upper()[:4]
            if command == "DATA":
                self.zeg("354 ga uw gang")
                text = b"".join(iter(self.rfile.readline, b".\r\n")).decode()
                if self.server.houd == "DATA":
                    self.blijf()
                    return
                self.server.aangenomen.append(text)
            elif command == "QUIT" and self.server.houd == "QUIT":
                self.blijf()
                return
            self.zeg("221 dag" if command == "QUIT" else "250 goed")

    def blijf(self) -> None:
        self.server.vast.set()
        self.rfile.read()  # until the other side is gone

    def zeg(self, tekst: str) -> None:
        self.wfile.write(tekst.encode() + b"\r\n")


@pytest.fixture
def post() -> Iterator[Postserver]:
    with Postserver() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def _broker() -> str:
    """A database of the broker of our own: other workers of this run do not take our task."""
    return urlsplit(settings.BROKER_URL)._replace(path=f"/{7 + os.getpid() % 8}").geturl()


@contextmanager
def werker(post: Postserver) -> Iterator["subprocess.Popen[bytes]"]:
    """A Celery worker on the test database."""
    url = urlsplit(os.environ["DATABASE_WERKER_URL"])
    name = str(connection.settings_dict["NAME"])
    process = subprocess.Popen(
        [sys.executable, "-m", "celery", "-A", "ketenregie", "worker", "--pool=solo", "-l", "ERROR",
         "--without-gossip", "--without-mingle", "--without-heartbeat"],
        cwd=BASE_DIR,
        env=os.environ
        | {
            "KETENREGIE_ROL": "werker",
            "DJANGO_SETTINGS_MODULE": "ketenregie.settings",
            "DATABASE_WERKER_URL": url._replace(path=f"/{name}").geturl(),
            "BROKER_URL": _broker(),
            "EMAIL_URL": f"smtp://127.0.0.1:{post.server_address[1]}",
        },
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        yield process
    finally:
        process.kill()
        process.wait(10)


def bezorg_nu() -> None:
    """What beat does every five seconds."""
    Celery(broker=_broker()).send_task(
        "ketenregie.foundation.tasks.relay_outbox", ignore_result=True
    )


def wacht(done: Any, seconden: int = 120) -> None:
    until = time.monotonic() + seconden
    while not done():
        assert time.monotonic() < until, "het duurde te lang"
        time.sleep(0.1)


def verstuurd() -> bool:
    with database_role("werker"), als_werker():
        return Bericht.objects.filter(soort="alarm.opgeroepen", verzonden_at__isnull=False).exists()


@pytest.mark.parametrize(
    "momenten", [["QUIT"], pytest.param(["DATA", "QUIT"], marks=pytest.mark.drill)]
)
def test_a_worker_killed_while_and_after_sending_delivers_one_call(
    viewer: Wie, post: Postserver, momenten: list[str]
) -> None:
    vt = viewer("vt.meldpunt")
    with database_role("werker"), als_werker():
        Bericht.objects.all().delete()
    alarm = sla(vt, maak_melding(vt))
    for moment in momenten:
        post.houd = moment
        post.vast.clear()
        with werker(post) as process:
            bezorg_nu()
            assert post.vast.wait(120), f"de werker kwam niet tot {moment}"
            os.kill(process.pid, signal.SIGKILL)
            process.wait(10)
        assert not verstuurd()
    post.houd = ""
    with werker(post):
        # The message of the killed worker comes back by itself; the next beat is what delivers it.
        bezorg_nu()
        wacht(verstuurd)

    # Cut off while sending nothing arrived; cut off after sending the same mail came again, and the
    # mailbox keeps one.
    mails = [message_from_string(text) for text in post.aangenomen]
    calls = [m for m in mails if alarm.kenmerk in str(m["Subject"])]
    assert len({m["Message-ID"] for m in calls}) == 1
    assert {m["To"] for m in calls} == {"politie.krt@ketenregie.example"}
    with database_role("werker"), als_werker():
        message = Bericht.objects.get(soort="alarm.opgeroepen")
        assert Effect.objects.filter(bericht_id=message.pk).count() == 1
    with acting_as(vt):
        assert Oproep.objects.filter(alarm=alarm).count() == 1
        lines = Logregel.objects.filter(gebeurtenis__startswith="alarm_").order_by("tijdstip", "id")
        assert [r.gebeurtenis for r in lines] == ["alarm_geslagen", "alarm_opgeroepen"]


def test_two_beats_at_once_call_the_next_once(viewer: Wie) -> None:
    vt = viewer("vt.meldpunt")
    alarm = sla(vt, maak_melding(vt))
    later = clock.now() + timedelta(minutes=10)
    counts: list[int] = []

    def beat() -> None:
        try:
            with database_role("werker"), acting_as(Viewer.voor_systeem(vt.keten_id, "proef")):
                counts.append(escaleer(later))
        finally:
            connection.close()

    with database_role("werker"), acting_as(Viewer.voor_systeem(vt.keten_id, "proef")):
        with transaction.atomic():
            assert escaleer(later) == 1
            thread = threading.Thread(target=beat)
            thread.start()
            thread.join(10)
        assert not _te_laat(later).exists()
    second = threading.Thread(target=beat)
    second.start()
    second.join(10)
    assert counts == [0, 0]
    with acting_as(vt):
        assert [o.stap for o in Alarm.objects.get(pk=alarm.pk).oproepen.order_by("stap")] == [
            1,
            2,
            2,
        ]
