"""The noodknop: at once, for one person, for hours; never past an exclusion; judged afterwards."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.db import ProgrammingError, connection, transaction

from cases.models import Casus, CasusPersoonsrecht, Noodknop, StrafrechtelijkOnderzoek, Uitsluiting
from cases.services.bijdrage import lever_bijdrage
from cases.services.toegang import beoordeel_noodknop, gebruik_noodknop
from cases.tasks import mail_noodknop
from ketenregie.foundation import clock, logboek
from ketenregie.foundation.errors import AccessDenied, DomainError, NotVisible
from ketenregie.foundation.logboek.models import Logregel
from ketenregie.foundation.outbox.models import Bericht
from ketenregie.foundation.viewer import Viewer, acting_as
from ketenregie.gegevensmap import BASE_DIR
from partners.access.roles import NOODKNOP
from partners.models import Lidmaatschap, Partij
from tests.factories.toegang import HULP, JUSTITIE, opstelling

REDEN = "Het slachtoffer is vannacht gezien bij de verdachte."


@pytest.fixture
def o(viewer):
    return opstelling(viewer)


def druk(viewer, **wat):
    with acting_as(viewer):
        return gebruik_noodknop(viewer, reden=REDEN, **wat)


def test_in_a_casus_one_sees_it_opens_what_is_withheld_and_nothing_hidden(o, client_als):
    politie, moviera = client_als("politie.krt"), client_als("moviera.krt")
    blad = f"/casussen/{o.casus.pk}/"
    assert HULP not in politie.get(blad).content.decode()
    assert politie.post(f"{blad}noodknop/", {"reden": REDEN}).status_code == 302
    pagina = politie.get(blad).content.decode()
    assert HULP in pagina
    assert "U kijkt met de noodknop" in pagina
    assert moviera.post(f"{blad}noodknop/", {"reden": REDEN}).status_code == 302
    assert JUSTITIE not in moviera.get(blad).content.decode()


def test_by_kenmerk_it_opens_a_casus_for_this_person_only(o, viewer, client_als):
    with acting_as(o.moviera):
        lever_bijdrage(
            o.moviera, o.casus, tekst="KANARIE loon", gegevenscategorie="inkomen", grondslag="wgs"
        )
    nla = client_als("nla.krt")
    blad = f"/casussen/{o.casus.pk}/"
    assert nla.get(blad).status_code == 404
    response = nla.post("/noodknop/", {"kenmerk": o.casus.kenmerk.lower(), "reden": REDEN})
    assert response.status_code == 302
    pagina = nla.get(blad).content.decode()
    assert "Plamen Dimitrov" in pagina
    assert "KANARIE loon" in pagina  # withheld, so opened
    assert HULP not in pagina  # deelregel 10.1 hides care from veiligheid; hidden stays hidden
    assert o.casus.kenmerk not in nla.get("/casussen/").content.decode()  # in no list
    assert "Noodknop staat aan" in nla.get("/werk/").content.decode()
    assert client_als("berkelland.krt").get(blad).status_code == 404
    collega = Lidmaatschap.objects.get(medewerker__username="nla.krt")
    with acting_as(viewer("nla.krt")):
        rechten = CasusPersoonsrecht.objects.filter(content_object_id=o.casus.pk)
        assert [r.user_id for r in rechten] == [collega.medewerker_id]


def test_it_ends_by_itself_and_by_being_done(o, viewer, client_als):
    nla = viewer("nla.krt")
    druk(nla, kenmerk=o.casus.kenmerk)
    client = client_als("nla.krt")
    blad = f"/casussen/{o.casus.pk}/"
    with acting_as(nla):
        gebruik = Noodknop.objects.get()
    assert gebruik.geldig_tot - gebruik.begonnen_at <= timedelta(hours=4)
    with acting_as(nla), clock.frozen(gebruik.geldig_tot), pytest.raises(NotVisible):
        Casus.objects.haal(nla, o.casus.pk)
    assert client.get(blad).status_code == 200
    assert client_als("politie.krt").post(f"/noodknop/{gebruik.pk}/klaar/").status_code == 404
    assert client.post(f"/noodknop/{gebruik.pk}/klaar/").status_code == 302
    assert client.post(f"/noodknop/{gebruik.pk}/klaar/").status_code == 302  # twice is no harm
    assert client.get(blad).status_code == 404


def test_two_clicks_make_one_use_and_one_notice(o, as_role):
    druk(o.politie, casus=o.casus)
    druk(o.politie, casus=o.casus)
    with acting_as(o.politie):
        assert Noodknop.objects.count() == 1
    with as_role("werker"):
        assert Bericht.objects.filter(soort="noodknop.gebruikt").count() == 1


def test_wrong_excluded_closed_and_foreign_answer_alike(o, viewer, client_als):
    nla = viewer("nla.krt")
    uitgesloten, gesloten = opstelling(viewer), opstelling(viewer)
    with acting_as(uitgesloten.eigenaar):
        Uitsluiting.objects.create(
            casus=uitgesloten.casus, medewerker_id=nla.medewerker_id, reden="Familie"
        )
    with acting_as(gesloten.eigenaar):
        Casus.objects.filter(pk=gesloten.casus.pk).update(
            status="afgesloten", einde_at=clock.now(), einde_reden="Klaar"
        )
    client = client_als("nla.krt")
    antwoorden = set()
    for kenmerk in (uitgesloten.casus.kenmerk, gesloten.casus.kenmerk, "ZZZZ-ZZZZ", "onzin"):
        response = client.post("/noodknop/", {"kenmerk": kenmerk, "reden": REDEN})
        tekst = response.content.decode().replace(kenmerk, "KENMERK")
        tekst = tekst[tekst.index("<main") :]
        tekst = "".join(r for r in tekst.split("\n") if "csrfmiddlewaretoken" not in r)
        antwoorden.add((response.status_code, tekst))
    assert len(antwoorden) == 1
    assert antwoorden.pop()[0] == 422
    with acting_as(nla):
        geweigerd = Logregel.objects.all().filter(gebeurtenis="noodknop_geweigerd")
        assert [(r.uitkomst, r.reden) for r in geweigerd] == [("geweigerd", REDEN)] * 4


def test_an_exclusion_made_later_beats_a_running_noodknop(o, viewer, client_als):
    nla = viewer("nla.krt")
    druk(nla, kenmerk=o.casus.kenmerk)
    with acting_as(o.eigenaar):
        Uitsluiting.objects.create(casus=o.casus, medewerker_id=nla.medewerker_id, reden="Familie")
    client = client_als("nla.krt")
    response = client.get(f"/casussen/{o.casus.pk}/")
    assert (response.status_code, response.content) == (
        404,
        client.get(f"/casussen/{uuid4()}/").content,
    )


def test_after_five_tries_within_the_hour_it_stops(o, client_als):
    client = client_als("nla.krt")
    for _ in range(5):
        client.post("/noodknop/", {"kenmerk": "ZZZZ-ZZZZ", "reden": REDEN})
    goed = client.post("/noodknop/", {"kenmerk": o.casus.kenmerk, "reden": REDEN})
    fout = client.post("/noodknop/", {"kenmerk": "ZZZZ-ZZZZ", "reden": REDEN})
    assert goed.status_code == fout.status_code == 422
    assert "te vaak" in goed.content.decode()
    assert "te vaak" in fout.content.decode()


@pytest.mark.parametrize("username", ["kmar.flex", "zvh.fg", "nog.bestuurder", "zvh.beheer"])
def test_not_for_every_functie(o, viewer, client_als, username):
    assert client_als(username).get("/noodknop/").status_code == 403
    with acting_as(viewer(username)) as wie, pytest.raises(AccessDenied):
        gebruik_noodknop(wie, kenmerk=o.casus.kenmerk, reden=REDEN)


def test_not_without_a_sentence_nor_for_who_left_the_convenant(o, viewer, as_role):
    nla = viewer("nla.krt")
    with acting_as(nla), pytest.raises(DomainError):
        gebruik_noodknop(nla, kenmerk=o.casus.kenmerk, reden="spoed")
    with as_role("werker"), acting_as(Viewer.voor_systeem(nla.keten_id, "proef")):
        Partij.objects.filter(deelname_id=nla.deelname_id).update(
            tot=clock.today() - timedelta(days=1)
        )
    with acting_as(nla), pytest.raises(DomainError):
        gebruik_noodknop(nla, kenmerk=o.casus.kenmerk, reden=REDEN)


def test_onderzoek_and_melder_stay_shut(o, viewer, client_als):
    with acting_as(o.om):
        StrafrechtelijkOnderzoek.objects.create(
            casus=o.casus, deelname_id=o.om.deelname_id, vlag="ja"
        )
    nla = viewer("nla.krt")
    druk(nla, kenmerk=o.casus.kenmerk)
    with acting_as(nla):
        assert list(StrafrechtelijkOnderzoek.objects.all()) == []
    pagina = client_als("nla.krt").get(f"/casussen/{o.casus.pk}/uitvoering/")
    assert pagina.status_code == 200
    assert 'id="onderzoek"' not in pagina.content.decode()


def test_every_step_stands_in_the_logboek_with_its_rule(o, client_als):
    client = client_als("nla.krt")
    client.post("/noodknop/", {"kenmerk": o.casus.kenmerk, "reden": REDEN})
    client.get(f"/casussen/{o.casus.pk}/")
    with acting_as(o.eigenaar):
        regels = [
            (r.gebeurtenis, r.regel, r.reden)
            for r in logboek.voor_casus(o.casus.pk)
            if r.regel == "noodknop"
        ]
    assert regels == [("noodknop_gebruikt", "noodknop", REDEN), ("bekeken", "noodknop", "")]


def test_fg_and_owner_hear_of_it_without_content(o, viewer, as_role, client_als):
    druk(viewer("nla.krt"), kenmerk=o.casus.kenmerk)
    with as_role("werker"), acting_as(Viewer.voor_systeem(o.casus.keten_id, "proef")):
        mail_noodknop({"noodknop_id": Noodknop.objects.get().pk}, None)
    assert {m.to[0].split("@")[0] for m in mail.outbox} == {"zvh.fg", "apeldoorn.krt"}
    alles = " ".join(m.subject + m.body for m in mail.outbox)
    for geheim in (REDEN, o.casus.kenmerk, "Arbeidsinspectie"):
        assert geheim not in alles
    assert "beoordelen" in client_als("zvh.fg").get("/werk/").content.decode()
    assert "De noodknop is gebruikt" in client_als("apeldoorn.krt").get("/werk/").content.decode()


def test_the_fg_judges_each_use_once_with_a_note(o, viewer, client_als):
    druk(viewer("nla.krt"), kenmerk=o.casus.kenmerk)
    fg = client_als("zvh.fg")
    lijst = fg.get("/noodknop/gebruik/").content.decode()
    assert REDEN in lijst
    assert o.casus.kenmerk in lijst
    with acting_as(viewer("zvh.fg")) as wie:
        gebruik = Noodknop.objects.get()
        assert list(Casus.objects.all()) == []
        with pytest.raises(DomainError):
            beoordeel_noodknop(wie, gebruik.pk, oordeel="terecht", notitie=" ")
    blad = f"/noodknop/gebruik/{gebruik.pk}/"
    assert (
        fg.post(blad, {"oordeel": "onterecht", "notitie": "Had kunnen wachten."}).status_code == 302
    )
    assert fg.post(blad, {"oordeel": "terecht", "notitie": "Toch wel."}).status_code == 422
    assert "Onterecht gebruikt" in fg.get("/noodknop/gebruik/").content.decode()


def test_overdue_uses_stand_on_top(o, viewer, client_als):
    with acting_as(o.politie):
        gebruik_noodknop(o.politie, casus=o.casus, reden="Nieuw gebruik, nog niet te laat.")
    nla = viewer("nla.krt")
    with acting_as(nla):
        gebruik_noodknop(
            nla, kenmerk=o.casus.kenmerk, reden="Oud gebruik, al lang te laat.",
            at=clock.now() - timedelta(days=20),
        )  # fmt: skip
    pagina = client_als("zvh.fg").get("/noodknop/gebruik/").content.decode()
    assert pagina.index("Oud gebruik") < pagina.index("Nieuw gebruik")
    assert "te laat" in pagina


@pytest.mark.parametrize("username", ["politie.krt", "zvh.procesregisseur", "elders.beheer"])
def test_only_the_fg_of_the_keten_reads_the_list(o, viewer, client_als, username):
    druk(viewer("nla.krt"), kenmerk=o.casus.kenmerk)
    assert client_als(username).get("/noodknop/gebruik/").status_code == 403
    if username == "elders.beheer":
        with acting_as(viewer(username)):
            assert list(Noodknop.objects.all()) == []


def test_second_lock_nobody_writes_a_noodknop_or_its_right_by_hand(o, viewer):
    druk(o.politie, casus=o.casus)
    with acting_as(o.politie):
        gebruik = Noodknop.objects.get()
    pogingen = (
        ("UPDATE cases_noodknop SET geldig_tot = geldig_tot + '1 hour' WHERE id = %s", [gebruik.pk]),
        ("UPDATE cases_noodknop SET reden = 'niets' WHERE id = %s", [gebruik.pk]),
        ("UPDATE cases_casuspersoonsrecht SET geldig_tot = geldig_tot + '1 hour' "
         "WHERE herkomst = 'noodknop'", []),
        ("INSERT INTO cases_casuspersoonsrecht (user_id, permission_id, content_object_id, "
         "deelname_id, geldig_van, geldig_tot, herkomst, reden, taak, waarschuwingen) SELECT user_id, permission_id, "
         "content_object_id, deelname_id, now(), now() + '9 hours', 'noodknop', '', 'uitvoering', 0 "
         "FROM cases_casuspersoonsrecht LIMIT 1", []),
        ("INSERT INTO cases_noodknop SELECT * FROM cases_noodknop", []),
        ("DELETE FROM cases_noodknop; INSERT INTO cases_noodknop SELECT 1", []),
    )  # fmt: skip
    for sql, waarden in pogingen:
        with (
            acting_as(o.politie),
            pytest.raises(ProgrammingError),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(sql, waarden)


def test_the_definer_function_keeps_its_own_bounds(o, viewer):
    """Called by hand as the app role: another's functie, ten hours, tomorrow, an excluded person."""
    nla, flex = viewer("nla.krt"), viewer("kmar.flex")
    roep = "SELECT noodknop_casus FROM noodknop_openen(NULL, %s, %s, %s, %s, %s, current_date, NULL, '')"
    nu = clock.now()

    def open_als(wie, functie, reden=REDEN, begin=nu, uren=10):
        with acting_as(wie), connection.cursor() as cursor:
            cursor.execute(
                roep, [o.casus.kenmerk, functie, reden, begin, begin + timedelta(hours=uren)]
            )
            return cursor.fetchone()[0]

    assert open_als(flex, "behandelaar") is None
    assert open_als(flex, "ketenregieteamlid") is None
    assert open_als(viewer("elders.krt"), "ketenregieteamlid") is None
    assert open_als(nla, "ketenregieteamlid", reden="  kort  ") is None
    assert open_als(nla, "ketenregieteamlid", begin=nu + timedelta(days=1)) == o.casus.pk
    with acting_as(nla):
        gebruik = Noodknop.objects.get()
    assert gebruik.begonnen_at <= clock.now()
    assert gebruik.geldig_tot - gebruik.begonnen_at == timedelta(hours=4)


def test_code_and_database_name_the_same_functies():
    sql = (BASE_DIR / "cases/toegang.sql").read_text()
    named = set(re.findall(r"'(\w+)'", sql.split("mijn_functie IN (")[1].split(")")[0]))
    assert named == {functie.value for functie in NOODKNOP}
