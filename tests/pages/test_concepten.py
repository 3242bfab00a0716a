"""Autosave, the list of drafts, and throwing one away."""

from uuid import UUID, uuid4

import pytest

from ketenregie.foundation.registries import ConceptForm, concept_forms

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def form(monkeypatch):
    known = ConceptForm("Nieuwe melding", lambda pk, object_id: f"/proef/?concept={pk}")
    monkeypatch.setitem(concept_forms._items, "proef", known)


@pytest.fixture
def client(client_als):
    return client_als("vt.krt")


def save(client, pk: UUID, versie: int = 0, **fields: object):
    return client.post(f"/concepten/proef/{pk}/", fields, headers={"If-Match": str(versie)})


def test_autosave_answers_with_version_and_moment(client):
    pk = uuid4()
    answer = save(client, pk, naam="Ada")
    assert answer.status_code == 200
    assert answer.json()["versie"] == 1
    assert answer.json()["bewaard_om"].endswith("+00:00")
    assert save(client, pk, 1, naam="Ada L").json()["versie"] == 2


def test_a_conflict_shows_both(client):
    pk = uuid4()
    save(client, pk, naam="Ada")
    save(client, pk, 1, naam="Ada L")
    answer = save(client, pk, 1, naam="Ada K", vorm=["a", "b"])
    assert answer.status_code == 409
    assert answer.json() == {
        "uw": {"naam": "Ada K", "vorm": ["a", "b"]},
        "hun": {"naam": "Ada L"},
        "versie": 2,
    }


def test_the_list_links_to_the_form_and_shows_no_contents(client):
    pk = uuid4()
    save(client, pk, naam="Ada Lovelace")
    page = client.get("/concepten/").content.decode()
    assert f"/proef/?concept={pk}" in page
    assert "Nieuwe melding" in page
    assert "Lovelace" not in page


def test_a_colleague_sees_nothing_of_it(client, client_als):
    pk = uuid4()
    save(client, pk, naam="Ada")
    other = client_als("vt.meldpunt")
    assert str(pk) not in other.get("/concepten/").content.decode()
    assert save(other, pk, 1, naam="x").status_code == 404
    assert other.post(f"/concepten/proef/{pk}/weg/").status_code == 404


def test_throwing_away_is_final(client):
    pk = uuid4()
    save(client, pk, naam="Ada")
    page = client.post(f"/concepten/proef/{pk}/weg/", follow=True).content.decode()
    assert "Het concept is weggegooid" in page
    assert "U hebt geen concepten" in page


def test_unknown_forms_and_broken_versions_are_refused(client):
    assert client.post(f"/concepten/onbekend/{uuid4()}/", {"naam": "x"}).status_code == 404
    answer = client.post(
        f"/concepten/proef/{uuid4()}/", {"naam": "x"}, headers={"If-Match": '"abc"'}
    )
    assert answer.status_code == 400
    assert client.post(f"/concepten/proef/{uuid4()}/?object=x", {"naam": "x"}).status_code == 404
