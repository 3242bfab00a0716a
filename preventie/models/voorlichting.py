"""One voorlichting: what, for whom, where and when; who signed up, and what participants thought."""

import secrets

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from ketenregie.foundation import rls
from ketenregie.foundation.documenten.models import NIET_IN_GESCHIEDENIS, Bestand
from ketenregie.foundation.geheim import VersleuteldVeld
from ketenregie.foundation.history import geschiedenis
from ketenregie.foundation.models import Basis
from partners.models import Deelname, Keten

# No vowels and nothing that looks alike: a code is read out loud and typed over.
TEKENS = "bcdfghjkmnpqrstvwxz23456789"


def nieuwe_code() -> str:
    """A code that cannot be guessed, for the public page of one voorlichting."""
    return "".join(secrets.choice(TEKENS) for _ in range(10))


class Voorlichting(Basis):
    """Planned, held or called off. The whole keten reads it; the organiser works on it.

    `code` stands in the public address; it says nothing about anybody.
    """

    class Soort(models.TextChoices):
        BIJEENKOMST = "bijeenkomst", "Bijeenkomst"
        GASTLES = "gastles", "Gastles"
        TRAINING = "training", "Training"
        INWERKTRAINING = "inwerktraining", "Inwerktraining"
        CAMPAGNE = "campagne", "Campagne"
        OUDERAVOND = "ouderavond", "Ouderavond"
        THEATER = "theater", "Theater of film"
        ANDERS = "anders", "Anders"

    class Doelgroep(models.TextChoices):
        PROFESSIONALS = "professionals", "Professionals"
        OMSTANDERS = "omstanders", "Omstanders (ouders, werkgevers, buren)"
        JONGEREN = "jongeren", "Jongeren"

    class Status(models.TextChoices):
        GEPLAND = "gepland", "Gepland"
        GEHOUDEN = "gehouden", "Gehouden"
        AFGELAST = "afgelast", "Afgelast"

    keten = models.ForeignKey(Keten, on_delete=models.PROTECT, related_name="voorlichtingen")
    organisator = models.ForeignKey(
        Deelname, on_delete=models.PROTECT, related_name="voorlichtingen"
    )
    partner_ids = ArrayField(models.UUIDField(), default=list, blank=True)
    soort = models.CharField(max_length=15, choices=Soort.choices)
    titel = models.CharField("titel", max_length=150)
    doelgroep = models.CharField(max_length=15, choices=Doelgroep.choices)
    doelgroep_precies = models.CharField("wie precies", max_length=150, blank=True)
    omschrijving = models.TextField("waar het over gaat", blank=True)
    verschijningsvormen = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    # A value of the list gemeente; empty is the whole region.
    gemeente = models.CharField("gemeente", max_length=60, blank=True)
    plaats = models.CharField("plaats", max_length=150, blank=True)
    datum = models.DateField("datum")
    tot_datum = models.DateField("tot en met", null=True, blank=True)
    tijd = models.CharField("tijd", max_length=40, blank=True)
    contact = models.CharField("contact voor deelnemers", max_length=150, blank=True)
    code = models.CharField(max_length=12, unique=True, default=nieuwe_code, editable=False)
    inschrijven = models.BooleanField("deelnemers kunnen zich inschrijven", default=False)
    plaatsen = models.PositiveSmallIntegerField("aantal plaatsen", null=True, blank=True)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.GEPLAND)
    bereik = models.PositiveIntegerField("bereikte mensen", null=True, blank=True)
    terugblik = models.TextField("terugblik", blank=True)
    afgerond_at = models.DateTimeField(null=True, blank=True)
    # When the names of participants were taken away.
    gewist_at = models.DateTimeField(null=True, blank=True)
    history = geschiedenis()
    rls = rls.Een(
        (rls.Keten(),),
        schrijven=rls.En((rls.Keten(), rls.Deelname("organisator"))),
    )

    class Meta:
        verbose_name = "voorlichting"
        verbose_name_plural = "voorlichtingen"
        ordering = ["datum", "created_at"]
        indexes = [models.Index(fields=["keten", "datum"], name="voorlichting_agenda")]
        constraints = [
            models.CheckConstraint(
                name="voorlichting_periode",
                condition=Q(tot_datum__isnull=True) | Q(tot_datum__gte=models.F("datum")),
            ),
            models.CheckConstraint(
                name="voorlichting_afgerond_met_moment",
                condition=Q(status="gepland", afgerond_at__isnull=True)
                | Q(status="gehouden", afgerond_at__isnull=False, bereik__isnull=False)
                | Q(status="afgelast", afgerond_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.titel

    @property
    def telt_voor_norm(self) -> bool:
        """A meeting for professionals to which people can sign up, that was held."""
        return (
            self.soort == self.Soort.BIJEENKOMST
            and self.doelgroep == self.Doelgroep.PROFESSIONALS
            and self.status == self.Status.GEHOUDEN
        )


class Voorlichtingsmateriaal(Basis, Bestand):
    """A flyer, slides, a lesson: open to the whole keten, so that nobody makes it twice."""

    voorlichting = models.ForeignKey(
        Voorlichting, on_delete=models.CASCADE, related_name="materiaal"
    )
    omschrijving = models.CharField("wat is het", max_length=200)
    history = geschiedenis(excluded_fields=NIET_IN_GESCHIEDENIS)
    rls = rls.Een((rls.Via("voorlichting"),), schrijven=rls.ViaVan("voorlichting", "organisator"))

    class Meta(Bestand.Meta):
        abstract = False
        verbose_name = "voorlichtingsmateriaal"
        verbose_name_plural = "voorlichtingsmateriaal"
        ordering = ["created_at", "id"]

    def __str__(self) -> str:
        return self.omschrijving


class Inschrijving(Basis):
    """A participant, sealed; only the organiser reads it. Gone a month after the day."""

    voorlichting = models.ForeignKey(
        Voorlichting, on_delete=models.CASCADE, related_name="inschrijvingen"
    )
    organisator = models.ForeignKey(Deelname, on_delete=models.PROTECT, related_name="+")
    # Keyed hash of the e-mail address: the same person twice is one inschrijving.
    email_hash = models.BinaryField(editable=False)
    naam_versleuteld = models.BinaryField()
    email_versleuteld = models.BinaryField()
    organisatie_versleuteld = models.BinaryField(null=True)
    naam = VersleuteldVeld("naam_versleuteld")
    email = VersleuteldVeld("email_versleuteld")
    organisatie = VersleuteldVeld("organisatie_versleuteld")
    rls = rls.Een((rls.Deelname("organisator"),))
    rls_weg = "een deelnemer die zich afmeldt; namen blijven niet langer dan nodig"

    class Meta:
        verbose_name = "inschrijving"
        verbose_name_plural = "inschrijvingen"
        ordering = ["created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["voorlichting", "email_hash"], name="inschrijving_eenmalig"
            )
        ]


class Deelnemersoordeel(Basis):
    """What one participant thought, without a name and without a moment: only the day."""

    class Handelen(models.TextChoices):
        JA = "ja", "Ja"
        DEELS = "deels", "Een beetje"
        NEE = "nee", "Nee"

    voorlichting = models.ForeignKey(
        Voorlichting, on_delete=models.CASCADE, related_name="oordelen"
    )
    cijfer = models.PositiveSmallIntegerField()
    kennis_vooraf = models.PositiveSmallIntegerField()
    kennis_achteraf = models.PositiveSmallIntegerField()
    weet_wat_te_doen = models.CharField(max_length=5, choices=Handelen.choices)
    beter = models.CharField("wat kan beter", max_length=500, blank=True)
    rls = rls.Een(
        (rls.ViaVan("voorlichting", "organisator"),),
    )

    class Meta:
        verbose_name = "oordeel van een deelnemer"
        verbose_name_plural = "oordelen van deelnemers"
        ordering = ["created_at"]
        constraints = [
            models.CheckConstraint(
                name="deelnemersoordeel_binnen_de_schaal",
                condition=Q(cijfer__range=(1, 10))
                & Q(kennis_vooraf__range=(1, 5))
                & Q(kennis_achteraf__range=(1, 5)),
            )
        ]
