"""The file of a client and the person it is about: one persoon over all meldingen and casussen."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from ketenregie.foundation import rls
from ketenregie.foundation.history import geschiedenis
from ketenregie.foundation.kenmerk import nieuw_kenmerk
from ketenregie.foundation.models import Basis
from partners.models import Deelname, Keten


class Dossier(Basis):
    """File of one client; meldingen are added to it, casussen come out of it."""

    keten = models.ForeignKey(Keten, on_delete=models.PROTECT, related_name="dossiers")
    kenmerk = models.CharField(max_length=9, unique=True, default=nieuw_kenmerk, editable=False)
    eigenaar = models.ForeignKey(Deelname, on_delete=models.PROTECT, related_name="dossiers")
    history = geschiedenis()
    rls = rls.Zicht()

    class Meta:
        verbose_name = "dossier"

    def __str__(self) -> str:
        return self.kenmerk


class Persoon(Basis):
    """A human being as known so far; an unknown person is a valid one."""

    class Geslacht(models.TextChoices):
        MAN = "man", "Man"
        VROUW = "vrouw", "Vrouw"
        ANDERS = "anders", "Anders"
        ONBEKEND = "onbekend", "Onbekend"

    dossier = models.OneToOneField(Dossier, on_delete=models.CASCADE, related_name="persoon")
    voornaam = models.CharField("voornaam", max_length=80, blank=True)
    tussenvoegsel = models.CharField("tussenvoegsel", max_length=20, blank=True)
    achternaam = models.CharField("achternaam", max_length=80, blank=True)
    geboortedatum = models.DateField("geboortedatum", null=True, blank=True)
    # What was said when the day is not known: "maart 2011", "ongeveer 15".
    geboorte_omschrijving = models.CharField("geboortedatum of leeftijd", max_length=60, blank=True)
    geboortejaar_van = models.PositiveSmallIntegerField(null=True, blank=True)
    geboortejaar_tot = models.PositiveSmallIntegerField(null=True, blank=True)
    geslacht = models.CharField(max_length=10, choices=Geslacht.choices, default=Geslacht.ONBEKEND)
    nationaliteit = models.CharField("nationaliteit", max_length=60, blank=True)
    taal = models.CharField("taal", max_length=60, blank=True)
    woonplaats = models.CharField("woonplaats", max_length=80, blank=True)
    adres = models.CharField("adres", max_length=160, blank=True)
    telefoon = models.CharField("telefoon", max_length=20, blank=True)
    # Filled by meldpunt/matching: how the name sounds and looks, for suggestions.
    zoeknaam = models.CharField(max_length=200, blank=True, editable=False)
    klanken = ArrayField(models.CharField(max_length=12), default=list, blank=True, editable=False)
    # Each sound with each year the person may be born in, so that a common name is found fast.
    jaarklanken = ArrayField(
        models.CharField(max_length=20), default=list, blank=True, editable=False
    )
    history = geschiedenis()
    rls = rls.Via("dossier")

    class Meta:
        verbose_name = "persoon"
        indexes = [
            models.Index(fields=["geboortedatum"], name="persoon_geboortedatum"),
            GinIndex(fields=["jaarklanken"], name="persoon_jaarklanken"),
        ]

    def __str__(self) -> str:
        return self.naam

    @property
    def naam(self) -> str:
        """Full name, or "Onbekende persoon"."""
        delen = (self.voornaam, self.tussenvoegsel, self.achternaam)
        return " ".join(d for d in delen if d) or "Onbekende persoon"

    @property
    def initialen(self) -> str:
        """As in papers that leave the house: "J. el A."."""
        delen = [f"{self.voornaam[:1]}." if self.voornaam else "", self.tussenvoegsel]
        delen.append(f"{self.achternaam[:1]}." if self.achternaam else "")
        return " ".join(d for d in delen if d) or "Onbekende persoon"

    def leeftijd_op(self, dag: Any) -> int | None:
        """Age in whole years on a day; None when the year of birth is not known."""
        if self.geboortedatum:
            g = self.geboortedatum
            return int(dag.year - g.year - ((dag.month, dag.day) < (g.month, g.day)))
        if self.geboortejaar_tot:
            return int(dag.year - self.geboortejaar_tot)
        return None
