"""What a supplier keeps back of its own data, and the toestemming of the betrokkene that carries them."""

from datetime import datetime
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from cases.models.casus import Casus
from cases.models.dossier import Persoon
from ketenregie.foundation import clock, rls
from ketenregie.foundation.history import geschiedenis
from ketenregie.foundation.models import Basis
from partners.models import Deelname


class Toestemming(Basis):
    """Uitdrukkelijke toestemming of a betrokkene for one datum of one supplier (R6).

    Only the supplier reads it; others learn no more than the voorbehoud that follows from it.
    """

    class Wijze(models.TextChoices):
        SCHRIFTELIJK = "schriftelijk", "Schriftelijk"
        MONDELING = "mondeling", "Mondeling"
        DIGITAAL = "digitaal", "Digitaal"

    casus = models.ForeignKey(Casus, on_delete=models.CASCADE, related_name="toestemmingen")
    leverancier = models.ForeignKey(Deelname, on_delete=models.PROTECT, related_name="+")
    # Empty when the supplier does not know the betrokkene by name here.
    persoon = models.ForeignKey(
        Persoon, null=True, blank=True, on_delete=models.CASCADE, related_name="toestemmingen"
    )
    datum_soort = models.CharField(max_length=60)
    datum_id = models.UUIDField()
    gegeven_op = models.DateField("gegeven op")
    wijze = models.CharField("hoe gegeven", max_length=15, choices=Wijze.choices)
    bewijs = models.CharField("waar het bewijs staat", max_length=300, blank=True)
    geldig_tot = models.DateField("geldig tot en met", null=True, blank=True)
    # Ids of deelnames; empty: every organisation that takes part.
    ontvangers = ArrayField(models.UUIDField(), default=list, blank=True)
    ingetrokken_at = models.DateTimeField(null=True, blank=True)
    history = geschiedenis()
    # A new one only in a casus that the supplier sees: the key of a datum is unique over all of them.
    # Taking one back also after the supplier left.
    rls = rls.Een(
        (rls.Deelname("leverancier"),),
        schrijven=rls.En((rls.Via("casus"), rls.Deelname("leverancier"))),
        wijzigen=rls.Deelname("leverancier"),
    )

    class Meta:
        verbose_name = "toestemming"
        verbose_name_plural = "toestemmingen"
        ordering = ["-gegeven_op"]
        constraints = [
            models.UniqueConstraint(
                fields=["datum_id"],
                condition=Q(ingetrokken_at__isnull=True),
                name="toestemming_een_geldende",
            ),
            models.CheckConstraint(
                condition=Q(geldig_tot__isnull=True) | Q(geldig_tot__gte=models.F("gegeven_op")),
                name="toestemming_periode",
            ),
        ]


class VoorbehoudQuerySet(models.QuerySet["Voorbehoud"]):
    def lopend(self, at: datetime | None = None) -> "VoorbehoudQuerySet":
        """In force at a moment; judged when read, so that no job has to come by."""
        at = at or clock.now()
        return self.filter(Q(vanaf_at__lte=at), Q(tot_at__isnull=True) | Q(tot_at__gt=at))


class Voorbehoud(Basis):
    """A reservation of a supplier on one datum: it beats every deelregel of the convenant.

    The reason is not here: everyone in the casus reaches this row, and only the supplier may read
    why (`Motief`).
    """

    class Soort(models.TextChoices):
        NIET_VERDER = "niet_verder", "Niet verder verstrekken zonder toestemming van de leverancier"
        INGETROKKEN = "ingetrokken", "Toestemming ingetrokken"
        VERLOPEN = "verlopen", "Toestemming verlopen"
        BEPERKT = "beperkt", "Toestemming voor bepaalde organisaties"
        ZWAARWEGEND = "zwaarwegend", "Niet gedeeld om zwaarwegende redenen"
        BEPERKING = "beperking", "Beperkt op verzoek van de betrokkene"

    casus = models.ForeignKey(Casus, on_delete=models.CASCADE, related_name="voorbehouden")
    leverancier = models.ForeignKey(Deelname, on_delete=models.PROTECT, related_name="+")
    datum_soort = models.CharField(max_length=60)
    datum_id = models.UUIDField()
    soort = models.CharField(max_length=12, choices=Soort.choices)
    # Ids of the deelnames it does not hold for.
    behalve = ArrayField(models.UUIDField(), default=list, blank=True)
    vanaf_at = models.DateTimeField(default=clock.now)
    tot_at = models.DateTimeField(null=True, blank=True)
    history = geschiedenis()
    rls = rls.Een(
        (rls.Via("casus"),), schrijven=rls.En((rls.Via("casus"), rls.Deelname("leverancier")))
    )

    objects: ClassVar[models.Manager["Voorbehoud"]] = VoorbehoudQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = "voorbehoud"
        verbose_name_plural = "voorbehouden"
        ordering = ["vanaf_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["datum_id", "soort"],
                condition=Q(tot_at__isnull=True),
                name="voorbehoud_een_lopend",
            )
        ]


class Motief(Basis):
    """Why an organisation kept something back or refused; nobody else reads it."""

    deelname = models.ForeignKey(Deelname, on_delete=models.PROTECT, related_name="+")
    # Id of the Voorbehoud or Akkoord it is about.
    onderwerp_id = models.UUIDField(unique=True)
    reden = models.TextField("reden")
    history = geschiedenis()
    rls = rls.Deelname()
