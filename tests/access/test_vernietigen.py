"""Destroyed is gone: from every table, its history, files, drafts and results; by two people; and for good."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from cases.models import Betrokkene, Bijdrage, Casus, Dossier, Persoon
from ketenregie.foundation import clock, concept, outbox, taak
from ketenregie.foundation.bewaren import graaf, journaal, uitvoeren
from ketenregie.foundation.bewaren.models import (
    Bewaarplicht,
    Vernietigd,
    Vernietiglijst,
    Vernietigonderwerp,
)
from ketenregie.foundation.documenten import opslag
from ketenregie.foundation.errors import AccessDenied, DomainError, NotVisible
from ketenregie.foundation.kopie.maak import tabellen
from ketenregie.foundation.taak import loper
from ketenregie.foundation.taak.models import Taak
from ketenregie.foundation.viewer import Viewer, acting_as
from ketenregie.portaal.vernietigen import bewaren, lijsten
from ketenregie.portaal.vernietigen.termijnen import kandidaten, laatste_dag
from meldpunt.models import Melding
from partners.models import Keten
from tests.access.wereld import Wereld, kijker, open_wereld
from tests.conftest import database_role

pytestmark = pytest.mark.django_db
# A reason that somebody typed with what they did; it has its own term (R25).
LOGBOEK = {"logboek_regel"}
VIJF_JAAR = timedelta(days=5 * 365 + 2)


@pytest.fixture(scope="module")
def w(basiswereld: None, django_db_blocker: Any) -> Iterator[Wereld]:
    with open_wereld(django_db_blocker) as wereld:
        yield wereld


@pytest.fixture(autouse=True)
def bestanden_weg(
    w: Wereld, settings: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> Iterator[set[Any]]:
    """What a test does goes back, its journal too. Files of the world stay for others: their names are noted."""
    settings.VERNIETIGJOURNAAL = str(tmp_path / "kopieen" / "vernietigd.jsonl")
    weg: set[Any] = set()
    monkeypatch.setattr(opslag, "verwijder", weg.add)
    with transaction.atomic():
        with database_role("werker"):  # messages of the world itself stay where they are
            outbox.Bericht.objects.filter(verzonden_at=None).update(verzonden_at=clock.now())
        yield weg
        transaction.set_rollback(True)


def systeem(keten_id: Any) -> Any:
    return acting_as(Viewer.voor_systeem(keten_id, "vernietiging"))


def als_taak(keten_id: Any, doe: Any) -> Any:
    with database_role("werker"), systeem(keten_id):
        return doe()


def bezorg() -> None:
    """The outbox and the tasks it starts, as the worker does."""
    with database_role("werker"):
        for _ in range(3):
            outbox.relay()
            for pk, keten in Taak.objects.filter(soort="vernietigen", status="wacht").values_list(
                "pk", "keten_id"
            ):
                loper.voer_uit(pk, keten)


def op_verzoek(dossier_id: Any) -> Vernietiglijst:
    """A list for one dossier, counted."""
    fg = kijker("zvh.fg")
    with acting_as(fg):
        lijst = lijsten.vernietig_op_verzoek(fg, dossier_id)
    bezorg()
    return lijst


def besluit(lijst: Vernietiglijst) -> None:
    """Two people decide and it is carried out."""
    fg, regisseur = kijker("zvh.fg"), kijker("zvh.procesregisseur")
    with acting_as(regisseur):
        lijsten.zet_klaar(regisseur, lijst.pk)
    with acting_as(fg):
        lijsten.bevestig(fg, lijst.pk)
    bezorg()


def waar_staat(*woorden: str) -> set[str]:
    """Tables with one of the words in any column of any row: text, json, arrays, and bytes as they are."""
    found = set()
    with database_role("kopie"), connection.cursor() as cursor:
        for tabel in tabellen():
            naam = connection.ops.quote_name(tabel)
            for woord in woorden:
                als_bytes = woord.encode().hex()
                cursor.execute(
                    f"SELECT EXISTS (SELECT 1 FROM {naam} t WHERE t::text ILIKE %s OR t::text ILIKE %s)",
                    [f"%{woord}%", f"%{als_bytes}%"],
                )
                if cursor.fetchone()[0]:
                    found.add(tabel)
    return found


def dossier_van(casus: Casus) -> Any:
    return als_taak(casus.keten_id, lambda: Casus.objects.get(pk=casus.pk).dossier_id)


def rijen_van(casus: Casus, dossier_id: Any) -> graaf.Rijen:
    return als_taak(casus.keten_id, lambda: uitvoeren.omvang("cases.dossier", dossier_id)[0])


def test_a_destroyed_person_is_found_nowhere(w: Wereld, bestanden_weg: set[Any]) -> None:
    dossier = dossier_van(w.casus)
    voor = waar_staat("KANARIEA")
    rijen = rijen_van(w.casus, dossier)
    ids = {str(pk) for pks in rijen.values() for pk in pks}
    vt = kijker("vt.meldpunt")
    with acting_as(vt):
        concept.bewaar("melding", uuid4(), {"tekst": "KANARIEA"}, object_id=w.casus.pk)
    with database_role("werker"), systeem(w.casus.keten_id):
        klaar = taak.start("plan_pdf", viewer=Viewer.voor_systeem(w.casus.keten_id, "x"), titel="x")
        klaar.bewaar_inhoud(b"KANARIEA"), setattr(klaar, "klaar_at", clock.now())
        klaar.save()
        bestanden = graaf.bestanden(rijen)
    lijst = op_verzoek(dossier)
    assert len(voor) > 60 and len(bestanden) >= 1
    besluit(lijst)

    assert waar_staat("KANARIEA") <= LOGBOEK
    nog = waar_staat(str(w.casus.pk), str(dossier))
    # Numbers of what is gone: who did what, what was destroyed, and what was delivered.
    assert nog <= {
        "logboek_regel", "foundation_bericht", "foundation_taak", "foundation_vernietigd",
        "foundation_vernietigonderwerp", "foundation_historicalvernietigonderwerp",
        "evaluatie_feitzout",
    }  # fmt: skip
    with database_role("kopie"):
        assert not Taak.objects.filter(pk=klaar.pk).exists()
        verklaring = Vernietigd.objects.get(object_id=dossier)
        assert {pk for pks in verklaring.objecten.values() for pk in pks} >= ids
        assert lijsten.aantal(verklaring.tellingen) >= len(ids) - 60  # what stood in history alone
        assert verklaring.sleutels
    assert bestanden_weg >= set(bestanden)
    # Nothing of another casus went along.
    assert "cases_casus" in waar_staat("KANARIEG") and "cases_casus" in waar_staat("KANARIEE")


def test_an_older_copy_does_not_bring_it_back(w: Wereld) -> None:
    dossier = dossier_van(w.casus)
    lijst = op_verzoek(dossier)
    punt = transaction.savepoint()
    besluit(lijst)
    assert waar_staat("KANARIEA") <= LOGBOEK
    regels = journaal.bestand().read_text()
    assert "KANARIE" not in regels and str(dossier) not in regels
    transaction.savepoint_rollback(punt)  # the copy of before
    assert waar_staat("KANARIEA")

    with database_role("eigenaar"):
        zin = journaal.overdoen()
    bezorg()
    assert zin.startswith("Opnieuw vernietigd: 1 onderwerpen")
    assert waar_staat("KANARIEA") <= LOGBOEK
    with database_role("eigenaar"):
        assert journaal.overdoen().startswith("Opnieuw vernietigd: 0")
    with database_role("kopie"):
        assert Vernietigonderwerp.objects.get(lijst=lijst).status == "vernietigd"


def test_one_datum_goes_and_its_hash_stays(w: Wereld) -> None:
    with database_role("kopie"):
        datum = Betrokkene.objects.filter(casus=w.casus, rol="slachtoffer").first()
    assert datum is not None
    fg = kijker("zvh.fg")
    with acting_as(fg):
        lijst = lijsten.vernietig_gegeven_op_verzoek(fg, "cases.betrokkene", datum.pk)
    bezorg()
    besluit(lijst)
    with database_role("kopie"), connection.cursor() as cursor:
        assert not Betrokkene.objects.filter(pk=datum.pk).exists()
        assert Casus.objects.filter(pk=w.casus.pk).exists()
        cursor.execute(
            "SELECT i -> 'waarde', i -> 'zout', i ->> 'hash' FROM cases_planvanaanpak p, "
            "jsonb_array_elements(p.inhoud -> 'items') i WHERE i ->> 'id' = %s",
            [str(datum.pk)],
        )
        rows = cursor.fetchall()
    assert rows and all(r[0] is None or r[0] == "null" for r in rows) and all(r[2] for r in rows)


def test_the_term_counts_from_the_first_processing_though_the_casus_is_open(w: Wereld) -> None:
    keten = Keten.objects.get(pk=w.casus.keten_id)
    assert laatste_dag(clock.start_of_day(clock.today().replace(2024, 2, 29)), 60).isoformat() == (
        "2029-02-28"
    )

    def oud() -> Any:
        casus = Casus.objects.get(pk=w.casus.pk)
        assert casus.is_open
        datum = Bijdrage.objects.filter(casus=casus).first()
        assert datum is not None
        Bijdrage.objects.filter(pk=datum.pk).update(verwerkt_at=clock.now() - VIJF_JAAR)
        return datum.pk

    pk = als_taak(keten.pk, oud)
    gisteren = clock.today() - timedelta(days=1)
    found = als_taak(keten.pk, lambda: kandidaten(keten, gisteren))
    assert [(k.object_type, k.object_id) for k in found] == [("cases.bijdrage", pk)]
    melding = w.ids["meldingen"]["melding"]
    als_taak(
        keten.pk,
        lambda: Melding.objects.filter(pk=melding).update(ontvangen_at=clock.now() - VIJF_JAAR),
    )
    assert als_taak(keten.pk, lambda: lijsten.stel_voor(keten.pk)) == 2
    assert als_taak(keten.pk, lambda: lijsten.stel_voor(keten.pk)) == 0
    with database_role("kopie"):
        lijst = Vernietiglijst.objects.get(keten_id=keten.pk, grond="termijn")
    assert als_taak(keten.pk, lambda: kandidaten(keten, gisteren)) == []
    besluit(lijst)
    with database_role("kopie"):
        assert not Bijdrage.objects.filter(pk=pk).exists()
        assert not Melding.objects.filter(pk=melding).exists()
        assert Casus.objects.filter(pk=w.casus.pk).exists()


def test_a_bewaarplicht_stops_it(w: Wereld) -> None:
    dossier = dossier_van(w.casus)
    lijst = op_verzoek(dossier)
    with database_role("kopie"):
        rij = Vernietigonderwerp.objects.get(lijst=lijst)
    eigenaar = kijker("zvh.procesregisseur")
    with acting_as(eigenaar):
        lijsten.zet_klaar(eigenaar, lijst.pk)
    fg = kijker("zvh.fg")
    dag = clock.today()
    with acting_as(fg):
        with pytest.raises(DomainError):
            bewaren.vraag_bewaren(
                fg, rij.pk, grond="wet", reden="x", tot=dag - timedelta(days=1), beoordelen_voor=dag
            )
        plicht = bewaren.vraag_bewaren(
            fg, rij.pk, grond="rechtsvordering", reden="Zaak 1", tot=dag + timedelta(days=90),
            beoordelen_voor=dag + timedelta(days=30),
        )  # fmt: skip
        lijsten.bevestig(fg, lijst.pk)
    bezorg()
    with database_role("kopie"):
        assert Vernietigonderwerp.objects.get(pk=rij.pk).status == "bewaard"
        assert Dossier.objects.filter(pk=dossier).exists()
    with acting_as(fg):
        bewaren.beoordeel(fg, plicht.pk, houdt_stand=False, reden="Ingetrokken")
        assert Bewaarplicht.objects.get(pk=plicht.pk).status == "opgeheven"


def test_one_person_is_not_two(w: Wereld) -> None:
    lijst = op_verzoek(dossier_van(w.casus))
    regisseur, fg = kijker("zvh.procesregisseur"), kijker("zvh.fg")
    with acting_as(regisseur):
        lijsten.zet_klaar(regisseur, lijst.pk)
        with pytest.raises(AccessDenied):
            lijsten.bevestig(regisseur, lijst.pk)
        with pytest.raises(DatabaseError), transaction.atomic():  # past the code
            Vernietiglijst.objects.filter(pk=lijst.pk).update(
                status="bevestigd", bevestigd_door_id=fg.medewerker_id
            )
    with acting_as(fg):
        lijsten.bevestig(fg, lijst.pk)
        with pytest.raises(DomainError):  # the second click
            lijsten.bevestig(fg, lijst.pk)
    bezorg()
    with database_role("kopie"):
        assert Vernietigd.objects.count() == 1


def test_others_and_another_keten_reach_nothing(w: Wereld) -> None:
    dossier = dossier_van(w.casus)
    lijst = op_verzoek(dossier)
    with database_role("kopie"):
        rij = Vernietigonderwerp.objects.get(lijst=lijst)
    for naam in ("politie.krt", "elders.beheer", "elders.krt"):
        wie = kijker(naam)
        with acting_as(wie):
            assert not Vernietiglijst.objects.exists()
            with pytest.raises((NotVisible, AccessDenied)):
                lijsten.haal(wie, lijst.pk)
            with pytest.raises(NotVisible):
                bewaren.onderwerp_voor(wie, rij.pk)


def test_people_cannot_destroy_by_hand(w: Wereld) -> None:
    lijst = op_verzoek(dossier_van(w.casus))
    fg = kijker("zvh.fg")
    with acting_as(fg), connection.cursor() as cursor:
        for zin in (
            "DELETE FROM cases_dossier",
            "DELETE FROM cases_historicalpersoon",
            "INSERT INTO foundation_vernietigd (id) VALUES (gen_random_uuid())",
            "SELECT vernietig_begin(gen_random_uuid())",
            "SELECT vernietig_weg('cases_persoon', 'id', '{}')",
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                cursor.execute(zin)
    with database_role("kopie"):
        pk = Vernietigonderwerp.objects.get(lijst=lijst).pk
    with database_role("werker"), systeem(w.casus.keten_id), connection.cursor() as cursor:
        for zin in (
            "SELECT vernietig_begin(%s)",  # nobody decided yet
            "SELECT vernietig_opnieuw(%s)",
            "SELECT vernietig_weg('cases_persoon', 'id', ARRAY[%s])",
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                cursor.execute(zin, [str(pk)])
    with database_role("kopie"):
        assert Persoon.objects.exists()
