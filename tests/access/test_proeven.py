"""Generated attacks on every route (tests/access/proeven.py): 2,000 always, 100,000 in the drill.

The seed is fixed: what fails, fails again. The drill is divided over parts, so that it runs side by side.
"""

import logging
import random
from collections.abc import Iterator
from typing import Any

import pytest

from cases import documents
from tests.access.proeven import Aanval
from tests.access.test_matrix import CLIENTS, ZIET, adressen, alle_routes
from tests.access.wereld import Wereld, open_wereld

pytestmark = pytest.mark.django_db
DELEN = 8
LANG = 100_000 // DELEN + 1
KORT = 2_000
# Who makes the forms that others send: together they see every form there is.
MAKERS = ("zvh.procesregisseur", "politie.krt", "vt.meldpunt", "riec.begeleider")


@pytest.fixture(scope="module")
def w(basiswereld: None, django_db_blocker: Any) -> Iterator[Wereld]:
    with open_wereld(django_db_blocker) as wereld:
        yield wereld


@pytest.fixture(autouse=True)
def papier_is_leesbaar(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "html_to_pdf", lambda html: html.encode())
    logging.disable(logging.ERROR)  # thousands of refusals


@pytest.fixture(autouse=True)
def weer_met_log() -> Iterator[None]:
    yield
    logging.disable(logging.NOTSET)


def alle_adressen(w: Wereld) -> list[str]:
    return sorted({adres for api in (False, True) for _, adres, _ in adressen(w, api)})


def aanval(w: Wereld, namen: list[str], zaad: int) -> Aanval:
    everybody = ZIET | CLIENTS
    return Aanval(w, {n: everybody[n] for n in namen}, alle_adressen(w), zaad=zaad)


def schoon(een: Aanval) -> None:
    if een.uitslag.fouten:
        pytest.fail("\n".join(een.uitslag.fouten.values()))


def test_short_run_finds_nothing(w: Wereld) -> None:
    """A few of each kind of account, every form of the procesregisseur on one casus."""
    namen = ["zvh.procesregisseur", "vt.meldpunt", "politie.krt", "meesamen.krt", "om.krt",
             "harderwijk.krt", "zvh.fg", "elders.krt", "demo-politie", "demo-elders"]  # fmt: skip
    een = aanval(w, namen, zaad=1)
    mine = [a for a in een.adressen if str(w.casus.pk) in a or "/meldpunt/" in a]
    een.verken("zvh.procesregisseur", mine)
    een.verken("vt.meldpunt", [a for a in mine if "meldpunt" in a])
    een.loop(KORT)
    schoon(een)
    # The attack reached what it attacks.
    assert len(een.formulieren) > 20
    assert {200, 302, 403, 404, 405, 422} <= set(een.uitslag.statussen)


@pytest.mark.drill
@pytest.mark.parametrize("deel", range(DELEN))
def test_long_run_finds_nothing(w: Wereld, deel: int, record_property: Any) -> None:
    everybody = sorted(ZIET | CLIENTS)
    random.Random(0).shuffle(everybody)
    namen = sorted({*everybody[deel::DELEN], *MAKERS, *everybody[deel + 1 :: DELEN]})
    een = aanval(w, namen, zaad=1000 + deel)
    for naam in namen:
        een.verken(naam)
    een.loop(LANG)
    record_property("proeven", een.uitslag.aantal)
    print(f"\ndeel {deel}: {een.uitslag.aantal} proeven, {een.uitslag.statussen}")  # noqa: T201
    schoon(een)


def test_every_route_is_attacked(w: Wereld) -> None:
    routes = {naam for api in (False, True) for naam, _, _ in adressen(w, api)}
    assert {n for n in alle_routes() if not n.startswith(("account_", "oauth"))} - routes <= {
        "openapi", "verbeterpunt"
    }  # fmt: skip
