"""Handing an open melding to another organisation, which takes it or not."""

from typing import ClassVar
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from ketenregie.foundation import rls
from ketenregie.foundation.errors import NotVisible
from ketenregie.foundation.history import geschiedenis
from ketenregie.foundation.models import Basis
from ketenregie.foundation.viewer import Viewer
from meldpunt.models.melding import Melding
from partners.access import policy
from partners.access.permissions import Permission
from partners.models import Deelname


class MeldingOverdrachtQuerySet(models.QuerySet["MeldingOverdracht"]):
    def visible_to(self, viewer: Viewer) -> "MeldingOverdrachtQuerySet":
        """What the viewer's organisation offered or was offered; nothing without the right."""
        if not policy.may(viewer, Permission.OVERDRACHT_BEHANDELEN):
            return self.none()
        return self.filter(
            Q(van_id=viewer.deelname_id) | Q(naar_id=viewer.deelname_id),
            melding_keten_id=viewer.keten_id,
        )

    def haal(self, viewer: Viewer, pk: UUID) -> "MeldingOverdracht":
        """One of the viewer's organisation.

        Raises:
            NotVisible: absent, of others, or without the right.
        """
        found = (
            self.visible_to(viewer)
            .select_related("van__organisatie", "naar__organisatie")
            .filter(pk=pk)
            .first()
        )
        if found is None:
            raise NotVisible
        return found


class MeldingOverdracht(Basis):
    """An offer. The sender stays owner until the receiver accepts.

    Before that the receiver reads this row and not the melding: vorm, gemeente and why, no person.
    """

    class Status(models.TextChoices):
        AANGEBODEN = "aangeboden", "Wacht op antwoord"
        AANVAARD = "aanvaard", "Aangenomen"
        GEWEIGERD = "geweigerd", "Niet aangenomen"
        INGETROKKEN = "ingetrokken", "Ingetrokken"

    melding = models.ForeignKey(Melding, on_delete=models.CASCADE, related_name="overdrachten")
    # The receiver cannot look these up in a melding that it does not see yet.
    melding_keten_id = models.UUIDField(editable=False)
    kenmerk = models.CharField(max_length=9, editable=False)
    verschijningsvormen = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    gemeente = models.CharField(max_length=60, blank=True)
    acuut = models.BooleanField(default=False)
    van = models.ForeignKey(Deelname, on_delete=models.PROTECT, related_name="+")
    naar = models.ForeignKey(Deelname, on_delete=models.PROTECT, related_name="+")
    waarom = models.TextField("waarom en wat er nodig is")
    uiterlijk = models.DateField("antwoord uiterlijk")
    status = models.CharField(max_length=15, choices=Status.choices, default=Status.AANGEBODEN)
    antwoord = models.CharField("waarom niet", max_length=300, blank=True)
    beantwoord_at = models.DateTimeField(null=True, blank=True)
    beantwoord_door_id = models.UUIDField(null=True, blank=True)
    history = geschiedenis()
    rls = rls.Een(
        (rls.Deelname("van"), rls.Deelname("naar")),
        schrijven=rls.En((rls.Deelname("van"), rls.Via("melding"))),
        wijzigen=rls.Een((rls.Deelname("van"), rls.Deelname("naar"))),
    )

    objects: ClassVar[models.Manager["MeldingOverdracht"]] = MeldingOverdrachtQuerySet.as_manager()

    class Meta:
        verbose_name = "overdracht van een melding"
        verbose_name_plural = "overdrachten van meldingen"
        ordering: ClassVar = ["-created_at", "id"]
        indexes: ClassVar = [
            models.Index(fields=["naar", "status", "uiterlijk"], name="meldingoverdracht_naar"),
            models.Index(fields=["van", "status", "uiterlijk"], name="meldingoverdracht_van"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["melding"],
                condition=Q(status="aangeboden"),
                name="meldingoverdracht_een_tegelijk",
            ),
            models.CheckConstraint(
                name="meldingoverdracht_naar_een_ander", condition=~Q(van=F("naar"))
            ),
            models.CheckConstraint(
                name="meldingoverdracht_antwoord_met_moment",
                condition=Q(status="aangeboden", beantwoord_at__isnull=True)
                | (~Q(status="aangeboden") & Q(beantwoord_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="meldingoverdracht_nee_met_reden",
                condition=~Q(status__in=["geweigerd", "ingetrokken"]) | ~Q(antwoord=""),
            ),
        ]

    @property
    def open(self) -> bool:
        return self.status == self.Status.AANGEBODEN
