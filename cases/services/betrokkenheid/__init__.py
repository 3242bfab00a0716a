"""Which organisations take part in a casus: proposed, invited, with letters, ended; and their people."""

from cases.services.betrokkenheid.collegas import (
    haal_collega_af,
    te_wijzen_collegas,
    wijs_collega_aan,
)
from cases.services.betrokkenheid.einde import (
    NA_OVERLEG,
    Gevolg,
    beeindig,
    beeindig_verlopen,
    doe_af,
    gevolgen,
    stop_zelf,
)
from cases.services.betrokkenheid.letters import Toets, toets_letters, wijzig_letters
from cases.services.betrokkenheid.uitnodigen import (
    ANTWOORD_WERKDAGEN,
    beantwoord,
    beslis_voorstel,
    herinner,
    nodig_uit,
)
from cases.services.betrokkenheid.voorstellen import (
    KETENREGIETEAM,
    Voorstel,
    overige_organisaties,
    stel_organisatie_voor,
    stel_voor,
)
from cases.services.casus import letters_voor

__all__ = [
    "ANTWOORD_WERKDAGEN",
    "KETENREGIETEAM",
    "NA_OVERLEG",
    "Gevolg",
    "Toets",
    "Voorstel",
    "beantwoord",
    "beeindig",
    "beeindig_verlopen",
    "beslis_voorstel",
    "doe_af",
    "gevolgen",
    "haal_collega_af",
    "herinner",
    "letters_voor",
    "nodig_uit",
    "overige_organisaties",
    "stel_organisatie_voor",
    "stel_voor",
    "stop_zelf",
    "te_wijzen_collegas",
    "toets_letters",
    "wijs_collega_aan",
    "wijzig_letters",
]
