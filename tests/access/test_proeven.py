"""Generated attacks on every route (tests/access/proeven.py): a few hundred always, 100,000 in the drill.

Most with both locks, the others with one switched off: either alone lets nothing cross between
organisations. The seed is fixed: what fails, fails again. The drill is divided over parts of 10,000, so
that it runs side by side; KETENREGIE_DRILL_PROEVEN makes it shorter.
"""

import logging
import os
import random
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from cases import archief, documents, verslag, verstrekkingspapier
from cases.models import Casus
from cases.models import casus as casusmodule
from ketenregie.foundation.viewer import acting_as
from ketenregie.portaal.views import inzageverslag
from partners.access import web
from tests.access.proeven import Aanval
from tests.access.sloten import beleid_uit, net_uit
from tests.access.test_matrix import CLIENTS, ZIET, adressen, alle_routes
from tests.access.wereld import Wereld, kijker, open_wereld

pytestmark = pytest.mark.django_db
PROEVEN = int(os.environ.get("KETENREGIE_DRILL_PROEVEN", "100000"))
DEEL = -(-PROEVEN // 10)
# Parts with both locks, with the policy alone and with the net alone.
SAMEN, ALLEEN = 6, 2
KORT = 220
# Who makes the forms that others send: together they see every form there is.
MAKERS = ("zvh.procesregisseur", "politie.krt", "vt.meldpunt", "riec.begeleider")


@pytest.fixture(scope="module")
def w(basiswereld: None, django_db_blocker: Any) -> Iterator[Wereld]:
    with open_wereld(django_db_blocker) as wereld:
        yield wereld


@pytest.fixture(autouse=True)
def blijft_ingelogd(settings: Any) -> None:
    """What a probe does is rolled back, also that its session was used."""
    settings.SESSION_COOKIE_AGE = 9 * 3600


@pytest.fixture(autouse=True)
def papier_is_leesbaar(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (archief, documents, inzageverslag, verslag, verstrekkingspapier):
        monkeypatch.setattr(module, "html_to_pdf", lambda html, **_: html.encode())
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


@pytest.fixture
def onthouden(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who somebody is, asked once for each account: every probe is rolled back, so it stays true.

    A third of the work of a probe. The short run and the matrix ask it each time.
    """
    known: dict[tuple[Any, str], Any] = {}
    echt = web.chosen_viewer

    def chosen_viewer(request: Any) -> Any:
        key = (request.user.pk, request.session.get(web.SESSION_KEY, ""))
        if key not in known:
            known[key] = echt(request)
        return known[key]

    monkeypatch.setattr(web, "chosen_viewer", chosen_viewer)


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
    seen = set(een.uitslag.statussen)
    assert {200, 302, 403, 404, 405} <= seen
    assert seen & {400, 422}


@pytest.mark.drill
@pytest.mark.parametrize("deel", range(SAMEN))
def test_long_run_finds_nothing(
    w: Wereld, onthouden: None, deel: int, meting: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    everybody = sorted(ZIET | CLIENTS)
    random.Random(0).shuffle(everybody)
    een = aanval(w, everybody, zaad=1000 + deel)
    onthoud_rechten(een, monkeypatch)
    # Over the parts together every account asks for every address once; the rest is drawn.
    for naam in sorted({*everybody[deel::SAMEN], *MAKERS}):
        een.verken(naam)
    een.loop(DEEL)
    meld(meting, f"beide sloten, deel {deel}", een)
    schoon(een)


def onthoud_rechten(een: Aanval, monkeypatch: pytest.MonkeyPatch) -> None:
    """While probes only read, the right of an account on a casus is asked once: it stays what it is."""
    known: dict[tuple[Any, Any], Any] = {}
    echt = casusmodule.toegang_tot

    def toegang_tot(viewer: Any, pk: Any) -> Any:
        if not een.leest:
            return echt(viewer, pk)
        if (viewer, pk) not in known:
            known[viewer, pk] = echt(viewer, pk)
        return known[viewer, pk]

    monkeypatch.setattr(casusmodule, "toegang_tot", toegang_tot)


def meld(meting: Any, wat: str, een: Aanval) -> None:
    uit = een.uitslag
    meting(
        f"proeven, {wat}",
        f"{uit.aantal}, {len(uit.fouten)} fout, {uit.rekentijd / uit.aantal * 1000:.0f} ms rekentijd "
        f"per proef; antwoorden {dict(sorted(uit.statussen.items()))}",
    )


def test_every_route_is_attacked(w: Wereld) -> None:
    routes = {naam for api in (False, True) for naam, _, _ in adressen(w, api)}
    assert {n for n in alle_routes() if not n.startswith(("account_", "mfa_", "openid_connect_", "oauth"))} - routes <= {
        "openapi"
    }  # fmt: skip


# --- one lock alone ------------------------------------------------------------------------------------

# What the net does not do, by design: it knows one number, that of the deelname, and whole rows.
NET_DOET_NIET = {
    "A": "een recht dat door de tijd verloopt blijft in het net tot het opnieuw is afgeleid; de policy "
    "kijkt elke keer naar de datum",
    "G": "een casus na zijn einde blijft van wie erbij was; de policy schermt hem af (R12)",
    "X": "een uitgesloten persoon werkt bij een organisatie die de casus wel mag zien",
    "U": "de eigen uitnodiging, ook na het einde ervan",
    "O": "tijd en plaats van een overleg zijn van de hele keten",
    "K": "verbeterpunten zijn van de hele keten",
    "V": "de begeleider van een evaluatie heeft de opdracht in handen",
    "E": "de beheerder van een andere keten werkt bij een organisatie die haar eigen casus ziet",
    "M": "functies binnen een organisatie (FG, beheerder, bestuurder, werken op naam) kent het net niet",
    "S": "wie bij de organisatie werkt die het signaal indiende",
    "N": "een noodknop in een casus is voor wie de casus ziet; de policy toont hem aan eigenaar en FG",
    "T": "de termijn van een terugkoppeling is van de organisatie, ook van wie er op naam werkt",
    "R": "een vraag om te heropenen is van de organisatie; de policy toont haar aan wie mag antwoorden",
    "D": "wat een organisatie kreeg of gaf; wie er op naam werkt, ziet alleen het eigen deel",
}
# Tags that a deelname may meet when only the net is there: what it takes part in, and never more.
NET = {
    "nla.krt": "OK", "meesamen.krt": "OKU", "om.krt": "OKUDRT", "elders.krt": "E", "elders.beheer": "E",
    "riec.begeleider": "OKV", "berkelland.krt": "OK", "ggd.preventie": "OK",
    "politie.krt": "AGVUOSMKNDBLRT", "apeldoorn.krt": "AGVUOKNDRT", "nog.bestuurder": "AGVUOKNDRT",
    "demo-elders": "E", "demo-apeldoorn": "AGVUOKNDT",
}  # fmt: skip
BUITEN = ("nla.krt", "elders.krt", "meesamen.krt", "demo-elders")


def val_aan(
    w: Wereld, mag: dict[str, str], aantal: int, meting: Any, *, zaad: int, streng: bool
) -> None:
    een = Aanval(w, mag, alle_adressen(w), zaad=zaad, streng=streng)
    een.loop(aantal)
    meld(meting, f"{'policy' if streng else 'net'} alleen, zaad {zaad}", een)
    schoon(een)


def kort_en_lang(namen: Any) -> list[Any]:
    """(accounts, probes, seed): a few outsiders always, everybody in the parts of the drill."""
    lang = [pytest.param(tuple(namen), DEEL, 3 + d, marks=pytest.mark.drill) for d in range(ALLEEN)]
    return [(BUITEN, 40, 3), *lang]


# What was received asks for an account, also of who left (R15): the policy shows it, the net hides it with
# the casus.
POLICY = ZIET | CLIENTS | {"om.krt": ZIET["om.krt"] + "D"}


@pytest.mark.parametrize(("namen", "aantal", "zaad"), kort_en_lang(sorted(ZIET | CLIENTS)))
def test_policy_alone(
    w: Wereld, onthouden: None, namen: tuple[str, ...], aantal: int, zaad: int, meting: Any
) -> None:
    with transaction.atomic():
        net_uit()
        with acting_as(kijker("nla.krt")):
            assert Casus.objects.count() > 3  # the net is really off
        val_aan(w, {n: POLICY[n] for n in namen}, aantal, meting, zaad=zaad, streng=True)
        transaction.set_rollback(True)


@pytest.mark.parametrize(("namen", "aantal", "zaad"), kort_en_lang(NET))
def test_net_alone(
    w: Wereld,
    onthouden: None,
    namen: tuple[str, ...],
    aantal: int,
    zaad: int,
    meting: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    beleid_uit(monkeypatch)
    # What is foreign need not answer as absent here: the page may say "no right" to a row that is there.
    val_aan(w, {n: NET[n] for n in namen}, aantal, meting, zaad=zaad + 1, streng=False)


@pytest.mark.parametrize("naam", NET)
def test_the_difference_between_the_locks_is_explained(naam: str) -> None:
    coarser = set(NET[naam]) - set((ZIET | CLIENTS)[naam])
    assert coarser <= set(NET_DOET_NIET)
