"""An actie on its way: accepted, given back, on name, offered on; who has it keeps it until accepted."""

from uuid import uuid4

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.models import Actie, Casus, Toewijzing
from cases.services import overdracht as overdrachten
from cases.services import uitvoering
from ketenregie.foundation import clock, logboek
from ketenregie.foundation.errors import AccessDenied, DomainError, NotVisible
from ketenregie.foundation.werk import werkblad
from partners.models import Medewerker
from tests.factories.alarm import bezorg
from tests.factories.plan import (
    NU,
    deelname_van,
    doe_mee,
    maak_casus,
    maak_vastgesteld_plan,
    namens,
)

ZVH, MOVIERA, POLITIE, APELDOORN = (
    "zvh.procesregisseur", "moviera.krt", "politie.krt", "apeldoorn.krt",
)  # fmt: skip


@pytest.fixture
def casus(viewer) -> Casus:
    made = maak_casus(viewer, hoofdstap="uitvoering")
    maak_vastgesteld_plan(viewer, made)
    return made


@pytest.fixture
def actie(viewer, casus) -> Actie:
    with namens(viewer(MOVIERA)):
        return Actie.objects.get(casus=casus, omschrijving="Zorgcoördinatie")


def werk_van(viewer, username, soort="") -> list[tuple[str, str, str]]:
    with namens(viewer(username)) as wie:
        blad = werkblad(wie)
        return [
            (w.wat, w.waarom, w.wacht_op)
            for w in blad.laad(blad.regels)
            if w.soort.startswith(soort or "actie")
        ]


def bied_aan(viewer, actie, van=MOVIERA, naar=APELDOORN, **anders) -> Toewijzing:
    with namens(viewer(van)) as wie:
        return uitvoering.bied_actie_aan(
            wie, actie, naar=deelname_van(naar), toelichting="De gemeente kent het gezin.",
            **({"at": NU} | anders),
        )  # fmt: skip


class TestAannemen:
    def test_it_says_that_nobody_confirmed_it_until_somebody_does(self, viewer, actie):
        (voor,) = werk_van(viewer, MOVIERA)
        with namens(viewer(MOVIERA)) as moviera:
            rij = uitvoering.neem_actie_aan(moviera, actie, at=NU)
            assert uitvoering.neem_actie_aan(moviera, actie, at=NU) == rij
        (na,) = werk_van(viewer, MOVIERA)
        assert "Nog niet bevestigd" in voor[1]
        assert "Nog niet bevestigd" not in na[1]
        assert (rij.status, rij.behandelaar_id) == ("aangenomen", moviera.medewerker_id)

    def test_another_organisation_cannot(self, viewer, actie):
        with namens(viewer(POLITIE)) as politie, pytest.raises(AccessDenied):
            uitvoering.neem_actie_aan(politie, actie, at=NU)

    def test_an_outsider_cannot_tell_that_it_exists(self, viewer, actie):
        with namens(viewer("meesamen.krt")) as meesamen, pytest.raises(NotVisible):
            uitvoering.neem_actie_aan(meesamen, actie, at=NU)

    def test_given_back_it_asks_a_reason_and_comes_to_who_runs_the_uitvoering(self, viewer, actie):
        with namens(viewer(MOVIERA)) as moviera:
            with pytest.raises(DomainError) as fout:
                uitvoering.geef_actie_terug(moviera, actie, reden=" ", at=NU)
            uitvoering.geef_actie_terug(moviera, actie, reden="Geen plek", at=NU)
        assert fout.value.veld == "reden"
        assert werk_van(viewer, MOVIERA) == []
        (regel,) = werk_van(viewer, ZVH)
        assert regel[0] == "Actie aan een andere organisatie geven"

    def test_given_back_by_mistake_it_is_taken_again(self, viewer, actie):
        with namens(viewer(MOVIERA)) as moviera:
            uitvoering.geef_actie_terug(moviera, actie, reden="Geen plek", at=NU)
            uitvoering.neem_actie_aan(moviera, actie, at=NU)
        assert len(werk_van(viewer, MOVIERA)) == 1
        assert werk_van(viewer, ZVH) == []

    def test_a_colleague_must_see_the_casus(self, viewer, casus, actie):
        zorg = Medewerker.objects.get(username="moviera.zorg")
        with namens(viewer(MOVIERA)) as moviera:
            with pytest.raises(DomainError) as fout:
                uitvoering.zet_actie_op_naam(moviera, actie, behandelaar_id=zorg.pk, at=NU)
            rij = uitvoering.zet_actie_op_naam(
                moviera, actie, behandelaar_id=moviera.medewerker_id, at=NU
            )
        assert fout.value.veld == "behandelaar_id"
        assert (rij.status, rij.behandelaar_id) == ("aangenomen", moviera.medewerker_id)


class TestAanbieden:
    def test_who_offers_it_keeps_it_until_the_receiver_accepts(self, viewer, actie):
        rij = bied_aan(viewer, actie)
        assert werk_van(viewer, MOVIERA)[0][1].startswith("Aangeboden aan")
        assert [w[0] for w in werk_van(viewer, APELDOORN)] == ["Actie overnemen of niet"]
        with namens(viewer(APELDOORN)) as apeldoorn:
            uitvoering.beantwoord_aanbod(apeldoorn, rij, aanvaard=True, at=NU)
        assert werk_van(viewer, MOVIERA) == []
        assert [w[0] for w in werk_van(viewer, APELDOORN)] == ["Zorgcoördinatie"]

    def test_refused_it_stays_and_the_sender_reads_by_whom(self, viewer, actie):
        rij = bied_aan(viewer, actie)
        with namens(viewer(APELDOORN)) as apeldoorn:
            with pytest.raises(DomainError) as fout:
                uitvoering.beantwoord_aanbod(apeldoorn, rij, aanvaard=False, at=NU)
            uitvoering.beantwoord_aanbod(apeldoorn, rij, aanvaard=False, reden="Vol", at=NU)
        assert fout.value.veld == "reden"
        (regel,) = werk_van(viewer, MOVIERA)
        assert "nam deze actie niet over" in regel[1]

    def test_sent_twice_it_is_one_and_a_second_one_waits(self, viewer, actie):
        pk = uuid4()
        assert bied_aan(viewer, actie, toewijzing_id=pk) == bied_aan(
            viewer, actie, toewijzing_id=pk
        )
        with pytest.raises(DomainError, match="al aangeboden"):
            bied_aan(viewer, actie, naar=POLITIE)

    def test_only_who_has_it_offers_it(self, viewer, actie):
        with pytest.raises(AccessDenied):
            bied_aan(viewer, actie, van=POLITIE)

    def test_only_who_was_asked_answers(self, viewer, actie):
        rij = bied_aan(viewer, actie)
        with namens(viewer(POLITIE)) as politie, pytest.raises(AccessDenied):
            uitvoering.beantwoord_aanbod(politie, rij, aanvaard=True, at=NU)

    def test_only_to_who_takes_part(self, viewer, actie):
        with pytest.raises(DomainError) as fout:
            bied_aan(viewer, actie, naar="meesamen.krt")
        assert fout.value.veld == "naar"

    def test_withdrawn_it_can_no_longer_be_accepted(self, viewer, actie):
        rij = bied_aan(viewer, actie)
        with namens(viewer(MOVIERA)) as moviera:
            uitvoering.trek_aanbod_in(moviera, rij, at=NU)
        with namens(viewer(APELDOORN)) as apeldoorn, pytest.raises(DomainError):
            uitvoering.beantwoord_aanbod(apeldoorn, rij, aanvaard=True, at=NU)

    def test_what_came_back_is_put_elsewhere_by_who_runs_the_uitvoering(self, viewer, actie):
        with namens(viewer(MOVIERA)) as moviera:
            uitvoering.geef_actie_terug(moviera, actie, reden="Geen plek", at=NU)
        with pytest.raises(AccessDenied):
            bied_aan(viewer, actie, van=MOVIERA)
        rij = bied_aan(viewer, actie, van=ZVH)
        assert [w[2] for w in werk_van(viewer, ZVH)] != [""]
        with namens(viewer(APELDOORN)) as apeldoorn:
            uitvoering.beantwoord_aanbod(apeldoorn, rij, aanvaard=True, at=NU)
        assert werk_van(viewer, ZVH) == []
        with namens(viewer(APELDOORN)):
            standen = set(Toewijzing.objects.filter(actie=actie).values_list("status", flat=True))
        assert standen == {"afgelost", "aangenomen"}

    def test_each_step_is_logged_and_the_other_side_gets_a_mail_without_content(
        self, viewer, casus, actie
    ):
        bied_aan(viewer, actie)
        bezorg("actie.aangeboden")
        with namens(viewer(ZVH)):
            assert logboek.voor_casus(casus.pk).filter(gebeurtenis="actie_aangeboden").exists()
        tekst = " ".join(m.subject + m.body for m in mail.outbox)
        assert "Er is u een actie aangeboden" in tekst
        assert "Zorgcoördinatie" not in tekst
        assert "gezin" not in tekst


class TestWerk:
    def test_the_owner_of_the_casus_sees_what_a_partner_is_late_with(self, viewer, actie):
        later = clock.add_werkdagen(actie.uiterlijk, 2)
        with namens(
            viewer(ZVH), NU.replace(year=later.year, month=later.month, day=later.day)
        ) as z:
            blad = werkblad(z)
            laat = [w for w in blad.laad(blad.regels) if w.soort == "actie_te_laat"]
        assert {(w.wat, bool(w.wacht_op)) for w in laat} == {
            ("Actie van een partner is te laat", True)
        }
        assert len(laat) == 2

    def test_who_comes_from_the_flexibele_schil_sees_its_own_acties_only(
        self, viewer, client_als, casus, actie
    ):
        doe_mee(viewer, casus, "kmar.flex")
        flex = viewer("kmar.flex")
        with namens(viewer(POLITIE)):
            zijn = Actie.objects.get(casus=casus, omschrijving="Informeren over aangifte")
        rij = bied_aan(viewer, zijn, van=POLITIE, naar="kmar.flex")
        with namens(flex):
            uitvoering.beantwoord_aanbod(flex, rij, aanvaard=True, at=NU)
        pagina = client_als("kmar.flex").get(reverse("casus_uitvoering", args=[casus.pk]))
        inhoud = pagina.content.decode()
        assert "Informeren over aangifte" in inhoud
        assert "Zorgcoördinatie" not in inhoud


class TestPagina:
    def url(self, actie) -> str:
        return reverse("casus_actie", args=[actie.casus_id, actie.pk])

    def test_accept_give_to_a_colleague_and_offer_on_one_page(self, client_als, viewer, actie):
        client = client_als(MOVIERA)
        assert client.post(self.url(actie), {"formulier": "aannemen"}).status_code == 302
        leeg = client.post(self.url(actie), {"formulier": "teruggeven", "terug-reden": ""})
        assert (leeg.status_code, "Fout:" in leeg.content.decode()) == (422, True)
        klaar = client.post(
            self.url(actie),
            {
                "formulier": "aanbieden", "aanbod-naar": str(deelname_van(APELDOORN).pk),
                "aanbod-toelichting": "De gemeente kent het gezin.", "aanbod-sleutel": str(uuid4()),
            },
        )  # fmt: skip
        assert klaar.status_code == 302
        ander = client_als(APELDOORN)
        assert "vraagt u deze actie over te nemen" in ander.get(self.url(actie)).content.decode()
        assert ander.post(self.url(actie), {"formulier": "overnemen"}).status_code == 302
        with namens(viewer(APELDOORN)) as apeldoorn:
            assert Actie.objects.get(pk=actie.pk).deelname_id == apeldoorn.deelname_id

    def test_the_reason_of_a_return_is_not_for_everyone(self, client_als, viewer, actie):
        with namens(viewer(MOVIERA)) as moviera:
            uitvoering.geef_actie_terug(moviera, actie, reden="KANARIEREDEN", at=NU)
        tab = reverse("casus_uitvoering", args=[actie.casus_id])
        assert "KANARIEREDEN" in client_als(ZVH).get(self.url(actie)).content.decode()
        assert "KANARIEREDEN" not in client_als(POLITIE).get(tab).content.decode()
        assert client_als(POLITIE).get(self.url(actie)).status_code == 403


class TestOverdracht:
    def verstuurd(self, viewer, casus, soort, naar=MOVIERA):
        with namens(viewer(ZVH)) as zvh:
            rij = overdrachten.bereid_overdracht_voor(
                zvh, casus, soort=soort, naar=deelname_van(naar), grondslag="wgs",
                aanleiding="Traumazorg na verhuizing", bericht="Belt liefst 's ochtends.", at=NU,
            )  # fmt: skip
            return overdrachten.verstuur_overdracht(zvh, casus, rij.pk, at=NU)

    def aanvaard(self, viewer, rij, wie=MOVIERA):
        with namens(viewer(wie)) as ontvanger:
            overdrachten.beantwoord_overdracht(ontvanger, rij.pk, aanvaard=True, at=NU)
        bezorg("overdracht.beantwoord")

    def test_the_owner_changes_only_when_the_receiver_accepted(self, viewer, casus):
        rij = self.verstuurd(viewer, casus, "eigenaar")
        with namens(viewer(ZVH)) as zvh:
            assert Casus.objects.get(pk=casus.pk).eigenaar_id == zvh.deelname_id
        self.aanvaard(viewer, rij)
        with namens(viewer(MOVIERA)) as moviera:
            na = Casus.objects.get(pk=casus.pk)
            assert (na.eigenaar_id, na.volgende_stap) == (
                moviera.deelname_id, "Casus voortzetten als nieuwe eigenaar",
            )  # fmt: skip
            assert not na.termijnen.filter(
                voldaan_at__isnull=True, deelname__procesregie=True
            ).exists()
            assert (
                logboek.voor_casus(casus.pk).filter(gebeurtenis="eigenaar_gewijzigd").count() == 1
            )

    def test_nazorg_is_there_once_it_is_accepted(self, viewer, casus):
        rij = self.verstuurd(viewer, casus, "nazorg")
        with namens(viewer(ZVH)):
            assert not casus.nazorg.exists()
        self.aanvaard(viewer, rij)
        with namens(viewer(MOVIERA)) as moviera:
            nazorg = casus.nazorg.get()
            assert (nazorg.status, nazorg.deelname_id, nazorg.vraag) == (
                "aanvaard", moviera.deelname_id, "Traumazorg na verhuizing",
            )  # fmt: skip

    @pytest.mark.parametrize("soort", ["eigenaar", "nazorg"])
    def test_it_goes_to_who_takes_part(self, viewer, casus, soort):
        with pytest.raises(DomainError) as fout:
            self.verstuurd(viewer, casus, soort, naar="meesamen.krt")
        assert fout.value.veld == "naar"


def test_the_tab_asks_as_much_for_three_offered_acties(client_als, viewer, casus, actie):
    client = client_als(MOVIERA)
    tab = reverse("casus_uitvoering", args=[casus.pk])

    def vragen() -> int:
        client.get(tab)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(tab).status_code == 200
        return len(queries)

    bied_aan(viewer, actie)
    een = vragen()
    with namens(viewer(POLITIE)):
        andere = Actie.objects.get(casus=casus, omschrijving="Informeren over aangifte")
    bied_aan(viewer, andere, van=POLITIE)
    assert vragen() == een
