"""The casuslijst: columns that are remembered, and one thing for several casussen, previewed first."""

import re
from datetime import date, timedelta

import pytest

from cases.models import Casus, CasusPersoonsrecht
from cases.services.vervolg import wijzig_vervolg
from ketenregie.foundation import clock, logboek
from ketenregie.foundation.errors import AccessDenied, DomainError, EditConflict, NotVisible
from ketenregie.foundation.viewer import acting_as
from partners.models import Lidmaatschap
from tests.factories.cases import doe_mee, maak_casus


@pytest.fixture
def nla(viewer):
    return viewer("nla.krt")


def koppen(client):
    tekst = client.get("/casussen/").content.decode()
    return re.findall(r'<th scope="col">([A-Z][^<]*)</th>', tekst)


def test_the_columns_somebody_chose_come_back_for_that_person_only(nla, client_als):
    maak_casus(nla)
    client = client_als("nla.krt")
    assert koppen(client) == ["Casus", "Hoofdstap", "Volgende stap", "Uiterlijk", "Eigenaar"]
    antwoord = client.post(
        "/kolommen/casussen/",
        {"kolom": ["gemeente", "uiterlijk", "onzin"], "query": "status=aangemeld&zoek=x&pagina=2"},
    )
    assert antwoord["Location"] == "/casussen/?status=aangemeld&zoek=x"
    assert koppen(client_als("nla.krt")) == ["Casus", "Gemeente", "Uiterlijk"]
    assert "Gemeente" not in koppen(client_als("politie.krt"))
    client.post("/kolommen/casussen/", {})
    assert koppen(client) == ["Casus"]
    assert client.post("/kolommen/onzin/", {"kolom": "x"}).status_code == 404


def test_the_next_step_changes_with_a_reason_and_stands_on_the_tijdlijn(nla):
    casus = maak_casus(nla)
    morgen = clock.today() + timedelta(days=1)
    with acting_as(nla):
        nu = wijzig_vervolg(nla, casus, stap=" Bel de gemeente ", uiterlijk=morgen, reden="Haast")
        assert (nu.volgende_stap, nu.volgende_datum) == ("Bel de gemeente", morgen)
        regel = logboek.voor_casus(casus.pk).get(gebeurtenis="vervolg_gewijzigd")
        assert (regel.reden, regel.details) == (
            "Haast",
            {"velden": ["volgende_stap", "volgende_datum"]},
        )
        with pytest.raises(EditConflict):
            wijzig_vervolg(nla, casus, stap="Iets anders", reden="x", versie=casus.versie)
        for fout in (
            {"stap": "x", "reden": " "},
            {"stap": "Bel de gemeente", "reden": "Zelfde"},
            {"uiterlijk": date(2020, 1, 1), "reden": "Terug"},
        ):
            with pytest.raises(DomainError):
                wijzig_vervolg(nla, casus, **fout)


def test_only_the_owner_changes_the_next_step(nla, viewer):
    casus, politie = maak_casus(nla), viewer("politie.krt")
    with acting_as(politie), pytest.raises(NotVisible):
        wijzig_vervolg(politie, casus, stap="x", reden="y")
    doe_mee(nla, casus, politie)
    with acting_as(politie), pytest.raises(AccessDenied):
        wijzig_vervolg(politie, casus, stap="x", reden="y")


def test_bulk_shows_first_what_changes_and_why_the_rest_stays(nla, viewer, client_als):
    eigen, ander = (
        maak_casus(nla, titel="Van ons"),
        maak_casus(viewer("politie.krt"), titel="Van politie"),
    )
    doe_mee(viewer("politie.krt"), ander, nla)
    vreemd = maak_casus(viewer("moviera.krt"), titel="Onbekende zaak")
    client = client_als("nla.krt")
    keuze = {
        "actie": "vervolg",
        "casus": [eigen.pk, ander.pk, vreemd.pk, "onzin"],
        "query": "sorteer=titel",
    }
    tekst = client.post("/casussen/samen/", keuze).content.decode()
    assert "Dit gaat door voor 1 casus" in tekst
    assert "Alleen de eigenaar van de casus kan dit." in tekst
    assert "Onbekende zaak" not in tekst
    assert vreemd.kenmerk not in tekst
    with acting_as(nla):
        assert Casus.objects.get(pk=eigen.pk).volgende_stap == eigen.volgende_stap
    fout = client.post(
        "/casussen/samen/", keuze | {"bevestig": "ja", "stap": "", "reden": "Zo beter"}
    )
    assert fout.status_code == 422
    assert "Zo beter" in fout.content.decode()
    goed = client.post(
        "/casussen/samen/", keuze | {"bevestig": "ja", "stap": "Bellen", "reden": "Zo beter"}
    )
    assert goed["Location"] == "/casussen/?sorteer=titel"
    with acting_as(nla):
        assert Casus.objects.get(pk=eigen.pk).volgende_stap == "Bellen"
        assert Casus.objects.get(pk=ander.pk).volgende_stap == ander.volgende_stap


def test_a_colleague_is_put_on_several_casussen_at_once(nla, client_als):
    casussen = [maak_casus(nla, titel=f"Zaak {n}") for n in range(2)]
    with acting_as(nla):
        lid = Lidmaatschap.objects.get(medewerker_id=nla.medewerker_id, deelname_id=nla.deelname_id)
    client = client_als("nla.krt")
    client.post(
        "/casussen/samen/",
        {"actie": "collega", "casus": [c.pk for c in casussen], "bevestig": "ja",
         "collega": str(lid.pk), "taak": "uitvoering"},
    )  # fmt: skip
    with acting_as(nla):
        gezet = CasusPersoonsrecht.objects.filter(user_id=nla.medewerker_id, herkomst="taak")
        assert {r.content_object_id for r in gezet} == {c.pk for c in casussen}


def test_what_a_functie_may_not_do_is_not_offered_and_not_done(viewer, client_als):
    casus = maak_casus(viewer("nla.krt"))
    client = client_als("nla.krt")
    assert "Op de agenda" not in client.get("/casussen/").content.decode()
    antwoord = client.post("/casussen/samen/", {"actie": "agenda", "casus": casus.pk})
    assert (antwoord.status_code, antwoord["Location"]) == (302, "/casussen/")
    assert client_als("zvh.fg").post("/casussen/samen/", {"actie": "vervolg"}).status_code == 403
