"""Every write of the meldpunt; `viewer` first, one transaction each."""

from meldpunt.services.document import trek_document_in, voeg_bij_melding
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
from meldpunt.services.signaal import (
    beantwoord,
    stel_vraag,
    stuur_door,
    stuur_terug,
    trek_signaal_in,
    wijzig_signaal,
)
from meldpunt.services.vault import MelderInvoer, toon_melder, wijzig_melder

__all__ = [
    "MelderInvoer",
    "beantwoord",
    "beslis_match",
    "doe_signaal",
    "herroep_match",
    "neem_op",
    "plan_vervolg",
    "registreer_melding",
    "sluit_melding",
    "stel_vraag",
    "stuur_door",
    "stuur_terug",
    "toon_melder",
    "trek_document_in",
    "trek_signaal_in",
    "voeg_bij_melding",
    "vorm_dossier",
    "wijzig_melder",
    "wijzig_melding",
    "wijzig_signaal",
]
