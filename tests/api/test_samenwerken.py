"""What partners do in a casus from their own systems: bring, accept, finish, agree, take over."""

import json
from uuid import uuid4

import pytest

from cases.models import Actie, Instemming, Overdracht
from cases.services import overdracht as overdrachten
from ketenregie.foundation.logboek import Logregel
from ketenregie.foundation.viewer import acting_as
from tests.factories.overleg import casus_in_behandeling, maak_overleg
from tests.factories.plan import (
    deelname_van,
    leg_voor,
    maak_casus,
    maak_plan,
    maak_vastgesteld_plan,
)
from tests.factories.toegang import HULP, JUSTITIE, opstelling

BIJDRAGE = {
    "tekst": "Zes slaapplaatsen gezien", "gegevenscategorie": "toezicht_handhaving",
    "grondslag": "wgs", "voorwaarden": "Alleen voor dit overleg",
}  # fmt: skip


def post(client, url, data=None, **headers):
    return client.post(url, json.dumps(data or {}), "application/json", headers=headers)


def test_bijdrage_is_brought_read_and_corrected_with_the_etag_last_seen(viewer, api):
    o = opstelling(viewer)
    politie, apeldoorn = api("demo-politie"), api("demo-apeldoorn")
    url = f"/api/v1/casussen/{o.casus.pk}/bijdragen"
    made = post(politie, url, BIJDRAGE)
    assert made.status_code == 201, made.content
    one = politie.get(made.headers["Location"])
    assert (one.json(), one.headers["ETag"]) == (made.json(), made.headers["ETag"])
    assert (one.json()["eigen"], one.json()["leverancier"]) == (
        True,
        "Politie-eenheid Oost-Nederland",
    ) or one.json()["eigen"]
    listed = apeldoorn.get(url).json()["resultaten"]
    assert made.json()["id"] in [b.get("id") for b in listed]
    change = {"tekst": "Zeven slaapplaatsen", "reden": "Verkeerd geteld"}

    def patch(client, **headers):
        return client.patch(
            made.headers["Location"], json.dumps(change), "application/json", headers=headers
        )

    assert patch(politie).status_code == 428
    assert patch(politie, **{"If-Match": "*"}).status_code == 428
    assert patch(politie, **{"If-Match": '"oud"'}).status_code == 412
    assert patch(apeldoorn, **{"If-Match": made.headers["ETag"]}).status_code == 404
    done = patch(politie, **{"If-Match": one.headers["ETag"]})
    assert (done.status_code, done.json()["tekst"], done.json()["gewijzigd"]) == (
        200, "Zeven slaapplaatsen", True,
    )  # fmt: skip
    assert patch(politie, **{"If-Match": one.headers["ETag"]}).status_code == 412


def test_withheld_bijdrage_is_listed_hidden_one_is_absent_and_neither_is_null(viewer, api):
    o = opstelling(viewer)
    url = f"/api/v1/casussen/{o.casus.pk}/bijdragen"
    politie, moviera = api("demo-politie"), api("demo-moviera")
    text = politie.get(url).content.decode()
    assert HULP not in text
    [withheld] = [b for b in politie.get(url).json()["resultaten"] if b["afgeschermd"]]
    assert withheld["regel"] and "tekst" in withheld and "id" not in withheld
    assert JUSTITIE not in moviera.get(url).content.decode()
    absent = moviera.get(f"{url}/{uuid4()}")
    hidden = moviera.get(f"{url}/{o.justitie.pk}")
    assert (hidden.status_code, hidden.content) == (404, absent.content)


def test_every_wrong_field_is_told_at_once(viewer, api):
    o = opstelling(viewer)
    refused = post(
        api("demo-politie"),
        f"/api/v1/casussen/{o.casus.pk}/bijdragen",
        {"grondslag": "x", "zomaar": 1},
    )
    assert refused.status_code == 400
    assert {f["veld"] for f in refused.json()["fouten"]} == {
        "grondslag", "zomaar", "tekst", "gegevenscategorie",
    }  # fmt: skip


def test_the_same_key_makes_one_bijdrage(viewer, api):
    o = opstelling(viewer)
    politie = api("demo-politie")
    url = f"/api/v1/casussen/{o.casus.pk}/bijdragen"
    answers = [post(politie, url, BIJDRAGE, **{"Idempotency-Key": "nacht-1"}) for _ in range(2)]
    assert [a.status_code for a in answers] == [201, 201]
    assert answers[0].content == answers[1].content
    assert answers[1].headers["Idempotent-Replayed"] == "true"
    other = post(politie, url, BIJDRAGE | {"tekst": "Anders"}, **{"Idempotency-Key": "nacht-1"})
    assert other.status_code == 409


def test_actie_is_accepted_and_finished_by_who_it_is_for(viewer, api):
    casus = maak_casus(viewer, hoofdstap="uitvoering")
    maak_vastgesteld_plan(viewer, casus)
    politie, moviera = api("demo-politie"), api("demo-moviera")
    url = f"/api/v1/casussen/{casus.pk}/acties"
    mine = politie.get(f"{url}?eigen=true").json()["resultaten"]
    assert mine and all(a["eigen"] for a in mine)
    actie = f"{url}/{mine[0]['id']}"
    assert post(moviera, f"{actie}/aanvaarding").status_code in {403, 404}
    taken = post(
        politie, f"{actie}/aanvaarding", **{"If-Match": politie.get(actie).headers["ETag"]}
    )
    assert (taken.status_code, taken.json()["status"]) == (200, "bezig")
    assert post(politie, f"{actie}/afronding", {}).json()["fouten"][0]["veld"] == "resultaat"
    stale = post(politie, f"{actie}/afronding", {"resultaat": "Gedaan"}, **{"If-Match": '"oud"'})
    assert stale.status_code == 412
    done = post(politie, f"{actie}/afronding", {"resultaat": "Pand gecontroleerd"})
    assert done.json()["status"] == "gedaan"
    assert done.json()["resultaat"]["inhoud"] == "Pand gecontroleerd"
    with acting_as(viewer("politie.krt")):
        assert Actie.objects.get(pk=mine[0]["id"]).resultaat == "Pand gecontroleerd"


def test_actie_is_given_back_with_a_reason_and_taken_again(viewer, api):
    casus = maak_casus(viewer, hoofdstap="uitvoering")
    maak_vastgesteld_plan(viewer, casus)
    politie, moviera = api("demo-politie"), api("demo-moviera")
    url = f"/api/v1/casussen/{casus.pk}/acties"
    [mine] = politie.get(f"{url}?eigen=true").json()["resultaten"]
    actie = f"{url}/{mine['id']}"
    seen = politie.get(actie).headers["ETag"]
    reden = {"reden": "KANARIE geen mensen"}
    assert mine["antwoord"] is None
    assert post(moviera, f"{actie}/teruggave", reden).status_code in {403, 404}
    assert post(politie, f"{actie}/teruggave").json()["fouten"][0]["veld"] == "reden"
    back = post(politie, f"{actie}/teruggave", reden, **{"If-Match": seen})
    assert (back.status_code, back.json()["antwoord"]) == (200, "teruggegeven"), back.content
    stale = post(politie, f"{actie}/aanvaarding", **{"If-Match": seen})
    assert stale.status_code == 412
    again = post(politie, f"{actie}/aanvaarding")
    assert (again.json()["antwoord"], again.json()["status"]) == ("aangenomen", "bezig")
    assert "KANARIE" not in moviera.get(url).content.decode()


def test_interventie_is_recorded_and_ended_with_its_effect(viewer, api):
    casus = maak_casus(viewer, hoofdstap="uitvoering")
    politie = api("demo-politie")
    url = f"/api/v1/casussen/{casus.pk}/interventies"
    model = casus.model
    soort, doelgroep, effect = (
        model.waardelijst(naam).keuzes()[0][0]
        for naam in ("interventiesoort", "interventie_doelgroep", "interventie_effect")
    )
    made = post(politie, url, {"soort": soort, "doelgroep": doelgroep, "omschrijving": "Controle"})
    assert made.status_code == 201, made.content
    ended = post(politie, f"{made.headers['Location']}/afronding", {"effect": effect})
    assert (ended.status_code, ended.json()["effect"]) == (200, effect)
    assert [i["id"] for i in politie.get(url).json()["resultaten"]] == [made.json()["id"]]


def test_plan_is_agreed_to_on_the_mandaat_of_a_colleague_who_read_this_text(viewer, api):
    casus = maak_casus(viewer)
    leg_voor(viewer, maak_plan(viewer, casus))
    politie = api("demo-politie")
    url = f"/api/v1/casussen/{casus.pk}/plannen-van-aanpak"
    [kort] = politie.get(url).json()["resultaten"]
    assert (kort["versie"], kort["status"], kort["mijnInstemming"]) == (1, "ter_instemming", None)
    seen = politie.get(f"{url}/1")
    stem = {"oordeel": "bezwaar", "toelichting": "Te vroeg", "namens": "politie.krt"}
    antwoord = f"{url}/1/instemmingen"
    assert post(politie, antwoord, stem).status_code == 428
    fresh = {"If-Match": seen.headers["ETag"]}
    for naam in ("moviera.krt", "bestaat.niet"):
        refused = post(politie, antwoord, stem | {"namens": naam}, **fresh)
        assert (refused.status_code, refused.json()["fouten"][0]["veld"]) == (400, "namens")
    done = post(politie, antwoord, stem, **fresh)
    assert (done.status_code, done.json()["mijnInstemming"]) == (200, "bezwaar"), done.content
    assert post(politie, antwoord, stem | {"oordeel": "instemming"}, **fresh).status_code == 412
    wie = viewer("politie.krt")
    with acting_as(wie):
        rij = Instemming.objects.get(plan__casus=casus, deelname_id=wie.deelname_id)
        regel = Logregel.objects.filter(object_id=rij.pk).get()
    assert (rij.medewerker_id, regel.medewerker_id) == (wie.medewerker_id, wie.medewerker_id)
    assert regel.client_id is not None


def test_pdf_is_the_variant_of_the_organisation(viewer, api, monkeypatch):
    monkeypatch.setattr("cases.documents.html_to_pdf", lambda html: html.encode())
    casus = maak_casus(viewer)
    maak_vastgesteld_plan(viewer, casus)
    paper = api("demo-politie").get(f"/api/v1/casussen/{casus.pk}/plannen-van-aanpak/1/pdf")
    assert (paper.status_code, paper.headers["Content-Type"]) == (200, "application/pdf")
    assert "Politie" in paper.content.decode()
    assert api("demo-elders").get(paper.request["PATH_INFO"]).status_code == 404


def test_overdracht_is_refused_with_a_reason_or_accepted_on_a_mandaat(viewer, api):
    casus = maak_casus(viewer)
    zvh = viewer("zvh.procesregisseur")

    def bied_aan():
        with acting_as(zvh):
            rij = overdrachten.bereid_overdracht_voor(
                zvh, casus, soort="casus", naar=deelname_van("moviera.krt"), grondslag="wgs",
                aanleiding="Neemt u dit over?", bericht="Alleen de ontvanger leest dit.",
            )  # fmt: skip
            Overdracht.objects.filter(pk=rij.pk).update(status="voorbereid")
            return overdrachten.verstuur_overdracht(zvh, casus, rij.pk).pk

    moviera, politie = api("demo-moviera"), api("demo-politie")
    url = f"/api/v1/overdrachten/{bied_aan()}"
    seen = moviera.get(url)
    assert (seen.json()["richting"], seen.json()["bericht"]) == ("ontvangen", "")
    assert "casus" not in seen.json()
    assert [o["id"] for o in moviera.get("/api/v1/overdrachten").json()["resultaten"]] == [
        seen.json()["id"]
    ]
    assert (
        politie.get(url).status_code
        == politie.post(f"{url}/weigering", {"reden": "x"}, "application/json").status_code
        == 404
    )
    assert post(moviera, f"{url}/aanvaarding", {"namens": "politie.krt"}).status_code == 400
    done = post(moviera, f"{url}/aanvaarding", {"namens": "moviera.krt"})
    assert (done.status_code, done.json()["status"]) == (200, "aanvaard"), done.content
    assert done.json()["bericht"] == "Alleen de ontvanger leest dit."


def test_casusoverleg_shows_only_casussen_of_the_organisation(viewer, api):
    casus = casus_in_behandeling(viewer)
    overleg = maak_overleg(viewer, casus)
    url = f"/api/v1/casusoverleggen/{overleg.pk}"
    assert [p["casus"] for p in api("demo-politie").get(url).json()["agenda"]] == [str(casus.pk)]
    assert api("demo-elders").get(url).status_code == 404


@pytest.mark.parametrize("velden", ["kenmerk,status", "kenmerk, status"])
def test_fewer_fields_on_request(viewer, api, velden):
    o = opstelling(viewer)
    politie = api("demo-politie")
    listed = politie.get("/api/v1/casussen", {"velden": velden}).json()["resultaten"]
    assert {frozenset(c) for c in listed} == {frozenset({"id", "kenmerk", "status"})}
    whole, part = (
        politie.get(f"/api/v1/casussen/{o.casus.pk}", q) for q in ({}, {"velden": velden})
    )
    assert set(part.json()) == {"id", "kenmerk", "status"}
    assert whole.headers["ETag"] == part.headers["ETag"]
    assert (
        politie.get("/api/v1/casussen", {"velden": "bsn"}).json()["fouten"][0]["veld"] == "velden"
    )


def test_lists_in_a_casus_go_by_the_page(viewer, api):
    o = opstelling(viewer)
    politie = api("demo-politie")
    for number in range(3):
        post(
            politie,
            f"/api/v1/casussen/{o.casus.pk}/bijdragen",
            BIJDRAGE | {"tekst": f"nr {number}"},
        )
    url, found = f"/api/v1/casussen/{o.casus.pk}/bijdragen?limit=2", []
    while url:
        page = politie.get(url).json()
        found += page["resultaten"]
        url = page["volgende"]
    assert len(found) == 5 and [b["tekst"] for b in found[-3:]] == ["nr 0", "nr 1", "nr 2"]
    assert politie.get(f"/api/v1/casussen/{o.casus.pk}/bijdragen?cursor=x").status_code == 400
