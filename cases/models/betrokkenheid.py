"""Which organisation takes part in a casus with which letters, and the rights that follow."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Exists, Q

from cases.models.casus import Casus, uitgesloten
from ketenregie.foundation import clock, rls
from ketenregie.foundation.history import geschiedenis
from ketenregie.foundation.models import Basis
from ketenregie.foundation.viewer import Viewer
from partners.access.grants import GroepsrechtBasis, PersoonsrechtBasis
from partners.models import Bevestigd, Deelname, Medewerker, ooit_partij


class BetrokkenheidQuerySet(models.QuerySet["Betrokkenheid"]):
    def lopend(self, at: datetime | None = None) -> "BetrokkenheidQuerySet":
        """Takes part or is invited; a guest whose overleg is over no longer."""
        return self.filter(_niet_verlopen(at), status__in=Betrokkenheid.LOPEND)

    def meedoend(self, at: datetime | None = None) -> "BetrokkenheidQuerySet":
        """Accepted and in force."""
        return self.filter(_niet_verlopen(at), status=Betrokkenheid.Status.AANVAARD)

    def gast(self, viewer: Viewer) -> "BetrokkenheidQuerySet":
        """The viewer's organisation takes part as incidental derde, with its promise, for one overleg."""
        return self.meedoend().filter(
            ~Exists(ooit_partij(viewer.eigen_id)),
            deelname_id=viewer.eigen_id,
            eindigt_at__isnull=False,
            verklaring_at__isnull=False,
        )

    def bekend(self, at: datetime | None = None) -> "BetrokkenheidQuerySet":
        """Takes part, invited or proposed: not to be asked again."""
        return self.filter(
            _niet_verlopen(at),
            status__in=[*Betrokkenheid.LOPEND, Betrokkenheid.Status.VOORGESTELD],
        )

    def te_regelen(self) -> "BetrokkenheidQuerySet":
        """Declined or stopped by the organisation, and not settled yet by who has the A."""
        return self.filter(status__in=Betrokkenheid.TE_REGELEN, afgedaan_at__isnull=True)

    def voor_genodigde(self, viewer: Viewer) -> "BetrokkenheidQuerySet":
        """Invitations of one's own organisation; not proposals, not for who is excluded."""
        return self.filter(
            ~uitgesloten(viewer, "casus"),
            deelname_id=viewer.eigen_id,
            uitgenodigd_at__isnull=False,
        )


def _niet_verlopen(at: datetime | None) -> Q:
    return Q(eindigt_at__isnull=True) | Q(eindigt_at__gt=at or clock.now())


class Betrokkenheid(Basis):
    """casus x deelname x letters per activiteit. Only an accepted invitation counts.

    A database trigger (zicht.sql) derives the CasusRecht from this row in the same transaction.
    """

    class Status(models.TextChoices):
        VOORGESTELD = "voorgesteld", "Voorgesteld"
        UITGENODIGD = "uitgenodigd", "Uitgenodigd"
        AANVAARD = "aanvaard", "Aanvaard"
        GEWEIGERD = "geweigerd", "Afgewezen"
        BEEINDIGD = "beeindigd", "Beëindigd"
        VERVALLEN = "vervallen", "Voorstel niet overgenomen"

    LOPEND = (Status.UITGENODIGD, Status.AANVAARD)
    TE_REGELEN = (Status.GEWEIGERD, Status.BEEINDIGD)

    casus = models.ForeignKey(Casus, on_delete=models.CASCADE, related_name="betrokkenheden")
    deelname = models.ForeignKey(Deelname, on_delete=models.PROTECT, related_name="betrokkenheden")
    status = models.CharField(max_length=12, choices=Status.choices)
    # {"eerste_weging": "R", "plan_van_aanpak": "AR"}
    letters = models.JSONField(default=dict)
    waarom = models.CharField("waarom", max_length=200)
    # What an invited organisation reads before it decides: enough to judge fit, no persons.
    uitnodiging = models.CharField("uitnodiging", max_length=300, blank=True)
    uitgenodigd_at = models.DateTimeField(null=True, blank=True)
    antwoord_voor = models.DateField(null=True, blank=True)
    beantwoord_at = models.DateTimeField(null=True, blank=True)
    reactie = models.CharField("toelichting", max_length=300, blank=True)
    einde_at = models.DateTimeField(null=True, blank=True)
    # A partner without the A may only propose; the A then invites, or not.
    voorgesteld_door = models.ForeignKey(
        Deelname, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    herinnerd_at = models.DateTimeField(null=True, blank=True)
    # Declined or ended: the owner has settled what that means for the casus.
    afgedaan_at = models.DateTimeField(null=True, blank=True)
    # Incidental (R14): the right ends by itself at this moment.
    eindigt_at = models.DateTimeField("eindigt vanzelf", null=True, blank=True)
    # A guest that is no party to the convenant promised geheimhouding for this casus (decision 0014).
    verklaring_at = models.DateTimeField("geheimhouding verklaard", null=True, blank=True)
    verklaring_door_id = models.UUIDField(null=True, blank=True)
    history = geschiedenis()
    # A proposed organisation does not know that the casus exists.
    rls = rls.Een(
        (rls.Via("casus"), rls.Deelname(behalve=("status", ("voorgesteld", "vervallen")))),
        schrijven=rls.Via("casus"),
        # Who is invited answers without seeing the casus; zicht.sql guards what it may answer.
        wijzigen=rls.Een((rls.Via("casus"), rls.Deelname())),
    )

    objects: ClassVar[models.Manager["Betrokkenheid"]] = BetrokkenheidQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = "betrokkenheid"
        ordering = ["created_at"]
        indexes = [
            models.Index(fields=["deelname", "status"], name="betrokkenheid_deelname"),
            models.Index(
                fields=["eindigt_at"],
                condition=Q(eindigt_at__isnull=False, status__in=["uitgenodigd", "aanvaard"]),
                name="betrokkenheid_eindigt",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["casus", "deelname"],
                condition=~Q(status__in=["geweigerd", "beeindigd", "vervallen"]),
                name="betrokkenheid_een_lopende",
            ),
            models.CheckConstraint(
                name="betrokkenheid_verklaring_van_een_gast",
                condition=Q(verklaring_at__isnull=True, verklaring_door_id__isnull=True)
                | Q(
                    verklaring_at__isnull=False,
                    verklaring_door_id__isnull=False,
                    eindigt_at__isnull=False,
                ),
            ),
        ]

    @property
    def is_gast(self) -> bool:
        """As `gast()`, of a row in hand that was accepted."""
        over = self.eindigt_at is None or self.eindigt_at <= clock.now()
        return self.verklaring_at is not None and not over


class CasusRecht(GroepsrechtBasis):
    """A deelname may see the casus; derived from Betrokkenheid, or granted by a decision."""

    content_object = models.ForeignKey(Casus, on_delete=models.CASCADE, related_name="rechten")
    # Granting is for who sees the casus already; the derived rows are written by the trigger.
    rls = rls.Een(
        (
            rls.EigenRecht("content_object", "uitgesloten_casussen", groep=True),
            rls.Via("content_object"),
        ),
        schrijven=rls.ViaVan("content_object", "eigenaar"),
    )

    class Meta(GroepsrechtBasis.Meta):
        indexes = [
            models.Index(fields=["group", "content_object"], name="casusrecht_groep"),
            # What ended by itself (cases/zicht.sql, zicht_verlopen).
            models.Index(
                fields=["geldig_tot"],
                condition=Q(geldig_tot__isnull=False),
                name="casusrecht_einde",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["group", "content_object", "herkomst"],
                condition=Q(geldig_tot__isnull=True),
                name="casusrecht_een_lopend",
            )
        ]


class CasusPersoonsrecht(PersoonsrechtBasis, Bevestigd):
    """A named person may see the casus, acting for one deelname, for one duty (R9)."""

    class Taak(models.TextChoices):
        UITVOERING = "uitvoering", "Uitvoering"
        TOETSING = "toetsing", "Toetsing"
        BEHEER = "beheer", "Beheer"

    content_object = models.ForeignKey(
        Casus, on_delete=models.CASCADE, related_name="persoonsrechten"
    )
    deelname = models.ForeignKey(Deelname, on_delete=models.PROTECT, related_name="+")
    taak = models.CharField(max_length=12, choices=Taak.choices, default=Taak.UITVOERING)
    history = geschiedenis()
    rls = rls.Een(
        (rls.EigenRecht("content_object", "uitgesloten_casussen"), rls.Via("content_object")),
        schrijven=rls.En(
            (
                rls.Via("content_object"),
                rls.Een((rls.Deelname(), rls.ViaVan("content_object", "eigenaar"))),
            )
        ),
    )

    class Meta(PersoonsrechtBasis.Meta):
        indexes = [
            models.Index(fields=["user", "deelname", "content_object"], name="casusrecht_persoon"),
            models.Index(
                fields=["geldig_tot"],
                condition=Q(geldig_tot__isnull=False),
                name="persoonsrecht_einde",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(vervalt_op__isnull=True)
                | Q(waarschuwingen__gte=Bevestigd.WAARSCHUWINGEN),
                name="persoonsrecht_vervalt_na_drie_waarschuwingen",
            )
        ]


class UitsluitingQuerySet(models.QuerySet["Uitsluiting"]):
    def in_kracht(self) -> "UitsluitingQuerySet":
        return self.filter(opgeheven_at__isnull=True)


class Uitsluiting(Basis):
    """A person who must not see this casus (conflict of interest); beats every right.

    The policy asks it for every casus, and the second lock too: what is behind the casus is then
    gone even for a query that forgot to ask (uitsluiting.sql).
    """

    casus = models.ForeignKey(Casus, on_delete=models.CASCADE, related_name="uitsluitingen")
    medewerker = models.ForeignKey(Medewerker, on_delete=models.PROTECT, related_name="+")
    reden = models.CharField("reden", max_length=300)
    # The organisation of the person, so that its colleagues know whom they miss.
    deelname = models.ForeignKey(Deelname, null=True, on_delete=models.PROTECT, related_name="+")
    zelf_gemeld = models.BooleanField("zelf gemeld", default=False)
    opgeheven_at = models.DateTimeField(null=True, blank=True)
    opgeheven_door_id = models.UUIDField(null=True, blank=True)
    opheffing_reden = models.CharField("waarom opgeheven", max_length=300, blank=True)
    history = geschiedenis()
    # From the moment of the exclusion the person is outside the casus, also for the row itself and
    # its history; who writes it down about oneself must still be able to finish that.
    rls = rls.Een((rls.Via("casus"), rls.Medewerker()), schrijven=rls.Via("casus"))

    objects: ClassVar[models.Manager["Uitsluiting"]] = UitsluitingQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = "uitsluiting"
        indexes = [
            models.Index(
                fields=["medewerker", "casus"],
                condition=Q(opgeheven_at__isnull=True),
                name="uitsluiting_in_kracht",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["casus", "medewerker"],
                condition=Q(opgeheven_at__isnull=True),
                name="uitsluiting_eenmalig",
            ),
            models.CheckConstraint(
                condition=Q(opgeheven_at__isnull=True)
                | (
                    Q(opgeheven_door_id__isnull=False)
                    & ~Q(opheffing_reden="")
                    & ~Q(opgeheven_door_id=models.F("medewerker_id"))
                ),
                name="uitsluiting_opgeheven_door_een_ander",
            ),
        ]
