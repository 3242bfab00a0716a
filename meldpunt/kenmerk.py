"""The kenmerk of a melding, known before it is saved: someone on the phone wants it now."""

from uuid import UUID

from ketenregie.foundation.geheim import blinde_index
from ketenregie.foundation.kenmerk import ALFABET


def kenmerk_van(melding_id: UUID) -> str:
    """Eight characters that follow from the random key of the form, by a keyed hash.

    The same form always shows the same kenmerk; the kenmerk tells nothing of the key or of others.
    """
    getal = int.from_bytes(blinde_index(str(melding_id), context="kenmerk")[:5])
    tekens = "".join(ALFABET[(getal >> 5 * i) & 31] for i in range(8))
    return f"{tekens[:4]}-{tekens[4:]}"
