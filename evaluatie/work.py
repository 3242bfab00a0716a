"""Work of evaluations for Mijn werk: one provider per kind, one query each."""

from datetime import timedelta

from django.urls import reverse

from cases.models import Casus
from evaluatie.models import Evaluatieopdracht, OpdrachtInstemming, Verbeterpunt
from evaluatie.selectors import terugkoppelingen_for
from evaluatie.services.opdracht import HOOFDSTAP
from ketenregie.foundation import clock
from ketenregie.foundation.registries import Werk, work_kinds
from ketenregie.foundation.viewer import Viewer
from partners.access.permissions import Permission
from partners.access.roles import RECHTEN
from referentiemodel.enums import Functie

Status = Evaluatieopdracht.Status
TERUGKOPPELING_VOORAF = timedelta(days=60)


def _mag(viewer: Viewer, permission: Permission) -> bool:
    """By functie; the letters were asked when the rows were made."""
    return viewer.functie in RECHTEN[permission].functies


def begeleiden(viewer: Viewer) -> list[Werk]:
    """Opdrachten to accept and to guide, for the procesbegeleider. No kenmerk: no casus."""
    if viewer.functie != Functie.PROCESBEGELEIDER:
        return []
    rows = (
        Evaluatieopdracht.objects.visible_to(viewer)  # type: ignore[attr-defined]
        .filter(status__in=[Status.VOORGESTELD, Status.AANVAARD])
        .prefetch_related("instemmingen")
    )
    return [_begeleiding(opdracht) for opdracht in rows]


def _begeleiding(opdracht: Evaluatieopdracht) -> Werk:
    waiting = sum(r.akkoord is None for r in opdracht.instemmingen.all())
    url = reverse("evaluatie", args=[opdracht.pk])
    if opdracht.status == Status.VOORGESTELD:
        return Werk(
            wat="Evaluatieopdracht",
            waarom=f"{waiting} organisaties moeten nog instemmen"
            if waiting
            else "Iedereen stemde in; neem de opdracht aan",
            casus_kenmerk="",
            url=url,
            uiterlijk=opdracht.afgesproken_datum,
            wacht_op="Betrokken organisaties" if waiting else "",
            soort="evaluatie_begeleiden",
            knop="Bekijk",
        )
    return Werk(
        wat="Evaluatie begeleiden",
        waarom="Voer het gesprek en leg de verbeterpunten vast",
        casus_kenmerk="",
        url=url,
        uiterlijk=opdracht.afgesproken_datum,
        soort="evaluatie_begeleiden",
        knop="Begeleid",
    )


def meedoen(viewer: Viewer) -> list[Werk]:
    """Own organisation: agree to the begeleider, check the description, answer the questions."""
    if viewer.is_systeem or not _mag(viewer, Permission.EVALUATIE_BEANTWOORDEN):
        return []
    rows = OpdrachtInstemming.objects.filter(
        deelname_id=viewer.eigen_id,
        opdracht__status__in=[Status.VOORGESTELD, Status.AANVAARD],
        opdracht__casus__in=Casus.objects.visible_to(viewer),  # type: ignore[attr-defined]
    ).select_related("opdracht__casus", "opdracht__beschrijving", "opdracht__bespreking")
    return [werk for rij in rows for werk in _deelname(viewer, rij)]


def _deelname(viewer: Viewer, rij: OpdrachtInstemming) -> list[Werk]:
    opdracht = rij.opdracht
    casus = opdracht.casus
    url = reverse("casus_evaluatie", args=[casus.pk])
    found = []

    def werk(wat: str, waarom: str, soort: str, knop: str) -> None:
        found.append(
            Werk(wat, waarom, casus.kenmerk, url, opdracht.afgesproken_datum, "", soort, knop)
        )

    proposed = opdracht.status == Status.VOORGESTELD
    if proposed and rij.akkoord is None and _mag(viewer, Permission.EVALUATIE_INSTEMMEN):
        werk(
            "Stem in met de procesbegeleider",
            "De evaluatie begint als iedereen instemt",
            "evaluatie_instemmen",
            "Beantwoord",
        )
    beschrijving = getattr(opdracht, "beschrijving", None)
    if beschrijving is not None and not beschrijving.gecontroleerd:
        werk(
            "Controleer de anonieme casusbeschrijving",
            "Eén betrokken medewerker moet haar lezen",
            "evaluatie_controleren",
            "Controleer",
        )
    elif not proposed and rij.antwoord_at is None and not hasattr(opdracht, "bespreking"):
        werk(
            "Beantwoord de evaluatievragen",
            "Uw antwoord blijft apart tot de gezamenlijke bespreking",
            "evaluatie_beantwoorden",
            "Beantwoord",
        )
    return found


def verbeterpunten(viewer: Viewer) -> list[Werk]:
    """Open lessons that the own organisation took on."""
    if not _mag(viewer, Permission.VERBETERPUNT_AFRONDEN):
        return []
    rows = Verbeterpunt.objects.filter(
        keten_id=viewer.keten_id,
        eigenaar_id=viewer.eigen_id,
        status=Verbeterpunt.Status.OPEN,
    )
    return [
        Werk(
            wat=f"Verbeterpunt: {punt.tekst[:80]}",
            waarom="Uw organisatie nam dit op zich",
            casus_kenmerk="",
            url=reverse("verbeterpunt", args=[punt.pk]),
            uiterlijk=punt.datum,
            soort="verbeterpunt",
            knop="Rond af",
        )
        for punt in rows
    ]


def zonder_opdracht(viewer: Viewer) -> list[Werk]:
    """Casussen in evaluatie that nobody was asked to evaluate, for the procesregie."""
    if viewer.functie != Functie.PROCESREGISSEUR:
        return []
    counts = [Status.VOORGESTELD, Status.AANVAARD, Status.AFGEROND, Status.KWIJTGESCHOLDEN]
    rows = (
        Casus.objects.visible_to(viewer)  # type: ignore[attr-defined]
        .filter(hoofdstap=HOOFDSTAP)
        .exclude(pk__in=Evaluatieopdracht.objects.filter(status__in=counts).values("casus"))
    )
    return [
        Werk(
            wat="Vraag een procesbegeleider",
            waarom="De casus is in evaluatie en heeft nog geen opdracht",
            casus_kenmerk=casus.kenmerk,
            url=reverse("casus_evaluatie", args=[casus.pk]),
            uiterlijk=casus.volgende_datum,
            soort="evaluatie_opdragen",
            knop="Geef opdracht",
        )
        for casus in rows
    ]


def terugkoppelingen(viewer: Viewer) -> list[Werk]:
    """Terugkoppelingen that are due within two months."""
    if viewer.is_systeem or not _mag(viewer, Permission.TERUGKOPPELING_GEVEN):
        return []
    horizon = clock.today() + TERUGKOPPELING_VOORAF
    return [
        Werk(
            wat="Geef terugkoppeling",
            waarom="Uw organisatie ontving gegevens; vertel wat u ermee deed",
            casus_kenmerk=due.kenmerk,
            url=reverse("terugkoppeling", args=[due.pk]),
            uiterlijk=due.uiterlijk.datum if due.uiterlijk else None,
            soort="terugkoppeling",
            knop="Koppel terug",
        )
        for due in terugkoppelingen_for(viewer)
        if due.uiterlijk and due.uiterlijk.datum <= horizon
    ]


def register() -> None:
    """Called from AppConfig.ready()."""
    for provider in (begeleiden, meedoen, verbeterpunten, zonder_opdracht, terugkoppelingen):
        work_kinds.register(f"evaluatie.{provider.__name__}", provider)
