"""Facts without persons: written when it happens, never changed, of nobody once the casus is gone."""

from datetime import timedelta

import pytest
from django.db import Error, connection, transaction

from cases.models import Casus
from evaluatie.feiten.bronnen import feiten_kloppen, herbereken
from evaluatie.models import Casussleutel, Feit, Feitzout
from ketenregie.foundation import clock
from ketenregie.foundation.viewer import Viewer, acting_as
from preventie.services.voorlichting import plan_voorlichting, rond_af
from tests.conftest import database_role
from tests.factories.cases import doe_mee, maak_casus
from tests.factories.meldpunt import maak_melding


@pytest.fixture
def moviera_casus(viewer):
    return maak_casus(viewer("moviera.krt"))


def feiten(casus, soort):
    return list(
        Feit.objects.filter(
            soort=soort, casus_sleutel=Casussleutel.objects.get(casus=casus).sleutel
        ).order_by("sleutel", "volg")
    )


def test_facts_written_live_are_the_facts_made_again(als, viewer, casus, lopend):
    with database_role("werker"):
        assert feiten_kloppen() == []
    with als("vt.krt") as vt:
        soorten = set(Feit.objects.filter(keten_id=vt.keten_id).values_list("soort", flat=True))
    assert {"casus_geopend", "activiteit", "betrokkene"} <= soorten


def test_a_correction_is_a_next_row_and_the_past_stays_as_it_was_known(als, moviera_casus):
    with als("moviera.krt"):
        was = feiten(moviera_casus, "casus_geopend")
        Casus.objects.filter(pk=moviera_casus.pk).update(gemeente="Epe")
        now = feiten(moviera_casus, "casus_geopend")
    assert [(f.volg, f.gemeente) for f in was] == [(0, "Apeldoorn")]
    assert [(f.volg, f.gemeente) for f in now] == [(0, "Apeldoorn"), (1, "Epe")]
    assert now[0].vastgelegd_at == was[0].vastgelegd_at


def test_the_same_state_twice_is_one_fact(als, moviera_casus):
    with als("moviera.krt"):
        Casus.objects.filter(pk=moviera_casus.pk).update(titel="Anders", gemeente="Apeldoorn")
        assert len(feiten(moviera_casus, "casus_geopend")) == 1


def test_what_is_undone_is_taken_back(als, moviera_casus):
    with als("moviera.krt"), clock.frozen(clock.now() + timedelta(hours=1)):
        rows = Casus.objects.filter(pk=moviera_casus.pk)
        rows.update(status="afgesloten", einde_at=clock.now(), einde_reden="Klaar.")
    with als("moviera.krt"), acting_as(Viewer.voor_systeem(moviera_casus.keten_id, "toezicht")):
        Casus.objects.filter(pk=moviera_casus.pk).update(
            status="in_behandeling", einde_at=None, einde_reden=""
        )
        einde = feiten(moviera_casus, "casus_einde")
    assert [(f.volg, f.vervallen) for f in einde] == [(0, False), (1, True)]


def test_nobody_changes_removes_or_invents_a_fact(als, moviera_casus):
    with als("moviera.krt"):
        feit = feiten(moviera_casus, "casus_geopend")[0]
        for doe in (
            lambda: Feit.objects.filter(pk=feit.pk).update(gemeente="Epe"),
            lambda: Feit.objects.filter(pk=feit.pk).delete(),
            lambda: Feit.objects.create(
                keten_id=feit.keten_id, soort="melding", sleutel=feit.pk and feit.sleutel, volg=9,
                moment=feit.moment, dag=feit.dag,
            ),
        ):  # fmt: skip
            with pytest.raises(Error), transaction.atomic():
                doe()


def test_facts_outlive_the_casus_and_point_at_nobody(als, moviera_casus):
    keten = moviera_casus.keten_id
    with acting_as(Viewer.voor_systeem(keten, "vernietiging")):
        sleutel = Casussleutel.objects.get(casus=moviera_casus).sleutel
        before = Feit.objects.filter(casus_sleutel=sleutel).count()
        connection.cursor().execute("SELECT feiten_vergeet_object(%s)", [moviera_casus.pk])
        assert before > 0
        assert Feit.objects.filter(casus_sleutel=sleutel).count() == before
        assert not Casussleutel.objects.filter(casus=moviera_casus.pk).exists()
        assert Feitzout.objects.get(pk=moviera_casus.pk).zout is None
        # Making facts again does not make new ones of what was forgotten.
        assert herbereken("casus") == 0
        Casus.objects.filter(pk=moviera_casus.pk).update(gemeente="Epe")
        assert Feit.objects.filter(casus_sleutel=sleutel).count() == before
    with als("politie.krt"):
        assert not Feitzout.objects.exists()


def test_a_fact_holds_no_id_of_a_row(als, moviera_casus, viewer):
    melding = maak_melding(viewer("vt.meldpunt"))
    with als("moviera.krt"):
        rows = list(Feit.objects.values())
    ids = {str(moviera_casus.pk), str(moviera_casus.dossier_id), str(melding.pk)}
    assert rows and not ids & {str(waarde) for rij in rows for waarde in rij.values()}


def test_only_who_sees_the_casus_can_go_from_its_facts_to_it(als, viewer, moviera_casus):
    with als("politie.krt"):
        assert not Casussleutel.objects.filter(casus=moviera_casus).exists()
        assert not Feit.objects.exclude(keten_id=viewer("politie.krt").keten_id).exists()
    doe_mee(viewer("moviera.krt"), moviera_casus, viewer("politie.krt"))
    with als("politie.krt"):
        assert Casussleutel.objects.filter(casus=moviera_casus).exists()
    with als("elders.krt"):
        assert not Casussleutel.objects.filter(casus=moviera_casus).exists()
        assert not Feit.objects.filter(keten_id=moviera_casus.keten_id).exists()


def test_a_held_meeting_for_professionals_counts_once_and_a_planned_one_does_not(als):
    day = clock.today() - timedelta(days=1)
    velden = {"soort": "bijeenkomst", "doelgroep": "professionals", "gemeente": "Epe", "datum": day}
    with als("ggd.preventie") as ggd:
        plan_voorlichting(ggd, titel="Gepland", **velden)
        held = plan_voorlichting(ggd, titel="Gehouden", **velden)
        rond_af(ggd, held.pk, bereik=40)
        facts = Feit.objects.filter(soort="bijeenkomst", dag=day)
        assert [(f.gemeente, f.aantal) for f in facts] == [("Epe", 40)]
    with database_role("werker"):
        assert feiten_kloppen() == []
