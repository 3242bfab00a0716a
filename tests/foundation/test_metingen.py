"""Figures for who watches: closed without the key, right about what waits, and about nobody."""

import re
import subprocess
import sys
from datetime import timedelta
from uuid import uuid4

import pytest
import yaml
from django.core.cache import cache
from django.test import Client
from django.urls import get_resolver
from prometheus_client.parser import text_string_to_metric_families

from ketenregie.foundation import clock, outbox, pols, tasks
from ketenregie.foundation.metingen import stand, teller
from ketenregie.foundation.viewer import Viewer, acting_as
from ketenregie.gegevensmap import BASE_DIR
from tests.access.test_routes import _routes

pytestmark = pytest.mark.django_db
TOKEN = "een-lange-sleutel-van-de-proef"


@pytest.fixture
def lees(settings):
    """Name of a figure with its labels, and its value."""
    settings.METINGEN_TOKEN = TOKEN

    def _lees() -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
        answer = Client().get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
        assert answer.status_code == 200
        return {
            (s.name, tuple(sorted(s.labels.items()))): s.value
            for family in text_string_to_metric_families(answer.content.decode())
            for s in family.samples
        }

    return _lees


def test_without_the_key_there_is_no_such_page(settings):
    geen = Client().get("/bestaat-niet/")
    for ingesteld, getoond in (
        ("", ""),
        ("", "x"),
        (TOKEN, ""),
        (TOKEN, TOKEN[:-1]),
        (TOKEN, TOKEN + "é"),
    ):
        settings.METINGEN_TOKEN = ingesteld
        kop = {"Authorization": f"Bearer {getoond}"} if getoond else {}
        answer = Client().get("/metrics", headers=kop)
        assert (answer.status_code, answer.content) == (404, geen.content), (ingesteld, getoond)


def test_labels_hold_names_from_the_code_only(lees, client_als):
    """Whatever was asked, by whom: no address, no id, no name, no word that was typed."""
    client = client_als("politie.krt")
    client.raise_request_exception = False
    geheim = str(uuid4())
    for adres in (
        f"/casussen/{geheim}/",
        "/kanarie-jansen/",
        "/werk/?q=jansen",
        f"/api/v1/casussen/{geheim}",
        "/static/x.js",
    ):
        client.get(adres, headers={"user-agent": "jansen"})
    client.generic("JANSEN", "/")
    client.post("/zoeken/", {"q": "jansen"})
    routes = {p.name for _, p in _routes(get_resolver().url_patterns) if p.name}
    vast = {
        "route": routes | {"geen", "statisch", "zonder_naam"},
        "methode": teller.METHODEN | {"anders"},
        "status": {str(n) for n in range(100, 600)} | {"wacht", "bezig", "klaar", "mislukt"},
        "onderdeel": {"database", "broker"},
        "rol": stand.ROLLEN | {"anders"},
        "wachtrij": {"celery", "lang"},
        "wat": {"klok", "zegel"},
    }
    gezien = set()
    for (naam, labels), _ in lees().items():
        for label, waarde in labels:
            if label in {"le", "richtlijn"}:
                continue
            assert waarde in vast[label], (naam, label, waarde)
            gezien.add(waarde)
    assert {"casus", "geen", "statisch", "anders", "404", "405"} <= gezien


def test_the_stand_shows_what_waits(lees):
    cache.clear()
    keten = uuid4()
    voor = lees()
    assert voor[("ketenregie_bereikbaar", (("onderdeel", "database"),))] == 1
    assert ("ketenregie_pols_seconden", (("wat", "klok"),)) not in voor, (
        "never a sign: no figure, and an alarm"
    )
    with clock.frozen(clock.now() - timedelta(minutes=7)), acting_as(Viewer(keten_id=keten)):
        outbox.post("proef", casus_id=uuid4())
    tasks.geef_teken()
    na = lees()
    assert (
        na[("ketenregie_berichten_wachtend", ())] == voor[("ketenregie_berichten_wachtend", ())] + 1
    )
    assert na[("ketenregie_oudste_bericht_seconden", ())] > 6 * 60
    assert na[("ketenregie_pols_seconden", (("wat", "klok"),))] < 60
    assert na[("ketenregie_taken", (("status", "wacht"),))] >= 0
    assert sum(v for (n, _), v in na.items() if n == "ketenregie_databaseverbindingen") >= 1
    gereed = Client().get("/readyz").json()
    assert gereed["klok"] < 60 and gereed["oudste_bericht"] > 6 * 60


def test_a_sign_of_life_is_no_reason_to_fail(monkeypatch):
    """Without the cache there is no sign; the work goes on and the page says so."""

    def weg(*args, **kwargs):
        raise ConnectionError("weg")

    monkeypatch.setattr(cache, "set", weg)
    monkeypatch.setattr(cache, "get", weg)
    pols.klop(pols.KLOK)
    assert pols.leeftijd(pols.KLOK) is None
    assert Client().get("/readyz").json()["klok"] is None


TEL = """
import os, sys
from ketenregie.foundation.metingen import teller
teller.VERZOEKEN.labels("werk", "GET", "200").inc(int(sys.argv[1]))
"""
LEES = """
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
alles = CollectorRegistry()
MultiProcessCollector(alles)
print(generate_latest(alles).decode())
"""


def test_processes_are_added_up(tmp_path):
    """Two processes of the web server count; whoever is asked tells the sum."""
    import os

    env = os.environ | {"PROMETHEUS_MULTIPROC_DIR": str(tmp_path)}
    for code, arg in ((TEL, "3"), (TEL, "4"), (LEES, "")):
        done = subprocess.run(
            [sys.executable, "-c", code, arg], cwd=BASE_DIR, env=env, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
    assert 'ketenregie_verzoeken_total{methode="GET",route="werk",status="200"} 7.0' in done.stdout


def test_alarms_name_figures_that_exist_and_say_what_to_do(lees):
    Client().get("/healthz")
    teller.CSP.labels("img-src").inc()
    tasks.geef_teken()
    bekend = {naam for naam, _ in lees()} | {"up"}
    regels = yaml.safe_load((BASE_DIR / "deploy/prometheus/alarmen.yml").read_text())["groups"][0][
        "rules"
    ]
    assert {"BerichtenBlijvenLiggen", "KlokStaatStil", "LogboekNietVerzegeld"} <= {
        r["alert"] for r in regels
    }
    for regel in regels:
        for naam in re.findall(r"\bketenregie_\w+", regel["expr"]):
            assert naam in bekend, naam
        assert regel["annotations"]["doe"] and regel["labels"]["ernst"] in {
            "hoog",
            "midden",
            "laag",
        }
    uitleg = (BASE_DIR / "docs/bewaking.md").read_text("utf-8")
    assert all(f"`{n}" in uitleg for n in {re.sub(r"_(bucket|sum|count|created)$", "", b) for b in bekend - {"up"}}
               if not n.endswith("_hoogstens") and n != "ketenregie_verzoeken")  # fmt: skip


def test_long_jobs_have_a_queue_of_their_own(settings):
    from ketenregie.celery import app

    route = app.amqp.router.route({}, "ketenregie.foundation.tasks.voer_taak_uit")
    assert route["queue"].name == "lang"
    assert (
        app.amqp.router.route({}, "ketenregie.foundation.tasks.relay_outbox")["queue"].name
        == "celery"
    )
    assert set(app.amqp.queues) >= {"celery", "lang"}, "a worker without -Q serves both"
