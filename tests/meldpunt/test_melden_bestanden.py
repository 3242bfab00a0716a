"""Files with the public form: checked like any document, readable by nobody until they are sent."""

from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.core.files.storage import storages
from django.db import DatabaseError, ProgrammingError, connection, transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ketenregie.foundation import clock, outbox
from ketenregie.foundation.documenten import opslag
from meldpunt.models import Melding, MeldingDocument
from meldpunt.publiek import bestanden, deur
from meldpunt.publiek.concept import nieuw
from meldpunt.services import geef_vrij, vorm_dossier
from meldpunt.services.document import kunnen_mee
from meldpunt.services.registratie import nieuwe_melding
from meldpunt.services.vault import MelderInvoer, nieuwe_melder
from tests.conftest import database_role
from tests.documenten.maken import EICAR, foto, nep_clamd, pdf, upload
from tests.factories.meldpunt import vul_in

pytestmark = pytest.mark.django_db
STAP = "/melden/bestanden/"


@pytest.fixture(autouse=True)
def _schoon() -> None:
    cache.clear()
    _leeg()


def _leeg() -> None:
    store = storages["documenten"]
    for pad in _paden():
        store.delete(pad)


def _paden() -> list[str]:
    return opslag.alle_paden(storages["documenten"])


@pytest.fixture
def bezoeker(wereld: None) -> Client:
    client = Client(enforce_csrf_checks=True)
    vul_in(client)
    return client


def kies(client: Client, *files: tuple[str, bytes], meer: bool = True, taal: str = "") -> Any:
    data: dict[str, Any] = {"bestanden": [upload(naam, inhoud) for naam, inhoud in files]}
    return client.post(STAP + taal, data | ({"meer": "1"} if meer else {}))


def documenten(als: Any) -> list[MeldingDocument]:
    with als("vt.meldpunt"):
        return list(MeldingDocument.objects.order_by("naam"))


def test_files_go_along_and_the_meldpunt_opens_them(
    bezoeker: Client, als: Any, client_als: Any
) -> None:
    assert kies(bezoeker, ("loods.jpg", foto(gps=True)))["Location"] == STAP
    assert kies(bezoeker, ("brief.pdf", pdf()), meer=False)["Location"] == "/melden/controle/"
    page = bezoeker.get("/melden/controle/").content.decode()
    assert "loods.jpg" in page and "brief.pdf" in page
    assert documenten(als) == []  # nothing is the meldpunt's yet
    assert bezoeker.post("/melden/controle/").status_code == 200
    brief, loods = documenten(als)
    with als("vt.meldpunt") as vt:
        melding = Melding.objects.get(kanaal="formulier")
        for row in (brief, loods):
            assert (row.melding_id, row.eigenaar_id, row.leverancier_id, row.noemt_melder) == (
                melding.pk, vt.deelname_id, vt.deelname_id, True,
            )  # fmt: skip
            assert (row.created_by_id, row.scan) == (None, "niet_gescand")
        assert b"".join(brief.lees()) == pdf()
        assert b"KANARIE" not in b"".join(loods.lees())  # neither place nor device
    desk = client_als("vt.meldpunt")
    page = desk.get(f"/meldpunt/{melding.pk}/").content.decode()
    assert "brief.pdf" in page and "Noemt de melder" in page
    assert b"".join(desk.get(f"/meldpunt/documenten/{brief.pk}/bestand/")) == pdf()
    # What lay there on the way is gone; only the two of the meldpunt are left.
    assert len(_paden()) == 2
    with database_role("werker"):
        assert outbox.relay() >= 1


def test_what_may_not_be_is_said_and_the_rest_stays(bezoeker: Client) -> None:
    page = kies(bezoeker, ("goed.pdf", pdf()), ("virus.exe", b"MZ"), ("leeg.txt", b""))
    assert page.status_code == 422
    text = page.content.decode()
    assert "goed.pdf" in text and "virus.exe" in text and "leeg.txt" in text
    assert "Dit stuurt u mee" in text
    nep = kies(bezoeker, ("foto.jpg", b"MZ geen foto"), taal="?taal=en").content.decode()
    assert "We cannot accept ‘foto.jpg’." in nep


def test_no_more_than_five_and_no_larger_than_ten(bezoeker: Client) -> None:
    groot = kies(bezoeker, ("groot.txt", b"a" * (bestanden.GRENS + 1)))
    assert (groot.status_code, "te groot" in groot.content.decode()) == (422, True)
    zes = kies(bezoeker, *[(f"b{n}.txt", b"tekst") for n in range(6)])
    assert (zes.status_code, "een te veel" in zes.content.decode()) == (422, True)
    assert len(_paden()) == 5
    # A request that is too large is not even read.
    enorm = bezoeker.generic("POST", STAP, b"", CONTENT_LENGTH=str(bestanden.MAX_BYTES + 1))
    assert enorm.status_code == 413


def test_taking_a_file_away_and_leaving_forget_it(bezoeker: Client) -> None:
    kies(bezoeker, ("een.txt", b"een"), ("twee.txt", b"twee"))
    page = bezoeker.get(STAP)
    first = page.context["bestanden"][0]["id"]
    assert bezoeker.post(STAP, {"weg": first})["Location"] == STAP
    assert [b["naam"] for b in bezoeker.get(STAP).context["bestanden"]] == ["twee.txt"]
    assert len(_paden()) == 1
    bezoeker.post(STAP, {"weg": str(uuid4())})
    assert len(_paden()) == 1
    bezoeker.get("/melden/weg/")
    assert _paden() == []


def test_on_the_way_nobody_can_read_them(bezoeker: Client) -> None:
    kies(bezoeker, ("een.txt", b"KANARIE"))
    (pad,) = _paden()
    assert b"KANARIE" not in storages["documenten"].open(pad).read()
    with database_role("werker"), connection.cursor() as cursor:
        cursor.execute("SELECT inhoud FROM meldpunt_publiekconcept")
        assert b"een.txt" not in bytes(cursor.fetchone()[0])


def test_a_file_that_is_gone_stops_the_sending_and_stores_nothing_half(
    bezoeker: Client, als: Any
) -> None:
    kies(bezoeker, ("een.txt", b"een"), ("twee.txt", b"twee"))
    storages["documenten"].delete(_paden()[0])
    page = bezoeker.post("/melden/controle/")
    assert page.status_code == 422
    assert "Uw bestanden zijn er niet meer" in page.content.decode()
    with als("vt.meldpunt"):
        assert not Melding.objects.filter(kanaal="formulier").exists()
    assert len(_paden()) == 1
    for bestand in bezoeker.get(STAP).context["bestanden"]:
        bezoeker.post(STAP, {"weg": bestand["id"]})
    assert bezoeker.post("/melden/controle/").status_code == 200


def test_a_double_click_makes_the_documents_once(bezoeker: Client, als: Any) -> None:
    kies(bezoeker, ("een.txt", b"een"))
    assert [bezoeker.post("/melden/controle/").status_code for _ in range(2)] == [200, 200]
    assert len(documenten(als)) == len(_paden()) == 1


def test_the_scanner_keeps_it_in_quarantine(bezoeker: Client, als: Any, settings: Any) -> None:
    with nep_clamd() as (adres, _):
        settings.CLAMD_ADRES = adres
        kies(bezoeker, ("virus.txt", EICAR), ("goed.txt", b"goed"))
        bezoeker.post("/melden/controle/")
        assert {d.scan for d in documenten(als)} == {"wacht"}
        with database_role("werker"):
            outbox.relay()
        assert {d.naam: d.scan for d in documenten(als)} == {
            "goed.txt": "schoon",
            "virus.txt": "besmet",
        }


def test_it_goes_to_a_casus_only_after_someone_looked(bezoeker: Client, als: Any) -> None:
    kies(bezoeker, ("een.txt", b"een"))
    bezoeker.post("/melden/controle/")
    (row,) = documenten(als)
    with als("vt.meldpunt") as vt:
        melding = Melding.objects.get(pk=row.melding_id)
        assert kunnen_mee(melding) == []
        geef_vrij(vt, row.pk, omschrijving="Notitie", gegevenscategorie="uitbuiting")
        casus = vorm_dossier(vt, melding, titel="Loods in Lochem", invite=[], documenten=[row.pk])
        assert casus.documenten.count() == 1


# --- What a hole in the public pages could reach ---------------------------------------------------


def test_the_database_decides_whose_a_file_is(wereld: None, als: Any) -> None:
    with als("politie.krt") as politie:
        keten_id, vreemd = politie.keten_id, politie.deelname_id
    melding = nieuwe_melding(keten_id, uuid4(), {"korte_inhoud": "x"}, None, clock.now())
    melder = nieuwe_melder(melding, MelderInvoer(), at=clock.now())
    concept = nieuw("")
    bestanden.voeg_toe(concept, [upload("een.txt", b"een")])
    (row,) = bestanden.documenten(concept, melding)
    row.eigenaar_id = row.leverancier_id = vreemd
    row.noemt_melder, row.scan, row.gescand_at = False, "schoon", clock.now()
    row.melding_id = uuid4()
    assert deur.meld(melding, melder, keten_id, clock.now(), [row])
    with als("vt.meldpunt") as vt:
        kept = MeldingDocument.objects.get(pk=row.pk)
        assert (kept.eigenaar_id, kept.leverancier_id, kept.melding_id) == (
            vt.deelname_id, vt.deelname_id, melding.pk,
        )  # fmt: skip
        assert (kept.noemt_melder, kept.scan) == (True, "niet_gescand")
    # Not with a melding that is there already, and not more than five.
    assert not deur.meld(melding, melder, keten_id, clock.now(), [row])
    ander = nieuwe_melding(keten_id, uuid4(), {"korte_inhoud": "x"}, None, clock.now())
    with pytest.raises(DatabaseError), transaction.atomic():
        deur.meld(ander, nieuwe_melder(ander, MelderInvoer(), at=clock.now()), keten_id,
                  clock.now(), [row] * 6)  # fmt: skip
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("SET LOCAL ROLE publiek")
        cursor.execute("SELECT * FROM meldpunt_meldingdocument")


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(naam=st.text(max_size=40), inhoud=st.binary(max_size=300))
def test_whatever_is_chosen_the_step_answers(bezoeker: Client, naam: str, inhoud: bytes) -> None:
    schoon = naam.encode("utf-8", "ignore").decode()
    answer = kies(bezoeker, (schoon or "x", inhoud))
    assert answer.status_code in {303, 422}, (schoon, inhoud)
    for bestand in bezoeker.get(STAP).context["bestanden"]:
        bezoeker.post(STAP, {"weg": bestand["id"]})
