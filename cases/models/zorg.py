"""What somebody needs, as it changes, and how it went after the hulp began."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from cases.models.betrokkene import Betrokkene
from cases.models.casus import Casus
from cases.models.gegeven import Gegeven
from cases.models.uitvoering import Nazorg
from ketenregie.foundation import clock, rls
from ketenregie.foundation.history import geschiedenis
from partners.models import Deelname
from referentiemodel.enums import Gegevenscategorie


class Zorgbehoefte(Gegeven):
    """One need of one person. It changes with the process: first safety, later trauma; its history
    is kept and shown."""

    class Stand(models.TextChoices):
        GEVRAAGD = "gevraagd", "Nodig"
        WACHTLIJST = "wachtlijst", "Op de wachtlijst"
        GESTART = "gestart", "Gestart"
        AFGEROND = "afgerond", "Afgerond"
        VERVALLEN = "vervallen", "Niet meer nodig"

    CATEGORIE = Gegevenscategorie.HULPVERLENING

    casus = models.ForeignKey(Casus, on_delete=models.CASCADE, related_name="zorgbehoeften")
    betrokkene = models.ForeignKey(
        Betrokkene, on_delete=models.PROTECT, related_name="zorgbehoeften"
    )
    soort = models.CharField(max_length=30)
    omschrijving = models.CharField("wat is nodig", max_length=300)
    stand = models.CharField(max_length=12, choices=Stand.choices, default=Stand.GEVRAAGD)
    uitvoerder = models.ForeignKey(
        Deelname, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    sinds = models.DateField("sinds", default=clock.today)
    history = geschiedenis()
    rls = rls.Datum(ook=("uitvoerder",))

    class Meta:
        verbose_name = "zorgbehoefte"
        ordering: ClassVar = ["created_at"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="zorgbehoefte_loopt_bij_iemand",
                condition=~Q(stand__in=["wachtlijst", "gestart"]) | Q(uitvoerder__isnull=False),
            )
        ]


class Nazorgcontact(Gegeven):
    """A moment of contact in the nazorg, or the check whether somebody is relapsing."""

    class Wijze(models.TextChoices):
        GESPREK = "gesprek", "Gesprek"
        HUISBEZOEK = "huisbezoek", "Huisbezoek"
        TELEFOON = "telefoon", "Telefoon"
        BERICHT = "bericht", "Bericht"

    class Beeld(models.TextChoices):
        GOED = "goed", "Het gaat goed"
        WISSELEND = "wisselend", "Het gaat wisselend"
        ZORGEN = "zorgen", "Er zijn zorgen"
        TERUGVAL = "terugval", "Er is terugval"
        NIET_BEREIKT = "niet_bereikt", "Niet bereikt"

    CATEGORIE = Gegevenscategorie.HULPVERLENING

    casus = models.ForeignKey(Casus, on_delete=models.CASCADE, related_name="+")
    nazorg = models.ForeignKey(Nazorg, on_delete=models.CASCADE, related_name="contacten")
    dag = models.DateField("dag", default=clock.today)
    wijze = models.CharField(max_length=12, choices=Wijze.choices)
    beeld = models.CharField(max_length=12, choices=Beeld.choices)
    is_controle = models.BooleanField("dit was een terugvalcheck", default=False)
    notitie = models.TextField("wat is belangrijk", blank=True)
    history = geschiedenis()
    rls = rls.Datum()

    class Meta:
        verbose_name = "contact in de nazorg"
        verbose_name_plural = "contacten in de nazorg"
        ordering: ClassVar = ["dag", "created_at"]
        indexes: ClassVar = [
            models.Index(
                fields=["casus"], condition=Q(beeld="terugval"), name="nazorgcontact_terugval"
            )
        ]
