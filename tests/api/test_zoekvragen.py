""" "Is this person known?": the same words at the same moment, whatever is found."""

import json
from datetime import timedelta

from django.db.models import Q

from cases.models import Betrokkene
from ketenregie.foundation import clock
from ketenregie.foundation.viewer import acting_as
from meldpunt.models import Navraag
from meldpunt.services import navraag
from tests.factories.cases import maak_casus

VRAAG = {"voornaam": "Plamen", "achternaam": "Dimitrov", "reden": "Aangetroffen bij een controle"}


def stel(client, **anders):
    return client.post("/api/v1/persoonszoekvragen", json.dumps(VRAAG | anders), "application/json")


def vorm(answer):
    """What the answer says, without its own id and moment."""
    return answer.status_code, {
        k: v for k, v in answer.json().items() if k not in ("id", "gesteldOp")
    }


def test_known_and_unknown_person_get_the_same_answer_before_and_after(viewer, api):
    maak_casus(viewer("zvh.procesregisseur"), hoofdstap="analyse")
    politie = api("demo-politie")
    bekend, onbekend = stel(politie), stel(politie, voornaam="Xaviera", achternaam="Qqqqq")
    assert vorm(bekend) == vorm(onbekend)
    assert bekend.status_code == 201
    zvh = viewer("zvh.procesregisseur")
    with acting_as(zvh):
        for rij in Navraag.objects.filter(melding_id__isnull=True):
            navraag.antwoord(zvh, rij.pk, uitkomst="geen")
        assert Betrokkene.objects.exists()
    # Answered at once, and told at the fixed moment only.
    assert vorm(politie.get(bekend.headers["Location"]))[1] == vorm(bekend)[1]
    later = clock.now() + timedelta(days=7)
    wie = viewer("politie.krt")
    with clock.frozen(later), acting_as(wie):
        assert {navraag.stand(r) for r in Navraag.objects.filter(melding_id__isnull=True)} == {
            navraag.GEDAAN
        }


def test_question_stays_with_who_asked_and_with_the_procesregie(viewer, api):
    made = stel(api("demo-politie"))
    assert "Dimitrov" not in made.content.decode()
    assert api("demo-moviera").get(made.headers["Location"]).status_code == 404
    assert api("demo-moviera").get("/api/v1/persoonszoekvragen").json()["resultaten"] == []
    zvh = viewer("zvh.procesregisseur")
    with acting_as(zvh):
        assert str(made.json()["id"]) in {str(r.pk) for r in navraag.lopend(zvh)}


def test_too_little_asked_twice_or_without_a_reason_is_refused(api):
    politie = api("demo-politie")
    assert stel(politie, voornaam="", achternaam="").status_code == 400
    assert stel(politie, reden=" ").json()["fouten"][0]["veld"] == "reden"
    assert stel(politie, geboortedatum="2999-01-01").json()["fouten"][0]["veld"] == "geboortedatum"
    assert [stel(politie).status_code for _ in range(2)] == [201, 400]


def test_who_is_no_party_to_the_convenant_may_not_ask(api, monkeypatch):
    politie = api("demo-politie")
    monkeypatch.setattr(navraag, "partij_op", lambda dag: Q(pk__isnull=True))
    refused = stel(politie)
    assert (refused.status_code, refused.json().get("regel")) == (403, "convenant")
