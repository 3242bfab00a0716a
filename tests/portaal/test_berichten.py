"""The inbox: what is new and why, read and done, muted, and nothing of what one may no longer see."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.urls import reverse

from cases.models import Casus
from cases.services.betrokkenheid import beeindig, nodig_uit, stel_voor
from ketenregie.foundation import clock, post, postvak
from ketenregie.foundation.errors import AccessDenied
from ketenregie.foundation.logregels import without_people
from ketenregie.foundation.postvak import agenda
from ketenregie.foundation.viewer import Viewer, acting_as
from ketenregie.portaal import berichten
from tests.conftest import database_role
from tests.factories.alarm import Wie
from tests.factories.cases import doe_mee, maak_casus

pytestmark = pytest.mark.django_db
TITEL = "KANARIE-nagelstudio"


@pytest.fixture
def casus(viewer: Wie) -> Casus:
    """Of the procesregie, politie takes part."""
    made = maak_casus(viewer("zvh.procesregisseur"), titel=TITEL)
    doe_mee(viewer("zvh.procesregisseur"), made, viewer("politie.krt"))
    return made


def vertel(wie: Viewer, titel: str = "Iets gebeurde", casus: Casus | None = None) -> None:
    with database_role("werker"), acting_as(Viewer.voor_systeem(wie.keten_id, "proef")):
        post.stuur(
            [post.Geadresseerde("", wie.medewerker_id, wie.deelname_id)],
            titel,
            "Kijk wat er moet gebeuren.",
            f"/casussen/{casus.pk}/" if casus else "/werk/",
            soort="termijn",
            casus_id=casus.pk if casus else None,
        )


def test_a_message_says_why_and_counts_until_it_is_read_or_done(
    viewer: Wie, client_als: Any, casus: Casus
) -> None:
    vertel(viewer("politie.krt"), casus=casus)
    politie = client_als("politie.krt")
    page = politie.get("/berichten/").content.decode()
    assert "Iets gebeurde" in page and casus.kenmerk in page
    assert "Uw organisatie is aan zet" in page
    assert TITEL not in page
    assert '<span class="kr-teller">1' in page
    # Looking does not empty it.
    assert '<span class="kr-teller">1' in politie.get("/werk/").content.decode()
    with acting_as(viewer("politie.krt")) as v:
        (rij,) = postvak.mijn(v)
    adres = reverse("bericht_markeren", args=[rij.pk])
    answer = politie.post(adres, {"wat": "open"})
    assert answer.headers["Location"] == f"/casussen/{casus.pk}/"
    assert "kr-teller" not in politie.get("/werk/").content.decode()
    assert "Iets gebeurde" in politie.get("/berichten/?stand=gelezen").content.decode()
    politie.post(adres, {"wat": "klaar", "stand": "gelezen"})
    assert "Iets gebeurde" in politie.get("/berichten/?stand=klaar").content.decode()
    politie.post(adres, {"wat": "ongelezen"})
    assert '<span class="kr-teller">1' in politie.get("/werk/").content.decode()


def test_an_empty_inbox_says_what_will_come(client_als: Any) -> None:
    page = client_als("ggd.preventie").get("/berichten/").content.decode()
    assert "U hebt geen nieuwe berichten" in page


def test_who_lost_the_right_sees_nothing_of_it_and_it_does_not_count(
    viewer: Wie, client_als: Any, casus: Casus
) -> None:
    politie = viewer("politie.krt")
    vertel(politie, casus=casus)
    zvh = viewer("zvh.procesregisseur")
    with acting_as(zvh):
        rij = casus.betrokkenheden.get(deelname_id=politie.deelname_id)
        beeindig(zvh, rij.pk, reden="Klaar met de taak.")
    browser = client_als("politie.krt")
    for stand in berichten.STANDEN:
        page = browser.get(f"/berichten/?stand={stand}").content.decode()
        assert "Iets gebeurde" not in page
        assert casus.kenmerk not in page and str(casus.pk) not in page
        assert "kr-teller" not in page
    with acting_as(politie):
        pk = postvak.mijn(politie).values_list("pk", flat=True)[0]
    gone = browser.post(reverse("bericht_markeren", args=[pk]), {"wat": "open"})
    absent = browser.post(reverse("bericht_markeren", args=[casus.pk]), {"wat": "open"})
    assert (gone.status_code, gone.content) == (404, absent.content)


def test_nobody_sees_or_marks_the_message_of_a_colleague(
    viewer: Wie, client_als: Any, casus: Casus
) -> None:
    vertel(viewer("politie.krt"), casus=casus)
    with acting_as(viewer("politie.krt")) as v:
        pk = postvak.mijn(v).values_list("pk", flat=True)[0]
    for username in ("zvh.procesregisseur", "om.krt", "elders.krt"):
        browser = client_als(username)
        assert "Iets gebeurde" not in browser.get("/berichten/?stand=alle").content.decode()
        assert (
            browser.post(reverse("bericht_markeren", args=[pk]), {"wat": "klaar"}).status_code
            == 404
        )


def test_a_muted_casus_does_not_count_and_can_be_heard_again(
    viewer: Wie, client_als: Any, casus: Casus
) -> None:
    politie = client_als("politie.krt")
    demp = reverse("bericht_dempen", args=[casus.pk])
    politie.post(demp, {"aan": "ja"})
    politie.post(demp, {"aan": "ja"})  # a double click
    vertel(viewer("politie.krt"), casus=casus)
    page = politie.get("/berichten/").content.decode()
    assert "Iets gebeurde" in page and "Deze casus is gedempt." in page
    assert "kr-teller" not in page
    politie.post(demp, {"aan": "nee"})
    vertel(viewer("politie.krt"), "Nog iets", casus=casus)
    assert '<span class="kr-teller">1' in politie.get("/werk/").content.decode()
    # Only who sees the casus can mute it.
    assert client_als("om.krt").post(demp, {"aan": "ja"}).status_code == 404


@pytest.mark.parametrize("aantal", [1, 3])
def test_the_page_costs_the_same_for_one_and_many(
    viewer: Wie, client_als: Any, casus: Casus, aantal: int, django_assert_num_queries: Any
) -> None:
    for nr in range(aantal):
        vertel(viewer("politie.krt"), f"Bericht {nr}", casus=casus)
    browser = client_als("politie.krt")
    browser.get("/berichten/")
    with django_assert_num_queries(18):  # and the savepoints of a test
        browser.get("/berichten/")


def test_the_choice_is_kept_and_an_alarm_is_not_asked(viewer: Wie, client_als: Any) -> None:
    politie = client_als("politie.krt")
    page = politie.get("/berichten/voorkeuren/")
    form = page.context["form"]
    assert "alarm" not in form.fields
    keuzes = dict.fromkeys(form.fields, "dagelijks") | {"termijn": "geen"}
    assert politie.post("/berichten/voorkeuren/", keuzes).status_code == 302
    with acting_as(viewer("politie.krt")) as v:
        found = postvak.keuzes(v)
    assert (found["termijn"], found["overdracht"], found["alarm"]) == (
        "geen",
        "dagelijks",
        "direct",
    )
    assert politie.post("/berichten/voorkeuren/", {"termijn": "x"}).status_code == 422


# --- The calendar -------------------------------------------------------------------------------------


@pytest.fixture
def adres(viewer: Wie, casus: Casus) -> str:
    """Of om.krt, who is invited to the casus and has a day to answer by."""
    cache.clear()
    with acting_as(viewer("zvh.procesregisseur")) as v:
        om = viewer("om.krt").deelname_id
        nodig_uit(v, casus, [x for x in stel_voor(casus) if x.deelname.pk == om])
    with acting_as(viewer("om.krt")) as v:
        return reverse("agenda_feed", args=[agenda.maak(v)])


def test_the_calendar_has_the_days_and_nothing_else(adres: str, client: Any, casus: Casus) -> None:
    answer = client.get(adres)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    tekst = answer.content.decode()
    assert "BEGIN:VEVENT" in tekst and "in Ketenregie" in tekst
    for woord in (TITEL, casus.kenmerk, str(casus.pk), "Apeldoorn", "Dimitrov", "uitbuiting"):
        assert woord not in tekst
    # The same day stays the same entry.
    uids = [r for r in tekst.splitlines() if r.startswith("UID")]
    assert uids == [
        r for r in client.get(adres).content.decode().splitlines() if r.startswith("UID")
    ]


def test_a_new_key_closes_the_old_one_and_revoking_closes_it_for_good(
    adres: str, viewer: Wie, client: Any, client_als: Any
) -> None:
    om = client_als("om.krt")
    page = om.post(reverse("agenda_adres"))
    nieuw = "/agenda/" + page.content.decode().split("/agenda/")[1].split('"')[0]
    assert client.get(adres).status_code == 404
    assert client.get(nieuw).status_code == 200
    om.post(reverse("agenda_intrekken"))
    absent = client.get("/agenda/bestaat-niet.ics")
    gone = client.get(nieuw)
    assert (gone.status_code, gone.content) == (404, absent.content)


def test_the_calendar_follows_the_rights_of_the_day(adres: str, client: Any, viewer: Wie) -> None:
    from partners.models import Lidmaatschap

    lid = viewer("om.krt").lidmaatschap_id
    with (
        database_role("werker"),
        acting_as(Viewer.voor_systeem(viewer("om.krt").keten_id, "proef")),
    ):
        Lidmaatschap.objects.filter(pk=lid).update(tot=clock.today() - timedelta(days=1))
    assert client.get(adres).status_code == 404


def test_a_key_is_kept_as_a_hash_stays_out_of_log_lines_and_expires(
    adres: str, client: Any, viewer: Wie
) -> None:
    sleutel = adres.removeprefix("/agenda/").removesuffix(".ics")
    with acting_as(viewer("om.krt")) as v:
        rij = agenda.lopende(v)
        assert rij is not None and sleutel not in rij.sleutel_hash
    line = without_people(None, "", {"event": "x", "request": f"GET {adres}"})
    assert sleutel not in str(line)
    with database_role("werker"), acting_as(Viewer.voor_systeem(v.keten_id, "proef")):
        type(rij).objects.filter(pk=rij.pk).update(geldig_tot=clock.today() - timedelta(days=1))
    assert client.get(adres).status_code == 404


def test_asking_too_often_is_refused(adres: str, client: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr("ketenregie.portaal.views.agenda.PER_UUR", 3)
    assert [client.get(adres).status_code for _ in range(4)] == [200, 200, 200, 429]


def test_a_vervanger_makes_no_calendar_of_the_absent(viewer: Wie) -> None:
    from dataclasses import replace

    absent = viewer("om.krt")
    namens = replace(viewer("politie.krt"), namens_id=absent.medewerker_id)
    with acting_as(namens), pytest.raises(AccessDenied):
        agenda.maak(namens)
