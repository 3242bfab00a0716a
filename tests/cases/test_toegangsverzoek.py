"""Asking for what is withheld: only that, decided by who supplied it, over on its day or at once."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.db import ProgrammingError, connection, transaction

from cases.delen import Deler
from cases.gegevens import bijdragen
from cases.models import Betrokkenheid, Bijdrage, Casus, Toegangsverzoek
from cases.services.betrokkenheid import beeindig
from cases.services.bijdrage import lever_bijdrage
from cases.services.toegang import beslis_verzoek, beslisser_van, trek_verzoek_in
from cases.services.toegang.voorstel import werk_deelregelvoorstel_bij
from cases.tasks import mail_toegangsbesluit, mail_toegangsverzoek
from ketenregie.foundation import clock, logboek
from ketenregie.foundation.errors import AccessDenied, DomainError, NotVisible
from ketenregie.foundation.viewer import Viewer, acting_as
from partners.models import Deelregelvoorstel
from partners.sharing import Afgeschermd
from tests.factories.toegang import HULP, opstelling, vraag


@pytest.fixture
def o(viewer):
    return opstelling(viewer)


def ziet(viewer, casus):
    """Texts of the bijdragen that this viewer reads."""
    with acting_as(viewer):
        casus = Casus.objects.haal(viewer, casus.pk)
        beelden = bijdragen(casus, Deler(viewer, casus))
    return [b.tekst for b in beelden if not isinstance(b, Afgeschermd)]


def geef(o, verzoek, dagen=10, **anders):
    with acting_as(o.moviera):
        return beslis_verzoek(
            o.moviera, verzoek.pk, toewijzen=True, tot=clock.today() + timedelta(days=dagen),
            **anders,
        )  # fmt: skip


def test_the_whole_way_from_withheld_block_to_access_and_back(o, client_als):
    politie, moviera = client_als("politie.krt"), client_als("moviera.krt")
    casusblad = f"/casussen/{o.casus.pk}/"
    adres = f"{casusblad}toegang/vragen/?gegeven={o.hulp.pk}&categorie=hulpverlening"
    pagina = politie.get(casusblad).content.decode()
    assert adres.replace("&", "&amp;") in pagina
    assert HULP not in pagina
    response = politie.post(
        adres,
        {
            "sleutel": str(uuid4()), "omvang": "een", "doel": "slachtoffer_in_veiligheid",
            "motivering": "Wij moeten weten waar zij veilig is.",
        },
    )  # fmt: skip
    assert response.status_code == 302
    with acting_as(o.politie):
        verzoek = Toegangsverzoek.objects.get()
    blad = f"{casusblad}toegang/verzoeken/{verzoek.pk}/"
    assert "Verzoek om toegang" in moviera.get("/werk/").content.decode()
    tot = clock.today() + timedelta(days=10)
    besluit = {"besluit": "ja", "tot": f"{tot:%d-%m-%Y}", "reden": ""}
    assert moviera.post(blad, besluit).status_code == 302
    pagina = politie.get(casusblad).content.decode()
    assert HULP in pagina
    assert f"Toegangsverzoek {verzoek.kenmerk}" in pagina
    assert (
        moviera.post(blad, {"intrekken": "1", "intrekken-reden": "Niet meer nodig"}).status_code
        == 302
    )
    assert HULP not in politie.get(casusblad).content.decode()
    with acting_as(o.politie):
        namen = [
            r.gebeurtenis
            for r in logboek.voor_casus(o.casus.pk)
            if "toegangsverzoek" in r.gebeurtenis
        ]
    assert namen == [
        "toegangsverzoek_gevraagd",
        "toegangsverzoek_toegewezen",
        "toegangsverzoek_ingetrokken",
    ]


def test_a_granted_request_opens_exactly_that_datum_for_exactly_that_organisation(o, viewer):
    with acting_as(o.moviera):
        lever_bijdrage(
            o.moviera, o.casus, tekst="Ander gegeven", gegevenscategorie="hulpverlening",
            grondslag="wgs", motivering="De wet laat het toe voor dit overleg.",
        )  # fmt: skip
    geef(o, vraag(o))
    assert ziet(o.politie, o.casus) == [HULP, "KANARIE dagvaarding"]
    assert HULP not in ziet(o.om, o.casus)
    assert HULP not in ziet(o.eigenaar, o.casus)


def test_a_request_for_all_of_a_kind_opens_what_comes_later_too(o):
    geef(o, vraag(o, alles=True))
    with acting_as(o.moviera):
        lever_bijdrage(
            o.moviera, o.casus, tekst="Later erbij", gegevenscategorie="hulpverlening",
            grondslag="wgs", motivering="De wet laat het toe voor dit overleg.",
        )  # fmt: skip
    assert ziet(o.politie, o.casus) == [HULP, "KANARIE dagvaarding", "Later erbij"]


def test_access_ends_with_its_last_day(o):
    verzoek = geef(o, vraag(o), dagen=0)
    with clock.frozen(verzoek.geldig_tot - timedelta(seconds=1)):
        assert HULP in ziet(o.politie, o.casus)
    with clock.frozen(verzoek.geldig_tot):
        assert HULP not in ziet(o.politie, o.casus)


def test_revoking_counts_within_the_same_second(o):
    verzoek = geef(o, vraag(o))
    nu = clock.now()
    with clock.frozen(nu):
        assert HULP in ziet(o.politie, o.casus)
        with acting_as(o.moviera):
            trek_verzoek_in(o.moviera, verzoek.pk, reden="Vergissing", at=nu)
        assert HULP not in ziet(o.politie, o.casus)


def test_hidden_shown_foreign_and_absent_answer_alike(o, viewer, client_als):
    """Moviera asks for what is hidden from it, what it sees, another casus's datum, and nothing."""
    ander = opstelling(viewer)
    moviera = client_als("moviera.krt")
    gevraagd = [
        (o.justitie.pk, "justitieel"),  # hidden
        (o.hulp.pk, "hulpverlening"),  # its own
        (o.hulp.pk, "gezondheid"),  # another label
        (ander.justitie.pk, "justitieel"),
        (uuid4(), "justitieel"),
        ("geen-id", "justitieel"),
        (uuid4(), "bestaat-niet"),
    ]
    antwoorden = {
        (r.status_code, r.content)
        for pk, categorie in gevraagd
        for r in [
            moviera.get(
                f"/casussen/{o.casus.pk}/toegang/vragen/?gegeven={pk}&categorie={categorie}"
            )
        ]
    }
    assert len(antwoorden) == 1
    assert antwoorden.pop()[0] == 404


def test_a_grant_never_opens_what_became_hidden(o):
    geef(o, vraag(o))
    with acting_as(o.moviera):
        Bijdrage.objects.filter(pk=o.hulp.pk).update(gegevenscategorie="seksueel_gedrag")
    assert HULP not in ziet(o.politie, o.casus)


def test_outsider_and_excluded_cannot_ask(o, viewer, client_als):
    adres = f"/casussen/{o.casus.pk}/toegang/vragen/?gegeven={o.hulp.pk}&categorie=hulpverlening"
    for username in ("nla.krt", "elders.krt", "zvh.fg"):
        assert client_als(username).get(adres).status_code == 404


def test_only_who_it_was_put_to_decides(o):
    verzoek = vraag(o)
    for wie in (o.politie, o.om, o.eigenaar):
        with acting_as(wie), pytest.raises(NotVisible):
            beslis_verzoek(wie, verzoek.pk, toewijzen=True, tot=clock.today())


def test_a_request_reads_only_to_its_two_sides(o, client_als):
    verzoek = vraag(o)
    adres = f"/casussen/{o.casus.pk}/toegang/verzoeken/{verzoek.pk}/"
    assert client_als("politie.krt").get(adres).status_code == 200
    assert client_als("moviera.krt").get(adres).status_code == 200
    for username in ("om.krt", "apeldoorn.krt", "nla.krt"):
        vreemd = client_als(username).get(adres)
        absent = client_als(username).get(f"/casussen/{o.casus.pk}/toegang/verzoeken/{uuid4()}/")
        assert (vreemd.status_code, vreemd.content) == (404, absent.content)


@pytest.mark.parametrize(
    ("velden", "veld"),
    [
        ({"toewijzen": False}, "reden"),
        ({"toewijzen": True}, "tot"),
        ({"toewijzen": True, "tot": -1}, "tot"),
        ({"toewijzen": True, "tot": 31}, "tot"),
    ],
)
def test_a_decision_needs_a_reason_or_an_end_within_bounds(o, velden, veld):
    verzoek = vraag(o)
    if "tot" in velden:
        velden = velden | {"tot": clock.today() + timedelta(days=velden["tot"])}
    with acting_as(o.moviera), pytest.raises(DomainError) as fout:
        beslis_verzoek(o.moviera, verzoek.pk, **velden)
    assert fout.value.veld == veld


def test_sent_twice_or_asked_again_makes_one_request(o):
    sleutel = uuid4()
    assert vraag(o, verzoek_id=sleutel).pk == vraag(o, verzoek_id=sleutel).pk
    with pytest.raises(DomainError):
        vraag(o)
    with acting_as(o.politie):
        assert Toegangsverzoek.objects.count() == 1


def test_deciding_twice_changes_nothing(o):
    verzoek = vraag(o)
    geef(o, verzoek)
    with acting_as(o.moviera), pytest.raises(DomainError):
        beslis_verzoek(o.moviera, verzoek.pk, toewijzen=False, reden="Toch niet")


def test_when_the_supplier_left_the_one_with_the_a_decides_and_never_who_asks(o):
    verzoek = vraag(o)
    with acting_as(o.eigenaar):
        rij = Betrokkenheid.objects.get(casus=o.casus, deelname_id=o.moviera.deelname_id)
        beeindig(o.eigenaar, rij.pk, reden="Niet meer nodig")
    with acting_as(o.eigenaar):
        casus = Casus.objects.haal(o.eigenaar, o.casus.pk)
        rij = Toegangsverzoek.objects.get(pk=verzoek.pk)
        rij.casus = casus
        beslisser = beslisser_van(rij)
        assert beslisser.pk not in {o.politie.deelname_id, o.moviera.deelname_id}
    with acting_as(o.moviera), pytest.raises(NotVisible):
        beslis_verzoek(o.moviera, verzoek.pk, toewijzen=True, tot=clock.today())


def test_a_task_or_a_functie_without_casework_does_not_decide(o, viewer):
    verzoek = vraag(o)
    systeem = Viewer.voor_systeem(o.casus.keten_id, "proef")
    with pytest.raises((AccessDenied, RuntimeError, NotVisible)), acting_as(systeem):
        beslis_verzoek(systeem, verzoek.pk, toewijzen=True, tot=clock.today())


def test_second_lock_who_asks_cannot_grant_itself(o):
    verzoek = vraag(o)
    pogingen = (
        ("UPDATE cases_toegangsverzoek SET status = 'toegewezen', geldig_tot = now() + '1 day', "
         "besloten_at = now(), besloten_door_id = id WHERE id = %s", [verzoek.pk]),
        ("UPDATE cases_toegangsverzoek SET beslisser_id = aanvrager_id, status = 'toegewezen', "
         "geldig_tot = now() + '1 day', besloten_at = now(), besloten_door_id = id WHERE id = %s",
         [verzoek.pk]),
        ("UPDATE cases_toegangsverzoek SET categorie = 'gezondheid' WHERE id = %s", [verzoek.pk]),
    )  # fmt: skip
    for sql, waarden in pogingen:
        with (
            acting_as(o.politie),
            pytest.raises(ProgrammingError),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(sql, waarden)


def test_messages_tell_nothing(o, as_role):
    verzoek = vraag(o)
    geef(o, verzoek, reden="Alleen voor de veiligheid")
    with as_role("werker"), acting_as(Viewer.voor_systeem(o.casus.keten_id, "proef")):
        Toegangsverzoek.objects.filter(pk=verzoek.pk).update(status="gevraagd")
        mail_toegangsverzoek({"toegangsverzoek_id": verzoek.pk}, None)
        mail_toegangsbesluit({"toegangsverzoek_id": verzoek.pk}, None)
    assert len(mail.outbox) >= 2
    alles = " ".join(m.subject + m.body for m in mail.outbox)
    for geheim in (HULP, "Moviera", "Politie", "hulpverlening", o.casus.kenmerk, "veiligheid"):
        assert geheim not in alles


def test_the_same_request_in_three_casussen_becomes_a_proposal(viewer, o, as_role, client_als):
    alle = [o, opstelling(viewer), opstelling(viewer)]
    verzoeken = [vraag(een) for een in alle]
    geef(alle[0], verzoeken[0])
    systeem = Viewer.voor_systeem(o.casus.keten_id, "proef")
    with as_role("werker"), acting_as(systeem):
        rij = Toegangsverzoek.objects.get(pk=verzoeken[0].pk)
        werk_deelregelvoorstel_bij(rij)
        werk_deelregelvoorstel_bij(rij)
        voorstel = Deelregelvoorstel.objects.get()
        assert (voorstel.gevraagd, voorstel.toegewezen) == (3, 1)
        assert (voorstel.leveranciersoort, voorstel.aanvragersoort) == ("moviera", "politie")
    assert "3 keer" in client_als("zvh.beheer").get("/convenant/").content.decode()
    assert "3 keer" not in client_als("politie.krt").get("/convenant/").content.decode()


def test_insisting_in_one_casus_makes_no_proposal(o, as_role):
    for _ in range(3):
        verzoek = vraag(o)
        with acting_as(o.politie):
            trek_verzoek_in(o.politie, verzoek.pk)
    with as_role("werker"), acting_as(Viewer.voor_systeem(o.casus.keten_id, "proef")):
        assert werk_deelregelvoorstel_bij(Toegangsverzoek.objects.get(pk=verzoek.pk)) is None
