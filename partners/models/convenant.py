"""The convenant: parties, versions, and the deelregels that say what may be told to whom."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from ketenregie.foundation import rls
from ketenregie.foundation.history import geschiedenis
from ketenregie.foundation.models import Basis
from partners.models.keten import Deelname, Keten, Periode


def _lijst(naam: str) -> "ArrayField[list[str], list[str]]":
    return ArrayField(models.CharField(max_length=40), default=list, blank=True, verbose_name=naam)


class Convenant(Basis, Periode):
    """One version of the agreement of a keten; at most one is in force."""

    class Status(models.TextChoices):
        CONCEPT = "concept", "Concept"
        GELDEND = "geldend", "Geldend"
        VERVALLEN = "vervallen", "Vervallen"

    keten = models.ForeignKey(Keten, on_delete=models.PROTECT, related_name="convenanten")
    nummer = models.PositiveSmallIntegerField("versie")
    titel = models.CharField("titel", max_length=200)
    doel = models.TextField("doel", blank=True)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.CONCEPT)
    history = geschiedenis()
    rls = rls.Keten()

    class Meta:
        ordering = ["-nummer"]
        constraints = [
            models.UniqueConstraint(fields=["keten", "nummer"], name="convenant_nummer"),
            models.UniqueConstraint(
                fields=["keten"], condition=Q(status="geldend"), name="convenant_een_geldend"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.titel}, versie {self.nummer}"


class Partij(Basis, Periode):
    """A deelname that signed this version; from the day it withdraws nothing is shown to it."""

    convenant = models.ForeignKey(Convenant, on_delete=models.CASCADE, related_name="partijen")
    deelname = models.ForeignKey(Deelname, on_delete=models.PROTECT, related_name="partijen")
    history = geschiedenis()
    rls = rls.Via("convenant")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["convenant", "deelname"], name="partij_eenmalig")
        ]


class Deelregel(Basis):
    """One rule: these data, from these suppliers, to these receivers -> tonen, afschermen, verbergen.

    An empty list means "any". Suppliers and receivers are partnersoorten or `domein:zorg` /
    `domein:veiligheid`. The rule with the lowest `volgorde` that fits decides (partners/sharing.py).
    """

    class Uitkomst(models.TextChoices):
        TONEN = "tonen", "Tonen"
        AFSCHERMEN = "afschermen", "Afschermen"
        VERBERGEN = "verbergen", "Verbergen"

    convenant = models.ForeignKey(Convenant, on_delete=models.CASCADE, related_name="deelregels")
    nummer = models.CharField("nummer", max_length=10)
    volgorde = models.PositiveSmallIntegerField("volgorde")
    categorieen = _lijst("categorieen")
    soorten = _lijst("soorten")
    leveranciers = _lijst("leveranciers")
    ontvangers = _lijst("ontvangers")
    letters = _lijst("letters")
    hoofdstappen = _lijst("hoofdstappen")
    doelen = _lijst("doelen")
    uitkomst = models.CharField(max_length=10, choices=Uitkomst.choices)
    tekst = models.TextField("wat de regel zegt")
    grond = models.CharField("grond", max_length=200, blank=True)
    history = geschiedenis()
    rls = rls.Via("convenant")

    class Meta:
        ordering = ["volgorde"]
        constraints = [
            models.UniqueConstraint(fields=["convenant", "nummer"], name="deelregel_nummer"),
            models.UniqueConstraint(fields=["convenant", "volgorde"], name="deelregel_volgorde"),
        ]

    def __str__(self) -> str:
        return f"deelregel {self.nummer}"
