"""A file with a melding. It belongs to the meldpunt and to who handed it in, to nobody else."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from ketenregie.foundation import clock, rls
from ketenregie.foundation.documenten.models import NIET_IN_GESCHIEDENIS, Bestand
from ketenregie.foundation.history import geschiedenis
from ketenregie.foundation.models import Basis
from ketenregie.foundation.viewer import Viewer
from meldpunt.models.melding import Melding
from partners.access import policy
from partners.access.permissions import Permission
from partners.models import Deelname
from referentiemodel.enums import Gegevenscategorie


class MeldingDocumentQuerySet(models.QuerySet["MeldingDocument"]):
    def visible_to(self, viewer: Viewer) -> "MeldingDocumentQuerySet":
        """Every file for who works at the meldpunt, the own ones for who filed the melding."""
        own = Q(leverancier_id=viewer.deelname_id)
        if policy.may(viewer, Permission.MELDPUNT_WERKEN):
            own |= Q(eigenaar_id=viewer.deelname_id)
        return self.filter(own)


class MeldingDocument(Basis, Bestand):
    """Goes along to the casus at dossiervorming, as a copy with a label, unless it names the melder."""

    melding = models.ForeignKey(Melding, on_delete=models.CASCADE, related_name="documenten")
    # The meldpunt, also while a forwarded signaal is not accepted yet.
    eigenaar = models.ForeignKey(Deelname, on_delete=models.PROTECT, related_name="+")
    leverancier = models.ForeignKey(Deelname, on_delete=models.PROTECT, related_name="+")
    omschrijving = models.CharField("wat is het", max_length=200)
    gegevenscategorie = models.CharField(
        max_length=30, choices=Gegevenscategorie.choices, default=Gegevenscategorie.UITBUITING
    )
    noemt_melder = models.BooleanField("in dit bestand staat wie het meldde", default=False)
    # Retention counts from here (R11), also for the copy in a casus.
    verwerkt_at = models.DateTimeField(default=clock.now)
    # The document of the casus that was made of it.
    document_id = models.UUIDField(null=True, blank=True, editable=False)
    ingetrokken_at = models.DateTimeField(null=True, blank=True)
    intrek_reden = models.CharField("waarom ingetrokken", max_length=300, blank=True)
    history = geschiedenis(excluded_fields=NIET_IN_GESCHIEDENIS)
    rls = rls.Een(
        (rls.Deelname("eigenaar"), rls.Deelname("leverancier")), schrijven=rls.Via("melding")
    )

    objects: ClassVar[models.Manager["MeldingDocument"]] = MeldingDocumentQuerySet.as_manager()

    class Meta(Bestand.Meta):
        abstract = False
        verbose_name = "document bij een melding"
        verbose_name_plural = "documenten bij een melding"
        ordering = ["verwerkt_at", "id"]
        constraints = [
            *Bestand.Meta.constraints,
            models.CheckConstraint(
                name="meldingdocument_ingetrokken_met_reden",
                condition=Q(ingetrokken_at__isnull=True, intrek_reden="")
                | (Q(ingetrokken_at__isnull=False) & ~Q(intrek_reden="")),
            ),
            models.CheckConstraint(
                name="meldingdocument_met_melder_blijft",
                condition=Q(noemt_melder=False) | Q(document_id__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.omschrijving
