"""What can follow a named end: a casus is opened again, or two that are one go on as one."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from cases.models.casus import Casus
from ketenregie.foundation import rls
from ketenregie.foundation.history import geschiedenis
from ketenregie.foundation.models import Basis
from partners.models import Deelname
from referentiemodel.enums import Doel, Grondslag


class Heropening(Basis):
    """A public deelnemer decides to open a shielded casus again, for a new doel (R12).

    It is done only when everybody who took part or supplied something agrees.
    """

    class Status(models.TextChoices):
        GEVRAAGD = "gevraagd", "Wacht op akkoord"
        HEROPEND = "heropend", "Heropend"
        GEWEIGERD = "geweigerd", "Niet iedereen gaat akkoord"
        INGETROKKEN = "ingetrokken", "Ingetrokken"

    casus = models.ForeignKey(Casus, on_delete=models.CASCADE, related_name="heropeningen")
    # A copy: who is asked does not see the casus.
    casus_kenmerk = models.CharField(max_length=9)
    aanvrager = models.ForeignKey(Deelname, on_delete=models.PROTECT, related_name="+")
    reden = models.CharField("waarom moet de casus weer open", max_length=300)
    doel = models.CharField(max_length=40, choices=Doel.choices)
    grondslag = models.CharField(max_length=40, choices=Grondslag.choices)
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.GEVRAAGD)
    antwoord_voor = models.DateField()
    afgehandeld_at = models.DateTimeField(null=True, blank=True)
    history = geschiedenis()
    rls = rls.Een(
        (rls.Deelname("aanvrager"), rls.ViaKind("akkoorden")),
        schrijven=rls.En((rls.Via("casus"), rls.Deelname("aanvrager"))),
        wijzigen=rls.Deelname("aanvrager"),
    )

    class Meta:
        verbose_name = "heropening"
        verbose_name_plural = "heropeningen"
        ordering: ClassVar = ["-created_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["casus"], condition=Q(status="gevraagd"), name="heropening_een_lopende"
            ),
            models.CheckConstraint(name="heropening_met_reden", condition=~Q(reden="")),
            models.CheckConstraint(
                name="heropening_stand",
                condition=Q(status="gevraagd", afgehandeld_at__isnull=True)
                | Q(~Q(status="gevraagd"), afgehandeld_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.casus_kenmerk


class Heropeningsakkoord(Basis):
    """What one organisation says to a heropening; whoever asked may not answer for another (einde.sql)."""

    class Antwoord(models.TextChoices):
        AKKOORD = "akkoord", "Akkoord"
        NIET = "niet", "Niet akkoord"

    heropening = models.ForeignKey(Heropening, on_delete=models.CASCADE, related_name="akkoorden")
    aanvrager = models.ForeignKey(Deelname, on_delete=models.PROTECT, related_name="+")
    deelname = models.ForeignKey(Deelname, on_delete=models.PROTECT, related_name="+")
    antwoord = models.CharField(max_length=10, choices=Antwoord.choices, blank=True)
    # Why not is in the logboek alone: who asked reads this row (R7).
    beantwoord_at = models.DateTimeField(null=True, blank=True)
    beantwoord_door_id = models.UUIDField(null=True, blank=True)
    history = geschiedenis()
    rls = rls.Een(
        (rls.Deelname("deelname"), rls.Deelname("aanvrager")),
        schrijven=rls.Deelname("aanvrager"),
        wijzigen=rls.Deelname("deelname"),
    )

    class Meta:
        verbose_name = "akkoord met heropenen"
        verbose_name_plural = "akkoorden met heropenen"
        ordering: ClassVar = ["created_at", "id"]
        indexes: ClassVar = [
            models.Index(
                fields=["deelname"], condition=Q(antwoord=""), name="heropeningsakkoord_open"
            )
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["heropening", "deelname"], name="heropeningsakkoord_een_per_deelname"
            ),
            models.CheckConstraint(
                name="heropeningsakkoord_compleet",
                condition=Q(antwoord="", beantwoord_at__isnull=True)
                | Q(~Q(antwoord=""), beantwoord_at__isnull=False),
            ),
        ]


class Samenvoeging(Basis):
    """Casus `casus` goes on in `naar`. What moved is listed, so that it can be put back."""

    casus = models.ForeignKey(Casus, on_delete=models.CASCADE, related_name="samenvoegingen")
    naar = models.ForeignKey(Casus, on_delete=models.PROTECT, related_name="opgenomen")
    casus_kenmerk = models.CharField(max_length=9)
    deelname = models.ForeignKey(Deelname, on_delete=models.PROTECT, related_name="+")
    reden = models.CharField("waarom is dit dezelfde zaak", max_length=300)
    grondslag = models.CharField(max_length=40, choices=Grondslag.choices)
    # As the casus stood before, to put it back.
    status_voor = models.CharField(max_length=20)
    # {table: [ids]} of what a task moved; ids only.
    verplaatst = models.JSONField(default=dict, blank=True)
    verplaatst_at = models.DateTimeField(null=True, blank=True)
    ontkoppeld_at = models.DateTimeField(null=True, blank=True)
    ontkoppel_reden = models.CharField("waarom toch twee zaken", max_length=300, blank=True)
    teruggezet_at = models.DateTimeField(null=True, blank=True)
    history = geschiedenis()
    rls = rls.Een(
        (rls.Via("naar"),),
        schrijven=rls.En((rls.Via("casus"), rls.Via("naar"), rls.Deelname())),
        wijzigen=rls.Via("naar"),
    )

    class Meta:
        verbose_name = "samenvoeging"
        verbose_name_plural = "samenvoegingen"
        ordering: ClassVar = ["-created_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["casus"],
                condition=Q(ontkoppeld_at__isnull=True),
                name="samenvoeging_een_lopende",
            ),
            models.CheckConstraint(
                name="samenvoeging_niet_met_zichzelf", condition=~Q(naar=F("casus"))
            ),
            models.CheckConstraint(name="samenvoeging_met_reden", condition=~Q(reden="")),
            models.CheckConstraint(
                name="samenvoeging_ontkoppeld_met_reden",
                condition=Q(ontkoppeld_at__isnull=True) | ~Q(ontkoppel_reden=""),
            ),
        ]

    def __str__(self) -> str:
        return self.casus_kenmerk
