"""Proposals for the convenant that come out of the work itself."""

from django.db import models

from ketenregie.foundation import rls
from ketenregie.foundation.history import geschiedenis
from ketenregie.foundation.models import Basis
from partners.models.keten import Keten
from referentiemodel.enums import Gegevenscategorie, Partnersoort


class Deelregelvoorstel(Basis):
    """The same toegangsverzoek keeps coming: perhaps the convenant should say it once.

    Holds kinds and counts only, no casus and no organisation. A person decides; the editor of the
    convenant sets the status.
    """

    class Status(models.TextChoices):
        OPEN = "open", "Nog te bekijken"
        OVERGENOMEN = "overgenomen", "Overgenomen in een deelregel"
        AFGEWEZEN = "afgewezen", "Niet overgenomen"

    keten = models.ForeignKey(Keten, on_delete=models.PROTECT, related_name="deelregelvoorstellen")
    categorie = models.CharField(max_length=30, choices=Gegevenscategorie.choices)
    leveranciersoort = models.CharField(max_length=30, choices=Partnersoort.choices)
    aanvragersoort = models.CharField(max_length=30, choices=Partnersoort.choices)
    gevraagd = models.PositiveIntegerField("keer gevraagd")
    toegewezen = models.PositiveIntegerField("keer toegewezen", default=0)
    laatst_at = models.DateTimeField("laatst gevraagd")
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.OPEN)
    history = geschiedenis()
    rls = rls.Keten()

    class Meta:
        verbose_name = "voorstel voor een deelregel"
        ordering = ["-gevraagd", "-laatst_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["keten", "categorie", "leveranciersoort", "aanvragersoort"],
                condition=models.Q(status="open"),
                name="deelregelvoorstel_een_open",
            )
        ]
