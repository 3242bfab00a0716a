"""Sending gebeurtenissen to the addresses of partners: signed, in order per casus, again until it works.

A line of `Levering` is written together with the gebeurtenis it carries; this only empties them. A crash
between sending and noting it sends the same message again, with the same `webhook-id`.
"""

import base64
import contextlib
import hashlib
import hmac
import json
from datetime import datetime, timedelta
from time import monotonic
from typing import Any
from uuid import UUID

from celery import shared_task
from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef

from cases import gebeurtenissen
from cases.models import Abonnement, Gebeurtenisbericht, Levering
from cases.models.gebeurtenis import BEWAARD
from cases.services.abonnement import geheimen_van
from ketenregie.foundation import clock, outbox, uitgaand
from ketenregie.foundation.outbox.models import Bericht
from ketenregie.foundation.viewer import acting_as
from ketenregie.foundation.werker import als_werker
from partners.access.viewers import viewer_of_client
from partners.models import ApiClient

POGINGEN = 12  # over some seventeen hours
EERSTE_WACHT, LANGSTE_WACHT = timedelta(seconds=30), timedelta(hours=6)
PER_RONDE, SECONDEN = 200, 50.0
Status = Levering.Status


def cloudevent(rij: Gebeurtenisbericht) -> dict[str, Any]:
    """CloudEvents 1.0 in the NL GOV profile: ids and a link, nothing of what it is about."""
    return {
        "specversion": "1.0",
        "id": str(rij.pk),
        "source": f"urn:nld:oin:{settings.OIN}:systeem:ketenregie",
        "type": f"nl.ketenregie.{rij.soort}",
        "subject": str(rij.object_id),
        "time": rij.gebeurd_at.isoformat(),
        "sequence": f"{rij.volgnummer:020d}",
        "dataref": f"{settings.ADRES}{rij.pad}",
        "datacontenttype": "application/json",
        "data": {"id": str(rij.object_id)} | ({"casus": str(rij.casus_id)} if rij.casus_id else {}),
    }


def handtekening(geheimen: list[str], bericht_id: UUID, moment: int, body: bytes) -> str:
    """One signature per secret in force: HMAC-SHA256 over id, moment and body."""
    signed = b".".join([str(bericht_id).encode(), str(moment).encode(), body])
    return " ".join(
        "v1," + base64.b64encode(hmac.new(s.encode(), signed, hashlib.sha256).digest()).decode()
        for s in geheimen
    )


@outbox.handler("levering.klaar", naam="cases.stuur_leveringen")
def stuur_leveringen(ids: dict[str, UUID], bericht: Bericht) -> None:
    """Wake the sender after the commit; the periodic run comes for what it misses."""
    transaction.on_commit(_wek)


def _wek() -> None:
    with contextlib.suppress(Exception):  # the broker is away; the beat comes for it
        lever_gebeurtenissen.apply_async(retry=False, ignore_result=True)


@shared_task
def lever_gebeurtenissen() -> int:
    """Every 30 seconds and after each new line: send what is due."""
    return lever()


@shared_task
def ruim_gebeurtenissen_op() -> int:
    """Nightly: lines older than three months, with their deliveries."""
    with als_werker():
        old = Gebeurtenisbericht.objects.filter(gebeurd_at__lt=clock.now() - BEWAARD)
        return old.delete()[0]


def lever(hoogstens: int = PER_RONDE) -> int:
    """Send what is due, each in a transaction of its own; returns how many arrived."""
    einde, done = monotonic() + SECONDEN, 0
    for _ in range(hoogstens):
        with als_werker():
            rij = _volgende(clock.now())
            if rij is None:
                break
            done += _verstuur(rij, clock.now())
        if monotonic() > einde:
            break
    return done


def _volgende(at: datetime) -> Levering | None:
    """The first of a casus whose time has come, of an address that is not resting."""
    wacht = Levering.objects.filter(abonnement=OuterRef("abonnement"), status=Status.WACHT)
    eerder = wacht.filter(groep=OuterRef("groep"), volgnummer__lt=OuterRef("volgnummer"))
    rust = wacht.filter(volgende_at__gt=at, pogingen__gt=0, http_status=None)
    return (
        Levering.objects.select_for_update(skip_locked=True, of=("self",))
        .filter(~Exists(eerder), ~Exists(rust), status=Status.WACHT, volgende_at__lte=at)
        .filter(abonnement__beeindigd_at=None)
        .select_related("bericht")
        .order_by("volgende_at", "volgnummer")
        .first()
    )


def _verstuur(rij: Levering, at: datetime) -> bool:
    if not _mag_nog(rij.bericht):
        rij.status = Status.VERVALLEN
        rij.save(update_fields=["status"])
        return False
    abonnement = Abonnement.objects.get(pk=rij.abonnement_id)
    body = json.dumps(cloudevent(rij.bericht), separators=(",", ":")).encode()
    moment = int(at.timestamp())
    headers = {
        "Content-Type": "application/cloudevents+json; charset=utf-8",
        "User-Agent": "Ketenregie",
        "webhook-id": str(rij.bericht_id),
        "webhook-timestamp": str(moment),
        "webhook-signature": handtekening(
            geheimen_van(abonnement, at), rij.bericht_id, moment, body
        ),
    }
    rij.http_status, rij.fout = None, ""
    try:
        rij.http_status = uitgaand.post(abonnement.url, body, headers)
    except uitgaand.AdresGeweigerd:
        rij.fout = "adres geweigerd"
    except uitgaand.Onbereikbaar as fout:
        rij.fout = str(fout)
    rij.pogingen += 1
    gelukt = rij.http_status is not None and 200 <= rij.http_status < 300
    if gelukt:
        rij.status, rij.geleverd_at = Status.GELEVERD, at
    else:
        rij.fout = rij.fout or _woord(rij.http_status or 0)
        over = rij.pogingen >= POGINGEN or rij.http_status == 410
        rij.status = Status.DOOD if over else Status.WACHT
        rij.volgende_at = at + min(EERSTE_WACHT * 2 ** (rij.pogingen - 1), LANGSTE_WACHT)
    rij.save()
    return gelukt


def _woord(status: int) -> str:
    if 300 <= status < 400:
        return "antwoord verwijst door; wij volgen dat niet"
    return f"antwoord {status}"


def _mag_nog(bericht: Gebeurtenisbericht) -> bool:
    """The organisation may have lost its right since: then nothing more is said."""
    clients = ApiClient.objects.filter(deelname=bericht.deelname_id, beeindigd_at=None)
    client = clients.select_related("deelname__organisatie", "deelname__keten").first()
    viewer = viewer_of_client(client) if client else None
    if viewer is None:
        return False
    with acting_as(viewer):
        return gebeurtenissen.zichtbaar_voor(viewer, bericht)
