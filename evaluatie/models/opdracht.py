"""The assignment to evaluate a casus, who agreed to the begeleider, and the anonymous description."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from cases.models import Casus
from ketenregie.foundation import rls
from ketenregie.foundation.history import geschiedenis
from ketenregie.foundation.models import Basis
from ketenregie.foundation.viewer import Viewer
from partners.models import Deelname, Keten
from referentiemodel.enums import Functie
from referentiemodel.loader import model_van
from referentiemodel.models import ModelVersie
from referentiemodel.schema import Model


class EvaluatieopdrachtQuerySet(models.QuerySet["Evaluatieopdracht"]):
    def visible_to(self, viewer: Viewer) -> "EvaluatieopdrachtQuerySet":
        """Opdrachten of casussen the viewer may see, and those its organisation guides.

        A procesbegeleider sees the opdracht through the opdracht itself; the casus stays shut.
        """
        if viewer.functie == Functie.PROCESBEGELEIDER:
            return self.filter(begeleider_id=viewer.deelname_id, keten_id=viewer.keten_id)
        return self.filter(casus__in=Casus.objects.visible_to(viewer), keten_id=viewer.keten_id)


class Evaluatieopdracht(Basis):
    """An organisation asked to guide the evaluation of one casus, without owning anything.

    Its deelname had no accepted betrokkenheid in the hoofdstappen before evaluatie: a database
    trigger (neutraal.sql) refuses it.
    """

    class Status(models.TextChoices):
        VOORGESTELD = "voorgesteld", "Voorgesteld"
        AANVAARD = "aanvaard", "Aanvaard"
        AFGEROND = "afgerond", "Afgerond"
        GEWEIGERD = "geweigerd", "Geweigerd"
        KWIJTGESCHOLDEN = "kwijtgescholden", "Afgezien van evaluatie"

    # The keten and the model stand here too: the begeleider cannot read them from the casus.
    keten = models.ForeignKey(Keten, on_delete=models.PROTECT, related_name="evaluatieopdrachten")
    modelversie = models.ForeignKey(ModelVersie, on_delete=models.PROTECT, related_name="+")
    casus = models.ForeignKey(Casus, on_delete=models.CASCADE, related_name="evaluatieopdrachten")
    opdrachtgever = models.ForeignKey(Deelname, on_delete=models.PROTECT, related_name="+")
    begeleider = models.ForeignKey(
        Deelname,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="evaluatieopdrachten",
    )
    status = models.CharField(max_length=16, choices=Status.choices, default=Status.VOORGESTELD)
    afgesproken_datum = models.DateField("afgesproken datum", null=True, blank=True)
    reden = models.CharField("reden", max_length=300, blank=True)
    beantwoord_at = models.DateTimeField(null=True, blank=True)
    einde_at = models.DateTimeField(null=True, blank=True)
    history = geschiedenis()
    rls = rls.Een(
        (rls.Via("casus"), rls.Deelname("begeleider")),
        schrijven=rls.Via("casus"),
        wijzigen=rls.Een((rls.Via("casus"), rls.Deelname("begeleider"))),
    )

    objects: ClassVar[models.Manager["Evaluatieopdracht"]] = (  # type: ignore[assignment]
        EvaluatieopdrachtQuerySet.as_manager()
    )

    class Meta:
        verbose_name = "evaluatieopdracht"
        verbose_name_plural = "evaluatieopdrachten"
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["begeleider", "status"], name="opdracht_begeleider")]
        constraints = [
            models.UniqueConstraint(
                fields=["casus"],
                condition=Q(status__in=["voorgesteld", "aanvaard"]),
                name="opdracht_een_lopende",
            ),
            models.CheckConstraint(
                name="opdracht_heeft_begeleider_en_datum_of_reden",
                condition=Q(begeleider__isnull=False, afgesproken_datum__isnull=False)
                & ~Q(status__in=["geweigerd", "kwijtgescholden"])
                | Q(status__in=["geweigerd", "kwijtgescholden"]) & ~Q(reden=""),
            ),
            models.CheckConstraint(
                name="opdracht_einde_heeft_moment",
                condition=Q(status__in=["voorgesteld", "aanvaard"], einde_at__isnull=True)
                | Q(
                    status__in=["afgerond", "geweigerd", "kwijtgescholden"], einde_at__isnull=False
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"evaluatieopdracht {self.get_status_display().lower()}"

    @property
    def model(self) -> Model:
        """The referentiemodel version of the casus, readable without the casus."""
        return model_van(self.modelversie_id)

    @property
    def loopt(self) -> bool:
        return self.status in {self.Status.VOORGESTELD, self.Status.AANVAARD}


class OpdrachtInstemming(Basis):
    """One involved organisation: asked whether it agrees to the begeleider, later asked to answer."""

    opdracht = models.ForeignKey(
        Evaluatieopdracht, on_delete=models.CASCADE, related_name="instemmingen"
    )
    deelname = models.ForeignKey(Deelname, on_delete=models.PROTECT, related_name="+")
    akkoord = models.BooleanField("akkoord", null=True)
    toelichting = models.CharField("toelichting", max_length=300, blank=True)
    gegeven_at = models.DateTimeField(null=True, blank=True)
    antwoord_at = models.DateTimeField(null=True, blank=True)
    history = geschiedenis()
    rls = rls.Een((rls.Via("opdracht"),), wijzigen=rls.Deelname())

    class Meta:
        ordering = ["deelname__organisatie__naam"]
        constraints = [
            models.UniqueConstraint(
                fields=["opdracht", "deelname"], name="opdrachtinstemming_eenmalig"
            ),
            models.CheckConstraint(
                name="opdrachtinstemming_bezwaar_heeft_reden",
                condition=Q(akkoord__isnull=True, gegeven_at__isnull=True)
                | Q(akkoord=True, gegeven_at__isnull=False)
                | Q(akkoord=False, gegeven_at__isnull=False) & ~Q(toelichting=""),
            ),
        ]


class Casusbeschrijving(Basis):
    """The anonymous copy that an evaluation reads instead of the casus (R32).

    The begeleider reads it only after a person checked it; the second lock says so too.
    """

    opdracht = models.OneToOneField(
        Evaluatieopdracht, on_delete=models.CASCADE, related_name="beschrijving"
    )
    casus = models.ForeignKey(Casus, on_delete=models.CASCADE, related_name="casusbeschrijvingen")
    tekst = models.TextField("beschrijving")
    gecontroleerd = models.BooleanField(default=False)
    gecontroleerd_at = models.DateTimeField(null=True, blank=True)
    gecontroleerd_door_id = models.UUIDField(null=True, blank=True)
    gecontroleerd_door = models.CharField(max_length=120, blank=True)
    # Keyed hashes of the names in the casus: what a begeleider writes is compared without the names.
    namen_index = ArrayField(models.CharField(max_length=64), default=list, blank=True)
    history = geschiedenis(excluded_fields=["namen_index"])
    rls = rls.Een(
        (rls.Via("casus"), rls.ViaAls("opdracht", "gecontroleerd")), schrijven=rls.Via("casus")
    )

    class Meta:
        verbose_name = "casusbeschrijving"
        constraints = [
            models.CheckConstraint(
                name="casusbeschrijving_gecontroleerd_door_een_mens",
                condition=Q(gecontroleerd=False)
                | Q(gecontroleerd_at__isnull=False, gecontroleerd_door_id__isnull=False),
            )
        ]

    @property
    def status(self) -> str:
        return "gecontroleerd" if self.gecontroleerd else "voorgesteld"
