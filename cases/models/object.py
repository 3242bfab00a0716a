"""Ondernemingen and locaties in a casus, and what a person decided about two that may be one.

A row is what one supplier says of it in one casus, in one role, for a period: like every datum it is
decided on by the sharing rules. The same onderneming in another casus is another row; a Koppeling ties
them, and is there only for who sees both. So nobody learns from a row that it is known elsewhere.
"""

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from cases import sleutels
from cases.models.casus import Casus
from cases.models.gegeven import Gegeven
from ketenregie.foundation import clock, rls
from ketenregie.foundation.history import geschiedenis
from ketenregie.foundation.models import Basis
from referentiemodel.enums import (
    Gegevenscategorie,
    Gegevenssoort,
    Locatierol,
    Locatiesoort,
    Ondernemingsrol,
)


class Kenobject(Gegeven):
    """What onderneming and locatie share."""

    SOORT = Gegevenssoort.STATISCH
    # Fields of the thing itself; the rest is its role in the casus.
    FEITEN: ClassVar[tuple[str, ...]] = ()

    van = models.DateField("sinds", null=True, blank=True)
    tot = models.DateField("tot", null=True, blank=True)
    toelichting = models.CharField("toelichting", max_length=300, blank=True)
    # The melding it was taken from; an id, because a melding belongs to the room on the right.
    melding_id = models.UUIDField(null=True, blank=True, editable=False)

    class Meta:
        abstract = True

    def sleutel_bij(self) -> None:
        """Set the columns by which it is found."""
        raise NotImplementedError  # each kind of object has its own; a model cannot be an ABC

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.sleutel_bij()
        super().save(*args, **kwargs)


class Onderneming(Kenobject):
    """A business in a casus, in one role."""

    CATEGORIE = Gegevenscategorie.BEDRIJFSGEGEVENS
    FEITEN = ("naam", "kvk_nummer", "handelsnamen", "bedrijfstak")

    casus = models.ForeignKey(Casus, on_delete=models.CASCADE, related_name="ondernemingen")
    naam = models.CharField("naam", max_length=160)
    kvk_nummer = models.CharField("KvK-nummer", max_length=8, blank=True)
    handelsnamen = ArrayField(
        models.CharField(max_length=160), default=list, blank=True, verbose_name="handelsnamen"
    )
    bedrijfstak = models.CharField("bedrijfstak", max_length=80, blank=True)
    rol = models.CharField("rol", max_length=15, choices=Ondernemingsrol.choices)
    zoeknaam = models.CharField(max_length=200, blank=True, editable=False)
    zoeknamen = ArrayField(
        models.CharField(max_length=200), default=list, blank=True, editable=False
    )
    history = geschiedenis()
    rls = rls.Datum()

    class Meta:
        verbose_name = "onderneming"
        verbose_name_plural = "ondernemingen"
        ordering = ["naam", "van", "created_at"]
        indexes = [
            models.Index(
                fields=["kvk_nummer"], condition=~Q(kvk_nummer=""), name="onderneming_kvk"
            ),
            GinIndex(fields=["zoeknaam"], opclasses=["gin_trgm_ops"], name="onderneming_zoeknaam"),
            GinIndex(fields=["zoeknamen"], name="onderneming_zoeknamen"),
        ]
        constraints = [
            models.CheckConstraint(
                name="onderneming_kvk_acht_cijfers", condition=Q(kvk_nummer__regex=r"^(\d{8})?$")
            ),
            models.CheckConstraint(name="onderneming_heeft_naam", condition=~Q(naam="")),
            models.CheckConstraint(
                name="onderneming_tot_na_van",
                condition=Q(van__isnull=True) | Q(tot__isnull=True) | Q(tot__gte=F("van")),
            ),
        ]

    def __str__(self) -> str:
        return self.naam

    def sleutel_bij(self) -> None:
        self.zoeknaam = sleutels.bedrijfsnaam(self.naam)
        self.zoeknamen = sorted({sleutels.bedrijfsnaam(n) for n in (self.naam, *self.handelsnamen)})


class Locatie(Kenobject):
    """A place in a casus, in one role."""

    CATEGORIE = Gegevenscategorie.UITBUITING
    FEITEN = ("soort", "naam", "adres", "huisnummer", "postcode", "plaats", "gemeente")

    casus = models.ForeignKey(Casus, on_delete=models.CASCADE, related_name="locaties")
    soort = models.CharField(
        "soort", max_length=12, choices=Locatiesoort.choices, default=Locatiesoort.ADRES
    )
    naam = models.CharField("naam", max_length=160, blank=True)
    adres = models.CharField("straat", max_length=160, blank=True)
    huisnummer = models.CharField("huisnummer", max_length=12, blank=True)
    postcode = models.CharField("postcode", max_length=6, blank=True)
    plaats = models.CharField("plaats", max_length=80, blank=True)
    gemeente = models.CharField("gemeente", max_length=60, blank=True)
    rol = models.CharField("rol", max_length=15, choices=Locatierol.choices)
    zoeknaam = models.CharField(max_length=200, blank=True, editable=False)
    adressleutel = models.CharField(max_length=20, blank=True, editable=False)
    straatsleutel = models.CharField(max_length=200, blank=True, editable=False)
    nummers = ArrayField(models.CharField(max_length=80), default=list, blank=True, editable=False)
    history = geschiedenis()
    rls = rls.Datum()

    class Meta:
        verbose_name = "locatie"
        verbose_name_plural = "locaties"
        ordering = ["plaats", "adres", "naam", "van", "created_at"]
        indexes = [
            models.Index(
                fields=["adressleutel"], condition=~Q(adressleutel=""), name="locatie_adres"
            ),
            GinIndex(fields=["straatsleutel"], opclasses=["gin_trgm_ops"], name="locatie_straat"),
            GinIndex(fields=["zoeknaam"], opclasses=["gin_trgm_ops"], name="locatie_zoeknaam"),
            GinIndex(fields=["nummers"], name="locatie_nummers"),
        ]
        constraints = [
            models.CheckConstraint(
                name="locatie_postcode", condition=Q(postcode__regex=r"^([1-9]\d{3}[A-Z]{2})?$")
            ),
            models.CheckConstraint(
                name="locatie_is_ergens",
                condition=~Q(naam="", adres="", postcode="", plaats="", gemeente=""),
            ),
            models.CheckConstraint(
                name="locatie_tot_na_van",
                condition=Q(van__isnull=True) | Q(tot__isnull=True) | Q(tot__gte=F("van")),
            ),
        ]

    def __str__(self) -> str:
        return self.omschrijving

    @property
    def omschrijving(self) -> str:
        """ "De Loods, Kanaal Noord 12, 7311 AB Apeldoorn"."""
        weg = " ".join(d for d in (self.adres, self.huisnummer) if d)
        code = f"{self.postcode[:4]} {self.postcode[4:]}" if self.postcode else ""
        waar = " ".join(d for d in (code, self.plaats or self.gemeente) if d)
        return ", ".join(d for d in (self.naam, weg, waar) if d)

    def sleutel_bij(self) -> None:
        self.zoeknaam = sleutels.bedrijfsnaam(self.naam) if self.naam else ""
        self.adressleutel = sleutels.adressleutel(self.postcode, self.huisnummer)
        weg = sleutels.straat(self.adres)
        self.straatsleutel = f"{weg} {sleutels.plat(self.plaats or self.gemeente)}" if weg else ""
        self.nummers = sleutels.nummers(self.naam) if self.soort == Locatiesoort.ONLINE else []

    def _label(self) -> None:
        # Where people sleep is told to others than where they work.
        if not self.gegevenscategorie and self.rol and Locatierol(self.rol).wonen:
            self.gegevenscategorie = Gegevenscategorie.WONEN
        super()._label()


class Koppeling(Basis):
    """A person decided that two rows are the same onderneming or place, or are not (R17).

    Can be taken back; both stay on record. Known only to who sees both rows.
    """

    class Besluit(models.TextChoices):
        ZELFDE = "zelfde", "Dezelfde"
        ANDER = "ander", "Een andere"

    onderneming_een = models.ForeignKey(
        Onderneming, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    onderneming_ander = models.ForeignKey(
        Onderneming, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    locatie_een = models.ForeignKey(
        Locatie, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    locatie_ander = models.ForeignKey(
        Locatie, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    besluit = models.CharField(max_length=10, choices=Besluit.choices)
    # What the suggestion said at that moment; empty when the person chose without one.
    sterkte = models.CharField(max_length=15, blank=True)
    redenen = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    besloten_at = models.DateTimeField(default=clock.now)
    herroepen_at = models.DateTimeField(null=True, blank=True)
    herroepen_door_id = models.UUIDField(null=True, blank=True)
    herroepen_reden = models.CharField(max_length=300, blank=True)
    history = geschiedenis()
    rls = rls.Een(
        (
            rls.En((rls.Via("onderneming_een"), rls.Via("onderneming_ander"))),
            rls.En((rls.Via("locatie_een"), rls.Via("locatie_ander"))),
        )
    )

    class Meta:
        verbose_name = "koppeling"
        verbose_name_plural = "koppelingen"
        ordering = ["besloten_at"]
        constraints = [
            # The smaller key first, so that a pair is one pair.
            models.CheckConstraint(
                name="koppeling_van_een_soort",
                condition=Q(
                    onderneming_een__isnull=False,
                    onderneming_ander__isnull=False,
                    locatie_een__isnull=True,
                    locatie_ander__isnull=True,
                    onderneming_een__lt=F("onderneming_ander"),
                )
                | Q(
                    onderneming_een__isnull=True,
                    onderneming_ander__isnull=True,
                    locatie_een__isnull=False,
                    locatie_ander__isnull=False,
                    locatie_een__lt=F("locatie_ander"),
                ),
            ),
            models.UniqueConstraint(
                fields=["onderneming_een", "onderneming_ander"],
                condition=Q(herroepen_at__isnull=True),
                name="koppeling_een_besluit_onderneming",
            ),
            models.UniqueConstraint(
                fields=["locatie_een", "locatie_ander"],
                condition=Q(herroepen_at__isnull=True),
                name="koppeling_een_besluit_locatie",
            ),
            models.CheckConstraint(
                name="koppeling_herroepen_met_reden",
                condition=Q(herroepen_at__isnull=True, herroepen_reden="")
                | (Q(herroepen_at__isnull=False) & ~Q(herroepen_reden="")),
            ),
        ]
