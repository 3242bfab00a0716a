"""What was ticked on an instrument (signalenlijst, LVB tool) for a melding, with the version used."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from ketenregie.foundation import rls
from ketenregie.foundation.history import geschiedenis
from ketenregie.foundation.models import Basis
from meldpunt.models.melding import Melding
from partners.models import Deelname

# The ticks on this one are the signalen of the melding as well.
SIGNALENLIJST = "signalenlijst"


class Signalering(Basis):
    """One instrument filled in for one melding. There is no score: it names what was seen (R17).

    For the meldpunt alone. What goes to a casus is chosen at dossiervorming.
    """

    melding = models.ForeignKey(Melding, on_delete=models.CASCADE, related_name="signaleringen")
    eigenaar = models.ForeignKey(Deelname, on_delete=models.PROTECT, related_name="+")
    instrument_sleutel = models.CharField(max_length=40)
    instrument_versie = models.PositiveSmallIntegerField()
    signalen = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    history = geschiedenis()
    rls = rls.Deelname("eigenaar")

    class Meta:
        verbose_name = "ingevulde signalenlijst"
        verbose_name_plural = "ingevulde signalenlijsten"
        ordering: ClassVar = ["instrument_sleutel"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["melding", "instrument_sleutel"], name="signalering_een_per_instrument"
            )
        ]
