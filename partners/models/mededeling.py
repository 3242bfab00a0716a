"""Notices of the beheerder."""

from django.db import models
from django.db.models import F, Q

from ketenregie.foundation import rls
from ketenregie.foundation.history import geschiedenis
from ketenregie.foundation.models import Basis
from partners.models.keten import Keten


class Mededeling(Basis):
    """A notice of the beheerder on one place, between two moments."""

    class Plek(models.TextChoices):
        WERK = "werk", "Mijn werk, voor iedereen van de keten"
        START = "start", "De openbare startpagina"
        INLOGGEN = "inloggen", "De inlogpagina"

    keten = models.ForeignKey(Keten, on_delete=models.CASCADE, related_name="mededelingen")
    plek = models.CharField("waar", max_length=10, choices=Plek.choices)
    tekst = models.CharField("tekst", max_length=400)
    van = models.DateField("vanaf")
    tot = models.DateField("tot en met")
    history = geschiedenis()
    rls = rls.Open("mededelingen, ook op openbare pagina's", schrijven=rls.Keten())
    rls_weg = "een mededeling die niet meer nodig is; de geschiedenis bewaart haar"

    class Meta:
        ordering = ["-van"]
        verbose_name = "mededeling"
        constraints = [
            models.CheckConstraint(condition=Q(tot__gte=F("van")), name="mededeling_periode"),
        ]
