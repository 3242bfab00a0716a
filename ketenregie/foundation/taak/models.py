"""A long job: who asked for it, how far it is, what came out."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar
from uuid import uuid4

from django.db import models

from ketenregie.foundation import clock, geheim
from ketenregie.foundation.rls import Medewerker

if TYPE_CHECKING:
    from ketenregie.foundation.taak.hartslag import Hartslag


class Taak(models.Model):
    """Runs in Celery as the viewer who asked; the result is encrypted and kept seven days.

    `titel` and `fout` hold no personal data. `pogingen` counts starts and fences: a worker that lost
    its task to another cannot finish it.
    """

    class Status(models.TextChoices):
        WACHT = "wacht", "In de wachtrij"
        BEZIG = "bezig", "Bezig"
        KLAAR = "klaar", "Klaar"
        MISLUKT = "mislukt", "Mislukt"
        GEANNULEERD = "geannuleerd", "Geannuleerd"

    rls: ClassVar = Medewerker("medewerker_id")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    soort = models.CharField(max_length=60)
    titel = models.CharField(max_length=200)
    status = models.CharField(max_length=12, choices=Status, default=Status.WACHT)
    voortgang = models.PositiveIntegerField(default=0)
    totaal = models.PositiveIntegerField(default=0)
    ids = models.JSONField(default=dict)
    keten_id = models.UUIDField()
    deelname_id = models.UUIDField(null=True)
    medewerker_id = models.UUIDField(null=True)
    lidmaatschap_id = models.UUIDField(null=True)
    systeem = models.CharField(max_length=100, blank=True, default="")
    created_at = models.DateTimeField(default=clock.now)
    verzonden_at = models.DateTimeField(default=clock.now)
    gestart_at = models.DateTimeField(null=True)
    hartslag_at = models.DateTimeField(null=True)
    klaar_at = models.DateTimeField(null=True)
    pogingen = models.PositiveSmallIntegerField(default=0)
    annuleren = models.BooleanField(default=False)
    fout = models.CharField(max_length=500, blank=True, default="")
    invoer = models.BinaryField(null=True)
    resultaat = models.BinaryField(null=True)
    resultaat_naam = models.CharField(max_length=200, blank=True, default="")
    resultaat_type = models.CharField(max_length=100, blank=True, default="")
    resultaat_url = models.CharField(max_length=300, blank=True, default="")

    hartslag: Hartslag | None = None

    class Meta:
        ordering: ClassVar = ["-created_at"]
        indexes: ClassVar = [
            models.Index(fields=["medewerker_id", "-created_at"], name="taak_van_medewerker"),
            models.Index(
                fields=["status", "hartslag_at"],
                condition=models.Q(status__in=["wacht", "bezig"]),
                name="taak_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.titel} ({self.get_status_display()})"

    @property
    def is_open(self) -> bool:
        """Waiting or running: the page keeps asking."""
        return self.status in {self.Status.WACHT, self.Status.BEZIG}

    def meld(self, voortgang: int, totaal: int) -> None:
        """Tell how far the work is; call it between units of work.

        Raises:
            Geannuleerd: the user stopped the task, or another worker took it over.
        """
        self.voortgang, self.totaal = voortgang, totaal
        if self.hartslag is not None:
            self.hartslag.controleer()

    def inhoud(self) -> bytes | None:
        """The decrypted result, None when there is none (any more)."""
        if self.resultaat is None:
            return None
        return geheim.ontsleutel_bytes(self.resultaat, context=self._context("resultaat"))

    def bewaar_inhoud(self, data: bytes) -> None:
        """Encrypt the result for this row; saving is up to the caller."""
        self.resultaat = geheim.versleutel(data, context=self._context("resultaat"))

    def lees_invoer(self) -> dict[str, Any]:
        """What the work was asked with, and what it noted for the check before the result goes out."""
        if self.invoer is None:
            return {}
        data = geheim.ontsleutel_bytes(self.invoer, context=self._context("invoer"))
        return json.loads(data)  # type: ignore[no-any-return]

    def bewaar_invoer(self, invoer: Mapping[str, Any]) -> None:
        """Encrypt it for this row; saved with the row, or at the end of the work."""
        self.invoer = geheim.versleutel(json.dumps(invoer), context=self._context("invoer"))

    def _context(self, kolom: str) -> str:
        return geheim.context_of("foundation_taak", kolom, self.pk)
