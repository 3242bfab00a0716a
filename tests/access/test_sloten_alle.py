"""Each lock alone, over every table of cases, meldpunt and evaluatie and every route."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import Error, connection, transaction

from cases import archief, documents, verslag, verstrekkingspapier
from cases.models import Betrokkene, Betrokkenheid, Casus
from ketenregie.foundation.viewer import acting_as
from ketenregie.portaal.views import inzageverslag
from tests.access.sloten import beleid_uit
from tests.access.test_matrix import adressen, gevonden, loop_na
from tests.access.wereld import WOORD, Wereld, browser, kijker, open_wereld
from tests.conftest import database_role

pytestmark = pytest.mark.django_db
KAMERS = {"cases", "meldpunt", "evaluatie"}
# What the net lets through is coarser than the policy and never more than this. O: time and place of a
# meeting are of the whole keten in the database.
NET = {
    "nla.krt": "OK", "meesamen.krt": "OUK", "om.krt": "OUKDRT", "elders.krt": "E", "riec.begeleider": "OVK",
    "politie.krt": "AGVUOSMKNDPBLRT", "vt.meldpunt": "AGVUOSMXKNDQBRT",
}  # fmt: skip


# Uninvolved; another keten and invited in the long form.
BUITEN = [
    "nla.krt",
    pytest.param("elders.krt", marks=pytest.mark.drill),
    pytest.param("meesamen.krt", marks=pytest.mark.drill),
]


@pytest.fixture(scope="module")
def w(basiswereld: None, django_db_blocker: Any) -> Iterator[Wereld]:
    with open_wereld(django_db_blocker) as wereld:
        yield wereld


@pytest.fixture(autouse=True)
def papier_is_leesbaar(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (archief, documents, inzageverslag, verslag, verstrekkingspapier):
        monkeypatch.setattr(module, "html_to_pdf", lambda html, **_: html.encode())


def tabellen() -> list[Any]:
    return [m for m in apps.get_models() if m._meta.app_label in KAMERS]


@pytest.mark.parametrize("username", NET)
def test_net_alone_forgotten_filter(w: Wereld, username: str) -> None:
    """Every table, history too, read without any filter."""
    with acting_as(kijker(username)):
        for model in tabellen():
            seen = set(re.findall(WOORD + "([A-Z])", repr(list(model._default_manager.values()))))
            assert seen <= set(NET[username]), model


@pytest.mark.parametrize("username", BUITEN)
def test_net_alone_policy_says_yes_to_everything(
    w: Wereld, username: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    beleid_uit(monkeypatch)
    client = browser(username)
    client.raise_request_exception = False
    for naam, adres, _ in adressen(w, api=False):
        assert gevonden(client.get(adres)) <= set(NET[username]), naam


@pytest.mark.parametrize("username", BUITEN)
def test_policy_alone(w: Wereld, username: str) -> None:
    mag = {"nla.krt": "K", "elders.krt": "E", "meesamen.krt": "UK"}[username]
    with database_role("eigenaar"), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # or ALTER TABLE refuses
        for model in tabellen():
            cursor.execute(f'ALTER TABLE "{model._meta.db_table}" DISABLE ROW LEVEL SECURITY')
    with acting_as(kijker(username)):
        assert Casus.objects.count() > 3  # the net is really off
    keten = not username.startswith("elders")
    assert loop_na(browser(username), w, set(mag), keten=keten) == []


# --- rows from which the net is derived ------------------------------------------------------------------


def geweigerd(doe: Any) -> bool:
    try:
        with transaction.atomic():
            return not doe()
    except Error:
        return True


def test_ended_organisation_cannot_let_itself_back_in(w: Wereld) -> None:
    with acting_as(kijker("om.krt")) as om:
        mine = Betrokkenheid.objects.filter(deelname_id=om.deelname_id, casus_id=w.casus.pk)
        assert geweigerd(lambda: mine.update(status="aanvaard"))
        assert list(Casus.objects.filter(pk=w.casus.pk)) == []


def test_invited_organisation_cannot_take_letters_or_another_casus(w: Wereld) -> None:
    with acting_as(kijker("meesamen.krt")) as mee:
        mine = Betrokkenheid.objects.filter(deelname_id=mee.deelname_id, casus_id=w.casus.pk)
        assert mine.count() == 1
        assert geweigerd(lambda: mine.update(letters={"plan_van_aanpak": "A"}))
        assert geweigerd(lambda: mine.update(casus_id=w.evaluatie.pk, status="aanvaard"))
        assert list(Casus.objects.all()) == []


def test_pointing_at_a_foreign_dossier_or_person_does_not_open_it(w: Wereld) -> None:
    persoon = apps.get_model("cases.persoon")
    with acting_as(kijker("zvh.procesregisseur")):
        vreemd = persoon.objects.filter(betrokkenen__casus=w.casus).first()
    with acting_as(kijker("elders.krt")) as elders:
        own = Casus.objects.filter(pk=w.elders.pk)
        assert geweigerd(lambda: own.update(dossier_id=vreemd.dossier_id))
        assert geweigerd(
            lambda: Betrokkene.objects.create(
                casus_id=w.elders.pk, persoon_id=vreemd.pk, rol="getuige",
                leverancier_id=elders.deelname_id,
            )
        )  # fmt: skip
        assert not persoon.objects.filter(pk=vreemd.pk).exists()
