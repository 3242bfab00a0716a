"""What people are told inside the system, how they want their mail, and the key of their calendar."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import Q

from ketenregie.foundation import clock
from ketenregie.foundation.rls import Medewerker


class Postbericht(models.Model):
    """One message to one person acting for one organisation. Says who should look where, never what.

    `casus_id` is set when the receiver may only hear of it while seeing that casus: without that right
    the message is not shown and not counted. `bron_id` is the outbox message it came from.
    """

    class Mail(models.TextChoices):
        GEEN = "geen", "Geen e-mail"
        DAGELIJKS = "dagelijks", "Eén keer per dag"
        DIRECT = "direct", "Meteen"

    rls: ClassVar = Medewerker("medewerker_id")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    keten_id = models.UUIDField()
    medewerker_id = models.UUIDField()
    # Empty: for the person, whoever they act for.
    deelname_id = models.UUIDField(null=True)
    # Key in the registry `postsoorten`.
    soort = models.CharField(max_length=30)
    titel = models.CharField(max_length=200)
    zin = models.CharField(max_length=500)
    waarom = models.CharField(max_length=300)
    pad = models.CharField(max_length=300)
    casus_id = models.UUIDField(null=True)
    bron_id = models.UUIDField(null=True)
    created_at = models.DateTimeField(default=clock.now)
    gelezen_at = models.DateTimeField(null=True)
    klaar_at = models.DateTimeField(null=True)
    gedempt = models.BooleanField(default=False)
    mail = models.CharField(max_length=10, choices=Mail.choices, default=Mail.GEEN)
    gemaild_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "bericht"
        verbose_name_plural = "berichten"
        ordering: ClassVar = ["-created_at", "-id"]
        indexes: ClassVar = [
            models.Index(
                fields=["medewerker_id", "-created_at"],
                condition=Q(klaar_at=None),
                name="postbericht_open",
            ),
            models.Index(fields=["medewerker_id", "-created_at"], name="postbericht_alle"),
            models.Index(
                fields=["medewerker_id"],
                condition=Q(mail="dagelijks", gemaild_at=None),
                name="postbericht_dagpost",
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(klaar_at=None) | Q(gelezen_at__isnull=False),
                name="postbericht_klaar_is_gelezen",
            )
        ]

    def __str__(self) -> str:
        return self.titel


class Mailkeuze(models.Model):
    """How somebody wants the mail of one kind of message; without a row the default of that kind."""

    rls: ClassVar = Medewerker("medewerker_id")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    medewerker_id = models.UUIDField()
    soort = models.CharField(max_length=30)
    wijze = models.CharField(max_length=10, choices=Postbericht.Mail.choices)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["medewerker_id", "soort"], name="mailkeuze_eenmaal")
        ]

    def __str__(self) -> str:
        return f"{self.soort}: {self.wijze}"


class Gedempt(models.Model):
    """A casus of which somebody wants no mail and no count; an alarm comes through anyway."""

    rls: ClassVar = Medewerker("medewerker_id")
    rls_weg: ClassVar = "wie weer bericht wil"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    medewerker_id = models.UUIDField()
    deelname_id = models.UUIDField()
    casus_id = models.UUIDField()
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["medewerker_id", "deelname_id", "casus_id"], name="gedempt_eenmaal"
            )
        ]

    def __str__(self) -> str:
        return str(self.casus_id)


class Agendasleutel(models.Model):
    """Opens the calendar of one person for one lidmaatschap; only the hash of the key is kept."""

    rls: ClassVar = Medewerker("medewerker_id")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    medewerker_id = models.UUIDField()
    lidmaatschap_id = models.UUIDField()
    deelname_id = models.UUIDField()
    sleutel_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=clock.now)
    geldig_tot = models.DateField()
    ingetrokken_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["medewerker_id", "lidmaatschap_id"],
                condition=Q(ingetrokken_at=None),
                name="agendasleutel_een",
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)
