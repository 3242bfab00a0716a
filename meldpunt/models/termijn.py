"""Veilig Thuis's own terms (Wmo), beside those of the keten and never mixed with them."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from cases.models.klok import Klok
from ketenregie.foundation import rls
from ketenregie.foundation.history import geschiedenis
from meldpunt.models.melding import Melding
from partners.models import Deelname


class Eigentermijn(Klok):
    """A clock of the organisation behind the meldpunt on one melding, known to nobody else.

    It runs on when the melding became a casus. It says nothing about how long data are kept (R11).
    """

    melding = models.ForeignKey(Melding, on_delete=models.CASCADE, related_name="eigentermijnen")
    eigenaar = models.ForeignKey(Deelname, on_delete=models.PROTECT, related_name="+")
    bron = models.CharField(max_length=160, blank=True)
    # The highest step of the ladder that was taken for the last day `trede_voor` (eigenladder.py).
    trede = models.PositiveSmallIntegerField(default=0, db_default=0)
    trede_voor = models.DateField(null=True, blank=True)
    history = geschiedenis()
    rls = rls.Deelname("eigenaar")

    class Meta:
        verbose_name = "eigen termijn"
        verbose_name_plural = "eigen termijnen"
        ordering: ClassVar = ["gestart_at", "created_at"]
        indexes: ClassVar = [
            models.Index(
                fields=["eigenaar", "uiterlijk"],
                condition=Q(voldaan_at__isnull=True),
                name="eigentermijn_open",
            )
        ]
        constraints: ClassVar = [
            *Klok.Meta.constraints,
            models.UniqueConstraint(fields=["melding", "sleutel"], name="eigentermijn_eenmaal"),
        ]
