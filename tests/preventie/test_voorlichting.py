"""Voorlichting: who organises it, what participants can do without an account, and where it is silent."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.test import Client

from ketenregie.foundation import clock
from ketenregie.foundation.errors import AccessDenied, DomainError, EditConflict
from ketenregie.foundation.viewer import Viewer, acting_as
from ketenregie.portaal.demo.bestanden import bestand
from preventie import selectors
from preventie.models import Deelnemersoordeel, Inschrijving, Voorlichting
from preventie.services import voorlichting as dienst
from tests.conftest import database_role


@pytest.fixture(autouse=True)
def _geen_rem() -> None:
    cache.clear()


def plan(viewer, **anders):
    velden = {
        "soort": "bijeenkomst", "titel": "Signalen herkennen", "doelgroep": "professionals",
        "gemeente": "Epe", "datum": clock.today() + timedelta(days=3), "inschrijven": True,
        "contact": "preventie@ggd.example", "plaatsen": 2,
    }  # fmt: skip
    return dienst.plan_voorlichting(viewer, **(velden | anders))


def test_planned_by_one_organisation_read_by_all_changed_by_none_other(als):
    with als("ggd.preventie") as ggd:
        v = plan(ggd)
        assert dienst.plan_voorlichting(ggd, voorlichting_id=v.pk, titel="Dubbel") == v
        with pytest.raises(DomainError) as fout:
            plan(ggd, contact="")
        assert fout.value.veld == "contact"
    with als("nog.bestuurder") as bestuurder:
        assert [r.pk for r in selectors.agenda_for(bestuurder)] == [v.pk]
        with pytest.raises(AccessDenied):
            dienst.wijzig_voorlichting(bestuurder, v.pk, titel="Anders")
    with als("moviera.krt") as moviera, pytest.raises(AccessDenied):
        dienst.wijzig_voorlichting(moviera, v.pk, titel="Anders")
    with als("ggd.preventie") as ggd, pytest.raises(EditConflict):
        dienst.wijzig_voorlichting(ggd, v.pk, versie=9, titel="Te laat")


def test_another_keten_sees_nothing_of_it(als):
    with als("ggd.preventie") as ggd:
        plan(ggd)
    with als("elders.krt") as elders:
        assert not selectors.agenda_for(elders)
        assert not Voorlichting.objects.exists()


def test_the_norm_counts_meetings_for_professionals_that_were_held(als):
    with als("ggd.preventie") as ggd:
        gisteren = clock.today() - timedelta(days=1)
        v = plan(ggd, datum=gisteren)
        plan(ggd, datum=gisteren, soort="gastles", doelgroep="jongeren")
        with pytest.raises(DomainError):
            dienst.rond_af(ggd, plan(ggd).pk, bereik=3)
        dienst.rond_af(ggd, v.pk, bereik=40)
        with pytest.raises(DomainError):
            dienst.rond_af(ggd, v.pk, bereik=41)
        stand = selectors.jaarstand(ggd, gisteren.year)
        assert (stand.gehouden, stand.norm, stand.bereik) == (1, 2, 40)
        assert "Nog 1" in stand.zin


def test_a_gemeente_without_melding_and_voorlichting_is_silent(als, viewer):
    from tests.factories.meldpunt import maak_melding

    with als("vt.meldpunt") as vt:
        maak_melding(vt, gemeente="Putten")
    with als("ggd.preventie") as ggd:
        dienst.rond_af(ggd, plan(ggd, gemeente="Epe", datum=clock.today()).pk, bereik=10)
        found = {g.naam: g for g in selectors.gemeenten_for(ggd, selectors.model_voor(ggd))}
    assert len(found) == 22
    assert found["Aalten"].stil
    assert not found["Epe"].stil and not found["Epe"].melding
    assert found["Putten"].melding and not found["Putten"].stil
    with als("elders.krt") as elders:
        other = selectors.gemeenten_for(elders, selectors.model_voor(viewer("ggd.preventie")))
        assert not any(g.melding for g in other)


def test_participants_sign_up_without_an_account_until_it_is_full(als):
    with als("ggd.preventie") as ggd:
        v = plan(ggd)
    url = f"/voorlichting/{v.code}/"
    bezoeker = Client(enforce_csrf_checks=True)
    assert "Signalen herkennen" in bezoeker.get("/voorlichting/").content.decode()
    mens = {"naam": "Roos Wiltink", "email": "roos@school.example", "organisatie": "Het Stuur"}
    assert "op de lijst" in bezoeker.post(url, mens).content.decode()
    # Once more, with other capitals: the same answer, and one row.
    antwoord = bezoeker.post(url, mens | {"email": "Roos@school.example"})
    assert "op de lijst" in antwoord.content.decode()
    assert bezoeker.post(url, {"naam": "Zonder adres"}).status_code == 422
    bezoeker.post(url, {"naam": "Tweede", "email": "b@school.example"})
    vol = bezoeker.post(url, {"naam": "Derde", "email": "c@school.example"})
    assert vol.status_code == 422 and "geen plaatsen meer" in vol.content.decode()
    assert not bezoeker.cookies
    with als("ggd.preventie"):
        rijen = list(Inschrijving.objects.filter(voorlichting=v))
        assert {r.naam for r in rijen} == {"Roos Wiltink", "Tweede"}
        assert b"Roos" not in bytes(rijen[0].naam_versleuteld)
    with als("moviera.krt"):
        assert not Inschrijving.objects.exists()


def test_too_many_from_one_address_wait(als):
    with als("ggd.preventie") as ggd:
        v = plan(ggd, plaatsen=None)
    bezoeker = Client()
    codes = [
        bezoeker.post(
            f"/voorlichting/{v.code}/", {"naam": "X", "email": f"{n}@x.example"}
        ).status_code
        for n in range(22)
    ]
    assert codes.count(200) == 20 and codes[-1] == 429


def test_an_opinion_has_no_name_and_no_moment_and_shows_from_five(als):
    with als("ggd.preventie") as ggd:
        v = plan(ggd, datum=clock.today())
        straks = plan(ggd)
    ja = {"cijfer": 8, "vooraf": 2, "achteraf": 4, "handelen": "ja", "beter": "Meer voorbeelden"}
    bezoeker = Client()
    for n in range(5):
        with als("ggd.preventie") as ggd:
            gezien = selectors.oordelen_van(ggd, v)
            assert gezien is not None and not gezien.genoeg and gezien.aantal == n
        antwoord = bezoeker.post(f"/voorlichting/{v.code}/evaluatie/", ja)
        assert "Dank u wel" in antwoord.content.decode()
    dubbel = ja | {"sleutel": str(uuid4())}
    bezoeker.post(f"/voorlichting/{v.code}/evaluatie/", dubbel)
    bezoeker.post(f"/voorlichting/{v.code}/evaluatie/", dubbel)
    assert bezoeker.post(f"/voorlichting/{v.code}/evaluatie/", {"cijfer": 8}).status_code == 422
    bezoeker.post(f"/voorlichting/{straks.code}/evaluatie/", ja)  # before its day: refused
    with als("ggd.preventie") as ggd:
        gezien = selectors.oordelen_van(ggd, v)
        assert gezien is not None
        assert (gezien.aantal, gezien.cijfer, gezien.weet_het) == (6, "8,0", "6 van 6")
        assert len({o.created_at for o in Deelnemersoordeel.objects.all()}) == 1
        assert not Deelnemersoordeel.objects.filter(voorlichting=straks).exists()
    with als("moviera.krt") as moviera:
        assert selectors.oordelen_van(moviera, v) is None
        assert not Deelnemersoordeel.objects.exists()


def test_names_of_participants_go_after_a_month(als):
    with als("ggd.preventie") as ggd:
        v = plan(ggd)
    Client().post(f"/voorlichting/{v.code}/", {"naam": "Roos", "email": "roos@school.example"})
    systeem = Viewer.voor_systeem(v.keten_id, "deelnemers wissen")
    with database_role("werker"), acting_as(systeem):
        assert dienst.wis_deelnemers(v.datum + timedelta(days=30)) == 0
        assert dienst.wis_deelnemers(v.datum + timedelta(days=31)) == 1
        assert dienst.wis_deelnemers(v.datum + timedelta(days=31)) == 0
    with als("ggd.preventie"):
        assert not Inschrijving.objects.exists()


def test_an_unknown_code_and_a_code_of_another_keten_are_absent(als):
    with als("elders.krt") as elders:
        v = plan(elders)
    bezoeker = Client()
    vreemd, leeg = (bezoeker.get(f"/voorlichting/{c}/") for c in (v.code, "bbbbbbbbbb"))
    assert vreemd.status_code == leeg.status_code == 404
    assert vreemd.content == leeg.content


def test_pages_of_an_organiser_plan_close_and_share_material(client_als, als):
    ggd = client_als("ggd.preventie")
    assert "Preventie" in ggd.get("/werk/").content.decode()
    vandaag = clock.today()
    form = {
        "soort": "gastles", "titel": "Gastles loverboys", "doelgroep": "jongeren",
        "gemeente": "Epe", "datum": f"{vandaag.day}-{vandaag.month}-{vandaag.year}",
        "voorlichting_id": str(uuid4()),
    }  # fmt: skip
    fout = ggd.post("/preventie/nieuw/", form | {"datum": "gisteren of zo"})
    assert fout.status_code == 422 and "Gastles loverboys" in fout.content.decode()
    assert ggd.post("/preventie/nieuw/", form).status_code == 302
    assert "Gastles loverboys" in ggd.get("/werk/").content.decode()
    url = f"/preventie/{form['voorlichting_id']}/"
    with als("ggd.preventie") as wie:
        stuk = dienst.voeg_materiaal_toe(
            wie, Voorlichting.objects.get().pk, [bestand("Lesbrief.pdf", "Lesbrief (fictief)")]
        )[0]
    assert ggd.post(url, {"actie": "afronden", "r-bereik": "28"}).status_code == 302
    bekeken = client_als("moviera.krt").get(url).content.decode()
    assert "28 mensen" in bekeken and "Rond af" not in bekeken
    ander = client_als("moviera.krt").get(f"/preventie/materiaal/{stuk.pk}/")
    assert b"".join(ander.streaming_content).startswith(b"%PDF")
    assert client_als("elders.krt").get(url).status_code == 404
    for pagina in ("/preventie/", "/preventie/gehouden/", "/preventie/gemeenten/"):
        assert client_als("zvh.fg").get(pagina).status_code == 200
