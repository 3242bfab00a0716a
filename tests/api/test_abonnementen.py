"""Webhooks: signed, thin, in order per casus, again until it works, and never to our own network."""

import base64
import hashlib
import hmac
import json
import socket
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from cases import leveringtaken
from cases.models import Levering
from cases.services.bijdrage import lever_bijdrage
from ketenregie.foundation import clock, outbox, uitgaand
from ketenregie.foundation.viewer import acting_as
from tests.conftest import database_role
from tests.factories.toegang import opstelling


class Ontvanger:
    """A receiver of a partner that can fail, hang or redirect."""

    def __init__(self) -> None:
        self.berichten: list[tuple[dict[str, str], bytes]] = []
        self.antwoord: Any = 200
        self.naar = ""
        self.los = threading.Event()
        ik = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                ik.berichten.append((dict(self.headers), body))
                if ik.antwoord == "hangt":
                    ik.los.wait(5)
                    return
                if ik.antwoord == "onzin":
                    self.wfile.write(b"\x00" * 20)
                    return
                self.send_response(ik.antwoord)
                if ik.naar:
                    self.send_header("Location", ik.naar)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *args: Any) -> None: ...

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook?x=1"
        threading.Thread(
            target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        ).start()

    def events(self) -> list[dict[str, Any]]:
        return [json.loads(body) for _, body in self.berichten]


@pytest.fixture
def ontvanger(settings: Any) -> Iterator[Ontvanger]:
    settings.WEBHOOK_LOKAAL = True
    settings.ADRES = "https://ketenregie.example"
    found = Ontvanger()
    yield found
    found.los.set()
    found.server.shutdown()
    found.server.server_close()


def neem(client, url, **anders):
    return client.post(
        "/api/v1/abonnementen",
        json.dumps({"url": url, "naam": "Proef"} | anders),
        "application/json",
    )


def rond(at=None):
    """The relay and the sender run."""
    with database_role("werker"):
        outbox.relay()
        if at is None:
            return leveringtaken.lever()
        with clock.frozen(at):
            return leveringtaken.lever()


def breng(o, tekst="Gezien"):
    with acting_as(o.politie):
        return lever_bijdrage(
            o.politie,
            o.casus,
            tekst=tekst,
            gegevenscategorie="toezicht_handhaving",
            grondslag="wgs",
        )


@pytest.fixture
def o(viewer):
    found = opstelling(viewer)
    with database_role("werker"):
        outbox.relay()
    return found


def test_message_is_a_signed_cloudevent_with_ids_and_a_link_only(o, api, ontvanger):
    apeldoorn = api("demo-apeldoorn")
    made = neem(apeldoorn, ontvanger.url)
    assert made.status_code == 201, made.content
    geheim = made.json()["geheim"]
    rij = breng(o, "KANARIE")
    assert rond() == 1
    [(headers, body)] = ontvanger.berichten
    event = json.loads(body)
    assert event["specversion"] == "1.0"
    assert event["source"] == "urn:nld:oin:00000000000000000000:systeem:ketenregie"
    assert (event["type"], event["subject"]) == ("nl.ketenregie.bijdrage.geleverd", str(rij.pk))
    assert (
        event["dataref"]
        == f"https://ketenregie.example/api/v1/casussen/{o.casus.pk}/bijdragen/{rij.pk}"
    )
    assert event["data"] == {"id": str(rij.pk), "casus": str(o.casus.pk)}
    assert b"KANARIE" not in body
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    good = base64.b64encode(hmac.new(geheim.encode(), signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{good}"
    assert headers["webhook-id"] == event["id"]
    again = apeldoorn.get(made.headers["Location"])
    assert "geheim" not in again.json()
    assert rond() == 0


def test_failing_receiver_gets_it_again_later_and_in_order_per_casus(o, api, client_als, ontvanger):
    neem(api("demo-apeldoorn"), ontvanger.url)
    ontvanger.antwoord = 503
    eerste, tweede = breng(o, "een"), breng(o, "twee")
    assert rond() == 0
    assert [e["subject"] for e in ontvanger.events()] == [str(eerste.pk)]  # the second waits
    assert rond() == 0
    assert len(ontvanger.berichten) == 1  # not before its time
    page = client_als("apeldoorn.krt").get("/koppelingen/demo-apeldoorn/").content.decode()
    assert "komt nu niet aan" in page and "antwoord 503" in page and "1 keer geprobeerd" in page
    ontvanger.antwoord = 200
    assert rond(clock.now() + timedelta(minutes=5)) == 2
    assert [e["subject"] for e in ontvanger.events()] == [
        str(eerste.pk),
        str(eerste.pk),
        str(tweede.pk),
    ]
    first, again = ontvanger.events()[:2]
    assert first["id"] == again["id"]


def test_hanging_receiver_costs_a_moment_and_then_rests(o, api, ontvanger, monkeypatch):
    monkeypatch.setattr(uitgaand, "WACHT", 0.2)
    neem(api("demo-apeldoorn"), ontvanger.url)
    ontvanger.antwoord = "hangt"
    breng(o)
    assert rond() == 0
    with database_role("werker"):
        rij = Levering.objects.get()
    assert (rij.status, rij.pogingen, rij.fout) == ("wacht", 1, "geen antwoord op tijd")
    assert rij.volgende_at > clock.now() + timedelta(seconds=20)


@pytest.mark.parametrize("naar", ["http://127.0.0.1:1/", "http://169.254.169.254/latest/"])
def test_redirect_is_not_followed(o, api, ontvanger, naar):
    neem(api("demo-apeldoorn"), ontvanger.url)
    ontvanger.antwoord, ontvanger.naar = 307, naar
    breng(o)
    assert rond() == 0
    assert len(ontvanger.berichten) == 1
    with database_role("werker"):
        assert "verwijst door" in Levering.objects.get().fout


def test_dead_letter_is_seen_and_sent_again_on_request(o, api, client_als, ontvanger):
    apeldoorn = api("demo-apeldoorn")
    url = neem(apeldoorn, ontvanger.url).headers["Location"]
    ontvanger.antwoord = "onzin"
    breng(o)
    at = clock.now()
    rond(at)
    for _ in range(leveringtaken.POGINGEN):
        at += timedelta(hours=7)
        rond(at)
    assert len(ontvanger.berichten) == leveringtaken.POGINGEN
    assert apeldoorn.get(url).json()["nietTeLeveren"] == 1
    [dood] = apeldoorn.get(f"{url}/leveringen?status=dood").json()["resultaten"]
    assert (dood["pogingen"], dood["soort"]) == (leveringtaken.POGINGEN, "bijdrage.geleverd")
    mens = client_als("apeldoorn.krt")
    assert "niet alles kwam aan" in mens.get("/koppelingen/").content.decode()
    assert "komen aan" not in client_als("politie.krt").get("/koppelingen/").content.decode()
    page = mens.get("/koppelingen/demo-apeldoorn/").content.decode()
    assert "bijdrage.geleverd" in page and "12 keer geprobeerd" in page
    ontvanger.antwoord = 204
    done = apeldoorn.post(f"{url}/herhaling", "{}", "application/json")
    assert done.json() == {"aantal": 1}
    assert rond() == 1
    assert "komen aan" not in mens.get("/koppelingen/").content.decode()
    assert apeldoorn.get(url).json()["nietTeLeveren"] == 0


def test_replay_from_a_number_also_sends_what_was_before_the_abonnement(o, api, ontvanger):
    apeldoorn = api("demo-apeldoorn")
    url = neem(apeldoorn, ontvanger.url, soorten=["bijdrage.geleverd"]).headers["Location"]
    done = apeldoorn.post(f"{url}/herhaling", json.dumps({"na": 0}), "application/json")
    assert done.json()["aantal"] >= 1
    rond()
    assert {e["type"] for e in ontvanger.events()} == {"nl.ketenregie.bijdrage.geleverd"}


def test_both_secrets_sign_for_a_day(o, api, ontvanger):
    apeldoorn = api("demo-apeldoorn")
    made = neem(apeldoorn, ontvanger.url)
    nieuw = apeldoorn.post(f"{made.headers['Location']}/geheim", "{}", "application/json")
    assert nieuw.json()["geheim"] != made.json()["geheim"]
    breng(o)
    rond()
    assert len(ontvanger.berichten[0][0]["webhook-signature"].split()) == 2
    breng(o)
    rond(clock.now() + timedelta(days=2))
    assert len(ontvanger.berichten[-1][0]["webhook-signature"].split()) == 1


def test_ended_abonnement_and_lost_right_send_nothing(o, api, ontvanger):
    apeldoorn, moviera = api("demo-apeldoorn"), api("demo-moviera")
    url = neem(apeldoorn, ontvanger.url).headers["Location"]
    assert moviera.get(url).status_code == moviera.delete(url).status_code == 404
    breng(o)
    with database_role("werker"):
        outbox.relay()
    assert apeldoorn.delete(url).status_code == 204
    assert rond() == 0
    assert ontvanger.berichten == []


SLECHT = [
    "http://ketenpartner.example/", "https://gebruiker:geheim@ketenpartner.example/", "ftp://x/",
    "https://ketenpartner.example:22/", "https://", "https://ketenpartner.example/#x", "javascript:1",
    "https://ketenpartner.example/\r\nX: y",
]  # fmt: skip


@pytest.mark.parametrize("url", SLECHT)
def test_address_of_a_wrong_shape_is_refused(api, url):
    refused = neem(api("demo-politie"), url)
    assert (refused.status_code, refused.json()["fouten"][0]["veld"]) == (400, "url")


PRIVE = [
    "127.0.0.1", "10.0.0.1", "172.16.3.4", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.1",
    "::1", "fe80::1", "fd00::1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:a00:1::", "224.0.0.1",
    "::", "198.18.0.1", "ff02::1",
]  # fmt: skip


@pytest.mark.parametrize("ip", PRIVE)
def test_name_that_leads_to_our_own_network_is_refused(monkeypatch, ip):
    def lookup(*_: Any, **__: Any) -> Any:
        return [
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", (a, 443)) for a in ("93.184.216.34", ip)
        ]

    monkeypatch.setattr(socket, "getaddrinfo", lookup)
    with pytest.raises(uitgaand.AdresGeweigerd):
        uitgaand.zoek_op("https://ketenpartner.example/")


def test_name_is_looked_up_once_and_the_checked_address_is_called(monkeypatch):
    """A name that gives another address the second time (rebinding) gains nothing."""
    answers = iter(["93.184.216.34", "127.0.0.1"])
    called: list[Any] = []

    def lookup(*_: Any, **__: Any) -> Any:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), 443))]

    def connect(address: Any, *_: Any) -> Any:
        called.append(address)
        raise OSError

    monkeypatch.setattr(socket, "getaddrinfo", lookup)
    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(uitgaand.Onbereikbaar):
        uitgaand.post("https://ketenpartner.example/", b"{}", {})
    assert called == [("93.184.216.34", 443)]
    assert not uitgaand.mag("127.0.0.1")
    assert uitgaand.mag("93.184.216.34")
    assert uitgaand.mag("2606:2800:220:1:248:1893:25c8:1946")
