"""A long job does its work once, with the rights of who asked, and survives a dead worker."""

import threading
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection

from ketenregie.foundation import clock, logboek, postvak, taak, werker
from ketenregie.foundation.eenmaal import Slot
from ketenregie.foundation.errors import AccessDenied, DomainError, NotVisible
from ketenregie.foundation.registries import viewer_builders
from ketenregie.foundation.taak import Resultaat, loper
from ketenregie.foundation.taak.hartslag import Geannuleerd, Hartslag
from ketenregie.foundation.taak.models import Taak
from ketenregie.foundation.viewer import Viewer, acting_as, current_viewer

pytestmark = pytest.mark.django_db

KETEN, CASUS = UUID(int=1), UUID(int=2)
PERSON = Viewer(
    keten_id=KETEN, deelname_id=UUID(int=3), nummer=1,
    medewerker_id=UUID(int=4), lidmaatschap_id=UUID(int=5), functie="krt",
)  # fmt: skip


@pytest.fixture(autouse=True)
def rights(monkeypatch):
    """The lidmaatschap gives PERSON, as long as `viewer` is set."""
    state: dict = {"viewer": PERSON}

    def build(lidmaatschap_id: UUID, medewerker_id: UUID) -> Viewer:
        if state["viewer"] is None:
            raise AccessDenied("Uw toegang is beëindigd.")
        return state["viewer"]

    monkeypatch.setitem(viewer_builders._items, "lidmaatschap", build)
    return state


@pytest.fixture(autouse=True)
def sent(monkeypatch):
    calls: list[dict] = []
    for module in (taak, loper):
        monkeypatch.setattr(module, "stuur", lambda name, **ids: calls.append(ids))
    return calls


@pytest.fixture
def work(monkeypatch):
    """Register the function of the kind "proef" for one test."""

    def register(functie, **options) -> None:
        monkeypatch.setattr(taak.uitvoerders, "_items", {})
        taak.uitvoerder("proef", **options)(functie)

    return register


def begin(viewer: Viewer = PERSON) -> Taak:
    with acting_as(viewer):
        return taak.start("proef", viewer=viewer, titel="Plan als PDF", casus_id=CASUS)


def run(found: Taak) -> Taak:
    loper.voer_uit(found.pk, found.keten_id)
    return row(found)


def row(found: Taak) -> Taak:
    with werker.als_werker():
        return Taak.objects.get(pk=found.pk)


def test_the_work_runs_as_who_asked_and_leaves_a_sealed_result(work):
    seen = []

    def make(job, viewer, *, casus_id):
        seen.append((viewer, current_viewer(), casus_id))
        job.meld(1, 2)
        return Resultaat("plan.pdf", b"%PDF inhoud", "application/pdf")

    work(make)
    done = run(begin())
    assert seen == [(PERSON, PERSON, CASUS)]
    assert (done.status, done.voortgang, done.totaal) == ("klaar", 2, 2)
    assert (done.resultaat_naam, done.resultaat_type) == ("plan.pdf", "application/pdf")
    assert done.inhoud() == b"%PDF inhoud"
    assert b"inhoud" not in bytes(done.resultaat or b"")
    with acting_as(PERSON):
        kinds = list(
            logboek.models.Logregel.objects.order_by("id").values_list("gebeurtenis", "kanaal")
        )
    assert kinds == [("taak_gestart", "commando"), ("taak_klaar", "taak")]


def test_a_task_starts_after_the_commit(sent, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        found = begin()
        assert sent == []
    assert sent == [{"taak_id": found.pk, "keten_id": KETEN}]


def test_delivered_twice_it_runs_once(work):
    calls = []
    work(lambda job, viewer, **ids: calls.append(1))
    found = begin()
    run(found)
    run(found)
    assert calls == [1]


def test_a_refusal_is_told_and_its_changes_are_gone(work):
    def refuse(job, viewer, **ids):
        Slot.objects.create(taak="half", slot="1")
        raise DomainError("Er is nog geen plan.")

    work(refuse)
    done = run(begin())
    assert (done.status, done.fout) == ("mislukt", "Er is nog geen plan.")
    assert Slot.objects.filter(taak="half").count() == 0


def test_a_crash_tells_nothing_of_its_cause(work):
    def crash(job, viewer, **ids):
        raise RuntimeError("Jan Jansen")

    work(crash)
    done = run(begin())
    assert (done.status, "Jansen" in done.fout) == ("mislukt", False)


def test_rights_that_ended_meanwhile_stop_the_task(work, rights):
    calls = []
    work(lambda job, viewer, **ids: calls.append(1))
    found = begin()
    rights["viewer"] = None
    done = run(found)
    assert (done.status, done.fout, calls) == ("mislukt", "Uw toegang is beëindigd.", [])


def test_another_person_behind_the_lidmaatschap_stops_the_task(work, rights):
    work(lambda job, viewer, **ids: None)
    found = begin()
    rights["viewer"] = Viewer(keten_id=KETEN, deelname_id=UUID(int=3), medewerker_id=uuid4())
    assert run(found).status == "mislukt"


def test_a_partner_system_cannot_start_a_task_that_would_run_as_the_system():
    viewer = Viewer(keten_id=KETEN, deelname_id=uuid4(), client_id=uuid4())
    with acting_as(viewer), pytest.raises(TypeError):
        taak.start("proef", viewer=viewer, titel="x")


def test_a_system_task_runs_for_its_keten(work):
    seen = []
    work(lambda job, viewer, **ids: seen.append(viewer.systeem))
    found = begin(Viewer.voor_systeem(KETEN, "rapport"))
    assert run(found).status == "klaar"
    assert seen == ["rapport"]


def test_an_unknown_kind_fails_with_a_sentence(work):
    work(lambda job, viewer, **ids: None)
    taak.uitvoerders._items.clear()
    assert run(begin()).fout == "Dit soort taak bestaat niet meer."


def test_a_waiting_task_is_cancelled_at_once(work):
    calls = []
    work(lambda job, viewer, **ids: calls.append(1))
    found = begin()
    with acting_as(PERSON):
        assert taak.annuleer(found.pk).status == "geannuleerd"
    assert (run(found).status, calls) == ("geannuleerd", [])


def test_nobody_else_sees_cancels_or_fetches_a_task(work):
    work(lambda job, viewer, **ids: Resultaat("x", b"x"))
    found = begin()
    run(found)
    strangers = [
        Viewer(keten_id=KETEN, deelname_id=UUID(int=3), nummer=1, medewerker_id=uuid4()),
        # the same person, acting for another organisation
        Viewer(keten_id=KETEN, deelname_id=uuid4(), nummer=2, medewerker_id=UUID(int=4)),
    ]
    for stranger in strangers:
        with acting_as(stranger):
            assert taak.mijn_taken().count() == 0
            with pytest.raises(NotVisible):
                taak.annuleer(found.pk)
            with pytest.raises(NotVisible):
                taak.haal_resultaat(found.pk)


def test_the_result_is_handed_out_with_the_rights_of_that_moment(work):
    allowed = [True]

    def check(viewer, job):
        assert job.ids
        if not allowed[0]:
            raise NotVisible

    work(lambda job, viewer, **ids: Resultaat("plan.pdf", b"x"), controle=check)
    found = begin()
    run(found)
    with acting_as(PERSON):
        assert taak.haal_resultaat(found.pk)[1] == b"x"
        assert logboek.models.Logregel.objects.filter(
            gebeurtenis="taak_resultaat_opgehaald"
        ).exists()
    allowed[0] = False
    with acting_as(PERSON), pytest.raises(NotVisible):
        taak.haal_resultaat(found.pk)


def test_a_task_of_a_dead_worker_is_done_by_another(work, sent):
    calls = []
    work(lambda job, viewer, **ids: calls.append(1))
    found = begin()
    with acting_as(Viewer.voor_systeem(KETEN, "proef")):
        dead = loper._claim(found.pk)
    assert dead is not None
    assert loper.hervat() == 0  # it may still be alive
    with clock.frozen(clock.now() + timedelta(minutes=2)):
        assert loper.hervat() == 1
        assert sent[-1] == {"taak_id": found.pk, "keten_id": KETEN}
        assert run(found).status == "klaar"
    assert calls == [1]


def test_a_worker_that_lost_its_task_cannot_finish_it(work):
    work(lambda job, viewer, **ids: None)
    found = begin()
    with acting_as(Viewer.voor_systeem(KETEN, "proef")):
        slow = loper._claim(found.pk)
        assert slow is not None
        Taak.objects.filter(pk=found.pk).update(status="wacht")
        assert loper._claim(found.pk) is not None
    with acting_as(PERSON), pytest.raises(Geannuleerd):
        loper._klaar(slow, Resultaat("oud", b"oud"))
    assert row(found).resultaat is None


def test_a_task_that_kills_its_worker_is_given_up(work):
    found = begin()
    with werker.als_werker():
        Taak.objects.filter(pk=found.pk).update(
            status="bezig", pogingen=3, hartslag_at=clock.now() - timedelta(minutes=2)
        )
    assert loper.hervat() == 0
    assert row(found).status == "mislukt"


def test_a_task_that_the_broker_lost_is_sent_again(sent):
    found = begin()
    assert loper.hervat() == 0
    with clock.frozen(clock.now() + timedelta(minutes=6)):
        assert loper.hervat() == 1
        assert loper.hervat() == 0  # just sent
    assert sent == [{"taak_id": found.pk, "keten_id": KETEN}]


def test_results_are_removed_after_seven_days(work):
    work(lambda job, viewer, **ids: Resultaat("x", b"x"))
    run(begin())
    with clock.frozen(clock.now() + timedelta(days=6)):
        assert loper.ruim_op() == 0
    with clock.frozen(clock.now() + timedelta(days=8)):
        assert loper.ruim_op() == 1


@pytest.mark.django_db(transaction=True)
def test_a_running_task_shows_its_progress_and_hears_that_it_must_stop():
    found = begin()
    systeem = Viewer.voor_systeem(KETEN, "taak uitvoeren")
    with acting_as(systeem):
        job = loper._claim(found.pk)
    assert job is not None
    with Hartslag(job, systeem, interval=0.05) as beat:
        job.hartslag = beat
        job.meld(3, 10)
        wait_until(lambda: row(found).voortgang == 3)
        with acting_as(PERSON):
            taak.annuleer(found.pk)
        wait_until(beat._stop.is_set)
        with pytest.raises(Geannuleerd):
            job.meld(4, 10)


@pytest.mark.django_db(transaction=True)
def test_a_lost_connection_does_not_stop_the_heartbeat(monkeypatch):
    found = begin()
    systeem = Viewer.voor_systeem(KETEN, "taak uitvoeren")
    with acting_as(systeem):
        job = loper._claim(found.pk)
    assert job is not None
    original, cut = Hartslag.slag, threading.Event()

    def slag(self: Hartslag) -> None:
        if not cut.is_set():
            cut.set()
            connection.ensure_connection()
            connection.connection.close()
        original(self)

    monkeypatch.setattr(Hartslag, "slag", slag)
    job.voortgang = 7
    with Hartslag(job, systeem, interval=0.05):
        wait_until(lambda: row(found).voortgang == 7)
    assert cut.is_set()


def wait_until(condition) -> None:
    for _ in range(200):
        if condition():
            return
        threading.Event().wait(0.02)
    raise AssertionError("het gebeurde niet")


def test_the_end_of_a_task_lies_in_the_inbox_of_who_asked(work, rights):
    def mine() -> list[tuple[str, str, str]]:
        with acting_as(PERSON):
            return [(r.titel, r.zin, r.pad) for r in postvak.mijn(PERSON).order_by("created_at")]

    def refuse(job, viewer, **ids):
        raise DomainError("Er is nog geen plan.")

    work(lambda job, viewer, **ids: None)
    one = begin()
    run(one)
    run(one)  # delivered twice
    assert mine() == [("Uw taak is klaar", "Plan als PDF", f"/taken/{one.pk}/")]
    work(refuse)
    two = begin()
    run(two)
    assert mine()[1:] == [("Uw taak is mislukt", "Plan als PDF", f"/taken/{two.pk}/")]
