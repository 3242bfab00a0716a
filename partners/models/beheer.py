"""What a ketenbeheerder keeps: invitations, and login services of an organisation's own."""

from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from ketenregie.foundation import rls
from ketenregie.foundation.geheim import VersleuteldVeld
from ketenregie.foundation.history import geschiedenis
from ketenregie.foundation.models import Basis
from partners.models.keten import Deelname, Organisatie
from partners.models.medewerker import Medewerker
from referentiemodel.enums import Functie


class Uitnodiging(Basis):
    """The only way to an account or to a functie: one person, one organisation, one functie, once.

    The code in the mail is computed from the key, `verstuurd` and a secret of the system; it stands in no table.
    Sent again, `verstuurd` goes up and the earlier link no longer works.
    """

    class Soort(models.TextChoices):
        FUNCTIE = "functie", "Nieuwe functie"
        HERSTEL = "herstel", "Nieuw wachtwoord"

    soort = models.CharField(max_length=10, choices=Soort.choices, default=Soort.FUNCTIE)
    deelname = models.ForeignKey(Deelname, on_delete=models.PROTECT, related_name="uitnodigingen")
    naam = models.CharField("naam", max_length=120)
    email = models.EmailField("e-mail")
    functie = models.CharField(max_length=30, choices=Functie.choices)
    namens_deelnemer = models.ForeignKey(
        Deelname, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    mandaten = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    mandaatgever = models.CharField("mandaatgever", max_length=120, blank=True)
    verstuurd = models.PositiveSmallIntegerField(default=1)
    verloopt_at = models.DateTimeField("verloopt")
    gebruikt_at = models.DateTimeField(null=True, blank=True)
    ingetrokken_at = models.DateTimeField(null=True, blank=True)
    # Whose account it became, or whose password it restores.
    medewerker = models.ForeignKey(
        Medewerker, null=True, blank=True, on_delete=models.PROTECT, related_name="uitnodigingen"
    )
    history = geschiedenis()
    rls = rls.Open(
        "uitnodigingen; nodig voordat iemand inlogt, geen casusgegevens",
        schrijven=rls.InKeten(("deelname",)),
    )

    class Meta:
        ordering = ["-created_at"]
        verbose_name = "uitnodiging"
        constraints = [
            models.CheckConstraint(
                condition=Q(gebruikt_at__isnull=True) | Q(medewerker__isnull=False),
                name="uitnodiging_gebruikt_door_iemand",
            ),
            models.CheckConstraint(
                condition=Q(gebruikt_at__isnull=True) | Q(ingetrokken_at__isnull=True),
                name="uitnodiging_een_einde",
            ),
            models.UniqueConstraint(
                fields=["deelname", "email", "functie", "soort"],
                condition=Q(gebruikt_at__isnull=True, ingetrokken_at__isnull=True),
                name="uitnodiging_een_open",
            ),
        ]

    def __str__(self) -> str:
        return f"uitnodiging voor {self.deelname}"

    def open_op(self, moment: datetime) -> bool:
        """Neither used, withdrawn nor expired."""
        return (
            self.gebruikt_at is None and self.ingetrokken_at is None and self.verloopt_at > moment
        )


class Inlogdienst(Basis):
    """The identity provider of an organisation (OpenID Connect): its people log in there.

    It says who somebody is; what that person may do comes from an invitation only.
    """

    organisatie = models.OneToOneField(
        Organisatie, on_delete=models.PROTECT, related_name="inlogdienst"
    )
    naam = models.CharField("naam op de knop", max_length=60)
    issuer = models.URLField("adres van de inlogdienst")
    client_id = models.CharField("client-id", max_length=200)
    geheim_versleuteld = models.BinaryField(null=True)
    geheim = VersleuteldVeld("geheim_versleuteld")
    # What its answer must name (claim amr) for its login to count as two factors.
    tweede_factor = models.BooleanField("meldt een tweede factor", default=False)
    actief = models.BooleanField("in gebruik", default=True)
    history = geschiedenis(excluded_fields=["geheim_versleuteld"])
    rls = rls.Open(
        "nodig voordat iemand inlogt; het geheim is versleuteld", schrijven=rls.EenViewer()
    )

    class Meta:
        ordering = ["naam"]
        verbose_name = "inlogdienst"

    def __str__(self) -> str:
        return self.naam


class Sessie(Basis):
    """One browser in which somebody is logged in, so that its owner can see and end it."""

    medewerker = models.ForeignKey(Medewerker, on_delete=models.CASCADE, related_name="sessies")
    sleutel = models.CharField(max_length=40, unique=True, editable=False)
    toestel = models.CharField("toestel", max_length=80)
    rls = rls.Medewerker("medewerker")
    rls_weg = "een sessie die voorbij is"

    class Meta:
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["medewerker"], name="sessie_medewerker")]
