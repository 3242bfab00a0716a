"""Breaking in by hand: foreign ids in addresses and forms, other people's sessions, the way in."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client, override_settings
from django.urls import reverse

from cases.models import Actie, Betrokkenheid, Casusoverleg, Interventie, Nazorg, Uitsluiting
from ketenregie.foundation import clock
from ketenregie.foundation.viewer import Viewer, acting_as
from ketenregie.portaal.demo.keten import WACHTWOORD
from partners.models import Lidmaatschap, Medewerker, Vervanging
from tests.access.test_matrix import OP_CASUSDEEL, alle_routes, gelijk
from tests.access.wereld import Wereld, browser, kijker, open_wereld
from tests.conftest import database_role

pytestmark = pytest.mark.django_db
ZVH = "zvh.procesregisseur"


@pytest.fixture(scope="module")
def w(basiswereld: None, django_db_blocker: Any) -> Iterator[Wereld]:
    with open_wereld(django_db_blocker) as wereld:
        yield wereld


def als_beheer() -> Any:
    return acting_as(Viewer.voor_systeem(kijker(ZVH).keten_id, "beheer"))


# --- ids in addresses ------------------------------------------------------------------------------------

GENEST = [
    n
    for n, f in OP_CASUSDEEL.items()
    if ("_id" in repr(f.__code__.co_consts) or "_pk" in repr(f.__code__.co_consts))
    and not n.startswith("api_")  # an API asks a token; test_matrix goes there
    and n != "casus_zicht"  # the other organisation is a choice, not a part of the casus
]


@pytest.mark.parametrize("naam", GENEST)
@pytest.mark.parametrize("username", [ZVH, "politie.krt", "moviera.krt"])
def test_part_of_another_casus_is_absent_under_ones_own(
    w: Wereld, naam: str, username: str
) -> None:
    """/casussen/<own>/.../<part of another>/ answers as for a part that does not exist."""
    client = browser(username)
    foreign = reverse(naam, kwargs={"pk": w.casus.pk} | OP_CASUSDEEL[naam](w.ids["G"]))
    absent = OP_CASUSDEEL[naam](w.ids["G"])
    absent = {k: uuid4() if hasattr(v, "hex") else v for k, v in absent.items()}
    for doe in (client.get, client.post):
        een, ander = doe(foreign), doe(reverse(naam, kwargs={"pk": w.casus.pk} | absent))
        assert een.status_code in {403, 404, 405}
        assert gelijk(een, ander)


def test_overleg_with_the_casus_of_another_meeting(w: Wereld) -> None:
    for username in (ZVH, "politie.krt"):
        client = browser(username)
        base = reverse("overleg", args=[w.ids["A"]["overleg"]])
        for data in ({}, {"formulier": "geen_inbreng"}, {"formulier": "besluit", "besluit": "x"}):
            doe = client.post if data else client.get
            een, ander = (
                doe(f"{base}?casus={w.elders.pk}", data),
                doe(f"{base}?casus={uuid4()}", data),
            )
            assert een.status_code == 404
            assert gelijk(een, ander)


# --- ids in forms ----------------------------------------------------------------------------------------


def test_organisation_of_another_keten_in_a_form_is_refused(w: Wereld) -> None:
    client, vreemd = browser(ZVH), str(kijker("elders.krt").deelname_id)
    pk = w.casus.pk
    answers = {
        reverse("casus_nazorg_nieuw", args=[pk]): {"vraag": "x", "deelname": vreemd, "sleutel": uuid4()},
        reverse("casus_plan_actie_nieuw", args=[pk, 2]): {
            "omschrijving": "x", "deelname": vreemd, "rol": "x", "domein": "zorg",
            "uiterlijk": "1-12-2026", "sleutel": uuid4(),
        },
        reverse("casus_organisaties", args=[pk]): {"organisaties": vreemd, "extra": vreemd},
        reverse("overleg_uitnodigen", args=[w.ids["A"]["overleg"], pk]): {"deelnames": vreemd},
    }  # fmt: skip
    for adres, data in answers.items():
        assert client.post(adres, data).status_code == 422, adres
    with als_beheer():
        assert not Nazorg.objects.filter(deelname_id=vreemd).exists()
        assert not Actie.objects.filter(deelname_id=vreemd).exists()
        assert not Betrokkenheid.objects.filter(deelname_id=vreemd, casus=w.casus).exists()


def test_casus_of_another_keten_on_an_agenda_is_refused(w: Wereld) -> None:
    client, before = browser(ZVH), None
    for foreign in (w.elders.pk, w.gesloten.pk):
        with als_beheer():
            before = Casusoverleg.objects.count()
        answer = client.post(
            reverse("overleg_nieuw"),
            {"datum": "1-12-2026", "van": "10:00", "tot": "11:00", "locatie": "x",
             "casussen": str(foreign), "overleg_id": uuid4()},
        )  # fmt: skip
        assert answer.status_code == 422
        with als_beheer():
            assert Casusoverleg.objects.count() == before


def test_key_of_a_foreign_row_in_a_form_is_absent(w: Wereld) -> None:
    """The key of a form becomes the key of the record; taken by someone else it is as if absent."""
    client = browser("moviera.krt")
    with als_beheer():
        taken = Interventie.objects.filter(casus=w.gesloten).values_list("pk", flat=True)[0]
        before = Interventie.objects.get(pk=taken).omschrijving
    answer = client.post(
        reverse("casus_interventie_nieuw", args=[w.casus.pk]),
        {"soort": "zorg", "doelgroep": "slachtoffer", "omschrijving": "y", "start": "20-11-2026",
         "sleutel": taken},
    )  # fmt: skip
    assert answer.status_code == 404
    with als_beheer():
        assert Interventie.objects.get(pk=taken).omschrijving == before


def test_inviting_twice_makes_one_invitation(w: Wereld) -> None:
    from cases.services.betrokkenheid import nodig_uit, stel_voor

    zvh = kijker(ZVH)
    with acting_as(zvh):
        chosen = stel_voor(w.casus)[:1]
        assert len(nodig_uit(zvh, w.casus, chosen)) == 1
        assert nodig_uit(zvh, w.casus, chosen) == []


# --- who one is --------------------------------------------------------------------------------------------


def test_closed_account_and_ended_lidmaatschap_lose_everything_at_once(w: Wereld) -> None:
    adres = reverse("casus", args=[w.casus.pk])
    client = browser("apeldoorn.krt")
    assert client.get(adres).status_code == 200
    gisteren = clock.today() - timedelta(days=1)
    lid = Lidmaatschap.objects.filter(medewerker__username="apeldoorn.krt")
    with database_role("werker"):
        lid.update(tot=gisteren)
    assert client.get(adres).headers["Location"] == reverse("organisatie_kiezen")
    with database_role("werker"):
        lid.update(tot=None)
        Medewerker.objects.filter(username="apeldoorn.krt").update(is_active=False)
    assert client.get(adres).headers["Location"].startswith("/inloggen/")


def test_role_of_someone_else_cannot_be_taken(w: Wereld) -> None:
    client = browser("nla.krt")
    other = Lidmaatschap.objects.get(medewerker__username="politie.krt").pk
    een = client.post(reverse("organisatie_kiezen"), {"lidmaatschap": other})
    ander = client.post(reverse("organisatie_kiezen"), {"lidmaatschap": uuid4()})
    assert een.status_code == 404
    assert gelijk(een, ander)
    assert client.get(reverse("casus", args=[w.casus.pk])).status_code == 404


def test_vervanger_acts_under_the_own_name_and_exclusion(w: Wereld) -> None:
    wie = Medewerker.objects.get(username="nla.krt")
    lid = Lidmaatschap.objects.get(medewerker__username="politie.krt")
    with database_role("werker"):
        Lidmaatschap.objects.create(
            medewerker=wie, deelname=lid.deelname, functie="behandelaar", van=date(2026, 1, 1)
        )
        Vervanging.objects.create(
            lidmaatschap=lid, vervanger=wie, van=date(2026, 1, 1), tot=date(2027, 12, 31)
        )
    client, adres = browser("nla.krt"), reverse("casus", args=[w.casus.pk])
    client.post(reverse("organisatie_kiezen"), {"lidmaatschap": lid.pk})
    weging = client.get(reverse("casus_weging", args=[w.casus.pk]))
    assert weging.status_code == 200
    assert weging.wsgi_request.viewer.naam == wie.naam  # type: ignore[attr-defined]
    with als_beheer():
        Uitsluiting.objects.create(casus=w.casus, medewerker=wie, reden="Familie")
    assert client.get(adres).status_code == 404


# --- the way in ----------------------------------------------------------------------------------------------


def inlog(client: Client, username: str, password: str = WACHTWOORD, **extra: str) -> Any:
    return client.post(reverse("account_login"), {"login": username, "password": password} | extra)


@pytest.mark.parametrize(
    "next", ["https://kwaad.example/", "//kwaad.example/", "/\\kwaad.example", "javascript:1"]
)
def test_login_sends_nobody_elsewhere(w: Wereld, next: str) -> None:
    answer = inlog(Client(), "nla.krt", next=next)
    assert answer.status_code == 302
    assert "kwaad" not in answer.headers["Location"]
    assert answer.headers["Location"].startswith("/")


def test_session_key_changes_at_login_and_role_is_not_inherited(w: Wereld) -> None:
    client = Client()
    client.get(reverse("account_login"))
    session = client.session
    session["lidmaatschap"] = str(Lidmaatschap.objects.get(medewerker__username=ZVH).pk)
    session.save()
    old = session.session_key
    inlog(client, "nla.krt")
    assert client.session.session_key != old
    assert client.get(reverse("casus", args=[w.casus.pk])).status_code in {302, 404}


def test_unknown_name_and_wrong_password_read_the_same(w: Wereld) -> None:
    def lees(username: str) -> str:
        text = inlog(Client(), username, "fout-fout-fout").content.decode()
        text = re.sub(r'(nonce|csrfmiddlewaretoken" value|token)[-=:]?\s?"[^"]*"', "", text)
        return text.replace(username, "NAAM")

    assert lees("politie.krt") == lees("nie.mand")
    with database_role("werker"):
        Medewerker.objects.filter(username="om.krt").update(is_active=False)
    assert lees("om.krt") == lees("nie.mand")


@override_settings(ACCOUNT_RATE_LIMITS={"login": "30/m/ip", "login_failed": "10/m/ip,5/5m/key"})
def test_guessing_is_stopped(w: Wereld) -> None:
    for _ in range(6):
        answer = inlog(Client(), "kmar.flex", "fout-fout-fout")
    assert "Te veel pogingen" in answer.content.decode()
    assert inlog(Client(), "kmar.flex").status_code == 200  # also with the right one


@override_settings(
    ACCOUNT_RATE_LIMITS={"login": "30/m/ip", "login_failed": "3/m/ip"},
    ALLAUTH_TRUSTED_PROXY_COUNT=1,
)
def test_one_guesser_behind_the_proxy_does_not_shut_the_login_for_all(w: Wereld) -> None:
    def probeer(ip: str, password: str) -> Any:
        client = Client(headers={"x-forwarded-for": f"203.0.113.9, {ip}"})
        return inlog(client, "ggd.preventie", password)

    for _ in range(5):
        probeer("203.0.113.1", "fout-fout-fout")
    assert probeer("203.0.113.1", WACHTWOORD).status_code == 200
    assert probeer("203.0.113.2", WACHTWOORD).status_code == 302


def test_foreign_host_is_refused(w: Wereld) -> None:
    assert Client().get("/", headers={"host": "kwaad.example"}).status_code == 400


def test_every_change_asks_a_csrf_token(w: Wereld) -> None:
    """Also with other methods, and with a method in a header."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(Medewerker.objects.get(username=ZVH))
    client.raise_request_exception = False
    for naam, route in alle_routes().items():
        # The public forms ask for no cookie, so it has no token; nobody is logged in there.
        # What a browser reports by itself changes nothing but a count.
        if route.startswith(
            (
                "api/",
                "oauth/",
                "account/^",
                "melden/",
                "privacyverzoek/",
                "voorlichting/",
                "csp-rapport/",
            )
        ):
            continue
        adres = "/" + re.sub(r"<slug:\w+>", "kort", re.sub(r"<uuid:\w+>", str(w.casus.pk), route))
        adres = re.sub(r"<int:\w+>", "2", adres)
        adres = re.sub(r"<objectsoort:\w+>", "ondernemingen", adres)
        for method in ("post", "put", "patch", "delete") if naam == "casus_weging" else ("post",):
            # A method that no page has is refused before anything else.
            weigering = 403 if method == "post" else 405
            assert getattr(client, method)(adres).status_code == weigering, (naam, method)
