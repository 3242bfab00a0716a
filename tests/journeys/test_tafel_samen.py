"""A casusoverleg in four browsers at once: follow along, write in the same field, lose nothing."""

from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

from cases.models import Tafelnotitie
from cases.services.overleg import beantwoord_overleguitnodiging
from ketenregie.foundation import clock
from ketenregie.foundation.viewer import acting_as
from tests.factories.overleg import (
    TOEZICHT,
    breng_in,
    casus_in_behandeling,
    maak_overleg,
    nodig_aan_tafel,
)
from tests.journeys.mensen import Mens
from tests.screens.kijken import chromium, faults

ZVH, POLITIE, MOVIERA, NLA = "zvh.procesregisseur", "politie.krt", "moviera.krt", "nla.krt"
VELD = "Oorzaken en gevolgen"


@pytest.fixture
def tafel(wereld: None, viewer: Any) -> tuple[Any, Any, Any]:
    een = casus_in_behandeling(viewer, MOVIERA, NLA)
    twee = casus_in_behandeling(viewer, MOVIERA, voornaam="Elena")
    overleg = maak_overleg(viewer, een, twee, begint_at=clock.now() + timedelta(seconds=2))
    rijen = nodig_aan_tafel(viewer, overleg, een, ZVH, POLITIE, MOVIERA, NLA)
    for naam, rij in zip((POLITIE, MOVIERA, NLA), rijen[1:], strict=True):
        wie = viewer(naam)
        with acting_as(wie):
            beantwoord_overleguitnodiging(wie, rij.pk, komt=True)
    nodig_aan_tafel(viewer, overleg, twee, ZVH, POLITIE, MOVIERA)
    breng_in(viewer(NLA), een, overleg=overleg, **TOEZICHT)
    return een, twee, overleg


def _veld(mens: Mens) -> Any:
    return mens.main.get_by_label(VELD, exact=True)


def _wacht_op_botsing(*mensen: Mens) -> None:
    for _ in range(100):
        if any(m.main.locator(".kr-botsing").count() for m in mensen):
            break
        mensen[0].page.wait_for_timeout(200)


def test_four_partners_at_one_table(
    live_server: Any, tafel: tuple[Any, Any, Any], viewer: Any
) -> None:
    een, twee, overleg = tafel
    with chromium() as browser:
        mensen = {n: Mens(browser, live_server.url, n) for n in (ZVH, POLITIE, MOVIERA, NLA)}
        zvh, politie, moviera, nla = mensen.values()
        for mens in mensen.values():
            mens.ga(f"/overleggen/{overleg.pk}/?casus={een.pk}")
            expect(mens.main.get_by_text("U ziet de laatste stand")).to_be_visible()
        gebreken = faults(politie.page)

        # Two in the same field: the second keeps what it typed and sees the other text.
        _veld(politie).focus()
        expect(moviera.main.get_by_text("(Politie) schrijft hier")).to_be_visible()
        _veld(moviera).fill("Afhankelijk van vervoer.")
        _veld(politie).fill("Paspoorten ingenomen.")
        _wacht_op_botsing(politie, moviera)
        botst = [m for m in (politie, moviera) if m.main.locator(".kr-botsing").count()]
        assert len(botst) == 1
        gebreken += faults(botst[0].page)
        own = "Paspoorten ingenomen." if botst[0] is politie else "Afhankelijk van vervoer."
        assert _veld(botst[0]).input_value() == own
        botst[0].druk("Voeg beide samen")
        for mens in mensen.values():  # and the others see it without doing anything
            expect(_veld(mens)).to_have_value("Afhankelijk van vervoer.\nPaspoorten ingenomen."
                                              if botst[0] is politie else
                                              "Paspoorten ingenomen.\nAfhankelijk van vervoer.")  # fmt: skip

        # Halen en brengen, live: what NLA brings shows to police, withheld or not at all elsewhere.
        expect(politie.main.get_by_text("Controle in 2025")).to_be_visible()

        # By keyboard: an actie, and on to the next casus; who follows goes along.
        zvh.page.locator("h1").click()
        zvh.page.keyboard.press("a")
        expect(zvh.main.get_by_label("Wat gebeurt er?")).to_be_focused()
        form = zvh.formulier("Zet in het plan")
        zvh.vul("Wat gebeurt er?", "Veilige opvang voor drie", binnen=form)
        zvh.kies("Welke organisatie doet dit?", "Moviera", binnen=form)
        zvh.vul("In welke rol?", "zorgcoördinator", binnen=form)
        zvh.vink("Zorg", binnen=form)
        dag = clock.today() + timedelta(days=7)
        zvh.vul("Uiterlijk", f"{dag:%-d-%-m-%Y}", binnen=form)
        zvh.druk("Zet in het plan")
        expect(moviera.main.get_by_text("Veilige opvang voor drie")).to_be_visible()
        _veld(moviera).blur()
        _veld(politie).blur()
        zvh.page.locator("h1").click()
        zvh.page.keyboard.press("n")
        zvh.page.wait_for_url(f"**casus={twee.pk}")
        for mens in (politie, moviera):
            mens.page.wait_for_url(f"**casus={twee.pk}")
        # NLA takes no part in the second casus: it hears nothing of it.
        assert str(een.pk) in nla.page.url
        assert twee.kenmerk not in nla.page.content()
        fouten = [f for m in mensen.values() for f in m.fouten if "409" not in f]
    assert gebreken == []
    assert fouten == []
    wie = viewer(ZVH)
    with acting_as(wie):
        row = Tafelnotitie.objects.get(casus=een)
        states = {r.tekst for r in row.history.all()}
    assert "Paspoorten ingenomen." in row.tekst
    assert "Afhankelijk van vervoer." in row.tekst
    assert len(states) == 2
