"""A request of a person about their own data, its terms, and the talk with who asks."""

from datetime import date
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ketenregie.foundation import clock, rls
from ketenregie.foundation.geheim import VersleuteldVeld
from ketenregie.foundation.history import geschiedenis
from ketenregie.foundation.kenmerk import nieuw_kenmerk
from ketenregie.foundation.models import Basis
from ketenregie.privacy.termijnen import Regime, Soort
from partners.models import Keten

# The contactpunt of the keten: the FG of the organisation that runs the process (WGS art. 1.4).
BUREAU = rls.En((rls.Keten(), rls.Procesregie(), rls.MetFunctie(("fg",))))


class Privacyverzoek(Basis):
    """Who it is about stands here sealed, and nothing of any casus.

    `uiterlijk` is the first of the terms that still run.
    """

    class Status(models.TextChoices):
        ONTVANGEN = "ontvangen", "Ontvangen"
        IDENTITEIT = "identiteit", "Identiteit controleren"
        BEHANDELING = "behandeling", "In behandeling"
        BESLOTEN = "besloten", "Besloten"
        BUITEN = "buiten", "Niet behandeld"

    class Namens(models.TextChoices):
        ZELF = "zelf", _("Voor mijzelf")
        OUDER = "ouder", _("Voor mijn kind (ouder of voogd)")
        GEMACHTIGDE = "gemachtigde", _("Voor iemand anders (advocaat, curator of gemachtigde)")

    class Kanaal(models.TextChoices):
        FORMULIER = "formulier", "Formulier op de website"
        BRIEF = "brief", "Brief of e-mail"
        TELEFOON = "telefoon", "Telefoon"
        BALIE = "balie", "Aan de balie"
        PARTNER = "partner", "Doorgestuurd door een partner"

    class Wijze(models.TextChoices):
        GETOOND = "getoond", "Identiteitsbewijs getoond, aan de balie of bij een bezoek"
        BEELD = "beeld", "Identiteitsbewijs getoond in een videogesprek"
        BEKEND = "bekend", "Bevestigd door een professional die de persoon kent"
        VRAGEN = "vragen", "Controlevragen die alleen de persoon kan beantwoorden"

    class Oudertoets(models.TextChoices):
        GEEN = "geen", "Nee, nagegaan: geen verdachte"
        VERDACHTE = "verdachte", "Ja, verdachte of er wordt rekening mee gehouden"

    keten = models.ForeignKey(Keten, on_delete=models.PROTECT, related_name="privacyverzoeken")
    kenmerk = models.CharField(max_length=9, unique=True, default=nieuw_kenmerk, editable=False)
    soort = models.CharField(max_length=15, choices=Soort.choices)
    namens = models.CharField(max_length=12, choices=Namens.choices, default=Namens.ZELF)
    kanaal = models.CharField(max_length=12, choices=Kanaal.choices, default=Kanaal.FORMULIER)
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.ONTVANGEN)
    ontvangen_at = models.DateTimeField(default=clock.now)
    uiterlijk = models.DateField()
    behandelaar_id = models.UUIDField(null=True, blank=True)
    # Keyed hash of the receipt; empty for what came by letter or telephone.
    code_hash = models.BinaryField(null=True, blank=True, editable=False)
    naam_versleuteld = models.BinaryField()
    geboren_versleuteld = models.BinaryField(null=True, blank=True)
    contact_versleuteld = models.BinaryField(null=True, blank=True)
    vertegenwoordiger_versleuteld = models.BinaryField(null=True, blank=True)
    omschrijving_versleuteld = models.BinaryField(null=True, blank=True)
    naam = VersleuteldVeld("naam_versleuteld")
    geboren = VersleuteldVeld("geboren_versleuteld")  # ISO date
    contact = VersleuteldVeld("contact_versleuteld")
    vertegenwoordiger = VersleuteldVeld("vertegenwoordiger_versleuteld")
    omschrijving = VersleuteldVeld("omschrijving_versleuteld")
    # How the identity was checked, by whom; never a copy of the document.
    identiteit_wijze = models.CharField(max_length=10, choices=Wijze.choices, blank=True)
    identiteit_toelichting = models.CharField(max_length=300, blank=True)
    identiteit_at = models.DateTimeField(null=True, blank=True)
    identiteit_door_id = models.UUIDField(null=True, blank=True)
    oudertoets = models.CharField(max_length=10, choices=Oudertoets.choices, blank=True)
    # Why somebody between 12 and 16 asks without their parents.
    kindbelang = models.CharField(max_length=300, blank=True)
    # Which dossiers, and which meldingen outside them, are about this person; a person chose them.
    dossier_ids = ArrayField(models.UUIDField(), default=list, db_default=[], blank=True)
    melding_ids = ArrayField(models.UUIDField(), default=list, db_default=[], blank=True)
    gezocht_at = models.DateTimeField(null=True, blank=True)
    # Words of others that the FG met in the texts, one a line: left out of every copy.
    maskeer_versleuteld = models.BinaryField(null=True, blank=True)
    maskeer = VersleuteldVeld("maskeer_versleuteld")
    besluit_tekst = models.TextField(
        "toelichting bij het besluit", blank=True, default="", db_default=""
    )
    # Of a restriction that was granted: when it ended.
    opgeheven_at = models.DateTimeField(null=True, blank=True)
    afgehandeld_at = models.DateTimeField(null=True, blank=True)
    afgehandeld_reden = models.CharField(max_length=300, blank=True)
    history = geschiedenis()
    rls = BUREAU

    OPEN: ClassVar = (Status.ONTVANGEN, Status.IDENTITEIT, Status.BEHANDELING)

    class Meta:
        verbose_name = "privacyverzoek"
        verbose_name_plural = "privacyverzoeken"
        ordering = ["uiterlijk", "kenmerk"]
        indexes = [
            models.Index(
                fields=["keten", "uiterlijk"],
                condition=Q(afgehandeld_at__isnull=True),
                name="privacyverzoek_open",
            ),
            models.Index(fields=["keten", "-ontvangen_at"], name="privacyverzoek_nieuwste"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["code_hash"], name="privacyverzoek_een_per_code"),
            models.CheckConstraint(
                name="privacyverzoek_einde",
                condition=Q(status__in=["ontvangen", "identiteit", "behandeling"], afgehandeld_at__isnull=True)
                | Q(status__in=["besloten", "buiten"], afgehandeld_at__isnull=False),
            ),
            models.CheckConstraint(
                name="privacyverzoek_identiteit_eerst",
                condition=Q(status__in=["ontvangen", "identiteit", "buiten"])
                | Q(identiteit_at__isnull=False, identiteit_door_id__isnull=False),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.kenmerk

    @property
    def is_open(self) -> bool:
        return self.status in self.OPEN

    @property
    def geboortedatum(self) -> date | None:
        """The day of birth that was given, when one was."""
        return date.fromisoformat(self.geboren) if self.geboren else None


class Brontermijn(Basis):
    """The term of one law for one request."""

    verzoek = models.ForeignKey(Privacyverzoek, on_delete=models.CASCADE, related_name="termijnen")
    regime = models.CharField(max_length=5, choices=Regime.choices)
    uiterlijk = models.DateField()
    # In the unit of the term (month or week), all extensions together.
    verlengd = models.PositiveSmallIntegerField(default=0)
    verlengd_keer = models.PositiveSmallIntegerField(default=0)
    verlengreden = models.CharField(max_length=300, blank=True)
    # Answered, or nothing falls under this law.
    klaar_at = models.DateTimeField(null=True, blank=True)
    history = geschiedenis()
    rls = rls.Via("verzoek")

    class Meta:
        verbose_name = "termijn van een privacyverzoek"
        verbose_name_plural = "termijnen van privacyverzoeken"
        ordering = ["uiterlijk", "regime"]
        constraints = [
            models.UniqueConstraint(fields=["verzoek", "regime"], name="brontermijn_een_per_wet"),
            models.CheckConstraint(
                name="brontermijn_verlengd_met_reden",
                condition=Q(verlengd=0, verlengd_keer=0, verlengreden="")
                | (Q(verlengd__gt=0, verlengd_keer__gt=0) & ~Q(verlengreden="")),
            ),
        ]


class Privacybericht(Basis):
    """One line of the talk with who asks, through the return page; sealed."""

    class Soort(models.TextChoices):
        BUREAU = "bureau", "Bericht van de functionaris gegevensbescherming"
        AANVRAGER = "aanvrager", "Bericht van de aanvrager"

    verzoek = models.ForeignKey(Privacyverzoek, on_delete=models.CASCADE, related_name="berichten")
    soort = models.CharField(max_length=10, choices=Soort.choices)
    tekst_versleuteld = models.BinaryField()
    tekst = VersleuteldVeld("tekst_versleuteld")
    history = geschiedenis()
    rls = rls.Via("verzoek")

    class Meta:
        verbose_name = "bericht bij een privacyverzoek"
        verbose_name_plural = "berichten bij privacyverzoeken"
        ordering = ["created_at", "id"]
        indexes = [models.Index(fields=["verzoek", "created_at"], name="privacybericht_draad")]
