"""Nothing disappears in silence: the page that looking does not empty, and the ends that have a name."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from cases.models import OPEN, Betrokkenheid, Casus, Termijn
from cases.risico import niemand_ziet_het
from cases.services.betrokkenheid import nodig_uit, stel_voor
from cases.services.termijnen import pauzeer_termijn, start_termijn
from ketenregie.foundation import clock
from ketenregie.foundation.viewer import Viewer, acting_as
from meldpunt.models import OPEN as MELDING_OPEN
from meldpunt.models import Melding
from meldpunt.models.melding import Status
from partners.models import Lidmaatschap
from referentiemodel.enums import CasusStatus
from tests.conftest import database_role
from tests.factories.alarm import Wie
from tests.factories.cases import doe_mee, maak_casus
from tests.factories.meldpunt import maak_melding

pytestmark = pytest.mark.django_db


@pytest.fixture
def casus(viewer: Wie) -> Casus:
    """Of the procesregie, politie takes part."""
    made = maak_casus(viewer("zvh.procesregisseur"))
    doe_mee(viewer("zvh.procesregisseur"), made, viewer("politie.krt"))
    return made


def systeem(viewer: Wie) -> Viewer:
    return Viewer.voor_systeem(viewer("politie.krt").keten_id, "toezicht")


def redenen(client: Any) -> list[str]:
    return [g["wat"] for g in client.get("/risico/").context["groepen"]]


def test_each_way_to_disappear_stands_on_the_page_and_looking_leaves_it_there(
    viewer: Wie, client_als: Any, casus: Casus
) -> None:
    zvh = viewer("zvh.procesregisseur")
    regie = client_als("zvh.procesregisseur")
    assert redenen(regie) == []
    with acting_as(zvh):
        om = viewer("om.krt").deelname_id
        nodig_uit(zvh, casus, [v for v in stel_voor(casus) if v.deelname.pk == om])
        klok = start_termijn(casus, "casusreview", casus.eigenaar, at=clock.now())
        assert klok is not None
        pauzeer_termijn(zvh, casus, klok.pk, reden="Wacht op de rechter.")
        casus.betrokkenheden.filter(status=Betrokkenheid.Status.AANVAARD).update(letters={})
    with clock.frozen(clock.now() + timedelta(days=31)):
        for _ in range(3):
            assert redenen(regie) == [
                "Er gebeurde 30 dagen niets",
                "Een uitnodiging is verlopen zonder antwoord",
                "Niemand voert uit wat nu aan de beurt is",
                "Een termijn staat langer dan 30 dagen stil",
            ]
        # Of another organisation nothing, also not that there is something.
        assert redenen(client_als("politie.krt")) == []
        with database_role("werker"), acting_as(systeem(viewer)):
            assert niemand_ziet_het() == []
            Casus.objects.filter(pk=casus.pk).update(laatste_activiteit_at=clock.now())
        assert "Er gebeurde 30 dagen niets" not in redenen(regie)


def test_an_owner_without_people_is_broken_for_verify_too(viewer: Wie, casus: Casus) -> None:
    with database_role("werker"), acting_as(systeem(viewer)):
        Casus.objects.filter(pk=casus.pk).update(eigenaar_id=viewer("apeldoorn.krt").deelname_id)
        assert not [z for z in niemand_ziet_het() if "heeft niemand" in z]
        Lidmaatschap.objects.filter(deelname_id=viewer("apeldoorn.krt").deelname_id).update(
            tot=clock.today() - timedelta(days=1)
        )
        assert f"casus {casus.kenmerk}: de eigenaar heeft niemand" in niemand_ziet_het()


def test_a_melding_that_is_long_late_stands_there_for_its_owner(
    viewer: Wie, client_als: Any
) -> None:
    vt = viewer("vt.meldpunt")
    with acting_as(vt):
        melding = maak_melding(vt)
    meldpunt = client_als("vt.meldpunt")
    assert redenen(meldpunt) == []
    with clock.frozen(clock.now() + timedelta(days=20)):
        page = meldpunt.get("/risico/")
        assert melding.kenmerk in page.content.decode()
        assert melding.kenmerk not in client_als("politie.krt").get("/risico/").content.decode()


def test_who_does_no_casework_has_no_such_page(client_als: Any) -> None:
    assert client_als("nog.bestuurder").get("/risico/").status_code == 403


# --- The ends have a name ---------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [s.value for s in CasusStatus])
def test_a_casus_is_open_with_owner_step_and_day_or_ended_by_name_and_reason(
    viewer: Wie, casus: Casus, status: str
) -> None:
    """Whatever code tries to end a casus, the database takes no other way."""
    _geen_andere_weg(viewer, Casus, casus, status, status in OPEN)


@pytest.mark.parametrize("status", [s.value for s in Status])
def test_a_melding_is_open_with_owner_step_and_day_or_ended_by_name_and_reason(
    viewer: Wie, status: str
) -> None:
    vt = viewer("vt.meldpunt")
    with acting_as(vt):
        melding = maak_melding(vt)
    _geen_andere_weg(viewer, Melding, melding, status, status in MELDING_OPEN)


def _geen_andere_weg(viewer: Wie, model: Any, rij: Any, status: str, is_open: bool) -> None:
    nu = clock.now()
    goed = (
        {"volgende_stap": "Bellen", "volgende_datum": clock.today(), "einde_at": None}
        if is_open
        else {"einde_at": nu, "einde_reden": "Klaar."}
    )
    kapot: list[dict[str, Any]] = [{"eigenaar": None}]
    if is_open:
        kapot += [{"volgende_stap": ""}, {"volgende_datum": None}, {"einde_at": nu}]
    else:
        kapot += [{"einde_at": None}, {"einde_reden": ""}]
    with database_role("werker"), acting_as(systeem(viewer)):
        for fout in kapot:
            with pytest.raises(IntegrityError), transaction.atomic():
                model.objects.filter(pk=rij.pk).update(status=status, **goed | fout)


def test_no_clock_is_left_running_on_a_casus_that_ended_but_the_law(
    viewer: Wie, casus: Casus
) -> None:
    zvh = viewer("zvh.procesregisseur")
    with acting_as(zvh):
        for sleutel in ("casusreview", "terugkoppeling"):
            start_termijn(casus, sleutel, casus.eigenaar, at=clock.now(), achtervoegsel="1")
        stil = casus.termijnen.get(sleutel="casusreview:1")
        pauzeer_termijn(zvh, casus, stil.pk, reden="Wacht op de rechter.")
    with database_role("werker"), acting_as(systeem(viewer)):
        from cases.services.casus import sluit_klokken

        sluit_klokken(casus, at=clock.now())
        open_ = Termijn.objects.filter(casus=casus, voldaan_at__isnull=True)
        assert [t.sleutel for t in open_] == ["terugkoppeling:1"]
