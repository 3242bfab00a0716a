"""A version of a referentiemodel as one document; published means frozen."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

import pgtrigger
from django.db import models
from django.db.models import Q

from ketenregie.foundation.models import Basis
from ketenregie.foundation.rls import Open


def controlegetal(inhoud: Mapping[str, Any]) -> str:
    """Sha256 of the document in canonical form; the order of keys does not count."""
    canoniek = json.dumps(inhoud, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canoniek.encode()).hexdigest()


class Modelstatus(models.TextChoices):
    """A concept may change; a published version never."""

    CONCEPT = "concept", "Concept"
    GEPUBLICEERD = "gepubliceerd", "Gepubliceerd"


class ModelVersie(Basis):
    """One version of a model: `inhoud` is the whole document in the normal form of normaal.py.

    `nummer` is the version of the model (`versie` of Basis counts saves). A casus keeps the version
    it began with, so a published row is never changed or removed: a database trigger refuses it.
    """

    rls = Open("blauwdruk, geen persoonsgegevens")

    sleutel = models.SlugField(max_length=60)
    nummer = models.PositiveIntegerField()
    naam = models.CharField(max_length=200)
    thema = models.CharField(max_length=100)
    inhoud = models.JSONField()
    controlegetal = models.CharField(max_length=64, editable=False)
    status = models.CharField(
        max_length=12, choices=Modelstatus.choices, default=Modelstatus.CONCEPT
    )
    geldig_van = models.DateField(null=True, blank=True)
    geldig_tot = models.DateField(null=True, blank=True)
    gepubliceerd_at = models.DateTimeField(null=True, blank=True)
    gepubliceerd_door_id = models.UUIDField(null=True, blank=True)

    class Meta:
        ordering = ("sleutel", "nummer")
        constraints = (
            models.UniqueConstraint(fields=("sleutel", "nummer"), name="modelversie_uniek"),
            models.CheckConstraint(
                name="modelversie_gepubliceerd_compleet",
                condition=Q(status=Modelstatus.CONCEPT, gepubliceerd_at__isnull=True)
                | Q(
                    status=Modelstatus.GEPUBLICEERD,
                    gepubliceerd_at__isnull=False,
                    geldig_van__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="modelversie_geldigheid",
                condition=Q(geldig_tot__isnull=True) | Q(geldig_tot__gte=models.F("geldig_van")),
            ),
        )
        triggers = (
            # geldig_tot and the save counter may still change: a successor ends the validity.
            pgtrigger.Trigger(
                name="gepubliceerd_is_bevroren",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.status = 'gepubliceerd' AND ("
                    "OLD.inhoud IS DISTINCT FROM NEW.inhoud"
                    " OR OLD.controlegetal IS DISTINCT FROM NEW.controlegetal"
                    " OR OLD.sleutel IS DISTINCT FROM NEW.sleutel"
                    " OR OLD.nummer IS DISTINCT FROM NEW.nummer"
                    " OR OLD.naam IS DISTINCT FROM NEW.naam"
                    " OR OLD.thema IS DISTINCT FROM NEW.thema"
                    " OR OLD.status IS DISTINCT FROM NEW.status"
                    " OR OLD.gepubliceerd_at IS DISTINCT FROM NEW.gepubliceerd_at"
                    " OR OLD.geldig_van IS DISTINCT FROM NEW.geldig_van)"
                ),
                func="RAISE EXCEPTION 'Een gepubliceerde versie van het referentiemodel is bevroren.';",
            ),
            pgtrigger.Trigger(
                name="gepubliceerd_blijft",
                when=pgtrigger.Before,
                operation=pgtrigger.Delete,
                condition=pgtrigger.Condition("OLD.status = 'gepubliceerd'"),
                func="RAISE EXCEPTION 'Een gepubliceerde versie van het referentiemodel blijft bestaan.';",
            ),
        )

    def __str__(self) -> str:
        return f"{self.naam}, versie {self.nummer}"

    @property
    def is_gepubliceerd(self) -> bool:
        """True when frozen."""
        return self.status == Modelstatus.GEPUBLICEERD
