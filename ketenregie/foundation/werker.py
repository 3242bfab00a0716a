"""Work that spans ketens (delivery, cleaning up) runs as database role werker."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from celery import current_app
from django.db import connection, transaction

from ketenregie.foundation.viewer import session_values, set_configs

logger = logging.getLogger(__name__)


@contextmanager
def als_werker() -> Iterator[None]:
    """One transaction as role werker; a process that logs in as app cannot take that role."""
    with transaction.atomic(), connection.cursor() as cursor:
        extra = session_values()
        cursor.execute(f"SELECT current_user, {set_configs(len(extra) // 2)}", extra)
        role = cursor.fetchone()[0]
        if role != "werker":
            cursor.execute("SET LOCAL ROLE werker")
        try:
            yield
        finally:
            usable = not (connection.needs_rollback or connection.closed_in_transaction)
            if role != "werker" and usable:
                cursor.execute(f"SET LOCAL ROLE {connection.ops.quote_name(role)}")


def stuur(taak: str, **ids: UUID) -> bool:
    """Put a Celery task of the foundation in the queue, without waiting for a broker that is away.

    False when the broker is away: whoever calls has the work in the database, and a periodic task
    comes for it.
    """
    kwargs: dict[str, Any] = {name: str(value) for name, value in ids.items()}
    try:
        current_app.send_task(
            f"ketenregie.foundation.tasks.{taak}", kwargs=kwargs, retry=False, ignore_result=True
        )
    except Exception as error:  # kombu, redis and socket each have their own
        logger.warning("broker niet bereikbaar: %s", type(error).__name__)
        return False
    return True
