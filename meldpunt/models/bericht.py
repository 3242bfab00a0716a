"""The talk between the meldpunt and the organisation that filed a signaal."""

from django.db import models
from django.db.models import Q

from ketenregie.foundation import rls
from ketenregie.foundation.history import geschiedenis
from ketenregie.foundation.models import Basis
from meldpunt.models.melding import Melding
from partners.models import Deelname


class Meldingbericht(Basis):
    """One line of the thread; read by the meldpunt and by who filed it, never by a casus."""

    class Soort(models.TextChoices):
        VRAAG = "vraag", "Vraag van het meldpunt"
        ANTWOORD = "antwoord", "Antwoord"
        TERUG = "terug", "Teruggestuurd door het meldpunt"
        DOOR = "door", "Doorgestuurd naar het meldpunt"
        AANGENOMEN = "aangenomen", "Aangenomen door het meldpunt"
        INTREKVERZOEK = "intrekverzoek", "Verzoek om in te trekken"
        INGETROKKEN = "ingetrokken", "Ingetrokken"

    melding = models.ForeignKey(Melding, on_delete=models.CASCADE, related_name="berichten")
    van = models.ForeignKey(Deelname, on_delete=models.PROTECT, related_name="+")
    soort = models.CharField(max_length=15, choices=Soort.choices)
    tekst = models.TextField(blank=True)
    # Only a question waits for something.
    beantwoord_at = models.DateTimeField(null=True, blank=True)
    history = geschiedenis()
    rls = rls.Via("melding")

    class Meta:
        verbose_name = "bericht bij een melding"
        verbose_name_plural = "berichten bij een melding"
        ordering = ["created_at", "id"]
        indexes = [models.Index(fields=["melding", "created_at"], name="meldingbericht_draad")]
        constraints = [
            models.CheckConstraint(
                name="meldingbericht_met_tekst",
                condition=Q(soort__in=["door", "aangenomen"]) | ~Q(tekst=""),
            ),
            models.CheckConstraint(
                name="meldingbericht_alleen_vraag_beantwoord",
                condition=Q(soort="vraag") | Q(beantwoord_at__isnull=True),
            ),
        ]
