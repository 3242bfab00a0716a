"""Documents of a casus: who brings them in, who sees them, what becomes of them."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.db import connection, transaction

from cases.models import Document
from cases.services import document as service
from cases.services.document import trek_in, voeg_documenten_toe
from ketenregie.foundation import clock, geheim, logboek
from ketenregie.foundation.documenten import opruimen, opslag, scan
from ketenregie.foundation.documenten.keuring import keur
from ketenregie.foundation.errors import AccessDenied, DomainError, NotVisible
from ketenregie.foundation.logboek import Gebeurtenis as G
from ketenregie.foundation.registries import work_kinds
from ketenregie.foundation.viewer import acting_as
from tests.documenten.maken import EICAR, foto, nep_clamd, pdf, upload
from tests.factories.cases import doe_mee, maak_casus
from tests.factories.documenten import TEKST, maak_document

LABEL = {
    "document-gegevenscategorie": "uitbuiting",
    "document-grondslag": "taak_algemeen_belang",
    "document-gegevenssoort": "dynamisch",
}


@pytest.fixture
def eigenaar(viewer):
    return viewer("apeldoorn.krt")


@pytest.fixture
def casus(eigenaar):
    return maak_casus(eigenaar)


def adres(casus, document=None, deel=""):
    return f"/casussen/{casus.pk}/documenten/" + (f"{document.pk}/{deel}" if document else "")


def test_upload_several_files_see_them_and_download_one(client_als, casus, bestanden):
    client = client_als("apeldoorn.krt")
    response = client.post(
        adres(casus),
        LABEL | {"document-bestanden": [upload("verslag.pdf", pdf()), upload("foto.jpg", foto(gps=True))]},
    )  # fmt: skip
    assert (response.status_code, len(bestanden())) == (302, 2)
    page = client.get(adres(casus)).content.decode()
    assert "verslag.pdf" in page and "Niet gescand" in page and "Aard van de uitbuiting" in page
    with acting_as(client.get("/werk/").wsgi_request.viewer):
        found = Document.objects.get(naam="verslag.pdf")
    download = client.get(adres(casus, found, "bestand/"))
    assert b"".join(download.streaming_content) == pdf()
    assert download.headers["Content-Disposition"] == 'attachment; filename="verslag.pdf"'
    assert download.headers["Content-Type"] == "application/pdf"
    assert download.headers["X-Content-Type-Options"] == "nosniff"
    assert download.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert download.headers["Cache-Control"] == "no-store"
    with acting_as(client.get("/werk/").wsgi_request.viewer):
        line = logboek.voor_casus(casus.pk).get(gebeurtenis=G.DOCUMENT_OPGEHAALD)
    assert (line.object_id, line.actie, line.regel) == (found.pk, "R", "eigen")


def test_refused_file_says_why_at_the_field_keeps_the_rest_and_leaves_nothing(
    client_als, casus, bestanden
):
    response = client_als("apeldoorn.krt").post(
        adres(casus),
        LABEL | {
            "document-omschrijving": "Verslag huisbezoek",
            "document-bestanden": [upload("goed.pdf", pdf()), upload("fout.svg", b"<svg/>")],
        },
    )  # fmt: skip
    page = response.content.decode()
    assert (response.status_code, bestanden()) == (422, [])
    assert "‘fout.svg’: dit soort bestand kan niet." in page
    assert "Er is nog niets bewaard." in page and "Verslag huisbezoek" in page


def test_other_fields_wrong_leaves_no_file_behind(client_als, casus, bestanden):
    wrong = LABEL | {"document-gegevenscategorie": "verblijfsstatus", "document-grondslag": "wgs"}
    response = client_als("apeldoorn.krt").post(
        adres(casus), wrong | {"document-bestanden": upload("a.pdf", pdf())}
    )
    assert (response.status_code, bestanden()) == (422, [])
    assert "noemt &#x27;Verblijfsstatus&#x27; niet" in response.content.decode()


def test_double_click_makes_one_document(eigenaar, casus, bestanden):
    key = uuid4()
    with acting_as(eigenaar):
        for _ in range(2):
            rows = voeg_documenten_toe(
                eigenaar, casus, [keur(upload("a.txt", b"een")), keur(upload("b.txt", b"twee"))],
                document_id=key, gegevenscategorie="uitbuiting", grondslag="taak_algemeen_belang",
            )  # fmt: skip
        assert len(rows) == Document.objects.count() == 2
    assert len(bestanden()) == 2


def test_stored_bytes_are_encrypted_and_history_keeps_no_key(eigenaar, casus, bestanden):
    row = maak_document(eigenaar, casus)
    (path,) = bestanden()
    assert b"KANARIE" not in path.read_bytes() and "verslag" not in path.name
    with acting_as(eigenaar):
        assert b"".join(row.lees()).decode() == TEKST
        assert "sleutel" not in {f.name for f in Document.history.model._meta.fields}


def test_destroying_the_key_destroys_the_file(eigenaar, casus, bestanden, bezorg):
    row = maak_document(eigenaar, casus)
    with acting_as(eigenaar):
        row.vernietig()
        row.save()
        with pytest.raises(geheim.GeheimError):
            row.lees()
    bezorg()
    assert bestanden() == []


def test_partner_sees_by_the_sharing_rules_withheld_hidden_or_shown(
    viewer, client_als, eigenaar, casus
):
    doe_mee(eigenaar, casus, viewer("politie.krt"), viewer("moviera.krt"))
    shown = maak_document(eigenaar, casus, omschrijving="Gezien werk")
    withheld = maak_document(
        eigenaar, casus, omschrijving="KANARIE wmo", gegevenscategorie="sociaal_domein"
    )
    hidden = maak_document(
        eigenaar, casus, omschrijving="KANARIE seks", gegevenscategorie="seksueel_gedrag",
        grondslag="toestemming",
    )  # fmt: skip
    client = client_als("politie.krt")
    page = client.get(adres(casus)).content.decode()
    assert "Gezien werk" in page and "KANARIE" not in page
    assert page.count("Afgeschermd") == 1 and str(hidden.pk) not in page
    assert client.get(adres(casus, shown)).status_code == 200
    absent = client.get(f"{adres(casus)}{uuid4()}/")
    for row in (withheld, hidden):
        for deel in ("", "bestand/", "voorbeeld/"):
            answer = client.get(adres(casus, row, deel))
            assert (answer.status_code, answer.content) == (404, absent.content)
    timeline = client.get(f"/casussen/{casus.pk}/tijdlijn/").content.decode()
    assert (
        timeline.count("<b>Document toegevoegd</b>") == 2
    )  # one of them withheld, the hidden one absent


@pytest.mark.parametrize("username", ["politie.krt", "elders.krt", "zvh.fg", "nog.bestuurder"])
def test_outsider_gets_the_bytes_of_an_absent_document(client_als, eigenaar, casus, username):
    row = maak_document(eigenaar, casus)
    client = client_als(username)
    absent = client.get(f"/casussen/{uuid4()}/documenten/{uuid4()}/bestand/")
    for path in (adres(casus), adres(casus, row), adres(casus, row, "bestand/"), adres(casus, row, "voorbeeld/")):  # fmt: skip
        answer = client.get(path)
        assert (answer.status_code, answer.content) == (404, absent.content)


def test_second_lock_alone_hides_the_row(eigenaar, casus, als):
    maak_document(eigenaar, casus)
    with als("politie.krt"):
        assert list(Document.objects.all()) == list(Document.history.all()) == []


def test_who_only_looks_cannot_add(viewer, eigenaar, casus):
    with (
        acting_as(viewer("zvh.procesregisseur")) as vreemd,
        pytest.raises((AccessDenied, NotVisible)),
    ):
        voeg_documenten_toe(
            vreemd, casus, [keur(upload("a.txt", b"a"))], gegevenscategorie="uitbuiting",
            grondslag="taak_algemeen_belang",
        )  # fmt: skip


def test_new_version_keeps_the_old_one_beneath_it(client_als, eigenaar, casus):
    row = maak_document(eigenaar, casus, naam="eerste.txt")
    client = client_als("apeldoorn.krt")
    response = client.post(
        adres(casus, row, "versie/"),
        {"nieuw-bestand": upload("tweede.txt", b"Beter."), "nieuw-reden": "Naam verbeterd"},
    )
    assert response.status_code == 302
    page = client.get(adres(casus)).content.decode()
    assert "tweede.txt" in page and "versie 2" in page and "Eerdere versies (1)" in page
    assert client.get(adres(casus, row)).status_code == 200


def test_newer_version_that_is_hidden_does_not_betray_itself(viewer, client_als, eigenaar, casus):
    doe_mee(eigenaar, casus, viewer("politie.krt"))
    row = maak_document(eigenaar, casus, naam="open.txt")
    with acting_as(eigenaar):
        nieuw = service.nieuwe_versie(
            eigenaar, row.pk, keur(upload("KANARIE.txt", b"x")), reden="aanvulling"
        )
        service.wijzig_label(
            eigenaar, nieuw.pk, reden="gevoelig", gegevenscategorie="seksueel_gedrag", grondslag="toestemming"
        )  # fmt: skip
    page = client_als("politie.krt").get(adres(casus)).content.decode()
    assert "open.txt" in page and "KANARIE" not in page and "Afgeschermd" not in page


def test_corrected_label_changes_at_once_who_sees_it(viewer, client_als, eigenaar, casus):
    doe_mee(eigenaar, casus, viewer("moviera.krt"))
    row = maak_document(eigenaar, casus)
    client = client_als("apeldoorn.krt")
    data = {"label-omschrijving": "Verslag", "label-gegevenscategorie": "toezicht_handhaving",
            "label-grondslag": "taak_algemeen_belang", "label-gegevenssoort": "dynamisch",
            "label-versie": "1"}  # fmt: skip
    assert "Waarom wijzigt u dit" in client.post(adres(casus, row, "label/"), data).content.decode()
    assert (
        client.post(adres(casus, row, "label/"), data | {"label-reden": "Vergissing"}).status_code
        == 302
    )
    stale = client.post(adres(casus, row, "label/"), data | {"label-reden": "Nog eens"})
    assert stale.status_code == 409
    assert client_als("moviera.krt").get(adres(casus, row)).status_code == 404


def test_withdrawn_document_is_known_and_opened_by_nobody_else(viewer, client_als, eigenaar, casus):
    doe_mee(eigenaar, casus, viewer("moviera.krt"))
    row = maak_document(eigenaar, casus)
    client = client_als("apeldoorn.krt")
    assert client.post(adres(casus, row, "intrekken/"), {"intrekken-reden": ""}).status_code == 422
    assert client.post(adres(casus, row, "intrekken/"), {"intrekken-reden": "Verkeerde casus"}).status_code == 302  # fmt: skip
    other = client_als("moviera.krt")
    assert "Verkeerde casus" in other.get(adres(casus)).content.decode()
    refused = other.get(adres(casus, row, "bestand/"))
    assert refused.status_code == 400 and b"KANARIE" not in refused.content
    assert b"".join(client.get(adres(casus, row, "bestand/")).streaming_content) == TEKST.encode()


def test_someone_elses_document_cannot_be_changed(viewer, client_als, eigenaar, casus):
    doe_mee(eigenaar, casus, viewer("moviera.krt"))
    row = maak_document(eigenaar, casus)
    client = client_als("moviera.krt")
    assert client.post(adres(casus, row, "intrekken/"), {"intrekken-reden": "x"}).status_code == 404
    assert client.post(adres(casus, row, "label/"), {}).status_code in {404, 422}


def test_quarantine_until_the_scanner_says_clean(settings, client_als, eigenaar, casus, bezorg):
    with nep_clamd() as (address, seen):
        settings.CLAMD_ADRES = "127.0.0.1:9"  # nobody listens: the scanner is away
        row = maak_document(eigenaar, casus)
        client = client_als("apeldoorn.krt")
        bezorg()
        assert "Wordt op virussen gescand" in client.get(adres(casus)).content.decode()
        assert client.get(adres(casus, row, "bestand/")).status_code == 400
        settings.CLAMD_ADRES = address
        with clock.frozen(clock.now() + timedelta(minutes=5)):
            bezorg()
        assert seen == [TEKST.encode()]
    assert "Geen virus gevonden" in client.get(adres(casus)).content.decode()
    assert b"".join(client.get(adres(casus, row, "bestand/")).streaming_content) == TEKST.encode()


def test_infected_file_is_shut_for_everyone_and_calls_uploader_and_beheer(
    settings, viewer, client_als, eigenaar, casus, bestanden, bezorg
):
    doe_mee(eigenaar, casus, viewer("moviera.krt"))
    with nep_clamd() as (address, _):
        settings.CLAMD_ADRES = address
        row = maak_document(eigenaar, casus, inhoud=EICAR)
        mail.outbox.clear()
        bezorg()
    for username in ("apeldoorn.krt", "moviera.krt"):
        client = client_als(username)
        assert client.get(adres(casus, row, "bestand/")).status_code == 400
        assert "Virus gevonden" in client.get(adres(casus)).content.decode()
    told = {to for message in mail.outbox for to in message.to}
    assert len(told) == 2 and any(to.startswith("apeldoorn.krt") for to in told)
    with acting_as(eigenaar):
        (work,) = work_kinds["besmet_document"](eigenaar)
        assert work.wat == "Trek het besmette bestand in"
        trek_in(eigenaar, row.pk, reden="virus")
        assert work_kinds["besmet_document"](eigenaar) == []
    bezorg()
    assert bestanden() == []


def test_preview_is_made_once_and_shown_as_our_own_picture(client_als, eigenaar, casus, bezorg):
    row = maak_document(eigenaar, casus, naam="brief.pdf", inhoud=pdf())
    client = client_als("apeldoorn.krt")
    assert 'voorbeeld/"' not in client.get(adres(casus, row)).content.decode()
    bezorg()
    assert 'voorbeeld/"' in client.get(adres(casus, row)).content.decode()
    picture = client.get(adres(casus, row, "voorbeeld/"))
    assert picture.headers["Content-Type"] == "image/jpeg" and picture.content[:2] == b"\xff\xd8"
    assert picture.headers["Content-Security-Policy"].startswith("sandbox")


def test_text_is_shown_as_text(client_als, eigenaar, casus):
    row = maak_document(eigenaar, casus, inhoud=b"Let op: a < b & </pre> klaar")
    assert "a &lt; b &amp; &lt;/pre&gt;" in client_als("apeldoorn.krt").get(adres(casus, row)).content.decode()  # fmt: skip


def test_crash_between_file_and_row_leaves_nothing_after_cleaning(eigenaar, casus, bestanden):
    kept = maak_document(eigenaar, casus)
    with acting_as(eigenaar), pytest.raises(RuntimeError), transaction.atomic():
        voeg_documenten_toe(
            eigenaar, casus, [keur(upload("a.txt", b"a"))], gegevenscategorie="uitbuiting",
            grondslag="taak_algemeen_belang",
        )  # fmt: skip
        raise RuntimeError  # the stroom goes out before the commit
    assert len(bestanden()) == 2
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE werker")
        assert opruimen.ruim_op() == 0  # too young: it might belong to a transaction that runs
        with clock.frozen(clock.now() + timedelta(days=2)):
            assert opruimen.ruim_op() == 1
        cursor.execute("SET ROLE app")
    assert [p.name for p in bestanden()] == [kept.opslag.hex]


def test_row_that_cannot_be_written_takes_its_file_along(eigenaar, casus, bestanden, monkeypatch):
    monkeypatch.setattr(Document, "save", lambda *a, **k: (_ for _ in ()).throw(RuntimeError))
    with acting_as(eigenaar), pytest.raises(RuntimeError):
        voeg_documenten_toe(
            eigenaar, casus, [keur(upload("a.txt", b"a"))], gegevenscategorie="uitbuiting",
            grondslag="taak_algemeen_belang",
        )  # fmt: skip
    assert bestanden() == []


def test_changed_or_lost_file_is_refused_not_served(client_als, eigenaar, casus, bestanden):
    row = maak_document(eigenaar, casus)
    (path,) = bestanden()
    stored = path.read_bytes()
    path.write_bytes(stored[:-1] + bytes([stored[-1] ^ 1]))
    client = client_als("apeldoorn.krt")
    for _ in range(2):
        assert client.get(adres(casus, row, "bestand/")).status_code == 400
        path.unlink(missing_ok=True)


def test_file_of_another_row_does_not_open(eigenaar, casus):
    first, second = maak_document(eigenaar, casus), maak_document(eigenaar, casus)
    with acting_as(eigenaar):
        first.opslag, first.sleutel = second.opslag, second.sleutel
        with pytest.raises(geheim.GeheimError):
            first.lees()


def test_casus_takes_so_many_files_and_no_more(eigenaar, casus, monkeypatch):
    monkeypatch.setattr(service, "MAX_AANTAL", 1)
    maak_document(eigenaar, casus)
    with pytest.raises(DomainError) as gevangen:
        maak_document(eigenaar, casus)
    assert gevangen.value.veld == "bestanden"


def test_list_costs_the_same_queries_for_one_and_four_documents(
    client_als, eigenaar, casus, django_assert_num_queries
):
    client = client_als("apeldoorn.krt")
    maak_document(eigenaar, casus)
    client.get(adres(casus))
    for extra in (0, 3):
        for _ in range(extra):
            maak_document(eigenaar, casus)
        with django_assert_num_queries(20):
            client.get(adres(casus))


def test_too_large_upload_is_cut_off_and_says_so(client_als, casus, bestanden, monkeypatch):
    monkeypatch.setattr("ketenregie.foundation.documenten.ontvangst.GROOTSTE", 1000)
    response = client_als("apeldoorn.krt").post(
        adres(casus), LABEL | {"document-bestanden": upload("lang.txt", b"a" * 5000)}
    )
    assert (response.status_code, bestanden()) == (422, [])
    assert "is groter dan" in response.content.decode()


def test_scanner_setting_decides_the_first_state(settings, eigenaar, casus):
    assert maak_document(eigenaar, casus).scan == "niet_gescand"
    settings.CLAMD_ADRES = "unix:/nergens"
    assert maak_document(eigenaar, casus).scan == "wacht"
    with pytest.raises(scan.ScannerWeg):
        scan.scan([b"x"])


def test_unknown_name_removes_quietly():
    opslag.verwijder(uuid4())
