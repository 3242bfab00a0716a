"""A request about one's own data: from the public form to the end of its terms."""

import re
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.core.cache import cache
from django.db import ProgrammingError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ketenregie.foundation import clock, outbox
from ketenregie.foundation.errors import AccessDenied, DomainError, NotVisible
from ketenregie.foundation.logboek.models import Logregel
from ketenregie.foundation.werk import werkblad
from ketenregie.privacy.models import Privacybericht, Privacyverzoek
from ketenregie.privacy.services import verzoek as dienst
from ketenregie.privacy.termijnen import WETTEN, Regime, Soort, regime_van, termijnen_van
from meldpunt.publiek.code import lees_code
from tests.conftest import database_role

pytestmark = pytest.mark.django_db
ANTWOORDEN = {
    "soort": "inzage", "namens": "zelf", "naam": "Wilma Kanarie", "geboren": "1-3-1990",
    "contact": "06 555 01 44", "omschrijving": "Ik wil weten wat er over mij staat.",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _geen_rem() -> None:
    cache.clear()


@pytest.fixture
def bezoeker(wereld: None) -> Client:
    return Client(enforce_csrf_checks=True)


def sleutel_in(antwoord: Any) -> str:
    return re.search(r'name="sleutel" value="([^"]+)"', antwoord.content.decode())[1]


def code_in(antwoord: Any) -> str:
    return re.search(r'id="code"[^>]*>([A-Z2-7-]+)<', antwoord.content.decode())[1]


def vraag(bezoeker: Client, **anders: Any) -> Any:
    leeg = bezoeker.get("/privacyverzoek/")
    return bezoeker.post("/privacyverzoek/", ANTWOORDEN | {"sleutel": sleutel_in(leeg)} | anders)


def maak(fg: Any, **anders: Any) -> Privacyverzoek:
    velden = {"soort": "inzage", "naam": "Wilma Kanarie", "geboren": date(1990, 3, 1),
              "ontvangen": clock.today(), "kanaal": "brief"}  # fmt: skip
    return dienst.registreer(fg, **(velden | anders))


# --- Terms -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("regime", "soort", "ontvangen", "eind", "erbij", "verlengd"),
    [
        # 28-2-2026 is a Saturday: Monday. Two more months count from the day of arrival.
        ("avg", "inzage", date(2026, 1, 31), date(2026, 3, 2), 2, date(2026, 4, 30)),
        ("wpg", "inzage", date(2026, 1, 6), date(2026, 2, 17), 4, date(2026, 3, 17)),
        ("wpg", "inzage", date(2026, 1, 6), date(2026, 2, 17), 6, date(2026, 3, 31)),
        # 6-4-2026 is Tweede Paasdag.
        ("wpg", "rectificatie", date(2026, 3, 9), date(2026, 4, 7), 0, date(2026, 4, 7)),
        ("vt", "inzage", date(2026, 1, 6), date(2026, 2, 3), 4, date(2026, 3, 3)),
        ("wmo", "verwijdering", date(2026, 11, 30), date(2027, 3, 1), 0, date(2027, 3, 1)),
    ],
)
def test_a_term_ends_as_its_law_says(regime, soort, ontvangen, eind, erbij, verlengd):
    wet = WETTEN[Regime(regime)].voor(soort)
    assert (wet.eind(ontvangen), wet.eind(ontvangen, erbij)) == (eind, verlengd)


def test_every_source_has_a_law_with_a_term_for_every_request():
    assert regime_van("politie", "inzage") == Regime.WPG
    assert regime_van("veilig_thuis", "verwijdering") == Regime.VT
    # The Wmo only says when to destroy.
    assert regime_van("gemeente", "inzage") == Regime.AVG
    assert regime_van("gemeente", "verwijdering") == Regime.WMO
    for soort in Soort:
        assert Regime.AVG in termijnen_van(soort, date(2026, 1, 6))


def test_more_time_with_a_reason_once_and_before_the_end(als):
    with als("zvh.fg") as fg:
        rij = maak(fg, ontvangen=date(2026, 1, 6))
        toen = datetime(2026, 1, 20, 12, tzinfo=UTC)
        with pytest.raises(DomainError):  # the Wpg gives four or six weeks
            dienst.verleng(fg, rij.pk, regime="wpg", met=2, reden="x", at=toen)
        with pytest.raises(DomainError) as fout:
            dienst.verleng(fg, rij.pk, regime="vt", met=2, reden=" ", at=toen)
        assert fout.value.veld == "reden"
        for _ in range(2):  # Veilig Thuis may do so again, each time two weeks
            t = dienst.verleng(fg, rij.pk, regime="vt", met=2, reden="Nog vragen.", at=toen)
        assert t.uiterlijk == date(2026, 3, 3)
        dienst.verleng(fg, rij.pk, regime="avg", met=2, reden="Veel bronnen.", at=toen)
        with pytest.raises(DomainError):
            dienst.verleng(fg, rij.pk, regime="avg", met=2, reden="Nog meer.", at=toen)
        rij.refresh_from_db()
        assert rij.uiterlijk == date(2026, 2, 17)  # the Wpg is first now
        with pytest.raises(DomainError):  # too late
            dienst.verleng(fg, rij.pk, regime="wpg", met=4, reden="x",
                           at=datetime(2026, 2, 18, 12, tzinfo=UTC))  # fmt: skip
        assert rij.berichten.count() == 3  # who asks reads why


# --- The public form and the way back --------------------------------------------------------------


def test_without_an_account_to_the_desk_and_back_with_the_code(bezoeker, als):
    bon = vraag(bezoeker)
    code = code_in(bon)
    assert len(lees_code(code)) == 26 and not bezoeker.cookies
    with database_role("werker"):
        outbox.relay()
    assert [m.to for m in mail.outbox] and "Wilma" not in mail.outbox[0].body
    with als("zvh.fg") as fg:
        (rij,) = Privacyverzoek.objects.all()
        assert (rij.naam, rij.geboortedatum, rij.status) == (
            "Wilma Kanarie", date(1990, 3, 1), "ontvangen",
        )  # fmt: skip
        assert b"Wilma" not in bytes(rij.naam_versleuteld)
        assert {t.regime for t in rij.termijnen.all()} == {"avg", "wpg", "vt"}
        assert rij.uiterlijk == min(t.uiterlijk for t in rij.termijnen.all())
        assert [r.dag for r in werkblad(fg).regels if r.pk == rij.pk] == [rij.uiterlijk]
        dienst.schrijf(fg, rij.pk, tekst="Komt u dinsdag langs?")
        assert Logregel.objects.filter(
            gebeurtenis="privacyverzoek_ontvangen", object_id=rij.pk, medewerker_id=None
        ).exists()
    # A typing error, an unknown code and small letters.
    assert bezoeker.post("/privacyverzoek/vervolg/", {"code": code[:-1] + "9"}).status_code == 422
    pagina = bezoeker.post("/privacyverzoek/vervolg/", {"code": code.lower().replace("-", " ")})
    tekst = pagina.content.decode()
    assert "Komt u dinsdag langs?" in tekst and "Wij hebben uw verzoek ontvangen" in tekst
    assert "Wilma" not in tekst  # who finds the code does not learn whose it is
    toegang = re.search(r'name="toegang" value="([^"]+)"', tekst)[1]
    reactie = {"toegang": toegang, "tekst": "Ja, om tien uur.", "sleutel": sleutel_in(pagina)}
    for _ in range(2):  # a double click
        assert (
            "Ja, om tien uur."
            in bezoeker.post("/privacyverzoek/vervolg/", reactie).content.decode()
        )
    with als("zvh.fg"):
        assert [b.tekst for b in Privacybericht.objects.all()] == [
            "Komt u dinsdag langs?", "Ja, om tien uur.",
        ]  # fmt: skip


def test_twice_the_same_form_is_one_request_with_one_code(bezoeker, als):
    sleutel = str(uuid4())
    een, twee = (vraag(bezoeker, sleutel=sleutel) for _ in range(2))
    assert code_in(een) == code_in(twee)
    with als("zvh.fg"):
        (rij,) = Privacyverzoek.objects.all()
        assert str(rij.pk) != sleutel
    # The id of the request, which the FG sees, does not lead to the code.
    assert code_in(vraag(bezoeker, sleutel=str(rij.pk))) != code_in(een)


def test_what_is_wrong_is_said_and_what_was_typed_stays(bezoeker, als):
    fout = vraag(bezoeker, namens="ouder", soort="rectificatie", omschrijving="")
    tekst = fout.content.decode()
    assert fout.status_code == 422 and "Wilma Kanarie" in tekst
    assert "Vul ook uw eigen naam in." in tekst and "Schrijf op wat er niet klopt." in tekst
    assert vraag(bezoeker, bedrijf_website="https://spam.example").status_code == 422
    assert vraag(bezoeker, omschrijving="a" * 70_000).status_code == 413
    codes = [vraag(bezoeker).status_code for _ in range(12)]
    assert codes[0] == 200 and codes[-1] == 429
    with als("zvh.fg"):
        assert Privacyverzoek.objects.count() == codes.count(200)


def test_the_whole_way_in_english(bezoeker, als):
    begin = bezoeker.get("/privacyverzoek/?taal=en")
    assert begin.headers["Content-Language"] == "en"
    tekst = begin.content.decode()
    assert "Your data with us" in tekst and "Access: know which data there are" in tekst
    assert 'href="/privacyverzoek/vervolg/?taal=en"' in tekst and "Nederlands" in tekst
    sleutel = sleutel_in(begin)
    fout = bezoeker.post(
        "/privacyverzoek/?taal=en", {"sleutel": sleutel, "geboren": "yesterday", "naam": "Wilma"}
    ).content.decode()
    for zin in ("Choose an answer.", "Write the date as day, month and year"):
        assert zin in fout
    assert "yesterday" in fout and "Kies een" not in fout and "Vul " not in fout
    bon = bezoeker.post("/privacyverzoek/?taal=en", ANTWOORDEN | {"sleutel": sleutel})
    assert "Your request has been sent" in bon.content.decode()
    terug = bezoeker.post("/privacyverzoek/vervolg/?taal=en", {"code": code_in(bon)})
    assert "We have received your request." in terug.content.decode()
    # The desk works in Dutch.
    with als("zvh.fg"):
        assert Privacyverzoek.objects.get().get_soort_display().startswith("Inzage: weten")


def test_the_public_role_reaches_no_row(bezoeker, als):
    vraag(bezoeker)
    for sql in (
        "SELECT naam_versleuteld FROM privacy_privacyverzoek",
        "INSERT INTO privacy_privacybericht (id) VALUES (gen_random_uuid())",
        "SELECT privacyverzoek_noteer('x', gen_random_uuid(), gen_random_uuid(), 'x', now())",
    ):
        with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL ROLE publiek")
            cursor.execute(sql)


# --- Who may, and who may ask for a child ----------------------------------------------------------


def test_nobody_but_the_fg_of_the_procesregie(als, client_als):
    with als("zvh.fg") as fg:
        rij = maak(fg)
    absent = uuid4()
    for wie in ("zvh.procesregisseur", "zvh.beheer", "politie.krt", "nog.bestuurder", "elders.krt"):
        client = client_als(wie)
        answers = [client.get(f"/privacy/{pk}/") for pk in (rij.pk, absent)]
        assert {a.status_code for a in answers} == {403}, wie
        with als(wie) as iemand:
            assert not Privacyverzoek.objects.exists()
            with pytest.raises(AccessDenied):
                dienst.pak_op(iemand, rij.pk)
    fg = client_als("zvh.fg")
    assert fg.get(f"/privacy/{absent}/").status_code == 404
    assert "Wilma Kanarie" not in fg.get("/privacy/").content.decode()
    assert "Wilma Kanarie" in fg.get(f"/privacy/{rij.pk}/").content.decode()
    with als("zvh.fg"):
        assert Logregel.objects.filter(actie="R", object_id=rij.pk, gebeurtenis="bekeken").exists()
    with als("zvh.fg") as fg, pytest.raises(NotVisible):
        dienst.pak_op(fg, absent)


@pytest.mark.parametrize(
    ("namens", "jaar", "velden", "fout_bij", "dicht"),
    [
        ("zelf", 1990, {}, None, False),
        ("zelf", 2012, {}, "kindbelang", False),
        ("zelf", 2012, {"kindbelang": "Thuis is het niet veilig."}, None, False),
        ("zelf", 2018, {}, None, True),
        ("ouder", 2018, {}, "oudertoets", False),
        ("ouder", 2018, {"oudertoets": "geen"}, None, False),
        ("ouder", 2018, {"oudertoets": "verdachte"}, None, True),
    ],
)
def test_the_identity_and_for_a_child_who_speaks_for_it(als, namens, jaar, velden, fout_bij, dicht):
    from ketenregie.privacy.leeftijd import toets

    with als("zvh.fg") as fg, clock.frozen(datetime(2026, 6, 1, 9, tzinfo=UTC)):
        rij = maak(fg, namens=namens, geboren=date(jaar, 1, 1), vertegenwoordiger="M. Kanarie")
        if fout_bij:
            with pytest.raises(DomainError) as fout:
                dienst.stel_identiteit_vast(fg, rij.pk, wijze="getoond", **velden)
            assert fout.value.veld == fout_bij
            return
        rij = dienst.stel_identiteit_vast(fg, rij.pk, wijze="getoond", **velden)
        assert (rij.status, rij.identiteit_door_id) == ("behandeling", fg.medewerker_id)
        assert toets(rij, clock.today()).dicht is dicht


def test_at_the_desk_from_letter_to_end_without_a_decision(als, client_als):
    fg = client_als("zvh.fg")
    velden = ANTWOORDEN | {"kanaal": "brief", "ontvangen": "2-3-2026", "sleutel": str(uuid4())}
    assert fg.post("/privacy/nieuw/", velden | {"kanaal": ""}).status_code == 422
    for _ in range(2):
        naar = fg.post("/privacy/nieuw/", velden)
    assert naar.status_code == 302
    url = naar.headers["Location"]
    assert fg.post(url, {"actie": "identiteit"}).status_code == 422
    assert fg.post(url, {"actie": "identiteit", "wijze": "beeld"}).status_code == 302
    assert fg.post(url, {"actie": "bericht", "tekst": "x"}).status_code == 404  # came by letter
    assert fg.post(url, {"actie": "sluiten", "reden": "Ingetrokken."}).status_code == 302
    assert "Ingetrokken." in fg.get(url).content.decode()
    assert "Er staat geen verzoek open" in fg.get("/privacy/").content.decode()
    assert "Niet behandeld" in fg.get("/privacy/?afgehandeld=1").content.decode()
    with als("zvh.fg") as viewer:
        (rij,) = Privacyverzoek.objects.all()
        assert not rij.termijnen.filter(klaar_at=None).exists()
        with pytest.raises(DomainError):
            dienst.pak_op(viewer, rij.pk)


def test_the_list_costs_the_same_for_one_and_for_many(als, client_als):
    fg = client_als("zvh.fg")
    with als("zvh.fg") as viewer:
        maak(viewer)
    fg.get("/privacy/")
    with CaptureQueriesContext(connection) as een:
        fg.get("/privacy/")
    with als("zvh.fg") as viewer:
        for _ in range(3):
            maak(viewer)
    with CaptureQueriesContext(connection) as vier:
        fg.get("/privacy/")
    assert len(vier) == len(een)
