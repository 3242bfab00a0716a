"""The acute path: one button, the list in order, a clock, and every step written down."""

from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from cases.models import Uitsluiting
from cases.services.weging import weeg
from ketenregie.foundation import clock, concept, post
from ketenregie.foundation.errors import AccessDenied, DomainError, NotVisible
from ketenregie.foundation.logboek.models import Logregel
from ketenregie.foundation.viewer import acting_as
from ketenregie.foundation.werk import werkblad
from meldpunt.kenmerk import kenmerk_van
from meldpunt.models import Alarm, Melder, Melding, Oproep, Piketregel
from meldpunt.services import (
    MelderInvoer,
    bevestig_alarm,
    meld_alarm_af,
    registreer_melding,
    schrijf_alarmbericht,
    sla_alarm_bij_casus,
    sla_alarm_bij_melding,
    sluit_melding,
    vorm_dossier,
)
from partners.models import Medewerker
from tests.factories.alarm import Wie, bezorg, klok, lege_lijst, piketregel, sla
from tests.factories.meldpunt import KORT, maak_melding
from tests.factories.overleg import WEGING, casus_in_analyse

pytestmark = pytest.mark.django_db
# A Tuesday morning.
NU = datetime(2026, 9, 22, 8, 0, tzinfo=UTC)


def minuten(aantal: int) -> datetime:
    return NU + timedelta(minutes=aantal)


def opgeroepen(alarm: Alarm) -> list[str]:
    return [o.wie.split(",")[0] for o in alarm.oproepen.order_by("stap", "wie")]


@pytest.fixture
def alarm(viewer: Wie) -> Alarm:
    vt = viewer("vt.meldpunt")
    return sla(vt, maak_melding(vt, at=NU), at=NU)


# --- The button ------------------------------------------------------------------------------------


def test_before_anything_is_saved_the_button_makes_the_melding_and_calls_the_first(
    viewer: Wie, client_als: Any
) -> None:
    client, pk = client_als("vt.meldpunt"), uuid4()
    response = client.post(
        "/meldpunt/alarm/",
        {
            "melding_id": pk,
            "korte_inhoud": "",
            "voornaam": "Ana",
            "geboorte": "dat weet niemand precies",
        },
    )
    assert response.headers["Location"] == f"/meldpunt/nieuw/?concept={pk}"
    with acting_as(viewer("vt.meldpunt")):
        melding = Melding.objects.get(pk=pk)
        assert (melding.acuut, melding.kenmerk) == (True, kenmerk_van(pk))
        assert opgeroepen(Alarm.objects.get(melding=melding)) == ["Politie"]
    page = client.get(response.headers["Location"]).content.decode()
    assert "Alarm loopt" in page
    assert 'value="Ana"' in page  # what was typed is still there


def test_saving_after_the_alarm_fills_in_the_melding_and_keeps_it_acute(
    viewer: Wie, client_als: Any
) -> None:
    client, pk = client_als("vt.meldpunt"), uuid4()
    client.post(
        "/meldpunt/alarm/", {"melding_id": pk, "korte_inhoud": KORT}, headers={"HX-Request": "true"}
    )
    velden = {"melding_id": pk, "korte_inhoud": KORT, "soort": "melding", "kanaal": "telefoon",
              "melder_naam": "Wilma Kanarie"}  # fmt: skip
    assert client.post("/meldpunt/nieuw/", velden).status_code == 302
    assert client.post("/meldpunt/nieuw/", velden).status_code == 302
    with acting_as(viewer("vt.meldpunt")):
        melding = Melding.objects.get(pk=pk)
        assert (melding.korte_inhoud, melding.acuut) == (KORT, True)
        assert Melder.objects.get(melding=melding).naam == "Wilma Kanarie"
        assert Alarm.objects.filter(melding=melding).count() == 1
        assert concept.laad("melding", pk) is None


def test_a_melder_alone_is_not_lost_when_only_the_alarm_was_saved(viewer: Wie) -> None:
    vt, pk = viewer("vt.meldpunt"), uuid4()
    melding = maak_melding(vt, melding_id=pk, acuut=True)
    with acting_as(vt):
        registreer_melding(
            vt,
            melding_id=pk,
            korte_inhoud=KORT,
            acuut=True,
            melder=MelderInvoer(naam="Wilma Kanarie"),
        )
        assert Melder.objects.get(melding=melding).naam == "Wilma Kanarie"


def test_pressed_twice_it_is_one_alarm(viewer: Wie, alarm: Alarm) -> None:
    vt = viewer("vt.meldpunt")
    assert sla(vt, alarm.melding, at=minuten(1)).pk == alarm.pk
    with acting_as(vt):
        assert opgeroepen(alarm) == ["Politie"]


def test_the_button_is_on_every_page_of_the_meldpunt_and_works_from_the_desk(
    viewer: Wie, client_als: Any, alarm: Alarm
) -> None:
    client = client_als("vt.meldpunt")
    other = maak_melding(viewer("vt.meldpunt"))
    for page in (
        "/meldpunt/",
        "/meldpunt/nieuw/",
        f"/meldpunt/{other.pk}/",
        f"/meldpunt/{other.pk}/wijzig/",
    ):
        assert "Sla alarm" in client.get(page).content.decode(), page
    pk = uuid4()
    response = client.post("/meldpunt/alarm/", {"melding_id": pk})
    assert response.headers["Location"] == f"/meldpunt/{pk}/#alarm"
    assert "Alarm loopt" in client.get(f"/meldpunt/{pk}/").content.decode()


def test_only_the_meldpunt_and_who_takes_part_in_the_casus_raises_it(
    viewer: Wie, alarm: Alarm
) -> None:
    for username in ("politie.krt", "zvh.beheer"):
        with acting_as(viewer(username)), pytest.raises((AccessDenied, NotVisible)):
            sla_alarm_bij_melding(viewer(username), alarm.melding)
    casus = casus_in_analyse(viewer, "politie.krt")
    with acting_as(viewer("nla.krt")), pytest.raises(NotVisible):
        sla_alarm_bij_casus(viewer("nla.krt"), casus)
    with acting_as(viewer("politie.krt")):
        mine = sla_alarm_bij_casus(viewer("politie.krt"), casus)
    with acting_as(viewer("zvh.procesregisseur")):
        assert sla_alarm_bij_casus(viewer("zvh.procesregisseur"), casus).pk == mine.pk


# --- The list and the clock ------------------------------------------------------------------------


def test_nobody_confirms_so_the_next_are_called_and_then_it_is_said_that_nobody_is_left(
    viewer: Wie, alarm: Alarm
) -> None:
    vt = viewer("vt.meldpunt")
    assert klok(vt.keten_id, minuten(9)) == 0
    assert klok(vt.keten_id, minuten(10)) == 1
    assert klok(vt.keten_id, minuten(10)) == 0  # a second beat
    with acting_as(vt):
        assert opgeroepen(alarm) == ["Politie", "Arbeidsinspectie", "ZVH"]
        assert [o.stap for o in alarm.oproepen.order_by("stap")] == [1, 2, 2]
        alarm.refresh_from_db()
        assert alarm.volgende_at == minuten(25)
    assert klok(vt.keten_id, minuten(25)) == 1
    assert klok(vt.keten_id, minuten(99)) == 0
    with acting_as(vt):
        alarm.refresh_from_db()
        assert (alarm.loopt, alarm.volgende_at, alarm.uitgeput_at) == (True, None, minuten(25))
        lines = Logregel.objects.filter(gebeurtenis__startswith="alarm_").order_by("tijdstip", "id")
        assert [r.gebeurtenis for r in lines] == [
            "alarm_geslagen", "alarm_opgeroepen", "alarm_opgeroepen", "alarm_opgeroepen", "alarm_uitgeput",
        ]  # fmt: skip
    # Who wakes up late can still confirm.
    with acting_as(viewer("nla.krt")):
        assert bevestig_alarm(viewer("nla.krt"), alarm.pk, at=minuten(40)).status == "bevestigd"


@pytest.mark.parametrize(
    ("moment", "dienst"),
    [
        ("2026-09-25 16:59", []),  # Friday
        ("2026-09-25 17:00", ["Politie"]),
        ("2026-09-26 07:59", ["Politie"]),  # Saturday morning: the night that began on Friday
        ("2026-09-26 08:00", []),
        ("2026-09-26 18:00", []),
        ("2026-10-25 02:30", []),  # the hour that comes twice, on a Sunday
    ],
)
def test_hours_and_days_are_those_of_the_clock_on_the_wall(
    viewer: Wie, moment: str, dienst: list[str]
) -> None:
    zvh, vt = viewer("zvh.procesregisseur"), viewer("vt.meldpunt")
    lege_lijst(zvh)
    piketregel(
        zvh, viewer("politie.krt"), dagen=[1, 2, 3, 4, 5],
        van=time(17), tot=time(8),
    )  # fmt: skip
    at = (
        datetime.fromisoformat(moment)
        .astimezone(clock.AMSTERDAM)
        .replace(tzinfo=clock.AMSTERDAM, hour=int(moment[11:13]), minute=int(moment[14:16]))
    )
    made = sla(vt, maak_melding(vt, at=at), at=at)
    with acting_as(vt):
        assert opgeroepen(made) == dienst
        assert (made.uitgeput_at is None) == bool(dienst)


def test_with_an_empty_list_the_page_says_to_call_yourself(viewer: Wie, client_als: Any) -> None:
    vt = viewer("vt.meldpunt")
    lege_lijst(viewer("zvh.procesregisseur"))
    melding = maak_melding(vt)
    made = sla(vt, melding)
    page = client_als("vt.meldpunt").get(f"/alarm/{made.pk}/").content.decode()
    assert "Bel nu zelf" in page
    assert "niemand op de piketlijst" in page


def test_the_message_holds_the_kenmerk_and_a_link_and_nothing_else(
    viewer: Wie, alarm: Alarm
) -> None:
    bezorg("alarm.opgeroepen")
    assert [m.to for m in mail.outbox] == [["politie.krt@ketenregie.example"]]
    message = mail.outbox[0]
    assert message.subject == f"ALARM {alarm.kenmerk}: bevestig nu"
    assert f"/alarm/{alarm.pk}/" in message.body
    assert KORT not in message.body
    assert "Veilig" not in message.body


def test_a_mail_that_is_sent_again_is_the_same_mail(viewer: Wie, alarm: Alarm) -> None:
    for _ in range(2):
        post.stuur(["a@ketenregie.example"], "x", "y", "/", eenmaal=alarm.pk)
    assert len({m.extra_headers["Message-ID"] for m in mail.outbox}) == 1


# --- Confirming and calling off --------------------------------------------------------------------


def test_who_was_called_confirms_and_the_calling_stops(
    viewer: Wie, client_als: Any, alarm: Alarm
) -> None:
    politie, vt = client_als("politie.krt"), viewer("vt.meldpunt")
    assert "ALARM: bevestig dat u in actie komt" in politie.get("/werk/").content.decode()
    page = politie.get(f"/alarm/{alarm.pk}/").content.decode()
    assert alarm.kenmerk in page
    assert KORT not in page
    assert f"/meldpunt/{alarm.melding_id}/" not in page
    for _ in range(2):
        assert politie.post(f"/alarm/{alarm.pk}/bevestig/").status_code == 302
    assert klok(vt.keten_id, minuten(60)) == 0
    with acting_as(vt):
        alarm.refresh_from_db()
        assert (alarm.status, alarm.bevestigd_door_id) == (
            "bevestigd",
            viewer("politie.krt").deelname_id,
        )
        assert Logregel.objects.filter(gebeurtenis="alarm_bevestigd").count() == 1
    assert "ALARM:" not in politie.get("/werk/").content.decode()
    bezorg("alarm.bevestigd")
    assert ["vt.meldpunt@ketenregie.example"] in [m.to for m in mail.outbox]


def test_who_was_not_called_finds_nothing(viewer: Wie, client_als: Any, alarm: Alarm) -> None:
    for username in ("nla.krt", "moviera.krt", "zvh.beheer", "elders.krt"):
        client = client_als(username)
        here = client.get(f"/alarm/{alarm.pk}/")
        assert here.status_code == 404
        assert here.content == client.get(f"/alarm/{uuid4()}/").content
        assert client.post(f"/alarm/{alarm.pk}/bevestig/").status_code == 404
        with acting_as(viewer(username)):
            assert (Alarm.objects.count(), Oproep.objects.count()) == (0, 0)


def test_who_is_called_sees_not_who_else_was(viewer: Wie, alarm: Alarm) -> None:
    klok(viewer("vt.meldpunt").keten_id, minuten(10))
    with acting_as(viewer("nla.krt")):
        assert [o.wie.split(",")[0] for o in Oproep.objects.all()] == ["Arbeidsinspectie"]


def test_by_telephone_the_meldpunt_writes_down_who_confirmed(
    viewer: Wie, client_als: Any, alarm: Alarm
) -> None:
    vt = client_als("vt.meldpunt")
    with acting_as(viewer("vt.meldpunt")):
        oproep = alarm.oproepen.get()
    adres = f"/alarm/{alarm.pk}/gebeld/{oproep.pk}/"
    assert vt.post(adres, {"gebeld-naam": " "}).status_code == 422
    assert client_als("politie.krt").post(adres, {"gebeld-naam": "Ik"}).status_code == 404
    assert vt.post(adres, {"gebeld-naam": "Brigadier Smit"}).status_code == 302
    with acting_as(viewer("vt.meldpunt")):
        oproep.refresh_from_db()
        assert (oproep.bevestigd_naam, Alarm.objects.get().status) == (
            "Brigadier Smit",
            "bevestigd",
        )


def test_a_false_alarm_is_called_off_with_a_reason_and_everyone_hears(
    viewer: Wie, client_als: Any, alarm: Alarm
) -> None:
    klok(viewer("vt.meldpunt").keten_id, minuten(10))
    with acting_as(viewer("politie.krt")), pytest.raises(NotVisible):
        meld_alarm_af(viewer("politie.krt"), alarm.pk, reden="Van ons niet.")
    vt = client_als("vt.meldpunt")
    assert vt.post(f"/alarm/{alarm.pk}/afmelden/", {"afmelden-reden": ""}).status_code == 422
    for _ in range(2):
        assert (
            vt.post(
                f"/alarm/{alarm.pk}/afmelden/", {"afmelden-reden": "Verkeerde knop."}
            ).status_code
            == 302
        )
    assert klok(viewer("vt.meldpunt").keten_id, minuten(90)) == 0
    bezorg("alarm.afgemeld")
    assert sorted(m.to[0] for m in mail.outbox) == [
        "nla.krt@ketenregie.example", "politie.krt@ketenregie.example",
        "zvh.procesregisseur@ketenregie.example",
    ]  # fmt: skip
    with acting_as(viewer("politie.krt")), pytest.raises(DomainError, match="afgemeld"):
        bevestig_alarm(viewer("politie.krt"), alarm.pk)


def test_a_call_that_waits_in_the_box_when_it_is_over_is_not_sent(
    viewer: Wie, alarm: Alarm
) -> None:
    with acting_as(viewer("vt.meldpunt")):
        meld_alarm_af(viewer("vt.meldpunt"), alarm.pk, reden="Verkeerde knop.")
    bezorg("alarm.opgeroepen")
    assert mail.outbox == []


def test_what_the_raiser_writes_reaches_only_who_was_called(
    viewer: Wie, client_als: Any, alarm: Alarm
) -> None:
    vt = viewer("vt.meldpunt")
    with acting_as(vt):
        schrijf_alarmbericht(vt, alarm.pk, bericht="Hotel aan de Kade, kamer 12.")
    page = client_als("politie.krt").get(f"/alarm/{alarm.pk}/").content.decode()
    assert "kamer 12" in page
    assert "0800 0199" in page  # and whom to ring back
    with acting_as(viewer("politie.krt")), pytest.raises(NotVisible):
        schrijf_alarmbericht(viewer("politie.krt"), alarm.pk, bericht="Anders.")
    with acting_as(vt):
        seen = Logregel.objects.filter(gebeurtenis="bekeken", object_id=alarm.pk)
        assert seen.exists()


# --- With the melding and the casus -----------------------------------------------------------------


def test_a_melding_with_a_running_alarm_is_not_closed(viewer: Wie, alarm: Alarm) -> None:
    vt = viewer("vt.meldpunt")
    with acting_as(vt), pytest.raises(DomainError, match="alarm"):
        sluit_melding(vt, alarm.melding, "ingetrokken", "Dubbel.")


def test_the_alarm_goes_along_to_the_casus_and_stands_on_its_tijdlijn(
    viewer: Wie, client_als: Any, alarm: Alarm
) -> None:
    vt, krt = viewer("vt.meldpunt"), viewer("vt.krt")
    with acting_as(vt):
        casus = vorm_dossier(vt, alarm.melding, invite=[])
        alarm.refresh_from_db()
        assert alarm.casus_id == casus.pk
    klok(vt.keten_id, clock.now() + timedelta(minutes=10))
    page = client_als("vt.krt").get(f"/casussen/{casus.pk}/tijdlijn/").content.decode()
    assert "Piket opgeroepen voor een alarm" in page
    assert krt.deelname_id == vt.deelname_id


def test_doorlaatverbod_in_the_weging_calls_the_list_too(viewer: Wie) -> None:
    casus = casus_in_analyse(viewer, "politie.krt", "vt.krt")
    politie = viewer("politie.krt")
    with acting_as(politie):
        weeg(politie, casus, **WEGING | {"doorlaatverbod": "ja"})
    bezorg("doorlaatverbod.alarm", "alarm.opgeroepen")
    with acting_as(politie):
        made = Alarm.objects.get(casus=casus)
        assert (made.herkomst, made.kenmerk) == ("doorlaatverbod", casus.kenmerk)
    assert f"ALARM {casus.kenmerk}: bevestig nu" in [m.subject for m in mail.outbox]


def test_who_is_excluded_from_the_casus_is_excluded_from_its_alarm(
    viewer: Wie, client_als: Any
) -> None:
    casus = casus_in_analyse(viewer, "politie.krt", "vt.krt")
    zvh = viewer("zvh.procesregisseur")
    with acting_as(zvh):
        made = sla_alarm_bij_casus(zvh, casus)
        persoon = Medewerker.objects.get(username="politie.krt")
        Uitsluiting.objects.create(
            casus=casus,
            medewerker=persoon,
            reden="Familie",
            deelname_id=viewer("politie.krt").deelname_id,
        )
    bezorg("alarm.opgeroepen")
    assert mail.outbox == []
    assert client_als("politie.krt").get(f"/alarm/{made.pk}/").status_code == 404


@pytest.mark.parametrize("aantal", [1, 3])
def test_the_page_costs_the_same_with_one_and_three_calls(
    viewer: Wie, client_als: Any, aantal: int
) -> None:
    zvh, vt = viewer("zvh.procesregisseur"), viewer("vt.meldpunt")
    lege_lijst(zvh)
    for _ in range(aantal):
        piketregel(zvh, viewer("politie.krt"))
    made = sla(vt, maak_melding(vt))
    client = client_als("vt.meldpunt")
    client.get(f"/alarm/{made.pk}/")
    with CaptureQueriesContext(connection) as queries:
        assert client.get(f"/alarm/{made.pk}/").status_code == 200
    control = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")
    assert len([q for q in queries if not q["sql"].startswith(control)]) == 11


# --- The list itself ---------------------------------------------------------------------------------


def test_the_list_is_changed_by_procesregie_and_beheer_and_read_by_who_may_raise(
    viewer: Wie, client_als: Any
) -> None:
    for username, lezen, wijzigen in (
        ("zvh.procesregisseur", 200, 200), ("zvh.beheer", 200, 200), ("vt.meldpunt", 200, 403),
        ("politie.krt", 200, 403), ("nog.bestuurder", 403, 403),
    ):  # fmt: skip
        client = client_als(username)
        assert client.get("/meldpunt/piket/").status_code == lezen, username
        assert client.get("/meldpunt/piket/nieuw/").status_code == wijzigen, username
    with acting_as(viewer("politie.krt")), pytest.raises(DatabaseError), transaction.atomic():
        Piketregel.objects.create(
            keten_id=viewer("politie.krt").keten_id, deelname_id=viewer("politie.krt").deelname_id
        )


def test_a_line_is_added_once_changed_and_taken_off(viewer: Wie, client_als: Any) -> None:
    client, pk = client_als("zvh.beheer"), uuid4()
    nla = viewer("nla.krt")
    velden: dict[str, Any] = {
        "regel_id": pk, "volgorde": 3, "deelname": nla.deelname_id, "functie": "ketenregieteamlid",
        "dagen": ["1", "2"], "van": "17:00", "tot": "08:00", "minuten": 20, "actief": "on",
    }  # fmt: skip
    assert client.post("/meldpunt/piket/nieuw/", velden | {"tot": ""}).status_code == 422
    assert client.post("/meldpunt/piket/nieuw/", velden | {"functie": ""}).status_code == 422
    for _ in range(2):
        assert client.post("/meldpunt/piket/nieuw/", velden).status_code == 302
    page = client.get("/meldpunt/piket/").content.decode()
    assert page.count("Maandag, dinsdag, 17:00 tot 08:00 uur") == 1
    with acting_as(viewer("zvh.beheer")):
        versie = Piketregel.objects.get(pk=pk).versie
    off = velden | {"actief": "", "versie": versie}
    assert client.post(f"/meldpunt/piket/{pk}/", off | {"versie": versie - 1}).status_code == 409
    assert client.post(f"/meldpunt/piket/{pk}/", off).status_code == 302
    assert "Niet meer op de lijst (1)" in client.get("/meldpunt/piket/").content.decode()
    assert client_als("elders.beheer").get(f"/meldpunt/piket/{pk}/").status_code == 404


def test_the_database_itself_keeps_one_alarm_and_one_call_per_line(
    viewer: Wie, alarm: Alarm
) -> None:
    vt = viewer("vt.meldpunt")
    with acting_as(vt):
        call = alarm.oproepen.get()
        call.pk = uuid4()
        with pytest.raises(IntegrityError), transaction.atomic():
            call.save(force_insert=True)
        twin = Alarm.objects.get()
        twin.pk = uuid4()
        with pytest.raises(IntegrityError), transaction.atomic():
            twin.save(force_insert=True)
        with pytest.raises(IntegrityError), transaction.atomic():
            Alarm.objects.filter(pk=alarm.pk).update(status="afgemeld")


def test_the_alarm_is_work_for_who_is_called_and_for_who_raised_it(
    viewer: Wie, alarm: Alarm
) -> None:
    for username, wat in (
        ("vt.meldpunt", "Alarm loopt"),
        ("politie.krt", "ALARM: bevestig dat u in actie komt"),
    ):
        wie = viewer(username)
        with acting_as(wie):
            blad = werkblad(wie)
            assert [w.wat for w in blad.laad(blad.regels) if w.soort == "alarm"] == [wat]
