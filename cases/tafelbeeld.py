"""What changes on the live page of a casusoverleg, for one viewer: fields, who writes, what is discussed.

Nothing here says that there is more than this viewer may see: another casus on the agenda, a withheld
analysis or someone who writes in it is simply absent.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.cache import cache

from cases.delen import Deler
from cases.models import Agendapunt, Casusoverleg, Tafelnotitie, TweedeWeging
from cases.services.overleg.samen import nieuwe_notitie
from cases.services.weging import ANALYSEVELDEN
from ketenregie.foundation import clock
from ketenregie.foundation.viewer import Viewer
from partners.models import Lidmaatschap

# A writer who was not heard of for this long has stopped.
STIL_NA = 15


@dataclass(frozen=True, slots=True)
class Veld:
    """One field of the analysis as this viewer may know it."""

    sleutel: str
    naam: str
    tekst: str
    versie: int
    wie: str
    om: datetime | None

    @property
    def laatst(self) -> str:
        """As in: Sanne Bos, Politie, 10:42."""
        return f"{self.wie}, {clock.local(self.om):%H:%M}" if self.wie and self.om else ""


def veldnaam(sleutel: str) -> str:
    field = TweedeWeging._meta.get_field(sleutel)
    return str(getattr(field, "verbose_name", sleutel)).capitalize()


def velden(deler: Deler, overleg: Casusoverleg, eerder: dict[str, str]) -> list[Veld] | None:
    """The analysis of the table, None where it is withheld or hidden; one query.

    Args:
        eerder: the analysis recorded last, that the table starts from.
    """
    rows = {
        row.veld: row for row in Tafelnotitie.objects.filter(overleg=overleg, casus=deler.casus.pk)
    }
    first = nieuwe_notitie(overleg, deler.casus, ANALYSEVELDEN[0])
    if not all(deler.deling(row).tonen for row in (first, *rows.values())):
        return None
    found = []
    for sleutel in ANALYSEVELDEN:
        row = rows.get(sleutel)
        found.append(
            Veld(
                sleutel, veldnaam(sleutel), row.tekst, row.versie, row.schrijver, row.geschreven_at
            )
            if row
            else Veld(sleutel, veldnaam(sleutel), eerder.get(sleutel, ""), 0, "", None)
        )
    return found


def aan_de_orde(overleg: Casusoverleg, zichtbaar: list[UUID]) -> UUID | None:
    """The casus that the table discusses now, out of those this viewer sees; one query."""
    return (
        Agendapunt.objects.filter(
            overleg=overleg, casus__in=zichtbaar, aan_de_orde_at__isnull=False
        )
        .order_by("-aan_de_orde_at")
        .values_list("casus_id", flat=True)
        .first()
    )


# --- who writes where: a hint of seconds, kept outside the database and without names -----------------


def _plek(overleg: UUID, casus: UUID) -> str:
    return f"tafel:{overleg}:{casus}"


def meld_schrijven(viewer: Viewer, overleg: UUID, casus: UUID, veld: str) -> dict[str, Any]:
    """Note that this person writes in `veld` ("" for nowhere) and give who writes where now.

    Two notes at the same moment may lose one; the next, seconds later, repairs that.
    """
    now = clock.now().timestamp()
    place = _plek(overleg, casus)
    known: dict[str, Any] = cache.get(place) or {}
    fresh = {who: entry for who, entry in known.items() if entry[1] > now - STIL_NA}
    own = str(viewer.lidmaatschap_id)
    if veld in ANALYSEVELDEN:
        fresh[own] = (veld, now)
    else:
        fresh.pop(own, None)
    if fresh != known:
        cache.set(place, fresh, STIL_NA * 2)
    return {who: entry[0] for who, entry in fresh.items() if who != own}


def schrijvers(gemeld: dict[str, Any]) -> list[dict[str, str]]:
    """Names beside their field; one query, none when nobody writes."""
    if not gemeld:
        return []
    rows = Lidmaatschap.objects.filter(pk__in=list(gemeld)).select_related(
        "medewerker", "deelname__organisatie"
    )
    found = [
        {
            "veld": gemeld[str(row.pk)],
            "wie": f"{row.medewerker.naam} ({row.deelname.organisatie.kort})",
        }
        for row in rows
    ]
    return sorted(found, key=lambda f: (f["veld"], f["wie"]))
