"""Zorgafstemming: two organisations of a casus about the care somebody needs meanwhile."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from cases.models.casus import Casus
from ketenregie.foundation import rls
from ketenregie.foundation.history import geschiedenis
from ketenregie.foundation.models import Basis
from partners.models import Deelname
from referentiemodel.enums import Grondslag


class Zorgafstemming(Basis):
    """An ordinary thread, of who asks and who is asked; nobody else in the casus knows of it.

    Anybody in the casus may begin one, so that there is one tells nothing (R21). It touches neither the
    casus nor its tijdlijn.
    """

    casus = models.ForeignKey(Casus, on_delete=models.CASCADE, related_name="zorgafstemmingen")
    van = models.ForeignKey(Deelname, on_delete=models.PROTECT, related_name="+")
    aan = models.ForeignKey(Deelname, on_delete=models.PROTECT, related_name="+")
    onderwerp = models.CharField("waar gaat het over", max_length=120)
    uiterlijk = models.DateField("antwoord voor", null=True, blank=True)
    # Who has to say something; NULL once nothing is asked any more.
    aan_zet = models.ForeignKey(
        Deelname, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    afgerond_at = models.DateTimeField(null=True, blank=True)
    history = geschiedenis()
    rls = rls.Een(
        (
            rls.En((rls.Via("casus"), rls.Deelname("van"))),
            rls.En((rls.Via("casus"), rls.Deelname("aan"))),
        ),
        schrijven=rls.En((rls.Via("casus"), rls.Deelname("van"))),
        wijzigen=rls.En((rls.Via("casus"), rls.Een((rls.Deelname("van"), rls.Deelname("aan"))))),
    )

    class Meta:
        verbose_name = "zorgafstemming"
        verbose_name_plural = "zorgafstemmingen"
        ordering: ClassVar = ["-created_at", "id"]
        indexes: ClassVar = [
            models.Index(
                fields=["aan_zet", "uiterlijk"],
                condition=Q(aan_zet__isnull=False),
                name="zorgafstemming_aan_zet",
            )
        ]
        constraints: ClassVar = [
            models.CheckConstraint(name="zorgafstemming_met_een_ander", condition=~Q(aan=F("van"))),
            models.CheckConstraint(
                name="zorgafstemming_stand",
                condition=Q(
                    afgerond_at__isnull=True, aan_zet__isnull=False, uiterlijk__isnull=False
                )
                | Q(aan_zet__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.onderwerp


class Zorgbericht(Basis):
    """What one of the two wrote; it rests on a grondslag of its own and is never rewritten."""

    afstemming = models.ForeignKey(
        Zorgafstemming, on_delete=models.CASCADE, related_name="berichten"
    )
    deelname = models.ForeignKey(Deelname, on_delete=models.PROTECT, related_name="+")
    tekst = models.TextField("bericht")
    grondslag = models.CharField(max_length=40, choices=Grondslag.choices)
    motivering = models.CharField("waarom mag dit gedeeld", max_length=300, blank=True)
    history = geschiedenis()
    rls = rls.AlleenToevoegen(
        rls.Via("afstemming"), nieuw=rls.En((rls.Via("afstemming"), rls.Deelname()))
    )

    class Meta:
        verbose_name = "bericht over zorg"
        verbose_name_plural = "berichten over zorg"
        ordering: ClassVar = ["created_at", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(name="zorgbericht_zegt_iets", condition=~Q(tekst=""))
        ]
