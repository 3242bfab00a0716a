"""Ketens (the tenants) and the organisations that take part in them."""

from datetime import date

from django.contrib.auth.models import Group
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from ketenregie.foundation import clock, rls
from ketenregie.foundation.history import geschiedenis
from ketenregie.foundation.models import Basis
from referentiemodel.enums import Domein, Partnersoort
from referentiemodel.enums import WgsRol as WgsRolSoort
from referentiemodel.models import ModelVersie


def geldig_op(dag: date, prefix: str = "") -> Q:
    """Rows in force on a day: `van` <= day <= `tot`, an empty `tot` is open-ended."""
    return Q(**{f"{prefix}van__lte": dag}) & (
        Q(**{f"{prefix}tot__isnull": True}) | Q(**{f"{prefix}tot__gte": dag})
    )


class Periode(models.Model):
    """A row in force from one local day up to and including another."""

    van = models.DateField("van", default=clock.today)
    tot = models.DateField("tot en met", null=True, blank=True)

    class Meta:
        abstract = True

    def geldig(self, dag: date) -> bool:
        return self.van <= dag and (self.tot is None or dag <= self.tot)


class Keten(Basis):
    """A chain of organisations with one theme, one model and one convenant: the tenant."""

    class Kleur(models.TextChoices):
        """Colours of the pages, so that nobody mistakes one keten for another."""

        HUIS = "", "Groenblauw"
        INDIGO = "indigo", "Indigo"
        BES = "bes", "Bes"

    sleutel = models.SlugField("sleutel", unique=True)
    naam = models.CharField("naam", max_length=120)
    kleur = models.CharField("kleur", max_length=10, choices=Kleur.choices, blank=True)
    thema = models.CharField("thema", max_length=120)
    modelversie = models.ForeignKey(ModelVersie, on_delete=models.PROTECT, related_name="ketens")
    telefoon_meldpunt = models.CharField("telefoon meldpunt", max_length=20, blank=True)
    email_meldpunt = models.EmailField("e-mail meldpunt", blank=True)
    # Who has access is confirmed anew within this time (R9).
    hercertificatie_maanden = models.PositiveSmallIntegerField(
        "toegang bevestigen elke zoveel maanden", default=6
    )
    actief = models.BooleanField(default=True)
    # Days that a decree or the keten adds to the generally recognised free days: [{"dag", "naam"}].
    vrije_dagen = models.JSONField("extra vrije dagen", default=list, blank=True)
    # The deelname elsewhere that practises here (services/oefenketen.py); empty for a keten of real work.
    oefen_van = models.UUIDField("oefenketen van", null=True, blank=True, editable=False)
    history = geschiedenis()
    rls = rls.Open("naam van de keten; geen casusgegevens", schrijven=rls.Keten("id"))

    class Meta:
        ordering = ["naam"]
        verbose_name = "keten"
        constraints = [
            models.UniqueConstraint(
                fields=["oefen_van"], condition=Q(actief=True), name="keten_een_oefenketen"
            )
        ]

    def __str__(self) -> str:
        return self.naam


class Organisatie(Basis):
    """A real organisation; takes part in a keten through a Deelname."""

    naam = models.CharField("naam", max_length=120, unique=True)
    kort = models.CharField("korte naam", max_length=40)
    partnersoort = models.CharField("soort partner", max_length=30, choices=Partnersoort.choices)
    domein = models.CharField("domein", max_length=12, choices=Domein.choices)
    gemeente = models.CharField("gemeente", max_length=60, blank=True)
    werkgebied = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    history = geschiedenis()
    rls = rls.Open("wie bestaat er; geen casusgegevens", schrijven=rls.EenViewer())

    class Meta:
        ordering = ["naam"]
        verbose_name = "organisatie"

    def __str__(self) -> str:
        return self.naam


class WgsRol(Basis, Periode):
    """What the WGS calls an organisation, dated (R3): public deelnemer, private, or not named."""

    organisatie = models.ForeignKey(
        Organisatie, on_delete=models.CASCADE, related_name="wgs_rollen"
    )
    soort = models.CharField(max_length=12, choices=WgsRolSoort.choices)
    artikel = models.CharField("artikel", max_length=80, blank=True)
    history = geschiedenis()
    rls = rls.Open("juridische rol van een organisatie", schrijven=rls.EenViewer())

    class Meta:
        ordering = ["-van"]
        constraints = [
            models.CheckConstraint(
                condition=Q(tot__isnull=True) | Q(tot__gte=models.F("van")), name="wgsrol_periode"
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisatie}: {self.get_soort_display()}"


def volgend_nummer() -> int:
    """The next number of a deelname; the second lock compares numbers, so they are never reused."""
    return (Deelname.objects.aggregate(hoogste=models.Max("nummer"))["hoogste"] or 0) + 1


class Deelname(Basis, Periode):
    """An organisation in a keten: the unit that owns, is invited, supplies and receives."""

    keten = models.ForeignKey(Keten, on_delete=models.PROTECT, related_name="deelnames")
    organisatie = models.ForeignKey(Organisatie, on_delete=models.PROTECT, related_name="deelnames")
    nummer = models.PositiveIntegerField(unique=True, default=volgend_nummer, editable=False)
    # Guardian's object rights hang on a group; one for each deelname, never shared.
    group = models.OneToOneField(Group, on_delete=models.PROTECT, related_name="deelname")
    meldpunt = models.BooleanField("voert het meldpunt", default=False)
    procesregie = models.BooleanField("voert de procesregie", default=False)
    history = geschiedenis()
    rls = rls.Open("wie doet mee aan de keten; geen casusgegevens", schrijven=rls.Keten())

    class Meta:
        ordering = ["organisatie__naam"]
        verbose_name = "deelname"
        constraints = [
            models.UniqueConstraint(fields=["keten", "organisatie"], name="deelname_een_per_keten"),
            models.UniqueConstraint(
                fields=["keten"], condition=Q(meldpunt=True), name="deelname_een_meldpunt"
            ),
            models.UniqueConstraint(
                fields=["keten"], condition=Q(procesregie=True), name="deelname_een_procesregie"
            ),
        ]

    def __str__(self) -> str:
        return self.organisatie.naam

    @property
    def partnersoort(self) -> str:
        return self.organisatie.partnersoort


class Kernlidmaatschap(Basis, Periode):
    """Dated seat in a core group; the sources differ on who sits where, so it is data."""

    class Gremium(models.TextChoices):
        KETENREGIETEAM = "ketenregieteam", "Ketenregieteam"
        GESPREKSRONDE = "gespreksronde", "Gespreksronde"

    deelname = models.ForeignKey(
        Deelname, on_delete=models.CASCADE, related_name="kernlidmaatschappen"
    )
    gremium = models.CharField(max_length=20, choices=Gremium.choices)
    history = geschiedenis()
    rls = rls.Open("samenstelling van een gremium", schrijven=rls.InKeten(("deelname",)))

    def __str__(self) -> str:
        return f"{self.deelname}, {self.get_gremium_display()}"
