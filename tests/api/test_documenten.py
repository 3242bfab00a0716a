"""Documents through the API: the same rules, the same bytes, once per Idempotency-Key."""

from uuid import uuid4

import pytest

from tests.documenten.conftest import bestanden, opslagmap  # noqa: F401  fixtures
from tests.documenten.maken import pdf, upload
from tests.factories.cases import doe_mee, maak_casus
from tests.factories.documenten import maak_document

VELDEN = {
    "gegevenscategorie": "uitbuiting",
    "grondslag": "taak_algemeen_belang",
    "omschrijving": "Brief",
}


@pytest.fixture
def casus(viewer):
    return maak_casus(viewer("apeldoorn.krt"))


def test_partner_adds_reads_and_downloads_a_document(api, casus):
    client = api("demo-apeldoorn")
    path = f"/api/v1/casussen/{casus.pk}/documenten"
    made = client.post(path, VELDEN | {"bestand": upload("brief.pdf", pdf())})
    assert made.status_code == 201, made.content
    body = made.json()
    assert (body["naam"], body["bytes"], body["scan"]) == ("brief.pdf", len(pdf()), "niet_gescand")
    assert client.get(made.headers["Location"]).json() == body
    assert client.get(path).json() == {"resultaten": [body], "volgende": None}
    for accept in ("*/*", "application/pdf"):
        got = client.get(made.headers["Location"] + "/bestand", headers={"Accept": accept})
        assert b"".join(got.streaming_content) == pdf()
        assert got.headers["Content-Disposition"].startswith("attachment")


def test_the_same_key_makes_one_document_and_another_file_is_a_conflict(api, casus, bestanden):  # noqa: F811  the imported fixture
    client = api("demo-apeldoorn")
    path, key = f"/api/v1/casussen/{casus.pk}/documenten", {"Idempotency-Key": "een"}
    large = b"a" * 3_000_000  # more than Django keeps in memory
    first = client.post(path, VELDEN | {"bestand": upload("a.txt", large)}, headers=key)
    again = client.post(path, VELDEN | {"bestand": upload("a.txt", large)}, headers=key)
    assert (first.status_code, again.content, len(bestanden())) == (201, first.content, 1)
    other = client.post(path, VELDEN | {"bestand": upload("a.txt", b"anders")}, headers=key)
    assert other.status_code == 409


@pytest.mark.parametrize(
    ("velden", "veld"),
    [
        ({"bestand": upload("a.svg", b"<svg/>")}, "bestand"),
        ({}, "bestand"),
        ({"bestand": upload("a.pdf", pdf()), "gegevenscategorie": "x"}, "gegevenscategorie"),
        ({"bestand": upload("a.pdf", pdf()), "leverancier": str(uuid4())}, "leverancier"),
        ({"bestand": upload("a.pdf", pdf()), "opslag": str(uuid4())}, "opslag"),
    ],
)
def test_what_does_not_fit_is_a_problem_with_its_field(api, casus, bestanden, velden, veld):  # noqa: F811  the imported fixture
    answer = api("demo-apeldoorn").post(f"/api/v1/casussen/{casus.pk}/documenten", VELDEN | velden)
    assert (answer.status_code, bestanden()) == (400, [])
    assert veld in {fout["veld"] for fout in answer.json()["fouten"]}


def test_withheld_document_is_listed_with_its_rule_and_not_handed_out(viewer, api, casus):
    eigenaar = viewer("apeldoorn.krt")
    doe_mee(eigenaar, casus, viewer("moviera.krt"))
    row = maak_document(
        eigenaar, casus, omschrijving="KANARIE", gegevenscategorie="toezicht_handhaving"
    )
    client, path = api("demo-moviera"), f"/api/v1/casussen/{casus.pk}/documenten"
    (listed,) = client.get(path).json()["resultaten"]
    assert listed["afgeschermd"] and set(listed) == {
        "afgeschermd",
        "regel",
        "categorie",
        "leverancier",
        "tekst",
        "gegeven",
        "categorieCode",
        "toegangTeVragen",
    }
    absent = client.get(f"{path}/{uuid4()}")
    for deel in ("", "/bestand"):
        answer = client.get(f"{path}/{row.pk}{deel}")
        assert (answer.status_code, answer.content) == (404, absent.content)


def test_foreign_casus_gives_nothing(api, viewer, casus):
    row = maak_document(viewer("apeldoorn.krt"), casus)
    client = api("demo-politie")
    absent = client.get(f"/api/v1/casussen/{uuid4()}/documenten")
    for deel in ("", f"/{row.pk}", f"/{row.pk}/bestand"):
        answer = client.get(f"/api/v1/casussen/{casus.pk}/documenten{deel}")
        assert (answer.status_code, answer.content) == (404, absent.content)
    posted = client.post(
        f"/api/v1/casussen/{casus.pk}/documenten", VELDEN | {"bestand": upload("a.pdf", pdf())}
    )
    assert posted.status_code == 404


def test_token_without_the_scope_does_not_read_documents(api, casus):
    client = api("demo-apeldoorn", scope="casussen:lezen")
    assert client.get(f"/api/v1/casussen/{casus.pk}/documenten").status_code == 403
