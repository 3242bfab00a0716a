"""Generated attacks with one lock switched off: the other alone lets nothing cross between organisations."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from cases import documents
from cases.models import Casus
from ketenregie.foundation.viewer import acting_as
from tests.access.proeven import Aanval
from tests.access.sloten import beleid_uit, net_uit
from tests.access.test_matrix import CLIENTS, ZIET
from tests.access.test_proeven import alle_adressen, schoon
from tests.access.wereld import Wereld, kijker, open_wereld

pytestmark = pytest.mark.django_db

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
    "M": "functies binnen een organisatie (FG, beheerder, bestuurder, werken op naam) kent het net niet",
    "S": "wie bij de organisatie werkt die het signaal indiende",
    "N": "een noodknop in een casus is voor wie de casus ziet; de policy toont hem aan eigenaar en FG",
    "D": "wat een organisatie kreeg of gaf; wie er op naam werkt, ziet alleen het eigen deel",
}
# Tags that a deelname may meet when only the net is there: what it takes part in, and never more.
NET = {
    "nla.krt": "OK", "meesamen.krt": "OKU", "om.krt": "OKU", "elders.krt": "E", "elders.beheer": "E",
    "riec.begeleider": "OKV", "berkelland.krt": "OK", "ggd.preventie": "OK",
    "politie.krt": "AGVUOSMKND", "apeldoorn.krt": "AGVUOKND", "nog.bestuurder": "AGVUOKND",
    "demo-elders": "E", "demo-apeldoorn": "AGVUOKND",
}  # fmt: skip
KORT = ("nla.krt", "elders.krt", "meesamen.krt", "demo-elders")


@pytest.fixture(scope="module")
def w(basiswereld: None, django_db_blocker: Any) -> Iterator[Wereld]:
    with open_wereld(django_db_blocker) as wereld:
        yield wereld


@pytest.fixture(autouse=True)
def papier_is_leesbaar(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "html_to_pdf", lambda html: html.encode())


def val_aan(w: Wereld, mag: dict[str, str], aantal: int, *, zaad: int, streng: bool) -> None:
    een = Aanval(w, mag, alle_adressen(w), zaad=zaad, streng=streng)
    een.loop(aantal)
    schoon(een)


@pytest.mark.parametrize(
    ("namen", "aantal"),
    [(KORT, 150), pytest.param(sorted(ZIET | CLIENTS), 10_000, marks=pytest.mark.drill)],
)
def test_policy_alone(w: Wereld, namen: tuple[str, ...], aantal: int) -> None:
    everybody = ZIET | CLIENTS
    with transaction.atomic():
        net_uit()
        with acting_as(kijker("nla.krt")):
            assert Casus.objects.count() > 3  # the net is really off
        val_aan(w, {n: everybody[n] for n in namen}, aantal, zaad=3, streng=True)
        transaction.set_rollback(True)


@pytest.mark.parametrize(
    ("namen", "aantal"),
    [(KORT, 150), pytest.param(tuple(NET), 10_000, marks=pytest.mark.drill)],
)
def test_net_alone(
    w: Wereld, namen: tuple[str, ...], aantal: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    beleid_uit(monkeypatch)
    # What is foreign need not answer as absent here: the page may say "no right" to a row that is there.
    val_aan(w, {n: NET[n] for n in namen}, aantal, zaad=4, streng=False)


@pytest.mark.parametrize("naam", NET)
def test_the_difference_between_the_locks_is_explained(naam: str) -> None:
    coarser = set(NET[naam]) - set((ZIET | CLIENTS)[naam])
    assert coarser <= set(NET_DOET_NIET)
