"""What points at a person goes; what does not, stays."""

from datetime import date

import pytest

from evaluatie.anoniem import Bekend, gevonden, leeftijdsband, masker, namen_in, namen_index

BEKEND = [
    Bekend("Renée de Vries", "[slachtoffer 1]", naam=True),
    Bekend("Renée", "[slachtoffer 1]", naam=True),
    Bekend("Vries", "[slachtoffer 1]", naam=True),
    Bekend("Wil", "[verdachte 1]", naam=True),
    Bekend("Putten", "[plaats]", hoofdletter=True),
    Bekend("06 12 34 56 78", "[telefoonnummer]"),
    Bekend("K7QX-3MWD", "[kenmerk]"),
]


@pytest.mark.parametrize(
    ("tekst", "anoniem"),
    [
        ("Renée de Vries belde.", "[slachtoffer 1] belde."),
        ("RENEE  DE VRIES belde.", "[slachtoffer 1] belde."),
        ("Renées moeder", "[slachtoffer 1] moeder"),
        ("Wil wil weg.", "[verdachte 1] wil weg."),
        ("Zij gingen putten in Putten.", "Zij gingen putten in [plaats]."),
        ("Bel 0612345678 of 06-1234 5678.", "Bel [telefoonnummer] of [telefoonnummer]."),
        ("Zie k7qx3mwd.", "Zie [kenmerk]."),
        ("Zie ook R8WN-20BX.", "Zie ook [kenmerk]."),
        ("Sinds 12-3-2026 en 1/4/26.", "Sinds 2026-K1 en 2026-K2."),
        ("Op 3 mei 2026, daarna 4 juni.", "Op 2026-K2, daarna [datum]."),
        ("In november 2026 begon het.", "In 2026-K4 begon het."),
        ("Een 15-jarige jongen.", "Een (12 tot en met 15 jaar) jongen."),
        ("Zij is 17 jaar, al 20 jaar geleden.", "Zij is (16 of 17 jaar), al 20 jaar geleden."),
        ("Woont Zwanebloemstraat 17.", "Woont [adres]."),
        ("Mail renee.devries@voorbeeld.example nu.", "Mail [e-mailadres] nu."),
        ("BSN 123456782, 7241 AB.", "BSN [nummer], [postcode]."),
        ("Meer zorg-vragen in 4 weken.", "Meer zorg-vragen in 4 weken."),
    ],
)
def test_masking_replaces_what_points_at_someone(tekst, anoniem):
    assert masker(tekst, BEKEND) == anoniem


def test_a_masked_text_has_nothing_left_to_find():
    tekst = "Renée de Vries (17 jaar) en Wil, 12-3-2026, 0612345678, K7QX-3MWD, Putten."
    assert gevonden(tekst, BEKEND) == [
        "Renée de Vries", "17 jaar", "Wil", "12-3-2026", "0612345678", "K7QX-3MWD", "Putten",
    ]  # fmt: skip
    assert gevonden(masker(tekst, BEKEND), BEKEND) == []


@pytest.mark.parametrize(
    ("leeftijd", "band"),
    [
        (None, "leeftijd onbekend"),
        (11, "jonger dan 12 jaar"),
        (12, "12 tot en met 15 jaar"),
        (17, "16 of 17 jaar"),
        (18, "18 tot en met 22 jaar"),
        (22, "18 tot en met 22 jaar"),
        (23, "23 tot en met 29 jaar"),
        (30, "30 tot en met 49 jaar"),
        (50, "50 jaar of ouder"),
    ],
)
def test_an_age_becomes_a_band_that_is_not_found_again(leeftijd, band):
    assert leeftijdsband(leeftijd) == band
    assert gevonden(f"Slachtoffer: 1x, {band}.", []) == []


def test_a_quarter_is_not_found_as_a_day():
    dag = date(2026, 3, 12)
    assert gevonden(masker(f"{dag:%-d-%-m-%Y}", []), []) == []


def test_names_are_recognised_by_who_may_not_know_them():
    index = namen_index(BEKEND)
    assert namen_in("Bespreek met Renee en Vries en wil.", index) == ["Renee", "Vries"]
    assert all("ren" not in x for x in index)
