"""Every write of the meldpunt; `viewer` first, one transaction each."""

from meldpunt.services.document import geef_vrij, trek_document_in, voeg_bij_melding
from meldpunt.services.dossiervorming import vorm_dossier
from meldpunt.services.horen import (
    deel_antwoord,
    kan_niet_horen,
    stel_aan_melder,
    vraag_te_horen,
)
from meldpunt.services.matches import beslis_match, herroep_match
from meldpunt.services.melderlijn import handel_af, noteer_gesprek, vraag_melder
from meldpunt.services.navraag import vraag_na
from meldpunt.services.objecten import (
    beslis_objectmatch,
    haal_object_weg,
    herroep_objectmatch,
    neem_waar_op,
    voeg_object_toe,
)
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
from meldpunt.services.vault import MelderInvoer, open_mail, toon_melder, wijzig_melder

__all__ = [
    "MelderInvoer",
    "beantwoord",
    "beslis_match",
    "beslis_objectmatch",
    "deel_antwoord",
    "doe_signaal",
    "geef_vrij",
    "haal_object_weg",
    "handel_af",
    "herroep_match",
    "herroep_objectmatch",
    "kan_niet_horen",
    "neem_op",
    "neem_waar_op",
    "open_mail",
    "noteer_gesprek",
    "plan_vervolg",
    "registreer_melding",
    "sluit_melding",
    "stel_aan_melder",
    "stel_vraag",
    "stuur_door",
    "stuur_terug",
    "toon_melder",
    "trek_document_in",
    "trek_signaal_in",
    "voeg_bij_melding",
    "voeg_object_toe",
    "vorm_dossier",
    "vraag_melder",
    "vraag_na",
    "vraag_te_horen",
    "wijzig_melder",
    "wijzig_melding",
    "wijzig_signaal",
]
