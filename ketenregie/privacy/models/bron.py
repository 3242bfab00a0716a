"""One organisation that keeps data of who asks: its advice, the decision, and what it must do then."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from ketenregie.foundation import rls
from ketenregie.foundation.history import geschiedenis
from ketenregie.foundation.models import Basis
from ketenregie.privacy.models.verzoek import Privacyverzoek
from ketenregie.privacy.termijnen import Regime, Soort
from partners.models import Deelname


class Bron(Basis):
    """Read by the FG and by the organisation itself, which does not see who asks: only which of its own
    data it is about.
    """

    class Oordeel(models.TextChoices):
        TOEWIJZEN = "toewijzen", "Toewijzen"
        GEDEELTELIJK = "gedeeltelijk", "Gedeeltelijk toewijzen"
        AFWIJZEN = "afwijzen", "Afwijzen"

    class Grond(models.TextChoices):
        DERDEN = "derden", "Rechten en vrijheden van anderen (AVG art. 15 lid 4, UAVG art. 41)"
        VEILIGHEID = "veiligheid", "Veiligheid van de betrokkene of van anderen"
        OPSPORING = "opsporing", "Opsporing en vervolging (Wpg art. 27, UAVG art. 41)"
        BEWAARPLICHT = "bewaarplicht", "Een wet verplicht tot bewaren (AVG art. 17 lid 3)"
        JUIST = "juist", "Het gegeven klopt"
        KIND = "kind", "Het belang van het kind (Jeugdwet, Wmo 2015)"
        ANDERS = "anders", "Een andere grond; zie de toelichting"

    class Uitvoering(models.TextChoices):
        NIET = "", "Niets uit te voeren"
        OPEN = "open", "Uit te voeren"
        GEDAAN = "gedaan", "Uitgevoerd"

    verzoek = models.ForeignKey(Privacyverzoek, on_delete=models.CASCADE, related_name="bronnen")
    leverancier = models.ForeignKey(Deelname, on_delete=models.PROTECT, related_name="+")
    # Of the request, so that the organisation need not see it.
    kenmerk = models.CharField(max_length=9)
    soort = models.CharField(max_length=15, choices=Soort.choices)
    regime = models.CharField(max_length=5, choices=Regime.choices)
    # Its copies by id, and those of them that go into what the person gets.
    kopieen = ArrayField(models.UUIDField(), default=list, blank=True)
    opgenomen = ArrayField(models.UUIDField(), default=list, blank=True)
    vraag = models.TextField("vraag aan de organisatie", blank=True)
    gevraagd_at = models.DateTimeField(null=True, blank=True)
    advies_voor = models.DateField(null=True, blank=True)
    advies = models.CharField(max_length=12, choices=Oordeel.choices, blank=True)
    advies_grond = models.CharField(max_length=15, choices=Grond.choices, blank=True)
    advies_tekst = models.TextField("toelichting bij het advies", blank=True)
    geadviseerd_at = models.DateTimeField(null=True, blank=True)
    geadviseerd_door_id = models.UUIDField(null=True, blank=True)
    besluit = models.CharField(max_length=12, choices=Oordeel.choices, blank=True)
    besluit_grond = models.CharField(max_length=15, choices=Grond.choices, blank=True)
    # Stands in the letter.
    besluit_tekst = models.TextField("toelichting in de brief", blank=True)
    besloten_at = models.DateTimeField(null=True, blank=True)
    uitvoering = models.CharField(max_length=6, choices=Uitvoering.choices, blank=True)
    uitvoeren_voor = models.DateField(null=True, blank=True)
    uitgevoerd_at = models.DateTimeField(null=True, blank=True)
    uitgevoerd_tekst = models.TextField("wat is gedaan", blank=True)
    history = geschiedenis()
    rls = rls.Een(
        (rls.Via("verzoek"), rls.Deelname("leverancier")),
        schrijven=rls.Via("verzoek"),
        wijzigen=rls.Een((rls.Via("verzoek"), rls.Deelname("leverancier"))),
    )

    class Meta:
        verbose_name = "bron bij een privacyverzoek"
        verbose_name_plural = "bronnen bij privacyverzoeken"
        ordering = ["created_at", "id"]
        indexes = [
            models.Index(
                fields=["leverancier", "advies_voor"],
                condition=Q(geadviseerd_at__isnull=True, besloten_at__isnull=True),
                name="privacybron_te_adviseren",
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["verzoek", "leverancier"], name="privacybron_een"),
            models.CheckConstraint(
                name="privacybron_afwijzen_met_grond",
                condition=~Q(besluit__in=["afwijzen", "gedeeltelijk"]) | ~Q(besluit_grond=""),
            ),
            models.CheckConstraint(
                name="privacybron_uitvoering_met_dag",
                condition=Q(uitvoering="")
                | Q(uitvoering="open", uitvoeren_voor__isnull=False)
                | Q(uitvoering="gedaan", uitgevoerd_at__isnull=False),
            ),
        ]
