"""The casusoverleg: agenda, who sits at the table and why, what was discussed, and the end of it."""

from cases.services.overleg.houden import (
    bespreek,
    laat_overleg_vervallen,
    leg_aanwezigheid_vast,
    sluit_overleg,
)
from cases.services.overleg.plannen import plan_overleg, voeg_toe_aan_agenda, wijzig_agendapunt
from cases.services.overleg.samen import (
    maak_actie_van_besluit,
    mag_schrijven,
    schrijf_notitie,
    stel_aan_de_orde,
)
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
    "maak_actie_van_besluit",
    "mag_schrijven",
    "meld_geen_inbreng",
    "nodig_uit_voor_overleg",
    "plan_overleg",
    "schrijf_notitie",
    "sluit_overleg",
    "stel_aan_de_orde",
    "stel_tafel_voor",
    "voeg_toe_aan_agenda",
    "wijzig_agendapunt",
]
