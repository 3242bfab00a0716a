"""What a version of the convenant would change in the running casussen, over the real data.

The database brings every datum down to its question (category, soort, supplier, hoofdstap, doel,
receiver, letters); the Regelboek answers each question once, for the rules in force and for the version.
Two counts and two Regelboeken, however many casussen. What leaves is counts.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import connection

from cases.models import OPEN, Betrokkenheid, Casus, Gegeven
from ketenregie.foundation.viewer import Viewer
from partners.convenant.beeld import controlegetal
from partners.models import Convenant, Effectberekening
from partners.sharing import Omstandigheid, Regelboek
from referentiemodel.enums import Rasci
from referentiemodel.loader import model_van


@dataclass(frozen=True, slots=True)
class _Groep:
    """Data that get the same answer: everything a decision looks at."""

    modelversie_id: UUID
    hoofdstap: str
    doel: str
    ontvanger: UUID
    letters: str
    gegevenscategorie: str
    gegevenssoort: str
    leverancier_id: UUID
    uittreedbesluit: str

    @property
    def pk(self) -> UUID:
        return self.leverancier_id


def bereken(
    keten_id: UUID, convenant: Convenant, meld: Callable[[int, int], None] = lambda *_: None
) -> Effectberekening:
    """Compute and keep the effect; run as a systeem viewer of the keten.

    Args:
        meld: told how far it is, in four steps.
    """
    regels = list(convenant.deelregels.all())
    nu, straks = Regelboek(keten_id), Regelboek(keten_id, versie=convenant)
    meld(1, 4)
    groepen = _groepen(keten_id)
    meld(2, 4)
    changed: list[tuple[_Groep, str, str]] = []
    totals: dict[tuple[UUID, str, str, str], int] = defaultdict(int)
    letters: dict[tuple[UUID, str, str], Rasci | None] = {}
    for groep, aantal in groepen:
        leverancier = nu.leveranciers.get(groep.ontvanger)
        if leverancier is None:
            continue
        key = (groep.modelversie_id, groep.hoofdstap, groep.letters)
        if key not in letters:
            letters[key] = _sterkste(*key)
        viewer = Viewer(
            keten_id=keten_id,
            deelname_id=groep.ontvanger,
            partnersoort=leverancier.partnersoort,
            domein=leverancier.domein,
        )
        om = Omstandigheid(letters[key], groep.hoofdstap, groep.doel)
        van = str(nu.beslis(viewer, om, groep).uitkomst)
        naar = str(straks.beslis(viewer, om, groep).uitkomst)
        if van != naar:
            changed.append((groep, van, naar))
            totals[groep.ontvanger, groep.gegevenscategorie, van, naar] += aantal
    meld(3, 4)
    casussen = _casussen(keten_id, changed) if changed else {}
    open_casussen = Casus.objects.filter(keten_id=keten_id, status__in=OPEN)
    effect = Effectberekening.objects.create(
        convenant=convenant,
        controlegetal=controlegetal(convenant, regels),
        casussen=open_casussen.count(),
        gegevens=_aantal(keten_id),
        rijen=[
            [str(key[0]), *key[1:], aantal, casussen.get(key, 0)]
            for key, aantal in sorted(totals.items(), key=lambda item: (-item[1], str(item[0])))
        ],
    )
    meld(4, 4)
    return effect


def _sterkste(modelversie_id: UUID, hoofdstap: str, letters: str) -> Rasci | None:
    """Strongest letter within the hoofdstap, as on the pages."""
    held: dict[str, str] = json.loads(letters)
    steps = model_van(modelversie_id).activiteiten_van(hoofdstap)
    found = {Rasci(x) for a in steps for x in held.get(a.sleutel, "")}
    return max(found, key=lambda letter: letter.sterkte, default=None)


def _datums() -> str:
    """Every table of data under one another: a new kind of Gegeven takes part by itself."""
    tables = sorted(
        m._meta.db_table
        for m in apps.get_models()
        if issubclass(m, Gegeven) and any(f.name == "casus" for f in m._meta.fields)
    )
    return " UNION ALL ".join(
        "SELECT casus_id, gegevenscategorie, gegevenssoort, leverancier_id, uittreedbesluit "  # noqa: S608  names from the code
        f'FROM "{table}"'
        for table in tables
    )


_SLEUTELS = (
    "k.modelversie_id, k.hoofdstap, k.doel, b.deelname_id, b.letters::text, d.gegevenscategorie, "
    "d.gegevenssoort, d.leverancier_id, d.uittreedbesluit"
)


def _van() -> str:
    """Open casussen x who takes part x what others supplied, per casus counted first."""
    return (
        "FROM (SELECT casus_id, gegevenscategorie, gegevenssoort, leverancier_id, uittreedbesluit, "  # noqa: S608  names from the code
        f"count(*) AS n FROM ({_datums()}) alles GROUP BY 1, 2, 3, 4, 5) d "
        f'JOIN "{Casus._meta.db_table}" k ON k.id = d.casus_id '
        f"JOIN \"{Betrokkenheid._meta.db_table}\" b ON b.casus_id = k.id AND b.status = 'aanvaard' "
        "AND (b.eindigt_at IS NULL OR b.eindigt_at > now()) AND b.deelname_id <> d.leverancier_id "
    )


def _groepen(keten_id: UUID) -> Iterable[tuple[_Groep, int]]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {_SLEUTELS}, sum(d.n) {_van()} "
            "WHERE k.keten_id = %s AND k.status = ANY(%s) GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9",
            [keten_id, list(OPEN)],
        )
        return [(_Groep(*row[:9]), int(row[9])) for row in cursor.fetchall()]


def _casussen(
    keten_id: UUID, changed: list[tuple[_Groep, str, str]]
) -> dict[tuple[UUID, str, str, str], int]:
    """Distinct casussen behind each changed cell."""
    rows = [
        {
            "mv": str(g.modelversie_id), "h": g.hoofdstap, "doel": g.doel, "o": str(g.ontvanger),
            "l": g.letters, "c": g.gegevenscategorie, "s": g.gegevenssoort,
            "lev": str(g.leverancier_id), "u": g.uittreedbesluit, "van": van, "naar": naar,
        }
        for g, van, naar in changed
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT b.deelname_id, d.gegevenscategorie, w.van, w.naar, count(DISTINCT k.id) "
            f"{_van()} JOIN jsonb_to_recordset(%s::jsonb) AS w(mv uuid, h text, doel text, o uuid, l text, "
            "c text, s text, lev uuid, u text, van text, naar text) ON w.mv = k.modelversie_id "
            "AND w.h = k.hoofdstap AND w.doel = k.doel AND w.o = b.deelname_id AND w.l = b.letters::text "
            "AND w.c = d.gegevenscategorie AND w.s = d.gegevenssoort AND w.lev = d.leverancier_id "
            "AND w.u = d.uittreedbesluit WHERE k.keten_id = %s AND k.status = ANY(%s) "
            "GROUP BY 1, 2, 3, 4",
            [json.dumps(rows), keten_id, list(OPEN)],
        )
        return {(row[0], row[1], row[2], row[3]): int(row[4]) for row in cursor.fetchall()}


def _aantal(keten_id: UUID) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*) FROM ({_datums()}) d "  # noqa: S608  names from the code
            f'JOIN "{Casus._meta.db_table}" k ON k.id = d.casus_id '
            "WHERE k.keten_id = %s AND k.status = ANY(%s)",
            [keten_id, list(OPEN)],
        )
        row: tuple[Any, ...] = cursor.fetchone()
        return int(row[0])
