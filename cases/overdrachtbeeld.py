"""What the pages show of an overdracht: frozen, decided for one viewer."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from cases.beeld import Dag, dag
from cases.models import Casus, Overdracht
from ketenregie.foundation.viewer import Viewer
from referentiemodel.enums import Grondslag

Status = Overdracht.Status
VARIANT = {
    Status.VOORBEREID: "neutral", Status.VERSTUURD: "warn", Status.AANVAARD: "ok",
    Status.GEWEIGERD: "danger", Status.INGETROKKEN: "neutral",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Overdrachtbeeld:
    """`bericht` is empty for who may not read it (yet): the sender and, once accepted, the receiver may."""

    pk: UUID
    soort: str
    status: str
    variant: str
    van: str
    naar: str
    aanleiding: str
    bericht: str
    grondslag: str
    verstuurd_at: datetime | None
    uiterlijk: Dag | None
    beantwoord_at: datetime | None
    ingetrokken_at: datetime | None
    reden: str
    compleet: bool
    loopt: bool
    verstuurd: bool
    aanvaard: bool
    ik_ontvang: bool


def overdrachtbeeld(viewer: Viewer, rij: Overdracht) -> Overdrachtbeeld:
    aanvaard = rij.status == Status.AANVAARD
    ontvanger = rij.naar_id == viewer.deelname_id
    zender = rij.van_id == viewer.deelname_id
    wacht = rij.status == Status.VERSTUURD
    leest = zender or (ontvanger and aanvaard)
    return Overdrachtbeeld(
        pk=rij.pk,
        soort=rij.get_soort_display(),
        status=rij.get_status_display(),
        variant=VARIANT[Status(rij.status)],
        van=rij.van.organisatie.naam,
        naar=rij.naar.organisatie.naam if rij.naar else "",
        aanleiding=rij.aanleiding if zender or ontvanger else "",
        bericht=rij.bericht if leest else "",
        grondslag=Grondslag(rij.grondslag).label if rij.grondslag and leest else "",
        verstuurd_at=rij.verstuurd_at,
        uiterlijk=dag(rij.antwoord_voor) if wacht else None,
        beantwoord_at=rij.beantwoord_at,
        ingetrokken_at=rij.ingetrokken_at,
        reden=rij.reden if zender or ontvanger else "",
        compleet=bool(rij.naar_id and rij.bericht),
        loopt=rij.loopt,
        verstuurd=wacht,
        aanvaard=aanvaard,
        ik_ontvang=ontvanger,
    )


def laatste_overdracht(viewer: Viewer, casus: Casus) -> Overdrachtbeeld | None:
    """The newest of a casus; one query."""
    rows = casus.overdrachten.select_related("van__organisatie", "naar__organisatie")
    rij = rows.order_by("-created_at", "-id").first()
    return overdrachtbeeld(viewer, rij) if rij else None
