"""Repressieve preventie: going to a place or a sector, so that offenders cannot go on undisturbed."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from ketenregie.foundation import rls
from ketenregie.foundation.history import geschiedenis
from ketenregie.foundation.models import Basis
from partners.models import Deelname, Keten


class RepressieveActie(Basis):
    """A control or action; known to the organisations that take part, because a word could warn people."""

    class Soort(models.TextChoices):
        LOCATIE = "locatie", "Op een locatie"
        SECTOR = "sector", "In een sector"

    class Status(models.TextChoices):
        GEPLAND = "gepland", "Gepland"
        UITGEVOERD = "uitgevoerd", "Uitgevoerd"
        VERVALLEN = "vervallen", "Vervallen"

    class Uitkomst(models.TextChoices):
        NIETS = "niets", "Niets gevonden dat op mensenhandel wijst"
        SIGNALEN = "signalen", "Signalen van mensenhandel"
        VERMOEDEN = "vermoeden", "Vermoeden van mensenhandel"

    keten = models.ForeignKey(Keten, on_delete=models.PROTECT, related_name="repressieve_acties")
    organisator = models.ForeignKey(Deelname, on_delete=models.PROTECT, related_name="+")
    soort = models.CharField(max_length=10, choices=Soort.choices)
    titel = models.CharField("wat gaat u doen", max_length=150)
    waar = models.CharField("welke plaats of sector", max_length=200)
    gemeente = models.CharField("gemeente", max_length=60, blank=True)
    aanleiding = models.TextField("aanleiding", blank=True)
    verschijningsvormen = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    datum = models.DateField("datum")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.GEPLAND)
    uitkomst = models.CharField(max_length=10, choices=Uitkomst.choices, blank=True)
    resultaat = models.TextField("resultaat", blank=True)
    afgerond_at = models.DateTimeField(null=True, blank=True)
    # What came of it; ids, because who takes part need not see the melding or the casus.
    signaal_id = models.UUIDField(null=True, blank=True, editable=False)
    casus_id = models.UUIDField(null=True, blank=True, editable=False)
    history = geschiedenis()
    rls = rls.Een(
        (rls.Deelname("organisator"), rls.ViaKind("partners")),
        schrijven=rls.En((rls.Keten(), rls.Deelname("organisator"))),
    )

    class Meta:
        verbose_name = "repressieve actie"
        verbose_name_plural = "repressieve acties"
        ordering = ["datum", "created_at"]
        constraints = [
            models.CheckConstraint(
                name="repressieve_actie_uitgevoerd_met_uitkomst",
                condition=Q(status="gepland", afgerond_at__isnull=True)
                | Q(status="uitgevoerd", afgerond_at__isnull=False) & ~Q(uitkomst="")
                | Q(status="vervallen", afgerond_at__isnull=False) & ~Q(resultaat=""),
            )
        ]

    def __str__(self) -> str:
        return self.titel


class RepressievePartner(Basis):
    """An organisation that takes part and therefore knows."""

    actie = models.ForeignKey(RepressieveActie, on_delete=models.CASCADE, related_name="partners")
    deelname = models.ForeignKey(Deelname, on_delete=models.PROTECT, related_name="+")
    # Here too, so that the second lock need not ask the actie, which asks this table.
    organisator = models.ForeignKey(Deelname, on_delete=models.PROTECT, related_name="+")
    history = geschiedenis()
    rls = rls.Een(
        (rls.Deelname("deelname"), rls.Deelname("organisator")),
        schrijven=rls.Deelname("organisator"),
    )
    rls_weg = "een organisatie die toch niet meedoet; de geschiedenis bewaart haar"

    class Meta:
        verbose_name = "partner bij een repressieve actie"
        verbose_name_plural = "partners bij een repressieve actie"
        constraints = [
            models.UniqueConstraint(
                fields=["actie", "deelname"], name="repressieve_partner_eenmalig"
            )
        ]
