"""A filter of a list that someone keeps under a name."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from ketenregie.foundation import clock
from ketenregie.foundation.rls import Medewerker


class BewaardFilter(models.Model):
    """The question mark part of an address, by name; for its maker, in one organisation."""

    rls: ClassVar = Medewerker("medewerker_id")
    rls_weg: ClassVar = "een filter dat de maker niet meer wil"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    # Key in the registry `filterlijsten`.
    lijst = models.CharField(max_length=40)
    naam = models.CharField(max_length=60)
    query = models.CharField(max_length=500)
    medewerker_id = models.UUIDField()
    deelname_id = models.UUIDField()
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = "bewaard filter"
        verbose_name_plural = "bewaarde filters"
        ordering: ClassVar = [Lower("naam"), "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                "medewerker_id", "deelname_id", "lijst", Lower("naam"), name="bewaardfilter_naam"
            ),
            models.CheckConstraint(
                name="bewaardfilter_gevuld", condition=~Q(naam="") & ~Q(query="")
            ),
        ]

    def __str__(self) -> str:
        return self.naam


class Kolomkeuze(models.Model):
    """The columns someone wants to see of a list, in one organisation."""

    rls: ClassVar = Medewerker("medewerker_id")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    # Key in the registry `filterlijsten`.
    lijst = models.CharField(max_length=40)
    kolommen = ArrayField(models.CharField(max_length=40))
    medewerker_id = models.UUIDField()
    deelname_id = models.UUIDField()
    updated_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = "keuze van kolommen"
        verbose_name_plural = "keuzes van kolommen"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["medewerker_id", "deelname_id", "lijst"], name="kolomkeuze_een_per_lijst"
            ),
        ]

    def __str__(self) -> str:
        return self.lijst
