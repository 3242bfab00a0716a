"""What comes on the agenda and why, and the page from which an organisation prepares."""

from datetime import timedelta

import pytest

from cases.agendavoorstel import stel_agenda_voor
from cases.models import Agendapunt, Casus
from cases.services.overleg import bespreek
from ketenregie.foundation import clock
from ketenregie.foundation.viewer import acting_as
from tests.factories.overleg import (
    GEZONDHEID,
    TOEZICHT,
    breng_in,
    casus_in_analyse,
    casus_in_behandeling,
    maak_overleg,
    nodig_aan_tafel,
)

ZVH = "zvh.procesregisseur"


@pytest.fixture
def zvh(viewer):
    return viewer(ZVH)


def _voorstel(zvh, **kw) -> dict:
    with acting_as(zvh):
        return {v.casus.pk: v for v in stel_agenda_voor(zvh, **kw)}


def test_a_casus_that_waits_for_the_table_is_proposed_with_the_reason(viewer, zvh):
    casus = casus_in_behandeling(viewer)
    voorstel = _voorstel(zvh)[casus.pk]
    assert voorstel.aangeraden
    assert "wacht op het casusoverleg" in voorstel.redenen


def test_one_that_stands_on_an_agenda_is_shown_but_not_ticked(viewer, zvh):
    casus = casus_in_behandeling(viewer)
    overleg = maak_overleg(viewer, casus)
    dag = clock.local_date(overleg.begint_at)
    voorstel = _voorstel(zvh, dag=dag)[casus.pk]
    assert not voorstel.aangeraden
    assert voorstel.redenen[-1] == f"staat al op de agenda van {dag:%-d-%-m-%Y}"
    assert casus.pk not in _voorstel(zvh, overleg=overleg)


def test_what_is_not_due_stays_away_unless_one_asks_for_it(viewer, zvh):
    casus = casus_in_behandeling(viewer)
    aangemeld = casus_in_analyse(viewer, voornaam="Elena")
    overleg = maak_overleg(viewer, casus, begint_at=clock.now() + timedelta(days=1))
    with acting_as(zvh):
        bespreek(zvh, overleg, casus, "Plan maken.")
        Casus.objects.filter(pk=casus.pk).update(
            volgende_datum=clock.today() + timedelta(days=60), urgentie="normaal"
        )
    assert casus.pk not in _voorstel(zvh)
    asked = _voorstel(zvh, ook=[str(casus.pk), str(aangemeld.pk), "geen-uuid"])
    assert asked[casus.pk].redenen == ("door u gekozen",)
    assert aangemeld.pk not in asked  # not in behandeling


def test_silence_and_urgency_are_reasons(viewer, zvh):
    casus = casus_in_behandeling(viewer)
    with acting_as(zvh):
        Casus.objects.filter(pk=casus.pk).update(
            # By the day of the clock on the wall: a change of time may lie in between.
            laatste_activiteit_at=clock.start_of_day(clock.today() - timedelta(days=31)),
            urgentie="acuut",
        )
    redenen = _voorstel(zvh)[casus.pk].redenen
    assert redenen[0] == "urgentie acuut"
    assert "31 dagen stil, kan uit beeld raken" in redenen


def test_the_reason_goes_along_to_the_agenda(viewer, client_als, zvh):
    casus = casus_in_behandeling(viewer)
    dag = clock.today() + timedelta(days=14)
    answer = client_als(ZVH).post(
        "/overleggen/nieuw/",
        {"datum": f"{dag:%-d-%-m-%Y}", "van": "10:00", "tot": "11:30", "casussen": [str(casus.pk)]},
    )
    assert answer.status_code == 302
    with acting_as(zvh):
        assert "wacht op het casusoverleg" in Agendapunt.objects.get(casus=casus).waarom


class TestVoorbereiding:
    def test_each_sees_what_it_knows_and_what_it_is_asked(self, viewer, client_als):
        casus = casus_in_behandeling(viewer, "moviera.krt", "nla.krt")
        overleg = maak_overleg(viewer, casus)
        nodig_aan_tafel(viewer, overleg, casus, "politie.krt", "moviera.krt", "nla.krt")
        breng_in(
            viewer("nla.krt"), casus, overleg=overleg,
            **TOEZICHT | {"vraag": "Zijn er meer adressen?"},
        )  # fmt: skip
        breng_in(viewer("moviera.krt"), casus, overleg=overleg, **GEZONDHEID)
        address = f"/overleggen/{overleg.pk}/voorbereiding/"
        politie = client_als("politie.krt").get(address)
        (rij,) = politie.context["rijen"]
        assert [(v.wie, v.tekst) for v in rij.vragen] == [
            ("Arbeidsinspectie", "Zijn er meer adressen?")
        ]
        assert (rij.klaar, rij.afgeschermd, rij.ingebracht) == (False, 1, ())
        assert rij.waarom
        assert rij.info_vooraf
        assert "medicatie" not in politie.content.decode()
        (own,) = client_als("moviera.krt").get(address).context["rijen"]
        assert own.klaar
        assert own.ingebracht[0].tekst == GEZONDHEID["tekst"]
        assert client_als("harderwijk.krt").get(address).status_code == 404

    def test_the_work_item_leads_there(self, viewer, client_als):
        casus = casus_in_behandeling(viewer)
        overleg = maak_overleg(viewer, casus)
        nodig_aan_tafel(viewer, overleg, casus, "politie.krt")
        page = client_als("politie.krt").get("/werk/").content.decode()
        assert f"/overleggen/{overleg.pk}/voorbereiding/" in page
