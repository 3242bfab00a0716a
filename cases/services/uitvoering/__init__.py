"""Uitvoering: acties, interventies, nazorg, bedenktijd and the flag of the onderzoek."""

from cases.services.uitvoering.acties import AFGEROND, werk_actie_bij
from cases.services.uitvoering.bedenktijd import (
    BEDENKTIJD_LOOPT,
    BEDENKTIJDVERLENERS,
    bedenktijd_eind,
    beeindig_bedenktijd,
    start_bedenktijd,
)
from cases.services.uitvoering.gremia import beeindig_gremium, leg_gremium_vast
from cases.services.uitvoering.interventies import (
    leg_interventie_vast,
    rond_interventie_af,
    start_interventie,
)
from cases.services.uitvoering.nazorg import (
    NAZORG_VOORTGANG,
    beantwoord_nazorg,
    beleg_nazorg,
    werk_nazorg_bij,
)
from cases.services.uitvoering.onderzoek import onderzoeken_voor, zet_onderzoeksvlag
from cases.services.uitvoering.toewijzen import (
    beantwoord_aanbod,
    bied_actie_aan,
    collegas_voor,
    geef_actie_terug,
    neem_actie_aan,
    trek_aanbod_in,
    zet_actie_op_naam,
)
from cases.services.uitvoering.zorg import (
    BEHOEFTE_VERLOOP,
    IN_ZORG,
    leg_behoefte_vast,
    leg_contact_vast,
    vraag_terugvalcheck,
    wijzig_behoefte,
)

__all__ = [
    "AFGEROND",
    "BEDENKTIJDVERLENERS",
    "BEDENKTIJD_LOOPT",
    "BEHOEFTE_VERLOOP",
    "IN_ZORG",
    "NAZORG_VOORTGANG",
    "beantwoord_aanbod",
    "beantwoord_nazorg",
    "bedenktijd_eind",
    "beeindig_bedenktijd",
    "beeindig_gremium",
    "beleg_nazorg",
    "bied_actie_aan",
    "collegas_voor",
    "geef_actie_terug",
    "leg_behoefte_vast",
    "leg_contact_vast",
    "leg_gremium_vast",
    "leg_interventie_vast",
    "neem_actie_aan",
    "onderzoeken_voor",
    "rond_interventie_af",
    "start_bedenktijd",
    "start_interventie",
    "trek_aanbod_in",
    "vraag_terugvalcheck",
    "werk_actie_bij",
    "werk_nazorg_bij",
    "wijzig_behoefte",
    "zet_actie_op_naam",
    "zet_onderzoeksvlag",
]
