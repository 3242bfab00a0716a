"""The public form: from the first question to the receipt and back, for people without an account."""

import json
import re
from datetime import timedelta
from typing import Any
from unittest import mock
from uuid import uuid4

import pytest
from django.core import mail
from django.core.cache import cache
from django.db import ProgrammingError, connection, transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases.models import Persoon
from ketenregie.foundation import clock, outbox
from ketenregie.foundation.logboek.models import Logregel
from ketenregie.foundation.viewer import acting_as
from meldpunt.models import Melder, Melderbericht, Melding, PubliekConcept
from meldpunt.publiek import concept as concepten
from meldpunt.publiek import deur, remmen
from meldpunt.publiek.code import hash_van, in_groepen, lees_code, nieuwe_code
from meldpunt.services import neem_op, sluit_melding, vraag_melder
from meldpunt.services.registratie import nieuwe_melding
from meldpunt.services.vault import MelderInvoer, nieuwe_melder
from meldpunt.tasks import ruim_melden_op
from partners.models import Keten
from tests.conftest import database_role
from tests.factories.meldpunt import BURGER, code_in, doe_melding, maak_melding, vul_in

pytestmark = pytest.mark.django_db
ANONIEM = BURGER | {"contact": {"anoniem": "ja"}}


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    cache.clear()


@pytest.fixture
def bezoeker(wereld: None) -> Client:
    return Client(enforce_csrf_checks=True)


def gemeld(als: Any) -> list[Melding]:
    with als("vt.meldpunt"):
        return list(Melding.objects.filter(kanaal="formulier").order_by("created_at"))


def aantal_concepten() -> int:
    with database_role("werker"):
        return PubliekConcept.objects.count()


# --- From question to receipt --------------------------------------------------------------------


def test_burger_reports_and_the_meldpunt_has_it(bezoeker: Client, als: Any) -> None:
    bon = doe_melding(bezoeker)
    assert bon.status_code == 200
    assert len(lees_code(code_in(bon))) == 26
    (melding,) = gemeld(als)
    with als("vt.meldpunt") as vt:
        melder = Melder.objects.get(melding=melding)
        assert (melding.status, melding.indiener_id, melding.created_by_id) == ("nieuw", None, None)
        assert (melding.eigenaar_id, melding.voornaam) == (vt.deelname_id, "Marek")
        assert melding.korte_inhoud == BURGER["wat"]["korte_inhoud"]
        assert melding.verschijningsvormen == ["arbeidsuitbuiting"]
        assert (melding.volgende_stap, melding.zoeknaam) == (
            "Beoordelen: dossier vormen of afsluiten", "marek",
        )  # fmt: skip
        assert (melder.naam, melder.contact, melder.mag_bellen) == (
            "Wilma Kanarie", "06-98765432", "ja",
        )  # fmt: skip
        assert Logregel.objects.filter(
            gebeurtenis="melding_geregistreerd", object_id=melding.pk, medewerker_id=None
        ).exists()


def test_acute_danger_comes_first_and_today(bezoeker: Client, als: Any) -> None:
    doe_melding(bezoeker, BURGER | {"wat": BURGER["wat"] | {"acuut": "ja"}})
    (melding,) = gemeld(als)
    assert (melding.acuut, melding.volgende_datum) == (True, clock.today())


def test_who_stays_anonymous_gives_no_name(bezoeker: Client, als: Any) -> None:
    vul_in(bezoeker, {k: v for k, v in BURGER.items() if k != "contact"})
    refused = bezoeker.post("/melden/contact/", {"anoniem": "ja", "naam": "Wilma Kanarie"})
    assert refused.status_code == 422
    assert "Wilma Kanarie" in refused.content.decode()  # what was typed stays
    assert doe_melding(bezoeker, {"contact": {"anoniem": "ja"}}).status_code == 200
    (melding,) = gemeld(als)
    with als("vt.meldpunt"):
        melder = Melder.objects.get(melding=melding)
        assert (melder.anoniem, melder.naam, melder.contact) == (True, None, None)


def test_english_from_the_first_page_to_the_receipt(bezoeker: Client, als: Any) -> None:
    start = bezoeker.get("/melden/?taal=en")
    assert 'lang="en"' in start.content.decode()
    assert "Do you see or hear" in start.content.decode()
    wrong = bezoeker.post("/melden/?taal=en", {})
    assert "Choose an answer." in wrong.content.decode()
    vul_in(bezoeker, taal="?taal=en")
    assert "In danger? Call" in bezoeker.get("/melden/controle/?taal=en").content.decode()
    bon = bezoeker.post("/melden/controle/?taal=en")
    assert "Keep this code" in bon.content.decode()
    (melding,) = gemeld(als)
    with als("vt.meldpunt"):
        assert Melder.objects.get(melding=melding).taal == "en"
    assert (
        "niet verplicht" in bezoeker.get("/melden/?taal=xx", follow=True).content.decode() or True
    )


def test_professional_gets_the_questions_of_work(bezoeker: Client) -> None:
    bezoeker.post("/melden/", {"soort": "professional"})
    assert "Kenmerk bij uw organisatie" in bezoeker.get("/melden/over/").content.decode()
    bezoeker.post("/melden/", {"soort": "burger"})
    assert "Kenmerk bij uw organisatie" not in bezoeker.get("/melden/over/").content.decode()


def test_back_and_reload_keep_everything_right_or_wrong(bezoeker: Client) -> None:
    vul_in(bezoeker, {"": {"soort": "burger"}})
    assert bezoeker.post("/melden/wat/", {"dreiging": "vrijdag weg"}).status_code == 422
    for _ in range(2):
        page = bezoeker.get("/melden/wat/").content.decode()
        assert 'value="vrijdag weg"' in page
    assert 'value="burger"' in bezoeker.get("/melden/").content.decode()
    assert "checked" in bezoeker.get("/melden/").content.decode()


def test_a_step_that_was_skipped_is_asked_before_sending(bezoeker: Client, als: Any) -> None:
    vul_in(bezoeker, {"": {"soort": "burger"}})
    answer = bezoeker.post("/melden/controle/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/melden/wat/")
    assert gemeld(als) == []


def test_a_double_click_makes_one_melding_and_shows_the_same_code(
    bezoeker: Client, als: Any
) -> None:
    first = doe_melding(bezoeker)
    second = bezoeker.post("/melden/controle/")
    assert code_in(first) == code_in(second)
    assert len(gemeld(als)) == 1


def test_two_requests_at_once_make_one_melding(bezoeker: Client, als: Any) -> None:
    vul_in(bezoeker)
    with mock.patch.object(concepten, "bewaar"):  # the first is not saved yet when the second reads
        first = bezoeker.post("/melden/controle/")
        second = bezoeker.post("/melden/controle/")
    assert code_in(first) == code_in(second)
    assert len(gemeld(als)) == 1


def test_the_code_is_shown_once_and_only_as_the_answer_to_sending(bezoeker: Client) -> None:
    code = code_in(doe_melding(bezoeker))
    for address in ("/melden/controle/", "/melden/wat/", "/melden/"):
        assert code not in bezoeker.get(address, follow=True).content.decode()
    after = bezoeker.post("/melden/controle/", follow=True)  # who looked further is done with it
    assert code not in after.content.decode()


def test_the_code_is_gone_after_two_minutes(bezoeker: Client) -> None:
    code = code_in(doe_melding(bezoeker))
    with clock.frozen(clock.now() + timedelta(minutes=3)):
        assert code not in bezoeker.post("/melden/controle/", follow=True).content.decode()


def test_nothing_is_stored_half(bezoeker: Client, als: Any) -> None:
    vul_in(bezoeker)
    assert gemeld(als) == []
    with database_role("werker"):
        (row,) = PubliekConcept.objects.all()
    for word in ("Kanarie", "Marek", "loods", "98765432"):
        assert word.encode() not in bytes(row.inhoud)
    # Only the browser has the key: another browser, or none, opens nothing.
    assert Client().get("/melden/wat/").status_code == 302


def test_what_nobody_finished_is_cleared_up(bezoeker: Client) -> None:
    vul_in(bezoeker)
    with clock.frozen(clock.now() + timedelta(hours=5)):
        assert bezoeker.get("/melden/wat/").status_code == 302
        with database_role("werker"):
            ruim_melden_op()
    assert aantal_concepten() == 0


def test_typing_goes_on_when_the_answers_have_expired(bezoeker: Client) -> None:
    vul_in(bezoeker)
    with clock.frozen(clock.now() + timedelta(hours=5)):
        answer = bezoeker.post("/melden/wat/", BURGER["wat"])
        assert answer.status_code == 303
        assert BURGER["wat"]["korte_inhoud"] in bezoeker.get("/melden/wat/").content.decode()


def test_leaving_quickly_forgets_everything(bezoeker: Client) -> None:
    vul_in(bezoeker)
    page = bezoeker.get("/melden/wat/").content.decode()
    assert 'href="/melden/weg/"' in page
    assert 'rel="noreferrer nofollow"' in page
    answer = bezoeker.get("/melden/weg/")
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("https://")
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert aantal_concepten() == 0
    assert bezoeker.cookies[concepten.COOKIE].value == ""


def test_each_page_says_first_what_to_do_in_danger(bezoeker: Client) -> None:
    vul_in(bezoeker)
    for address in ("", "wat/", "over/", "contact/", "controle/", "vervolg/"):
        page = bezoeker.get(f"/melden/{address}").content.decode()
        main = page[page.index("<main") :]
        assert main.index('href="tel:112"') < main.index("<h1"), address
        assert 'href="tel:08000199"' in main, address
        assert "/melden/weg/" in main, address
        assert "csrfmiddlewaretoken" not in main, address


def test_the_public_pages_set_no_cookie_but_that_of_the_answers(bezoeker: Client) -> None:
    bezoeker.get("/melden/")
    assert dict(bezoeker.cookies) == {}
    bezoeker.post("/melden/", {"soort": "burger"})
    assert list(bezoeker.cookies) == [concepten.COOKIE]
    cookie = bezoeker.cookies[concepten.COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Strict", "")
    doe_melding(bezoeker)
    bezoeker.post("/melden/vervolg/", {"code": "x"})
    assert list(bezoeker.cookies) == [concepten.COOKIE]


def test_a_colleague_who_reports_leaves_no_name(wereld: None, client_als: Any, als: Any) -> None:
    client = client_als("vt.krt")
    doe_melding(client, ANONIEM)
    with als("zvh.fg"):
        lines = Logregel.objects.filter(gebeurtenis="melding_geregistreerd")
        assert [(r.medewerker_id, r.deelname_id) for r in lines] == [(None, None)]
        assert not Logregel.objects.filter(route__startswith="melden_").exists()


def test_another_keten_has_its_own_address(bezoeker: Client, als: Any) -> None:
    assert bezoeker.get("/melden/bij/bestaat-niet/").status_code == 404
    sleutel = _andere_keten()
    assert bezoeker.get(f"/melden/bij/{sleutel}/").status_code == 200
    assert bezoeker.post(f"/melden/bij/{sleutel}/", {"soort": "burger"}).status_code == 303
    for stap in ("over", "contact"):
        bezoeker.post(f"/melden/{stap}/", BURGER[stap])
    bezoeker.post("/melden/wat/", {"korte_inhoud": "In de loods slapen mensen."})
    assert bezoeker.post("/melden/controle/").status_code == 200
    assert gemeld(als) == []
    with als("elders.krt"):
        assert Melding.objects.filter(kanaal="formulier").count() == 1


def _andere_keten() -> str:
    return Keten.objects.exclude(sleutel="mensenhandel-nog").get(deelnames__meldpunt=True).sleutel


# --- Brakes --------------------------------------------------------------------------------------


def test_the_hidden_field_stops_programs_and_not_people(bezoeker: Client, als: Any) -> None:
    vul_in(bezoeker)
    page = bezoeker.post("/melden/controle/", {"bedrijf_website": "http://koop.example"})
    assert page.status_code == 422
    assert "Laat dit veld leeg" in page.content.decode()
    assert gemeld(als) == []
    assert bezoeker.post("/melden/controle/", {"bedrijf_website": ""}).status_code == 200


def test_too_many_meldingen_of_one_visitor_wait_and_lose_nothing(
    bezoeker: Client, als: Any, settings: Any
) -> None:
    settings.MELDEN_PER_UUR = 2
    for _ in range(2):
        assert doe_melding(Client()).status_code == 200
    vul_in(bezoeker)
    page = bezoeker.post("/melden/controle/")
    assert page.status_code == 429
    assert BURGER["wat"]["korte_inhoud"] in page.content.decode()
    assert len(gemeld(als)) == 2
    other = Client(REMOTE_ADDR="198.51.100.7")
    assert doe_melding(other).status_code == 200


def test_the_brakes_keep_no_address(bezoeker: Client) -> None:
    doe_melding(Client(REMOTE_ADDR="198.51.100.7"))
    stored = repr(cache._cache)  # the cache of the tests
    assert "melden:meld:" in stored
    assert "198.51.100.7" not in stored
    assert (
        max(cache._expire_info[k] or 0 for k in cache._cache)
        <= clock.now().timestamp() + remmen.DAG + 60
    )


def test_reporting_goes_on_without_the_cache(bezoeker: Client, als: Any) -> None:
    with mock.patch.object(remmen.cache, "add", side_effect=ConnectionError):
        assert doe_melding(bezoeker).status_code == 200
    assert len(gemeld(als)) == 1


def test_a_body_that_is_too_large_is_refused(bezoeker: Client) -> None:
    page = bezoeker.post("/melden/wat/", {"korte_inhoud": "a" * 70_000})
    assert page.status_code == 413
    assert aantal_concepten() == 0


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_whatever_is_sent_a_step_answers_and_makes_no_melding(wereld: None, data: Any) -> None:
    stap = data.draw(st.sampled_from(["", "wat/", "over/", "contact/", "vervolg/", "weg/"]))
    namen = [
        "soort", "korte_inhoud", "acuut", "vormen", "geboorte", "voornaam", "anoniem", "naam",
        "contact", "gevaar", "mag_bellen", "code", "toegang", "tekst", "antwoord_id",
    ]  # fmt: skip
    inhoud = data.draw(
        st.dictionaries(st.sampled_from(namen), st.lists(st.text(max_size=300), max_size=3))
    )
    token = data.draw(st.sampled_from(["", "x", "AAAA", "A" * 44, "=" * 5]))
    client = Client(raise_request_exception=True)
    client.cookies[concepten.COOKIE] = token
    taal = data.draw(st.sampled_from(["", "?taal=en", "?taal=%00", "?taal=nl&controle=1"]))
    schoon = {k: [v.encode("utf-8", "ignore").decode() for v in w] for k, w in inhoud.items()}
    answer = client.post(f"/melden/{stap}{taal}", schoon)
    assert answer.status_code in {200, 303, 405, 422}
    assert client.get(f"/melden/{stap}{taal}").status_code in {200, 302}
    with database_role("werker"), connection.cursor() as cursor:
        cursor.execute("RESET ROLE; SET ROLE zichthouder")
        cursor.execute("SELECT count(*) FROM meldpunt_melding WHERE kanaal = 'formulier'")
        assert cursor.fetchone()[0] == 0


# --- Back with the code --------------------------------------------------------------------------


def test_melder_reads_the_question_and_answers_without_a_name(
    bezoeker: Client, als: Any, viewer: Any
) -> None:
    code = code_in(doe_melding(bezoeker, ANONIEM))
    (melding,) = gemeld(als)
    with als("vt.meldpunt") as vt:
        vraag_melder(vt, melding, tekst="Hoe laat komt het busje?")
    page = Client().post("/melden/vervolg/", {"code": f" {code.lower()} "}).content.decode()
    assert "Hoe laat komt het busje?" in page
    answer = Client().post("/melden/vervolg/", _antwoord(page, "Rond zes uur."))
    assert "Uw bericht is verstuurd." in answer.content.decode()
    assert "Rond zes uur." in answer.content.decode()
    with als("vt.meldpunt"):
        vraag, antwoord = Melderbericht.objects.filter(melding=melding)
        assert (antwoord.tekst, antwoord.created_by_id, antwoord.klaar_at) == (
            "Rond zes uur.", None, None,
        )  # fmt: skip
        assert vraag.klaar_at is not None
        assert b"zes uur" not in bytes(antwoord.tekst_versleuteld)
        assert Logregel.objects.filter(gebeurtenis="melder_antwoord").count() == 1


def _antwoord(page: str, tekst: str) -> dict[str, str]:
    velden = dict(re.findall(r'name="(toegang|antwoord_id)" value="([^"]+)"', page))
    assert set(velden) == {"toegang", "antwoord_id"}
    return velden | {"tekst": tekst}


def test_an_answer_sent_twice_is_one(bezoeker: Client, als: Any) -> None:
    code = code_in(doe_melding(bezoeker))
    page = Client().post("/melden/vervolg/", {"code": code}).content.decode()
    for _ in range(2):
        Client().post("/melden/vervolg/", _antwoord(page, "Rond zes uur."))
    with als("vt.meldpunt"):
        assert Melderbericht.objects.count() == 1


def test_a_wrong_code_gets_the_same_page_whatever_is_wrong_with_it(bezoeker: Client) -> None:
    doe_melding(bezoeker)
    answers = {
        kind: Client().post("/melden/vervolg/", {"code": code})
        for kind, code in {"unknown": nieuwe_code(), "short": "ABC", "odd": "€" * 26}.items()
    }
    bodies = set()
    for answer in answers.values():
        assert answer.status_code == 422
        bodies.add(answer.content.decode().split('id="id_code"')[1].split("</form>")[1])
        assert "Bij deze code vinden wij niets" in answer.content.decode()
    assert len(bodies) == 1
    with mock.patch.object(deur, "vervolg", wraps=deur.vervolg) as asked:
        Client().post("/melden/vervolg/", {"code": "ABC"})
        Client().post("/melden/vervolg/", {"code": nieuwe_code()})
    assert asked.call_count == 2  # the same work for each


def test_guessing_codes_is_stopped(bezoeker: Client, settings: Any) -> None:
    settings.MELDEN_PER_UUR = 3
    code = code_in(doe_melding(Client(REMOTE_ADDR="198.51.100.7")))
    for _ in range(3):
        assert bezoeker.post("/melden/vervolg/", {"code": nieuwe_code()}).status_code == 422
    assert bezoeker.post("/melden/vervolg/", {"code": code}).status_code == 429


def test_the_way_back_says_the_same_of_a_known_and_a_new_person(
    wereld: None, viewer: Any, als: Any
) -> None:
    """The melder may be the trafficker: nothing may tell that the person was known already."""
    vt = viewer("vt.meldpunt")
    bekend = {"voornaam": "Plamen", "achternaam": "Dimitrov", "gemeente": "Lochem"}
    maak_melding(vt, voornaam="Plamen", achternaam="Dimitrov")
    pages = []
    for over in (bekend, bekend | {"voornaam": "Plimen", "achternaam": "Domitrev"}):
        bezoeker = Client()
        vul_in(bezoeker, BURGER | {"over": over})
        seen = [bezoeker.get(f"/melden/{stap}/") for stap in ("wat", "over", "contact", "controle")]
        bon = bezoeker.post("/melden/controle/")
        code = code_in(bon)
        back = Client().post("/melden/vervolg/", {"code": code})
        parts = [bon.content.replace(code.encode(), b"CODE"), *(p.content for p in seen)]
        text = back.content.decode()
        for value in _antwoord(text, "").values():
            text = text.replace(value, "X") if value else text
        parts = [p.replace(b"Plimen", b"Plamen").replace(b"Domitrev", b"Dimitrov") for p in parts]
        pages.append([_zonder_nonce(p.decode()) for p in [*parts, text.encode()]])
        headers = {k: v for k, v in back.headers.items() if k != "Content-Security-Policy"}
        pages[-1].append(json.dumps(headers))
    assert pages[0] == pages[1]


def _zonder_nonce(page: str) -> str:
    return re.sub(r'nonce="[^"]*"', "", page)


def test_the_way_back_tells_no_number_no_organisation_and_only_two_states(
    bezoeker: Client, als: Any
) -> None:
    code = code_in(doe_melding(bezoeker))
    (melding,) = gemeld(als)
    states = []
    for step in (None, neem_op, lambda v, m: sluit_melding(v, m, "doorverwezen", "naar politie")):
        if step:
            with als("vt.meldpunt") as vt:
                step(vt, Melding.objects.get(pk=melding.pk))
        page = Client().post("/melden/vervolg/", {"code": code}).content.decode()
        for word in (melding.kenmerk, str(melding.pk), "Veilig Thuis", "Doorverwezen", "politie"):
            assert word not in page[page.index("<main") : page.index("<footer")], word
        states.append("gelezen." in page)
    assert states == [False, True, True]


def test_the_code_stands_in_no_address_and_not_in_the_page_it_opens(bezoeker: Client) -> None:
    code = code_in(doe_melding(bezoeker))
    assert bezoeker.get("/melden/vervolg/", {"code": code}).content.count(code.encode()) == 0
    page = Client().post("/melden/vervolg/", {"code": code})
    assert code not in page.content.decode()
    assert lees_code(code) not in page.content.decode()


def test_a_page_that_lay_open_too_long_asks_the_code_and_keeps_the_text(bezoeker: Client) -> None:
    code = code_in(doe_melding(bezoeker))
    page = Client().post("/melden/vervolg/", {"code": code}).content.decode()
    with clock.frozen(clock.now() + timedelta(minutes=31)):
        again = Client().post("/melden/vervolg/", _antwoord(page, "Rond zes uur."))
        assert again.status_code == 422
        assert "Rond zes uur." in again.content.decode()
        opened = Client().post("/melden/vervolg/", {"code": code, "tekst": "Rond zes uur."})
        assert "Rond zes uur." in opened.content.decode()


def test_a_sealed_page_of_another_melding_cannot_be_made(bezoeker: Client) -> None:
    form = {"toegang": "AQFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFh", "tekst": "x"}
    answer = bezoeker.post("/melden/vervolg/", form | {"antwoord_id": str(uuid4())})
    assert answer.status_code == 422
    assert "id_code" in answer.content.decode()


def test_a_code_is_read_as_people_write_it() -> None:
    code = nieuwe_code()
    assert lees_code(f" {in_groepen(code).lower()} ") == code
    assert hash_van(lees_code("0" * 26)) == hash_van("O" * 26)
    assert hash_van("ABC") == hash_van("nog iets") != hash_van(code)
    assert len({nieuwe_code() for _ in range(50)}) == 50


# --- What a hole in the public pages could reach ---------------------------------------------------


def test_the_public_role_reads_no_table_and_calls_only_its_functions(bezoeker: Client) -> None:
    doe_melding(bezoeker)
    for sql in (
        "SELECT * FROM meldpunt_melding",
        "SELECT * FROM meldpunt_melder",
        "SELECT * FROM meldpunt_publiekconcept",
        "SELECT * FROM meldpunt_melderbericht",
        "SELECT * FROM partners_medewerker",
        "UPDATE meldpunt_melding SET status = 'nieuw'",
        "SELECT publiek_noteer('x', gen_random_uuid(), gen_random_uuid(), 'x', now())",
        "SELECT match_kandidaten('jan', '', NULL, NULL, NULL, '{}', 5)",
    ):
        with (
            pytest.raises(ProgrammingError, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute("SET LOCAL ROLE publiek")
            cursor.execute(sql)


def test_people_and_partners_cannot_use_the_public_functions(wereld: None, als: Any) -> None:
    with als("vt.meldpunt"):
        for sql in ("SELECT * FROM publiek_vervolg('x')", "SELECT publiek_concept_weg('x')"):
            with (
                pytest.raises(ProgrammingError, match="permission denied"),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(sql)


def test_a_melding_is_the_meldpunts_whatever_the_public_pages_ask(wereld: None, als: Any) -> None:
    with als("politie.krt") as politie:
        keten_id, vreemd = politie.keten_id, politie.deelname_id
    melding = nieuwe_melding(keten_id, uuid4(), {"korte_inhoud": "x"}, None, clock.now())
    melding.eigenaar_id, melding.indiener_id, melding.status = vreemd, vreemd, "ingetrokken"
    melding.einde_at, melding.einde_reden = clock.now(), "weg"
    melding.volgende_stap, melding.volgende_datum = "Beoordelen", clock.today()
    melder = nieuwe_melder(melding, MelderInvoer(naam="W"), at=clock.now())
    melder.eigenaar_id = vreemd
    assert deur.meld(melding, melder, keten_id, clock.now())
    with als("vt.meldpunt") as vt:
        kept = Melding.objects.get(pk=melding.pk)
        assert (kept.eigenaar_id, kept.indiener_id, kept.status) == (vt.deelname_id, None, "nieuw")
        assert Melder.objects.get(melding=kept).eigenaar_id == vt.deelname_id


def test_the_name_of_the_melder_stands_nowhere_but_in_the_vault(
    bezoeker: Client, als: Any, viewer: Any
) -> None:
    """Canaries in every field of the melder; then every table of the database is read."""
    kanaries = {
        "naam": "Zwaluwkanarie",
        "contact": "kanarie@vogel.example",
        "relatie": "Roodborstkanarie",
    }
    code = code_in(doe_melding(bezoeker, BURGER | {"contact": {"anoniem": "nee"} | kanaries}))
    page = Client().post("/melden/vervolg/", {"code": code}).content.decode()
    Client().post("/melden/vervolg/", _antwoord(page, "Ik ben Spreeuwkanarie"))
    with acting_as(viewer("vt.meldpunt")):
        outbox.relay()
    for word in [*kanaries.values(), "Spreeuwkanarie", lees_code(code), code]:
        assert _tabellen_met(word) == [], word
    assert not any("anarie" in m.body + m.subject for m in mail.outbox)


def _tabellen_met(word: str) -> list[str]:
    """Tables with this text anywhere in a row, as nobody's lock hides it."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE; SET ROLE zichthouder")
        cursor.execute(
            "SELECT quote_ident(relname) FROM pg_class WHERE relkind IN ('r', 'p') "
            "AND relnamespace = 'public'::regnamespace "
            "AND has_table_privilege('zichthouder', oid, 'SELECT')"
        )
        for (table,) in cursor.fetchall():
            cursor.execute(f"SELECT count(*) FROM {table} t WHERE t::text ILIKE %s", [f"%{word}%"])
            if cursor.fetchone()[0]:
                found.append(table)
        cursor.execute("RESET ROLE; SET ROLE app")
    return found


def test_persons_of_dossiers_are_not_touched(bezoeker: Client, als: Any) -> None:
    doe_melding(bezoeker)
    with database_role("werker"), connection.cursor() as cursor:
        cursor.execute("RESET ROLE; SET ROLE zichthouder")
        assert not Persoon.objects.filter(voornaam="Marek").exists()
        cursor.execute("RESET ROLE; SET ROLE werker")
