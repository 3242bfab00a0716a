"""The model of mensenhandel holds every cell of the bronrapport and the matrix of the keten."""

import re

import pytest

from referentiemodel.enums import Eenheid, Partnersoort, Rasci
from referentiemodel.handleiding import cel, letters_tekst
from referentiemodel.loader import laad_bestand
from referentiemodel.schema import CELLEN, Model

# Activiteit, code and number of lines per cell in the order of CELLEN: omschrijving, informatie vooraf,
# resultaat, output, instrumenten, kennis, partners, aandachtspunt. A lost or added line shows here.
AANTALLEN = [
    ("publieksvoorlichting", "1.1", (4, 5, 2, 2, 10, 3, 8, 2)),
    ("inzicht_in_cijfers", "1.2", (3, 1, 2, 1, 3, 2, 5, 0)),
    ("repressieve_preventie", "1.3", (1, 4, 1, 1, 1, 1, 4, 0)),
    ("meldpunt", "2.1", (1, 2, 2, 3, 3, 2, 1, 0)),
    ("dossier_aanmaken", "2.2", (2, 1, 4, 2, 1, 2, 1, 0)),
    ("eerste_weging", "3.1", (4, 1, 2, 2, 4, 1, 1, 0)),
    ("inbreng_casusoverleg", "3.2", (4, 1, 1, 0, 2, 1, 3, 0)),
    ("tweede_weging", "3.3", (2, 4, 8, 1, 3, 2, 5, 0)),
    ("plan_van_aanpak", "3.4", (1, 1, 6, 0, 1, 2, 5, 0)),
    ("acties_uitvoeren", "4.1", (5, 3, 2, 2, 3, 4, 3, 0)),
    ("strafrechtelijk_onderzoek", "4.2", (1, 2, 2, 2, 2, 1, 6, 0)),
    ("voortgang_interventies", "4.3", (1, 2, 1, 1, 2, 4, 4, 0)),
    ("nazorg", "4.4", (3, 1, 2, 2, 2, 4, 1, 0)),
    ("procesbegeleider_aanstellen", "5.1", (3, 2, 1, 0, 0, 1, 2, 0)),
    ("evalueren", "5.2", (1, 4, 1, 0, 1, 1, 1, 1)),
    ("lessen_borgen", "5.3", (0, 0, 0, 0, 0, 0, 0, 1)),
]
KOLOMMEN = "veilig_thuis zvh politie om nla gemeente moviera mee ggd riec kmar flexibele_schil"
MATRIX = {
    "1.1": "S I S I I R R R A - I S",
    "1.2": "S S S I C I S I A - I -",
    "1.3": "I I A R R R - - - C C -",
    "2.1": "A/R I C I C C C C - - C C",
    "2.2": "A/R I C I C C C C - - C C",
    "3.1": "R A R R R R R R - C C S",
    "3.2": "R A R R R R R R - C C S",
    "3.3": "R A R R R R R R C C C S",
    "3.4": "R A R R R R R R C C C S",
    "4.1": "R A R R R R R R - C C R",
    "4.2": "C I R A R I C C - - C -",
    "4.3": "R A/R R R R R/I R R - - C S",
    "4.4": "R A S S S R R R - - - R",
    "5.1": "C A C C C C C C C R C C",
    "5.2": "C A C C C C C C C R C C",
    "5.3": "I A I I I R I I I I I I",
}


@pytest.fixture(scope="module")
def model() -> Model:
    return laad_bestand("mensenhandel_nog_1")


def test_every_cell_of_the_bronrapport_is_there(model: Model) -> None:
    gevonden = [
        (a.sleutel, a.code, tuple(len(cel(a, naam)) for naam, _titel in CELLEN))
        for a in model.activiteiten
    ]
    assert gevonden == AANTALLEN


def test_hoofdstappen_have_their_names_and_aliases(model: Model) -> None:
    assert [(h.sleutel, h.naam, h.aliassen) for h in model.hoofdstappen] == [
        ("preventie", "Preventie en bewustwording", ()),
        (
            "melden",
            "Signaleren, melden en kwalificatie",
            ("Signaleren, melden en dossiervorming",),
        ),
        (
            "analyse",
            "Analyse, dossiervorming en plan van aanpak",
            ("Analyse, weging en kwalificatie",),
        ),
        ("uitvoering", "Uitvoering en monitoring", ()),
        ("evaluatie", "Evaluatie", ()),
    ]


def test_what_the_bronrapport_leaves_open_says_so(model: Model) -> None:
    assert {
        a.sleutel: sorted(a.nader_te_bepalen) for a in model.activiteiten if a.nader_te_bepalen
    } == {
        "publieksvoorlichting": ["output"],
        "inzicht_in_cijfers": ["output"],
        "repressieve_preventie": ["instrumenten"],
    }
    assert model.activiteit("inzicht_in_cijfers").output == ("Nader te bepalen",)


def test_abbreviations_of_the_field_are_written_out(model: Model) -> None:
    afkorting = re.compile(r"\b(MH|SO|VT|ZVH|KRT|FS|PvA|LVB|NTB|PV|NAW|OM|NLA|AVG|ICT)\b")
    tekst = [
        f"{a.sleutel}: {regel}"
        for a in model.activiteiten
        for naam, _titel in CELLEN
        for regel in (*cel(a, naam), a.naam)
    ]
    assert [regel for regel in tekst if afkorting.search(regel)] == []


def test_matrix_is_that_of_the_keten(model: Model) -> None:
    assert " ".join(model.kolommen) == KOLOMMEN
    assert {
        a.code: " ".join(letters_tekst(model.letters(a.sleutel, k)) for k in model.kolommen)
        for a in model.activiteiten
    } == MATRIX


def test_each_activiteit_has_one_partner_that_answers_for_it(model: Model) -> None:
    for activiteit in model.activiteiten:
        met_a = [k for k in model.kolommen if Rasci.A in model.letters(activiteit.sleutel, k)]
        assert len(met_a) == 1, activiteit.sleutel
        assert model.eindverantwoordelijke(activiteit.sleutel) == met_a[0]


def test_partner_without_a_column_follows_the_flexible_shell(model: Model) -> None:
    assert model.letters("acties_uitvoeren", "jeugdbescherming") == {Rasci.R}
    assert model.letters("strafrechtelijk_onderzoek", "coa") == frozenset()


@pytest.mark.parametrize(
    ("vormen", "leeftijd", "verwacht"),
    [
        ({"seksuele_uitbuiting"}, 17, Partnersoort.MEE),
        ({"seksuele_uitbuiting"}, 22, Partnersoort.MEE),
        ({"seksuele_uitbuiting"}, 23, None),
        ({"seksuele_uitbuiting"}, 24, Partnersoort.MOVIERA),
        ({"seksuele_uitbuiting"}, None, None),
        ({"arbeidsuitbuiting"}, 23, Partnersoort.MOVIERA),
        ({"arbeidsuitbuiting"}, 22, None),
        ({"criminele_uitbuiting", "seksuele_uitbuiting"}, 40, Partnersoort.MOVIERA),
        ({"criminele_uitbuiting", "seksuele_uitbuiting"}, 20, None),
        ({"orgaanverwijdering"}, 40, None),
        (set(), 40, None),
    ],
)
def test_zorgcoordinatie_is_proposed_or_left_to_a_person(
    model: Model, vormen: set[str], leeftijd: int | None, verwacht: Partnersoort | None
) -> None:
    assert model.toelating("zorgcoordinatie", vormen, leeftijd) == verwacht


def test_forms_not_yet_in_the_law_are_known_but_not_offered(model: Model) -> None:
    vormen = model.waardelijst("verschijningsvorm")
    assert [sleutel for sleutel, _naam in vormen.keuzes()] == [
        "seksuele_uitbuiting",
        "arbeidsuitbuiting",
        "criminele_uitbuiting",
        "orgaanverwijdering",
        "onbekend",
    ]
    assert vormen.label("gedwongen_huwelijk") == "Gedwongen huwelijk"
    assert vormen.label("seksuele_uitbuiting.hotel") == "Hotel"
    assert vormen.keuzes_onder("criminele_uitbuiting")[:2] == [
        ("criminele_uitbuiting.diefstal", "Diefstal"),
        ("criminele_uitbuiting.drugs", "Drugs"),
    ]


def test_termijnen_have_the_norms_and_a_source(model: Model) -> None:
    assert {t.sleutel: (t.aantal, t.eenheid.value) for t in model.termijnen} == {
        "dossier_aanmaken": (1, "werkdagen"),
        "triage_veilig_thuis": (5, "werkdagen"),
        "onderzoek_veilig_thuis": (5, "dagen"),
        "oordeel_veilig_thuis": (70, "dagen"),
        "eerste_weging": (5, "werkdagen"),
        "plan_van_aanpak": (28, "dagen"),
        "casusreview": (6, "maanden"),
        "zonder_activiteit": (30, "dagen"),
        "comensha": (28, "dagen"),
        "overdracht_antwoord": (5, "werkdagen"),
        "uitnodiging_antwoord": (5, "werkdagen"),
        "toegangsverzoek_antwoord": (5, "werkdagen"),
        "terugkoppeling": (12, "maanden"),
        "bedenktijd": (3, "maanden"),
        "bedenktijd_dublin": (30, "dagen"),
        "hercertificering": (6, "maanden"),
        "bewaren": (60, "maanden"),
        "recidive": (12, "maanden"),
        "verzoek_avg": (1, "maanden"),
        "verzoek_avg_verlengd": (3, "maanden"),
        "inzage_wpg": (42, "dagen"),
        "rectificatie_wpg": (28, "dagen"),
        "informeren_veilig_thuis": (28, "dagen"),
        "vernietiging_wmo": (3, "maanden"),
        "datalek": (72, "uren"),
    }
    assert all(t.bron for t in model.termijnen)
    assert model.termijn("dossier_aanmaken").duur == "1 werkdag"
    assert model.termijn("datalek").eenheid == Eenheid.UREN


def test_lists_have_the_size_of_the_field(model: Model) -> None:
    assert len(model.waardelijst("gemeente").waarden) == 22
    assert len(model.waardelijst("samenwerkingsvariabele").waarden) == 9
    assert len(model.indicatoren) == 28
    assert [i.nummer for i in model.indicatoren] == list(range(1, 29))
