"""How fast a partner system may call: one key per client in Valkey, whatever it sends.

The key holds one moment: when the client will have caught up with what it asked so far (GCRA). Each
call moves it on by one share of a minute; further ahead than the burst is too fast.
"""

import logging
from typing import Any

from django.conf import settings
from django.core.cache import caches
from redis.exceptions import RedisError
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

logger = logging.getLogger(__name__)
# The clock of the server that holds the key, so that web processes need not agree on the time.
_LUA = """
local t = redis.call('TIME')
local now = tonumber(t[1]) + tonumber(t[2]) / 1000000
local stap, ineens = tonumber(ARGV[1]), tonumber(ARGV[2])
local tat = math.max(tonumber(redis.call('GET', KEYS[1]) or '0'), now)
local wacht = tat + stap - ineens * stap - now
if wacht > 0 then return tostring(wacht) end
redis.call('SET', KEYS[1], string.format('%.6f', tat + stap), 'EX', math.ceil(ineens * stap) + 1)
return '0'
"""


def wacht(sleutel: str, per_minuut: int, ineens: int) -> float:
    """Seconds until the next call may come; 0 counts this one. Without Valkey nobody waits."""
    client = _valkey()
    if client is None:
        return 0.0
    try:
        return float(client.eval(_LUA, 1, f"tempo:{sleutel}", 60 / per_minuut, ineens))
    except RedisError:
        logger.warning("tempo: Valkey is er niet")
        return 0.0


def _valkey() -> Any:
    cache: Any = getattr(caches["default"], "_cache", None)
    get_client = getattr(cache, "get_client", None)
    return get_client(None, write=True) if get_client else None


class Tempo(BaseThrottle):
    """Per client; a refusal says with Retry-After when to come back."""

    def __init__(self) -> None:
        self.over = 0.0

    def allow_request(self, request: Request, view: Any) -> bool:
        viewer = getattr(request._request, "viewer", None)
        if viewer is None or viewer.client_id is None:
            return True
        self.over = wacht(str(viewer.client_id), settings.API_PER_MINUUT, settings.API_INEENS)
        return self.over <= 0

    def wait(self) -> float:
        return self.over
