"""A form that is not sent yet."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models

from ketenregie.foundation import clock
from ketenregie.foundation.rls import Medewerker


class Concept(models.Model):
    """What someone typed in one form, encrypted; its key becomes the key of the record."""

    rls: ClassVar = Medewerker("medewerker_id")
    rls_weg: ClassVar = "een concept dat is verstuurd of weggelegd"

    id = models.UUIDField(primary_key=True, default=uuid4)
    form = models.CharField(max_length=60)
    medewerker_id = models.UUIDField()
    deelname_id = models.UUIDField(null=True)
    object_id = models.UUIDField(null=True)
    inhoud = models.BinaryField()
    versie = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now)
    updated_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering: ClassVar = ["-updated_at"]
        indexes: ClassVar = [
            models.Index(fields=["medewerker_id", "-updated_at"], name="concept_van_medewerker")
        ]

    def __str__(self) -> str:
        return f"{self.form} {self.pk}"
