"""A version of an instrument that a keten made itself: a concept, put forward, published by a second person."""

import pgtrigger
from django.db import models
from django.db.models import F, Q

from ketenregie.foundation import rls
from ketenregie.foundation.history import geschiedenis
from ketenregie.foundation.models import Basis
from partners.models.keten import Keten


class Instrumentversie(Basis):
    """`inhoud` is the whole list (referentiemodel/instrumentbewerken.py); published means frozen.

    `nummer` is given when it is published and follows on the versions that come with the program.
    """

    class Status(models.TextChoices):
        CONCEPT = "concept", "Concept"
        VOORGELEGD = "voorgelegd", "Wacht op een tweede persoon"
        GEPUBLICEERD = "gepubliceerd", "Gepubliceerd"
        INGETROKKEN = "ingetrokken", "Ingetrokken"

    keten = models.ForeignKey(Keten, on_delete=models.PROTECT, related_name="instrumentversies")
    sleutel = models.SlugField(max_length=40)
    nummer = models.PositiveSmallIntegerField("versie", null=True, blank=True)
    # The version it began from; empty for a new instrument.
    basis_nummer = models.PositiveSmallIntegerField("begonnen vanaf versie", null=True, blank=True)
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.CONCEPT)
    inhoud = models.JSONField("lijst")
    controlegetal = models.CharField(max_length=64, editable=False, blank=True)
    toelichting = models.TextField("waarom deze versie", blank=True)
    voorgelegd_at = models.DateTimeField(null=True, blank=True)
    voorgelegd_door_id = models.UUIDField(null=True, blank=True)
    gepubliceerd_at = models.DateTimeField(null=True, blank=True)
    gepubliceerd_door_id = models.UUIDField(null=True, blank=True)
    geldig_van = models.DateField(null=True, blank=True)
    history = geschiedenis()
    rls = rls.Een(
        (rls.Keten(),),
        schrijven=rls.En((rls.Keten(), rls.MetFunctie(("ketenbeheerder", "procesregisseur")))),
    )

    class Meta:
        ordering = ["sleutel", "-nummer", "-created_at"]
        verbose_name = "versie van een instrument"
        verbose_name_plural = "versies van instrumenten"
        constraints = [
            models.UniqueConstraint(
                fields=["keten", "sleutel", "nummer"], name="instrumentversie_nummer"
            ),
            models.UniqueConstraint(
                fields=["keten", "sleutel"],
                condition=Q(status__in=["concept", "voorgelegd"]),
                name="instrumentversie_een_in_voorbereiding",
            ),
            models.CheckConstraint(
                name="instrumentversie_vier_ogen",
                condition=~Q(status="gepubliceerd")
                | (
                    Q(
                        nummer__isnull=False,
                        geldig_van__isnull=False,
                        gepubliceerd_at__isnull=False,
                        gepubliceerd_door_id__isnull=False,
                        voorgelegd_door_id__isnull=False,
                    )
                    & ~Q(gepubliceerd_door_id=F("voorgelegd_door_id"))
                ),
            ),
        ]
        triggers = (
            pgtrigger.Trigger(
                name="gepubliceerd_is_bevroren",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__status="gepubliceerd"),
                func="RAISE EXCEPTION 'Een gepubliceerde versie van een instrument is bevroren.';",
            ),
        )

    def __str__(self) -> str:
        return f"{self.inhoud['naam']}, {f'versie {self.nummer}' if self.nummer else 'concept'}"

    @property
    def in_voorbereiding(self) -> bool:
        return self.status in {self.Status.CONCEPT, self.Status.VOORGELEGD}
