"""Where facts come from, and making them again."""

from django.db import connection, transaction

# As the views feit_bron_* in feiten.sql.
BRONNEN = (
    "melding", "casus", "eersteweging", "tweedeweging", "doorlaatverbod", "overdracht", "agendapunt",
    "overleguitnodiging", "planvanaanpak", "actie", "betrokkene", "interventie", "bedenktijd", "nazorg",
    "evaluatieopdracht", "verbeterpunt", "termijn", "voorlichting",
)  # fmt: skip


def herbereken(bron: str) -> int:
    """Write the facts of one source that are missing or differ; of all ketens, role werker or eigenaar.

    What happened before there were facts counts as known from the moment it happened.
    Returns: how many rows were added; 0 when the facts were right.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT feiten_herbereken(%s)", [bron])
        return int(cursor.fetchone()[0])


def feiten_kloppen() -> list[str]:
    """Check of `manage.py verify`: the facts written live are the facts made again."""
    found = {}
    with transaction.atomic():
        for bron in BRONNEN:
            found[bron] = herbereken(bron)
        transaction.set_rollback(True)
    return [f"feiten van {bron}: {n} anders dan de rijen" for bron, n in found.items() if n]
