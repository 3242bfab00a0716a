"""Wijzigingen of a casus: who changed what and why, for who may see the datum today."""

import difflib
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.geschiedenis import BLOKKEN
from cases.models import Bijdrage, Situatie
from cases.services.bijdrage import corrigeer_bijdrage, lever_bijdrage
from ketenregie.foundation.history import met_reden
from ketenregie.foundation.viewer import acting_as
from tests.factories.cases import doe_mee, maak_casus
from tests.factories.overleg import TOEZICHT

GEZONDHEID = {
    "gegevenscategorie": "gezondheid",
    "grondslag": "wgs",
    "motivering": "Nodig voor de veiligheid.",
}


def zonder_tekst(velden):
    return {k: v for k, v in velden.items() if k != "tekst"}


@pytest.fixture
def casus(viewer):
    eigenaar = viewer("apeldoorn.krt")
    casus = maak_casus(eigenaar)
    doe_mee(eigenaar, casus, viewer("politie.krt"), viewer("moviera.krt"))
    return casus


def lees(client_als, wie, casus, query=""):
    return client_als(wie).get(f"/casussen/{casus.pk}/geschiedenis/{query}")


def breng(viewer, casus, wie, **velden):
    with acting_as(viewer(wie)) as v:
        return lever_bijdrage(v, casus, **velden)


def test_a_correction_shows_old_new_who_and_why(casus, viewer, client_als):
    rij = breng(viewer, casus, "politie.krt", tekst="Eerste woorden", **zonder_tekst(TOEZICHT))
    with acting_as(viewer("politie.krt")) as v:
        corrigeer_bijdrage(
            v, rij.pk, tekst="Betere woorden", reden="Verkeerd gehoord", **zonder_tekst(TOEZICHT)
        )
    page = lees(client_als, "apeldoorn.krt", casus, "?blok=bijdrage").content.decode()
    for tekst in ("<del>Eerste woorden</del>", "<ins>Betere woorden</ins>", "Verkeerd gehoord",
                  "gewijzigd door", "toegevoegd door"):  # fmt: skip
        assert tekst in page
    assert "Plamen" not in page.split("Wijzigingen", 1)[1].split("Bijdragen", 1)[0]
    assert (
        'href="/casussen/'
        in client_als("apeldoorn.krt").get(f"/casussen/{casus.pk}/tijdlijn/").content.decode()
    )


@pytest.mark.parametrize("lezer", ["politie.krt", "apeldoorn.krt"])
def test_a_change_to_what_is_not_shown_leaves_no_trace(casus, viewer, client_als, lezer):
    """Count, day, author, order and headers: nothing differs for who may not see the datum."""
    rij = breng(viewer, casus, "moviera.krt", tekst="KANARIE een", **GEZONDHEID)
    voor = lees(client_als, lezer, casus)
    ook = lees(client_als, lezer, casus, "?blok=bijdrage")
    with acting_as(viewer("moviera.krt")), met_reden("KANARIE reden"):
        for tekst in ("KANARIE twee", "KANARIE drie"):
            Bijdrage.objects.filter(pk=rij.pk).update(tekst=tekst)
    na = lees(client_als, lezer, casus)
    assert "KANARIE" not in na.content.decode()
    for eerst, later in ((voor, na), (ook, lees(client_als, lezer, casus, "?blok=bijdrage"))):
        assert (
            list(difflib.unified_diff(*(kaal(x).splitlines() for x in (eerst, later)), n=0)) == []
        )
    assert "KANARIE drie" in lees(client_als, "moviera.krt", casus).content.decode()


def kaal(response):
    """Status, headers and body without what is new in every request (nonce, token)."""
    headers = {k: v for k, v in response.headers.items() if k != "Content-Security-Policy"}
    body = re.sub(
        r'(nonce=|data-csrf=|csrfmiddlewaretoken" value=)"[^"]+"', "", response.content.decode()
    )
    return f"{response.status_code}\n{headers}\n{body}"


def test_a_version_with_a_stricter_label_stays_away_when_today_s_is_open(casus, viewer, client_als):
    rij = breng(viewer, casus, "moviera.krt", tekst="KANARIE medisch", **GEZONDHEID)
    with acting_as(viewer("moviera.krt")):
        Bijdrage.objects.filter(pk=rij.pk).update(
            gegevenscategorie="proces", tekst="Afspraak gemaakt"
        )
    page = lees(client_als, "politie.krt", casus).content.decode()
    assert "Afspraak gemaakt" in page
    assert "KANARIE" not in page


def test_the_page_costs_the_same_queries_for_one_and_many_changes(casus, viewer, client_als):
    client = client_als("apeldoorn.krt")
    adres = f"/casussen/{casus.pk}/geschiedenis/"
    breng(viewer, casus, "politie.krt", tekst="Iets", **zonder_tekst(TOEZICHT))
    client.get(adres)
    with CaptureQueriesContext(connection) as eerst:
        assert client.get(adres).status_code == 200
    with acting_as(viewer("apeldoorn.krt")):
        for nummer in range(5):
            Situatie.objects.filter(casus=casus).update(locatie=f"Plaats {nummer}")
    breng(viewer, casus, "politie.krt", tekst="Nog iets", **zonder_tekst(TOEZICHT))
    with CaptureQueriesContext(connection) as later:
        page = client.get(adres).content.decode()
    assert "Plaats 4" in page
    assert len(later) == len(eerst)


def test_every_block_has_its_page_and_an_outsider_none(casus, client_als):
    for blok in BLOKKEN:
        assert lees(client_als, "apeldoorn.krt", casus, f"?blok={blok}").status_code == 200
    assert lees(client_als, "nla.krt", casus).status_code == 404
