"""Take a row for writing, and notice when someone else was first."""

from __future__ import annotations

from typing import TypeVar
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import connection, models

from ketenregie.foundation.errors import EditConflict, NotVisible

M = TypeVar("M", bound=models.Model)

__all__ = ["EditConflict", "houd_vast", "lock"]


def lock(
    source: type[M] | models.QuerySet[M], pk: UUID | str, versie: int | str | None = None
) -> M:
    """Re-read one row and hold it until the transaction ends.

    Args:
        source: a model or a queryset already narrowed to what the viewer may see.
        versie: the version the user was looking at; None when it does not matter.
    Raises:
        NotVisible: no such row within the source.
        EditConflict: the row is newer than `versie`; carries the row as it is now.
    """
    rows = source if isinstance(source, models.QuerySet) else source._default_manager.all()
    try:
        found = rows.select_for_update(of=("self",)).get(pk=pk)
    except (ObjectDoesNotExist, ValidationError, ValueError) as error:
        raise NotVisible from error
    if versie is not None and str(found.versie) != str(versie):  # type: ignore[attr-defined]
        raise EditConflict(actueel=found)
    return found


def houd_vast(rij: models.Model) -> None:
    """Keep a row as it is until the transaction ends, without claiming it: others may do the same.

    For writes beside a casus that leave its row alone. Who takes a right away changes the casus row
    (its zicht), so that it waits until this write is there, or comes first and this finds nothing.
    Raises:
        NotVisible: the viewer cannot see the row (any more).
    """
    tabel = connection.ops.quote_name(rij._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT 1 FROM {tabel} WHERE id = %s FOR SHARE", [rij.pk])  # noqa: S608  (a table of ours)
        if cursor.fetchone() is None:
            raise NotVisible
