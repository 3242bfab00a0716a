"""Passwords: what is refused, that the rest is taken as it is, and who hears of guessing."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.test import Client

from ketenregie.foundation.logboek.models import Logregel
from ketenregie.foundation.viewer import acting_as
from ketenregie.gegevensmap import BASE_DIR
from partners.access.wachtwoorden import EIGEN_WOORDEN
from partners.models import Medewerker

DEMO = "demo-ketenregie"
IRIS = Medewerker(username="iris.jansen", naam="Iris Jansen", email="i.jansen@politie.example")


@pytest.mark.parametrize(
    "wachtwoord",
    [
        "kort1!", "welkom2026!!", "Welkom012345", "wachtwoordwachtwoord", "W@chtw00rd1234", "qwertyuiop123",
        "ketenregie2026", "Mensenhandel-26", "veilig-thuis-1234", "politie!politie!", "apeldoorn20261", "Zomer2026Zomer",
        "irisjansen2026", "jansen-jansen-jansen", "123456123456", "111111111111", "!!!!!!!!!!!!!!", "password12345", "letmein123456",
        "iloveyou!iloveyou",
    ],
)  # fmt: skip
def test_what_people_try_first_is_refused(wachtwoord):
    with pytest.raises(ValidationError):
        validate_password(wachtwoord, IRIS)


@pytest.mark.parametrize(
    "wachtwoord",
    [
        "paard batterij nietje juist", "kast-lamp-vis-tulp", "ζω-ψυχη-θάλασσα", "  begin en eind  ", "a" * 5 + "Xq7!" * 20,
        "848172950361", "fiets🚲brug🌉markt", "Regen in de ochtendtrein", "twaalfkamelen",
    ],
)  # fmt: skip
def test_any_other_password_is_taken_as_it_was_typed(wachtwoord):
    """Any sign, any length, no kind that must be in it, nothing cut off or changed."""
    validate_password(wachtwoord, IRIS)
    mens = Medewerker(username="x")
    mens.set_password(wachtwoord)
    assert mens.check_password(wachtwoord)
    for ander in (
        wachtwoord.swapcase() + "x",
        wachtwoord[:-1],
        wachtwoord + " ",
        wachtwoord.strip() + "\t",
    ):
        assert not mens.check_password(ander)


def test_the_list_of_words_is_the_one_on_paper():
    tekst = (BASE_DIR / "docs/beveiliging.md").read_text("utf-8").replace("\n", " ")
    assert [w for w in sorted(EIGEN_WOORDEN) if w not in tekst] == []


def test_changing_it_asks_the_old_one_and_masks_both(wereld, client_als):
    client = client_als("politie.krt")
    html = client.get("/account/password/change/").content.decode()
    assert html.count('type="password"') == 3 and "onpaste" not in html
    assert 'autocomplete="current-password"' in html and 'autocomplete="new-password"' in html
    nieuw = {"password1": "paard batterij nietje", "password2": "paard batterij nietje"}
    assert client.post(
        "/account/password/change/", {"oldpassword": "fout", **nieuw}
    ).status_code in {200, 422}
    assert Medewerker.objects.get(username="politie.krt").check_password(DEMO)
    assert (
        client.post("/account/password/change/", {"oldpassword": DEMO, **nieuw}).status_code == 302
    )
    assert Medewerker.objects.get(username="politie.krt").check_password("paard batterij nietje")


def test_wrong_passwords_are_told_to_the_owner(wereld):
    cache.clear()

    def inloggen(naam: str, wachtwoord: str = DEMO) -> str:
        client = Client()
        client.post("/inloggen/", {"login": naam, "password": wachtwoord})
        return client.get("/werk/").content.decode()

    for _ in range(3):
        inloggen("politie.krt", "fout-fout-fout")
    assert "geprobeerd" not in inloggen("om.krt")
    assert "is 3 keer geprobeerd met uw naam in te loggen" in inloggen("politie.krt")
    assert "geprobeerd" not in inloggen("politie.krt"), "told once"
    for _ in range(2):
        inloggen("politie.krt", "fout-fout-fout")
    assert "geprobeerd" not in inloggen("politie.krt"), "a slip of one's own is no news"


def test_the_logboek_says_how_somebody_came_in(wereld, viewer):
    Client().post("/inloggen/", {"login": "politie.krt", "password": DEMO})
    Client().post("/inloggen/", {"login": "politie.krt", "password": "geheim-woord-fout"})
    from tests.conftest import database_role

    with database_role("kopie"):
        regels = list(Logregel.objects.order_by("-id").values_list("gebeurtenis", "details")[:6])
    gelukt = [d for g, d in regels if g == "aangemeld"]
    assert gelukt and gelukt[0]["hoe"] == ["password"]
    assert "aanmelden_mislukt" in [g for g, _ in regels]
    assert "geheim-woord-fout" not in repr(regels)
    with acting_as(viewer("politie.krt")):
        pass
