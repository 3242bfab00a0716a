"""What `manage.py verify` asks of the second lock: is the database exactly what the code declares?

Read from the catalogue of PostgreSQL, so any role may ask. Each finding is a Dutch sentence that names
the table, function or role.
"""

import re
from collections.abc import Iterator
from typing import Any

import pgtrigger
from django.apps import apps
from django.db import connection
from pgtrigger.core import INSTALLED

from ketenregie.foundation import haakjes, rls

DIENSTEN = ("app", "werker", "publiek", "kopie")
ROLLEN = (*DIENSTEN, "eigenaar", "zichthouder")
# Who may act as whom; anything more is a way around.
LIDMAATSCHAPPEN = {
    ("eigenaar", role) for role in (*DIENSTEN, "zichthouder")
} | {("werker", "app")}  # fmt: skip
_EIGEN_SCHEMA = "relnamespace = 'public'::regnamespace"
# Objects of extensions (pg_trgm and the like) come with PostgreSQL.
_GEEN_EXTENSIE = (
    "NOT EXISTS (SELECT FROM pg_depend x WHERE x.objid = {oid} AND x.deptype = 'e' "
    "AND x.classid = '{klasse}'::regclass)"
)


def problems() -> list[str]:
    """Every way in which the database differs from what the code declares."""
    return [
        *(f"{label} zegt niet hoe de rijen beschermd zijn" for label in rls.undeclared()),
        *_tables(),
        *_policies(),
        *_grants(),
        *_functions(),
        *_triggers(),
        *_partitions(),
        *_other_objects(),
        *_roles(),
    ]


def _rows(sql: str, *params: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())


def _protected() -> dict[str, Any]:
    return {m._meta.db_table: m for m in rls.own_models() if rls.protection_of(m) is not None}


# --- Tables and their policies -------------------------------------------------------------------


def _tables() -> Iterator[str]:
    state = {
        name: (on, forced, owner)
        for name, on, forced, owner in _rows(
            "SELECT relname, relrowsecurity, relforcerowsecurity, relowner::regrole::text "
            f"FROM pg_class WHERE {_EIGEN_SCHEMA} AND relkind IN ('r', 'p')"
        )
    }
    for table in _protected():
        if table not in state:
            yield f"tabel {table} bestaat niet"
        elif state[table][:2] != (True, True):
            yield f"tabel {table} heeft het tweede slot niet aan en afgedwongen"
    # Django and the packages keep accounts, sessions and tokens; they hold no case data.
    known = {m._meta.db_table for m in apps.get_models(include_auto_created=True)}
    partitions = set(_partition_names())
    for table, (_on, _forced, owner) in sorted(state.items()):
        if table not in known | partitions | {"django_migrations"}:
            yield f"tabel {table} staat in de database en niet in de code"
        if owner != "eigenaar":
            yield f"tabel {table} is van rol {owner}"


def _policies() -> Iterator[str]:
    present: dict[str, dict[str, tuple[Any, ...]]] = {}
    for table, name, permissive, roles, command, using, check in _rows(
        "SELECT tablename, policyname, permissive, roles::text[], cmd, qual, with_check "
        "FROM pg_policies WHERE schemaname = 'public'"
    ):
        value = (permissive, roles, command, _flat(using, table), _flat(check, table))
        present.setdefault(table, {})[name] = value
    for table, model in _protected().items():
        expected = {
            name: ("PERMISSIVE", [role], command, _flat(using, table), _flat(check, table))
            for name, role, command, using, check in rls._policies(model)
        }
        found = present.get(table, {})
        if found.keys() != expected.keys():
            names = sorted(found.keys() ^ expected.keys())
            yield f"tabel {table} heeft andere regels dan de code: {', '.join(names)}"
        for name in sorted(found.keys() & expected.keys()):
            if found[name] != expected[name]:
                yield f"regel {name} van tabel {table} is anders dan in de code"


def _flat(expression: str | None, table: str) -> str:
    """One form for what we wrote and for what PostgreSQL makes of it: without spaces, casts of literals,
    the prefix of the table itself, and the brackets that change nothing."""
    text = (expression or "").lower().replace('"', "")
    text = re.sub(r"\bas \w+", "", text)
    text = re.sub(r"::(text\[\]|uuid\[\]|text|character varying|integer|int|bigint)", "", text)
    text = re.sub(rf"\b{re.escape(table)}\.", "", text)
    return haakjes.vorm(text)


# --- Grants --------------------------------------------------------------------------------------


def _grants() -> Iterator[str]:
    protected = _protected()
    actual: dict[tuple[str, str], set[str]] = {}
    for table, role, right in _rows(
        "SELECT c.relname, coalesce(nullif(a.grantee, 0)::regrole::text, 'iedereen'), a.privilege_type "
        "FROM pg_class c, aclexplode(c.relacl) a "
        f"WHERE {_EIGEN_SCHEMA} AND c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f') "
        "AND a.grantee <> c.relowner"
    ):
        actual.setdefault((table, role), set()).add(right)
    columns: dict[tuple[str, str, str], set[str]] = {}
    for table, role, right, column in _rows(
        "SELECT c.relname, coalesce(nullif(x.grantee, 0)::regrole::text, 'iedereen'), "
        "x.privilege_type, a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid, "
        f"aclexplode(a.attacl) x WHERE {_EIGEN_SCHEMA} AND x.grantee <> c.relowner"
    ):
        columns.setdefault((table, role, right), set()).add(column)
    for (table, role, right), names in columns.items():
        actual.setdefault((table, role), set()).add(f"{right} ({', '.join(sorted(names))})")
    for table, model in protected.items():
        expected = rls._privileges(model)
        for role in sorted({r for t, r in actual if t == table} | set(expected)):
            found, wanted = actual.get((table, role), set()), expected.get(role, set())
            if more := sorted(found - wanted):
                yield f"rol {role} mag meer op tabel {table} dan in de code: {', '.join(more)}"
            if less := sorted(wanted - found):
                yield f"rol {role} mag minder op tabel {table} dan in de code: {', '.join(less)}"
    sequences = {
        name
        for (name,) in _rows(
            f"SELECT relname FROM pg_class WHERE {_EIGEN_SCHEMA} AND relkind = 'S'"
        )
    }
    for (name, role), rights in sorted(actual.items()):
        if name in protected:
            continue
        if role not in ROLLEN:
            yield f"{role} heeft rechten op {name}"
        elif name in sequences and "UPDATE" in rights:
            yield f"rol {role} mag de nummers van {name} terugzetten"
        elif {"TRUNCATE", "TRIGGER", "REFERENCES", "MAINTAIN"} & rights:
            yield f"rol {role} mag {name} leegmaken of er triggers op zetten"
    for role, soort in _rows(
        "SELECT defaclrole::regrole::text, defaclobjtype::text FROM pg_default_acl"
    ):
        yield f"rol {role} geeft standaard rechten weg op nieuwe objecten ({soort})"
    for role in ("app", "werker", "publiek", "kopie", "public"):
        if _rows("SELECT has_schema_privilege(%s, 'public', 'CREATE')", role)[0][0]:
            yield f"rol {role} mag objecten maken in het schema"


# --- Functions and triggers ----------------------------------------------------------------------


def _code() -> str:
    return "\n".join(path.read_text() for path in rls.all_sql())


def _code_functions() -> dict[str, tuple[str, str]]:
    """Name -> (head, body) of every function in the SQL of the rooms."""
    pattern = re.compile(r"CREATE OR REPLACE FUNCTION (\w+)([^$]*?)\$\$(.*?)\$\$", re.S)
    return {name: (head, body) for name, head, body in pattern.findall(_code())}


def _functions() -> Iterator[str]:
    expected = _code_functions()
    packaged = {"_pgtrigger_should_ignore", *(t.get_pgid(m) for m, t in pgtrigger.registered())}
    seen = set()
    foreign = _GEEN_EXTENSIE.format(oid="p.oid", klasse="pg_proc")
    for name, definer, owner, config, body, public, callers in _rows(
        "SELECT p.proname, p.prosecdef, p.proowner::regrole::text, coalesce(p.proconfig, '{}'), "
        "p.prosrc, p.proacl IS NULL OR EXISTS (SELECT FROM aclexplode(p.proacl) a WHERE a.grantee = 0), "
        "ARRAY(SELECT a.grantee::regrole::text FROM aclexplode(p.proacl) a WHERE a.grantee <> 0 "
        "AND a.grantee <> p.proowner) FROM pg_proc p "
        f"WHERE p.pronamespace = 'public'::regnamespace AND {foreign}"
    ):
        if name in packaged:
            continue  # by the package; `_triggers` compares them
        if name not in expected:
            reach = "ziet voorbij het slot en " if definer else ""
            yield f"functie {name} {reach}staat niet op de lijst"
            continue
        seen.add(name)
        head, source = expected[name]
        if body.strip() != source.strip() or definer != ("SECURITY DEFINER" in head):
            yield f"functie {name} is anders dan in de code"
        path = [x for x in config if x.startswith("search_path=")]
        wanted = re.search(r"SET search_path = ([\w, ]+?)\s*(?:SET|AS|\n|$)", head)
        if path != ([f"search_path={wanted[1].strip()}"] if wanted else []):
            yield f"functie {name} zoekt haar tabellen op een andere plaats dan in de code"
        if not definer:
            continue
        if owner not in {"zichthouder", "eigenaar"}:
            yield f"functie {name} is van rol {owner}"
        if public:
            yield f"functie {name} ziet voorbij het slot en iedereen mag haar aanroepen"
        allowed = _may_call(name)
        if extra := sorted(set(callers) - allowed):
            yield f"functie {name} mag ook worden aangeroepen door {', '.join(extra)}"
    yield from (f"functie {name} ontbreekt" for name in sorted(expected.keys() - seen))


def _may_call(name: str) -> set[str]:
    """Roles to which the SQL of the rooms grants this function."""
    grants = re.findall(r"GRANT EXECUTE ON FUNCTION (.*?)\s+TO ([\w, ]+);", _code(), re.S)
    return {
        role.strip()
        for functions, roles in grants
        if re.search(rf"\b{name}\(", functions)
        for role in roles.split(",")
    }


_TRIGGER = re.compile(
    r"CREATE (?:OR REPLACE )?TRIGGER (\w+)\s+(BEFORE|AFTER) ([^%;]*?)\s+ON (\S+)\s+"
    r"FOR EACH (ROW|STATEMENT)\s+EXECUTE FUNCTION (\w+)\((.*?)\)",
    re.S,
)


def _trigger(found: "re.Match[str]") -> tuple[tuple[str, str], tuple[Any, ...]]:
    name, when, events, table, level, function, arguments = found.groups()
    table = table.removeprefix("public.").strip('"')
    what = frozenset(" ".join(e.split()) for e in events.split(" OR "))
    return (table, name), (when, what, level, function, arguments.replace(" ", ""))


def _triggers() -> Iterator[str]:
    code = "\n".join([_code(), *rls.histories(rls.own_models())])
    expected = dict(_trigger(m) for m in _TRIGGER.finditer(code) if "%" not in m[4])
    actual: dict[tuple[str, str], tuple[Any, ...]] = {}
    for definition, enabled in _rows(
        "SELECT pg_get_triggerdef(t.oid), t.tgenabled::text FROM pg_trigger t "
        "JOIN pg_class c ON c.oid = t.tgrelid "
        f"WHERE NOT t.tgisinternal AND {_EIGEN_SCHEMA} AND c.relispartition = false"
    ):
        match = _TRIGGER.search(definition)
        if "pgtrigger_" in definition:
            continue
        if match is None:
            yield f"een trigger is anders dan in de code: {definition[:80]}"
            continue
        key, value = _trigger(match)
        actual[key] = value
        if enabled not in {"O", "A"}:
            yield f"trigger {key[1]} van tabel {key[0]} staat uit"
    for table, name in sorted(expected.keys() | actual.keys()):
        found, wanted = actual.get((table, name)), expected.get((table, name))
        if found is None:
            yield f"trigger {name} van tabel {table} ontbreekt"
        elif wanted is None:
            yield f"trigger {name} van tabel {table} staat niet in de code"
        elif found != wanted:
            yield f"trigger {name} van tabel {table} is anders dan in de code"
    for model, declared in pgtrigger.registered():
        if declared.get_installation_status(model) != (INSTALLED, True):
            yield f"trigger {declared.name} van tabel {model._meta.db_table} ontbreekt of is anders"


# --- Everything else -----------------------------------------------------------------------------


def _partition_names() -> list[str]:
    return [
        name
        for (name,) in _rows(
            "SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid "
            "WHERE i.inhparent = 'public.logboek_regel'::regclass"
        )
    ]


def _partitions() -> Iterator[str]:
    """A month of the logboek is reached through its parent only, and shut by itself as well."""
    for name, shut, triggers, roles in _rows(
        "SELECT c.relname, c.relrowsecurity AND c.relforcerowsecurity, "
        "(SELECT count(*) FROM pg_trigger t WHERE t.tgrelid = c.oid AND t.tgenabled IN ('O', 'A') "
        "AND t.tgname IN ('logboek_deel_vast', 'logboek_regel_vast')), "
        "ARRAY(SELECT coalesce(nullif(a.grantee, 0)::regrole::text, 'iedereen') || ':' || a.privilege_type "
        "FROM aclexplode(c.relacl) a WHERE a.grantee <> c.relowner) "
        "FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid "
        "WHERE i.inhparent = 'public.logboek_regel'::regclass"
    ):
        if not shut:
            yield f"deel {name} van het logboek heeft het tweede slot niet aan en afgedwongen"
        if triggers != 2:
            yield f"deel {name} van het logboek kan worden veranderd: een trigger ontbreekt of staat uit"
        if extra := sorted(set(roles) - {"kopie:SELECT"}):
            yield f"deel {name} van het logboek is rechtstreeks te bereiken: {', '.join(extra)}"


def _other_objects() -> Iterator[str]:
    foreign = _GEEN_EXTENSIE.format(oid="c.oid", klasse="pg_class")
    for name, kind, invoker in _rows(
        "SELECT c.relname, c.relkind::text, "
        "coalesce('security_invoker=true' = ANY(c.reloptions), false) "
        f"FROM pg_class c WHERE {_EIGEN_SCHEMA} AND c.relkind IN ('v', 'm', 'f') AND {foreign}"
    ):
        if kind == "v" and not invoker:
            yield f"view {name} kijkt niet met de ogen van de vrager"
        elif kind == "m":
            yield f"view {name} bewaart rijen zonder slot (materialized)"
        elif kind == "f":
            yield f"tabel {name} staat in een andere database en heeft geen slot"
    for (name,) in _rows(
        "SELECT nspname FROM pg_namespace WHERE nspname NOT LIKE 'pg\\_%%' "
        "AND nspname NOT IN ('public', 'information_schema')"
    ):
        yield f"schema {name} staat niet in de code"


def _roles() -> Iterator[str]:
    known = {name: rights for name, *rights in _rows(
        "SELECT rolname, rolsuper, rolbypassrls, rolcreaterole, rolcanlogin FROM pg_roles "
        "WHERE rolname = ANY(%s)", list(ROLLEN)
    )}  # fmt: skip
    for name in ROLLEN:
        if name not in known:
            yield f"rol {name} bestaat niet"
            continue
        superuser, bypass, creates, login = known[name]
        if superuser or creates or (bypass and name != "zichthouder"):
            yield f"rol {name} mag de sloten omzeilen"
        if name == "zichthouder" and login:
            yield "rol zichthouder kan inloggen"
    for member, role in _rows(
        "SELECT m.rolname, r.rolname FROM pg_auth_members a JOIN pg_roles m ON m.oid = a.member "
        "JOIN pg_roles r ON r.oid = a.roleid WHERE r.rolname = ANY(%s) OR m.rolname = ANY(%s)",
        list(ROLLEN), list(ROLLEN),
    ):  # fmt: skip
        if (member, role) not in LIDMAATSCHAPPEN:
            yield f"rol {member} mag handelen als {role}"
    for name, owner in _rows(
        "SELECT c.relname, c.relowner::regrole::text FROM pg_class c "
        f"WHERE {_EIGEN_SCHEMA} AND c.relkind IN ('v', 'm', 'S', 'f') "
        "AND c.relowner::regrole::text = ANY(%s)", list(DIENSTEN)
    ):  # fmt: skip
        yield f"{name} is van rol {owner}, die mensen bedient"
