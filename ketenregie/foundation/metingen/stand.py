"""How the whole system stands at the moment that somebody asks: messages, tasks, queue, database, seals."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from ketenregie.foundation import health, pols

# Who else is in the database may be a person by name: that is "anders".
ROLLEN = frozenset({"app", "werker", "publiek", "kopie", "eigenaar"})
UITLEG = {
    "berichten_wachtend": "Berichten die nog niet verzonden zijn",
    "berichten_hardnekkig": "Berichten die na vijf pogingen nog niet verzonden zijn",
    "oudste_bericht_seconden": "Hoe lang het oudste bericht wacht",
    "oudste_taak_seconden": "Hoe lang de oudste wachtende taak wacht",
    "taken": "Taken die wachten of lopen, en wat er van een dag klaar of mislukt is",
}


class Stand(Collector):
    """Read at each question; what does not answer is left out, and `bereikbaar` says so."""

    def describe(self) -> Iterator[Metric]:
        return iter(())

    def collect(self) -> Iterator[Metric]:
        database, broker = health.database_answers(), health.broker_answers()
        bereikbaar = GaugeMetricFamily(
            "ketenregie_bereikbaar", "1 als het onderdeel antwoordt", labels=["onderdeel"]
        )
        bereikbaar.add_metric(["database"], database)
        bereikbaar.add_metric(["broker"], broker)
        yield bereikbaar
        if database:
            yield from _uit_database()
            yield from _verbindingen()
        if broker:
            yield from _wachtrijen()
        yield from _pols()


def _uit_database() -> Iterator[Metric]:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT naam, soort, waarde FROM bedrijfsstand()")
            rijen = cursor.fetchall()
    except DatabaseError:  # between two versions: the function comes with `migrate`
        return
    per_naam: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for naam, soort, waarde in rijen:
        per_naam[naam].append((soort, waarde))
    for naam, waarden in sorted(per_naam.items()):
        labels = ["status"] if any(soort for soort, _ in waarden) else []
        meting = GaugeMetricFamily(f"ketenregie_{naam}", UITLEG[naam], labels=labels)
        for soort, waarde in waarden:
            meting.add_metric([soort] if labels else [], waarde)
        yield meting


def _verbindingen() -> Iterator[Metric]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT usename, count(*) FROM pg_stat_activity WHERE datname = current_database() GROUP BY 1"
        )
        per_rol: dict[str, int] = defaultdict(int)
        for rol, aantal in cursor.fetchall():
            per_rol[rol if rol in ROLLEN else "anders"] += aantal
        cursor.execute("SELECT current_setting('max_connections')::int")
        (hoogstens,) = cursor.fetchone()
    meting = GaugeMetricFamily(
        "ketenregie_databaseverbindingen", "Verbindingen met de database", labels=["rol"]
    )
    for rol, aantal in sorted(per_rol.items()):
        meting.add_metric([rol], aantal)
    yield meting
    yield GaugeMetricFamily(
        "ketenregie_databaseverbindingen_hoogstens", "Zo veel laat PostgreSQL er toe", hoogstens
    )


def _wachtrijen() -> Iterator[Metric]:
    meting = GaugeMetricFamily(
        "ketenregie_wachtrij", "Opdrachten die op een worker wachten", labels=["wachtrij"]
    )
    try:
        for naam in settings.WACHTRIJEN:
            meting.add_metric([naam], float(health.broker().llen(naam)))
    except redis.RedisError:
        return
    yield meting


def _pols() -> Iterator[Metric]:
    meting = GaugeMetricFamily(
        "ketenregie_pols_seconden", "Zo lang geleden kwam dit voor het laatst langs", labels=["wat"]
    )
    for wat in (pols.KLOK, pols.ZEGEL):
        if (leeftijd := pols.leeftijd(wat)) is not None:
            meting.add_metric([wat], leeftijd)
    yield meting
