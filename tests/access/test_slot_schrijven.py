"""Who sees is not who changes: every table against every way of writing, past all code of ours.

The statements are plain SQL that asks for nothing but the rows, so that the lock alone decides.
"""

import json
import os
import subprocess
from collections.abc import Iterator
from random import randrange
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from psycopg.errors import InsufficientPrivilege, IntegrityConstraintViolation

from cases.models import Bijdrage, Gegeven, StrafrechtelijkOnderzoek
from cases.services.uitvoering import zet_onderzoeksvlag
from ketenregie.embedded import postgres_binary
from ketenregie.foundation import rls
from ketenregie.foundation.viewer import Viewer, acting_as
from tests.access.wereld import Wereld, kijker, open_wereld
from tests.conftest import database_role

pytestmark = pytest.mark.django_db
KAMERS = {"cases", "meldpunt", "evaluatie"}
MODELLEN = [m for m in rls.own_models() if m._meta.app_label in KAMERS]
DATA = [m for m in MODELLEN if issubclass(m, Gegeven) and not hasattr(m, "instance_type")]
GEWEIGERD = (InsufficientPrivilege, IntegrityConstraintViolation)


@pytest.fixture(scope="module")
def w(basiswereld: None, django_db_blocker: Any) -> Iterator[Wereld]:
    with open_wereld(django_db_blocker) as wereld:
        yield wereld


def doe(sql: str, params: Any = ()) -> int:
    """Rows touched; 0 when the database refuses. What was done is taken back."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, params)
            touched: int = cursor.rowcount
            transaction.set_rollback(True)
    except DatabaseError as error:
        if not isinstance(error.__cause__, GEWEIGERD):
            raise
        return 0
    return touched


def systeem(w: Wereld) -> Any:
    return acting_as(Viewer.voor_systeem(w.casus.keten_id, "toezicht"))


def rijen(w: Wereld, model: Any) -> list[dict[str, Any]]:
    """All rows of the keten, whoever they belong to."""
    with systeem(w), connection.cursor() as cursor:
        cursor.execute(f'SELECT to_jsonb(t) FROM "{model._meta.db_table}" t ORDER BY t::text')
        return [json.loads(row[0]) for row in cursor.fetchall()]


def voeg_in(model: Any, row: dict[str, Any]) -> int:
    table = model._meta.db_table
    key = model._meta.pk.column
    new = str(uuid4()) if isinstance(row[key], str) else randrange(10**9, 2**31)
    return doe(
        f'INSERT INTO "{table}" SELECT * FROM jsonb_populate_record(NULL::"{table}", %s)',
        [json.dumps(row | {key: new})],
    )


def kolom(model: Any) -> str:
    """Some column that is not the key."""
    column: str = next(f.column for f in model._meta.concrete_fields if not f.primary_key)
    return column


# Seen by the whole keten: time and place of a meeting, what an evaluation taught, who is on call, and what
# happened without whom.
VOOR_IEDEREEN = {
    "cases.casusoverleg", "evaluatie.feit", "evaluatie.verbeterpunt", "evaluatie.verbetertraject", "meldpunt.piketregel",
}  # fmt: skip


@pytest.mark.parametrize("username", ["nla.krt", "elders.krt"])
def test_an_unrelated_organisation_sees_changes_removes_and_adds_nothing(
    w: Wereld, username: str
) -> None:
    filled = 0
    for model in MODELLEN:
        table, column = model._meta.db_table, kolom(model)
        rows = rijen(w, model)
        filled += bool(rows)
        with acting_as(kijker(username)) as wie, connection.cursor() as cursor:
            # Elders has rows of its own; none of those of this keten.
            waar, keys = "", []
            if username == "elders.krt":
                key = model._meta.pk.column
                waar = f' WHERE "{key}"::text = ANY(%s)'
                keys = [[str(r[key]) for r in rows if r.get("casus_id") != str(w.elders.pk)]]
            if model._meta.label_lower.replace("historical", "") not in VOOR_IEDEREEN:
                cursor.execute(f'SELECT count(*) FROM "{table}"{waar}', keys)
                assert cursor.fetchone() == (0,), table
                assert doe(f'UPDATE "{table}" SET "{column}" = "{column}"{waar}', keys) == 0, table
                assert doe(f'DELETE FROM "{table}"{waar}', keys) == 0, table
            for row in rows[:1]:
                mine = {
                    k: str(wie.deelname_id) for k in ("leverancier_id", "deelname_id") if k in row
                }
                assert voeg_in(model, row) == 0, table
                if "casus_id" in row or "content_object_id" in row:
                    assert voeg_in(model, row | mine) == 0, table
    assert filled > 35  # the world holds something of nearly everything


def test_an_involved_organisation_changes_only_the_data_it_supplied(w: Wereld) -> None:
    moviera = kijker("moviera.krt")
    for model in DATA:
        declared = rls.protection_of(model)
        assert isinstance(declared, rls.Datum), f"{model.__name__} zegt niet wie het wijzigt"
        with acting_as(moviera):
            ids = {str(pk) for pk in model.objects.values_list("pk", flat=True)}
        visible = [row for row in rijen(w, model) if row["id"] in ids]
        mine = [
            row
            for row in visible
            if declared.samen
            or str(moviera.deelname_id) in {row[f"{f}_id"] for f in ("leverancier", *declared.ook)}
        ]
        with acting_as(moviera):
            touched = doe(f'UPDATE "{model._meta.db_table}" SET voorwaarden = voorwaarden')
            assert touched == len(mine), model
            if declared.samen:
                continue
            for row in visible[:1]:
                vreemd = str(kijker("politie.krt").deelname_id)
                assert voeg_in(model, row | {"leverancier_id": vreemd}) == 0, model


def test_a_supplier_cannot_hand_its_datum_to_another(w: Wereld) -> None:
    with acting_as(kijker("moviera.krt")):
        assert doe("UPDATE cases_bijdrage SET voorwaarden = 'x'") == 2  # in two casussen
        vreemd = kijker("politie.krt").deelname_id
        assert doe("UPDATE cases_bijdrage SET leverancier_id = %s", [vreemd]) == 0


def test_a_released_flag_is_read_by_others_and_changed_by_none(w: Wereld) -> None:
    politie = kijker("politie.krt")
    with acting_as(politie):
        zet_onderzoeksvlag(politie, w.casus, vlag="ja", vrijgegeven=True)
        own = StrafrechtelijkOnderzoek.objects.filter(casus=w.casus).count()
        assert own == 1
        assert doe("UPDATE cases_strafrechtelijkonderzoek SET vlag = 'nee'") >= 1
    for username in ("moviera.krt", "zvh.procesregisseur"):
        with acting_as(kijker(username)):
            assert StrafrechtelijkOnderzoek.objects.filter(casus=w.casus).count() == 1
            assert doe("UPDATE cases_strafrechtelijkonderzoek SET vlag = 'nee'") == 0
            assert doe("DELETE FROM cases_strafrechtelijkonderzoek") == 0


@pytest.mark.parametrize("username", ["politie.krt", "moviera.krt", "zvh.procesregisseur"])
def test_people_take_away_nothing_but_what_the_model_names(w: Wereld, username: str) -> None:
    with acting_as(kijker(username)):
        for model in MODELLEN:
            if not hasattr(model, "rls_weg"):
                assert doe(f'DELETE FROM "{model._meta.db_table}"') == 0, model


@pytest.mark.parametrize("username", ["politie.krt", "moviera.krt"])
def test_an_involved_organisation_grants_no_right_and_changes_no_rule(
    w: Wereld, username: str
) -> None:
    for label in ("cases.casusrecht", "partners.deelregel", "partners.convenant"):
        model = apps.get_model(label)
        rows = rijen(w, model)
        assert rows
        with acting_as(kijker(username)):
            van = [w.casus.pk] if label == "cases.casusrecht" else []
            where = " WHERE content_object_id = %s" if van else ""
            assert doe(f'UPDATE "{model._meta.db_table}" SET id = id{where}', van) == 0, label
            row = next(r for r in rows if not van or r["content_object_id"] == str(w.casus.pk))
            assert voeg_in(model, row) == 0, label


def test_nobody_joins_an_organisation_of_another_keten(w: Wereld) -> None:
    model = apps.get_model("partners.lidmaatschap")
    rows = rijen(w, model)
    vreemd = next(r for r in rows if r["deelname_id"] == str(kijker("elders.krt").deelname_id))
    with acting_as(kijker("politie.krt")):
        assert voeg_in(model, vreemd) == 0
        assert (
            doe("UPDATE partners_lidmaatschap SET versie = versie WHERE id = %s", [vreemd["id"]])
            == 0
        )


def test_without_a_viewer_nothing_of_the_keten_is_written(w: Wereld) -> None:
    for table in ("partners_lidmaatschap", "partners_deelname", "partners_deelregel",
                  "partners_organisatie", "cases_casus", "cases_bijdrage"):  # fmt: skip
        assert doe(f'UPDATE "{table}" SET versie = versie') == 0, table


def test_the_public_form_reads_no_table(w: Wereld) -> None:
    with database_role("publiek"):
        for model in rls.own_models():
            assert doe(f'SELECT count(*) FROM "{model._meta.db_table}"') == 0, model
            column = kolom(model)
            assert doe(f'UPDATE "{model._meta.db_table}" SET {column} = {column}') == 0, model


def test_the_copy_reads_every_row_and_writes_none(w: Wereld) -> None:
    for model in MODELLEN:
        expected = len(rijen(w, model))
        with database_role("kopie"), connection.cursor() as cursor:
            cursor.execute(f'SELECT count(*) FROM "{model._meta.db_table}"')
            assert cursor.fetchone()[0] >= expected, model
            assert doe(f'DELETE FROM "{model._meta.db_table}"') == 0, model


def test_the_owner_sees_no_row_without_saying_that_it_migrates(w: Wereld) -> None:
    with database_role("eigenaar"), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM cases_bijdrage")
        assert cursor.fetchone() == (0,)
        cursor.execute("SELECT set_config('app.migratie', 'aan', true)")
        cursor.execute("SELECT count(*) FROM cases_bijdrage")
        assert cursor.fetchone()[0] > 0
        cursor.execute("SELECT set_config('app.migratie', '', true)")


def test_a_migration_that_forgets_to_say_so_fails_loudly(w: Wereld) -> None:
    with (
        database_role("eigenaar"),
        pytest.raises(DatabaseError, match="row-level security"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("SET LOCAL row_security = off")
        cursor.execute("UPDATE cases_bijdrage SET voorwaarden = 'x'")


def test_pg_dump_as_the_copy_takes_the_rows_along(basiswereld: None, db: None) -> None:
    settings = connection.settings_dict
    wachtwoord = os.environ["DATABASE_KOPIE_URL"].split(":")[2].split("@")[0]
    done = subprocess.run(
        [postgres_binary("pg_dump"), "--data-only", "--enable-row-security", "--inserts",
         "--table=partners_*", "--table=logboek_*"],
        capture_output=True, text=True,
        env=os.environ | {"PGHOST": "127.0.0.1", "PGPORT": str(settings["PORT"]),
                          "PGDATABASE": str(settings["NAME"]), "PGUSER": "kopie",
                          "PGPASSWORD": wachtwoord},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("INSERT INTO public.partners_deelname ") >= 30


def test_a_deelname_without_the_casus_forges_no_history(w: Wereld) -> None:
    """Also not of its own rows: only the database writes history."""
    with acting_as(kijker("moviera.krt")):
        row = rijen_van(Bijdrage.history.first())
        assert voeg_in(Bijdrage.history.model, row) == 0


def rijen_van(row: Any) -> dict[str, Any]:
    return {
        f.column: str(v) if isinstance(v := getattr(row, f.attname), UUID) else v
        for f in row._meta.concrete_fields
        if not hasattr(getattr(row, f.attname), "isoformat")
    }
