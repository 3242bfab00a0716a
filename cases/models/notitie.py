"""A note on the tijdlijn: how the work goes, in the words of one organisation."""

from django.db import models

from cases.models.casus import Casus
from cases.models.gegeven import Gegeven
from ketenregie.foundation import rls
from ketenregie.foundation.history import geschiedenis
from referentiemodel.enums import Gegevenscategorie, Gegevenssoort


class Notitie(Gegeven):
    """Shown under the sharing rules like every datum. What one knows of a person is a bijdrage."""

    CATEGORIE = Gegevenscategorie.PROCES
    SOORT = Gegevenssoort.DYNAMISCH

    casus = models.ForeignKey(Casus, on_delete=models.CASCADE, related_name="notities")
    tekst = models.TextField("notitie")
    history = geschiedenis()
    rls = rls.Datum()

    class Meta:
        verbose_name = "notitie"
        ordering = ["verwerkt_at"]
        constraints = [
            models.CheckConstraint(name="notitie_heeft_tekst", condition=~models.Q(tekst=""))
        ]
