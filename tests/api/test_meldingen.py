"""Partner systems file a melding and read back their own part, and nothing else."""

import json
import threading
from uuid import uuid4

import pytest
from django.db import connections
from django.test import Client

from ketenregie.foundation.problems import camel
from ketenregie.foundation.viewer import acting_as
from meldpunt.api import VELDEN, VOORBEELD
from meldpunt.models import EINDEN, Melder, Melding
from meldpunt.services import neem_op, sluit_melding, wijzig_melding
from partners.models import Deelname
from tests.factories.cases import maak_casus
from tests.factories.meldpunt import maak_melding, maak_signaal

KANARIE = "KANARIE-7Q"
URL = "/api/v1/meldingen"


def stuur(client: Client, data: object, **headers: str):
    return client.post(
        URL, json.dumps(data), "application/json",
        headers={k.replace("_", "-"): v for k, v in headers.items()},
    )  # fmt: skip


def velden(response) -> set[str]:
    assert response.status_code == 400, response.content
    assert response.headers["Content-Type"] == "application/problem+json"
    return {fout["veld"] for fout in response.json()["fouten"]}


def test_signaal_of_a_partner_reaches_the_meldpunt(api, viewer):
    response = stuur(api("demo-politie"), VOORBEELD)
    assert response.status_code == 201, response.content
    body = response.json()
    assert response.headers["Location"] == f"{URL}/{body['id']}"
    assert body["status"] == "ontvangen"
    assert "behandeling" not in body
    meldpunt = viewer("vt.meldpunt")
    with acting_as(meldpunt):
        melding = Melding.objects.get(pk=body["id"])
        assert melding.kenmerk == body["kenmerk"]
        assert (melding.soort, melding.kanaal) == ("signaal", "api")
        assert melding.indiener_id == viewer("politie.krt").deelname_id
        assert melding.eigenaar_id == meldpunt.deelname_id
        assert melding.geboortejaar_van is not None
        assert melding.melder.naam == "J. de Boer"


def test_what_goes_in_comes_out_without_the_melder(api):
    client = api("demo-politie")
    made = stuur(client, VOORBEELD)
    read = client.get(made.headers["Location"])
    assert read.content == made.content
    assert read.headers["ETag"] == made.headers["ETag"]
    sent = {k: v for k, v in VOORBEELD.items() if k != "melder"}
    assert {k: read.json()[k] for k in sent} == sent
    for secret in VOORBEELD["melder"].values():
        if len(secret) > 3 and secret != "professional":
            assert secret not in read.content.decode()


def test_only_korte_inhoud_is_needed(api):
    assert stuur(api("demo-moviera"), {"korteInhoud": "Iets klopt niet."}).status_code == 201


def test_every_fault_is_told_at_once(api):
    data = {
        "korteInhoud": " ",
        "verschijningsvormen": ["bestaat_niet"],
        "geboorte": "ergens",
        "geslacht": "x",
        "aantalDaders": "veel",
        "woonplaats": "x" * 81,
        "acuut": "misschien",
        "kanaal": "telefoon",
        "zorgcoordinator": str(uuid4()),
        "eigenaar": str(uuid4()),
        "melder": {"magBellen": "soms", "bsn": "1"},
    }
    assert velden(stuur(api("demo-politie"), data)) == {
        "korteInhoud", "verschijningsvormen", "geboorte", "geslacht", "aantalDaders", "woonplaats",
        "acuut", "kanaal", "zorgcoordinator", "eigenaar", "melder.magBellen", "melder.bsn",
    }  # fmt: skip


@pytest.mark.parametrize("field", [f.name for f in Melding._meta.concrete_fields])
def test_no_field_of_the_model_can_be_slipped_in(api, field):
    known = {*VELDEN, "geboorte", "zorgcoordinator", "kanaal"}
    if field in known:
        return
    response = stuur(api("demo-politie"), {"korteInhoud": "x", camel(field): "1"})
    assert velden(response) == {camel(field)}


def test_zorgcoordinator_of_another_keten_is_as_unknown_as_none(api, viewer):
    foreign = str(viewer("elders.krt").deelname_id)
    own = str(viewer("moviera.krt").deelname_id)
    client = api("demo-politie")
    answers = [
        stuur(client, {"korteInhoud": "x", "zorgcoordinator": pk}) for pk in (foreign, str(uuid4()))
    ]
    assert answers[0].content == answers[1].content
    assert velden(answers[0]) == {"zorgcoordinator"}
    made = stuur(client, {"korteInhoud": "x", "zorgcoordinator": own})
    assert made.json()["zorgcoordinator"] == own


@pytest.mark.parametrize(
    "raw", ['{"korteInhoud": "\\ud800"}', '{"\\ud800": 1}', "[]", "null", '"x"']
)
def test_text_that_is_none_is_refused(api, raw):
    response = api("demo-politie").post(URL, raw, "application/json")
    assert response.status_code == 400


def test_too_much_is_refused(api, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    assert stuur(api("demo-politie"), {"korteInhoud": "x" * 2000}).status_code == 413


def test_the_same_key_makes_one_melding(api, als):
    client = api("demo-politie")
    first = stuur(client, VOORBEELD, Idempotency_Key="k1")
    again = stuur(client, VOORBEELD, Idempotency_Key="k1")
    assert (again.status_code, again.content) == (201, first.content)
    assert again.headers["Location"] == first.headers["Location"]
    assert again.headers["Idempotent-Replayed"] == "true"
    other = stuur(client, VOORBEELD | {"korteInhoud": "anders"}, Idempotency_Key="k1")
    assert other.status_code == 409
    assert stuur(api("demo-moviera"), VOORBEELD, Idempotency_Key="k1").status_code == 201
    with als("vt.meldpunt"):
        assert Melding.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_the_same_key_at_the_same_moment_makes_one_melding(wereld, api, als):
    client = api("demo-politie")
    header = {"Authorization": client.defaults["HTTP_AUTHORIZATION"]}
    start, answers = threading.Barrier(2), []

    def send() -> None:
        try:
            start.wait(timeout=20)
            answers.append(stuur(Client(headers=header), VOORBEELD, Idempotency_Key="k2"))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=send) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert [a.status_code for a in answers] == [201, 201]
    assert answers[0].content == answers[1].content
    assert sum("Idempotent-Replayed" in a.headers for a in answers) == 1
    with als("vt.meldpunt"):
        assert Melding.objects.count() == 1


def test_meldpunt_itself_registers_and_reads_as_it_stands(api):
    client = api("demo-veiligthuis")
    made = stuur(client, {"korteInhoud": "Gebeld door een buurman.", "kanaal": "telefoon"})
    assert made.json()["soort"] == "melding"
    assert made.json()["behandeling"]["status"] == "nieuw"
    assert made.json()["behandeling"]["volgendeStap"]
    listed = client.get(URL).json()["resultaten"]
    assert [m["id"] for m in listed] == [made.json()["id"]]


def test_list_is_of_who_filed_it_and_of_the_meldpunt(api, viewer):
    mine = maak_signaal(viewer("politie.krt"))
    maak_signaal(viewer("moviera.krt"))
    maak_melding(viewer("vt.meldpunt"))
    listed = api("demo-politie").get(URL).json()
    assert [m["id"] for m in listed["resultaten"]] == [str(mine.pk)]
    assert set(listed["resultaten"][0]) == {"id", "kenmerk", "status", "ontvangen"}
    assert len(api("demo-veiligthuis").get(URL).json()["resultaten"]) == 3
    assert api("demo-elders").get(URL).json()["resultaten"] == []


def test_list_goes_on_by_cursor(api, viewer):
    made = [maak_signaal(viewer("politie.krt")) for _ in range(3)]
    client, found, address = api("demo-politie"), [], f"{URL}?limit=2"
    while address:
        page = client.get(address).json()
        found += [m["id"] for m in page["resultaten"]]
        address = page["volgende"]
    assert found == [str(m.pk) for m in reversed(made)]


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=x", "cursor=x", "cursor=cD14", "cursor=%00", "onbekend=1"]
)
def test_unusable_question_is_refused(api, query):
    assert velden(api("demo-politie").get(f"{URL}?{query}"))


def test_who_filed_it_reads_neutral_words_and_nothing_the_meldpunt_made_of_it(api, viewer):
    politie, meldpunt = viewer("politie.krt"), viewer("vt.meldpunt")
    melding = maak_signaal(politie, korte_inhoud="Ingediende tekst.", gemeente="Epe")
    client = api("demo-politie")
    address = f"{URL}/{melding.pk}"
    first = client.get(address)
    with acting_as(meldpunt):
        neem_op(meldpunt, melding)
        wijzig_melding(
            meldpunt, melding, korte_inhoud=KANARIE, gegeven_advies=KANARIE, dreiging=KANARIE,
            soort="melding", acuut=True,
        )  # fmt: skip
    second = client.get(address)
    assert second.json() == first.json() | {"status": "in_behandeling"}
    with acting_as(meldpunt):
        sluit_melding(meldpunt, melding, "doorverwezen", f"Naar {KANARIE}")
    third = client.get(address)
    assert third.json() == first.json() | {"status": "afgerond"}
    assert KANARIE not in third.content.decode() + client.get(URL).content.decode()
    assert KANARIE in api("demo-veiligthuis").get(address).content.decode()


@pytest.mark.parametrize("einde", [e.value for e in EINDEN])
def test_status_does_not_tell_how_it_ended(api, viewer, einde):
    meldpunt, melding = viewer("vt.meldpunt"), maak_signaal(viewer("politie.krt"))
    with acting_as(meldpunt):
        sluit_melding(meldpunt, melding, einde, "Beoordeeld")
    assert api("demo-politie").get(f"{URL}/{melding.pk}").json()["status"] == "afgerond"


def test_foreign_and_absent_give_the_same_bytes(api, viewer):
    text = dict.fromkeys(("korte_inhoud", "locatie", "voornaam", "achternaam", "adres"), KANARIE)
    melding = maak_signaal(viewer("moviera.krt"), **text)
    for client_id in ("demo-politie", "demo-apeldoorn", "demo-elders"):
        client = api(client_id)
        foreign = client.get(f"{URL}/{melding.pk}")
        absent = client.get(f"{URL}/{uuid4()}")
        assert foreign.status_code == absent.status_code == 404
        assert foreign.content == absent.content
        assert dict(foreign.headers) == dict(absent.headers)
        for address in (URL, f"{URL}?limit=1", "/api/v1/casussen", "/api/v1/organisaties"):
            assert KANARIE not in client.get(address).content.decode()


def test_canary_in_every_text_field_stays_with_its_owner(api, viewer):
    data = {
        "korteInhoud": KANARIE,
        "melder": {"naam": KANARIE, "contact": KANARIE, "relatie": KANARIE},
    }
    for name in VELDEN:
        field = Melding._meta.get_field(name)
        if field.get_internal_type() == "CharField" and not field.choices:
            data[camel(name)] = KANARIE
    del data["aantalSlachtoffers"], data["aantalDaders"]
    made = stuur(api("demo-moviera"), data)
    assert made.status_code == 201, made.content
    with acting_as(viewer("vt.meldpunt")):
        assert Melder.objects.get().naam == KANARIE
    for client_id in ("demo-politie", "demo-apeldoorn", "demo-elders"):
        client = api(client_id)
        for address in (URL, made.headers["Location"], "/api/v1/casussen", "/api/v1/organisaties"):
            assert KANARIE not in client.get(address).content.decode()


def test_etag_saves_a_second_reading(api, viewer):
    melding = maak_signaal(viewer("politie.krt"))
    client = api("demo-politie")
    etag = client.get(f"{URL}/{melding.pk}").headers["ETag"]
    again = client.get(f"{URL}/{melding.pk}", headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")


def test_keten_without_meldpunt_says_so(api, viewer):
    if Deelname.objects.filter(keten_id=viewer("elders.krt").keten_id, meldpunt=True).exists():
        assert stuur(api("demo-elders"), {"korteInhoud": "x"}).status_code == 201
    else:
        assert stuur(api("demo-elders"), {"korteInhoud": "x"}).status_code == 400


# Token, viewer, settings of the second lock, savepoints, the page itself and the line in the logboek.
# A list of casussen asks first who is looking.
@pytest.mark.parametrize(("address", "vragen"), [(URL, 12), ("/api/v1/casussen", 13)])
@pytest.mark.parametrize("aantal", [1, 3])
def test_query_count_is_the_same_for_one_and_three(
    api, viewer, django_assert_num_queries, address, vragen, aantal
):
    client, apeldoorn = api("demo-apeldoorn"), viewer("apeldoorn.krt")
    for _ in range(aantal):
        maak_signaal(apeldoorn) if address == URL else maak_casus(apeldoorn)
    with django_assert_num_queries(vragen):
        assert len(client.get(address).json()["resultaten"]) == aantal
