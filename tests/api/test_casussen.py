"""Partner systems: a token per organisation, and exactly what that organisation may see."""

from uuid import uuid4

from tests.factories.cases import doe_mee, maak_casus


def test_partner_lists_and_reads_its_own_casus(viewer, api):
    casus = maak_casus(viewer("apeldoorn.krt"))
    client = api("demo-apeldoorn")
    listed = client.get("/api/v1/casussen").json()
    assert [c["id"] for c in listed["resultaten"]] == [str(casus.pk)]
    assert listed["volgende"] is None
    read = client.get(f"/api/v1/casussen/{casus.pk}")
    assert read.json()["betrokkenen"][0]["naam"] == "Plamen Dimitrov"
    assert read.headers["API-Version"] == "1.0.0"
    assert read.headers["ETag"].startswith('"')


def test_foreign_casus_gives_the_same_answer_as_an_absent_one(viewer, api):
    casus = maak_casus(viewer("apeldoorn.krt"))
    for client_id in ("demo-politie", "demo-elders"):
        client = api(client_id)
        foreign = client.get(f"/api/v1/casussen/{casus.pk}")
        absent = client.get(f"/api/v1/casussen/{uuid4()}")
        assert foreign.status_code == absent.status_code == 404
        assert foreign.content == absent.content
        assert foreign.headers["Content-Type"] == "application/problem+json"
        assert client.get("/api/v1/casussen").json()["resultaten"] == []


def test_withheld_datum_is_listed_with_its_rule(viewer, api):
    eigenaar, kmar = viewer("apeldoorn.krt"), viewer("politie.krt")
    casus = maak_casus(eigenaar)
    doe_mee(eigenaar, casus, kmar)
    read = api("demo-politie").get(f"/api/v1/casussen/{casus.pk}").json()
    assert read["betrokkenen"][0]["afgeschermd"] is False
    assert "O" not in read["mijnRollen"]


def test_without_token_nothing_is_told(client, db):
    response = client.get("/api/v1/casussen")
    assert response.status_code == 401
    assert response.headers["Content-Type"] == "application/problem+json"


def test_description_is_public_and_names_the_casussen(client, db):
    description = client.get("/api/v1/openapi.json").json()
    assert description["openapi"].startswith("3.1")
    assert "/api/v1/casussen" in description["paths"]
