"""The logboek: who saw or changed what, and why. Lines are added, never changed.

A service records what it did (`record`); a page or API view names what it showed (`bekeken`, `lijst`).
The middleware opens a `Verzoeklog` per request and writes its one line in the request's own
transaction, also when the request was refused and everything else was rolled back.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from ketenregie.foundation import clock
from ketenregie.foundation.logboek.gebeurtenissen import Gebeurtenis
from ketenregie.foundation.logboek.models import KOLOMMEN, Logregel, LogregelQuerySet
from ketenregie.foundation.viewer import Viewer, current_viewer

__all__ = [
    "GELUKT",
    "GEWEIGERD",
    "MISLUKT",
    "Gebeurtenis",
    "Verzoeklog",
    "bekeken",
    "huidig_verzoek",
    "lijst",
    "maak_partities",
    "noem",
    "record",
    "verzoek",
    "voor_casus",
]

GELUKT, GEWEIGERD, MISLUKT = "gelukt", "geweigerd", "mislukt"

# Without RETURNING: publiek may add a line and read none.
_INSERT = (
    f"INSERT INTO logboek_regel ({', '.join(KOLOMMEN)}) "  # noqa: S608  (fixed names)
    f"VALUES ({', '.join(['%s'] * len(KOLOMMEN))})"
)
_verzoek: ContextVar[Verzoeklog | None] = ContextVar("logboek_verzoek", default=None)


@dataclass(slots=True)
class Verzoeklog:
    """What one request, task or command did; becomes one line.

    `kanaal` is "web", "api", "taak" or "commando"; `route` the name of the URL pattern or task, never
    the address itself.
    """

    kanaal: str = "web"
    route: str = ""
    id: UUID = field(default_factory=uuid.uuid4)
    gebeurtenis: str = Gebeurtenis.VERZOEK
    object_type: str = ""
    object_id: UUID | None = None
    casus_id: UUID | None = None
    doel: str = ""
    regel: str = ""
    reden: str = ""
    details: dict[str, Any] = field(default_factory=dict)
    geparkeerd: list[tuple[Any, ...]] = field(default_factory=list)

    def bekeken(
        self, obj: Any, *, casus: Any = None, regel: str = "", doel: str = "", reden: str = ""
    ) -> None:
        """This request shows `obj`; the first object is the line's subject, others are added to it."""
        soort, pk, casus_id = _subject(obj, casus)
        if self.object_id is None and not self.object_type:
            self.gebeurtenis = Gebeurtenis.BEKEKEN
            self.object_type, self.object_id, self.casus_id = soort, pk, casus_id
            self.regel, self.doel, self.reden = regel, doel, reden
        elif (soort, pk) != (self.object_type, self.object_id):
            self.details.setdefault("ook", []).append({"type": soort, "id": str(pk)})

    def lijst(self, soort: str, ids: Iterable[UUID]) -> None:
        """This request shows these rows of a list."""
        shown = [str(pk) for pk in ids]
        if not self.object_type:
            self.gebeurtenis = Gebeurtenis.LIJST_BEKEKEN
            self.object_type = soort
        self.details.setdefault("lijsten", {}).setdefault(soort, []).extend(shown)

    def noem(
        self,
        gebeurtenis: Gebeurtenis,
        *,
        casus: Any = None,
        regel: str = "",
        reden: str = "",
        details: Mapping[str, Any] | None = None,
    ) -> None:
        """This request is about something that has no row of its own, such as the logboek itself."""
        self.gebeurtenis = gebeurtenis
        self.casus_id = getattr(casus, "pk", casus)
        self.regel, self.reden = regel, reden
        self.details |= details or {}

    def schrijf(
        self,
        *,
        viewer: Viewer | None = None,
        actie: str = "R",
        uitkomst: str = GELUKT,
        reden: str = "",
        regel: str = "",
        status: int | None = None,
    ) -> None:
        """Write the line, and the refusals that services recorded before their work was rolled back.

        Call it once, inside the request's transaction and after the savepoint of the view.
        Args:
            status: HTTP status, kept in the details.
        """
        parked, self.geparkeerd = self.geparkeerd, []
        line = _values(
            gebeurtenis=self.gebeurtenis,
            subject=(self.object_type, self.object_id, self.casus_id),
            viewer=viewer or current_viewer(),
            actie=actie,
            uitkomst=uitkomst,
            reden=reden or self.reden,
            regel=regel or self.regel,
            doel=self.doel,
            at=None,
            details=self.details | ({"status": status} if status else {}),
            log=self,
        )
        _insert([*parked, line])


def huidig_verzoek() -> Verzoeklog | None:
    """The log of the running request or task; None outside one."""
    return _verzoek.get()


@contextmanager
def verzoek(*, kanaal: str, route: str = "", id: UUID | None = None) -> Iterator[Verzoeklog]:
    """Open the log of one request, task or command; lines inside carry its id, kanaal and route."""
    log = Verzoeklog(kanaal=kanaal, route=route, id=id or uuid.uuid4())
    token = _verzoek.set(log)
    try:
        yield log
    finally:
        _verzoek.reset(token)


def record(
    gebeurtenis: Gebeurtenis,
    obj: Any = None,
    *,
    viewer: Viewer | None = None,
    casus: Any = None,
    actie: str = "U",
    uitkomst: str = GELUKT,
    reden: str = "",
    regel: str = "",
    doel: str = "",
    at: datetime | None = None,
    details: Mapping[str, Any] | None = None,
) -> None:
    """Add one line, in the running transaction.

    A line that is not "gelukt" inside a request waits for the end of it, because the refusal that
    follows rolls everything back: the line stays.
    Args:
        obj: the row it is about; its table and id are kept. `casus` may be a row or an id and is
            read from `obj` when absent.
        actie: C, R, U, D or E (executed).
        at: moment of the event, timezone-aware; now when absent.
        details: names of fields and ids only, never contents.
    """
    log = huidig_verzoek()
    line = _values(
        gebeurtenis=gebeurtenis,
        subject=_subject(obj, casus),
        viewer=viewer or current_viewer(),
        actie=actie,
        uitkomst=uitkomst,
        reden=reden,
        regel=regel,
        doel=doel,
        at=at,
        details=details or {},
        log=log,
    )
    if log is not None and uitkomst != GELUKT:
        log.geparkeerd.append(line)
    else:
        _insert([line])


def bekeken(
    obj: Any, *, casus: Any = None, regel: str = "", doel: str = "", reden: str = ""
) -> None:
    """The viewer sees `obj`: on the request's line, or as a line of its own outside a request."""
    if (log := huidig_verzoek()) is not None:
        log.bekeken(obj, casus=casus, regel=regel, doel=doel, reden=reden)
    else:
        record(
            Gebeurtenis.BEKEKEN, obj, casus=casus, regel=regel, doel=doel, reden=reden, actie="R"
        )


def lijst(soort: str, ids: Iterable[UUID]) -> None:
    """The viewer sees these rows in a list; see `bekeken`."""
    if (log := huidig_verzoek()) is not None:
        log.lijst(soort, ids)
    else:
        shown = {"lijsten": {soort: [str(pk) for pk in ids]}}
        record(Gebeurtenis.LIJST_BEKEKEN, actie="R", details=shown)


def noem(
    gebeurtenis: Gebeurtenis,
    *,
    casus: Any = None,
    regel: str = "",
    reden: str = "",
    details: Mapping[str, Any] | None = None,
) -> None:
    """This request (or, outside one, a line of its own) is about `gebeurtenis` without an object."""
    if (log := huidig_verzoek()) is not None:
        log.noem(gebeurtenis, casus=casus, regel=regel, reden=reden, details=details)
    else:
        record(gebeurtenis, casus=casus, regel=regel, reden=reden, actie="R", details=details)


def voor_casus(casus_id: UUID) -> LogregelQuerySet:
    """Every line about one casus that the viewer's keten may read, oldest first."""
    return Logregel.objects.all().voor_casus(casus_id)


def maak_partities(van: date, tot: date) -> int:
    """Make the monthly partitions from `van` up to `tot` that are missing; role werker or eigenaar.

    Returns: how many were made.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT logboek_partities(%s, %s)", [van, tot])
        return int(cursor.fetchone()[0])


def _subject(obj: Any, casus: Any) -> tuple[str, UUID | None, UUID | None]:
    """(table name of the model, id, id of the casus)."""
    casus_id = getattr(casus, "pk", casus)
    if obj is None:
        return "", None, casus_id
    soort = obj._meta.label_lower
    pk = obj.pk if isinstance(obj.pk, UUID) else None
    if casus_id is None:
        casus_id = pk if obj._meta.model_name == "casus" else getattr(obj, "casus_id", None)
    return soort, pk, casus_id


def _values(
    *,
    gebeurtenis: str,
    subject: tuple[str, UUID | None, UUID | None],
    viewer: Viewer | None,
    actie: str,
    uitkomst: str,
    reden: str,
    regel: str,
    doel: str,
    at: datetime | None,
    details: Mapping[str, Any],
    log: Verzoeklog | None,
) -> tuple[Any, ...]:
    """The columns of one line in the order of `KOLOMMEN`."""
    if viewer and viewer.namens_id:  # the line names who really acted, and for whom
        details = {**details, "namens": str(viewer.namens_id)}
    who: tuple[Any, ...] = (
        (viewer.keten_id, viewer.deelname_id, viewer.medewerker_id, viewer.client_id)
        if viewer
        else (None, None, None, None)
    )
    systeem = viewer.systeem if viewer else ""
    return (
        at or clock.now(),
        *who,
        viewer.functie if viewer else "",
        str(gebeurtenis),
        actie,
        *subject,
        doel or systeem,
        regel,
        uitkomst,
        reden,
        log.id if log else None,
        log.kanaal if log else ("taak" if systeem else "commando"),
        log.route if log else "",
        json.dumps(dict(details), default=str),
    )


def _insert(lines: list[tuple[Any, ...]]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(_INSERT, lines)
