"""Every write of the meldpunt; `viewer` first, one transaction each."""

from meldpunt.services.alarm import (
    bevestig_alarm,
    escaleer,
    meld_alarm_af,
    noteer_bevestiging,
    schrijf_alarmbericht,
    sla_alarm_bij_casus,
    sla_alarm_bij_melding,
    sla_alarm_bij_nieuwe,
    sla_alarm_doorlaatverbod,
)
from meldpunt.services.document import geef_vrij, trek_document_in, voeg_bij_melding
from meldpunt.services.dossiervorming import vorm_dossier
from meldpunt.services.eigentermijn import rond_eigentermijn_af
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
from meldpunt.services.overdracht import (
    bied_aan,
    neem_over,
    ontvangers,
    trek_aanbod_in,
    weiger,
)
from meldpunt.services.piket import bewaar_piketregel
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
from meldpunt.services.signalering import leg_signalering_vast
from meldpunt.services.vault import (
    MelderInvoer,
    geef_code,
    open_mail,
    toon_melder,
    werk_melder_bij,
    wijzig_melder,
)
from meldpunt.services.verdelen import maak_melding_van, toewijsbaar, wijs_toe

__all__ = [
    "MelderInvoer",
    "beantwoord",
    "beslis_match",
    "beslis_objectmatch",
    "bevestig_alarm",
    "bewaar_piketregel",
    "bied_aan",
    "deel_antwoord",
    "doe_signaal",
    "escaleer",
    "geef_code",
    "geef_vrij",
    "haal_object_weg",
    "handel_af",
    "herroep_match",
    "herroep_objectmatch",
    "kan_niet_horen",
    "leg_signalering_vast",
    "maak_melding_van",
    "meld_alarm_af",
    "neem_op",
    "neem_over",
    "neem_waar_op",
    "noteer_bevestiging",
    "ontvangers",
    "open_mail",
    "noteer_gesprek",
    "open_mail",
    "plan_vervolg",
    "registreer_melding",
    "rond_eigentermijn_af",
    "schrijf_alarmbericht",
    "sla_alarm_bij_casus",
    "sla_alarm_bij_melding",
    "sla_alarm_bij_nieuwe",
    "sla_alarm_doorlaatverbod",
    "sluit_melding",
    "stel_aan_melder",
    "stel_vraag",
    "stuur_door",
    "stuur_terug",
    "toewijsbaar",
    "toon_melder",
    "trek_aanbod_in",
    "trek_document_in",
    "trek_signaal_in",
    "voeg_bij_melding",
    "voeg_object_toe",
    "vorm_dossier",
    "vraag_melder",
    "vraag_na",
    "vraag_te_horen",
    "weiger",
    "werk_melder_bij",
    "wijs_toe",
    "wijzig_melder",
    "wijzig_melding",
    "wijzig_signaal",
]
