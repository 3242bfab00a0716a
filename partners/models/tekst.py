"""Texts on public pages and in letters that a keten says in its own words."""

from django.db import models

from ketenregie.foundation import rls
from ketenregie.foundation.history import geschiedenis
from ketenregie.foundation.models import Basis
from partners.models.keten import Keten


class Tekst(Basis):
    """One text in one language (partners/teksten.py); empty means the standard one. Plain text, never markup."""

    keten = models.ForeignKey(Keten, on_delete=models.PROTECT, related_name="teksten")
    sleutel = models.CharField(max_length=40)
    taal = models.CharField(max_length=5)
    inhoud = models.TextField("tekst", blank=True)
    history = geschiedenis()
    rls = rls.Open(
        "teksten van openbare pagina's",
        schrijven=rls.En((rls.Keten(), rls.MetFunctie(("ketenbeheerder",)))),
    )

    class Meta:
        ordering = ["sleutel", "taal"]
        verbose_name = "tekst"
        verbose_name_plural = "teksten"
        constraints = [
            models.UniqueConstraint(fields=["keten", "sleutel", "taal"], name="tekst_een_per_taal")
        ]

    def __str__(self) -> str:
        return f"{self.sleutel} ({self.taal})"
