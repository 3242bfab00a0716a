"""A datalek from the moment it was found, and the register of what the keten processes and why."""

from datetime import datetime, timedelta
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from ketenregie.foundation import clock, rls
from ketenregie.foundation.history import geschiedenis
from ketenregie.foundation.kenmerk import nieuw_kenmerk
from ketenregie.foundation.models import Basis
from ketenregie.privacy.models.verzoek import BUREAU
from partners.models import Deelname, Keten
from referentiemodel.enums import Gegevenscategorie, Grondslag

# AVG art. 33 lid 1: "zo mogelijk uiterlijk 72 uur"; the clock also runs at night and in the weekend.
KLOK = timedelta(hours=72)


class JaNee(models.TextChoices):
    JA = "ja", "Ja"
    NEE = "nee", "Nee"


class Datalek(Basis):
    """What went wrong, and both decisions: tell the AP, tell the people. No names in here."""

    class Soort(models.TextChoices):
        INGEZIEN = "ingezien", "Iemand zag wat hij niet mocht zien"
        VERSTUURD = "verstuurd", "Naar de verkeerde gestuurd"
        KWIJT = "kwijt", "Kwijt of gestolen"
        GEWIST = "gewist", "Gewist of gewijzigd"
        INBRAAK = "inbraak", "Digitale inbraak"
        ANDERS = "anders", "Iets anders"

    class Status(models.TextChoices):
        GEMELD = "gemeld", "Gemeld"
        BEOORDEELD = "beoordeeld", "Beoordeeld"
        GESLOTEN = "gesloten", "Gesloten"

    keten = models.ForeignKey(Keten, on_delete=models.PROTECT, related_name="datalekken")
    kenmerk = models.CharField(max_length=9, unique=True, default=nieuw_kenmerk, editable=False)
    melder = models.ForeignKey(Deelname, on_delete=models.PROTECT, related_name="+")
    soort = models.CharField(max_length=10, choices=Soort.choices)
    # When somebody first knew: the clock counts from here.
    ontdekt_at = models.DateTimeField("ontdekt")
    omschrijving = models.TextField("wat is er gebeurd")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.GEMELD)
    categorieen = ArrayField(
        models.CharField(max_length=30, choices=Gegevenscategorie.choices), default=list, blank=True
    )
    aantal = models.CharField("hoeveel personen", max_length=40, blank=True)
    gevolgen = models.TextField("mogelijke gevolgen", blank=True)
    maatregelen = models.TextField("wat is gedaan", blank=True)
    ap_melden = models.CharField(max_length=3, choices=JaNee.choices, blank=True)
    ap_reden = models.TextField("waarom wel of niet melden", blank=True)
    ap_gemeld_at = models.DateTimeField(null=True, blank=True)
    ap_kenmerk = models.CharField("nummer van de melding", max_length=40, blank=True)
    ap_te_laat = models.TextField("waarom later dan 72 uur", blank=True)
    informeren = models.CharField(max_length=3, choices=JaNee.choices, blank=True)
    informeren_reden = models.TextField("waarom wel of niet informeren", blank=True)
    geinformeerd_at = models.DateTimeField(null=True, blank=True)
    gesloten_at = models.DateTimeField(null=True, blank=True)
    les = models.TextField("wat verandert er", blank=True)
    history = geschiedenis()
    # Anybody in the keten reports one; the FG alone reads what was reported.
    rls = rls.Een(
        (BUREAU,),
        schrijven=rls.En((rls.Keten(), rls.Deelname("melder"))),
        wijzigen=BUREAU,
    )

    class Meta:
        verbose_name = "datalek"
        verbose_name_plural = "datalekken"
        ordering = ["-ontdekt_at"]
        indexes = [models.Index(fields=["keten", "-ontdekt_at"], name="datalek_nieuwste")]
        constraints = [
            models.CheckConstraint(
                name="datalek_beoordeeld_met_redenen",
                condition=Q(status="gemeld")
                | (
                    Q(ap_melden__in=["ja", "nee"], informeren__in=["ja", "nee"])
                    & ~Q(ap_reden="")
                    & ~Q(informeren_reden="")
                ),
            ),
            models.CheckConstraint(
                name="datalek_gesloten_na_melden",
                condition=Q(gesloten_at__isnull=True)
                | (
                    Q(status="gesloten")
                    & (Q(ap_melden="nee") | Q(ap_gemeld_at__isnull=False))
                    & (Q(informeren="nee") | Q(geinformeerd_at__isnull=False))
                ),
            ),
        ]

    OPEN: ClassVar = (Status.GEMELD, Status.BEOORDEELD)

    def __str__(self) -> str:
        return self.kenmerk

    @property
    def uiterlijk_at(self) -> datetime:
        """72 hours after it was found."""
        return self.ontdekt_at + KLOK

    @property
    def klok_loopt(self) -> bool:
        """Nothing was decided about the AP yet, or it must be told and was not."""
        return self.status != self.Status.GESLOTEN and (
            self.ap_melden == "" or (self.ap_melden == JaNee.JA and self.ap_gemeld_at is None)
        )


class Verwerking(Basis):
    """One line of the register of art. 30 AVG; a line that ended stays with its last day."""

    keten = models.ForeignKey(Keten, on_delete=models.PROTECT, related_name="verwerkingen")
    volgorde = models.PositiveSmallIntegerField(default=1)
    naam = models.CharField("verwerking", max_length=120)
    doel = models.TextField("doel")
    grondslag = models.CharField(max_length=40, choices=Grondslag.choices)
    artikel = models.CharField("artikel", max_length=200, blank=True)
    verantwoordelijken = models.TextField("verwerkingsverantwoordelijken")
    betrokkenen = models.TextField("van wie")
    categorieen = ArrayField(
        models.CharField(max_length=30, choices=Gegevenscategorie.choices), default=list
    )
    ontvangers = models.TextField("ontvangers")
    bewaartermijn = models.CharField("bewaartermijn", max_length=300)
    doorgifte = models.CharField("doorgifte buiten de EU", max_length=200, default="Geen")
    beveiliging = models.TextField("beveiliging", blank=True)
    tot = models.DateField("beëindigd op", null=True, blank=True)
    history = geschiedenis()
    rls = BUREAU

    class Meta:
        verbose_name = "verwerking"
        verbose_name_plural = "verwerkingen"
        ordering = ["volgorde", "naam"]
        constraints = [
            models.UniqueConstraint(
                fields=["keten", "naam"],
                condition=Q(tot__isnull=True),
                name="verwerking_een_lopende",
            )
        ]

    def __str__(self) -> str:
        return self.naam

    @property
    def lopend(self) -> bool:
        return self.tot is None or self.tot >= clock.today()
