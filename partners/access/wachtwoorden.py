"""A password that anybody who knows our field would try first."""

import gzip
import re
from functools import cache
from pathlib import Path
from typing import Any

from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError

# docs/beveiliging.md lists them too; a test compares. Without spaces, signs and capitals.
EIGEN_WOORDEN = frozenset({
    "ketenregie", "mensenhandel", "veiligthuis", "meldpunt", "politie", "arbeidsinspectie", "gemeente",
    "moviera", "meesamen", "zorgenveiligheidshuis", "veiligheidshuis", "procesregisseur", "casus",
    "casusoverleg", "ketenpartner", "gelderland", "oostgelderland", "achterhoek", "apeldoorn", "zutphen",
    "doetinchem", "harderwijk", "berkelland", "welkom", "wachtwoord", "inloggen", "geheim", "zomer", "winter",
    "lente", "herfst", "januari", "februari", "maart", "april", "juni", "juli", "augustus", "september",
    "oktober", "november", "december", "beheerder", "qwerty", "azerty",
})  # fmt: skip
_LEET = str.maketrans({"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s", "!": "i"})  # fmt: skip


@cache
def _bekend() -> frozenset[str]:
    """Some 20,000 passwords from breaches, as Django ships them."""
    path = Path(password_validation.__file__).parent / "common-passwords.txt.gz"
    with gzip.open(path, "rt", encoding="utf-8") as lijst:
        return frozenset(line.strip() for line in lijst)


def kern(wachtwoord: str) -> set[str]:
    """What is left of a password without what people add to make it long: digits, signs, repetition."""
    kaal = wachtwoord.casefold()
    vormen = {re.sub(r"[^a-z]", "", kaal), re.sub(r"[^a-z]", "", kaal.translate(_LEET))}
    vormen |= {re.sub(r"^[^a-z]+|[^a-z]+$", "", kaal)}
    return {_zonder_herhaling(vorm) for vorm in vormen}


def _zonder_herhaling(tekst: str) -> str:
    for lengte in range(1, len(tekst) // 2 + 1):
        if tekst == (tekst[:lengte] * (len(tekst) // lengte + 1))[: len(tekst)]:
            return tekst[:lengte]
    return tekst


class Bekend:
    """Refuses a known password in disguise, words of our field, and one's own name with something behind it.

    The list that Django compares with holds few passwords of twelve characters; what people do with a
    short one that they know (`Welkom2026!!`, `wachtwoordwachtwoord`) is what this stops.
    """

    def validate(self, password: str, user: Any = None) -> None:
        eigen = EIGEN_WOORDEN | _delen_van(user)
        for vorm in kern(password):
            rest = vorm
            for woord in sorted(eigen, key=len, reverse=True):
                rest = rest.replace(woord, "")
            if vorm in _bekend() or (vorm and len(rest) < 4):
                raise ValidationError(
                    "Dit wachtwoord is te makkelijk te raden: het is een bekend wachtwoord of een woord uit dit "
                    "werk met iets erachter. Kies bijvoorbeeld vier willekeurige woorden.",
                    code="password_bekend",
                )
        if len(_zonder_herhaling(password)) < 8:
            raise ValidationError("Dit wachtwoord herhaalt te veel.", code="password_bekend")

    def get_help_text(self) -> str:
        return "Geen bekend wachtwoord, en geen naam of woord uit dit werk met iets erachter."


def _delen_van(user: Any) -> frozenset[str]:
    waarden = (getattr(user, naam, "") or "" for naam in ("username", "naam", "email"))
    return frozenset(
        deel
        for waarde in waarden
        for deel in re.split(r"[^a-z]+", str(waarde).casefold())
        if len(deel) > 3
    )
