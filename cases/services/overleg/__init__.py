"""The casusoverleg: agenda, who sits at the table and why, what was discussed, and the end of it."""

from cases.services.overleg.houden import (
    bespreek,
    laat_overleg_vervallen,
    leg_aanwezigheid_vast,
    sluit_overleg,
)
from cases.services.overleg.plannen import plan_overleg, voeg_toe_aan_agenda
from cases.services.overleg.uitnodigen import (
    Stoel,
    beantwoord_overleguitnodiging,
    meld_geen_inbreng,
    nodig_uit_voor_overleg,
    stel_tafel_voor,
)

__all__ = [
    "Stoel",
    "beantwoord_overleguitnodiging",
    "bespreek",
    "laat_overleg_vervallen",
    "leg_aanwezigheid_vast",
    "meld_geen_inbreng",
    "nodig_uit_voor_overleg",
    "plan_overleg",
    "sluit_overleg",
    "stel_tafel_voor",
    "voeg_toe_aan_agenda",
]
