"""Ondernemingen and places that a melding names, as they were told, and what was decided about them."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from cases import sleutels
from cases.objectmatch import LOCATIE, ONDERNEMING
from ketenregie.foundation import clock, rls
from ketenregie.foundation.history import geschiedenis
from ketenregie.foundation.models import Basis
from meldpunt.models.melding import Melding
from partners.models import Deelname
from referentiemodel.enums import Locatierol, Ondernemingsrol

ROLLEN = [*Ondernemingsrol.choices, *Locatierol.choices]


class Meldingobject(Basis):
    """One onderneming or place that a melding names; it goes along to the casus at dossiervorming."""

    class Soort(models.TextChoices):
        ONDERNEMING = ONDERNEMING, "Bedrijf"
        LOCATIE = LOCATIE, "Plek"

    melding = models.ForeignKey(Melding, on_delete=models.CASCADE, related_name="objecten")
    eigenaar = models.ForeignKey(Deelname, on_delete=models.PROTECT, related_name="+")
    objectsoort = models.CharField(max_length=15, choices=Soort.choices)
    naam = models.CharField("naam", max_length=160, blank=True)
    kvk_nummer = models.CharField("KvK-nummer", max_length=8, blank=True)
    adres = models.CharField("straat", max_length=160, blank=True)
    huisnummer = models.CharField("huisnummer", max_length=12, blank=True)
    postcode = models.CharField("postcode", max_length=6, blank=True)
    plaats = models.CharField("plaats", max_length=80, blank=True)
    rol = models.CharField("rol", max_length=15, choices=ROLLEN)
    toelichting = models.CharField("toelichting", max_length=300, blank=True)
    vervallen_at = models.DateTimeField(null=True, blank=True)
    # The row of the casus that was made of it.
    object_id = models.UUIDField(null=True, blank=True, editable=False)
    zoeknaam = models.CharField(max_length=200, blank=True, editable=False)
    adressleutel = models.CharField(max_length=20, blank=True, editable=False)
    straatsleutel = models.CharField(max_length=200, blank=True, editable=False)
    history = geschiedenis()
    rls = rls.Deelname("eigenaar")

    class Meta:
        verbose_name = "onderneming of plek bij een melding"
        verbose_name_plural = "ondernemingen en plekken bij een melding"
        ordering: ClassVar = ["created_at", "id"]
        indexes: ClassVar = [
            models.Index(
                fields=["kvk_nummer"], condition=~Q(kvk_nummer=""), name="meldingobject_kvk"
            ),
            models.Index(
                fields=["adressleutel"], condition=~Q(adressleutel=""), name="meldingobject_adres"
            ),
            GinIndex(
                fields=["zoeknaam"], opclasses=["gin_trgm_ops"], name="meldingobject_zoeknaam"
            ),
            GinIndex(
                fields=["straatsleutel"], opclasses=["gin_trgm_ops"], name="meldingobject_straat"
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="meldingobject_is_iets",
                condition=~Q(naam="", kvk_nummer="", adres="", postcode="", plaats=""),
            )
        ]

    def __str__(self) -> str:
        weg = " ".join(d for d in (self.adres, self.huisnummer) if d)
        code = f"{self.postcode[:4]} {self.postcode[4:]}" if self.postcode else ""
        waar = " ".join(d for d in (code, self.plaats) if d)
        nummer = f"KvK {self.kvk_nummer}" if self.kvk_nummer else ""
        return ", ".join(d for d in (self.naam, nummer, weg, waar) if d)

    def save(self, *args: object, **kwargs: object) -> None:  # type: ignore[override]
        self.zoeknaam = sleutels.bedrijfsnaam(self.naam) if self.naam else ""
        self.adressleutel = sleutels.adressleutel(self.postcode, self.huisnummer)
        weg = sleutels.straat(self.adres)
        self.straatsleutel = f"{weg} {sleutels.plat(self.plaats)}" if weg else ""
        super().save(*args, **kwargs)  # type: ignore[arg-type]


class Objectmatch(Basis):
    """What a person decided about a suggestion for it (R17); can be taken back, both stay on record.

    The other side is a row of a casus or of another melding, by its id: one may be gone before the other.
    """

    class Besluit(models.TextChoices):
        ZELFDE = "zelfde", "Dezelfde"
        ANDER = "ander", "Een andere"

    object = models.ForeignKey(Meldingobject, on_delete=models.CASCADE, related_name="matches")
    eigenaar = models.ForeignKey(Deelname, on_delete=models.PROTECT, related_name="+")
    ander_id = models.UUIDField()
    bij_melding = models.BooleanField(default=False)
    besluit = models.CharField(max_length=10, choices=Besluit.choices)
    sterkte = models.CharField(max_length=15, blank=True)
    redenen = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    besloten_at = models.DateTimeField(default=clock.now)
    herroepen_at = models.DateTimeField(null=True, blank=True)
    herroepen_door_id = models.UUIDField(null=True, blank=True)
    herroepen_reden = models.CharField(max_length=300, blank=True)
    history = geschiedenis()
    rls = rls.Deelname("eigenaar")

    class Meta:
        verbose_name = "besluit over een bekende onderneming of plek"
        verbose_name_plural = "besluiten over bekende ondernemingen en plekken"
        ordering: ClassVar = ["besloten_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["object", "ander_id"],
                condition=Q(herroepen_at__isnull=True),
                name="objectmatch_een_besluit",
            )
        ]
