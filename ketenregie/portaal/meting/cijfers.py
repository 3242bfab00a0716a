"""All indicators of one year, beside the same counts by hand: without lock, peildatum or corrections."""

from typing import Any

import psycopg

from evaluatie.indicatoren.definities import INDICATOREN
from evaluatie.indicatoren.perioden import Periode
from evaluatie.indicatoren.selectors import gemeenten_van, model_voor
from evaluatie.indicatoren.tellen import BEKEND, parameters, sql, tel
from ketenregie.foundation import clock
from ketenregie.foundation.viewer import Viewer, acting_as
from ketenregie.portaal.meting.klok import om_beurten, oordeel

BUDGET = 1.3
_KAAL = "(SELECT f.* FROM evaluatie_feit f WHERE f.keten_id = %(keten)s AND f.soort = '{soort}')"


def indicatoren(kaal: psycopg.Connection[Any], viewer: Viewer, rondes: int) -> dict[str, Any]:
    """Total of all indicators, and each by itself in milliseconds."""
    jaar, nu = Periode.jaar(clock.today().year), clock.now()
    with acting_as(viewer):
        gemeenten = gemeenten_van(model_voor(viewer))
    per = {}
    for indicator in INDICATOREN:
        hand = sql(indicator)
        soorten = {rij.split("'")[1] for rij in hand.split("f.soort = ")[1:]}
        for soort in soorten:
            hand = hand.replace(BEKEND.replace("{soort}", soort), _KAAL.replace("{soort}", soort))
        waarden = parameters(viewer.keten_id, indicator, [jaar], gemeenten=gemeenten, peil=nu)

        def ons(indicator: Any = indicator) -> None:
            with acting_as(viewer):
                tel(viewer.keten_id, indicator, [jaar], gemeenten=gemeenten, peil=nu)

        def met_de_hand(hand: str = hand, waarden: dict[str, Any] = waarden) -> None:
            kaal.execute(hand, waarden, prepare=False).fetchall()  # type: ignore[arg-type]

        per[indicator.sleutel] = om_beurten({"ons": ons, "hand": met_de_hand}, rondes)
    ons_ms = sum(p["ons"] for p in per.values())
    hand_ms = sum(p["hand"] for p in per.values())
    return {
        "ons_ms": round(ons_ms),
        "hand_ms": round(hand_ms),
        "verhouding": oordeel(ons_ms / hand_ms, BUDGET),
        "per_indicator": per,
    }
