"""Work of evaluations for Mijn werk: the queries behind each kind."""

from datetime import timedelta
from typing import Any

from django.db.models import (
    BooleanField,
    Count,
    Exists,
    ExpressionWrapper,
    IntegerField,
    OuterRef,
    Q,
    Subquery,
)
from django.urls import reverse

from cases.models import op_zichtbare_casus
from cases.werkbasis import zichtbaar
from evaluatie.leren import diensten
from evaluatie.models import Evaluatieopdracht, OpdrachtInstemming, Verbeterpunt
from evaluatie.selectors import KENMERK, open_terugkoppelingen
from evaluatie.services.opdracht import HOOFDSTAP
from ketenregie.foundation import clock
from ketenregie.foundation.registries import Werk, work_kinds
from ketenregie.foundation.viewer import Viewer
from ketenregie.foundation.werk import Rij, Werkbron, Werksoort, datum, per_rij
from partners.access import policy
from partners.access.permissions import Permission
from partners.access.roles import RECHTEN
from referentiemodel.enums import Functie

Status = Evaluatieopdracht.Status
TERUGKOPPELING_VOORAF = timedelta(days=60)


def _mag(viewer: Viewer, permission: Permission) -> bool:
    """By functie; the letters were asked when the rows were made."""
    return viewer.functie in RECHTEN[permission].functies


def opdrachten(viewer: Viewer) -> list[Werkbron]:
    """Opdrachten to accept and to guide, for the procesbegeleider. No kenmerk: no casus."""
    if viewer.functie != Functie.PROCESBEGELEIDER:
        return []
    stil = OpdrachtInstemming.objects.filter(opdracht=OuterRef("pk"), akkoord__isnull=True)
    aantal = stil.order_by().values("opdracht").annotate(n=Count("pk")).values("n")
    rijen = Evaluatieopdracht.objects.visible_to(viewer).filter(  # type: ignore[attr-defined]
        status__in=[Status.VOORGESTELD, Status.AANVAARD]
    )
    velden: dict[str, Any] = {
        "id": "pk",
        "status": "status",
        "voor": "afgesproken_datum",
        "stil": Subquery(aantal, output_field=IntegerField()),
    }
    wacht = Q(Exists(stil), status=Status.VOORGESTELD)
    return [Werkbron(rijen, velden, per_rij(_begeleiding), dag="afgesproken_datum", wacht=wacht)]


begeleiden = Werksoort(opdrachten)


def _begeleiding(rij: Rij) -> Werk:
    waiting = rij["stil"] or 0
    url = reverse("evaluatie", args=[rij["id"]])
    if rij["status"] == Status.VOORGESTELD:
        return Werk(
            wat="Evaluatieopdracht",
            waarom=f"{waiting} organisaties moeten nog instemmen"
            if waiting
            else "Iedereen stemde in; neem de opdracht aan",
            casus_kenmerk="",
            url=url,
            uiterlijk=datum(rij["voor"]),
            wacht_op="Betrokken organisaties" if waiting else "",
            soort="evaluatie_begeleiden",
            knop="Bekijk",
        )
    return Werk(
        wat="Evaluatie begeleiden",
        waarom="Voer het gesprek en leg de verbeterpunten vast",
        casus_kenmerk="",
        url=url,
        uiterlijk=datum(rij["voor"]),
        soort="evaluatie_begeleiden",
        knop="Begeleid",
    )


def meedoen(viewer: Viewer) -> list[Werkbron]:
    """Own organisation: agree to the begeleider, check the description, answer the questions."""
    if viewer.is_systeem or not _mag(viewer, Permission.EVALUATIE_BEANTWOORDEN):
        return []
    stemt = _mag(viewer, Permission.EVALUATIE_INSTEMMEN)
    proposed = Q(opdracht__status=Status.VOORGESTELD)
    kijkt = Q(opdracht__beschrijving__gecontroleerd=False)
    instemmen = proposed & Q(akkoord__isnull=True)
    antwoord = ~proposed & ~kijkt & Q(antwoord_at__isnull=True, opdracht__bespreking__isnull=True)
    rijen = OpdrachtInstemming.objects.filter(
        instemmen | kijkt | antwoord if stemt else kijkt | antwoord,
        op_zichtbare_casus(viewer, "opdracht__casus"),
        deelname_id=viewer.eigen_id,
        opdracht__status__in=[Status.VOORGESTELD, Status.AANVAARD],
    )
    velden: dict[str, Any] = {
        "casus": "opdracht__casus_id",
        "kenmerk": "opdracht__casus__kenmerk",
        "voor": "opdracht__afgesproken_datum",
        **{naam: ExpressionWrapper(vraag, BooleanField()) for naam, vraag in
           (("instemmen", instemmen), ("kijken", kijkt), ("antwoorden", antwoord))},
    }  # fmt: skip
    return [
        Werkbron(
            rijen,
            velden,
            lambda rows: [werk for rij in rows for werk in _deelname(rij, stemt)],
            dag="opdracht__afgesproken_datum",
        )
    ]


_DEELNAME = (
    ("instemmen", "Stem in met de procesbegeleider", "De evaluatie begint als iedereen instemt",
     "evaluatie_instemmen", "Beantwoord"),
    ("kijken", "Controleer de anonieme casusbeschrijving", "Eén betrokken medewerker moet haar lezen",
     "evaluatie_controleren", "Controleer"),
    ("antwoorden", "Beantwoord de evaluatievragen",
     "Uw antwoord blijft apart tot de gezamenlijke bespreking", "evaluatie_beantwoorden", "Beantwoord"),
)  # fmt: skip


def _deelname(rij: Rij, stemt: bool) -> list[Werk]:
    url = reverse("casus_evaluatie", args=[rij["casus"]])
    return [
        Werk(wat, waarom, rij["kenmerk"], url, datum(rij["voor"]), "", soort, knop)
        for vraag, wat, waarom, soort, knop in _DEELNAME
        if rij[vraag] and (stemt or vraag != "instemmen")
    ]


def verbeterpunten(viewer: Viewer) -> list[Werkbron]:
    """Open lessons that the own organisation took on."""
    if not _mag(viewer, Permission.VERBETERPUNT_AFRONDEN):
        return []
    rijen = Verbeterpunt.objects.filter(
        keten_id=viewer.keten_id,
        eigenaar_id=viewer.eigen_id,
        status=Verbeterpunt.Status.OPEN,
    )

    def bouw(rij: Rij) -> Werk:
        return Werk(
            wat=f"Verbeterpunt: {rij['tekst'][:80]}",
            waarom="Uw organisatie nam dit op zich",
            casus_kenmerk="",
            url=reverse("verbeterpunt", args=[rij["id"]]),
            uiterlijk=datum(rij["voor"]),
            soort="verbeterpunt",
            knop="Rond af",
        )

    velden = {"id": "pk", "tekst": "tekst", "voor": "datum"}
    return [Werkbron(rijen, velden, per_rij(bouw), dag="datum")]


def modelvragen(viewer: Viewer) -> list[Werkbron]:
    """Proposals that ask for another referentiemodel, for who edits it and reads verbeterpunten."""
    if not (
        policy.may(viewer, Permission.MODEL_BEWERKEN)
        and policy.may(viewer, Permission.EVALUATIES_ZIEN)
    ):
        return []

    def bouw(rij: Rij) -> Werk:
        return Werk(
            wat=f"Ander referentiemodel gevraagd: {rij['tekst'][:80]}",
            waarom=f"{rij['eigenaar']} stelt dit voor; zeg in welke versie het komt, of waarom niet",
            casus_kenmerk="",
            url=reverse("verbeterpunt", args=[rij["punt"]]),
            uiterlijk=datum(rij["voor"]),
            soort="modelvraag",
            knop="Beantwoord",
        )

    velden = {
        "punt": "verbeterpunt_id",
        "tekst": "verbeterpunt__tekst",
        "eigenaar": "eigenaar__organisatie__naam",
        "voor": "verbeterpunt__datum",
    }
    return [
        Werkbron(diensten.modelvragen(viewer), velden, per_rij(bouw), dag="verbeterpunt__datum")
    ]


def zonder_opdracht(viewer: Viewer) -> list[Werkbron]:
    """Casussen in evaluatie that nobody was asked to evaluate, for the procesregie."""
    if viewer.functie != Functie.PROCESREGISSEUR:
        return []
    counts = [Status.VOORGESTELD, Status.AANVAARD, Status.AFGEROND, Status.KWIJTGESCHOLDEN]
    opdracht = Evaluatieopdracht.objects.filter(status__in=counts, casus=OuterRef("pk"))
    rijen = zichtbaar(viewer).filter(~Exists(opdracht), hoofdstap=HOOFDSTAP)

    def bouw(rij: Rij) -> Werk:
        return Werk(
            wat="Vraag een procesbegeleider",
            waarom="De casus is in evaluatie en heeft nog geen opdracht",
            casus_kenmerk=rij["kenmerk"],
            url=reverse("casus_evaluatie", args=[rij["id"]]),
            uiterlijk=datum(rij["voor"]),
            soort="evaluatie_opdragen",
            knop="Geef opdracht",
        )

    velden = {"id": "pk", "kenmerk": "kenmerk", "voor": "volgende_datum"}
    return [Werkbron(rijen, velden, per_rij(bouw), dag="volgende_datum")]


def terugkoppelingen(viewer: Viewer) -> list[Werkbron]:
    """Terugkoppelingen that are due within two months."""
    if viewer.is_systeem or not _mag(viewer, Permission.TERUGKOPPELING_GEVEN):
        return []
    rijen = open_terugkoppelingen(viewer).filter(
        uiterlijk__lte=clock.today() + TERUGKOPPELING_VOORAF
    )

    def bouw(rij: Rij) -> Werk:
        return Werk(
            wat="Geef terugkoppeling",
            waarom=f"{rij['naam']}. Uw organisatie ontving gegevens; vertel wat u ermee deed",
            casus_kenmerk=rij["kenmerk"],
            url=reverse("terugkoppeling", args=[rij["id"]]),
            uiterlijk=datum(rij["voor"]),
            soort="terugkoppeling",
            knop="Koppel terug",
        )

    velden = {"id": "pk", "kenmerk": KENMERK, "naam": "naam", "voor": "uiterlijk"}
    return [Werkbron(rijen, velden, per_rij(bouw), dag="uiterlijk")]


def register() -> None:
    """Called from AppConfig.ready()."""
    work_kinds.register("evaluatie.begeleiden", begeleiden)
    for maak in (meedoen, verbeterpunten, modelvragen, zonder_opdracht, terugkoppelingen):
        work_kinds.register(f"evaluatie.{maak.__name__}", Werksoort(maak))
