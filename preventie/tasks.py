"""What happens after the commit, and at night."""

from uuid import UUID

from celery import shared_task

from cases.tasks import per_keten
from ketenregie.foundation import clock, logboek, outbox
from ketenregie.foundation.documenten import werk
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.outbox.models import Bericht
from preventie.models import Voorlichtingsmateriaal
from preventie.services.voorlichting import wis_deelnemers


@outbox.handler("voorlichtingsmateriaal.toegevoegd", naam="preventie.scan_materiaal")
def scan_materiaal(ids: dict[str, UUID], bericht: Bericht) -> None:
    """Out of quarantine, or shut for good; a scanner that is away makes this message come back."""
    rij = Voorlichtingsmateriaal.objects.select_for_update().filter(pk=ids["materiaal_id"]).first()
    if rij is None or not werk.scan_bestand(rij):
        return
    rij.save()
    besmet = rij.scan == Voorlichtingsmateriaal.Scan.BESMET
    logboek.record(
        Gebeurtenis.DOCUMENT_BESMET if besmet else Gebeurtenis.DOCUMENT_GESCAND, rij,
        details={"uitslag": rij.scan},
    )  # fmt: skip


@shared_task
def wis_deelnemers_van_voorlichting() -> int:
    """At night: names of participants of whom the day is a month ago."""
    return per_keten("deelnemers wissen", lambda: wis_deelnemers(clock.today()))
