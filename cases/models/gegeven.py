"""Mixin of every datum: one row per field group, supplier and casus, labelled for sharing."""

from typing import ClassVar

from django.db import models

from ketenregie.foundation import clock
from ketenregie.foundation.models import Basis
from partners.models import Deelname
from referentiemodel.enums import Gegevenscategorie, Gegevenssoort, Grondslag, Uittreedbesluit


class Gegeven(Basis):
    """A datum: who supplied it, what kind it is, on what grondslag, since when it is processed.

    The category is fixed per field group (`CATEGORIE`), and chosen only where the subclass says so.
    """

    CATEGORIE: ClassVar[Gegevenscategorie] = Gegevenscategorie.PROCES
    SOORT: ClassVar[Gegevenssoort] = Gegevenssoort.DYNAMISCH

    leverancier = models.ForeignKey(Deelname, on_delete=models.PROTECT, related_name="+")
    gegevenscategorie = models.CharField(max_length=30, choices=Gegevenscategorie.choices)
    gegevenssoort = models.CharField(max_length=15, choices=Gegevenssoort.choices)
    # Retention counts from here (R11), not from the end of the casus.
    verwerkt_at = models.DateTimeField(default=clock.now)
    grondslag = models.CharField(max_length=40, choices=Grondslag.choices, default=Grondslag.WGS)
    voorwaarden = models.CharField("voorwaarden", max_length=300, blank=True)
    # Decided when the supplier is no party to the convenant any more (R27); withheld until then.
    uittreedbesluit = models.CharField(max_length=12, choices=Uittreedbesluit.choices, blank=True)

    class Meta:
        abstract = True

    def clean_fields(self, exclude: "set[str] | None" = None) -> None:  # type: ignore[override]
        self._label()
        super().clean_fields(exclude)

    def _label(self) -> None:
        self.gegevenscategorie = self.gegevenscategorie or self.CATEGORIE
        self.gegevenssoort = self.gegevenssoort or self.SOORT

    def save(self, *args: object, **kwargs: object) -> None:  # type: ignore[override]
        self._label()
        super().save(*args, **kwargs)  # type: ignore[arg-type]
