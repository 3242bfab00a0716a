"""A question to the procesregie whether a person or business is known in a casus the asker may not see."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from cases.models import Casus, Persoon
from ketenregie.foundation import rls
from ketenregie.foundation.history import geschiedenis
from ketenregie.foundation.models import Basis
from partners.models import Deelname


class Navraag(Basis):
    """What is asked, and whether the procesregie looked. Known to who asked and to the procesregie.

    What the procesregie found stands apart (`Navraagantwoord`): who asked never gets that row.
    """

    vrager = models.ForeignKey(Deelname, on_delete=models.PROTECT, related_name="+")
    # An id: the procesregie answers without seeing the melding. None: asked without one, by a partner.
    melding_id = models.UUIDField(null=True, blank=True)
    reden = models.CharField("waarom vraagt u dit na", max_length=300)
    voornaam = models.CharField("voornaam", max_length=80, blank=True)
    tussenvoegsel = models.CharField("tussenvoegsel", max_length=20, blank=True)
    achternaam = models.CharField("achternaam", max_length=80, blank=True)
    geboortedatum = models.DateField("geboortedatum", null=True, blank=True)
    geboortejaar_van = models.PositiveSmallIntegerField(null=True, blank=True)
    geboortejaar_tot = models.PositiveSmallIntegerField(null=True, blank=True)
    geslacht = models.CharField(
        "geslacht", max_length=10, choices=Persoon.Geslacht.choices, blank=True
    )
    woonplaats = models.CharField("woonplaats", max_length=80, blank=True)
    telefoon = models.CharField("telefoon", max_length=20, blank=True)
    bedrijf = models.CharField("bedrijf", max_length=160, blank=True)
    kvk_nummer = models.CharField("KvK-nummer", max_length=8, blank=True)
    adres = models.CharField("straat", max_length=160, blank=True)
    huisnummer = models.CharField("huisnummer", max_length=12, blank=True)
    postcode = models.CharField("postcode", max_length=6, blank=True)
    plaats = models.CharField("plaats", max_length=80, blank=True)
    uiterlijk = models.DateField()
    # Who asked hears it from this moment on, however soon it was answered: the time tells nothing.
    bericht_vanaf = models.DateTimeField()
    afgehandeld_at = models.DateTimeField(null=True, blank=True)
    history = geschiedenis()
    rls = rls.Een(
        (
            rls.Deelname("vrager"),
            rls.En((rls.Procesregie(), rls.InKeten(("vrager",)))),
        ),
        schrijven=rls.Deelname("vrager"),
        wijzigen=rls.En((rls.Procesregie(), rls.InKeten(("vrager",)))),
    )

    class Meta:
        verbose_name = "navraag bij de procesregie"
        verbose_name_plural = "navragen bij de procesregie"
        ordering: ClassVar = ["uiterlijk", "created_at"]
        indexes: ClassVar = [
            models.Index(
                fields=["uiterlijk"], condition=Q(afgehandeld_at__isnull=True), name="navraag_open"
            ),
            models.Index(fields=["vrager", "melding_id"], name="navraag_melding"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="navraag_over_iets",
                condition=~Q(
                    voornaam="", achternaam="", geboortedatum__isnull=True, telefoon="", bedrijf="",
                    kvk_nummer="", adres="", postcode="",
                ),
            ),
            models.CheckConstraint(
                name="navraag_bericht_na_vraag", condition=Q(bericht_vanaf__gt=F("created_at"))
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        delen = (self.voornaam, self.tussenvoegsel, self.achternaam)
        wie = " ".join(d for d in delen if d) or self.telefoon
        return wie or self.bedrijf or self.kvk_nummer or f"{self.adres} {self.huisnummer}".strip()


class Navraagantwoord(Basis):
    """What the procesregie found and did with it. Only the procesregie has this row."""

    class Uitkomst(models.TextChoices):
        GEEN = "geen", "Niet bekend in onze casussen"
        NIET_DELEN = "niet_delen", "Bekend, geen aanleiding om te delen"
        SAMENWERKEN = "samenwerken", "Bekend, de vrager wordt uitgenodigd"

    navraag = models.OneToOneField(Navraag, on_delete=models.CASCADE, related_name="antwoord")
    uitkomst = models.CharField(max_length=15, choices=Uitkomst.choices)
    casus = models.ForeignKey(
        Casus, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    motivering = models.CharField("waarom", max_length=300, blank=True)
    history = geschiedenis()
    rls = rls.En((rls.Procesregie(), rls.Via("navraag")))

    class Meta:
        verbose_name = "antwoord op een navraag"
        verbose_name_plural = "antwoorden op navragen"
        constraints: ClassVar = [
            models.CheckConstraint(
                name="navraagantwoord_casus_bij_samenwerken",
                condition=Q(uitkomst="samenwerken", casus__isnull=False)
                | (~Q(uitkomst="samenwerken") & Q(casus__isnull=True)),
            ),
            models.CheckConstraint(
                name="navraagantwoord_motivering",
                condition=Q(uitkomst="geen") | ~Q(motivering=""),
            ),
        ]
