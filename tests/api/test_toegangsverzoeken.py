"""Asking for access and deciding about it from a partner's own system."""

from datetime import timedelta
from uuid import uuid4

from cases.services.bijdrage import lever_bijdrage
from cases.services.voorbehoud import trek_toestemming_in
from ketenregie.foundation import clock
from ketenregie.foundation.viewer import acting_as
from tests.factories.toegang import HULP, opstelling


def test_from_withheld_datum_to_access(viewer, api):
    o = opstelling(viewer)
    politie, moviera = api("demo-politie"), api("demo-moviera")
    casus = f"/api/v1/casussen/{o.casus.pk}"
    [datum] = [b for b in politie.get(casus).json()["bijdragen"] if b["afgeschermd"]]
    assert (datum["regel"], datum["toegangTeVragen"]) == ("deelregel 4.2", True)
    vraag = {
        "casus": str(o.casus.pk), "gegeven": datum["gegeven"], "categorie": datum["categorieCode"],
        "doel": "slachtoffer_in_veiligheid", "motivering": "Waar is zij veilig?",
    }  # fmt: skip
    gedaan = politie.post("/api/v1/toegangsverzoeken", vraag, content_type="application/json")
    assert gedaan.status_code == 201
    pk = gedaan.json()["id"]
    assert [v["id"] for v in moviera.get("/api/v1/toegangsverzoeken").json()["resultaten"]] == [pk]
    assert api("demo-apeldoorn").get(f"/api/v1/toegangsverzoeken/{pk}").status_code == 404
    besluit = f"/api/v1/toegangsverzoeken/{pk}/besluit"
    tot = {"toewijzen": True, "tot": str(clock.today() + timedelta(days=3))}
    assert politie.post(besluit, tot, content_type="application/json").status_code == 404
    assert moviera.post(besluit, tot, content_type="application/json").status_code == 200
    assert HULP in politie.get(casus).content.decode()


def test_what_the_betrokkene_took_back_is_withheld_and_cannot_be_asked_for(viewer, api):
    o = opstelling(viewer)
    with acting_as(o.moviera):
        rij = lever_bijdrage(
            o.moviera, o.casus, tekst=HULP, gegevenscategorie="hulpverlening",
            grondslag="toestemming", toestemming_op=clock.today(), toestemming_wijze="schriftelijk",
        )  # fmt: skip
        trek_toestemming_in(o.moviera, rij)
    politie = api("demo-politie")
    seen = politie.get(f"/api/v1/casussen/{o.casus.pk}").json()["bijdragen"]
    assert {b["gegeven"]: b["toegangTeVragen"] for b in seen if b["afgeschermd"]} == {
        str(o.hulp.pk): True, str(rij.pk): False,
    }  # fmt: skip
    vraag = {
        "casus": str(o.casus.pk), "gegeven": str(rij.pk), "categorie": "hulpverlening",
        "doel": "slachtoffer_in_veiligheid", "motivering": "Waar is zij veilig?",
    }  # fmt: skip
    gedaan = politie.post("/api/v1/toegangsverzoeken", vraag, content_type="application/json")
    assert gedaan.status_code == 404


def test_hidden_and_absent_answer_alike(viewer, api):
    o = opstelling(viewer)
    antwoorden = {
        (r.status_code, r.content)
        for pk in (o.justitie.pk, uuid4())
        for r in [
            api("demo-moviera").post(
                "/api/v1/toegangsverzoeken",
                {
                    "casus": str(o.casus.pk), "gegeven": str(pk), "categorie": "justitieel",
                    "doel": "nazorg", "motivering": "x",
                },
                content_type="application/json",
            )
        ]
    }  # fmt: skip
    assert len(antwoorden) == 1
    assert antwoorden.pop()[0] == 404
