"""Counting in SQL over the facts, as they were known at the peildatum of each period."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from evaluatie.indicatoren.perioden import Periode
from evaluatie.indicatoren.schema import Indicator, Uitsplitsing, Vorm
from ketenregie.foundation import clock

TOTAAL = ""  # the cell of the whole
_NAAM = re.compile(r"\{(\w+)\}")
# The last row of a fact that was known at the peildatum, if that does not take it back.
BEKEND = (
    "(SELECT f.* FROM evaluatie_feit f WHERE f.keten_id = %(keten)s AND f.soort = '{soort}' "
    "AND f.vastgelegd_at < p.peil AND NOT f.vervallen "
    "AND (f.vervangen_at IS NULL OR f.vervangen_at >= p.peil))"
)


@dataclass(frozen=True, slots=True)
class Telling:
    """What was counted in one cell of one period; `waarde` only of a MEDIAAN."""

    teller: int
    noemer: int
    waarde: float | None = None


Tellingen = dict[tuple[Periode, str], Telling]


def tel(
    keten_id: UUID,
    indicator: Indicator,
    perioden: Iterable[Periode],
    *,
    uitsplitsing: Uitsplitsing | None = None,
    gemeenten: Sequence[str] = (),
    peil: datetime | None = None,
) -> Tellingen:
    """Count an indicator for some periods; one query.

    Args:
        gemeenten: of the area, for the indicator that counts them.
        peil: as of this moment instead of the own peildatum of each period (tests, benches).
    Returns: a Telling for each period (cell TOTAAL), and for each cell of the uitsplitsing that is not empty.
    """
    gevraagd = list(perioden)
    if not gevraagd:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            sql(indicator, uitsplitsing),
            parameters(keten_id, indicator, gevraagd, gemeenten=gemeenten, peil=peil),
        )
        rows = cursor.fetchall()
    per_van = {p.van: {q.tot: q for q in gevraagd if q.van == p.van} for p in gevraagd}
    return {
        (per_van[van][tot], groep): Telling(
            int(teller or 0), int(noemer or 0), None if waarde is None else float(waarde)
        )
        for van, tot, groep, teller, noemer, waarde in rows
    }


def parameters(
    keten_id: UUID,
    indicator: Indicator,
    perioden: Sequence[Periode],
    *,
    gemeenten: Sequence[str] = (),
    peil: datetime | None = None,
) -> dict[str, Any]:
    """What the query of `sql` asks for."""
    return {
        "keten": keten_id,
        "gemeenten": list(gemeenten),
        "van": [p.van for p in perioden],
        "tot": [p.tot for p in perioden],
        "peil": [peil or p.peil(indicator.volgdagen) for p in perioden],
        **_werkdagen(indicator, perioden),
    }


def sql(indicator: Indicator, uitsplitsing: Uitsplitsing | None = None) -> str:
    """The query of one indicator; parameters keten, van, tot, peil, gemeenten and the werkdagen."""
    groep = f"({uitsplitsing.sql})" if uitsplitsing else "''"
    binnen = (
        f"SELECT {groep} AS groep, {_kolommen(indicator)} FROM {indicator.bron}"
        f"{' GROUP BY 1' if uitsplitsing else ''}"
    )
    tekst = (
        "SELECT p.van, p.tot, t.groep, t.teller, t.noemer, t.waarde FROM unnest(%(van)s::date[], "
        "%(tot)s::date[], %(peil)s::timestamptz[]) AS p(van, tot, peil) "
        f"CROSS JOIN LATERAL ({binnen}) t"
    )
    tekst = tekst.replace("{werkdag_1}", _termijn("een")).replace("{werkdag_5}", _termijn("vijf"))
    return _NAAM.sub(lambda m: BEKEND.replace("{soort}", m[1]), tekst)


def sql_casussen(
    keten_id: UUID, indicator: Indicator, periode: Periode, *, geteld: bool
) -> tuple[str, list[Any]]:
    """Query for the keys of the casussen behind a figure, and its parameters in order.

    Args:
        geteld: those that count for the teller, or those that do not.
    """
    voorwaarde = indicator.teller if indicator.vorm is Vorm.DEEL and indicator.teller else "true"
    tekst = (
        "SELECT x.casus_sleutel FROM (SELECT %(van)s::date AS van, %(tot)s::date AS tot, "
        f"%(peil)s::timestamptz AS peil) p CROSS JOIN LATERAL (SELECT x.casus_sleutel FROM {indicator.bron} "
        f"AND {'' if geteld else 'NOT'} ({voorwaarde})) x WHERE x.casus_sleutel IS NOT NULL"
    )
    tekst = tekst.replace("{werkdag_1}", _termijn("een")).replace("{werkdag_5}", _termijn("vijf"))
    tekst = _NAAM.sub(lambda m: BEKEND.replace("{soort}", m[1]), tekst)
    waarden = {
        "keten": keten_id,
        "van": periode.van,
        "tot": periode.tot,
        "peil": periode.peil(indicator.volgdagen),
        **_werkdagen(indicator, [periode]),
    }
    # Django puts this text in a larger query, whose parameters have no names.
    namen = re.findall(r"%\((\w+)\)s", tekst)
    return re.sub(r"%\(\w+\)s", "%s", tekst), [waarden[naam] for naam in namen]


def _kolommen(indicator: Indicator) -> str:
    if indicator.vorm is Vorm.AANTAL:
        return "count(*) AS teller, 0 AS noemer, NULL::float AS waarde"
    if indicator.vorm is Vorm.MEDIAAN:
        return (
            "0 AS teller, count(*) AS noemer, "
            f"percentile_cont(0.5) WITHIN GROUP (ORDER BY {indicator.teller}) AS waarde"
        )
    if indicator.som[0]:
        teller, noemer = indicator.som
        return f"sum({teller}) AS teller, sum({noemer}) AS noemer, NULL::float AS waarde"
    return (
        f"count(*) FILTER (WHERE {indicator.teller}) AS teller, count(*) AS noemer, "
        "NULL::float AS waarde"
    )


def _termijn(naam: str) -> str:
    """The last day that is in time for what began on x.dag."""
    return f"(%({naam})s::date[])[x.dag - %(dag0)s::date + 1]"


def _werkdagen(indicator: Indicator, perioden: Sequence[Periode]) -> dict[str, Any]:
    """For each day of the periods the first and the fifth werkdag after it, in arrays by day."""
    if "{werkdag" not in indicator.teller:
        return {}
    begin, eind = min(p.van for p in perioden), max(p.tot for p in perioden)
    dagen = [begin + timedelta(days=n) for n in range((eind - begin).days)]
    later: list[date] = [
        d
        for n in range((eind - begin).days + 30)
        if clock.is_werkdag(d := begin + timedelta(days=n))
    ]
    een, vijf, plek = [], [], 0
    for dag in dagen:
        while later[plek] <= dag:
            plek += 1
        een.append(later[plek])
        vijf.append(later[plek + 4])
    return {"dag0": begin, "een": een, "vijf": vijf}
