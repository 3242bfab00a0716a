"""Nothing a person typed is lost, and nobody else reads it."""

import json
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.http import QueryDict

from ketenregie.foundation import clock, concept, geheim
from ketenregie.foundation.concept import ConceptConflict
from ketenregie.foundation.concept.models import Concept
from ketenregie.foundation.errors import DomainError, NotVisible
from ketenregie.foundation.registries import ConceptForm, concept_forms
from ketenregie.foundation.viewer import Viewer, acting_as

pytestmark = pytest.mark.django_db

ME = Viewer(keten_id=UUID(int=1), deelname_id=UUID(int=2), nummer=1, medewerker_id=UUID(int=3))
FORM = "proef"


@pytest.fixture(autouse=True)
def form(monkeypatch):
    known = ConceptForm("Proefformulier", lambda pk, object_id: f"/proef/?concept={pk}")
    monkeypatch.setitem(concept_forms._items, FORM, known)


@pytest.fixture(autouse=True)
def me():
    with acting_as(ME):
        yield


def typed(text: str = "naam=Özlem&vorm=a&vorm=b&csrfmiddlewaretoken=x&password=y") -> QueryDict:
    return QueryDict(text)


def test_what_was_typed_comes_back_without_secrets():
    pk, about = uuid4(), uuid4()
    concept.bewaar(FORM, pk, typed(), object_id=about)
    found = concept.laad(FORM, pk)
    assert found is not None
    assert dict(found.data.lists()) == {"naam": ["Özlem"], "vorm": ["a", "b"]}
    assert (found.versie, found.object_id) == (1, about)


def test_the_contents_are_unreadable_in_the_database_and_tied_to_their_row():
    concept.bewaar(FORM, uuid4(), {"naam": "Jansen"})
    concept.bewaar(FORM, uuid4(), {"naam": "Pietersen"})
    one, two = Concept.objects.all()
    assert b"Jansen" not in bytes(one.inhoud) + bytes(two.inhoud)
    one.inhoud = two.inhoud
    one.save()
    with pytest.raises(geheim.GeheimError):
        concept.laad(FORM, one.pk)


def test_each_save_is_a_new_version():
    pk = uuid4()
    assert concept.bewaar(FORM, pk, {"naam": "a"}).versie == 1
    assert concept.bewaar(FORM, pk, {"naam": "ab"}, versie=1).versie == 2


def test_a_stale_save_shows_what_is_there_and_changes_nothing():
    pk = uuid4()
    concept.bewaar(FORM, pk, {"naam": "a"})
    concept.bewaar(FORM, pk, {"naam": "ab"}, versie=1)
    with pytest.raises(ConceptConflict) as conflict:
        concept.bewaar(FORM, pk, {"naam": "ac"}, versie=1)
    assert (conflict.value.hun, conflict.value.versie) == ({"naam": ["ab"]}, 2)
    assert concept.bewaar(FORM, pk, {"naam": "ac"}, versie=2).versie == 3  # the user chose


def test_the_same_save_again_after_a_lost_answer_is_no_conflict():
    pk = uuid4()
    concept.bewaar(FORM, pk, {"naam": "a"})
    assert concept.bewaar(FORM, pk, {"naam": "a"}).versie == 1


def test_a_late_autosave_does_not_bring_a_sent_draft_back():
    pk = uuid4()
    concept.bewaar(FORM, pk, {"naam": "a"})
    assert concept.verwijder(pk)
    with pytest.raises(NotVisible):
        concept.bewaar(FORM, pk, {"naam": "ab"}, versie=1)
    assert concept.laad(FORM, pk) is None
    assert not concept.verwijder(pk)


def test_another_person_or_organisation_has_no_way_in():
    pk = uuid4()
    concept.bewaar(FORM, pk, {"naam": "a"})
    colleague = Viewer(
        keten_id=ME.keten_id, deelname_id=ME.deelname_id, nummer=1, medewerker_id=uuid4()
    )
    elsewhere = Viewer(
        keten_id=uuid4(), deelname_id=uuid4(), nummer=9, medewerker_id=ME.medewerker_id
    )
    for viewer in (colleague, elsewhere):
        with acting_as(viewer):
            assert concept.laad(FORM, pk) is None
            assert concept.mijn_concepten() == []
            assert not concept.verwijder(pk)
            for versie in (0, 1):
                with pytest.raises(NotVisible):
                    concept.bewaar(FORM, pk, {"naam": "x"}, versie=versie)
    assert concept.laad(FORM, pk) is not None


def test_unknown_forms_partner_systems_and_floods_are_refused():
    with pytest.raises(NotVisible):
        concept.bewaar("onbekend", uuid4(), {})
    with pytest.raises(DomainError, match="te groot"):
        concept.bewaar(FORM, uuid4(), {"naam": "x" * 500_001})
    client = Viewer(keten_id=ME.keten_id, deelname_id=ME.deelname_id, client_id=uuid4())
    with acting_as(client), pytest.raises(NotVisible):
        concept.bewaar(FORM, uuid4(), {"naam": "a"})


def test_drafts_that_nobody_touches_go_after_thirty_days(as_role):
    pk = uuid4()
    concept.bewaar(FORM, pk, {"naam": "a"})
    with as_role("werker"), clock.frozen(clock.now() + timedelta(days=31)):
        assert concept.ruim_op() == 1


def test_the_differences_are_shown_as_plain_values():
    assert json.dumps(concept.plat({"a": ["1"], "b": ["1", "2"]})) == '{"a": "1", "b": ["1", "2"]}'
