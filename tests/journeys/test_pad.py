"""One casus from melding to afgesloten, walked by nine people in a browser.

The steps, the refusals on the way, the paper of two receivers, what an outsider gets, axe on the pages,
and at the end the whole ordered logboek of the casus.
"""

import subprocess
from typing import Any
from uuid import UUID, uuid4

import pytest

from ketenregie.foundation.logboek.models import Logregel
from ketenregie.foundation.viewer import acting_as
from partners.access.viewers import viewer_of
from partners.models import Deelname, Keten, Lidmaatschap
from tests.journeys.reis import BROUGHT, MELDER, Reis
from tests.screens.kijken import chromium

pytestmark = pytest.mark.browser
TAFEL = ("politie.krt", "moviera.krt", "apeldoorn.krt", "om.krt")
ALLEN = (*TAFEL, "vt.krt", "zvh.procesregisseur")

VT, ZVH, POLITIE, MOVIERA, APELDOORN, OM, RIEC = (
    "Veilig Thuis", "ZVH", "Politie", "Moviera", "Apeldoorn", "OM", "RIEC",
)  # fmt: skip
VERWACHT = [
    ("casus_geopend", VT),
    *[("organisatie_uitgenodigd", VT)] * 9,
    ("dossier_gevormd", VT),
    ("melding_beeindigd", VT),
    *[("uitnodiging_aanvaard", wie) for wie in (ZVH, POLITIE, MOVIERA, APELDOORN, OM)],
    ("hoofdstap_gewijzigd", VT),
    ("eerste_weging_voorbereid", VT),
    ("eerste_weging_gewogen", POLITIE),
    ("doeltoets_gedaan", POLITIE),
    ("status_gewijzigd", POLITIE),
    ("agendapunt_toegevoegd", ZVH),
    *[("overleg_uitgenodigd", ZVH)] * 10,
    ("overleg_uitnodiging_beantwoord", MOVIERA),
    ("bijdrage_geleverd", MOVIERA),
    ("aanwezigheid_vastgelegd", ZVH),
    ("agendapunt_besproken", ZVH),
    ("tafelnotitie_geschreven", ZVH),
    ("tweede_weging_vastgelegd", ZVH),
    ("plan_gestart", ZVH),
    *[("plan_gewijzigd", ZVH)] * 5,
    ("plan_ter_instemming", ZVH),
    *[("instemming_gegeven", wie) for wie in (POLITIE, MOVIERA, APELDOORN, OM, VT, ZVH)],
    ("plan_vastgesteld", ZVH),
    ("verstrekking_gedaan", ZVH),
    ("hoofdstap_gewijzigd", ZVH),
    # Who fetches the paper has received it.
    ("verstrekking_ontvangen", MOVIERA),
    ("verstrekking_ontvangen", POLITIE),
    ("actie_bijgewerkt", MOVIERA),
    ("actie_bijgewerkt", POLITIE),
    ("interventie_vastgelegd", MOVIERA),
    ("nazorg_belegd", ZVH),
    ("nazorg_beantwoord", MOVIERA),
    ("hoofdstap_gewijzigd", ZVH),
    ("casusbeschrijving_voorgesteld", ZVH),
    ("evaluatieopdracht_gegeven", ZVH),
    *[("begeleider_instemming", wie) for wie in (POLITIE, MOVIERA, APELDOORN, OM, VT)],
    ("evaluatieopdracht_beantwoord", RIEC),
    ("casusbeschrijving_gecontroleerd", VT),
    *[("antwoord_gegeven", wie) for wie in (POLITIE, MOVIERA, APELDOORN, OM, VT, ZVH)],
    ("bespreking_geopend", RIEC),
    ("bespreking_vastgelegd", RIEC),
    ("evaluatie_afgerond", RIEC),
    ("casus_beeindigd", ZVH),
]


def test_a_melding_becomes_an_evaluated_casus(live_server: Any, wereld: None) -> None:
    # The database is read after the browser is gone: while Playwright runs, its loop would open a
    # connection of its own that nobody closes.
    with chromium() as browser:
        reis = Reis(browser, live_server.url)
        _walk(reis)
    assert reis.gebreken == []
    assert [f for f in reis.fouten() if "404" not in f and "403" not in f] == []
    assert _logboek(UUID(reis.casus.split("/")[2])) == VERWACHT


def _walk(reis: Reis) -> None:
    reis.bekijk("meldpunt-nieuw", "vt.meldpunt", "/meldpunt/nieuw/")
    reis.meld()
    reis.bekijk("melding", "vt.meldpunt", reis.melding)
    reis.bekijk("meldpunt", "vt.meldpunt", "/meldpunt/")
    reis.vorm_dossier()
    _outsiders_get_nothing(reis)
    reis.bekijk("werk", "politie.krt", "/werk/")
    reis.aanvaard("zvh.procesregisseur", *TAFEL)
    _refused(reis, "moviera.krt", "stap/analyse/")
    reis.zet_stap("vt.meldpunt", "Naar analyse")
    reis.bekijk("weging", "politie.krt", reis.casus + "weging/")
    reis.weeg()
    # VT and Moviera are no public deelnemers: neither takes the casus in behandeling (R2).
    _refused(reis, "moviera.krt", "stap/in_behandeling/")
    _refused(reis, "vt.krt", "stap/in_behandeling/")
    reis.toets()
    reis.plan_overleg()
    reis.breng()
    reis.bekijk("overleg", "politie.krt", reis.overleg)
    reis.houd_overleg()
    reis.schrijf_plan()
    reis.bekijk("plan", "moviera.krt", reis.casus + "plan/")
    reis.bekijk("bijdrage", "zvh.procesregisseur", reis.casus + "bijdragen/nieuw/")
    _refused(reis, "politie.krt", "plan/1/vaststellen/")
    reis.stem_in(*ALLEN)
    reis.stel_vast()
    _paper(reis)
    for naam, tab in (("casus", ""), ("betrokkenen", "betrokkenen/"), ("tijdlijn", "tijdlijn/"),
                      ("toegang", "toegang/")):  # fmt: skip
        reis.bekijk(naam, "politie.krt", reis.casus + tab)
    reis.voer_uit()
    reis.bekijk("uitvoering", "politie.krt", reis.casus + "uitvoering/")
    reis.nazorg()
    reis.draag_evaluatie_op(*TAFEL, "vt.krt")
    reis.controleer()
    reis.bekijk("evaluatie-tab", "vt.krt", reis.casus + "evaluatie/")
    reis.beantwoord(*ALLEN)
    reis.bespreek_evaluatie()
    reis.bekijk("evaluatie", "riec.begeleider", reis.evaluatie)
    # The begeleider read everything it needs and never the casus.
    assert reis.haal("riec.begeleider", reis.casus)[0] == 404
    reis.sluit_af()
    # Closed is shielded: for the owner too.
    assert reis.haal("zvh.procesregisseur", reis.casus)[0] == 404
    for naam, path in (("casussen", "/casussen/"), ("overleggen", "/overleggen/"),
                       ("evaluaties", "/evaluatie/"), ("partners", "/partners/"),
                       ("convenant", "/convenant/"), ("referentiemodel", "/referentiemodel/"),
                       ("overleg-plannen", "/overleggen/nieuw/"), ("casus-openen", "/casussen/nieuw/"),
                       ("organisatie", "/organisatie/")):  # fmt: skip
        reis.bekijk(naam, "zvh.procesregisseur", path)
    reis.bekijk("logboek", "zvh.fg", "/logboek/")


def _outsiders_get_nothing(reis: Reis) -> None:
    """Another keten, an invited organisation that did not accept, and functies without casework."""
    absent = f"/casussen/{uuid4()}/"
    for username in ("elders.krt", "berkelland.krt", "zvh.fg", "nog.bestuurder"):
        for tab in ("", "betrokkenen/", "weging/", "plan/", "uitvoering/", "evaluatie/"):
            foreign = reis.haal(username, reis.casus + tab)
            assert foreign == reis.haal(username, absent + tab), (username, tab)
            assert foreign[0] == 404


def _refused(reis: Reis, username: str, tab: str) -> None:
    """The page says no, with a reason, and offers no button."""
    mens = reis.mens(username)
    mens.ga(reis.casus + tab)
    assert mens.main.get_by_role("button").count() == 0
    assert reis.haal(username, reis.casus + tab)[0] in {200, 403}


def _paper(reis: Reis) -> None:
    """Each receiver its own plan: the same acties, not the same secrets, the melder nowhere."""
    papers = {}
    for username in ("moviera.krt", "politie.krt"):
        status, pdf = reis.haal(username, reis.casus + "plan/1.pdf")
        assert status == 200
        papers[username] = _text(pdf)
    for text in papers.values():
        assert "Plan van aanpak" in text
        assert "Opvang en begeleiding" in text
        assert "Gesprek over aangifte" in text
        assert "Zij is en blijft veilig" in text
        assert MELDER not in text
        assert "Kanarie" not in text
    assert "Verstrekt aan Moviera" in papers["moviera.krt"]
    assert "Verstrekt aan Politie" in papers["politie.krt"]
    assert BROUGHT not in papers["politie.krt"]


def _text(pdf: bytes) -> str:
    return subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True
    ).stdout.decode()


def _logboek(casus_id: UUID) -> list[tuple[str, str]]:
    """(gebeurtenis, organisation) of every change of the casus, in order."""
    keten = Keten.objects.get(sleutel="mensenhandel-nog")
    with acting_as(viewer_of(Lidmaatschap.objects.get(medewerker__username="zvh.fg"))):
        namen = dict(Deelname.objects.filter(keten=keten).values_list("pk", "organisatie__kort"))
        rows = Logregel.objects.filter(casus_id=casus_id).exclude(actie="R")
        return [
            (row.gebeurtenis, namen[row.deelname_id])
            for row in rows.exclude(gebeurtenis__in=["verzoek", "bekeken"]).order_by("id")
        ]
