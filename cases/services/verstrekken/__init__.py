"""Verstrekking: preparing, asking akkoord, giving, receipt and taking back.

Other rooms give a verslag or an export with `verstrek(...)`; what it is about they register in
`cases.stukken.onderwerpen`.
"""

from cases.services.verstrekken.antwoorden import (
    beantwoord_akkoord,
    bevestig_ontvangst,
    bewaar_motief,
    heeft_voorwaarden,
)
from cases.services.verstrekken.basis import (
    Derde,
    Reden,
    mag_verstrekken,
    ontvangers_van,
    overzicht_van,
)
from cases.services.verstrekken.overzicht import ONTBREEKT, Overzicht, Pakket, Vraag, Weg
from cases.services.verstrekken.versturen import (
    trek_in,
    verstrek,
    verstrek_aan_deelnemers,
    verstrek_vastgesteld_plan,
    verstuur,
)
from cases.services.verstrekken.voorbereiden import bereid_voor, laat_weg, vraag_akkoorden

__all__ = [
    "ONTBREEKT",
    "Derde",
    "Overzicht",
    "Pakket",
    "Reden",
    "Vraag",
    "Weg",
    "beantwoord_akkoord",
    "bereid_voor",
    "bevestig_ontvangst",
    "bewaar_motief",
    "heeft_voorwaarden",
    "laat_weg",
    "mag_verstrekken",
    "ontvangers_van",
    "overzicht_van",
    "trek_in",
    "verstrek",
    "verstrek_aan_deelnemers",
    "verstrek_vastgesteld_plan",
    "verstuur",
    "vraag_akkoorden",
]
