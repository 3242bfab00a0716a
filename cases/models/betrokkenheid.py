"""Which organisation takes part in a casus with which letters, and the rights that follow."""

from django.db import models
from django.db.models import Q

from cases.models.casus import Casus
from ketenregie.foundation import rls
from ketenregie.foundation.history import geschiedenis
from ketenregie.foundation.models import Basis
from partners.access.grants import GroepsrechtBasis, PersoonsrechtBasis
from partners.models import Deelname, Medewerker


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
    history = geschiedenis()
    rls = rls.Een((rls.Via("casus"), rls.Deelname()), schrijven=rls.Via("casus"))

    class Meta:
        verbose_name = "betrokkenheid"
        ordering = ["created_at"]
        indexes = [models.Index(fields=["deelname", "status"], name="betrokkenheid_deelname")]
        constraints = [
            models.UniqueConstraint(
                fields=["casus", "deelname"],
                condition=~Q(status__in=["geweigerd", "beeindigd"]),
                name="betrokkenheid_een_lopende",
            )
        ]


class CasusRecht(GroepsrechtBasis):
    """A deelname may see the casus; derived from Betrokkenheid, or granted by a decision."""

    content_object = models.ForeignKey(Casus, on_delete=models.CASCADE, related_name="rechten")
    # Granting is for who sees the casus already; the derived rows are written by the trigger.
    rls = rls.Via("content_object")

    class Meta(GroepsrechtBasis.Meta):
        indexes = [models.Index(fields=["group", "content_object"], name="casusrecht_groep")]
        constraints = [
            models.UniqueConstraint(
                fields=["group", "content_object", "herkomst"],
                condition=Q(geldig_tot__isnull=True),
                name="casusrecht_een_lopend",
            )
        ]


class CasusPersoonsrecht(PersoonsrechtBasis):
    """A named person may see the casus, acting for one deelname."""

    content_object = models.ForeignKey(
        Casus, on_delete=models.CASCADE, related_name="persoonsrechten"
    )
    deelname = models.ForeignKey(Deelname, on_delete=models.PROTECT, related_name="+")
    rls = rls.Via("content_object")

    class Meta(PersoonsrechtBasis.Meta):
        indexes = [
            models.Index(fields=["user", "deelname", "content_object"], name="casusrecht_persoon")
        ]


class Uitsluiting(Basis):
    """A person who must not see this casus (conflict of interest); beats every right."""

    casus = models.ForeignKey(Casus, on_delete=models.CASCADE, related_name="uitsluitingen")
    medewerker = models.ForeignKey(Medewerker, on_delete=models.PROTECT, related_name="+")
    reden = models.CharField("reden", max_length=300)
    history = geschiedenis()
    rls = rls.Via("casus")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["casus", "medewerker"], name="uitsluiting_eenmalig")
        ]
