"""Who saw what of one person, over all casussen: for the FG, as an answer to a person who asks.

Organisations and functies, no names of employees: those stand in the logboek. The melder is never in it:
looks at a melding are named for the meldpunt only, since who filed it would show who reported it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection
from django.db.models import Q
from django.utils import timezone

from ketenregie.foundation.errors import NotVisible
from ketenregie.foundation.logboek import GELUKT, Gebeurtenis, woorden
from ketenregie.foundation.logboek.models import Logregel, LogregelQuerySet
from ketenregie.foundation.viewer import Viewer
from ketenregie.portaal.logboek import DOELEN, FUNCTIES
from partners.models import Deelname

VAN_DE_MELDER = (Gebeurtenis.MELDER_GETOOND, Gebeurtenis.MELDER_GEWIJZIGD)
KOP = ("Moment", "Organisatie", "Functie", "Wat", "Casus", "Doel", "Regel")
HOOGSTENS, _STAP = 20_000, 2_000


@dataclass(frozen=True, slots=True)
class Inzage:
    """One look at data of the person."""

    moment: str
    organisatie: str
    functie: str
    wat: str
    casus: str
    doel: str
    regel: str

    def cellen(self) -> tuple[str, ...]:
        """The columns of `KOP`."""
        return (self.moment, self.organisatie, self.functie, self.wat, self.casus, self.doel,
                self.regel)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Verslag:
    """The dossier of a person and the casussen it is part of; `regels` are its looks."""

    dossier_id: UUID
    kenmerk: str
    casussen: dict[UUID, str]
    keten_id: UUID

    def regels(self) -> LogregelQuerySet:
        """Successful looks: at one of the casussen or the dossier, or at a list with a casus in it."""
        lijst = Q()
        for casus_id in self.casussen:
            lijst |= Q(details__contains={"lijsten": {"cases.casus": [str(casus_id)]}})
        over = Q(casus_id__in=list(self.casussen)) | Q(object_id=self.dossier_id)
        if self.casussen:
            over |= Q(gebeurtenis=Gebeurtenis.LIJST_BEKEKEN) & lijst
        elders = Deelname.objects.filter(keten_id=self.keten_id, meldpunt=False).values("pk")
        return (
            Logregel.objects.all()
            .filter(over, keten_id=self.keten_id, actie="R", uitkomst=GELUKT)
            .filter(deelname_id__isnull=False)
            .exclude(gebeurtenis__in=[str(g) for g in VAN_DE_MELDER])
            .exclude(object_type__startswith="meldpunt.", deelname_id__in=elders)
        )


def zoek(naam: str, geboren: date | None, kenmerk: str) -> list[tuple[UUID, str]]:
    """(id, kenmerk) of the dossiers that fit; the name itself comes back nowhere."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT dossier_id, dossier_kenmerk FROM inzageverslag_dossiers(%s, %s, %s)",
            [naam, geboren, kenmerk],
        )
        return list(cursor.fetchall())


def verslag(viewer: Viewer, dossier_id: UUID) -> Verslag:
    """The report of one dossier of the keten.

    Raises:
        NotVisible: no such dossier in this keten.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM inzageverslag_casussen(%s)", [dossier_id])
        rows = cursor.fetchall()
    if not rows:
        raise NotVisible
    casussen = {casus_id: kenmerk for _dossier, casus_id, kenmerk in rows if casus_id}
    return Verslag(dossier_id, rows[0][0], casussen, viewer.keten_id)


def in_woorden(rows: list[Logregel], casussen: dict[UUID, str]) -> list[Inzage]:
    """The looks with names instead of ids; one query."""
    namen: dict[UUID | None, str] = dict(
        Deelname.objects.filter(pk__in={r.deelname_id for r in rows}).values_list(
            "pk", "organisatie__naam"
        )
    )
    return [
        Inzage(
            moment=f"{timezone.localtime(r.tijdstip):%Y-%m-%d %H:%M}",
            organisatie=namen.get(r.deelname_id, "Onbekend"),
            functie="Koppeling" if r.client_id else FUNCTIES.get(r.functie, ""),
            wat=_wat(r),
            casus=casussen.get(r.casus_id, "") if r.casus_id else _in_lijst(r, casussen),
            doel=DOELEN.get(r.doel, r.doel),
            regel=woorden.regel(r.regel),
        )
        for r in rows
    ]


def voor_export(v: Verslag) -> Iterator[tuple[str, ...]]:
    """At most `HOOGSTENS` looks, newest first, a page at a time."""
    cursor = ""
    for _ in range(HOOGSTENS // _STAP):
        blad = v.regels().bladzijde(cursor, _STAP)
        yield from (inzage.cellen() for inzage in in_woorden(list(blad.regels), v.casussen))
        cursor = blad.volgende
        if not cursor:
            return


def _wat(r: Logregel) -> str:
    onderwerp = woorden.onderwerp(r.object_type)
    zin = woorden.zin(r.gebeurtenis)
    return f"{zin} ({onderwerp})" if onderwerp and onderwerp not in zin.lower() else zin


def _in_lijst(r: Logregel, casussen: dict[UUID, str]) -> str:
    shown = set(r.details.get("lijsten", {}).get("cases.casus", []))
    return ", ".join(k for pk, k in casussen.items() if str(pk) in shown)
