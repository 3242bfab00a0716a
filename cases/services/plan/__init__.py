"""Plan van aanpak: writing it, asking instemming, vaststellen, and a next version."""

from cases.services.plan.basis import OPEN_ACTIES
from cases.services.plan.inhoud import (
    verwijder_actie,
    verwijder_doel,
    voeg_actie_toe,
    voeg_doel_toe,
    wijzig_actie,
    wijzig_doel,
)
from cases.services.plan.instemmen import (
    INSTEMMERS,
    INSTEMTERMIJN_WERKDAGEN,
    Punt,
    Stem,
    checklist,
    geef_instemming,
    leg_ter_instemming_voor,
    stemmen,
    stemmen_van,
)
from cases.services.plan.opstellen import mag_terug, neem_terug, start_plan, trek_in, wijzig_plan
from cases.services.plan.vaststellen import Gereedheid, gereedheid, stel_plan_vast

__all__ = [
    "Gereedheid",
    "INSTEMMERS",
    "INSTEMTERMIJN_WERKDAGEN",
    "OPEN_ACTIES",
    "Punt",
    "Stem",
    "checklist",
    "geef_instemming",
    "gereedheid",
    "leg_ter_instemming_voor",
    "mag_terug",
    "neem_terug",
    "start_plan",
    "stel_plan_vast",
    "stemmen",
    "stemmen_van",
    "trek_in",
    "verwijder_actie",
    "verwijder_doel",
    "voeg_actie_toe",
    "voeg_doel_toe",
    "wijzig_actie",
    "wijzig_doel",
    "wijzig_plan",
]
