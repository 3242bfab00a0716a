"""Clocks of a casus: against a plain slow model, paused and extended with a reason, and the ladder."""

import random
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases.models import Casus, Termijn, Trede
from cases.services import casusreview as review
from cases.services import termijnen as service
from cases.termijntaken import herinner_termijnen
from ketenregie.foundation import clock, outbox, postvak
from ketenregie.foundation.errors import AccessDenied, DomainError
from ketenregie.foundation.viewer import Viewer, acting_as
from ketenregie.foundation.werk import werkblad
from referentiemodel.enums import Eenheid
from tests.conftest import database_role
from tests.factories.alarm import Wie
from tests.factories.cases import doe_mee, maak_casus
from tests.factories.plan import deelname_van

MAANDAG = date(2026, 11, 23)


# --- Against a plain slow model ------------------------------------------------------------------------


@dataclass
class Traag:
    """Walks day by day and counts what is left; no dates are calculated."""

    eenheid: str
    over: int
    stil: bool = False
    # Paused on its last day, it has until the end of the day on which it goes on.
    slotdag: date | None = None

    def telt(self, dag: date) -> bool:
        return self.eenheid != "werkdagen" or clock.is_werkdag(dag)

    def dag_voorbij(self, dag: date) -> None:
        if not self.stil and self.telt(dag):
            self.over -= 1


def _los(eenheid: str, uiterlijk: date) -> Any:
    class Rij:
        pauze_reden = verleng_reden = uitkomst = ""
        verlengd = 0
        gepauzeerd_op = rest = voldaan_at = None

        def save(self) -> None: ...

        @property
        def loopt(self) -> bool:
            return self.voldaan_at is None and self.gepauzeerd_op is None

    rij: Any = Rij()
    rij.eenheid, rij.uiterlijk = eenheid, uiterlijk
    return rij


def _geschiedenis() -> Any:
    stap = st.tuples(
        st.integers(0, 12),  # days that pass first
        st.sampled_from(["pauze", "hervat", "verleng"]),
        st.integers(1, 20),
    )
    return st.tuples(
        st.sampled_from(["werkdagen", "dagen"]),
        st.integers(1, 60),
        st.dates(date(2024, 1, 1), date(2031, 12, 31)),
        st.lists(stap, max_size=8),
        st.sets(st.integers(1, 120), max_size=6),  # extra free days, counted from the start
    )


def _vergelijk(verhaal: Any) -> None:
    eenheid, aantal, start, stappen, extra = verhaal
    vrij = {start + timedelta(days=n) for n in extra}
    clock._extra_days.append(lambda: vrij)
    try:
        model = Traag(eenheid, aantal)
        klok = _los(
            eenheid,
            clock.add_werkdagen(start, aantal)
            if eenheid == "werkdagen"
            else start + timedelta(days=aantal),
        )
        dag = stil_op = start
        for dagen, wat, n in stappen:
            for _ in range(dagen):
                dag += timedelta(days=1)
                model.dag_voorbij(dag)
            gelukt = True
            try:
                if wat == "pauze":
                    service.pauzeer(klok, reden="Wacht op een uitspraak.", op=dag)
                elif wat == "hervat":
                    service.hervat(klok, op=dag)
                else:
                    service.verleng(klok, aantal=n, reden="Meer tijd nodig.", op=dag)
            except DomainError:
                gelukt = False
            if wat == "pauze":
                # Stands still only while it runs and its last day has not passed.
                mag = not model.stil and _dagen_over(model, dag) >= 0
                assert gelukt == mag, verhaal
                model.stil, stil_op = model.stil or gelukt, dag if gelukt else stil_op
            elif wat == "hervat":
                assert gelukt == model.stil, verhaal
                if gelukt and model.over == 0 and dag > stil_op:
                    model.slotdag = dag
                model.stil = False
            elif gelukt:
                model.over += n
                model.slotdag = None
        if model.stil:
            assert klok.rest == model.over, verhaal
        else:
            assert klok.uiterlijk == dag + timedelta(days=_dagen_over(model, dag)), verhaal
    finally:
        clock._extra_days.pop()


def _dagen_over(model: Traag, dag: date) -> int:
    """Days from `dag` to the last day, one at a time; negative when it has passed."""
    if model.slotdag is not None and model.over <= 0:
        return (model.slotdag - dag).days
    over, n = model.over, 0
    while over > 0:
        n += 1
        over -= model.telt(dag + timedelta(days=n))
    while over < 0:
        over += model.telt(dag + timedelta(days=n))
        n -= 1
    # The last day of a termijn in werkdagen is one.
    while model.over <= 0 and not model.telt(dag + timedelta(days=n)):
        n -= 1
    return n


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_geschiedenis())
def test_the_engine_agrees_with_a_model_that_walks_day_by_day(verhaal: Any) -> None:
    _vergelijk(verhaal)


@pytest.mark.drill
def test_the_engine_agrees_in_100_000_histories() -> None:
    toeval = random.Random(20261122)
    for _ in range(100_000):
        _vergelijk(
            (
                toeval.choice(["werkdagen", "dagen"]),
                toeval.randint(1, 60),
                date(2024, 1, 1) + timedelta(days=toeval.randrange(2900)),
                [
                    (
                        toeval.randint(0, 12),
                        toeval.choice(["pauze", "hervat", "verleng"]),
                        toeval.randint(1, 20),
                    )
                    for _ in range(toeval.randint(0, 8))
                ],
                {toeval.randint(1, 120) for _ in range(toeval.randint(0, 6))},
            )
        )


@pytest.mark.parametrize("werkdagen", [-2, 0, 1, 4])
def test_the_limit_of_a_step_is_the_last_day_for_which_it_is_due(werkdagen: int) -> None:
    from referentiemodel import termijnen

    for n in range(60):
        vandaag = date(2026, 3, 20) + timedelta(days=n)
        grens = termijnen.grens(werkdagen, vandaag)
        assert clock.add_werkdagen(grens, werkdagen) <= vandaag
        assert clock.add_werkdagen(grens + timedelta(days=1), werkdagen) > vandaag


# --- On a casus --------------------------------------------------------------------------------------


@pytest.fixture
def casus(viewer: Wie) -> Casus:
    """Of the procesregie, politie takes part."""
    made = maak_casus(viewer("zvh.procesregisseur"))
    doe_mee(viewer("zvh.procesregisseur"), made, viewer("politie.krt"))
    return made


def systeem(viewer: Wie) -> Viewer:
    return Viewer.voor_systeem(viewer("politie.krt").keten_id, "proef")


def klok(
    viewer: Wie, casus: Casus, *, wie: str = "politie.krt", uiterlijk: date = MAANDAG,
    sleutel: str = "proef",
) -> Termijn:  # fmt: skip
    with database_role("werker"), acting_as(systeem(viewer)):
        return Termijn.objects.create(
            casus=casus, sleutel=sleutel, naam="Antwoord aan de partner", eenheid=Eenheid.WERKDAGEN,
            deelname=deelname_van(wie), uiterlijk=uiterlijk,
        )  # fmt: skip


def om(dag: date, uur: int = 9) -> datetime:
    return clock.start_of_day(dag) + timedelta(hours=uur)


def beat(at: datetime) -> int:
    with database_role("werker"), clock.frozen(at):
        return herinner_termijnen()


def treden(viewer: Wie, termijn: Termijn) -> list[tuple[int, str]]:
    with database_role("werker"), acting_as(systeem(viewer)):
        rijen = Trede.objects.filter(termijn=termijn).select_related("deelname__organisatie")
        return [(t.nummer, t.deelname.organisatie.kort) for t in rijen.order_by("nummer")]


@pytest.mark.django_db
def test_the_ladder_goes_from_who_acts_to_who_answers_to_the_procesregisseur(
    viewer: Wie, casus: Casus
) -> None:
    termijn = klok(viewer, casus)
    beat(om(date(2026, 11, 18)))  # three werkdagen before
    assert treden(viewer, termijn) == []
    beat(om(date(2026, 11, 19)))
    assert [n for n, _ in treden(viewer, termijn)] == [1]
    beat(om(MAANDAG))
    assert [n for n, _ in treden(viewer, termijn)] == [1]
    beat(om(MAANDAG + timedelta(days=1)))
    assert [n for n, _ in treden(viewer, termijn)] == [1, 2]
    beat(om(date(2026, 11, 27)))
    taken = treden(viewer, termijn)
    assert [n for n, _ in taken] == [1, 2, 3]
    assert taken[0][1] == "Politie" and taken[2][1] == taken[1][1] != "Politie"


@pytest.mark.django_db
def test_each_step_is_told_once_also_after_three_days_of_downtime_and_by_two_beats(
    viewer: Wie, casus: Casus
) -> None:
    termijn = klok(viewer, casus)
    later = om(date(2026, 11, 30))  # nothing ran for days
    beat(later)
    beat(later)
    beat(later + timedelta(minutes=15))
    assert [n for n, _ in treden(viewer, termijn)] == [1, 2, 3]
    with database_role("werker"), clock.frozen(later):
        outbox.relay()
    with acting_as(viewer("politie.krt")) as v:
        rijen = [r for r in postvak.mijn(v) if r.soort == "termijn"]
    assert [(r.titel, r.casus_id) for r in rijen] == [("Een termijn loopt af", casus.pk)]
    with acting_as(viewer("zvh.procesregisseur")) as v:
        titels = sorted(r.titel for r in postvak.mijn(v) if r.soort == "termijn")
    assert titels == ["Een termijn is al dagen voorbij", "Een termijn is voorbij"]


@pytest.mark.django_db
def test_the_database_refuses_a_step_that_was_taken(viewer: Wie, casus: Casus) -> None:
    termijn = klok(viewer, casus)
    with database_role("werker"), acting_as(systeem(viewer)):
        rij = {
            "casus": casus, "termijn": termijn, "nummer": 1, "uiterlijk": termijn.uiterlijk,
            "deelname_id": termijn.deelname_id,
        }  # fmt: skip
        Trede.objects.create(**rij)
        with pytest.raises(IntegrityError), transaction.atomic():
            Trede.objects.create(**rij)


@pytest.mark.django_db
@pytest.mark.parametrize("zondag", [date(2026, 3, 29), date(2026, 10, 25)])
def test_over_a_change_of_the_clock_a_step_is_neither_early_nor_twice(
    viewer: Wie, casus: Casus, zondag: date
) -> None:
    termijn = klok(viewer, casus, uiterlijk=zondag + timedelta(days=3))  # Wednesday
    middernacht = clock.start_of_day(zondag + timedelta(days=1))
    for uur in range(-30, 7):  # the whole Sunday with its 23 or 25 hours, and the night after
        beat(middernacht + timedelta(hours=uur))
    assert treden(viewer, termijn) == []
    for uur in (7, 8, 9, 30):
        beat(middernacht + timedelta(hours=uur))
    assert [n for n, _ in treden(viewer, termijn)] == [1]


@pytest.mark.django_db
def test_nobody_hears_of_a_clock_that_is_met_or_stands_still(viewer: Wie, casus: Casus) -> None:
    gedaan, stil = klok(viewer, casus), klok(viewer, casus, sleutel="stil")
    zvh = viewer("zvh.procesregisseur")
    with acting_as(zvh):
        service.voldoe_termijn(casus, "proef", at=om(date(2026, 11, 18)))
        service.pauzeer_termijn(
            zvh, casus, stil.pk, reden="Wacht op de rechter.", at=om(date(2026, 11, 18))
        )
    beat(om(date(2026, 12, 1)))
    assert treden(viewer, gedaan) == treden(viewer, stil) == []
    # It goes on with the three werkdagen that were left, and the ladder with the new day.
    with acting_as(zvh):
        service.hervat_termijn(zvh, casus, stil.pk, at=om(date(2026, 12, 1)))
        stil.refresh_from_db()
    assert stil.uiterlijk == date(2026, 12, 4)
    beat(om(date(2026, 12, 2)))
    assert [n for n, _ in treden(viewer, stil)] == [1]


@pytest.mark.django_db
def test_more_time_begins_the_ladder_anew_and_needs_a_reason(viewer: Wie, casus: Casus) -> None:
    termijn = klok(viewer, casus)
    zvh = viewer("zvh.procesregisseur")
    beat(om(date(2026, 11, 24)))
    with acting_as(zvh):
        with pytest.raises(DomainError, match="waarom"):
            service.verleng_termijn(zvh, casus, termijn.pk, aantal=5, reden=" ")
        service.verleng_termijn(
            zvh, casus, termijn.pk, aantal=5, reden="De tolk was ziek.", at=om(date(2026, 11, 24))
        )
        termijn.refresh_from_db()
    assert (termijn.uiterlijk, termijn.verlengd) == (date(2026, 11, 30), 5)
    assert [n for n, _ in treden(viewer, termijn)] == [1, 2]
    beat(om(date(2026, 11, 26)))
    assert [n for n, _ in treden(viewer, termijn)] == [1, 1, 2]


@pytest.mark.django_db
def test_who_is_neither_owner_nor_answers_for_progress_moves_no_clock(
    viewer: Wie, client_als: Any, casus: Casus
) -> None:
    termijn = klok(viewer, casus)
    politie = viewer("politie.krt")
    with acting_as(politie), pytest.raises(AccessDenied):
        service.verleng_termijn(politie, casus, termijn.pk, aantal=5, reden="Meer tijd.")
    page = client_als("politie.krt").get(f"/casussen/{casus.pk}/termijnen/").content.decode()
    assert "Antwoord aan de partner" in page and "Verleng" not in page
    # Looking meets nothing.
    with acting_as(politie):
        assert Termijn.objects.get(pk=termijn.pk).voldaan_at is None
    assert client_als("om.krt").get(f"/casussen/{casus.pk}/termijnen/").status_code == 404


@pytest.mark.django_db
def test_the_owner_extends_and_pauses_on_the_page_and_what_was_typed_stays(
    viewer: Wie, client_als: Any, casus: Casus
) -> None:
    termijn = klok(viewer, casus, uiterlijk=clock.add_werkdagen(clock.today(), 5))
    zvh = client_als("zvh.procesregisseur")
    adres = f"/casussen/{casus.pk}/termijnen/{termijn.pk}"
    wrong = zvh.post(f"{adres}/verlengen/", {"aantal": "veel", "reden": "Tolk ziek."})
    assert wrong.status_code == 422 and "Tolk ziek." in wrong.content.decode()
    assert (
        zvh.post(f"{adres}/verlengen/", {"aantal": "2", "reden": "Tolk ziek."}).status_code == 302
    )
    assert zvh.post(f"{adres}/stilzetten/", {"reden": "Wacht op de rechter."}).status_code == 302
    page = zvh.get(f"/casussen/{casus.pk}/termijnen/").content.decode()
    assert "Staat stil" in page and "Over: 7 werkdagen" in page
    assert zvh.post(f"{adres}/hervatten/").status_code == 302
    assert "Staat stil" not in zvh.get(f"/casussen/{casus.pk}/termijnen/").content.decode()


# --- What comes back by the clock ---------------------------------------------------------------------


@pytest.mark.django_db
def test_a_review_is_work_from_four_weeks_before_and_plans_the_next(
    viewer: Wie, client_als: Any, casus: Casus
) -> None:
    zvh = viewer("zvh.procesregisseur")
    begin = clock.now()
    with acting_as(zvh):
        service.start_termijn(casus, "casusreview", casus.eigenaar, at=begin)

    def werk(at: datetime) -> list[str]:
        with clock.frozen(at), acting_as(zvh):
            blad = werkblad(zvh)
            return [w.wat for w in blad.laad(blad.regels) if w.soort == "casusreview"]

    assert werk(begin) == []
    straks = begin + timedelta(days=175)
    assert werk(straks) == ["Beoordelen of de casus nog nodig is"]
    with clock.frozen(straks), acting_as(zvh):
        with pytest.raises(DomainError):
            review.doe_review(zvh, casus, uitkomst="nodig", toelichting="")
        review.doe_review(zvh, casus, uitkomst="nodig", toelichting="De nazorg loopt nog.")
        oud, nieuw = casus.termijnen.filter(sleutel="casusreview").order_by("gestart_at")
    assert oud.uitkomst == "De casus is nog nodig: De nazorg loopt nog."
    assert nieuw.uiterlijk == clock.add_maanden(clock.local_date(straks), 6)
    assert werk(straks) == []


@pytest.mark.django_db
def test_only_who_investigates_gets_the_task_for_comensha_and_nobody_else_sees_it(
    viewer: Wie, client_als: Any, casus: Casus
) -> None:
    doe_mee(viewer("zvh.procesregisseur"), casus, viewer("moviera.krt"))
    with database_role("werker"), acting_as(systeem(viewer)):
        Casus.objects.filter(pk=casus.pk).update(status="in_behandeling")
        outbox.post("casus.in_behandeling", casus_id=casus.pk)
    with database_role("werker"):
        outbox.relay()
    with database_role("werker"), acting_as(systeem(viewer)):
        rijen = list(Termijn.objects.filter(casus=casus, sleutel__startswith="comensha"))
    assert [r.deelname_id for r in rijen] == [viewer("politie.krt").deelname_id]
    page = f"/casussen/{casus.pk}/termijnen/"
    assert "CoMensha" not in client_als("moviera.krt").get(page).content.decode()
    politie = client_als("politie.krt")
    assert "CoMensha" in politie.get("/werk/").content.decode()
    adres = f"/casussen/{casus.pk}/termijnen/{rijen[0].pk}/comensha/"
    assert client_als("moviera.krt").post(adres, {"uitkomst": "gemeld"}).status_code == 404
    assert politie.post(adres, {"uitkomst": "gemeld"}).status_code == 302
    assert "CoMensha" not in politie.get("/werk/").content.decode()
    assert "Gemeld bij CoMensha" in politie.get(page).content.decode()


@pytest.mark.django_db
def test_an_extra_free_day_of_the_keten_is_skipped_by_what_starts_afterwards(
    viewer: Wie, client_als: Any, casus: Casus
) -> None:
    beheer = client_als("zvh.beheer")
    dag = clock.add_werkdagen(clock.today(), 3)
    zvh, elders = viewer("zvh.procesregisseur"), viewer("elders.krt")

    def vijf(wie: Viewer) -> date:
        with acting_as(wie):
            return clock.add_werkdagen(clock.today(), 5)

    eerst = vijf(zvh)
    assert beheer.post("/beheer/vrije-dagen/", {"dag": "gisteren", "naam": "x"}).status_code == 422
    assert (
        beheer.post(
            "/beheer/vrije-dagen/", {"dag": f"{dag:%d-%m-%Y}", "naam": "Besluit"}
        ).status_code
        == 302
    )
    assert (
        beheer.post(
            "/beheer/vrije-dagen/", {"dag": f"{dag:%d-%m-%Y}", "naam": "Besluit"}
        ).status_code
        == 422
    )
    assert "Besluit" in beheer.get("/beheer/vrije-dagen/").content.decode()
    assert vijf(viewer("zvh.procesregisseur")) == clock.add_werkdagen(eerst, 1)
    # Another keten has its own days, and only beheer changes them.
    assert vijf(elders) == eerst
    assert client_als("politie.krt").get("/beheer/vrije-dagen/").status_code == 403
    beheer.post(f"/beheer/vrije-dagen/{dag:%Y-%m-%d}/weg/")
    assert vijf(viewer("zvh.procesregisseur")) == eerst
