"""The inbox of a viewer: what may still be shown of it, and how many wait."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from cases.models import Casus
from ketenregie.foundation import postvak
from ketenregie.foundation.postvak.models import Gedempt, Postbericht
from ketenregie.foundation.registries import postsoorten
from ketenregie.foundation.viewer import Viewer
from ketenregie.foundation.voorbereid import VoorbereideSql

TEL_TOT = 99
STANDEN = {"nieuw": "Nieuw", "gelezen": "Gelezen", "klaar": "Klaar", "alle": "Alle"}


@dataclass(frozen=True, slots=True)
class Regel:
    """One message as its receiver sees it."""

    pk: UUID
    titel: str
    zin: str
    waarom: str
    soort: str
    pad: str
    kenmerk: str
    casus_id: UUID | None
    created_at: datetime
    gelezen: bool
    klaar: bool
    gedempt: bool


def zichtbaar(viewer: Viewer) -> Q:
    """A message about a casus counts only while the viewer sees that casus: else nothing of it is shown."""
    casus = Casus.objects.visible_to(viewer).filter(pk=OuterRef("casus_id"))  # type: ignore[attr-defined]
    return Q(casus_id=None) | Q(Exists(casus.order_by()))


def lijst(viewer: Viewer, stand: str) -> QuerySet[Postbericht]:
    """Messages that may be shown, newest first."""
    rijen = postvak.mijn(viewer).filter(zichtbaar(viewer))
    if stand == "nieuw":
        return rijen.filter(klaar_at=None, gelezen_at=None)
    if stand == "gelezen":
        return rijen.filter(klaar_at=None, gelezen_at__isnull=False)
    return rijen.filter(klaar_at__isnull=False) if stand == "klaar" else rijen


def regels(rijen: Iterable[Postbericht]) -> list[Regel]:
    """Two queries: what is muted, and the kenmerken."""
    rows = list(rijen)
    casussen = dict(
        Casus.objects.filter(pk__in={r.casus_id for r in rows if r.casus_id}).values_list(
            "pk", "kenmerk"
        )
    )
    stil = set(Gedempt.objects.filter(casus_id__in=casussen).values_list("casus_id", "deelname_id"))
    return [
        Regel(
            pk=r.pk,
            titel=r.titel,
            zin=r.zin,
            waarom=r.waarom,
            soort=kind.label if (kind := postsoorten.get(r.soort)) else "",
            pad=r.pad,
            kenmerk=casussen.get(r.casus_id, "") if r.casus_id else "",
            casus_id=r.casus_id,
            created_at=r.created_at,
            gelezen=r.gelezen_at is not None,
            klaar=r.klaar_at is not None,
            gedempt=(r.casus_id, r.deelname_id) in stil,
        )
        for r in rows
    ]


def ongelezen(viewer: Viewer) -> int:
    """How many are new, up to 99; one query. A muted casus does not count."""
    try:
        sql, waarden = _NIEUW.sql(viewer)
    except EmptyResultSet:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM ({sql}) AS nieuw", waarden)  # noqa: S608  Django wrote the SQL
        return int(cursor.fetchone()[0])


# Every page has it in its top bar.
_NIEUW = VoorbereideSql(
    lambda viewer: (
        lijst(viewer, "nieuw").filter(gedempt=False).order_by().values_list("pk")[:TEL_TOT]
    )
)
