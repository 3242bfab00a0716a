"""Both wegingen, the doeltoets and the doorlaatverbod: people judge, and who judged is kept.

Nothing here reads a signalenlijst or a score: the kwalificatie has no default (R17).
"""

from cases.services.weging.basis import (
    ANALYSEVELDEN,
    heeft_doorlaatverbod,
    laatste_eerste_weging,
    thema,
)
from cases.services.weging.doel import doeltoets
from cases.services.weging.doorlaatverbod import (
    besluit_doorlaatverbod,
    meld_slachtoffer_veilig,
    voeg_bewijsmiddel_toe,
)
from cases.services.weging.eerste import bereid_weging_voor, weeg
from cases.services.weging.tweede import leg_tweede_weging_vast

__all__ = [
    "ANALYSEVELDEN",
    "bereid_weging_voor",
    "besluit_doorlaatverbod",
    "doeltoets",
    "heeft_doorlaatverbod",
    "laatste_eerste_weging",
    "leg_tweede_weging_vast",
    "meld_slachtoffer_veilig",
    "thema",
    "voeg_bewijsmiddel_toe",
    "weeg",
]
