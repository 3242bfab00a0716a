"""A new version beside the old one: what a migration may, and that old code fits the schema of now."""

import importlib.util
from types import ModuleType
from typing import Any

import pytest
from django.contrib.postgres import operations as pg
from django.db import OperationalError, connection, migrations, models, transaction
from django.db.migrations.loader import MigrationLoader
from psycopg import errors

from ketenregie.foundation import migratie, rls
from ketenregie.gegevensmap import BASE_DIR


def _laad() -> ModuleType:
    spec = importlib.util.spec_from_file_location(
        "migratie_check", BASE_DIR / "scripts/migratie_check.py"
    )
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


check = _laad()
TEKST = models.CharField(max_length=10)
INDEX = models.Index(fields=["kenmerk"], name="proef")
EIS = models.CheckConstraint(condition=models.Q(versie__gt=0), name="proef")
MAG_NIET: dict[str, tuple[Any, str]] = {
    "weghalen": (migrations.RemoveField("casus", "titel"), "uitgave later"),
    "hernoemen": (migrations.RenameField("casus", "titel", "kop"), "uitgave later"),
    "tabel weg": (migrations.DeleteModel("Casus"), "uitgave later"),
    "andere soort": (migrations.AlterField("casus", "titel", models.TextField()), "kolom naast"),
    "verplicht": (migrations.AddField("casus", "x", TEKST), "db_default"),
    "verplicht met default van Django": (
        migrations.AddField("casus", "x", models.CharField(max_length=9, default="")), "db_default"),
    "index": (migrations.AddIndex("casus", INDEX), "AddIndexConcurrently"),
    "uniek": (migrations.AddField("casus", "x", models.CharField(max_length=9, null=True, unique=True)), "apart"),
    "voorwaarde": (migrations.AddConstraint("casus", EIS), "AddConstraintNotValid"),
    "in een keer": (migratie.in_een_keer([migrations.AddField("casus", "x", TEKST)])[0], "db_default"),
    "sql": (migrations.RunSQL("ALTER TABLE cases_casus ALTER COLUMN titel TYPE text", ""), "houdt een tabel vast"),
    "sql zonder terug": (migrations.RunSQL("SELECT 1"), "terug te draaien"),
    "index in een transactie": (pg.AddIndexConcurrently("casus", INDEX), "atomic = False"),
}  # fmt: skip
MAG: dict[str, Any] = {
    "mag leeg": migrations.AddField("casus", "x", models.CharField(max_length=9, null=True)),
    "vult zichzelf": migrations.AddField("casus", "x", models.IntegerField(db_default=0)),
    "nieuwe tabel": migrations.CreateModel("Proef", [("id", models.BigAutoField(primary_key=True)), ("a", TEKST)]),
    "voorwaarde zonder lezen": pg.AddConstraintNotValid("casus", EIS),
    "nieuwe woorden": migrations.AlterModelOptions("casus", {"verbose_name": "zaak"}),
    "sql": migrations.RunSQL("CREATE INDEX CONCURRENTLY x ON cases_casus (titel)", "DROP INDEX x"),
}  # fmt: skip


@pytest.mark.parametrize("geval", MAG_NIET)
def test_what_would_stop_the_code_that_runs_is_refused(geval):
    stap, zin = MAG_NIET[geval]
    found = check.gebreken_van("cases", "0009_proef", [stap])
    assert len(found) == 1 and zin in found[0], found


@pytest.mark.parametrize("geval", MAG)
def test_what_leaves_it_at_work_may(geval):
    assert check.gebreken_van("cases", "0009_proef", [MAG[geval]]) == []
    nieuw = [
        MAG["nieuwe tabel"],
        migrations.AddIndex("proef", INDEX),
        migrations.AddField("proef", "b", TEKST),
    ]
    assert check.gebreken_van("cases", "0009_proef", nieuw) == []


def test_the_migrations_after_the_last_release_keep_the_rules():
    assert check.gebreken() == []


def test_code_of_the_last_release_works_on_the_schema_of_now(db):
    """Every column of then is there, of the same kind; every column since may be empty or fills itself."""
    loader, oud = MigrationLoader(None), check.uitgegeven()
    knopen = [tuple(naam.split(".", 1)) for naam in oud]
    bladen = [
        k for k in knopen if not any(c.key in knopen for c in loader.graph.node_map[k].children)
    ]
    toen = loader.project_state(bladen)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name, data_type, is_nullable = 'YES' OR column_default IS NOT NULL "
            "OR is_identity = 'YES' FROM information_schema.columns WHERE table_schema = 'public'"
        )
        nu: dict[str, dict[str, tuple[str, bool]]] = {}
        for tabel, kolom, soort, vrij in cursor.fetchall():
            nu.setdefault(tabel, {})[kolom] = (soort, vrij)
    mis = []
    for (kamer, _), model in toen.models.items():
        if kamer not in check.KAMERS or not model.options.get("managed", True):
            continue
        tabel = model.options.get("db_table") or f"{kamer}_{model.name_lower}"
        kolommen = {}
        for naam, veld in model.fields.items():
            if veld.many_to_many or veld.get_internal_type() is None:
                continue
            kolommen[veld.db_column or (f"{naam}_id" if veld.is_relation else naam)] = veld
        if tabel not in nu:
            mis.append(f"tabel {tabel} is weg")
            continue
        mis += [f"{tabel}.{k} is weg" for k in kolommen.keys() - nu[tabel].keys()]
        mis += [
            f"{tabel}.{k} is nieuw en verplicht"
            for k in nu[tabel].keys() - kolommen.keys()
            if not nu[tabel][k][1]
        ]
    assert mis == []


@pytest.mark.django_db(transaction=True)
def test_a_table_in_use_is_let_go_and_tried_again(monkeypatch):
    """The rules of the second lock wait two seconds at most, and come back when the table is free."""
    from tests.conftest import database_role

    pogingen = []

    def bezet(sql: Any, *args: Any) -> None:
        raise OperationalError("canceling statement") from errors.LockNotAvailable("bezet")

    class Cursor:
        def __init__(self, echt: Any) -> None:
            self.echt = echt

        def __enter__(self) -> Any:
            cursor = self.echt.__enter__()
            pogingen.append(1)
            if len(pogingen) < 3:
                cursor.execute = bezet
            return cursor

        def __exit__(self, *fout: Any) -> Any:
            return self.echt.__exit__(*fout)

    monkeypatch.setattr(rls.time, "sleep", lambda _: None)
    echt = connection.cursor
    with database_role("eigenaar"):
        monkeypatch.setattr(rls, "connection", type("C", (), {
            "cursor": staticmethod(lambda: Cursor(echt())), "in_atomic_block": False})())  # fmt: skip
        rls._at_once(["SELECT 1"])
        assert len(pogingen) == 3
        pogingen.clear()
        with pytest.raises(OperationalError):
            rls._at_once(["SELECT 1"], tries=2)
    assert not migratie.is_bezet(OperationalError("iets anders"))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL lock_timeout = '{migratie.WACHT}'")
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone() == ("2s",)
