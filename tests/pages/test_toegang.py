"""The tab Toegang and another organisation's eyes: explained to who may know, silent to the rest."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.services.bijdrage import lever_bijdrage
from ketenregie.foundation import logboek
from ketenregie.foundation.viewer import acting_as
from tests.factories.cases import doe_mee
from tests.factories.toegang import HULP, JUSTITIE, opstelling


@pytest.fixture
def o(viewer):
    return opstelling(viewer)


@pytest.fixture
def regie(o, viewer):
    """The procesregie takes part."""
    doe_mee(o.eigenaar, o.casus, viewer("zvh.procesregisseur"))
    return o


def test_every_block_tells_why_it_is_shown_or_withheld(o, client_als):
    pagina = client_als("politie.krt").get(f"/casussen/{o.casus.pk}/").content.decode()
    assert "Waarom zie ik dit?" in pagina
    assert "Waarom niet?" in pagina
    assert "Partners buiten de zorg zien dat er zorginformatie is, maar niet welke." in pagina
    assert "Vraag toegang" in pagina


def test_why_costs_no_query(o, client_als):
    client = client_als("politie.krt")
    adres = f"/casussen/{o.casus.pk}/"
    client.get(adres)
    with CaptureQueriesContext(
        connection,
    ) as een:
        client.get(adres)
    with acting_as(o.moviera):
        for _ in range(3):
            lever_bijdrage(
                o.moviera, o.casus, tekst="Meer", gegevenscategorie="hulpverlening",
                grondslag="wgs", motivering="Zij durft niets te zeggen",
            )  # fmt: skip
    with CaptureQueriesContext(connection) as vier:
        client.get(adres)
    assert len(vier) == len(een)


def test_the_matrix_counts_only_what_the_looker_knows(o, client_als, viewer):
    """For Moviera the justitiele bijdrage does not exist; for the owner it does."""
    eigenaar = client_als("apeldoorn.krt").get(f"/casussen/{o.casus.pk}/toegang/")
    assert "Justiti" in eigenaar.content.decode().split('id="matrix"')[1].split("</table>")[0]
    moviera = client_als("moviera.krt").get(f"/casussen/{o.casus.pk}/toegang/").content.decode()
    assert 'id="matrix"' not in moviera


def test_the_tab_costs_the_same_for_more_data_and_tells_no_names_of_others(o, client_als):
    client = client_als("apeldoorn.krt")
    adres = f"/casussen/{o.casus.pk}/toegang/"
    client.get(adres)
    with CaptureQueriesContext(connection) as een:
        pagina = client.get(adres).content.decode()
    with acting_as(o.moviera):
        for _ in range(3):
            lever_bijdrage(
                o.moviera, o.casus, tekst="Meer", gegevenscategorie="hulpverlening",
                grondslag="wgs", motivering="Zij durft niets te zeggen",
            )  # fmt: skip
    with CaptureQueriesContext(connection) as vier:
        client.get(adres)
    assert len(vier) == len(een)
    assert "Carla Smeenk" not in pagina
    assert HULP not in pagina


def test_procesregisseur_looks_with_other_eyes_and_never_sees_more(regie, client_als, viewer):
    client = client_als("zvh.procesregisseur")
    blad = f"/casussen/{regie.casus.pk}/zicht/"
    politie = client.get(f"{blad}{regie.politie.deelname_id}/").content.decode()
    assert "U kijkt door de ogen van Politie Oost-Nederland" in politie
    assert HULP not in politie
    moviera = client.get(f"{blad}{regie.moviera.deelname_id}/").content.decode()
    assert HULP in moviera
    assert JUSTITIE not in moviera
    assert "Vraag toegang" not in moviera
    with acting_as(viewer("zvh.procesregisseur")):
        regels = [
            (r.regel, r.doel, r.details["deelname"])
            for r in logboek.voor_casus(regie.casus.pk)
            if r.gebeurtenis == "zicht_bekeken"
        ]
    assert [r[2] for r in regels] == [
        str(regie.politie.deelname_id),
        str(regie.moviera.deelname_id),
    ]
    assert {r[:2] for r in regels} == {("toegang.zien_als", regie.casus.doel)}


def test_other_eyes_are_for_procesregie_and_fg_only(regie, client_als):
    adres = f"/casussen/{regie.casus.pk}/zicht/{regie.moviera.deelname_id}/"
    assert client_als("politie.krt").get(adres).status_code == 403
    for username in ("nla.krt", "elders.krt", "zvh.beheer", "nog.bestuurder"):
        assert client_als(username).get(adres).status_code == 404


def test_the_fg_gives_a_reason_and_sees_rules_not_contents(regie, client_als, viewer):
    fg = client_als("zvh.fg")
    adres = f"/casussen/{regie.casus.pk}/zicht/{regie.politie.deelname_id}/"
    assert "Eerst de reden" in fg.get(adres).content.decode()
    assert fg.post(adres, {"reden": ""}).status_code == 422
    pagina = fg.post(adres, {"reden": "Klacht van een betrokkene"}).content.decode()
    assert "Deelregel 4.2" in pagina
    for inhoud in (HULP, JUSTITIE, "Plamen", "Dimitrov", "keuken"):
        assert inhoud not in pagina
    with acting_as(viewer("zvh.fg")):
        [regel] = [
            r for r in logboek.voor_casus(regie.casus.pk) if r.gebeurtenis == "zicht_bekeken"
        ]
    assert (regel.reden, regel.doel) == ("Klacht van een betrokkene", "toezicht")
