"""Knelpunten and trends: without casus content, to one organisation, answered by who was asked."""

from datetime import date
from uuid import uuid4

import pytest
from django.core import mail
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.models import Knelpunt
from cases.services import knelpunt as diensten
from ketenregie.foundation.errors import AccessDenied, DomainError, NotVisible
from ketenregie.foundation.werk import werkblad
from tests.factories.alarm import bezorg
from tests.factories.plan import NU, deelname_van, namens

POLITIE, MOVIERA, BESTUURDER, APELDOORN = (
    "politie.krt", "moviera.krt", "nog.bestuurder", "apeldoorn.krt",
)  # fmt: skip
TEKST = {
    "soort": "knelpunt", "niveau": "strategisch", "titel": "Geen plek voor mannen",
    "omschrijving": "Mannelijke slachtoffers wachten maanden op opvang.",
    "vraag": "Kan de gemeente plekken inkopen?",
}  # fmt: skip


def leg_voor(viewer, van=POLITIE, aan=APELDOORN, **anders) -> Knelpunt:
    with namens(viewer(van)) as wie:
        return diensten.meld_knelpunt(
            wie, **(TEKST | {"aan": deelname_van(aan), "at": NU} | anders)
        )


def werk(viewer, username) -> list[tuple[str, str]]:
    with namens(viewer(username)) as wie:
        blad = werkblad(wie)
        return [(w.wat, w.wacht_op) for w in blad.laad(blad.regels) if w.soort == "knelpunt"]


@pytest.mark.parametrize(
    ("tekst", "wat"),
    [
        ("Zie casus K7QX-3MWD.", "kenmerk"),
        ("Mail jan@voorbeeld.nl", "e-mailadres"),
        ("Bel 055 555 01 00", "telefoonnummer"),
        ("Bsn 123456782", "burgerservicenummer"),
        ("Geboren 3-2-2011", "geboortedatum"),
        ("Woont op 7311 AB", "postcode"),
    ],
)
def test_text_that_points_at_one_casus_or_person_is_refused(viewer, tekst, wat):
    with pytest.raises(DomainError, match=wat) as fout:
        leg_voor(viewer, omschrijving=tekst)
    assert fout.value.veld == "omschrijving"


def test_ordinary_words_and_numbers_pass(viewer):
    rij = leg_voor(viewer, omschrijving="In 2026 waren er 14 meldingen; zorg-wacht 12 weken.")
    assert (rij.status, rij.uiterlijk) == ("open", date(2026, 12, 18))


def test_it_is_work_for_who_was_asked_and_waits_for_who_asked(viewer):
    leg_voor(viewer)
    assert werk(viewer, APELDOORN) == [("Knelpunt of trend beantwoorden", "")]
    assert werk(viewer, POLITIE) == [("Knelpunt wacht op antwoord", "Apeldoorn")]
    assert werk(viewer, MOVIERA) == []


def test_put_to_the_bestuurder_only_the_bestuurder_answers(viewer):
    rij = leg_voor(viewer, aan_bestuurder=True)
    assert werk(viewer, APELDOORN) == []
    assert werk(viewer, BESTUURDER) == [("Knelpunt of trend beantwoorden", "")]
    with namens(viewer(APELDOORN)) as krt, pytest.raises(AccessDenied):
        diensten.beantwoord_knelpunt(krt, rij, besluit="opgepakt", antwoord="Ja", at=NU)
    with namens(viewer(BESTUURDER)) as bestuurder:
        diensten.beantwoord_knelpunt(
            bestuurder, rij, besluit="opgepakt", antwoord="In de begroting van 2027.", at=NU
        )
    assert werk(viewer, BESTUURDER) == werk(viewer, POLITIE) == []


def test_an_answer_holds_no_casus_content_either_and_is_given_once(viewer):
    rij = leg_voor(viewer)
    with namens(viewer(APELDOORN)) as apeldoorn:
        with pytest.raises(DomainError, match="telefoonnummer"):
            diensten.beantwoord_knelpunt(
                apeldoorn, rij, besluit="elders", antwoord="Bel 0612345678", at=NU
            )
        diensten.beantwoord_knelpunt(
            apeldoorn, rij, besluit="elders", antwoord="Vraag het COA.", at=NU
        )
        with pytest.raises(DomainError):
            diensten.beantwoord_knelpunt(apeldoorn, rij, besluit="niet", antwoord="Nee", at=NU)
    with namens(viewer(POLITIE)) as politie, pytest.raises(DomainError):
        diensten.trek_knelpunt_in(politie, rij, at=NU)


def test_others_do_not_know_it_and_the_procesregie_reads_all(viewer, client_als):
    rij = leg_voor(viewer)
    with namens(viewer(MOVIERA)) as moviera:
        assert Knelpunt.objects.count() == 0
        with pytest.raises(NotVisible):
            diensten.haal(moviera, rij.pk)
    assert client_als(MOVIERA).get(reverse("knelpunt", args=[rij.pk])).status_code == 404
    assert TEKST["titel"] in client_als("zvh.procesregisseur").get("/knelpunten/").content.decode()
    with namens(viewer("elders.krt")):
        assert Knelpunt.objects.count() == 0


def test_the_second_lock_keeps_question_and_answer_apart(viewer):
    rij = leg_voor(viewer)
    for wie, velden in (
        (
            POLITIE,
            {"status": "beantwoord", "antwoord": "x", "besluit": "niet", "beantwoord_at": NU},
        ),
        (APELDOORN, {"titel": "anders"}),
    ):
        with namens(viewer(wie)), pytest.raises(DatabaseError), transaction.atomic():
            Knelpunt.objects.filter(pk=rij.pk).update(**velden)


def test_a_mail_goes_out_without_the_text(viewer):
    leg_voor(viewer)
    bezorg("knelpunt.gemeld")
    assert any("knelpunt voorgelegd" in m.subject for m in mail.outbox)
    assert "opvang" not in " ".join(m.subject + m.body for m in mail.outbox)


def test_from_form_to_answer_in_the_browser(viewer, client_als):
    client = client_als(POLITIE)
    gegevens = TEKST | {"aan": str(deelname_van(APELDOORN).pk), "sleutel": str(uuid4())}
    fout = client.post("/knelpunten/nieuw/", gegevens | {"omschrijving": "Mail a@b.nl"})
    assert (fout.status_code, "e-mailadres" in fout.content.decode()) == (422, True)
    assert "Mail a@b.nl" in fout.content.decode()
    for _ in range(2):
        assert client.post("/knelpunten/nieuw/", gegevens).status_code == 302
    with namens(viewer(POLITIE)):
        rij = Knelpunt.objects.get()
    adres = reverse("knelpunt", args=[rij.pk])
    ander = client_als(APELDOORN)
    leeg = ander.post(adres, {"formulier": "antwoord", "antwoord-besluit": "opgepakt"})
    assert leeg.status_code == 422
    klaar = ander.post(
        adres,
        {"formulier": "antwoord", "antwoord-besluit": "opgepakt", "antwoord-antwoord": "In maart."},
    )
    assert klaar.status_code == 302
    assert "In maart." in client.get(adres).content.decode()


@pytest.mark.parametrize("username", ["zvh.fg", "zvh.beheer", "ggd.preventie"])
def test_who_has_no_part_in_it_has_no_list(client_als, username):
    assert client_als(username).get("/knelpunten/").status_code == 403


def test_the_list_asks_as_much_for_three_as_for_one(viewer, client_als):
    client = client_als(POLITIE)

    def vragen() -> int:
        client.get("/knelpunten/")
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/knelpunten/").status_code == 200
        return len(queries)

    leg_voor(viewer)
    een = vragen()
    leg_voor(viewer, titel="Tolken"), leg_voor(viewer, titel="Wachttijden")
    assert vragen() == een
