"""Partner systems: a token per organisation, and exactly what that organisation may see."""

from datetime import date
from uuid import uuid4

from cases import gegevens
from cases.delen import Deler
from cases.models import Casus
from cases.services.betrokkenheid import nodig_uit, stel_voor
from cases.services.bijdrage import lever_bijdrage
from ketenregie.foundation.problems import api_version
from ketenregie.foundation.viewer import acting_as
from tests.factories.cases import doe_mee, maak_casus

KANARIE = "KANARIE-9Z"


def test_partner_lists_and_reads_its_own_casus(viewer, api):
    casus = maak_casus(viewer("apeldoorn.krt"))
    client = api("demo-apeldoorn")
    listed = client.get("/api/v1/casussen").json()
    assert [c["id"] for c in listed["resultaten"]] == [str(casus.pk)]
    assert listed["volgende"] is None
    read = client.get(f"/api/v1/casussen/{casus.pk}")
    assert read.json()["betrokkenen"][0]["naam"] == "Plamen Dimitrov"
    assert read.headers["API-Version"] == api_version()
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


def test_casus_names_who_takes_part_and_not_who_is_only_asked(viewer, api):
    eigenaar, politie = viewer("apeldoorn.krt"), viewer("politie.krt")
    casus = maak_casus(eigenaar)
    doe_mee(eigenaar, casus, politie)
    with acting_as(eigenaar):
        (rest, *_) = stel_voor(casus)
        nodig_uit(eigenaar, casus, [rest])
    read = api("demo-apeldoorn").get(f"/api/v1/casussen/{casus.pk}").json()
    assert [o["organisatie"]["naam"] for o in read["organisaties"]] == [
        "Gemeente Apeldoorn",
        "Politie Oost-Nederland",
    ]
    assert read["organisaties"][1]["rollen"]["acties_uitvoeren"] == ["R"]
    assert read["organisaties"][1]["eindigt"] is None


def test_without_token_nothing_is_told(client, db):
    response = client.get("/api/v1/casussen")
    assert response.status_code == 401
    assert response.headers["Content-Type"] == "application/problem+json"


def test_description_is_public_and_names_the_casussen(client, db):
    description = client.get("/api/v1/openapi.json").json()
    assert description["openapi"].startswith("3.1")
    assert "/api/v1/casussen" in description["paths"]


def test_health_datum_of_a_care_partner_is_hidden_or_withheld_from_the_politie(viewer, api):
    eigenaar, politie, zorg = viewer("apeldoorn.krt"), viewer("politie.krt"), viewer("moviera.krt")
    casus = maak_casus(eigenaar)
    doe_mee(eigenaar, casus, politie, zorg)
    with acting_as(zorg):
        for categorie, tekst in (("gezondheid", KANARIE), ("seksueel_gedrag", KANARIE)):
            lever_bijdrage(
                zorg, Casus.objects.get(pk=casus.pk), tekst=tekst, gegevenscategorie=categorie,
                grondslag="toestemming", toestemming_op=date(2026, 1, 5),
                toestemming_wijze="schriftelijk",
            )  # fmt: skip
    own = api("demo-moviera").get(f"/api/v1/casussen/{casus.pk}").json()["bijdragen"]
    assert [b["tekst"] for b in own] == [KANARIE, KANARIE]
    with acting_as(politie):
        kept = gegevens.bijdragen(casus, Deler(politie, Casus.objects.get(pk=casus.pk)))
    answer = api("demo-politie").get(f"/api/v1/casussen/{casus.pk}")
    seen = answer.json()["bijdragen"]
    assert KANARIE not in answer.content.decode()
    assert len(seen) == len(kept) == 1  # gezondheid is withheld, seksueel gedrag is hidden
    for shown, beeld in zip(seen, kept, strict=True):
        assert shown == {
            "afgeschermd": True,
            "regel": beeld.regel,
            "categorie": beeld.categorie,
            "leverancier": beeld.leverancier,
            "tekst": beeld.tekst,
            "gegeven": str(beeld.gegeven),
            "categorieCode": beeld.categoriecode,
            "toegangTeVragen": True,
        }


def test_canary_of_a_foreign_casus_is_in_no_answer(viewer, api):
    names = ("titel", "korte_inhoud", "gemeente", "voornaam", "achternaam", "reden")
    casus = maak_casus(viewer("apeldoorn.krt"), **dict.fromkeys(names, KANARIE))
    assert KANARIE in api("demo-apeldoorn").get(f"/api/v1/casussen/{casus.pk}").content.decode()
    for client_id in ("demo-politie", "demo-moviera", "demo-veiligthuis", "demo-elders"):
        client = api(client_id)
        for path in (f"casussen/{casus.pk}", "casussen", "meldingen", "organisaties"):
            assert KANARIE not in client.get(f"/api/v1/{path}").content.decode()


def test_letters_keep_the_names_of_the_referentiemodel(viewer, api):
    casus = maak_casus(viewer("apeldoorn.krt"))
    rollen = api("demo-apeldoorn").get(f"/api/v1/casussen/{casus.pk}").json()["mijnRollen"]
    assert set(rollen) <= {a.sleutel for a in casus.model.activiteiten}
    assert any("_" in sleutel for sleutel in rollen)
