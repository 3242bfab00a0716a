"""Table: the same business or place, or another, judged by the pure comparison."""

import pytest

from cases import sleutels
from cases.objectmatch import LOCATIE, MOGELIJK, ONDERNEMING, WAARSCHIJNLIJK, Kenmerken, vergelijk


def b(naam="", kvk="", **meer):
    return Kenmerken(ONDERNEMING, naam=naam, kvk_nummer=kvk, **meer)


def p(adres="", nummer="", code="", plaats="", naam=""):
    return Kenmerken(
        LOCATIE, naam=naam, adres=adres, huisnummer=nummer, postcode=code, plaats=plaats
    )


PAREN = [
    (b("Jansen Bouw B.V.", "12345678"), b("J. Bouwbedrijf", "12345678"), WAARSCHIJNLIJK),
    (b("Jansen Bouw B.V."), b("jansen bouw"), MOGELIJK),
    (b("V.O.F. Zonnegloed"), b("Zonnegloed vof", plaats="Epe"), MOGELIJK),
    (b("Zonnegloed", plaats="Epe"), b("Zonneglod", plaats="Epe"), MOGELIJK),
    (
        b("Kwekerij Zonnegloed", adres="Veldweg", huisnummer="3", plaats="Epe"),
        b("Zonnegloed", adres="Veldweg", huisnummer="3", plaats="Epe"),
        WAARSCHIJNLIJK,
    ),
    (b("Wok & Go"), b("Wok en Go B.V."), MOGELIJK),
    (b("Café Zum Löwen"), b("cafe zum lowen"), MOGELIJK),
    (b("Riool & Meer", handelsnamen=("De Brug",)), b("de brug bv"), MOGELIJK),
    (b("De Brug B.V.", "12345678"), b("De Brug B.V.", "87654321"), None),
    (b("De Brug"), b("De Burcht"), None),
    (b("Bakkerij Jansen"), b("Slagerij Jansen"), None),
    (p("Kanaal Noord", "12", "7311AB"), p("kanaalnoord", "12-A", "7311 ab"), WAARSCHIJNLIJK),
    (p("", "12", "7311AB"), p("Kanaal Noord 12", "", "7311 AB"), WAARSCHIJNLIJK),
    (p("Stationsstr.", "4", "", "Ede"), p("Stationsstraat", "4", "", "Ede"), WAARSCHIJNLIJK),
    (p("Stationstraat", "4", "", "Ede"), p("Stationsstraat", "4", "", "Ede"), WAARSCHIJNLIJK),
    (p("Dorpsstraat", "", "", "Epe"), p("Dorpsstraat", "", "", "Epe"), MOGELIJK),
    (p("Dorpsstraat", "4", "", "Epe"), p("Dorpsstraat", "4", "", "Ede"), None),
    (p("Dorpsstraat", "4", "8161AA", "Epe"), p("Dorpsstraat", "6", "8161AA", "Epe"), None),
    (p("", "", "", "Epe"), p("", "", "", "Epe"), None),
    (p(naam="Hotel De Ster"), p(naam="hotel de ster"), MOGELIJK),
]


@pytest.mark.parametrize(("een", "ander", "sterkte"), PAREN)
def test_vergelijk_tells_the_same_from_another_both_ways(een, ander, sterkte):
    heen, terug = vergelijk(een, ander), vergelijk(ander, een)

    assert (heen.sterkte if heen else None) == sterkte, heen
    assert (terug.sterkte if terug else None) == sterkte, terug


def test_a_business_is_never_a_place():
    assert vergelijk(b("Hotel De Ster"), p(naam="Hotel De Ster")) is None


@pytest.mark.parametrize(
    ("tekst", "sleutels_"),
    [
        ("06-12 34 56 78", ["tel:612345678"]),
        ("+31 6 12345678 en 0031612345678", ["tel:612345678"]),
        ("Insta: @Roos.X_", ["acc:roos.x_"]),
        ("https://www.instagram.com/roos.x_/", ["acc:roos.x_"]),
        ("t.me/werk_nl en wa.me/31612345678", ["acc:werk_nl", "tel:612345678"]),
        ("mail roos@voorbeeld.example", []),
        ("kenteken 12-ab-34, 5 mannen, 2011", []),
        ("", []),
    ],
)  # fmt: skip
def test_numbers_and_accounts_are_found_in_what_was_typed(tekst, sleutels_):
    assert sleutels.nummers(tekst) == sleutels_
