"""The second lock: PostgreSQL row level security, so that a forgotten filter returns nothing.

Each model says in one line how its rows are protected:

    class Actie(Basis):
        rls = Via("casus")

`install()` (after every migrate, as eigenaar) turns these lines into policies and grants, also for the
history tables; `problems()` compares the database with them and is used by `manage.py verify`.
Roles: eigenaar owns everything and serves nobody, app serves people, werker runs tasks for a whole
keten, publiek serves the public form, kopie reads for backups, zichthouder owns the few functions
that must see past the lock. The array `zicht` (numbers of deelnames) exists only in SQL on melding,
dossier and casus and is kept by triggers of zichthouder.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.apps import apps
from django.db import connection
from django.db.models import Model

DEELNAME = "(SELECT nullif(current_setting('app.deelname', true), '')::int)"
KETEN = "(SELECT nullif(current_setting('app.keten', true), '')::uuid)"
MEDEWERKER = "(SELECT nullif(current_setting('app.medewerker', true), '')::uuid)"
ROLES = ("app", "werker", "publiek", "kopie")
CRUD = "SELECT, INSERT, UPDATE, DELETE"


@dataclass(frozen=True)
class Bescherming:
    """How rows of a table are protected; subclasses give the SQL condition for app and werker."""

    def expression(self, model: type[Model]) -> str:
        raise NotImplementedError

    def insert_check(self, model: type[Model]) -> str:
        return self.expression(model)

    def werker(self, model: type[Model]) -> str:
        return self.expression(model)

    privileges = CRUD


@dataclass(frozen=True)
class Open(Bescherming):
    """No row filter: the table holds no case or personal data of betrokkenen. Say why."""

    reden: str

    def expression(self, model: type[Model]) -> str:
        return "true"


@dataclass(frozen=True)
class Zicht(Bescherming):
    """Melding, dossier, casus: the row carries the numbers of the deelnames that may know it.

    `behalve` is a definer function without arguments that returns the ids this person may not know;
    it is asked once per query.
    """

    behalve: str = ""

    def expression(self, model: type[Model]) -> str:
        table = f'"{model._meta.db_table}"'
        known = f"{DEELNAME} = ANY({table}.zicht)"
        return (
            f"{known} AND {table}.id <> ALL((SELECT {self.behalve}())::uuid[])"
            if self.behalve
            else known
        )

    def werker(self, model: type[Model]) -> str:
        return f"keten_id = {KETEN}"


@dataclass(frozen=True)
class Keten(Bescherming):
    """Everyone of the keten may read the row; the policy in code decides the rest."""

    def expression(self, model: type[Model]) -> str:
        return f"keten_id = {KETEN}"


@dataclass(frozen=True)
class Deelname(Bescherming):
    """Rows of the acting deelname only; `field` is the foreign key (or plain uuid) to it.

    `behalve` names a column and the values with which the row is not for the deelname yet.
    """

    field: str = "deelname"
    behalve: tuple[str, tuple[str, ...]] = ("", ())

    def expression(self, model: type[Model]) -> str:
        column = _column(model, self.field)
        own = (
            f"EXISTS (SELECT 1 FROM partners_deelname d WHERE d.id = {column} "
            f"AND d.nummer = {DEELNAME})"
        )
        name, values = self.behalve
        if not name:
            return own
        listed = ", ".join(f"'{value}'" for value in values)
        return f"{_column(model, name)} NOT IN ({listed}) AND {own}"

    def werker(self, model: type[Model]) -> str:
        column = _column(model, self.field)
        return (
            f"EXISTS (SELECT 1 FROM partners_deelname d WHERE d.id = {column} "
            f"AND d.keten_id = {KETEN})"
        )


@dataclass(frozen=True)
class Medewerker(Bescherming):
    """Rows of the acting person only."""

    field: str = "medewerker_id"

    def expression(self, model: type[Model]) -> str:
        return f"{_column(model, self.field)} = {MEDEWERKER}"

    def werker(self, model: type[Model]) -> str:
        return "true"


@dataclass(frozen=True, init=False)
class Via(Bescherming):
    """Visible when a parent row is: the parent's own policy decides, through EXISTS."""

    fields: tuple[str, ...]

    def __init__(self, *fields: str) -> None:
        object.__setattr__(self, "fields", fields)

    def expression(self, model: type[Model]) -> str:
        return " OR ".join(_parent_exists(model, field) for field in self.fields)


@dataclass(frozen=True, init=False)
class ViaKind(Bescherming):
    """Visible when a row that points at it is: each child's own policy decides, through EXISTS.

    The children must not look at this row in turn. Names of reverse relations.
    """

    namen: tuple[str, ...]

    def __init__(self, *namen: str) -> None:
        object.__setattr__(self, "namen", namen)

    def expression(self, model: type[Model]) -> str:
        origin = getattr(model, "rls_origin", model)
        return " OR ".join(_child_exists(origin, model._meta.db_table, n) for n in self.namen)


@dataclass(frozen=True)
class ViaAls(Bescherming):
    """As Via, and only while a boolean column of the row itself is true."""

    field: str
    als: str

    def expression(self, model: type[Model]) -> str:
        return f"{_column(model, self.als)} AND {_parent_exists(model, self.field)}"


@dataclass(frozen=True)
class Een(Bescherming):
    """Any of several conditions, e.g. through the casus or because it is about my deelname."""

    delen: tuple[Bescherming, ...]
    schrijven: Bescherming | None = None

    def expression(self, model: type[Model]) -> str:
        return " OR ".join(f"({deel.expression(model)})" for deel in self.delen)

    def werker(self, model: type[Model]) -> str:
        return " OR ".join(f"({deel.werker(model)})" for deel in self.delen)

    def insert_check(self, model: type[Model]) -> str:
        # Who may change a row writes its history, also without the right to make new rows.
        history = hasattr(model, "rls_origin")
        return (self if history else self.schrijven or self).expression(model)


@dataclass(frozen=True)
class AlleenToevoegen(Bescherming):
    """Rows are added and read, never changed or removed."""

    lezen: Bescherming
    privileges = "SELECT, INSERT"

    def expression(self, model: type[Model]) -> str:
        return self.lezen.expression(model)

    def werker(self, model: type[Model]) -> str:
        return self.lezen.werker(model)

    def insert_check(self, model: type[Model]) -> str:
        return "true"


@dataclass(frozen=True)
class Werkerboek(Bescherming):
    """Kept by tasks that span ketens (the seals of the logboek): people read, the werker adds."""

    reden: str
    privileges = "SELECT, INSERT"

    def expression(self, model: type[Model]) -> str:
        return "true"

    def insert_check(self, model: type[Model]) -> str:
        return "false"

    def werker(self, model: type[Model]) -> str:
        return "true"


_sql: list[tuple[str, Path]] = []
_sql_eerst: list[tuple[str, Path]] = []


def register_sql(name: str, path: Path, *, eerst: bool = False) -> None:
    """A room hands down its functions and triggers (idempotent SQL), run by `install()`.

    `eerst`: before the policies, for functions that a policy calls.
    """
    files = _sql_eerst if eerst else _sql
    if (name, path) not in files:
        files.append((name, path))


def _column(model: type[Model], field: str) -> str:
    table = model._meta.db_table
    names = {f.name: f.column for f in model._meta.concrete_fields}  # type: ignore[attr-defined]
    names |= {f.attname: f.column for f in model._meta.concrete_fields}  # type: ignore[attr-defined]
    return f'"{table}"."{names[field]}"'


def _parent_exists(model: type[Model], field: str) -> str:
    origin = getattr(model, "rls_origin", model)
    if field == "":  # history of a row that is a parent itself
        parent, column = origin._meta.db_table, f'"{model._meta.db_table}"."id"'
    else:
        related = origin._meta.get_field(field).related_model
        if related is None or isinstance(related, str):
            raise ValueError(f"{origin.__name__}.{field} verwijst niet naar een tabel.")
        parent, column = related._meta.db_table, _column(model, field)
    return f'EXISTS (SELECT 1 FROM "{parent}" ouder WHERE ouder.id = {column})'


def _child_exists(origin: type[Model], table: str, naam: str) -> str:
    relation = origin._meta.get_field(naam)
    child, column = relation.related_model, relation.field.column  # type: ignore[union-attr]
    return (
        f'EXISTS (SELECT 1 FROM "{child._meta.db_table}" kind '  # type: ignore[union-attr]
        f'WHERE kind."{column}" = "{table}"."id")'
    )


def protection_of(model: type[Model]) -> Bescherming | None:
    """The declared protection; a history table inherits it from the model it follows."""
    own = model.__dict__.get("rls") or getattr(model, "rls", None)
    if own is not None:
        return own  # type: ignore[no-any-return]
    origin = getattr(model, "instance_type", None)  # set by simple-history
    if origin is None:
        return None
    model.rls_origin = origin  # type: ignore[attr-defined]
    declared = protection_of(origin)
    return Via("") if isinstance(declared, Zicht) else declared


def own_models() -> list[type[Model]]:
    """Every concrete model of the rooms, history included, in a fixed order."""
    rooms = {"foundation", "referentiemodel", "partners", "cases", "meldpunt", "preventie",
             "evaluatie", "portaal"}  # fmt: skip
    found = [m for m in apps.get_models(include_auto_created=True) if m._meta.app_label in rooms]
    return sorted(found, key=lambda m: m._meta.db_table)


def undeclared() -> list[str]:
    """Models that do not say how they are protected."""
    return [m._meta.label for m in own_models() if protection_of(m) is None]


def _policies(model: type[Model]) -> list[tuple[str, str, str, str, str]]:
    """(name, role, command, using, check) for one table."""
    declared = protection_of(model)
    assert declared is not None
    extra: Iterable[str] = getattr(model, "rls_publiek", ())
    rows = [
        ("app_lees", "app", "SELECT", declared.expression(model), ""),
        ("app_nieuw", "app", "INSERT", "", declared.insert_check(model)),
        ("werker_alles", "werker", "ALL", declared.werker(model), declared.werker(model)),
        ("kopie_lees", "kopie", "SELECT", "true", ""),
        # Data migrations must say so; otherwise the owner sees nothing either (FORCE).
        ("eigenaar", "eigenaar", "ALL", "current_setting('app.migratie', true) = 'aan'", ""),
    ]
    if "UPDATE" in declared.privileges:
        using = declared.expression(model)
        rows.append(("app_wijzig", "app", "UPDATE", using, using))
        rows.append(("app_weg", "app", "DELETE", using, ""))
    rows += [(f"publiek_{c.lower()}", "publiek", c, "", "true") for c in extra]
    return rows


def statements(model: type[Model]) -> list[str]:
    """The SQL that protects one table, safe to run again."""
    table, declared = f'"{model._meta.db_table}"', protection_of(model)
    assert declared is not None
    out = [f"REVOKE ALL ON {table} FROM PUBLIC, {', '.join(ROLES)}"]
    out += [
        f"GRANT {declared.privileges} ON {table} TO app, werker",
        f"GRANT SELECT ON {table} TO kopie",
    ]
    out += [f"GRANT {c} ON {table} TO publiek" for c in getattr(model, "rls_publiek", ())]
    out.append(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO zichthouder")
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


def install(**_: object) -> None:
    """Bring policies, grants, functions and triggers in line with the code. Run as eigenaar."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        if cursor.fetchone()[0] != "eigenaar":
            return
        for _name, path in _sql_eerst:
            cursor.execute(path.read_text())
        tables = set(connection.introspection.table_names(cursor))
        models = [m for m in own_models() if m._meta.db_table in tables]
        batch: list[str] = [
            "GRANT USAGE ON SCHEMA public TO app, werker, publiek, kopie, zichthouder"
        ]
        for model in models:
            if protection_of(model) is not None:
                batch += statements(model)
        own = {m._meta.db_table for m in own_models()}
        for table in sorted(tables - own):
            if table.startswith("logboek_"):
                continue  # partitions: reached through their parent only
            rights = "SELECT" if table == "django_migrations" else CRUD
            batch += [f'GRANT {rights} ON "{table}" TO app, werker',
                      f'GRANT SELECT ON "{table}" TO kopie, zichthouder']  # fmt: skip
        batch += [
            "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO app, werker, publiek",
            "GRANT SELECT ON ALL SEQUENCES IN SCHEMA public TO kopie",
        ]
        cursor.execute(";\n".join(batch))
        for _name, path in _sql:
            cursor.execute(path.read_text())


def functions_expected() -> set[str]:
    """Names of the SECURITY DEFINER functions the rooms handed down."""
    pattern = re.compile(r"CREATE OR REPLACE FUNCTION (\w+)[^$]*?SECURITY DEFINER", re.S)
    return {n for _name, path in [*_sql_eerst, *_sql] for n in pattern.findall(path.read_text())}


def problems() -> list[str]:
    """Every way in which the database differs from what the code declares, in Dutch."""
    found = [f"{label} zegt niet hoe de rijen beschermd zijn" for label in undeclared()]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, relrowsecurity, relforcerowsecurity FROM pg_class "
            "WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
        )
        state = {name: (on, forced) for name, on, forced in cursor.fetchall()}
        cursor.execute("SELECT tablename, policyname FROM pg_policies WHERE schemaname = 'public'")
        present: dict[str, set[str]] = {}
        for table, policy in cursor.fetchall():
            present.setdefault(table, set()).add(policy)
        for model in own_models():
            if protection_of(model) is None:
                continue
            table = model._meta.db_table
            if table not in state:
                found.append(f"tabel {table} bestaat niet")
                continue
            if state[table] != (True, True):
                found.append(f"tabel {table} heeft het tweede slot niet aan en afgedwongen")
            expected = {p[0] for p in _policies(model)}
            if present.get(table, set()) != expected:
                found.append(f"tabel {table} heeft andere regels dan de code: "
                             f"{sorted(present.get(table, set()) ^ expected)}")  # fmt: skip
        cursor.execute(
            "SELECT rolname FROM pg_roles WHERE rolname IN ('app','werker','publiek','kopie') "
            "AND (rolsuper OR rolbypassrls)"
        )
        found += [f"rol {name} mag de sloten omzeilen" for (name,) in cursor.fetchall()]
        cursor.execute(
            "SELECT relname FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner "
            "WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r','p','v') "
            "AND rolname IN ('app','werker','publiek','kopie')"
        )
        found += [
            f"tabel {name} is van een rol die mensen bedient" for (name,) in cursor.fetchall()
        ]
        cursor.execute(
            "SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosecdef"
        )
        definers = {name for (name,) in cursor.fetchall()}
        found += [f"functie {n} ziet voorbij het slot en staat niet op de lijst"
                  for n in sorted(definers - functions_expected())]  # fmt: skip
        found += [f"functie {n} ontbreekt" for n in sorted(functions_expected() - definers)]
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace "
            "AND relkind = 'v' AND NOT coalesce('security_invoker=true' = ANY(reloptions), false)"
        )
        found += [
            f"view {name} kijkt niet met de ogen van de vrager" for (name,) in cursor.fetchall()
        ]
    return found
