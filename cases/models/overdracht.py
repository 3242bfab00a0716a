"""An overdracht: one organisation offers, another accepts; until then the sender stays responsible."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from cases.models.casus import Casus, uitgesloten
from ketenregie.foundation import rls
from ketenregie.foundation.history import geschiedenis
from ketenregie.foundation.models import Basis
from ketenregie.foundation.viewer import Viewer
from partners.models import Deelname
from referentiemodel.enums import Grondslag


class OverdrachtQuerySet(models.QuerySet["Overdracht"]):
    def lopend(self) -> "OverdrachtQuerySet":
        """Prepared or sent, without an answer."""
        return self.filter(status__in=Overdracht.LOPEND)

    def voor_ontvanger(self, viewer: Viewer) -> "OverdrachtQuerySet":
        """Offered to the viewer's organisation, whether it sees the casus or not; not to who is excluded."""
        return self.filter(
            ~uitgesloten(viewer, "casus"),
            naar_id=viewer.deelname_id,
            verstuurd_at__isnull=False,
        )


class Overdracht(Basis):
    """From deelname to deelname over a casus; `soort` says what goes over.

    The receiver reads `aanleiding` (no names) before it decides, and `bericht` once it accepted. A casus
    that is scaled down, handed over as a whole, changes owner or goes into nazorg uses the same steps.
    """

    class Soort(models.TextChoices):
        AFSCHALING = "afschaling", "Verdere hulp na afschalen"
        CASUS = "casus", "De hele casus"
        EIGENAAR = "eigenaar", "Verantwoordelijkheid voor de casus"
        NAZORG = "nazorg", "Nazorg"

    class Status(models.TextChoices):
        VOORBEREID = "voorbereid", "Voorbereid"
        VERSTUURD = "verstuurd", "Wacht op antwoord"
        AANVAARD = "aanvaard", "Aanvaard"
        GEWEIGERD = "geweigerd", "Geweigerd"
        INGETROKKEN = "ingetrokken", "Ingetrokken"

    LOPEND: ClassVar = ("voorbereid", "verstuurd")
    BEANTWOORD: ClassVar = ("aanvaard", "geweigerd")

    casus = models.ForeignKey(Casus, on_delete=models.CASCADE, related_name="overdrachten")
    soort = models.CharField(max_length=12, choices=Soort.choices)
    van = models.ForeignKey(Deelname, on_delete=models.PROTECT, related_name="+")
    naar = models.ForeignKey(
        Deelname, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    aanleiding = models.CharField("wat u vraagt", max_length=300, blank=True)
    bericht = models.TextField("wat de ontvanger moet weten", blank=True)
    grondslag = models.CharField(max_length=40, choices=Grondslag.choices, blank=True)
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.VOORBEREID)
    verstuurd_at = models.DateTimeField(null=True, blank=True)
    # Who decided: the person with the mandaat at the sender, and at the receiver.
    verstuurd_door_id = models.UUIDField(null=True, blank=True)
    antwoord_voor = models.DateField(null=True, blank=True)
    herinnerd_at = models.DateTimeField(null=True, blank=True)
    beantwoord_at = models.DateTimeField(null=True, blank=True)
    beantwoord_door_id = models.UUIDField(null=True, blank=True)
    ingetrokken_at = models.DateTimeField(null=True, blank=True)
    reden = models.CharField("reden van weigeren of intrekken", max_length=300, blank=True)
    history = geschiedenis()
    rls = rls.Een(
        (rls.Via("casus"), rls.Deelname("naar", behalve=("status", ("voorbereid",)))),
        schrijven=rls.Via("casus"),
        # The receiver answers without seeing the casus; overdracht.sql guards what it may answer.
        wijzigen=rls.Een((rls.Via("casus"), rls.Deelname("naar"))),
    )

    objects: ClassVar[models.Manager["Overdracht"]] = OverdrachtQuerySet.as_manager()

    class Meta:
        verbose_name = "overdracht"
        verbose_name_plural = "overdrachten"
        ordering: ClassVar = ["-created_at", "id"]
        indexes: ClassVar = [
            models.Index(
                fields=["naar", "antwoord_voor"],
                condition=Q(status="verstuurd"),
                name="overdracht_te_beantwoorden",
            ),
            models.Index(fields=["casus", "soort", "-created_at"], name="overdracht_casus"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["casus", "soort"],
                condition=Q(status__in=["voorbereid", "verstuurd"]),
                name="overdracht_een_lopende",
            ),
            models.CheckConstraint(
                name="overdracht_niet_aan_zichzelf",
                condition=Q(naar__isnull=True) | ~Q(naar=F("van")),
            ),
            models.CheckConstraint(
                name="overdracht_stand",
                condition=Q(
                    status="voorbereid", verstuurd_at__isnull=True, beantwoord_at__isnull=True
                )
                | Q(
                    Q(
                        status="verstuurd",
                        naar__isnull=False,
                        verstuurd_at__isnull=False,
                        antwoord_voor__isnull=False,
                        beantwoord_at__isnull=True,
                    )
                    & ~Q(aanleiding="")
                    & ~Q(bericht="")
                )
                | Q(
                    status="aanvaard",
                    naar__isnull=False,
                    verstuurd_at__isnull=False,
                    beantwoord_at__isnull=False,
                )
                | Q(
                    Q(
                        status="geweigerd",
                        naar__isnull=False,
                        verstuurd_at__isnull=False,
                        beantwoord_at__isnull=False,
                    )
                    & ~Q(reden="")
                )
                | Q(Q(status="ingetrokken", ingetrokken_at__isnull=False) & ~Q(reden="")),
            ),
        ]

    @property
    def loopt(self) -> bool:
        return self.status in self.LOPEND
