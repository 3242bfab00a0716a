"""A mail that came into the mailbox of the meldpunt, and whether that mailbox can be read."""

from typing import ClassVar
from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from ketenregie.foundation import clock, rls
from ketenregie.foundation.documenten.models import NIET_IN_GESCHIEDENIS, Bestand
from ketenregie.foundation.geheim import VersleuteldVeld
from ketenregie.foundation.history import geschiedenis
from ketenregie.foundation.models import Basis
from meldpunt.models.melding import Melding
from partners.models import Deelname


class Meldingmail(Basis, Bestand):
    """One mail with a melding: what it says, encrypted, and the bytes as they came in.

    Who sent it stands in the original and in `afzender`: only who may see the melder opens those (R19).
    The text is for the meldpunt alone and goes to no casus.
    """

    class Wat(models.TextChoices):
        EERSTE = "eerste", "E-mail"
        VERVOLG = "vervolg", "Vervolg"
        AUTOMATISCH = "automatisch", "Automatisch bericht"
        ONLEESBAAR = "onleesbaar", "Niet te lezen"
        TE_GROOT = "te_groot", "Te groot"

    melding = models.ForeignKey(Melding, on_delete=models.CASCADE, related_name="mails")
    eigenaar = models.ForeignKey(Deelname, on_delete=models.PROTECT, related_name="+")
    wat = models.CharField(max_length=15, choices=Wat.choices)
    ontvangen_at = models.DateTimeField(default=clock.now)
    # Keyed hashes: the same mail again, a mail that is answered, and whether the sender is the same.
    inhoud_index = models.BinaryField(max_length=32)
    message_index = models.BinaryField(max_length=32, null=True)
    afzender_index = models.BinaryField(max_length=32, null=True)
    andere_afzender = models.BooleanField(default=False)
    # Whether the own mail server vouches for the sender's domain; empty when it says nothing.
    afzender_bevestigd = models.BooleanField(null=True)
    onderwerp_versleuteld = models.BinaryField(null=True)
    tekst_versleuteld = models.BinaryField(null=True)
    afzender_versleuteld = models.BinaryField(null=True)
    onderwerp = VersleuteldVeld("onderwerp_versleuteld")
    tekst = VersleuteldVeld("tekst_versleuteld")
    afzender = VersleuteldVeld("afzender_versleuteld")
    opmerkingen = ArrayField(models.CharField(max_length=300), default=list, blank=True)
    history = geschiedenis(excluded_fields=NIET_IN_GESCHIEDENIS)
    rls = rls.Deelname("eigenaar")

    class Meta(Bestand.Meta):
        abstract = False
        verbose_name = "e-mail bij een melding"
        verbose_name_plural = "e-mails bij een melding"
        ordering = ["ontvangen_at", "id"]
        indexes = [
            models.Index(fields=["melding", "ontvangen_at"], name="meldingmail_draad"),
            models.Index(
                fields=["eigenaar", "message_index"],
                condition=Q(message_index__isnull=False),
                name="meldingmail_message",
            ),
        ]
        constraints = [
            *Bestand.Meta.constraints,
            models.UniqueConstraint(
                fields=["eigenaar", "inhoud_index"], name="meldingmail_eens_ontvangen"
            ),
        ]


class Poststand(models.Model):
    """Whether the mailbox of a meldpunt could be read; one row, written when that changes.

    `fout` is the kind of error and never what a server said.
    """

    rls: ClassVar = rls.Deelname("eigenaar")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    eigenaar = models.OneToOneField(Deelname, on_delete=models.PROTECT, related_name="+")
    gelukt_at = models.DateTimeField(null=True)
    fout = models.CharField(max_length=60, blank=True, default="")
    fout_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "stand van de mailbox"
        constraints = [
            models.CheckConstraint(
                name="poststand_fout_met_moment",
                condition=Q(fout="", fout_at__isnull=True)
                | (Q(fout_at__isnull=False) & ~Q(fout="")),
            )
        ]
