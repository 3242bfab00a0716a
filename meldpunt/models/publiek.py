"""What the public form leaves behind: half-filled answers that only the visitor can open, and the talk
with a melder."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from ketenregie.foundation import rls
from ketenregie.foundation.geheim import VersleuteldVeld
from ketenregie.foundation.history import geschiedenis
from ketenregie.foundation.models import Basis
from meldpunt.models.melding import Melding
from partners.models import Deelname


class PubliekConcept(models.Model):
    """Answers between two steps of the public form, for a few hours.

    Sealed with a key that only the visitor's browser holds; `sleutel` is a hash of it. Nobody reads this
    table: the public pages ask a function for the one row whose key they were given.
    """

    sleutel = models.CharField(max_length=64, primary_key=True)
    inhoud = models.BinaryField()
    verloopt_at = models.DateTimeField(db_index=True)
    rls = rls.AlleenFuncties("antwoorden onderweg; de sleutel staat alleen in de browser")

    class Meta:
        verbose_name = "concept van het meldformulier"
        verbose_name_plural = "concepten van het meldformulier"

    def __str__(self) -> str:
        return self.sleutel[:8]


class Melderbericht(Basis):
    """One line of the talk between the meldpunt and a melder; part of the vault, in no casus.

    Encrypted: a melder who answers easily writes down who they are.
    """

    class Soort(models.TextChoices):
        VRAAG = "vraag", "Vraag van het meldpunt"
        ANTWOORD = "antwoord", "Antwoord van de melder"

    class Weg(models.TextChoices):
        PAGINA = "pagina", "Via de terugkeerpagina"
        TELEFOON = "telefoon", "Per telefoon"

    melding = models.ForeignKey(Melding, on_delete=models.CASCADE, related_name="melderberichten")
    eigenaar = models.ForeignKey(Deelname, on_delete=models.PROTECT, related_name="+")
    soort = models.CharField(max_length=10, choices=Soort.choices)
    weg = models.CharField(max_length=10, choices=Weg.choices, default=Weg.PAGINA)
    tekst_versleuteld = models.BinaryField()
    tekst = VersleuteldVeld("tekst_versleuteld")
    # Of a question: answered. Of an answer: someone dealt with it, not merely opened the page.
    klaar_at = models.DateTimeField(null=True, blank=True)
    klaar_door_id = models.UUIDField(null=True, blank=True)
    # Of a question: by when there should be an answer, or someone should have called.
    uiterlijk = models.DateField(null=True, blank=True)
    history = geschiedenis()
    rls = rls.Deelname("eigenaar")

    class Meta:
        verbose_name = "bericht met een melder"
        verbose_name_plural = "berichten met melders"
        ordering: ClassVar = ["created_at", "id"]
        indexes: ClassVar = [
            models.Index(fields=["melding", "created_at"], name="melderbericht_draad"),
            models.Index(
                fields=["eigenaar", "created_at"],
                condition=Q(klaar_at__isnull=True),
                name="melderbericht_open",
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="melderbericht_vraag_heeft_datum",
                condition=Q(soort="antwoord") | Q(uiterlijk__isnull=False),
            )
        ]
