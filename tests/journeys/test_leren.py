"""The learning loop in a real browser: from a lesson, by a new version of the model, to a figure that moved."""

from datetime import timedelta
from typing import Any

import pytest

from evaluatie.inlezen.services import Rij, lees_in
from evaluatie.models import Verbeterpunt
from ketenregie.foundation import clock
from ketenregie.foundation.viewer import acting_as
from partners.models import Keten
from referentiemodel.loader import model_van
from tests.journeys.mensen import Mens
from tests.screens.kijken import chromium, faults

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LES = "Bij anonieme meldingen bellen wij te laat terug."
INDICATOR = "Anonieme meldingen van alle meldingen"


def _historie(viewer: Any) -> None:
    """Meldingen of the last two years from an old registration: of every twenty, nine are anonymous."""
    vandaag = clock.today()
    with acting_as(viewer("zvh.beheer")) as beheer:
        rijen = [
            Rij(vandaag - timedelta(days=dagen), "Epe", ("arbeidsuitbuiting",), nr < 9)
            for dagen in range(30, 700, 30)
            for nr in range(20)
        ]
        lees_in(beheer, naam="Oude lijst", rijen=rijen)


def test_from_a_lesson_by_a_new_model_to_a_figure_that_moved(
    live_server: Any, wereld: None, viewer: Any
) -> None:
    _historie(viewer)
    vandaag, klaar = clock.today(), clock.today() + timedelta(days=90)
    lang_geleden = clock.add_maanden(vandaag, -18)
    found: dict[str, list[str]] = {}
    with chromium() as browser:
        regie = Mens(browser, live_server.url, "zvh.procesregisseur")
        regie.ga("/evaluatie/lessen/")
        regie.klik("Verbeterpunt vastleggen")
        regie.vink("Proces")
        regie.vink("Processen", groep="Wat moet er beter?")
        regie.vul("Beschrijf het", LES)
        regie.kies("Welke organisatie pakt dit op?", "Politie Oost-Nederland")
        regie.vul("Wanneer is het klaar?", f"{klaar:%-d-%-m-%Y}")
        regie.druk("Leg vast")
        regie.ziet(LES)

        politie = Mens(browser, live_server.url, "politie.krt")
        politie.werk(f"Verbeterpunt: {LES}")
        punt = politie.page.url.removeprefix(live_server.url)
        politie.vul("Wat stelt u voor?", "Bel binnen een dag terug; leg dat vast als norm.")
        politie.kies("Aan welke indicator ziet u of het helpt", INDICATOR)
        politie.vul("Stand nu", "62%")
        politie.vul("Gemeten op", f"{lang_geleden:%-d-%-m-%Y}")
        politie.vink("Hiervoor moet het referentiemodel veranderen")
        politie.druk("Leg het voorstel vast")
        found["voorstel"] = faults(politie.page)

        regie.werk(f"Ander referentiemodel gevraagd: {LES}")
        regie.klik("Maak een nieuwe versie")
        regie.druk("Maak een nieuwe versie")
        regie.klik(INDICATOR)
        regie.vul("Norm", "40%")
        regie.druk("Bewaar")
        regie.klik("Verschil")
        regie.ziet("40%")
        regie.klik("Procedure")
        regie.vul("Waarom komt deze versie er?", f"Verbeterpunt: {LES}")
        regie.druk("Bewaar")
        regie.druk("Leg voor")

        fg = Mens(browser, live_server.url, "zvh.fg")
        fg.werk("Adviseren over het referentiemodel")
        fg.vink("Positief", groep="Wat is het advies?")
        fg.vul("Datum van het advies", f"{vandaag:%-d-%-m-%Y}")
        fg.vul("Het advies in het kort", "Geen bezwaar: een norm raakt geen persoon.")
        fg.druk("Leg advies vast")

        bestuurder = Mens(browser, live_server.url, "nog.bestuurder")
        bestuurder.werk("Het referentiemodel vaststellen")
        bestuurder.vink("Ik heb het verschil")
        bestuurder.druk("Stel vast en publiceer")
        bestuurder.ziet("Vastgesteld en gepubliceerd")

        regie.ga(punt)
        keuze = regie.page.get_by_label("In welke versie van het referentiemodel staat het")
        keuze.select_option(index=1)  # the newest
        found["modelantwoord"] = faults(regie.page)
        regie.druk("Antwoord")

        politie.ga(punt)
        politie.vul("Wat is er veranderd?", "De norm staat in het referentiemodel.")
        politie.druk("Leg vast")
        politie.ziet("Meet opnieuw")
        politie.druk("Leg de meting vast")  # left empty: the published figure of the keten
        politie.ziet("45%")
        politie.vink("Gerealiseerd")
        politie.vul("Wat is er gebeurd?", "Het aandeel anoniem daalde van 62% naar 45%.")
        politie.druk("Rond af")
        politie.ziet("62%")
        found["gesloten"] = faults(politie.page)
        fouten = [f for m in (regie, politie, fg, bestuurder) for f in m.fouten]
    with acting_as(viewer("politie.krt")) as wie:
        les = Verbeterpunt.objects.select_related("traject__modelversie").get()
        keten = Keten.objects.get(pk=wie.keten_id)
    assert (les.status, les.traject.voor_waarde, les.traject.modelversie) == (
        "gerealiseerd", "62%", keten.modelversie,
    )  # fmt: skip
    assert les.traject.na_waarde.startswith("45%")
    model = model_van(keten.modelversie_id)
    assert {i.sleutel: i.norm for i in model.indicatoren}["anonieme_meldingen"] == "40%"
    assert {naam: fouten for naam, fouten in found.items() if fouten} == {}
    assert fouten == []
