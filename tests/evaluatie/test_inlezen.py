"""An old registration on the screen: mapping, preview, faults per row, all or nothing, undo."""

import io
import zipfile
from datetime import UTC, date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from evaluatie.feiten.models import Feit
from evaluatie.indicatoren.models import Inlezing
from evaluatie.inlezen import lezen, taken
from ketenregie.foundation import clock, taak
from ketenregie.foundation.errors import DomainError
from ketenregie.foundation.rekenblad import FORMATEN, Blad, Kolom
from ketenregie.foundation.taak import loper

GOED = (
    "Datum;Gemeente;Vorm;Naam;1e weging;Mensenhandel\n"
    "3-2-2025;Epe;Arbeidsuitbuiting;Jan de Vries;5-2-2025;ja\n"
    "4-2-2025;;seksuele_uitbuiting + criminele_uitbuiting;;;\n"
)
FOUT = GOED + "31-2-2025;Epe;;;;\n5-2-2025;Parijs;;;;\n6-2-2025;Epe;;;1-1-2025;ja\n"


@pytest.fixture
def client(client_als):
    with clock.frozen(datetime(2026, 2, 20, 12, tzinfo=UTC)):
        yield client_als("zvh.procesregisseur")


def test_many_rows_are_read_by_a_task(client, als, viewer, monkeypatch):
    monkeypatch.setattr(taken, "DIRECT", 1)
    monkeypatch.setattr(taak, "stuur", lambda name, **ids: True)
    answer = client.post("/indicatoren/inlezen/", koppel(GOED, "lees"))
    with als("zvh.procesregisseur") as wie:
        opdracht = taak.mijn_taken(wie).get(soort="inlezen")
        assert answer.headers["Location"] == f"/taken/{opdracht.pk}/"
        assert not Inlezing.objects.exists()
    loper.voer_uit(opdracht.pk, opdracht.keten_id)
    with als("zvh.procesregisseur"):
        assert Inlezing.objects.get().rijen == 2
        opdracht.refresh_from_db()
        assert (opdracht.status, opdracht.lees_invoer()) == ("klaar", {})


def koppel(inhoud, stap):
    return {
        "stap": stap, "naam": "Oude lijst", "inhoud": inhoud, "kolom_melding": "0", "kolom_gemeente": "1",
        "kolom_vormen": "2", "kolom_weging": "4", "kolom_mensenhandel": "5",
    }  # fmt: skip


def test_columns_are_guessed_and_nothing_of_the_file_is_kept(client):
    bestand = SimpleUploadedFile("oud.csv", GOED.encode("cp1252"))
    answer = client.post("/indicatoren/inlezen/", {"naam": "Oude lijst", "bestand": bestand})
    text = answer.content.decode()
    assert answer.status_code == 200 and '<option value="0" selected>Datum' in text
    assert not Inlezing.objects.exists()


def test_rows_are_shown_first_and_then_read_without_names(client, als):
    kijk = client.post("/indicatoren/inlezen/", koppel(GOED, "kijk"))
    assert kijk.status_code == 200 and "Lees alle 2 rijen in" in kijk.content.decode()
    assert client.post("/indicatoren/inlezen/", koppel(GOED, "lees")).status_code == 302
    with als("zvh.procesregisseur"):
        inlezing = Inlezing.objects.get()
        rows = list(Feit.objects.filter(inlezing_id=inlezing.pk).values())
    assert {r["soort"] for r in rows} == {"melding", "eerste_weging"}
    assert sorted(r["vormen"] for r in rows if r["soort"] == "melding") == [
        ["arbeidsuitbuiting"],
        ["seksuele_uitbuiting", "criminele_uitbuiting"],
    ]
    assert "Jan de Vries" not in str(rows)
    weg = f"/indicatoren/inlezen/{inlezing.pk}/ongedaan/"
    for reden in ("", "Verkeerd bestand."):
        client.post(weg, {"reden": reden})
        with als("zvh.procesregisseur"):
            inlezing.refresh_from_db()
        assert (inlezing.ongedaan_at is not None, inlezing.ongedaan_reden) == (bool(reden), reden)


@pytest.mark.parametrize("formaat", ["xlsx", "ods"])
def test_a_workbook_is_read_as_it_looks(client, formaat):
    kolommen = [
        Kolom(k) for k in ("Datum", "Gemeente", "Vorm", "Naam", "1e weging", "Mensenhandel")
    ]
    rij = [date(2025, 2, 3), "Epe", "Arbeidsuitbuiting", "Jan; de Vries", date(2025, 2, 5), "ja"]
    data = FORMATEN[formaat].maak(Blad("Oud", kolommen, [rij]))
    bestand = SimpleUploadedFile(f"oud.{formaat}", data)
    answer = client.post("/indicatoren/inlezen/", {"naam": "Oude lijst", "bestand": bestand})
    text = answer.content.decode()
    assert answer.status_code == 200 and '<option value="0" selected>Datum' in text
    assert lezen.lees_tabel(lezen.tekst_van(data)).rijen == [
        ["3-2-2025", "Epe", "Arbeidsuitbuiting", "Jan; de Vries", "5-2-2025", "ja"]
    ]


def test_a_workbook_that_is_none_is_refused_at_its_field(client):
    for data, fout in ((b"PK\x03\x04 niets", "niet te lezen"), (_zip_vol_nullen(), "te groot")):
        bestand = SimpleUploadedFile("oud.xlsx", data)
        answer = client.post("/indicatoren/inlezen/", {"naam": "Oude lijst", "bestand": bestand})
        assert answer.status_code == 422 and fout in answer.content.decode()


def _zip_vol_nullen() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as pak:
        pak.writestr("xl/worksheets/sheet1.xml", b"\0" * 41_000_000)
    return buffer.getvalue()


def test_one_fault_and_nothing_is_read(client):
    answer = client.post("/indicatoren/inlezen/", koppel(FOUT, "lees"))
    text = answer.content.decode()
    assert answer.status_code == 422 and not Feit.objects.filter(soort="melding").exists()
    assert all(f'<th scope="row">{nr}</th>' in text for nr in (4, 5, 6))
    assert "Parijs" in text and "Lees alle" not in text


def test_a_file_that_is_no_table_is_refused():
    for data in (b"", b"\x00\x01", b"alleen een kop\n", b"a" * (lezen.MAX_BYTES + 1)):
        with pytest.raises(DomainError):
            lezen.lees_tabel(lezen.tekst_van(data))


def test_only_who_manages_figures_comes_here(client_als):
    for naam in ("politie.krt", "nog.bestuurder", "zvh.fg"):
        assert client_als(naam).get("/indicatoren/inlezen/").status_code == 403
