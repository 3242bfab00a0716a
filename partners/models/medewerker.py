"""People, what they may do for which deelname, and who stands in for them."""

import uuid
from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from ketenregie.foundation import clock, rls
from ketenregie.foundation.history import geschiedenis
from ketenregie.foundation.models import Basis
from ketenregie.foundation.voorbereid import VoorbereideObjecten
from partners.models.keten import Deelname, Periode, WgsRol, geldig_op
from partners.models.mededeling import Mededeling
from referentiemodel.enums import Functie, Mandaatsoort
from referentiemodel.enums import WgsRol as WgsRolSoort


class Bevestigd(models.Model):
    """Access that is confirmed every so many months (R9).

    `hercertificatie_op` is the last day of the term. Access lapses on `vervalt_op`, and only the third
    warning sets that day: nobody loses access without having been warned three times.
    """

    WAARSCHUWINGEN = 3

    hercertificatie_op = models.DateField("bevestigen voor", null=True, blank=True)
    waarschuwingen = models.PositiveSmallIntegerField(default=0)
    gewaarschuwd_op = models.DateField(null=True, blank=True)
    vervalt_op = models.DateField("vervalt op", null=True, blank=True)

    class Meta:
        abstract = True


def bevestigd_op(dag: date, prefix: str = "") -> Q:
    """Rows that have not lapsed on a day; judged at read time, not by a job."""
    return Q(**{f"{prefix}vervalt_op__isnull": True}) | Q(**{f"{prefix}vervalt_op__gt": dag})


class MedewerkerManager(BaseUserManager["Medewerker"]):
    def create_user(
        self, username: str, password: str | None = None, **velden: Any
    ) -> "Medewerker":
        """A person who can log in once a lidmaatschap exists."""
        medewerker = self.model(username=username, **velden)
        medewerker.set_password(password)
        medewerker.save()
        return medewerker


class Medewerker(AbstractBaseUser):
    """A person with an account. There is no superuser and no staff flag: nobody passes unseen."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    username = models.CharField("gebruikersnaam", max_length=80, unique=True)
    naam = models.CharField("naam", max_length=120)
    email = models.EmailField("e-mail", blank=True)
    telefoon = models.CharField("telefoon", max_length=20, blank=True)
    is_active = models.BooleanField("actief", default=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    # A session that began before this moment no longer counts: rights changed, or all were ended.
    sessies_vanaf = models.DateTimeField(null=True, blank=True, editable=False)
    history = geschiedenis(excluded_fields=["password", "last_login", "sessies_vanaf"])
    rls = rls.Open("accounts; nodig voor het inloggen, geen casusgegevens")

    objects: ClassVar[MedewerkerManager] = MedewerkerManager()
    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["naam"]

    class Meta:
        ordering = ["naam"]
        verbose_name = "medewerker"

    def __str__(self) -> str:
        return self.naam

    def get_full_name(self) -> str:
        return self.naam


class Lidmaatschap(Basis, Periode, Bevestigd):
    """A medewerker acting for a deelname with one functie, for a period."""

    medewerker = models.ForeignKey(
        Medewerker, on_delete=models.PROTECT, related_name="lidmaatschappen"
    )
    deelname = models.ForeignKey(Deelname, on_delete=models.PROTECT, related_name="lidmaatschappen")
    functie = models.CharField(max_length=30, choices=Functie.choices)
    # ZVH has no rechtspersoonlijkheid (R1): its people work for a designating deelnemer.
    namens_deelnemer = models.ForeignKey(
        Deelname, null=True, blank=True, on_delete=models.PROTECT, related_name="aangewezen"
    )
    history = geschiedenis()
    rls = rls.Open(
        "wie werkt waar; nodig om te bepalen namens wie iemand handelt",
        schrijven=rls.InKeten(("deelname",)),
    )

    class Meta:
        ordering = ["deelname__organisatie__naam", "functie"]
        constraints = [
            models.UniqueConstraint(
                fields=["medewerker", "deelname", "functie", "van"], name="lidmaatschap_eenmalig"
            ),
            models.CheckConstraint(
                condition=Q(vervalt_op__isnull=True)
                | Q(waarschuwingen__gte=Bevestigd.WAARSCHUWINGEN),
                name="lidmaatschap_vervalt_na_drie_waarschuwingen",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.medewerker}, {self.get_functie_display()} bij {self.deelname}"


class Mandaat(Basis, Periode):
    """A formal mandate of a lidmaatschap to decide, with who gave it."""

    lidmaatschap = models.ForeignKey(
        Lidmaatschap, on_delete=models.CASCADE, related_name="mandaten"
    )
    soort = models.CharField(max_length=20, choices=Mandaatsoort.choices)
    mandaatgever = models.CharField("mandaatgever", max_length=120)
    bij_vervanging = models.BooleanField("geldt ook voor een vervanger", default=False)
    history = geschiedenis()
    rls = rls.Open(
        "mandaten; geen casusgegevens", schrijven=rls.InKeten(("lidmaatschap", "deelname"))
    )


class Vervanging(Basis, Periode):
    """For its dates the vervanger acts with the lidmaatschap of the absent colleague."""

    lidmaatschap = models.ForeignKey(
        Lidmaatschap, on_delete=models.CASCADE, related_name="vervangingen"
    )
    vervanger = models.ForeignKey(Medewerker, on_delete=models.CASCADE, related_name="vervangt")
    reden = models.CharField("reden", max_length=200, blank=True)
    beeindigd_at = models.DateTimeField("eerder beëindigd", null=True, blank=True)
    history = geschiedenis()
    rls = rls.Open(
        "vervanging; geen casusgegevens", schrijven=rls.InKeten(("lidmaatschap", "deelname"))
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(tot__isnull=False) & Q(tot__gte=models.F("van")),
                name="vervanging_eindigt",
            )
        ]


def met_positie(rijen: "QuerySet[Lidmaatschap]", dag: date) -> "QuerySet[Lidmaatschap]":
    """With `is_publiek` (its organisation is a public deelnemer under the WGS on that day) and the kinds
    of mandaat, of the person (`mandaten_eigen`) and of who stands in (`mandaten_vervanger`), and what the
    beheerder tells everyone that day (`mededelingen`)."""
    mandaten = Mandaat.objects.filter(geldig_op(dag), lidmaatschap=OuterRef("pk"))
    voor = Coalesce("namens_deelnemer_id", "deelname_id")
    return rijen.annotate(
        wgs_deelname=voor,
        is_publiek=Exists(
            WgsRol.objects.filter(
                geldig_op(dag),
                organisatie__deelnames=OuterRef("wgs_deelname"),
                soort=WgsRolSoort.PUBLIEK,
            )
        ),
        mandaten_eigen=ArraySubquery(mandaten.values("soort")),
        mandaten_vervanger=ArraySubquery(mandaten.filter(bij_vervanging=True).values("soort")),
        mededelingen=ArraySubquery(
            Mededeling.objects.filter(
                geldig_op(dag), keten_id=OuterRef("deelname__keten_id"), plek=Mededeling.Plek.WERK
            ).values("tekst")
        ),
    )


def lidmaatschappen_van(medewerker: Medewerker, dag: date) -> list[Lidmaatschap]:
    """Lidmaatschappen someone may act with on a day: own ones and those taken over by vervanging.

    A vervanger must work for the same deelname on that day too; own ones come first.
    """
    found: list[Lidmaatschap] = _LIDMAATSCHAPPEN.objecten(medewerker.pk, dag)
    return sorted(found, key=lambda lid: (lid.medewerker_id != medewerker.pk, str(lid)))


def _lidmaatschappen(pk: UUID, dag: date) -> "QuerySet[Lidmaatschap]":
    in_force = Lidmaatschap.objects.filter(geldig_op(dag), bevestigd_op(dag))
    taken_over = Exists(
        Vervanging.objects.filter(
            geldig_op(dag), lidmaatschap=OuterRef("pk"), vervanger_id=pk, beeindigd_at=None
        )
    ) & Exists(in_force.filter(medewerker_id=pk, deelname=OuterRef("deelname")))
    return (
        met_positie(in_force.filter(Q(medewerker_id=pk) | Q(taken_over)), dag)
        .filter(geldig_op(dag, "deelname__"), deelname__keten__actief=True)
        .select_related("medewerker", "deelname__organisatie", "deelname__keten")
    )


# Every request asks this first.
_LIDMAATSCHAPPEN = VoorbereideObjecten(_lidmaatschappen)
