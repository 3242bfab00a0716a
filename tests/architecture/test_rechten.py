"""The table of rights is whole: one row for each action, tied to the model, used, and told in docs/rechten.md."""

import ast
import re
from pathlib import Path

import pytest
from django.core.management import call_command

from ketenregie.gegevensmap import BASE_DIR
from partners.access.permissions import Permission
from partners.access.roles import RECHTEN
from partners.access.woorden import WOORDEN
from referentiemodel.enums import Functie, Mandaatsoort
from referentiemodel.loader import bestanden, laad_bestand

KAMERS = ("cases", "meldpunt", "preventie", "evaluatie", "ketenregie", "partners")
# Steps that the model itself describes: who may take them stands there, not in the table.
STAP_UIT_MODEL = {Permission.CASUS_VOORTZETTEN}
# Decisions for which a person needs a mandaat of the organisation.
BESLUITEN = {Permission.PLAN_INSTEMMEN: Mandaatsoort.INSTEMMEN}
# Functies that never come near the content of a casus.
ZONDER_INHOUD = {Functie.BESTUURDER, Functie.KETENBEHEERDER, Functie.PLATFORMBEHEERDER}


def test_every_permission_has_exactly_one_row_and_one_sentence() -> None:
    assert list(RECHTEN) == [p for p in RECHTEN if p in set(Permission)]
    assert set(RECHTEN) == set(Permission)
    assert set(WOORDEN) == set(Permission)
    assert len(set(WOORDEN.values())) == len(WOORDEN)
    keys = _sleutels_in_tabel()
    assert sorted(keys) == sorted(set(keys)), "een dubbele sleutel verdwijnt stil in een dict"


def _sleutels_in_tabel() -> list[str]:
    tree = ast.parse((BASE_DIR / "partners/access/roles.py").read_text())
    tables = [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.AnnAssign) and getattr(node.target, "id", "") == "RECHTEN"
    ]
    return [ast.unparse(k) for t in tables if isinstance(t, ast.Dict) for k in t.keys if k]


@pytest.mark.parametrize("bestand", bestanden(), ids=lambda b: b.stem)
def test_every_activiteit_in_the_table_stands_in_the_model(bestand: Path) -> None:
    model = laad_bestand(bestand)
    used = {recht.activiteit for recht in RECHTEN.values() if recht.activiteit}
    missing = {a for a in used if not model.heeft_activiteit(a)}
    # The first model has all of them; in a keten without the activiteit nobody has that right.
    assert missing <= (
        set() if model.sleutel == "mensenhandel-nog" else {"strafrechtelijk_onderzoek"}
    )


def test_letters_and_activiteit_come_together() -> None:
    for permission, recht in RECHTEN.items():
        assert bool(recht.letters) == bool(recht.activiteit), permission
        assert recht.op_casus or not recht.letters, permission
        assert recht.functies, permission


def test_decisions_ask_a_mandaat_and_nothing_else_does() -> None:
    assert {p: r.mandaat for p, r in RECHTEN.items() if r.mandaat} == BESLUITEN
    assert set(BESLUITEN.values()) <= set(Mandaatsoort)


def test_no_permission_on_a_casus_is_for_who_sees_no_content() -> None:
    wrong = {p for p, r in RECHTEN.items() if r.op_casus and r.functies & ZONDER_INHOUD}
    assert wrong == set()


def test_every_permission_is_asked_somewhere() -> None:
    """A row that no view or service asks about protects nothing."""
    tekst = ""
    for kamer in KAMERS:
        for path in (BASE_DIR / kamer).rglob("*.py"):
            if path.parent.name != "access" and "migrations" not in path.parts:
                tekst += path.read_text()
    asked = set(re.findall(r"\b(?:Permission|P)\.([A-Z_]+)\b", tekst))
    assert sorted({p.name for p in Permission} - asked - {p.name for p in NOG_NIET}) == []


# Asked by a page that is still to come; remove the name with the page.
NOG_NIET = {
    Permission.BEHEREN,
}


def test_page_and_table_are_the_same() -> None:
    call_command("rechten_docs", check=True)
