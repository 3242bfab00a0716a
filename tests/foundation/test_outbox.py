"""A message leaves after the commit, at least once, and has each effect once."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from celery import Celery
from django.conf import settings
from django.db import DatabaseError, connection, transaction

from ketenregie.foundation import clock, outbox, werker
from ketenregie.foundation.outbox.models import Bericht, Effect
from ketenregie.foundation.registries import outbox_handlers
from ketenregie.foundation.viewer import Viewer, acting_as, current_viewer

pytestmark = pytest.mark.django_db

KETEN, CASUS = UUID(int=1), UUID(int=2)


@pytest.fixture(autouse=True)
def seen():
    """What two handlers received; the second fails while `stuk` is set. Only these two are registered."""
    known = dict(outbox_handlers.items())
    outbox_handlers._items.clear()
    calls: dict = {"een": [], "twee": [], "stuk": False, "viewer": None}

    @outbox.handler("proef", naam="een")
    def een(ids, bericht):
        calls["een"].append(ids)
        calls["viewer"] = current_viewer()

    @outbox.handler("proef", naam="twee")
    def twee(ids, bericht):
        outbox.post("gevolg", casus_id=ids["casus_id"])
        if calls["stuk"]:
            raise RuntimeError("Jan Jansen woont hier")
        calls["twee"].append(ids)

    yield calls
    outbox_handlers._items.clear()
    outbox_handlers._items.update(known)


@pytest.fixture(autouse=True)
def sent(monkeypatch):
    """What would go to the broker."""
    calls: list[str] = []
    monkeypatch.setattr(outbox, "stuur", lambda taak, **ids: calls.append(taak))
    return calls


def post() -> UUID:
    with acting_as(Viewer(keten_id=KETEN, deelname_id=uuid4(), nummer=1)):
        return outbox.post("proef", casus_id=CASUS)


@pytest.fixture
def as_werker(as_role):
    with as_role("werker"):
        yield


def row(pk: UUID) -> Bericht:
    with werker.als_werker():
        return Bericht.objects.get(pk=pk)


def test_each_handler_gets_the_ids_once_acting_for_the_keten(seen, as_werker):
    pk = post()
    assert outbox.relay() == 2  # the message and the one its handler posted
    assert seen["een"] == seen["twee"] == [{"casus_id": CASUS}]
    assert seen["viewer"].keten_id == KETEN
    assert seen["viewer"].is_systeem
    assert row(pk).verzonden_at is not None
    assert outbox.relay() == 0


def test_a_rolled_back_change_leaves_no_message(seen, as_werker):
    with pytest.raises(RuntimeError), transaction.atomic():
        post()
        raise RuntimeError
    assert outbox.relay() == 0
    assert seen["een"] == []


def test_the_relay_is_told_once_after_the_commit(sent, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        post()
        post()
        assert sent == []
    assert sent == ["relay_outbox"]


def test_a_broker_that_is_away_does_not_stop_the_change(monkeypatch):
    def gone(*args: object, **kwargs: object) -> None:
        raise ConnectionError

    monkeypatch.setattr(werker.current_app, "send_task", gone)
    assert werker.stuur("relay_outbox") is False


def test_delivered_twice_it_has_its_effect_once(seen, as_werker):
    pk = post()
    outbox.relay()
    with werker.als_werker():  # as if the mark was lost in a crash
        Bericht.objects.filter(pk=pk).update(verzonden_at=None)
    outbox.relay()
    assert len(seen["een"]) == len(seen["twee"]) == 1
    assert Effect.objects.filter(bericht_id=pk).count() == 2


def test_a_handler_that_fails_is_tried_again_and_the_other_is_not(seen, as_werker):
    seen["stuk"] = True
    pk = post()
    now = clock.now()
    with clock.frozen(now):
        assert outbox.relay() == 0
        assert outbox.relay() == 0  # not due yet
    failed = row(pk)
    assert (failed.pogingen, failed.verzonden_at) == (1, None)
    assert failed.volgende_at == now + timedelta(seconds=5)
    assert failed.laatste_fout == "twee: RuntimeError"  # the text might hold a name
    with werker.als_werker():
        assert Bericht.objects.filter(soort="gevolg").count() == 0  # rolled back with the handler
    seen["stuk"] = False
    with clock.frozen(now + timedelta(seconds=6)):
        assert outbox.relay() == 2
    assert len(seen["een"]) == len(seen["twee"]) == 1


def test_the_wait_doubles_up_to_an_hour(seen, as_werker):
    seen["stuk"] = True
    pk = post()
    at = clock.now()
    waits = []
    for _ in range(12):
        with clock.frozen(at):
            outbox.relay()
        at = row(pk).volgende_at
        waits.append(at)
    steps = [int((b - a).total_seconds()) for a, b in zip(waits, waits[1:], strict=False)]
    assert steps == [10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600, 3600]


def test_one_bad_message_does_not_hold_up_the_rest(seen, as_werker):
    seen["stuk"] = True
    post()
    with acting_as(Viewer.voor_systeem(KETEN, "proef")):
        other = outbox.post("anders")
    assert outbox.relay() == 1
    assert row(other).verzonden_at is not None


def test_readyz_says_how_long_the_oldest_waits(seen, client):
    assert client.get("/readyz").json()["oudste_bericht"] == 0
    with clock.frozen(clock.now() - timedelta(minutes=7)):
        post()
    assert 7 * 60 <= client.get("/readyz").json()["oudste_bericht"] < 8 * 60


def test_only_ids_go_into_a_message():
    with acting_as(Viewer(keten_id=KETEN)), pytest.raises(TypeError, match="naam"):
        outbox.post("proef", naam="Jansen")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="keten"):
        outbox.post("proef")


def test_who_posts_cannot_read_the_box():
    post()
    with acting_as(Viewer(keten_id=KETEN)):
        assert Bericht.objects.count() == 0


def test_the_public_form_can_post(as_role):
    with as_role("publiek"):
        outbox.post("proef", keten_id=KETEN, casus_id=CASUS)
        with pytest.raises(DatabaseError), transaction.atomic():
            Bericht.objects.count()


def test_delivered_messages_are_removed_after_a_month(seen, as_werker):
    with clock.frozen(clock.now() - timedelta(days=31)):
        post()
        outbox.relay()
    late = post()
    assert outbox.ruim_op() == 2
    with werker.als_werker():
        assert list(Bericht.objects.values_list("pk", flat=True)) == [late]
    assert Effect.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_a_message_in_the_hands_of_another_relay_is_skipped(seen):
    import threading

    with acting_as(Viewer(keten_id=KETEN)):
        outbox.post("proef", casus_id=CASUS)
    counts: list[int] = []

    def other() -> None:
        try:
            counts.append(outbox.relay())
        finally:
            connection.close()

    with werker.als_werker():
        Bericht.objects.select_for_update().get()
        thread = threading.Thread(target=other)
        thread.start()
        thread.join(10)
    assert counts == [0]
    assert outbox.relay() == 2


def test_nobody_waits_for_a_broker_that_is_away(monkeypatch):
    app = Celery(broker="redis://127.0.0.1:1/0")
    app.conf.broker_transport_options = settings.CELERY_BROKER_TRANSPORT_OPTIONS
    monkeypatch.setattr(werker, "current_app", app)
    waits: list[float] = []
    monkeypatch.setattr("kombu.utils.functional.sleep", waits.append)
    assert werker.stuur("bezorg") is False
    assert waits == []
