"""A document that a partner brings to a casus: an encrypted file with its label for sharing."""

from uuid import uuid4

from django.db import models
from django.db.models import Q

from cases.models.casus import Casus
from cases.models.gegeven import Gegeven
from ketenregie.foundation import rls
from ketenregie.foundation.documenten.models import NIET_IN_GESCHIEDENIS, Bestand
from ketenregie.foundation.history import geschiedenis


class Document(Gegeven, Bestand):
    """One version of a document; versions of the same document share `reeks`, the newest counts.

    Each version is a datum of its own: with its own file, key, label and term.
    """

    casus = models.ForeignKey(Casus, on_delete=models.CASCADE, related_name="documenten")
    reeks = models.UUIDField(default=uuid4, editable=False)
    nummer = models.PositiveSmallIntegerField("versie", default=1)
    omschrijving = models.CharField("wat is het", max_length=200)
    wpg_artikel = models.CharField(max_length=2, blank=True)
    motivering = models.TextField("waarom mag u dit delen", blank=True)
    # The melding it came along with; an id, because a melding belongs to the room on the right.
    melding_id = models.UUIDField(null=True, blank=True, editable=False)
    ingetrokken_at = models.DateTimeField(null=True, blank=True)
    intrek_reden = models.CharField("waarom ingetrokken", max_length=300, blank=True)
    history = geschiedenis(excluded_fields=NIET_IN_GESCHIEDENIS)
    rls = rls.Datum()

    class Meta(Bestand.Meta):
        abstract = False
        verbose_name = "document"
        verbose_name_plural = "documenten"
        ordering = ["-verwerkt_at", "-nummer"]
        indexes = [models.Index(fields=["casus", "-verwerkt_at"], name="document_van_casus")]
        constraints = [
            *Bestand.Meta.constraints,
            models.UniqueConstraint(fields=["reeks", "nummer"], name="document_versie_eenmaal"),
            models.CheckConstraint(
                name="document_ingetrokken_met_reden",
                condition=Q(ingetrokken_at__isnull=True, intrek_reden="")
                | (Q(ingetrokken_at__isnull=False) & ~Q(intrek_reden="")),
            ),
            models.CheckConstraint(
                name="document_politiegegevens_artikel_8_of_13",
                condition=~Q(gegevenscategorie="politiegegevens_8_13")
                | Q(wpg_artikel__in=["8", "13"]),
            ),
            models.CheckConstraint(
                name="document_heeft_omschrijving", condition=~Q(omschrijving="")
            ),
        ]

    def __str__(self) -> str:
        return self.omschrijving
