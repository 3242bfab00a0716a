"""Things that must count once: a periodic job per slot, a POST per Idempotency-Key."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar
from uuid import uuid4

from django.db import connection, models, transaction

from ketenregie.foundation import clock
from ketenregie.foundation.rls import Deelname, Open


@dataclass(frozen=True)
class VanDeelname(Deelname):
    """The deelname's own rows; the werker cleans up for all ketens at once."""

    def werker(self, model: type[models.Model]) -> str:
        return "true"


class Slot(models.Model):
    """One run of a periodic job; a second beat or a second delivery finds the slot taken."""

    rls: ClassVar = Open("namen van taken en tijden, geen gegevens van mensen")

    id = models.BigAutoField(primary_key=True)
    taak = models.CharField(max_length=100)
    slot = models.CharField(max_length=40)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["taak", "slot"], name="slot_eenmaal")
        ]

    def __str__(self) -> str:
        return f"{self.taak} {self.slot}"


class Idempotentie(models.Model):
    """The answer to one POST, kept 24 hours for the client that sent it; `antwoord` is encrypted."""

    rls: ClassVar = VanDeelname("deelname_id")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    deelname_id = models.UUIDField()
    client_id = models.UUIDField()
    sleutel = models.CharField(max_length=255)
    verzoek_hash = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    koppen = models.JSONField(default=dict)
    antwoord = models.BinaryField(null=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["client_id", "sleutel"], name="idempotentie_client_sleutel"
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)


def slot_of(at: datetime, every: timedelta) -> str:
    """The slot in which the moment `at` falls, for a job that runs once per `every`."""
    seconds = int(every.total_seconds())
    return str(int(at.timestamp()) // seconds * seconds)


def neem_slot(taak: str, slot: str) -> bool:
    """Claim one run of a job, inside the job's own transaction.

    False when another process has it, now or before. When the job fails the claim is rolled back
    with it, so that the next beat tries again.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("neem_slot hoort in de transactie van de taak")
    with connection.cursor() as cursor:
        # Without the lock a second process would wait for the first; now it goes on at once.
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtext(%s))", [f"slot|{taak}"])
        if not cursor.fetchone()[0]:
            return False
        cursor.execute(
            "INSERT INTO foundation_slot (taak, slot, created_at) VALUES (%s, %s, %s) "
            "ON CONFLICT DO NOTHING",
            [taak, slot, clock.now()],
        )
        return cursor.rowcount == 1


def ruim_op(now: datetime) -> int:
    """Remove slots older than a week and answers older than 24 hours; returns how many rows."""
    slots, _ = Slot.objects.filter(created_at__lt=now - timedelta(days=7)).delete()
    answers, _ = Idempotentie.objects.filter(created_at__lt=now - timedelta(hours=24)).delete()
    return slots + answers
