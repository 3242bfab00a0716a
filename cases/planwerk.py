"""What plan and uitvoering put on Mijn werk: the queries behind each kind."""

from typing import Any

from django.db.models import OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse

from cases.models import (
    Bedenktijd,
    Betrokkenheid,
    Instemming,
    Nazorg,
    PlanVanAanpak,
    TweedeWeging,
    op_zichtbare_casus,
)
from cases.services import plan as planservice
from cases.services.uitvoering import BEDENKTIJD_LOOPT
from cases.werkbasis import eigen_betrokkenheid, na_werkdagen, werkdag_van, zichtbaar
from ketenregie.foundation.registries import Werk, work_kinds
from ketenregie.foundation.rijvraag import PerRij
from ketenregie.foundation.viewer import Viewer
from ketenregie.foundation.werk import Rij, Werkbron, Werksoort, datum, per_rij
from partners.access.roles import CASUSWERK, KETENWERK
from referentiemodel.enums import CasusStatus, Mandaatsoort

Status = PlanVanAanpak.Status
NAZORG_WERKDAGEN = 5
_CASUS: dict[str, Any] = {"casus": "casus_id", "kenmerk": "casus__kenmerk"}


def _met_letter(viewer: Viewer, letters: str) -> PerRij:
    """The own organisation takes part with one of these letters for the plan."""
    return PerRij(
        eigen_betrokkenheid(viewer, "casus").filter(letters__plan_van_aanpak__regex=letters)
    )


def _plannen(viewer: Viewer, status: str) -> QuerySet[PlanVanAanpak]:
    return PlanVanAanpak.objects.filter(op_zichtbare_casus(viewer), status=status)


def instemmingen(viewer: Viewer) -> list[Werkbron]:
    """Plans that wait for the answer of the own organisation."""
    if viewer.functie not in KETENWERK:
        return []
    given = Instemming.objects.filter(plan=OuterRef("pk"), deelname_id=viewer.eigen_id)
    rijen = _plannen(viewer, Status.TER_INSTEMMING).filter(
        ~PerRij(given), _met_letter(viewer, planservice.INSTEMMERS)
    )
    wacht = "" if Mandaatsoort.INSTEMMEN in viewer.mandaten else "een collega met mandaat"

    def bouw(rij: Rij) -> Werk:
        return Werk(
            wat=f"Instemmen met het plan van aanpak, versie {rij['nummer']}",
            waarom="Uw organisatie is om instemming gevraagd.",
            casus_kenmerk=rij["kenmerk"],
            url=reverse("casus_plan", args=[rij["casus"]]) + "#instemming",
            uiterlijk=datum(rij["voor"]),
            wacht_op=wacht,
            soort="plan_instemmen",
            knop="Antwoord",
        )

    velden = _CASUS | {"nummer": "nummer", "voor": "instemmen_voor"}
    return [Werkbron(rijen, velden, per_rij(bouw), dag="instemmen_voor", wacht=bool(wacht))]


def _wacht_op_stemmen() -> PerRij:
    """Someone who was asked did not agree (yet); as `planservice.gereedheid` judges it."""
    agreed = Instemming.objects.filter(
        plan=OuterRef(OuterRef("pk")),
        deelname=OuterRef("deelname"),
        oordeel__in=[x for x in Instemming.Oordeel if x.ingestemd],
    )
    asked = Betrokkenheid.objects.filter(
        Q(beantwoord_at=None) | Q(beantwoord_at__lte=OuterRef("ter_instemming_at")),
        ~PerRij(agreed),
        casus=OuterRef("casus"),
        status=Betrokkenheid.Status.AANVAARD,
        letters__plan_van_aanpak__regex=planservice.INSTEMMERS,
    )
    return PerRij(asked)


def vaststellen(viewer: Viewer) -> list[Werkbron]:
    """Plans for the eindverantwoordelijke: ready to be vastgesteld, or waiting for answers."""
    if viewer.functie not in KETENWERK:
        return []

    def bouw(rijen: list[Rij]) -> list[Werk]:
        plannen = list(
            PlanVanAanpak.objects.filter(pk__in=[rij["id"] for rij in rijen]).select_related(
                "casus"
            )
        )
        stemmen = planservice.stemmen_van(plannen)
        return [_vaststellen(plan, stemmen[plan.pk]) for plan in plannen]

    rijen = _plannen(viewer, Status.TER_INSTEMMING).filter(_met_letter(viewer, "A"))
    return [Werkbron(rijen, {"id": "pk"}, bouw, dag="instemmen_voor", wacht=_wacht_op_stemmen())]


def _vaststellen(plan: PlanVanAanpak, stemmen: list[planservice.Stem]) -> Werk:
    stand = planservice.gereedheid(plan, stemmen)
    return Werk(
        wat=f"Plan van aanpak vaststellen, versie {plan.nummer}",
        waarom=" ".join(stand.zinnen()) or "Alle organisaties hebben ingestemd.",
        casus_kenmerk=plan.casus.kenmerk,
        url=reverse("casus_plan", args=[plan.casus_id]),
        uiterlijk=plan.instemmen_voor,
        wacht_op="" if stand.kan else ", ".join((*stand.wacht_op, *stand.bezwaren)),
        soort="plan_vaststellen",
        knop="Bekijk het plan",
    )


def schrijven(viewer: Viewer) -> list[Werkbron]:
    """A casus in analyse after its 2e weging without a plan, and concepts of the own organisation."""
    if viewer.functie not in KETENWERK:
        return []
    plannen = PlanVanAanpak.objects.filter(casus=OuterRef("pk")).exclude(status=Status.INGETROKKEN)
    gewogen = TweedeWeging.objects.filter(casus=OuterRef("pk"), mensenhandel=True)
    zonder = zichtbaar(viewer).filter(
        ~PerRij(plannen),
        PerRij(gewogen),
        hoofdstap="analyse",
        status__in=CasusStatus.open_waarden(),
        eigenaar_id=viewer.eigen_id,
    )

    def begin(rij: Rij) -> Werk:
        return Werk(
            wat="Plan van aanpak schrijven",
            waarom="De 2e weging is gedaan en er is nog geen plan.",
            casus_kenmerk=rij["kenmerk"],
            url=reverse("casus_plan", args=[rij["casus"]]),
            uiterlijk=datum(rij["voor"]),
            soort="plan_schrijven",
            knop="Begin het plan",
        )

    def verder(rij: Rij) -> Werk:
        return Werk(
            wat=f"Plan van aanpak afmaken, versie {rij['nummer']}",
            waarom="Dit concept ligt nog niet ter instemming.",
            casus_kenmerk=rij["kenmerk"],
            url=reverse("casus_plan", args=[rij["casus"]]),
            uiterlijk=datum(rij["voor"]),
            soort="plan_schrijven",
            knop="Werk verder",
        )

    concepten = _plannen(viewer, Status.CONCEPT).filter(opsteller_id=viewer.eigen_id)
    return [
        Werkbron(
            zonder,
            {"casus": "pk", "kenmerk": "kenmerk", "voor": "volgende_datum"},
            per_rij(begin),
            dag="volgende_datum",
        ),
        Werkbron(
            concepten,
            _CASUS | {"nummer": "nummer", "voor": "casus__volgende_datum"},
            per_rij(verder),
            dag="casus__volgende_datum",
        ),
    ]


def nazorg(viewer: Viewer) -> list[Werkbron]:
    """Care questions to answer, and own questions that were declined and not put again."""
    if viewer.functie not in CASUSWERK:
        return []
    gevraagd = Nazorg.objects.filter(
        op_zichtbare_casus(viewer), deelname_id=viewer.eigen_id, status=Nazorg.Status.GEVRAAGD
    )

    def vraag(rij: Rij) -> Werk:
        return Werk(
            wat="Nazorgvraag beantwoorden",
            waarom="Een organisatie vraagt u deze zorg op u te nemen.",
            casus_kenmerk=rij["kenmerk"],
            url=reverse("casus_nazorg_antwoord", args=[rij["casus"], rij["id"]]),
            uiterlijk=na_werkdagen(rij["gemaakt"], NAZORG_WERKDAGEN),
            soort="nazorg",
            knop="Geef antwoord",
        )

    later = Nazorg.objects.filter(
        casus=OuterRef("casus"),
        created_at__gt=OuterRef("created_at"),
        leverancier_id=viewer.eigen_id,
    )
    terug = Nazorg.objects.filter(
        op_zichtbare_casus(viewer),
        ~PerRij(later),
        leverancier_id=viewer.eigen_id,
        status=Nazorg.Status.GEWEIGERD,
    )

    def opnieuw(rij: Rij) -> Werk:
        return Werk(
            wat="Nazorg opnieuw beleggen",
            waarom="De gevraagde organisatie kan deze zorg niet bieden.",
            casus_kenmerk=rij["kenmerk"],
            url=reverse("casus_uitvoering", args=[rij["casus"]]) + "#nazorg",
            uiterlijk=na_werkdagen(rij["beantwoord"] or rij["gemaakt"], NAZORG_WERKDAGEN),
            soort="nazorg",
            knop="Bekijk",
        )

    return [
        Werkbron(
            gevraagd,
            _CASUS | {"id": "pk", "gemaakt": "created_at"},
            per_rij(vraag),
            dag=werkdag_van("created_at", NAZORG_WERKDAGEN),
        ),
        Werkbron(
            terug,
            _CASUS | {"gemaakt": "created_at", "beantwoord": "beantwoord_at"},
            per_rij(opnieuw),
            dag=werkdag_van(Coalesce("beantwoord_at", "created_at"), NAZORG_WERKDAGEN),
        ),
    ]


def bedenktijden(viewer: Viewer) -> list[Werkbron]:
    """Running bedenktijden that the own organisation recorded, by their last day."""
    if viewer.functie not in CASUSWERK:
        return []
    rijen = Bedenktijd.objects.filter(
        op_zichtbare_casus(viewer),
        leverancier_id=viewer.eigen_id,
        status__in=BEDENKTIJD_LOOPT,
        overgedragen_aan="",
    )

    def bouw(rij: Rij) -> Werk:
        return Werk(
            wat="Bedenktijd loopt af",
            waarom="Leg vast hoe de bedenktijd eindigde.",
            casus_kenmerk=rij["kenmerk"],
            url=reverse("casus_bedenktijd", args=[rij["casus"], rij["id"]]),
            uiterlijk=datum(rij["voor"]),
            soort="bedenktijd",
            knop="Leg vast",
        )

    return [Werkbron(rijen, _CASUS | {"id": "pk", "voor": "eind"}, per_rij(bouw), dag="eind")]


def register() -> None:
    """Hand the kinds to Mijn werk; from AppConfig.ready()."""
    for soort, maak in (
        ("plan_instemmen", instemmingen),
        ("plan_vaststellen", vaststellen),
        ("plan_schrijven", schrijven),
        ("nazorg", nazorg),
        ("bedenktijd", bedenktijden),
    ):
        work_kinds.register(soort, Werksoort(maak))
