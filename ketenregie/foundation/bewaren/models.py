"""What is to be destroyed and who decided so; what must be kept; what was destroyed. Ids and numbers, no content.

Ids without foreign keys: what is destroyed is gone, and this stays.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import F, Model, Q

from ketenregie.foundation import clock
from ketenregie.foundation.history import geschiedenis
from ketenregie.foundation.kenmerk import nieuw_kenmerk
from ketenregie.foundation.models import Basis
from ketenregie.foundation.rls import KETEN, Bescherming, Deelname, Een, En, Keten, MetFunctie

BESLISSERS = ("fg", "procesregisseur")


@dataclass(frozen=True)
class VanBeslissers(Bescherming):
    """Who decides about destruction in the acting keten; and the tasks of that keten."""

    def expression(self, model: type[Model]) -> str:
        return En((Keten(), MetFunctie(BESLISSERS))).expression(model)

    def werker(self, model: type[Model]) -> str:
        return f"keten_id = {KETEN}"


@dataclass(frozen=True)
class Verklaard(VanBeslissers):
    """Read by who decides; written by the functions of bewaren.sql only."""

    privileges = "SELECT"
    privileges_werker = "SELECT"


class Grond(models.TextChoices):
    TERMIJN = "termijn", "De bewaartermijn loopt af"
    VERZOEK = "verzoek", "De betrokkene vraagt het"


class Vernietiglijst(Basis):
    """A list that one person prepares and another confirms; then it is carried out."""

    class Status(models.TextChoices):
        VOORGESTELD = "voorgesteld", "Voorgesteld"
        KLAARGEZET = "klaargezet", "Wacht op de tweede persoon"
        BEVESTIGD = "bevestigd", "Wordt uitgevoerd"
        UITGEVOERD = "uitgevoerd", "Uitgevoerd"
        INGETROKKEN = "ingetrokken", "Ingetrokken"

    keten_id = models.UUIDField()
    kenmerk = models.CharField(max_length=9, unique=True, default=nieuw_kenmerk, editable=False)
    grond = models.CharField(max_length=10, choices=Grond.choices, default=Grond.TERMIJN)
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.VOORGESTELD)
    # The privacyverzoek that it answers.
    verzoek_id = models.UUIDField(null=True, blank=True)
    voorbereid_door_id = models.UUIDField(null=True, blank=True)
    voorbereid_naam = models.CharField(max_length=120, blank=True)
    voorbereid_functie = models.CharField(max_length=40, blank=True)
    voorbereid_at = models.DateTimeField(null=True, blank=True)
    bevestigd_door_id = models.UUIDField(null=True, blank=True)
    bevestigd_naam = models.CharField(max_length=120, blank=True)
    bevestigd_functie = models.CharField(max_length=40, blank=True)
    bevestigd_at = models.DateTimeField(null=True, blank=True)
    einde_at = models.DateTimeField(null=True, blank=True)
    einde_reden = models.CharField("waarom ingetrokken", max_length=300, blank=True)
    history = geschiedenis()
    rls = VanBeslissers()

    class Meta:
        verbose_name = "vernietiglijst"
        verbose_name_plural = "vernietiglijsten"
        ordering: ClassVar = ["-created_at", "id"]
        indexes: ClassVar = [
            models.Index(
                fields=["keten_id", "created_at"],
                condition=Q(status__in=["voorgesteld", "klaargezet", "bevestigd"]),
                name="vernietiglijst_open",
            )
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["keten_id"],
                condition=Q(status="voorgesteld", grond="termijn"),
                name="vernietiglijst_een_voorstel",
            ),
            models.CheckConstraint(
                name="vernietiglijst_twee_mensen",
                condition=Q(bevestigd_door_id__isnull=True)
                | (
                    Q(voorbereid_door_id__isnull=False)
                    & ~Q(bevestigd_door_id=F("voorbereid_door_id"))
                ),
            ),
            models.CheckConstraint(
                name="vernietiglijst_stand",
                condition=Q(status__in=["voorgesteld", "ingetrokken"])
                | Q(status="klaargezet", voorbereid_door_id__isnull=False)
                | Q(status__in=["bevestigd", "uitgevoerd"], bevestigd_door_id__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.kenmerk


class Vernietigonderwerp(Basis):
    """One subject on a list: a dossier, a casus or melding without one, or a single datum."""

    class Status(models.TextChoices):
        OPEN = "open", "Wordt vernietigd"
        BEWAARD = "bewaard", "Wordt bewaard"
        VERNIETIGD = "vernietigd", "Vernietigd"

    keten_id = models.UUIDField()
    lijst = models.ForeignKey(Vernietiglijst, on_delete=models.CASCADE, related_name="onderwerpen")
    object_type = models.CharField(max_length=60)
    object_id = models.UUIDField()
    kenmerk = models.CharField(max_length=20, blank=True)
    # Whose it is: hears of it in time, and may say that it must be kept.
    eigenaar_id = models.UUIDField(null=True)
    eerste_at = models.DateTimeField()
    uiterlijk = models.DateField()
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.OPEN)
    # {"cases.bijdrage": {"<deelname>": 3}}, and when it was counted.
    tellingen = models.JSONField(default=dict)
    geteld_at = models.DateTimeField(null=True)
    fout = models.CharField(max_length=300, blank=True)
    history = geschiedenis()
    rls = Een((VanBeslissers(), Deelname("eigenaar_id")), schrijven=VanBeslissers())

    class Meta:
        verbose_name = "te vernietigen onderwerp"
        verbose_name_plural = "te vernietigen onderwerpen"
        ordering: ClassVar = ["uiterlijk", "kenmerk", "id"]
        indexes: ClassVar = [
            models.Index(
                fields=["eigenaar_id", "uiterlijk"],
                condition=Q(status="open"),
                name="vernietigonderwerp_eigenaar",
            ),
            models.Index(fields=["lijst", "uiterlijk"], name="vernietigonderwerp_lijst"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["object_id"],
                condition=Q(status="open"),
                name="vernietigonderwerp_een_tegelijk",
            )
        ]

    def __str__(self) -> str:
        return self.kenmerk or str(self.pk)


class Bewaarplicht(Basis):
    """Why a subject must be kept after its last day: the law, or a rechtsvordering. Blocks from the moment asked."""

    class Grond(models.TextChoices):
        WET = "wet", "Een wet verplicht tot bewaren"
        VORDERING = "rechtsvordering", "Voor een rechtsvordering"

    class Status(models.TextChoices):
        GEVRAAGD = "gevraagd", "Gevraagd"
        VAN_KRACHT = "van_kracht", "Van kracht"
        AFGEWEZEN = "afgewezen", "Afgewezen"
        OPGEHEVEN = "opgeheven", "Opgeheven"

    keten_id = models.UUIDField()
    object_type = models.CharField(max_length=60)
    object_id = models.UUIDField()
    kenmerk = models.CharField(max_length=20, blank=True)
    deelname_id = models.UUIDField()
    grond = models.CharField("waarom", max_length=20, choices=Grond.choices)
    reden = models.CharField("welke wet of vordering", max_length=300)
    tot = models.DateField("bewaren tot en met")
    beoordelen_voor = models.DateField("opnieuw beoordelen voor")
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.GEVRAAGD)
    besloten_door_id = models.UUIDField(null=True, blank=True)
    besloten_naam = models.CharField(max_length=120, blank=True)
    besloten_at = models.DateTimeField(null=True, blank=True)
    besluit_reden = models.CharField("toelichting", max_length=300, blank=True)
    history = geschiedenis()
    rls = Een(
        (VanBeslissers(), Deelname("deelname_id")),
        schrijven=Een((VanBeslissers(), Deelname("deelname_id"))),
        wijzigen=VanBeslissers(),
    )

    class Meta:
        verbose_name = "bewaarplicht"
        verbose_name_plural = "bewaarplichten"
        ordering: ClassVar = ["beoordelen_voor", "id"]
        indexes: ClassVar = [models.Index(fields=["object_id"], name="bewaarplicht_object")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["object_id"],
                condition=Q(status__in=["gevraagd", "van_kracht"]),
                name="bewaarplicht_een_tegelijk",
            ),
            models.CheckConstraint(
                name="bewaarplicht_op_tijd_beoordeeld",
                condition=Q(beoordelen_voor__lte=F("tot")),
            ),
        ]

    def __str__(self) -> str:
        return self.kenmerk


class Hergebruik(Basis):
    """One datum that is kept longer for a special case, with the consent of who supplied it (WGS art. 1.8 lid 7)."""

    class Status(models.TextChoices):
        GEVRAAGD = "gevraagd", "Wacht op de leverancier"
        AKKOORD = "akkoord", "Leverancier akkoord"
        GEWEIGERD = "geweigerd", "Leverancier niet akkoord"

    keten_id = models.UUIDField()
    casus_id = models.UUIDField()
    kenmerk = models.CharField(max_length=20, blank=True)
    datum_type = models.CharField(max_length=60)
    datum_id = models.UUIDField()
    leverancier_id = models.UUIDField()
    vrager_id = models.UUIDField()
    reden = models.CharField("waarom is dit een bijzonder geval", max_length=300)
    tot = models.DateField("bewaren tot en met")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.GEVRAAGD)
    beantwoord_at = models.DateTimeField(null=True, blank=True)
    beantwoord_door_id = models.UUIDField(null=True, blank=True)
    antwoord = models.CharField("toelichting", max_length=300, blank=True)
    history = geschiedenis()
    rls = Een(
        (VanBeslissers(), Deelname("leverancier_id"), Deelname("vrager_id")),
        schrijven=Deelname("vrager_id"),
        wijzigen=Deelname("leverancier_id"),
    )

    class Meta:
        verbose_name = "hergebruik"
        verbose_name_plural = "hergebruik"
        ordering: ClassVar = ["created_at", "id"]
        indexes: ClassVar = [models.Index(fields=["datum_id"], name="hergebruik_datum")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["datum_id"],
                condition=Q(status__in=["gevraagd", "akkoord"]),
                name="hergebruik_een_tegelijk",
            ),
            models.CheckConstraint(
                name="hergebruik_antwoord_met_moment",
                condition=Q(status="gevraagd")
                | Q(beantwoord_at__isnull=False, beantwoord_door_id__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.kenmerk


class Vernietigd(models.Model):
    """What was destroyed: ids, numbers, moments and who decided. The verklaring, and the journal for a restore.

    Its key is that of the Vernietigonderwerp. `objecten` names every row ({"cases.casus": [ids]}), `sleutels` the
    rows whose own key went with them.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    keten_id = models.UUIDField()
    lijst_id = models.UUIDField()
    object_type = models.CharField(max_length=60)
    object_id = models.UUIDField()
    kenmerk = models.CharField(max_length=20, blank=True)
    grond = models.CharField(max_length=10, choices=Grond.choices)
    eerste_at = models.DateTimeField()
    uiterlijk = models.DateField()
    eerste_naam = models.CharField(max_length=120)
    eerste_functie = models.CharField(max_length=40)
    tweede_naam = models.CharField(max_length=120)
    tweede_functie = models.CharField(max_length=40)
    objecten = models.JSONField(default=dict)
    tellingen = models.JSONField(default=dict)
    sleutels = models.JSONField(default=list)
    begonnen_at = models.DateTimeField(default=clock.now)
    klaar_at = models.DateTimeField(null=True)
    rls: ClassVar = Verklaard()

    class Meta:
        verbose_name = "verklaring van vernietiging"
        verbose_name_plural = "verklaringen van vernietiging"
        ordering: ClassVar = ["-klaar_at", "id"]
        indexes: ClassVar = [
            models.Index(fields=["keten_id", "-klaar_at"], name="vernietigd_keten"),
            models.Index(fields=["lijst_id"], name="vernietigd_lijst"),
        ]

    def __str__(self) -> str:
        return self.kenmerk or str(self.pk)
