"""Why someone opens a casus outside the own work; asked once per casus per day (see cases/inzagedoel.py)."""

from typing import ClassVar
from uuid import uuid4

from django.db import models

from cases.models.casus import Casus
from ketenregie.foundation import clock, rls
from ketenregie.foundation.history import current_deelname
from ketenregie.foundation.models import acting_medewerker


class Inzagedoel(models.Model):
    """One answer of one person; rows are added only. The logboek carries it on every look of that day."""

    class Doel(models.TextChoices):
        WAARNEMING = "waarneming", "Ik neem waar voor een collega"
        MEEKIJKEN = "meekijken", "Een collega of partner vroeg mij mee te kijken"
        SPOED = "spoed", "Er is acuut gevaar"
        GERICHTE_VRAAG = "gerichte_vraag", "Ik kreeg toegang voor een gerichte vraag"
        VOORTGANG = "voortgang", "Ik controleer voortgang of kwaliteit"
        VERZOEK = "verzoek", "Er is een klacht of een verzoek van een betrokkene"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    casus = models.ForeignKey(Casus, on_delete=models.CASCADE, related_name="inzagedoelen")
    medewerker_id = models.UUIDField(default=acting_medewerker, editable=False)
    deelname_id = models.UUIDField(default=current_deelname, editable=False)
    doel = models.CharField("waarvoor", max_length=20, choices=Doel.choices)
    toelichting = models.CharField("toelichting", max_length=300)
    dag = models.DateField(default=clock.today)
    gegeven_at = models.DateTimeField(default=clock.now)
    rls = rls.AlleenToevoegen(
        rls.Medewerker("medewerker_id"),
        nieuw=rls.En((rls.Via("casus"), rls.Medewerker("medewerker_id"))),
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["casus", "medewerker_id", "deelname_id", "dag"], name="inzagedoel_per_dag"
            ),
            models.CheckConstraint(
                name="inzagedoel_heeft_toelichting", condition=~models.Q(toelichting="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_doel_display()} ({self.dag})"
