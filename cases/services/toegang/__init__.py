"""Access beyond the convenant: toegangsverzoeken, and the noodknop."""

from cases.services.toegang.noodknop import (
    beoordeel_noodknop,
    gebruik_noodknop,
    sluit_noodknop,
)
from cases.services.toegang.verzoek import (
    beslis_verzoek,
    beslisser_van,
    te_vragen,
    trek_verzoek_in,
    vraag_toegang,
)

__all__ = [
    "beoordeel_noodknop",
    "beslis_verzoek",
    "beslisser_van",
    "gebruik_noodknop",
    "sluit_noodknop",
    "te_vragen",
    "trek_verzoek_in",
    "vraag_toegang",
]
