"""Knelpunten and trends: what gets in the way, put to who can do something about it."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from ketenregie.foundation import rls
from ketenregie.foundation.history import geschiedenis
from ketenregie.foundation.models import Basis
from partners.models import Deelname


class Knelpunt(Basis):
    """Without the content of any casus: a bestuurder who sees none answers it by a day."""

    class Soort(models.TextChoices):
        KNELPUNT = "knelpunt", "Knelpunt"
        TREND = "trend", "Trend"

    class Niveau(models.TextChoices):
        OPERATIONEEL = "operationeel", "Operationeel"
        TACTISCH = "tactisch", "Tactisch"
        STRATEGISCH = "strategisch", "Strategisch"

        @property
        def uitleg(self) -> str:
            return {
                Knelpunt.Niveau.OPERATIONEEL: "In het werk: hoe partners het samen doen",
                Knelpunt.Niveau.TACTISCH: "In de inrichting: aanbod, werkwijze, beleid",
                Knelpunt.Niveau.STRATEGISCH: "In de richting: geld, wet, bestuur",
            }[self]

    class Status(models.TextChoices):
        OPEN = "open", "Wacht op antwoord"
        BEANTWOORD = "beantwoord", "Beantwoord"
        INGETROKKEN = "ingetrokken", "Ingetrokken"

    class Besluit(models.TextChoices):
        OPGEPAKT = "opgepakt", "Wij pakken dit op"
        ELDERS = "elders", "Dit moet een ander oppakken"
        NIET = "niet", "Hier kunnen wij niets aan doen"

    van = models.ForeignKey(Deelname, on_delete=models.PROTECT, related_name="+")
    aan = models.ForeignKey(Deelname, on_delete=models.PROTECT, related_name="+")
    # Only the bestuurder there answers; else anybody of the team.
    aan_bestuurder = models.BooleanField("voor de bestuurder", default=False)
    soort = models.CharField(max_length=10, choices=Soort.choices)
    niveau = models.CharField(max_length=15, choices=Niveau.choices)
    titel = models.CharField("waar gaat het over", max_length=120)
    omschrijving = models.TextField("wat is er aan de hand")
    vraag = models.CharField("wat vraagt u", max_length=300)
    uiterlijk = models.DateField("antwoord voor")
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.OPEN)
    besluit = models.CharField(max_length=10, choices=Besluit.choices, blank=True)
    antwoord = models.TextField("antwoord", blank=True)
    beantwoord_at = models.DateTimeField(null=True, blank=True)
    beantwoord_door_id = models.UUIDField(null=True, blank=True)
    history = geschiedenis()
    rls = rls.Een(
        (
            rls.Deelname("van"),
            rls.Deelname("aan"),
            rls.En((rls.Procesregie(), rls.InKeten(("van",)))),
        ),
        schrijven=rls.Deelname("van"),
        wijzigen=rls.Een((rls.Deelname("van"), rls.Deelname("aan"))),
    )

    class Meta:
        verbose_name = "knelpunt"
        verbose_name_plural = "knelpunten"
        ordering: ClassVar = ["uiterlijk", "created_at"]
        indexes: ClassVar = [
            models.Index(
                fields=["aan", "uiterlijk"], condition=Q(status="open"), name="knelpunt_aan_open"
            ),
            models.Index(
                fields=["van", "uiterlijk"], condition=Q(status="open"), name="knelpunt_van_open"
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(name="knelpunt_niet_aan_zichzelf", condition=~Q(aan=F("van"))),
            models.CheckConstraint(
                name="knelpunt_antwoord_compleet",
                condition=~Q(status="beantwoord")
                | (Q(beantwoord_at__isnull=False) & ~Q(antwoord="") & ~Q(besluit="")),
            ),
        ]

    def __str__(self) -> str:
        return self.titel
