"""The plan tab in a browser: who may press what, and nothing typed is lost."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.models import Actie, Casus, PlanVanAanpak
from cases.services import plan as service
from ketenregie.foundation import clock
from ketenregie.foundation.logboek.models import Logregel
from ketenregie.foundation.registries import work_kinds
from tests.factories.plan import (
    leg_voor,
    maak_casus,
    namens,
    stem_in,
    voeg_actie,
)

ZVH = "zvh.procesregisseur"
# The pages use the real clock: a session would otherwise have ended long ago.
VANDAAG = clock.today()
NU = clock.now()


@pytest.fixture
def casus(viewer) -> Casus:
    return maak_casus(viewer, at=NU)


@pytest.fixture
def concept(viewer, casus) -> PlanVanAanpak:
    return _plan(viewer, casus)


def _plan(viewer, casus) -> PlanVanAanpak:
    with namens(viewer(ZVH), NU) as zvh:
        concept = service.start_plan(zvh, casus, at=NU)
        concept = service.wijzig_plan(
            zvh,
            concept,
            samenvatting="Een minderjarige is uit de situatie gehaald.",
            monitoring="Wekelijks overleg.",
            regievoerder=casus.eigenaar,
            evaluatiedatum=VANDAAG + timedelta(days=60),
            at=NU,
        )
        service.voeg_doel_toe(zvh, concept, doel="Zij is veilig", resultaat="Verblijf", at=NU)
        for username, domein in (("moviera.krt", "zorg"), ("politie.krt", "veiligheid")):
            voeg_actie(
                zvh,
                concept,
                username,
                f"Actie van {username}",
                domein=domein,
                uiterlijk=VANDAAG + timedelta(days=14),
                at=NU,
            )
    return concept


def url(naam: str, *args) -> str:
    return reverse(naam, args=args)


def html(response) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


class TestTab:
    def test_without_a_plan_who_may_begins_it(self, client_als, casus):
        page = html(client_als("politie.krt").get(url("casus_plan", casus.pk)))
        assert "Er is nog geen plan van aanpak" in page
        assert "Begin het plan" in page

    def test_beginning_it_leads_to_the_concept(self, client_als, viewer, casus):
        client = client_als("politie.krt")
        sleutel = str(uuid4())
        for _ in range(2):  # a double click
            answer = client.post(url("casus_plan_starten", casus.pk), {"sleutel": sleutel})
            assert answer.status_code == 302
        with namens(viewer(ZVH), NU):
            assert PlanVanAanpak.objects.filter(casus=casus).count() == 1

    def test_a_concept_shows_what_is_missing_and_the_buttons(self, client_als, casus, concept):
        page = html(client_als(ZVH).get(url("casus_plan", casus.pk)))
        assert "Leg ter instemming voor" in page
        assert "Doel toevoegen" in page
        assert "Actie van moviera.krt" in page

    def test_an_outsider_gets_the_bytes_of_a_page_that_does_not_exist(
        self, client_als, casus, concept
    ):
        client = client_als("harderwijk.krt")
        for naam, rest in (
            ("casus_plan", ()),
            ("casus_plan_pdf", (1,)),
            ("casus_plan_actie_nieuw", (1,)),
            ("casus_uitvoering", ()),
            ("casus_onderzoek", ()),
        ):
            real = client.get(url(naam, casus.pk, *rest))
            fake = client.get(url(naam, uuid4(), *rest))
            assert (real.status_code, real.content) == (404, fake.content)

    def test_each_look_is_one_line_in_the_logboek(self, client_als, viewer, casus, concept):
        client_als("politie.krt").get(url("casus_plan", casus.pk))
        with namens(viewer(ZVH), NU):
            regel = Logregel.objects.filter(route="casus_plan").get()
        assert (regel.gebeurtenis, regel.casus_id) == ("bekeken", casus.pk)

    @pytest.mark.parametrize("aantal", [1, 3])
    def test_the_number_of_queries_does_not_grow(self, client_als, viewer, casus, concept, aantal):
        with namens(viewer(ZVH), NU) as zvh:
            for nummer in range(aantal):
                voeg_actie(
                    zvh, concept, "politie.krt", f"Nog {nummer}",
                    uiterlijk=VANDAAG + timedelta(days=20), at=NU,
                )  # fmt: skip
        client = client_als(ZVH)
        client.get(url("casus_plan", casus.pk))
        with CaptureQueriesContext(connection) as queries:
            client.get(url("casus_plan", casus.pk))
        assert len(queries) == 34


class TestSchrijven:
    def test_a_block_is_changed_with_the_version_that_was_read(
        self, client_als, viewer, casus, concept
    ):
        client = client_als(ZVH)
        address = url("casus_plan_blok", casus.pk, 1, "kort")
        versie = client.get(address).context["form"]["versie"].value()
        answer = client.post(address, {"samenvatting": "Kort en goed", "versie": versie})
        assert answer.status_code == 302
        with namens(viewer(ZVH), NU):
            assert PlanVanAanpak.objects.get(pk=concept.pk).samenvatting == "Kort en goed"

    def test_a_stale_write_shows_both_and_keeps_the_text(self, client_als, viewer, casus, concept):
        client = client_als(ZVH)
        address = url("casus_plan_blok", casus.pk, 1, "kort")
        versie = client.get(address).context["form"]["versie"].value()
        client.post(address, {"samenvatting": "Van een collega", "versie": versie})
        answer = client.post(address, {"samenvatting": "Van mij", "versie": versie})
        assert answer.status_code == 409
        page = html(answer)
        assert "Van een collega" in page
        assert "Van mij" in page
        # Saving again is then a choice.
        nieuw = answer.context["form"]["versie"].value()
        assert client.post(address, {"samenvatting": "Van mij", "versie": nieuw}).status_code == 302

    def test_a_refused_actie_keeps_what_was_typed(self, client_als, casus, concept):
        answer = client_als(ZVH).post(
            url("casus_plan_actie_nieuw", casus.pk, 1),
            {"omschrijving": "Iets met veel woorden", "rol": "toezicht", "uiterlijk": "1-1-2020"},
        )
        assert answer.status_code == 422
        page = html(answer)
        assert "Iets met veel woorden" in page
        assert "<title>Fout: " in page

    def test_a_double_click_makes_one_actie(self, client_als, viewer, casus, concept):
        client = client_als(ZVH)
        with namens(viewer(ZVH), NU):
            deelname = viewer("politie.krt").deelname_id
        data = {
            "omschrijving": "Eenmaal",
            "deelname": str(deelname),
            "rol": "toezicht",
            "domein": "veiligheid",
            "uiterlijk": f"{VANDAAG + timedelta(days=3):%d-%m-%Y}",
            "sleutel": str(uuid4()),
        }
        for _ in range(2):
            assert client.post(url("casus_plan_actie_nieuw", casus.pk, 1), data).status_code == 302
        with namens(viewer(ZVH), NU):
            assert Actie.objects.filter(casus=casus, omschrijving="Eenmaal").count() == 1

    def test_taking_a_goal_out(self, client_als, viewer, casus, concept):
        with namens(viewer(ZVH), NU):
            doel = concept.doelen.get()
        answer = client_als(ZVH).post(url("casus_plan_doel", casus.pk, 1, doel.pk), {"weg": "ja"})
        assert answer.status_code == 302
        with namens(viewer(ZVH), NU):
            assert concept.doelen.count() == 0


class TestInstemmenEnVaststellen:
    @pytest.fixture
    def ter(self, viewer, concept) -> PlanVanAanpak:
        return leg_voor(viewer, concept, at=NU)

    def test_who_is_asked_answers_on_the_page(self, client_als, casus, ter):
        client = client_als("politie.krt")
        address = url("casus_plan", casus.pk)
        versie = client.get(address).context["instemmingform"]["versie"].value()
        fout = client.post(
            url("casus_plan_instemmen", casus.pk, 1), {"oordeel": "bezwaar", "versie": versie}
        )
        assert fout.status_code == 422
        assert "Schrijf op waarom uw organisatie bezwaar heeft." in html(fout)
        goed = client.post(
            url("casus_plan_instemmen", casus.pk, 1), {"oordeel": "instemming", "versie": versie}
        )
        assert goed.status_code == 302
        assert "Iris Verhoeven, op mandaat van Directie Politie" in html(client.get(address))

    def test_who_may_not_reads_why(self, client_als, casus, ter):
        page = html(client_als("politie.krt").get(url("casus_plan", casus.pk)))
        assert "Waarom u niet kunt vaststellen: Hiervoor moet uw organisatie de rol" in page

    def test_vaststellen_by_another_is_refused(self, client_als, casus, ter):
        answer = client_als("politie.krt").get(url("casus_plan_vaststellen", casus.pk, 1))
        assert answer.status_code == 403

    def test_vaststellen_first_shows_who_sees_it_and_then_freezes(
        self, client_als, viewer, casus, ter
    ):
        stem_in(viewer, ter, at=NU)
        client = client_als(ZVH)
        address = url("casus_plan_vaststellen", casus.pk, 1)
        page = client.get(address)
        assert "Wie krijgt dit te zien" in html(page)
        versie = page.context["form"]["versie"].value()
        assert client.post(address, {"versie": versie}).status_code == 302
        page = html(client.get(url("casus_plan", casus.pk)))
        assert "Controlegetal" in page
        assert "Maak een nieuwe versie" in page

    def test_vaststellen_too_early_lists_who_must_answer(self, client_als, casus, ter):
        client = client_als(ZVH)
        address = url("casus_plan_vaststellen", casus.pk, 1)
        versie = client.get(address).context["form"]["versie"].value()
        answer = client.post(address, {"versie": versie, "toelichting": "Haast"})
        assert answer.status_code == 422
        assert "Moviera moet nog antwoorden." in html(answer)

    def test_the_pdf_comes_down_and_is_not_kept(self, client_als, viewer, casus, ter):
        answer = client_als("politie.krt").get(url("casus_plan_pdf", casus.pk, 1))
        assert answer.status_code == 200
        assert answer["Content-Type"] == "application/pdf"
        assert answer["Cache-Control"] == "no-store"
        assert answer.content.startswith(b"%PDF-")


class TestWerk:
    def werk(self, viewer, soort, username) -> list[str]:
        with namens(viewer(username), NU) as wie:
            return [w.wat for w in work_kinds[soort](wie)]

    def test_a_plan_to_write_after_the_tweede_weging(self, viewer, casus):
        from cases.models import TweedeWeging

        assert self.werk(viewer, "plan_schrijven", ZVH) == []
        with namens(viewer(ZVH), NU) as zvh:
            TweedeWeging.objects.create(
                casus=casus, leverancier_id=zvh.deelname_id, mensenhandel=True, zorg_nodig=True,
                urgentie="hoog", motivering="x",
            )  # fmt: skip
        assert self.werk(viewer, "plan_schrijven", ZVH) == ["Plan van aanpak schrijven"]
        assert self.werk(viewer, "plan_schrijven", "politie.krt") == []
        _plan(viewer, casus)
        assert self.werk(viewer, "plan_schrijven", ZVH) == ["Plan van aanpak afmaken, versie 1"]

    def test_an_instemming_is_asked_until_it_is_given(self, viewer, concept):
        ter = leg_voor(viewer, concept, at=NU)
        assert self.werk(viewer, "plan_instemmen", "politie.krt") == [
            "Instemmen met het plan van aanpak, versie 1"
        ]
        stem_in(viewer, ter, "politie.krt", at=NU)
        assert self.werk(viewer, "plan_instemmen", "politie.krt") == []
        assert self.werk(viewer, "plan_instemmen", "harderwijk.krt") == []

    def test_vaststellen_waits_for_others_and_then_for_the_eindverantwoordelijke(
        self, viewer, concept
    ):
        ter = leg_voor(viewer, concept, at=NU)
        with namens(viewer(ZVH), NU) as zvh:
            assert "Moviera" in work_kinds["plan_vaststellen"](zvh)[0].wacht_op
        stem_in(viewer, ter, at=NU)
        with namens(viewer(ZVH), NU) as zvh:
            assert [w.wacht_op for w in work_kinds["plan_vaststellen"](zvh)] == [""]
        assert self.werk(viewer, "plan_vaststellen", "politie.krt") == []

    def test_acties_of_one_self_and_only_when_agreed(self, viewer, casus, concept):
        ter = leg_voor(viewer, concept, at=NU)
        assert self.werk(viewer, "actie", "politie.krt") == []
        stem_in(viewer, ter, at=NU)
        with namens(viewer(ZVH), NU) as zvh:
            service.stel_plan_vast(zvh, ter, at=NU)
        assert self.werk(viewer, "actie", "politie.krt") == ["Actie van politie.krt"]
        assert self.werk(viewer, "actie", ZVH) == []

    @pytest.mark.parametrize("aantal", [1, 3])
    def test_the_number_of_queries_does_not_grow(self, viewer, aantal):
        for nummer in range(aantal):
            casus = maak_casus(viewer, at=NU, titel=f"Casus {nummer}")
            leg_voor(viewer, _plan(viewer, casus), at=NU)
        with namens(viewer(ZVH), NU) as zvh, CaptureQueriesContext(connection) as queries:
            for soort in (
                "plan_instemmen",
                "plan_vaststellen",
                "plan_schrijven",
                "actie",
                "nazorg",
            ):
                work_kinds[soort](zvh)
        assert len(queries) == 10
