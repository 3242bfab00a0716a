"""Persons in a casus and the situation they are in."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from cases.models.casus import Casus
from cases.models.dossier import Persoon
from cases.models.gegeven import Gegeven
from ketenregie.foundation import clock, rls
from ketenregie.foundation.history import geschiedenis
from referentiemodel.enums import Gegevenscategorie, Gegevenssoort, JaNeeOnbekend, Persoonsrol


class Betrokkene(Gegeven):
    """Role of a persoon in a casus for a period; one may be slachtoffer and verdachte at once."""

    CATEGORIE = Gegevenscategorie.IDENTIFICATIE_CONTACT
    SOORT = Gegevenssoort.STATISCH

    casus = models.ForeignKey(Casus, on_delete=models.CASCADE, related_name="betrokkenen")
    persoon = models.ForeignKey(Persoon, on_delete=models.PROTECT, related_name="betrokkenen")
    rol = models.CharField(max_length=15, choices=Persoonsrol.choices)
    van = models.DateField(default=clock.today)
    tot = models.DateField(null=True, blank=True)
    toelichting = models.CharField("toelichting", max_length=300, blank=True)
    # The answer to "is she safe now?" changes; the weging keeps the answer of its day.
    nu_veilig = models.CharField(
        max_length=10, choices=JaNeeOnbekend.choices, default=JaNeeOnbekend.ONBEKEND
    )
    history = geschiedenis()
    rls = rls.Datum()

    class Meta:
        verbose_name = "betrokkene"
        ordering = ["van", "created_at"]
        constraints = [
            models.UniqueConstraint(
                # Per supplier: a refusal must not tell what another organisation recorded.
                fields=["casus", "persoon", "rol", "leverancier"],
                condition=models.Q(tot__isnull=True),
                name="betrokkene_een_lopende_rol",
            ),
            models.CheckConstraint(
                name="betrokkene_tot_na_van",
                condition=models.Q(tot__isnull=True) | models.Q(tot__gte=models.F("van")),
            ),
        ]


class Situatie(Gegeven):
    """What is going on, as one supplier tells it (dossierset of domain 4.1, without the melder)."""

    CATEGORIE = Gegevenscategorie.UITBUITING
    SOORT = Gegevenssoort.DYNAMISCH

    casus = models.ForeignKey(Casus, on_delete=models.CASCADE, related_name="situaties")
    # The melding it was taken from; an id, because a melding belongs to the room on the right.
    melding_id = models.UUIDField(null=True, blank=True)
    korte_inhoud = models.TextField("in het kort")
    verschijningsvormen = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    locatie = models.CharField("locatie", max_length=200, blank=True)
    gemeente = models.CharField("gemeente", max_length=60, blank=True)
    periode = models.CharField("periode", max_length=120, blank=True)
    frequentie = models.CharField("hoe vaak", max_length=120, blank=True)
    aantal_slachtoffers = models.CharField("aantal slachtoffers", max_length=40, blank=True)
    aantal_daders = models.CharField("aantal daders", max_length=40, blank=True)
    hulpverlening_betrokken = models.CharField(
        max_length=10, choices=JaNeeOnbekend.choices, default=JaNeeOnbekend.ONBEKEND
    )
    politie_gebeld = models.CharField(
        max_length=10, choices=JaNeeOnbekend.choices, default=JaNeeOnbekend.ONBEKEND
    )
    history = geschiedenis()
    rls = rls.Datum()

    class Meta:
        verbose_name = "situatie"
        ordering = ["verwerkt_at"]
