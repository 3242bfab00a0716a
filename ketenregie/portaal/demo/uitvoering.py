"""What runs in the casussen in uitvoering today: an offered actie, a waiting list, needs, and knelpunten."""

from datetime import timedelta

from cases.models import Actie, Betrokkene, Casus
from cases.services import knelpunt, uitvoering
from ketenregie.foundation import clock
from ketenregie.portaal.demo.pad import Gids
from partners.models import Aanbod

KNELPUNTEN = (
    ("politie.krt", "apeldoorn.krt", True, "knelpunt", "strategisch",
     "Te weinig opvang voor mannen",
     "Mannelijke slachtoffers van arbeidsuitbuiting wachten weken op een veilige plek.",
     "Kan de regio samen plekken inkopen?"),
    ("moviera.krt", "zvh.procesregisseur", False, "trend", "tactisch",
     "Vaker jongeren die telefoonabonnementen afsluiten",
     "Wij zien vaker jongeren die onder druk abonnementen op hun naam zetten.",
     "Kunt u scholen en winkels hierover laten voorlichten?"),
)  # fmt: skip


def vertel_uitvoering(gids: Gids) -> None:
    """Made through the services, today."""
    at = clock.now()
    with gids.als("moviera.krt", at) as carla:
        casus = (
            Casus.objects.visible_to(carla)  # type: ignore[attr-defined]
            .filter(hoofdstap="uitvoering", acties__deelname_id=carla.eigen_id)
            .order_by("kenmerk")
            .first()
        )
        if casus is not None:
            persoon = Betrokkene.objects.filter(casus=casus, rol="slachtoffer").first()
            aanbod = Aanbod.objects.filter(organisatie__deelnames=carla.eigen_id).first()
            if persoon is not None:
                _zorg(gids, casus, persoon, aanbod)
    _bied_een_actie_aan(gids)
    for van, aan, bestuurder, soort, niveau, titel, wat, vraag in KNELPUNTEN:
        with gids.als(van, at) as wie:
            knelpunt.meld_knelpunt(
                wie, soort=soort, niveau=niveau, titel=titel, omschrijving=wat, vraag=vraag,
                aan=gids.deelname(aan), aan_bestuurder=bestuurder, at=at,
            )  # fmt: skip


def _zorg(gids: Gids, casus: Casus, persoon: Betrokkene, aanbod: Aanbod | None) -> None:
    at = clock.now()
    carla = gids.viewer("moviera.krt")
    behoefte = uitvoering.leg_behoefte_vast(
        carla, casus, betrokkene=persoon, soort="veilige_plek", at=at - timedelta(hours=2),
        omschrijving="Een veilige plek die niemand kent",
    )  # fmt: skip
    uitvoering.wijzig_behoefte(
        carla, behoefte, stand="gestart", omschrijving="Blijvend veilig wonen, met begeleiding",
        uitvoerder=gids.deelname("moviera.krt"), at=at,
    )  # fmt: skip
    if aanbod is not None:
        uitvoering.leg_interventie_vast(
            carla, casus, doelgroep="slachtoffer", aanbod=aanbod, betrokkene=persoon,
            op_wachtlijst=True, at=at,
        )  # fmt: skip
    uitvoering.leg_gremium_vast(
        carla, casus, betrokkene=persoon, soort="zorg", naam="Gezinsoverleg van het wijkteam", at=at
    )


def _bied_een_actie_aan(gids: Gids) -> None:
    """One partner asks another to take over what it cannot do well."""
    at = clock.now()
    for van, naar in (("apeldoorn.krt", "politie.krt"), ("politie.krt", "moviera.krt")):
        with gids.als(van, at) as wie:
            casussen = Casus.objects.visible_to(wie)  # type: ignore[attr-defined]
            eigen = Actie.objects.filter(
                casus__in=casussen, deelname_id=wie.eigen_id, status__in=["open", "bezig"],
                casus__betrokkenheden__deelname=gids.deelname(naar),
                casus__betrokkenheden__status="aanvaard",
            ).in_uitvoering()  # type: ignore[attr-defined]  # fmt: skip
            if actie := eigen.first():
                uitvoering.bied_actie_aan(
                    wie, actie, naar=gids.deelname(naar), at=at,
                    toelichting="Dit vraagt een contact dat u al hebt.",
                )  # fmt: skip
                return
