"""What every clock of the system keeps, on a casus or on a melding: when it began, its last day, the
pauses and extensions, and that it is met by doing."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from ketenregie.foundation import clock
from ketenregie.foundation.models import Basis
from referentiemodel.enums import Eenheid


class Klok(Basis):
    """A clock of the model version: started by an event, met by doing, never by viewing.

    While it is paused `rest` holds what is left (werkdagen or days) and `uiterlijk` the day it would
    have been; nobody is reminded then.
    """

    sleutel = models.CharField(max_length=60)
    naam = models.CharField(max_length=160)
    eenheid = models.CharField(max_length=10, choices=Eenheid.choices, default=Eenheid.DAGEN)
    gestart_at = models.DateTimeField(default=clock.now)
    uiterlijk = models.DateField()
    voldaan_at = models.DateTimeField(null=True, blank=True)
    uitkomst = models.CharField("uitkomst", max_length=300, blank=True)
    gepauzeerd_op = models.DateField(null=True, blank=True)
    pauze_reden = models.CharField("reden van de pauze", max_length=300, blank=True)
    rest = models.PositiveSmallIntegerField(null=True, blank=True)
    verlengd = models.PositiveSmallIntegerField(default=0)
    verleng_reden = models.CharField("reden van verlengen", max_length=300, blank=True)

    class Meta:
        abstract = True
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                name="%(class)s_pauze_heeft_rest_en_reden",
                condition=Q(gepauzeerd_op__isnull=True, rest__isnull=True)
                | (Q(gepauzeerd_op__isnull=False, rest__isnull=False) & ~Q(pauze_reden="")),
            ),
            models.CheckConstraint(
                name="%(class)s_verlengd_heeft_reden",
                condition=Q(verlengd=0) | ~Q(verleng_reden=""),
            ),
            models.CheckConstraint(
                name="%(class)s_voldaan_staat_niet_stil",
                condition=Q(voldaan_at__isnull=True) | Q(gepauzeerd_op__isnull=True),
            ),
        ]

    @property
    def loopt(self) -> bool:
        """Neither met nor paused."""
        return self.voldaan_at is None and self.gepauzeerd_op is None
