"""What organisations answer, first apart and then together."""

from django.db import models
from django.db.models import Q

from evaluatie.models.opdracht import Evaluatieopdracht
from ketenregie.foundation import clock, rls
from ketenregie.foundation.history import geschiedenis
from ketenregie.foundation.models import Basis
from partners.models import Deelname

VRAGEN = ("verloop", "rol", "bevoegdheden", "goed", "beter")


class Antwoord(Basis):
    """How one organisation looks back on one hoofdstap.

    Apart: others read it only once the begeleider opened the bespreking (`gedeeld`). The begeleider
    stands here so that the second lock lets it open them.
    """

    opdracht = models.ForeignKey(
        Evaluatieopdracht, on_delete=models.CASCADE, related_name="antwoorden"
    )
    begeleider = models.ForeignKey(Deelname, on_delete=models.PROTECT, related_name="+")
    deelname = models.ForeignKey(Deelname, on_delete=models.PROTECT, related_name="+")
    hoofdstap = models.CharField(max_length=40)
    verloop = models.TextField("hoe verliep het", blank=True)
    rol = models.TextField("wat was uw rol", blank=True)
    bevoegdheden = models.TextField("welke bevoegdheden zette u in", blank=True)
    goed = models.TextField("wat ging goed", blank=True)
    beter = models.TextField("wat kan beter", blank=True)
    gegeven_at = models.DateTimeField(default=clock.now)
    gedeeld = models.BooleanField(default=False)
    history = geschiedenis()
    rls = rls.Een(
        (
            rls.Deelname(),
            rls.Deelname("begeleider"),
            rls.ViaAls("opdracht", "gedeeld"),
        ),
        schrijven=rls.En((rls.Via("opdracht"), rls.Deelname())),
        wijzigen=rls.Deelname("begeleider"),
    )
    # An answer never changes; the begeleider lays it beside the others.
    rls_kolommen = {"UPDATE": ("gedeeld", "versie")}

    class Meta:
        verbose_name = "antwoord"
        verbose_name_plural = "antwoorden"
        ordering = ["gegeven_at", "deelname__organisatie__naam"]
        constraints = [
            models.UniqueConstraint(
                fields=["opdracht", "deelname", "hoofdstap"], name="antwoord_eenmalig"
            ),
            models.CheckConstraint(
                name="antwoord_zegt_iets",
                condition=~Q(verloop="", rol="", bevoegdheden="", goed="", beter=""),
            ),
        ]


class Bespreking(Basis):
    """The conversation in which the answers are laid side by side."""

    opdracht = models.OneToOneField(
        Evaluatieopdracht, on_delete=models.CASCADE, related_name="bespreking"
    )
    geopend_at = models.DateTimeField(default=clock.now)
    samenvatting = models.TextField("samenvatting", blank=True)
    history = geschiedenis()
    rls = rls.Een((rls.Via("opdracht"),), schrijven=rls.ViaVan("opdracht", "begeleider"))

    class Meta:
        verbose_name = "bespreking"
