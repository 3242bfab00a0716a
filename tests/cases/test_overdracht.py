"""An overdracht: prepared by the weging, offered, accepted or refused; the sender stays responsible."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from cases.models import (
    Betrokkenheid,
    Bewijsmiddel,
    Casus,
    Doorlaatverbod,
    Overdracht,
    Termijn,
    Uitsluiting,
)
from cases.services import overdracht as diensten
from cases.services.betrokkenheid import beantwoord
from cases.services.casus import advance_casus, einde_casus
from cases.services.weging import besluit_doorlaatverbod, voeg_bewijsmiddel_toe, weeg
from cases.services.zorgcoordinator import leg_zorgcoordinator_vast, meld_verrijkt
from ketenregie.foundation import clock
from ketenregie.foundation.errors import (
    AccessDenied,
    DomainError,
    EditConflict,
    GateClosed,
    NotVisible,
)
from ketenregie.foundation.logboek.models import Logregel
from ketenregie.foundation.viewer import Viewer, acting_as
from ketenregie.foundation.werk import werkblad
from meldpunt.services import vorm_dossier
from partners.models import Deelname, Mandaat, Medewerker
from tests.conftest import database_role
from tests.factories.alarm import Wie, bezorg
from tests.factories.meldpunt import maak_melding
from tests.factories.overleg import WEGING, casus_in_analyse

pytestmark = pytest.mark.django_db
GEEN = WEGING | {
    "kwalificatie": "geen_mensenhandel",
    "motivering": "Ruzie over huur, geen uitbuiting.",
}
BERICHT = "KANARIE Ana heeft hulp nodig bij het huis."


@pytest.fixture
def casus(viewer: Wie) -> Casus:
    """In analyse, of the procesregie, weighed as geen mensenhandel by politie."""
    made = casus_in_analyse(viewer, "politie.krt", "vt.krt")
    politie = viewer("politie.krt")
    with acting_as(politie):
        weeg(politie, made, **GEEN)
    return made


def deelname(viewer: Viewer) -> Deelname:
    return Deelname.objects.select_related("organisatie").get(pk=viewer.deelname_id)


def klaar(viewer: Wie, casus: Casus, naar: str = "meesamen.krt", **anders: Any) -> Overdracht:
    zvh = viewer("zvh.procesregisseur")
    with acting_as(zvh):
        velden = {
            "soort": "afschaling", "naar": deelname(viewer(naar)), "grondslag": "wgs",
            "aanleiding": "Begeleiding van een jongvolwassene.", "bericht": BERICHT,
        }  # fmt: skip
        return diensten.bereid_overdracht_voor(zvh, casus, **velden | anders)


def verstuurd(viewer: Wie, casus: Casus, naar: str = "meesamen.krt", **anders: Any) -> Overdracht:
    rij = klaar(viewer, casus, naar, **anders)
    zvh = viewer("zvh.procesregisseur")
    with acting_as(zvh):
        return diensten.verstuur_overdracht(zvh, casus, rij.pk)


def antwoord(viewer: Wie, rij: Overdracht, wie: str = "meesamen.krt", **velden: Any) -> Overdracht:
    with acting_as(viewer(wie)):
        return diensten.beantwoord_overdracht(viewer(wie), rij.pk, **velden)


def stand(viewer: Wie, casus: Casus) -> Casus:
    with acting_as(viewer("zvh.procesregisseur")):
        return Casus.objects.get(pk=casus.pk)


def schaal_af(viewer: Wie, casus: Casus) -> Casus:
    zvh = viewer("zvh.procesregisseur")
    with acting_as(zvh):
        return einde_casus(zvh, casus, "afgeschaald", reden="Geen mensenhandel.")


# --- Afschalen ---------------------------------------------------------------------------------------


def test_geen_mensenhandel_prepares_an_overdracht_and_shuts_afschalen_until_a_partner_accepts(
    viewer: Wie, casus: Casus
) -> None:
    with acting_as(viewer("zvh.procesregisseur")):
        prepared = Overdracht.objects.get()
    assert (prepared.status, prepared.soort, prepared.naar_id) == ("voorbereid", "afschaling", None)
    with pytest.raises(GateClosed) as shut:
        schaal_af(viewer, casus)
    assert "Verstuur de voorbereide overdracht" in shut.value.voorwaarden[0]

    rij = verstuurd(viewer, casus)
    assert rij.pk == prepared.pk
    with pytest.raises(GateClosed, match="aanvaarden"):
        schaal_af(viewer, casus)
    assert stand(viewer, casus).eigenaar_id == viewer("zvh.procesregisseur").deelname_id

    antwoord(viewer, rij, aanvaard=True)
    bezorg("overdracht.beantwoord")
    assert stand(viewer, casus).volgende_stap == "Afschalen: MEE Samen neemt het over"
    assert schaal_af(viewer, casus).status == "afgeschaald"
    with acting_as(viewer("zvh.procesregisseur")):
        lines = Logregel.objects.filter(casus_id=casus.pk, gebeurtenis__startswith="overdracht_")
        assert list(lines.order_by("tijdstip", "id").values_list("gebeurtenis", flat=True)) == [
            "overdracht_voorbereid", "overdracht_voorbereid", "overdracht_verstuurd",
            "overdracht_aanvaard",
        ]  # fmt: skip
        assert not Termijn.objects.filter(sleutel="overdracht_antwoord", voldaan_at=None).exists()


def test_a_refusal_comes_back_and_asks_for_another_partner(viewer: Wie, casus: Casus) -> None:
    rij = verstuurd(viewer, casus)
    with acting_as(viewer("meesamen.krt")), pytest.raises(DomainError, match="waarom"):
        diensten.beantwoord_overdracht(viewer("meesamen.krt"), rij.pk, aanvaard=False)
    antwoord(viewer, rij, aanvaard=False, reden="Wij hebben geen plek.")
    bezorg("overdracht.beantwoord")
    assert stand(viewer, casus).volgende_stap.startswith("Overdracht geweigerd door MEE Samen")
    with pytest.raises(GateClosed):
        schaal_af(viewer, casus)
    again = verstuurd(viewer, casus, "moviera.krt")
    assert again.pk != rij.pk
    antwoord(viewer, again, "moviera.krt", aanvaard=True)
    assert schaal_af(viewer, casus).status == "afgeschaald"


def test_nobody_has_to_take_over_is_a_decision_with_a_reason(viewer: Wie, casus: Casus) -> None:
    zvh = viewer("zvh.procesregisseur")
    with acting_as(zvh):
        prepared = Overdracht.objects.get()
        with pytest.raises(DomainError, match="waarom"):
            diensten.trek_overdracht_in(zvh, casus, prepared.pk, reden=" ")
        diensten.trek_overdracht_in(zvh, casus, prepared.pk, reden="Er is geen hulp nodig.")
    assert schaal_af(viewer, casus).status == "afgeschaald"


def test_weighed_again_as_mensenhandel_nothing_is_left_to_hand_over(
    viewer: Wie, casus: Casus
) -> None:
    rij = verstuurd(viewer, casus)
    politie = viewer("politie.krt")
    with acting_as(politie):
        weeg(politie, casus, **WEGING, reden="Nieuwe verklaring.")
    with acting_as(viewer("meesamen.krt")):
        assert Overdracht.objects.get(pk=rij.pk).status == "ingetrokken"
        with pytest.raises(DomainError, match="ingetrokken"):
            diensten.beantwoord_overdracht(viewer("meesamen.krt"), rij.pk, aanvaard=True)


def test_when_the_casus_ends_what_was_offered_is_withdrawn(viewer: Wie, casus: Casus) -> None:
    rij = verstuurd(viewer, casus, soort="casus")
    zvh = viewer("zvh.procesregisseur")
    with acting_as(zvh):
        other = Overdracht.objects.get(soort="afschaling")
        diensten.trek_overdracht_in(zvh, casus, other.pk, reden="Geen hulp nodig.")
    schaal_af(viewer, casus)
    bezorg("casus.beeindigd")
    with acting_as(viewer("meesamen.krt")):
        assert Overdracht.objects.get(pk=rij.pk).status == "ingetrokken"


def test_a_whole_casus_goes_over_once_the_receiver_accepted(viewer: Wie, casus: Casus) -> None:
    zvh = viewer("zvh.procesregisseur")
    with acting_as(zvh), pytest.raises(GateClosed, match="aanvaarden"):
        einde_casus(zvh, casus, "overgedragen", reden="Naar de gemeente.")
    rij = verstuurd(viewer, casus, "apeldoorn.krt", soort="casus")
    antwoord(viewer, rij, "apeldoorn.krt", aanvaard=True)
    bezorg("overdracht.beantwoord")
    assert stand(viewer, casus).volgende_stap == "Casus overdragen: Apeldoorn aanvaardde"
    with acting_as(zvh):
        assert (
            einde_casus(zvh, casus, "overgedragen", reden="Naar de gemeente.").status
            == "overgedragen"
        )


# --- Who, and what they read ---------------------------------------------------------------------------


def test_the_receiver_reads_the_message_only_after_accepting_and_never_the_casus(
    viewer: Wie, client_als: Any, casus: Casus
) -> None:
    rij = verstuurd(viewer, casus)
    mee = client_als("meesamen.krt")
    page = mee.get(f"/overdrachten/{rij.pk}/").content.decode()
    assert "Begeleiding van een jongvolwassene." in page
    assert BERICHT not in page
    assert mee.get(f"/casussen/{casus.pk}/").status_code == 404
    assert "Overdracht aanvaarden of weigeren" in mee.get("/werk/").content.decode()
    for _ in range(2):
        assert mee.post(f"/overdrachten/{rij.pk}/aanvaard/").status_code == 302
    assert BERICHT in mee.get(f"/overdrachten/{rij.pk}/").content.decode()
    assert mee.get(f"/casussen/{casus.pk}/").status_code == 404
    with acting_as(viewer("zvh.procesregisseur")):
        assert Logregel.objects.filter(gebeurtenis="overdracht_aanvaard").count() == 1


def test_others_find_nothing_and_a_prepared_one_is_known_to_the_sender_alone(
    viewer: Wie, client_als: Any, casus: Casus
) -> None:
    rij = klaar(viewer, casus)
    with acting_as(viewer("meesamen.krt")):
        assert not Overdracht.objects.exists()
    mee, nla = client_als("meesamen.krt"), client_als("nla.krt")
    assert mee.get(f"/overdrachten/{rij.pk}/").status_code == 404
    with acting_as(viewer("zvh.procesregisseur")):
        diensten.verstuur_overdracht(viewer("zvh.procesregisseur"), casus, rij.pk)
    here = nla.get(f"/overdrachten/{rij.pk}/")
    assert (here.status_code, here.content) == (404, nla.get(f"/overdrachten/{uuid4()}/").content)
    assert nla.post(f"/overdrachten/{rij.pk}/aanvaard/").status_code == 404
    # Who takes part in the casus sees that there is one, not what it says.
    page = client_als("vt.krt").get(f"/casussen/{casus.pk}/overdracht/").content.decode()
    assert "Wacht op antwoord" in page
    assert BERICHT not in page
    assert "Begeleiding van een jongvolwassene." not in page


def test_only_the_owner_with_a_mandaat_sends_and_only_a_mandaat_accepts(
    viewer: Wie, casus: Casus
) -> None:
    rij = klaar(viewer, casus)
    vt = viewer("vt.krt")
    with acting_as(vt), pytest.raises(AccessDenied):
        diensten.verstuur_overdracht(vt, casus, rij.pk)
    systeem = Viewer.voor_systeem(vt.keten_id, "proef")
    with database_role("werker"), acting_as(systeem):
        Mandaat.objects.filter(soort="overdracht").delete()
    zvh = viewer("zvh.procesregisseur")
    with acting_as(zvh), pytest.raises(AccessDenied, match="mandaat"):
        diensten.verstuur_overdracht(zvh, casus, rij.pk)


def test_the_database_lets_only_the_receiver_answer_and_nobody_rewrite(
    viewer: Wie, casus: Casus
) -> None:
    rij = verstuurd(viewer, casus)
    zvh, mee = viewer("zvh.procesregisseur"), viewer("meesamen.krt")
    for wie, velden in (
        (zvh, {"status": "aanvaard", "beantwoord_at": clock.now()}),
        (zvh, {"bericht": "Anders"}),
        (mee, {"bericht": "Anders"}),
        (mee, {"reden": "Stil"}),
    ):
        with acting_as(wie), pytest.raises(DatabaseError), transaction.atomic():
            Overdracht.objects.filter(pk=rij.pk).update(**velden)


def test_who_is_excluded_from_the_casus_does_not_get_its_overdracht(
    viewer: Wie, client_als: Any, casus: Casus
) -> None:
    rij = verstuurd(viewer, casus)
    with acting_as(viewer("zvh.procesregisseur")):
        Uitsluiting.objects.create(
            casus=casus, medewerker=Medewerker.objects.get(username="meesamen.krt"), reden="Familie"
        )
    bezorg("overdracht.verstuurd")
    assert mail.outbox == []
    assert client_als("meesamen.krt").get(f"/overdrachten/{rij.pk}/").status_code == 404
    with acting_as(viewer("meesamen.krt")), pytest.raises(NotVisible):
        diensten.beantwoord_overdracht(viewer("meesamen.krt"), rij.pk, aanvaard=True)


def test_unanswered_it_is_work_for_both_and_a_reminder_once_a_week(
    viewer: Wie, casus: Casus
) -> None:
    rij = verstuurd(viewer, casus)
    zvh, mee = viewer("zvh.procesregisseur"), viewer("meesamen.krt")
    assert rij.antwoord_voor is not None
    later = clock.add_werkdagen(rij.antwoord_voor, 1)

    def lijnen(wie: Viewer) -> list[tuple[str, str]]:
        with acting_as(wie):
            blad = werkblad(wie)
            return [(w.wat, w.wacht_op) for w in blad.laad(blad.regels) if w.soort == "overdracht"]

    assert lijnen(zvh) == [("Overdracht wacht op antwoord", "MEE Samen")]
    at = datetime.combine(later, datetime.min.time(), tzinfo=UTC) + timedelta(hours=9)
    with clock.frozen(at):
        assert lijnen(zvh) == [("Overdracht niet beantwoord", "")]
        assert lijnen(mee) == [("Overdracht aanvaarden of weigeren", "")]
    counts = []
    for dagen in (0, 0, 1, 8):
        with database_role("werker"), acting_as(Viewer.voor_systeem(zvh.keten_id, "proef")):
            counts.append(diensten.herinner_overdrachten(at + timedelta(days=dagen)))
    assert counts == [1, 0, 0, 1]
    bezorg("overdracht.herinnerd")
    assert {m.to[0].split("@")[0] for m in mail.outbox} >= {"meesamen.krt", "zvh.procesregisseur"}
    assert not any(casus.kenmerk in m.body or BERICHT in m.body for m in mail.outbox)


def test_the_page_prepares_changes_sends_and_withdraws(
    viewer: Wie, client_als: Any, casus: Casus
) -> None:
    client, blad = client_als("zvh.procesregisseur"), f"/casussen/{casus.pk}/overdracht/"
    naar = str(viewer("meesamen.krt").deelname_id)
    velden = {
        "formulier": "voorbereiden", "overdracht-soort": "afschaling", "overdracht-naar": naar,
        "overdracht-aanleiding": "Begeleiding.", "overdracht-bericht": BERICHT,
        "overdracht-grondslag": "wgs",
    }  # fmt: skip
    assert client.post(blad, velden | {"overdracht-bericht": ""}).status_code == 422
    assert client.post(blad, velden).status_code == 302
    page = client.get(blad).content.decode()
    assert "Verstuur aan MEE Samen" in page
    with acting_as(viewer("zvh.procesregisseur")):
        rij = Overdracht.objects.get()
    assert client.post(blad, velden | {"overdracht-versie": rij.versie - 1}).status_code == 409
    for _ in range(2):
        done = client.post(blad, {"formulier": "versturen", "overdracht": rij.pk})
        assert done.status_code == 302
    assert client.post(blad, {"formulier": "anders"}).status_code == 400
    intrekken = {"formulier": "intrekken", "overdracht": rij.pk, "intrekken-reden": "Toch niet."}
    assert client.post(blad, intrekken | {"intrekken-reden": ""}).status_code == 422
    assert client.post(blad, intrekken).status_code == 302
    assert "Toch niet." in client.get(blad).content.decode()
    assert "Naar de overdracht" in client.get(f"/casussen/{casus.pk}/weging/").content.decode()


@pytest.mark.parametrize("aantal", [1, 3])
def test_the_page_costs_the_same_with_one_and_three(
    viewer: Wie, client_als: Any, casus: Casus, aantal: int
) -> None:
    for _ in range(aantal - 1):
        antwoord(viewer, verstuurd(viewer, casus), aanvaard=False, reden="Geen plek.")
    client = client_als("zvh.procesregisseur")
    client.get(f"/casussen/{casus.pk}/overdracht/")
    with CaptureQueriesContext(connection) as queries:
        assert client.get(f"/casussen/{casus.pk}/overdracht/").status_code == 200
    assert len([q for q in queries if not q["sql"].startswith(("SAVEPOINT", "RELEASE"))]) <= 17


# --- Zorgcoordinator and verrijking ---------------------------------------------------------------------


def test_with_a_zorgcoordinator_the_casus_goes_on_only_after_the_verrijking(viewer: Wie) -> None:
    vt, moviera, krt = viewer("vt.meldpunt"), viewer("moviera.krt"), viewer("vt.krt")
    with acting_as(vt):
        melding = maak_melding(vt, zorgcoordinator_betrokken="ja")
        casus = vorm_dossier(vt, melding)
        with pytest.raises(DomainError, match="organisatie"):
            leg_zorgcoordinator_vast(vt, casus, nodig="ja")
        leg_zorgcoordinator_vast(
            vt, casus, nodig="ja", deelname=deelname(moviera), naam="Anouk Teunissen"
        )
        with pytest.raises(GateClosed) as shut:
            advance_casus(vt, casus, "analyse")
        assert any("zorgcoördinator al weet" in zin for zin in shut.value.voorwaarden)
        with pytest.raises(EditConflict):
            leg_zorgcoordinator_vast(vt, casus, nodig="nee", versie=1)
    with acting_as(moviera):
        rij = Betrokkenheid.objects.get(casus_id=casus.pk, deelname_id=moviera.deelname_id)
        beantwoord(moviera, rij.pk, aanvaard=True)
        blad = werkblad(moviera)
        assert "Dossier verrijken als zorgcoördinator" in [w.wat for w in blad.laad(blad.regels)]
        with pytest.raises(DomainError):
            meld_verrijkt(moviera, casus, toelichting="")
        for _ in range(2):
            meld_verrijkt(moviera, casus, toelichting="Bijdrage over de hulp tot nu toe.")
        assert Casus.objects.get(pk=casus.pk).verrijkt_at is not None
        assert not [w for w in werkblad(moviera).regels if w.werk and w.werk.soort == "verrijking"]
    with acting_as(krt):
        lines = Logregel.objects.filter(casus_id=casus.pk, gebeurtenis="dossier_verrijkt")
        assert lines.count() == 1


def test_who_is_neither_zorgcoordinator_nor_owner_does_not_report_it(
    viewer: Wie, client_als: Any
) -> None:
    casus = casus_in_analyse(viewer, "politie.krt", "moviera.krt")
    zvh, politie = viewer("zvh.procesregisseur"), viewer("politie.krt")
    with acting_as(zvh):
        leg_zorgcoordinator_vast(
            zvh, casus, nodig="ja", deelname=deelname(viewer("moviera.krt")), naam="Anouk Teunissen"
        )
    with acting_as(politie), pytest.raises(AccessDenied):
        meld_verrijkt(politie, casus, toelichting="Niets bekend.")
    blad = f"/casussen/{casus.pk}/zorgcoordinator/"
    assert (
        client_als("politie.krt")
        .post(blad, {"formulier": "zorgcoordinator", "zorg-nodig": "nee"})
        .status_code
        == 403
    )
    assert "Anouk Teunissen" in client_als("moviera.krt").get(blad).content.decode()
    done = client_als("moviera.krt").post(
        blad, {"formulier": "verrijkt", "verrijkt-toelichting": "Bijdrage."}
    )
    assert done.status_code == 302


def test_the_five_werkdagen_of_the_1e_weging_count_from_the_melding(viewer: Wie) -> None:
    vt, zvh = viewer("vt.meldpunt"), viewer("zvh.procesregisseur")
    vrijdag = datetime(2026, 9, 18, 10, 0, tzinfo=UTC)
    with acting_as(vt):
        melding = maak_melding(vt, at=vrijdag)
        casus = vorm_dossier(vt, melding, at=vrijdag + timedelta(days=3))
    with acting_as(zvh):
        rij = Betrokkenheid.objects.get(casus_id=casus.pk, deelname_id=zvh.deelname_id)
        beantwoord(zvh, rij.pk, aanvaard=True)
    with acting_as(vt):
        advance_casus(vt, casus, "analyse", at=vrijdag + timedelta(days=4))
        termijn = Termijn.objects.get(casus=casus, sleutel="eerste_weging")
    assert str(termijn.uiterlijk) == "2026-09-25"


# --- Doorlaatverbod rests on two different bewijsmiddelen ------------------------------------------------


def test_the_same_bewijsmiddel_written_down_twice_is_one(viewer: Wie) -> None:
    casus = casus_in_analyse(viewer, "politie.krt")
    politie = viewer("politie.krt")
    with acting_as(politie):
        soort = casus.model.waardelijst("bewijsmiddel").keuzes()[0][0]
        twice = [
            voeg_bewijsmiddel_toe(
                politie, casus, soort=soort, omschrijving=tekst, grondslag="taak_algemeen_belang"
            ).pk
            for tekst in ("Foto van de kamer", " foto van de kamer")
        ]
        with pytest.raises(DomainError, match="twee verschillende"):
            besluit_doorlaatverbod(politie, casus, bewijsmiddelen=twice, motivering="Zeker.")
        for ids in (twice, [uuid4(), uuid4()]):
            with pytest.raises(DatabaseError), transaction.atomic():
                Doorlaatverbod.objects.create(
                    casus=casus,
                    besloten_door_id=politie.deelname_id,
                    motivering="x",
                    bewijsmiddelen=ids,
                )
        assert Bewijsmiddel.objects.count() == 2
