"""What a row looked like before: simple-history with the actor, deelname and reason of the viewer.

Who changed it comes from the running viewer and why from `met_reden`, as column defaults, so that a
row made by `save()`, by `bulk_create` or by hand carries them alike. Ids without foreign keys: the
history outlives the account.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import models
from simple_history.manager import HistoryManager
from simple_history.models import HistoricalRecords
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from ketenregie.foundation import clock
from ketenregie.foundation.models import acting_medewerker
from ketenregie.foundation.viewer import current_viewer

_reden: ContextVar[str] = ContextVar("history_reden", default="")


@contextmanager
def met_reden(reden: str) -> Iterator[None]:
    """Write `reden` with every history row made inside; the innermost reason counts."""
    token = _reden.set(reden)
    try:
        yield
    finally:
        _reden.reset(token)


def current_reden() -> str:
    """The reason in force, "" when none was given."""
    return _reden.get()


def current_deelname() -> uuid.UUID | None:
    """Id of the deelname that acts; None for tasks and outside a viewer."""
    viewer = current_viewer()
    return viewer.deelname_id if viewer else None


class HistorieBasis(models.Model):
    """Columns that every history table has on top of the row itself."""

    history_medewerker_id = models.UUIDField(null=True, default=acting_medewerker, editable=False)
    history_deelname_id = models.UUIDField(null=True, default=current_deelname, editable=False)
    history_reden = models.TextField(blank=True, default=current_reden, editable=False)

    class Meta:
        abstract = True


class HistorieManager(HistoryManager):
    """Bulk rows get the moment of our clock too."""

    def bulk_history_create(self, objs: Any, *args: Any, **kwargs: Any) -> Any:
        if kwargs.get("default_date") is None:
            kwargs["default_date"] = clock.now()
        return super().bulk_history_create(objs, *args, **kwargs)


def _nobody(**_: Any) -> None:
    """simple-history asks for a user object; the id columns say it already."""


def _set_reden(row: Any, value: str | None) -> None:
    if value:
        row.history_reden = value


def _ignore(row: Any, value: Any) -> None:
    """The user is not set: `history_medewerker_id` fills itself."""


class Geschiedenis(HistoricalRecords):
    """HistoricalRecords without user key, with the house columns and the house clock."""

    def _get_history_user_fields(self) -> dict[str, Any]:
        return {"history_user": property(lambda row: row.history_medewerker_id, _ignore)}

    def _get_history_change_reason_field(self) -> Any:
        return property(lambda row: row.history_reden, _set_reden)

    def create_historical_record(
        self, instance: Any, history_type: str, using: str | None = None
    ) -> None:
        if hasattr(instance, "_history_date"):
            super().create_historical_record(instance, history_type, using)
            return
        instance._history_date = clock.now()
        try:
            super().create_historical_record(instance, history_type, using)
        finally:
            del instance._history_date


def geschiedenis(**options: Any) -> Geschiedenis:
    """`history = geschiedenis()` on a model: one row per change, with actor, deelname and reason.

    Args:
        options: passed to simple-history, for example `excluded_fields=["zoektekst"]`.
    """
    return Geschiedenis(
        bases=[HistorieBasis],
        history_id_field=models.BigAutoField(),
        history_manager=HistorieManager,
        get_user=_nobody,
        **options,
    )


def bulk_create(objs: Sequence[Any], model: Any, *, batch_size: int = 500) -> list[Any]:
    """Create many rows with their history, in two statements per batch."""
    if not objs:
        return []
    return list(bulk_create_with_history(objs, model, batch_size=batch_size))


def bulk_update(
    objs: Sequence[Any], model: Any, fields: Sequence[str], *, batch_size: int = 500
) -> int:
    """Change `fields` of many rows, raise their `versie` and write their history.

    Returns: the number of rows changed.
    """
    if not objs:
        return 0
    for obj in objs:
        obj.versie += 1
    names = [*dict.fromkeys([*fields, "versie"])]
    return int(bulk_update_with_history(objs, model, names, batch_size=batch_size))
