"""A periodic job runs once per slot, with two beats and after a failure."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction
from django.utils.module_loading import import_string

from ketenregie.foundation import clock, eenmaal, tasks
from ketenregie.foundation.eenmaal import Slot
from ketenregie.foundation.werker import als_werker

pytestmark = pytest.mark.django_db


def test_a_slot_is_taken_once():
    with transaction.atomic():
        assert eenmaal.neem_slot("proef", "1")
        assert not eenmaal.neem_slot("proef", "1")
        assert eenmaal.neem_slot("proef", "2")


def test_a_job_that_fails_gives_its_slot_back():
    with pytest.raises(RuntimeError), transaction.atomic():
        assert eenmaal.neem_slot("proef", "1")
        raise RuntimeError
    with transaction.atomic():
        assert eenmaal.neem_slot("proef", "1")


def test_a_slot_is_a_fixed_stretch_of_time():
    day = timedelta(days=1)
    morning = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)
    assert eenmaal.slot_of(morning, day) == eenmaal.slot_of(morning + timedelta(hours=23), day)
    assert eenmaal.slot_of(morning, day) != eenmaal.slot_of(morning + day, day)


@pytest.mark.django_db(transaction=True)
def test_a_second_process_does_not_wait_for_the_first():
    answers: list[bool] = []

    def other() -> None:
        try:
            with transaction.atomic():
                answers.append(eenmaal.neem_slot("proef", "1"))
        finally:
            connection.close()

    with transaction.atomic():
        assert eenmaal.neem_slot("proef", "1")
        thread = threading.Thread(target=other)
        thread.start()
        thread.join(10)
        assert answers == [False]


def test_cleaning_up_runs_once_a_day():
    with als_werker():
        Slot.objects.create(taak="oud", slot="1", created_at=clock.now() - timedelta(days=8))
    assert tasks.ruim_op() == 1
    assert tasks.ruim_op() == 0


def test_partitions_ahead_are_there_already():
    assert tasks.logboek_partities() == 0
    with clock.frozen(clock.now() + timedelta(days=62)):
        assert tasks.logboek_partities() == 2


def test_every_scheduled_task_exists(settings):
    for entry in settings.CELERY_BEAT_SCHEDULE.values():
        assert callable(import_string(entry["task"]))
