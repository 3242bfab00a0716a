"""Writing a plan, asking instemming and vaststellen: who may, and what is missing."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from cases import planinhoud
from cases.models import Actie, Casus, Instemming, Plandoel, PlanVanAanpak, Termijn
from cases.services import betrokkenheid, plan
from cases.services.termijnen import start_termijn
from ketenregie.foundation import logboek
from ketenregie.foundation.errors import (
    AccessDenied,
    DomainError,
    EditConflict,
    GateClosed,
    NotVisible,
)
from tests.factories.plan import (
    NU,
    PARTNERS,
    VANDAAG,
    deelname_van,
    doe_mee,
    leg_voor,
    maak_casus,
    maak_plan,
    maak_vastgesteld_plan,
    namens,
    stel_vast,
    stem_in,
    voeg_actie,
)

ZVH = "zvh.procesregisseur"


@pytest.fixture
def casus(viewer) -> Casus:
    return maak_casus(viewer)


@pytest.fixture
def concept(viewer, casus) -> PlanVanAanpak:
    return maak_plan(viewer, casus)


@pytest.fixture
def ter_instemming(viewer, concept) -> PlanVanAanpak:
    return leg_voor(viewer, concept)


class TestSchrijven:
    def test_an_uitvoerende_partner_starts_plan_1(self, viewer, casus):
        with namens(viewer("politie.krt")) as politie:
            concept = plan.start_plan(politie, casus, at=NU)
            casus = Casus.objects.get(pk=casus.pk)
        assert (concept.nummer, concept.status) == (1, "concept")
        assert (casus.activiteit, casus.volgende_stap) == (
            "plan_van_aanpak",
            "Plan van aanpak schrijven",
        )

    def test_an_adviserende_partner_may_not_start_one(self, viewer, casus):
        doe_mee(viewer, casus, "kmar.flex")
        with namens(viewer("kmar.flex")) as kmar, pytest.raises((AccessDenied, NotVisible)):
            plan.start_plan(kmar, casus, at=NU)

    def test_an_outsider_does_not_learn_that_the_casus_exists(self, viewer, casus):
        with namens(viewer("harderwijk.krt")) as buiten, pytest.raises(NotVisible):
            plan.start_plan(buiten, casus, at=NU)

    def test_a_double_click_makes_one_plan(self, viewer, casus):
        with namens(viewer(ZVH)) as zvh:
            een = plan.start_plan(zvh, casus, plan_id=casus.pk, at=NU)
            twee = plan.start_plan(zvh, casus, plan_id=casus.pk, at=NU)
        assert een == twee

    def test_a_second_plan_in_the_making_is_refused(self, viewer, casus, concept):
        with namens(viewer(ZVH)) as zvh, pytest.raises(DomainError, match="al een plan in de maak"):
            plan.start_plan(zvh, casus, at=NU)

    def test_a_stale_write_conflicts_and_carries_what_is_there_now(self, viewer, concept):
        with namens(viewer(ZVH)) as zvh:
            oud = PlanVanAanpak.objects.get(pk=concept.pk).versie
            plan.wijzig_plan(zvh, concept, versie=oud, monitoring="Eerste", at=NU)
            with pytest.raises(EditConflict) as conflict:
                plan.wijzig_plan(zvh, concept, versie=oud, monitoring="Tweede", at=NU)
        assert conflict.value.actueel.monitoring == "Eerste"

    def test_a_regievoerder_must_take_part(self, viewer, concept):
        with namens(viewer(ZVH)) as zvh, pytest.raises(DomainError) as fout:
            plan.wijzig_plan(zvh, concept, regievoerder=deelname_van("meesamen.krt"), at=NU)
        assert fout.value.veld == "regievoerder"

    def test_an_actie_goes_to_an_organisation_that_takes_part(self, viewer, concept):
        with namens(viewer(ZVH)) as zvh, pytest.raises(DomainError) as fout:
            voeg_actie(zvh, concept, "meesamen.krt", "Bellen")
        assert fout.value.veld == "deelname"

    def test_an_actie_may_end_today_and_not_yesterday(self, viewer, concept):
        with namens(viewer(ZVH)) as zvh:
            voeg_actie(zvh, concept, "politie.krt", "Vanavond rijden", uiterlijk=VANDAAG)
            with pytest.raises(DomainError) as fout:
                voeg_actie(
                    zvh, concept, "politie.krt", "Te laat", uiterlijk=VANDAAG - timedelta(days=1)
                )
        assert fout.value.veld == "uiterlijk"

    def test_a_goal_can_be_changed_and_taken_out(self, viewer, concept):
        with namens(viewer(ZVH)) as zvh:
            doel = concept.doelen.get()
            plan.wijzig_doel(zvh, doel, doel="Anders", resultaat="Ook", versie=doel.versie, at=NU)
            with pytest.raises(EditConflict):
                plan.wijzig_doel(zvh, doel, doel="Te laat", resultaat="-", versie=1, at=NU)
            plan.verwijder_doel(zvh, doel, at=NU)
            assert list(concept.doelen.all()) == []
            assert [h.doel for h in Plandoel.history.filter(id=doel.pk).order_by("history_id")] == [
                "Zij is en blijft veilig",
                "Anders",
                "Anders",
            ]


class TestTerInstemming:
    def test_everything_that_is_missing_is_listed(self, viewer, casus):
        with namens(viewer(ZVH)) as zvh:
            leeg = plan.start_plan(zvh, casus, at=NU)
            with pytest.raises(GateClosed) as dicht:
                plan.leg_ter_instemming_voor(zvh, leeg, at=NU)
        assert dicht.value.voorwaarden == [
            "Ten minste één doel met een resultaat",
            "Ten minste één actie met organisatie, rol en laatste dag",
            "Een regievoerder",
            "Een evaluatiedatum in de toekomst",
            "Monitorings- en regieafspraken",
        ]

    def test_the_day_to_answer_is_five_werkdagen_on_and_becomes_the_next_step(
        self, viewer, ter_instemming
    ):
        with namens(viewer(ZVH)):
            casus = Casus.objects.get(pk=ter_instemming.casus_id)
        assert ter_instemming.instemmen_voor == date(2026, 11, 27)
        assert casus.volgende_datum == date(2026, 11, 27)

    def test_while_it_goes_round_nothing_in_it_changes(self, viewer, ter_instemming):
        with namens(viewer(ZVH)) as zvh, pytest.raises(DomainError, match="inhoud staat vast"):
            plan.wijzig_plan(zvh, ter_instemming, monitoring="Anders", at=NU)

    def test_who_executes_contributes_or_answers_for_it_is_asked(self, viewer, casus, concept):
        doe_mee(viewer, casus, "kmar.flex")  # advises only
        leg_voor(viewer, concept)
        with namens(viewer(ZVH)):
            gevraagd = [s.organisatie for s in plan.stemmen(concept)]
        assert gevraagd == [
            "Gemeente Apeldoorn",
            "Moviera",
            "Politie Oost-Nederland",
            "Zorg- en Veiligheidshuis Noord- en Oost-Gelderland",
        ]

    def test_taking_it_back_asks_a_reason_and_the_answers_lapse(self, viewer, ter_instemming):
        stem_in(viewer, ter_instemming, "politie.krt")
        with namens(viewer(ZVH)) as zvh:
            with pytest.raises(DomainError):
                plan.neem_terug(zvh, ter_instemming, reden=" ", at=NU)
            terug = plan.neem_terug(zvh, ter_instemming, reden="Nieuwe informatie", at=NU)
            assert terug.status == "concept"
            assert list(terug.instemmingen.all()) == []
            laatste = Instemming.history.filter(plan_id=terug.pk).latest("history_id")
        assert (laatste.history_type, laatste.history_reden) == ("-", "Nieuwe informatie")

    def test_another_organisation_cannot_take_it_back(self, viewer, ter_instemming):
        with namens(viewer("politie.krt")) as politie, pytest.raises(AccessDenied):
            plan.neem_terug(politie, ter_instemming, reden="Niet eens", at=NU)


class TestInstemmen:
    def test_an_answer_keeps_who_gave_it_on_what_mandaat(self, viewer, ter_instemming):
        stem_in(viewer, ter_instemming, "politie.krt")
        with namens(viewer(ZVH)):
            rij = ter_instemming.instemmingen.get()
        assert (rij.medewerker_naam, rij.mandaatgever) == ("Iris Verhoeven", "Directie Politie")

    def test_without_mandaat_the_answer_waits_for_a_colleague(self, viewer, ter_instemming):
        from dataclasses import replace

        zonder = replace(viewer("politie.krt"), mandaten=frozenset())
        with namens(zonder), pytest.raises(AccessDenied, match="mandaat"):
            plan.geef_instemming(zonder, ter_instemming, oordeel="instemming", at=NU)
        with namens(viewer(ZVH)):
            assert "Politie Oost-Nederland" in plan.gereedheid(ter_instemming, at=NU).wacht_op

    def test_an_objection_needs_a_reason(self, viewer, ter_instemming):
        with namens(viewer("politie.krt")) as politie, pytest.raises(DomainError) as fout:
            plan.geef_instemming(politie, ter_instemming, oordeel="bezwaar", at=NU)
        assert fout.value.veld == "toelichting"

    def test_an_answer_may_change_and_the_history_keeps_both(self, viewer, ter_instemming):
        stem_in(viewer, ter_instemming, "politie.krt", oordeel="bezwaar", toelichting="Te vroeg")
        stem_in(viewer, ter_instemming, "politie.krt")
        with namens(viewer(ZVH)):
            assert ter_instemming.instemmingen.get().oordeel == "instemming"
            assert Instemming.history.filter(plan_id=ter_instemming.pk).count() == 2

    def test_nobody_agrees_to_a_text_that_is_not_the_one_read(self, viewer, ter_instemming):
        with namens(viewer("politie.krt")) as politie, pytest.raises(EditConflict):
            plan.geef_instemming(politie, ter_instemming, oordeel="instemming", versie=1, at=NU)


class TestVaststellen:
    def test_only_the_eindverantwoordelijke_may(self, viewer, ter_instemming):
        stem_in(viewer, ter_instemming)
        with namens(viewer("politie.krt")) as politie, pytest.raises(AccessDenied):
            plan.stel_plan_vast(politie, ter_instemming, at=NU)

    def test_it_waits_for_each_organisation_that_was_asked(self, viewer, ter_instemming):
        stem_in(viewer, ter_instemming, ZVH, "moviera.krt")
        stem_in(viewer, ter_instemming, "politie.krt", oordeel="bezwaar", toelichting="Te vroeg")
        with pytest.raises(GateClosed) as dicht:
            stel_vast(viewer, ter_instemming)
        assert dicht.value.voorwaarden == [
            "Gemeente Apeldoorn moet nog antwoorden.",
            "Politie Oost-Nederland heeft bezwaar.",
        ]

    def test_after_the_term_it_may_with_a_reason_that_stays(self, viewer, ter_instemming):
        stem_in(viewer, ter_instemming, ZVH)
        later = NU + timedelta(days=8)
        with pytest.raises(DomainError) as fout:
            stel_vast(viewer, ter_instemming, at=later)
        assert fout.value.veld == "toelichting"
        vast = stel_vast(viewer, ter_instemming, at=later, toelichting="Het kan niet wachten.")
        assert (vast.status, vast.vaststelreden) == ("vastgesteld", "Het kan niet wachten.")

    def test_on_the_last_day_of_the_term_it_still_waits(self, viewer, ter_instemming):
        with pytest.raises(GateClosed):
            stel_vast(viewer, ter_instemming, at=NU + timedelta(days=7), toelichting="Haast")

    def test_it_names_the_regievoerder_meets_the_term_and_sets_the_next_step(self, viewer, casus):
        with namens(viewer(ZVH)):
            start_termijn(
                casus, "plan_van_aanpak", casus.eigenaar, at=NU, uiterlijk=date(2026, 12, 18)
            )
        vast = maak_vastgesteld_plan(viewer, casus)
        with namens(viewer(ZVH)):
            casus = Casus.objects.get(pk=casus.pk)
            termijn = Termijn.objects.get(casus=casus, sleutel="plan_van_aanpak")
            regels = [r.gebeurtenis for r in logboek.voor_casus(casus.pk)]
        assert casus.regievoerder == vast.regievoerder
        assert casus.volgende_stap == "Casus naar uitvoering brengen"
        assert termijn.voldaan_at == NU
        assert [r for r in regels if r.startswith(("plan", "instemming"))] == [
            "plan_gestart",
            "plan_gewijzigd",
            "plan_gewijzigd",
            "plan_gewijzigd",
            "plan_gewijzigd",
            "plan_ter_instemming",
            "instemming_gegeven",
            "instemming_gegeven",
            "instemming_gegeven",
            "instemming_gegeven",
            "plan_vastgesteld",
        ]


class TestBevroren:
    @pytest.fixture
    def vast(self, viewer, casus) -> PlanVanAanpak:
        return maak_vastgesteld_plan(viewer, casus)

    def test_the_hashes_agree_with_the_content_as_it_came_back(self, viewer, vast):
        with namens(viewer(ZVH)):
            vast = PlanVanAanpak.objects.get(pk=vast.pk)
            assert planinhoud.afwijkingen(vast) == []
        soorten = [item["soort"] for item in vast.inhoud["items"]]
        assert soorten.count("instemming") == 4
        assert {"plan", "doel", "betrokkene", "partner", "actie"} <= set(soorten)

    def test_a_changed_word_is_noticed(self, vast):
        vast.inhoud["items"][0]["waarde"]["monitoring"] = "Niets"
        assert planinhoud.afwijkingen(vast) == [f"plan {vast.pk}"]

    def test_the_service_refuses_a_change(self, viewer, vast):
        with namens(viewer(ZVH)) as zvh, pytest.raises(DomainError, match="inhoud staat vast"):
            plan.wijzig_plan(zvh, vast, monitoring="Anders", at=NU)

    def test_the_database_refuses_a_change_through_the_orm(self, viewer, vast):
        with namens(viewer(ZVH)):
            vast.monitoring = "Anders"
            with pytest.raises(IntegrityError, match="verandert niet meer"), transaction.atomic():
                vast.save()

    @pytest.mark.parametrize(
        "sql",
        [
            "UPDATE cases_planvanaanpak SET monitoring = 'x' WHERE id = %s",
            "UPDATE cases_planvanaanpak SET status = 'concept' WHERE id = %s",
            "UPDATE cases_planvanaanpak SET inhoud = '{\"items\": []}' WHERE id = %s",
            "UPDATE cases_plandoel SET doel = 'x' WHERE plan_id = %s",
            "DELETE FROM cases_plandoel WHERE plan_id = %s",
            "UPDATE cases_instemming SET oordeel = 'bezwaar', toelichting = 'x' WHERE plan_id = %s",
            "DELETE FROM cases_instemming WHERE plan_id = %s",
        ],
    )
    def test_the_database_refuses_a_change_through_sql(self, viewer, vast, sql):
        refused = pytest.raises(IntegrityError, match="verandert niet meer")
        with namens(viewer(ZVH)), connection.cursor() as cursor, refused, transaction.atomic():
            cursor.execute(sql, [vast.pk])

    def test_nobody_takes_a_plan_away(self, viewer, vast):
        refused = pytest.raises(ProgrammingError, match="permission denied")
        with namens(viewer(ZVH)), connection.cursor() as cursor, refused, transaction.atomic():
            cursor.execute("DELETE FROM cases_planvanaanpak WHERE id = %s", [vast.pk])

    def test_destroying_a_datum_leaves_its_hash_and_the_controlegetal(self, viewer, vast):
        with namens(viewer(ZVH)):
            vast = PlanVanAanpak.objects.get(pk=vast.pk)
            item = next(i for i in vast.inhoud["items"] if i["soort"] == "betrokkene")
            item["waarde"] = item["zout"] = None
            vast.save(update_fields=["inhoud"])
            vast = PlanVanAanpak.objects.get(pk=vast.pk)
            assert planinhoud.afwijkingen(vast) == []
            item["hash"] = "0" * 64
            vast.inhoud["items"][0]["hash"] = "0" * 64
            with pytest.raises(IntegrityError), transaction.atomic():
                vast.save(update_fields=["inhoud"])

    def test_a_correction_is_a_next_version_that_starts_as_a_copy(self, viewer, casus, vast):
        with namens(viewer(ZVH)) as zvh:
            twee = plan.start_plan(zvh, casus, at=NU)
            assert (twee.nummer, twee.monitoring) == (2, "Wekelijks overleg.")
            assert [d.doel for d in twee.doelen.all()] == ["Zij is en blijft veilig"]
            assert [a.omschrijving for a in twee.acties.all()] == [
                "Zorgcoördinatie",
                "Informeren over aangifte",
            ]
            # Until then the drafts count nowhere.
            assert Actie.objects.filter(casus=casus).in_uitvoering().count() == 2

    def test_vaststellen_of_a_next_version_moves_the_running_acties_along(
        self, viewer, casus, vast
    ):
        with namens(viewer(ZVH)) as zvh:
            zorg, aangifte = Actie.objects.filter(casus=casus).order_by(
                "created_at", "omschrijving"
            )[:2]
            if zorg.omschrijving != "Zorgcoördinatie":
                zorg, aangifte = aangifte, zorg
            twee = plan.start_plan(zvh, casus, at=NU)
            draft = twee.acties.get(vervangt=zorg)
            plan.wijzig_actie(
                zvh,
                draft,
                omschrijving="Zorgcoördinatie, wekelijks",
                deelname=draft.deelname,
                rol=draft.rol,
                uiterlijk=draft.uiterlijk,
                domein=draft.domein,
                at=NU,
            )
            plan.verwijder_actie(zvh, twee.acties.get(vervangt=aangifte), at=NU)
            voeg_actie(zvh, twee, "apeldoorn.krt", "Hotel controleren")
        leg_voor(viewer, twee)
        stem_in(viewer, twee)
        stel_vast(viewer, twee)
        with namens(viewer(ZVH)):
            rows = {
                a.omschrijving: (a.pk, a.plan_id, a.status)
                for a in Actie.objects.filter(casus=casus)
            }
        assert rows == {
            "Zorgcoördinatie, wekelijks": (zorg.pk, twee.pk, "open"),
            "Informeren over aangifte": (aangifte.pk, vast.pk, "vervallen"),
            "Hotel controleren": (rows["Hotel controleren"][0], twee.pk, "open"),
        }

    def test_an_organisation_that_left_is_no_longer_waited_for(self, viewer, casus, concept):
        ter = leg_voor(viewer, concept)
        with namens(viewer(ZVH)) as zvh:
            rij = casus.betrokkenheden.get(deelname=deelname_van("apeldoorn.krt"))
            betrokkenheid.beeindig(zvh, rij.pk, reden="Niet meer nodig", at=NU)
        stem_in(viewer, ter, ZVH, *[p for p in PARTNERS if p != "apeldoorn.krt"])
        assert stel_vast(viewer, ter).status == "vastgesteld"
