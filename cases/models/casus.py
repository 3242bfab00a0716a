"""The casus: state, owner, next step; what a viewer may see of it and with which letters."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar, NamedTuple
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, Expression, F, Func, OuterRef, Q
from django.db.models.functions import JSONObject

from cases.models.dossier import Dossier
from ketenregie.foundation import clock, rls
from ketenregie.foundation.errors import NotVisible
from ketenregie.foundation.history import geschiedenis
from ketenregie.foundation.kenmerk import nieuw_kenmerk
from ketenregie.foundation.locking import houd_vast
from ketenregie.foundation.models import Basis
from ketenregie.foundation.rijvraag import PerRij
from ketenregie.foundation.viewer import Viewer
from ketenregie.foundation.voorbereid import Voorbereid
from partners.access.grants import Herkomst, geldig
from partners.access.policy import Ontsluiting, Toegang
from partners.access.roles import NOODKNOP, OP_NAAM, ORGANISATIEBREED
from partners.models import Deelname, Keten, Partij, bevestigd_op, partij_op
from referentiemodel.enums import CasusStatus, Doel, Grondslag, JaNeeOnbekend, Rasci, Urgentie
from referentiemodel.loader import model_van
from referentiemodel.models import ModelVersie
from referentiemodel.schema import Activiteit, Model

# From here on a list is cheaper in its own order than from the rights (docs/metingen.md).
VEEL_RECHTEN = 20_000
OPEN = tuple(status.value for status in CasusStatus.open_waarden())


class CasusQuerySet(models.QuerySet["Casus"]):
    def visible_to(self, viewer: Viewer) -> "CasusQuerySet":
        """Casussen the viewer may see: one EXISTS on one right table, exclusions beat everything.

        A casus with a named end is shielded (R12). A task sees its keten. The second lock
        filters again underneath.
        """
        if viewer.is_systeem:
            return self.filter(keten_id=viewer.keten_id)
        return self.met_recht(viewer).filter(status__in=OPEN)

    def lijst_van(self, viewer: Viewer) -> "CasusQuerySet":
        """As `visible_to`, for one page of a long list; asks first, in one query, who is looking.

        The database guesses badly how many casussen somebody sees. Who has few rights starts at those;
        who has many walks the list in its order and asks for each casus until the page is full.
        """
        return self.lijst_met(viewer, [])[0]

    def lijst_met(
        self, viewer: Viewer, mee: Sequence[Expression]
    ) -> tuple["CasusQuerySet", tuple[Any, ...]]:
        """As `lijst_van`, and what `mee` gives, asked in the query that is made anyway."""
        if viewer.is_systeem:
            return self.visible_to(viewer), ()
        kijker, gevonden = _kijker(viewer, mee)
        rechten = _rechten(viewer)
        if kijker.veel_rechten:
            recht: Any = PerRij(rechten.filter(content_object=OuterRef("pk")))
        else:
            recht = _een_van("pk", ArraySubquery(rechten.values("content_object_id")))
        rows = self.filter(recht, keten_id=viewer.keten_id, status__in=OPEN)
        if kijker.uitgesloten:
            rows = rows.exclude(pk__in=kijker.uitgesloten)
        return (rows if kijker.partij else rows.filter(_zonder_partij(viewer))), gevonden

    def met_recht(self, viewer: Viewer) -> "CasusQuerySet":
        """As `visible_to`, also after the end: for duties that outlive the casus."""
        return self.filter(
            _recht(viewer),
            ~uitgesloten(viewer),
            _mag_kennen(viewer),
            keten_id=viewer.keten_id,
        )

    def haal(self, viewer: Viewer, pk: UUID) -> "Casus":
        """One casus, right first: absent and foreign take the same path and give the same answer.

        Raises:
            NotVisible: there is no such casus for this viewer.
        """
        toegang = toegang_tot(viewer, pk)
        if not toegang.zichtbaar:
            raise NotVisible
        casus = (
            self.filter(pk=pk)
            .select_related("eigenaar__organisatie", "inbrenger__organisatie", "keten", "dossier")
            .first()
        )
        if casus is None:
            raise NotVisible
        casus.onthoud_toegang(viewer, toegang)
        return casus


class Casus(Basis):
    """A case in the chain. Its state is the hoofdstap of its own model version plus a status.

    While open it has an owner, a next step and a next date; it ends only by name and with a reason.
    """

    keten = models.ForeignKey(Keten, on_delete=models.PROTECT, related_name="casussen")
    kenmerk = models.CharField(max_length=9, unique=True, default=nieuw_kenmerk, editable=False)
    titel = models.CharField("titel", max_length=120)
    modelversie = models.ForeignKey(ModelVersie, on_delete=models.PROTECT, related_name="casussen")
    hoofdstap = models.CharField(max_length=40)
    activiteit = models.CharField(max_length=60)
    status = models.CharField(
        max_length=20, choices=CasusStatus.choices, default=CasusStatus.AANGEMELD
    )
    eigenaar = models.ForeignKey(Deelname, on_delete=models.PROTECT, related_name="casussen")
    volgende_stap = models.CharField("volgende stap", max_length=200, blank=True)
    volgende_datum = models.DateField("uiterlijk", null=True, blank=True)
    dossier = models.ForeignKey(
        Dossier, null=True, blank=True, on_delete=models.PROTECT, related_name="casussen"
    )
    inbrenger = models.ForeignKey(Deelname, on_delete=models.PROTECT, related_name="ingebracht")
    ingebracht_at = models.DateTimeField(default=clock.now)
    doel = models.CharField(max_length=40, choices=Doel.choices)
    grondslag = models.CharField(max_length=40, choices=Grondslag.choices)
    openingsreden = models.TextField("reden van openen", blank=True)
    verschijningsvormen = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    gemeente = models.CharField("gemeente", max_length=60, blank=True)
    minderjarig = models.CharField(
        max_length=10, choices=JaNeeOnbekend.choices, default=JaNeeOnbekend.ONBEKEND
    )
    urgentie = models.CharField(max_length=10, choices=Urgentie.choices, default=Urgentie.NORMAAL)
    zorgcoordinator_nodig = models.CharField(
        max_length=10, choices=JaNeeOnbekend.choices, default=JaNeeOnbekend.ONBEKEND
    )
    zorgcoordinator = models.ForeignKey(
        Deelname, null=True, blank=True, on_delete=models.PROTECT, related_name="zorgcoordinaties"
    )
    zorgcoordinator_naam = models.CharField(max_length=120, blank=True)
    verrijkt_at = models.DateTimeField(null=True, blank=True)
    regievoerder = models.ForeignKey(
        Deelname, null=True, blank=True, on_delete=models.PROTECT, related_name="regie_over"
    )
    # Gates passed early in an acute casus; they stay visibly open until met.
    openstaande_poorten = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    laatste_activiteit_at = models.DateTimeField(default=clock.now)
    einde_at = models.DateTimeField(null=True, blank=True)
    einde_reden = models.TextField(blank=True)
    history = geschiedenis()
    rls = rls.Zicht(behalve="uitgesloten_casussen")

    objects: ClassVar[models.Manager["Casus"]] = CasusQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = "casus"
        verbose_name_plural = "casussen"
        ordering = ["-created_at"]
        indexes = [
            models.Index(
                fields=["keten", "-ingebracht_at", "kenmerk"],
                condition=Q(status__in=OPEN),
                name="casus_nieuwste",
            ),
            # One for each order of the casuslijst and for each place in the work, all of open casussen.
            models.Index(
                fields=["keten", "volgende_datum", "kenmerk"],
                condition=Q(status__in=OPEN),
                name="casus_uiterlijk",
            ),
            models.Index(
                fields=["keten", "titel", "kenmerk"],
                condition=Q(status__in=OPEN),
                name="casus_titel",
            ),
            models.Index(
                fields=["keten", "gemeente", "volgende_datum", "kenmerk"],
                condition=Q(status__in=OPEN),
                name="casus_gemeente",
            ),
            models.Index(
                fields=["keten", "hoofdstap", "volgende_datum", "kenmerk"],
                condition=Q(status__in=OPEN),
                name="casus_hoofdstap",
            ),
            models.Index(
                fields=["keten", "status", "volgende_datum", "kenmerk"],
                condition=Q(status__in=OPEN),
                name="casus_status",
            ),
            models.Index(
                fields=["keten", "activiteit", "volgende_datum"],
                condition=Q(status__in=OPEN),
                name="casus_activiteit",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="casus_open_heeft_vervolg_of_einde_heeft_reden",
                condition=(
                    Q(status__in=OPEN, volgende_datum__isnull=False, einde_at__isnull=True)
                    & ~Q(volgende_stap="")
                )
                | (Q(einde_at__isnull=False) & ~Q(status__in=OPEN) & ~Q(einde_reden="")),
            )
        ]

    def __str__(self) -> str:
        return self.kenmerk

    @property
    def model(self) -> Model:
        """The referentiemodel version this casus began with."""
        return model_van(self.modelversie_id)

    @property
    def activiteit_nu(self) -> Activiteit:
        return self.model.activiteit(self.activiteit)

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    def verschijningsvorm_namen(self) -> list[str]:
        """Labels in the casus's own model version."""
        lijst = self.model.waardelijst("verschijningsvorm")
        return [lijst.label(v) for v in self.verschijningsvormen]

    def onthoud_toegang(self, viewer: Viewer, toegang: Toegang) -> None:
        self.__dict__.setdefault("_toegang", {})[viewer] = toegang

    def toegang_van(self, viewer: Viewer) -> Toegang:
        """How this viewer stands towards the casus; one query, once per viewer and instance."""
        known: dict[Viewer, Toegang] = self.__dict__.setdefault("_toegang", {})
        if viewer not in known:
            known[viewer] = toegang_tot(viewer, self.pk)
        return known[viewer]

    def houd_vast(self) -> None:
        """Before a write beside the casus: the rights of now, and nobody takes them away meanwhile.

        Raises:
            NotVisible: they were taken away since the casus was loaded.
        """
        houd_vast(self)
        self.vergeet_toegang()

    def vergeet_toegang(self) -> None:
        """After a change of betrokkenheid or right."""
        self.__dict__.pop("_toegang", None)


def op_zichtbare_casus(viewer: Viewer, casus: str = "casus") -> Q:
    """Condition for a table that points at a casus: `visible_to` without asking the casus table again.

    Begins at the rows of that table, however many casussen the viewer sees.
    """
    return (
        op_casus_met_recht(viewer, casus)
        & _mag_kennen(viewer, casus, f"{casus}__eigenaar_id")
        & Q(**{f"{casus}__status__in": OPEN})
    )


def op_casus_met_recht(viewer: Viewer, casus: str = "casus") -> Q:
    """As `op_zichtbare_casus`, also after the end of the casus, and for who is party no more: what was
    received asks for an account anyway (R15)."""
    return (
        Q(_recht(viewer, casus))
        & ~Q(uitgesloten(viewer, casus))
        & Q(**{f"{casus}__keten_id": viewer.keten_id})
    )


def _recht(viewer: Viewer, casus: str = "pk") -> Exists:
    """The one EXISTS: organisation-wide or named casussen only, by functie."""
    # Who sees most casussen walks the rows; who sees few starts at the rights.
    soort = PerRij if viewer.procesregie else Exists
    return soort(_rechten(viewer).filter(content_object=OuterRef(casus)))


def _rechten(viewer: Viewer) -> models.QuerySet[Any]:
    """Rights in force that put a casus in the lists of this viewer."""
    from cases.models.betrokkenheid import CasusPersoonsrecht, CasusRecht  # noqa: PLC0415  points at this one

    # What the noodknop opened stands in no list: it is for one look, not for the caseload.
    elders = [Herkomst.EVALUATIEOPDRACHT, Herkomst.NOODKNOP]
    zien = geldig() & ~Q(herkomst__in=elders)
    if viewer.functie in ORGANISATIEBREED or viewer.client_id:
        return CasusRecht.objects.filter(zien, group_id=viewer.group_id)
    if viewer.functie not in OP_NAAM:
        return CasusPersoonsrecht.objects.none()
    named = Q(user_id=viewer.recht_van_id, deelname_id=viewer.deelname_id)
    return CasusPersoonsrecht.objects.filter(zien, named & bevestigd_op(clock.today()))


def _een_van(veld: str, welke: ArraySubquery) -> Func:
    """Looked up first and once: `IN` would let the database turn it around again."""
    return Func(
        F(veld), welke, template="%(expressions)s)", arg_joiner=" = ANY(",
        output_field=models.BooleanField(),
    )  # fmt: skip


def _mag_kennen(viewer: Viewer, casus: str = "pk", eigenaar: str = "eigenaar_id") -> Q:
    """R27: who is no party to the convenant today keeps only what it owns, until that is taken over.
    R14: a derde that never was one sees the casus for the overleg it came for.

    Being party does not depend on the casus, so the database asks it once for a whole list and the
    rest of nobody that is.
    """
    return Q(_is_partij(viewer)) | _zonder_partij(viewer, casus, eigenaar)


def _is_partij(viewer: Viewer) -> Exists:
    return Exists(Partij.objects.filter(partij_op(clock.today()), deelname_id=viewer.eigen_id))


def _zonder_partij(viewer: Viewer, casus: str = "pk", eigenaar: str = "eigenaar_id") -> Q:
    return Q(**{eigenaar: viewer.eigen_id}) | Q(_gast(viewer, casus))


class Kijker(NamedTuple):
    """What decides about every row of a list alike."""

    partij: bool
    veel_rechten: bool
    uitgesloten: list[UUID]


def _kijker(viewer: Viewer, mee: Sequence[Expression]) -> tuple[Kijker, tuple[Any, ...]]:
    veel = _rechten(viewer)[VEEL_RECHTEN : VEEL_RECHTEN + 1]
    rij = (
        Deelname.objects.filter(pk=viewer.eigen_id)
        .values_list(_is_partij(viewer), Exists(veel), ArraySubquery(_uitsluitingen(viewer)), *mee)
        .first()
    )
    if rij is None:
        return Kijker(partij=False, veel_rechten=False, uitgesloten=[]), ()
    return Kijker(*rij[:3]), tuple(rij[3:])


def _gast(viewer: Viewer, casus: str = "pk") -> Exists:
    from cases.models.betrokkenheid import Betrokkenheid  # noqa: PLC0415  points at this one

    return Exists(Betrokkenheid.objects.gast(viewer).filter(casus=OuterRef(casus)))  # type: ignore[attr-defined]


def uitgesloten(viewer: Viewer, casus: str = "pk") -> Exists:
    """The viewer is excluded from the casus that column `casus` names; beats every right.

    In a vervanging the exclusions of both count: of who acts and of who is away.
    """
    return Exists(_uitsluitingen(viewer).filter(casus=OuterRef(casus)))


def _uitsluitingen(viewer: Viewer) -> models.QuerySet[Any, Any]:
    """Ids of the casussen this viewer is excluded from."""
    from cases.models.betrokkenheid import Uitsluiting  # noqa: PLC0415  points at this one

    if not viewer.personen:  # a partner system is nobody's relative
        return Uitsluiting.objects.none().values("casus_id")
    in_force = Uitsluiting.objects.in_kracht()  # type: ignore[attr-defined]
    return in_force.filter(medewerker_id__in=sorted(viewer.personen)).values("casus_id")  # type: ignore[no-any-return]


def _noodknop_tot(viewer: Viewer) -> Any:
    """Until when this person may look by the noodknop; NULL without one."""
    from cases.models.betrokkenheid import CasusPersoonsrecht  # noqa: PLC0415  points at this one

    rows = CasusPersoonsrecht.objects.filter(
        geldig(), content_object=OuterRef("pk"), herkomst=Herkomst.NOODKNOP,
        user_id=viewer.medewerker_id, deelname_id=viewer.eigen_id,
    )  # fmt: skip
    if viewer.medewerker_id is None or viewer.functie not in NOODKNOP:
        rows = rows.none()
    return models.Subquery(rows.order_by("-geldig_tot").values("geldig_tot")[:1])


def _ontsloten(viewer: Viewer) -> Any:
    """Granted toegangsverzoeken of the deelname that are in force now."""
    from cases.models.toegangsverzoek import Toegangsverzoek  # noqa: PLC0415  points at this one

    rows = Toegangsverzoek.objects.van_kracht().filter(  # type: ignore[attr-defined]
        casus=OuterRef("pk"), aanvrager_id=viewer.deelname_id
    )
    return ArraySubquery(
        rows.order_by("geldig_tot").values(
            json=JSONObject(
                kenmerk="kenmerk", categorie="categorie", leverancier="leverancier_id",
                gegeven="gegeven_id", tot="geldig_tot",
            )
        )
    )  # fmt: skip


def ontsluiting(rij: dict[str, Any]) -> Ontsluiting:
    """From the JSON of a toegangsverzoek in force."""
    return Ontsluiting(
        kenmerk=rij["kenmerk"],
        categorie=rij["categorie"],
        leverancier_id=UUID(rij["leverancier"]),
        gegeven_id=UUID(rij["gegeven"]) if rij["gegeven"] else None,
        tot=datetime.fromisoformat(rij["tot"]),
    )


def _herkomst(*, gewoon: bool, betrokken: bool) -> str:
    if not gewoon:
        return "U opende deze casus met de noodknop."
    if betrokken:
        return "Uw organisatie is betrokken bij deze casus."
    return "U hebt toegang gekregen tot deze casus."


def toegang_tot(viewer: Viewer, pk: UUID) -> Toegang:
    """Right, letters, ownership and what was opened for a viewer, for one casus id, in one query."""
    if viewer.is_systeem:
        return Toegang(zichtbaar=True, herkomst="systeem")
    rij = next(iter(_VRAAG.rijen(viewer, pk)), None)
    return _toegang(viewer, *rij[1:]) if rij else Toegang()


def toegangen(viewer: Viewer, welke: Q) -> dict[UUID, Toegang]:
    """As `toegang_tot` for every casus that `welke` names and the viewer has a right to; one query."""
    if viewer.is_systeem:
        ids = Casus.objects.filter(welke).order_by().values_list("pk", flat=True)
        return {pk: Toegang(zichtbaar=True, herkomst="systeem") for pk in ids}
    return {row[0]: _toegang(viewer, *row[1:]) for row in _toegangsvraag(viewer, welke)}


def _toegangsvraag(viewer: Viewer, welke: Q) -> models.QuerySet[Any, Any]:
    from cases.models.betrokkenheid import Betrokkenheid  # noqa: PLC0415  points at this one

    letters = Betrokkenheid.objects.filter(
        casus=OuterRef("pk"), deelname_id=viewer.eigen_id, status="aanvaard"
    ).values("letters")[:1]
    return (
        Casus.objects.filter(
            ~uitgesloten(viewer), _mag_kennen(viewer), welke, keten_id=viewer.keten_id
        )
        .order_by()
        .annotate(
            gewoon=_recht(viewer),
            noodknop_tot=_noodknop_tot(viewer),
            mijn_letters=models.Subquery(letters, output_field=models.JSONField()),
            ontsloten=_ontsloten(viewer),
            gast=_gast(viewer),
        )
        .filter(Q(gewoon=True) | Q(noodknop_tot__isnull=False))
        .values_list(
            "pk", "eigenaar_id", "status", "mijn_letters", "gewoon", "noodknop_tot", "ontsloten",
            "gast",
        )
    )  # fmt: skip


# Every page and every write asks this for one casus.
_VRAAG = Voorbereid(lambda viewer, pk: _toegangsvraag(viewer, Q(pk=pk)))


def _toegang(
    viewer: Viewer,
    eigenaar_id: UUID,
    status: str,
    mijn_letters: dict[str, str] | None,
    gewoon: bool,
    noodknop_tot: datetime | None,
    ontsloten: list[dict[str, Any]],
    gast: bool,
) -> Toegang:
    return Toegang(
        zichtbaar=status in OPEN,
        herkomst=_herkomst(gewoon=gewoon, betrokken=bool(mijn_letters)),
        ontsloten=tuple(ontsluiting(rij) for rij in ontsloten),
        noodknop_tot=noodknop_tot,
        alleen_noodknop=not gewoon,
        gast=gast,
        eigenaar=eigenaar_id == viewer.deelname_id,
        open=status in OPEN,
        letters={
            activiteit: frozenset(Rasci(x) for x in tekens)
            for activiteit, tekens in (mijn_letters or {}).items()
        },
    )
