"""One line: who saw or changed what, for which organisation, why and by which rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import Q

from ketenregie.foundation.rls import AlleenToevoegen, Keten

# What who adds a line fills in.
KOLOMMEN = (
    "tijdstip", "keten_id", "deelname_id", "medewerker_id", "client_id", "functie", "gebeurtenis",
    "actie", "object_type", "object_id", "casus_id", "doel", "regel", "uitkomst", "reden",
    "verzoek_id", "kanaal", "route", "details",
)  # fmt: skip
_BEGIN = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Bladzijde:
    """Lines, newest first, and the cursor of those that follow; "" on the last page."""

    regels: Sequence[Logregel]
    volgende: str


class LogregelQuerySet(models.QuerySet["Logregel"]):
    def bladzijde(self, cursor: str, aantal: int) -> Bladzijde:
        """One page by moment and number, as fast on page 1,000 as on page 1; no count.

        A cursor that cannot be read starts at the newest line.
        """
        rows = self.order_by("-tijdstip", "-id")
        micro, _, nummer = cursor.partition("-")
        if micro.isascii() and nummer.isascii() and micro.isdigit() and nummer.isdigit():
            moment = _BEGIN + timedelta(microseconds=min(int(micro[:16]), 10**16 - 1))
            eerder = Q(tijdstip__lt=moment) | Q(id__lt=int(nummer[:18]))
            rows = rows.filter(eerder, tijdstip__lte=moment)
        regels: list[Logregel] = list(rows[: aantal + 1])
        if len(regels) <= aantal:
            return Bladzijde(regels, "")
        laatste = regels[aantal - 1]
        micros = (laatste.tijdstip - _BEGIN) // timedelta(microseconds=1)
        return Bladzijde(regels[:aantal], f"{micros}-{laatste.id}")

    def voor_casus(self, casus_id: UUID) -> LogregelQuerySet:
        """Everything about one casus, oldest first."""
        return self.filter(casus_id=casus_id).order_by("tijdstip", "id")


class Logregel(models.Model):
    """A line of the logboek; the table is made in SQL (partitions by month), see logboek.sql.

    Ids have no foreign keys: the line outlives what it is about. `details` holds names of fields and
    ids, never contents. `epoch` counts restores and `transactie` the transaction, for sealing.
    """

    class Actie(models.TextChoices):
        AANMAKEN = "C", "gemaakt"
        LEZEN = "R", "gelezen"
        WIJZIGEN = "U", "gewijzigd"
        VERWIJDEREN = "D", "verwijderd"
        UITVOEREN = "E", "uitgevoerd"

    class Uitkomst(models.TextChoices):
        GELUKT = "gelukt", "gelukt"
        GEWEIGERD = "geweigerd", "geweigerd"
        MISLUKT = "mislukt", "mislukt"

    # Tasks and figures have nothing to look for here: the logboek is for lawfulness and control (R10).
    rls: ClassVar = AlleenToevoegen(Keten(), werker_leest=False)
    rls_publiek: ClassVar = ("INSERT",)
    # The database itself says in which transaction and epoch a line was added, and numbers it.
    rls_kolommen: ClassVar = {"INSERT": KOLOMMEN}

    id = models.BigAutoField(primary_key=True)
    tijdstip = models.DateTimeField()
    keten_id = models.UUIDField(null=True)
    deelname_id = models.UUIDField(null=True)
    medewerker_id = models.UUIDField(null=True)
    client_id = models.UUIDField(null=True)
    functie = models.TextField()
    gebeurtenis = models.TextField()
    actie = models.CharField(max_length=1, choices=Actie)
    object_type = models.TextField()
    object_id = models.UUIDField(null=True)
    casus_id = models.UUIDField(null=True)
    doel = models.TextField()
    regel = models.TextField()
    uitkomst = models.TextField(choices=Uitkomst)
    reden = models.TextField()
    verzoek_id = models.UUIDField(null=True)
    kanaal = models.TextField()
    route = models.TextField()
    details = models.JSONField(default=dict)
    epoch = models.IntegerField()
    transactie = models.BigIntegerField()

    objects = LogregelQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = "logboek_regel"
        ordering = ("-tijdstip", "-id")

    def __str__(self) -> str:
        return f"{self.tijdstip:%Y-%m-%d %H:%M} {self.gebeurtenis} {self.uitkomst}"
