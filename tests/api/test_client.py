"""The example client of examples/: a nightly sync that may break off anywhere."""

from datetime import timedelta

import pytest

from cases.models import Bijdrage
from cases.services.bijdrage import lever_bijdrage
from examples import ketenregie_client as voorbeeld
from ketenregie.foundation import clock, outbox
from ketenregie.foundation.viewer import acting_as
from ketenregie.gegevensmap import BASE_DIR
from ketenregie.portaal.demo.keten import API_GEHEIM
from tests.conftest import database_role
from tests.factories.toegang import opstelling

ADRES = "http://testserver"


class Net:
    """The network: Django's own client, with faults to order."""

    def __init__(self, client):
        self.client, self.fouten, self.verzoeken = client, [], []

    def __call__(self, methode, url, koppen, inhoud):
        self.verzoeken.append((methode, url))
        fout = self.fouten.pop(0) if self.fouten and "/oauth/" not in url else None
        if fout == "voor":
            raise ConnectionError
        soort = koppen.get("Content-Type", "application/json")
        answer = self.client.generic(
            methode, url.removeprefix(ADRES), inhoud or b"", soort, headers=koppen
        )
        if fout == "na":  # it arrived, and the answer did not
            raise TimeoutError
        if isinstance(fout, int):
            return voorbeeld.Antwoord(fout, {"retry-after": "7"}, b"")
        return voorbeeld.Antwoord(
            answer.status_code, {k.lower(): v for k, v in answer.headers.items()}, answer.content
        )


@pytest.fixture
def net(client, wereld):
    return Net(client)


@pytest.fixture
def keten(net):
    net.geslapen = []
    return voorbeeld.Ketenregie(
        ADRES, "demo-politie", API_GEHEIM, net=net, slaap=net.geslapen.append
    )


def bijdrage(o):
    return f"/api/v1/casussen/{o.casus.pk}/bijdragen", {
        "tekst": "Nachtbericht", "gegevenscategorie": "toezicht_handhaving", "grondslag": "wgs",
    }  # fmt: skip


def test_sync_sends_once_and_reads_what_changed_from_where_it_was(viewer, keten, net, tmp_path):
    o = opstelling(viewer)
    stand = voorbeeld.Stand(tmp_path / "stand.json")
    stand.zet_klaar(*bijdrage(o))
    # It arrives, the answer is lost, and the next tries meet a busy server.
    net.fouten = ["na", "voor", 503]
    gezien = []
    voorbeeld.nachtelijke_sync(keten, stand, lambda g, inhoud: gezien.append((g, inhoud)))
    with acting_as(o.politie):
        assert Bijdrage.objects.filter(tekst="Nachtbericht").count() == 1
    assert net.geslapen[:3] == [1.0, 2.0, 7.0]
    with database_role("werker"):
        outbox.relay()
    stand = voorbeeld.Stand(tmp_path / "stand.json")
    assert stand.uit == []
    voorbeeld.nachtelijke_sync(keten, stand, lambda g, inhoud: gezien.append((g, inhoud)))
    assert gezien and all(g["object"] for g, _ in gezien)
    assert "Nachtbericht" in [i.get("tekst") for _, i in gezien if i]
    with acting_as(o.moviera):
        lever_bijdrage(
            o.moviera, o.casus, tekst="Later", gegevenscategorie="hulpverlening", grondslag="wgs",
            motivering="De wet laat het toe voor dit overleg.",
        )  # fmt: skip
    with database_role("werker"):
        outbox.relay()
    gezien.clear()
    # Breaks off halfway, and goes on where it was.
    with pytest.raises(ZeroDivisionError):
        voorbeeld.nachtelijke_sync(keten, voorbeeld.Stand(stand.pad), lambda *_: 1 / 0)
    aantal = voorbeeld.nachtelijke_sync(
        keten, voorbeeld.Stand(stand.pad), lambda g, _: gezien.append(g["soort"])
    )
    assert (aantal, gezien) == (1, ["bijdrage.geleverd"])


def test_client_gets_a_new_token_and_tells_every_fault(viewer, keten):
    o = opstelling(viewer)
    keten.vraag("GET", "/api/v1/casussen")
    keten._token = "verlopen"
    assert keten.vraag("GET", "/api/v1/casussen").status == 200
    with pytest.raises(voorbeeld.Fout) as fout:
        keten.vraag("POST", bijdrage(o)[0], {"grondslag": "x"})
    assert {f["veld"] for f in fout.value.fouten} >= {"grondslag", "tekst"}
    with pytest.raises(ValueError, match="hoort niet bij"):
        keten.vraag("GET", "http://testserver.example/")


def test_client_knows_a_signature(monkeypatch):
    from uuid import uuid4

    from cases.leveringtaken import handtekening

    pk, body, nu = uuid4(), b"{}", int(clock.now().timestamp())
    monkeypatch.setattr(voorbeeld.time, "time", lambda: nu)
    kop = {
        "webhook-id": str(pk),
        "webhook-timestamp": str(nu),
        "webhook-signature": handtekening(["nieuw", "oud"], pk, nu, body),
    }
    assert voorbeeld.handtekening_klopt("nieuw", kop, body)
    assert voorbeeld.handtekening_klopt("oud", kop, body)
    assert not voorbeeld.handtekening_klopt("ander", kop, body)
    assert not voorbeeld.handtekening_klopt("nieuw", kop, b"{ }")
    later = nu + timedelta(minutes=6).total_seconds()
    monkeypatch.setattr(voorbeeld.time, "time", lambda: later)
    assert not voorbeeld.handtekening_klopt("nieuw", kop, body)


def test_client_stays_small():
    text = (BASE_DIR / "examples/ketenregie_client.py").read_text()
    assert len(text.splitlines()) < 200
