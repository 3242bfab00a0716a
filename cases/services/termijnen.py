"""Clocks of the model on a casus: started by an event, paused and extended with a reason, met by doing.

The arithmetic is in referentiemodel/termijnen.py; the clocks of the meldpunt use these steps too.
"""

from datetime import date, datetime
from typing import TypeVar
from uuid import UUID

from django.db import transaction

from cases.models import Casus, Termijn
from cases.models.klok import Klok
from ketenregie.foundation import clock, logboek
from ketenregie.foundation.errors import DomainError
from ketenregie.foundation.history import met_reden
from ketenregie.foundation.locking import lock
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.permissions import Permission
from partners.models import Deelname
from referentiemodel import termijnen
from referentiemodel.enums import Eenheid
from referentiemodel.schema import Model

K = TypeVar("K", bound=Klok)
HOOGSTENS = 366


def einddatum(model: Model, sleutel: str, at: datetime) -> date | None:
    """Last local day of a termijn that starts at a moment; None when the model does not have it."""
    termijn = next((t for t in model.termijnen if t.sleutel == sleutel), None)
    return termijnen.uiterlijk(termijn, clock.local_date(at)) if termijn else None


def start_termijn(
    casus: Casus,
    sleutel: str,
    deelname: Deelname,
    *,
    at: datetime,
    uiterlijk: date | None = None,
    achtervoegsel: str = "",
    naam: str = "",
) -> Termijn | None:
    """Start a clock; a clock of that kind already running goes on unchanged.

    Args:
        achtervoegsel: when more organisations each have one of this kind.
        naam: of a kind that the model does not have.
    """
    model = casus.model
    day = uiterlijk or einddatum(model, sleutel, at)
    if day is None:
        return None
    kind = next((t for t in model.termijnen if t.sleutel == sleutel), None)
    termijn, _new = Termijn.objects.get_or_create(
        casus=casus,
        sleutel=f"{sleutel}:{achtervoegsel}" if achtervoegsel else sleutel,
        voldaan_at=None,
        defaults={
            "naam": kind.naam if kind else naam or sleutel,
            "eenheid": kind.eenheid if kind else Eenheid.DAGEN,
            "deelname": deelname,
            "gestart_at": at,
            "uiterlijk": day,
        },
    )
    return termijn


def voldoe_termijn(casus: Casus, sleutel: str, *, at: datetime) -> None:
    """The work is done: stop the clock. Nothing happens when none runs."""
    for termijn in Termijn.objects.filter(casus=casus, sleutel=sleutel, voldaan_at__isnull=True):
        voldoe(termijn, at=at)


def voldoe(klok: Klok, *, at: datetime, uitkomst: str = "") -> None:
    """Stop one clock, also one that is paused."""
    klok.voldaan_at, klok.uitkomst = at, uitkomst[:300]
    klok.gepauzeerd_op = klok.rest = None
    klok.pauze_reden = ""
    klok.save()


def pauzeer(klok: K, *, reden: str, op: date) -> K:
    """Stand still from the end of this day; what is left is given again afterwards.

    Raises:
        DomainError: met, paused or past; or no reason.
    """
    if not klok.loopt:
        raise DomainError("Deze termijn loopt niet.")
    if not reden.strip():
        raise DomainError("Schrijf op waarom de termijn stilstaat.", veld="reden")
    if klok.uiterlijk < op:
        raise DomainError("Deze termijn is al voorbij. Verleng hem, met de reden.")
    klok.gepauzeerd_op, klok.pauze_reden = op, reden.strip()[:300]
    klok.rest = termijnen.rest(klok.eenheid, klok.uiterlijk, op)
    with met_reden(reden.strip()):
        klok.save()
    return klok


def hervat(klok: K, *, op: date) -> K:
    """Go on after this day with what was left.

    Raises:
        DomainError: it does not stand still.
    """
    if klok.gepauzeerd_op is None or klok.rest is None:
        raise DomainError("Deze termijn staat niet stil.")
    if op > klok.gepauzeerd_op:  # resumed the same day it never stood still
        klok.uiterlijk = termijnen.verder(klok.eenheid, op, klok.rest)
    klok.gepauzeerd_op = klok.rest = None
    klok.pauze_reden = ""
    klok.save()
    return klok


def verleng(klok: K, *, aantal: int, reden: str, op: date) -> K:
    """Give more werkdagen or days, counted from the last day; of a paused clock added to what is left.

    Raises:
        DomainError: met, no reason, not between 1 and 366, or the new day has passed already.
    """
    if klok.voldaan_at is not None:
        raise DomainError("Deze termijn is al voldaan.")
    if not reden.strip():
        raise DomainError("Schrijf op waarom er meer tijd nodig is.", veld="reden")
    if not 1 <= aantal <= HOOGSTENS:
        raise DomainError(f"Kies een aantal van 1 tot en met {HOOGSTENS}.", veld="aantal")
    dag = termijnen.verder(klok.eenheid, klok.uiterlijk, aantal)
    if klok.rest is not None:
        klok.rest += aantal
    elif dag < op:
        raise DomainError("Dan is de termijn nog steeds voorbij. Kies meer.", veld="aantal")
    klok.uiterlijk = dag
    klok.verlengd += aantal
    klok.verleng_reden = reden.strip()[:300]
    with met_reden(reden.strip()):
        klok.save()
    return klok


def _houd(viewer: Viewer, casus: Casus, pk: UUID) -> Termijn:
    """A running clock of this casus, held. A terugkoppeling is law and waits for nobody (R15)."""
    casus = lock(Casus, casus.pk)
    policy.require(viewer, Permission.TERMIJN_BEHEREN, casus)
    termijn = lock(casus.termijnen.filter(voldaan_at__isnull=True), pk)
    if termijn.sleutel.startswith("terugkoppeling"):
        raise DomainError(
            "Een terugkoppeling volgt uit de wet. Die staat niet stil en verschuift niet."
        )
    return termijn


@transaction.atomic
def pauzeer_termijn(
    viewer: Viewer, casus: Casus, pk: UUID, *, reden: str, at: datetime | None = None
) -> Termijn:
    """Let a clock of the casus stand still.

    Raises:
        AccessDenied: not the owner or who answers for progress. NotVisible: no such running clock.
        DomainError: past, paused already, or no reason.
    """
    at = at or clock.now()
    termijn = pauzeer(_houd(viewer, casus, pk), reden=reden, op=clock.local_date(at))
    logboek.record(Gebeurtenis.TERMIJN_GEPAUZEERD, termijn, reden=reden, at=at)
    return termijn


@transaction.atomic
def hervat_termijn(
    viewer: Viewer, casus: Casus, pk: UUID, *, at: datetime | None = None
) -> Termijn:
    """Let it go on. Raises as `pauzeer_termijn`."""
    at = at or clock.now()
    termijn = hervat(_houd(viewer, casus, pk), op=clock.local_date(at))
    logboek.record(Gebeurtenis.TERMIJN_HERVAT, termijn, at=at)
    return termijn


@transaction.atomic
def verleng_termijn(
    viewer: Viewer, casus: Casus, pk: UUID, *, aantal: int, reden: str, at: datetime | None = None
) -> Termijn:
    """Give a clock of the casus more time. Raises as `pauzeer_termijn`."""
    at = at or clock.now()
    klok = _houd(viewer, casus, pk)
    termijn = verleng(klok, aantal=aantal, reden=reden, op=clock.local_date(at))
    logboek.record(
        Gebeurtenis.TERMIJN_VERLENGD, termijn, reden=reden, at=at, details={"aantal": aantal}
    )
    return termijn
