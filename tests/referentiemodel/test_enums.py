"""What the law says of a category, and which grondslag can carry it."""

import pytest

from referentiemodel.enums import (
    CasusStatus,
    Doel,
    Domein,
    Functie,
    Gegevenscategorie,
    Grondslag,
    Partnersoort,
    Rasci,
)

GENOEMD = {
    "identificatie_contact",
    "bsn",
    "wonen",
    "financieel",
    "inkomen",
    "gezondheid",
    "politiegegevens_8_13",
    "justitieel",
    "relaties",
    "toezicht_handhaving",
    "sociaal_domein",
    "hulpverlening",
    "medewerker_contact",
}


def test_closed_list_of_the_law_is_exact() -> None:
    assert {c.value for c in Gegevenscategorie if c.wgs_genoemd} == GENOEMD
    assert {c.value for c in Gegevenscategorie if c.bijzonder} == {"gezondheid", "seksueel_gedrag"}
    assert all(c.kenmerken.bron and c.kenmerken.omschrijving for c in Gegevenscategorie)


@pytest.mark.parametrize("categorie", [c for c in Gegevenscategorie if c.value not in GENOEMD])
def test_wgs_carries_only_what_it_names(categorie: Gegevenscategorie) -> None:
    bezwaar = Grondslag.WGS.bezwaar(categorie)
    assert bool(bezwaar) is (categorie is not Gegevenscategorie.PROCES)


def test_policedata_ask_a_grondslag_of_their_own() -> None:
    categorie = Gegevenscategorie.POLITIEGEGEVENS_8_13
    assert [g.value for g in Grondslag if not g.bezwaar(categorie)] == [
        "wgs",
        "wettelijke_plicht",
        "wpg_16",
        "wpg_20",
    ]


def test_consent_carries_health_and_a_general_task_does_not() -> None:
    assert Grondslag.TOESTEMMING.bezwaar(Gegevenscategorie.GEZONDHEID) == ""
    assert Grondslag.TAAK_ALGEMEEN_BELANG.bezwaar(Gegevenscategorie.GEZONDHEID)


def test_domain_of_each_partner() -> None:
    def van(domein: Domein) -> set[str]:
        return {p.value for p in Partnersoort if p.domein == domein}

    assert {
        "veilig_thuis",
        "moviera",
        "mee",
        "ggd",
        "jeugdbescherming",
        "wijkteam",
        "welzijn",
    } < van(Domein.ZORG)
    assert {"politie", "om", "nla", "kmar", "riec"} < van(Domein.VEILIGHEID)
    assert {"gemeente", "zvh"} < van(Domein.BEIDE)


def test_letters_rank_from_who_answers_to_who_hears() -> None:
    assert sorted(Rasci, key=lambda letter: -letter.sterkte) == ["A", "R", "S", "C", "I"]


def test_four_statuses_end_a_casus() -> None:
    assert [s.value for s in CasusStatus if not s.open] == [
        "afgeschaald",
        "overgedragen",
        "afgesloten",
        "samengevoegd",
    ]


def test_every_code_has_its_sentence() -> None:
    assert all(f.omschrijving for f in Functie)
    assert all(d.bron for d in Doel)
    assert all(g.bron for g in Grondslag)
