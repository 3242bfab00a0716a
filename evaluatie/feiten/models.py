"""Facts without persons: what happened when, of what kind, and nothing that tells to whom.

The database writes them when it happens (feiten.sql) and never changes what one says: what turns out
otherwise is a next row of the same fact. So every figure can be made again as it was known on any past day, also after
the casus itself is destroyed.
"""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from cases.models import Casus
from ketenregie.foundation import clock, rls
from partners.models import Keten


class Feit(models.Model):
    """One thing that happened, as it was known from `vastgelegd_at` on.

    `sleutel` and `volg` tell the rows of one fact apart: the last one known on a day counts, and
    `vervallen` takes the fact back. `casus_sleutel` and `onderwerp_sleutel` (a melding, a persoon) tie facts
    of one subject together; they are hashes with a secret that is destroyed with the subject (`Feitzout`).
    What `categorie`, `uitkomst`, `einddag`, `aantal` and `totaal` mean per `soort` stands in docs/cijfers.md.
    """

    id = models.BigAutoField(primary_key=True)
    keten = models.ForeignKey(Keten, on_delete=models.PROTECT, related_name="feiten")
    soort = models.CharField(max_length=30)
    sleutel = models.UUIDField()
    volg = models.PositiveIntegerField(default=0)
    vervallen = models.BooleanField(default=False)
    moment = models.DateTimeField()
    dag = models.DateField()
    vastgelegd_at = models.DateTimeField(default=clock.now)
    # When a next row of this fact was written; put by the database, so that a count need not look for it.
    vervangen_at = models.DateTimeField(null=True, editable=False)
    casus_sleutel = models.UUIDField(null=True)
    onderwerp_sleutel = models.UUIDField(null=True)
    deelname_id = models.UUIDField(null=True)
    gemeente = models.CharField(max_length=60, blank=True)
    vormen = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    hoofdstap = models.CharField(max_length=40, blank=True)
    categorie = models.CharField(max_length=40, blank=True)
    uitkomst = models.CharField(max_length=40, blank=True)
    einddag = models.DateField(null=True)
    aantal = models.IntegerField(null=True)
    totaal = models.IntegerField(null=True)
    # Facts of before the system, read from the registration that a region had.
    inlezing_id = models.UUIDField(null=True)
    # The keten reads, and not only tasks: a figure is counted over the facts of any past day when a page
    # asks for it. A fact names nobody, its keys are hashes with a secret, and an organisation stands in few.
    # What small counts would tell is kept by disclosure control, the only way from a count to a reader:
    # tests/evaluatie/test_geheimhouding.py fails on a module that goes around it.
    rls = rls.AlleenToevoegen(rls.Keten(), nieuw=rls.En((rls.Keten(), rls.NietLeeg("inlezing_id"))))

    class Meta:
        verbose_name = "feit"
        verbose_name_plural = "feiten"
        constraints = [
            models.UniqueConstraint(fields=["sleutel", "volg"], name="feit_volgnummer"),
        ]
        indexes = [
            models.Index(fields=["keten", "soort", "dag"], name="feit_soort_dag"),
            models.Index(fields=["casus_sleutel", "soort"], name="feit_casus"),
            models.Index(
                fields=["onderwerp_sleutel", "soort"],
                condition=Q(onderwerp_sleutel__isnull=False),
                name="feit_onderwerp",
            ),
            models.Index(
                fields=["inlezing_id"],
                condition=Q(inlezing_id__isnull=False),
                name="feit_inlezing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.soort} {self.dag}"


class Feitzout(models.Model):
    """The secret behind the keys of one casus, melding or persoon; gone with it, the facts are of nobody.

    Without a secret (`zout` empty) the object was forgotten while its row still stands: no facts any more.
    """

    object_id = models.UUIDField(primary_key=True)
    zout = models.UUIDField(null=True)
    rls = rls.AlleenFuncties("alleen de functies die feiten schrijven rekenen met het geheim")

    def __str__(self) -> str:
        return str(self.object_id)


class Casussleutel(models.Model):
    """The way from a casus to its facts, for who may see the casus."""

    casus: ClassVar = models.OneToOneField(
        Casus,
        primary_key=True,
        on_delete=models.CASCADE,
        related_name="feitsleutel",
        db_constraint=False,  # the database takes it away with the casus (feiten.sql)
    )
    sleutel = models.UUIDField(unique=True)
    rls = rls.AlleenFunctiesVia("casus")

    def __str__(self) -> str:
        return str(self.sleutel)
