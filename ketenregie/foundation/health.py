"""Two questions of a supervisor: does the process live (`/healthz`), can it serve people (`/readyz`).

Open to everyone, so an answer says which part fails and nothing about why.
"""

from functools import cache
from typing import Any

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse

from ketenregie.foundation import pols


def healthz(request: HttpRequest) -> JsonResponse:
    """The process answers. Touches no server: a broken database is no reason to restart the web."""
    return JsonResponse({"status": "goed"})


def readyz(request: HttpRequest) -> JsonResponse:
    """Database, broker and schema are as this code needs them; 503 when one is not.

    `oudste_bericht` is how many seconds the oldest message waits to be sent. More than five minutes is an
    alarm for who watches, and no reason to send people away. `klok` is how many seconds ago beat and a
    worker last gave a sign of life; null when there was none. More than two minutes is an alarm too.
    """
    parts = {"database": database_answers(), "broker": broker_answers()}
    parts["migraties"] = parts["database"] and schema_is_current()
    ready = all(parts.values())
    status = "gereed" if ready else "niet gereed"
    answer: dict[str, Any] = {"status": status, **parts}
    if parts["migraties"]:
        answer["oudste_bericht"] = oldest_message()
    if parts["broker"]:
        sinds = pols.leeftijd(pols.KLOK)
        answer["klok"] = None if sinds is None else int(sinds)
    return JsonResponse(answer, status=200 if ready else 503)


def oldest_message() -> int:
    """Seconds that the oldest message waits; 0 when everything is sent."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT oudste_bericht()")
        return int(cursor.fetchone()[0])


def database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


@cache
def broker() -> redis.Redis:
    """A connection that gives up after two seconds."""
    return redis.Redis.from_url(
        settings.BROKER_URL, socket_connect_timeout=2, socket_timeout=2, retry=None
    )


def broker_answers() -> bool:
    try:
        return bool(broker().ping())
    except redis.RedisError:
        return False


_current = False


def schema_is_current() -> bool:
    """Whether every migration of this code has run. A yes is remembered: the code does not change."""
    global _current
    if not _current:
        try:
            executor = MigrationExecutor(connection)
            _current = not executor.migration_plan(executor.loader.graph.leaf_nodes())
        except DatabaseError:
            return False
    return _current
