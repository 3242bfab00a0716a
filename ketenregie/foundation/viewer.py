"""Who is acting: one value that the policy, the database and the logboek all read.

A `Viewer` is a medewerker acting for one deelname (organisatie in a keten) with one functie, or a
task acting for a keten with a doel. `acting_as` is the only place that tells the database.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection, transaction
from psycopg.pq import TransactionStatus

_viewer: ContextVar["Viewer | None"] = ContextVar("viewer", default=None)
_SETTINGS = ("app.deelname", "app.keten", "app.medewerker", "app.namens")
# Other facts of the running work that the database writes down, such as the reason of a change.
_extra: dict[str, Callable[[], str]] = {}


def session_setting(name: str, value: Callable[[], str]) -> None:
    """Let `acting_as` tell the database this too; `tell_session` when it changes in between."""
    _extra[name] = value


def tell_session(name: str) -> None:
    """Put the present value of a setting in the running transaction; outside one there is nothing to
    tell, and one that failed takes no more statements and loses the setting by its rollback."""
    if not connection.in_atomic_block or connection.connection is None:
        return
    if connection.connection.info.transaction_status == TransactionStatus.INERROR:
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, %s, true)", [name, _extra[name]()])


def session_values() -> list[str]:
    """Names and present values of the extra settings, in pairs, for `set_config`."""
    return [x for name, value in _extra.items() for x in (name, value())]


def set_configs(count: int) -> str:
    """SQL that puts `count` settings, for a SELECT list."""
    return ", ".join(["set_config(%s, %s, true)"] * count)


@dataclass(frozen=True, slots=True)
class Viewer:
    """Plain facts about the one who acts; holds no model, so every room may carry it.

    `nummer` is the number of the deelname, the only thing row level security knows.
    `systeem` is the doel of a task and empty for people and partner systems.
    In a vervanging `medewerker_id` is the person who really acts and `namens_id` the absent colleague
    whose lidmaatschap is used.
    """

    keten_id: UUID
    deelname_id: UUID | None = None
    nummer: int = 0
    medewerker_id: UUID | None = None
    lidmaatschap_id: UUID | None = None
    client_id: UUID | None = None
    functie: str = ""
    partnersoort: str = ""
    domein: str = ""
    group_id: int = 0
    publiek: bool = False
    meldpunt: bool = False
    procesregie: bool = False
    systeem: str = ""
    mandaten: frozenset[str] = frozenset()
    naam: str = ""
    namens_id: UUID | None = None
    namens: str = ""
    organisatie: str = ""
    keten: str = ""
    kleur: str = ""
    # Extra free days of the keten (foundation/clock.py).
    vrije_dagen: frozenset[date] = frozenset()
    # What the beheerder tells everyone today; whose work waits under another lidmaatschap.
    mededelingen: tuple[str, ...] = ()
    vervangt: tuple[str, ...] = ()

    @classmethod
    def voor_systeem(cls, keten_id: UUID, doel: str) -> "Viewer":
        """A task: sees its whole keten, only for the doel it names, only as database role werker."""
        if not doel:
            raise ValueError("Een systeemviewer heeft een doel nodig.")
        return cls(keten_id=keten_id, systeem=doel, naam="Systeem", organisatie="Ketenregie")

    @property
    def eigen_id(self) -> UUID:
        """Id of the deelname that acts, for what is written in its name; a task has none."""
        if self.deelname_id is None:
            raise RuntimeError("Een taak handelt niet namens een organisatie.")
        return self.deelname_id

    @property
    def recht_van_id(self) -> UUID | None:
        """The person whose rights on name count: in a vervanging those of the absent colleague."""
        return self.namens_id or self.medewerker_id

    @property
    def personen(self) -> frozenset[UUID]:
        """Everybody whose exclusions count: who acts, and for whom."""
        return frozenset(pk for pk in (self.medewerker_id, self.namens_id) if pk)

    @property
    def is_systeem(self) -> bool:
        return bool(self.systeem)


def current_viewer() -> Viewer | None:
    """The viewer of the running request, task or command; None outside `acting_as`."""
    return _viewer.get()


def require_viewer() -> Viewer:
    """The running viewer; a programming error when there is none."""
    viewer = _viewer.get()
    if viewer is None:
        raise RuntimeError("Geen viewer: gebruik acting_as(viewer).")
    return viewer


@contextmanager
def acting_as(viewer: Viewer) -> Iterator[Viewer]:
    """One transaction in which the database shows what the viewer's deelname may see.

    The settings are local to the transaction and put back afterwards: inside a test transaction
    (or a nested call) they would otherwise stay in force for whoever comes next.
    A task's viewer needs database role werker. A process that logs in as app cannot take that role,
    so a web request can never act as the system.
    """
    nested = connection.in_atomic_block
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, "
            + ", ".join(f"coalesce(current_setting('{s}', true), '')" for s in _SETTINGS)
            + ", "
            + set_configs(len(_SETTINGS) + len(_extra)),
            [*_pairs(_values(viewer)), *session_values()],
        )
        role, *old = cursor.fetchone()[: len(_SETTINGS) + 1]
        new_role = "werker" if viewer.is_systeem else _role_of_people(role)
        if new_role != role:
            cursor.execute(f"SET LOCAL ROLE {new_role}")
        token = _viewer.set(viewer)
        try:
            yield viewer
        finally:
            _viewer.reset(token)
            # The end of the outermost transaction takes the settings back by itself.
            usable = not connection.needs_rollback and not connection.closed_in_transaction
            if nested and usable:
                cursor.execute(
                    f"SELECT {set_configs(len(_SETTINGS) + len(_extra))}",
                    [*_pairs(old), *session_values()],
                )
                if new_role != role:
                    cursor.execute(f"SET LOCAL ROLE {role}")


def _role_of_people(role: str) -> str:
    """People and partner systems always act as app: a Celery worker steps down from werker."""
    return "app" if role in {"werker", "app"} else role


def _values(viewer: Viewer) -> list[str]:
    return [
        str(viewer.nummer or ""),
        str(viewer.keten_id),
        str(viewer.medewerker_id or ""),
        str(viewer.namens_id or ""),
    ]


def _pairs(values: list[str]) -> list[str]:
    return [x for pair in zip(_SETTINGS, values, strict=True) for x in pair]
