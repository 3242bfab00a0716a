"""Public reference of a melding, dossier or casus: random, never a sequence, so it tells nothing."""

import secrets

# Crockford base32 without look-alikes (I, L, O, U): easy to read out over the phone.
ALFABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def nieuw_kenmerk() -> str:
    """Eight characters in two groups, e.g. K7QX-3MWD: 40 random bits."""
    tekens = "".join(secrets.choice(ALFABET) for _ in range(8))
    return f"{tekens[:4]}-{tekens[4:]}"


def lees_kenmerk(tekst: str) -> str:
    """What someone typed or heard, brought back to the stored form; empty when it cannot be one."""
    kaal = "".join(c for c in tekst.upper() if c.isalnum())
    kaal = kaal.replace("O", "0").replace("I", "1").replace("L", "1").replace("U", "V")
    return f"{kaal[:4]}-{kaal[4:]}" if len(kaal) == 8 else ""
