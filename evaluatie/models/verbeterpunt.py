"""What stays after the casus: lessons of the keten, and what receivers did with the data."""

from django.db import models
from django.db.models import Q

from cases.models import Casus, Termijn
from evaluatie.models.opdracht import Evaluatieopdracht
from ketenregie.foundation import clock, rls
from ketenregie.foundation.history import geschiedenis
from ketenregie.foundation.models import Basis
from partners.models import Deelname, Keten


class Verbeterpunt(Basis):
    """An improvement of systemen, processen, rollen or kennis; the whole keten reads it."""

    class Status(models.TextChoices):
        OPEN = "open", "Open"
        GEREALISEERD = "gerealiseerd", "Gerealiseerd"
        VERVALLEN = "vervallen", "Vervallen"

    keten = models.ForeignKey(Keten, on_delete=models.PROTECT, related_name="verbeterpunten")
    opdracht = models.ForeignKey(
        Evaluatieopdracht,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="verbeterpunten",
    )
    categorie = models.CharField("categorie", max_length=40)
    tekst = models.CharField("verbeterpunt", max_length=500)
    eigenaar = models.ForeignKey(Deelname, on_delete=models.PROTECT, related_name="verbeterpunten")
    datum = models.DateField("uiterlijk")
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.OPEN)
    resultaat = models.CharField("resultaat", max_length=500, blank=True)
    vastgesteld_at = models.DateTimeField(default=clock.now)
    afgerond_at = models.DateTimeField(null=True, blank=True)
    history = geschiedenis()
    rls = rls.Een(
        (rls.Keten(),),
        # Out of a casus by its begeleider; out of proces, keten or beleid by the procesregie.
        schrijven=rls.Een(
            (rls.ViaVan("opdracht", "begeleider"), rls.En((rls.Keten(), rls.Procesregie())))
        ),
        wijzigen=rls.Deelname("eigenaar"),
    )

    class Meta:
        verbose_name = "verbeterpunt"
        verbose_name_plural = "verbeterpunten"
        ordering = ["datum", "created_at"]
        indexes = [
            models.Index(
                fields=["eigenaar", "datum"], condition=Q(status="open"), name="verbeterpunt_open"
            )
        ]
        constraints = [
            models.CheckConstraint(
                name="verbeterpunt_afgerond_heeft_moment_en_resultaat",
                condition=Q(status="open", afgerond_at__isnull=True)
                | Q(status__in=["gerealiseerd", "vervallen"], afgerond_at__isnull=False)
                & ~Q(resultaat=""),
            )
        ]

    def __str__(self) -> str:
        return self.tekst


class VanEigenTermijn(rls.Bescherming):
    """Given on a clock of the acting deelname, about the casus of that clock, seen or left."""

    def expression(self, model: type[models.Model]) -> str:
        tabel = model._meta.db_table
        return (
            f"EXISTS (SELECT 1 FROM cases_termijn t WHERE t.id = {tabel}.termijn_id "  # noqa: S608  (fixed names)
            f"AND t.casus_id = {tabel}.casus_id AND t.deelname_id = {tabel}.deelname_id "
            f"AND t.deelname_id = {rls.MIJN})"
        )


class Terugkoppeling(Basis):
    """What a receiving organisation did with the data of a casus, or why nothing (R15)."""

    casus = models.ForeignKey(Casus, on_delete=models.CASCADE, related_name="terugkoppelingen")
    termijn = models.OneToOneField(Termijn, on_delete=models.CASCADE, related_name="terugkoppeling")
    deelname = models.ForeignKey(Deelname, on_delete=models.PROTECT, related_name="+")
    tekst = models.TextField("wat u met de gegevens deed")
    gegeven_at = models.DateTimeField(default=clock.now)
    history = geschiedenis()
    rls = rls.Een((rls.Via("casus"), rls.Deelname()), schrijven=VanEigenTermijn())

    class Meta:
        verbose_name = "terugkoppeling"
        verbose_name_plural = "terugkoppelingen"
        ordering = ["gegeven_at"]
