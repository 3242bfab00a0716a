"""Who looked at a casus, for the organisation that owns it: which organisation, functie, when, why allowed.

No names of people: those are for the FG. Looks of tasks are not looks of people and stay out.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from cases.models import Casus
from ketenregie.foundation import logboek
from ketenregie.foundation.logboek import woorden
from partners.models import Deelname
from referentiemodel.enums import Functie

PER_BLAD = 50
_FUNCTIES = dict(Functie.choices)


@dataclass(frozen=True, slots=True)
class Inzage:
    """One look; `functie` is empty for a partner system."""

    moment: datetime
    organisatie: str
    functie: str
    wat: str
    regel: str


@dataclass(frozen=True, slots=True)
class Inzages:
    """One page of looks, newest first, and the cursor of the next page."""

    regels: tuple[Inzage, ...]
    volgende: str


def inzages(casus: Casus, cursor: str = "", aantal: int = PER_BLAD) -> Inzages:
    """Successful looks at this casus by people and partner systems; two queries."""
    rows = logboek.voor_casus(casus.pk).filter(
        keten_id=casus.keten_id, actie="R", uitkomst=logboek.GELUKT, deelname_id__isnull=False
    )
    blad = rows.bladzijde(cursor, aantal)
    namen: dict[UUID | None, str] = dict(
        Deelname.objects.filter(pk__in={r.deelname_id for r in blad.regels}).values_list(
            "pk", "organisatie__naam"
        )
    )
    return Inzages(
        tuple(
            Inzage(
                moment=r.tijdstip,
                organisatie=namen.get(r.deelname_id, "Onbekend"),
                functie=_FUNCTIES.get(r.functie, "") if not r.client_id else "",
                wat=woorden.zin(r.gebeurtenis),
                regel=woorden.regel(r.regel),
            )
            for r in blad.regels
        ),
        blad.volgende,
    )
