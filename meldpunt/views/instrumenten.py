"""The instruments on a page of the meldpunt: the form for this request."""

from typing import Any

from django.http import HttpRequest

from ketenregie.foundation.concept import Geladen
from meldpunt.forms_signalen import SIGNALENLIJST, VOOR, InstrumentenForm
from meldpunt.models import Melding
from referentiemodel.instrumenten import geldige_instrumenten
from referentiemodel.schema import Model


def instrumenten_form(
    request: HttpRequest,
    model: Model,
    *,
    draft: Geladen | None = None,
    melding: Melding | None = None,
) -> InstrumentenForm:
    """Posted, continued from a draft, or as the melding has it."""
    lijsten = geldige_instrumenten(model.sleutel)
    if request.method == "POST":
        return InstrumentenForm(request.POST, lijsten=lijsten)
    initial: dict[str, Any] = {}
    if melding is not None:
        initial[VOOR + SIGNALENLIJST] = melding.signalen
        for rij in melding.signaleringen.all():
            initial[VOOR + rij.instrument_sleutel] = rij.signalen
    if draft is not None:
        initial |= {
            VOOR + s: draft.data.getlist(VOOR + s) for s in lijsten if VOOR + s in draft.data
        }
    return InstrumentenForm(lijsten=lijsten, initial=initial)
