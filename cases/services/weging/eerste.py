"""The 1e weging: prepared from what is known, weighed by at least two people."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db import transaction

from cases.models import Casus, EersteWeging, Overdracht
from cases.services.overdracht import laat_vervallen, zet_klaar
from cases.services.termijnen import voldoe_termijn
from cases.services.weging.basis import (
    GEWOGEN,
    heeft_doorlaatverbod,
    laatste_eerste_weging,
    namen_van_wegers,
    thema,
    vervolg_eerste,
)
from cases.services.weging.instrumenten import WEGING, lees_ingevuld
from ketenregie.foundation import clock, logboek, outbox
from ketenregie.foundation.errors import DomainError
from ketenregie.foundation.history import met_reden
from ketenregie.foundation.locking import lock
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.permissions import Permission
from referentiemodel.enums import CasusStatus, JaNeeOnbekend


@transaction.atomic
def bereid_weging_voor(
    viewer: Viewer,
    casus: Casus,
    *,
    actueel: str,
    acuut: str,
    veiligheid: str,
    doorlaatverbod: str = JaNeeOnbekend.ONBEKEND,
    motivering: str = "",
    versie: int | str | None = None,
    at: datetime | None = None,
) -> EersteWeging:
    """Write down the facts for the 1e weging; the kwalificatie is left to those who weigh.

    Args:
        versie: of the prepared weging on the screen, when there is one.
    Raises:
        AccessDenied: not R or A for the 1e weging, or another functie.
        DomainError: weighed already, or a doorlaatverbod that the model does not know.
    """
    at = at or clock.now()
    casus = lock(Casus, casus.pk)
    policy.require(viewer, Permission.EERSTE_WEGING_VOORBEREIDEN, casus)
    weging = laatste_eerste_weging(casus)
    if weging is not None and weging.status == GEWOGEN:
        raise DomainError("De 1e weging is al vastgelegd.")
    weging = _open_weging(viewer, casus, weging, versie, at)
    alarm = _feiten(weging, casus, actueel, acuut, veiligheid, doorlaatverbod)
    weging.motivering = motivering
    weging.save()
    logboek.record(Gebeurtenis.EERSTE_WEGING_VOORBEREID, weging, at=at)
    if alarm:
        _sla_alarm(casus, weging, at)
    return weging


@transaction.atomic
def weeg(
    viewer: Viewer,
    casus: Casus,
    *,
    actueel: str,
    acuut: str,
    veiligheid: str,
    kwalificatie: str,
    motivering: str,
    wegers: Sequence[str],
    doorlaatverbod: str = JaNeeOnbekend.ONBEKEND,
    instrumenten: Mapping[str, Iterable[str]] | None = None,
    reden: str = "",
    versie: int | str | None = None,
    at: datetime | None = None,
) -> EersteWeging:
    """Weigh: the four items, the kwalificatie and why. Stops the termijn of the 1e weging.

    Args:
        wegers: names with organisation of who weighed; at least one.
        instrumenten: sleutel of the instrument -> what is ticked; kept with its version.
        reden: why it is weighed again, when a weging stands already.
    Raises:
        AccessDenied: not R or A for the 1e weging, or not a member of the team.
        DomainError: no kwalificatie, motivering or wegers.
    """
    at = at or clock.now()
    casus = lock(Casus, casus.pk)
    policy.require(viewer, Permission.EERSTE_WEGING_WEGEN, casus)
    if kwalificatie not in EersteWeging.Kwalificatie.values:
        raise DomainError("Kies een kwalificatie.", veld="kwalificatie")
    if not motivering.strip():
        raise DomainError("Schrijf op waarom u zo weegt.", veld="motivering")
    standing = laatste_eerste_weging(casus)
    if standing is not None and standing.status == GEWOGEN:
        if casus.status != CasusStatus.AANGEMELD:
            raise DomainError("De casus is al in behandeling; leg een 2e weging vast.")
        if not reden.strip():
            raise DomainError("Schrijf op waarom u opnieuw weegt.", veld="reden")
        standing = None
    weging = _open_weging(viewer, casus, standing, versie, at)
    alarm = _feiten(weging, casus, actueel, acuut, veiligheid, doorlaatverbod)
    weging.kwalificatie = kwalificatie
    weging.motivering = motivering.strip()
    weging.wegers = namen_van_wegers(wegers)
    weging.instrumenten = lees_ingevuld(casus, instrumenten or {}, WEGING, op=clock.local_date(at))
    weging.status, weging.gewogen_at, weging.gewogen_door_id = GEWOGEN, at, viewer.eigen_id
    with met_reden(reden):
        weging.save()
    voldoe_termijn(casus, "eerste_weging", at=at)
    logboek.record(
        Gebeurtenis.EERSTE_WEGING_GEWOGEN, weging, reden=reden, at=at,
        details={"kwalificatie": kwalificatie},
    )  # fmt: skip
    outbox.post("eerste_weging.gewogen", casus_id=casus.pk, weging_id=weging.pk)
    if kwalificatie == EersteWeging.Kwalificatie.GEEN:
        zet_klaar(casus, Overdracht.Soort.AFSCHALING, at=at)
    else:
        laat_vervallen(
            casus, f"Gewogen als {thema(casus)}", at=at, soort=Overdracht.Soort.AFSCHALING
        )
    if alarm:
        _sla_alarm(casus, weging, at)
    else:
        vervolg_eerste(casus, at)
    return weging


def _open_weging(
    viewer: Viewer,
    casus: Casus,
    weging: EersteWeging | None,
    versie: int | str | None,
    at: datetime,
) -> EersteWeging:
    """The prepared weging, held; or a new one of this organisation."""
    if weging is not None:
        return lock(casus.eerste_wegingen.all(), weging.pk, versie)
    return EersteWeging(casus=casus, leverancier_id=viewer.eigen_id, verwerkt_at=at, created_at=at)


def _feiten(
    weging: EersteWeging,
    casus: Casus,
    actueel: str,
    acuut: str,
    veiligheid: str,
    doorlaatverbod: str,
) -> bool:
    """Fill in the four items; True when the doorlaatverbod was just raised."""
    raised = weging.doorlaatverbod
    for veld, waarde, bekend in (
        ("actueel", actueel, JaNeeOnbekend.values),
        ("acuut", acuut, JaNeeOnbekend.values),
        ("veiligheid", veiligheid, EersteWeging.Veiligheid.values),
        ("doorlaatverbod", doorlaatverbod, JaNeeOnbekend.values),
    ):
        if waarde not in bekend:
            raise DomainError("Kies een antwoord; onbekend mag ook.", veld=veld)
        setattr(weging, veld, waarde)
    if doorlaatverbod != JaNeeOnbekend.ONBEKEND and not heeft_doorlaatverbod(casus):
        raise DomainError("Deze keten kent geen doorlaatverbod.", veld="doorlaatverbod")
    return doorlaatverbod == JaNeeOnbekend.JA != raised


def _sla_alarm(casus: Casus, weging: EersteWeging, at: datetime) -> None:
    """The alarm goes out at once and asks no evidence; the decision does."""
    logboek.record(Gebeurtenis.DOORLAATVERBOD_ALARM, weging, at=at)
    outbox.post("doorlaatverbod.alarm", casus_id=casus.pk, weging_id=weging.pk)
    vervolg_eerste(casus, at)
