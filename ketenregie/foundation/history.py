"""What a row looked like before, who changed it, for which organisation and why.

The database writes it (sql/geschiedenis.sql), whatever way a row is changed; simple-history makes the
tables and reads them. Who acts comes from the running viewer and why from `met_reden`; both are told to
the session as soon as they change. Ids without foreign keys: the history outlives the account.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import models
from simple_history.models import HistoricalRecords

from ketenregie.foundation import clock
from ketenregie.foundation.models import acting_medewerker
from ketenregie.foundation.viewer import current_viewer, session_setting, tell_session

_reden: ContextVar[str] = ContextVar("history_reden", default="")


@contextmanager
def met_reden(reden: str) -> Iterator[None]:
    """Write `reden` with every history row made inside; the innermost reason counts."""
    token = _reden.set(reden)
    tell_session("app.reden")
    try:
        yield
    finally:
        _reden.reset(token)
        tell_session("app.reden")


def current_reden() -> str:
    """The reason in force, "" when none was given."""
    return _reden.get()


def current_deelname() -> uuid.UUID | None:
    """Id of the deelname that acts; None for tasks and outside a viewer."""
    viewer = current_viewer()
    return viewer.deelname_id if viewer else None


def _moment() -> str:
    at = clock.frozen_at()
    return at.isoformat() if at else ""


session_setting("app.reden", current_reden)
session_setting("app.moment", _moment)
clock.on_freeze(lambda: tell_session("app.moment"))


class HistorieBasis(models.Model):
    """Columns that every history table has on top of the row itself."""

    history_medewerker_id = models.UUIDField(null=True, default=acting_medewerker, editable=False)
    history_deelname_id = models.UUIDField(null=True, default=current_deelname, editable=False)
    history_reden = models.TextField(blank=True, default=current_reden, editable=False)

    class Meta:
        abstract = True


def _nobody(**_: Any) -> None:
    """simple-history asks for a user object; the id columns say it already."""


def _set_reden(row: Any, value: str | None) -> None:
    if value:
        row.history_reden = value


def _ignore(row: Any, value: Any) -> None:
    """The user is not set: `history_medewerker_id` fills itself."""


class Geschiedenis(HistoricalRecords):
    """HistoricalRecords without user key, with the house columns; its rows come from the database."""

    def _get_history_user_fields(self) -> dict[str, Any]:
        return {"history_user": property(lambda row: row.history_medewerker_id, _ignore)}

    def _get_history_change_reason_field(self) -> Any:
        return property(lambda row: row.history_reden, _set_reden)

    # The trigger of the table has done it already.
    def post_save(self, *args: Any, **kwargs: Any) -> None: ...

    def post_delete(self, *args: Any, **kwargs: Any) -> None: ...


def geschiedenis(**options: Any) -> Geschiedenis:
    """`history = geschiedenis()` on a model: one row per change, with actor, deelname and reason.

    Args:
        options: passed to simple-history, for example `excluded_fields=["zoektekst"]`.
    """
    return Geschiedenis(
        bases=[HistorieBasis],
        history_id_field=models.BigAutoField(),
        get_user=_nobody,
        **options,
    )


def bulk_create(objs: Sequence[Any], model: Any, *, batch_size: int = 500) -> list[Any]:
    """Create many rows, a statement per batch; the database keeps their history."""
    return list(model._default_manager.bulk_create(objs, batch_size=batch_size))


def bulk_update(
    objs: Sequence[Any], model: Any, fields: Sequence[str], *, batch_size: int = 500
) -> int:
    """Change `fields` of many rows and raise their `versie`; the database keeps their history.

    Returns: the number of rows changed.
    """
    if not objs:
        return 0
    for obj in objs:
        obj.versie += 1
    names = [*dict.fromkeys([*fields, "versie"])]
    return int(model._default_manager.bulk_update(objs, names, batch_size=batch_size))
