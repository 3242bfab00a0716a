"""A page that a receipt code opened carries the code on, sealed and for half an hour.

So the code itself stands nowhere but on the visitor's paper.
"""

import base64
import binascii
import json
from datetime import datetime, timedelta

from ketenregie.foundation import clock, geheim

GELDIG = timedelta(minutes=30)


def sluit(code: bytes, *, context: str) -> str:
    """The hash of a code, for a hidden field."""
    inhoud = {"code": code.hex(), "tot": (clock.now() + GELDIG).isoformat()}
    return base64.b64encode(geheim.versleutel(json.dumps(inhoud), context=context)).decode()


def ontsluit(toegang: str, *, context: str) -> bytes | None:
    """The hash that this page carries; None when it is too old or not ours."""
    try:
        inhoud = json.loads(
            geheim.ontsleutel(base64.b64decode(toegang, validate=True), context=context)
        )
    except (geheim.GeheimError, binascii.Error, ValueError):
        return None
    if datetime.fromisoformat(inhoud["tot"]) < clock.now():
        return None
    return bytes.fromhex(inhoud["code"])
