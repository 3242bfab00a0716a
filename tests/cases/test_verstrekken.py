"""Verstrekking: to whom, with whose consent, once, frozen, and nothing of it for anyone else."""

import dataclasses
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from django.urls import resolve, reverse

from cases import verstrekkingsbeeld, verstrekkingspapier
from cases.delen import Deler
from cases.documents import plan_html
from cases.models import (
    Akkoord,
    Betrokkene,
    Betrokkenheid,
    Casus,
    Gezondheidsbeeld,
    Motief,
    Ontvanger,
    PlanVanAanpak,
    Termijn,
    Verstrekking,
    VerstrekkingDatum,
)
from cases.services import betrokkenheid, verstrekken, voorbehoud
from cases.services.voorbehoud import Toestemmingsinvoer
from cases.stukken import van_casus
from cases.tasks import plan_voor_wie_later_komt
from ketenregie.foundation import clock, logboek
from ketenregie.foundation.errors import (
    AccessDenied,
    DomainError,
    EditConflict,
    GateClosed,
    NotVisible,
)
from ketenregie.foundation.outbox.models import Bericht
from ketenregie.foundation.taak import haal_resultaat, loper
from ketenregie.foundation.taak.models import Taak
from ketenregie.foundation.viewer import Viewer, acting_as
from tests.factories.plan import (
    NU,
    deelname_van,
    doe_mee,
    maak_casus,
    maak_vastgesteld_plan,
    namens,
    voeg_persoon_toe,
)
from tests.factories.verstrekken import (
    DERDE,
    RAC,
    REDEN,
    ZVH,
    antwoord,
    naar_derde,
    plan_van,
)

Wie = Callable[[str], Viewer]
PLAN, PERSOON = "cases.planvanaanpak", "cases.betrokkene"
ANDEREN = ("politie.krt", "moviera.krt", "apeldoorn.krt")


@pytest.fixture
def casus(viewer: Wie) -> Casus:
    """With a person of the ZVH, one of the politie and a health datum of Moviera, in a plan."""
    casus = maak_casus(viewer, hoofdstap="uitvoering")
    with namens(viewer("moviera.krt")) as moviera:
        Gezondheidsbeeld.objects.create(
            casus=casus, leverancier_id=moviera.deelname_id, verslaving="KANARIEZORG"
        )
    with namens(viewer("politie.krt")) as politie:
        voeg_persoon_toe(casus, None, politie, rol="verdachte", achternaam="KANARIEPOL")
    maak_vastgesteld_plan(viewer, casus)
    return casus


def _van(viewer: Wie, username: str, casus: Casus) -> tuple[Viewer, Casus]:
    wie = viewer(username)
    return wie, Casus.objects.haal(wie, casus.pk)


def _pakket(overzicht: verstrekken.Overzicht, naam: str) -> verstrekken.Pakket:
    return next(p for p in overzicht.pakketten if naam in p.ontvanger.naam)


# --- what vaststelling gives -----------------------------------------------------------------------


def test_vaststelling_gives_the_plan_to_everyone_who_takes_part_each_its_own_part(viewer, casus):
    with namens(viewer(ZVH)) as zvh:
        given = Verstrekking.objects.get(casus=casus)
        assert (given.status, given.verstrekt_door) == ("verstrekt", zvh.naam)
        wie = {o.naam for o in given.ontvangers.select_related("deelname__organisatie")}
    assert {n.split()[0] for n in wie} == {"Politie", "Moviera", "Gemeente"}
    kreeg = {}
    for username in ANDEREN:
        with namens(viewer(username)) as ontvanger:
            mine = Ontvanger.objects.get(verstrekking=given)  # the second lock shows no other
            assert mine.deelname_id == ontvanger.deelname_id
            kreeg[username] = set(mine.gegevens.values_list("naam", flat=True))
    assert "Gezondheid" in kreeg["moviera.krt"]
    assert "Gezondheid" not in kreeg["politie.krt"]


def test_the_terugkoppeling_is_due_after_twelve_months(viewer, casus):
    with namens(viewer("politie.krt")) as politie:
        rij = Ontvanger.objects.get(deelname_id=politie.deelname_id)
        assert rij.termijn.uiterlijk == date(2027, 11, 20)
        assert rij.termijn.deelname_id == politie.deelname_id


def test_twelve_months_after_a_leap_day_is_the_last_of_february_and_for_a_derde_the_sender_asks(
    viewer, casus
):
    made = naar_derde(viewer, casus, PLAN, at=datetime(2028, 2, 15, 10, tzinfo=UTC))
    with namens(viewer(ZVH), datetime(2028, 2, 29, 10, tzinfo=UTC)) as zvh:
        verstrekken.verstuur(zvh, made.pk, **RAC)
        termijn = Ontvanger.objects.get(verstrekking=made).termijn
        assert (termijn.uiterlijk, termijn.deelname_id) == (date(2029, 2, 28), zvh.deelname_id)


def test_who_joins_later_gets_the_plan_from_who_invited_it(viewer, casus, as_role):
    doe_mee(viewer, casus, "om.krt")
    with namens(viewer("om.krt")) as om:
        assert not Ontvanger.objects.filter(deelname_id=om.deelname_id).exists()
        rij = Betrokkenheid.objects.get(casus=casus, deelname_id=om.deelname_id)
    systeem = Viewer.voor_systeem(om.keten_id, "berichten")
    bericht = Bericht(keten_id=om.keten_id, soort="x")
    with as_role("werker"), clock.frozen(NU), acting_as(systeem):
        for _ in range(2):  # delivered twice it gives it once
            plan_voor_wie_later_komt({"betrokkenheid_id": rij.pk}, bericht)
    with namens(viewer("om.krt")) as om:
        mine = Ontvanger.objects.get(deelname_id=om.deelname_id)
        assert mine.verstrekking.verstrekt_door == viewer(ZVH).naam
        assert mine.gegevens.exists()


# --- preparing ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("veld", ["subsidiariteit", "proportionaliteit", "need_to_know", "doel"])
def test_each_question_of_the_convenant_is_answered(viewer, casus, veld):
    with namens(viewer(ZVH)):
        zvh, here = _van(viewer, ZVH, casus)
        with pytest.raises(DomainError) as fout:
            verstrekken.bereid_voor(
                zvh, here, plan_van(here), dataclasses.replace(REDEN, **{veld: " "}), derde=DERDE
            )
        assert fout.value.veld == veld


def test_only_who_has_r_or_a_for_the_plan_gives_it_and_an_outsider_cannot_tell_it_exists(
    viewer, casus
):
    doe_mee(viewer, casus, "kmar.flex")
    with namens(viewer(ZVH)):
        zvh, here = _van(viewer, ZVH, casus)
        onderwerp = plan_van(here)
    with namens(viewer("kmar.flex")):
        kmar, mine = _van(viewer, "kmar.flex", casus)
        with pytest.raises(AccessDenied):
            verstrekken.bereid_voor(kmar, mine, onderwerp, REDEN, derde=DERDE)
    with namens(viewer("nla.krt")) as nla, pytest.raises(NotVisible):
        verstrekken.bereid_voor(nla, here, onderwerp, REDEN, derde=DERDE)


def test_an_organisation_that_does_not_take_part_is_no_recipient(viewer, casus):
    with namens(viewer(ZVH)):
        zvh, here = _van(viewer, ZVH, casus)
        with pytest.raises(DomainError) as fout:
            verstrekken.bereid_voor(
                zvh, here, plan_van(here), REDEN, ontvangers=[deelname_van("nla.krt").pk]
            )
        assert fout.value.veld == "ontvangers"


def test_what_the_sender_does_not_see_cannot_be_chosen_and_leaves_no_trace(viewer, casus):
    """The politie does not see the health datum; guessing its id gives the answer of nothing chosen."""
    with namens(viewer("politie.krt")):
        politie, here = _van(viewer, "politie.krt", casus)
        onderwerp = plan_van(here)
        zorg = next(s for s in onderwerp.stukken if s.naam == "Gezondheid")
        for pk in (zorg.pk, uuid4()):
            with pytest.raises(DomainError) as fout:
                verstrekken.bereid_voor(politie, here, onderwerp, REDEN, derde=DERDE, gekozen=[pk])
            assert fout.value.veld == "gekozen"
        assert not Verstrekking.objects.filter(verstrekker_id=politie.deelname_id).exists()


def test_a_double_click_prepares_and_sends_once(viewer, casus):
    pk = uuid4()
    made = naar_derde(viewer, casus, PLAN, verstrekking_id=pk)
    assert naar_derde(viewer, casus, PLAN, verstrekking_id=pk).pk == made.pk == pk
    antwoord(viewer, made, *ANDEREN)
    with namens(viewer(ZVH)) as zvh:
        een = verstrekken.verstuur(zvh, pk, at=NU, **RAC)
        twee = verstrekken.verstuur(zvh, pk, at=NU + timedelta(minutes=1), **RAC)
        assert een.verstrekt_at == twee.verstrekt_at
        assert Termijn.objects.filter(sleutel__contains=een.kenmerk).count() == 1
        regels = logboek.voor_casus(casus.pk).filter(object_id=pk)
        assert regels.filter(gebeurtenis="verstrekking_gedaan").count() == 1


# --- consent -----------------------------------------------------------------------------------------


def test_one_missing_consent_blocks_and_the_reason_of_a_refusal_stays_home(viewer, casus):
    made = naar_derde(viewer, casus, PLAN, PERSOON)
    antwoord(viewer, made, "moviera.krt", "apeldoorn.krt")
    with namens(viewer(ZVH)) as zvh:
        with pytest.raises(GateClosed) as dicht:
            verstrekken.verstuur(zvh, made.pk, **RAC)
        assert dicht.value.voorwaarden == ["Toestemming ontbreekt van Politie Oost-Nederland."]
    antwoord(viewer, made, "politie.krt", akkoord=False, reden="KANARIEREDEN")
    with namens(viewer(ZVH)) as zvh:
        overzicht = verstrekken.overzicht_van(zvh, Verstrekking.objects.get(pk=made.pk))
        assert [v.stand for v in overzicht.vragen if v.leverancier] == ["toestemming ontbreekt"]
        assert not Motief.objects.exists()
        with pytest.raises(GateClosed):
            verstrekken.verstuur(zvh, made.pk, **RAC)
        # Going on without the data of who refused is a choice of the sender.
        verstrekken.laat_weg(zvh, made.pk, viewer("politie.krt").deelname_id)
        verstrekken.verstuur(zvh, made.pk, **RAC)
        given = VerstrekkingDatum.objects.filter(verstrekking=made)
        assert set(given.values_list("leverancier_id", flat=True)) == {zvh.deelname_id}
    with namens(viewer("politie.krt")):
        assert Motief.objects.get().reden == "KANARIEREDEN"


def test_an_objection_of_a_deelnemer_blocks_and_silence_after_the_term_does_not(viewer, casus):
    made = naar_derde(viewer, casus, PLAN)
    with namens(viewer(ZVH)) as zvh, pytest.raises(GateClosed):
        verstrekken.verstuur(zvh, made.pk, **RAC)
    later = NU + timedelta(days=8)
    with namens(viewer(ZVH), later) as zvh:
        assert not verstrekken.overzicht_van(zvh, made).belemmeringen
    antwoord(viewer, made, "apeldoorn.krt", akkoord=False, reden="Nee.", at=later)
    with namens(viewer(ZVH), later) as zvh, pytest.raises(GateClosed):
        verstrekken.verstuur(zvh, made.pk, **RAC)


def test_a_derde_needs_the_look_of_the_commissie(viewer, casus):
    made = naar_derde(viewer, casus, PLAN)
    antwoord(viewer, made, *ANDEREN)
    with namens(viewer(ZVH)) as zvh:
        for rac, veld in (({}, "rac_op"), ({"rac_op": NU.date()}, "rac_door"),
                          ({"rac_op": date(2027, 1, 1), "rac_door": "X"}, "rac_op")):  # fmt: skip
            with pytest.raises(DomainError) as fout:
                verstrekken.verstuur(zvh, made.pk, **rac)
            assert fout.value.veld == veld


def test_nobody_gives_the_consent_of_another(viewer, casus):
    made = naar_derde(viewer, casus, PLAN, PERSOON)
    with namens(viewer("politie.krt")) as politie:
        rij = Akkoord.objects.get(deelname_id=politie.deelname_id)
    for username in (ZVH, "moviera.krt"):
        with namens(viewer(username)) as wie, pytest.raises(NotVisible):
            verstrekken.beantwoord_akkoord(wie, rij.pk, akkoord=True)
    with namens(viewer(ZVH)), pytest.raises(DatabaseError), transaction.atomic():
        Akkoord.objects.filter(pk=rij.pk).update(
            status="gegeven", beantwoord_at=NU, beantwoord_door="ZVH"
        )
    with namens(viewer("moviera.krt")):
        assert not Akkoord.objects.filter(pk=rij.pk).exists()
    assert made.status == "voorbereid"


def test_withdrawn_between_summary_and_send_is_seen_and_does_not_go_along(viewer, casus):
    made = naar_derde(viewer, casus, PLAN, PERSOON)
    antwoord(viewer, made, *ANDEREN)
    with namens(viewer(ZVH)) as zvh:
        gezien = verstrekken.overzicht_van(zvh, made).vingerafdruk
    with namens(viewer("politie.krt")) as politie:
        rij = casus.betrokkenen.get(leverancier_id=politie.deelname_id)
        voorbehoud.houd_achter(politie, rij, reden="Gevaar.")
    with namens(viewer(ZVH)) as zvh:
        with pytest.raises(EditConflict):
            verstrekken.verstuur(zvh, made.pk, gezien=gezien, **RAC)
        verstrekken.verstuur(zvh, made.pk, **RAC)
        assert not VerstrekkingDatum.objects.filter(verstrekking=made, datum_id=rij.pk).exists()
    antwoorden = Akkoord.objects.filter(verstrekking=made)
    with namens(viewer("politie.krt")) as politie, pytest.raises(DomainError):
        mine = antwoorden.get(deelname_id=politie.deelname_id)
        verstrekken.beantwoord_akkoord(politie, mine.pk, akkoord=False, reden="Te laat.")


def test_a_recipient_that_left_between_summary_and_send_gets_nothing(viewer, casus):
    doe_mee(viewer, casus, "om.krt")
    om = deelname_van("om.krt").pk
    with namens(viewer(ZVH)):
        zvh, here = _van(viewer, ZVH, casus)
        made = verstrekken.bereid_voor(zvh, here, plan_van(here), REDEN, ontvangers=[om])
        rij = Betrokkenheid.objects.get(casus=casus, deelname_id=om)
        betrokkenheid.beeindig(zvh, rij.pk, reden="Klaar.", at=NU)
        with pytest.raises(GateClosed):
            verstrekken.verstuur(zvh, made.pk)
        assert not VerstrekkingDatum.objects.filter(verstrekking=made).exists()


def test_niet_verder_goes_nowhere_without_its_supplier(viewer):
    casus = maak_casus(viewer, hoofdstap="uitvoering")
    with namens(viewer("politie.krt")) as politie:
        rij = voeg_persoon_toe(casus, None, politie, rol="verdachte")
        voorbehoud.stel_voorwaarden(
            politie, rij, voorwaarden="Alleen lezen.", niet_verder=True, at=NU
        )
    maak_vastgesteld_plan(viewer, casus)
    with namens(viewer("moviera.krt")) as moviera:
        mine = Ontvanger.objects.get(deelname_id=moviera.deelname_id)
        assert rij.pk not in set(mine.gegevens.values_list("datum_id", flat=True))
    doe_mee(viewer, casus, "om.krt")
    with namens(viewer(ZVH)):
        zvh, here = _van(viewer, ZVH, casus)
        made = verstrekken.bereid_voor(
            zvh, here, plan_van(here), REDEN, ontvangers=[deelname_van("om.krt").pk]
        )
        with pytest.raises(GateClosed):
            verstrekken.verstuur(zvh, made.pk)
    antwoord(viewer, made, "politie.krt", voorwaarden="Bel eerst")
    with namens(viewer(ZVH)) as zvh:
        verstrekken.verstuur(zvh, made.pk)
    with namens(viewer("om.krt")) as om:
        row = VerstrekkingDatum.objects.get(ontvangende_id=om.deelname_id, datum_id=rij.pk)
        assert row.voorwaarden == "Alleen lezen.. Bel eerst"
        with pytest.raises(DomainError) as fout:
            verstrekken.bevestig_ontvangst(om, made.pk)
        assert fout.value.veld == "gelezen"
        assert verstrekken.bevestig_ontvangst(om, made.pk, gelezen=True).ontvangen_door == om.naam


# --- afterwards --------------------------------------------------------------------------------------


def test_what_was_sent_is_frozen_in_the_database_too(viewer, casus):
    with namens(viewer(ZVH)):
        given = Verstrekking.objects.get(casus=casus)
        datum = VerstrekkingDatum.objects.filter(verstrekking=given)[0]
        changes = (
            lambda: Verstrekking.objects.filter(pk=given.pk).update(doel="nazorg"),
            lambda: Verstrekking.objects.filter(pk=given.pk).update(status="voorbereid"),
            lambda: VerstrekkingDatum.objects.filter(pk=datum.pk).update(hash="x"),
            lambda: VerstrekkingDatum.objects.filter(pk=datum.pk).delete(),
            lambda: Ontvanger.objects.filter(verstrekking=given).update(waarom="x"),
            lambda: Ontvanger.objects.create(
                verstrekking=given, verstrekker_id=given.verstrekker_id, derde_naam="A",
                derde_organisatie="B",
            ),
        )  # fmt: skip
        for change in changes:
            with pytest.raises(DatabaseError), transaction.atomic():
                change()
        # The salt of a destroyed datum may go; its hash stays.
        VerstrekkingDatum.objects.filter(pk=datum.pk).update(zout="")


def test_an_organisation_cannot_hang_itself_on_the_verstrekking_of_another(viewer, casus):
    with namens(viewer(ZVH)):
        given = naar_derde(viewer, casus, PLAN)
    with namens(viewer("politie.krt")) as politie:
        with pytest.raises(DatabaseError), transaction.atomic():
            Ontvanger.objects.create(
                verstrekking=given, verstrekker_id=politie.deelname_id,
                deelname_id=politie.deelname_id,
            )  # fmt: skip
        assert not Ontvanger.objects.filter(verstrekking=given).exists()


def test_taken_back_with_a_reason_and_no_longer_received(viewer, casus):
    with namens(viewer(ZVH)) as zvh:
        given = Verstrekking.objects.get(casus=casus)
        with pytest.raises(DomainError):
            verstrekken.trek_in(zvh, given.pk, reden=" ")
        verstrekken.trek_in(zvh, given.pk, reden="Verkeerde versie.")
    with namens(viewer("politie.krt")) as politie:
        assert Verstrekking.objects.get(pk=given.pk).einde_reden == "Verkeerde versie."
        with pytest.raises(DomainError):
            verstrekken.bevestig_ontvangst(politie, given.pk)
        with pytest.raises(NotVisible):
            verstrekken.trek_in(politie, given.pk, reden="Niet van ons.")


def test_nobody_without_a_part_finds_it(viewer, casus):
    made = naar_derde(viewer, casus, PLAN)
    doe_mee(viewer, casus, "om.krt")
    with namens(viewer("om.krt")) as om:  # in the casus, but not asked
        assert not Verstrekking.objects.exists()
        with pytest.raises(NotVisible):
            verstrekkingsbeeld.haal(om, made.pk)
    with namens(viewer("nla.krt")):
        assert not Verstrekking.objects.exists()
        assert not VerstrekkingDatum.objects.exists()
        assert not Akkoord.objects.exists()


# --- toestemming and voorbehoud ------------------------------------------------------------------------


def _ziet(viewer: Wie, username: str, casus: Casus) -> str:
    with namens(viewer(username)):
        wie, here = _van(viewer, username, casus)
        plan = PlanVanAanpak.objects.get(casus=casus, nummer=1)
        return plan_html(Deler(wie, here), plan)


def test_withdrawn_toestemming_acts_at_once_and_tells_where_it_went(viewer, casus):
    assert "KANARIEZORG" in _ziet(viewer, ZVH, casus)
    with namens(viewer("moviera.krt")) as moviera:
        rij = Gezondheidsbeeld.objects.get(casus=casus)
        voorbehoud.leg_toestemming_vast(
            moviera, rij, Toestemmingsinvoer(NU.date(), "schriftelijk"), at=NU
        )
        voorbehoud.trek_toestemming_in(moviera, rij, at=NU)
    html = _ziet(viewer, ZVH, casus)
    assert "KANARIEZORG" not in html
    assert "toestemming ingetrokken" in html
    assert "KANARIEZORG" in _ziet(viewer, "moviera.krt", casus)  # its own
    with namens(viewer("moviera.krt")) as moviera:
        # The ZVH gave the plan, so Moviera's datum went to nobody else who may see it.
        assert verstrekkingsbeeld.waar_verstrekt(moviera, rij.pk) == []
    with namens(viewer("politie.krt")) as politie:
        mine = casus.betrokkenen.get(leverancier_id=politie.deelname_id)
        waar = verstrekkingsbeeld.waar_verstrekt(politie, mine.pk)
        assert {naam.split()[0] for naam, _, _ in waar} == {"Moviera", "Gemeente"}


def test_toestemming_ends_by_itself_and_holds_for_whom_it_was_given(viewer, casus):
    with namens(viewer("moviera.krt")) as moviera:
        rij = Gezondheidsbeeld.objects.get(casus=casus)
        voorbehoud.leg_toestemming_vast(
            moviera, rij, Toestemmingsinvoer(NU.date(), "digitaal", geldig_tot=NU.date()), at=NU
        )
    assert "KANARIEZORG" in _ziet(viewer, ZVH, casus)
    with namens(viewer(ZVH), NU + timedelta(days=1)):
        zvh, here = _van(viewer, ZVH, casus)
        assert Deler(zvh, here).deling(rij).regel == "toestemming verlopen"
    with namens(viewer("moviera.krt")) as moviera:
        alleen = Toestemmingsinvoer(
            NU.date(), "digitaal", ontvangers=(deelname_van("apeldoorn.krt").pk,)
        )
        voorbehoud.leg_toestemming_vast(moviera, rij, alleen, at=NU)
    with namens(viewer(ZVH)):
        zvh, here = _van(viewer, ZVH, casus)
        assert Deler(zvh, here).deling(rij).regel == "toestemming beperkt"


def test_zwaarwegende_redenen_leak_nothing(viewer, casus):
    """Others cannot tell a datum that is kept back from one that never was."""
    with namens(viewer("moviera.krt")) as moviera:
        rij = Gezondheidsbeeld.objects.get(casus=casus)
        with pytest.raises(DomainError):
            voorbehoud.houd_achter(moviera, rij, reden=" ")
        voorbehoud.houd_achter(moviera, rij, reden="KANARIEREDEN")
    html = _ziet(viewer, ZVH, casus)
    assert "KANARIEZORG" not in html
    assert "Gezondheid" not in html
    with namens(viewer(ZVH)):
        assert not Motief.objects.exists()
    with namens(viewer("politie.krt")) as politie, pytest.raises(NotVisible):
        voorbehoud.deel_weer(politie, rij)
    with namens(viewer("moviera.krt")) as moviera:
        voorbehoud.deel_weer(moviera, rij)
    assert "KANARIEZORG" in _ziet(viewer, ZVH, casus)


# --- all data of a casus as a file -----------------------------------------------------------------


def _export(viewer: Wie, casus: Casus, *usernames: str, **anders: object) -> Verstrekking:
    with namens(viewer(ZVH)) as zvh:
        here = Casus.objects.haal(zvh, casus.pk)
        made = verstrekken.bereid_voor(
            zvh, here, van_casus(here), REDEN, vorm="export", at=NU,
            ontvangers=[viewer(u).deelname_id for u in usernames], **anders,
        )  # fmt: skip
        return verstrekken.verstuur(zvh, made.pk, at=NU)


def _bestand(client, made: Verstrekking, deelname_id: object, formaat: str) -> bytes:
    ontvanger = Ontvanger.objects.get(verstrekking=made, deelname_id=deelname_id)
    adres = reverse("verstrekking_bestand", args=[made.pk, ontvanger.pk, formaat])
    response = client.get(adres)
    assert response.status_code == 200, response.content[:200]
    assert "attachment" in response["Content-Disposition"]
    return response.content


def test_an_export_gives_each_recipient_its_own_part_and_asks_what_came_of_it(
    viewer, casus, client_als
):
    made = _export(viewer, casus, "politie.krt", "moviera.krt")
    seen = {}
    for username in ("politie.krt", "moviera.krt"):
        with acting_as(viewer(username)) as wie:
            inhoud = _bestand(client_als(username), made, wie.deelname_id, "csv").decode(
                "utf-8-sig"
            )
            rij = Ontvanger.objects.get(verstrekking=made, deelname_id=wie.deelname_id)
            seen[username] = {w for w in ("KANARIEZORG", "KANARIEPOL") if w in inhoud}
            assert rij.ontvangen_at and rij.termijn_id
            shown = {
                s.pk for s in van_casus(casus).stukken
                if Deler(wie, Casus.objects.haal(wie, casus.pk)).deling(s).tonen
            }  # fmt: skip
            given = VerstrekkingDatum.objects.filter(verstrekking=made, ontvanger=rij)
            assert set(given.values_list("datum_id", flat=True)) == shown
    assert "KANARIEZORG" in seen["moviera.krt"] and seen["politie.krt"] == {"KANARIEPOL"}


def test_an_export_is_also_a_paper_and_a_workbook_and_never_of_another(viewer, casus, client_als):
    made = _export(viewer, casus, "moviera.krt")
    with acting_as(viewer("moviera.krt")) as moviera:
        client = client_als("moviera.krt")
        assert _bestand(client, made, moviera.deelname_id, "xlsx")[:2] == b"PK"
        ontvanger = Ontvanger.objects.get(verstrekking=made)
        papier = client.get(reverse("verstrekking_document", args=[made.pk, ontvanger.pk]))
        assert papier.content[:5] == b"%PDF-"
    adres = reverse("verstrekking_bestand", args=[made.pk, ontvanger.pk, "xlsx"])
    absent = reverse("verstrekking_bestand", args=[made.pk, uuid4(), "xlsx"])
    for username in ("politie.krt", ZVH, "elders.krt"):
        foreign, nothing = (client_als(username).get(a) for a in (adres, absent))
        assert foreign.status_code == nothing.status_code == 404
    assert client.get(adres.replace("xlsx", "exe")).status_code == 404


def test_what_changed_after_the_export_is_not_in_it_any_more_and_that_is_said(
    viewer, casus, client_als
):
    made = _export(viewer, casus, "moviera.krt")
    with namens(viewer("moviera.krt")) as moviera:
        beeld = Gezondheidsbeeld.objects.get(casus=casus)
        beeld.verslaving = "ANDERS"
        beeld.save()
        client = client_als("moviera.krt")
        lijst = _bestand(client, made, moviera.deelname_id, "csv").decode("utf-8-sig")
        boek = zipfile.ZipFile(BytesIO(_bestand(client, made, moviera.deelname_id, "xlsx")))
    assert "KANARIEZORG" not in lijst and "ANDERS" not in lijst
    assert "1 gegeven is na de verstrekking gewijzigd" in boek.read("xl/sharedStrings.xml").decode()


@pytest.mark.parametrize("wat", ["plan", "export"])
def test_a_long_paper_becomes_a_task_that_shuts_with_the_rights(
    viewer, casus, client_als, monkeypatch, wat
):
    monkeypatch.setattr(verstrekkingspapier, "DIRECT", 0)
    wie = viewer("moviera.krt")
    if wat == "export":
        made = _export(viewer, casus, "moviera.krt")
    else:
        with acting_as(wie):
            made = Verstrekking.objects.get(casus=casus, soort=Verstrekking.Soort.PLAN)
    with acting_as(wie):
        rij = Ontvanger.objects.get(verstrekking=made, deelname_id=wie.deelname_id)
    adres = reverse("verstrekking_document", args=[made.pk, rij.pk])
    for ander in ("politie.krt", "elders.krt"):
        assert client_als(ander).get(adres).status_code == 404
    answer = client_als("moviera.krt").get(adres)
    with acting_as(wie):
        taak = Taak.objects.get(pk=resolve(answer["Location"]).kwargs["pk"])
        assert not Taak.objects.exclude(pk=taak.pk).exists()
    loper.voer_uit(taak.pk, taak.keten_id)
    with acting_as(wie):
        assert haal_resultaat(taak.pk)[1][:5] == b"%PDF-"
        assert Ontvanger.objects.get(pk=rij.pk).ontvangen_at
        gekregen = set(rij.gegevens.values_list("datum_id", flat=True))
    with namens(viewer(ZVH)) as zvh:
        persoon = Betrokkene.objects.get(pk__in=gekregen, leverancier_id=zvh.deelname_id)
        voorbehoud.houd_achter(zvh, persoon, reden="Het onderzoek loopt nog.")
    with acting_as(wie), pytest.raises(NotVisible):
        haal_resultaat(taak.pk)


def test_a_file_is_asked_from_the_tab_toegang_by_who_may(viewer, casus, client_als):
    adres = reverse("verstrekking_nieuw", args=[casus.pk]) + "?gegevens=alle"
    zvh = client_als(ZVH)
    assert adres in zvh.get(reverse("casus_toegang", args=[casus.pk])).content.decode()
    assert "Exportbestand" in zvh.get(adres).content.decode()
    assert client_als("elders.krt").get(adres).status_code == 404
