"""The acute path: who is on call, the alarm, and each call of it with its acknowledgement."""

from datetime import datetime
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from cases.models import Casus, uitgesloten
from ketenregie.foundation import clock, rls
from ketenregie.foundation.history import geschiedenis
from ketenregie.foundation.models import Basis
from ketenregie.foundation.viewer import Viewer
from meldpunt.models.melding import Melding
from partners.access import policy
from partners.access.permissions import Permission
from partners.models import Deelname, Keten, Medewerker
from referentiemodel.enums import Functie

DAGEN: tuple[tuple[int, str], ...] = (
    (1, "maandag"), (2, "dinsdag"), (3, "woensdag"), (4, "donderdag"), (5, "vrijdag"),
    (6, "zaterdag"), (7, "zondag"),
)  # fmt: skip


def elke_dag() -> list[int]:
    return [dag for dag, _ in DAGEN]


class Piketregel(Basis):
    """One line of the on-call list of a keten: whom to call, in which order, on which days and hours.

    Lines with the same `volgorde` are called together. An hour `tot` that is not after `van` runs on
    into the next day; it counts as the day on which it began.
    """

    keten = models.ForeignKey(Keten, on_delete=models.CASCADE, related_name="piketregels")
    volgorde = models.PositiveSmallIntegerField("volgorde", default=1)
    deelname = models.ForeignKey(Deelname, on_delete=models.PROTECT, related_name="+")
    functie = models.CharField("functie", max_length=40, choices=Functie.choices, blank=True)
    medewerker = models.ForeignKey(
        Medewerker, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    email = models.EmailField("e-mail", blank=True)
    telefoon = models.CharField("telefoon", max_length=20, blank=True)
    dagen = ArrayField(models.PositiveSmallIntegerField(), default=elke_dag)
    van = models.TimeField("vanaf", null=True, blank=True)
    tot = models.TimeField("tot", null=True, blank=True)
    # How long this line has before the next is called.
    minuten = models.PositiveSmallIntegerField(
        "minuten om te bevestigen",
        default=10,
        validators=[MinValueValidator(1), MaxValueValidator(240)],
    )
    actief = models.BooleanField("op de lijst", default=True)
    history = geschiedenis()
    rls = rls.Een(
        (rls.Keten(),),
        schrijven=rls.En(
            (rls.Keten(), rls.MetFunctie((Functie.KETENBEHEERDER, Functie.PROCESREGISSEUR)))
        ),
    )

    class Meta:
        verbose_name = "regel van de piketlijst"
        verbose_name_plural = "regels van de piketlijst"
        ordering: ClassVar = ["volgorde", "created_at", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="piket_uren_samen",
                condition=Q(van__isnull=True, tot__isnull=True)
                | Q(van__isnull=False, tot__isnull=False),
            ),
            models.CheckConstraint(
                name="piket_minuten", condition=Q(minuten__gte=1, minuten__lte=240)
            ),
            models.CheckConstraint(name="piket_een_dag", condition=Q(dagen__len__gte=1)),
        ]

    def dienst(self, at: datetime) -> bool:
        """On call at this moment, by the local clock."""
        lokaal = timezone.localtime(at)
        dag, tijd = lokaal.isoweekday(), lokaal.time()
        if self.van is None or self.tot is None:
            return dag in self.dagen
        if self.van < self.tot:
            return dag in self.dagen and self.van <= tijd < self.tot
        gisteren = 7 if dag == 1 else dag - 1
        return (dag in self.dagen and tijd >= self.van) or (
            gisteren in self.dagen and tijd < self.tot
        )

    @property
    def wie(self) -> str:
        """Whom it calls, in words."""
        if self.medewerker is not None:
            return f"{self.medewerker.naam}, {self.deelname.organisatie.kort}"
        functie = Functie(self.functie).label.lower() if self.functie else "piket"
        return f"{self.deelname.organisatie.kort}, {functie}"


class AlarmQuerySet(models.QuerySet["Alarm"]):
    def voor(self, viewer: Viewer) -> "AlarmQuerySet":
        """Alarms that the viewer's organisation raised or was called for.

        Who is excluded from the casus it is about, is excluded from the alarm.
        """
        if not policy.may(viewer, Permission.ALARM_BEVESTIGEN):
            return self.none()
        opgeroepen = Exists(
            Oproep.objects.filter(alarm=OuterRef("pk"), deelname_id=viewer.eigen_id)
        )
        return self.filter(
            Q(opgeroepen) | Q(afzender_id=viewer.deelname_id),
            ~uitgesloten(viewer, "casus"),
            ~uitgesloten(viewer, "melding__casus"),
            keten_id=viewer.keten_id,
        )


class Alarm(Basis):
    """Somebody must act now. Runs until an organisation on call confirms, or it is called off.

    What it is about stays with who raised it: who is called gets the kenmerk, and what the raiser wrote
    for them (`bericht`). While it runs there is a moment for the next call, or nobody left to call.
    """

    class Herkomst(models.TextChoices):
        KNOP = "knop", "Alarmknop"
        DOORLAATVERBOD = "doorlaatverbod", "Doorlaatverbod in de 1e weging"

    class Status(models.TextChoices):
        LOPEND = "lopend", "Nog niet bevestigd"
        BEVESTIGD = "bevestigd", "Bevestigd"
        AFGEMELD = "afgemeld", "Afgemeld"

    keten = models.ForeignKey(Keten, on_delete=models.PROTECT, related_name="alarmen")
    melding = models.ForeignKey(
        Melding, null=True, blank=True, on_delete=models.CASCADE, related_name="alarmen"
    )
    casus = models.ForeignKey(
        Casus, null=True, blank=True, on_delete=models.CASCADE, related_name="alarmen"
    )
    # Of the melding or casus: all that the message itself says.
    kenmerk = models.CharField(max_length=9, editable=False)
    afzender = models.ForeignKey(Deelname, on_delete=models.PROTECT, related_name="+")
    herkomst = models.CharField(max_length=15, choices=Herkomst.choices, default=Herkomst.KNOP)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.LOPEND)
    geslagen_at = models.DateTimeField(default=clock.now)
    bericht = models.TextField("wat wie komt moet weten", blank=True)
    volgende_at = models.DateTimeField(null=True, blank=True)
    uitgeput_at = models.DateTimeField(null=True, blank=True)
    bevestigd_at = models.DateTimeField(null=True, blank=True)
    bevestigd_door = models.ForeignKey(
        Deelname, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    afgemeld_at = models.DateTimeField(null=True, blank=True)
    afmeldreden = models.CharField("reden van afmelden", max_length=300, blank=True)
    history = geschiedenis()
    rls = rls.Een(
        (rls.Deelname("afzender"), rls.ViaKind("oproepen"), rls.ViaVan("casus", "eigenaar")),
        schrijven=rls.Deelname("afzender"),
        wijzigen=rls.Een((rls.Deelname("afzender"), rls.ViaKind("oproepen"))),
    )

    objects: ClassVar[models.Manager["Alarm"]] = AlarmQuerySet.as_manager()

    class Meta:
        verbose_name = "alarm"
        verbose_name_plural = "alarmen"
        ordering: ClassVar = ["-geslagen_at", "id"]
        indexes: ClassVar = [
            models.Index(
                fields=["keten", "volgende_at"],
                condition=Q(status="lopend", volgende_at__isnull=False),
                name="alarm_volgende",
            ),
            models.Index(fields=["afzender", "-geslagen_at"], name="alarm_afzender"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="alarm_ergens_over",
                condition=Q(melding__isnull=False) | Q(casus__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["melding"], condition=Q(status="lopend"), name="alarm_een_per_melding"
            ),
            # Per organisation: another one's alarm is not always for the eyes of who presses now.
            models.UniqueConstraint(
                fields=["casus", "afzender"],
                condition=Q(status="lopend"),
                name="alarm_een_per_casus",
            ),
            models.CheckConstraint(
                name="alarm_stand",
                condition=Q(
                    Q(volgende_at__isnull=False) | Q(uitgeput_at__isnull=False),
                    status="lopend",
                    bevestigd_at__isnull=True,
                    afgemeld_at__isnull=True,
                )
                | Q(
                    status="bevestigd",
                    volgende_at__isnull=True,
                    bevestigd_at__isnull=False,
                    bevestigd_door__isnull=False,
                    afgemeld_at__isnull=True,
                )
                | Q(
                    Q(status="afgemeld", volgende_at__isnull=True, afgemeld_at__isnull=False)
                    & ~Q(afmeldreden="")
                ),
            ),
        ]

    @property
    def loopt(self) -> bool:
        return self.status == self.Status.LOPEND


class Oproep(Basis):
    """One line of the on-call list called for one alarm, and the acknowledgement."""

    alarm = models.ForeignKey(Alarm, on_delete=models.CASCADE, related_name="oproepen")
    afzender = models.ForeignKey(Deelname, on_delete=models.PROTECT, related_name="+")
    deelname = models.ForeignKey(Deelname, on_delete=models.PROTECT, related_name="oproepen")
    regel = models.ForeignKey(Piketregel, on_delete=models.PROTECT, related_name="+")
    stap = models.PositiveSmallIntegerField()
    # As the list said it at that moment.
    wie = models.CharField(max_length=200)
    telefoon = models.CharField(max_length=20, blank=True)
    opgeroepen_at = models.DateTimeField(default=clock.now)
    uiterlijk_at = models.DateTimeField()
    bevestigd_at = models.DateTimeField(null=True, blank=True)
    bevestigd_door_id = models.UUIDField(null=True, blank=True)
    # Confirmed by telephone: who said so, written down by who called.
    bevestigd_naam = models.CharField("wie bevestigde aan de telefoon", max_length=120, blank=True)
    history = geschiedenis()
    rls = rls.Een(
        (rls.Deelname("afzender"), rls.Deelname("deelname")),
        schrijven=rls.Deelname("afzender"),
        wijzigen=rls.Een((rls.Deelname("afzender"), rls.Deelname("deelname"))),
    )

    class Meta:
        verbose_name = "oproep"
        verbose_name_plural = "oproepen"
        ordering: ClassVar = ["stap", "created_at", "id"]
        indexes: ClassVar = [models.Index(fields=["deelname", "alarm"], name="oproep_deelname")]
        constraints: ClassVar = [
            # Each line once per alarm, whatever runs twice.
            models.UniqueConstraint(fields=["alarm", "regel"], name="oproep_eenmaal"),
            models.CheckConstraint(
                name="oproep_bevestigd_door_iemand",
                condition=Q(bevestigd_at__isnull=True)
                | Q(bevestigd_door_id__isnull=False)
                | ~Q(bevestigd_naam=""),
            ),
        ]
