"""Following a long job and fetching what it made."""

from uuid import uuid4

import pytest

from ketenregie.foundation import taak, werker
from ketenregie.foundation.logboek.models import Logregel
from ketenregie.foundation.taak import Resultaat
from ketenregie.foundation.taak.models import Taak
from ketenregie.foundation.viewer import acting_as

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_broker(monkeypatch):
    monkeypatch.setattr(taak, "stuur", lambda name, **ids: True)


@pytest.fixture
def begin(viewer):
    def start(username: str = "politie.krt", **fields) -> Taak:
        who = viewer(username)
        with acting_as(who):
            found = taak.start("proef", viewer=who, titel="Plan van aanpak als PDF")
        with werker.als_werker():
            Taak.objects.filter(pk=found.pk).update(**fields)
            return Taak.objects.get(pk=found.pk)

    return start


def done(found: Taak) -> Taak:
    found.bewaar_inhoud(b"%PDF-1.7")
    found.status, found.resultaat_naam = "klaar", "plan.pdf"
    found.resultaat_type = "application/pdf"
    with werker.als_werker():
        found.save()
    return found


def test_the_list_shows_own_tasks_only(client_als, begin):
    begin()
    begin("om.krt", titel="Van een ander")
    page = client_als("politie.krt").get("/taken/").content.decode()
    assert "Plan van aanpak als PDF" in page
    assert "In de wachtrij" in page
    assert "Van een ander" not in page


def test_an_empty_list_says_what_it_is_for(client_als):
    assert "Er zijn geen taken" in client_als("politie.krt").get("/taken/").content.decode()


def test_progress_is_asked_for_while_the_task_runs(client_als, begin):
    found = begin(status="bezig", voortgang=3, totaal=10)
    client = client_als("politie.krt")
    page = client.get(f"/taken/{found.pk}/").content.decode()
    assert "3 van 10" in page
    assert f'hx-get="/taken/{found.pk}/"' in page
    part = client.get(f"/taken/{found.pk}/", headers={"HX-Request": "true"})
    assert "<html" not in part.content.decode()
    assert 'max="10"' in part.content.decode()
    done(found)
    ended = client.get(f"/taken/{found.pk}/", headers={"HX-Request": "true"}).content.decode()
    assert "hx-get" not in ended
    assert "Download plan.pdf" in ended


def test_asking_for_progress_does_not_lengthen_the_session(client_als, begin):
    found = begin(status="bezig")
    client = client_als("politie.krt")
    assert client.get(f"/taken/{found.pk}/").cookies
    assert not client.get(f"/taken/{found.pk}/", headers={"HX-Request": "true"}).cookies


def test_the_result_is_a_download_and_leaves_a_line(client_als, begin, viewer):
    found = done(begin())
    response = client_als("politie.krt").get(f"/taken/{found.pk}/resultaat/")
    assert response.content == b"%PDF-1.7"
    assert response["Content-Disposition"] == 'attachment; filename="plan.pdf"'
    with acting_as(viewer("politie.krt")):
        assert Logregel.objects.filter(
            gebeurtenis="taak_resultaat_opgehaald", object_id=found.pk
        ).exists()


def test_a_waiting_task_can_be_cancelled(client_als, begin):
    found = begin()
    client = client_als("politie.krt")
    page = client.post(f"/taken/{found.pk}/annuleren/", follow=True).content.decode()
    assert "De taak is geannuleerd" in page
    assert "Annuleer de taak" not in page


def test_a_foreign_task_is_the_same_as_none(client_als, begin):
    found = done(begin())
    client = client_als("om.krt")
    for end in ("", "resultaat/"):
        foreign = client.get(f"/taken/{found.pk}/{end}")
        absent = client.get(f"/taken/{uuid4()}/{end}")
        assert (foreign.status_code, foreign.content) == (404, absent.content)
    assert client.post(f"/taken/{found.pk}/annuleren/").status_code == 404


def test_without_login_there_is_no_page(client, begin):
    found = begin()
    for url in ("/taken/", f"/taken/{found.pk}/", "/concepten/"):
        response = client.get(url)
        assert (response.status_code, response["Location"][:11]) == (302, "/inloggen/?")


def test_result_with_an_address_of_a_page_is_a_link(client_als, begin):
    found = begin(status="klaar", resultaat_url="/casussen/")
    page = client_als("politie.krt").get(f"/taken/{found.pk}/").content.decode()
    assert 'href="/casussen/"' in page
    assert Resultaat(url="/casussen/").inhoud is None
