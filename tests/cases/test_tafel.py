"""The live table: nobody overwrites anybody, and who follows along learns only what it may see."""

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.models import Actie, Agendapunt, Casus, Casusoverleg, Tafelnotitie, TweedeWeging
from cases.services.overleg import (
    maak_actie_van_besluit,
    schrijf_notitie,
    sluit_overleg,
    stel_aan_de_orde,
    voeg_toe_aan_agenda,
    wijzig_agendapunt,
)
from cases.services.plan import leg_ter_instemming_voor, voeg_doel_toe, wijzig_plan
from ketenregie.foundation import clock, logboek
from ketenregie.foundation.errors import AccessDenied, DomainError, EditConflict, NotVisible
from ketenregie.foundation.logboek.models import Logregel
from ketenregie.foundation.viewer import Viewer, acting_as
from tests.factories.overleg import casus_in_behandeling, maak_overleg, nodig_aan_tafel
from tests.factories.plan import deelname_van

ZVH = "zvh.procesregisseur"
VELD = "oorzaken_en_gevolgen"
Kijker = Callable[[str], Viewer]


@pytest.fixture
def casus(viewer: Kijker) -> Casus:
    return casus_in_behandeling(viewer, "moviera.krt", "nla.krt")


@pytest.fixture
def overleg(viewer: Kijker, casus: Casus) -> Casusoverleg:
    cache.clear()
    overleg = maak_overleg(viewer, casus)
    nodig_aan_tafel(viewer, overleg, casus, "politie.krt", "moviera.krt", ZVH)
    return overleg


def _schrijf(
    viewer: Kijker, naam: str, overleg: Casusoverleg, casus: Casus, tekst: str, versie: int
):
    wie = viewer(naam)
    with acting_as(wie):
        return schrijf_notitie(wie, overleg, casus, VELD, tekst, versie=versie)


class TestSchrijven:
    def test_the_second_on_an_older_text_gets_both_and_changes_nothing(
        self, viewer, casus, overleg
    ):
        een = _schrijf(viewer, "politie.krt", overleg, casus, "Van politie", 0)
        with pytest.raises(EditConflict) as fout:
            _schrijf(viewer, "moviera.krt", overleg, casus, "Van Moviera", 0)
        now = fout.value.actueel
        assert (now.tekst, now.versie) == ("Van politie", een.versie)
        assert now.schrijver.endswith(viewer("politie.krt").organisatie)
        twee = _schrijf(viewer, "moviera.krt", overleg, casus, "Van beide", een.versie)
        assert twee.versie == een.versie + 1
        with acting_as(viewer(ZVH)):
            states = [r.tekst for r in twee.history.order_by("history_id")]
            assert states == ["Van politie", "Van beide"]
            kinds = [r.gebeurtenis for r in logboek.voor_casus(casus.pk)]
            assert kinds.count("tafelnotitie_geschreven") == 2

    def test_the_same_text_twice_is_one_write(self, viewer, casus, overleg):
        _schrijf(viewer, "politie.krt", overleg, casus, "Tekst", 0)
        assert _schrijf(viewer, "politie.krt", overleg, casus, "Tekst", 0).versie == 1

    def test_other_fields_do_not_stand_in_each_others_way(self, viewer, casus, overleg):
        zvh = viewer(ZVH)
        with acting_as(zvh):
            before = Casus.objects.get(pk=casus.pk).versie
            for veld in ("historie", "kenmerken_systeem"):
                assert schrijf_notitie(zvh, overleg, casus, veld, "x", versie=0).versie == 1
            # The casus row itself stays free for others.
            assert Casus.objects.get(pk=casus.pk).versie == before

    def test_only_who_sits_at_the_table_writes(self, viewer, casus, overleg):
        with pytest.raises(AccessDenied):  # takes part, but was not asked for this meeting
            _schrijf(viewer, "nla.krt", overleg, casus, "x", 0)
        with pytest.raises((AccessDenied, NotVisible)):
            _schrijf(viewer, "harderwijk.krt", overleg, casus, "x", 0)
        politie = viewer("politie.krt")
        with acting_as(politie), pytest.raises(NotVisible):
            schrijf_notitie(politie, overleg, casus, "motivering", "x", versie=0)

    def test_after_closing_nobody_writes(self, viewer, casus, overleg):
        zvh = viewer(ZVH)
        with acting_as(zvh):
            closed = sluit_overleg(zvh, overleg)
            with pytest.raises(DomainError):
                schrijf_notitie(zvh, closed, casus, VELD, "x", versie=0)

    def test_without_script_both_texts_stand_on_the_page(self, viewer, client_als, casus, overleg):
        url = f"/overleggen/{overleg.pk}/casussen/{casus.pk}/analyse/{VELD}/"
        politie, moviera = client_als("politie.krt"), client_als("moviera.krt")
        assert politie.post(url, {"tekst": "Van politie", "versie": 0}).status_code == 302
        answer = moviera.post(url, {"tekst": "Van Moviera", "versie": 0})
        assert answer.status_code == 409
        page = answer.content.decode()
        assert "Van politie" in page
        assert "Van Moviera" in page
        assert 'name="versie" value="1"' in page
        assert moviera.post(url, {"tekst": "Samen", "versie": 1}).status_code == 302
        answer = politie.post(
            url, {"tekst": "Ouder", "versie": 1}, headers={"Accept": "application/json"}
        )
        assert (answer.status_code, answer.json()["tekst"]) == (409, "Samen")

    def test_the_weging_takes_over_what_the_table_wrote(self, viewer, client_als, casus, overleg):
        _schrijf(viewer, "politie.krt", overleg, casus, "Afhankelijk van vervoer", 0)
        answer = client_als(ZVH).post(
            f"/overleggen/{overleg.pk}/?casus={casus.pk}",
            {"formulier": "tweede", "tweede-uitkomst": "wel_zorg", "tweede-urgentie": "hoog",
             "tweede-motivering": "Dwang.", "tweede-wegers": "Selma Aydin, ZVH"},
        )  # fmt: skip
        assert answer.status_code == 302
        with acting_as(viewer(ZVH)):
            assert TweedeWeging.objects.get(casus=casus).oorzaken_en_gevolgen == (
                "Afhankelijk van vervoer"
            )


class TestVolgen:
    def _stand(self, client, overleg, casus, *, etag: str = "", schrijft: str = ""):
        headers = {"If-None-Match": etag} if etag else {}
        return client.get(
            f"/overleggen/{overleg.pk}/stand/?casus={casus.pk}&schrijft={schrijft}", headers=headers
        )

    def test_nothing_new_is_304_without_a_line_in_the_logboek(
        self, viewer, client_als, casus, overleg
    ):
        client = client_als("politie.krt")
        first = self._stand(client, overleg, casus)
        assert first.status_code == 200
        with acting_as(viewer("zvh.fg")):
            before = Logregel.objects.filter(route="overleg_stand").count()
        again = self._stand(client, overleg, casus, etag=first["ETag"])
        assert (again.status_code, again.content) == (304, b"")
        with acting_as(viewer("zvh.fg")):
            assert Logregel.objects.filter(route="overleg_stand").count() == before == 1
        _schrijf(viewer, "moviera.krt", overleg, casus, "Nieuw", 0)
        third = self._stand(client, overleg, casus, etag=first["ETag"])
        assert third.status_code == 200
        field = next(v for v in third.json()["velden"] if v["veld"] == VELD)
        assert (field["tekst"], field["versie"]) == ("Nieuw", 1)

    def test_what_one_may_not_see_moves_no_etag(self, viewer, client_als, casus, overleg):
        client = client_als("moviera.krt")
        etag = self._stand(client, overleg, casus)["ETag"]
        zvh = viewer(ZVH)
        ander = casus_in_behandeling(viewer, "nla.krt", voornaam="Elena")
        with acting_as(zvh):
            voeg_toe_aan_agenda(zvh, overleg, ander)
            stel_aan_de_orde(zvh, overleg, ander)
            schrijf_notitie(zvh, overleg, ander, VELD, "KANARIE", versie=0)
        assert self._stand(client, overleg, casus, etag=etag).status_code == 304
        assert self._stand(client, overleg, ander).status_code == 404

    def test_who_writes_is_told_to_the_others_and_stops_by_itself(
        self, viewer, client_als, casus, overleg
    ):
        politie, moviera = client_als("politie.krt"), client_als("moviera.krt")
        mine = self._stand(politie, overleg, casus, schrijft=VELD).json()
        assert mine["schrijft"] == []
        (other,) = self._stand(moviera, overleg, casus).json()["schrijft"]
        assert other == {"veld": VELD, "wie": f"{viewer('politie.krt').naam} (Politie)"}
        self._stand(politie, overleg, casus)
        assert self._stand(moviera, overleg, casus).json()["schrijft"] == []
        # Not at the table: may look, but is not shown as writing.
        self._stand(client_als("nla.krt"), overleg, casus, schrijft=VELD)
        assert self._stand(moviera, overleg, casus).json()["schrijft"] == []

    def test_the_secretaris_moves_on_and_who_follows_hears_which_casus(
        self, viewer, client_als, casus
    ):
        twee = casus_in_behandeling(viewer, "moviera.krt", voornaam="Elena")
        overleg = maak_overleg(viewer, casus, twee)
        zvh, moviera = client_als(ZVH), client_als("moviera.krt")
        assert self._stand(moviera, overleg, casus).json()["nu"] is None
        answer = zvh.post(f"/overleggen/{overleg.pk}/?casus={casus.pk}", {"formulier": "volgende"})
        assert answer["Location"].endswith(str(twee.pk))
        nu = self._stand(moviera, overleg, casus).json()["nu"]
        assert (nu["kenmerk"], nu["hier"]) == (twee.kenmerk, False)
        refused = moviera.post(f"/overleggen/{overleg.pk}/?casus={casus.pk}", {"formulier": "nu"})
        assert refused.status_code == 403

    def test_asking_costs_a_fixed_number_of_queries(self, viewer, client_als, casus, overleg):
        client = client_als("politie.krt")
        counts = []
        for n in range(2):
            _schrijf(viewer, ZVH, overleg, casus, f"Tekst {n}", n)
            self._stand(client, overleg, casus)
            with CaptureQueriesContext(connection) as found:
                self._stand(client, overleg, casus)
            counts.append(len(found))
        assert counts[0] == counts[1] <= 45


class TestBesluiten:
    def _actie(self, viewer: Kijker, overleg: Casusoverleg, casus: Casus, **anders) -> Actie:
        zvh = viewer(ZVH)
        with acting_as(zvh):
            return maak_actie_van_besluit(
                zvh, overleg, casus,
                **{"omschrijving": "Veilige opvang", "deelname": deelname_van("moviera.krt"),
                   "rol": "zorgcoördinator", "domein": "zorg",
                   "uiterlijk": clock.today() + timedelta(days=5)} | anders,
            )  # fmt: skip

    def test_a_decision_begins_the_plan_and_the_next_one_joins_it(self, viewer, casus, overleg):
        een, twee = self._actie(viewer, overleg, casus), self._actie(viewer, overleg, casus)
        assert een.plan_id == twee.plan_id
        with acting_as(viewer(ZVH)):
            assert een.plan.status == "concept"

    def test_a_plan_that_goes_round_is_left_alone(self, viewer, casus, overleg):
        actie = self._actie(viewer, overleg, casus)
        zvh = viewer(ZVH)
        with acting_as(zvh):
            voeg_doel_toe(zvh, actie.plan, doel="Zij is veilig", resultaat="Verblijf geregeld")
            plan = wijzig_plan(
                zvh, actie.plan, monitoring="Wekelijks.", regievoerder=deelname_van(ZVH),
                evaluatiedatum=clock.today() + timedelta(days=60),
            )  # fmt: skip
            leg_ter_instemming_voor(zvh, plan)
        with pytest.raises(DomainError, match="ter instemming"):
            self._actie(viewer, overleg, casus)

    def test_from_the_page_a_double_click_makes_one(self, viewer, client_als, casus, overleg):
        client, url = client_als(ZVH), f"/overleggen/{overleg.pk}/?casus={casus.pk}"
        form = client.get(url).context["formulieren"]["actie"]
        dag = clock.today() + timedelta(days=6)
        data = {
            "formulier": "actie", "actie-omschrijving": "Controle", "actie-rol": "toezicht",
            "actie-deelname": str(deelname_van("nla.krt").pk), "actie-domein": "veiligheid",
            "actie-uiterlijk": f"{dag:%-d-%-m-%Y}", "actie-sleutel": form["sleutel"].value(),
        }  # fmt: skip
        for _ in range(2):
            assert client.post(url, data).status_code == 302
        with acting_as(viewer(ZVH)):
            assert Actie.objects.filter(casus=casus, omschrijving="Controle").count() == 1

    def test_time_and_last_day_per_casus(self, viewer, casus, overleg):
        zvh = viewer(ZVH)
        with acting_as(zvh):
            punt = Agendapunt.objects.get(overleg=overleg)
            dag = clock.local_date(overleg.begint_at)
            new = wijzig_agendapunt(
                zvh, overleg, casus, bijdragen_voor=dag, minuten=25, versie=punt.versie
            )
            assert (new.bijdragen_voor, new.minuten) == (dag, 25)
            with pytest.raises(EditConflict):
                wijzig_agendapunt(
                    zvh, overleg, casus, bijdragen_voor=dag, minuten=5, versie=punt.versie
                )
            with pytest.raises(DomainError):
                wijzig_agendapunt(
                    zvh, overleg, casus, bijdragen_voor=dag + timedelta(days=1), minuten=5
                )


def test_presence_holds_no_name_outside_the_database(viewer, client_als, casus, overleg):
    client_als("politie.krt").get(
        f"/overleggen/{overleg.pk}/stand/?casus={casus.pk}&schrijft={VELD}"
    )
    kept = json.dumps(cache.get(f"tafel:{overleg.pk}:{casus.pk}"))
    assert viewer("politie.krt").naam not in kept
    assert Tafelnotitie.objects.count() == 0


def test_the_text_that_came_second_outlives_a_lost_tab(viewer, client_als, casus, overleg):
    _schrijf(viewer, "moviera.krt", overleg, casus, "Van Moviera", 0)
    client = client_als("politie.krt")
    adres = reverse("overleg_notitie", args=[overleg.pk, casus.pk, VELD])
    for tekst in ("Van politie", "Van politie, en meer"):  # the tab tries again
        data = {"tekst": tekst, "versie": "0"}
        assert client.post(adres, data, headers={"Accept": "application/json"}).status_code == 409
    tafel = f"/overleggen/{overleg.pk}/?casus={casus.pk}"
    again = client.get(tafel).content.decode()
    assert "Van politie, en meer" in again
    assert "Van politie, en meer" not in client_als(ZVH).get(tafel).content.decode()
    assert client.post(adres, {"tekst": "Van Moviera en politie", "versie": "1"}).status_code == 302
    assert "is nog niet geplaatst" not in client.get(tafel).content.decode()


def test_a_casus_that_is_not_due_comes_on_the_agenda_by_kenmerk_or_title(
    viewer, client_als, casus, overleg
):
    een, ander = (
        casus_in_behandeling(viewer, "moviera.krt", titel=f"Kapsalon {n}")
        for n in ("Noord", "Zuid")
    )
    client, adres = client_als(ZVH), f"/overleggen/{overleg.pk}/"

    def zoek(tekst):
        return client.post(adres, {"formulier": "agendazoek", "agendazoek-zoek": tekst})

    meer = zoek("kapsalon")
    assert meer.status_code == 422
    assert een.kenmerk in meer.content.decode()
    assert "Geen casus gevonden" in zoek("bestaat niet").content.decode()
    assert zoek(een.kenmerk.lower()).status_code == 302
    assert zoek("salon zuid").status_code == 302
    with acting_as(viewer(ZVH)):
        assert set(overleg.agendapunten.values_list("casus", flat=True)) == {
            casus.pk,
            een.pk,
            ander.pk,
        }
    assert client_als("politie.krt").post(adres, {"formulier": "agendazoek", "agendazoek-zoek": "x"}).status_code == 403  # fmt: skip
