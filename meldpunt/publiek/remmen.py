"""Brakes on the public pages. A visitor is counted without keeping the address.

The address is hashed with a random salt of the day, which is thrown away with the day; then nobody can
tell any more which address it was. When the cache is away reporting goes on, without brakes.
"""

import hmac
import logging
import secrets
from hashlib import sha256

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from ketenregie.foundation import clock

DAG = 24 * 3600
logger = logging.getLogger(__name__)


def te_veel(request: HttpRequest, wat: str, *, hoogstens: int, seconden: int) -> bool:
    """Count this visitor once more for `wat`; True when that is more than `hoogstens` in `seconden`."""
    try:
        key = f"melden:{wat}:{_bezoeker(request)}"
        cache.add(key, 0, timeout=min(seconden, DAG))
        return cache.incr(key) > hoogstens
    except ValueError:  # expired between the two
        return False
    except Exception:
        # Whatever is wrong with the cache, somebody in danger must be able to report.
        logger.warning("de remmen van het meldformulier werken niet: geen cache", exc_info=True)
        return False


def _bezoeker(request: HttpRequest) -> str:
    """A name for the address that means nothing tomorrow; behind own proxies that of the visitor."""
    try:
        adres = get_adapter().get_client_ip(request)
    except PermissionDenied:
        adres = ""
    dag = clock.today().isoformat()
    zout = cache.get_or_set(f"melden:zout:{dag}", lambda: secrets.token_hex(32), timeout=DAG)
    return hmac.new(str(zout).encode(), adres.encode(), sha256).hexdigest()[:32]
