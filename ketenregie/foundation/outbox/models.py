"""Messages that leave after the commit, and the effects they had."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import uuid4

from django.db import models

from ketenregie.foundation import clock
from ketenregie.foundation.rls import Bescherming, Open


@dataclass(frozen=True)
class Postbak(Bescherming):
    """Everyone may post, only the werker takes out: ids in a message tell that something exists."""

    def expression(self, model: type[models.Model]) -> str:
        return "false"

    def insert_check(self, model: type[models.Model]) -> str:
        return "true"

    def werker(self, model: type[models.Model]) -> str:
        return "true"


class Bericht(models.Model):
    """One message: a kind and ids, never contents. Sent when every handler had its effect."""

    rls: ClassVar = Postbak()
    rls_publiek: ClassVar = ("INSERT",)

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    soort = models.CharField(max_length=100)
    keten_id = models.UUIDField()
    deelname_id = models.UUIDField(null=True)
    ids = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=clock.now)
    volgende_at = models.DateTimeField(default=clock.now)
    verzonden_at = models.DateTimeField(null=True)
    pogingen = models.PositiveIntegerField(default=0)
    laatste_fout = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["volgende_at", "created_at"],
                condition=models.Q(verzonden_at=None),
                name="bericht_te_verzenden",
            )
        ]

    def __str__(self) -> str:
        return f"{self.soort} {self.pk}"


class Effect(models.Model):
    """A handler has dealt with a message; written in the handler's own transaction."""

    rls: ClassVar = Open("naam van een handler en nummer van een bericht")

    id = models.BigAutoField(primary_key=True)
    bericht_id = models.UUIDField()
    handler = models.CharField(max_length=200)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["bericht_id", "handler"], name="effect_eenmaal")
        ]

    def __str__(self) -> str:
        return f"{self.handler} {self.bericht_id}"
