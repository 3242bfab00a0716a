"""An actie on its way to an organisation: accepted, returned, offered on."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from cases.models.casus import Casus
from cases.models.plan import Actie
from ketenregie.foundation import rls
from ketenregie.foundation.history import geschiedenis
from ketenregie.foundation.models import Basis
from partners.models import Deelname
from referentiemodel.enums import Functie


class ToewijzingQuerySet(models.QuerySet["Toewijzing"]):
    def onderweg(self) -> "ToewijzingQuerySet":
        """Offered and not answered."""
        return self.filter(status=Toewijzing.Status.GESTUURD)

    def huidig(self) -> "ToewijzingQuerySet":
        """How the organisation that has the actie stands towards it; none while it said nothing."""
        return self.filter(status__in=Toewijzing.HUIDIG)


class Toewijzing(Basis):
    """One sending of an actie to one organisation, with its answer.

    What the plan gave an organisation has a row once it answers. An actie that is offered on stays with
    who has it until the receiver accepts; only then does `Actie.deelname` change.
    """

    class Status(models.TextChoices):
        GESTUURD = "gestuurd", "Wacht op antwoord"
        AANGENOMEN = "aangenomen", "Aangenomen"
        TERUGGEGEVEN = "teruggegeven", "Teruggegeven"
        GEWEIGERD = "geweigerd", "Niet overgenomen"
        INGETROKKEN = "ingetrokken", "Ingetrokken"
        AFGELOST = "afgelost", "Overgedragen"

    HUIDIG: ClassVar = ("aangenomen", "teruggegeven")

    casus = models.ForeignKey(Casus, on_delete=models.CASCADE, related_name="+")
    actie = models.ForeignKey(Actie, on_delete=models.CASCADE, related_name="toewijzingen")
    van = models.ForeignKey(Deelname, on_delete=models.PROTECT, related_name="+")
    naar = models.ForeignKey(Deelname, on_delete=models.PROTECT, related_name="+")
    functie = models.CharField(max_length=30, choices=Functie.choices, blank=True)
    # The person of the receiving organisation who does it.
    behandelaar_id = models.UUIDField(null=True, blank=True)
    toelichting = models.CharField("waarom deze organisatie", max_length=300, blank=True)
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.GESTUURD)
    antwoord_voor = models.DateField(null=True, blank=True)
    reden = models.CharField("reden van teruggeven", max_length=300, blank=True)
    beantwoord_at = models.DateTimeField(null=True, blank=True)
    beantwoord_door_id = models.UUIDField(null=True, blank=True)
    history = geschiedenis()
    rls = rls.Via("casus")

    objects: ClassVar[models.Manager["Toewijzing"]] = ToewijzingQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = "toewijzing van een actie"
        verbose_name_plural = "toewijzingen van acties"
        ordering: ClassVar = ["created_at"]
        indexes: ClassVar = [
            models.Index(
                fields=["naar", "antwoord_voor"],
                condition=Q(status="gestuurd"),
                name="toewijzing_te_beantwoorden",
            ),
            models.Index(
                fields=["casus"], condition=Q(status="teruggegeven"), name="toewijzing_terug"
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["actie"], condition=Q(status="gestuurd"), name="toewijzing_een_onderweg"
            ),
            models.UniqueConstraint(
                fields=["actie"],
                condition=Q(status__in=["aangenomen", "teruggegeven"]),
                name="toewijzing_een_huidig",
            ),
            models.CheckConstraint(
                name="toewijzing_antwoord_compleet",
                condition=Q(
                    status="gestuurd", beantwoord_at__isnull=True, antwoord_voor__isnull=False
                )
                | Q(status="ingetrokken")
                | Q(status__in=["aangenomen", "afgelost"], beantwoord_at__isnull=False)
                | (
                    Q(status__in=["teruggegeven", "geweigerd"], beantwoord_at__isnull=False)
                    & ~Q(reden="")
                ),
            ),
        ]
