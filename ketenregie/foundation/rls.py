"""The second lock: PostgreSQL row level security, so that a forgotten filter returns nothing.

Each model says in one line how its rows are protected (what it can say: bescherming.py):

    class Actie(Basis):
        rls = Via("casus")

`install()` (after every migrate, as eigenaar) turns these lines into policies and grants, also for the
history tables; `controle.py` compares the database with them for `manage.py verify`.
Roles: eigenaar owns everything and serves nobody, app serves people, werker runs tasks for a whole
keten, publiek serves the public form, kopie reads for backups, zichthouder owns the few functions
that must see past the lock. The array `zicht` (numbers of deelnames) exists only in SQL on melding,
dossier and casus and is kept by triggers of zichthouder.
"""

import re
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

import sqlparse
from django.apps import apps
from django.db import OperationalError, connection, transaction
from django.db.models import Model

from ketenregie.foundation.bescherming import (
    CRUD,
    DEELNAME,
    KETEN,
    MEDEWERKER,
    MIJN,
    NAMENS,
    ROLES,
    AlleenFuncties,
    AlleenFunctiesVia,
    AlleenToevoegen,
    Bescherming,
    Datum,
    Deelname,
    Een,
    EenViewer,
    EigenPlicht,
    EigenRecht,
    En,
    Historie,
    InKeten,
    Keten,
    Medewerker,
    MetFunctie,
    NietLeeg,
    Open,
    Procesregie,
    Via,
    ViaAls,
    ViaKind,
    ViaVan,
    Werkerboek,
    Zicht,
)
from ketenregie.foundation.migratie import WACHT, is_bezet

# Models know what they can say by this module too.
__all__ = [
    "AlleenFuncties",
    "AlleenFunctiesVia",
    "AlleenToevoegen",
    "Bescherming",
    "CRUD",
    "DEELNAME",
    "Datum",
    "Deelname",
    "Een",
    "EenViewer",
    "EigenPlicht",
    "EigenRecht",
    "En",
    "Historie",
    "InKeten",
    "KETEN",
    "Keten",
    "MEDEWERKER",
    "MIJN",
    "Medewerker",
    "MetFunctie",
    "NAMENS",
    "NietLeeg",
    "Open",
    "Procesregie",
    "ROLES",
    "Via",
    "ViaAls",
    "ViaKind",
    "ViaVan",
    "Werkerboek",
    "Zicht",
    "all_sql",
    "histories",
    "history_of",
    "install",
    "own_models",
    "protection_of",
    "register_sql",
    "statements",
    "undeclared",
]

_sql: list[tuple[str, Path]] = []
_sql_eerst: list[tuple[str, Path]] = []


def register_sql(name: str, path: Path, *, eerst: bool = False) -> None:
    """A room hands down its functions and triggers (idempotent SQL), run by `install()`.

    `eerst`: before the policies, for functions that a policy calls.
    """
    files = _sql_eerst if eerst else _sql
    if (name, path) not in files:
        files.append((name, path))


def protection_of(model: type[Model]) -> Bescherming | None:
    """The declared protection; a history table is read as the model it follows."""
    own = model.__dict__.get("rls") or getattr(model, "rls", None)
    if own is not None:
        return own  # type: ignore[no-any-return]
    origin = getattr(model, "instance_type", None)  # set by simple-history
    if origin is None:
        return None
    model.rls_origin = origin  # type: ignore[attr-defined]
    declared = protection_of(origin)
    if declared is None:
        return None
    return Historie(Via("") if isinstance(declared, Zicht) else declared)


def own_models() -> list[type[Model]]:
    """Every concrete model of the rooms, history included, in a fixed order."""
    rooms = {"foundation", "referentiemodel", "partners", "cases", "meldpunt", "preventie",
             "evaluatie", "privacy", "portaal"}  # fmt: skip
    found = [m for m in apps.get_models(include_auto_created=True) if m._meta.app_label in rooms]
    return sorted(found, key=lambda m: m._meta.db_table)


def undeclared() -> list[str]:
    """Models that do not say how they are protected."""
    return [m._meta.label for m in own_models() if protection_of(m) is None]


def _privileges(model: type[Model]) -> dict[str, set[str]]:
    """Rights on the table per role; a right on some columns reads "UPDATE (a, b)"."""
    declared = protection_of(model)
    assert declared is not None
    app = set(declared.privileges.split(", "))
    if hasattr(model, "rls_weg"):
        app.add("DELETE")
    columns: dict[str, tuple[str, ...]] = getattr(model, "rls_kolommen", {})
    rights = {
        "app": app,
        "werker": set(declared.privileges_werker.split(", ")),
        "publiek": set(getattr(model, "rls_publiek", ())),
        "kopie": {"SELECT"},
        "zichthouder": set(CRUD.split(", ")),
    }
    # A narrowed INSERT holds for every role that serves, a narrowed UPDATE for people.
    for command, names in columns.items():
        for role in ("app", "werker", "publiek") if command == "INSERT" else ("app",):
            if command in rights[role]:
                rights[role] -= {command}
                rights[role].add(f"{command} ({', '.join(sorted(names))})")
    return rights


def _policies(model: type[Model]) -> list[tuple[str, str, str, str, str]]:
    """(name, role, command, using, check) for one table."""
    declared = protection_of(model)
    assert declared is not None
    rights = _privileges(model)
    app = {right.split(" ")[0] for right in rights["app"]}
    read, change = declared.expression(model), declared.change(model)
    both = read if change == read else f"({read}) AND ({change})"
    rows = [
        ("app_lees", "app", "SELECT", read, ""),
        ("werker_alles", "werker", "ALL", declared.werker(model), declared.werker(model)),
        ("kopie_lees", "kopie", "SELECT", "true", ""),
        # Data migrations must say so; otherwise the owner sees nothing either (FORCE).
        ("eigenaar", "eigenaar", "ALL", "current_setting('app.migratie', true) = 'aan'", ""),
    ]
    if "INSERT" in app:
        rows.append(("app_nieuw", "app", "INSERT", "", declared.insert_check(model)))
    if "UPDATE" in app:
        rows.append(("app_wijzig", "app", "UPDATE", both, both))
    if "DELETE" in app:
        remove = declared.remove(model)
        gone = read if remove == read else f"({read}) AND ({remove})"
        rows.append(("app_weg", "app", "DELETE", gone, ""))
    rows += [
        (f"publiek_{c.lower()}", "publiek", c, "", "true")
        for c in getattr(model, "rls_publiek", ())
    ]
    return rows


def statements(model: type[Model]) -> list[str]:
    """The SQL that protects one table, safe to run again."""
    table, declared = f'"{model._meta.db_table}"', protection_of(model)
    assert declared is not None
    out = [f"REVOKE ALL ON {table} FROM PUBLIC, zichthouder, {', '.join(ROLES)}"]
    for role, rights in _privileges(model).items():
        if rights:
            out.append(f"GRANT {', '.join(sorted(rights))} ON {table} TO {role}")
    out += [
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
    ]
    if isinstance(declared, Zicht):
        out.append(
            f"ALTER TABLE {table} ADD COLUMN IF NOT EXISTS zicht int[] NOT NULL DEFAULT '{{}}'"
        )
    for name, role, command, using, check in _policies(model):
        out.append(f"DROP POLICY IF EXISTS {name} ON {table}")
        clause = (f" USING ({using})" if using else "") + (
            f" WITH CHECK ({check})" if check else ""
        )
        out.append(f"CREATE POLICY {name} ON {table} FOR {command} TO {role}{clause}")
    return out


def _old_policies(names: set[str]) -> list[str]:
    """Policies of our tables that the code no longer declares."""
    expected = {
        (m._meta.db_table, p[0]) for m in own_models() if protection_of(m) for p in _policies(m)
    }
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename, policyname FROM pg_policies WHERE schemaname = 'public'")
        return [
            f'DROP POLICY "{policy}" ON "{table}"'
            for table, policy in cursor.fetchall()
            if table in names and (table, policy) not in expected
        ]


def install(**signal: object) -> None:
    """Bring policies, grants, functions and triggers in line with the code. Run as eigenaar.

    A flush sends the signal of migrate too, without a plan: tables that are emptied keep all of this.
    """
    if signal and "plan" not in signal:
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        if cursor.fetchone()[0] != "eigenaar":
            return
        for _name, path in _sql_eerst:
            _run_file(path)
        tables = set(connection.introspection.table_names(cursor))
        models = [m for m in own_models() if m._meta.db_table in tables]
        for old in _old_policies({m._meta.db_table for m in models}):
            _at_once([old])
        batch = ["GRANT USAGE ON SCHEMA public TO app, werker, publiek, kopie, zichthouder"]
        own = {m._meta.db_table for m in own_models()}
        for table in sorted(tables - own):
            if table.startswith("logboek_"):
                continue  # partitions: reached through their parent only
            rights = "SELECT" if table == "django_migrations" else CRUD
            batch += [f'GRANT {rights} ON "{table}" TO app, werker',
                      f'GRANT SELECT ON "{table}" TO kopie, zichthouder']  # fmt: skip
        batch += [
            "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO app, werker, publiek, zichthouder",
            "GRANT SELECT ON ALL SEQUENCES IN SCHEMA public TO kopie",
        ]
        cursor.execute(";\n".join(batch))
        # A table at a time, each at once: nobody sees it half done, and nobody waits for all of them.
        for model in models:
            if protection_of(model) is not None:
                _at_once(statements(model))
        for _name, path in _sql:
            _run_file(path)
        for sql in histories(models):
            _at_once([sql])


# Statements that hold a table or view until their transaction ends.
_NEEMT_TABEL = re.compile(
    r"(\s|--[^\n]*\n)*(CREATE\s+(OR\s+REPLACE\s+|UNIQUE\s+)?(TRIGGER|INDEX|VIEW)|ALTER\s+TABLE|SELECT)\b",
    re.IGNORECASE,
)


def _stappen(text: str) -> Iterator[list[str]]:
    """The statements of a file by transaction, each with one table at most.

    A transaction that holds one table and waits for a second meets people who hold that second and
    wait for the first: PostgreSQL then refuses one of them. Functions and their rights stay together.
    """
    stap: list[str] = []
    for statement in sqlparse.split(text):
        stap.append(statement)
        if _NEEMT_TABEL.match(statement):
            yield stap
            stap = []
    if stap:
        yield stap


def _run_file(path: Path) -> None:
    for stap in _stappen(path.read_text()):
        _at_once(stap)


def _at_once(sql: list[str], tries: int = 30) -> None:
    """Run in one transaction; when somebody else has the table, let go and try again."""
    for attempt in range(1, tries + 1):
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(
                    f"SET LOCAL lock_timeout = '{WACHT}';\n"
                    + ";\n".join(statement.rstrip(";") for statement in sql)
                )
            return
        except OperationalError as error:
            if not is_bezet(error) or attempt == tries or connection.in_atomic_block:
                raise
            time.sleep(min(attempt / 5, 2))


def all_sql() -> list[Path]:
    """Every file of functions and triggers that the rooms handed down."""
    return [path for _name, path in [*_sql_eerst, *_sql]]


def histories(models: Iterable[type[Model]]) -> list[str]:
    """The trigger that keeps the history of each table that has one (geschiedenis.sql)."""
    return [
        f"CREATE OR REPLACE TRIGGER geschiedenis AFTER INSERT OR UPDATE OR DELETE ON "
        f'"{model._meta.db_table}" FOR EACH ROW EXECUTE FUNCTION geschiedenis_schrijf('
        + ", ".join(f"'{name}'" for name in _history_arguments(model, history))
        + ")"
        for model in models
        if (history := history_of(model)) is not None
    ]


def _history_arguments(model: type[Model], history: type[Model]) -> list[str]:
    """The history table and the columns that it leaves out."""
    kept = {str(f.column) for f in history._meta.concrete_fields}  # type: ignore[attr-defined]
    columns = {str(f.column) for f in model._meta.concrete_fields}  # type: ignore[attr-defined]
    if isinstance(protection_of(model), Zicht):
        columns.add("zicht")
    return [history._meta.db_table, *sorted(columns - kept)]


def history_of(model: type[Model]) -> type[Model] | None:
    """The history model of a model; None when it keeps none or is one itself."""
    if not hasattr(model._meta, "simple_history_manager_attribute"):
        return None
    name: str = model._meta.simple_history_manager_attribute
    return getattr(model, name).model  # type: ignore[no-any-return]
