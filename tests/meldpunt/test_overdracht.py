"""A melding is handed over by who owns it and taken by who wants it; in between nothing is lost."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.db import DatabaseError, connection, transaction

from ketenregie.foundation import clock, outbox
from ketenregie.foundation.errors import AccessDenied, DomainError, NotVisible
from ketenregie.foundation.logboek.models import Logregel
from ketenregie.foundation.viewer import acting_as
from ketenregie.foundation.werk import werkblad
from meldpunt.models import Melder, Melderbericht, Melding, MeldingOverdracht
from meldpunt.publiek.code import hash_van
from meldpunt.publiek.indienen import antwoord
from meldpunt.services import (
    MelderInvoer,
    bied_aan,
    neem_over,
    ontvangers,
    plan_vervolg,
    sluit_melding,
    trek_aanbod_in,
    vorm_dossier,
    weiger,
)
from tests.conftest import database_role
from tests.factories.meldpunt import KORT, maak_melding, maak_signaal

pytestmark = pytest.mark.django_db
WAAROM = "Een jongere in uw gemeente heeft begeleiding nodig."


@pytest.fixture
def vt(viewer: Any) -> Any:
    return viewer("vt.meldpunt")


@pytest.fixture
def partner(viewer: Any) -> Any:
    return viewer("apeldoorn.krt")


@pytest.fixture
def melding(vt: Any) -> Melding:
    melder = MelderInvoer(naam="Wilma Kanarie", contact="06 98765432")
    return maak_melding(vt, voornaam="Marek", achternaam="Dudek", gemeente="Apeldoorn",
                        verschijningsvormen=["arbeidsuitbuiting"], melder=melder)  # fmt: skip


def bied(vt: Any, melding: Melding, partner: Any, **velden: Any) -> MeldingOverdracht:
    with acting_as(vt):
        return bied_aan(vt, melding, **({"naar": partner.eigen_id, "waarom": WAAROM} | velden))


def werk(viewer: Any) -> list[tuple[str, str, str]]:
    with acting_as(viewer):
        blad = werkblad(viewer)
        return [
            (w.wat, w.wacht_op, w.url)
            for w in blad.laad(blad.regels)
            if w.soort in {"meldingoverdracht", "melding"}
        ]


def test_the_sender_owns_it_until_the_receiver_accepts(
    vt: Any, partner: Any, melding: Melding
) -> None:
    rij = bied(vt, melding, partner)
    url = f"/meldpunt/overdrachten/{rij.pk}/"
    with acting_as(vt):
        melding.refresh_from_db()
        assert melding.eigenaar_id == vt.deelname_id
        assert melding.volgende_stap.startswith("Antwoord van Gemeente Apeldoorn")
        assert melding.volgende_datum == clock.add_werkdagen(clock.today(), 2) == rij.uiterlijk
    # Work for both, and once each.
    assert werk(vt) == [("Overdracht is nog niet aangenomen", "Apeldoorn", url)]
    assert werk(partner) == [("Neemt u deze melding over?", "", url)]
    with acting_as(partner):
        assert not Melding.objects.exists()
        neem_over(partner, rij.pk)
        mine = Melding.objects.get()
        assert (mine.eigenaar_id, mine.status, mine.behandelaar_id) == (
            partner.deelname_id, "in_behandeling", partner.medewerker_id,
        )  # fmt: skip
        assert (mine.volgende_stap, mine.volgende_datum) == (
            "Overgenomen: bepaal de eerste stap", clock.add_werkdagen(clock.today(), 1),
        )  # fmt: skip
        assert not Melder.objects.exists()
    assert werk(vt) == []
    assert werk(partner) == [("Overgenomen: bepaal de eerste stap", "", url)]
    with database_role("werker"), acting_as(vt):
        events = Logregel.objects.filter(object_id=melding.pk).order_by("id")
        assert [r.gebeurtenis for r in events][-2:] == ["melding_aangeboden", "melding_overgenomen"]


def test_refused_comes_back_on_top_with_the_reason(vt: Any, partner: Any, melding: Melding) -> None:
    rij = bied(vt, melding, partner, uiterlijk=clock.today() + timedelta(days=9))
    with acting_as(partner):
        with pytest.raises(DomainError, match="waarom"):
            weiger(partner, rij.pk, reden=" ")
        weiger(partner, rij.pk, reden="Woont in Epe.")
        assert not Melding.objects.exists()
    with acting_as(vt):
        melding.refresh_from_db()
        rij.refresh_from_db()
        assert (melding.eigenaar_id, melding.volgende_datum) == (vt.deelname_id, clock.today())
        assert melding.volgende_stap == (
            "Gemeente Apeldoorn nam dit niet over: kies een andere weg"
        )
        assert (rij.status, rij.antwoord) == ("geweigerd", "Woont in Epe.")
        with pytest.raises(DomainError, match="al beantwoord"):
            trek_aanbod_in(vt, rij.pk, reden="Toch niet")
    with acting_as(partner), pytest.raises(DomainError, match="al beantwoord"):
        neem_over(partner, rij.pk)
    bied(vt, melding, partner)  # and it may be offered again


def test_no_answer_in_time_is_the_senders_work_again(
    vt: Any, partner: Any, melding: Melding
) -> None:
    bied(vt, melding, partner)
    with clock.frozen(clock.now() + timedelta(days=10)):
        ((wat, wacht, _),) = werk(vt)
    assert (wat, wacht) == ("Overdracht is nog niet aangenomen", "")


def test_an_end_or_a_withdrawal_ends_the_offer(vt: Any, partner: Any, melding: Melding) -> None:
    eerste = bied(vt, melding, partner)
    with acting_as(vt):
        trek_aanbod_in(vt, eerste.pk, reden="Wij doen het zelf.")
        melding.refresh_from_db()
        assert (melding.volgende_stap, melding.volgende_datum) == (
            "Bepaal de volgende stap", clock.today(),
        )  # fmt: skip
    tweede = bied(vt, melding, partner)
    with acting_as(vt):
        sluit_melding(vt, melding, "afgesloten_advies", "Advies gegeven.")
        tweede.refresh_from_db()
        assert tweede.status == "ingetrokken"
    for rij in (eerste, tweede):
        with acting_as(partner), pytest.raises(DomainError, match="al beantwoord"):
            neem_over(partner, rij.pk)
    assert werk(partner) == []


def test_a_dossier_made_meanwhile_wins(vt: Any, partner: Any, melding: Melding) -> None:
    rij = bied(vt, melding, partner)
    with acting_as(vt):
        vorm_dossier(vt, melding, titel="Arbeidsuitbuiting in Apeldoorn", invite=[])
    with acting_as(partner), pytest.raises(DomainError):
        neem_over(partner, rij.pk)


def test_who_took_it_over_works_on_it_and_hands_it_back(
    vt: Any, partner: Any, melding: Melding
) -> None:
    rij = bied(vt, melding, partner)
    morgen = clock.add_werkdagen(clock.today(), 1)
    with acting_as(partner):
        mine = neem_over(partner, rij.pk)
        plan_vervolg(partner, mine, "Huisbezoek wijkteam", morgen)
    with acting_as(vt), pytest.raises(NotVisible):
        plan_vervolg(vt, melding, "Toch zelf", morgen)
    back = bied(partner, mine, vt)
    with acting_as(vt):
        assert neem_over(vt, back.pk).eigenaar_id == vt.deelname_id
        sluit_melding(vt, melding, "doorverwezen", "Wijkteam")
    with acting_as(partner):
        assert not Melding.objects.overgenomen_door(partner).exists()


def test_the_pages_show_each_side_its_own_part(
    vt: Any, partner: Any, melding: Melding, client_als: Any
) -> None:
    desk, ander = client_als("vt.meldpunt"), client_als("apeldoorn.krt")
    address = f"/meldpunt/{melding.pk}/overdragen/"
    key = str(uuid4())
    data = {"overdracht-naar": str(partner.deelname_id), "overdracht-waarom": WAAROM,
            "overdracht-overdracht_id": key}  # fmt: skip
    assert desk.post(address, data | {"overdracht-waarom": ""}).status_code == 422
    assert desk.post(address, data | {"overdracht-naar": str(uuid4())}).status_code == 422
    assert desk.post(address, data | {"overdracht-uiterlijk": "1-1-2020"}).status_code == 422
    for _ in range(2):  # a double click
        pagina = desk.post(address, data)["Location"]
    assert pagina == f"/meldpunt/overdrachten/{key}/"

    voor = ander.get(pagina).content.decode()
    assert WAAROM in voor and "Arbeidsuitbuiting, Apeldoorn" in voor
    for geheim in ("Marek", "Dudek", KORT, "Kanarie"):
        assert geheim not in voor
    assert "Neem over" not in desk.get(pagina).content.decode()
    assert "Neem over" in voor
    assert key in ander.get("/meldpunt/overdrachten/").content.decode()
    # Only the two of them, and only who may.
    for username in ("politie.krt", "elders.krt", "zvh.fg", "moviera.zorg"):
        client = client_als(username)
        found, absent = client.get(pagina), client.get(f"/meldpunt/overdrachten/{uuid4()}/")
        assert (found.status_code, found.content) == (404, absent.content)

    assert ander.post(pagina + "weigeren/", {"weiger-reden": ""}).status_code == 422
    assert ander.post(pagina + "aannemen/").status_code == 302
    na = ander.get(pagina).content.decode()
    assert "Marek Dudek" in na and KORT in na and "Kanarie" not in na and "98765432" not in na
    assert (
        ander.post(
            pagina + "vervolg/", {"vervolg-stap": "x", "vervolg-datum": "1-1-2020"}
        ).status_code
        == 422
    )
    # The desk follows what it handed over, and changes nothing of it.
    lijst = desk.get("/meldpunt/?status=overgedragen")
    assert [r.eigenaar for r in lijst.context["regels"]] == ["Gemeente Apeldoorn"]
    assert desk.get("/meldpunt/").context["regels"] == []
    page = desk.get(f"/meldpunt/{melding.pk}/")
    assert page.status_code == 200 and "Sluit zonder dossier" not in page.content.decode()
    end = {"einde-einde": "afgesloten_advies", "einde-reden": "Begeleiding gestart."}
    assert desk.post(f"/meldpunt/{melding.pk}/sluit/", end).status_code == 404
    assert ander.post(pagina + "sluiten/", end).status_code == 302
    assert "Begeleiding gestart." in ander.get(pagina).content.decode()


def test_the_melder_of_what_was_handed_over_still_reaches_the_meldpunt(
    vt: Any, partner: Any, melding: Melding, client_als: Any
) -> None:
    with acting_as(vt):
        vault = Melder.objects.get(melding=melding)
        vault.code_hash = hash_van("A" * 26)
        vault.save()
    rij = bied(vt, melding, partner)
    with acting_as(partner):
        neem_over(partner, rij.pk)
    assert antwoord(hash_van("A" * 26), uuid4(), "De bus kwam weer.")
    with acting_as(partner):
        assert not Melderbericht.objects.exists()
    desk = client_als("vt.meldpunt")
    assert [r.kenmerk for r in desk.get("/meldpunt/?status=bericht").context["regels"]] == [
        melding.kenmerk
    ]
    assert "De bus kwam weer." in desk.get(f"/meldpunt/{melding.pk}/").content.decode()
    with acting_as(vt):
        blad = werkblad(vt)
        assert "Lees wat de melder schreef" in {w.wat for w in blad.laad(blad.regels)}


def test_only_an_organisation_that_can_answer_is_offered_anything(
    vt: Any, viewer: Any, melding: Melding
) -> None:
    with acting_as(vt):
        names = {d.organisatie.kort for d in ontvangers(vt)}
        assert "Apeldoorn" in names and "VT" not in names
        assert viewer("elders.krt").deelname_id not in {d.pk for d in ontvangers(vt)}
        for naar in (vt.eigen_id, viewer("elders.krt").eigen_id, uuid4()):
            with pytest.raises(DomainError, match="overnemen"):
                bied_aan(vt, melding, naar=naar, waarom=WAAROM)


def test_only_the_owner_offers_and_only_the_receiver_answers(
    vt: Any, partner: Any, viewer: Any, melding: Melding
) -> None:
    politie = viewer("politie.krt")
    with acting_as(politie), pytest.raises(NotVisible):
        bied_aan(politie, melding, naar=partner.eigen_id, waarom=WAAROM)
    rij = bied(vt, melding, partner)
    for other in (politie, vt):
        with acting_as(other), pytest.raises(NotVisible):
            neem_over(other, rij.pk)
    with acting_as(partner), pytest.raises(NotVisible):
        trek_aanbod_in(partner, rij.pk, reden="x")
    zorg = viewer("moviera.zorg")
    with acting_as(zorg), pytest.raises(AccessDenied):
        neem_over(zorg, rij.pk)
    # What was forwarded to the meldpunt is not the sender's to offer meanwhile.
    door = maak_signaal(partner, doorsturen=True)
    with acting_as(partner), pytest.raises(DomainError, match="doorgestuurd"):
        bied_aan(partner, door, naar=politie.eigen_id, waarom=WAAROM)


def test_the_database_holds_the_same_line(
    vt: Any, partner: Any, viewer: Any, melding: Melding
) -> None:
    rij, politie = bied(vt, melding, partner), viewer("politie.krt")

    def tries(who: Any, sql: str, params: list[Any]) -> int:
        with acting_as(who), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, params)
            return cursor.fetchone()[0] if cursor.description else cursor.rowcount

    def call(who: Any) -> Any:
        return tries(who, "SELECT melding_overdracht_antwoord(%s, true, '', now(), NULL, 's', now()::date)", [rij.pk])  # fmt: skip

    assert (call(politie), call(vt)) == (False, False)
    table = "meldpunt_meldingoverdracht"
    assert tries(politie, f"UPDATE {table} SET status = 'aanvaard'", []) == 0
    for sql in (f"UPDATE {table} SET status = 'aanvaard', beantwoord_at = now()",
                f"UPDATE {table} SET naar_id = '{politie.deelname_id}'"):  # fmt: skip
        for who in (vt, partner):
            with pytest.raises(DatabaseError):
                tries(who, sql, [])
    # Nobody offers what is not theirs, nor to get at it.
    signaal = maak_signaal(partner)
    with pytest.raises(DatabaseError), acting_as(partner), transaction.atomic():
        MeldingOverdracht.objects.create(
            melding=signaal, melding_keten_id=signaal.keten_id, kenmerk="x", van_id=partner.eigen_id,
            naar_id=politie.eigen_id, waarom="x", uiterlijk=date(2030, 1, 1),
        )  # fmt: skip
    with (
        database_role("publiek"),
        connection.cursor() as cursor,
        pytest.raises(DatabaseError),
        transaction.atomic(),
    ):
        cursor.execute(f"SELECT count(*) FROM {table}")


def test_both_sides_hear_of_it_without_content(vt: Any, partner: Any, melding: Melding) -> None:
    rij = bied(vt, melding, partner)
    with database_role("werker"):
        outbox.relay()
    post = [m for m in mail.outbox if m.subject == "Er is nieuws over een overdracht"]
    assert post and all("Marek" not in m.body and melding.kenmerk not in m.body for m in post)
    assert any(str(rij.pk) in m.body for m in post)
    mail.outbox.clear()
    with acting_as(partner):
        neem_over(partner, rij.pk)
    with database_role("werker"):
        outbox.relay()
    assert [m.subject for m in mail.outbox] == ["Er is nieuws over een overdracht"] * len(
        mail.outbox
    )


def test_the_list_costs_the_same_for_one_and_four(
    vt: Any, partner: Any, client_als: Any, django_assert_max_num_queries: Any
) -> None:
    client = client_als("apeldoorn.krt")
    for aantal in (1, 3):
        for _ in range(aantal):
            bied(vt, maak_melding(vt), partner)
        client.get("/meldpunt/overdrachten/")
        with django_assert_max_num_queries(17):  # twelve, and the savepoints of a test
            assert client.get("/meldpunt/overdrachten/").status_code == 200
