"""The on-call list of a keten."""

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from ketenregie.foundation import clock, logboek
from ketenregie.foundation.errors import DomainError
from ketenregie.foundation.locking import lock
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.viewer import Viewer
from meldpunt.models import Piketregel
from partners.access import policy
from partners.access.permissions import Permission
from partners.models import Deelname, Lidmaatschap, geldig_op


@transaction.atomic
def bewaar_piketregel(
    viewer: Viewer,
    *,
    deelname: Deelname,
    volgorde: int,
    dagen: Sequence[int],
    minuten: int,
    functie: str = "",
    medewerker_id: UUID | None = None,
    email: str = "",
    telefoon: str = "",
    van: time | None = None,
    tot: time | None = None,
    actief: bool = True,
    regel_id: UUID | None = None,
    versie: int | str | None = None,
    at: datetime | None = None,
) -> Piketregel:
    """Add a line, or change the one with this id.

    Raises:
        AccessDenied: no PIKET_BEHEREN. EditConflict: somebody was first.
        DomainError: another keten's organisation, half a pair of hours, or nobody to reach.
    """
    at = at or clock.now()
    policy.require(viewer, Permission.PIKET_BEHEREN)
    if deelname.keten_id != viewer.keten_id:
        raise DomainError("Kies een organisatie van deze keten.", veld="deelname")
    if (van is None) != (tot is None):
        raise DomainError("Vul beide tijden in, of geen van beide.", veld="tot")
    if not dagen:
        raise DomainError("Kies ten minste één dag.", veld="dagen")
    if medewerker_id and not _werkt_bij(medewerker_id, deelname):
        raise DomainError("Deze persoon werkt niet bij deze organisatie.", veld="medewerker_id")
    if not (functie or medewerker_id or email):
        raise DomainError(
            "Kies een functie of een persoon, of vul een e-mailadres in: anders komt de oproep nergens aan.",
            veld="email",
        )
    velden: dict[str, Any] = {
        "deelname": deelname, "volgorde": volgorde, "dagen": sorted(set(dagen)), "minuten": minuten,
        "functie": functie, "medewerker_id": medewerker_id, "email": email, "telefoon": telefoon,
        "van": van, "tot": tot, "actief": actief,
    }  # fmt: skip
    mine = Piketregel.objects.filter(keten_id=viewer.keten_id)
    new = regel_id is None or not mine.filter(pk=regel_id).exists()
    if new:
        regel = Piketregel(
            id=regel_id or uuid4(), keten_id=viewer.keten_id, created_at=at, **velden
        )
        regel.save(force_insert=True)
    else:
        assert regel_id is not None
        regel = lock(mine, regel_id, versie)
        for naam, waarde in velden.items():
            setattr(regel, naam, waarde)
        regel.save()
    logboek.record(Gebeurtenis.PIKET_GEWIJZIGD, regel, actie="C" if new else "U", at=at)
    return regel


def _werkt_bij(medewerker_id: UUID, deelname: Deelname) -> bool:
    return Lidmaatschap.objects.filter(
        geldig_op(clock.today()), medewerker_id=medewerker_id, deelname=deelname
    ).exists()
