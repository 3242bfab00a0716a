"""The own ladder of Veilig Thuis, and what runs when a day becomes free."""

from datetime import UTC, date, datetime

import pytest

from cases.models import Termijn, Trede
from cases.services.ladder import beklim
from ketenregie.foundation import clock, outbox, taak
from ketenregie.foundation.logboek import Gebeurtenis, Logregel
from ketenregie.foundation.postvak.models import Postbericht
from ketenregie.foundation.taak import loper
from ketenregie.foundation.viewer import Viewer, acting_as
from ketenregie.foundation.werker import als_werker
from meldpunt.models import Eigentermijn
from meldpunt.services.eigenladder import beklim_eigen
from meldpunt.services.eigentermijn import start_triage
from partners.services.vrijedagen import haal_vrije_dag_weg, zet_vrije_dag
from tests.factories.cases import doe_mee, maak_casus
from tests.factories.meldpunt import maak_melding

MAANDAG = datetime(2026, 11, 23, 9, tzinfo=UTC)  # triage: five werkdagen, so until 30 November


def op(dag: int, uur: int = 9) -> datetime:
    return MAANDAG.replace(day=dag, hour=uur)


@pytest.fixture(autouse=True)
def no_broker(monkeypatch):
    monkeypatch.setattr(taak, "stuur", lambda name, **ids: True)


@pytest.fixture
def eigen(viewer) -> Eigentermijn:
    vt = viewer("vt.krt")
    with clock.frozen(MAANDAG):
        melding = maak_melding(vt)
        with acting_as(Viewer.voor_systeem(vt.keten_id, "proef")):
            start_triage(melding, melding.eigenaar, at=MAANDAG)
            outbox.relay()
    with acting_as(vt):
        return Eigentermijn.objects.get(melding=melding)


def ladder(keten_id, at: datetime) -> int:
    with clock.frozen(at), acting_as(Viewer.voor_systeem(keten_id, "proef")):
        done = beklim_eigen()
    with clock.frozen(at):
        while outbox.relay():
            pass
    return done


def post() -> list[tuple[str, str]]:
    with als_werker():
        rijen = Postbericht.objects.filter(soort="eigentermijn").order_by("created_at", "titel")
        return sorted((str(r.medewerker_id), r.titel) for r in rijen)


def test_own_clock_climbs_its_own_ladder_once_also_after_downtime(viewer, eigen):
    balie, krt = viewer("vt.meldpunt"), viewer("vt.krt")
    assert eigen.uiterlijk == date(2026, 11, 30)
    assert ladder(krt.keten_id, op(25)) == 0
    assert ladder(krt.keten_id, op(26)) == 1
    assert ladder(krt.keten_id, op(26)) == 0
    assert post() == [(str(balie.medewerker_id), "Een eigen termijn loopt af")]
    # Nobody was there for two weeks: what was missed is told once, and to the team as well.
    later = MAANDAG.replace(month=12, day=14)
    assert [ladder(krt.keten_id, later) for _ in range(2)] == [2, 0]
    assert {wie for wie, _ in post()} == {str(balie.medewerker_id), str(krt.medewerker_id)}
    assert len(post()) == 5


def test_a_free_day_moves_what_runs_and_repeats_no_step(viewer, eigen):
    beheer, nla = viewer("zvh.beheer"), viewer("nla.krt")
    casus = maak_casus(nla)
    doe_mee(nla, casus, viewer("politie.krt"))
    systeem = Viewer.voor_systeem(nla.keten_id, "proef")
    with acting_as(systeem):

        def klok(sleutel: str, eenheid: str, **velden) -> Termijn:
            return Termijn.objects.create(
                casus=casus, sleutel=sleutel, naam=sleutel, eenheid=eenheid,
                deelname_id=nla.deelname_id, gestart_at=MAANDAG,
                **({"uiterlijk": date(2026, 11, 30)} | velden),
            )  # fmt: skip

        werkdagen, dagen = klok("a", "werkdagen"), klok("b", "dagen")
        stil = klok("c", "werkdagen", gepauzeerd_op=MAANDAG.date(), rest=5, pauze_reden="Wacht")
        eerder = klok("d", "werkdagen", uiterlijk=date(2026, 11, 26))
    with clock.frozen(op(26)):
        with acting_as(systeem):
            beklim()
            stappen = Trede.objects.filter(termijn=werkdagen).count()
        ladder(nla.keten_id, op(26))
        with acting_as(beheer):
            zet_vrije_dag(beheer, date(2026, 11, 27), naam="Besluit")
            opdracht = taak.mijn_taken(beheer).get(soort="vrije_dag")
        loper.voer_uit(opdracht.pk, beheer.keten_id)

    def stand() -> list[date]:
        with acting_as(systeem):
            rijen = [Termijn.objects.get(pk=t.pk) for t in (werkdagen, dagen, stil, eerder)]
            return [r.uiterlijk for r in (*rijen, Eigentermijn.objects.get(pk=eigen.pk))]

    eind, dinsdag = date(2026, 11, 30), date(2026, 12, 1)
    assert stand() == [dinsdag, eind, eind, date(2026, 11, 26), dinsdag]
    with acting_as(systeem):
        assert stappen == 1 == Trede.objects.filter(termijn=werkdagen, uiterlijk=dinsdag).count()
    with acting_as(nla):
        regel = Logregel.objects.get(
            gebeurtenis=Gebeurtenis.TERMIJN_VERSCHOVEN, object_id=werkdagen.pk
        )
        assert regel.details == {"dag": "2026-11-27"}
    with clock.frozen(op(26, 12)), acting_as(systeem):
        beklim()
        assert Trede.objects.filter(termijn=werkdagen).count() == 2
    assert ladder(nla.keten_id, op(26, 12)) == 0
    with clock.frozen(op(26, 13)):
        with acting_as(viewer("zvh.beheer")) as weer:
            haal_vrije_dag_weg(weer, date(2026, 11, 27))
            opdracht = taak.mijn_taken(weer).filter(status="wacht").get(soort="vrije_dag")
        loper.voer_uit(opdracht.pk, weer.keten_id)
    assert stand() == [eind, eind, eind, date(2026, 11, 26), eind]
