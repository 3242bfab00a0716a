"""Exchange: what the receiver sees, without identity unless asked, and on record as a verstrekking."""

import json

import pytest
from django.core.management import CommandError, call_command

from cases.models import Verstrekking
from ketenregie.foundation import outbox
from ketenregie.foundation.viewer import acting_as
from tests.conftest import database_role
from tests.factories.plan import maak_casus, maak_vastgesteld_plan
from tests.factories.toegang import HULP, JUSTITIE, opstelling


@pytest.fixture
def casus(viewer):
    found = maak_casus(viewer, hoofdstap="uitvoering")
    maak_vastgesteld_plan(viewer, found)
    return found


def exporteer(tmp_path, **opties):
    path = tmp_path / "uit.json"
    with database_role("werker"):
        call_command("export_htcds", str(path), voor="Politie", **opties)
    return json.loads(path.read_text()), path


def verstrekkingen(viewer, casus):
    wie = viewer("politie.krt")
    with acting_as(wie):
        return list(
            Verstrekking.objects.filter(casus=casus, soort="export", ontvangers__deelname=wie.deelname_id)
        )  # fmt: skip


def test_htcds_is_pseudonymised_and_each_casus_is_a_verstrekking(viewer, casus, tmp_path):
    data, path = exporteer(tmp_path)
    text = path.read_text()
    assert data["pseudonymised"] is True
    for word in ("Jamila", "Amrani", "2011-02-03", casus.kenmerk, str(casus.pk), casus.titel):
        assert word not in text, word
    [vic] = data["vic"]
    assert vic["vic_TypeOfExploitation"] == ["SexualExploitation"]
    [prs] = data["prs"]
    assert prs["x_AgeGroup"] == "12-17"
    assert {o["org_Type"] for o in data["org"]} >= {"LawEnforcement", "LocalGovernmentOrganisation"}
    assert all(s["spl_PlannedEndDate"] for s in data["spl"])
    assert path.stat().st_mode & 0o077 == 0
    [given] = verstrekkingen(viewer, casus)
    assert (given.titel, given.status, given.vorm) == ("Export HTCDS", "verstrekt", "export")
    again, _ = exporteer(tmp_path)
    assert again["prs"] == data["prs"]  # the same pseudonym for the same receiver
    assert len(verstrekkingen(viewer, casus)) == 1


def test_htcds_with_identity_asks_why(viewer, casus, tmp_path):
    with pytest.raises(CommandError):
        exporteer(tmp_path, identiteit=True)
    data, _ = exporteer(tmp_path, identiteit=True, reden="Wettelijke melding van een slachtoffer")
    assert data["prs"][0]["prs_FirstName"] == "Jamila"
    [given] = verstrekkingen(viewer, casus)
    assert given.need_to_know == "Wettelijke melding van een slachtoffer"


def test_htcds_holds_nothing_of_other_casussen_or_organisations(viewer, casus, tmp_path):
    with database_role("werker"):
        call_command("export_htcds", str(tmp_path / "x.json"), voor="MEE Samen")
    assert json.loads((tmp_path / "x.json").read_text())["cas"] == []
    with pytest.raises(CommandError), database_role("werker"):
        call_command("export_htcds", str(tmp_path / "x.json"), voor="Bestaat niet")


def test_zgw_is_the_casus_as_the_organisation_sees_it_and_on_record_once(viewer, casus, api):
    politie = api("demo-politie")
    url = f"/api/v1/casussen/{casus.pk}/zgw"
    zaak = politie.get(url).json()
    assert zaak["zaak"]["identificatie"] == casus.kenmerk
    assert "zaakcoordinator" in {r["omschrijvingGeneriek"] for r in zaak["rollen"]}
    assert [d["formaat"] for d in zaak["zaakinformatieobjecten"]] == ["application/pdf"]
    assert "Plan van aanpak vastgesteld" in {b["besluittype"] for b in zaak["besluiten"]}
    politie.get(url)
    with database_role("werker"):
        outbox.relay()
    assert [v.titel for v in verstrekkingen(viewer, casus)] == ["Casus als zaak (ZGW)"]
    assert api("demo-elders").get(url).status_code == 404


def test_no_exchange_holds_what_is_withheld_or_hidden(viewer, api, tmp_path):
    o = opstelling(viewer)
    texts = [
        api("demo-politie").get(f"/api/v1/casussen/{o.casus.pk}/{deel}").content.decode()
        for deel in ("zgw", "comensha")
    ]
    _, path = exporteer(tmp_path, identiteit=True, reden="Proef van wat er meegaat")
    for text in (*texts, path.read_text()):
        assert HULP not in text
        assert JUSTITIE not in text


def test_comensha_is_without_identity_and_says_what_is_missing(viewer, casus, api):
    for client_id, moet in (("demo-politie", True), ("demo-moviera", False)):
        found = api(client_id).get(f"/api/v1/casussen/{casus.pk}/comensha")
        assert found.status_code == 200, found.content
        text = found.content.decode()
        assert "Amrani" not in text and "2011" not in text
        assert found.json()["meldplichtig"] is moet
    assert any("geslacht" in zin for zin in found.json()["ontbreekt"])


def test_mirror_shows_own_data_and_what_is_missing_in_it(viewer, api):
    o = opstelling(viewer)
    mirror = {
        s["soort"]: s
        for s in api("demo-moviera").get("/api/v1/gegevenskwaliteit").json()["soorten"]
    }
    assert mirror["bijdragen"]["aangeleverd"] == 1
    [remark] = mirror["bijdragen"]["opmerkingen"]
    assert (remark["wat"], remark["aantal"]) == ("bron ontbreekt", 1)
    assert remark["waar"] == [{"id": str(o.hulp.pk), "casus": str(o.casus.pk)}]
    assert mirror["betrokkenen"]["aangeleverd"] == 0
