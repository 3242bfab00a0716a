"""The table of the demo convenant: categorie x leverancier x ontvanger x rol x hoofdstap -> uitkomst.

The important cells are written out; over all cells what must always hold is checked.
"""

from dataclasses import dataclass
from itertools import product
from uuid import UUID, uuid4

import pytest

from ketenregie.foundation.viewer import Viewer
from partners.convenant.controle import bezwaren, schaduwen
from partners.models import Deelname
from partners.sharing import Omstandigheid, Regelboek
from referentiemodel.enums import Doel, Gegevenscategorie, Gegevenssoort, Partnersoort, Rasci

C = Gegevenscategorie
STAPPEN = ("preventie", "melden", "analyse", "uitvoering", "evaluatie")
T, A, V = "tonen", "afschermen", "verbergen"


@dataclass
class Los:
    """A datum that is in no table."""

    leverancier_id: UUID
    gegevenscategorie: str
    gegevenssoort: str = Gegevenssoort.DYNAMISCH
    uittreedbesluit: str = ""

    @property
    def pk(self):
        return uuid4()


class Keten:
    """One organisation of each soort in the demo keten."""

    def __init__(self, boek):
        self.boek = boek
        self.per_soort = {}
        for d in Deelname.objects.filter(keten__sleutel="mensenhandel-nog").select_related(
            "organisatie"
        ):
            self.per_soort.setdefault(d.organisatie.partnersoort, []).append(d)

    def ontvanger(self, soort):
        d = self.per_soort[soort][-1]
        return Viewer(
            keten_id=d.keten_id, deelname_id=d.pk, partnersoort=soort, domein=d.organisatie.domein
        )

    def uitkomst(self, categorie, van, aan, letter, stap="analyse", doel=Doel.COMPLEXE_CASUISTIEK):
        om = Omstandigheid(Rasci(letter) if letter else None, stap, doel)
        datum = Los(self.per_soort[van][0].pk, categorie)
        return self.boek.beslis(self.ontvanger(aan), om, datum)


@pytest.fixture
def keten(als):
    with als("vt.krt") as viewer:
        yield Keten(Regelboek(viewer.keten_id))


# categorie, leverancier, ontvanger, letter, hoofdstap, uitkomst, regel
CELLEN = [
    (C.PROCES, "zvh", "politie", "I", "analyse", T, "1.1"),
    (C.PROCES, "zvh", "politie", "", "analyse", A, "geen deelregel"),
    (C.IDENTIFICATIE_CONTACT, "veilig_thuis", "politie", "R", "analyse", T, "2.1"),
    (C.IDENTIFICATIE_CONTACT, "veilig_thuis", "riec", "C", "analyse", A, "2.2"),
    (C.IDENTIFICATIE_CONTACT, "veilig_thuis", "riec", "I", "uitvoering", A, "2.2"),
    (C.WONEN, "gemeente", "moviera", "S", "uitvoering", T, "2.1"),
    (C.BSN, "gemeente", "politie", "R", "analyse", T, "2.3"),
    (C.BSN, "gemeente", "politie", "S", "analyse", A, "2.4"),
    (C.BSN, "gemeente", "politie", "R", "evaluatie", A, "2.4"),
    (C.BSN, "gemeente", "nla", "R", "analyse", A, "2.4"),
    (C.RELATIES, "politie", "mee", "S", "analyse", T, "3.1"),
    (C.RELATIES, "politie", "mee", "C", "analyse", A, "3.2"),
    (C.GEZONDHEID, "mee", "moviera", "R", "analyse", T, "4.1"),
    (C.GEZONDHEID, "mee", "zvh", "A", "analyse", T, "4.1"),
    (C.GEZONDHEID, "mee", "politie", "R", "analyse", A, "4.2"),
    (C.GEZONDHEID, "mee", "gemeente", "R", "analyse", A, "4.2"),
    (C.GEZONDHEID, "mee", "politie", "C", "analyse", V, "10.1"),
    (C.GEZONDHEID, "mee", "politie", "", "analyse", V, "10.1"),
    (C.GEZONDHEID, "gemeente", "politie", "C", "analyse", V, "geen deelregel"),
    (C.HULPVERLENING, "moviera", "om", "R", "uitvoering", A, "4.2"),
    (C.HULPVERLENING, "moviera", "om", "C", "uitvoering", V, "10.1"),
    (C.HULPVERLENING, "moviera", "om", "C", "evaluatie", A, "4.3"),
    (C.POLITIEGEGEVENS_8_13, "politie", "om", "R", "analyse", T, "5.1"),
    (C.POLITIEGEGEVENS_8_13, "politie", "gemeente", "S", "analyse", T, "5.1"),
    (C.POLITIEGEGEVENS_8_13, "politie", "moviera", "R", "analyse", A, "5.2"),
    (C.POLITIEGEGEVENS_8_13, "politie", "moviera", "S", "analyse", V, "10.2"),
    (C.POLITIEGEGEVENS_8_13, "politie", "ggd", "C", "analyse", V, "10.2"),
    (C.JUSTITIEEL, "om", "moviera", "R", "analyse", V, "10.2"),
    (C.JUSTITIEEL, "om", "nla", "R", "analyse", T, "5.1"),
    (C.TOEZICHT_HANDHAVING, "nla", "moviera", "R", "analyse", A, "6.2"),
    (C.TOEZICHT_HANDHAVING, "nla", "moviera", "I", "analyse", V, "10.2"),
    (C.TOEZICHT_HANDHAVING, "gemeente", "moviera", "I", "analyse", A, "geen deelregel"),
    (C.SOCIAAL_DOMEIN, "gemeente", "mee", "S", "analyse", T, "7.1"),
    (C.SOCIAAL_DOMEIN, "wijkteam", "politie", "R", "analyse", A, "7.4"),
    (C.SOCIAAL_DOMEIN, "wijkteam", "politie", "C", "analyse", V, "10.1"),
    (C.INKOMEN, "nla", "moviera", "R", "analyse", T, "7.2"),
    (C.NATIONALITEIT, "kmar", "politie", "C", "analyse", A, "7.5"),
    (C.UITBUITING, "veilig_thuis", "riec", "C", "analyse", T, "8.1"),
    (C.UITBUITING, "veilig_thuis", "riec", "I", "analyse", V, "8.2"),
    (C.SEKSUEEL_GEDRAG, "moviera", "mee", "R", "analyse", T, "8.3"),
    (C.SEKSUEEL_GEDRAG, "moviera", "politie", "R", "analyse", V, "8.4"),
    (C.VERBLIJFSSTATUS, "politie", "moviera", "R", "analyse", T, "9.1"),
    (C.VERBLIJFSSTATUS, "politie", "gemeente", "R", "analyse", A, "9.2"),
]


def test_the_important_cells_are_as_written(keten):
    wrong = []
    for categorie, van, aan, letter, stap, uitkomst, regel in CELLEN:
        deling = keten.uitkomst(categorie, van, aan, letter, stap)
        got = (str(deling.uitkomst), deling.regel.removeprefix("deelregel "))
        if got != (uitkomst, regel):
            wrong.append((str(categorie), van, aan, letter, stap, got))
    assert wrong == []


@pytest.mark.parametrize(
    ("doel", "uitkomst"),
    [(Doel.COMPLEXE_CASUISTIEK, A), (Doel.NAZORG, T), (Doel.ZORGCOORDINATIE, T)],
)
def test_the_gemeente_sees_the_care_it_must_arrange_only_for_that_purpose(keten, doel, uitkomst):
    deling = keten.uitkomst(C.HULPVERLENING, "moviera", "gemeente", "R", "uitvoering", doel)
    assert deling.uitkomst == uitkomst


def _alle(keten):
    # No rule names a supplier by its soort: two of each domein stand for all of them.
    leveranciers = ("moviera", "veilig_thuis", "politie", "om", "gemeente", "zvh")
    for categorie, van, aan, letter, stap in product(
        C, leveranciers, sorted(keten.per_soort), ["", *Rasci.values], STAPPEN
    ):
        if keten.per_soort[van][0].pk == keten.per_soort[aan][-1].pk:
            continue
        yield categorie, van, aan, letter, stap, keten.uitkomst(categorie, van, aan, letter, stap)


def test_over_every_cell_nothing_sensitive_is_shown_without_a_rule_for_it(keten):
    """Every category x supplier x receiver x letter x hoofdstap of the demo keten."""
    cells = detail = 0
    for categorie, van, aan, letter, stap, deling in _alle(keten):
        cells += 1
        here = (str(categorie), van, aan, letter, stap, deling.regel)
        zorg_naar_veilig = (
            Partnersoort(van).domein == "zorg" and Partnersoort(aan).domein == "veiligheid"
        )
        veilig_naar_zorg = (
            Partnersoort(van).domein == "veiligheid" and Partnersoort(aan).domein == "zorg"
        )
        # R31: zorg detail is never shown to veiligheid and the reverse.
        if zorg_naar_veilig and categorie in {C.GEZONDHEID, C.HULPVERLENING, C.SOCIAAL_DOMEIN}:
            detail += 1
            assert not deling.tonen, here
        if veilig_naar_zorg and categorie in {
            C.POLITIEGEGEVENS_8_13, C.JUSTITIEEL, C.TOEZICHT_HANDHAVING,
        }:  # fmt: skip
            detail += 1
            assert not deling.tonen, here
        # Whoever has no role in the running step sees the content of nothing.
        if not letter:
            assert not deling.tonen, here
        # R5: shown means that a rule says so.
        if deling.tonen:
            assert deling.regel.startswith("deelregel "), here
        if not letter and categorie.gevoelig and categorie != C.HULPVERLENING:
            assert deling.verborgen, here
    assert cells > 40_000
    assert detail > 2_000


@pytest.mark.parametrize("username", ["vt.krt", "elders.krt"])
def test_the_demo_convenanten_have_no_rule_that_cannot_stand(als, username):
    with als(username) as viewer:
        regels = Regelboek(viewer.keten_id).regels
        assert [r.nummer for r in regels if bezwaren(r)] == []
        assert [nummer for nummer, s in schaduwen(regels).items() if s.geheel] == []


def test_the_decision_for_a_whole_page_takes_three_queries(als, django_assert_num_queries):
    with als("vt.krt") as viewer:
        with django_assert_num_queries(3):
            boek = Regelboek(viewer.keten_id)
        keten = Keten(boek)
        with django_assert_num_queries(0):
            for categorie in list(C) * 30:
                keten.uitkomst(categorie, "moviera", "politie", "R")
