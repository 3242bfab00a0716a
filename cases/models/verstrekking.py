"""Verstrekking: what was given to whom, why, with whose consent, and what came back of it.

Sender, receivers and suppliers each reach their own part and no more, also in the database: the rows
below a verstrekking carry their organisations themselves. Once sent nothing of it changes
(verstrekking.sql); a correction is a new one, or an intrekking with a reason.
"""

from django.db import models
from django.db.models import Q

from cases.models.casus import Casus
from cases.models.uitvoering import Termijn
from ketenregie.foundation import rls
from ketenregie.foundation.history import geschiedenis
from ketenregie.foundation.kenmerk import nieuw_kenmerk
from ketenregie.foundation.models import Basis
from partners.models import Deelname
from referentiemodel.enums import Doel, Gegevenscategorie, Gegevenssoort, Grondslag


class Verstrekking(Basis):
    """One decision to give a plan, verslag, datum or export to recipients (R8, R15, R27)."""

    class Soort(models.TextChoices):
        PLAN = "plan", "Plan van aanpak"
        VERSLAG = "verslag", "Verslag"
        DATUM = "datum", "Gegeven"
        EXPORT = "export", "Export"

    class Vorm(models.TextChoices):
        INZAGE = "inzage", "Inzage in Ketenregie"
        PDF = "pdf", "Document (PDF)"
        EXPORT = "export", "Exportbestand"
        MONDELING = "mondeling", "Mondeling"

    class Status(models.TextChoices):
        VOORBEREID = "voorbereid", "Voorbereid"
        VERSTREKT = "verstrekt", "Verstrekt"
        INGETROKKEN = "ingetrokken", "Ingetrokken"
        AFGEBROKEN = "afgebroken", "Niet doorgegaan"

    casus = models.ForeignKey(Casus, on_delete=models.CASCADE, related_name="verstrekkingen")
    kenmerk = models.CharField(max_length=9, unique=True, default=nieuw_kenmerk, editable=False)
    verstrekker = models.ForeignKey(
        Deelname, on_delete=models.PROTECT, related_name="verstrekkingen"
    )
    soort = models.CharField(max_length=10, choices=Soort.choices)
    # What it is about: label of the model, key and version; the words name no person.
    object_type = models.CharField(max_length=60)
    object_id = models.UUIDField()
    object_versie = models.PositiveIntegerField(default=1)
    titel = models.CharField(max_length=160)
    doel = models.CharField("doel", max_length=40, choices=Doel.choices)
    grondslag = models.CharField("grondslag", max_length=40, choices=Grondslag.choices)
    subsidiariteit = models.TextField("subsidiariteit")
    proportionaliteit = models.TextField("proportionaliteit")
    need_to_know = models.TextField("noodzaak")
    voorwaarden = models.CharField("voorwaarden", max_length=500, blank=True)
    vorm = models.CharField(max_length=10, choices=Vorm.choices, default=Vorm.INZAGE)
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.VOORBEREID)
    verstrekt_at = models.DateTimeField(null=True, blank=True)
    verstrekt_door_id = models.UUIDField(null=True, blank=True)
    verstrekt_door = models.CharField(max_length=120, blank=True)
    # Art. 1.7 lid 2: the rechtmatigheidsadviescommissie looked at it before a derde gets anything.
    rac_op = models.DateField("getoetst op", null=True, blank=True)
    rac_door = models.CharField("getoetst door", max_length=120, blank=True)
    einde_at = models.DateTimeField(null=True, blank=True)
    einde_reden = models.CharField("reden", max_length=300, blank=True)
    history = geschiedenis()
    rls = rls.Een(
        (rls.Deelname("verstrekker"), rls.ViaKind("ontvangers", "akkoorden", "gegevens")),
        schrijven=rls.Deelname("verstrekker"),
    )

    class Meta:
        verbose_name = "verstrekking"
        verbose_name_plural = "verstrekkingen"
        ordering = ["-created_at"]
        indexes = [
            models.Index(fields=["casus", "-created_at"], name="verstrekking_casus"),
            models.Index(fields=["object_id"], name="verstrekking_object"),
        ]
        constraints = [
            models.CheckConstraint(
                name="verstrekking_verstrekt_heeft_moment_en_persoon",
                condition=Q(status__in=["voorbereid", "afgebroken"], verstrekt_at__isnull=True)
                | Q(status__in=["verstrekt", "ingetrokken"], verstrekt_at__isnull=False)
                & ~Q(verstrekt_door=""),
            ),
            models.CheckConstraint(
                name="verstrekking_einde_heeft_reden",
                condition=Q(status__in=["voorbereid", "verstrekt"], einde_at__isnull=True)
                | Q(status__in=["ingetrokken", "afgebroken"], einde_at__isnull=False)
                & ~Q(einde_reden=""),
            ),
            models.CheckConstraint(
                name="verstrekking_is_gemotiveerd",
                condition=~Q(subsidiariteit="") & ~Q(proportionaliteit="") & ~Q(need_to_know=""),
            ),
        ]

    def __str__(self) -> str:
        return self.kenmerk


class Ontvanger(Basis):
    """A recipient: an organisation that takes part, or a derde outside by name."""

    verstrekking = models.ForeignKey(
        Verstrekking, on_delete=models.CASCADE, related_name="ontvangers"
    )
    verstrekker = models.ForeignKey(Deelname, on_delete=models.PROTECT, related_name="+")
    deelname = models.ForeignKey(
        Deelname, null=True, blank=True, on_delete=models.PROTECT, related_name="ontvangen"
    )
    derde_naam = models.CharField("naam", max_length=120, blank=True)
    derde_organisatie = models.CharField("organisatie", max_length=120, blank=True)
    derde_functie = models.CharField("functie", max_length=120, blank=True)
    derde_contact = models.CharField("e-mail of telefoon", max_length=160, blank=True)
    waarom = models.CharField("waarom", max_length=300, blank=True)
    ontvangen_at = models.DateTimeField(null=True, blank=True)
    ontvangen_door_id = models.UUIDField(null=True, blank=True)
    ontvangen_door = models.CharField(max_length=120, blank=True)
    # The clock of R15; for a derde the sender asks what came of it.
    termijn = models.OneToOneField(
        Termijn, null=True, blank=True, on_delete=models.SET_NULL, related_name="ontvanger"
    )
    history = geschiedenis()
    rls = rls.Een(
        (rls.Deelname("verstrekker"), rls.Deelname("deelname")),
        schrijven=rls.Deelname("verstrekker"),
        # Receipt, and the answer of a supplier; verstrekking.sql freezes the rest.
        wijzigen=rls.Een((rls.Deelname("verstrekker"), rls.Deelname("deelname"))),
    )

    class Meta:
        verbose_name = "ontvanger"
        ordering = ["created_at", "id"]
        indexes = [models.Index(fields=["deelname", "ontvangen_at"], name="ontvanger_deelname")]
        constraints = [
            models.UniqueConstraint(
                fields=["verstrekking", "deelname"], name="ontvanger_deelname_eenmalig"
            ),
            models.CheckConstraint(
                name="ontvanger_deelname_of_derde",
                condition=Q(deelname__isnull=False, derde_naam="")
                | Q(deelname__isnull=True) & ~Q(derde_naam="") & ~Q(derde_organisatie=""),
            ),
            models.CheckConstraint(
                name="ontvanger_ontvangst_heeft_persoon",
                condition=Q(ontvangen_at__isnull=True) | ~Q(ontvangen_door=""),
            ),
        ]

    @property
    def is_derde(self) -> bool:
        return self.deelname_id is None

    @property
    def naam(self) -> str:
        """As it stands on paper; loads the organisation of a deelname."""
        if self.deelname is not None:
            return self.deelname.organisatie.naam
        return f"{self.derde_naam}, {self.derde_organisatie}"


class VerstrekkingDatum(Basis):
    """One datum that a recipient got: which, of whom, and a hash of what was shown. Never the content.

    Without history: it is written once and never changes. For a derde the rows stand here from the
    preparation on, so that each supplier sees what is asked of it.
    """

    verstrekking = models.ForeignKey(
        Verstrekking, on_delete=models.CASCADE, related_name="gegevens"
    )
    ontvanger = models.ForeignKey(Ontvanger, on_delete=models.CASCADE, related_name="gegevens")
    verstrekker = models.ForeignKey(Deelname, on_delete=models.PROTECT, related_name="+")
    ontvangende = models.ForeignKey(
        Deelname, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ontvanger_naam = models.CharField(max_length=250)
    datum_soort = models.CharField(max_length=60)
    datum_id = models.UUIDField()
    naam = models.CharField("wat", max_length=60)
    gegevenscategorie = models.CharField(max_length=30, choices=Gegevenscategorie.choices)
    gegevenssoort = models.CharField(max_length=15, choices=Gegevenssoort.choices)
    leverancier = models.ForeignKey(Deelname, on_delete=models.PROTECT, related_name="+")
    voorwaarden = models.CharField(max_length=700, blank=True)
    # Emptied when the datum is destroyed: the hash stays and there is nothing to guess from.
    zout = models.CharField(max_length=32, blank=True)
    hash = models.CharField(max_length=64)
    # What was given is judged as it stood; a later decision about the datum itself does not count here.
    uittreedbesluit = ""
    rls = rls.Een(
        (rls.Deelname("verstrekker"), rls.Deelname("leverancier"), rls.Deelname("ontvangende")),
        schrijven=rls.Deelname("verstrekker"),
    )
    rls_weg = "de voorbereiding; wat verstuurd is, bevriest (verstrekking.sql)"

    class Meta:
        verbose_name = "verstrekt gegeven"
        ordering = ["naam", "id"]
        indexes = [models.Index(fields=["datum_id"], name="verstrekkingdatum_datum")]
        constraints = [
            models.UniqueConstraint(
                fields=["ontvanger", "datum_id"], name="verstrekkingdatum_eenmalig"
            )
        ]


class Akkoord(Basis):
    """The answer of one organisation to a planned verstrekking (R8).

    A leverancier gives toestemming for its own data; a deelnemer may object to giving a derde anything.
    """

    class Rol(models.TextChoices):
        LEVERANCIER = "leverancier", "Leverancier van gegevens"
        DEELNEMER = "deelnemer", "Deelnemer"

    class Status(models.TextChoices):
        GEVRAAGD = "gevraagd", "Gevraagd"
        GEGEVEN = "gegeven", "Gegeven"
        GEWEIGERD = "geweigerd", "Geweigerd"
        WEGGELATEN = "weggelaten", "Gegevens weggelaten"

    verstrekking = models.ForeignKey(
        Verstrekking, on_delete=models.CASCADE, related_name="akkoorden"
    )
    verstrekker = models.ForeignKey(Deelname, on_delete=models.PROTECT, related_name="+")
    deelname = models.ForeignKey(Deelname, on_delete=models.PROTECT, related_name="+")
    rol = models.CharField(max_length=12, choices=Rol.choices)
    # To whom, in words: the recipients themselves are not for who is asked.
    ontvangers = models.CharField(max_length=500)
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.GEVRAAGD)
    antwoord_voor = models.DateField()
    voorwaarden = models.CharField("voorwaarden", max_length=300, blank=True)
    beantwoord_at = models.DateTimeField(null=True, blank=True)
    beantwoord_door = models.CharField(max_length=120, blank=True)
    history = geschiedenis()
    rls = rls.Een(
        (rls.Deelname("verstrekker"), rls.Deelname("deelname")),
        schrijven=rls.Deelname("verstrekker"),
        # Receipt, and the answer of a supplier; verstrekking.sql freezes the rest.
        wijzigen=rls.Een((rls.Deelname("verstrekker"), rls.Deelname("deelname"))),
    )

    class Meta:
        verbose_name = "akkoord"
        ordering = ["created_at", "id"]
        indexes = [
            models.Index(
                fields=["deelname"], condition=Q(status="gevraagd"), name="akkoord_gevraagd"
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["verstrekking", "deelname"], name="akkoord_een_per_organisatie"
            ),
            models.CheckConstraint(
                name="akkoord_antwoord_heeft_moment_en_persoon",
                condition=Q(status__in=["gevraagd", "weggelaten"])
                | Q(beantwoord_at__isnull=False) & ~Q(beantwoord_door=""),
            ),
        ]
