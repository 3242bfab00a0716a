"""The sociale kaart and the referentiemodel of one's own keten."""

from uuid import uuid4

import pytest

from partners.models import Deelname, Keten
from referentiemodel.models import ModelVersie


def test_sociale_kaart_is_of_the_own_keten(api, viewer):
    politie, elders = viewer("politie.krt"), viewer("elders.krt")
    client = api("demo-politie")
    listed = client.get("/api/v1/organisaties?limit=100").json()["resultaten"]
    known = set(Deelname.objects.filter(keten_id=politie.keten_id).values_list("pk", flat=True))
    assert {o["id"] for o in listed} == {str(pk) for pk in known}
    assert [o["naam"] for o in listed] == sorted(o["naam"] for o in listed)
    assert sum(o["meldpunt"] for o in listed) == 1
    one = client.get(f"/api/v1/organisaties/{politie.deelname_id}")
    assert one.json()["naam"] == politie.organisatie
    foreign = client.get(f"/api/v1/organisaties/{elders.deelname_id}")
    absent = client.get(f"/api/v1/organisaties/{uuid4()}")
    assert foreign.status_code == 404
    assert foreign.content == absent.content


def test_referentiemodel_is_the_whole_document(api, viewer):
    keten = Keten.objects.select_related("modelversie").get(pk=viewer("politie.krt").keten_id)
    client = api("demo-politie")
    listed = client.get("/api/v1/referentiemodellen").json()["resultaten"]
    (huidig,) = (m for m in listed if m["huidig"])
    assert huidig["id"] == str(keten.modelversie_id)
    read = client.get(f"/api/v1/referentiemodellen/{huidig['id']}")
    assert read.json()["document"] == keten.modelversie.inhoud
    assert read.json()["controlegetal"] == keten.modelversie.controlegetal


def test_model_of_another_keten_is_as_absent(api, viewer):
    mine = Keten.objects.get(pk=viewer("politie.krt").keten_id).modelversie
    other = ModelVersie.objects.exclude(sleutel=mine.sleutel).first()
    if other is None:
        pytest.skip("één model")
    client = api("demo-politie")
    foreign = client.get(f"/api/v1/referentiemodellen/{other.pk}")
    assert foreign.status_code == 404
    assert foreign.content == client.get(f"/api/v1/referentiemodellen/{uuid4()}").content


@pytest.mark.parametrize("limit", [1, 3])
def test_query_count_of_the_sociale_kaart(api, django_assert_num_queries, limit):
    client = api("demo-politie")
    with django_assert_num_queries(14):
        assert len(client.get(f"/api/v1/organisaties?limit={limit}").json()["resultaten"]) == limit
