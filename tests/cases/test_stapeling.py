"""Measures that pile up for one person: seen by who may read them all, guessed by nobody else."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from cases import stapeling
from cases.delen import Deler
from cases.models import Betrokkene, Casus, Interventie
from cases.services import uitvoering
from cases.services.ladder import beklim
from cases.services.stapelafstemming import vraag_afstemming
from ketenregie.foundation import clock
from ketenregie.foundation.errors import AccessDenied, DomainError
from ketenregie.foundation.viewer import Viewer, acting_as
from ketenregie.foundation.werk import werkblad
from partners.models import Aanbod
from tests.conftest import database_role
from tests.factories.plan import NU, doe_mee, maak_casus, maak_interventie, namens

ZVH, MOVIERA, POLITIE = "zvh.procesregisseur", "moviera.krt", "politie.krt"


@pytest.fixture
def casus(viewer) -> Casus:
    return maak_casus(viewer, hoofdstap="uitvoering")


def persoon(viewer, casus) -> Betrokkene:
    with namens(viewer(ZVH)):
        return Betrokkene.objects.get(casus=casus)


def stapel(viewer, casus, username) -> list[stapeling.Stapel]:
    with namens(viewer(username)) as wie:
        mijn = Casus.objects.haal(wie, casus.pk)
        return stapeling.stapels(wie, mijn, Deler(wie, mijn))


def tweede_casus(viewer, casus, *partners) -> tuple[Casus, Betrokkene]:
    """Another casus of the same person, with other partners."""
    ander = maak_casus(viewer, hoofdstap="uitvoering", partners=partners)
    with namens(viewer(ZVH)) as zvh:
        zelfde = Betrokkene.objects.create(
            casus=ander, persoon=Betrokkene.objects.get(casus=casus).persoon, rol="slachtoffer",
            leverancier_id=zvh.deelname_id,
        )  # fmt: skip
    return ander, zelfde


class TestStapeling:
    def test_one_measure_is_no_stapel_and_three_are(self, viewer, casus):
        wie = persoon(viewer, casus)
        for nummer in (1, 2):
            maak_interventie(viewer, casus, MOVIERA, betrokkene=wie, omschrijving=f"Hulp {nummer}")
        assert stapel(viewer, casus, ZVH) == []
        maak_interventie(viewer, casus, "apeldoorn.krt", betrokkene=wie, omschrijving="Wonen")
        (gezien,) = stapel(viewer, casus, ZVH)
        assert [d.wat for d in gezien.maatregelen] == ["Hulp 1", "Hulp 2", "Wonen"]

    def test_a_measure_in_another_casus_counts_for_who_sees_both(self, viewer, casus):
        wie = persoon(viewer, casus)
        ander, zelfde = tweede_casus(viewer, casus, MOVIERA)
        maak_interventie(viewer, casus, MOVIERA, betrokkene=wie)
        maak_interventie(viewer, ander, MOVIERA, betrokkene=zelfde, omschrijving="Opvang")
        (gezien,) = stapel(viewer, casus, ZVH)
        assert {d.kenmerk for d in gezien.maatregelen} == {"", ander.kenmerk}

    def test_who_does_not_see_the_other_casus_reads_the_same_page_with_and_without_it(
        self, viewer, client_als, casus
    ):
        wie = persoon(viewer, casus)
        maak_interventie(viewer, casus, "apeldoorn.krt", betrokkene=wie, soort="bestuurlijk")
        client = client_als("apeldoorn.krt")
        tab = reverse("casus_uitvoering", args=[casus.pk])
        voor = _zonder_tokens(client.get(tab))
        ander, zelfde = tweede_casus(viewer, casus, MOVIERA)
        maak_interventie(viewer, ander, MOVIERA, betrokkene=zelfde, omschrijving="KANARIE")
        assert stapel(viewer, casus, "apeldoorn.krt") == []
        assert _zonder_tokens(client.get(tab)) == voor

    def test_what_the_rules_withhold_in_the_same_casus_does_not_count_either(self, viewer, casus):
        wie = persoon(viewer, casus)
        for nummer in (1, 2, 3):
            maak_interventie(viewer, casus, MOVIERA, betrokkene=wie, omschrijving=f"Hulp {nummer}")
        assert stapel(viewer, casus, POLITIE) == []

    def test_another_table_counts_and_ends(self, viewer, casus):
        wie = persoon(viewer, casus)
        maak_interventie(viewer, casus, MOVIERA, betrokkene=wie)
        with namens(viewer(MOVIERA)) as moviera:
            rij = uitvoering.leg_gremium_vast(
                moviera, casus, betrokkene=wie, soort="zorg", naam="Gezinstafel", at=NU
            )
        assert [d.wat for d in stapel(viewer, casus, ZVH)[0].gremia] == ["Gezinstafel"]
        with namens(viewer(POLITIE)) as politie, pytest.raises(AccessDenied):
            uitvoering.beeindig_gremium(politie, rij, at=NU)
        with namens(viewer(MOVIERA)) as moviera:
            uitvoering.beeindig_gremium(moviera, rij, tot=date(2026, 11, 20), at=NU)
            rij.refresh_from_db()
        assert rij.tot == date(2026, 11, 20)

    def test_the_page_warns_and_links(self, viewer, client_als, casus):
        wie = persoon(viewer, casus)
        ander, zelfde = tweede_casus(viewer, casus, MOVIERA)
        maak_interventie(viewer, casus, MOVIERA, betrokkene=wie)
        maak_interventie(viewer, ander, MOVIERA, betrokkene=zelfde, omschrijving="Opvang")
        inhoud = client_als(ZVH).get(reverse("casus_uitvoering", args=[casus.pk])).content.decode()
        assert "Stapeling: er loopt veel tegelijk" in inhoud
        assert ander.kenmerk in inhoud


def _zonder_tokens(antwoord) -> str:
    tekst = antwoord.content.decode()
    kop, _, rest = tekst.partition('id="interventies"')
    return rest.partition('id="overleggen"')[0]


class TestCatalogus:
    @pytest.fixture
    def aanbod(self) -> Aanbod:
        return Aanbod.objects.filter(organisatie__kort__startswith="Moviera").first()

    def test_what_is_on_the_kaart_says_soort_and_uitvoerder(self, viewer, casus, aanbod):
        with namens(viewer(ZVH)) as zvh:
            rij = uitvoering.leg_interventie_vast(
                zvh, casus, doelgroep="slachtoffer", aanbod=aanbod, op_wachtlijst=True, at=NU
            )
        assert (rij.omschrijving, rij.soort, rij.uitvoerder.organisatie_id, rij.stand) == (
            aanbod.naam, aanbod.soort, aanbod.organisatie_id, "wachtlijst",
        )  # fmt: skip
        with namens(viewer(MOVIERA)) as moviera:
            uitvoering.start_interventie(moviera, rij, at=NU)
            assert Interventie.objects.get(pk=rij.pk).stand == "gestart"
            with pytest.raises(DomainError, match="al gestart"):
                uitvoering.start_interventie(moviera, rij, at=NU)

    def test_aanbod_of_who_takes_no_part_is_refused(self, viewer, casus):
        elders = Aanbod.objects.exclude(
            organisatie__deelnames__betrokkenheden__casus=casus
        ).exclude(organisatie__kort__startswith="Moviera")
        with namens(viewer(ZVH)) as zvh, pytest.raises(DomainError) as fout:
            uitvoering.leg_interventie_vast(
                zvh, casus, doelgroep="slachtoffer", aanbod=elders.first(), at=NU
            )
        assert fout.value.veld == "aanbod"

    def test_the_form_offers_what_partners_of_the_casus_offer(self, client_als, casus, aanbod):
        adres = reverse("casus_interventie_nieuw", args=[casus.pk])
        client = client_als(MOVIERA)
        assert aanbod.naam in client.get(adres).content.decode()
        leeg = client.post(adres, {"doelgroep": "slachtoffer", "start": "20-11-2026"})
        assert leeg.status_code == 422
        klaar = client.post(
            adres,
            {"doelgroep": "slachtoffer", "start": "20-11-2026", "aanbod": str(aanbod.pk)},
        )
        assert klaar.status_code == 302

    @pytest.mark.parametrize("username", [MOVIERA, "nog.bestuurder", "zvh.fg"])
    def test_the_catalogue_is_for_everyone_of_the_keten(self, client_als, aanbod, username):
        antwoord = client_als(username).get(reverse("interventies"), {"zoek": aanbod.naam})
        assert aanbod.naam in antwoord.content.decode()


class TestRegio:
    def aantallen(self, viewer, username=ZVH, peil=date(2026, 10, 31)) -> dict[str, int]:
        with namens(viewer(username)), connection.cursor() as cursor:
            cursor.execute("SELECT soort, aantal FROM interventie_aantallen(%s)", [peil])
            return {soort: n for soort, n in cursor.fetchall() if soort}

    def maak(self, viewer, casus, aantal):
        for _ in range(aantal):
            maak_interventie(viewer, casus, POLITIE, soort="barriere", start=date(2026, 10, 1))

    def test_small_counts_never_leave_the_database_and_larger_ones_go_by_fives(self, viewer, casus):
        assert "barriere" not in self.aantallen(viewer)
        self.maak(viewer, casus, 4)
        assert self.aantallen(viewer)["barriere"] == -1
        self.maak(viewer, casus, 3)
        assert self.aantallen(viewer, "nog.bestuurder")["barriere"] == 5

    def test_another_keten_and_a_day_to_come_give_nothing(self, viewer, casus):
        self.maak(viewer, casus, 6)
        assert "barriere" not in self.aantallen(viewer, "elders.krt")
        assert self.aantallen(viewer, peil=date(2099, 1, 1)) == {}

    def test_only_the_app_may_ask(self, casus):
        with (
            database_role("publiek"),
            connection.cursor() as cursor,
            pytest.raises(DatabaseError),
            transaction.atomic(),
        ):
            cursor.execute("SELECT * FROM interventie_aantallen('2026-10-31')")


def test_who_only_advises_still_records_where_else_somebody_is_discussed(viewer, casus):
    doe_mee(viewer, casus, "kmar.flex")
    with namens(viewer("kmar.flex")) as kmar:
        rij = uitvoering.leg_gremium_vast(
            kmar, casus, betrokkene=Betrokkene.objects.get(casus=casus),
            soort="strafrechtelijk", naam="Weegploeg", at=NU,
        )  # fmt: skip
    assert rij.gegevenscategorie == "toezicht_handhaving"


class TestAfstemmen:
    def test_who_sees_the_pile_gets_work_and_nobody_else_a_trace(self, viewer, casus, client_als):
        wie, zvh = persoon(viewer, casus), viewer(ZVH)
        for nummer in (1, 2, 3):
            maak_interventie(viewer, casus, MOVIERA, betrokkene=wie, omschrijving=f"Hulp {nummer}")
        with acting_as(Viewer.voor_systeem(zvh.keten_id, "proef")):
            (rij,) = vraag_afstemming(casus, at=NU)
            assert vraag_afstemming(casus, at=NU) == [rij]

        def werk(username: str) -> list[str]:
            with namens(viewer(username)) as iemand:
                blad = werkblad(iemand)
                return [w.soort for w in blad.laad(blad.regels) if w.soort == "stapeling"]

        assert (werk(ZVH), werk(MOVIERA), werk(POLITIE)) == (["stapeling"], [], [])
        adres = reverse("casus_stapeling", args=[casus.pk])
        politie = client_als(POLITIE)
        assert politie.get(adres).status_code == politie.post(adres, {}).status_code == 404
        klokken = reverse("casus_termijnen", args=[casus.pk])
        assert "Stapeling" not in politie.get(klokken).content.decode()
        assert "Stapeling" in client_als(ZVH).get(klokken).content.decode()
        with (
            clock.frozen(NU + timedelta(days=60)),
            acting_as(Viewer.voor_systeem(zvh.keten_id, "proef")),
        ):
            beklim()
            assert [t.nummer for t in rij.treden.all()] == [1]
        assert client_als(ZVH).post(adres, {"uitkomst": " "}).status_code == 422
        client_als(ZVH).post(adres, {"uitkomst": "Moviera doet alles"})
        assert werk(ZVH) == []
