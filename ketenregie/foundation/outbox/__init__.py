"""Messages after commit: posted in the transaction of the change, delivered at least once, one effect each.

    outbox.post("casus.uitgenodigd", casus_id=casus.pk)          # in a service

    @outbox.handler("casus.uitgenodigd")                          # in tasks.py of a room
    def nodig_uit(ids: dict[str, UUID], bericht: Bericht) -> None: ...

A handler runs as `Viewer.voor_systeem` of the message's keten. What it writes in the database happens
once, whatever is delivered how often. What it does outside (mail, webhook) may happen again after a
crash: give it `bericht.pk` as idempotency key.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextvars import ContextVar
from datetime import timedelta
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.db.models import Q
from django.utils.module_loading import autodiscover_modules

from ketenregie.foundation import clock
from ketenregie.foundation.logboek import verzoek
from ketenregie.foundation.outbox.models import Bericht, Effect
from ketenregie.foundation.registries import Handler, outbox_handlers
from ketenregie.foundation.viewer import Viewer, acting_as, current_viewer
from ketenregie.foundation.werker import als_werker, stuur

H = Callable[[dict[str, UUID], Bericht], None]
ALARM = timedelta(minutes=5)
_LONGEST = timedelta(hours=1)
_KEPT = timedelta(days=30)
logger = logging.getLogger(__name__)
_huidig: ContextVar[Bericht | None] = ContextVar("outbox_bericht", default=None)


def huidig() -> Bericht | None:
    """The message that is being delivered; None outside a handler."""
    return _huidig.get()


def post(
    soort: str, *, keten_id: UUID | None = None, deelname_id: UUID | None = None, **ids: UUID
) -> UUID:
    """Add a message to the running transaction; the relay is told after the commit.

    Args:
        keten_id: of the running viewer when absent. deelname_id: who it concerns, if one.
        ids: UUIDs only: everything else is looked up by the handler, with its own rights.
    Returns: the id of the message.
    Raises:
        TypeError: something else than a UUID was given.
    """
    if wrong := [name for name, value in ids.items() if not isinstance(value, UUID)]:
        raise TypeError(f"outbox.post neemt alleen UUID's aan: {', '.join(wrong)}")
    viewer = current_viewer()
    if keten_id is None:
        if viewer is None:
            raise TypeError("outbox.post heeft een keten nodig")
        keten_id = viewer.keten_id
    bericht = Bericht(
        id=uuid4(),
        soort=soort,
        keten_id=keten_id,
        deelname_id=deelname_id,
        ids={name: str(value) for name, value in ids.items()},
    )
    bericht.save(force_insert=True)
    if not any(hook[1] is nudge for hook in connection.run_on_commit):
        transaction.on_commit(nudge)
    return bericht.pk


def handler(soort: str, *, naam: str = "") -> Callable[[H], H]:
    """Register a consumer of one kind of message; `naam` keeps its effects apart and must not change."""

    def register(functie: H) -> H:
        key = naam or f"{functie.__module__}.{functie.__qualname__}"
        outbox_handlers.register(key, Handler(soort=soort, naam=key, functie=functie))
        return functie

    return register


def nudge() -> None:
    """Wake the relay now; when the broker is away the periodic run comes for it."""
    stuur("relay_outbox")


def relay(limit: int = 1000) -> int:
    """Deliver what is due, each message in a transaction of its own; run as role werker.

    Several relays may run side by side: a message in hand is skipped by the others. A handler that
    fails is tried again later (5 s, 10 s, ... one hour); the handlers that succeeded are not.
    Returns: how many messages were completed.
    """
    autodiscover_modules("tasks")
    done = 0
    for _ in range(limit):
        with als_werker():
            outcome = _deliver_next()
        if outcome is None:
            break
        done += outcome
    return done


def ruim_op() -> int:
    """Remove delivered messages of more than 30 days ago with their effects; role werker."""
    with als_werker():
        old = Bericht.objects.filter(verzonden_at__lt=clock.now() - _KEPT)
        Effect.objects.filter(bericht_id__in=old.values("pk")).delete()
        return old.delete()[0]


def _deliver_next() -> bool | None:
    """Deliver one message: True when complete, False when it must come back, None when none is due."""
    nu = clock.now()
    # Also when the clock was set back: a new message is due at once, and none rests longer than the longest.
    due = Q(pogingen=0) | Q(volgende_at__lte=nu) | Q(volgende_at__gt=nu + _LONGEST)
    bericht = (
        Bericht.objects.select_for_update(skip_locked=True)
        .filter(due, verzonden_at=None)
        .order_by("created_at", "pk")
        .first()
    )
    if bericht is None:
        return None
    failed = [fout for h in _handlers_of(bericht.soort) if (fout := _effect(h, bericht))]
    bericht.pogingen += 1
    if failed:
        wait = min(timedelta(seconds=5) * 2 ** min(bericht.pogingen - 1, 20), _LONGEST)
        bericht.volgende_at = clock.now() + wait
        bericht.laatste_fout = failed[0]
    else:
        bericht.verzonden_at = clock.now()
        bericht.laatste_fout = ""
    bericht.save(update_fields=["pogingen", "volgende_at", "laatste_fout", "verzonden_at"])
    return not failed


def _handlers_of(soort: str) -> list[Handler]:
    return [h for h in outbox_handlers.values() if h.soort == soort]


def _effect(h: Handler, bericht: Bericht) -> str:
    """Run one handler once; "" or the kind of error (never its text: that may hold personal data)."""
    ids: dict[str, UUID] = {name: UUID(value) for name, value in bericht.ids.items()}
    viewer = Viewer.voor_systeem(bericht.keten_id, f"outbox {bericht.soort}")
    try:
        with verzoek(kanaal="taak", route=h.naam, id=bericht.pk), acting_as(viewer):
            if _claim(bericht.pk, h.naam):
                token = _huidig.set(bericht)
                try:
                    h.functie(ids, bericht)
                finally:
                    _huidig.reset(token)
    except Exception as error:
        logger.exception("outbox: %s lukte niet voor bericht %s", h.naam, bericht.pk)
        return f"{h.naam}: {type(error).__name__}"[:200]
    return ""


def _claim(bericht_id: UUID, naam: str) -> bool:
    """Write the effect first; False when it was there already."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO foundation_effect (bericht_id, handler, created_at) VALUES (%s, %s, %s) "
            "ON CONFLICT DO NOTHING",
            [bericht_id, naam, clock.now()],
        )
        return bool(cursor.rowcount)
