"""The receipt code: 130 random bits that the melder writes down, of which only a keyed hash is kept."""

import base64
import re
import secrets

from ketenregie.foundation.geheim import blinde_index

ALFABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"  # RFC 4648: no 0, 1, 8 or 9
LENGTE = 26
# What people read wrong. The alphabet has the letter, never the digit.
_LIJKT_OP = str.maketrans({"0": "O", "1": "I", "8": "B"})


def nieuwe_code() -> str:
    """26 characters of base32: 130 bits (ASVS 11.5.1 asks 128)."""
    return "".join(secrets.choice(ALFABET) for _ in range(LENGTE))


def in_groepen(code: str) -> str:
    """As it is shown, in groups that a person can copy."""
    return "-".join([code[i : i + 4] for i in range(0, 24, 4)] + [code[24:]])


def lees_code(tekst: str) -> str:
    """What was typed without spaces, dashes and small letters; not necessarily a code."""
    return re.sub(r"[\s\-–—_.]", "", tekst).upper().translate(_LIJKT_OP)


def hash_van(code: str) -> bytes:
    """What is stored and looked up; anything that is no code has a hash too, of nothing that exists.

    The same work for each: who asks cannot tell a code with a typing error from an unknown one.
    """
    goed = len(code) == LENGTE and all(teken in ALFABET for teken in code)
    return blinde_index(code if goed else "", context="ontvangstcode" if goed else "geen code")


def zegel(code_hash: bytes) -> str:
    """Text form of a hash, to be sealed into a page."""
    return base64.b64encode(code_hash).decode()
