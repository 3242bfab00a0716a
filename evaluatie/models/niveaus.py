"""Evaluating proces, keten and beleid: measurements over time, judgements per source, statements.

Everything here is about the co-operation; nothing of a casus or a person. The keten reads it, the
procesregie records it.
"""

from django.db import models
from django.db.models import F, Q

from ketenregie.foundation import rls
from ketenregie.foundation.history import geschiedenis
from ketenregie.foundation.models import Basis
from partners.models import Keten


def _van_de_keten() -> rls.Een:
    return rls.Een((rls.Keten(),), schrijven=rls.En((rls.Keten(), rls.Procesregie())))


def _bij(ouder: str) -> rls.Een:
    return rls.Een((rls.Via(ouder),), schrijven=rls.En((rls.Via(ouder), rls.Procesregie())))


class Afweging(Basis):
    """Which level has priority now, and why; a person weighs, the system only shows what speaks for it."""

    keten = models.ForeignKey(Keten, on_delete=models.PROTECT, related_name="+")
    niveau = models.CharField(max_length=40)
    datum = models.DateField()
    waarom = models.CharField("waarom", max_length=500)
    history = geschiedenis()
    rls = _van_de_keten()

    class Meta:
        verbose_name = "afweging van een evaluatieniveau"
        ordering = ["-datum", "-created_at"]


class Procesevaluatie(Basis):
    """Where the proces stuck in a period: frozen figures, small numbers left out, and what people make of it."""

    keten = models.ForeignKey(Keten, on_delete=models.PROTECT, related_name="+")
    van = models.DateField("van")
    tot = models.DateField("tot en met")
    # [sleutel, naam, aantal, op tijd, te laat, open te laat]; None where the number is too small to show.
    cijfers = models.JSONField(default=list)
    bevindingen = models.TextField("bevindingen")
    conclusie = models.TextField("conclusie")
    history = geschiedenis()
    rls = _van_de_keten()

    class Meta:
        verbose_name = "procesevaluatie"
        ordering = ["-tot", "-created_at"]
        constraints = [
            models.CheckConstraint(name="procesevaluatie_periode", condition=Q(tot__gte=F("van")))
        ]


class Ketenmeting(Basis):
    """One moment at which the samenwerkingsvariabelen were scored."""

    keten = models.ForeignKey(Keten, on_delete=models.PROTECT, related_name="+")
    titel = models.CharField("titel", max_length=120)
    datum = models.DateField("datum")
    toelichting = models.TextField("hoe is gemeten", blank=True)
    history = geschiedenis()
    rls = _van_de_keten()

    class Meta:
        verbose_name = "ketenmeting"
        ordering = ["-datum", "-created_at"]


class Variabelescore(Basis):
    """The score of one samenwerkingsvariabele, with the sub-classification that fits."""

    meting = models.ForeignKey(Ketenmeting, on_delete=models.CASCADE, related_name="scores")
    variabele = models.CharField(max_length=60)
    soort = models.CharField("soort", max_length=80, blank=True)
    score = models.CharField(max_length=20)
    toelichting = models.CharField("toelichting", max_length=500, blank=True)
    history = geschiedenis()
    rls = _bij("meting")

    class Meta:
        verbose_name = "score van een samenwerkingsvariabele"
        constraints = [
            models.UniqueConstraint(fields=["meting", "variabele"], name="variabelescore_eenmalig")
        ]


class Bron(Basis):
    """A document, talk or session in which goals and succesfactoren are found, or not."""

    class Soort(models.TextChoices):
        DOCUMENT = "document", "Document"
        GESPREK = "gesprek", "Gesprek"
        SESSIE = "sessie", "Bijeenkomst"
        CIJFERS = "cijfers", "Cijfers"

    keten = models.ForeignKey(Keten, on_delete=models.PROTECT, related_name="+")
    soort = models.CharField(max_length=10, choices=Soort.choices)
    naam = models.CharField("naam", max_length=150)
    datum = models.DateField("datum")
    history = geschiedenis()
    rls = _van_de_keten()

    class Meta:
        verbose_name = "bron"
        verbose_name_plural = "bronnen"
        ordering = ["datum", "created_at"]

    def __str__(self) -> str:
        return self.naam


class Bronoordeel(Basis):
    """What one source says of one goal or succesfactor."""

    bron = models.ForeignKey(Bron, on_delete=models.CASCADE, related_name="oordelen")
    lijst = models.CharField(max_length=40)
    sleutel = models.CharField(max_length=100)
    status = models.CharField(max_length=20)
    history = geschiedenis()
    rls = _bij("bron")

    class Meta:
        verbose_name = "oordeel over een bron"
        constraints = [
            models.UniqueConstraint(
                fields=["bron", "lijst", "sleutel"], name="bronoordeel_eenmalig"
            )
        ]


class Uitspraak(Basis):
    """A claim, concern or issue from a source, under a theme; without who said it."""

    keten = models.ForeignKey(Keten, on_delete=models.PROTECT, related_name="+")
    bron = models.ForeignKey(Bron, on_delete=models.PROTECT, related_name="uitspraken")
    thema = models.CharField(max_length=60)
    soort = models.CharField(max_length=20)
    tekst = models.CharField("uitspraak", max_length=500)
    history = geschiedenis()
    rls = _van_de_keten()

    class Meta:
        verbose_name = "uitspraak"
        verbose_name_plural = "uitspraken"
        ordering = ["thema", "soort", "created_at"]
        indexes = [models.Index(fields=["keten", "thema", "soort"], name="uitspraak_thema")]


class Kadertoets(Basis):
    """One document of one gemeente laid beside the beleidskader."""

    keten = models.ForeignKey(Keten, on_delete=models.PROTECT, related_name="+")
    gemeente = models.CharField("gemeente", max_length=60)
    document = models.CharField("document", max_length=150)
    datum = models.DateField("datum")
    history = geschiedenis()
    rls = _van_de_keten()

    class Meta:
        verbose_name = "kadertoets"
        ordering = ["gemeente", "-datum", "-created_at"]
        indexes = [models.Index(fields=["keten", "gemeente"], name="kadertoets_gemeente")]


class Kaderscore(Basis):
    """Whether the document meets one indicator."""

    class Score(models.TextChoices):
        JA = "ja", "Ja"
        DEELS = "deels", "Deels"
        NEE = "nee", "Nee"

    toets = models.ForeignKey(Kadertoets, on_delete=models.CASCADE, related_name="scores")
    indicator = models.CharField(max_length=100)
    score = models.CharField(max_length=5, choices=Score.choices)
    history = geschiedenis()
    rls = _bij("toets")

    class Meta:
        verbose_name = "score van een kadertoets"
        constraints = [
            models.UniqueConstraint(fields=["toets", "indicator"], name="kaderscore_eenmalig")
        ]
