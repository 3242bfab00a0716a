"""A stored file beside the row of the room that owns it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from django.db import models
from django.db.models import Q

from ketenregie.foundation import clock, geheim, outbox
from ketenregie.foundation.documenten import opslag
from ketenregie.foundation.documenten import scan as scanner
from ketenregie.foundation.documenten.keuring import Gekeurd
from ketenregie.foundation.documenten.soorten import SOORTEN, Soort, leesbaar
from ketenregie.foundation.errors import DomainError

# What a history row must not keep: with the key gone, the file is gone.
NIET_IN_GESCHIEDENIS = ["sleutel"]


class Bestand(models.Model):
    """Encrypted bytes under a random name, opened by a key of its own that this row keeps sealed.

    Written before the row: a crash in between leaves a nameless file, which the night removes
    (tasks.ruim_bestanden_op). Destroying the key destroys the file.
    """

    class Scan(models.TextChoices):
        WACHT = "wacht", "Wordt op virussen gescand"
        SCHOON = "schoon", "Geen virus gevonden"
        BESMET = "besmet", "Virus gevonden"
        NIET_GESCAND = "niet_gescand", "Niet gescand"

    naam = models.CharField("bestandsnaam", max_length=120)
    soort = models.CharField(
        max_length=10, choices=[(s.sleutel, s.label) for s in SOORTEN.values()]
    )
    grootte = models.PositiveBigIntegerField()
    # Of what was handed in; stays when the content is destroyed.
    sha256 = models.CharField(max_length=64)
    opmerking = models.CharField(max_length=200, blank=True)
    opslag = models.UUIDField(null=True, unique=True, editable=False)
    sleutel = models.BinaryField(null=True, editable=False)
    voorbeeld = models.UUIDField(null=True, editable=False)
    scan = models.CharField(max_length=15, choices=Scan.choices, default=Scan.NIET_GESCAND)
    gescand_at = models.DateTimeField(null=True, blank=True)
    vondst = models.CharField(max_length=100, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_bestand_met_sleutel",
                condition=Q(opslag__isnull=True, sleutel__isnull=True, voorbeeld__isnull=True)
                | Q(opslag__isnull=False, sleutel__isnull=False),
            ),
            models.CheckConstraint(
                name="%(class)s_gescand_met_moment",
                condition=Q(scan__in=["wacht", "niet_gescand"]) | Q(gescand_at__isnull=False),
            ),
        ]

    @property
    def bestandssoort(self) -> Soort:
        return SOORTEN[self.soort]

    @property
    def grootte_tekst(self) -> str:
        return leesbaar(self.grootte)

    @property
    def aanwezig(self) -> bool:
        """Whether there still is content."""
        return self.opslag is not None

    @property
    def te_openen(self) -> bool:
        """There, and out of quarantine."""
        return self.aanwezig and self.scan in {self.Scan.SCHOON, self.Scan.NIET_GESCAND}

    def _plaats(self, kolom: str) -> str:
        return geheim.context_of(self._meta.db_table, kolom, self.pk)

    def _open_sleutel(self) -> bytes:
        if self.sleutel is None:
            raise geheim.GeheimError("vernietigd")
        return geheim.open_sleutel(self.sleutel, context=self._plaats("sleutel"))

    def neem_op(self, gekeurd: Gekeurd) -> None:
        """Write the file and fill the columns; saving the row is up to the caller."""
        self.naam, self.soort = gekeurd.naam, gekeurd.soort.sleutel
        self.grootte, self.sha256 = gekeurd.grootte, gekeurd.sha256
        self.opmerking = gekeurd.opmerking
        self.scan = self.Scan.WACHT if scanner.staat_aan() else self.Scan.NIET_GESCAND
        gekeurd.inhoud.seek(0)
        self._schrijf(gekeurd.inhoud)

    def neem_over(self, ander: Bestand) -> None:
        """A copy of another row's file under a key of its own, with what the scanner said of it.

        Raises:
            DomainError: there is no content any more.
        """
        if not ander.aanwezig:
            raise DomainError(f"‘{ander.naam}’ is er niet meer.")
        for kolom in (
            "naam",
            "soort",
            "grootte",
            "sha256",
            "opmerking",
            "scan",
            "gescand_at",
            "vondst",
        ):
            setattr(self, kolom, getattr(ander, kolom))
        self._schrijf(io.BufferedReader(_Stroom(ander.lees())))

    def _schrijf(self, bron: Any) -> None:
        self.sleutel = geheim.maak_sleutel(context=self._plaats("sleutel"))
        self.opslag = opslag.schrijf(
            bron, sleutel=self._open_sleutel(), context=self._plaats("opslag")
        )

    def lees(self) -> Iterator[bytes]:
        """The content in blocks.

        Raises:
            GeheimError: destroyed, gone, or changed.
        """
        if self.opslag is None:
            raise geheim.GeheimError("vernietigd")
        return opslag.lees(
            self.opslag, sleutel=self._open_sleutel(), context=self._plaats("opslag")
        )

    def lees_voorbeeld(self) -> Iterator[bytes]:
        """The preview, a JPEG; see `lees`."""
        if self.voorbeeld is None:
            raise geheim.GeheimError("geen voorbeeld")
        return opslag.lees(
            self.voorbeeld, sleutel=self._open_sleutel(), context=self._plaats("voorbeeld")
        )

    def bewaar_voorbeeld(self, jpeg: bytes) -> None:
        """Keep a preview under the key of the file; saving the row is up to the caller."""
        self.voorbeeld = opslag.schrijf(
            io.BytesIO(jpeg), sleutel=self._open_sleutel(), context=self._plaats("voorbeeld")
        )

    def vernietig(self) -> None:
        """Take the key away: the content is gone for good. The files follow after the commit."""
        for naam in (self.opslag, self.voorbeeld):
            if naam is not None:
                outbox.post("bestand.los", bestand_id=naam)
        self.opslag = self.voorbeeld = self.sleutel = None

    def oordeel(self, uitslag: scanner.Oordeel) -> None:
        """What the scanner said; saving the row is up to the caller."""
        self.scan = self.Scan.SCHOON if uitslag.schoon else self.Scan.BESMET
        self.vondst, self.gescand_at = uitslag.vondst, clock.now()


class _Stroom(io.RawIOBase):
    """Blocks as something to read from."""

    def __init__(self, blokken: Iterator[bytes]) -> None:
        super().__init__()
        self._blokken, self._over = blokken, b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if not self._over:
            self._over = next(self._blokken, b"")
        part, self._over = self._over[: len(buffer)], self._over[len(buffer) :]
        buffer[: len(part)] = part
        return len(part)
