"""The logboek page of the FG, its export, and what the owner of a casus sees of who looked."""

import csv
import io
from datetime import date

import pytest

from cases.inzage import inzages
from cases.services.bijdrage import lever_bijdrage
from cases.tijdlijn import OP_DE_TIJDLIJN, PLAN_IN_WORDING
from ketenregie.foundation import logboek
from ketenregie.foundation.csv import veilig
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.logboek.models import Logregel
from ketenregie.foundation.viewer import acting_as
from tests.factories.cases import doe_mee, maak_casus

GEHEIM = "Plamen"


@pytest.fixture
def casus(viewer, client_als):
    """A casus of Apeldoorn with the politie in it; both looked."""
    casus = maak_casus(viewer("apeldoorn.krt"))
    doe_mee(viewer("apeldoorn.krt"), casus, viewer("politie.krt"))
    for wie in ("apeldoorn.krt", "politie.krt"):
        assert client_als(wie).get(f"/casussen/{casus.pk}/").status_code == 200
    return casus


def laatste(viewer, **filters):
    with acting_as(viewer):
        return Logregel.objects.filter(**filters).order_by("-id").first()


@pytest.mark.parametrize("path", ["/logboek/", "/logboek/export/"])
def test_only_the_fg_reads_the_logboek(client_als, path):
    assert client_als("zvh.fg").get(path).status_code == 200
    for wie in ("zvh.procesregisseur", "zvh.beheer", "apeldoorn.krt", "nog.bestuurder", "vt.krt"):
        client = client_als(wie)
        assert client.get(path).status_code == 403
        assert 'href="/logboek/"' not in client.get("/organisatie/").content.decode()


def test_the_fg_sees_who_what_when_and_why_and_nothing_of_the_casus(casus, client_als):
    page = client_als("zvh.fg").get("/logboek/").content.decode()
    assert 'href="/logboek/"' in page
    for tekst in ("Casus geopend", "Uitnodiging aanvaard", "Bekeken", casus.kenmerk, "Apeldoorn"):
        assert tekst in page
    # Not the person, not the title, not the reason of a decision.
    for tekst in (GEHEIM, casus.titel, "Aangetroffen bij een controle", "slapen in de keuken"):
        assert tekst not in page


def test_a_filter_stands_in_the_url_and_says_what_it_does(casus, client_als, viewer):
    politie = viewer("politie.krt")
    client = client_als("zvh.fg")
    page = client.get(
        f"/logboek/?kenmerk={casus.kenmerk}&organisatie={politie.deelname_id}&gebeurtenis=bekeken"
    ).content.decode()
    assert page.count("<tbody>") == 1
    body = page.split("<tbody>")[1].split("</tbody>")[0]
    assert body.count("<tr>") == 1
    assert politie.naam in body
    assert "Gebeurtenis: Bekeken" in page
    assert f"Kenmerk van een casus: {casus.kenmerk}" in page


@pytest.mark.parametrize(
    ("query", "zin"),
    [
        ("kenmerk=BESTAATNIET", "Er is geen casus met dit kenmerk."),
        ("van=2-1-2026&tot=1-1-2026", "Deze dag ligt voor de eerste dag."),
        ("van=gisteravond", "Logboek"),
        ("gebeurtenis=onzin", "onzin"),
        ("organisatie=00000000-0000-0000-0000-000000000000", "Logboek"),
    ],
)
def test_a_filter_that_is_wrong_shows_a_sentence_and_no_lines(client_als, query, zin):
    response = client_als("zvh.fg").get(f"/logboek/?{query}")
    assert response.status_code == 422
    assert zin in response.content.decode()
    assert "<tbody>" not in response.content.decode()


def test_a_period_counts_whole_local_days(casus, client_als):
    client = client_als("zvh.fg")
    assert (
        "Casus geopend"
        not in client.get("/logboek/?tot=1-1-2000")
        .content.decode()
        .split("<main")[1]
        .split("</form>")[-1]
    )


def test_paging_goes_on_where_the_page_ended_and_shows_each_line_once(viewer, client_als):
    with acting_as(viewer("apeldoorn.krt")):
        for nummer in range(120):
            logboek.record(Gebeurtenis.GEWIJZIGD, details={"nummer": nummer})
    with acting_as(viewer("zvh.fg")):
        gezien: list[int] = []
        cursor = ""
        rows = Logregel.objects.filter(gebeurtenis="gewijzigd")
        while True:
            blad = rows.bladzijde(cursor, 50)
            gezien += [regel.details["nummer"] for regel in blad.regels]
            cursor = blad.volgende
            if not cursor:
                break
    assert gezien == list(reversed(range(120)))
    page = client_als("zvh.fg").get("/logboek/?gebeurtenis=gewijzigd").content.decode()
    volgende = page.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    assert "gebeurtenis=gewijzigd" in volgende
    tweede = client_als("zvh.fg").get(f"/logboek/{volgende}").content.decode()
    assert "Terug naar de nieuwste regels" in tweede
    assert tweede.split("<tbody>")[1].count("<tr>") == 50


@pytest.mark.parametrize("cursor", ["", "x", "1-", "-1", "99999999999999999999-9", "²-³", "0-0"])
def test_a_strange_cursor_is_no_crash(client_als, cursor):
    response = client_als("zvh.fg").get("/logboek/", {"cursor": cursor})
    assert response.status_code == 200


def test_looking_at_the_logboek_is_itself_in_the_logboek(casus, client_als, viewer):
    client_als("zvh.fg").get(f"/logboek/?kenmerk={casus.kenmerk}")
    regel = laatste(viewer("zvh.fg"), gebeurtenis=Gebeurtenis.LOGBOEK_INGEZIEN)
    assert regel.casus_id == casus.pk
    assert regel.details["filter"] == {"casus": str(casus.pk)}
    assert regel.regel == "logboek.zien"


def test_the_page_costs_the_same_queries_for_one_and_for_fifty_lines(
    viewer, client_als, django_assert_num_queries
):
    client = client_als("zvh.fg")
    with acting_as(viewer("apeldoorn.krt")):
        logboek.record(Gebeurtenis.GEWIJZIGD)
    client.get("/logboek/?gebeurtenis=gewijzigd")
    for meer in (0, 60):
        with acting_as(viewer("apeldoorn.krt")):
            for _ in range(meer):
                logboek.record(Gebeurtenis.GEWIJZIGD)
        with django_assert_num_queries(20):
            client.get("/logboek/?gebeurtenis=gewijzigd")


def test_another_keten_is_not_in_it(casus, client_als, viewer):
    with acting_as(viewer("elders.krt")):
        logboek.record(Gebeurtenis.MATCH_HERROEPEN)
    page = client_als("zvh.fg").get("/logboek/").content.decode()
    body = page.split("<tbody>")[1]
    assert "herroepen" not in body


def test_the_kenmerk_of_a_casus_is_only_for_an_organisation_with_an_fg(casus, viewer):
    from ketenregie.portaal.logboek import kenmerken

    with acting_as(viewer("zvh.fg")):
        assert kenmerken([casus.pk]) == {casus.pk: casus.kenmerk}
    for wie in ("moviera.krt", "elders.krt"):
        with acting_as(viewer(wie)):
            assert kenmerken([casus.pk]) == {}


# --- Export --------------------------------------------------------------------------------------


def test_an_export_asks_a_reason_is_logged_and_opens_in_a_spreadsheet(casus, client_als, viewer):
    client = client_als("zvh.fg")
    path = f"/logboek/export/?kenmerk={casus.kenmerk}"
    leeg = client.post(path, {"reden": ""})
    assert leeg.status_code == 422
    assert "Waarvoor hebt u de export nodig?" in leeg.content.decode()
    response = client.post(path, {"reden": "Verzoek om inzage 12"})
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))
    assert {r["Casus"] for r in rows} == {casus.kenmerk}
    assert "Casus geopend" in {r["Gebeurtenis"] for r in rows}
    assert GEHEIM not in response.content.decode()
    regel = laatste(viewer("zvh.fg"), gebeurtenis=Gebeurtenis.LOGBOEK_GEEXPORTEERD)
    assert (regel.reden, regel.casus_id) == ("Verzoek om inzage 12", casus.pk)


@pytest.mark.parametrize(
    "cel",
    ["=1+1", "+1", "-1", "@SOM(A1)", "  =1", "\t=1", "\r=1", "\u00a0=1", "\u200b=1", "\n", "|cmd"],
)
def test_no_cell_works_as_a_formula(cel):
    assert veilig(cel).startswith("'")


def test_ordinary_text_stays_as_it_is():
    assert [veilig(x) for x in ("Jan", "", None, "2026-01-01", 12, "a=b", "x\0y")] == [
        "Jan", "", "", "2026-01-01", "12", "a=b", "xy",
    ]  # fmt: skip


# --- Who looked at this casus --------------------------------------------------------------------


def test_the_owner_sees_which_organisations_looked_and_others_do_not(casus, client_als, viewer):
    page = client_als("apeldoorn.krt").get(f"/casussen/{casus.pk}/toegang/").content.decode()
    assert "Wie heeft deze casus ingezien" in page
    kaart = page.split('id="inzage"')[1].split("</section>")[0]
    assert "Politie" in kaart
    assert viewer("politie.krt").naam not in kaart
    ander = client_als("politie.krt")
    assert "ingezien" not in ander.get(f"/casussen/{casus.pk}/toegang/").content.decode()
    assert ander.get(f"/casussen/{casus.pk}/toegang/inzage/").status_code == 403
    buiten = client_als("moviera.krt")
    assert buiten.get(f"/casussen/{casus.pk}/toegang/inzage/").status_code == 404


def test_more_than_fifty_looks_are_paged(casus, client_als, viewer):
    with acting_as(viewer("politie.krt")):
        for _ in range(60):
            logboek.bekeken(casus, regel="casus.zien")
    client = client_als("apeldoorn.krt")
    page = client.get(f"/casussen/{casus.pk}/toegang/inzage/").content.decode()
    assert page.split("<tbody>")[1].split("</tbody>")[0].count("<tr>") == 50
    volgende = page.split('rel="next" href="')[1].split('"')[0]
    assert client.get(f"/casussen/{casus.pk}/toegang/inzage/{volgende}").status_code == 200
    with acting_as(viewer("apeldoorn.krt")):
        assert inzages(casus).regels[-1].regel == "Betrokken bij de casus"


# --- The tijdlijn --------------------------------------------------------------------------------


def test_looks_bewijs_and_strafrechtelijk_onderzoek_are_not_on_the_tijdlijn():
    niet = {
        Gebeurtenis.BEKEKEN, Gebeurtenis.LIJST_BEKEKEN, Gebeurtenis.VERZOEK,
        Gebeurtenis.ONDERZOEKSVLAG_GEZET, Gebeurtenis.BEDENKTIJD_GESTART,
        Gebeurtenis.BEDENKTIJD_BEEINDIGD, Gebeurtenis.BEWIJSMIDDEL_TOEGEVOEGD, Gebeurtenis.MELDER_GETOOND,
        Gebeurtenis.INZAGE_BEKEKEN,
    }  # fmt: skip
    assert niet & (OP_DE_TIJDLIJN | PLAN_IN_WORDING) == set()


def test_a_hidden_bijdrage_leaves_no_line_on_the_tijdlijn_and_a_withheld_one_says_so(
    casus, client_als, viewer
):
    from cases.models import Casus

    politie, moviera = viewer("politie.krt"), viewer("moviera.krt")
    doe_mee(viewer("apeldoorn.krt"), casus, moviera)
    for wie, categorie, grondslag, wpg in (
        (politie, "politiegegevens_8_13", "wpg_20", "8"),
        (moviera, "seksueel_gedrag", "toestemming", ""),
    ):
        with acting_as(wie):
            lever_bijdrage(
                wie, Casus.objects.haal(wie, casus.pk), tekst="Er loopt iets.",
                gegevenscategorie=categorie, grondslag=grondslag, wpg_artikel=wpg,
                toestemming_op=date(2026, 1, 5), toestemming_wijze="schriftelijk",
            )  # fmt: skip
    path = f"/casussen/{casus.pk}/tijdlijn/"
    # Moviera: its own, and that of the politie as withheld. Politie: its own; seksueel gedrag is hidden.
    page = client_als("moviera.krt").get(path).content.decode()
    assert (page.count("<b>Bijdrage ingebracht</b>"), page.count(">afgeschermd<")) == (2, 1)
    page = client_als("politie.krt").get(path).content.decode()
    assert (page.count("<b>Bijdrage ingebracht</b>"), page.count(">afgeschermd<")) == (1, 0)
