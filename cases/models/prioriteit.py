"""The prioriteitenlijst: which casussen go first, and by which public criteria (R13)."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from cases.models.casus import Casus
from cases.models.gegeven import Gegeven
from ketenregie.foundation import clock, rls
from ketenregie.foundation.history import geschiedenis
from referentiemodel.enums import Gegevenscategorie, Gegevenssoort


class Criterium(models.TextChoices):
    """Public and objective (WGS art. 2.32); the page shows them to everyone who may see the list."""

    ACUUT = "acuut", "Iemand is nu in gevaar"
    MINDERJARIG = "minderjarig", "Er is een minderjarig slachtoffer"
    MEERDERE = "meerdere", "Er zijn meer slachtoffers"
    HERHALING = "herhaling", "Er waren eerder meldingen over dezelfde persoon, plek of onderneming"
    VERBAND = "verband", "Dezelfde verdachten of ondernemingen in meer casussen"
    STILSTAND = "stilstand", "De aanpak staat stil, of partners komen er samen niet uit"


class PrioriteitQuerySet(models.QuerySet["Prioriteit"]):
    def lopend(self) -> "PrioriteitQuerySet":
        """On the list now."""
        return self.filter(af_at__isnull=True)


class Prioriteit(Gegeven):
    """A casus on the list, put there by a person who says why; off again the moment that no longer holds.

    Counts in no report and stands on no tijdlijn (R13).
    """

    CATEGORIE = Gegevenscategorie.PROCES
    SOORT = Gegevenssoort.DYNAMISCH

    casus = models.ForeignKey(Casus, on_delete=models.CASCADE, related_name="prioriteiten")
    criteria = ArrayField(models.CharField(max_length=20, choices=Criterium.choices))
    motivering = models.CharField("waarom gaat deze casus voor?", max_length=300)
    volgorde = models.PositiveSmallIntegerField(default=0)
    geplaatst_at = models.DateTimeField(default=clock.now)
    herzien_voor = models.DateField("opnieuw bekijken voor")
    herzien_at = models.DateTimeField(null=True, blank=True)
    af_at = models.DateTimeField(null=True, blank=True)
    af_reden = models.CharField("waarom van de lijst", max_length=300, blank=True)
    history = geschiedenis()
    rls = rls.Datum()

    objects: ClassVar[models.Manager["Prioriteit"]] = PrioriteitQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = "plaats op de prioriteitenlijst"
        verbose_name_plural = "plaatsen op de prioriteitenlijst"
        ordering = ["volgorde", "geplaatst_at"]
        indexes = [
            models.Index(
                fields=["volgorde", "geplaatst_at"],
                condition=Q(af_at__isnull=True),
                name="prioriteit_lopend",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["casus"], condition=Q(af_at__isnull=True), name="prioriteit_een_per_casus"
            ),
            models.CheckConstraint(
                name="prioriteit_heeft_waarom",
                condition=~Q(motivering="") & Q(criteria__len__gt=0),
            ),
            models.CheckConstraint(
                name="prioriteit_af_met_reden",
                condition=Q(af_at__isnull=True, af_reden="")
                | (Q(af_at__isnull=False) & ~Q(af_reden="")),
            ),
        ]

    def __str__(self) -> str:
        return ", ".join(str(Criterium(c).label) for c in self.criteria)
