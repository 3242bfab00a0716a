"""A partner system outside its own work says with each request what for."""

from cases.models import Betrokkenheid
from ketenregie.foundation.logboek.models import Logregel
from ketenregie.foundation.viewer import Viewer, acting_as
from tests.factories.cases import doe_mee, maak_casus


def test_a_system_without_work_in_the_casus_gives_its_doel_in_the_request(viewer, api):
    eigenaar, politie = viewer("apeldoorn.krt"), viewer("politie.krt")
    casus = maak_casus(eigenaar)
    doe_mee(eigenaar, casus, politie)
    client = api("demo-politie")
    adres = f"/api/v1/casussen/{casus.pk}"
    assert client.get(adres).status_code == 200
    with acting_as(Viewer.voor_systeem(casus.keten_id, "toezicht")):
        Betrokkenheid.objects.filter(casus=casus, deelname_id=politie.deelname_id).update(
            letters={}
        )
    refused = client.get(adres)
    assert refused.status_code == 403
    assert refused.json()["regel"] == "doel"
    assert "X-Doel" in refused.json()["detail"]
    koppen = {"X-Doel": "spoed", "X-Doel-Toelichting": "Melding van gevaar"}
    assert client.get(adres, headers=koppen).status_code == 200
    assert client.get(adres, headers=koppen | {"X-Doel": "zomaar"}).status_code == 403
    with acting_as(politie):
        look = Logregel.objects.filter(gebeurtenis="bekeken", doel="spoed").get()
    assert (look.reden, look.uitkomst, look.kanaal) == ("Melding van gevaar", "gelukt", "api")
