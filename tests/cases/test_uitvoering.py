"""Acties, interventies, nazorg, bedenktijd and the flag: who may, what is asked, what stays hidden."""

from datetime import date

import pytest

from cases.delen import Deler
from cases.models import (
    Actie,
    Bedenktijd,
    Betrokkene,
    Casus,
    Interventie,
    Nazorg,
    StrafrechtelijkOnderzoek,
)
from cases.services import uitvoering
from ketenregie.foundation import logboek
from ketenregie.foundation.errors import AccessDenied, DomainError, EditConflict, NotVisible
from ketenregie.foundation.logboek.models import Logregel
from ketenregie.foundation.outbox.models import Bericht
from tests.factories.plan import (
    NU,
    deelname_van,
    doe_mee,
    leg_voor,
    maak_casus,
    maak_interventie,
    maak_plan,
    maak_vastgesteld_plan,
    namens,
    voeg_persoon_toe,
)

ZVH = "zvh.procesregisseur"


@pytest.fixture
def casus(viewer) -> Casus:
    return maak_casus(viewer, hoofdstap="uitvoering")


class TestActies:
    @pytest.fixture
    def actie(self, viewer, casus) -> Actie:
        maak_vastgesteld_plan(viewer, casus)
        with namens(viewer("moviera.krt")):
            return Actie.objects.get(casus=casus, omschrijving="Zorgcoördinatie")

    def test_the_executing_organisation_says_how_it_stands(self, viewer, actie):
        with namens(viewer("moviera.krt")) as moviera:
            uitvoering.werk_actie_bij(moviera, actie, status="bezig", at=NU)
            klaar = uitvoering.werk_actie_bij(
                moviera, actie, status="gedaan", resultaat="Vast contact", at=NU
            )
        assert (klaar.status, klaar.resultaat, klaar.afgerond_at) == ("gedaan", "Vast contact", NU)

    def test_another_organisation_may_not(self, viewer, actie):
        with namens(viewer("politie.krt")) as politie, pytest.raises(AccessDenied):
            uitvoering.werk_actie_bij(politie, actie, status="bezig", at=NU)

    @pytest.mark.parametrize("status", ["gedaan", "vervallen"])
    def test_finishing_asks_what_came_of_it(self, viewer, actie, status):
        with namens(viewer("moviera.krt")) as moviera, pytest.raises(DomainError) as fout:
            uitvoering.werk_actie_bij(moviera, actie, status=status, resultaat=" ", at=NU)
        assert fout.value.veld == "resultaat"

    def test_a_stale_write_conflicts(self, viewer, actie):
        with namens(viewer("moviera.krt")) as moviera:
            uitvoering.werk_actie_bij(moviera, actie, status="bezig", versie=actie.versie, at=NU)
            with pytest.raises(EditConflict):
                uitvoering.werk_actie_bij(
                    moviera, actie, status="bezig", versie=actie.versie, at=NU
                )

    def test_an_actie_of_a_plan_in_the_making_cannot_be_worked_on(self, viewer, casus):
        leg_voor(viewer, maak_plan(viewer, casus))
        with namens(viewer("moviera.krt")) as moviera, pytest.raises(DomainError):
            actie = Actie.objects.get(casus=casus, omschrijving="Zorgcoördinatie")
            uitvoering.werk_actie_bij(moviera, actie, status="bezig", at=NU)


class TestInterventies:
    def test_zorg_detail_is_withheld_from_politie_and_shown_to_zorg(self, viewer, casus):
        maak_interventie(viewer, casus, "moviera.krt")
        with namens(viewer("politie.krt")) as politie:
            (gezien,) = _toon(politie, casus)
        assert (gezien.afgeschermd, gezien.regel) == (True, "deelregel 4.2")
        with namens(viewer(ZVH)) as zvh:
            assert _toon(zvh, casus) == ["Traumabehandeling"]

    def test_veiligheid_detail_is_withheld_from_zorg(self, viewer, casus):
        maak_interventie(viewer, casus, "politie.krt", soort="barriere", omschrijving="Controle")
        with namens(viewer("moviera.krt")) as moviera:
            (gezien,) = _toon(moviera, casus)
        assert (gezien.afgeschermd, gezien.regel) == (True, "deelregel 6.2")

    def test_of_an_organisation_in_both_domeinen_the_kind_of_measure_decides(self, viewer, casus):
        hulp = maak_interventie(viewer, casus, "apeldoorn.krt")
        sluiting = maak_interventie(viewer, casus, "apeldoorn.krt", soort="bestuurlijk")
        assert (hulp.gegevenscategorie, sluiting.gegevenscategorie) == (
            "hulpverlening",
            "sociaal_domein",
        )

    def test_ending_asks_the_effect_from_the_list(self, viewer, casus):
        rij = maak_interventie(viewer, casus, "moviera.krt")
        with namens(viewer("moviera.krt")) as moviera:
            with pytest.raises(DomainError) as fout:
                uitvoering.rond_interventie_af(moviera, rij, effect="prachtig", at=NU)
            klaar = uitvoering.rond_interventie_af(
                moviera, rij, effect="beschermd", wat_ging_goed="Snel plek", at=NU
            )
        assert fout.value.veld == "effect"
        assert (klaar.effect, klaar.eind) == ("beschermd", date(2026, 11, 20))

    def test_only_who_carries_it_out_or_recorded_it_ends_it(self, viewer, casus):
        rij = maak_interventie(viewer, casus, "moviera.krt")
        with namens(viewer("politie.krt")) as politie, pytest.raises(AccessDenied):
            uitvoering.rond_interventie_af(politie, rij, effect="geen", at=NU)

    def test_who_only_advises_records_none(self, viewer, casus):
        doe_mee(viewer, casus, "kmar.flex")
        with pytest.raises((AccessDenied, NotVisible)):
            maak_interventie(viewer, casus, "kmar.flex")


def _toon(viewer, casus) -> list:
    rows = Interventie.objects.filter(casus=casus)
    casus = Casus.objects.haal(viewer, casus.pk)
    return Deler(viewer, casus).toon(rows, lambda rij: rij.omschrijving)


class TestNazorg:
    @pytest.fixture
    def nazorg(self, viewer, casus) -> Nazorg:
        with namens(viewer(ZVH)) as zvh:
            return uitvoering.beleg_nazorg(
                zvh,
                casus,
                betrokkene=Betrokkene.objects.get(casus=casus),
                vraag="Behandeling van trauma",
                deelname=deelname_van("moviera.krt"),
                at=NU,
            )

    def test_it_is_accepted_started_and_finished_by_who_was_asked(self, viewer, nazorg):
        with namens(viewer("moviera.krt")) as moviera:
            uitvoering.beantwoord_nazorg(moviera, nazorg, aanvaard=True, at=NU)
            for status in ("wachtlijst", "gestart", "afgerond"):
                klaar = uitvoering.werk_nazorg_bij(moviera, nazorg, status=status, at=NU)
        assert (klaar.status, klaar.beantwoord_at) == ("afgerond", NU)

    def test_a_status_cannot_be_skipped(self, viewer, nazorg):
        with namens(viewer("moviera.krt")) as moviera, pytest.raises(DomainError) as fout:
            uitvoering.werk_nazorg_bij(moviera, nazorg, status="gestart", at=NU)
        assert fout.value.veld == "status"

    def test_declining_asks_a_reason(self, viewer, nazorg):
        with namens(viewer("moviera.krt")) as moviera, pytest.raises(DomainError) as fout:
            uitvoering.beantwoord_nazorg(moviera, nazorg, aanvaard=False, at=NU)
        assert fout.value.veld == "reden"

    def test_another_organisation_cannot_answer(self, viewer, nazorg):
        with namens(viewer("apeldoorn.krt")) as apeldoorn, pytest.raises(AccessDenied):
            uitvoering.beantwoord_nazorg(apeldoorn, nazorg, aanvaard=True, at=NU)

    def test_it_goes_only_to_who_takes_part(self, viewer, casus):
        with namens(viewer(ZVH)) as zvh, pytest.raises(DomainError) as fout:
            uitvoering.beleg_nazorg(
                zvh,
                casus,
                betrokkene=None,
                vraag="Wonen",
                deelname=deelname_van("meesamen.krt"),
                at=NU,
            )
        assert fout.value.veld == "deelname"


class TestBedenktijd:
    def start(self, viewer, casus, **velden) -> Bedenktijd:
        with namens(viewer("politie.krt")) as politie:
            return uitvoering.start_bedenktijd(
                politie,
                casus,
                **(
                    {"betrokkene": Betrokkene.objects.filter(casus=casus).first(), "at": NU}
                    | velden
                ),
            )

    @pytest.mark.parametrize(
        ("start", "dublin", "eind"),
        [
            (date(2026, 1, 31), False, date(2026, 4, 30)),
            (date(2026, 11, 20), False, date(2027, 2, 20)),
            (date(2026, 11, 20), True, date(2026, 12, 20)),
        ],
    )
    def test_three_calendar_months_or_thirty_days(self, viewer, casus, start, dublin, eind):
        rij = self.start(viewer, casus, start=start, dublin=dublin)
        assert (rij.status, rij.eind) == ("lopend", eind)

    def test_a_second_one_is_refused(self, viewer, casus):
        self.start(viewer, casus)
        with pytest.raises(DomainError, match="al een bedenktijd"):
            self.start(viewer, casus)

    def test_it_is_for_a_slachtoffer_only(self, viewer, casus):
        with namens(viewer(ZVH)) as zvh:
            verdachte = voeg_persoon_toe(casus, None, zvh, rol="verdachte")
        with pytest.raises(DomainError) as fout:
            self.start(viewer, casus, betrokkene=verdachte)
        assert fout.value.veld == "betrokkene"

    def test_an_organisation_that_does_not_offer_one_is_refused(self, viewer, casus):
        with namens(viewer("moviera.krt")) as moviera, pytest.raises(AccessDenied):
            uitvoering.start_bedenktijd(
                moviera, casus, betrokkene=Betrokkene.objects.get(casus=casus), at=NU
            )

    def test_it_ends_by_name_on_the_day_itself(self, viewer, casus):
        rij = self.start(viewer, casus)
        with namens(viewer("politie.krt")) as politie:
            klaar = uitvoering.beeindig_bedenktijd(politie, rij, status="aangifte", at=NU)
            with pytest.raises(DomainError):
                uitvoering.beeindig_bedenktijd(politie, rij, status="afgezien", at=NU)
        assert (klaar.status, klaar.eind) == ("aangifte", date(2026, 11, 20))

    def test_it_starts_no_termijn_that_others_would_see(self, viewer, casus):
        self.start(viewer, casus)
        with namens(viewer(ZVH)):
            assert not casus.termijnen.filter(sleutel__startswith="bedenktijd").exists()


class TestOnderzoek:
    def zet(self, viewer, casus, username="politie.krt", **velden):
        with namens(viewer(username)) as wie:
            return uitvoering.zet_onderzoeksvlag(
                wie, casus, **({"vlag": "ja", "vrijgegeven": False, "at": NU} | velden)
            )

    def gezien_door(self, viewer, casus, username) -> list[str]:
        with namens(viewer(username)) as wie:
            return [rij.vlag for rij in uitvoering.onderzoeken_voor(wie, casus)]

    def test_others_see_it_only_once_released(self, viewer, casus):
        self.zet(viewer, casus)
        assert self.gezien_door(viewer, casus, "politie.krt") == ["ja"]
        assert self.gezien_door(viewer, casus, ZVH) == []
        self.zet(viewer, casus, vrijgegeven=True)
        assert self.gezien_door(viewer, casus, ZVH) == ["ja"]

    def test_the_second_lock_hides_it_too(self, viewer, casus):
        self.zet(viewer, casus)
        with namens(viewer(ZVH)):
            assert StrafrechtelijkOnderzoek.objects.count() == 0
            assert StrafrechtelijkOnderzoek.history.count() == 0

    @pytest.mark.parametrize("username", [ZVH, "moviera.krt", "apeldoorn.krt"])
    def test_nobody_else_sets_it(self, viewer, casus, username):
        with pytest.raises(AccessDenied):
            self.zet(viewer, casus, username)

    def test_it_touches_nothing_else(self, viewer, casus):
        with namens(viewer(ZVH)):
            voor = Casus.objects.filter(pk=casus.pk).values().get()
            regels, berichten = logboek.voor_casus(casus.pk).count(), Bericht.objects.count()
        self.zet(viewer, casus)
        with namens(viewer(ZVH)):
            assert Casus.objects.filter(pk=casus.pk).values().get() == voor
            assert logboek.voor_casus(casus.pk).count() == regels
            assert Bericht.objects.count() == berichten
            laatste = Logregel.objects.filter(gebeurtenis="onderzoeksvlag_gezet").get()
        assert (laatste.casus_id, laatste.object_id) == (None, None)
