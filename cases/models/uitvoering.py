"""Uitvoering: interventies, nazorg, bedenktijd, the flag of the onderzoek, and clocks."""

from django.db import models
from django.db.models import Q

from cases.models.betrokkene import Betrokkene
from cases.models.casus import Casus
from cases.models.gegeven import Gegeven
from cases.models.klok import Klok
from ketenregie.foundation import clock, rls
from ketenregie.foundation.history import geschiedenis
from ketenregie.foundation.models import Basis
from partners.models import Aanbod, Deelname
from referentiemodel.enums import Domein, Gegevenscategorie, Gegevenssoort

# Written by the organisation it is about, in a casus it takes part in.
EIGEN = rls.En((rls.Via("casus"), rls.Deelname()))


class Interventie(Gegeven):
    """A measure for slachtoffer, dader or surroundings, with its effect.

    The category follows the domein of who carries it out: zorg detail and veiligheid detail stay
    apart unless a deelregel says otherwise (R31).
    """

    SOORT = Gegevenssoort.DYNAMISCH
    CATEGORIE_PER_DOMEIN = {
        Domein.ZORG: Gegevenscategorie.HULPVERLENING,
        Domein.VEILIGHEID: Gegevenscategorie.TOEZICHT_HANDHAVING,
        Domein.BEIDE: Gegevenscategorie.SOCIAAL_DOMEIN,
    }

    casus = models.ForeignKey(Casus, on_delete=models.CASCADE, related_name="interventies")
    soort = models.CharField(max_length=30)
    doelgroep = models.CharField(max_length=30)
    uitvoerder = models.ForeignKey(Deelname, on_delete=models.PROTECT, related_name="interventies")
    # Whom it is for; only for who may know the person. Empty: a place, a network, everybody.
    betrokkene = models.ForeignKey(
        Betrokkene, null=True, blank=True, on_delete=models.PROTECT, related_name="interventies"
    )
    # What the uitvoerder offers on the sociale kaart.
    aanbod = models.ForeignKey(
        Aanbod, null=True, blank=True, on_delete=models.SET_NULL, related_name="interventies"
    )
    omschrijving = models.CharField("wat is ingezet", max_length=300)
    op_wachtlijst = models.BooleanField("staat op de wachtlijst", default=False)
    start = models.DateField("start", default=clock.today)
    eind = models.DateField("eind", null=True, blank=True)
    effect = models.CharField(max_length=20, blank=True)
    wat_ging_goed = models.TextField("wat ging goed", blank=True)
    wat_ging_minder = models.TextField("wat ging minder goed", blank=True)
    history = geschiedenis()
    rls = rls.Datum(ook=("uitvoerder",))

    class Meta:
        verbose_name = "interventie"
        ordering = ["start", "created_at"]
        constraints = [
            models.CheckConstraint(
                name="interventie_afgerond_heeft_effect",
                condition=Q(eind__isnull=True, effect="") | (Q(eind__isnull=False) & ~Q(effect="")),
            )
        ]

    @property
    def stand(self) -> str:
        """wachtlijst, gestart or afgerond."""
        if self.eind:
            return "afgerond"
        return "wachtlijst" if self.op_wachtlijst else "gestart"

    @classmethod
    def categorie_van(cls, domein: str, soort: str) -> Gegevenscategorie:
        """Category of a measure; an organisation of both domeinen is told by the kind of measure."""
        if domein == Domein.BEIDE:
            domein = {"zorg": Domein.ZORG, "strafrechtelijk": Domein.VEILIGHEID}.get(soort, domein)
        return cls.CATEGORIE_PER_DOMEIN[Domein(domein)]


class Gremium(Gegeven):
    """Another table where this person is discussed, so that plans do not pile up unseen."""

    class Soort(models.TextChoices):
        ZORG = "zorg", "Overleg over zorg of gezin"
        VEILIGHEID = "strafrechtelijk", "Overleg over veiligheid of opsporing"
        BESTUURLIJK = "bestuurlijk", "Overleg van gemeente of bestuur"

    casus = models.ForeignKey(Casus, on_delete=models.CASCADE, related_name="gremia")
    betrokkene = models.ForeignKey(Betrokkene, on_delete=models.PROTECT, related_name="gremia")
    soort = models.CharField(max_length=20, choices=Soort.choices)
    naam = models.CharField("naam van het overleg", max_length=120)
    contact = models.CharField("wie belt u daar", max_length=120, blank=True)
    sinds = models.DateField("sinds", default=clock.today)
    tot = models.DateField("tot", null=True, blank=True)
    history = geschiedenis()
    rls = rls.Datum()

    class Meta:
        verbose_name = "ander overleg"
        verbose_name_plural = "andere overleggen"
        ordering = ["created_at"]


class Nazorg(Gegeven):
    """A care question handed to an organisation that must accept it."""

    class Status(models.TextChoices):
        GEVRAAGD = "gevraagd", "Gevraagd"
        AANVAARD = "aanvaard", "Aanvaard"
        GEWEIGERD = "geweigerd", "Geweigerd"
        WACHTLIJST = "wachtlijst", "Op de wachtlijst"
        GESTART = "gestart", "Gestart"
        AFGEROND = "afgerond", "Afgerond"

    CATEGORIE = Gegevenscategorie.HULPVERLENING

    casus = models.ForeignKey(Casus, on_delete=models.CASCADE, related_name="nazorg")
    betrokkene = models.ForeignKey(
        Betrokkene, null=True, blank=True, on_delete=models.PROTECT, related_name="nazorg"
    )
    vraag = models.CharField("zorgvraag", max_length=300)
    deelname = models.ForeignKey(Deelname, on_delete=models.PROTECT, related_name="nazorg")
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.GEVRAAGD)
    reactie = models.CharField("toelichting", max_length=300, blank=True)
    terugvalcheck = models.DateField("terugvalcheck op", null=True, blank=True)
    beantwoord_at = models.DateTimeField(null=True, blank=True)
    history = geschiedenis()
    rls = rls.Datum(ook=("deelname",))

    class Meta:
        verbose_name = "nazorg"
        verbose_name_plural = "nazorg"
        ordering = ["created_at"]


class Bedenktijd(Gegeven):
    """Reflection period (B8): at most three calendar months, Dublin thirty days, never twice (R22)."""

    class Status(models.TextChoices):
        AANGEBODEN = "aangeboden", "Aangeboden"
        LOPEND = "lopend", "Loopt"
        AANGIFTE = "aangifte", "Aangifte gedaan"
        MEDEWERKING = "medewerking", "Medewerking verleend"
        AFGEZIEN = "afgezien", "Afgezien"
        VERLOPEN = "verlopen", "Verlopen"

    CATEGORIE = Gegevenscategorie.VERBLIJFSSTATUS

    casus = models.ForeignKey(Casus, on_delete=models.CASCADE, related_name="bedenktijden")
    betrokkene = models.ForeignKey(
        Betrokkene, on_delete=models.PROTECT, related_name="bedenktijden"
    )
    status = models.CharField(max_length=12, choices=Status.choices)
    dublin = models.BooleanField("Dublinprocedure", default=False)
    start = models.DateField("start", null=True, blank=True)
    eind = models.DateField("eind", null=True, blank=True)
    overgedragen_aan = models.CharField("overgedragen aan", max_length=120, blank=True)
    history = geschiedenis()
    rls = rls.Datum(
        samen="politie, KMar en Arbeidsinspectie nemen een bedenktijd van elkaar over (Vc B8/3)"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["betrokkene"], name="bedenktijd_eenmalig"),
            models.CheckConstraint(
                name="bedenktijd_lopend_heeft_data",
                condition=~Q(status="lopend") | Q(start__isnull=False, eind__isnull=False),
            ),
        ]


class StrafrechtelijkOnderzoek(Basis):
    """One flag, set and released by OM, politie or Arbeidsinspectie; it can tip off by itself (R21).

    It stands alone: changing it touches neither the casus nor its tijdlijn. Until released only the
    deelname that set it reads the row.
    """

    class Vlag(models.TextChoices):
        ONBEKEND = "onbekend", "Onbekend"
        JA = "ja", "Ja"
        NEE = "nee", "Nee"
        AFGESLOTEN = "afgesloten", "Afgesloten"

    casus = models.ForeignKey(Casus, on_delete=models.CASCADE, related_name="onderzoeken")
    deelname = models.ForeignKey(Deelname, on_delete=models.PROTECT, related_name="+")
    vlag = models.CharField(max_length=12, choices=Vlag.choices, default=Vlag.ONBEKEND)
    vrijgegeven = models.BooleanField("vrijgegeven", default=False)
    history = geschiedenis()
    rls = rls.Een((rls.Deelname(), rls.ViaAls("casus", "vrijgegeven")), schrijven=EIGEN)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["casus", "deelname"], name="onderzoek_een_per_deelname")
        ]


class Termijn(Klok):
    """A clock on a casus, of one organisation."""

    casus = models.ForeignKey(Casus, on_delete=models.CASCADE, related_name="termijnen")
    deelname = models.ForeignKey(Deelname, on_delete=models.PROTECT, related_name="termijnen")
    history = geschiedenis()
    # A terugkoppeling is owed also by who left the casus (R15): that clock and nothing else of the casus.
    rls = rls.Een(
        (
            rls.Via("casus"),
            rls.EigenPlicht("sleutel", "terugkoppeling:", "casus", "uitgesloten_casussen"),
        ),
        schrijven=rls.Via("casus"),
        # Of a casus that is not visible only the answer is written (zicht.sql).
        wijzigen=rls.Een(
            (
                rls.Via("casus"),
                rls.EigenPlicht("sleutel", "terugkoppeling:", "casus", "uitgesloten_casussen"),
            )
        ),
    )

    class Meta:
        ordering = ["uiterlijk"]
        indexes = [
            models.Index(
                fields=["deelname", "uiterlijk"],
                condition=Q(voldaan_at__isnull=True),
                name="termijn_open",
            ),
            models.Index(
                fields=["deelname", "sleutel"],
                condition=Q(voldaan_at__isnull=True),
                name="termijn_soort",
            ),
            # What the ladder walks, of all organisations together.
            models.Index(
                fields=["uiterlijk"],
                condition=Q(voldaan_at__isnull=True, gepauzeerd_op__isnull=True),
                name="termijn_lopend",
            ),
        ]
        constraints = [
            *Klok.Meta.constraints,
            models.UniqueConstraint(
                fields=["casus", "sleutel"],
                condition=Q(voldaan_at__isnull=True),
                name="termijn_een_lopende",
            ),
        ]


class DoorTaken(rls.Via):
    """Read by who sees the casus, written by tasks only."""

    privileges = "SELECT"


class Trede(Basis):
    """One step of the ladder that was taken for one last day of a termijn: who heard of it."""

    class Nummer(models.IntegerChoices):
        EIGENAAR = 1, "Wie aan zet is"
        EINDVERANTWOORDELIJK = 2, "Eindverantwoordelijke"
        PROCESREGISSEUR = 3, "Procesregisseur"

    casus = models.ForeignKey(Casus, on_delete=models.CASCADE, related_name="treden")
    termijn = models.ForeignKey(Termijn, on_delete=models.CASCADE, related_name="treden")
    nummer = models.PositiveSmallIntegerField(choices=Nummer.choices)
    uiterlijk = models.DateField()
    deelname = models.ForeignKey(Deelname, on_delete=models.PROTECT, related_name="+")
    history = geschiedenis()
    rls = DoorTaken("casus")

    class Meta:
        verbose_name = "trede"
        verbose_name_plural = "treden"
        ordering = ["created_at", "nummer"]
        constraints = [
            # Two beats at once, or a beat after days of downtime, take each step once.
            models.UniqueConstraint(fields=["termijn", "uiterlijk", "nummer"], name="trede_eenmaal")
        ]


class InfoVooraf(Basis):
    """One ticked item of "information needed beforehand" of an activiteit."""

    casus = models.ForeignKey(Casus, on_delete=models.CASCADE, related_name="info_vooraf")
    activiteit = models.CharField(max_length=60)
    item = models.CharField(max_length=80)
    afgevinkt_at = models.DateTimeField(default=clock.now)
    deelname = models.ForeignKey(Deelname, on_delete=models.PROTECT, related_name="+")
    history = geschiedenis()
    rls = rls.Een((rls.Via("casus"),), schrijven=EIGEN, verwijderen=rls.Via("casus"))
    rls_weg = "een vinkje dat iemand van de activiteit weer uitzet"

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["casus", "activiteit", "item"], name="info_vooraf_eenmalig"
            )
        ]
