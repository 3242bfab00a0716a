"""Taking in, changing and ending a melding; the vault; the second lock underneath."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from ketenregie.foundation import clock
from ketenregie.foundation.errors import AccessDenied, DomainError, EditConflict, NotVisible
from ketenregie.foundation.logboek.models import Logregel
from ketenregie.foundation.vaag import lees_vage_datum
from ketenregie.foundation.viewer import Viewer, acting_as
from meldpunt.kenmerk import kenmerk_van
from meldpunt.models import Melder, Melding, Status
from meldpunt.services import (
    MelderInvoer,
    doe_signaal,
    neem_op,
    plan_vervolg,
    sluit_melding,
    toon_melder,
    wijzig_melder,
    wijzig_melding,
)
from partners.models import Deelname
from tests.factories.meldpunt import KORT, maak_melding, maak_signaal

Wie = Callable[[str], Viewer]
VRIJDAG = datetime(2026, 9, 18, 10, 0, tzinfo=UTC)


def test_only_a_short_description_is_enough(viewer: Wie) -> None:
    pk = uuid4()
    melding = maak_melding(viewer("vt.meldpunt"), melding_id=pk, at=VRIJDAG)

    assert melding.korte_inhoud == KORT
    assert melding.kenmerk == kenmerk_van(pk)
    assert (melding.status, melding.naam) == (Status.NIEUW, "Onbekende persoon")
    # One werkdag after a Friday is Monday.
    assert str(melding.volgende_datum) == "2026-09-21"
    assert melding.eigenaar_id == viewer("vt.meldpunt").deelname_id


def test_acute_danger_is_for_today(viewer: Wie) -> None:
    melding = maak_melding(viewer("vt.meldpunt"), acuut=True, at=VRIJDAG)

    assert (melding.volgende_stap, str(melding.volgende_datum)) == (
        "Nu beoordelen: acuut gevaar",
        "2026-09-18",
    )


def test_nothing_written_is_refused_at_its_field(viewer: Wie) -> None:
    with pytest.raises(DomainError) as fout:
        maak_melding(viewer("vt.meldpunt"), korte_inhoud="  ")

    assert fout.value.veld == "korte_inhoud"


def test_a_double_click_makes_one_record(viewer: Wie) -> None:
    vt, pk = viewer("vt.meldpunt"), uuid4()

    een = maak_melding(vt, melding_id=pk, woonplaats="Epe")
    twee = maak_melding(vt, melding_id=pk, woonplaats="Epe")

    with acting_as(vt):
        assert (een.pk, een.versie) == (twee.pk, twee.versie)
        assert Melding.objects.filter(pk=pk).count() == 1
        assert Logregel.objects.filter(object_id=pk).count() == 1


def test_the_same_form_with_other_text_becomes_a_change(viewer: Wie) -> None:
    vt, pk = viewer("vt.meldpunt"), uuid4()
    maak_melding(vt, melding_id=pk)

    maak_melding(vt, melding_id=pk, korte_inhoud="Aangevuld na terugbellen.")

    with acting_as(vt):
        melding = Melding.objects.get(pk=pk)
        assert melding.korte_inhoud == "Aangevuld na terugbellen."
        assert melding.history.count() == 2


@pytest.mark.parametrize(
    "username", ["politie.krt", "zvh.procesregisseur", "zvh.fg", "elders.beheer"]
)
def test_only_the_meldpunt_takes_in_meldingen(viewer: Wie, username: str) -> None:
    with pytest.raises(AccessDenied):
        maak_melding(viewer(username))


def test_birth_date_or_age_is_kept_as_said(viewer: Wie) -> None:
    vt = viewer("vt.meldpunt")
    with clock.frozen(VRIJDAG):
        vaag = lees_vage_datum("ongeveer 15", vandaag=clock.today(), leeftijd=True)
        melding = maak_melding(vt, geboorte=vaag)

    assert melding.geboortedatum is None
    assert melding.geboorte_omschrijving == "ongeveer 15"
    assert (melding.geboortejaar_van, melding.geboortejaar_tot) == (2010, 2011)


def test_a_stale_change_shows_a_conflict(viewer: Wie) -> None:
    vt = viewer("vt.meldpunt")
    melding = maak_melding(vt)
    with acting_as(vt):
        wijzig_melding(vt, melding, versie=1, woonplaats="Epe")
        with pytest.raises(EditConflict):
            wijzig_melding(vt, melding, versie=1, woonplaats="Ede")


def test_a_melding_ends_only_by_name_and_with_a_reason(viewer: Wie) -> None:
    vt = viewer("vt.meldpunt")
    melding = maak_melding(vt)
    with acting_as(vt):
        with pytest.raises(DomainError):
            sluit_melding(vt, melding, Status.DOORVERWEZEN, " ")
        with pytest.raises(DomainError):
            sluit_melding(vt, melding, Status.DOSSIER_GEVORMD, "zomaar")
        ended = sluit_melding(
            vt, melding, Status.DOORVERWEZEN, "Huiselijk geweld, geen uitbuiting."
        )
        assert (ended.status, ended.volgende_stap, ended.volgende_datum) == (
            "doorverwezen",
            "",
            None,
        )
        with pytest.raises(DomainError):
            wijzig_melding(vt, ended, woonplaats="Epe")
        with pytest.raises(DomainError):
            neem_op(vt, ended)


def test_the_database_refuses_an_open_melding_without_a_next_step(viewer: Wie) -> None:
    vt = viewer("vt.meldpunt")
    melding = maak_melding(vt)
    with acting_as(vt), pytest.raises(IntegrityError), transaction.atomic():
        Melding.objects.filter(pk=melding.pk).update(volgende_stap="")
    with acting_as(vt), pytest.raises(IntegrityError), transaction.atomic():
        Melding.objects.filter(pk=melding.pk).update(status="ingetrokken")


def test_taking_on_and_planning_keep_the_melding_moving(viewer: Wie) -> None:
    vt = viewer("vt.meldpunt")
    melding = maak_melding(vt)
    with acting_as(vt):
        taken = neem_op(vt, melding)
        assert (taken.status, taken.behandelaar_id) == (Status.IN_BEHANDELING, vt.medewerker_id)
        planned = plan_vervolg(vt, taken, "School terugbellen", clock.today())
        assert planned.volgende_stap == "School terugbellen"
        with pytest.raises(DomainError):
            plan_vervolg(vt, taken, "Te laat", clock.add_werkdagen(clock.today(), -3))


# --- The melder ---


MELDER = MelderInvoer(soort="professional", naam="Karin Bosgoed", contact="06-55512345")


def test_the_vault_opens_with_a_reason_and_is_logged(viewer: Wie) -> None:
    vt = viewer("vt.meldpunt")
    melding = maak_melding(vt, melder=MELDER)
    with acting_as(vt):
        with pytest.raises(DomainError):
            toon_melder(vt, melding, "")
        beeld = toon_melder(vt, melding, "Terugbellen voor adres")
        assert (beeld.soort, beeld.naam, beeld.contact) == (
            "Professional",
            "Karin Bosgoed",
            "06-55512345",
        )
        regel = Logregel.objects.get(gebeurtenis="melder_getoond", object_id=melding.pk)
        assert (regel.reden, regel.actie) == ("Terugbellen voor adres", "R")
        with connection.cursor() as cursor:
            cursor.execute("SELECT naam_versleuteld FROM meldpunt_melder")
            assert b"Karin" not in bytes(cursor.fetchone()[0])


def test_a_colleague_without_the_right_does_not_open_the_vault(viewer: Wie) -> None:
    melding = maak_melding(viewer("vt.meldpunt"), melder=MELDER)
    krt = viewer("vt.krt")
    with acting_as(krt), pytest.raises(AccessDenied):
        toon_melder(krt, melding, "Gewoon benieuwd")


def test_anonymous_keeps_no_name(viewer: Wie) -> None:
    vt = viewer("vt.meldpunt")
    melding = maak_melding(vt, melder=MelderInvoer(naam="Karin Bosgoed", anoniem=True))
    with acting_as(vt):
        assert Melder.objects.get(melding=melding).naam is None
        assert Melder.objects.get(melding=melding).omschrijving == "Melder, wil anoniem blijven"


def test_a_changed_melder_keeps_what_was_first_said(viewer: Wie) -> None:
    vt = viewer("vt.meldpunt")
    melding = maak_melding(vt, melder=MELDER)
    with acting_as(vt):
        melder = wijzig_melder(vt, melding, MelderInvoer(naam="K. Bosgoed-Smit"))
        names = [Melder.naam.lees(row) for row in melder.history.order_by("history_id")]  # type: ignore[attr-defined]
        assert names == ["Karin Bosgoed", "K. Bosgoed-Smit"]


# --- Signals of partners ---


def test_a_partner_files_a_signaal_with_the_meldpunt(viewer: Wie) -> None:
    gemeente, vt = viewer("apeldoorn.krt"), viewer("vt.meldpunt")
    signaal = maak_signaal(gemeente, melder=MELDER)

    with acting_as(gemeente):
        assert list(Melding.objects.ingediend_door(gemeente)) == [signaal]  # type: ignore[attr-defined]
        assert list(Melding.objects.visible_to(gemeente)) == []  # type: ignore[attr-defined]
        assert not Melder.objects.exists()
    with acting_as(vt):
        received = Melding.objects.haal(vt, signaal.pk)  # type: ignore[attr-defined]
        assert (received.soort, received.kanaal, received.eigenaar_id) == (
            "signaal",
            "partner",
            vt.deelname_id,
        )
        assert toon_melder(vt, received, "Terugbellen").naam == "Karin Bosgoed"


def test_a_partner_sees_its_own_signaal_and_not_that_of_another(viewer: Wie) -> None:
    maak_signaal(viewer("apeldoorn.krt"))
    politie = viewer("politie.krt")
    own = maak_signaal(politie)

    with acting_as(politie):
        assert list(Melding.objects.all()) == [own]


def test_a_signaal_once_sent_is_not_the_senders_to_change(viewer: Wie) -> None:
    politie, pk = viewer("politie.krt"), uuid4()
    maak_signaal(politie, melding_id=pk)
    maak_signaal(politie, melding_id=pk)
    with pytest.raises(DomainError):
        maak_signaal(politie, melding_id=pk, korte_inhoud="Toch anders")
    with acting_as(politie), pytest.raises(AccessDenied):
        wijzig_melding(politie, Melding.objects.get(pk=pk), woonplaats="Epe")


def test_who_has_no_casework_files_no_signaal(viewer: Wie) -> None:
    for username in ("zvh.fg", "nog.bestuurder", "zvh.beheer"):
        beheer = viewer(username)
        with acting_as(beheer), pytest.raises(AccessDenied):
            doe_signaal(beheer, melding_id=uuid4(), korte_inhoud=KORT)


def test_the_key_of_someone_elses_melding_is_as_if_it_did_not_exist(viewer: Wie) -> None:
    pk = maak_signaal(viewer("politie.krt")).pk
    gemeente = viewer("apeldoorn.krt")
    with acting_as(gemeente), pytest.raises(NotVisible):
        doe_signaal(gemeente, melding_id=pk, korte_inhoud=KORT)


# --- The second lock ---


@pytest.mark.parametrize("username", ["politie.krt", "zvh.procesregisseur", "elders.krt"])
def test_a_forgotten_filter_shows_other_organisations_nothing(viewer: Wie, username: str) -> None:
    vt = viewer("vt.meldpunt")
    melding = maak_melding(vt, voornaam="Jamila", melder=MELDER)
    with acting_as(viewer(username)):
        assert not Melding.objects.exists()
        assert not Melding.history.exists()
        assert not Melder.objects.exists()
        assert Melding.objects.filter(pk=melding.pk).update(woonplaats="x") == 0
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT * FROM match_kandidaten('Jamila', '', NULL, NULL, NULL, '{}', 10)"
            )
            assert cursor.fetchall() == []


def test_an_organisation_cannot_let_itself_in(viewer: Wie) -> None:
    politie = viewer("politie.krt")
    signaal = maak_signaal(politie)
    with acting_as(politie):
        with (
            pytest.raises(DatabaseError, match="zicht wordt alleen afgeleid"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(
                "UPDATE meldpunt_melding SET zicht = '{1,2,3}' WHERE id = %s", [signaal.pk]
            )
        foreign = Deelname.objects.exclude(pk=politie.deelname_id).first()
        with pytest.raises(DatabaseError), transaction.atomic():
            Melding.objects.create(
                keten_id=politie.keten_id,
                eigenaar=foreign,
                korte_inhoud=KORT,
                volgende_stap="x",
                volgende_datum=clock.today(),
            )


def test_without_a_viewer_there_is_nothing(viewer: Wie) -> None:
    maak_melding(viewer("vt.meldpunt"))

    assert not Melding.objects.exists()


def test_the_lock_is_as_declared(
    viewer: Wie, as_role: Callable[[str], AbstractContextManager[Any]]
) -> None:
    from ketenregie.foundation import controle

    assert [p for p in controle.problems() if "meldpunt" in p or "match" in p or "naam_" in p] == []
