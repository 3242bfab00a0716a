"""What partner systems hear: gebeurtenissen of one's organisation, abonnementen on them, and deliveries."""

from datetime import timedelta
from typing import ClassVar
from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from ketenregie.foundation import clock
from ketenregie.foundation.eenmaal import VanDeelname
from ketenregie.foundation.history import geschiedenis
from ketenregie.foundation.models import Basis
from partners.models import Deelname

BEWAARD = timedelta(days=90)


class Gebeurtenisbericht(models.Model):
    """Something changed that this organisation may know of: a kind and ids, never contents.

    `volgnummer` counts per organisation and is handed out under a lock (cases/gebeurtenissen.py): who
    has read up to a number has missed nothing below it.
    """

    rls: ClassVar = VanDeelname("deelname")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    deelname = models.ForeignKey(Deelname, on_delete=models.CASCADE, related_name="+")
    volgnummer = models.BigIntegerField()
    soort = models.CharField(max_length=60)
    # Ids without a key: the row outlives nothing, and says nothing of what is gone.
    casus_id = models.UUIDField(null=True)
    object_id = models.UUIDField()
    pad = models.CharField(max_length=200)
    gebeurd_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["deelname", "volgnummer"], name="gebeurtenisbericht_volgnummer"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["gebeurd_at"], name="gebeurtenisbericht_moment")]

    def __str__(self) -> str:
        return f"{self.soort} {self.pk}"


class Abonnement(Basis):
    """An address of a partner that hears of gebeurtenissen; `soorten` empty is all of them.

    After a change of secret the old one signs along until `vorig_geheim_tot`.
    """

    deelname = models.ForeignKey(Deelname, on_delete=models.CASCADE, related_name="abonnementen")
    naam = models.CharField("naam", max_length=80, blank=True)
    url = models.CharField("adres", max_length=500)
    soorten = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    geheim = models.BinaryField()
    vorig_geheim = models.BinaryField(null=True)
    vorig_geheim_tot = models.DateTimeField(null=True)
    beeindigd_at = models.DateTimeField(null=True)
    history = geschiedenis(excluded_fields=["geheim", "vorig_geheim"])
    rls: ClassVar = VanDeelname("deelname")

    class Meta:
        verbose_name = "abonnement"
        verbose_name_plural = "abonnementen"
        ordering: ClassVar = ["created_at"]

    @property
    def actief(self) -> bool:
        return self.beeindigd_at is None


class Levering(models.Model):
    """One gebeurtenis to one abonnement. After the last try it is a dead letter, to be seen and resent."""

    class Status(models.TextChoices):
        WACHT = "wacht", "Wacht op verzending"
        GELEVERD = "geleverd", "Geleverd"
        DOOD = "dood", "Niet te leveren"
        VERVALLEN = "vervallen", "Niet meer voor u"

    rls: ClassVar = VanDeelname("deelname")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    deelname = models.ForeignKey(Deelname, on_delete=models.CASCADE, related_name="+")
    abonnement = models.ForeignKey(Abonnement, on_delete=models.CASCADE, related_name="leveringen")
    bericht = models.ForeignKey(
        Gebeurtenisbericht, on_delete=models.CASCADE, related_name="leveringen"
    )
    # Of one groep (a casus, else the object) the next is sent when the previous one is done with.
    groep = models.UUIDField()
    volgnummer = models.BigIntegerField()
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.WACHT)
    pogingen = models.PositiveSmallIntegerField(default=0)
    volgende_at = models.DateTimeField(default=clock.now)
    geleverd_at = models.DateTimeField(null=True)
    http_status = models.PositiveSmallIntegerField(null=True)
    fout = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = "levering"
        verbose_name_plural = "leveringen"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["abonnement", "bericht"], name="levering_eenmaal")
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["abonnement", "groep", "volgnummer"],
                condition=Q(status="wacht"),
                name="levering_te_versturen",
            )
        ]

    def __str__(self) -> str:
        return f"{self.abonnement_id} {self.bericht_id}"
