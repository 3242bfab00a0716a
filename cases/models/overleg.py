"""The casusoverleg: agenda, invitations and what partners bring and ask."""

from django.db import models

from cases.models.casus import Casus
from cases.models.gegeven import Gegeven
from ketenregie.foundation import clock, rls
from ketenregie.foundation.history import geschiedenis
from ketenregie.foundation.models import Basis
from partners.models import Deelname, Keten
from referentiemodel.enums import Gegevenscategorie, Gegevenssoort


class Casusoverleg(Basis):
    """A meeting; time and place only, what is discussed hangs on the casussen."""

    class Status(models.TextChoices):
        GEPLAND = "gepland", "Gepland"
        GEHOUDEN = "gehouden", "Gehouden"
        VERVALLEN = "vervallen", "Vervallen"

    keten = models.ForeignKey(Keten, on_delete=models.PROTECT, related_name="overleggen")
    organisator = models.ForeignKey(Deelname, on_delete=models.PROTECT, related_name="overleggen")
    begint_at = models.DateTimeField("begint")
    eindigt_at = models.DateTimeField("eindigt")
    locatie = models.CharField("locatie", max_length=120, blank=True)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.GEPLAND)
    gehouden_at = models.DateTimeField(null=True, blank=True)
    history = geschiedenis()
    rls = rls.Een((rls.Keten(),), schrijven=rls.En((rls.Keten(), rls.Deelname("organisator"))))

    class Meta:
        verbose_name = "casusoverleg"
        ordering = ["-begint_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(eindigt_at__gt=models.F("begint_at")), name="overleg_duurt"
            )
        ]


class Agendapunt(Basis):
    """One casus on the agenda of one overleg."""

    overleg = models.ForeignKey(Casusoverleg, on_delete=models.CASCADE, related_name="agendapunten")
    casus = models.ForeignKey(Casus, on_delete=models.CASCADE, related_name="agendapunten")
    volgorde = models.PositiveSmallIntegerField()
    bijdragen_voor = models.DateField("bijdragen uiterlijk")
    # Why it stands here, as it was proposed; and how long the table takes for it.
    waarom = models.CharField("waarom", max_length=200, blank=True)
    minuten = models.PositiveSmallIntegerField("minuten", default=15)
    # Latest of the agenda: what the table talks about now.
    aan_de_orde_at = models.DateTimeField(null=True, blank=True)
    besproken_at = models.DateTimeField(null=True, blank=True)
    besluit = models.TextField("besluit", blank=True)
    history = geschiedenis()
    rls = rls.Een(
        (rls.Via("casus"),),
        schrijven=rls.En((rls.Via("casus"), rls.ViaVan("overleg", "organisator"))),
    )

    class Meta:
        ordering = ["volgorde"]
        constraints = [
            models.UniqueConstraint(fields=["overleg", "casus"], name="agendapunt_eenmalig")
        ]


class OverlegUitnodiging(Basis):
    """A deelname asked at the table for one casus, and why."""

    class Status(models.TextChoices):
        UITGENODIGD = "uitgenodigd", "Uitgenodigd"
        KOMT = "komt", "Komt"
        AFGEMELD = "afgemeld", "Afgemeld"
        AANWEZIG = "aanwezig", "Aanwezig"
        AFWEZIG = "afwezig", "Afwezig"

    overleg = models.ForeignKey(
        Casusoverleg, on_delete=models.CASCADE, related_name="uitnodigingen"
    )
    casus = models.ForeignKey(Casus, on_delete=models.CASCADE, related_name="overleguitnodigingen")
    deelname = models.ForeignKey(Deelname, on_delete=models.PROTECT, related_name="+")
    waarom = models.CharField("waarom", max_length=200)
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.UITGENODIGD)
    vervanger = models.CharField("vervanger", max_length=120, blank=True)
    toelichting = models.CharField("toelichting", max_length=200, blank=True)
    # "We have nothing to bring": an answer too, so that the request does not stay open for ever.
    geen_inbreng_at = models.DateTimeField(null=True, blank=True)
    # Came in for this meeting only: its part in the casus ends when the meeting is closed (R14).
    incidenteel = models.BooleanField("alleen voor dit overleg", default=False)
    history = geschiedenis()
    rls = rls.Een(
        (rls.Via("casus"), rls.Deelname()),
        schrijven=rls.En((rls.Via("casus"), rls.ViaVan("overleg", "organisator"))),
        # Answered by who is asked, attendance noted by who holds the meeting.
        wijzigen=rls.Een((rls.Deelname(), rls.ViaVan("overleg", "organisator"))),
    )

    class Meta:
        verbose_name = "uitnodiging voor een casusoverleg"
        ordering = ["created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["overleg", "casus", "deelname"], name="overleguitnodiging_eenmalig"
            )
        ]


class Tafelnotitie(Gegeven):
    """One field of the analysis, written together at the table; the 2e weging is made of these."""

    CATEGORIE = Gegevenscategorie.PROCES
    SOORT = Gegevenssoort.EXCEPTIONEEL

    casus = models.ForeignKey(Casus, on_delete=models.CASCADE, related_name="tafelnotities")
    overleg = models.ForeignKey(Casusoverleg, on_delete=models.CASCADE, related_name="notities")
    veld = models.CharField(max_length=40)
    tekst = models.TextField("tekst", blank=True)
    # Who wrote last, for the people at the table; every state is in the history.
    schrijver = models.CharField("schrijver", max_length=240)
    geschreven_at = models.DateTimeField(default=clock.now)
    history = geschiedenis()
    rls = rls.Datum(samen="aan tafel schrijft men samen; elke stand blijft in de geschiedenis")

    class Meta:
        verbose_name = "analyse aan tafel"
        ordering = ["veld"]
        constraints = [
            models.UniqueConstraint(
                fields=["overleg", "casus", "veld"], name="tafelnotitie_een_per_veld"
            )
        ]


class Bijdrage(Gegeven):
    """What a partner brings to a casus, with the category it chose itself, and what it asks."""

    casus = models.ForeignKey(Casus, on_delete=models.CASCADE, related_name="bijdragen")
    overleg = models.ForeignKey(
        Casusoverleg, null=True, blank=True, on_delete=models.PROTECT, related_name="bijdragen"
    )
    tekst = models.TextField("wat brengt u in")
    vraag = models.TextField("wat vraagt u", blank=True)
    bron = models.CharField("bron", max_length=200, blank=True)
    # Art. 8/13 Wpg; other police data never come in (R5, R24).
    wpg_artikel = models.CharField(max_length=2, blank=True)
    # Why it may be told without toestemming, where a beroepsgeheim holds (R6).
    motivering = models.TextField("waarom mag u dit delen", blank=True)
    history = geschiedenis()
    rls = rls.Datum()

    class Meta:
        verbose_name = "bijdrage"
        ordering = ["verwerkt_at"]
        constraints = [
            models.CheckConstraint(
                name="bijdrage_politiegegevens_artikel_8_of_13",
                condition=~models.Q(gegevenscategorie="politiegegevens_8_13")
                | models.Q(wpg_artikel__in=["8", "13"]),
            ),
            models.CheckConstraint(name="bijdrage_heeft_tekst", condition=~models.Q(tekst="")),
        ]
