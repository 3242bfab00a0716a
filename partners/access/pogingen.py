"""How often somebody tried a name since its owner logged in. Counted in the cache, under no name."""

import logging

from django.core.cache import cache

from ketenregie.foundation import geheim

BEWAARD = 30 * 24 * 3600
logger = logging.getLogger(__name__)


def _sleutel(username: str) -> str:
    return "mislukt:" + geheim.blinde_index(username.casefold(), context="inlogpogingen").hex()


def tel(username: str) -> None:
    """One wrong password more. Without the cache nobody hears of it, and logging in goes on."""
    if not username:
        return
    try:
        sleutel = _sleutel(username)
        if not cache.add(sleutel, 1, BEWAARD):
            cache.incr(sleutel)
    except (
        Exception
    ) as error:  # redis and socket each have their own; a key that expired in between
        logger.warning("inlogpogingen niet geteld: %s", type(error).__name__)


def vergeet(username: str) -> int:
    """How many there were; the count begins anew."""
    try:
        sleutel = _sleutel(username)
        keer = int(cache.get(sleutel) or 0)
        if keer:
            cache.delete(sleutel)
    except Exception as error:
        logger.warning("inlogpogingen niet gelezen: %s", type(error).__name__)
        return 0
    return keer
