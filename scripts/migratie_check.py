"""Whether a new migration leaves the code that still runs at work; docs/upgrade.md explains each rule.

python scripts/migratie_check.py             what is wrong with the migrations after the last release
python scripts/migratie_check.py --uitgave   a release: the migrations of now are its own from here
"""

import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

BASIS = Path(__file__).resolve().parent.parent
UITGEGEVEN = BASIS / "scripts/migraties_uitgegeven.txt"
KAMERS = (
    "foundation",
    "referentiemodel",
    "partners",
    "cases",
    "meldpunt",
    "preventie",
    "evaluatie",
    "privacy",
)
# A few hundred rows at most: an index or a constraint on these holds nobody up.
KLEIN = {"referentiemodel", "partners"}
# "room.name: what": the reason why this one may.
UITZONDERINGEN: dict[str, str] = {
    "cases.0003_privacyverzoeken: AlterField": "one more choice: no statement reaches the database",
    "evaluatie.0004_modelvraag: AddConstraint": "some hundreds of rows, and old code leaves the columns empty",
    "privacy.0002_privacyverzoeken: AddField": "privacy.0003 lets the columns fill themselves",
    "privacy.0003_vult_zichzelf: AlterField": "sets a default, in the catalogue alone",
}
ZWAAR_SQL = re.compile(
    r"alter\s+column\s+\S+\s+(set\s+data\s+)?type|set\s+not\s+null|drop\s+column|rename\s+(column|to)|drop\s+table|"
    r"create\s+(unique\s+)?index\s+(?!concurrently)|add\s+constraint(?!.*not\s+valid)|lock\s+table|vacuum\s+full",
    re.IGNORECASE | re.DOTALL,
)


def stappen(operations: Any) -> Iterator[Any]:
    """The operations, with those inside `in_een_keer` and SeparateDatabaseAndState."""
    for step in operations:
        inner = getattr(step, "steps", None) or getattr(step, "database_operations", None)
        if inner is not None:
            yield from stappen(inner)
        else:
            yield step


def gebreken_van(kamer: str, naam: str, operations: Any, *, atomic: bool = True) -> list[str]:
    """What is wrong with one migration, a sentence each."""
    alle = list(stappen(operations))
    nieuw = {s.name.lower() for s in alle if type(s).__name__ == "CreateModel"}
    groot = kamer not in KLEIN

    def fouten(stap: Any) -> Iterator[str]:
        soort, model = (
            type(stap).__name__,
            getattr(stap, "model_name", getattr(stap, "name", "")).lower(),
        )
        waar = f"{model}.{getattr(stap, 'name', '')}".strip(".")
        if soort in {"RemoveField", "DeleteModel", "RenameField", "RenameModel", "AlterModelTable"}:
            yield f"{soort} {waar}: de code die nog draait gebruikt het; doe dit een uitgave later"
        elif soort == "AlterField" and model not in nieuw:
            yield f"AlterField {waar}: zet er een kolom naast en neem de oude later weg"
        elif soort == "AddField" and model not in nieuw:
            veld = stap.field
            if not (veld.null or veld.many_to_many or veld.has_db_default()):
                yield f"AddField {waar}: oude code vult het niet; geef null=True of db_default"
            if groot and (veld.unique or getattr(veld, "db_index", False)):
                yield f"AddField {waar}: de index houdt schrijven tegen; maak hem apart met AddIndexConcurrently"
        elif soort in {"AddIndex", "RemoveIndex"} and model not in nieuw and groot:
            yield f"{soort} {waar}: houdt schrijven tegen; gebruik {soort}Concurrently"
        elif soort in {"AddConstraint", "AlterUniqueTogether"} and model not in nieuw and groot:
            yield f"{soort} {waar}: leest de hele tabel op slot; gebruik AddConstraintNotValid en later ValidateConstraint"
        elif soort.endswith("Concurrently") and atomic:
            yield f"{soort} {waar}: kan niet in een transactie; zet atomic = False"
        elif soort == "RunSQL":
            if ZWAAR_SQL.search(sql_van(stap)):
                yield "RunSQL: houdt een tabel vast of neemt iets weg"
            if stap.reverse_sql is None:
                yield "RunSQL: is niet terug te draaien"
        elif soort == "RunPython" and stap.reverse_code is None:
            yield "RunPython: is niet terug te draaien"

    if not atomic and len(alle) > 1:
        return [f"{kamer}.{naam}: zonder transactie hoort er één stap in een migratie"]
    return [f"{kamer}.{naam}: {fout}" for stap in alle for fout in fouten(stap)]


def sql_van(stap: Any) -> str:
    sql = stap.sql if isinstance(stap.sql, (list, tuple)) else [stap.sql]
    return ";\n".join(s[0] if isinstance(s, (list, tuple)) else str(s) for s in sql)


def uitgegeven() -> set[str]:
    """Migrations of the last release: code that runs somewhere knows them."""
    return {r for r in UITGEGEVEN.read_text().split("\n") if r and not r.startswith("#")}


def eigen() -> dict[str, Any]:
    """Our migrations by "room.name"; reads no database."""
    from django.db.migrations.loader import MigrationLoader

    loader = MigrationLoader(None)
    return {f"{k}.{n}": m for (k, n), m in sorted(loader.disk_migrations.items()) if k in KAMERS}


def gebreken() -> list[str]:
    """What is wrong with the migrations after the last release."""
    oud, found, alle = uitgegeven(), [], eigen()
    for sleutel, migratie in alle.items():
        if sleutel not in oud:
            kamer, naam = sleutel.split(".", 1)
            found += gebreken_van(kamer, naam, migratie.operations, atomic=migratie.atomic)
    found += [f"{naam}: is uitgegeven en is er niet meer" for naam in sorted(oud - alle.keys())]
    return [f for f in found if not any(f.startswith(u) for u in UITZONDERINGEN)]


def main(argv: list[str]) -> int:
    import django

    sys.path.insert(0, str(BASIS))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ketenregie.settings")
    django.setup()
    if argv == ["--uitgave"]:
        kop = "# Migrations of the last release; `scripts/migratie_check.py --uitgave` writes this file.\n"
        UITGEGEVEN.write_text(kop + "".join(f"{naam}\n" for naam in eigen()))
        return 0
    found = gebreken()
    print("\n".join(found) or "goed")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
