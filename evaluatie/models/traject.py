"""The way of a verbeterpunt: from lesson, by proposal and change, to a figure that moved."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from evaluatie.models.verbeterpunt import Verbeterpunt
from ketenregie.foundation import rls
from ketenregie.foundation.history import geschiedenis
from ketenregie.foundation.models import Basis
from partners.models import Deelname, Keten
from referentiemodel.models import ModelVersie


class DoorWieVastlegt(rls.Bescherming):
    """Beside a verbeterpunt, by its owner, the begeleider who recorded it or the procesregie."""

    def expression(self, model: type[models.Model]) -> str:
        tabel = model._meta.db_table
        return (
            "EXISTS (SELECT 1 FROM evaluatie_verbeterpunt v "  # noqa: S608  (fixed names)
            "LEFT JOIN evaluatie_evaluatieopdracht o ON o.id = v.opdracht_id "
            f"WHERE v.id = {tabel}.verbeterpunt_id AND v.keten_id = {tabel}.keten_id "
            f"AND v.eigenaar_id = {tabel}.eigenaar_id AND ({rls.MIJN} = v.eigenaar_id OR "
            f"{rls.MIJN} = o.begeleider_id OR {rls.Procesregie().expression(model)}))"
        )


class Verbetertraject(Basis):
    """One row per verbeterpunt, filled step by step by its owner; the whole keten reads it.

    `niveau`, `activiteit` and `verschijningsvormen` say where the lesson matters, so that it can be
    shown there. A proposal may ask for another referentiemodel (`vraagt_model`); the procesregie
    answers with the version it stands in, or with the reason why the model stays as it is.
    """

    verbeterpunt = models.OneToOneField(
        Verbeterpunt, on_delete=models.CASCADE, related_name="traject"
    )
    keten = models.ForeignKey(Keten, on_delete=models.PROTECT, related_name="+")
    eigenaar = models.ForeignKey(Deelname, on_delete=models.PROTECT, related_name="+")
    niveau = models.CharField(max_length=40, default="casus")
    activiteit = models.CharField(max_length=60, blank=True)
    verschijningsvormen = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    voorstel = models.TextField("voorstel", blank=True)
    voorstel_at = models.DateTimeField(null=True, blank=True)
    indicator_sleutel = models.CharField("indicator", max_length=60, blank=True)
    voor_waarde = models.CharField("stand vooraf", max_length=60, blank=True)
    voor_datum = models.DateField("gemeten op", null=True, blank=True)
    vraagt_model = models.BooleanField("vraagt om een ander model", default=False, db_default=False)
    modelantwoord = models.TextField("antwoord van de procesregie", blank=True, db_default="")
    modelantwoord_at = models.DateTimeField(null=True, blank=True)
    modelversie = models.ForeignKey(
        ModelVersie, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    doorvoering = models.TextField("wat is er veranderd", blank=True)
    doorgevoerd_at = models.DateTimeField(null=True, blank=True)
    na_waarde = models.CharField("stand achteraf", max_length=60, blank=True)
    na_datum = models.DateField("gemeten op", null=True, blank=True)
    history = geschiedenis()
    # Made with the verbeterpunt by who records that, worked on by its owner; the procesregie answers.
    rls = rls.Een(
        (rls.Keten(),),
        schrijven=rls.En((rls.Keten(), DoorWieVastlegt())),
        wijzigen=rls.Een((rls.Deelname("eigenaar"), rls.En((rls.Keten(), rls.Procesregie())))),
    )

    class Meta:
        verbose_name = "verbetertraject"
        verbose_name_plural = "verbetertrajecten"
        constraints = [
            models.CheckConstraint(
                name="verbetertraject_voorstel_eerst",
                condition=Q(voorstel_at__isnull=True, voorstel="")
                | (Q(voorstel_at__isnull=False) & ~Q(voorstel="")),
            ),
            models.CheckConstraint(
                name="verbetertraject_doorgevoerd_na_voorstel",
                condition=Q(doorgevoerd_at__isnull=True)
                | (Q(voorstel_at__isnull=False) & ~Q(doorvoering="")),
            ),
            models.CheckConstraint(
                name="verbetertraject_modelantwoord_op_vraag",
                condition=Q(modelantwoord_at__isnull=True, modelantwoord="")
                | (Q(vraagt_model=True, modelantwoord_at__isnull=False) & ~Q(modelantwoord="")),
            ),
            models.CheckConstraint(
                name="verbetertraject_meting_met_datum",
                condition=(Q(voor_waarde="") | Q(voor_datum__isnull=False))
                & (Q(na_waarde="") | Q(na_datum__isnull=False, doorgevoerd_at__isnull=False)),
            ),
        ]

    @property
    def wacht_op_model(self) -> bool:
        """The procesregie was asked for another referentiemodel and did not answer yet."""
        return self.vraagt_model and self.modelantwoord_at is None

    @property
    def wacht_op_meting(self) -> bool:
        """An indicator was chosen and not measured again yet."""
        return bool(self.indicator_sleutel) and not self.na_waarde
