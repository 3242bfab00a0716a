"""Lessons have an owner; terugkoppelingen outlive the casus."""

import pytest

from cases.models import Casus, Termijn
from cases.services.casus import einde_casus
from evaluatie.gates import terugkoppelingen_gepland
from evaluatie.models import Evaluatieopdracht, Verbeterpunt
from evaluatie.services.beschrijving import controleer_beschrijving
from evaluatie.services.borgen import (
    geef_terugkoppeling,
    plan_terugkoppelingen,
    rond_verbeterpunt_af,
)
from evaluatie.services.opdracht import scheld_evaluatie_kwijt
from ketenregie.foundation import clock
from ketenregie.foundation.errors import AccessDenied, DomainError, GateClosed, NotVisible
from ketenregie.foundation.viewer import Viewer, acting_as
from tests.factories.evaluatie import deelname


@pytest.fixture
def gesloten(als, casus):
    """Waived, checked, planned, closed."""
    with als("zvh.procesregisseur") as regie:
        opdracht = scheld_evaluatie_kwijt(regie, casus, reden="Te kort.")
        with pytest.raises(GateClosed):
            einde_casus(regie, casus, "afgesloten", reden="Klaar.")
        controleer_beschrijving(regie, opdracht, tekst=opdracht.beschrijving.tekst)
        plan_terugkoppelingen(regie, casus)
        return einde_casus(regie, casus, "afgesloten", reden="Klaar.")


def test_each_receiving_organisation_gets_a_termijn_of_twelve_months(als, casus):
    with als("zvh.procesregisseur") as regie:
        assert terugkoppelingen_gepland(casus) != []
        made = plan_terugkoppelingen(regie, casus)
        assert {t.uiterlijk for t in made} == {clock.add_maanden(clock.today(), 12)}
        assert len(made) == 4
        assert terugkoppelingen_gepland(casus) == []
        assert plan_terugkoppelingen(regie, casus) == []


def test_a_terugkoppeling_is_due_and_given_after_the_closing(als, gesloten):
    with als("politie.krt") as politie:
        assert not Casus.objects.visible_to(politie).exists()
        termijn = Termijn.objects.get(
            deelname_id=politie.deelname_id, sleutel__startswith="terugkoppeling"
        )
        assert termijn.voldaan_at is None
        with pytest.raises(DomainError):
            geef_terugkoppeling(politie, termijn.pk, tekst="")
        geef_terugkoppeling(politie, termijn.pk, tekst="Twee controles gedaan.")
        termijn.refresh_from_db()
        assert termijn.voldaan_at is not None
    with als("vt.krt") as vt, pytest.raises(NotVisible):
        geef_terugkoppeling(vt, termijn.pk, tekst="Niet van ons.")


@pytest.fixture
def punt(viewer):
    begeleider = viewer("riec.begeleider")
    with acting_as(Viewer.voor_systeem(begeleider.keten_id, "toezicht")):
        return Verbeterpunt.objects.create(
            keten_id=begeleider.keten_id,
            categorie="kennis",
            tekst="Train de baliemedewerkers.",
            eigenaar=deelname("Politie"),
            datum=clock.today(),
        )


def test_only_the_owner_ends_a_lesson_and_with_a_result(als, punt):
    with als("vt.krt") as vt, pytest.raises(AccessDenied):
        rond_verbeterpunt_af(vt, punt.pk, resultaat="Gedaan.")
    with als("politie.krt") as politie:
        with pytest.raises(DomainError):
            rond_verbeterpunt_af(politie, punt.pk, resultaat="")
        done = rond_verbeterpunt_af(politie, punt.pk, resultaat="Training gegeven.")
        assert (done.status, done.afgerond_at is not None) == ("gerealiseerd", True)
    with als("elders.krt") as elders, pytest.raises(NotVisible):
        rond_verbeterpunt_af(elders, punt.pk, resultaat="Gedaan.")


def test_a_lesson_survives_the_casus(als, viewer, lopend, casus):
    with als("riec.begeleider") as begeleider:
        Verbeterpunt.objects.create(
            keten_id=begeleider.keten_id, opdracht=lopend, categorie="kennis", tekst="Train.",
            eigenaar=deelname("Politie"), datum=clock.today(),
        )  # fmt: skip
    with acting_as(Viewer.voor_systeem(casus.keten_id, "bewaartermijn")):
        Evaluatieopdracht.objects.filter(pk=lopend.pk).delete()
        assert Verbeterpunt.objects.get().opdracht_id is None
