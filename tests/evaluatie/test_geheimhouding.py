"""An attacker with every published table, the sums and the rules tries to find a withheld number."""

import re
from fractions import Fraction
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluatie.indicatoren.geheimhouding import (
    Cel,
    Zichtbaar,
    bescherm_jaar,
    bescherm_verdeling,
    klein,
    mag,
)

KLEINE = st.integers(0, 4) | st.integers(0, 14)


def bepaald(onbekend: list[str], sommen: list[tuple[dict[str, int], int]]) -> dict[str, Fraction]:
    """What linear algebra alone finds: unknowns with one value only (exact row reduction)."""
    rijen = [[Fraction(coef.get(x, 0)) for x in onbekend] + [Fraction(uit)] for coef, uit in sommen]
    kolom = 0
    for nr in range(len(rijen)):
        while kolom < len(onbekend) and all(rij[kolom] == 0 for rij in rijen[nr:]):
            kolom += 1
        if kolom == len(onbekend):
            break
        spil = next(k for k in range(nr, len(rijen)) if rijen[k][kolom] != 0)
        rijen[nr], rijen[spil] = rijen[spil], rijen[nr]
        deler = rijen[nr][kolom]
        rijen[nr] = [waarde / deler for waarde in rijen[nr]]
        for ander in range(len(rijen)):
            if ander != nr and (maal := rijen[ander][kolom]) != 0:
                rijen[ander] = [a - maal * b for a, b in zip(rijen[ander], rijen[nr], strict=True)]
        kolom += 1
    out = {}
    for rij in rijen:
        plekken = [nr for nr, waarde in enumerate(rij[:-1]) if waarde != 0]
        if len(plekken) == 1:
            out[onbekend[plekken[0]]] = rij[-1]
    return out


VERDELING = st.lists(KLEINE, min_size=1, max_size=6)
KWARTALEN = st.lists(st.tuples(KLEINE, KLEINE), min_size=4, max_size=4)


@settings(max_examples=150, deadline=None)
@given(VERDELING)
def test_a_division_of_a_total_reveals_no_small_cell(getallen):
    cellen = {str(nr): Cel(n) for nr, n in enumerate(getallen)}
    totaal = sum(getallen)
    uit = bescherm_verdeling(cellen, totaal_getoond=not klein(totaal))
    for naam, cel in cellen.items():
        assert not (klein(cel.teller) and uit[naam] is Zichtbaar.JA)
    if klein(totaal):
        assert set(uit.values()) <= {Zichtbaar.AFGELEID}
        return
    hidden = [n for n, z in uit.items() if z is not Zichtbaar.JA]
    rest = totaal - sum(cellen[n].teller for n in cellen if n not in hidden)
    assert not set(bepaald(hidden, [(dict.fromkeys(hidden, 1), rest)])) or not hidden
    if len(hidden) == len(cellen):
        return  # nothing published but the total
    # Also who knows what the signs mean: "<5" is 1 to 4, a dash is 5 or more.
    bereik = {n: range(1, 5) if uit[n] is Zichtbaar.KLEIN else range(5, rest + 1) for n in hidden}
    mogelijk: dict[str, set[int]] = {n: set() for n in hidden}
    for keuze in product(*bereik.values()):
        if sum(keuze) == rest:
            for n, waarde in zip(hidden, keuze, strict=True):
                mogelijk[n].add(waarde)
    assert all(len(waarden) > 1 for waarden in mogelijk.values()), (getallen, uit)


@settings(max_examples=150, deadline=None)
@given(KWARTALEN)
def test_a_year_beside_its_quarters_reveals_no_small_part(paren):
    kwartalen = [Cel(t, t + r) for t, r in paren]
    jaar = Cel(sum(t for t, _ in paren), sum(t + r for t, r in paren))
    if bescherm_jaar(kwartalen, jaar) is not Zichtbaar.JA:
        return
    assert mag(jaar)
    hidden = [nr for nr, cel in enumerate(kwartalen) if not mag(cel)]
    som_t = jaar.teller - sum(c.teller for nr, c in enumerate(kwartalen) if nr not in hidden)
    som_n = (jaar.noemer or 0) - sum(
        c.noemer or 0 for nr, c in enumerate(kwartalen) if nr not in hidden
    )
    # The number of meldingen of a quarter stands in another table when it is large enough.
    bekend = {nr: kwartalen[nr].noemer for nr in hidden if not klein(kwartalen[nr].noemer or 0)}
    sommen = [
        ({f"t{nr}": 1 for nr in hidden}, som_t),
        ({f"n{nr}": 1 for nr in hidden}, som_n),
        *[({f"n{nr}": 1}, n or 0) for nr, n in bekend.items()],
    ]
    namen = [f"{x}{nr}" for nr in hidden for x in "tn"]
    gevonden = bepaald(namen, sommen)
    for nr in hidden:
        assert f"t{nr}" not in gevonden, (paren, gevonden)
    mogelijk: dict[int, set[tuple[int, int]]] = {nr: set() for nr in hidden}
    keuzes = [
        [
            (t, n)
            for n in ([bekend[nr]] if nr in bekend else range(1, 5))
            for t in range((n or 0) + 1)
            if not mag(Cel(t, n))
        ]
        for nr in hidden
    ]
    for keuze in product(*keuzes):
        if (sum(t for t, _ in keuze), sum(n or 0 for _, n in keuze)) == (som_t, som_n):
            for nr, (t, n) in zip(hidden, keuze, strict=True):
                mogelijk[nr].add((t, n or 0))
    assert all(len(m) > 1 for m in mogelijk.values()), (paren, mogelijk)


@pytest.mark.drill
@pytest.mark.parametrize(
    ("proef", "tabellen"),
    [
        (test_a_division_of_a_total_reveals_no_small_cell, VERDELING),
        (test_a_year_beside_its_quarters_reveals_no_small_part, KWARTALEN),
    ],
)
def test_nor_in_10_000_tables(proef, tabellen):
    lang = given(tabellen)(proef.hypothesis.inner_test)
    settings(max_examples=10_000, deadline=None)(lang)()


def test_successive_reports_do_not_take_back_what_was_published():
    """Three quarters were published when the fourth turns out small: the year gives way."""
    kwartalen = [Cel(12), Cel(15), Cel(9), Cel(3)]
    assert [mag(c) for c in kwartalen] == [True, True, True, False]
    assert bescherm_jaar(kwartalen, Cel(39)) is Zichtbaar.AFGELEID
    assert bescherm_jaar([Cel(12), Cel(15), Cel(2), Cel(3)], Cel(32)) is Zichtbaar.JA
    # Two times one is two: no other way.
    assert bescherm_jaar([Cel(12), Cel(15), Cel(1), Cel(1)], Cel(29)) is Zichtbaar.AFGELEID


def test_a_percentage_is_withheld_with_its_part_or_its_rest():
    assert mag(Cel(20, 40)) and mag(Cel(0, 40)) and mag(Cel(40, 40)) and mag(Cel(0, 0))
    assert not mag(Cel(3, 40)) and not mag(Cel(37, 40)) and not mag(Cel(2, 3))


FEITEN = re.compile(
    r"evaluatie_feit\b|feiten\.models|indicatoren\.tellen|indicatoren import .*\btellen\b|\bFeit\.objects|\bimport .*\bFeit\b"
)
# Who may touch the facts themselves, and what for.
BIJ_DE_FEITEN = {
    "evaluatie/models/__init__.py": "names the table",
    "evaluatie/inlezen/services.py": "writes them from an old registration, and takes them back",
    "evaluatie/indicatoren/tellen.py": "counts",
    "evaluatie/indicatoren/beeld.py": "publishes a count after disclosure control",
    "evaluatie/indicatoren/geheimhouding.py": "disclosure control",
    "evaluatie/indicatoren/selectors.py": "casussen behind a figure, of those the viewer sees",
    "ketenregie/portaal/meting/cijfers.py": "measures time and shows no figure",
}


def test_no_page_or_api_counts_facts_around_disclosure_control():
    wortel = Path(__file__).parents[2]
    kamers = ("ketenregie", "partners", "cases", "meldpunt", "preventie", "evaluatie")
    found = {
        str(pad.relative_to(wortel))
        for kamer in kamers
        for pad in (wortel / kamer).rglob("*.py")
        if "migrations" not in pad.parts and FEITEN.search(pad.read_text())
    }
    assert found == BIJ_DE_FEITEN.keys()
    tonen = (wortel / "evaluatie/indicatoren/selectors.py").read_text()
    assert re.findall(r"tellen import (.*)", tonen) == ["sql_casussen"]
