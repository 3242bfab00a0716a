"""The sociale kaart: what an organisation can do, for whom, and whom to call."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from ketenregie.foundation import rls
from ketenregie.foundation.history import geschiedenis
from ketenregie.foundation.models import Basis
from partners.models.keten import Organisatie


class Profiel(Basis):
    """Expertise and reach of an organisation."""

    organisatie = models.OneToOneField(
        Organisatie, on_delete=models.CASCADE, related_name="profiel"
    )
    expertise = models.TextField("expertise", blank=True)
    verschijningsvormen = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    leeftijd_van = models.PositiveSmallIntegerField("vanaf leeftijd", null=True, blank=True)
    leeftijd_tot = models.PositiveSmallIntegerField("tot en met leeftijd", null=True, blank=True)
    wachttijd_weken = models.PositiveSmallIntegerField("wachttijd in weken", null=True, blank=True)
    bereikbaarheid = models.CharField("bereikbaar", max_length=120, blank=True)
    telefoon = models.CharField("telefoon", max_length=20, blank=True)
    history = geschiedenis()
    rls = rls.Open("sociale kaart; geen casusgegevens", schrijven=rls.EenViewer())


class Aanbod(Basis):
    """An interventie that an organisation offers; feeds the catalogue."""

    organisatie = models.ForeignKey(Organisatie, on_delete=models.CASCADE, related_name="aanbod")
    naam = models.CharField("naam", max_length=120)
    soort = models.CharField("soort", max_length=30)
    doelgroep = models.CharField("doelgroep", max_length=120, blank=True)
    omschrijving = models.TextField("omschrijving", blank=True)
    history = geschiedenis()
    rls = rls.Open("sociale kaart; geen casusgegevens", schrijven=rls.EenViewer())
    rls_weg = "een regel van de sociale kaart die niet meer klopt; de geschiedenis bewaart haar"

    class Meta:
        ordering = ["naam"]

    def __str__(self) -> str:
        return self.naam


class Contactpersoon(Basis):
    """Name and number of the one to call."""

    organisatie = models.ForeignKey(
        Organisatie, on_delete=models.CASCADE, related_name="contactpersonen"
    )
    naam = models.CharField("naam", max_length=120)
    rol = models.CharField("rol", max_length=120, blank=True)
    telefoon = models.CharField("telefoon", max_length=20, blank=True)
    email = models.EmailField("e-mail", blank=True)
    history = geschiedenis()
    rls = rls.Open("sociale kaart; geen casusgegevens", schrijven=rls.EenViewer())
    rls_weg = "een regel van de sociale kaart die niet meer klopt; de geschiedenis bewaart haar"

    class Meta:
        ordering = ["naam"]

    def __str__(self) -> str:
        return self.naam
