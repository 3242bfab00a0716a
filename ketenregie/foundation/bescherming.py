"""How rows of a table are protected: the conditions a model can choose from (`rls = Via("casus")`).

Each gives SQL for the policies that `rls.py` makes.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any

from django.db.models import Model

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
class Bescherming(ABC):
    """How rows of a table are protected; subclasses give the SQL conditions for app and werker.

    Who sees a row is not who changes it: `expression` is for reading, `insert_check` for a new row,
    `change` for an existing one and `remove` for taking it away. A row must be seen to be changed.
    People take away nothing, unless the model says why they may: `rls_weg = "..."`.
    """

    @abstractmethod
    def expression(self, model: type[Model]) -> str:
        """Which rows may be read, as SQL."""

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
