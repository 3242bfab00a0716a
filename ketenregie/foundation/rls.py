"""The second lock: PostgreSQL row level security, so that a forgotten filter returns nothing.

Each model says in one line how its rows are protected:

    class Actie(Basis):
        rls = Via("casus")

`install()` (after every migrate, as eigenaar) turns these lines into policies and grants, also for the
history tables; `controle.py` compares the database with them for `manage.py verify`.
Roles: eigenaar owns everything and serves nobody, app serves people, werker runs tasks for a whole
keten, publiek serves the public form, kopie reads for backups, zichthouder owns the few functions
that must see past the lock. The array `zicht` (numbers of deelnames) exists only in SQL on melding,
dossier and casus and is kept by triggers of zichthouder.
"""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import OperationalError, connection, transaction
from django.db.models import Model

from ketenregie.foundation.migratie import WACHT, is_bezet

DEELNAME = "(SELECT nullif(current_setting('app.deelname', true), '')::int)"
KETEN = "(SELECT nullif(current_setting('app.keten', true), '')::uuid)"
MEDEWERKER = "(SELECT nullif(current_setting('app.medewerker', true), '')::uuid)"
# In a vervanging the absent colleague, whose lidmaatschap is used.
NAMENS = "(SELECT nullif(current_setting('app.namens', true), '')::uuid)"
# Id of the acting deelname, looked up once per statement.
MIJN = f"(SELECT d.id FROM partners_deelname d WHERE d.nummer = {DEELNAME})"
ROLES = ("app", "werker", "publiek", "kopie")
CRUD = "SELECT, INSERT, UPDATE, DELETE"


@dataclass(frozen=True)
class Bescherming:
    """How rows of a table are protected; subclasses give the SQL conditions for app and werker.

    Who sees a row is not who changes it: `expression` is for reading, `insert_check` for a new row,
    `change` for an existing one and `remove` for taking it away. A row must be seen to be changed.
    People take away nothing, unless the model says why they may: `rls_weg = "..."`.
    """

    def expression(self, model: type[Model]) -> str:
        raise NotImplementedError

    def insert_check(self, model: type[Model]) -> str:
        return self.expression(model)

    def change(self, model: type[Model]) -> str:
        return self.expression(model)

    def remove(self, model: type[Model]) -> str:
        return self.change(model)

    def werker(self, model: type[Model]) -> str:
        return self.expression(model)

    privileges = "SELECT, INSERT, UPDATE"
    privileges_werker = CRUD


@dataclass(frozen=True)
class Open(Bescherming):
    """No row filter for reading: the table holds no case or personal data of betrokkenen. Say why.

    `schrijven` says who may write; without it every process that serves people.
    """

    reden: str
    schrijven: Bescherming | None = None

    def expression(self, model: type[Model]) -> str:
        return "true"

    def insert_check(self, model: type[Model]) -> str:
        return self.schrijven.expression(model) if self.schrijven else "true"

    def change(self, model: type[Model]) -> str:
        return self.insert_check(model)


@dataclass(frozen=True)
class Zicht(Bescherming):
    """Melding, dossier, casus: the row carries the numbers of the deelnames that may know it.

    `behalve` is a definer function without arguments that returns the ids this person may not know;
    it is asked once per query. `wijzigen` names the deelname columns whose organisations alone change
    the row; everyone who may know it when absent.
    """

    behalve: str = ""
    wijzigen: tuple[str, ...] = ()

    def expression(self, model: type[Model]) -> str:
        table = f'"{model._meta.db_table}"'
        known = f"{DEELNAME} = ANY({table}.zicht)"
        return (
            f"{known} AND {table}.id <> ALL((SELECT {self.behalve}())::uuid[])"
            if self.behalve
            else known
        )

    def change(self, model: type[Model]) -> str:
        if not self.wijzigen:
            return super().change(model)
        return " OR ".join(f"{_column(model, veld)} = {MIJN}" for veld in self.wijzigen)

    def werker(self, model: type[Model]) -> str:
        return f"keten_id = {KETEN}"


@dataclass(frozen=True)
class Keten(Bescherming):
    """Everyone of the keten may read the row; the policy in code decides the rest."""

    field: str = "keten_id"

    def expression(self, model: type[Model]) -> str:
        return f"{self.field} = {KETEN}"


@dataclass(frozen=True)
class Deelname(Bescherming):
    """Rows of the acting deelname only; `field` is the foreign key (or plain uuid) to it.

    `behalve` names a column and the values with which the row is not for the deelname yet.
    """

    field: str = "deelname"
    behalve: tuple[str, tuple[str, ...]] = ("", ())

    def expression(self, model: type[Model]) -> str:
        own = f"{_column(model, self.field)} = {MIJN}"
        name, values = self.behalve
        if not name:
            return own
        listed = ", ".join(f"'{value}'" for value in values)
        return f"{_column(model, name)} <> ALL (ARRAY[{listed}]) AND {own}"

    def werker(self, model: type[Model]) -> str:
        column = _column(model, self.field)
        return (
            f"EXISTS (SELECT 1 FROM partners_deelname d WHERE d.id = {column} "
            f"AND d.keten_id = {KETEN})"
        )


@dataclass(frozen=True)
class EigenRecht(Bescherming):
    """A right in force of the acting deelname, to what this person may know.

    Says of one's own rows what the parent's array says, without asking the parent: a list that starts
    at these rows would ask it for each of them. `behalve` as in Zicht.
    """

    waarop: str
    behalve: str
    groep: bool = False

    def expression(self, model: type[Model]) -> str:
        own = (
            f"group_id = (SELECT d.group_id FROM partners_deelname d WHERE d.nummer = {DEELNAME})"
            if self.groep
            else f"{_column(model, 'deelname')} = {MIJN}"
        )
        return (
            f"{own} AND (geldig_tot IS NULL OR geldig_tot > now()) "
            f"AND {_column(model, self.waarop)} <> ALL((SELECT {self.behalve}())::uuid[])"
        )

    def werker(self, model: type[Model]) -> str:
        """A task has no rights of its own, and may not ask `behalve`: the parent decides."""
        return "false"


@dataclass(frozen=True)
class EigenPlicht(Bescherming):
    """Rows of one kind that the acting deelname still owes, also when it sees the parent no more.

    The kind is what column `kolom` begins with; `waarop` and `behalve` as in EigenRecht.
    """

    kolom: str
    begin: str
    waarop: str
    behalve: str
    field: str = "deelname"

    def expression(self, model: type[Model]) -> str:
        return (
            f"{_column(model, self.field)} = {MIJN} "
            f"AND starts_with({_column(model, self.kolom)}, '{self.begin}') "
            f"AND {_column(model, self.waarop)} <> ALL((SELECT {self.behalve}())::uuid[])"
        )

    def werker(self, model: type[Model]) -> str:
        """A task owes nothing: the parent decides."""
        return "false"


@dataclass(frozen=True)
class InKeten(Bescherming):
    """Rows that hang on a deelname of the acting keten, or on a parent that hangs on one."""

    pad: tuple[str, ...]

    def expression(self, model: type[Model]) -> str:
        table, column = _step(model, self.pad[0])
        joins, last = "", "stap0"
        related = _related(model, self.pad[0])
        for nummer, veld in enumerate(self.pad[1:], 1):
            parent, key = _step(related, veld)
            joins += f' JOIN "{parent}" stap{nummer} ON stap{nummer}.id = {last}.{key}'
            related, last = _related(related, veld), f"stap{nummer}"
        return (
            f'EXISTS (SELECT 1 FROM "{table}" stap0{joins} WHERE '
            f'stap0.id = "{model._meta.db_table}"."{column}" AND {last}.keten_id = {KETEN})'
        )


@dataclass(frozen=True)
class Procesregie(Bescherming):
    """Only the organisation that runs the process of the acting keten."""

    def expression(self, model: type[Model]) -> str:
        return (
            f"EXISTS (SELECT 1 FROM partners_deelname d WHERE d.nummer = {DEELNAME} "
            f"AND d.keten_id = {KETEN} AND d.procesregie)"
        )

    def werker(self, model: type[Model]) -> str:
        return f"{KETEN} IS NOT NULL"


@dataclass(frozen=True)
class MetFunctie(Bescherming):
    """Who has one of these functies at the acting deelname today, or stands in for who has."""

    functies: tuple[str, ...]

    def expression(self, model: type[Model]) -> str:
        listed = ", ".join(f"'{functie}'" for functie in self.functies)
        return (
            "EXISTS (SELECT 1 FROM partners_lidmaatschap l "
            "JOIN partners_deelname d ON d.id = l.deelname_id "
            f"WHERE d.nummer = {DEELNAME} AND d.keten_id = {KETEN} "
            f"AND l.functie = ANY (ARRAY[{listed}]) "
            f"AND (l.medewerker_id = {MEDEWERKER} OR l.medewerker_id = {NAMENS}) "
            "AND l.van <= current_date AND (l.tot IS NULL OR l.tot >= current_date))"
        )

    def werker(self, model: type[Model]) -> str:
        """A task has no functie; it works for the keten it names."""
        return f"{KETEN} IS NOT NULL"


@dataclass(frozen=True)
class EenViewer(Bescherming):
    """Whoever acts for a keten; nobody who has not logged in."""

    def expression(self, model: type[Model]) -> str:
        return f"{KETEN} IS NOT NULL"


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
class ViaVan(Bescherming):
    """The parent row is visible and names the acting deelname in `kolom`: its owner, its guide."""

    field: str
    kolom: str

    def expression(self, model: type[Model]) -> str:
        return _parent_exists(model, self.field, f" AND ouder.{self.kolom}_id = {MIJN}")


@dataclass(frozen=True)
class Een(Bescherming):
    """Any of several conditions, e.g. through the casus or because it is about my deelname.

    `schrijven` guards new and existing rows alike, `wijzigen` and `verwijderen` existing ones when
    others than who makes them work on them.
    """

    delen: tuple[Bescherming, ...]
    schrijven: Bescherming | None = None
    wijzigen: Bescherming | None = None
    verwijderen: Bescherming | None = None

    def expression(self, model: type[Model]) -> str:
        return " OR ".join(f"({deel.expression(model)})" for deel in self.delen)

    def werker(self, model: type[Model]) -> str:
        return " OR ".join(f"({deel.werker(model)})" for deel in self.delen)

    def insert_check(self, model: type[Model]) -> str:
        return (self.schrijven or self).expression(model)

    def change(self, model: type[Model]) -> str:
        return (self.wijzigen or self.schrijven or self).expression(model)

    def remove(self, model: type[Model]) -> str:
        return (self.verwijderen or self.wijzigen or self.schrijven or self).expression(model)


@dataclass(frozen=True)
class En(Bescherming):
    """All of several conditions."""

    delen: tuple[Bescherming, ...]

    def expression(self, model: type[Model]) -> str:
        return " AND ".join(f"({deel.expression(model)})" for deel in self.delen)

    def werker(self, model: type[Model]) -> str:
        return " AND ".join(f"({deel.werker(model)})" for deel in self.delen)


@dataclass(frozen=True)
class Datum(Bescherming):
    """A datum of a casus: who sees the casus reads it under the sharing rules; its supplier alone adds
    and changes it.

    `ook` names other deelname columns whose organisation works on the row as well. `samen` says why
    everyone in the casus does; then the policy in code decides alone.
    """

    ook: tuple[str, ...] = ()
    samen: str = ""
    casus: str = "casus"

    def expression(self, model: type[Model]) -> str:
        return _parent_exists(model, self.casus)

    def insert_check(self, model: type[Model]) -> str:
        return self.expression(model) if self.samen else self._own(model, ())

    def change(self, model: type[Model]) -> str:
        return self.expression(model) if self.samen else self._own(model, self.ook)

    def _own(self, model: type[Model], ook: tuple[str, ...]) -> str:
        mine = " OR ".join(f"{_column(model, f)} = {MIJN}" for f in ("leverancier", *ook))
        return f"({self.expression(model)}) AND ({mine})"


@dataclass(frozen=True)
class AlleenToevoegen(Bescherming):
    """Rows are added and read, never changed or removed; tasks read only when `werker_leest`."""

    lezen: Bescherming
    werker_leest: bool = True
    nieuw: Bescherming | None = None
    privileges = "SELECT, INSERT"

    @property
    def privileges_werker(self) -> str:  # type: ignore[override]
        return "SELECT, INSERT" if self.werker_leest else "INSERT"

    def expression(self, model: type[Model]) -> str:
        return self.lezen.expression(model)

    def werker(self, model: type[Model]) -> str:
        return self.lezen.werker(model)

    def insert_check(self, model: type[Model]) -> str:
        return self.nieuw.expression(model) if self.nieuw else "true"


@dataclass(frozen=True)
class AlleenFuncties(Bescherming):
    """Reached by definer functions only; tasks clear up what has expired. Say why."""

    reden: str
    privileges = "SELECT"
    privileges_werker = "SELECT, DELETE"

    def expression(self, model: type[Model]) -> str:
        return "false"

    def werker(self, model: type[Model]) -> str:
        return "true"


@dataclass(frozen=True, init=False)
class AlleenFunctiesVia(Via):
    """Kept by definer functions only; read by who may see the parent row."""

    privileges = "SELECT"
    privileges_werker = "SELECT, DELETE"


@dataclass(frozen=True)
class NietLeeg(Bescherming):
    """The row says in this column where it came from; part of a larger condition."""

    field: str

    def expression(self, model: type[Model]) -> str:
        return f"{_column(model, self.field)} IS NOT NULL"


@dataclass(frozen=True)
class Werkerboek(Bescherming):
    """Kept by tasks that span ketens (the seals of the logboek): people read, the werker adds."""

    reden: str
    privileges = "SELECT"
    privileges_werker = "SELECT, INSERT"

    def expression(self, model: type[Model]) -> str:
        return "true"

    def werker(self, model: type[Model]) -> str:
        return "true"


@dataclass(frozen=True)
class Historie(Bescherming):
    """History of a table, read by who reads the row; only the database writes it (geschiedenis.sql).

    Tasks take it away with the datum it belongs to, when its term is over.
    """

    van: Bescherming
    privileges = "SELECT"
    privileges_werker = "SELECT, DELETE"

    def expression(self, model: type[Model]) -> str:
        return self.van.expression(model)

    def werker(self, model: type[Model]) -> str:
        return self.van.werker(model)


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


def _related(model: type[Model], field: str) -> type[Model]:
    origin = getattr(model, "rls_origin", model)
    related = origin._meta.get_field(field).related_model
    if related is None or isinstance(related, str):
        raise ValueError(f"{origin.__name__}.{field} verwijst niet naar een tabel.")
    return related  # type: ignore[no-any-return]


def _step(model: type[Model], field: str) -> tuple[str, str]:
    """(table the field points at, column it points with)."""
    origin: Any = getattr(model, "rls_origin", model)
    return _related(model, field)._meta.db_table, str(origin._meta.get_field(field).column)


def _parent_exists(model: type[Model], field: str, and_: str = "") -> str:
    if field == "":  # history of a row that is a parent itself
        parent = model.rls_origin._meta.db_table  # type: ignore[attr-defined]
        column = f'"{model._meta.db_table}"."id"'
    else:
        parent, column = _related(model, field)._meta.db_table, _column(model, field)
    return f'EXISTS (SELECT 1 FROM "{parent}" ouder WHERE ouder.id = {column}{and_})'


def _child_exists(origin: type[Model], table: str, naam: str) -> str:
    relation = origin._meta.get_field(naam)
    child, column = relation.related_model, relation.field.column  # type: ignore[union-attr]
    return (
        f'EXISTS (SELECT 1 FROM "{child._meta.db_table}" kind '  # type: ignore[union-attr]
        f'WHERE kind."{column}" = "{table}"."id")'
    )


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
            cursor.execute(path.read_text())
        tables = set(connection.introspection.table_names(cursor))
        models = [m for m in own_models() if m._meta.db_table in tables]
        batch: list[str] = [
            "GRANT USAGE ON SCHEMA public TO app, werker, publiek, kopie, zichthouder",
            *_old_policies({m._meta.db_table for m in models}),
        ]
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
            cursor.execute(path.read_text())
        for sql in histories(models):
            _at_once([sql])


def _at_once(sql: list[str], tries: int = 30) -> None:
    """Run in one transaction; when somebody else has the table, let go and try again."""
    for attempt in range(1, tries + 1):
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL lock_timeout = '{WACHT}';\n" + ";\n".join(sql))
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
