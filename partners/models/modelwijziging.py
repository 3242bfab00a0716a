"""A next version of the referentiemodel on its way: prepared, advised on, and decided by a second party."""

from django.db import models
from django.db.models import F, Q

from ketenregie.foundation import rls
from ketenregie.foundation.history import geschiedenis
from ketenregie.foundation.models import Basis
from partners.models.convenant import Convenant
from partners.models.keten import Deelname, Keten
from referentiemodel.models import ModelVersie


class Modelwijziging(Basis):
    """The procedure around one concept; the document itself is the ModelVersie.

    `effect` is frozen when it is put to the commission: counts of open casussen, no casus.
    """

    class Status(models.TextChoices):
        CONCEPT = "concept", "Concept"
        VOORGELEGD = "voorgelegd", "Voorgelegd"
        GEPUBLICEERD = "gepubliceerd", "Gepubliceerd"
        INGETROKKEN = "ingetrokken", "Ingetrokken"

    keten = models.ForeignKey(Keten, on_delete=models.PROTECT, related_name="modelwijzigingen")
    modelversie = models.OneToOneField(
        ModelVersie, null=True, on_delete=models.PROTECT, related_name="wijziging"
    )
    basis = models.ForeignKey(ModelVersie, on_delete=models.PROTECT, related_name="+")
    nummer = models.PositiveIntegerField("versie")
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.CONCEPT)
    toelichting = models.TextField("waarom deze versie", blank=True)
    effect = models.JSONField(default=dict, blank=True)
    voorgelegd_at = models.DateTimeField(null=True, blank=True)
    voorgelegd_door_id = models.UUIDField(null=True, blank=True)
    voorgelegd_deelname = models.ForeignKey(
        Deelname, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    rac_advies = models.CharField(max_length=10, choices=Convenant.Advies.choices, blank=True)
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

    class Meta:
        verbose_name = "wijziging van het referentiemodel"
        verbose_name_plural = "wijzigingen van het referentiemodel"
        ordering = ["-nummer", "-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["keten"],
                condition=Q(status__in=["concept", "voorgelegd"]),
                name="modelwijziging_een_in_voorbereiding",
            ),
            # R16 and four eyes: advice first, then somebody else of another organisation.
            models.CheckConstraint(
                name="modelwijziging_advies_en_vier_ogen",
                condition=~Q(status="gepubliceerd")
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
        return f"referentiemodel, versie {self.nummer}"

    @property
    def in_voorbereiding(self) -> bool:
        return self.status in {self.Status.CONCEPT, self.Status.VOORGELEGD}
