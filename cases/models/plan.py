"""Plan van aanpak: concept, ter instemming, vastgesteld and then frozen."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from cases.models.casus import Casus
from cases.models.gegeven import Gegeven
from ketenregie.foundation import clock, rls
from ketenregie.foundation.history import geschiedenis
from ketenregie.foundation.models import Basis
from ketenregie.foundation.viewer import Viewer
from partners.models import Deelname
from referentiemodel.enums import Domein, Functie, Gegevenscategorie, Gegevenssoort

# Functies that carry out their own acties and follow no others.
ALLEEN_EIGEN = frozenset({Functie.BEHANDELAAR})


class PlanVanAanpak(Basis):
    """One numbered version of the plan of a casus."""

    class Status(models.TextChoices):
        CONCEPT = "concept", "Concept"
        TER_INSTEMMING = "ter_instemming", "Ter instemming"
        VASTGESTELD = "vastgesteld", "Vastgesteld"
        INGETROKKEN = "ingetrokken", "Ingetrokken"

    casus = models.ForeignKey(Casus, on_delete=models.CASCADE, related_name="plannen")
    nummer = models.PositiveSmallIntegerField("versie van het plan")
    status = models.CharField(max_length=15, choices=Status.choices, default=Status.CONCEPT)
    opsteller = models.ForeignKey(Deelname, on_delete=models.PROTECT, related_name="+")
    samenvatting = models.TextField("in het kort", blank=True)
    voorstel_inhoud = models.TextField("voorstel op inhoud", blank=True)
    voorstel_proces = models.TextField("voorstel op proces", blank=True)
    voorstel_rollen = models.TextField("voorstel op rollen", blank=True)
    monitoring = models.TextField("monitorings- en regieafspraken", blank=True)
    regievoerder = models.ForeignKey(
        Deelname, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    evaluatiedatum = models.DateField("evaluatiedatum", null=True, blank=True)
    ter_instemming_at = models.DateTimeField(null=True, blank=True)
    instemmen_voor = models.DateField(null=True, blank=True)
    vastgesteld_at = models.DateTimeField(null=True, blank=True)
    vastgesteld_door_id = models.UUIDField(null=True, blank=True)
    # Why it was vastgesteld although an organisation objected or did not answer.
    vaststelreden = models.TextField("toelichting bij het vaststellen", blank=True)
    # What was agreed: {"items": [...]}, each with its own salt and hash (cases/documents.py). A destroyed
    # datum loses value and salt and keeps its hash; plan.sql refuses every other change.
    inhoud = models.JSONField(null=True, blank=True)
    controlegetal = models.CharField(max_length=64, blank=True)
    history = geschiedenis()
    rls = rls.Via("casus")

    class Meta:
        verbose_name = "plan van aanpak"
        ordering = ["nummer"]
        constraints = [
            models.UniqueConstraint(fields=["casus", "nummer"], name="plan_nummer"),
            models.UniqueConstraint(
                fields=["casus"],
                condition=Q(status__in=["concept", "ter_instemming"]),
                name="plan_een_in_bewerking",
            ),
            models.CheckConstraint(
                name="plan_vastgesteld_is_compleet",
                condition=~Q(status="vastgesteld")
                | (Q(vastgesteld_at__isnull=False, inhoud__isnull=False) & ~Q(controlegetal="")),
            ),
        ]


class Plandoel(Basis):
    """A goal of the plan with the result that shows it is reached."""

    plan = models.ForeignKey(PlanVanAanpak, on_delete=models.CASCADE, related_name="doelen")
    volgorde = models.PositiveSmallIntegerField(default=1)
    doel = models.CharField("doel", max_length=300)
    resultaat = models.CharField("resultaat", max_length=300)
    uiterlijk = models.DateField("uiterlijk", null=True, blank=True)
    history = geschiedenis()
    rls = rls.Via("plan")
    rls_weg = "een doel van een concept; de geschiedenis bewaart het"

    class Meta:
        ordering = ["volgorde", "created_at"]


class ActieQuerySet(models.QuerySet["Actie"]):
    def in_uitvoering(self) -> "ActieQuerySet":
        """Acties that were agreed; those of a plan in the making do not count yet."""
        return self.filter(Q(plan=None) | Q(plan__status=PlanVanAanpak.Status.VASTGESTELD))

    def voor_uitvoerder(self, viewer: Viewer) -> "ActieQuerySet":
        """Who comes from the flexibele schil works on the acties of the own organisation."""
        if viewer.functie not in ALLEEN_EIGEN:
            return self
        return self.filter(
            Q(deelname_id=viewer.deelname_id)
            | Q(toewijzingen__naar_id=viewer.deelname_id, toewijzingen__status="gestuurd")
        ).distinct()

    def open(self) -> "ActieQuerySet":
        return self.filter(status__in=[Actie.Status.OPEN, Actie.Status.BEZIG])


class Actie(Gegeven):
    """What one organisation does, in which role, by when."""

    class Status(models.TextChoices):
        OPEN = "open", "Open"
        BEZIG = "bezig", "Bezig"
        GEDAAN = "gedaan", "Gedaan"
        VERVALLEN = "vervallen", "Vervallen"

    CATEGORIE = Gegevenscategorie.PROCES
    SOORT = Gegevenssoort.DYNAMISCH

    casus = models.ForeignKey(Casus, on_delete=models.CASCADE, related_name="acties")
    plan = models.ForeignKey(
        PlanVanAanpak, null=True, blank=True, on_delete=models.PROTECT, related_name="acties"
    )
    omschrijving = models.CharField("actie", max_length=300)
    deelname = models.ForeignKey(Deelname, on_delete=models.PROTECT, related_name="acties")
    rol = models.CharField("rol", max_length=80)
    # A functie or a colleague there, where it matters who; whoever takes it up is in Toewijzing.
    voor_wie = models.CharField("voor welke functie of persoon", max_length=120, blank=True)
    domein = models.CharField(max_length=12, choices=Domein.choices)
    uiterlijk = models.DateField("uiterlijk")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.OPEN)
    resultaat = models.TextField("resultaat", blank=True)
    afgerond_at = models.DateTimeField(null=True, blank=True)
    # In a next version of the plan: the running actie that this draft changes.
    vervangt = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.CASCADE, related_name="voorstellen"
    )
    history = geschiedenis()
    rls = rls.Datum(
        samen="een plan wordt samen opgesteld; een vastgesteld plan bevriest (plan.sql)"
    )
    rls_weg = "een actie van een concept; de geschiedenis bewaart haar"

    objects: ClassVar[models.Manager["Actie"]] = ActieQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = "actie"
        ordering = ["uiterlijk", "created_at"]
        indexes = [
            models.Index(
                fields=["deelname", "uiterlijk"],
                condition=Q(status__in=["open", "bezig"]),
                name="actie_open",
            ),
            # What is late anywhere, for who owns most casussen.
            models.Index(
                fields=["uiterlijk"],
                condition=Q(status__in=["open", "bezig"]),
                name="actie_open_dag",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="actie_afgerond_heeft_moment_en_tekst",
                condition=Q(status__in=["open", "bezig"])
                | (Q(afgerond_at__isnull=False) & ~Q(resultaat="")),
            )
        ]


class Instemming(Basis):
    """The answer of one deelname to one plan, given on a mandaat."""

    class Oordeel(models.TextChoices):
        INSTEMMING = "instemming", "Stemt in"
        OPMERKING = "opmerking", "Stemt in met een opmerking"
        BEZWAAR = "bezwaar", "Heeft bezwaar"

        @property
        def ingestemd(self) -> bool:
            return self != Instemming.Oordeel.BEZWAAR

    plan = models.ForeignKey(PlanVanAanpak, on_delete=models.CASCADE, related_name="instemmingen")
    deelname = models.ForeignKey(Deelname, on_delete=models.PROTECT, related_name="+")
    oordeel = models.CharField(max_length=12, choices=Oordeel.choices)
    toelichting = models.TextField("toelichting", blank=True)
    medewerker_id = models.UUIDField()
    medewerker_naam = models.CharField(max_length=120)
    mandaatgever = models.CharField(max_length=120)
    gegeven_at = models.DateTimeField(default=clock.now)
    history = geschiedenis()
    rls = rls.Een(
        (rls.Via("plan"),),
        schrijven=rls.En((rls.Via("plan"), rls.Deelname())),
        verwijderen=rls.Via("plan"),
    )
    rls_weg = "een plan dat wordt teruggenomen; de geschiedenis bewaart het antwoord"

    class Meta:
        ordering = ["gegeven_at"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "deelname"], name="instemming_eenmalig"),
            models.CheckConstraint(
                name="instemming_bezwaar_heeft_reden",
                condition=Q(oordeel="instemming") | ~Q(toelichting=""),
            ),
        ]
