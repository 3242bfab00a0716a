"""What plan and uitvoering put on Mijn werk: one provider per kind, each a fixed number of queries."""

from datetime import date, datetime

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse

from cases.models import (
    Actie,
    Bedenktijd,
    Betrokkenheid,
    Casus,
    Instemming,
    Nazorg,
    PlanVanAanpak,
)
from cases.services import plan as planservice
from cases.services.uitvoering import BEDENKTIJD_LOOPT
from ketenregie.foundation import clock
from ketenregie.foundation.registries import Werk, work_kinds
from ketenregie.foundation.viewer import Viewer
from partners.access.roles import CASUSWERK, KETENWERK
from referentiemodel.enums import CasusStatus, Mandaatsoort

Status = PlanVanAanpak.Status
NAZORG_WERKDAGEN = 5


def _zichtbaar(viewer: Viewer) -> QuerySet[Casus]:
    return Casus.objects.visible_to(viewer).order_by()  # type: ignore[attr-defined,no-any-return]


def _met_letter(viewer: Viewer, letters: str) -> Exists:
    """The own organisation takes part with one of these letters for the plan."""
    return Exists(
        Betrokkenheid.objects.filter(
            casus=OuterRef("casus"),
            deelname_id=viewer.eigen_id,
            status=Betrokkenheid.Status.AANVAARD,
            letters__plan_van_aanpak__regex=letters,
        )
    )


def _plannen(viewer: Viewer, status: str) -> QuerySet[PlanVanAanpak]:
    return PlanVanAanpak.objects.filter(casus__in=_zichtbaar(viewer), status=status).select_related(
        "casus"
    )


def instemmingen(viewer: Viewer) -> list[Werk]:
    """Plans that wait for the answer of the own organisation."""
    if viewer.functie not in KETENWERK:
        return []
    given = Instemming.objects.filter(plan=OuterRef("pk"), deelname_id=viewer.eigen_id)
    rows = _plannen(viewer, Status.TER_INSTEMMING).filter(
        ~Exists(given), _met_letter(viewer, planservice.INSTEMMERS)
    )
    wacht = "" if Mandaatsoort.INSTEMMEN in viewer.mandaten else "een collega met mandaat"
    return [
        Werk(
            wat=f"Instemmen met het plan van aanpak, versie {plan.nummer}",
            waarom="Uw organisatie is om instemming gevraagd.",
            casus_kenmerk=plan.casus.kenmerk,
            url=reverse("casus_plan", args=[plan.casus_id]) + "#instemming",
            uiterlijk=plan.instemmen_voor,
            wacht_op=wacht,
            soort="plan_instemmen",
            knop="Antwoord",
        )
        for plan in rows
    ]


def vaststellen(viewer: Viewer) -> list[Werk]:
    """Plans for the eindverantwoordelijke: ready to be vastgesteld, or waiting for answers."""
    if viewer.functie not in KETENWERK:
        return []
    items = []
    rows = list(_plannen(viewer, Status.TER_INSTEMMING).filter(_met_letter(viewer, "A")))
    stemmen = planservice.stemmen_van(rows)
    for plan in rows:
        stand = planservice.gereedheid(plan, stemmen[plan.pk])
        namen = ", ".join((*stand.wacht_op, *stand.bezwaren))
        items.append(
            Werk(
                wat=f"Plan van aanpak vaststellen, versie {plan.nummer}",
                waarom=" ".join(stand.zinnen()) or "Alle organisaties hebben ingestemd.",
                casus_kenmerk=plan.casus.kenmerk,
                url=reverse("casus_plan", args=[plan.casus_id]),
                uiterlijk=plan.instemmen_voor,
                wacht_op="" if stand.kan else namen,
                soort="plan_vaststellen",
                knop="Bekijk het plan",
            )
        )
    return items


def schrijven(viewer: Viewer) -> list[Werk]:
    """A casus in analyse after its 2e weging without a plan, and concepts of the own organisation."""
    if viewer.functie not in KETENWERK:
        return []
    plannen = PlanVanAanpak.objects.filter(casus=OuterRef("pk")).exclude(status=Status.INGETROKKEN)
    zonder = _zichtbaar(viewer).filter(
        ~Exists(plannen),
        hoofdstap="analyse",
        status__in=CasusStatus.open_waarden(),
        eigenaar_id=viewer.eigen_id,
        tweede_wegingen__mensenhandel=True,
    )
    items = [
        Werk(
            wat="Plan van aanpak schrijven",
            waarom="De 2e weging is gedaan en er is nog geen plan.",
            casus_kenmerk=casus.kenmerk,
            url=reverse("casus_plan", args=[casus.pk]),
            uiterlijk=casus.volgende_datum,
            soort="plan_schrijven",
            knop="Begin het plan",
        )
        for casus in zonder.distinct()
    ]
    concepten = _plannen(viewer, Status.CONCEPT).filter(opsteller_id=viewer.eigen_id)
    return items + [
        Werk(
            wat=f"Plan van aanpak afmaken, versie {plan.nummer}",
            waarom="Dit concept ligt nog niet ter instemming.",
            casus_kenmerk=plan.casus.kenmerk,
            url=reverse("casus_plan", args=[plan.casus_id]),
            uiterlijk=plan.casus.volgende_datum,
            soort="plan_schrijven",
            knop="Werk verder",
        )
        for plan in concepten
    ]


def acties(viewer: Viewer) -> list[Werk]:
    """Open acties of the own organisation, out of plans that are vastgesteld."""
    if viewer.functie not in CASUSWERK:
        return []
    rows = (
        Actie.objects.filter(
            deelname_id=viewer.eigen_id,
            status__in=planservice.OPEN_ACTIES,
            casus__in=_zichtbaar(viewer),
        )
        .in_uitvoering()  # type: ignore[attr-defined]
        .select_related("casus")
    )
    return [
        Werk(
            wat=actie.omschrijving,
            waarom=f"Actie uit het plan van aanpak, rol: {actie.rol}.",
            casus_kenmerk=actie.casus.kenmerk,
            url=reverse("casus_actie", args=[actie.casus_id, actie.pk]),
            uiterlijk=actie.uiterlijk,
            soort="actie",
            knop="Werk bij",
        )
        for actie in rows
    ]


def _antwoord_voor(at: datetime) -> date:
    return clock.add_werkdagen(clock.local_date(at), NAZORG_WERKDAGEN)


def nazorg(viewer: Viewer) -> list[Werk]:
    """Care questions to answer, and own questions that were declined and not put again."""
    if viewer.functie not in CASUSWERK:
        return []
    zichtbaar = _zichtbaar(viewer)
    gevraagd = Nazorg.objects.filter(
        casus__in=zichtbaar, deelname_id=viewer.eigen_id, status=Nazorg.Status.GEVRAAGD
    ).select_related("casus")
    items = [
        Werk(
            wat="Nazorgvraag beantwoorden",
            waarom="Een organisatie vraagt u deze zorg op u te nemen.",
            casus_kenmerk=rij.casus.kenmerk,
            url=reverse("casus_nazorg_antwoord", args=[rij.casus_id, rij.pk]),
            uiterlijk=_antwoord_voor(rij.created_at),
            soort="nazorg",
            knop="Geef antwoord",
        )
        for rij in gevraagd
    ]
    later = Nazorg.objects.filter(
        casus=OuterRef("casus"),
        created_at__gt=OuterRef("created_at"),
        leverancier_id=viewer.eigen_id,
    )
    terug = Nazorg.objects.filter(
        ~Exists(later),
        casus__in=zichtbaar,
        leverancier_id=viewer.eigen_id,
        status=Nazorg.Status.GEWEIGERD,
    ).select_related("casus")
    return items + [
        Werk(
            wat="Nazorg opnieuw beleggen",
            waarom="De gevraagde organisatie kan deze zorg niet bieden.",
            casus_kenmerk=rij.casus.kenmerk,
            url=reverse("casus_uitvoering", args=[rij.casus_id]) + "#nazorg",
            uiterlijk=_antwoord_voor(rij.beantwoord_at or rij.created_at),
            soort="nazorg",
            knop="Bekijk",
        )
        for rij in terug
    ]


def bedenktijden(viewer: Viewer) -> list[Werk]:
    """Running bedenktijden that the own organisation recorded, by their last day."""
    if viewer.functie not in CASUSWERK:
        return []
    rows = Bedenktijd.objects.filter(
        casus__in=_zichtbaar(viewer),
        leverancier_id=viewer.eigen_id,
        status__in=BEDENKTIJD_LOOPT,
        overgedragen_aan="",
    ).select_related("casus")
    return [
        Werk(
            wat="Bedenktijd loopt af",
            waarom="Leg vast hoe de bedenktijd eindigde.",
            casus_kenmerk=rij.casus.kenmerk,
            url=reverse("casus_bedenktijd", args=[rij.casus_id, rij.pk]),
            uiterlijk=rij.eind,
            soort="bedenktijd",
            knop="Leg vast",
        )
        for rij in rows
    ]


def register() -> None:
    """Hand the providers to Mijn werk; from AppConfig.ready()."""
    for soort, provider in (
        ("plan_instemmen", instemmingen),
        ("plan_vaststellen", vaststellen),
        ("plan_schrijven", schrijven),
        ("actie", acties),
        ("nazorg", nazorg),
        ("bedenktijd", bedenktijden),
    ):
        work_kinds.register(soort, provider)
