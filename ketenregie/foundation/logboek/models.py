"""One line: who saw or changed what, for which organisation, why and by which rule."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from django.db import models

from ketenregie.foundation.rls import AlleenToevoegen, Keten


class LogregelQuerySet(models.QuerySet["Logregel"]):
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

    rls: ClassVar = AlleenToevoegen(Keten())
    rls_publiek: ClassVar = ("INSERT",)

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
