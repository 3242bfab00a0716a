"""Many people writing on one casus at once: every text is kept, in the field or given back to its writer."""

import random
import threading
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from cases.models import Bijdrage, Casus, Casusoverleg, Plandoel, PlanVanAanpak, Tafelnotitie
from cases.services import plan as planservice
from cases.services.bijdrage import lever_bijdrage
from cases.services.overleg import schrijf_notitie
from cases.services.weging import ANALYSEVELDEN
from ketenregie.foundation.errors import EditConflict
from ketenregie.foundation.viewer import Viewer, acting_as
from tests.factories.overleg import TOEZICHT, casus_in_behandeling, maak_overleg, nodig_aan_tafel

ZVH = "zvh.procesregisseur"
TAFEL = ("politie.krt", "moviera.krt", ZVH)


@pytest.fixture
def tafel(viewer: Callable[[str], Viewer]) -> tuple[Casus, Casusoverleg, PlanVanAanpak]:
    casus = casus_in_behandeling(viewer, "moviera.krt")
    overleg = maak_overleg(viewer, casus)
    nodig_aan_tafel(viewer, overleg, casus, *TAFEL)
    zvh = viewer(ZVH)
    with acting_as(zvh):
        plan = planservice.start_plan(zvh, casus)
    return casus, overleg, plan


def _schrijf_regel(wie: Viewer, overleg: Casusoverleg, casus: Casus, veld: str, regel: str) -> int:
    """Add a line to a field as a browser does: on a conflict take theirs and add one's own."""
    tekst, versie, botsingen = "", 0, 0
    while True:
        try:
            with acting_as(wie):
                schrijf_notitie(
                    wie, overleg, casus, veld, f"{tekst}\n{regel}".strip(), versie=versie
                )
            return botsingen
        except EditConflict as fout:
            now: Any = fout.actueel
            tekst, versie, botsingen = now.tekst, now.versie, botsingen + 1


def _samen(
    viewer: Callable[[str], Viewer], tafel: tuple[Any, Any, Any], aantal: int
) -> dict[str, int]:
    """`aantal` edits by as many threads, spread over fields, bijdragen and goals of one casus."""
    casus, overleg, plan = tafel
    kijkers = {naam: viewer(naam) for naam in TAFEL}
    keus = random.Random(5)
    werk: list[tuple[str, str, str]] = []
    for n in range(aantal):
        soort = ("notitie", "notitie", "notitie", "bijdrage", "doel")[n % 5]
        werk.append((soort, keus.choice(TAFEL), f"regel-{n:03d}"))
    start = threading.Barrier(min(aantal, 40))
    fouten: list[BaseException] = []
    telling = {"botsingen": 0}
    rest = list(werk)
    slot = threading.Lock()

    def doe(soort: str, naam: str, regel: str) -> None:
        wie = kijkers[naam]
        if soort == "notitie":
            # Few fields for many people, so that they meet.
            veld = ANALYSEVELDEN[int(regel[-3:]) % min(len(ANALYSEVELDEN), 1 + aantal // 20)]
            found = _schrijf_regel(wie, overleg, casus, veld, regel)
            with slot:
                telling["botsingen"] += found
            return
        with acting_as(wie):
            if soort == "bijdrage":
                lever_bijdrage(wie, casus, overleg=overleg, **TOEZICHT | {"tekst": regel})
            else:
                planservice.voeg_doel_toe(
                    wie, plan, doel=regel, resultaat="Dat zien wij samen", doel_id=uuid4()
                )

    def werker() -> None:
        try:
            start.wait(30)
            while True:
                with slot:
                    if not rest:
                        return
                    taak = rest.pop()
                doe(*taak)
        except BaseException as fout:  # told by the test itself
            fouten.append(fout)
        finally:
            connection.close()

    draden = [threading.Thread(target=werker) for _ in range(min(aantal, 40))]
    for draad in draden:
        draad.start()
    for draad in draden:
        draad.join(300)
    assert fouten == []

    verwacht = {
        soort: {r for s, _, r in werk if s == soort} for soort in ("notitie", "bijdrage", "doel")
    }
    with acting_as(kijkers[ZVH]):
        regels = [
            regel
            for tekst in Tafelnotitie.objects.filter(overleg=overleg).values_list(
                "tekst", flat=True
            )
            for regel in tekst.split("\n")
        ]
        found = {
            "notitie": set(regels),
            "bijdrage": set(Bijdrage.objects.filter(casus=casus).values_list("tekst", flat=True)),
            "doel": set(Plandoel.objects.filter(plan=plan).values_list("doel", flat=True)),
        }
    assert found == verwacht
    assert len(regels) == len(set(regels))
    return telling


@pytest.mark.django_db(transaction=True)
def test_twenty_edits_at_once_on_one_casus_lose_nothing(wereld, viewer, tafel):
    _samen(viewer, tafel, 20)


@pytest.mark.drill
@pytest.mark.django_db(transaction=True)
def test_two_hundred_edits_at_once_on_one_casus_lose_nothing(wereld, viewer, tafel, meting):
    telling = _samen(viewer, tafel, 200)
    assert telling["botsingen"] > 0
    meting("200 gelijktijdige wijzigingen op één casus, botsingen", telling["botsingen"])
