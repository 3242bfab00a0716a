"""What every form of exchange shares: the data a receiver sees, pseudonyms, and the record of it."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

from cases.delen import Deler
from cases.models import Betrokkenheid, Casus, Gegeven, Verstrekking
from cases.services.verstrekken.versturen import verstrek_export
from cases.stukken import van_casus
from ketenregie.foundation import clock, geheim, logboek
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.viewer import Viewer

G = TypeVar("G", bound=Gegeven)
TITEL = {
    "htcds": "Export HTCDS",
    "zgw": "Casus als zaak (ZGW)",
    "comensha": "Set voor CoMensha",
}
REDEN = {
    "subsidiariteit": "Het systeem van de organisatie heeft deze gegevens zelf nodig; overtypen "
    "is geen minder ingrijpend middel.",
    "proportionaliteit": "Alleen wat de deelregels van het convenant de organisatie al tonen gaat mee.",
    "need_to_know": "De organisatie doet mee aan deze casus en werkt in haar eigen systeem.",
}


def getoond(deler: Deler, rows: Iterable[G]) -> list[G]:
    """Rows that may go along: shown, and not kept from going further by their supplier."""
    mine = deler.viewer.deelname_id
    return [
        rij
        for rij in rows
        if deler.deling(rij).tonen and (rij.leverancier_id == mine or not deler.niet_verder(rij.pk))
    ]


def pseudoniem(deelname_id: UUID | None, pk: UUID) -> str:
    """The same for one receiver each time, and another for every receiver."""
    return geheim.blinde_index(str(pk), context=f"uitwisseling|{deelname_id}").hex()[:24]


def leeftijdsgroep(leeftijd: int | None) -> str:
    """Wide enough not to point at anyone; "" when unknown."""
    if leeftijd is None:
        return ""
    return next(naam for tot, naam in ((12, "0-11"), (18, "12-17"), (26, "18-25"), (999, "26+")) if leeftijd < tot)  # fmt: skip


def dag(waarde: datetime | date | None) -> str | None:
    """A day in the Netherlands, as ISO."""
    if isinstance(waarde, datetime):
        waarde = clock.local_date(waarde)
    return waarde.isoformat() if waarde else None


def leg_vast(
    viewer: Viewer, casus: Casus, deelname_id: UUID, soort: str, *, reden: str = "", door: str = ""
) -> Verstrekking | None:
    """Put on record that an organisation took data of a casus; again when something changed.

    Runs as the task of the keten: who gives is the owner of the casus, as with a vastgesteld plan. What
    the owner takes itself is in the logboek alone.
    """
    at = clock.now()
    logboek.record(
        Gebeurtenis.GEGEVENS_GEEXPORTEERD, casus, actie="R", reden=reden, doel=casus.doel, at=at,
        details={"vorm": soort, "ontvanger": str(deelname_id)},
    )  # fmt: skip
    rij = (
        Betrokkenheid.objects.filter(casus=casus, deelname_id=deelname_id, status="aanvaard")
        .select_related("deelname__organisatie")
        .first()
    )
    if rij is None or deelname_id == casus.eigenaar_id:
        return None
    redenen: dict[str, Any] = REDEN | ({"need_to_know": reden} if reden else {})
    return verstrek_export(
        viewer, casus, rij, van_casus(casus), titel=TITEL[soort], redenen=redenen,
        door=door or "Koppeling", at=at,
    )  # fmt: skip
