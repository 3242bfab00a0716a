"""The convenant as people read it: rules as sentences, the matrix, and only of the own keten."""

import csv
import io

import pytest

from ketenregie.foundation import clock
from partners.convenant.beeld import geldend_for
from partners.convenant.controle import schaduwen
from partners.convenant.matrix import kolommen, matrix, vraag
from partners.convenant.zinnen import zin
from partners.models import Convenant, Deelregel, Partij
from partners.selectors import model_van_keten
from partners.sharing import Regelboek
from tests.factories.evaluatie import deelname


def _geldend():
    return Convenant.objects.get(keten__sleutel="mensenhandel-nog", nummer=1)


def _cellen(als, username, categorie, **gekozen):
    with als(username) as viewer:
        tabel = matrix(
            Regelboek(viewer.keten_id), vraag(gekozen), kolommen(viewer), model_van_keten(viewer)
        )
        rij = next(r for r in tabel.rijen if r.categorie == categorie)
        return {
            c.ontvanger: [(a.uitkomst, a.regel, a.alleen) for a in c.antwoorden] for c in rij.cellen
        }


def test_the_matrix_says_what_the_sharing_rules_decide(als):
    cellen = _cellen(als, "politie.krt", "Gezondheid", letter="R")
    assert cellen["Politie"] == [("afschermen", "4.2", "")]
    assert cellen["Moviera"] == [("tonen", "4.1", "")]
    assert cellen["Gemeente"] == [("afschermen", "4.2", "")]
    assert _cellen(als, "politie.krt", "Identificatie en contact", letter="C")["Politie"] == [
        ("afschermen", "2.2", "")
    ]


def test_what_is_left_open_stands_in_the_cell_with_what_it_hangs_on(als):
    hulp = _cellen(als, "politie.krt", "Hulpverlening", letter="C")
    assert hulp["Politie"] == [
        ("afschermen", "4.3", "in Evaluatie"),
        ("verbergen", "10.1", "van zorgpartners"),
        ("afschermen", "", ""),
    ]
    assert _cellen(als, "politie.krt", "Gezondheid", letter="C", leverancier="domein:zorg")[
        "Politie"
    ] == [("verbergen", "10.1", "")]


def _regel(als, nummer):
    with als("vt.krt") as viewer:
        regels = list(geldend_for(viewer).deelregels.all())
        regel = next(r for r in regels if r.nummer == nummer)
        return zin(regel, model_van_keten(viewer), schaduwen(regels)[nummer].anders)


@pytest.mark.parametrize(
    ("nummer", "tekst"),
    [
        ("1.1", "Elke partij met een rol in de lopende stap ziet verloop van de aanpak en "
                "contactgegevens van medewerkers."),
        ("2.3", "Veilig Thuis, de politie, het Openbaar Ministerie, gemeenten en de jeugdbescherming, voor "
                "zover die in de lopende stap eindverantwoordelijk zijn of uitvoeren, zien burgerservicenummer, "
                "in ‘Analyse, dossiervorming en plan van aanpak’ of ‘Uitvoering en monitoring’."),
        ("10.1", "Veiligheidspartners krijgen gezondheid, hulpverlening en voorzieningen in het sociaal "
                 "domein van zorgpartners niet te zien en merken niet dat het er is. Behalve waar de regels "
                 "4.2, 4.3 en 7.4 anders beslissen."),
    ],
)  # fmt: skip
def test_a_rule_reads_as_a_sentence_made_from_its_data(als, nummer, tekst):
    assert _regel(als, nummer) == tekst


def test_every_deelregel_is_on_the_page_with_its_sentence_and_marked_when_it_is_for_us(
    client_als, als
):
    with als("vt.krt") as viewer:
        rows = list(geldend_for(viewer).deelregels.all())
    html = client_als("vt.krt").get("/convenant/").content.decode()
    assert [r.nummer for r in rows if r.tekst not in html] == []
    assert "Geldt ook voor u" in html
    assert "Elke partij met een rol in de lopende stap ziet" in html


@pytest.mark.parametrize("username", ["nog.bestuurder", "zvh.fg", "moviera.zorg", "elders.krt"])
def test_everybody_reads_the_convenant_of_the_own_keten(client_als, username):
    client = client_als(username)
    response = client.get("/convenant/")
    assert response.status_code == 200
    other = Convenant.objects.exclude(pk=response.context["versie"].pk)
    for deel in ("", "matrix/", "matrix.csv", "tekst/", "partijen/"):
        assert client.get(f"/convenant/{response.context['versie'].pk}/{deel}").status_code == 200
        for vreemd in other.values_list("pk", flat=True):
            assert client.get(f"/convenant/{vreemd}/{deel}").status_code == 404


def test_an_organisation_that_is_no_party_is_told_so(client_als, als):
    with als("kmar.flex"):
        Partij.objects.filter(deelname=deelname("Marechaussee")).update(
            tot=clock.add_werkdagen(clock.today(), -2)
        )
    html = client_als("kmar.flex").get("/convenant/").content.decode()
    assert "Uw organisatie is nu geen partij" in html


def test_the_matrix_as_csv_is_the_same_table(client_als, als):
    with als("vt.krt"):
        pk = _geldend().pk
    response = client_als("vt.krt").get(f"/convenant/{pk}/matrix.csv?letter=R")
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))
    assert rows[0] == ["Gegevens", "Ontvanger", "Uitkomst", "Regel", "Alleen", "Nu geldend"]
    assert ["Gezondheid", "Politie", "Afschermen", "4.2", "", ""] in rows


@pytest.mark.parametrize("deel", ["", "matrix/", "partijen/", "tekst/"])
def test_a_page_of_the_convenant_costs_the_same_number_of_queries(
    client_als, als, deel, django_assert_max_num_queries, django_assert_num_queries
):
    with als("vt.krt"):
        pk = _geldend().pk
    client = client_als("vt.krt")
    client.get(f"/convenant/{pk}/{deel}")
    with django_assert_max_num_queries(25) as first:
        client.get(f"/convenant/{pk}/{deel}")
    with als("vt.krt"):
        Partij.objects.filter(convenant=pk).exclude(deelname=deelname("Veilig Thuis")).delete()
    with django_assert_num_queries(len(first)):
        client.get(f"/convenant/{pk}/{deel}")


def test_a_rule_shadowed_by_several_earlier_ones_together_is_found():
    def regel(nummer, uitkomst="tonen", **velden):
        return Deelregel(nummer=nummer, uitkomst=uitkomst, **velden)

    regels = [
        regel("1", categorieen=["wonen"], ontvangers=["domein:zorg"]),
        regel("2", categorieen=["wonen"], ontvangers=["domein:veiligheid"]),
        regel("3", categorieen=["wonen"], ontvangers=["domein:beide"]),
        regel("4", "verbergen", categorieen=["wonen"], letters=["R"]),
        regel("5", categorieen=["wonen", "relaties"]),
    ]
    found = schaduwen(regels)
    assert (found["4"].geheel, found["4"].door, found["4"].anders) == (
        True,
        ("1", "2", "3"),
        ("1", "2", "3"),
    )
    assert "tegenstrijdig" in found["4"].uitleg
    assert not found["5"].geheel
    assert not schaduwen(regels[:2] + regels[3:])["4"].geheel
