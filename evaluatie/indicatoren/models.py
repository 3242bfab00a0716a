"""What stands beside the own figures: the area as a map, figures of others, reports, and history read in."""

from django.db import models
from django.db.models import Q

from ketenregie.foundation import clock, rls
from ketenregie.foundation.history import geschiedenis
from ketenregie.foundation.models import Basis
from partners.models import Keten


class Gebied(Basis):
    """The outline of one gemeente, in the metres of the Rijksdriehoek."""

    keten = models.ForeignKey(Keten, on_delete=models.PROTECT, related_name="gebieden")
    naam = models.CharField(max_length=60)
    code = models.CharField(max_length=10, blank=True)
    # Rings of [x, y]; the map draws them and nothing else reads them.
    ringen = models.JSONField()
    bron = models.CharField(max_length=120, blank=True)
    history = geschiedenis()
    rls = rls.Keten()
    rls_weg = "een kaart die wordt vervangen; de geschiedenis bewaart haar"

    class Meta:
        verbose_name = "gebied"
        verbose_name_plural = "gebieden"
        ordering = ["naam"]
        constraints = [models.UniqueConstraint(fields=["keten", "naam"], name="gebied_eenmalig")]

    def __str__(self) -> str:
        return self.naam


class ExternCijfer(Basis):
    """A figure that others publish, with its source and the day as of which it holds."""

    class Bron(models.TextChoices):
        POLITIE = "politie", "Politie"
        NLA = "nla", "Nederlandse Arbeidsinspectie"
        COMENSHA = "comensha", "CoMensha"
        CBS = "cbs", "CBS (Centraal Bureau voor de Statistiek)"
        OM = "om", "Openbaar Ministerie"
        NR = "nationaal_rapporteur", "Nationaal Rapporteur"
        ANDERS = "anders", "Andere bron"

    keten = models.ForeignKey(Keten, on_delete=models.PROTECT, related_name="externe_cijfers")
    bron = models.CharField("bron", max_length=25, choices=Bron.choices)
    onderwerp = models.CharField("wat is geteld", max_length=200)
    jaar = models.PositiveSmallIntegerField("jaar")
    waarde = models.DecimalField("cijfer", max_digits=12, decimal_places=2)
    eenheid = models.CharField("eenheid", max_length=40)
    peildatum = models.DateField("peildatum")
    vindplaats = models.CharField("waar staat het", max_length=300)
    history = geschiedenis()
    rls = rls.Keten()
    rls_weg = "een cijfer dat verkeerd is overgenomen; de geschiedenis bewaart het"

    class Meta:
        verbose_name = "cijfer van een ander"
        verbose_name_plural = "cijfers van anderen"
        ordering = ["-jaar", "bron", "onderwerp"]

    def __str__(self) -> str:
        return f"{self.onderwerp}, {self.jaar}"


class Rapport(Basis):
    """A report as it was made: figures and definitions frozen, with a hash over both."""

    class Soort(models.TextChoices):
        KWARTAAL = "kwartaal", "Kwartaalrapport"
        JAAR = "jaar", "Jaarverslag"
        PILOT = "pilot", "Pilotrapport"
        INTERVENTIES = "interventies", "Interventieoverzicht"

    keten = models.ForeignKey(Keten, on_delete=models.PROTECT, related_name="rapporten")
    soort = models.CharField(max_length=15, choices=Soort.choices)
    periode = models.CharField(max_length=10)
    nummer = models.PositiveSmallIntegerField("versie van het rapport", default=1)
    titel = models.CharField(max_length=160)
    inhoud = models.JSONField()
    controlegetal = models.CharField(max_length=64)
    gemaakt_at = models.DateTimeField(default=clock.now)
    gemaakt_door = models.CharField(max_length=120)
    rls = rls.AlleenToevoegen(rls.Keten(), nieuw=rls.Keten())

    class Meta:
        verbose_name = "rapport"
        verbose_name_plural = "rapporten"
        ordering = ["-gemaakt_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["keten", "soort", "periode", "nummer"], name="rapport_versie"
            )
        ]

    def __str__(self) -> str:
        return self.titel


class Inlezing(Basis):
    """One registration of before the system that was read in as facts; undone as a whole."""

    keten = models.ForeignKey(Keten, on_delete=models.PROTECT, related_name="inlezingen")
    naam = models.CharField("waar komt het vandaan", max_length=160)
    rijen = models.PositiveIntegerField()
    feiten = models.PositiveIntegerField()
    ingelezen_at = models.DateTimeField(default=clock.now)
    ongedaan_at = models.DateTimeField(null=True, blank=True)
    ongedaan_reden = models.CharField("waarom", max_length=300, blank=True)
    history = geschiedenis()
    rls = rls.Keten()

    class Meta:
        verbose_name = "inlezing"
        verbose_name_plural = "inlezingen"
        ordering = ["-ingelezen_at"]
        constraints = [
            models.CheckConstraint(
                name="inlezing_ongedaan_heeft_reden",
                condition=Q(ongedaan_at__isnull=True) | ~Q(ongedaan_reden=""),
            )
        ]

    def __str__(self) -> str:
        return self.naam
