"""The instruments on a page of the meldpunt: the form for this request."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest

from ketenregie.foundation.concept import Geladen
from meldpunt.forms_signalen import InstrumentenForm
from meldpunt.models import Melding
from meldpunt.models.signalering import SIGNALENLIJST
from partners.instrumenten import Instrumentarium
from partners.instrumentveld import VOOR
from referentiemodel.schema import Model


def instrumenten_form(
    request: HttpRequest,
    model: Model,
    keten_id: UUID,
    *,
    draft: Geladen | None = None,
    melding: Melding | None = None,
) -> InstrumentenForm:
    """Posted, continued from a draft, or as the melding has it, on the version it was filled in with."""
    instrumentarium = Instrumentarium(keten_id)
    lijsten = instrumentarium.geldig(model.sleutel, "meldpunt")
    rijen = list(melding.signaleringen.all()) if melding else []
    for rij in rijen:
        if rij.signalen:
            lijsten[rij.instrument_sleutel] = instrumentarium.versie(
                rij.instrument_sleutel, rij.instrument_versie
            )
    if request.method == "POST":
        return InstrumentenForm(
            request.POST, lijsten=lijsten, eerder=melding.signalen if melding else ()
        )
    initial: dict[str, Any] = {}
    if melding is not None:
        initial[VOOR + SIGNALENLIJST] = melding.signalen
        for rij in rijen:
            initial[VOOR + rij.instrument_sleutel] = rij.signalen
    if draft is not None:
        initial |= {
            VOOR + s: draft.data.getlist(VOOR + s) for s in lijsten if VOOR + s in draft.data
        }
    return InstrumentenForm(lijsten=lijsten, initial=initial)
