"""The synthetic world: what it fills in sets is what services and triggers would have made."""

import hashlib

import pytest
from django.db import connection

from ketenregie.foundation import controle
from ketenregie.foundation.errors import DomainError
from ketenregie.foundation.registries import checks
from ketenregie.foundation.viewer import Viewer, acting_as
from ketenregie.portaal.synthetisch.bouw import bouw, weiger
from ketenregie.portaal.synthetisch.wereld import TABELLEN
from partners.models import Keten
from tests.conftest import database_role
from tests.factories.cases import maak_casus

AANTAL = 120


def _vraag(sql):
    with database_role("zichthouder"), connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


AFGELEID = (
    "SELECT id, zicht FROM cases_casus ORDER BY id",
    "SELECT id, zicht FROM cases_dossier ORDER BY id",
    "SELECT id, zicht, zoeknaam, klanken FROM meldpunt_melding ORDER BY id",
    "SELECT id, zoeknaam, klanken, jaarklanken FROM cases_persoon ORDER BY id",
    "SELECT content_object_id, group_id, geldig_tot FROM cases_casusrecht ORDER BY 1, 2, 3",
)


def _slots():
    """Names of every key and index, and what each trigger and key says."""
    return [
        _vraag(
            "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint "
            "WHERE connamespace = 'public'::regnamespace ORDER BY 1, 2"
        ),
        _vraag(
            "SELECT tablename, indexname FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1, 2"
        ),
        _vraag(
            "SELECT tgrelid::regclass::text, tgname, tgenabled FROM pg_trigger "
            "WHERE NOT tgisinternal ORDER BY 1, 2"
        ),
    ]


def test_what_was_filled_in_sets_is_what_services_and_triggers_make_of_it(wereld):
    slots = _slots()
    with database_role("eigenaar"):
        bouw(AANTAL, 7, buiten_de_demo=False, zeg=lambda _: None)
    assert _slots() == slots
    with database_role("werker"):
        assert _verify() == []
    _shares_are_skewed()
    before = [_vraag(sql) for sql in AFGELEID]
    assert len(before[0]) == AANTAL
    with database_role("eigenaar"), connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        for tabel, kolom in (
            ("cases_betrokkenheid", "status"),
            ("cases_casus", "eigenaar_id"),
            ("cases_casusrecht", "reden"),
            ("cases_betrokkene", "rol"),
            ("cases_persoon", "voornaam"),
            ("meldpunt_melding", "eigenaar_id"),
        ):
            cursor.execute(f"UPDATE {tabel} SET {kolom} = {kolom}")
    assert [_vraag(sql) for sql in AFGELEID] == before


def _verify():
    """What `manage.py verify` would list for the demo keten."""
    keten = Keten.objects.get(sleutel="mensenhandel-nog")
    with acting_as(Viewer.voor_systeem(keten.pk, "toezicht")):
        return controle.problems() + [zin for controle in checks.values() for zin in controle()]


def _shares_are_skewed():
    rows = dict(
        _vraag(
            "SELECT o.kort, count(*) FROM cases_betrokkenheid b JOIN partners_deelname d "
            "ON d.id = b.deelname_id JOIN partners_organisatie o ON o.id = d.organisatie_id GROUP BY 1"
        )
    )
    assert sum(rows.values()) == 5 * AANTAL
    assert len(rows) == 40
    assert 0.45 < rows["ZVH"] / AANTAL < 0.75
    assert 0.02 < rows["Apeldoorn"] / AANTAL < 0.18
    assert rows["Harderwijk"] == 3


@pytest.mark.drill
def test_the_same_seed_makes_the_same_world(wereld):
    worlds = []
    for zaad in (3, 3, 4):
        with database_role("eigenaar"), connection.cursor() as cursor:
            cursor.execute("SAVEPOINT een_wereld")
            bouw(60, zaad, buiten_de_demo=False, zeg=lambda _: None)
            cursor.execute("SELECT set_config('app.migratie', 'aan', true)")
            found = hashlib.sha256()
            for model in TABELLEN:
                # Rights and groups are numbered by the database.
                cursor.execute(
                    "SELECT (to_jsonb(t) - 'id' - 'group_id')::text "
                    f"FROM {model._meta.db_table} t ORDER BY 1"
                )
                found.update(repr(cursor.fetchall()).encode())
            worlds.append(found.hexdigest())
            cursor.execute("ROLLBACK TO SAVEPOINT een_wereld")
    assert worlds[0] == worlds[1] != worlds[2]


def test_never_beside_a_keten_that_is_not_of_the_demo(wereld):
    with database_role("werker"):
        demo = Keten.objects.get(sleutel="mensenhandel-nog")
        Keten.objects.create(
            sleutel="echt", naam="Een echte keten", thema="x", modelversie_id=demo.modelversie_id
        )
    with database_role("eigenaar"), pytest.raises(DomainError, match="niet van de demo"):
        bouw(10, 1, buiten_de_demo=True, zeg=lambda _: None)


def test_outside_the_demo_only_on_an_empty_database_and_when_asked(viewer, settings):
    settings.DEMO = False
    with database_role("eigenaar"), connection.cursor() as cursor:
        with pytest.raises(DomainError, match="Alleen in de demo"):
            weiger(cursor, buiten_de_demo=False)
        weiger(cursor, buiten_de_demo=True)
    maak_casus(viewer("nla.krt"))
    with database_role("eigenaar"), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.migratie', 'aan', true)")
        with pytest.raises(DomainError, match="Alleen in de demo"):
            weiger(cursor, buiten_de_demo=True)


def test_people_have_no_business_with_it(wereld):
    with pytest.raises(DomainError, match="rol eigenaar"):
        bouw(10, 1, buiten_de_demo=False, zeg=lambda _: None)
