"""A melding up to its named end, the vault of the melder, and who decided what about a match."""

from typing import Any, ClassVar
from uuid import UUID

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from cases import sleutels
from cases.models import Casus, Dossier, Persoon, uitgesloten
from ketenregie.foundation import clock, rls
from ketenregie.foundation.errors import NotVisible
from ketenregie.foundation.geheim import VersleuteldVeld
from ketenregie.foundation.history import geschiedenis
from ketenregie.foundation.kenmerk import nieuw_kenmerk
from ketenregie.foundation.models import Basis
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.permissions import Permission
from partners.models import Deelname, Keten
from referentiemodel.enums import JaNeeOnbekend
from referentiemodel.loader import model_van
from referentiemodel.schema import Model


class Status(models.TextChoices):
    """The last five are the only ways in which a melding ends."""

    NIEUW = "nieuw", "Nieuw"
    IN_BEHANDELING = "in_behandeling", "In behandeling"
    DOSSIER_GEVORMD = "dossier_gevormd", "Dossier gevormd"
    TOEGEVOEGD_AAN_DOSSIER = "toegevoegd_aan_dossier", "Toegevoegd aan dossier"
    AFGESLOTEN_ADVIES = "afgesloten_advies", "Afgesloten met advies"
    DOORVERWEZEN = "doorverwezen", "Doorverwezen"
    INGETROKKEN = "ingetrokken", "Ingetrokken"


OPEN = (Status.NIEUW.value, Status.IN_BEHANDELING.value)
EINDEN = (Status.AFGESLOTEN_ADVIES, Status.DOORVERWEZEN, Status.INGETROKKEN)


def _ja_nee(label: str) -> models.CharField:
    """An answer; empty means it was not asked."""
    return models.CharField(label, max_length=10, choices=JaNeeOnbekend.choices, blank=True)


class MeldingQuerySet(models.QuerySet["Melding"]):
    def visible_to(self, viewer: Viewer) -> "MeldingQuerySet":
        """Everything at the meldpunt for who works there, forwarded to it included; nothing for others.

        Who is excluded from the casus that came out of it, is excluded from the melding too.
        """
        if not policy.may(viewer, Permission.MELDPUNT_WERKEN):
            return self.none()
        mine = Q(eigenaar_id=viewer.deelname_id) | Q(
            doorgestuurd_naar_id=viewer.deelname_id, teruggestuurd_at__isnull=True
        )
        return self.filter(~uitgesloten(viewer, "casus"), mine, keten_id=viewer.keten_id)

    def ingediend_door(self, viewer: Viewer) -> "MeldingQuerySet":
        """What the viewer's organisation reported itself."""
        if not policy.may(viewer, Permission.MELDING_DOEN):
            return self.none()
        return self.filter(
            ~uitgesloten(viewer, "casus"), keten_id=viewer.keten_id, indiener_id=viewer.deelname_id
        )

    def overgedragen_door(self, viewer: Viewer) -> "MeldingQuerySet":
        """What the meldpunt handed over; it keeps the vault, so it keeps the melding in sight."""
        if not policy.may(viewer, Permission.MELDPUNT_WERKEN):
            return self.none()
        return self.filter(
            ~uitgesloten(viewer, "casus"),
            keten_id=viewer.keten_id,
            pk__in=self._overgedragen("van_id", viewer),
        ).exclude(eigenaar_id=viewer.deelname_id)

    def overgenomen_door(self, viewer: Viewer) -> "MeldingQuerySet":
        """What the viewer's organisation took over and still owns."""
        if not policy.may(viewer, Permission.OVERDRACHT_BEHANDELEN):
            return self.none()
        return self.filter(
            ~uitgesloten(viewer, "casus"),
            keten_id=viewer.keten_id,
            eigenaar_id=viewer.deelname_id,
            pk__in=self._overgedragen("naar_id", viewer),
        )

    def _overgedragen(self, kolom: str, viewer: Viewer) -> Any:
        rows = apps.get_model("meldpunt", "MeldingOverdracht").objects
        return rows.filter(**{kolom: viewer.deelname_id}, status="aanvaard").values("melding_id")

    def haal(self, viewer: Viewer, pk: UUID) -> "Melding":
        """One melding of the meldpunt, or one that it handed over.

        Raises:
            NotVisible: absent, of another organisation, or the viewer does not work at the meldpunt.
        """
        known = self.visible_to(viewer) | self.overgedragen_door(viewer)
        melding = (
            known.select_related(
                "keten", "eigenaar__organisatie", "indiener__organisatie", "casus", "dossier"
            )
            .filter(pk=pk)
            .first()
        )
        if melding is None:
            raise NotVisible
        return melding


class Melding(Basis):
    """A signaal, melding or adviesvraag on its way to a dossier or another named end.

    Only `korte_inhoud` is required: someone is on the phone. While open it has an owner, a next step
    and a next date (database constraint).
    """

    class Soort(models.TextChoices):
        SIGNAAL = "signaal", "Signaal"
        MELDING = "melding", "Melding"
        ADVIES = "advies", "Adviesvraag"

    class Kanaal(models.TextChoices):
        TELEFOON = "telefoon", "Telefoon"
        EMAIL = "email", "E-mail"
        FORMULIER = "formulier", "Formulier"
        PARTNER = "partner", "Partner"
        API = "api", "Systeem van een partner"

    keten = models.ForeignKey(Keten, on_delete=models.PROTECT, related_name="meldingen")
    kenmerk = models.CharField(max_length=9, unique=True, default=nieuw_kenmerk, editable=False)
    soort = models.CharField("soort", max_length=10, choices=Soort.choices, default=Soort.MELDING)
    kanaal = models.CharField(
        "kanaal", max_length=12, choices=Kanaal.choices, default=Kanaal.TELEFOON
    )
    status = models.CharField(max_length=25, choices=Status.choices, default=Status.NIEUW)
    eigenaar = models.ForeignKey(Deelname, on_delete=models.PROTECT, related_name="meldingen")
    # Empty for what comes in through the public form.
    indiener = models.ForeignKey(
        Deelname,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="ingediende_meldingen",
    )
    # A signaal that came to a partner by mistake: the partner owns it until the meldpunt takes it on.
    doorgestuurd_naar = models.ForeignKey(
        Deelname,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="doorgestuurde_meldingen",
    )
    # The meldpunt did not take it on: the sender's again, until forwarded once more.
    teruggestuurd_at = models.DateTimeField(null=True, blank=True)
    behandelaar_id = models.UUIDField(null=True, blank=True)
    volgende_stap = models.CharField("volgende stap", max_length=200, blank=True)
    volgende_datum = models.DateField("uiterlijk", null=True, blank=True)
    ontvangen_at = models.DateTimeField("ontvangen", default=clock.now)
    einde_at = models.DateTimeField(null=True, blank=True)
    einde_reden = models.TextField("reden van het einde", blank=True)
    dossier = models.ForeignKey(
        Dossier, null=True, blank=True, on_delete=models.PROTECT, related_name="meldingen"
    )
    casus = models.ForeignKey(
        Casus, null=True, blank=True, on_delete=models.PROTECT, related_name="meldingen"
    )

    # What is going on
    korte_inhoud = models.TextField("in het kort")
    verschijningsvormen = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    signalen = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    acuut = models.BooleanField("acuut gevaar", default=False)
    nu_veilig = _ja_nee("nu veilig")
    dreiging = models.CharField("wat dreigt er, en wanneer", max_length=200, blank=True)
    gevaar_anderen = models.CharField(
        "gevaar voor anderen of hulpverleners", max_length=200, blank=True
    )
    locatie = models.CharField("plaats van de uitbuiting", max_length=200, blank=True)
    gemeente = models.CharField("gemeente van de uitbuiting", max_length=60, blank=True)
    gemeente_melding = models.CharField("gemeente van de melding", max_length=60, blank=True)
    periode_van = models.CharField("sinds wanneer", max_length=60, blank=True)
    periode_tot = models.CharField("tot wanneer", max_length=60, blank=True)
    frequentie = models.CharField("hoe vaak", max_length=120, blank=True)
    aantal_slachtoffers = models.CharField("aantal slachtoffers", max_length=40, blank=True)
    aantal_daders = models.CharField("aantal daders", max_length=40, blank=True)
    voertuigen = models.CharField("voertuig of kenteken", max_length=200, blank=True)
    accounts = models.CharField("telefoonnummers of online accounts", max_length=200, blank=True)

    # Who it is about
    persoon_onbekend = models.BooleanField("persoon is onbekend", default=False)
    voornaam = models.CharField("voornaam", max_length=80, blank=True)
    tussenvoegsel = models.CharField("tussenvoegsel", max_length=20, blank=True)
    achternaam = models.CharField("achternaam", max_length=80, blank=True)
    andere_namen = models.CharField("andere namen", max_length=200, blank=True)
    geboortedatum = models.DateField(null=True, blank=True)
    geboorte_omschrijving = models.CharField("geboortedatum of leeftijd", max_length=60, blank=True)
    geboortejaar_van = models.PositiveSmallIntegerField(null=True, blank=True)
    geboortejaar_tot = models.PositiveSmallIntegerField(null=True, blank=True)
    geslacht = models.CharField(
        "geslacht", max_length=10, choices=Persoon.Geslacht.choices, blank=True
    )
    nationaliteit = models.CharField("nationaliteit", max_length=60, blank=True)
    taal = models.CharField("taal", max_length=60, blank=True)
    tolk_nodig = _ja_nee("tolk nodig")
    woonplaats = models.CharField("woonplaats", max_length=80, blank=True)
    adres = models.CharField("adres", max_length=160, blank=True)
    verblijft_nu = models.CharField("waar is de persoon nu", max_length=200, blank=True)
    telefoon = models.CharField("telefoon", max_length=20, blank=True)
    veilig_contact = models.CharField("veilig contact", max_length=200, blank=True)
    wens = models.CharField("wat wil de persoon zelf", max_length=200, blank=True)
    directe_hulp = models.CharField("wat is direct nodig", max_length=200, blank=True)
    vertegenwoordiger = models.CharField("wettelijk vertegenwoordiger", max_length=160, blank=True)

    # Who is involved already
    hulpverlening_betrokken = _ja_nee("hulpverlening betrokken")
    politie_gebeld = _ja_nee("politie gebeld")
    zorgcoordinator_betrokken = _ja_nee("zorgcoördinator betrokken")
    zorgcoordinator = models.ForeignKey(
        Deelname, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    zorgcoordinator_naam = models.CharField("naam zorgcoördinator", max_length=120, blank=True)
    extern_kenmerk = models.CharField("kenmerk elders", max_length=60, blank=True)
    gegeven_advies = models.TextField("gegeven advies", blank=True)

    # How the name looks and sounds; kept by the database (zicht.sql), like those of Persoon.
    zoeknaam = models.CharField(max_length=200, blank=True, editable=False)
    klanken = ArrayField(models.CharField(max_length=12), default=list, blank=True, editable=False)
    # Telephone numbers and accounts in it, as keys (cases/sleutels.py).
    nummers = ArrayField(models.CharField(max_length=80), default=list, blank=True, editable=False)
    history = geschiedenis()
    # Who filed it adds files and answers; meldpunt/services says what else each may.
    rls = rls.Zicht(wijzigen=("eigenaar", "indiener", "doorgestuurd_naar"))

    objects: ClassVar[models.Manager["Melding"]] = MeldingQuerySet.as_manager()

    class Meta:
        verbose_name = "melding"
        verbose_name_plural = "meldingen"
        ordering = ["-ontvangen_at"]
        indexes = [
            models.Index(
                fields=["eigenaar", "-acuut", "volgende_datum"],
                condition=Q(status__in=OPEN),
                name="melding_open",
            ),
            # The order of the desk. By keten: what was forwarded stands in the same list, and a
            # condition with "or" walks an index only when the order comes first.
            models.Index(
                fields=["keten", "-acuut", "volgende_datum", "ontvangen_at", "id"],
                condition=Q(status__in=OPEN),
                name="bureau_open",
            ),
            models.Index(
                fields=["keten", "-einde_at", "id"],
                condition=~Q(status__in=OPEN),
                name="bureau_afgerond",
            ),
            models.Index(fields=["indiener", "-ontvangen_at"], name="melding_indiener"),
            GinIndex(fields=["nummers"], name="melding_nummers"),
            models.Index(
                fields=["behandelaar_id", "volgende_datum"],
                condition=Q(status__in=OPEN),
                name="melding_behandelaar",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="melding_open_heeft_vervolg_of_einde_heeft_reden",
                condition=(
                    Q(status__in=OPEN, volgende_datum__isnull=False, einde_at__isnull=True)
                    & ~Q(volgende_stap="")
                )
                | (Q(einde_at__isnull=False) & ~Q(status__in=OPEN) & ~Q(einde_reden="")),
            ),
            models.CheckConstraint(
                name="melding_doorgestuurd_is_nieuw",
                condition=Q(doorgestuurd_naar__isnull=True)
                | (Q(status="nieuw") & ~Q(doorgestuurd_naar=F("eigenaar"))),
            ),
            models.CheckConstraint(
                name="melding_terug_na_doorsturen",
                condition=Q(teruggestuurd_at__isnull=True) | Q(doorgestuurd_naar__isnull=False),
            ),
            models.CheckConstraint(
                name="melding_dossier_bij_dossiervorming",
                condition=~Q(status__in=["dossier_gevormd", "toegevoegd_aan_dossier"])
                | Q(dossier__isnull=False, casus__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.kenmerk

    def save(self, *args: Any, **kwargs: Any) -> None:
        found = [f"tel:{n}" for n in (sleutels.telefoon(self.telefoon),) if n]
        found += sleutels.nummers(self.accounts, self.veilig_contact, self.telefoon)
        self.nummers = [n[:80] for n in dict.fromkeys(found)]
        if "update_fields" in kwargs and kwargs["update_fields"] is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "nummers"}
        super().save(*args, **kwargs)

    @property
    def model(self) -> Model:
        """The referentiemodel that the keten works with now."""
        return model_van(self.keten.modelversie_id)

    @property
    def wacht_op_aannemen(self) -> bool:
        """Forwarded, and the sender is still responsible."""
        return self.doorgestuurd_naar_id is not None and self.teruggestuurd_at is None

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    @property
    def naam(self) -> str:
        """Full name of the person it is about, or "Onbekende persoon"."""
        delen = (self.voornaam, self.tussenvoegsel, self.achternaam)
        return " ".join(d for d in delen if d) or "Onbekende persoon"

    def verschijningsvorm_namen(self) -> list[str]:
        lijst = self.model.waardelijst("verschijningsvorm")
        return [lijst.label(v) for v in self.verschijningsvormen]


class Melder(Basis):
    """The vault: who reported it. Only the meldpunt that owns the melding can open it.

    Never part of a casus, document, export or API answer (R19). Who files for a partner may put a
    melder in and cannot read it back.
    """

    class Soort(models.TextChoices):
        BURGER = "burger", "Burger"
        PROFESSIONAL = "professional", "Professional"
        SLACHTOFFER = "slachtoffer", "Slachtoffer"

    melding = models.OneToOneField(Melding, on_delete=models.CASCADE, related_name="melder")
    eigenaar = models.ForeignKey(Deelname, on_delete=models.PROTECT, related_name="+")
    soort = models.CharField("soort melder", max_length=15, choices=Soort.choices, blank=True)
    anoniem = models.BooleanField("wil anoniem blijven", default=False)
    mag_bellen = _ja_nee("mag teruggebeld worden")
    gevaar_bij_herleiding = models.BooleanField("gevaar als de melder bekend wordt", default=False)
    # Of the receipt code: a keyed hash, so that the code itself stands nowhere.
    code_hash = models.BinaryField(null=True, unique=True, editable=False)
    taal = models.CharField("taal van de melder", max_length=5, blank=True)
    naam_versleuteld = models.BinaryField(null=True)
    contact_versleuteld = models.BinaryField(null=True)
    organisatie_versleuteld = models.BinaryField(null=True)
    relatie_versleuteld = models.BinaryField(null=True)
    naam = VersleuteldVeld("naam_versleuteld")
    contact = VersleuteldVeld("contact_versleuteld")
    organisatie = VersleuteldVeld("organisatie_versleuteld")
    # Relation to the person and interest in the case.
    relatie = VersleuteldVeld("relatie_versleuteld")
    history = geschiedenis()
    rls = rls.Een(
        (rls.Deelname("eigenaar"),),
        # Who files for someone puts the melder in and cannot read it back.
        schrijven=rls.Via("melding"),
        wijzigen=rls.Deelname("eigenaar"),
    )

    class Meta:
        verbose_name = "melder"
        constraints = [
            models.CheckConstraint(
                name="melder_anoniem_zonder_naam",
                condition=Q(anoniem=False) | Q(naam_versleuteld__isnull=True),
            )
        ]

    @property
    def omschrijving(self) -> str:
        """What may stand on the page without opening the vault."""
        soort = self.get_soort_display() or "Melder"
        if self.anoniem:
            return f"{soort}, wil anoniem blijven"
        return f"{soort}, {'naam bekend' if self.naam_versleuteld else 'naam niet bekend'}"


class MeldingMatch(Basis):
    """What a person decided about a suggestion (R17); can be taken back, both stay on record."""

    class Besluit(models.TextChoices):
        ZELFDE = "zelfde", "Zelfde persoon"
        ANDER = "ander", "Ander persoon"

    melding = models.ForeignKey(Melding, on_delete=models.CASCADE, related_name="matches")
    eigenaar = models.ForeignKey(Deelname, on_delete=models.PROTECT, related_name="+")
    dossier = models.ForeignKey(
        Dossier, null=True, blank=True, on_delete=models.PROTECT, related_name="matches"
    )
    andere_melding = models.ForeignKey(
        Melding, null=True, blank=True, on_delete=models.CASCADE, related_name="matches_andersom"
    )
    besluit = models.CharField(max_length=10, choices=Besluit.choices)
    # What the suggestion said at that moment; empty when the person chose without one.
    sterkte = models.CharField(max_length=15, blank=True)
    redenen = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    toelichting = models.CharField("toelichting", max_length=300, blank=True)
    besloten_at = models.DateTimeField(default=clock.now)
    herroepen_at = models.DateTimeField(null=True, blank=True)
    herroepen_door_id = models.UUIDField(null=True, blank=True)
    herroepen_reden = models.CharField(max_length=300, blank=True)
    history = geschiedenis()
    rls = rls.Deelname("eigenaar")

    class Meta:
        verbose_name = "besluit over een match"
        ordering = ["besloten_at"]
        constraints = [
            models.CheckConstraint(
                name="match_over_een_ding",
                condition=Q(dossier__isnull=False, andere_melding__isnull=True)
                | Q(dossier__isnull=True, andere_melding__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["melding", "dossier"],
                condition=Q(herroepen_at__isnull=True),
                name="match_een_besluit_dossier",
            ),
            models.UniqueConstraint(
                fields=["melding", "andere_melding"],
                condition=Q(herroepen_at__isnull=True),
                name="match_een_besluit_melding",
            ),
        ]
