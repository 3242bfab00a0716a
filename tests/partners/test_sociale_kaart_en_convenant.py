"""Sociale kaart and convenant: readable for everyone of the keten, and only of that keten."""

from uuid import uuid4

import pytest

from partners import selectors
from partners.models import Deelname, Deelregel
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


def _kolom(als, username, letter, categorie):
    with als(username) as viewer:
        beeld = selectors.convenant_for(viewer, letter)
        rij = next(r for r in beeld.matrix if r.categorie == categorie)
        return {
            naam: [d[0] for d in cel.delen]
            for (naam, _), cel in zip(beeld.kolommen, rij.cellen, strict=True)
        }


def test_the_matrix_says_what_the_sharing_rules_decide(als):
    assert _kolom(als, "politie.krt", "R", "Gezondheid") == {
        "Uw organisatie": ["afschermen"],
        "Zorgpartners": ["tonen"],
        "Veiligheidspartners": ["afschermen"],
        "Gemeente": ["afschermen"],
        "Zorg- en Veiligheidshuis": ["tonen"],
    }
    assert _kolom(als, "moviera.krt", "C", "Identificatie en contact")["Uw organisatie"] == [
        "afschermen"
    ]


def test_receivers_of_one_domein_that_differ_are_named(als):
    with als("vt.krt") as viewer:
        beeld = selectors.convenant_for(viewer, "R")
    rij = next(r for r in beeld.matrix if r.categorie == "Verblijfsstatus")
    zorg = rij.cellen[1].delen
    assert [(d[0], "Moviera" in d[2]) for d in zorg] == [("tonen", True), ("afschermen", False)]


def test_the_convenant_shows_every_deelregel_and_marks_those_for_us(client_als, wereld, als):
    with als("vt.krt"):
        texts = list(Deelregel.objects.values_list("tekst", flat=True))
    html = client_als("vt.krt").get("/convenant/").content.decode()
    assert [t for t in texts if t not in html] == []
    assert "Geldt ook voor u" in html
    assert (
        "Convenant ketenaanpak" in client_als("nog.bestuurder").get("/convenant/").content.decode()
    )


def test_an_organisation_that_is_no_party_is_told_so(client_als, als, as_role):
    from ketenregie.foundation import clock
    from partners.models import Partij

    with als("kmar.flex"):
        Partij.objects.filter(deelname=deelname("Marechaussee")).update(
            tot=clock.add_werkdagen(clock.today(), -2)
        )
    html = client_als("kmar.flex").get("/convenant/").content.decode()
    assert "Uw organisatie is nu geen partij" in html


def test_the_convenant_costs_the_same_number_of_queries(client_als, django_assert_num_queries):
    client = client_als("vt.krt")
    client.get("/convenant/")
    with django_assert_num_queries(20):
        client.get("/convenant/?rol=C")


def test_a_deelname_that_ended_is_not_listed(als):
    from ketenregie.foundation import clock

    with als("vt.krt"):
        Deelname.objects.filter(organisatie__kort="COA").update(
            tot=clock.add_werkdagen(clock.today(), -2)
        )
    assert "Centraal Orgaan opvang asielzoekers, regio Oost" not in _namen(als)
