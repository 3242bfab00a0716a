"""What the keten learned: anonymous, with an owner and a date, and longer-lived than the casus."""

from django.db import models
from django.db.models import Q

from evaluatie.models.opdracht import Evaluatieopdracht
from ketenregie.foundation import clock, rls
from ketenregie.foundation.history import geschiedenis
from ketenregie.foundation.models import Basis
from partners.models import Deelname, Keten


class Verbeterpunt(Basis):
    """An improvement of systemen, processen, rollen or kennis; the whole keten reads it."""

    class Status(models.TextChoices):
        OPEN = "open", "Open"
        GEREALISEERD = "gerealiseerd", "Gerealiseerd"
        VERVALLEN = "vervallen", "Vervallen"

    keten = models.ForeignKey(Keten, on_delete=models.PROTECT, related_name="verbeterpunten")
    opdracht = models.ForeignKey(
        Evaluatieopdracht,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="verbeterpunten",
    )
    categorie = models.CharField("categorie", max_length=40)
    tekst = models.CharField("verbeterpunt", max_length=500)
    eigenaar = models.ForeignKey(Deelname, on_delete=models.PROTECT, related_name="verbeterpunten")
    datum = models.DateField("uiterlijk")
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.OPEN)
    resultaat = models.CharField("resultaat", max_length=500, blank=True)
    vastgesteld_at = models.DateTimeField(default=clock.now)
    afgerond_at = models.DateTimeField(null=True, blank=True)
    history = geschiedenis()
    rls = rls.Keten()

    class Meta:
        verbose_name = "verbeterpunt"
        verbose_name_plural = "verbeterpunten"
        ordering = ["datum", "created_at"]
        indexes = [
            models.Index(
                fields=["eigenaar", "datum"], condition=Q(status="open"), name="verbeterpunt_open"
            )
        ]
        constraints = [
            models.CheckConstraint(
                name="verbeterpunt_afgerond_heeft_moment_en_resultaat",
                condition=Q(status="open", afgerond_at__isnull=True)
                | Q(status__in=["gerealiseerd", "vervallen"], afgerond_at__isnull=False)
                & ~Q(resultaat=""),
            )
        ]

    def __str__(self) -> str:
        return self.tekst
