"""The casusoverleg: planning, the table and who sits at it, and the end that takes access away."""

from datetime import timedelta
from uuid import UUID

import pytest

from cases.models import Betrokkenheid, Casus, OverlegUitnodiging
from cases.services.betrokkenheid import beantwoord
from cases.services.overleg import (
    beantwoord_overleguitnodiging,
    bespreek,
    laat_overleg_vervallen,
    leg_aanwezigheid_vast,
    meld_geen_inbreng,
    nodig_uit_voor_overleg,
    plan_overleg,
    sluit_overleg,
    stel_tafel_voor,
    voeg_toe_aan_agenda,
)
from cases.services.weging import doeltoets, leg_tweede_weging_vast, weeg
from cases.tafel import agenda_van, overleggen_voor
from ketenregie.foundation import clock
from ketenregie.foundation.errors import AccessDenied, DomainError, NotVisible
from ketenregie.foundation.registries import work_kinds
from ketenregie.foundation.viewer import acting_as
from tests.factories.overleg import (
    TOEZICHT,
    TWEEDE,
    WEGING,
    breng_in,
    casus_in_analyse,
    casus_in_behandeling,
    maak_overleg,
    nodig_aan_tafel,
)

UUR = timedelta(hours=1)
WERK = (
    "uitnodiging",
    "eerste_weging",
    "doeltoets",
    "overleg_plannen",
    "overleguitnodiging",
    "bijdrage",
    "tweede_weging",
)


def _werk(wie) -> set[str]:
    """Kinds of work that wait for this person around weging and overleg."""
    with acting_as(wie):
        return {soort for soort in WERK if work_kinds[soort](wie)}


# --- plannen ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("naam", ["politie.krt", "vt.krt", "moviera.zorg", "zvh.fg"])
def test_only_the_procesregie_plans(viewer, naam):
    wie = viewer(naam)
    begin = clock.now() + UUR
    with acting_as(wie), pytest.raises(AccessDenied):
        plan_overleg(wie, begint_at=begin, eindigt_at=begin + UUR)


def test_a_moment_in_the_past_or_an_end_before_the_begin_is_refused(viewer):
    zvh = viewer("zvh.procesregisseur")
    now = clock.now()
    with acting_as(zvh):
        for begin, eind, veld in ((now - UUR, now + UUR, "datum"), (now + UUR, now + UUR, "tot")):
            with pytest.raises(DomainError) as fout:
                plan_overleg(zvh, begint_at=begin, eindigt_at=eind)
            assert fout.value.veld == veld


def test_planning_sets_the_next_step_and_the_day_for_bijdragen(viewer):
    casus = casus_in_behandeling(viewer)
    overleg = maak_overleg(viewer, casus)
    zvh = viewer("zvh.procesregisseur")
    with acting_as(zvh):
        after = Casus.objects.get(pk=casus.pk)
        dag = clock.local_date(overleg.begint_at)
        assert (after.volgende_stap, after.volgende_datum) == ("Bespreken in het casusoverleg", dag)
        assert overleg.agendapunten.get().bijdragen_voor == clock.add_werkdagen(dag, -1)


def test_casus_that_is_not_in_behandeling_stays_off_the_agenda(viewer):
    casus = casus_in_analyse(viewer)
    overleg = maak_overleg(viewer)
    zvh = viewer("zvh.procesregisseur")
    with acting_as(zvh):
        with pytest.raises(DomainError) as fout:
            voeg_toe_aan_agenda(zvh, overleg, casus)
        assert fout.value.veld == "casussen"


def test_casus_stands_once_on_an_agenda(viewer):
    casus = casus_in_behandeling(viewer)
    overleg = maak_overleg(viewer, casus)
    zvh = viewer("zvh.procesregisseur")
    with acting_as(zvh), pytest.raises(DomainError):
        voeg_toe_aan_agenda(zvh, overleg, casus)


# --- wie ziet wat -------------------------------------------------------------------------------------


def test_a_partner_sees_only_its_own_casussen_on_the_agenda(viewer):
    een = casus_in_behandeling(viewer, "nla.krt")
    twee = casus_in_behandeling(viewer, "moviera.krt", voornaam="Elena")
    overleg = maak_overleg(viewer, een, twee)
    kenmerken = {}
    for naam in ("politie.krt", "nla.krt", "moviera.krt", "om.krt"):
        wie = viewer(naam)
        with acting_as(wie):
            mine = list(overleggen_voor(wie))
            kenmerken[naam] = [p.kenmerk for p in agenda_van(wie, mine)[overleg.pk]]
    assert kenmerken == {
        "politie.krt": [een.kenmerk, twee.kenmerk],
        "nla.krt": [een.kenmerk],
        "moviera.krt": [twee.kenmerk],
        "om.krt": [],
    }
    with acting_as(viewer("om.krt")) as om:
        assert not overleggen_voor(om).exists()


# --- uitnodigen ---------------------------------------------------------------------------------------


def test_table_is_proposed_with_a_reason_for_each(viewer):
    casus = casus_in_behandeling(viewer, "nla.krt")
    zvh = viewer("zvh.procesregisseur")
    with acting_as(zvh):
        stoelen = {s.deelname.organisatie.kort: s for s in stel_tafel_voor(casus)}
    assert all(stoel.waarom for stoel in stoelen.values())
    assert (stoelen["Politie"].stand, stoelen["Politie"].kern) == ("betrokken", True)
    assert (stoelen["OM"].stand, stoelen["OM"].kern) == ("nieuw", True)
    assert stoelen["Marechaussee"].waarom.startswith("Expertise: ")
    assert stoelen["Marechaussee"].incidenteel
    assert not stoelen["Apeldoorn"].incidenteel


def test_missing_organisations_are_invited_to_the_casus_in_the_same_step(viewer):
    casus = casus_in_behandeling(viewer)
    overleg = maak_overleg(viewer, casus)
    om = viewer("om.krt")
    nodig_aan_tafel(viewer, overleg, casus, "politie.krt", "om.krt")
    with acting_as(om):
        rij = Betrokkenheid.objects.get(deelname_id=om.eigen_id)
        assert rij.status == "uitgenodigd"
        assert not Casus.objects.visible_to(om).exists()
        mine = OverlegUitnodiging.objects.get(deelname_id=om.eigen_id)
        with pytest.raises(NotVisible):  # first the casus, then the table
            beantwoord_overleguitnodiging(om, mine.pk, komt=True)
    assert _werk(om) == {"uitnodiging"}
    with acting_as(om):
        beantwoord(om, rij.pk, aanvaard=True)
        beantwoord_overleguitnodiging(om, mine.pk, komt=True)
    assert _werk(om) == {"bijdrage"}


def test_only_proposed_organisations_can_be_invited(viewer):
    casus = casus_in_behandeling(viewer)
    overleg = maak_overleg(viewer, casus)
    zvh = viewer("zvh.procesregisseur")
    with acting_as(zvh), pytest.raises(DomainError):
        nodig_uit_voor_overleg(zvh, overleg, casus, [UUID(int=1)])


def test_partner_cannot_invite(viewer):
    casus = casus_in_behandeling(viewer)
    overleg = maak_overleg(viewer, casus)
    politie = viewer("politie.krt")
    with acting_as(politie), pytest.raises(AccessDenied):
        nodig_uit_voor_overleg(politie, overleg, casus, [politie.eigen_id])


def test_answer_with_vervanger_and_cancelling_with_a_reason(viewer):
    casus = casus_in_behandeling(viewer, "nla.krt")
    overleg = maak_overleg(viewer, casus)
    politie, nla = viewer("politie.krt"), viewer("nla.krt")
    van_politie, van_nla = nodig_aan_tafel(viewer, overleg, casus, "politie.krt", "nla.krt")
    with acting_as(politie):
        rij = beantwoord_overleguitnodiging(politie, van_politie.pk, komt=True, vervanger="J. Smit")
        assert (rij.status, rij.vervanger) == ("komt", "J. Smit")
        with pytest.raises(NotVisible):
            beantwoord_overleguitnodiging(politie, van_nla.pk, komt=True)
    with acting_as(nla):
        with pytest.raises(DomainError):
            beantwoord_overleguitnodiging(nla, van_nla.pk, komt=False)
        beantwoord_overleguitnodiging(nla, van_nla.pk, komt=False, toelichting="Ziek.")
    zvh = viewer("zvh.procesregisseur")
    with acting_as(zvh):
        leg_aanwezigheid_vast(zvh, overleg, casus, [politie.eigen_id])
        found = dict(overleg.uitnodigingen.values_list("deelname__organisatie__kort", "status"))
        assert found == {"Politie": "aanwezig", "Arbeidsinspectie": "afgemeld"}


# --- bespreken en sluiten -----------------------------------------------------------------------------


def test_discussing_needs_a_decision_and_asks_the_second_weging_next(viewer):
    casus = casus_in_behandeling(viewer)
    overleg = maak_overleg(viewer, casus)
    zvh, politie = viewer("zvh.procesregisseur"), viewer("politie.krt")
    with acting_as(politie), pytest.raises(AccessDenied):
        bespreek(politie, overleg, casus, "Opvang regelen.")
    with acting_as(zvh):
        with pytest.raises(DomainError) as fout:
            bespreek(zvh, overleg, casus, " ")
        assert fout.value.veld == "besluit"
        bespreek(zvh, overleg, casus, "Opvang regelen.")
        assert Casus.objects.get(pk=casus.pk).volgende_stap == "2e weging vastleggen"
    assert _werk(zvh) == {"tweede_weging"}
    with acting_as(zvh):
        leg_tweede_weging_vast(zvh, casus, **TWEEDE, overleg=overleg)
    assert _werk(zvh) == set()


def test_plan_is_due_counting_from_the_overleg(viewer):
    casus = casus_in_behandeling(viewer)
    overleg = maak_overleg(viewer, casus)
    zvh = viewer("zvh.procesregisseur")
    besproken = overleg.begint_at
    with acting_as(zvh):
        bespreek(zvh, overleg, casus, "Opvang regelen.", at=besproken)
        leg_tweede_weging_vast(
            zvh, casus, **TWEEDE, overleg=overleg, at=besproken + timedelta(days=3)
        )
        after = Casus.objects.get(pk=casus.pk)
        assert after.volgende_datum == clock.local_date(besproken) + timedelta(days=28)


def test_who_came_for_the_overleg_loses_access_when_it_closes(viewer):
    casus = casus_in_behandeling(viewer)
    overleg = maak_overleg(viewer, casus)
    kmar, om = viewer("kmar.flex"), viewer("om.krt")
    nodig_aan_tafel(viewer, overleg, casus, "kmar.flex", "om.krt")
    for wie in (kmar, om):
        with acting_as(wie):
            rij = Betrokkenheid.objects.get(deelname_id=wie.eigen_id)
            beantwoord(wie, rij.pk, aanvaard=True)
            assert Casus.objects.filter(pk=casus.pk).exists()  # the second lock lets it through
    zvh = viewer("zvh.procesregisseur")
    with acting_as(zvh):
        bespreek(zvh, overleg, casus, "Opvang regelen.")
        sluit_overleg(zvh, overleg)
        with pytest.raises(DomainError):
            bespreek(zvh, overleg, casus, "Toch anders.")
    with acting_as(kmar):
        assert not Casus.objects.filter(pk=casus.pk).exists()
        assert Betrokkenheid.objects.get(deelname_id=kmar.eigen_id).status == "beeindigd"
    with acting_as(om):
        assert Casus.objects.visible_to(om).filter(pk=casus.pk).exists()


@pytest.mark.parametrize("einde", ["sluiten", "vervallen"])
def test_casus_that_was_not_discussed_gets_a_next_step(viewer, einde):
    casus = casus_in_behandeling(viewer)
    overleg = maak_overleg(viewer, casus)
    zvh = viewer("zvh.procesregisseur")
    with acting_as(zvh):
        if einde == "sluiten":
            sluit_overleg(zvh, overleg)
        else:
            laat_overleg_vervallen(zvh, overleg, reden="Storm.")
        after = Casus.objects.get(pk=casus.pk)
        assert after.volgende_stap == "Opnieuw op de agenda van een casusoverleg"
        assert after.volgende_datum == clock.add_werkdagen(clock.today(), 5)
    assert _werk(zvh) == {"overleg_plannen"}


# --- mijn werk ----------------------------------------------------------------------------------------


def test_work_follows_the_casus_to_the_table(viewer):
    casus = casus_in_analyse(viewer, "vt.krt", "politie.krt", "moviera.krt")
    assert _werk(viewer("vt.meldpunt")) == {"eerste_weging"}
    assert _werk(viewer("moviera.krt")) == {"eerste_weging"}
    politie, zvh = viewer("politie.krt"), viewer("zvh.procesregisseur")

    with acting_as(politie):
        weeg(politie, casus, **WEGING)
    assert _werk(viewer("vt.meldpunt")) == set()
    assert _werk(viewer("moviera.krt")) == set()
    assert _werk(politie) == {"doeltoets"}
    with acting_as(politie):
        doeltoets(politie, casus, past=True, motivering="Past.", in_behandeling=True)
    assert _werk(politie) == set()
    assert _werk(zvh) == {"overleg_plannen"}
    overleg = maak_overleg(viewer, casus)
    assert _werk(zvh) == set()
    nodig_aan_tafel(viewer, overleg, casus, "politie.krt", "moviera.krt")
    assert _werk(politie) == {"overleguitnodiging", "bijdrage"}
    breng_in(politie, casus, overleg=overleg, **TOEZICHT)
    assert _werk(politie) == {"overleguitnodiging"}
    moviera = viewer("moviera.krt")
    with acting_as(moviera):
        mine = OverlegUitnodiging.objects.get(deelname_id=moviera.eigen_id)
        beantwoord_overleguitnodiging(moviera, mine.pk, komt=True)
        meld_geen_inbreng(moviera, mine.pk)
    assert _werk(moviera) == set()


def test_a_bijdrage_is_asked_once_per_casus_until_it_is_discussed(viewer):
    een = casus_in_behandeling(viewer)
    twee = casus_in_behandeling(viewer, voornaam="Elena")
    overleg = maak_overleg(viewer, een)
    zvh, politie = viewer("zvh.procesregisseur"), viewer("politie.krt")
    dag = clock.local_date(overleg.begint_at)
    with acting_as(zvh):
        voeg_toe_aan_agenda(zvh, overleg, twee, bijdragen_voor=dag)
    for casus in (een, twee):
        nodig_aan_tafel(viewer, overleg, casus, "politie.krt")
    with acting_as(politie):
        asked = {(w.casus_kenmerk, w.uiterlijk) for w in work_kinds["bijdrage"](politie)}
        assert asked == {(een.kenmerk, clock.add_werkdagen(dag, -1)), (twee.kenmerk, dag)}
    with acting_as(zvh):
        bespreek(zvh, overleg, een, "Opvang regelen.")
    with acting_as(politie):
        assert [w.casus_kenmerk for w in work_kinds["bijdrage"](politie)] == [twee.kenmerk]


def test_another_gemeente_is_proposed_but_not_chosen_beforehand(viewer):
    casus = casus_in_behandeling(viewer)
    zvh = viewer("zvh.procesregisseur")
    with acting_as(zvh):
        aangeraden = {s.deelname.organisatie.kort: s.aangeraden for s in stel_tafel_voor(casus)}
    found = {naam: aangeraden[naam] for naam in ("Apeldoorn", "Berkelland", "OM", "Marechaussee")}
    assert found == {"Apeldoorn": True, "Berkelland": False, "OM": True, "Marechaussee": False}
