"""Signs of life of what runs in the background: when did it last come by?

Kept in the cache, so a sign costs no write in the database. Beat sends `klok` every fifteen seconds and a
worker sets it: an old one means that beat, the broker or every worker stands still.
"""

import logging

from django.core.cache import cache

from ketenregie.foundation import clock

KLOK = "klok"
ZEGEL = "zegel"
logger = logging.getLogger(__name__)


def klop(naam: str) -> None:
    """It came by now. Without the cache there is no sign, and the work itself goes on."""
    try:
        cache.set(f"pols:{naam}", clock.wall_now().timestamp(), None)
    except Exception as error:  # redis and socket each have their own
        logger.warning("pols %s niet bewaard: %s", naam, type(error).__name__)


def leeftijd(naam: str) -> float | None:
    """Seconds since the last sign; None when there was none, or the cache is away."""
    try:
        moment = cache.get(f"pols:{naam}")
    except Exception:
        return None
    return None if moment is None else max(0.0, clock.wall_now().timestamp() - float(moment))
