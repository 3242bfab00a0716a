"""Clocks of the model on a casus: started by an event, met by doing."""

from datetime import date, datetime

from cases.models import Casus, Termijn
from ketenregie.foundation import clock
from partners.models import Deelname
from referentiemodel import termijnen
from referentiemodel.schema import Model


def einddatum(model: Model, sleutel: str, at: datetime) -> date | None:
    """Last local day of a termijn that starts at a moment; None when the model does not have it."""
    termijn = next((t for t in model.termijnen if t.sleutel == sleutel), None)
    return termijnen.uiterlijk(termijn, clock.local_date(at)) if termijn else None


def start_termijn(
    casus: Casus, sleutel: str, deelname: Deelname, *, at: datetime, uiterlijk: date | None = None
) -> Termijn | None:
    """Start a clock; a clock of that kind already running goes on unchanged."""
    model = casus.model
    day = uiterlijk or einddatum(model, sleutel, at)
    if day is None:
        return None
    naam = next((t.naam for t in model.termijnen if t.sleutel == sleutel), sleutel)
    termijn, _new = Termijn.objects.get_or_create(
        casus=casus,
        sleutel=sleutel,
        voldaan_at=None,
        defaults={"naam": naam, "deelname": deelname, "gestart_at": at, "uiterlijk": day},
    )
    return termijn


def voldoe_termijn(casus: Casus, sleutel: str, *, at: datetime) -> None:
    """The work is done: stop the clock. Nothing happens when none runs."""
    for termijn in Termijn.objects.filter(casus=casus, sleutel=sleutel, voldaan_at__isnull=True):
        termijn.voldaan_at = at
        termijn.save()
