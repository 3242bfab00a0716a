"""/metrics: for Prometheus, from inside, with a key. Without the right key there is no such page."""

import hmac
import os
from collections.abc import Iterator

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.core import Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from ketenregie.foundation.metingen.stand import Stand
from ketenregie.foundation.web import niet_gevonden


def register() -> CollectorRegistry:
    """What is told: the counts of all web processes, and how the system stands."""
    alles = CollectorRegistry()
    alles.register(Stand())
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        MultiProcessCollector(alles)  # type: ignore[no-untyped-call]
    else:
        alles.register(_Eigen())
    return alles


class _Eigen(Collector):
    """One process only (tests, runserver): what it counted itself."""

    def describe(self) -> Iterator[Metric]:
        return iter(())

    def collect(self) -> Iterator[Metric]:
        return (m for m in REGISTRY.collect() if m.name.startswith("ketenregie_"))


@require_GET
def metrics(request: HttpRequest) -> HttpResponse:
    sleutel: str = settings.METINGEN_TOKEN
    getoond = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not sleutel or not hmac.compare_digest(getoond.encode(), sleutel.encode()):
        return niet_gevonden(request)
    return HttpResponse(generate_latest(register()), content_type=CONTENT_TYPE_LATEST)
