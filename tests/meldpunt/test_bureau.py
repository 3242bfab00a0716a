"""The desk: every filter in the address, counts that equal the lists, and who does what."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ketenregie.foundation import clock, outbox
from ketenregie.foundation.errors import AccessDenied, DomainError
from ketenregie.foundation.filters.models import BewaardFilter
from ketenregie.foundation.logboek.models import Logregel
from ketenregie.foundation.viewer import acting_as
from meldpunt import beeld, selectors
from meldpunt.models import Melding
from meldpunt.services import maak_melding_van, neem_op, sluit_melding, wijs_toe, wijzig_melding
from tests.conftest import database_role
from tests.factories.meldpunt import maak_melding, maak_signaal

pytestmark = pytest.mark.django_db
CONTROL = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")


@pytest.fixture
def vol(viewer: Any) -> list[Melding]:
    """Meldingen of every kind, channel and urgency."""
    vt, vandaag = viewer("vt.meldpunt"), clock.today()
    rows = [
        maak_melding(vt, acuut=True, gemeente="Lochem"),
        maak_melding(vt, soort="advies", kanaal="email", gemeente="Epe"),
        maak_melding(vt, nu_veilig="nee", gemeente="lochem"),
        maak_melding(vt, at=clock.now() - timedelta(days=20)),
        maak_signaal(viewer("apeldoorn.krt")),
        maak_signaal(viewer("moviera.krt"), doorsturen=True),
    ]
    with acting_as(vt):
        neem_op(vt, rows[2])
        sluit_melding(vt, maak_melding(vt, soort="advies"), "afgesloten_advies", "Advies gegeven.")
        Melding.objects.filter(pk=rows[2].pk).update(volgende_datum=vandaag)
    return rows


def _aantal(page: Any) -> int:
    return page.context["page"].paginator.count


@pytest.mark.parametrize(
    "query",
    ["", "soort=signaal", "urgentie=te_laat", "behandelaar=niemand", "gemeente=LOCHEM",
     "soort=advies&kanaal=email", "behandelaar=onzin&urgentie='", "gemeente=%00&zoek=%25"],
)  # fmt: skip
def test_every_count_equals_its_list(vol: Any, client_als: Any, query: str) -> None:
    client = client_als("vt.meldpunt")
    tabs = client.get(f"/meldpunt/?{query}").context["tabs"]
    for status, tab in zip(selectors.FILTERS, tabs, strict=True):
        page = client.get(f"/meldpunt/?status={status}&{query}")
        assert page.status_code == 200
        assert str(len(page.context["regels"])) == tab["teller"] == str(_aantal(page)), status


def test_filters_find_what_they_say(vol: Any, client_als: Any, viewer: Any) -> None:
    client = client_als("vt.meldpunt")
    acuut, advies, onveilig, oud, signaal, door = vol

    def found(query: str) -> set[str]:
        return {r.kenmerk for r in client.get(f"/meldpunt/?{query}").context["regels"]}

    everything = {m.kenmerk for m in vol}
    assert found("") == everything
    assert found("urgentie=acuut") == {acuut.kenmerk}
    assert found("urgentie=te_laat") == {oud.kenmerk}
    assert found("urgentie=onveilig") == {onveilig.kenmerk}
    assert found("soort=advies") == {advies.kenmerk}
    assert found("kanaal=partner") == {signaal.kenmerk, door.kenmerk}
    assert found("gemeente=lochem") == {acuut.kenmerk, onveilig.kenmerk}
    assert found("behandelaar=mij") == {onveilig.kenmerk}
    assert found("behandelaar=niemand") == everything - {onveilig.kenmerk}
    assert found(f"zoek={oud.kenmerk[:5].lower()}") == {oud.kenmerk}
    assert found(f"behandelaar={viewer('vt.krt').medewerker_id}") == set()


def test_each_line_says_why_it_stands_there(vol: Any, client_als: Any) -> None:
    redenen = {
        r.kenmerk: r.waarom for r in client_als("vt.meldpunt").get("/meldpunt/").context["regels"]
    }
    acuut, _, onveilig, oud, signaal, door = vol
    assert redenen[acuut.kenmerk] == "Bovenaan door acuut gevaar; nog niemand pakt dit op"
    assert redenen[onveilig.kenmerk] == "De persoon is nu niet veilig"
    assert redenen[oud.kenmerk] == "De termijn is voorbij; nog niemand pakt dit op"
    assert redenen[signaal.kenmerk] == "Nog niemand pakt dit op"
    assert redenen[door.kenmerk].startswith("Doorgestuurd")


def test_the_reason_follows_the_day() -> None:
    melding = Melding(volgende_datum=date(2026, 11, 20), behandelaar_id=uuid4())
    redenen = {d: beeld.waarom_bovenaan(melding, date(2026, 11, d)) for d in (19, 20, 21)}
    assert redenen == {
        19: "Nog niemand pakt dit op",  # its status is still new
        20: "De volgende stap moet vandaag",
        21: "De termijn is voorbij",
    }


def test_the_desk_asks_at_most_twelve_questions(viewer: Any, client_als: Any) -> None:
    client, vt = client_als("vt.meldpunt"), viewer("vt.meldpunt")
    maak_melding(vt)
    client.post("/filters/meldpunt/", {"naam": "Acuut", "query": "urgentie=acuut"})
    client.get("/meldpunt/")
    seen = []
    for extra in (0, 3):
        for _ in range(extra):
            wie = maak_melding(vt)
            with acting_as(vt):
                neem_op(vt, wie)
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/meldpunt/?soort=melding").status_code == 200
        seen.append(
            [q["sql"] for q in queries.captured_queries if not q["sql"].startswith(CONTROL)]
        )
    assert len(seen[0]) == len(seen[1]) <= 12, "\n".join(x[:160] for x in seen[1])


# --- Who does it ---------------------------------------------------------------------------------


def test_assigning_is_logged_and_told(viewer: Any, client_als: Any) -> None:
    vt, collega = viewer("vt.meldpunt"), viewer("vt.krt")
    melding = maak_melding(vt)
    client = client_als("vt.meldpunt")
    answer = client.post(
        f"/meldpunt/{melding.pk}/toewijzen/", {"toewijs-collega": str(collega.medewerker_id)}
    )
    assert answer.status_code == 302
    with acting_as(vt):
        melding.refresh_from_db()
        assert (melding.behandelaar_id, melding.status) == (
            collega.medewerker_id,
            "in_behandeling",
        )
        regel = Logregel.objects.get(gebeurtenis="melding_toegewezen", object_id=melding.pk)
        assert regel.details == {"aan": str(collega.medewerker_id)}
    mail.outbox.clear()
    with database_role("werker"):
        outbox.relay()
    bericht = next(b for b in mail.outbox if b.subject == "U kreeg een melding")
    assert melding.kenmerk not in bericht.body
    assert str(melding.pk) in bericht.body
    # Nobody gets it twice, and the colleague takes it over in turn.
    with acting_as(collega):
        assert wijs_toe(collega, melding, collega.medewerker_id).versie == melding.versie


def test_only_who_works_at_the_meldpunt_gets_a_melding(viewer: Any) -> None:
    vt, politie = viewer("vt.meldpunt"), viewer("politie.krt")
    melding = maak_melding(vt)
    with acting_as(vt):
        for who in (politie.medewerker_id, uuid4(), viewer("zvh.procesregisseur").medewerker_id):
            with pytest.raises(DomainError, match="collega van het meldpunt"):
                wijs_toe(vt, melding, who)
    with acting_as(politie), pytest.raises(AccessDenied):
        wijs_toe(politie, melding, politie.medewerker_id)


def test_bulk_shows_first_who_gets_what_and_what_stays(
    vol: Any, viewer: Any, client_als: Any
) -> None:
    client, collega = client_als("vt.meldpunt"), viewer("vt.krt")
    vreemd = maak_melding(viewer("elders.krt")) if viewer("elders.krt").meldpunt else None
    kies = [str(m.pk) for m in vol] + [str(uuid4()), "onzin"] + ([str(vreemd.pk)] if vreemd else [])
    data = {"kies": kies, "collega": str(collega.medewerker_id), "query": "soort=signaal&next=/x"}
    page = client.post("/meldpunt/toewijzen/", data)
    door = vol[5]
    assert {r.kenmerk for r in page.context["regels"]} == {m.kenmerk for m in vol[:5]}
    assert [(x["regel"].kenmerk, x["reden"]) for x in page.context["uitgesloten"]] == [
        (door.kenmerk, "Dit doorgestuurde signaal is nog niet aangenomen.")
    ]
    with acting_as(viewer("vt.meldpunt")):
        assert not Melding.objects.filter(behandelaar_id=collega.medewerker_id).exists()
    done = client.post("/meldpunt/toewijzen/", data | {"bevestig": "1"})
    assert done["Location"] == "/meldpunt/?soort=signaal"
    with acting_as(viewer("vt.meldpunt")):
        mine = Melding.objects.filter(behandelaar_id=collega.medewerker_id)
        assert {m.pk for m in mine} == {m.pk for m in vol[:5]}
        assert Logregel.objects.filter(gebeurtenis="melding_toegewezen").count() == 5
    assert client.post("/meldpunt/toewijzen/", {"kies": "x"}).status_code == 302
    assert client_als("politie.krt").post("/meldpunt/toewijzen/", data).status_code == 403


# --- Signaal, melding, advies --------------------------------------------------------------------


def test_a_signaal_becomes_a_melding_with_a_reason_and_that_is_logged(
    viewer: Any, client_als: Any
) -> None:
    signaal, vt = maak_signaal(viewer("apeldoorn.krt")), viewer("vt.meldpunt")
    client = client_als("vt.meldpunt")
    address = f"/meldpunt/{signaal.pk}/opwaarderen/"
    assert client.post(address, {"opwaardeer-reden": ""}).status_code == 422
    assert client.post(address, {"opwaardeer-reden": "Er is een naam."}).status_code == 302
    with acting_as(vt):
        signaal.refresh_from_db()
        regel = Logregel.objects.get(gebeurtenis="melding_soort_gewijzigd", object_id=signaal.pk)
        assert (signaal.soort, regel.details, regel.reden) == (
            "melding",
            {"van": "signaal", "naar": "melding"},
            "Er is een naam.",
        )
        with pytest.raises(DomainError, match="al een melding"):
            maak_melding_van(vt, signaal, reden="Nog eens")
        # The other way round and on the form it is an event too.
        wijzig_melding(vt, signaal, soort="advies")
        assert Logregel.objects.filter(gebeurtenis="melding_soort_gewijzigd").count() == 2


# --- Saved filters -------------------------------------------------------------------------------


def _namen(client: Any, pad: str = "/meldpunt/") -> list[str]:
    return [r.naam for r in client.get(pad).context["bewaard"].regels]


def test_a_filter_is_kept_for_its_maker_alone(viewer: Any, client_als: Any) -> None:
    client, collega = client_als("vt.meldpunt"), client_als("vt.krt")
    query = "urgentie=te_laat&soort=signaal&pagina=3&x=1&naam=Jansen"
    answer = client.post("/filters/meldpunt/", {"naam": " Te  laat ", "query": query})
    assert answer["Location"] == "/meldpunt/?soort=signaal&urgentie=te_laat"
    blad = client.get(answer["Location"]).context["bewaard"]
    assert [(r.naam, r.actief) for r in blad.regels] == [("Te laat", True)]
    assert not blad.nieuw
    assert _namen(collega) == []
    # The same name again replaces; another list has its own.
    client.post("/filters/meldpunt/", {"naam": "te laat", "query": "soort=advies"})
    with acting_as(viewer("vt.meldpunt")):
        assert BewaardFilter.objects.get().query == "soort=advies"
        pk = BewaardFilter.objects.get().pk
    client.post("/filters/casussen/", {"naam": "Te laat", "query": "hoofdstap=analyse&soort=x"})
    assert _namen(client, "/casussen/") == ["Te laat"]
    # Someone else's is as if it did not exist.
    foreign, absent = (collega.post(f"/filters/{x}/weg/") for x in (pk, uuid4()))
    assert (foreign.status_code, foreign.content) == (404, absent.content)
    assert client.post(f"/filters/{pk}/weg/")["Location"] == "/meldpunt/"
    assert _namen(client) == []


def test_what_cannot_be_kept_is_said_on_the_list(client_als: Any) -> None:
    client = client_als("vt.meldpunt")
    for data in ({"naam": "", "query": "soort=advies"}, {"naam": "Leeg", "query": "onzin=1"},
                 {"naam": "n" * 61, "query": "soort=advies"}):  # fmt: skip
        client.post("/filters/meldpunt/", data)
    assert _namen(client) == []
    assert client.post("/filters/bestaat-niet/", {"naam": "x", "query": "a=b"}).status_code == 404
    for n in range(21):
        client.post("/filters/meldpunt/", {"naam": f"Filter {n}", "query": "soort=advies"})
    assert len(_namen(client)) == 20
