"""What an organisation in a casus wants to ask the melder, without knowing who that is."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from cases.models import Bijdrage, Casus
from ketenregie.foundation import rls
from ketenregie.foundation.history import geschiedenis
from ketenregie.foundation.models import Basis
from meldpunt.models.melding import Melding
from partners.models import Deelname


class Hoorvraag(Basis):
    """Horen van de melder: a partner asks, the meldpunt puts it to the melder, the answer becomes a
    bijdrage of the meldpunt. Known to who asked and to the meldpunt; not which melding it is about.

    Source: bronrapport, activiteit 3.3 (information beforehand: hearing the melder).
    """

    class Status(models.TextChoices):
        OPEN = "open", "Bij het meldpunt"
        GESTELD = "gesteld", "Aan de melder gevraagd"
        BEANTWOORD = "beantwoord", "Beantwoord"
        NIET_MOGELIJK = "niet_mogelijk", "Niet mogelijk"

    LOPEND: ClassVar = ("open", "gesteld")

    casus = models.ForeignKey(Casus, on_delete=models.CASCADE, related_name="hoorvragen")
    vrager = models.ForeignKey(Deelname, on_delete=models.PROTECT, related_name="+")
    meldpunt = models.ForeignKey(Deelname, on_delete=models.PROTECT, related_name="+")
    vraag = models.TextField("vraag aan de melder")
    uiterlijk = models.DateField()
    status = models.CharField(max_length=15, choices=Status.choices, default=Status.OPEN)
    bijdrage = models.ForeignKey(
        Bijdrage, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    reden = models.CharField("waarom het niet kan", max_length=300, blank=True)
    afgerond_at = models.DateTimeField(null=True, blank=True)
    history = geschiedenis()
    rls = rls.Een(
        (rls.Deelname("vrager"), rls.Deelname("meldpunt")),
        schrijven=rls.Deelname("vrager"),
        wijzigen=rls.Deelname("meldpunt"),
    )

    class Meta:
        verbose_name = "vraag aan een melder"
        verbose_name_plural = "vragen aan melders"
        ordering: ClassVar = ["-created_at", "id"]
        indexes: ClassVar = [
            models.Index(
                fields=["meldpunt", "uiterlijk"],
                condition=Q(status__in=["open", "gesteld"]),
                name="hoorvraag_lopend",
            ),
            models.Index(fields=["casus", "vrager"], name="hoorvraag_casus"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="hoorvraag_afgerond",
                condition=Q(status__in=["open", "gesteld"], afgerond_at__isnull=True)
                | Q(status="beantwoord", afgerond_at__isnull=False)
                | Q(Q(status="niet_mogelijk", afgerond_at__isnull=False) & ~Q(reden="")),
            )
        ]


class Hoormelding(Basis):
    """Which melding the meldpunt put the question to: only the meldpunt knows."""

    hoorvraag = models.ForeignKey(Hoorvraag, on_delete=models.CASCADE, related_name="meldingen")
    melding = models.ForeignKey(Melding, on_delete=models.CASCADE, related_name="hoormeldingen")
    eigenaar = models.ForeignKey(Deelname, on_delete=models.PROTECT, related_name="+")
    history = geschiedenis()
    rls = rls.Deelname("eigenaar")

    class Meta:
        verbose_name = "gehoorde melder"
        verbose_name_plural = "gehoorde melders"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["hoorvraag", "melding"], name="hoormelding_eenmaal")
        ]
