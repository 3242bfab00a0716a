"""Asking to see what the convenant withholds: who asks what, why, and what was decided."""

from django.db import models
from django.db.models import Q

from cases.models.casus import Casus
from ketenregie.foundation import clock, rls
from ketenregie.foundation.history import geschiedenis
from ketenregie.foundation.kenmerk import nieuw_kenmerk
from ketenregie.foundation.models import Basis
from partners.models import Deelname
from referentiemodel.enums import Doel, Gegevenscategorie


class ToegangsverzoekQuerySet(models.QuerySet["Toegangsverzoek"]):
    def van_kracht(self) -> "ToegangsverzoekQuerySet":
        """Granted, not withdrawn, and not over: judged when it is read, not by a job."""
        return self.filter(status="toegewezen", geldig_tot__gt=clock.now())


class Toegangsverzoek(Basis):
    """One deelname asks for one datum, or for a category of one supplier, in one casus.

    It can only be about what the asker sees as withheld. `beslisser` is the supplier, or the
    organisation with the A when the supplier has left. A granted request opens exactly that until
    `geldig_tot`; the sharing decision reads it together with the right to the casus.
    """

    class Status(models.TextChoices):
        GEVRAAGD = "gevraagd", "Gevraagd"
        TOEGEWEZEN = "toegewezen", "Toegewezen"
        AFGEWEZEN = "afgewezen", "Afgewezen"
        INGETROKKEN = "ingetrokken", "Ingetrokken"

    casus = models.ForeignKey(Casus, on_delete=models.CASCADE, related_name="toegangsverzoeken")
    kenmerk = models.CharField(max_length=9, unique=True, default=nieuw_kenmerk, editable=False)
    aanvrager = models.ForeignKey(Deelname, on_delete=models.PROTECT, related_name="+")
    leverancier = models.ForeignKey(Deelname, on_delete=models.PROTECT, related_name="+")
    beslisser = models.ForeignKey(Deelname, on_delete=models.PROTECT, related_name="+")
    categorie = models.CharField(max_length=30, choices=Gegevenscategorie.choices)
    # Empty: everything of this category and supplier that is withheld.
    gegeven_id = models.UUIDField(null=True, blank=True)
    doel = models.CharField(max_length=40, choices=Doel.choices)
    motivering = models.TextField("waarom u dit nodig hebt")
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.GEVRAAGD)
    antwoord_voor = models.DateField()
    besloten_at = models.DateTimeField(null=True, blank=True)
    besloten_door_id = models.UUIDField(null=True)
    besluit_reden = models.CharField("toelichting", max_length=300, blank=True)
    geldig_tot = models.DateTimeField(null=True, blank=True)
    history = geschiedenis()
    rls = rls.Een(
        (rls.Via("casus"), rls.Deelname("aanvrager"), rls.Deelname("leverancier")),
        schrijven=rls.Deelname("aanvrager"),
        # The supplier decides, or the A when it left; toegang.sql keeps people off their own request.
        wijzigen=rls.Een(
            (rls.Via("casus"), rls.Deelname("aanvrager"), rls.Deelname("leverancier"))
        ),
    )

    objects = ToegangsverzoekQuerySet.as_manager()

    class Meta:
        verbose_name = "toegangsverzoek"
        ordering = ["-created_at"]
        indexes = [
            models.Index(
                fields=["casus", "aanvrager"],
                condition=Q(status="toegewezen"),
                name="toegangsverzoek_van_kracht",
            ),
            models.Index(
                fields=["beslisser"], condition=Q(status="gevraagd"), name="toegangsverzoek_open"
            ),
        ]
        constraints = [
            # A double click, or asking again while the answer is awaited, makes no second one.
            models.UniqueConstraint(
                fields=["casus", "aanvrager", "categorie", "leverancier", "gegeven_id"],
                condition=Q(status="gevraagd"),
                nulls_distinct=False,
                name="toegangsverzoek_een_open",
            ),
            models.CheckConstraint(
                name="toegangsverzoek_toegewezen_eindigt",
                condition=~Q(status="toegewezen") | Q(geldig_tot__isnull=False),
            ),
            models.CheckConstraint(
                name="toegangsverzoek_besluit_heeft_moment",
                condition=~Q(status__in=["toegewezen", "afgewezen"])
                | Q(besloten_at__isnull=False, besloten_door_id__isnull=False),
            ),
            models.CheckConstraint(
                name="toegangsverzoek_afwijzing_heeft_reden",
                condition=~Q(status="afgewezen") | ~Q(besluit_reden=""),
            ),
        ]

    def __str__(self) -> str:
        return self.kenmerk
