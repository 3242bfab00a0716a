"""Uitvoering: acties, interventies, nazorg, bedenktijd and the flag of the onderzoek."""

from cases.services.uitvoering.acties import AFGEROND, werk_actie_bij
from cases.services.uitvoering.bedenktijd import (
    BEDENKTIJD_LOOPT,
    BEDENKTIJDVERLENERS,
    bedenktijd_eind,
    beeindig_bedenktijd,
    start_bedenktijd,
)
from cases.services.uitvoering.interventies import leg_interventie_vast, rond_interventie_af
from cases.services.uitvoering.nazorg import (
    NAZORG_VOORTGANG,
    beantwoord_nazorg,
    beleg_nazorg,
    werk_nazorg_bij,
)
from cases.services.uitvoering.onderzoek import onderzoeken_voor, zet_onderzoeksvlag

__all__ = [
    "AFGEROND",
    "BEDENKTIJDVERLENERS",
    "BEDENKTIJD_LOOPT",
    "NAZORG_VOORTGANG",
    "beantwoord_nazorg",
    "bedenktijd_eind",
    "beeindig_bedenktijd",
    "beleg_nazorg",
    "leg_interventie_vast",
    "onderzoeken_voor",
    "rond_interventie_af",
    "start_bedenktijd",
    "werk_actie_bij",
    "werk_nazorg_bij",
    "zet_onderzoeksvlag",
]
