"""The uitvoering tab in a browser: own work first, and each sees what the convenant shows."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.models import Actie, Betrokkene, Casus, Interventie, Nazorg
from cases.services import plan, uitvoering
from ketenregie.foundation import clock, logboek
from ketenregie.foundation.logboek.models import Logregel
from ketenregie.foundation.registries import work_kinds
from tests.factories.plan import (
    deelname_van,
    leg_voor,
    maak_casus,
    namens,
    stel_vast,
    stem_in,
    voeg_actie,
)

ZVH = "zvh.procesregisseur"
VANDAAG = clock.today()
NU = clock.now()


@pytest.fixture
def casus(viewer) -> Casus:
    return maak_casus(viewer, hoofdstap="uitvoering", at=NU)


@pytest.fixture
def acties(viewer, casus) -> dict[str, Actie]:
    """One zorgactie of Moviera and one veiligheidsactie of the politie, agreed."""
    with namens(viewer(ZVH), NU) as zvh:
        concept = plan.start_plan(zvh, casus, at=NU)
        plan.wijzig_plan(
            zvh,
            concept,
            monitoring="Wekelijks",
            regievoerder=casus.eigenaar,
            evaluatiedatum=VANDAAG + timedelta(days=60),
            at=NU,
        )
        plan.voeg_doel_toe(zvh, concept, doel="Veilig", resultaat="Plek", at=NU)
        for username, domein in (("moviera.krt", "zorg"), ("politie.krt", "veiligheid")):
            voeg_actie(
                zvh,
                concept,
                username,
                f"Actie van {username}",
                domein=domein,
                uiterlijk=VANDAAG + timedelta(days=9),
                at=NU,
            )
    ter = leg_voor(viewer, concept, at=NU)
    stem_in(viewer, ter, at=NU)
    stel_vast(viewer, ter, at=NU)
    with namens(viewer(ZVH), NU):
        return {a.omschrijving.split()[-1]: a for a in Actie.objects.filter(casus=casus)}


def url(naam: str, *args) -> str:
    return reverse(naam, args=args)


def html(response) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def interventie(viewer, casus, username: str, **velden) -> Interventie:
    gegevens = {"soort": "zorg", "doelgroep": "slachtoffer", "omschrijving": "KANARIEZORG"}
    with namens(viewer(username), NU) as wie:
        return uitvoering.leg_interventie_vast(wie, casus, **(gegevens | velden), at=NU)


class TestTab:
    def test_own_acties_come_first_with_a_button(self, client_als, casus, acties):
        page = html(client_als("politie.krt").get(url("casus_uitvoering", casus.pk)))
        assert page.index("Actie van politie.krt") < page.index("Actie van moviera.krt")
        assert page.count("Werk bij<") == 1

    def test_an_actie_that_is_late_says_so(self, client_als, viewer, casus, acties):
        with namens(viewer(ZVH), NU):
            Actie.objects.filter(casus=casus).update(uiterlijk=VANDAAG - timedelta(days=7))
        page = html(client_als("politie.krt").get(url("casus_uitvoering", casus.pk)))
        assert "te laat" in page

    def test_zorg_detail_stays_with_zorg(self, client_als, viewer, casus):
        interventie(viewer, casus, "moviera.krt")
        address = url("casus_uitvoering", casus.pk)
        politie = html(client_als("politie.krt").get(address))
        assert "KANARIEZORG" not in politie
        assert "Deelregel 4.2" in politie
        assert "KANARIEZORG" in html(client_als("moviera.krt").get(address))

    def test_the_result_of_a_zorgactie_stays_with_zorg(self, client_als, viewer, casus, acties):
        with namens(viewer("moviera.krt"), NU) as moviera:
            uitvoering.werk_actie_bij(
                moviera, acties["moviera.krt"], status="gedaan", resultaat="KANARIERESULTAAT", at=NU
            )
        address = url("casus_uitvoering", casus.pk)
        politie = html(client_als("politie.krt").get(address))
        assert "KANARIERESULTAAT" not in politie
        assert "Resultaat afgeschermd, geleverd door Moviera" in politie
        assert "KANARIERESULTAAT" in html(client_als(ZVH).get(address))

    @pytest.mark.parametrize("aantal", [1, 3])
    def test_the_number_of_queries_does_not_grow(self, client_als, viewer, casus, acties, aantal):
        for nummer in range(aantal):
            interventie(viewer, casus, "moviera.krt", omschrijving=f"Hulp {nummer}")
        client = client_als(ZVH)
        client.get(url("casus_uitvoering", casus.pk))
        with CaptureQueriesContext(connection) as queries:
            client.get(url("casus_uitvoering", casus.pk))
        assert len(queries) == 32


class TestActie:
    def test_the_executing_organisation_finishes_it_on_its_page(self, client_als, casus, acties):
        client = client_als("politie.krt")
        address = url("casus_actie", casus.pk, acties["politie.krt"].pk)
        leeg = client.post(address, {"status": "gedaan", "resultaat": ""})
        assert leeg.status_code == 422
        assert "Schrijf op wat de actie heeft opgeleverd." in html(leeg)
        versie = client.get(address).context["bijwerk_form"]["versie"].value()
        klaar = client.post(
            address, {"status": "gedaan", "resultaat": "Gesprek gevoerd", "versie": versie}
        )
        assert klaar.status_code == 302

    def test_another_organisation_reads_it_and_may_not_change_it(self, client_als, casus, acties):
        address = url("casus_actie", casus.pk, acties["politie.krt"].pk)
        assert client_als("moviera.krt").get(address).status_code == 403

    def test_a_withheld_interventie_and_an_absent_one_give_the_same_page(
        self, client_als, viewer, casus
    ):
        rij = interventie(viewer, casus, "moviera.krt")
        client = client_als("politie.krt")
        real = client.get(url("casus_interventie", casus.pk, rij.pk))
        fake = client.get(url("casus_interventie", casus.pk, uuid4()))
        assert (real.status_code, real.content) == (404, fake.content)


class TestInterventie:
    def test_recording_and_ending_one(self, client_als, viewer, casus):
        client = client_als("moviera.krt")
        data = {
            "soort": "zorg",
            "doelgroep": "slachtoffer",
            "omschrijving": "Opvang",
            "start": f"{VANDAAG:%d-%m-%Y}",
            "sleutel": str(uuid4()),
        }
        for _ in range(2):  # a double click
            assert client.post(url("casus_interventie_nieuw", casus.pk), data).status_code == 302
        with namens(viewer("moviera.krt"), NU):
            rij = Interventie.objects.get(casus=casus)
        address = url("casus_interventie", casus.pk, rij.pk)
        versie = client.get(address).context["form"]["versie"].value()
        klaar = client.post(
            address, {"effect": "beschermd", "eind": f"{VANDAAG:%d-%m-%Y}", "versie": versie}
        )
        assert klaar.status_code == 302
        assert "Effect: beschermd" in html(client.get(url("casus_uitvoering", casus.pk)))


class TestNazorg:
    def test_from_question_to_start(self, client_als, viewer, casus):
        regie, zorg = client_als(ZVH), client_als("moviera.krt")
        with namens(viewer(ZVH), NU):
            data = {
                "betrokkene": str(Betrokkene.objects.get(casus=casus).pk),
                "vraag": "Behandeling van trauma",
                "deelname": str(deelname_van("moviera.krt").pk),
                "sleutel": str(uuid4()),
            }
        assert regie.post(url("casus_nazorg_nieuw", casus.pk), data).status_code == 302
        with namens(viewer("moviera.krt"), NU) as moviera:
            rij = Nazorg.objects.get(casus=casus)
            assert [w.wat for w in work_kinds["nazorg"](moviera)] == ["Nazorgvraag beantwoorden"]
        antwoord = url("casus_nazorg_antwoord", casus.pk, rij.pk)
        assert zorg.post(antwoord, {"antwoord": "nee"}).status_code == 422
        assert zorg.post(antwoord, {"antwoord": "ja"}).status_code == 302
        voortgang = url("casus_nazorg", casus.pk, rij.pk)
        versie = zorg.get(voortgang).context["form"]["versie"].value()
        assert zorg.post(voortgang, {"status": "gestart", "versie": versie}).status_code == 302
        assert "Gestart" in html(regie.get(url("casus_uitvoering", casus.pk)))

    def test_declined_it_comes_back_as_work(self, viewer, casus):
        with namens(viewer(ZVH), NU) as zvh:
            rij = uitvoering.beleg_nazorg(
                zvh,
                casus,
                betrokkene=None,
                vraag="Wonen",
                deelname=deelname_van("apeldoorn.krt"),
                at=NU,
            )
        with namens(viewer("apeldoorn.krt"), NU) as apeldoorn:
            uitvoering.beantwoord_nazorg(apeldoorn, rij, aanvaard=False, reden="Vol", at=NU)
        with namens(viewer(ZVH), NU) as zvh:
            assert [w.wat for w in work_kinds["nazorg"](zvh)] == ["Nazorg opnieuw beleggen"]

    def test_who_is_asked_reads_the_question_also_outside_zorg(self, client_als, viewer, casus):
        with namens(viewer(ZVH), NU) as zvh:
            uitvoering.beleg_nazorg(
                zvh,
                casus,
                betrokkene=None,
                vraag="KANARIEVRAAG",
                deelname=deelname_van("apeldoorn.krt"),
                at=NU,
            )
        address = url("casus_uitvoering", casus.pk)
        assert "KANARIEVRAAG" in html(client_als("apeldoorn.krt").get(address))
        assert "KANARIEVRAAG" not in html(client_als("politie.krt").get(address))


class TestBedenktijd:
    def test_politie_records_it_and_gets_the_end_as_work(self, client_als, viewer, casus):
        with namens(viewer("politie.krt"), NU):
            persoon = str(Betrokkene.objects.get(casus=casus).pk)
        client = client_als("politie.krt")
        data = {"betrokkene": persoon, "start": "31-1-2026", "sleutel": str(uuid4())}
        assert client.post(url("casus_bedenktijd_nieuw", casus.pk), data).status_code == 302
        page = html(client.get(url("casus_uitvoering", casus.pk)))
        assert "31 januari 2026 tot en met 30 april 2026" in page
        with namens(viewer("politie.krt"), NU) as politie:
            assert len(work_kinds["bedenktijd"](politie)) == 1
        again = client.post(
            url("casus_bedenktijd_nieuw", casus.pk), data | {"sleutel": str(uuid4())}
        )
        assert again.status_code == 422

    def test_nobody_else_is_offered_it(self, client_als, casus):
        page = html(client_als("moviera.krt").get(url("casus_uitvoering", casus.pk)))
        assert "Bedenktijd" not in page


class TestOnderzoek:
    def test_only_politie_om_and_nla_get_the_form(self, client_als, casus):
        address = url("casus_uitvoering", casus.pk)
        assert "Is er een strafrechtelijk onderzoek?" in html(
            client_als("politie.krt").get(address)
        )
        assert "Strafrechtelijk onderzoek" not in html(client_als(ZVH).get(address))

    def test_pages_of_others_do_not_change_until_it_is_released(self, client_als, casus):
        address = url("casus_uitvoering", casus.pk)
        zvh, politie = client_als(ZVH), client_als("politie.krt")

        def zonder_token(response):
            return re.sub(r'(value|nonce|csrf)="[^"]+"', "", html(response))

        voor = zonder_token(zvh.get(address))
        assert politie.post(url("casus_onderzoek", casus.pk), {"vlag": "ja"}).status_code == 302
        assert "Politie Oost-Nederland: <b>Ja</b>" not in html(zvh.get(address))
        assert len(zonder_token(zvh.get(address))) == len(voor)
        politie.post(url("casus_onderzoek", casus.pk), {"vlag": "ja", "vrijgegeven": "on"})
        assert "Politie Oost-Nederland: <b>Ja</b>" in html(zvh.get(address))

    def test_the_request_itself_names_no_casus_in_the_logboek(self, client_als, viewer, casus):
        with namens(viewer(ZVH), NU):
            voor = logboek.voor_casus(casus.pk).count()
        client_als("politie.krt").post(url("casus_onderzoek", casus.pk), {"vlag": "ja"})
        with namens(viewer(ZVH), NU):
            assert logboek.voor_casus(casus.pk).count() == voor
            assert Logregel.objects.filter(route="casus_onderzoek").count() == 2

    def test_another_organisation_is_refused(self, client_als, casus):
        answer = client_als("moviera.krt").post(url("casus_onderzoek", casus.pk), {"vlag": "ja"})
        assert answer.status_code == 403
