"""What leaves by another door than a page: mail, broker, log lines, error pages, paper, tables, agendas."""

import base64
import gzip
import io
import json
import logging
import re
import zipfile
from collections.abc import Iterator
from email.message import EmailMessage
from typing import Any

import pytest
import redis
from django.apps import apps
from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.db import connection, connections
from django.test import TestCase
from django.urls import reverse

from cases import uitvoer
from ketenregie.foundation import outbox, problems, taak
from ketenregie.foundation.outbox.models import Bericht
from ketenregie.foundation.pdf import html_to_pdf
from ketenregie.foundation.registries import outbox_handlers
from ketenregie.foundation.rekenblad import FORMATEN
from ketenregie.foundation.taak import loper
from ketenregie.foundation.viewer import acting_as
from tests.access.kanaries import WOORD, brief, leesbaar, tags
from tests.access.test_matrix import ZIET
from tests.access.wereld import Wereld, browser, kijker, open_wereld
from tests.conftest import database_role

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def w(basiswereld: None, django_db_blocker: Any) -> Iterator[Wereld]:
    with open_wereld(django_db_blocker) as wereld:
        yield wereld


# --- the reader finds a word in every kind of output ----------------------------------------------------


def _zip(naam: str, tekst: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archief:
        archief.writestr(naam, tekst)
    return out.getvalue()


def _mail() -> bytes:
    bericht = EmailMessage()
    bericht["Subject"] = "Bericht"
    bericht.set_content("Beste é " + WOORD + "Q", cte="base64")
    bericht.add_attachment(
        gzip.compress(f"{WOORD}R".encode()), maintype="application", subtype="gzip"
    )
    return bytes(bericht)


GEVALLEN: dict[str, tuple[bytes, str, set[str]]] = {
    "html met tekens": (b"<p>&#75;ANARIEQ</p>", "text/html; charset=utf-8", {"Q"}),
    "json met tekens": (b'{"a": "\\u004bANARIEQ"}', "application/json", {"Q"}),
    "kleine letters": (b"kanarieq", "text/plain", {"Q"}),
    "csv van een rekenprogramma": (f"a;{WOORD}Q".encode("utf-16"), "text/csv", {"Q"}),
    "rekenblad": (_zip("xl/sharedStrings.xml", f"<t>&#75;{WOORD[1:]}Q</t>"), "application/xlsx", {"Q"}),
    "bestand in een bestand": (_zip("a.zip", ""), "application/zip", set()),
    "naam van een bestand": (_zip(f"{WOORD}Q.txt", "x"), "application/zip", {"Q"}),
    "agenda met een gevouwen regel": (b"SUMMARY:KANA\r\n RIEQ", "text/calendar", {"Q"}),
    "brief met bijlage": (_mail(), "message/rfc822", {"Q", "R"}),
}  # fmt: skip


@pytest.mark.parametrize("geval", GEVALLEN)
def test_reader_finds_the_word(geval: str) -> None:
    inhoud, soort, verwacht = GEVALLEN[geval]
    assert tags(leesbaar(inhoud, soort)) == verwacht


def test_reader_finds_the_word_on_paper_in_metadata_and_in_an_attachment() -> None:
    pdf = html_to_pdf(
        f"<html lang='nl'><head><title>{WOORD}T</title></head><body><p>Tekst {WOORD}Q &amp; meer</p></body></html>"
    )
    assert b"KANARIEQ" not in pdf  # compressed and drawn by glyph
    assert {"Q", "T"} <= tags(leesbaar(pdf, "application/pdf"))


# --- messages and tasks ------------------------------------------------------------------------------------


def test_every_message_is_delivered_and_no_mail_holds_a_word(w: Wereld) -> None:
    """All that the journeys of the world posted, delivered to every handler there is."""
    mail.outbox.clear()
    soorten = set()
    with database_role("werker"):
        for viewer in (kijker("zvh.procesregisseur"), kijker("elders.krt")):
            with acting_as(type(viewer).voor_systeem(viewer.keten_id, "proef")):
                soorten |= set(Bericht.objects.values_list("soort", flat=True))
                for rij in Bericht.objects.values_list("ids", "laatste_fout"):
                    assert tags(json.dumps(rij)) == set()
        outbox.relay()
    assert soorten & {h.soort for h in outbox_handlers.values()}
    assert mail.outbox, "zonder brief bewijst deze proef niets"
    for bericht in mail.outbox:
        assert tags("\n".join(brief(bericht.message()))) == set()


def test_broker_holds_keys_and_no_words(w: Wereld, monkeypatch: pytest.MonkeyPatch) -> None:
    """The real Valkey: what is queued by a message and by a long task."""
    # The relay is called once per transaction; the world's own call waits for a commit that never comes.
    monkeypatch.setattr(connections[connection.alias], "run_on_commit", [])
    server = redis.Redis.from_url(settings.BROKER_URL)
    before = set(server.keys("*"))
    queue = _wachtrij(server)
    vt = kijker("vt.meldpunt")
    with TestCase.captureOnCommitCallbacks(execute=True), acting_as(vt):
        taak.start("plan_pdf", viewer=vt, titel=f"{WOORD}M geheim", plan_id=w.casus.pk)
        outbox.post("proef", casus_id=w.casus.pk)
    try:
        queued = [b for b in _wachtrij(server) if b not in queue]
        assert len(queued) >= 2
        for bericht in queued:
            body = base64.b64decode(json.loads(bericht)["body"])
            text = bericht.decode() + body.decode()
            assert tags(text) == set()
            assert str(vt.medewerker_id) not in text
        for key in server.keys("*"):
            assert tags(repr(key) + repr(_waarde(server, key))) == set()
    finally:
        for naam in settings.WACHTRIJEN:
            for bericht in server.lrange(naam, 0, -1):
                if bericht not in queue:
                    server.lrem(naam, 0, bericht)
        if new := set(server.keys("*")) - before:
            server.delete(*new)


def _wachtrij(server: Any) -> list[bytes]:
    return [bericht for naam in settings.WACHTRIJEN for bericht in server.lrange(naam, 0, -1)]


def _waarde(server: Any, key: bytes) -> Any:
    soort = server.type(key)
    return {
        b"list": lambda: server.lrange(key, 0, -1),
        b"set": lambda: server.smembers(key),
        b"hash": lambda: server.hgetall(key),
        b"zset": lambda: server.zrange(key, 0, -1),
        b"string": lambda: server.get(key),
    }.get(soort, lambda: "")()


# --- what the program writes about itself ---------------------------------------------------------------


def test_tables_of_the_plumbing_hold_no_words(w: Wereld) -> None:
    """Logboek, messages, effects, sessions and slots: names, keys and states, after all that was done.

    But for one column of the logboek: the reason that somebody gave for the FG to read.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE kopie")
        for table in ("logboek_regel", "foundation_bericht", "foundation_effect", "foundation_slot",
                      "django_session", "foundation_idempotentie"):  # fmt: skip
            row = "to_jsonb(t) - 'reden'" if table == "logboek_regel" else "to_jsonb(t)"
            cursor.execute(f"SELECT count(*), count(*) FILTER (WHERE ({row})::text ILIKE %s) "
                           f"FROM {table} t", [f"%{WOORD}%"])  # fmt: skip
            total, found = cursor.fetchone()
            assert found == 0, table
            assert total or table not in {"logboek_regel", "foundation_bericht"}
        cursor.execute("SET LOCAL ROLE app")


def test_encrypted_columns_hold_no_readable_word(w: Wereld) -> None:
    """Melder, drafts, results and documents: the bytes in the database say nothing."""
    checked = 0
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE kopie")
        for model in apps.get_models():
            columns = [
                f.column
                for f in model._meta.concrete_fields
                if f.get_internal_type() == "BinaryField"
            ]
            for column in columns:
                cursor.execute(
                    f'SELECT "{column}" FROM "{model._meta.db_table}" WHERE "{column}" IS NOT NULL'
                )
                for (value,) in cursor.fetchall():
                    checked += 1
                    assert WOORD.encode() not in bytes(value), (model, column)
        cursor.execute("SET LOCAL ROLE app")
    assert checked > 5


class _Regels(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.regels: list[str] = []
        self.setFormatter(logging.getLogger().handlers[0].formatter)

    def emit(self, record: logging.LogRecord) -> None:
        self.regels.append(self.format(record))


def test_log_lines_of_a_day_hold_no_words(w: Wereld, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages, searches, refused and broken forms, a crash with a name in it."""
    import structlog

    from ketenregie.foundation.logregels import SHARED

    catcher = _Regels()
    catcher.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=SHARED,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        )
    )
    root = logging.getLogger()
    root.addHandler(catcher)
    level = root.level
    root.setLevel(logging.DEBUG)
    client = browser("zvh.procesregisseur")
    client.raise_request_exception = False
    try:
        for adres in (
            reverse("casussen") + f"?zoek={WOORD}A", reverse("casus", args=[w.casus.pk]),
            reverse("casus", args=[w.elders.pk]), f"/{WOORD}Z/", reverse("overleggen"),
        ):  # fmt: skip
            client.get(adres, headers={"referer": f"https://x/{WOORD}A", "user-agent": f"{WOORD}A"})
        client.post(reverse("casus_nazorg_nieuw", args=[w.casus.pk]), {"vraag": f"{WOORD}A"})
        _laat_vallen(monkeypatch)
        answer = client.get(reverse("casussen"))
        assert answer.status_code == 500
        assert tags(answer.content.decode()) == set()
    finally:
        root.removeHandler(catcher)
        root.setLevel(level)
    own = [
        r for r in catcher.regels if "django.template" not in r and "django.db.backends" not in r
    ]
    assert len(own) > 5
    # A path that nobody made is not logged with its words either.
    assert [r for r in own if tags(r) - {"Z"}] == []


def _laat_vallen(monkeypatch: pytest.MonkeyPatch) -> None:
    """The database refuses a row and quotes it, as PostgreSQL does."""
    from django.db import IntegrityError

    from cases import selectors

    def stuk(*args: Any, **kwargs: Any) -> Any:
        raise IntegrityError(
            "duplicate key value violates unique constraint\n"
            f"DETAIL:  Key (achternaam)=({WOORD}A) already exists."
        )

    monkeypatch.setattr(selectors, "casussen_for", stuk)


# --- pages of the program itself ----------------------------------------------------------------------------


def test_refusals_repeat_nothing_of_the_question(w: Wereld) -> None:
    """400, 403, 404, 405 and 500 say nothing back: not the address, not a parameter, not a header."""
    client = browser("om.krt")
    client.raise_request_exception = False
    cache.clear()
    for adres in (f"/{WOORD}Q/", f"/api/v1/{WOORD}Q", f"/casussen/{w.casus.pk}/?x={WOORD}Q",
                  f"/logboek/?zoek={WOORD}Q", f"/werk/{WOORD}Q"):  # fmt: skip
        answer = client.get(adres, headers={"x-iets": f"{WOORD}Q", "host": "testserver"})
        assert answer.status_code >= 400, adres
        assert tags(answer.content.decode() + repr(answer.headers)) == set(), adres
    assert set(problems.TITLES) >= {400, 403, 404, 500}
    assert not re.search(WOORD, json.dumps(problems.TITLES, ensure_ascii=False))


# --- lists taken out ----------------------------------------------------------------------------------


@pytest.mark.parametrize("soort", FORMATEN)
def test_a_list_taken_out_holds_no_word_of_what_is_not_theirs(w: Wereld, soort: str) -> None:
    found: dict[str, set[str]] = {}
    for naam in (
        "vt.krt",
        "politie.krt",
        "harderwijk.krt",
        "om.krt",
        "berkelland.krt",
        "elders.krt",
    ):
        viewer = kijker(naam)
        with acting_as(viewer):
            job = uitvoer.vraag(
                viewer, filters={}, kolommen=list(uitvoer.KOLOMMEN), formaat=soort,
                reden="Verdeling van het werk",
            )  # fmt: skip
        loper.voer_uit(job.pk, job.keten_id)
        with acting_as(viewer):
            job, inhoud = taak.haal_resultaat(job.pk)
        assert not tags(repr(job.__dict__))
        found[naam] = tags(leesbaar(inhoud, job.resultaat_type))
        assert found[naam] <= set(ZIET[naam]), naam
    assert "A" in found["vt.krt"] & found["politie.krt"]
    assert "E" in found["elders.krt"]
