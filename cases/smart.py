"""Hints for goals that people can hold each other to: specifiek, meetbaar, acceptabel, realistisch, tijdgebonden.

A hint only asks; nothing is refused on it (R17).
"""

import re
from datetime import date
from difflib import SequenceMatcher

# What SMART asks of a goal, in words for the form.
VRAGEN: tuple[tuple[str, str], ...] = (
    ("Specifiek", "Voor wie verandert er wat? Noem de persoon in zijn rol, niet ‘de situatie’."),
    ("Meetbaar", "Waaraan ziet een ander dat het is gelukt? Een datum, een aantal, een papier."),
    ("Acceptabel", "Wil de betrokkene dit ook, en kan elke organisatie erachter staan?"),
    ("Realistisch", "Lukt het met wat er nu is: plek, wachttijd, bevoegdheid?"),
    ("Tijdgebonden", "Wanneer moet het zo ver zijn? Zonder dag kan niemand bewaken."),
)
VAAG = (
    "aandacht voor", "adequaat", "adequate", "beter", "goed", "goede", "in overleg", "inzetten op",
    "mogelijkerwijs", "optimaal", "optimale", "passend", "passende", "proberen", "snel mogelijk",
    "spoedig", "streven", "veel mogelijk", "verbeteren", "waar mogelijk", "waar nodig", "zo nodig",
)  # fmt: skip
_VAAG = re.compile(r"\b(" + "|".join(re.escape(w) for w in VAAG) + r")\b", re.IGNORECASE)
# Two texts that say the same.
GELIJK = 0.8


def wenken(doel: str, resultaat: str, uiterlijk: date | None) -> list[str]:
    """Questions about one goal, at most three; empty when nothing stands out."""
    found = []
    vague = _VAAG.search(resultaat)
    if SequenceMatcher(None, doel.lower(), resultaat.lower()).ratio() >= GELIJK:
        found.append(
            "Het resultaat zegt hetzelfde als het doel. Waaraan ziet een ander dat het is gelukt?"
        )
    elif vague:
        found.append(f"‘{vague.group(0)}’ is niet te meten. Wat is er dan precies geregeld?")
    elif len(resultaat.split()) < 3:
        found.append("Het resultaat is kort. Wie ziet het, en waar staat het?")
    if uiterlijk is None:
        found.append("Er is geen laatste dag. Wanneer moet dit zijn bereikt?")
    return found
