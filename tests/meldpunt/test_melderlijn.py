"""Talking with a melder, and partners who want to hear one: never with the name."""

import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.test import Client

from cases.models import Bijdrage, Casus
from ketenregie.foundation import clock, outbox
from ketenregie.foundation.errors import AccessDenied, DomainError
from ketenregie.foundation.logboek.models import Logregel
from ketenregie.foundation.viewer import Viewer, acting_as
from meldpunt.models import Hoorvraag, Melder, Melderbericht, Melding
from meldpunt.services import (
    MelderInvoer,
    deel_antwoord,
    handel_af,
    kan_niet_horen,
    noteer_gesprek,
    sluit_melding,
    stel_aan_melder,
    toon_melder,
    vorm_dossier,
    vraag_melder,
    vraag_te_horen,
)
from meldpunt.services.melderlijn import noemt_melder
from tests.factories.cases import doe_mee
from tests.factories.meldpunt import code_in, doe_melding, maak_melding

pytestmark = pytest.mark.django_db
Wie = Callable[[str], Viewer]
MELDER = MelderInvoer(soort="burger", naam="Wilma Kanarie", contact="06-98765432")
BIJDRAGE = {"gegevenscategorie": "uitbuiting", "grondslag": "wmo_veilig_thuis"}


@pytest.fixture
def gemeld(viewer: Wie) -> tuple[Melding, str]:
    """A melding of the public form, and its code."""
    code = code_in(doe_melding(Client()))
    with acting_as(viewer("vt.meldpunt")):
        return Melding.objects.get(kanaal="formulier"), code


def schrijf(code: str, tekst: str) -> None:
    """The melder answers through the page."""
    page = Client().post("/melden/vervolg/", {"code": code}).content.decode()
    velden = dict(re.findall(r'name="(toegang|antwoord_id)" value="([^"]+)"', page))
    Client().post("/melden/vervolg/", velden | {"tekst": tekst})


def test_what_the_melder_wrote_stands_at_the_desk_until_dealt_with(
    client_als: Any, viewer: Wie, gemeld: tuple[Melding, str]
) -> None:
    melding, code = gemeld
    schrijf(code, "Er kwam een busje om zes uur.")
    client = client_als("vt.meldpunt")
    assert "Bericht van melder</span>" in client.get("/meldpunt/").content.decode() or (
        "Bericht van melder" in client.get("/meldpunt/?status=bericht").content.decode()
    )
    assert "Lees wat de melder schreef" in client.get("/werk/").content.decode()
    page = client.get(f"/meldpunt/{melding.pk}/").content.decode()
    assert "Er kwam een busje om zes uur." in page
    with acting_as(viewer("vt.meldpunt")) as vt:
        bericht = Melderbericht.objects.get()
    client.post(f"/meldpunt/{melding.pk}/melderlijn/{bericht.pk}/afgehandeld/")
    assert "Lees wat de melder schreef" not in client.get("/werk/").content.decode()
    with acting_as(vt):
        assert Logregel.objects.filter(gebeurtenis="melder_antwoord_afgehandeld").count() == 1


def test_what_comes_after_the_end_of_a_melding_is_work_too(
    client_als: Any, viewer: Wie, gemeld: tuple[Melding, str]
) -> None:
    melding, code = gemeld
    with acting_as(viewer("vt.meldpunt")) as vt:
        sluit_melding(vt, melding, "doorverwezen", "Wijkteam Epe")
    schrijf(code, "Het is weer begonnen.")
    client = client_als("vt.meldpunt")
    assert melding.kenmerk in client.get("/meldpunt/?status=bericht").content.decode()
    assert melding.kenmerk in client.get("/werk/").content.decode()


@pytest.mark.parametrize("username", ["vt.krt", "politie.krt", "zvh.procesregisseur", "zvh.fg"])
def test_only_meldpuntmedewerkers_speak_with_the_melder(
    client_als: Any, viewer: Wie, gemeld: tuple[Melding, str], username: str
) -> None:
    melding, code = gemeld
    schrijf(code, "Ik ben de buurvrouw.")
    client = client_als(username)
    assert "buurvrouw" not in client.get(f"/meldpunt/{melding.pk}/").content.decode()
    answer = client.post(
        f"/meldpunt/{melding.pk}/melderlijn/vraag/", {"meldervraag-tekst": "Wie bent u?"}
    )
    assert answer.status_code in {403, 404}
    with acting_as(viewer(username)) as v, pytest.raises((AccessDenied, DomainError)):
        vraag_melder(v, melding, tekst="Wie bent u?")


def test_a_question_on_the_page_waits_for_the_melder(
    client_als: Any, viewer: Wie, gemeld: tuple[Melding, str]
) -> None:
    melding, code = gemeld
    client = client_als("vt.meldpunt")
    form = {
        "meldervraag-tekst": "Hoe laat?", "meldervraag-weg": "pagina",
        "meldervraag-bericht_id": str(uuid4()),
    }  # fmt: skip
    for _ in range(2):  # a double click
        answer = client.post(f"/meldpunt/{melding.pk}/melderlijn/vraag/", form)
        assert answer.status_code == 302
    with acting_as(viewer("vt.meldpunt")):
        assert Melderbericht.objects.count() == 1
    assert "Hoe laat?" in Client().post("/melden/vervolg/", {"code": code}).content.decode()
    wrong = client.post(
        f"/meldpunt/{melding.pk}/melderlijn/vraag/", form | {"meldervraag-tekst": ""}
    )
    assert wrong.status_code == 422


def test_calling_back_shows_the_number_in_no_list(client_als: Any, viewer: Wie) -> None:
    vt = viewer("vt.meldpunt")
    melding = maak_melding(vt, melder=MELDER)
    with acting_as(vt):
        with pytest.raises(DomainError, match="geen code"):
            vraag_melder(vt, melding, tekst="Hoe laat?")
        vraag_melder(vt, melding, tekst="Hoe laat komt het busje?", weg="telefoon")
    client = client_als("vt.meldpunt")
    for address in ("/werk/", "/meldpunt/", f"/meldpunt/{melding.pk}/"):
        page = client.get(address).content.decode()
        assert "98765432" not in page, address
        assert "Kanarie" not in page, address
    assert "Bel de melder terug" in client.get("/werk/").content.decode()
    opened = client.post(f"/meldpunt/{melding.pk}/melder/", {"melder-reden": "Terugbellen"})
    assert "06-98765432" in opened.content.decode()
    with acting_as(vt):
        line = Logregel.objects.get(gebeurtenis="melder_getoond")
        assert (line.reden, line.medewerker_id) == ("Terugbellen", vt.medewerker_id)
        noteer_gesprek(vt, melding, bereikt=False)
        vraag = Melderbericht.objects.get(soort="vraag")
        assert vraag.uiterlijk == clock.add_werkdagen(clock.today(), 1)
        with pytest.raises(DomainError):
            noteer_gesprek(vt, melding, bereikt=True, tekst=" ")
        noteer_gesprek(vt, melding, bereikt=True, tekst="Elke dag om zes uur.")
        vraag.refresh_from_db()
        assert vraag.klaar_at is not None
    assert "Bel de melder terug" not in client.get("/werk/").content.decode()


def test_what_was_said_on_the_telephone_does_not_show_on_the_return_page(
    viewer: Wie, gemeld: tuple[Melding, str]
) -> None:
    melding, code = gemeld
    with acting_as(viewer("vt.meldpunt")) as vt:
        vraag_melder(vt, melding, tekst="Geheime vraag", weg="telefoon")
        noteer_gesprek(vt, melding, bereikt=True, tekst="Geheim antwoord")
    page = Client().post("/melden/vervolg/", {"code": code}).content.decode()
    assert "Geheim" not in page


def test_opening_the_vault_asks_a_reason_and_is_logged(viewer: Wie) -> None:
    vt = viewer("vt.meldpunt")
    melding = maak_melding(vt, melder=MELDER)
    with acting_as(vt):
        with pytest.raises(DomainError):
            toon_melder(vt, melding, "")
        assert toon_melder(vt, melding, "Terugbellen").contact == "06-98765432"
        assert Logregel.objects.filter(gebeurtenis="melder_getoond").count() == 1
    with acting_as(viewer("vt.krt")) as krt, pytest.raises(AccessDenied):
        toon_melder(krt, melding, "Terugbellen")


# --- Horen van de melder -------------------------------------------------------------------------


@pytest.fixture
def casus(viewer: Wie, gemeld: tuple[Melding, str]) -> Casus:
    """Out of the melding; the police take part."""
    vt = viewer("vt.meldpunt")
    with acting_as(vt):
        made = vorm_dossier(vt, gemeld[0], invite=[])
    doe_mee(viewer("vt.krt"), made, viewer("politie.krt"))
    return made


def test_a_partner_hears_the_melder_without_knowing_who_it_is(
    client_als: Any, viewer: Wie, casus: Casus, gemeld: tuple[Melding, str]
) -> None:
    melding, code = gemeld
    politie = client_als("politie.krt")
    assert "Vraag iets aan de melder" in politie.get(f"/casussen/{casus.pk}/").content.decode()
    asked = politie.post(f"/casussen/{casus.pk}/melder/", {"vraag": "Welk kenteken?"})
    assert asked.status_code == 302
    assert "Bij het meldpunt" in politie.get(f"/casussen/{casus.pk}/melder/").content.decode()
    with acting_as(viewer("politie.krt")):
        vraag = Hoorvraag.objects.get()
    desk = client_als("vt.meldpunt")
    assert "Vraag van een partner aan de melder" in desk.get("/werk/").content.decode()
    address = f"/meldpunt/hoorvragen/{vraag.pk}/"
    assert "Welk kenteken?" in desk.get(address).content.decode()
    stel = {
        "stel-melding": str(melding.pk),
        "stel-tekst": "Zag u een kenteken?",
        "stel-weg": "pagina",
    }
    assert desk.post(f"{address}stel/", stel).status_code == 302
    schrijf(code, "Ja: AB-12-CD, zegt Wilma Kanarie.")
    with acting_as(viewer("vt.meldpunt")) as vt:
        handel_af(vt, melding, Melderbericht.objects.get(soort="antwoord").pk)
        for leak in ("Wilma Kanarie zag AB-12-CD", "Bel 0698765432", "bel 06 98 76 54 32"):
            with pytest.raises(DomainError, match="wie het meldde"):
                deel_antwoord(vt, vraag.pk, casus, tekst=leak, **BIJDRAGE)
    form = {
        "bijdrage-tekst": "De melder zag een wit busje met kenteken AB-12-CD.",
        "bijdrage-gegevenscategorie": "uitbuiting", "bijdrage-grondslag": "wmo_veilig_thuis",
        "bijdrage-gegevenssoort": "dynamisch",
    }  # fmt: skip
    done = desk.post(f"{address}antwoord/", form)
    assert done.status_code == 302, done.content.decode()
    with acting_as(viewer("politie.krt")):
        bijdrage = Bijdrage.objects.get(casus=casus)
        assert bijdrage.bron == "Melder, gehoord door het meldpunt"
        assert bijdrage.leverancier.meldpunt
        seen = politie.get(f"/casussen/{casus.pk}/melder/").content.decode()
    assert "Beantwoord" in seen
    for page in (seen, politie.get(f"/casussen/{casus.pk}/").content.decode()):
        assert "Kanarie" not in page
        assert melding.kenmerk not in page
    again = desk.post(f"{address}antwoord/", form)
    assert again.status_code == 422


def test_the_meldpunt_says_when_it_cannot(viewer: Wie, casus: Casus) -> None:
    with acting_as(viewer("politie.krt")) as politie:
        vraag = vraag_te_horen(politie, casus, vraag="Waar woont de melder?")
    with acting_as(viewer("vt.meldpunt")) as vt:
        with pytest.raises(DomainError):
            kan_niet_horen(vt, vraag.pk, reden="")
        with pytest.raises(DomainError, match="wie het meldde"):
            kan_niet_horen(vt, vraag.pk, reden="Mevrouw Kanarie wil dat niet")
        kan_niet_horen(vt, vraag.pk, reden="Dat kan niet veilig.")
        with pytest.raises(DomainError, match="al afgerond"):
            kan_niet_horen(vt, vraag.pk, reden="Nog eens")
    outbox.relay()
    assert [m.subject for m in mail.outbox if "politie" in m.to[0]][-1] == (
        "Uw vraag aan een melder is afgerond"
    )


def test_the_question_cannot_go_to_a_melder_of_another_casus(viewer: Wie, casus: Casus) -> None:
    vt = viewer("vt.meldpunt")
    other = maak_melding(vt, melder=MELDER)
    with acting_as(viewer("politie.krt")) as politie:
        vraag = vraag_te_horen(politie, casus, vraag="Welk kenteken?")
    with acting_as(vt), pytest.raises(DomainError, match="hoort niet bij"):
        stel_aan_melder(vt, vraag.pk, other, tekst="Kenteken?", weg="telefoon")


def test_an_outsider_cannot_ask_and_reads_no_questions(
    client_als: Any, viewer: Wie, casus: Casus
) -> None:
    with acting_as(viewer("politie.krt")) as politie:
        vraag = vraag_te_horen(politie, casus, vraag="Welk kenteken?")
    doe_mee(viewer("vt.krt"), casus, viewer("moviera.krt"))
    moviera = client_als("moviera.krt")
    assert "kenteken" not in moviera.get(f"/casussen/{casus.pk}/melder/").content.decode()
    for username in ("om.krt", "elders.krt", "zvh.fg", "moviera.krt"):
        client = client_als(username)
        for address, absent in (
            (f"/casussen/{casus.pk}/melder/", f"/casussen/{uuid4()}/melder/"),
            (f"/meldpunt/hoorvragen/{vraag.pk}/", f"/meldpunt/hoorvragen/{uuid4()}/"),
        ):
            if username == "moviera.krt" and "casussen" in address:
                continue
            foreign, nothing = client.get(address), client.get(absent)
            assert (foreign.status_code, foreign.content) == (404, nothing.content), username
    with acting_as(viewer("moviera.krt")):
        assert not Hoorvraag.objects.exists()
    # At the meldpunt itself: not the teamlid, who may not speak with melders.
    assert client_als("vt.krt").get(f"/meldpunt/hoorvragen/{vraag.pk}/").status_code == 403


def test_a_name_is_found_however_it_is_written() -> None:
    melder = Melder(
        soort="burger", naam="Wilma van Kanarie", contact="+31 6 98765432, w@vogel.example"
    )
    assert noemt_melder(melder, "mevrouw KANARIE belde")
    assert noemt_melder(melder, "bel 06-98 76 54 32")
    assert noemt_melder(melder, "mail w@vogel.example")
    assert not noemt_melder(melder, "Een wit busje van de buren, kenteken AB-12-CD")
    assert not noemt_melder(Melder(soort="slachtoffer", naam="Kanarie"), "Kanarie is hier")
