"""Sociale kaart: readable for everyone of the keten, and only of that keten."""

from uuid import uuid4

import pytest

from partners import selectors
from partners.models import Deelname
from tests.factories.evaluatie import deelname


def _namen(als, **filters):
    with als("vt.krt") as viewer:
        return [r.naam for r in selectors.partners_for(viewer, **filters)]


def test_only_the_own_keten_is_listed(als):
    with als("elders.krt") as viewer:
        assert [r.naam for r in selectors.partners_for(viewer)] == [
            "Politie Elders",
            "Veilig Thuis Elders",
            "Zorg- en Veiligheidshuis Elders",
        ]
    assert len(_namen(als)) == 35


@pytest.mark.parametrize(
    ("filters", "namen"),
    [
        ({"zoek": "zorgcoördinatie jong"}, ["MEE Samen"]),
        ({"zoek": "ondermijning"}, ["RIEC Oost-Nederland"]),
        ({"vorm": "arbeidsuitbuiting", "zoek": "inspectie"}, ["Nederlandse Arbeidsinspectie"]),
        ({"gemeente": "Zutphen", "zoek": "gemeente zut"}, ["Gemeente Zutphen"]),
        ({"gemeente": "Zutphen", "zoek": "gemeente epe"}, []),
        ({"domein": "veiligheid", "zoek": "moviera"}, []),
        ({"domein": "zorg", "zoek": "moviera"}, ["Moviera"]),
    ],
)
def test_filters_narrow_the_list(als, filters, namen):
    assert _namen(als, **filters) == namen


@pytest.mark.parametrize(("zoek", "aantal"), [("Moviera", 1), ("", 35)])
def test_the_list_costs_the_same_number_of_queries(
    client_als, zoek, aantal, django_assert_num_queries
):
    client = client_als("vt.krt")
    client.get("/partners/")
    with django_assert_num_queries(20):
        html = client.get(f"/partners/?zoek={zoek}").content.decode()
    assert f">{aantal} organisatie" in html


def test_an_organisation_shows_names_and_numbers(client_als, wereld):
    html = client_als("politie.krt").get(f"/partners/{deelname('Moviera').pk}/").content.decode()
    for text in ("Carla Smeenk", "055 555 03 00", "Crisisopvang mensenhandel", "vanaf 23 jaar",
                 "3 weken", "Ketenregieteam", "Private deelnemer", "De hele regio"):  # fmt: skip
        assert text in html, text


def test_an_organisation_of_another_keten_is_a_404(client_als, wereld):
    client = client_als("elders.krt")
    missing = client.get(f"/partners/{uuid4()}/")
    response = client.get(f"/partners/{deelname('Moviera').pk}/")
    assert (response.status_code, response.content) == (404, missing.content)


def test_a_deelname_that_ended_is_not_listed(als):
    from ketenregie.foundation import clock

    with als("vt.krt"):
        Deelname.objects.filter(organisatie__kort="COA").update(
            tot=clock.add_werkdagen(clock.today(), -2)
        )
    assert "Centraal Orgaan opvang asielzoekers, regio Oost" not in _namen(als)
