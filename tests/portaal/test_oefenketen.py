"""A partner practises in a keten of its own: filled with what is made up, thrown away, made anew."""

import json

import pytest
from django.test import Client

from cases.models import Casus
from ketenregie.foundation import taak
from ketenregie.foundation.errors import AccessDenied, DomainError
from ketenregie.foundation.taak import loper
from ketenregie.foundation.taak.models import Taak
from ketenregie.foundation.viewer import acting_as
from ketenregie.portaal import oefenen
from meldpunt.views.melden_basis import publieke_keten
from partners.models import Keten
from partners.services import koppelingen, oefenketens
from tests.api.conftest import haal_token
from tests.factories.cases import maak_casus


@pytest.fixture(autouse=True)
def no_broker(monkeypatch):
    monkeypatch.setattr(taak, "stuur", lambda name, **ids: True)


def doe(viewer, username: str, knop: str) -> Keten:
    """Press the button and let the worker do it."""
    wie = viewer(username)
    with acting_as(wie):
        opdracht = oefenen.vraag(wie, knop)
        assert oefenen.bezig(wie) == opdracht
    loper.voer_uit(opdracht.pk, wie.keten_id)
    with acting_as(wie):
        klaar = Taak.objects.get(pk=opdracht.pk)
        assert klaar.status == "klaar", klaar.fout
        found = oefenketens.oefenketen_van(wie)
        assert found is not None
        return found


def systeem(viewer, username: str, keten: Keten, nummer: int = 0) -> tuple[str, str]:
    """Client id and secret of a koppeling of the practice keten."""
    wie = viewer(username)
    with acting_as(wie):
        client = oefenketens.koppelingen_van(keten)[nummer]
        return client.client_id, koppelingen.vernieuw_geheim(wie, client.pk)[1]


def aan(sleutel: str, geheim: str) -> Client:
    token = haal_token(sleutel, geheim).json()["access_token"]
    return Client(headers={"Authorization": f"Bearer {token}"})


def lijst(client: Client, pad: str) -> list[dict]:
    return client.get(f"/api/v1/{pad}").json()["resultaten"]


def test_it_is_filled_worked_in_and_thrown_away_without_touching_another_keten(
    viewer, client_als, monkeypatch
):
    echt = maak_casus(viewer("politie.krt"))
    keten = doe(viewer, "politie.krt", "opnieuw")
    toegang = systeem(viewer, "politie.krt", keten)
    ik = aan(*toegang)
    casussen = {c["hoofdstap"]: c["id"] for c in lijst(ik, "casussen")}
    assert len(lijst(ik, "casussen")) == 3 and str(echt.pk) not in casussen.values()
    # What needs an answer of the partner waits for it.
    mine = lijst(ik, f"casussen/{casussen['uitvoering']}/acties?eigen=true")
    assert "Oefenactie van uw organisatie" in {a["omschrijving"] for a in mine}
    plannen = {
        c["id"]: lijst(ik, f"casussen/{c['id']}/plannen-van-aanpak") for c in lijst(ik, "casussen")
    }
    [pk] = [k for k, v in plannen.items() if v and v[0]["status"] == "ter_instemming"]
    plan = ik.get(f"/api/v1/casussen/{pk}/plannen-van-aanpak/1")
    stem = {"oordeel": "instemming", "namens": f"{keten.sleutel}.politie.krt"}
    gestemd = ik.post(
        f"/api/v1/casussen/{pk}/plannen-van-aanpak/1/instemmingen", json.dumps(stem),
        "application/json", headers={"If-Match": plan.headers["ETag"]},
    )  # fmt: skip
    assert gestemd.status_code == 200, gestemd.content
    assert any(b["afgeschermd"] for b in lijst(ik, f"casussen/{casussen['uitvoering']}/bijdragen"))
    ander = aan(*systeem(viewer, "politie.krt", keten, 1))
    assert {c["id"] for c in lijst(ander, "casussen")} == {c["id"] for c in lijst(ik, "casussen")}
    # It is nowhere among the real ones.
    assert publieke_keten(keten.sleutel) is None
    assert keten.naam not in client_als("platform.beheer").get("/beheer/ketens/").content.decode()
    page = client_als("politie.krt").get("/koppelingen/oefenketen/").content.decode()
    assert toegang[0] in page and f"{keten.sleutel}.politie.krt" in page
    assert toegang[0] not in client_als("om.krt").get("/koppelingen/").content.decode()

    monkeypatch.setattr(oefenen, "VERHALEN", ())
    nieuw = doe(viewer, "politie.krt", "opnieuw")
    assert nieuw.pk != keten.pk
    assert ik.get("/api/v1/casussen").status_code == 401
    opnieuw = aan(*toegang)
    assert lijst(opnieuw, "casussen") == []
    assert opnieuw.get(f"/api/v1/casussen/{pk}").status_code == 404
    with acting_as(viewer("politie.krt")):
        assert Casus.objects.filter(pk=echt.pk).exists()
        assert Keten.objects.get(pk=keten.pk).actief is False


def test_an_organisation_of_another_kind_takes_part_beside_the_others(viewer, monkeypatch):
    kort = tuple(v for v in oefenen.VERHALEN if v.tot == "behandeling")
    monkeypatch.setattr(oefenen, "VERHALEN", kort)
    keten = doe(viewer, "meesamen.krt", "opnieuw")
    ik = aan(*systeem(viewer, "meesamen.krt", keten))
    assert [c["hoofdstap"] for c in lijst(ik, "casussen")] == ["analyse"]


def test_who_may_not_use_a_koppeling_does_not_practise_and_nobody_begins_without_end(
    viewer, client_als, monkeypatch
):
    assert client_als("zvh.fg").get("/koppelingen/oefenketen/").status_code == 403
    fg, politie = viewer("zvh.fg"), viewer("politie.krt")
    with acting_as(fg), pytest.raises(AccessDenied):
        oefenen.vraag(fg, "opnieuw")
    with acting_as(politie), pytest.raises(DomainError):
        oefenen.vraag(politie, "vul")
    monkeypatch.setattr(oefenketens, "PER_DAG", 1)
    monkeypatch.setattr(oefenen, "VERHALEN", ())
    doe(viewer, "politie.krt", "opnieuw")
    with acting_as(politie), pytest.raises(DomainError, match="morgen"):
        oefenketens.begin_opnieuw(politie)
