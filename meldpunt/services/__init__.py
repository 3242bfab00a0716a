"""Every write of the meldpunt; `viewer` first, one transaction each."""

from meldpunt.services.dossiervorming import vorm_dossier
from meldpunt.services.matches import beslis_match, herroep_match
from meldpunt.services.registratie import (
    doe_signaal,
    neem_op,
    plan_vervolg,
    registreer_melding,
    sluit_melding,
    wijzig_melding,
)
from meldpunt.services.vault import MelderInvoer, toon_melder, wijzig_melder

__all__ = [
    "MelderInvoer",
    "beslis_match",
    "doe_signaal",
    "herroep_match",
    "neem_op",
    "plan_vervolg",
    "registreer_melding",
    "sluit_melding",
    "toon_melder",
    "vorm_dossier",
    "wijzig_melder",
    "wijzig_melding",
]
