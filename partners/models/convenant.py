"""The convenant: parties, versions, and the deelregels that say what may be told to whom."""

from datetime import date
from typing import ClassVar
from uuid import UUID

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q

from ketenregie.foundation import rls
from ketenregie.foundation.history import geschiedenis
from ketenregie.foundation.models import Basis
from partners.models.keten import Deelname, Keten, Periode, geldig_op
from referentiemodel.enums import Grondslag


def _lijst(naam: str) -> "ArrayField[list[str], list[str]]":
    return ArrayField(models.CharField(max_length=40), default=list, blank=True, verbose_name=naam)


class Periodebereik(Func):
    """The days of a row, first and last included."""

    function = "DATERANGE"
    output_field = DateRangeField()


class ConvenantQuerySet(models.QuerySet["Convenant"]):
    def in_werking(self, keten_id: UUID, dag: date) -> "ConvenantQuerySet":
        """The version in force on a day: judged when it is read, by no job. At most one."""
        return self.filter(geldig_op(dag), keten_id=keten_id, status=Convenant.Status.VASTGESTELD)


class Convenant(Basis, Periode):
    """One version of the agreement of a keten; on any day at most one is in force.

    concept -> voorgelegd (to the rechtmatigheidsadviescommissie) -> vastgesteld by a second person of
    another deelname, from `van` on. A vastgestelde version does not change (convenant.sql); its `tot`
    is set when a next version follows.
    """

    class Status(models.TextChoices):
        CONCEPT = "concept", "Concept"
        VOORGELEGD = "voorgelegd", "Voorgelegd"
        VASTGESTELD = "vastgesteld", "Vastgesteld"
        INGETROKKEN = "ingetrokken", "Ingetrokken"

    class Advies(models.TextChoices):
        POSITIEF = "positief", "Positief"
        NEGATIEF = "negatief", "Negatief"

    keten = models.ForeignKey(Keten, on_delete=models.PROTECT, related_name="convenanten")
    nummer = models.PositiveSmallIntegerField("versie")
    titel = models.CharField("titel", max_length=200)
    doel = models.TextField("doel", blank=True)
    grondslag = models.TextField("grondslag", blank=True)
    bewaren = models.TextField("bewaartermijnen", blank=True)
    artikelen = models.TextField("artikelen", blank=True)
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.CONCEPT)
    basis = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="opvolgers"
    )
    # Signed on paper before the keten worked with this system: it did not follow the steps here.
    overgenomen = models.BooleanField(default=False)
    voorgelegd_at = models.DateTimeField(null=True, blank=True)
    voorgelegd_door_id = models.UUIDField(null=True, blank=True)
    voorgelegd_deelname = models.ForeignKey(
        Deelname, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    rac_advies = models.CharField(max_length=10, choices=Advies.choices, blank=True)
    rac_datum = models.DateField(null=True, blank=True)
    rac_tekst = models.TextField("advies", blank=True)
    rac_door_id = models.UUIDField(null=True, blank=True)
    besluit_at = models.DateTimeField(null=True, blank=True)
    besluit_door_id = models.UUIDField(null=True, blank=True)
    besluit_deelname = models.ForeignKey(
        Deelname, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    besluit_motivering = models.TextField("motivering", blank=True)
    history = geschiedenis()
    # Made by the procesregie, advised on by the commission or an FG, adopted by a bestuurder of another
    # organisation; convenant.sql freezes what is adopted.
    rls = rls.Een(
        (rls.Keten(),),
        schrijven=rls.En((rls.Keten(), rls.Procesregie())),
        wijzigen=rls.En(
            (
                rls.Keten(),
                rls.Een((rls.Procesregie(), rls.MetFunctie(("rac_lid", "fg", "bestuurder")))),
            )
        ),
    )

    objects: ClassVar[models.Manager["Convenant"]] = ConvenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-nummer"]
        constraints = [
            models.UniqueConstraint(fields=["keten", "nummer"], name="convenant_nummer"),
            models.UniqueConstraint(
                fields=["keten"],
                condition=Q(status__in=["concept", "voorgelegd"]),
                name="convenant_een_in_voorbereiding",
            ),
            models.CheckConstraint(
                condition=Q(tot__isnull=True) | Q(tot__gte=F("van")), name="convenant_periode"
            ),
            ExclusionConstraint(
                name="convenant_een_tegelijk",
                expressions=[
                    ("keten", RangeOperators.EQUAL),
                    (
                        Periodebereik(
                            "van", "tot", RangeBoundary(inclusive_lower=True, inclusive_upper=True)
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(status="vastgesteld"),
            ),
            # R16 and four eyes: advice first, then somebody else of another organisation.
            models.CheckConstraint(
                name="convenant_advies_en_vier_ogen",
                condition=~Q(status="vastgesteld")
                | Q(overgenomen=True)
                | (
                    ~Q(rac_advies="")
                    & Q(
                        rac_datum__isnull=False,
                        besluit_at__isnull=False,
                        besluit_deelname__isnull=False,
                        voorgelegd_deelname__isnull=False,
                    )
                    & ~Q(besluit_door_id=F("voorgelegd_door_id"))
                    & ~Q(besluit_deelname=F("voorgelegd_deelname"))
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.titel}, versie {self.nummer}"

    @property
    def in_voorbereiding(self) -> bool:
        return self.status in {self.Status.CONCEPT, self.Status.VOORGELEGD}

    def stand_op(self, dag: date) -> str:
        """In one word where this version stands on a day."""
        if self.status != self.Status.VASTGESTELD:
            return str(self.get_status_display())
        if dag < self.van:
            return "Vastgesteld"
        return "Geldend" if self.geldig(dag) else "Vervallen"


class Partij(Basis, Periode):
    """A deelname in one version: party once it has signed, out at once from the day it withdraws."""

    convenant = models.ForeignKey(Convenant, on_delete=models.CASCADE, related_name="partijen")
    deelname = models.ForeignKey(Deelname, on_delete=models.PROTECT, related_name="partijen")
    getekend_door = models.CharField("getekend door", max_length=120, blank=True)
    getekend_op = models.DateField("getekend op", null=True, blank=True)
    # First day on which it is no party any more; unlike `tot`, so that it counts on the day itself.
    uit_per = models.DateField("uitgetreden per", null=True, blank=True)
    uit_reden = models.TextField("reden van uittreden", blank=True)
    uit_door_id = models.UUIDField(null=True, blank=True)
    history = geschiedenis()
    rls = rls.Een(
        (rls.Via("convenant"),),
        schrijven=rls.En((rls.Via("convenant"), rls.Een((rls.Deelname(), rls.Procesregie())))),
    )
    rls_weg = "een partij van een concept; de geschiedenis bewaart haar"

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["convenant", "deelname"], name="partij_eenmalig"),
            models.CheckConstraint(
                name="partij_getekend_door_iemand",
                condition=Q(getekend_op__isnull=True, getekend_door="")
                | (Q(getekend_op__isnull=False) & ~Q(getekend_door="")),
            ),
            models.CheckConstraint(
                name="partij_uit_met_reden",
                condition=Q(uit_per__isnull=True) | ~Q(uit_reden=""),
            ),
        ]

    def is_partij(self, dag: date) -> bool:
        """Signed, begun and not out on a day."""
        out = self.uit_per is not None and self.uit_per <= dag
        return self.getekend_op is not None and self.geldig(dag) and not out


def partij_op(dag: date, prefix: str = "") -> Q:
    """As `Partij.is_partij`, in a query; the version must be in force too."""
    versie = Q(**{f"{prefix}convenant__status": Convenant.Status.VASTGESTELD})
    not_out = Q(**{f"{prefix}uit_per__isnull": True}) | Q(**{f"{prefix}uit_per__gt": dag})
    return (
        versie
        & geldig_op(dag, f"{prefix}convenant__")
        & geldig_op(dag, prefix)
        & Q(**{f"{prefix}getekend_op__isnull": False})
        & not_out
    )


def is_partij(dag: date, kolom: str) -> Exists:
    """The deelname that column `kolom` names is party on a day."""
    return Exists(Partij.objects.filter(partij_op(dag), deelname=OuterRef(kolom)))


def ooit_partij(deelname: "UUID | OuterRef") -> "models.QuerySet[Partij]":
    """Signatures of a deelname under a version that was vastgesteld; who withdrew stays in here."""
    return Partij.objects.filter(
        convenant__status=Convenant.Status.VASTGESTELD,
        getekend_op__isnull=False,
        deelname_id=deelname,
    )


class Deelregel(Basis):
    """One rule: these data, from these suppliers, to these receivers -> tonen, afschermen, verbergen.

    An empty list means "any". Suppliers and receivers are partnersoorten or `domein:zorg` /
    `domein:veiligheid`. The rule with the lowest `volgorde` that fits decides (partners/sharing.py).
    What it says in words follows from these columns (partners/convenant/zinnen.py); `tekst` explains.
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
    tekst = models.TextField("toelichting")
    grondslag = models.CharField(max_length=40, choices=Grondslag.choices, blank=True)
    grond = models.CharField("artikel", max_length=200, blank=True)
    history = geschiedenis()
    rls = rls.Een(
        (rls.Via("convenant"),), schrijven=rls.En((rls.Via("convenant"), rls.Procesregie()))
    )
    rls_weg = "een regel van een concept; de geschiedenis bewaart haar"

    class Meta:
        ordering = ["volgorde"]
        constraints = [
            models.UniqueConstraint(fields=["convenant", "nummer"], name="deelregel_nummer"),
            models.UniqueConstraint(
                fields=["convenant", "volgorde"],
                name="deelregel_volgorde",
                # Two rules change places within one transaction.
                deferrable=models.Deferrable.DEFERRED,
            ),
        ]

    def __str__(self) -> str:
        return f"deelregel {self.nummer}"


class Effectberekening(Basis):
    """What a version would change in the running casussen: counts only, no content of a casus.

    `controlegetal` is that of the rules and parties it was made with: changed since, it is out of date.
    `rijen`: [ontvanger, categorie, van, naar, number of data, number of casussen].
    """

    convenant = models.ForeignKey(Convenant, on_delete=models.CASCADE, related_name="effecten")
    controlegetal = models.CharField(max_length=64)
    casussen = models.PositiveIntegerField("open casussen")
    gegevens = models.PositiveIntegerField("gegevens")
    rijen = models.JSONField(default=list)
    history = geschiedenis()
    rls = rls.Via("convenant")

    class Meta:
        ordering = ["-created_at"]
        verbose_name = "effectberekening"
