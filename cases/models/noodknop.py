"""The noodknop: one person opens one casus for a few hours, at once, and answers for it afterwards."""

from dataclasses import dataclass

from django.db import models
from django.db.models import Q

from cases.models.betrokkenheid import CasusPersoonsrecht
from cases.models.casus import Casus
from ketenregie.foundation import rls
from ketenregie.foundation.history import geschiedenis
from ketenregie.foundation.models import Basis
from partners.models import Deelname, Keten


@dataclass(frozen=True)
class Toezicht(rls.Bescherming):
    """Rows of the keten, for an organisation with an FG in it: the FG judges without seeing a casus."""

    def expression(self, model: type[models.Model]) -> str:
        table = model._meta.db_table
        return (
            f'"{table}".keten_id = {rls.KETEN} AND EXISTS (SELECT FROM partners_lidmaatschap l '
            f"JOIN partners_deelname d ON d.id = l.deelname_id WHERE l.functie = 'fg' "
            f"AND d.keten_id = {rls.KETEN} AND d.nummer = {rls.DEELNAME})"
        )

    def werker(self, model: type[models.Model]) -> str:
        return f'"{model._meta.db_table}".keten_id = {rls.KETEN}'


@dataclass(frozen=True)
class Nooit(rls.Bescherming):
    """Nobody adds rows; a definer function does."""

    def expression(self, model: type[models.Model]) -> str:
        return "false"


class Noodknop(Basis):
    """One use: who, why, until when, and what the FG thought of it.

    Made only by the function noodknop_openen (noodknop.sql), together with the right, the line in the
    logboek and the notice. Who, what, why and since when never change; the end can only come nearer.
    """

    class Oordeel(models.TextChoices):
        TERECHT = "terecht", "Terecht gebruikt"
        ONTERECHT = "onterecht", "Onterecht gebruikt"

    keten = models.ForeignKey(Keten, on_delete=models.PROTECT, related_name="+")
    casus = models.ForeignKey(Casus, on_delete=models.CASCADE, related_name="noodknoppen")
    deelname = models.ForeignKey(Deelname, on_delete=models.PROTECT, related_name="+")
    medewerker_id = models.UUIDField()
    functie = models.CharField(max_length=30)
    recht = models.OneToOneField(
        CasusPersoonsrecht, on_delete=models.PROTECT, related_name="noodknop"
    )
    reden = models.CharField("reden", max_length=300)
    begonnen_at = models.DateTimeField()
    geldig_tot = models.DateTimeField()
    beeindigd_at = models.DateTimeField(null=True, blank=True)
    beoordelen_voor = models.DateField()
    oordeel = models.CharField(max_length=10, choices=Oordeel.choices, blank=True)
    oordeel_notitie = models.CharField("toelichting", max_length=500, blank=True)
    beoordeeld_at = models.DateTimeField(null=True, blank=True)
    beoordeeld_door_id = models.UUIDField(null=True)
    history = geschiedenis()
    rls = rls.Een(
        (rls.Via("casus"), rls.Medewerker(), Toezicht()),
        schrijven=Nooit(),
        # Ended by who pressed it, judged by the FG.
        wijzigen=rls.Een((rls.Medewerker(), Toezicht())),
    )

    class Meta:
        verbose_name = "gebruik van de noodknop"
        ordering = ["-begonnen_at"]
        indexes = [
            models.Index(
                fields=["keten", "beoordelen_voor"],
                condition=Q(oordeel=""),
                name="noodknop_te_beoordelen",
            )
        ]
        constraints = [
            models.CheckConstraint(
                name="noodknop_oordeel_is_heel",
                condition=Q(oordeel="", beoordeeld_at__isnull=True)
                | (
                    ~Q(oordeel="")
                    & ~Q(oordeel_notitie="")
                    & Q(beoordeeld_at__isnull=False, beoordeeld_door_id__isnull=False)
                ),
            ),
            models.CheckConstraint(name="noodknop_heeft_reden", condition=~Q(reden="")),
        ]
