"""The clock jumps, goes back an hour in autumn, or a year has a day more: nothing twice, nothing forgotten."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from ketenregie.foundation import clock, eenmaal, outbox, post
from ketenregie.foundation.outbox.models import Bericht
from ketenregie.foundation.registries import Handler, outbox_handlers
from ketenregie.foundation.viewer import Viewer, acting_as
from ketenregie.foundation.werker import als_werker

pytestmark = pytest.mark.django_db
UUR = timedelta(hours=1)
NACHTEN = {
    "wintertijd": datetime(2026, 10, 25, 0, 30, tzinfo=UTC),  # half past two comes twice
    "zomertijd": datetime(2027, 3, 28, 0, 30, tzinfo=UTC),  # half past two does not come
    "schrikkeldag": datetime(2028, 2, 28, 22, 30, tzinfo=UTC),
    "jaarwisseling": datetime(2026, 12, 31, 22, 30, tzinfo=UTC),
}


@pytest.mark.parametrize("nacht", NACHTEN)
def test_a_daily_job_runs_once_a_day_however_the_clock_jumps(nacht):
    """Every quarter of three days, with a jump of an hour back and one forward in between."""
    begin = NACHTEN[nacht] - timedelta(days=1)
    momenten = [begin + timedelta(minutes=15 * n) for n in range(3 * 96)]
    momenten[100:100] = [m - UUR for m in momenten[96:100]]  # set back an hour, and right again
    del momenten[180:184]  # an hour that never was
    dagen: dict[object, int] = {}
    for moment in momenten:
        with clock.frozen(moment), als_werker():
            dag = clock.today()
            dagen.setdefault(dag, 0)
            dagen[dag] += eenmaal.neem_slot("proef", dag.isoformat())
    assert set(dagen.values()) == {1} and len(dagen) in {4, 5}


@pytest.mark.parametrize("nacht", NACHTEN)
def test_the_mail_of_the_day_goes_once_from_half_past_seven_by_the_dutch_clock(nacht, monkeypatch):
    keren: list[datetime] = []
    echt = post.neem_slot

    def neem_slot(taak: str, slot: str) -> bool:
        genomen = echt(taak, slot)
        if genomen:
            keren.append(clock.local(clock.now()))
        return genomen

    monkeypatch.setattr(post, "neem_slot", neem_slot)
    for n in range(2 * 96):
        with clock.frozen(NACHTEN[nacht] + UUR + timedelta(minutes=15 * n)):
            post.dagpost()
    assert [(k.hour, k.minute) for k in keren] == [(7, 30), (7, 30)]


@pytest.mark.parametrize("sprong", [-UUR, UUR, timedelta(days=-1)])
def test_a_message_is_delivered_once_and_does_not_wait_for_the_clock_to_catch_up(
    sprong, monkeypatch
):
    gezien: list[UUID] = []
    stuk = [True]

    def handler(ids: dict[str, UUID], bericht: Bericht) -> None:
        if stuk[0]:
            raise RuntimeError("even niet")
        gezien.append(ids["casus_id"])

    monkeypatch.setitem(
        outbox_handlers._items, "proef.sprong", Handler("proef.sprong", "proef.sprong", handler)
    )
    nu = clock.now()
    een, twee = uuid4(), uuid4()
    with acting_as(Viewer(keten_id=uuid4())):
        outbox.post("proef.sprong", casus_id=een)
    with als_werker():
        outbox.relay()
    assert gezien == []
    with acting_as(Viewer(keten_id=uuid4())):
        outbox.post("proef.sprong", casus_id=twee)
    stuk[0] = False
    with clock.frozen(nu + sprong):
        for _ in range(2):
            outbox.relay()
    assert twee in gezien, "a new message does not wait"
    if sprong != -UUR:
        assert een in gezien
    with clock.frozen(nu + 2 * UUR):
        outbox.relay()
    assert sorted(gezien, key=str) == sorted([een, twee], key=str)
