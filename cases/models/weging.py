"""Both wegingen, the doeltoets and the doorlaatverbod. A score never concludes; people do."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from cases.models.casus import Casus
from cases.models.gegeven import Gegeven
from ketenregie.foundation import clock, rls
from ketenregie.foundation.history import geschiedenis
from ketenregie.foundation.models import Basis
from partners.models import Deelname
from referentiemodel.enums import Gegevenscategorie, Gegevenssoort, JaNeeOnbekend, Urgentie


def _ja_nee(naam: str) -> "models.CharField[str, str]":
    return models.CharField(
        naam, max_length=10, choices=JaNeeOnbekend.choices, default=JaNeeOnbekend.ONBEKEND
    )


class EersteWeging(Gegeven):
    """The four items of 3.1, prepared by the meldpunt and weighed by the invited partners."""

    class Status(models.TextChoices):
        VOORBEREID = "voorbereid", "Voorbereid"
        GEWOGEN = "gewogen", "Gewogen"

    class Veiligheid(models.TextChoices):
        VEILIG = "veilig", "Veilig"
        ONVEILIG = "onveilig", "Onveilig"
        ONBEKEND = "onbekend", "Onbekend"

    class Kwalificatie(models.TextChoices):
        WEL = "mensenhandel", "Mensenhandel"
        GEEN = "geen_mensenhandel", "Geen mensenhandel"

    CATEGORIE = Gegevenscategorie.PROCES
    SOORT = Gegevenssoort.EXCEPTIONEEL

    casus = models.ForeignKey(Casus, on_delete=models.CASCADE, related_name="eerste_wegingen")
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.VOORBEREID)
    actueel = _ja_nee("is het slachtoffer nog in de situatie?")
    acuut = _ja_nee("is het acuut volgens de melder?")
    veiligheid = models.CharField(
        max_length=10, choices=Veiligheid.choices, default=Veiligheid.ONBEKEND
    )
    doorlaatverbod = _ja_nee("is het doorlaatverbod van toepassing?")
    kwalificatie = models.CharField(max_length=20, choices=Kwalificatie.choices, blank=True)
    motivering = models.TextField("motivering", blank=True)
    wegers = ArrayField(models.CharField(max_length=160), default=list, blank=True)
    # What was ticked, per instrument with its version (services/weging/instrumenten.py).
    instrumenten = models.JSONField(default=dict, blank=True)
    gewogen_at = models.DateTimeField(null=True, blank=True)
    gewogen_door = models.ForeignKey(
        Deelname, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    history = geschiedenis()
    rls = rls.Datum(samen="voorbereid door de een, gewogen door het team")

    class Meta:
        verbose_name = "1e weging"
        ordering = ["created_at"]
        constraints = [
            models.CheckConstraint(
                name="eerste_weging_gewogen_is_compleet",
                condition=Q(status="voorbereid")
                | (
                    Q(gewogen_at__isnull=False, gewogen_door__isnull=False)
                    & ~Q(kwalificatie="")
                    & ~Q(motivering="")
                ),
            )
        ]


class Bewijsmiddel(Gegeven):
    """One piece of evidence under a doorlaatverbod."""

    CATEGORIE = Gegevenscategorie.UITBUITING
    SOORT = Gegevenssoort.EXCEPTIONEEL

    casus = models.ForeignKey(Casus, on_delete=models.CASCADE, related_name="bewijsmiddelen")
    soort = models.CharField(max_length=40)
    omschrijving = models.CharField("omschrijving", max_length=300)
    history = geschiedenis()
    rls = rls.Datum()


class Doorlaatverbod(Basis):
    """The decision to get a slachtoffer out; rests on at least two distinct bewijsmiddelen."""

    casus = models.ForeignKey(Casus, on_delete=models.CASCADE, related_name="doorlaatverboden")
    besloten_at = models.DateTimeField(default=clock.now)
    besloten_door = models.ForeignKey(Deelname, on_delete=models.PROTECT, related_name="+")
    motivering = models.TextField("motivering")
    # Ids of Bewijsmiddel; the constraint needs them in the row itself.
    bewijsmiddelen = ArrayField(models.UUIDField())
    veilig_at = models.DateTimeField(null=True, blank=True)
    history = geschiedenis()
    rls = rls.Via("casus")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="doorlaatverbod_twee_bewijsmiddelen",
                condition=Q(bewijsmiddelen__len__gte=2)
                & ~Q(bewijsmiddelen__0=models.F("bewijsmiddelen__1")),
            )
        ]


class Doeltoets(Basis):
    """A public deelnemer judges that the casus fits the doel (R2)."""

    casus = models.ForeignKey(Casus, on_delete=models.CASCADE, related_name="doeltoetsen")
    deelname = models.ForeignKey(Deelname, on_delete=models.PROTECT, related_name="+")
    past = models.BooleanField("past bij het doel van de samenwerking")
    motivering = models.TextField("motivering")
    getoetst_at = models.DateTimeField(default=clock.now)
    history = geschiedenis()
    rls = rls.Een((rls.Via("casus"),), schrijven=rls.En((rls.Via("casus"), rls.Deelname())))

    class Meta:
        ordering = ["getoetst_at"]


class TweedeWeging(Gegeven):
    """Analysis of the enriched dossier: {wel, geen mensenhandel} x {wel, geen zorg}."""

    CATEGORIE = Gegevenscategorie.PROCES
    SOORT = Gegevenssoort.EXCEPTIONEEL

    casus = models.ForeignKey(Casus, on_delete=models.CASCADE, related_name="tweede_wegingen")
    overleg = models.ForeignKey(
        "cases.Casusoverleg", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    oorzaken_en_gevolgen = models.TextField("oorzaken en gevolgen", blank=True)
    kenmerken_actoren = models.TextField("kenmerken van de actoren", blank=True)
    kenmerken_kwetsbaren = models.TextField("kenmerken van de kwetsbaren", blank=True)
    kenmerken_systeem = models.TextField("kenmerken van het systeem", blank=True)
    kenmerken_omgeving = models.TextField("kenmerken van de omgeving", blank=True)
    socio_economisch = models.TextField("sociaal-economische situatie", blank=True)
    factoren_slachtofferschap = models.TextField("factoren van slachtofferschap", blank=True)
    historie = models.TextField("historie en eerdere meldingen", blank=True)
    benodigde_expertise = models.TextField("expertise die nog nodig is", blank=True)
    mensenhandel = models.BooleanField("mensenhandel")
    zorg_nodig = models.BooleanField("zorg nodig")
    urgentie = models.CharField(max_length=10, choices=Urgentie.choices)
    motivering = models.TextField("motivering")
    wegers = ArrayField(models.CharField(max_length=160), default=list, blank=True)
    instrumenten = models.JSONField(default=dict, blank=True)
    gewogen_at = models.DateTimeField(default=clock.now)
    history = geschiedenis()
    rls = rls.Datum()

    class Meta:
        verbose_name = "2e weging"
        ordering = ["gewogen_at"]


class Gezondheidsbeeld(Gegeven):
    """The part of the analysis that is health data, apart because other rules hold for it."""

    CATEGORIE = Gegevenscategorie.GEZONDHEID
    SOORT = Gegevenssoort.EXCEPTIONEEL

    casus = models.ForeignKey(Casus, on_delete=models.CASCADE, related_name="gezondheidsbeelden")
    cognitief_niveau = models.TextField("cognitief niveau", blank=True)
    psychische_aandoening = models.TextField("psychische aandoening", blank=True)
    verslaving = models.TextField("verslaving", blank=True)
    # Why it may be told without toestemming, where a beroepsgeheim holds (R6).
    motivering = models.TextField("waarom mag u dit delen", blank=True)
    history = geschiedenis()
    rls = rls.Datum()

    class Meta:
        ordering = ["verwerkt_at"]
